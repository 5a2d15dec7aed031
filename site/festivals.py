"""When festivals are held: their rules in words, and their days in both calendars.

Days are reckoned when a page is asked for, from the rules in the graph, so that an old
snapshot still knows this year's days.
"""

from collections.abc import Iterable
from datetime import date
from itertools import chain
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.festivals import Festival as Known
from mocban.graph.festivals import Unit, festivals, units
from mocban.graph.labels import Label, Names
from mocban.graph.resource import Resource, iri
from mocban.ontology.recurrence import Rule, between, lunar
from mocban.site.current import Reader
from mocban.site.dates import day
from mocban.site.values import Value
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


class Held(NamedTuple):
    """A festival at one of its times, and where; `ics` is the address of its calendar file."""

    iri: str
    label: Label
    href: str
    rule: str
    when: Day
    places: list[Value]
    ics: str


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
    times = [*_times(rules, now, end), *(time for time in stated if time[1] >= now)]
    coming = sorted(set(times))[:3]
    before = [time for time in stated if time[1] < now]
    return Festival(
        rule_in_words(rules, words),
        [_day(time, words) for time in coming],
        _day(max(before), words) if before and not coming else None,
        any(rule.lunar for rule in rules),
        ics(resource.iri, words.language) if rules else "",
    )


def coming(known: Reader, today: str, count: int) -> list[Held]:
    """The festivals that are held next, each once, soonest first; one that lasts counts until
    its last day. `today` (yyyy-mm-dd) is the day in Vietnam."""
    now = date.fromisoformat(today)
    end = now.replace(year=now.year + 2, day=1)
    found = festivals(known.snapshot.store).values()
    nearest = [(times[0], one) for one in found if (times := _times(one.rules, now, end))]
    nearest.sort(key=lambda pair: (pair[0], pair[1].iri))
    return listed(known, nearest[:count])


def in_period(known: Reader, found: Iterable[Known], start: date, end: date) -> list[Held]:
    """The festivals that have a day from `start` to `end`, at each time, in order."""
    times = [(time, one) for one in found for time in _times(one.rules, start, end)]
    times.sort(key=lambda pair: (pair[0], pair[1].iri))
    return listed(known, times)


def listed(known: Reader, times: list[tuple[tuple[date, date], Known]]) -> list[Held]:
    """Festivals at some times, with their labels and places."""
    names = Names(known.snapshot.store, known.language)
    names.learn(chain.from_iterable((one.iri, *one.places) for _, one in times))
    named = units(known.snapshot.store) if times else {}
    return [
        Held(
            one.iri, names.of(one.iri), known.links.page(one.iri),
            rule_in_words(one.rules, known.words), _day(time, known.words),
            places(known, names, named, one), ics(one.iri, known.language),
        )
        for time, one in times
    ]  # fmt: skip


def places(known: Reader, names: Names, named: dict[str, Unit], one: Known) -> list[Value]:
    """Where a festival is held: sites before administrative units, which are called by their
    latest names (phường Bắc Giang)."""
    found = sorted(one.places, key=lambda place: ("/e/place/" in place, place))
    labels = [
        (Label(named[place].name, "vi") if place in named else names.of(place), place)
        for place in found
    ]
    return [
        Value(
            label.text,
            label.language if label.language != known.language else "",
            known.links.page(place),
        )
        for label, place in labels
    ]


def ics(address: str, language: str) -> str:
    """The calendar file of a festival."""
    return f"/{language}/calendar/{address.rpartition('/')[2]}.ics"


def rule_in_words(rules: Iterable[Rule], words: Words) -> str:
    """The rules of a festival; nothing where there are none."""
    return "; ".join(_rule(rule, words) for rule in rules if 1 <= rule.month <= 12)


def _rule(rule: Rule, words: Words) -> str:
    days = f"{rule.first}" if rule.last == rule.first else f"{rule.first}–{rule.last}"
    if not rule.lunar:
        # A month of the solar calendar is a number in Vietnamese, one of the lunar has a name.
        month = str(rule.month) if words.language == "vi" else _month(rule.month, words)
        return words("festival.solar", days=days, month=month)
    return words("festival.lunar", days=days, month=_lunar_month(rule.month, words))


def _month(number: int, words: Words) -> str:
    return words("months").split(",")[number - 1]


def _lunar_month(number: int, words: Words) -> str:
    table = "ordinals" if words.language == "en" else "months"
    return words(table).split(",")[number - 1]


def _times(rules: Iterable[Rule], start: date, end: date) -> list[tuple[date, date]]:
    return sorted({time for rule in rules for time in between(rule, start, end)})


def _day(time: tuple[date, date], words: Words) -> Day:
    start, end = time
    week = [words("festival.week").split(",")[part.weekday()] for part in time]
    first, last = (day(part.isoformat(), words) for part in time)
    if start == end:
        return Day(start, end, week[0], first, lunar_in_words(start, end, words))
    solar = words("date.span", a=first, b=last)
    if (start.year, start.month) == (end.year, end.month):
        solar = words(
            "date.day", d=f"{start.day}–{end.day}", m=start.month, y=start.year,
            month=_month(start.month, words),
        )  # fmt: skip
    return Day(start, end, " – ".join(week), solar, lunar_in_words(start, end, words))


def lunar_in_words(start: date, end: date, words: Words) -> str:
    """The lunar days from one solar day to another: 12–14 tháng Hai năm Đinh Mùi."""
    first, last = lunar(start), lunar(end)
    if (first.month, first.leap, first.name) != (last.month, last.leap, last.name):
        parts = (lunar_in_words(part, part, words) for part in (start, end))
        return words("date.span", a=next(parts), b=next(parts))
    days = f"{first.day}" if first.day == last.day else f"{first.day}–{last.day}"
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
            if all(part.isdecimal() for part in parts):
                rule = Rule(calendar == "lunar", *map(int, parts))
                found += [rule] if rule not in found else []
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
        found.append((begin, end))
    return found


def _text(term: object, default: str = "") -> str:
    return term.value if isinstance(term, Literal) else default
