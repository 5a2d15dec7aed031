"""The days that an EDTF date covers (https://www.loc.gov/standards/datetime/, level 1).

A day is (year, month, day) in the proleptic Gregorian calendar; year 0 is 1 BC.
"""

import re

Day = tuple[int, int, int]
Extent = tuple[Day | None, Day | None]
"""First and last day; None where the side is open or unknown."""

_DATE = re.compile(
    r"(?:(?P<long>Y-?\d{5,17})|(?P<year>-?\d{4}|-?\d{3}X|-?\d{2}XX))"
    r"(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?[?~%]?"
).fullmatch
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def month_length(year: int, month: int) -> int:
    """The number of days of a month, in any year of the proleptic Gregorian calendar."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else _LENGTHS[month - 1]


def is_day(year: int, month: int, day: int) -> bool:
    """Whether there is such a day."""
    return 1 <= month <= 12 and 1 <= day <= month_length(year, month)


def _date(text: str) -> tuple[Day, Day] | None:
    match = _DATE(text)
    if not match:
        return None
    digits, month, day = match["long"] or match["year"], match["month"], match["day"]
    if match["long"] or "X" in digits:
        if month:
            return None
        lowest = int(digits.lstrip("Y").replace("X", "0"))
        highest = int(digits.lstrip("Y").replace("X", "9"))
        return (min(lowest, highest), 1, 1), (max(lowest, highest), 12, 31)
    year = int(digits)
    if month is None or month == "XX":
        # XX-17, a day of an unknown month, is level 2.
        return ((year, 1, 1), (year, 12, 31)) if day in (None, "XX") else None
    if 21 <= int(month) <= 24 and day is None:  # seasons, which fall where the reader lives
        return (year, 1, 1), (year, 12, 31)
    if not is_day(year, int(month), 1):
        return None
    if day is None or day == "XX":
        return (year, int(month), 1), (year, int(month), month_length(year, int(month)))
    exact = (year, int(month), int(day))
    return (exact, exact) if is_day(*exact) else None


def extent(text: str) -> Extent | None:
    """First and last day of an EDTF level 0 or 1 date or interval; None where it is neither,
    where it names a day that never was, or ends before it begins."""
    if "/" not in text:
        return _date(text)
    start, _, end = text.partition("/")
    sides: list[tuple[Day, Day] | None] = []
    for side in (start, end):
        known = None if side in ("", "..") else _date(side)
        if known is None and side not in ("", ".."):
            return None
        sides.append(known)
    first, last = sides
    if first is None and last is None:
        return None
    if first and last and first[0] > last[1]:
        return None
    return first and first[0], last and last[1]


def stamp(day: Day, *, end: bool = False) -> str:
    """The first or the last second of a day as xsd:dateTime; days are calendar days, and `Z`
    is a convention."""
    year, month, number = day
    sign, digits = "-" if year < 0 else "", f"{abs(year):04d}"
    return f"{sign}{digits}-{month:02d}-{number:02d}T{'23:59:59' if end else '00:00:00'}Z"


def written(day: Day) -> str:
    """A day as EDTF."""
    year, month, number = day
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04d}-{month:02d}-{number:02d}"


def year_written(year: int) -> str:
    """A year as EDTF, with Y where it has more than four digits."""
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04d}" if abs(year) < 10000 else f"Y{year}"
