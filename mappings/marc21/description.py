"""300-338, 490, 8XX: extent, carrier, series (https://www.loc.gov/marc/bibliographic/bd3xx.html)."""

import re

from mocban.mappings.marc21.body import Field, all_of, first, trim
from mocban.mappings.marc21.entry import A, Entry, Rule
from mocban.ontology import literals
from mocban.ontology.namespaces import BF

_EXTENT = BF.extent
_EXTENT_CLASS = BF.Extent
_DIMENSIONS = BF.dimensions
_NOTE = BF.note
_NOTE_CLASS = BF.Note
_NOTE_TYPE = BF.noteType
_SERIES = BF.hasSeries
_SERIES_CLASS = BF.Series
_ENUMERATION = BF.seriesEnumeration
_SERIES_STATEMENT = BF.seriesStatement
_MARKS = {"b": '"physical details"', "e": '"accompanying material"'}
_CODED = {
    "336": (BF.content, "contentTypes", "work"),
    "337": (BF.media, "mediaTypes", "instance"),
    "338": (BF.carrier, "carriers", "instance"),
}
_CODE = re.compile(r"[a-z]{1,3}\Z").match


def physical(entry: Entry, fields: list[Field]) -> None:
    """300 Physical Description (R)."""
    instance = entry.instance
    for field in fields:
        for code, text in field[2]:
            text = text.rstrip(" :;+,.") if code != "a" else text.rstrip(" :;+,")
            if not text:
                continue
            if code == "a":
                entry.labelled(instance, _EXTENT, "extent", text, _EXTENT_CLASS)
            elif code == "c":
                entry.triples.append((instance, _DIMENSIONS, literals.text(text)))
            elif code in _MARKS:
                node = entry.labelled(instance, _NOTE, f"note/300{code}", text, _NOTE_CLASS)
                entry.triples.append((node, _NOTE_TYPE, _MARKS[code]))


def coded(entry: Entry, fields: list[Field]) -> None:
    """336 Content Type (R), 337 Media Type (R), 338 Carrier Type (R), by $b."""
    predicate, scheme, on = _CODED[fields[0][0]]
    subject = entry.work if on == "work" else entry.instance
    for field in fields:
        for code, text in field[2]:
            if code == "b" and _CODE(text):
                value = f"<http://id.loc.gov/vocabulary/{scheme}/{text}>"
                entry.triples.append((subject, predicate, value))


def series(entry: Entry, fields: list[Field]) -> None:
    """490 Series Statement (R); 830 Series Added Entry - Uniform Title (R), which stands for a
    490 that is traced (ind1 = 1)."""
    traced = "830" in entry.by
    for field in fields:
        name = trim(first(field, "a"))
        if not name:
            continue
        if field[0] == "490" and field[1][0] == "1" and traced:
            _stated(entry, " ".join(all_of(field, "av")), entry.language)
        else:
            node = entry.known_heading("work", name, f"{field[0]}$a")
            entry.triples += ((entry.work, _SERIES, node), (node, A, _SERIES_CLASS))
            for text in all_of(field, "v"):
                entry.triples.append(
                    (entry.work, _ENUMERATION, literals.text(trim(text), entry.language))
                )
        for language, other in entry.also(field):
            _stated(entry, " ".join(all_of(other, "av")), language)


def _stated(entry: Entry, text: str, language: str) -> None:
    text = text.rstrip(" .,;")
    if text:
        entry.triples.append((entry.instance, _SERIES_STATEMENT, literals.text(text, language)))


RULES: dict[str, Rule] = {
    "300": physical,
    "336": coded,
    "337": coded,
    "338": coded,
    "490": series,
    "830": series,
}
