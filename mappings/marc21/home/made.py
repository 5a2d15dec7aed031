"""Fields as they are made: in the script of the record, and in others (880)."""

from collections.abc import Iterable
from functools import cache

from mocban.mappings.marc21.body import Field, Subfield, rows
from mocban.mappings.marc21.home.said import Words, script


class Made:
    """One field, and what it is in other scripts."""

    __slots__ = ("indicators", "others", "own", "script", "tag")

    def __init__(self, tag: str, indicators: str = "  ") -> None:
        self.tag = tag
        self.indicators = indicators
        self.own: list[Subfield] = []
        self.script: str | None = None  # of its own text, once there is any
        self.others: dict[str, list[Subfield]] = {}  # script -> subfields

    def add(self, code: str, text: str) -> None:
        """A subfield, if there is a text."""
        if text:
            self.own.append((code, text))

    def say(self, code: str, found: Iterable[Words], *, repeatable: bool = False) -> None:
        """A subfield in each script that there is a text of; the first text of each, but all of
        them where it is `repeatable`."""
        parts = [(code, words) for words in found]
        if not repeatable:
            seen: set[str | None] = set()
            parts = [
                part for part in parts
                if not (part[1].script in seen or seen.add(part[1].script))  # type: ignore[func-returns-value]
            ]  # fmt: skip
        self.tell(parts)

    def tell(self, found: Iterable[tuple[str, Words]]) -> None:
        """Subfields in this order, each in its script; what could be of any, such as figures, in
        all of them."""
        parts = list(found)
        scripts = [words.script for _, words in parts if words.script is not None]
        if self.script is None and scripts:
            self.script = "" if "" in scripts else scripts[0]
        others = dict.fromkeys([name for name in scripts if name != self.script])
        for code, words in parts:
            if words.script in (None, self.script):
                self.own.append((code, words.text))
            for name in others if words.script is None else {words.script: None}:
                if name is not None and name != self.script:
                    self.others.setdefault(name, []).append((code, words.text))

    def take(self, field: Field, name: str = "") -> None:
        """All subfields of a field, and its indicators; in the script of the record, or in
        another."""
        self.indicators, self.own, self.script = field[1], list(field[2]), name

    def take_elsewhere(self, subfields: list[Subfield], name: str) -> None:
        """All subfields of a field in another script."""
        name = name or script(" ".join([text for _, text in subfields])) or ""
        self.others.setdefault(name, []).extend(subfields)

    def say_elsewhere(self, code: str, found: Iterable[Words]) -> None:
        """`say`, of what is in other scripts only."""
        for words in found:
            if words.script:
                self.others.setdefault(words.script, []).append((code, words.text))

    def join(self, other: "Made") -> None:
        """All that another field says, behind what this one does."""
        self.own += other.own
        for name, subfields in other.others.items():
            self.others.setdefault(name, []).extend(subfields)

    def __bool__(self) -> bool:
        return any(code not in "25678" for code, _ in self.own)


_PARALLEL = "= "


@cache
def _marks() -> dict[tuple[str, str], str]:
    return {(tag, code): mark for tags, code, mark in rows("isbd") for tag in tags.split()}


def punctuated(tag: str, subfields: list[Subfield]) -> list[Subfield]:
    """Subfields with the ISBD punctuation that stands before the next one, by `codes/isbd.tsv`;
    what has it already stays as it is."""
    marks = _marks()
    found: list[Subfield] = []
    for code, text in subfields:
        mark = marks.get((tag, code), "")
        if text.startswith(_PARALLEL) and found:
            mark, text = " =", text[len(_PARALLEL) :]
        if mark and found:
            before, words = found[-1]
            if not words.endswith(mark.strip()):
                found[-1] = (before, words.rstrip(" ,:;/=") + mark)
        found.append((code, text))
    return found


def fields(made: Iterable[Made]) -> list[Field]:
    """The fields in order of their tags, each 880 linked with the field it stands for; a field
    that is in another script than the title alone is an 880 by itself (occurrence 00)."""
    found: list[Field] = []
    vernacular: list[Field] = []
    ordered = sorted(filter(None, made), key=lambda each: each.tag)
    usual = next((each.script for each in ordered if each.tag == "245"), "") or ""
    for each in ordered:
        own = punctuated(each.tag, each.own)
        if each.script and not usual:
            vernacular.append(_linked(each, "00", each.script, own))
            continue
        if each.others:
            link = f"{len(vernacular) + 1:02d}"
            own.insert(0, ("6", f"880-{link}"))
            for name, others in each.others.items():
                vernacular.append(_linked(each, link, name, punctuated(each.tag, others)))
        found.append((each.tag, each.indicators, own))
    return found + vernacular


def _linked(made: Made, link: str, name: str, subfields: list[Subfield]) -> Field:
    whole = f"{made.tag}-{link}/{name}" if name else f"{made.tag}-{link}"
    return "880", made.indicators, [("6", whole), *subfields]
