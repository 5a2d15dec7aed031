"""When a festival is held: its rule in words, and the days nearest to today."""

from typing import NamedTuple

from pyoxigraph import Literal

from mocban.graph.resource import Resource, iri
from mocban.graph.store import Row
from mocban.site.dates import day
from mocban.site.words import Words


class Festival(NamedTuple):
    """The rule, the next time, or else the last time, in words."""

    rule: str
    next: str
    last: str
    computed: bool


def festival(resource: Resource, words: Words, today: str) -> Festival | None:
    """What to say of a thing that recurs; `today` (yyyy-mm-dd) is the day in Vietnam."""
    rule = _rule(resource, words, "lunar") or _rule(resource, words, "solar")
    rows = resource.ask("occurrences") if resource.kind == "ich" else []
    days = sorted((_text(r, "start"), _text(r, "end") or _text(r, "start")) for r in rows)
    coming = [span for span in days if span[1] >= today]
    gone = [span for span in days if span[1] < today]
    if not rule and not days:
        return None
    return Festival(
        rule,
        _days(coming[0], words) if coming else "",
        _days(gone[-1], words) if gone and not coming else "",
        any(_text(row, "computed") == "true" for row in rows),
    )


def _rule(resource: Resource, words: Words, calendar: str) -> str:
    parts = [
        resource.one([iri("mcb:recurs"), iri(f"mcb:{calendar}{part}")])
        for part in ("Month", "DayFrom", "DayTo")
    ]
    if not parts[0].isdigit() or not parts[1]:
        return ""
    days = parts[1] if parts[2] in ("", parts[1]) else f"{parts[1]}–{parts[2]}"
    table = "ordinals" if calendar == "lunar" and words.language == "en" else "months"
    names = words(table).split(",")
    # A month of the solar calendar is a number in Vietnamese, one of the lunar has a name.
    numbered = calendar == "solar" and words.language == "vi"
    month = parts[0] if numbered else names[(int(parts[0]) - 1) % 12]
    return words(f"festival.{calendar}", days=days, month=month)


def _days(span: tuple[str, str], words: Words) -> str:
    first, last = (day(part, words) for part in span)
    return first if first == last else words("date.span", a=first, b=last)


def _text(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, Literal) else ""
