"""034, 368-388: what is known of a person, group, place or work
(https://www.loc.gov/marc/authority/ad3xx.html). 375 Gender is left out: it is private, and
codes do not do people justice."""

import re
from functools import cache

from mocban.mappings.marc21.authorities import life as authority_life
from mocban.mappings.marc21.authorities.relations import About, relate, withheld
from mocban.mappings.marc21.body import Field, all_of, first, rows, table, trim
from mocban.mappings.marc21.entry import Entry
from mocban.mappings.marc21.fields import compound, names
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, SCHEMA

_LITERAL = {
    "key": BF.musicKey,
    "serial-number": BF.musicSerialNumber,
    "opus-number": BF.musicOpusNumber,
    "thematic-number": BF.musicThematicNumber,
}
_AUDIENCE = BF.intendedAudience
_AUDIENCE_CLASS = BF.IntendedAudience
_CREATED = BF.originDate
_LANGUAGE = BF.language
_SPEAKS = SCHEMA.knowsLanguage
_LANGUAGES = "<http://id.loc.gov/vocabulary/languages/"
_CODE = re.compile(r"[a-z]{3}\Z").match
_SORTS = {
    "topic": compound.TOPIC,
    "place": compound.PLACE,
    "time": compound.TIME,
    "form": compound.FORM,
}
_DIVIDED = re.compile(r"[NSEW]\d{7}").match
_RESIDES = frozenset("cefg")


@cache
def _facts() -> dict[str, list[tuple[str, frozenset[str], str, str]]]:
    found: dict[str, list[tuple[str, frozenset[str], str, str]]] = {}
    for tag, code, kinds, relation, target in rows("authority_facts"):
        row = (code, frozenset(kinds.split()), relation, target)
        found.setdefault(tag, []).append(row)
    return found


def facts(entry: Entry, about: About) -> None:
    """368 Other Attributes of Person or Corporate Body, 370 Associated Place, 372 Field of
    Activity, 373 Associated Group, 374 Occupation, 376 Family Information, 377 Associated
    Language, 380-388 of works (R)."""
    known = _facts()
    for tag, fields in entry.by.items():
        if tag == "377":
            _languages(entry, about, fields)
            continue
        for code, kinds, relation, target in known.get(tag, ()):
            if about.kind not in kinds and "*" not in kinds:
                continue
            for field in fields:
                said = _said(field) if tag == "370" and code in _RESIDES else ""
                for text in all_of(field, code):
                    words = trim(text)
                    if words:
                        _fact(entry, about, said or relation, target, words, f"{tag}${code}")
    if about.kind == "hub":
        date = authority_life.created(entry)
        if date:
            entry.triples.append((about.thing, _CREATED, literals.text(date)))
    elif about.kind == "place":
        _coordinates(entry, about)


def _said(field: Field) -> str:
    """What $i or $4 calls an associated place: quê quán, trụ sở."""
    for text in all_of(field, "i4"):
        relation = table("authority_relations").get(trim(text).lower())
        if relation:
            return relation
    return ""


def _fact(entry: Entry, about: About, relation: str, target: str, words: str, used: str) -> None:
    if target == "words":
        if relation in _LITERAL:
            entry.triples.append((about.thing, _LITERAL[relation], literals.text(words)))
        else:
            entry.labelled(about.thing, _AUDIENCE, "audience", words, _AUDIENCE_CLASS)
        return
    if withheld(about, relation):
        return
    if target in _SORTS:
        node = compound.heading(entry, _SORTS[target], words, used)
    else:
        node = names.named(entry, target, words, used)[0]
    relate(entry, about, relation, node)


def _languages(entry: Entry, about: About, fields: list[Field]) -> None:
    predicate = _LANGUAGE if about.kind == "hub" else _SPEAKS
    for field in fields:
        for text in all_of(field, "a"):
            code = text.strip().lower()
            if _CODE(code):
                entry.triples.append((about.thing, predicate, f"{_LANGUAGES}{code}>"))


def _coordinates(entry: Entry, about: About) -> None:
    """034 Coded Cartographic Mathematical Data (R): the middle of what it covers."""
    for field in sorted(entry.by.get("034", ())):
        edges = [degrees(first(field, code)) for code in "defg"]
        west, east, north, south = edges
        if west is None or north is None:
            continue
        lon = (west + (east if east is not None else west)) / 2
        lat = (north + (south if south is not None else north)) / 2
        if abs(lon) <= 180 and abs(lat) <= 90:
            entry.geometry(about.thing, f"{lon:.5f}", f"{lat:.5f}")
            return
        entry.warn(
            "bad-coordinates", "034",
            f"{lon}, {lat} is nowhere on Earth.",
            f"Không có nơi nào có tọa độ {lon}, {lat}.",
        )  # fmt: skip


def degrees(text: str) -> float | None:
    """`E1061500`, `E106.25` or `+106.25` as degrees; None where it is neither."""
    text = text.strip().upper()
    if not text:
        return None
    sign = -1 if text[0] in "SW-" else 1
    digits = text.lstrip("NSEW+-")
    try:
        if _DIVIDED(text) and digits[:7].isdigit():
            whole = int(digits[:3]) + int(digits[3:5]) / 60 + float(digits[5:]) / 3600
        else:
            whole = float(digits)
    except ValueError:
        return None
    return sign * whole
