"""Authority records (https://www.loc.gov/marc/authority/): persons, groups, works, places,
topics as things of their own, with all their names and numbers."""

import re

from mocban.errors import RecordError
from mocban.mappings.marc21 import subfields, vernacular
from mocban.mappings.marc21.authorities import facts as authority_facts
from mocban.mappings.marc21.authorities import life as authority_life
from mocban.mappings.marc21.authorities import notes as authority_notes
from mocban.mappings.marc21.authorities import relations as authority_relations
from mocban.mappings.marc21.authorities.relations import About
from mocban.mappings.marc21.body import Field, Marc, all_of, first, rows, table, trim
from mocban.mappings.marc21.entry import Desk, Entry, text_key
from mocban.mappings.marc21.fields import control, hubs, names
from mocban.mappings.record import Mapped, Record
from mocban.ontology import concepts, literals
from mocban.ontology.namespaces import BF, SKOS

_ALT_LABEL = SKOS.altLabel
_EXACT = SKOS.exactMatch
_TITLE = BF.title
_TITLE_CLASS = BF.Title
_VARIANT = BF.VariantTitle
_MAIN_TITLE = BF.mainTitle
_NUMBER = re.compile(r"\(([^)]+)\)\s*(.+)").match
_SCHEME = re.compile(r"[^a-z0-9]")
_CHANGED = {"a": "ten-cu", "d": "ten-viet-tat"}  # $w of an earlier name, of an acronym
_DELETED = "dsx"  # leader/05
_REFERENCES = "bc"  # 008/09: the record only leads to another
_SEVERAL = "b"  # 008/32: one name, several persons


def convert(desk: Desk, record: Record, marc: Marc) -> Mapped:
    """One authority record. RecordError where it is of a kind not converted, or deleted."""
    entry = Entry(desk, record, marc)
    entry.language = entry.dataset.language
    entry.code = "vie" if entry.language == "vi" else ""
    _refuse(entry)
    entry.record(control.modified(entry))
    vernacular.begin(entry)
    heading = _heading(entry)
    kind, classes = authority_relations.kind_of(heading)
    name = _name(heading, kind)
    if not name:
        raise RecordError(f"Heading {heading[0]} has no $a.", f"Tiêu đề {heading[0]} không có $a.")
    thing = entry.thing(kind, record.id, *classes)
    entry.label(thing, name)
    if kind == "hub":
        _work(entry, thing, heading, name)
    else:
        entry.name(thing, name)
    for language, other in entry.also(heading):
        _other_script(entry, thing, other, kind, language)
    for tag in sorted(entry.by):
        if tag[0] == "4" and len(tag) == 3:
            for field in entry.by[tag]:
                _alias(entry, thing, field, kind)
    about = _lived(entry, About(thing, kind), heading)
    _numbers(entry, thing)
    authority_facts.facts(entry, about)
    authority_relations.tracings(entry, about)
    authority_relations.linked(entry, about)
    authority_notes.notes(entry, about)
    authority_notes.addresses(entry, about)
    authority_notes.class_numbers(entry, about)
    authority_notes.links_to(entry, about)
    vernacular.finish(entry)
    return entry.done()


def _refuse(entry: Entry) -> None:
    if entry.leader[5:6] in _DELETED and entry.leader[5:6]:
        raise RecordError(
            "The authority record is marked as deleted (leader/05).",
            "Biểu ghi nhất quán đã được đánh dấu xóa (đầu biểu/05).",
        )
    if entry.control("008")[9:10] in _REFERENCES and entry.control("008")[9:10]:
        raise RecordError(
            "The authority record only refers to another heading (008/09) and describes nothing.",
            "Biểu ghi nhất quán chỉ dẫn đến tiêu đề khác (008/09), không mô tả đối tượng nào.",
        )


def _heading(entry: Entry) -> Field:
    for row in rows("authority_kinds"):
        field = entry.only(row[0])
        if field is not None:
            return field
    raise RecordError(
        "The authority record has no 100, 110, 111, 130, 147, 148, 150, 151, 155, 162, 180, 181, "
        "182 or 185; other kinds are not converted.",
        "Biểu ghi nhất quán không có 100, 110, 111, 130, 147, 148, 150, 151, 155, 162, 180, 181, "
        "182 hay 185; loại khác không được chuyển đổi.",
    )


def _lived(entry: Entry, about: About, heading: Field) -> About:
    """Dates of the thing, and whether it is somebody who may be alive."""
    if about.kind == "person":
        if entry.control("008")[32:33] == _SEVERAL:
            entry.warn(
                "undifferentiated-name", "008/32",
                "The record stands for several persons of this name; make one record for each.",
                "Biểu ghi này chung cho nhiều người trùng tên; nên tách mỗi người một biểu ghi.",
            )  # fmt: skip
            return about._replace(living=True)
        events, living = authority_life.life(entry, about.thing, heading)
        return about._replace(events=events, living=living)
    if about.kind == "group":
        authority_life.existence(entry, about.thing)
    elif about.kind == "event":
        authority_life.occurrence(entry, about.thing, heading)
    return about


