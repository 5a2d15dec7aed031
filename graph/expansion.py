"""Searches in the index, put in the place of the patterns that ask for them.

`?thing mcb:search "chua vinh nghiem"` becomes `VALUES ?thing { … }`, so that the engine joins
from the few things that were found. What the searches are is said in `functions.tsv`.
"""

import re
from typing import NamedTuple

from mocban.graph import lookups
from mocban.graph.lookups import Argument
from mocban.graph.refusals import BadSearch
from mocban.graph.search import Search
from mocban.graph.statements import Lost, begins_property, properties, sign_of
from mocban.graph.store import syntax_error
from mocban.graph.tokens import Token, content, iris, tokens

# Of many patterns the engine takes seconds to think out an order.
MOST_SEARCHES = 20
_LONGEST = 5_000_000
# Any way to write one of our names shows in one of these.
_MAYBE = re.compile(r"search|inBox|near|\\|mocban/ns/[^>]").search


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def expand(text: str, search: Search | None, base: str | None = None) -> str:
    """A query with its searches answered from an index (None where there is none); one without
    searches is given back as it is. `base` is what the IRIs of the query are relative to.

    SyntaxError where a query with searches is none, by the places in this text; BadSearch where
    a search stands where it cannot, is written wrongly or finds too much."""
    if not _MAYBE(text):
        return text
    words = list(tokens(text))
    names = {
        place: iri
        for place, iri in enumerate(iris(words))
        if iri is not None and lookups.is_lookup(iri)
    }
    if not names:
        return text
    if len(names) > MOST_SEARCHES:
        raise BadSearch(
            f"A query can search the index {MOST_SEARCHES} times at most, not {len(names):,} times.",
            f"Một truy vấn chỉ được tìm trong chỉ mục tối đa {MOST_SEARCHES} lần, không phải "
            f"{len(names):,} lần.",
        )
    if foul := syntax_error(text, base):
        raise SyntaxError(foul)
    asked = _asked(words, names)
    if not asked:
        return text
    if search is None:
        raise BadSearch(
            "There is no search index here: find names with FILTER and mcb:matches.",
            "Ở đây không có chỉ mục tìm kiếm: hãy tìm tên bằng FILTER và mcb:matches.",
        )
    for edit in reversed(_edits(words, asked, search)):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _asked(words: list[Token], names: dict[int, str]) -> list[tuple[int, str]]:
    """Which words are searches, and which search each is; where such a name is not used as a
    property, it is just a name."""
    try:
        used = [each for each in properties(words) if each.word in names]
    except Lost:
        name = lookups.name_of(min(names.values()))
        raise BadSearch(
            f"The query is nested too deeply to be searched for {name}.",
            f"Truy vấn lồng nhau quá sâu nên không đọc được {name} trong đó.",
        ) from None
    for each in used:
        if not each.leads:
            raise lookups.misplaced(names[each.word])
    return [(each.word, names[each.word]) for each in used]


def _arguments(words: list[Token], start: int, iri: str) -> tuple[list[Argument], int]:
    """What stands behind a property, and the place behind that."""
    at = start
    listed = sign_of(words[at]) == "("
    at += listed
    found: list[Argument] = []
    while not found or listed:
        sign = ""
        if sign_of(words[at]) in ("+", "-"):
            sign = words[at].text
            at += 1
        word = words[at]
        at += 1
        match word.kind:
            case "number":
                found.append(Argument("n", f"{sign}{word.text}".removeprefix("+")))
            case "variable":
                found.append(Argument("v", word.text))
            case "string":
                found.append(Argument("s", content(word)))
                at += words[at].kind == "language"
            case _:
                raise lookups.miswritten(iri)
        if listed and sign_of(words[at]) == ")":
            at += 1
            break
    if sign_of(words[at]) in (",", "^^", "~"):
        raise lookups.miswritten(iri)
    return found, at


def _edits(words: list[Token], asked: list[tuple[int, str]], search: Search) -> list[_Edit]:
    answers: dict[tuple[str, tuple[Argument, ...]], list[lookups.Row]] = {}
    edits: list[_Edit] = []
    for place, iri in asked:
        arguments, end = _arguments(words, place + 1, iri)
        key = iri, tuple(arguments)
        if key not in answers:
            answers[key] = lookups.look_up(iri, search, arguments)
        edits.append(_edit(words, place, end, arguments, answers[key]))
        if sum(len(edit.text) for edit in edits) > _LONGEST:
            raise BadSearch(
                "The searches of this query find too much together: make them narrower.",
                "Các phép tìm trong truy vấn này cho quá nhiều kết quả: hãy thu hẹp chúng.",
            )
    return edits


def _edit(
    words: list[Token], place: int, end: int, arguments: list[Argument], rows: list[lookups.Row]
) -> _Edit:
    """The table in the place of a pattern; what follows behind `;` gets its subject back."""
    subject = words[place - 1]
    # Spaces keep it from growing together with a name before or behind.
    table = _table([subject.text, *(a.text for a in arguments if a.kind == "v")], rows)
    after = end
    while sign_of(words[after]) == ";":
        after += 1
    if after > end and begins_property(words[after]):
        table += f" {subject.text}"
    return _Edit(subject.start, words[after - 1].end, f" {table} ")


def _table(variables: list[str], rows: list[lookups.Row]) -> str:
    if len(variables) == 1:
        return f"VALUES {variables[0]} {{ {' '.join(row[0] for row in rows)} }}"
    if len({variable[1:] for variable in variables}) < len(variables):
        raise BadSearch(
            f"{variables[1]} stands twice in one search: take another variable.",
            f"{variables[1]} xuất hiện hai lần trong một phép tìm: hãy dùng biến khác.",
        )
    lines = " ".join(f"({' '.join(row)})" for row in rows)
    return f"VALUES ({' '.join(variables)}) {{ {lines} }}"
