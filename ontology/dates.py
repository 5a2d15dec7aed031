"""Dates as people write them, read into EDTF and the first and last second they cover.

What is read: day/month/year, EDTF level 1 (https://www.loc.gov/standards/datetime/), centuries
and their parts, years in brackets, with c., ?, ~ or missing digits, spans, and years of
Vietnamese reigns (eras.tsv). The words for all this stand in date_words.tsv.
"""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from mocban.errors import Text
from mocban.ontology import date_forms, edtf
from mocban.ontology.readings import Reading


class Span(NamedTuple):
    """What a text says of time: EDTF, and xsd:dateTimes of its first and last second."""

    edtf: str
    begin: str | None
    end: str | None
    calendar: str = ""  # slug of v/calendar, where the text or the caller names one
    era: str = ""  # slug of v/era
    era_year: int | None = None
    doubt: Text | None = None  # why a person should look at it


def julian_to_gregorian(year: int, month: int, day: int) -> edtf.Day:
    """A day of the Julian calendar in the proleptic Gregorian one, which EDTF and xsd use.

    >>> julian_to_gregorian(1427, 11, 3)
    (1427, 11, 12)
    """
    shift = (14 - month) // 12
    since, months = year + 4800 - shift, month + 12 * shift - 3
    number = day + (153 * months + 2) // 5 + 365 * since + since // 4 - 32083
    # Back from the Julian day number (E. G. Richards, 2013).
    rest = number + 1401 + (4 * number + 274277) // 146097 * 3 // 4 - 38
    days = 4 * rest + 3
    in_year = 5 * (days % 1461 // 4) + 2
    found = (in_year // 153 + 2) % 12 + 1
    return days // 1461 - 4716 + (14 - found) // 12, found, in_year % 153 // 5 + 1


def _lunar_to_gregorian(year: int, month: int, day: int) -> edtf.Day:
    from mocban.ontology import lunar

    found: date = lunar.to_solar(day, month, year)
    return found.year, found.month, found.day


_CALENDARS = {"julian": julian_to_gregorian, "am-lich": _lunar_to_gregorian}
_NO_YEARS = ("0000", "9999")


def _converted(reading: Reading, calendar: str) -> Reading | None:
    """A reading whose days were those of another calendar; None where it had no such day.
    Months and years stay as they are, since their EDTF could not say more."""
    turn, sides, days = _CALENDARS[calendar], [], []
    for said, day in zip(reading.edtf.split("/"), (reading.first, reading.last), strict=False):
        if day is None or edtf.written(day) not in said:
            return reading
        try:
            days.append(turn(*day))
        except ValueError:
            return None
        sides.append(said.replace(edtf.written(day), edtf.written(days[-1])))
    return reading._replace(edtf="/".join(sides), first=days[0], last=days[-1])


@lru_cache(maxsize=8192)
def read_date(text: str, calendar: str = "") -> Span | None:
    """What a written date means, or None where it is none that we can read.

    `calendar` says in which calendar the days are counted: "" or "gregorian", "julian" or
    "am-lich"; the result is always Gregorian. A reign year beyond its reign has no dates, only
    a doubt.
    """
    if len(text) == 4 and text.isascii() and text.isdigit() and text not in _NO_YEARS:
        return Span(text, f"{text}-01-01T00:00:00Z", f"{text}-12-31T23:59:59Z", calendar)
    reading = date_forms.read(text)
    if reading is None:
        return None
    calendar = calendar or reading.calendar
    if calendar in _CALENDARS:
        reading = _converted(reading, calendar)
        if reading is None:
            return None
    return Span(
        reading.edtf,
        edtf.stamp(reading.first) if reading.first else None,
        edtf.stamp(reading.last, end=True) if reading.last else None,
        calendar,
        reading.era,
        reading.era_year,
        reading.doubt,
    )
