"""When festivals are held: their rules in words, and their days in both calendars.

Days are reckoned when a page is asked for, from the rules in the graph, so that an old
snapshot still knows this year's days.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from mocban.graph.resource import Resource, iri
from mocban.ontology.recurrence import Rule, between, lunar, rule
from mocban.site.dates import day
from mocban.site.words import Words

FIRST, LAST = 1900, 2199
"""The years for which the calendar is shown."""


class Day(NamedTuple):
    """One time at which a festival is held: its days of the week, and its days in words by both
    calendars."""

    start: date
    end: date
    week: str
    solar: str
    lunar: str


class Festival(NamedTuple):
    """What the page of a festival says: the rule; the next times, or else the last one;
    whether days were computed; the address of the calendar file."""

    rule: str
    next: list[Day]
    last: Day | None
    computed: bool
    ics: str


def festival(resource: Resource, words: Words, today: str) -> Festival | None:
    """What to say of a thing that recurs; `today` (yyyy-mm-dd) is the day in Vietnam."""
    rules = _rules(resource)
    stated = _stated(resource) if resource.kind == "ich" else []
    if not rules and not stated:
        return None
    now = date.fromisoformat(today)
    end = now.replace(year=min(now.year + 3, LAST), day=1)
    found = {*times(rules, now, end), *(time for time in stated if time[1] >= now)}
    coming = sorted(found)[:3]
    before = [time for time in stated if time[1] < now]
    return Festival(
        rule_in_words(rules, words),
        [day_in_words(time, words) for time in coming],
        day_in_words(max(before), words) if before and not coming else None,
        any(rule.lunar for rule in rules),
        ics(resource.iri, words.language) if rules and "/e/" in resource.iri else "",
    )


def ics(address: str, language: str) -> str:
    """The calendar file of a festival."""
    return f"/calendar/{quote(address.rpartition('/')[2])}.ics?lang={language}"


def rule_in_words(rules: Iterable[Rule], words: Words) -> str:
    """The rules of a festival; nothing where there are none."""
    return "; ".join(_in_words(each, words) for each in rules)


def times(rules: Iterable[Rule], start: date, end: date) -> list[tuple[date, date]]:
    """The times by some rules that have a day from `start` to `end`, in order."""
    return sorted({time for each in rules for time in between(each, start, end)})


def _in_words(rule: Rule, words: Words) -> str:
    if not rule.lunar:
        # A month of the solar calendar is a number in Vietnamese, one of the lunar has a name.
        month = str(rule.month) if words.language == "vi" else _month(rule.month, words)
        days = _span(rule.first, rule.last)
        return words("festival.solar", days=days, month=month)
    days = _lunar_days(rule.first, rule.last, words)
    return words("festival.lunar", days=days, month=_lunar_month(rule.month, words))


def _span(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first}–{last}"


def _lunar_days(first: int, last: int, words: Words) -> str:
    key = "festival.lunar.day" if first == last else "festival.lunar.days"
    return words(key, days=_span(first, last))


def _month(number: int, words: Words) -> str:
    return words("months").split(",")[number - 1]


def _lunar_month(number: int, words: Words) -> str:
    table = "ordinals" if words.language == "en" else "months"
    return words(table).split(",")[number - 1]


def day_in_words(time: tuple[date, date], words: Words) -> Day:
    """A time from one day to another, by the week and by both calendars."""
    start, end = time
    week = [words("festival.week").split(",")[part.weekday()] for part in time]
    first, last = (day(part.isoformat(), words) for part in time)
    if start == end:
        return Day(start, end, week[0], first, lunar_in_words(start, end, words))
    solar = words("date.span", a=first, b=last)
    if (start.year, start.month) == (end.year, end.month):
        solar = words(
            "date.day", d=_span(start.day, end.day), m=start.month, y=start.year,
            month=_month(start.month, words),
        )  # fmt: skip
    return Day(start, end, " – ".join(week), solar, lunar_in_words(start, end, words))


def lunar_in_words(start: date, end: date, words: Words) -> str:
    """The lunar days from one solar day to another: 12–14 tháng Hai năm Đinh Mùi."""
    first, last = lunar(start), lunar(end)
    if (first.month, first.leap, first.name) != (last.month, last.leap, last.name):
        parts = (lunar_in_words(part, part, words) for part in (start, end))
        return words("date.span", a=next(parts), b=next(parts))
    days = _lunar_days(first.day, last.day, words)
    month = _lunar_month(first.month, words)
    if first.leap:
        month = words("festival.leap", month=month)
    return words(
        "festival.lunar.year", days=days, month=month, year=first.name,
        animal=words("festival.animals").split(",")[first.branch],
    )  # fmt: skip


def _rules(resource: Resource) -> list[Rule]:
    found = []
    for step in resource.follow([iri("mcb:recurs")]):
        if not isinstance(step.value, NamedNode):
            continue
        for calendar in ("lunar", "solar"):
            parts = [
                _text(at[0].value) if at else ""
                for part in ("Month", "DayFrom", "DayTo")
                for at in [resource.follow([iri(f"mcb:{calendar}{part}")], [step.value.value])]
            ]
            read = rule(calendar == "lunar", *parts)
            found += [read] if read and read not in found else []
    return found


def _stated(resource: Resource) -> list[tuple[date, date]]:
    """The times that the graph has, whether a source states or the build computed them."""
    found = []
    for row in resource.ask("occurrences"):
        start = _text(row.get("start"))
        try:
            begin, end = date.fromisoformat(start), date.fromisoformat(_text(row.get("end"), start))
        except ValueError:
            continue
        if begin <= end:
            found.append((begin, end))
    return found


def _text(term: object, default: str = "") -> str:
    return term.value if isinstance(term, Literal) else default
