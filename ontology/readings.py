"""What can be said of time in one reading, and how readings are made and joined."""

from itertools import pairwise
from typing import NamedTuple

from mocban.errors import Text
from mocban.ontology import edtf
from mocban.ontology.edtf import Day


class Reading(NamedTuple):
    """A date as read: EDTF, and the first and last day it covers in the calendar it names."""

    edtf: str
    first: Day | None
    last: Day | None
    calendar: str = ""
    era: str = ""
    era_year: int | None = None
    doubt: Text | None = None


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
# Parts of a century: first and last year within it (1 to 100).
PARTS = {
    "early": (1, 33), "middle": (34, 66), "late": (67, 100), "first-half": (1, 50),
    "second-half": (51, 100), "quarter-1": (1, 25), "quarter-2": (26, 50),
    "quarter-3": (51, 75), "quarter-4": (76, 100),
}  # fmt: skip
_VAGUE = {"early", "middle", "late"}


def of_edtf(text: str) -> Reading | None:
    """A date that is EDTF already; None where it is not."""
    extent = edtf.extent(text)
    return Reading(text, *extent) if extent else None


def of_year(year: int) -> Reading:
    """A whole year, counted astronomically (0 is 1 BC)."""
    return Reading(edtf.year_written(year), (year, 1, 1), (year, 12, 31))


def of_years(first: int, last: int, sign: str = "") -> Reading | None:
    """From a year to a year, the last with a sign of doubt; None where that runs backwards."""
    said = f"{edtf.year_written(first)}/{edtf.year_written(last)}{sign}"
    return Reading(said, (first, 1, 1), (last, 12, 31)) if first <= last else None


def of_day(year: str, month: str, day: str) -> Reading | None:
    """One day, from its digits; None where there is no such day."""
    numbers = int(year), int(month), int(day)
    return Reading(edtf.written(numbers), numbers, numbers) if edtf.is_day(*numbers) else None


def of_month(year: str, month: str) -> Reading | None:
    """One month, from its digits; None where there is no such month."""
    return of_edtf(f"{int(year):04d}-{int(month):02d}")


def qualified(reading: Reading | None, sign: str) -> Reading | None:
    """A reading marked as uncertain (`?`) or approximate (`~`). EDTF level 1 marks whole dates
    only, so missing digits become a span of years."""
    if reading is None:
        return None
    said = reading.edtf
    if "X" in said and reading.first and reading.last:
        said = f"{edtf.year_written(reading.first[0])}/{edtf.year_written(reading.last[0])}"
    sides = [
        side if side in ("", "..") or side[-1] in (sign, "%")
        else f"{side[:-1]}%" if side[-1] in "?~" else side + sign
        for side in said.split("/")
    ]  # fmt: skip
    return reading._replace(edtf="/".join(sides))


def _side(reading: Reading, place: int) -> str:
    day = (reading.first, reading.last)[place]
    if day and "X" in reading.edtf:
        return edtf.year_written(day[0])
    return reading.edtf.split("/")[place if "/" in reading.edtf else 0]


def between(start: Reading | None, end: Reading | None) -> Reading | None:
    """From one date to another; None where that runs backwards or a side cannot be read."""
    if start is None or end is None or not start.first or not end.last or start.first > end.last:
        return None
    return Reading(
        f"{_side(start, 0)}/{_side(end, 1)}", start.first, end.last,
        calendar=end.calendar, doubt=start.doubt or end.doubt,
    )  # fmt: skip


def opened(reading: Reading | None, place: int) -> Reading | None:
    """From a date on (`place` 0) or up to it (1), the year or day itself included."""
    if reading is None or (reading.first, reading.last)[place] is None:
        return None
    if place == 0:
        return reading._replace(edtf=f"{_side(reading, 0)}/..", last=None)
    return reading._replace(edtf=f"../{_side(reading, 1)}", first=None)


def roman(text: str) -> int:
    """A number from its digits or its small Roman letters."""
    if text.isdigit():
        return int(text)
    values = [_ROMAN[c] for c in text] + [0]
    return sum(a if a >= b else -a for a, b in pairwise(values))


def of_century(number: int, part: str, before_christ: bool) -> Reading | None:
    """A century counts from its year 1: the 17th is 1601 to 1700, although EDTF says 16XX."""
    if not 1 <= number <= 40:
        return None
    start = 1 - number * 100 if before_christ else (number - 1) * 100
    from_year, to_year = PARTS.get(part, (1, 100))
    shift = -1 if before_christ else 0
    reading = of_years(
        start + from_year + shift, start + to_year + shift, "~" if part in _VAGUE else ""
    )
    if reading and not part and not before_christ:
        return reading._replace(edtf=f"{number - 1:02d}XX")
    return reading
