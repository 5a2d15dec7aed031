"""034, 043, 045, 052: the places and times a work is about, in codes."""

import re

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, first, trim
from mocban.mappings.marc21.entry import A, Entry, Rule
from mocban.mappings.marc21.fields.origins import spoken_words
from mocban.ontology import literals
from mocban.ontology.edtf import extent
from mocban.ontology.iris import enc
from mocban.ontology.namespaces import BF, RDF

_MAP = BF.cartographicAttributes
_MAP_CLASS = BF.Cartographic
_COORDINATES = BF.coordinates
_DECLINATION = BF.ascensionAndDeclination
_EQUINOX = BF.equinox
_RING = BF.outerGRing
_SCALE = BF.scale
_SCALE_CLASS = BF.Scale
_VALUE = RDF.value
_GEOGRAPHIC = BF.geographicCoverage
_GEOGRAPHIC_CLASS = BF.GeographicCoverage
_TEMPORAL = BF.temporalCoverage
_AREAS = "http://id.loc.gov/vocabulary/geographicAreas/"
_CLASS_G = "http://id.loc.gov/authorities/classification/G"
_KNOWN = ("/authorities/subjects", "/authorities/names", "/vocabulary/geographicAreas")
_MEASURES = (
    ("defg", _COORDINATES), ("jkmn", _DECLINATION), ("p", _EQUINOX), ("st", _RING),
)  # fmt: skip
_SCALES = {
    "b": "linear horizontal/tỉ lệ ngang",
    "c": "linear vertical/tỉ lệ đứng",
}
_KINDS = {"a": "linear scale/tỉ lệ dài", "b": "angular scale/tỉ lệ góc"}
_AREA = re.compile(r"[a-z]{1,4}(?:-[a-z]{2,3}){0,2}\Z").match
_DATED = re.compile(r"([cd])(\d{4})(\d\d)?(\d\d)?(\d\d)?\Z").match
_PERIOD = re.compile(r"[a-y][\d-]\Z").match
_BEFORE = {"b": 2999, "c": 1999, "d": 999}  # BC: a letter and a digit are a century


def scale(entry: Entry, fields: list[Field]) -> None:
    """034 Coded Cartographic Mathematical Data (R)."""
    for field in fields:
        (language, _), *others = entry.spoken(field)
        text = " ".join(all_of(field, "defgjkmnpst"))
        if text:
            node = entry.node_for(entry.work, _MAP, "cartographic", f"034 {text}", _MAP_CLASS)
            entry.triples += [
                (node, predicate, literals.text(" ".join(said)))
                for codes, predicate in _MEASURES
                if (said := all_of(field, codes))
            ]
            _applies(entry, node, field, language, others)
        bare = not all_of(field, "bc")
        for kind in all_of(field, "a"):
            if kind == "b" or (bare and kind == "a"):
                _scale(entry, field, "", _KINDS[kind], language, others)
        for code, text in field[2]:
            if code in _SCALES:
                _scale(entry, field, text, _SCALES[code], language, others)


def _scale(
    entry: Entry, field: Field, value: str, label: str, language: str,
    others: list[tuple[str, Field]],
) -> None:  # fmt: skip
    words = spoken_words(entry, label)
    key = f"{label.partition('/')[0]} {value}".strip()
    if not key:
        return
    node = f"{entry.work[:-1]}/scale/034-{enc(key)}>"
    entry.triples += ((entry.work, _SCALE, node), (node, A, _SCALE_CLASS))
    if value:
        entry.triples.append((node, _VALUE, literals.text(value)))
    if words:
        entry.label(node, words)
    _applies(entry, node, field, language, others)


def _applies(
    entry: Entry, node: str, field: Field, language: str, others: list[tuple[str, Field]]
) -> None:
    subfields.applies_to(entry, node, field, language)
    for tongue, other in others:
        subfields.applies_to(entry, node, other, tongue)


def areas(entry: Entry, fields: list[Field]) -> None:
    """043 Geographic Area Code (NR): $a of MARC's list, $b a local one, $c of ISO 3166."""
    for field in fields:
        parts = field[2]
        local = ""
        for code, text in parts:
            if code == "a":
                area = text.rstrip(" -.").lower()
                if _AREA(area):
                    entry.triples.append((entry.work, _GEOGRAPHIC, f"<{_AREAS}{area}>"))
                    continue
                entry.warn(
                    "unknown-area", "043$a",
                    f"“{text}” is no MARC code of an area.",
                    f"“{text}” không phải mã vùng địa lý MARC.",
                )  # fmt: skip
            elif code in "bc":
                local = _coded(entry, f"043-{enc(text)}", text)
                if code == "c":
                    subfields.source(entry, local, "ISO 3166")
            elif code == "2" and local:
                subfields.source(entry, local, text)
            elif code in "01":
                term = literals.outside(text.removeprefix("(uri)").strip())
                if term and any(part in term for part in _KNOWN):
                    entry.triples.append((entry.work, _GEOGRAPHIC, term))
                elif local:
                    subfields.authorities(entry, local, (field[0], field[1], [(code, text)]))


