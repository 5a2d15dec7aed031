"""001-008 and 041 $a: dates, languages, countries in codes."""

import re
from datetime import datetime
from functools import lru_cache

from mocban.mappings.marc21.body import Field, all_of, first, table
from mocban.mappings.marc21.entry import Entry, Rule
from mocban.mappings.marc21.fields.shifted import HEAD, LENGTH, is_plain, repaired
from mocban.ontology.namespaces import BF
from mocban.ontology.vietnamese import has_han

_LANGUAGE = BF.language
_LANGUAGES = "<http://id.loc.gov/vocabulary/languages/"
_NO_CODE = frozenset(("", "   ", "|||", "n/a"))
_NO_TONGUE = frozenset(("und", "zxx", "mul", "mis"))  # codes which are no language
_OTHER_LIST = "7"  # second indicator of 041
_YEAR = re.compile(r"[0-9]{4}\Z").match
_DIGITS = re.compile(r"[0-9u]{4}").fullmatch
_DAY = re.compile(r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]|  )").fullmatch
_RANGE = frozenset("dikmu")
_MOMENT = "%Y%m%d%H%M%S"
_BLANKS = str.maketrans("^#\\", "   ")  # how programs and manuals show a blank


def blanked(value: str) -> str:
    """A field with fixed positions, its blanks as blanks."""
    return value.translate(_BLANKS) if "^" in value or "#" in value or "\\" in value else value


def modified(entry: Entry) -> str:
    """005 Date and Time of Latest Transaction (NR) as xsd:dateTime, in the library's own time."""
    value = entry.control("005").strip()
    when = moment(value)
    if value and not when:
        entry.warn(
            "bad-date", "005",
            f"“{value}” is no time of a transaction.",
            f"“{value}” không phải thời điểm sửa biểu ghi.",
        )  # fmt: skip
    return when


@lru_cache(maxsize=4096)
def moment(value: str) -> str:
    """The xsd:dateTime that 14 digits give, or the empty string."""
    digits = value[:14]
    try:
        if len(digits) == 14 and digits.isascii() and digits.isdigit():  # 20 times as quick
            return datetime.fromisoformat(f"{digits[:8]}T{digits[8:]}").isoformat()
        return datetime.strptime(digits if digits.isdigit() else "", _MOMENT).isoformat()
    except ValueError:
        return ""


def fixed(entry: Entry) -> str:
    """008 Fixed-Length Data Elements (NR): its 40 characters, or the first 18, or nothing where
    it cannot be trusted."""
    given = entry.control("008")
    if not given:
        return ""
    value = blanked(given)
    if len(value) == LENGTH and is_plain(value):
        return value
    mended = repaired(value)
    if len(value) == LENGTH and len(mended) < LENGTH:
        return value  # nothing speaks for a shift
    if len(mended) == LENGTH:
        if mended != value:
            entry.warn(
                "shifted-008", "008",
                f"008 has {len(value)} characters instead of 40, or its codes are out of place; "
                "they were put back where they belong.",
                f"Trường 008 có {len(value)} ký tự thay vì 40, hoặc các mã bị lệch chỗ; đã đưa "
                "các mã về đúng vị trí.",
            )  # fmt: skip
        return mended
    used = "only its first 18 were used." if mended else "its codes were not used."
    noted = "chỉ dùng 18 ký tự đầu." if mended else "không dùng các mã trong đó."
    entry.warn(
        "bad-008", "008",
        f"008 has {len(value)} characters instead of 40; {used}",
        f"Trường 008 có {len(value)} ký tự thay vì 40; {noted}",
    )  # fmt: skip
    return mended


@lru_cache(maxsize=4096)
def _tongue(code: str) -> tuple[str, str]:
    """A MARC language code as a term and as a BCP 47 tag; nothing where it is none."""
    tag = table("languages").get(code)
    return ("", "") if tag is None else (f"{_LANGUAGES}{code}>", tag)


def languages(entry: Entry, coded: str) -> None:
    """041 Language Code (R) $a and 008/35-37: languages of the work; the first one is that of
    its title and notes."""
    codes: list[str] = []
    for field in sorted(entry.by.get("041", ())):
        if field[1][1:2] == _OTHER_LIST:
            continue
        for text in all_of(field, "a"):
            # Older records write two languages as one word: vieeng.
            text = text.replace(" ", "").lower()
            codes += [text[at : at + 3] for at in range(0, len(text), 3)]
    own = coded[35:38].lower()
    if own not in codes:
        codes.append(own)
    spoken = []
    for code in codes:
        if code in _NO_CODE:
            continue
        term, tag = _tongue(code)
        if term:
            entry.triples.append((entry.work, _LANGUAGE, term))
            if code not in _NO_TONGUE:
                spoken.append((code, tag))
        else:
            entry.warn(
                "unknown-language", "041$a",
                f"“{code}” is no MARC language code.",
                f"“{code}” không phải mã ngôn ngữ MARC.",
            )  # fmt: skip
    if spoken:
        entry.code, entry.language = spoken[0]
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


def date1(coded: str) -> str:
    """008/07-10 Date 1 as EDTF, `19XX` where digits are unknown, or the empty string."""
    return _edtf(coded[7:11])


def date2(coded: str) -> str:
    """008/11-14 Date 2 as EDTF, as `date1`."""
    return _edtf(coded[11:15])


def _edtf(digits: str) -> str:
    digits = digits.lower()
    return digits.replace("u", "X") if _DIGITS(digits) and digits != "9999" else ""


def dates(coded: str) -> str:
    """008/06-14 Type of date, Date 1 and Date 2 as EDTF: when it came about, was published or
    distributed; the empty string where nothing is said."""
    kind, begin, end = coded[6:7], date1(coded), date2(coded)
    if kind == "b" or not kind.strip():
        return ""
    if kind == "n" and not begin:
        return "XXXX"
    if kind == "c":
        return f"{begin}/.."
    if not begin:
        return ""
    if (kind in _RANGE or kind in "q|n") and end.isdigit() and end < begin:
        begin, end = end, begin
    if kind == "q":
        return f"{begin}~/{end}~" if end else f"{begin}~"
    if kind in _RANGE:
        # 9999 is the end of what goes on.
        return f"{begin}/{end or ('..' if coded[11:15] == '9999' else '')}"
    if kind == "e" and _DAY(coded[11:15]):
        month, day = coded[11:13], coded[13:15].strip()
        return f"{begin}-{month}-{day}" if day else f"{begin}-{month}"
    if kind in "n|" and end:
        return f"{begin}/{end}"
    return begin


def country(coded: str) -> str:
    """008/15-17 Place of publication as an IRI term, or the empty string."""
    code = coded[15:HEAD].rstrip(" |")
    if code not in table("countries"):
        return ""
    return f"<http://id.loc.gov/vocabulary/countries/{code}>"


def _nothing(entry: Entry, fields: list[Field]) -> None:
    """Read before the rules run, since they depend on it."""


RULES: dict[str, Rule] = {tag: _nothing for tag in ("001", "003", "005", "008")}
