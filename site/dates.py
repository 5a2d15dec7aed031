"""Dates for readers: EDTF (https://www.loc.gov/standards/datetime/) in words."""

import re
from datetime import UTC, datetime, timedelta

from mocban.site.words import Words

_DATE = re.compile(r"(\dXXX|-?\d{2,3}X{1,2}|-?\d{4})(?:-(\d\d))?(?:-(\d\d))?([?~%]?)").fullmatch
_LASTING = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?").fullmatch
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def in_words(edtf: str, words: Words) -> str:
    """An EDTF level 1 date as a reader writes it; what cannot be read is shown as it is."""
    start, slash, end = edtf.partition("/")
    if not slash:
        return _single(start, words)
    if end in ("", ".."):
        return words("date.from", a=_single(start, words))
    if start in ("", ".."):
        return words("date.until", b=_single(end, words))
    return words("date.span", a=_single(start, words), b=_single(end, words))


def day(iso: str, words: Words) -> str:
    """An xsd:date or xsd:dateTime as a day."""
    return _single(iso[:10], words)


def lasting(iso: str, words: Words) -> str:
    """An xsd:duration of hours, minutes and seconds; what cannot be read is shown as it is."""
    match = _LASTING(iso)
    parts = zip(match.groups(), ("hours", "minutes", "seconds"), strict=True) if match else ()
    said = [words(f"date.{unit}", n=int(count)) for count, unit in parts if int(count or 0)]
    return " ".join(said) or iso


def period(begin: str, end: str, words: Words) -> str:
    """A time between two days, either of which may be empty."""
    if begin and end:
        return words("date.span", a=day(begin, words), b=day(end, words))
    if begin or end:
        return (
            words("date.from", a=day(begin, words))
            if begin
            else words("date.until", b=day(end, words))
        )
    return ""


def century(number: int, words: Words) -> str:
    """A century by its number: 18 is 1701 to 1800, 0 the last before our era."""
    shown = number if number > 0 else 1 - number
    key = "views.time.century" if number > 0 else "views.time.century.before"
    return words(key, roman=_roman(shown), ordinal=_ordinal(shown))


def today() -> str:
    """The day in Vietnam, yyyy-mm-dd."""
    return (datetime.now(UTC) + timedelta(hours=7)).date().isoformat()


def _single(text: str, words: Words) -> str:
    match = _DATE(text)
    if not match:
        return text
    year, month, date, sign = match.groups()
    shown = _year(year, words)
    if month and 1 <= int(month) <= 12:
        name = words("months").split(",")[int(month) - 1]
        key = "date.day" if date else "date.month"
        shown = words(key, d=int(date or 0), m=int(month), month=name, y=shown)
    for mark, key in (("~", "date.about"), ("?", "date.unsure")):
        if sign in (mark, "%"):
            shown = words(key, date=shown)
    return shown


def _year(year: str, words: Words) -> str:
    if year.endswith("XXX"):
        millennium = int(year[0]) + 1
        return words("date.millennium", roman=_roman(millennium), ordinal=_ordinal(millennium))
    if year.endswith("XX") and not year.startswith("-"):
        century = int(year[:-2]) + 1
        return words("date.century", roman=_roman(century), ordinal=_ordinal(century))
    if year.endswith("X"):
        return words("date.decade", y=year[:-1] + "0")
    if year.startswith("-") or int(year) == 0:
        return words("date.before", y=1 - int(year))
    return str(int(year))


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _ordinal(number: int) -> str:
    special = {1: "st", 2: "nd", 3: "rd"}
    teen = 10 < number % 100 < 14
    return f"{number}{'th' if teen else special.get(number % 10, 'th')}"
