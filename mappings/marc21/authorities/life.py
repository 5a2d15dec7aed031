"""046, 100 $d, 548: when a person lived, a group existed, an event took place."""

import re

from mocban.mappings.marc21.body import Field, all_of, first
from mocban.mappings.marc21.entry import Entry, text_key
from mocban.mappings.marc21.fields.names import LIVES, life_dates
from mocban.ontology.dates import Span, read_date
from mocban.ontology.namespaces import CRM

_GROUPS = {
    "formation": (CRM.P95i_was_formed_by, CRM.E66_Formation, "qs"),
    "dissolution": (CRM.P99i_was_dissolved_by, CRM.E68_Dissolution, "rt"),
}
_COMPACT = re.compile(r"(\d{4})(\d{2})?(\d{2})?\Z").match
_ACTIVE = re.compile(r"\b(?:active|flourished|fl|hoạt động|sống)\b\.?", re.IGNORECASE)
_DEAD_BY_NOW = 1900  # who was born before this year is not alive, whatever the record says


def life(entry: Entry, person: str, heading: Field) -> tuple[dict[str, str], bool]:
    """Birth and death as nodes, and whether the person may be alive: 046 Special Coded Dates
    (R) $f birth, $g death; else 100 $d; else 548. Of somebody whose death is not recorded only
    the year of birth is told."""
    found = {
        event: (text, f"046${code}")
        for event, code in (("birth", "f"), ("death", "g"))
        if (text := _coded(entry, code))
    }
    dates = first(heading, "d")
    for event, text in life_dates(dates):
        found.setdefault(event, (text, "100$d"))
    for text in sorted(
        first(field, "a") for field in entry.by.get("548", ()) if "datl" in all_of(field, "4")
    ):
        for event, value in life_dates(text):
            found.setdefault(event, (value, "548$a"))
    living = "death" not in found and not any(
        map(
            _long_ago, (found.get("birth", ("",))[0], _coded(entry, "t"), _coded(entry, "s"), dates)
        )
    )
    nodes = {}
    for event, (text, field) in found.items():
        text = _spelled(text)
        span = read_date(text)
        if event == "birth" and living and span is not None:
            text, span = _year_only(text, span)
        predicate, kind = LIVES[event]
        nodes[event] = entry.part(person, predicate, event, text_key(text), kind)
        entry.time(nodes[event], text, field, span=span)
    return nodes, living


def existence(entry: Entry, group: str) -> None:
    """046 $q and $s beginning, $r and $t end of a group."""
    for event, (predicate, kind, codes) in _GROUPS.items():
        for code in codes:
            text = _spelled(_coded(entry, code))
            if text:
                node = entry.part(group, predicate, event, text_key(text), kind)
                entry.time(node, text, f"046${code}")
                break


def occurrence(entry: Entry, event: str, heading: Field) -> None:
    """046 $s and $t of an event, else 147 $d."""
    begin, end = _spelled(_coded(entry, "s")), _spelled(_coded(entry, "t"))
    text, field = (f"{begin}/{end}" if begin and end else begin or end), "046$s"
    if not text:
        text, field = first(heading, "d").strip(" ():,;."), "147$d"
    if text:
        entry.time(event, text, field)


def created(entry: Entry) -> str:
    """046 $k Date created, of a work."""
    return _spelled(_coded(entry, "k"))


def _coded(entry: Entry, code: str) -> str:
    texts = [text for field in entry.by.get("046", ()) for text in all_of(field, code)]
    return min(texts, default="")


def _spelled(text: str) -> str:
    match = _COMPACT(text)
    return "-".join(part for part in match.groups() if part) if match else text


def _long_ago(text: str) -> bool:
    """Whether a date is so old that nobody of that time is alive."""
    span = read_date(_spelled(_ACTIVE.sub("", text).strip(" .,"))) if text else None
    if span is None or not span.end:
        return False
    return span.end[0] == "-" or int(span.end[:4]) < _DEAD_BY_NOW


def _year_only(text: str, span: Span) -> tuple[str, Span | None]:
    year = span.edtf[:4]
    if len(span.edtf) <= 4 or not year.isdigit():
        return text, span
    return year, read_date(year)