def _name(field: Field, kind: str) -> str:
    """What the heading calls the thing: a name without dates, a title without its author."""
    if field[0][1:] in ("00", "10", "11") and kind in ("person", "group"):
        return names.name_of(field, kind)
    if kind == "hub":
        title = hubs.split(field)[1]
        return trim(" ".join([text for code, text in title[2] if code in "atnp"]))
    if kind == "event":
        return trim(" ".join(all_of(field, "a")))
    layout = authority_relations.layout_of(field[0])
    divisions = [text for _, text in layout.divisions(field)]
    return "--".join([text for text in (layout.words(field), *divisions) if text])


def _work(entry: Entry, thing: str, heading: Field, title: str) -> None:
    """130, and X00, X10, X11 with $t: a work, who made it, and how the catalogue names it."""
    inner = entry.part(thing, _TITLE, "title", text_key(title), _TITLE_CLASS)
    entry.add(inner, _MAIN_TITLE, literals.text(title, entry.language))
    name, rest = hubs.split(heading)
    point = trim(" ".join([text for code, text in rest[2] if code not in "eivw0123456789"]))
    if name[2]:
        found = names.agent(entry, heading)
        if found:
            names.contribution(entry, thing, found, default="cre")
            point = f"{names.access_point(name)}. {point}"
    if point != title:
        entry.add(thing, names.ACCESS_POINT, literals.text(point, entry.language))


def _alias(entry: Entry, thing: str, field: Field, kind: str) -> None:
    """4XX See From Tracing (R); $i, $4 and $w say what sort of name it is (hiệu, tự, bút danh)."""
    if id(field) in entry.tongues:
        _other_script(entry, thing, field, kind, entry.tongues[id(field)])
        return
    name = _name(field, _kind_of_name(field, kind))
    if not name:
        return
    entry.triples.append((thing, _ALT_LABEL, literals.text(name, entry.language)))
    if kind == "hub":
        inner = entry.part(thing, _TITLE, "title", text_key(name), _VARIANT)
        entry.add(inner, _MAIN_TITLE, literals.text(name, entry.language))
    else:
        entry.name(thing, name, kind=_sort(field))
    for language, other in entry.also(field):
        _other_script(entry, thing, other, kind, language)


def _kind_of_name(field: Field, kind: str) -> str:
    """A place may be called as a body is (410 in a record with 151), and so on."""
    return authority_relations.kind_of(field)[0] or kind


def _sort(field: Field) -> str:
    known = table("authority_names")
    for text in all_of(field, "i4"):
        words = trim(text)
        slug = concepts.find("name", words) or known.get(words.lower())
        if slug:
            return slug
    return _CHANGED.get(first(field, "w")[:1], "ten-khac")


def _other_script(entry: Entry, thing: str, field: Field, kind: str, language: str) -> None:
    name = _name(field, _kind_of_name(field, kind))
    if name and language:
        entry.triples.append((thing, _ALT_LABEL, literals.text(name, language)))
        if kind == "hub":
            inner = entry.part(thing, _TITLE, "title", text_key(name), _VARIANT)
            entry.add(inner, _MAIN_TITLE, literals.text(name, language))
        else:
            entry.name(thing, name, language)


def _numbers(entry: Entry, thing: str) -> None:
    """010 LCCN (NR), 024 Other Standard Identifier (R), 035 System Control Number (R)."""
    for field in entry.by.get("010", ()):
        for value in all_of(field, "a"):
            entry.identifier(thing, "lccn", value)
    for field in entry.by.get("024", ()):
        scheme = _SCHEME.sub("", first(field, "2").lower())
        for value in all_of(field, "a"):
            if scheme and scheme != "uri":
                entry.identifier(thing, scheme, value.rstrip("/").rpartition("/")[2])
        for value in all_of(field, "a01"):
            said = value if "://" in value or not scheme else f"({_agency(scheme)}){value}"
            address, _, _ = subfields.authority(said.replace(" ", ""))
            if address:
                entry.triples.append((thing, _EXACT, address))
    agencies = table("number_agencies")
    for field in entry.by.get("035", ()):
        for value in all_of(field, "a"):
            match = _NUMBER(value)
            scheme = agencies.get(match[1], "") if match else ""
            if match and scheme:
                entry.identifier(thing, scheme, match[2])


def _agency(scheme: str) -> str:
    return "DE-588" if scheme == "gnd" else scheme
