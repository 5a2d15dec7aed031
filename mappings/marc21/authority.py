"""Authority records (https://www.loc.gov/marc/authority/): persons, groups, places, topics as
things of their own, with all their names, dates and numbers."""

import re

from mocban.errors import RecordError
from mocban.mappings.marc21 import control, vernacular
from mocban.mappings.marc21.body import Field, Marc, all_of, first, rows, table, trim
from mocban.mappings.marc21.entry import Desk, Entry, text_key
from mocban.mappings.marc21.names import LIVES, life_dates, name_of
from mocban.mappings.record import Mapped, Record
from mocban.ontology import concepts, literals
from mocban.ontology.dates import Span, read_date
from mocban.ontology.namespaces import SKOS, term

_ALT_LABEL = SKOS.altLabel
_COMPACT = re.compile(r"(\d{4})(\d{2})?(\d{2})?\Z").match
_NUMBER = re.compile(r"\(([^)]+)\)\s*(.+)").match


def convert(desk: Desk, record: Record, marc: Marc) -> Mapped:
    """One authority record. RecordError where its heading is of a kind not converted."""
    entry = Entry(desk, record, marc)
    entry.language = entry.dataset.language
    entry.code = "vie" if entry.language == "vi" else ""
    entry.record(control.modified(entry))
    vernacular.begin(entry)
    tag, kind, classes = _kind(entry)
    heading = entry.only(tag)
    assert heading is not None
    name = _name(heading, kind)
    if not name:
        raise RecordError(f"Heading {tag} has no $a.", f"Tiêu đề {tag} không có $a.")
    thing = entry.thing(kind, record.id, *classes)
    entry.label(thing, name)
    entry.name(thing, name)
    for language, other in entry.also(heading):
        _other_script(entry, thing, other, kind, language)
    for field in entry.by.get("4" + tag[1:], ()):
        _alias(entry, thing, field, kind)
    if kind == "person":
        _life(entry, thing, heading)
    _numbers(entry, thing)
    vernacular.finish(entry)
    return entry.done()


def _kind(entry: Entry) -> tuple[str, str, tuple[str, ...]]:
    for tag, kind, classes in rows("authority_kinds"):
        if tag in entry.by:
            return tag, kind, tuple(map(term, classes.split()))
    raise RecordError(
        "The authority record has no 100, 110, 111, 150 or 151; other kinds are not converted.",
        "Biểu ghi nhất quán không có 100, 110, 111, 150 hay 151; loại khác không được chuyển đổi.",
    )


def _name(field: Field, kind: str) -> str:
    if kind in ("person", "group"):
        return name_of(field, kind)
    divisions = [trim(text) for code, text in field[2] if code in "axyzv"]
    return "--".join(text for text in divisions if text)


def _alias(entry: Entry, thing: str, field: Field, kind: str) -> None:
    """4XX See From Tracing (R); $i says what sort of name it is (hiệu, tự, bút danh)."""
    name = _name(field, kind)
    if not name:
        return
    sort = trim(first(field, "i"))
    entry.triples.append((thing, _ALT_LABEL, literals.text(name, entry.language)))
    entry.name(thing, name, kind=(concepts.find("name", sort) if sort else None) or "ten-khac")
    for language, other in entry.also(field):
        _other_script(entry, thing, other, kind, language)


def _other_script(entry: Entry, thing: str, field: Field, kind: str, language: str) -> None:
    name = _name(field, kind)
    if name and language:
        entry.triples.append((thing, _ALT_LABEL, literals.text(name, language)))
        entry.name(thing, name, language)


def _life(entry: Entry, person: str, heading: Field) -> None:
    """046 Special Coded Dates (R) $f birth, $g death; else 100 $d. Of somebody whose death is
    not recorded only the year of birth is told."""
    found = {
        event: (text, "046$" + code)
        for event, code in (("birth", "f"), ("death", "g"))
        for text in sorted(t for field in entry.by.get("046", ()) for t in all_of(field, code))[:1]
    }
    for event, text in life_dates(first(heading, "d")):
        found.setdefault(event, (text, "100$d"))
    for event, (text, field) in found.items():
        match = _COMPACT(text)
        if match:
            text = "-".join(part for part in match.groups() if part)
        span = read_date(text)
        if event == "birth" and "death" not in found and span is not None:
            text, span = _year_only(text, span)
        predicate, kind = LIVES[event]
        inner = entry.part(person, predicate, event, text_key(text), kind)
        entry.time(inner, text, field, span=span)


def _year_only(text: str, span: Span) -> tuple[str, Span | None]:
    year = span.edtf[:4]
    if len(span.edtf) <= 4 or not year.isdigit():
        return text, span
    return year, read_date(year)


def _numbers(entry: Entry, thing: str) -> None:
    """024 Other Standard Identifier (R), 035 System Control Number (R)."""
    for field in entry.by.get("024", ()):
        scheme = re.sub(r"[^a-z0-9]", "", first(field, "2").lower())
        if scheme:
            for value in all_of(field, "a"):
                entry.identifier(thing, scheme, value.rstrip("/").rpartition("/")[2])
    agencies = table("number_agencies")
    for field in entry.by.get("035", ()):
        for value in all_of(field, "a"):
            match = _NUMBER(value)
            scheme = agencies.get(match[1], "") if match else ""
            if match and scheme:
                entry.identifier(thing, scheme, match[2])
