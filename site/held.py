"""Festivals at their times and places, for lists, for the calendar and for calendar files."""

from collections.abc import Iterable
from datetime import date
from itertools import chain, islice
from typing import NamedTuple

from mocban.graph.festivals import Festival, festivals
from mocban.graph.labels import Label, Names, choose
from mocban.graph.query import Query
from mocban.site.asked import address
from mocban.site.current import Reader, Snapshot
from mocban.site.dates import today
from mocban.site.festivals import Day, day_in_words, ics, rule_in_words, times
from mocban.site.memory import recall
from mocban.site.values import Value

NEAR = ("monument", "attraction")
"""The kinds of things to see near a festival."""

Time = tuple[date, date]


class Where(NamedTuple):
    """Where a festival is held: the places; the units in which that lies today, in words; a
    point (latitude, longitude); the search for what is to be seen near, and the same on the
    map, empty where no unit is known."""

    places: list[Value]
    today: str
    point: tuple[float, float] | None
    near: str
    map: str


class Held(NamedTuple):
    """A festival at one of its times, and where; `ics` is the address of its calendar file."""

    iri: str
    label: Label
    href: str
    rule: str
    when: Day
    where: Where
    ics: str


def known_festivals(snapshot: Snapshot) -> dict[str, Festival]:
    """Every festival of a snapshot by its IRI."""
    found: dict[str, Festival] = recall(
        snapshot.store, "festivals", lambda: festivals(snapshot.store)
    )
    return found


def coming(known: Reader, today: str, count: int) -> list[Held]:
    """The festivals that are held next, each once, soonest first; one that lasts counts until
    its last day. `today` (yyyy-mm-dd) is the day in Vietnam."""
    now = date.fromisoformat(today)
    end = now.replace(year=now.year + 2, day=1)
    found = known_festivals(known.snapshot).values()
    nearest = [(first[0], one) for one in found if (first := times(one.rules, now, end))]
    return held(known, sorted(nearest, key=_order)[:count])


def in_period(found: Iterable[Festival], start: date, end: date) -> list[tuple[Time, Festival]]:
    """Some festivals at each time that has a day from `start` to `end`, in order."""
    return sorted(((time, one) for one in found for time in times(one.rules, start, end)),
                  key=_order)  # fmt: skip


def held(known: Reader, found: list[tuple[Time, Festival]]) -> list[Held]:
    """Festivals at some times, with their labels and places."""
    names = Names(known.snapshot.store, known.language)
    where = whereabouts(known, [one for _, one in found])
    names.learn(one.iri for _, one in found)
    return [
        Held(
            one.iri, names.of(one.iri), known.links.page(one.iri),
            rule_in_words(one.rules, known.words), day_in_words(time, known.words),
            where[one.iri], ics(one.iri, known.language),
        )
        for time, one in found
    ]  # fmt: skip


def whereabouts(known: Reader, found: Iterable[Festival]) -> dict[str, Where]:
    """Where festivals are held, by their IRIs."""
    each = {one.iri: one for one in found}
    names, search, now = Names(known.snapshot.store, known.language), known.snapshot.search, today()
    names.learn(chain.from_iterable(one.places for one in each.values()))
    hits = search.hits(Query(), known.language, len(each), now, search.numbers(each))
    number = {hit.iri: hit.number for hit in islice(hits, len(each))}
    paths, spots = search.places(number.values(), now), search.first_spots(number.values())
    units = search.filters.units.on(now).branches

    def where(one: Festival) -> Where:
        path, spot = paths.get(number.get(one.iri, 0), []), spots.get(number.get(one.iri, 0))
        unit = next(
            (unit for unit in map(known.links.path, one.units) if unit in units),
            known.links.path(one.units[0]) if one.units else "",
        )
        near = Query(kinds=NEAR, places=(unit,))
        return Where(
            _places(known, names, one),
            ", ".join(label.text for labels in path if (label := choose(labels, known.language))),
            (spot[1], spot[0]) if spot else None,
            address(near, known.links.here("search")) if unit else "",
            address(near, known.links.here("map"), kinds=("ich", *NEAR)) if unit else "",
        )

    return {iri: where(one) for iri, one in each.items()}


def _places(known: Reader, names: Names, one: Festival) -> list[Value]:
    """Sites before administrative units."""
    found = sorted(one.places, key=lambda place: (place in one.units, place))
    labels = [(names.of(place), place) for place in found]
    return [
        Value(
            label.text,
            label.language if label.language != known.language else "",
            known.links.page(place),
        )
        for label, place in labels
    ]


def _order(held: tuple[Time, Festival]) -> tuple[Time, str]:
    return held[0], held[1].iri