def _coded(entry: Entry, key: str, text: str) -> str:
    node = f"{entry.work[:-1]}/coverage/{key}>"
    entry.triples += (
        (entry.work, _GEOGRAPHIC, node),
        (node, A, _GEOGRAPHIC_CLASS),
        (node, _VALUE, literals.text(text)),
    )
    return node


def classed_areas(entry: Entry, fields: list[Field]) -> None:
    """052 Geographic Classification (R): $a and $b are numbers of the map classes of LCC, or of
    another list ($2); $d is a place by its name."""
    for field in fields:
        main, of_lcc = first(field, "a"), field[1][:1] in (" ", "")
        subs = all_of(field, "b")
        numbers = [f"{main}.{sub}" for sub in subs] if main and subs else all_of(field, "a")
        for number in numbers:
            term = literals.outside(_CLASS_G + "".join(number.split())) if of_lcc else None
            if term:
                entry.triples.append((entry.work, _GEOGRAPHIC, term))
                continue
            node = _coded(entry, f"052-{enc(number)}", number)
            for code in all_of(field, "2"):
                subfields.source(entry, node, code)
        for text in all_of(field, "d"):
            if trim(text):
                place = entry.known_heading("place", trim(text), "052$d")
                entry.triples.append((entry.work, _GEOGRAPHIC, place))


def periods(entry: Entry, fields: list[Field]) -> None:
    """045 Time Period of Content (NR): $a decades and centuries in code, $b days; the first
    indicator says that two of them are the ends of a span."""
    for field in fields:
        for text in all_of(field, "a"):
            _said(entry, coded_period(text), text, "045$a")
        texts = all_of(field, "b")
        dates = [dated(text) for text in texts]
        if field[1][:1] == "2" and len(dates) > 1 and dates[0] and dates[-1]:
            _said(entry, f"{dates[0]}/{dates[-1]}", " - ".join(texts), "045$b")
            continue
        for date, text in zip(dates, texts, strict=True):
            _said(entry, date, text, "045$b")


def _said(entry: Entry, date: str, text: str, field: str) -> None:
    if date:
        entry.triples.append((entry.work, _TEMPORAL, literals.edtf(date)))
        return
    entry.warn(
        "bad-date", field,
        f"“{text}” is no period in the code of MARC; it is kept as text.",
        f"“{text}” không phải mã thời kỳ của MARC; giữ nguyên văn.",
    )  # fmt: skip
    entry.triples.append((entry.work, _TEMPORAL, literals.text(text)))


def dated(text: str) -> str:
    """`d1427`, `c0207`: a date of our era or before it as EDTF, in which 1 BC is year 0."""
    match = _DATED(text.strip())
    if match is None:
        return ""
    era, digits, *rest, hour = match.groups()
    year = digits
    if era == "c":
        year = f"-{int(digits) - 1:04d}" if digits > "0001" else "0000"
    day = "-".join([year, *[part for part in rest if part]])
    if not extent(day):
        return ""
    return f"{day}T{hour}:00:00" if hour and rest[1] else day


def coded_period(text: str) -> str:
    """`v7w4`: from the 1770s to the 1840s as EDTF; a letter is a century of our era, and a
    letter and a digit one before it."""
    text = text.strip().lower()
    first_half, last_half = text[:2], text[2:4] or text[:2]
    if len(text) not in (2, 4) or not (_PERIOD(first_half) and _PERIOD(last_half)):
        return ""
    begin, end = _period(first_half)[0], _period(last_half)[1]
    period = begin if begin == end else f"{begin}/{end}"
    return period if extent(period) else ""


def _period(code: str) -> tuple[str, str]:
    letter, digit = code[0], code[1]
    if letter >= "e":  # e is the first century
        decade = f"{ord(letter) - ord('e'):02d}{'X' if digit == '-' else digit}X"
        return decade, decade
    if letter == "a":
        return "..", "-2999"
    highest = _BEFORE[letter] - (0 if digit == "-" else 100 * int(digit))
    lowest = _BEFORE[letter] - 999 if digit == "-" else highest - 99
    return f"-{highest - 1:04d}", f"-{max(lowest, 1) - 1:04d}".replace("-0000", "0000")


RULES: dict[str, Rule] = {
    "034": scale, "043": areas, "045": periods, "052": classed_areas,
}  # fmt: skip
