"""A value as a page shows it."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from mocban.ontology.edtf import extent
from mocban.site.dates import day, in_words
from mocban.site.words import Words

_UNKNOWN = re.compile(r"[X/.]+").fullmatch
_LETTER = re.compile(r"[^\W\d_]")


class Value(NamedTuple):
    """One value as shown; `language` only where it is not that of the page."""

    text: str
    language: str = ""
    href: str = ""
    note: str = ""
    sources: tuple[str, ...] = ()
    day: str = ""


def unknown(edtf: str) -> bool:
    """Whether a date says no more than that nobody knows it."""
    return bool(_UNKNOWN(edtf))


def dated(edtf: str, text: str, begin: str, words: Words) -> Value:
    """A date from what a time-span says of itself, empty where it is not known; `day` sorts."""
    if unknown(edtf):
        edtf = ""
    first = extent(edtf) if edtf else None
    if first and first[0]:
        year, month, date = first[0]
        sortable = f"{year + 100000:06}-{month:02}-{date:02}"
    else:
        sortable = f"1{begin[:10].rjust(12, '0')[1:]}" if begin[:4].isdigit() else ""
    shown = in_words(edtf, words) if edtf else text or (day(begin, words) if begin else "")
    note = text if edtf and _LETTER.search(text) and text != shown else ""
    return Value(shown, note=note, day=sortable)


def year_of(value: Value) -> str:
    """The year in which the `day` of a value lies, that before our era with a minus."""
    return str(int(value.day.partition("-")[0]) - 100000)


def address_text(address: str) -> str:
    """A web address, shortened for reading."""
    parts = urlsplit(address)
    tail = parts.path.rstrip("/")
    shown = f"{parts.netloc}{tail if len(tail) < 40 else '/…' + tail[-30:]}"
    return shown or address
