"""001-008 and 041: dates, languages, countries in codes."""

import re
from datetime import datetime

from mocban.mappings.marc21.body import Field, all_of, first, table
from mocban.mappings.marc21.entry import Entry, Rule
from mocban.ontology.namespaces import BF
from mocban.ontology.vietnamese import has_han

_LANGUAGE = BF.language
_SHORT = 40  # characters that 008 must have; a shift by two makes every later code wrong
_BLANK = frozenset(("", "   ", "|||", "und", "zxx", "mul", "mis", "N/A", "n/a"))
_YEAR = re.compile(r"[0-9]{4}\Z").match


def modified(entry: Entry) -> str:
    """005 Date and Time of Latest Transaction (NR) as xsd:dateTime, in the library's own time."""
    value = entry.control("005").strip()
    if not value:
        return ""
    try:
        return datetime.strptime(value[:14], "%Y%m%d%H%M%S").isoformat()
    except ValueError:
        entry.warn(
            "bad-date", "005",
            f"“{value}” is no time of a transaction.",
            f"“{value}” không phải thời điểm sửa biểu ghi.",
        )  # fmt: skip
        return ""


def fixed(entry: Entry) -> str:
    """008 Fixed-Length Data Elements (NR), or the empty string where it cannot be trusted."""
    value = entry.control("008")
    if not value:
        return ""
    if len(value) != _SHORT:
        entry.warn(
            "bad-008", "008",
            f"008 has {len(value)} characters instead of 40; its codes were not used.",
            f"Trường 008 có {len(value)} ký tự thay vì 40; không dùng các mã trong đó.",
        )  # fmt: skip
        return ""
    return value


def languages(entry: Entry, coded: str) -> None:
    """041 Language Code (R) $a and 008/35-37: languages of the work; the first one is that of
    its title and notes."""
    codes: list[str] = []
    for field in sorted(entry.by.get("041", ())):
        for text in all_of(field, "a"):
            # Older records write two languages as one word: vieeng.
            codes += [text[at : at + 3] for at in range(0, len(text), 3)]
    own = coded[35:38]
    if own not in codes:
        codes.append(own)
    known = table("languages")
    spoken = []
    for code in codes:
        if code in _BLANK:
            continue
        if code not in known:
            entry.warn(
                "unknown-language", "041$a",
                f"“{code}” is no MARC language code.",
                f"“{code}” không phải mã ngôn ngữ MARC.",
            )  # fmt: skip
            continue
        spoken.append(code)
        entry.triples.append(
            (entry.work, _LANGUAGE, f"<http://id.loc.gov/vocabulary/languages/{code}>")
        )
    if spoken:
        entry.code = spoken[0]
        entry.language = known[spoken[0]]
        if entry.language == "zh":
            entry.language = _of_chinese(entry)
    else:
        entry.language = entry.dataset.language


def _of_chinese(entry: Entry) -> str:
    """The tag of titles and notes of a work in Chinese: Han characters are Literary Chinese;
    Latin letters are its Vietnamese reading in a Vietnamese catalogue, a romanisation in others."""
    if any(has_han(first(field, "a")) for field in entry.by.get("245", ())):
        return "lzh"
    return "vi" if entry.dataset.language == "vi" else "zh-Latn"


def year(coded: str) -> str:
    """008/07-10 Date 1 where it is a whole year of publication."""
    if coded[6:7] in "bn|" or not _YEAR(coded[7:11]) or coded[7:11] == "9999":
        return ""
    return coded[7:11]


def country(coded: str) -> str:
    """008/15-17 Place of publication as an IRI term, or the empty string."""
    code = coded[15:18].rstrip(" |#")
    if code not in table("countries"):
        return ""
    return f"<http://id.loc.gov/vocabulary/countries/{code}>"


def _nothing(entry: Entry, fields: list[Field]) -> None:
    """Read before the rules run, since they depend on it."""


RULES: dict[str, Rule] = {tag: _nothing for tag in ("001", "003", "005", "008", "041")}
