"""033, 044, 046: when and where a work came to be, in codes."""

import re

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, first, table, trim
from mocban.mappings.marc21.entry import LABEL, A, Entry, Rule
from mocban.ontology import literals
from mocban.ontology.edtf import extent
from mocban.ontology.iris import enc
from mocban.ontology.namespaces import BF

_CAPTURE = BF.capture
_CAPTURE_CLASS = BF.Capture
_DATE = BF.date
_PLACE = BF.place
_PLACE_CLASS = BF.Place
_ACTIVITY = BF.provisionActivity
_ACTIVITY_CLASS = BF.ProvisionActivity
_ORIGIN = BF.originDate
_VALID = BF.validDate
_CLASS_G = "http://id.loc.gov/authorities/classification/G"
_SUBJECTS = "http://id.loc.gov/vocabulary/subjectSchemes/"
_COUNTRIES = "http://id.loc.gov/vocabulary/countries/"
_EVENTS = {"0": "capture/ghi lại", "1": "broadcast/phát sóng", "2": "finding/tìm thấy"}
_COMPACT = re.compile(
    r"([\dXu]{4})([\dXu]{2})?([\dXu]{2})?(?:(\d{2})(\d{2})?(\d{2})?)?([+-]\d{4})?\Z"
).match
_ZONE = re.compile(r"[+-]\d{4}\Z").search
_REPRINT = "r"  # 008/06: then 046 tells of the reprint


def spoken_words(entry: Entry, words: str) -> str:
    """Words that MARC has a program print for a code (`English/Vietnamese`), in the language of
    the catalogue; none where we do not know it."""
    english, _, vietnamese = words.partition("/")
    return {"vi": vietnamese, "en": english}.get(entry.dataset.language[:2], "")


def marc_date(text: str) -> str:
    """yyyymmddhhmmss±hhmm, in which `-` or `u` is a digit that nobody knows, as EDTF; the empty
    string where it is neither that nor EDTF already."""
    text = text.strip(" .,[]")
    if "-" in text[4:5] and extent(text):
        return text
    zone = _ZONE(text[8:])
    body = text[: 8 + zone.start()] if zone else text
    match = _COMPACT(body.replace("-", "X").replace("U", "u") + (zone[0] if zone else ""))
    if match is None:
        return ""
    day = "-".join([part for part in match.groups()[:3] if part]).replace("u", "X")
    if not extent(day):
        return ""
    hour, minute, second, offset = match.groups()[3:]
    if not hour or "X" in day:
        return day
    time = f"{day}T{hour}:{minute or '00'}:{second or '00'}"
    return f"{time}{offset[:3]}:{offset[3:]}" if offset else time


def said_date(entry: Entry, node: str, predicate: str, texts: list[str], field: str) -> None:
    """A date, or the span from the first of two to the other; kept as it is written where it
    cannot be read."""
    dates = [marc_date(text) for text in texts]
    if all(dates):
        entry.triples.append((node, predicate, literals.edtf("/".join(dates))))
        return
    written = " - ".join(texts)
    entry.warn(
        "bad-date", field,
        f"“{written}” is no date in the form of MARC; it is kept as text.",
        f"“{written}” không phải ngày theo khuôn dạng MARC; giữ nguyên văn.",
    )  # fmt: skip
    entry.triples.append((node, predicate, literals.text(written)))


def capture(entry: Entry, fields: list[Field]) -> None:
    """033 Date/Time and Place of an Event (R): when and where it was recorded, broadcast or
    found; $b and $c are numbers of the map classes of LCC."""
    for field in fields:
        text = " ".join([text for code, text in field[2] if code in "abcp3"])
        if not text:
            continue
        node = entry.node_for(entry.work, _CAPTURE, "capture", f"033 {text}", _CAPTURE_CLASS)
        event = spoken_words(entry, _EVENTS.get(field[1][1:2], ""))
        if event:
            entry.note(node, "033", event, language=entry.dataset.language)
        dates = all_of(field, "a")
        if field[1][:1] == "2" and len(dates) > 1:
            said_date(entry, node, _DATE, [dates[0], dates[-1]], "033$a")
        else:
            for date in dates:
                said_date(entry, node, _DATE, [date], "033$a")
        for language, each in entry.spoken(field):
            _places(entry, node, each, language)
            subfields.applies_to(entry, node, each, language)
        subfields.institution(entry, node, field)


def _places(entry: Entry, node: str, field: Field, language: str) -> None:
    place = ""
    parts = field[2]
    for (code, text), (after, more) in zip(parts, [*parts[1:], ("", "")], strict=True):
        if code == "b":
            number = f"{text}.{more}" if after == "c" else text
            term = literals.outside(_CLASS_G + "".join(number.split()))
            if term:
                entry.triples.append((node, _PLACE, term))
        elif code == "p" and trim(text):
            place = entry.labelled(node, _PLACE, "place", trim(text), _PLACE_CLASS, language)
        elif place and code == "2":
            subfields.source(entry, place, text, _SUBJECTS)
        elif place and code in "01":
            subfields.authorities(entry, place, (field[0], field[1], [(code, text)]))


def countries(entry: Entry, fields: list[Field]) -> None:
    """044 Country of Publishing/Producing Entity Code (NR): $a as MARC, $c as ISO 3166 has it."""
    for field in fields:
        codes = [(code, text.strip(" .-#|")) for code, text in field[2] if code in "ac"]
        for code, text in codes:
            known = table("countries")
            if code == "a" and text not in known:
                entry.warn(
                    "unknown-country", "044$a",
                    f"“{text}” is no MARC country code.",
                    f"“{text}” không phải mã nước MARC.",
                )  # fmt: skip
                continue
            if not text:
                continue
            node = f"{entry.instance[:-1]}/provision/044-{enc(text)}>"
            entry.triples += ((entry.instance, _ACTIVITY, node), (node, A, _ACTIVITY_CLASS))
            if code == "a":
                entry.triples.append((node, _PLACE, f"<{_COUNTRIES}{text}>"))
                continue
            place = f"{node[:-1]}/place/{enc(text)}>"
            entry.triples += (
                (node, _PLACE, place),
                (place, A, _PLACE_CLASS),
                (place, LABEL, literals.text(text)),
            )
            subfields.source(entry, place, "ISO 3166")


def coded_dates(entry: Entry, fields: list[Field]) -> None:
    """046 Special Coded Dates (R): $k to $l when it was made, $m to $n when it is in force."""
    reprint = entry.control("008")[6:7] == _REPRINT
    for field in fields:
        for begin, end, predicate in (("k", "l", _ORIGIN), ("m", "n", _VALID)):
            dates = [text for text in (first(field, begin), first(field, end)) if text]
            if first(field, begin) and not (reprint and begin == "k"):
                said_date(entry, entry.work, predicate, dates, f"046${begin}")


RULES: dict[str, Rule] = {"033": capture, "044": countries, "046": coded_dates}
