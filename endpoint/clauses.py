"""The SERVICE clauses of a query, told apart before any of them is called
(https://www.w3.org/TR/sparql11-federated-query/)."""

from collections.abc import Iterator
from typing import NamedTuple

from mocban.endpoint.problems import Problem
from mocban.graph.tokens import Token, prefixes, resolved

CLAUSES = 10  # in one query


class Clause(NamedTuple):
    """A SERVICE clause: where it begins and ends in the text, the address it calls, whether
    it may fail, what stands between its braces, and the variables in there."""

    start: int
    end: int
    partner: str
    silent: bool
    body: str
    variables: frozenset[str]


def clauses(text: str, words: list[Token], partners: set[str]) -> Iterator[Clause]:
    """The SERVICE clauses of a query, in order; Problem where one is not served here."""
    declared = prefixes(words)
    place = count = 0
    while place < len(words):
        if words[place].keyword != "SERVICE":
            place += 1
            continue
        start = words[place].start
        silent = _keyword(words, place + 1) == "SILENT"
        place += 1 + silent
        count += 1
        partner = resolved(words[place], declared) if place < len(words) else None
        if count > CLAUSES:
            raise _refused(
                f"A query may have {CLAUSES} SERVICE clauses at most.",
                f"Mỗi truy vấn có tối đa {CLAUSES} mệnh đề SERVICE.",
            )
        if partner is None or partner not in partners:
            raise _refused(*_not_a_partner(partner, partners))
        first = place + 1
        last = _closing(words, first)
        inside = words[first + 1 : last]
        if any(word.keyword == "SERVICE" for word in inside):
            raise _refused(
                "A SERVICE clause may not hold another.",
                "Trong mệnh đề SERVICE không được có mệnh đề SERVICE khác.",
            )
        variables = frozenset(word.text[1:] for word in inside if word.kind == "variable")
        body = text[words[first].end : words[last].start]
        yield Clause(start, words[last].end, partner, silent, body, variables)
        place = last + 1


def _keyword(words: list[Token], place: int) -> str:
    return words[place].keyword if place < len(words) else ""


def _closing(words: list[Token], first: int) -> int:
    """The place of the brace that closes the one at `first`."""
    depth = 0
    for place in range(first, len(words)):
        mark = words[place].text if words[place].kind == "mark" else ""
        depth += (mark == "{") - (mark == "}")
        if depth == 0:
            if place == first:
                break
            return place
    raise Problem(
        400,
        "After SERVICE and its address stands a pattern in braces.",
        "Sau SERVICE và địa chỉ phải là một mẫu trong ngoặc nhọn.",
    )


def prologue(words: list[Token]) -> str:
    """The BASE and PREFIX declarations of a query."""
    place = 0
    while (step := {"BASE": 2, "PREFIX": 3}.get(_keyword(words, place))) is not None:
        place += step
    return " ".join(word.text for word in words[:place])


def _not_a_partner(wanted: str | None, partners: set[str]) -> tuple[str, str]:
    if not partners:
        return (
            "SERVICE is switched off here: query the other endpoint yourself.",
            "Ở đây không dùng được SERVICE: hãy tự truy vấn điểm cuối kia.",
        )
    known = ", ".join(f"<{each}>" for each in sorted(partners))
    if wanted is None:
        return (
            f"SERVICE takes the address of a partner here, and no variable: {known}.",
            f"Ở đây SERVICE chỉ nhận địa chỉ của đối tác, không nhận biến: {known}.",
        )
    return (
        f"SERVICE may only call the partners of this endpoint: {known}.",
        f"SERVICE chỉ được gọi các đối tác của điểm cuối này: {known}.",
    )


def _refused(en: str, vi: str) -> Problem:
    return Problem(403, en, vi)
