"""When something that is kept every year falls: from its rule, and in the words of the lunar
calendar."""

from datetime import date
from typing import NamedTuple

from mocban.ontology.lunar import from_solar, occurrences

STEMS = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
BRANCHES = ("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi")


class Rule(NamedTuple):
    """From one day of a month to another, of the lunar or the solar calendar."""

    lunar: bool
    month: int
    first: int
    last: int


def rule(lunar: bool, month: str, first: str, last: str) -> Rule | None:
    """A rule from the numbers that the graph has; None where they are none, or no days."""
    parts = (month, first, last)
    if not all(part.isdecimal() and len(part) < 3 for part in parts):
        return None
    found = Rule(lunar, *(int(part) for part in parts))
    known = 1 <= found.month <= 12 and 1 <= found.first <= found.last <= 31
    return found if known else None


def held(rule: Rule, year: int) -> tuple[date, date] | None:
    """The first and the last day by a rule in a year of its calendar; None where there are no
    such days in that year."""
    try:
        if rule.lunar:
            return occurrences(rule.first, rule.last, rule.month, year)
        return date(year, rule.month, rule.first), date(year, rule.month, rule.last)
    except ValueError:
        return None


def between(rule: Rule, start: date, end: date) -> list[tuple[date, date]]:
    """The times by a rule that have a day from `start` to `end`, in order. A lunar year ends in
    the next solar one, so the year before counts too."""
    times = (held(rule, year) for year in range(start.year - 1, end.year + 1))
    return [time for time in times if time and time[0] <= end and start <= time[1]]


class Lunar(NamedTuple):
    """A day of the lunar calendar; `name` is that of its year (Đinh Mùi), `branch` the place of
    the year's animal, Tý 0."""

    day: int
    month: int
    leap: bool
    name: str
    branch: int


def lunar(day: date) -> Lunar:
    """The lunar day of a solar one."""
    number, month, year, leap = from_solar(day)
    name = f"{STEMS[(year - 4) % 10]} {BRANCHES[(year - 4) % 12]}"
    return Lunar(number, month, leap, name, (year - 4) % 12)
