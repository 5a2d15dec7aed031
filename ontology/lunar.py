"""The Vietnamese lunar calendar, computed for UTC+7 (the rules of Hồ Ngọc Đức, by lunar-vn).

The package's own conversions stop at 1900; its new moons and sun longitudes do not, and the
months are counted here from those. What was in fact kept before 1968 differs now and then
by a day, or in which month was the leap month.
"""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from lunar_vn.core import get_lunar_month11, get_new_moon_day, get_sun_longitude

_ZONE = 7.0
_EPOCH = 1721425  # the Julian day number of the day before 1 January of year 1


class _Month(NamedTuple):
    first: int  # Julian day number
    length: int
    number: int
    leap: bool


@lru_cache(maxsize=4096)
def _solstice_year(year: int) -> tuple[_Month, ...]:
    """From month 11 of the year before, which holds the winter solstice, up to the next one.
    Where that makes thirteen months, the first in which the sun enters no sign is the leap
    month and has the number of the one before it."""
    start, end = get_lunar_month11(year - 1, _ZONE), get_lunar_month11(year, _ZONE)
    moon = round((start - 2415021.076998695) / 29.530588853)
    firsts = [start]
    while firsts[-1] < end:
        firsts.append(get_new_moon_day(moon + len(firsts), _ZONE))
    signs = [get_sun_longitude(first, _ZONE) for first in firsts]
    months: list[_Month] = []
    number, leap_left = 10, len(firsts) == 14
    for place in range(len(firsts) - 1):
        leap = leap_left and place > 0 and signs[place] == signs[place + 1]
        leap_left = leap_left and not leap
        number = number if leap else number % 12 + 1
        length = firsts[place + 1] - firsts[place]
        months.append(_Month(firsts[place], length, number, leap))
    return tuple(months)


def to_solar(day: int, month: int, year: int) -> date:
    """The (proleptic) Gregorian date of a lunar one. Where the year repeats a month, the
    regular month is meant, as it is for festivals. ValueError where there is no such day."""
    for candidate in _solstice_year(year if month < 11 else year + 1):
        if candidate.number == month and not candidate.leap and 1 <= day <= candidate.length:
            return date.fromordinal(candidate.first + day - 1 - _EPOCH)
    raise ValueError(f"there is no day {day} of lunar month {month} in {year}")


def from_solar(when: date) -> tuple[int, int, int, bool]:
    """Lunar day, month and year of a Gregorian date, and whether the month is a leap month."""
    number = when.toordinal() + _EPOCH
    for year in (when.year, when.year + 1):
        for month in _solstice_year(year):
            if month.first <= number < month.first + month.length:
                lunar_year = year - 1 if month.number >= 11 else year
                return number - month.first + 1, month.number, lunar_year, month.leap
    raise ValueError(f"{when} has no lunar date")


def occurrences(day_from: int, day_to: int, month: int, year: int) -> tuple[date, date]:
    """First and last Gregorian day of a festival kept from one lunar day to another. Day 30
    of a month that has only 29 is taken for day 29."""

    def kept(day: int) -> date:
        try:
            return to_solar(day, month, year)
        except ValueError:
            if day != 30:
                raise
            return to_solar(29, month, year)

    return kept(day_from), kept(day_to)
