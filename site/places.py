"""The administrative units of a day as a tree, one level at a time, and what is in each."""

import re
from datetime import date, timedelta
from itertools import zip_longest
from typing import NamedTuple

from flask import Blueprint, abort, request

from mocban.graph.labels import Label, choose
from mocban.graph.query import Query
from mocban.graph.unit_history import Era, History
from mocban.ontology.vietnamese import sort_key
from mocban.site.asked import address
from mocban.site.boundaries import day_of
from mocban.site.current import Reader, reader
from mocban.site.dates import day, period, today
from mocban.site.memory import recall
from mocban.site.page import page

blueprint = Blueprint("places", __name__)

_MOST = 600  # units of one level that a page shows
_PERIODS = 24
_UNIT = re.compile(r"e/place/[^\s/]{1,300}").fullmatch


class Link(NamedTuple):
    """A unit or a period: its name, the page of it."""

    label: Label
    href: str


class Tally(NamedTuple):
    """How many things of a kind there are, and the search that finds them."""

    kind: str
    number: int
    href: str


class Row(NamedTuple):
    """A unit on the day: its page here, how many things lie in it, those by kind, the search
    for all of them, how many units lie in it; to which units its land belongs today, where
    that has changed."""

    label: Label
    href: str
    total: int
    kinds: list[Tally]
    search: str
    units: int
    now: list[Link]


class Past(NamedTuple):
    """A time of a unit, in words; what it was made from and what took its place."""

    label: Label
    when: str
    here: bool
    href: str
    before: list[Link]
    after: list[Link]


class Span(NamedTuple):
    """A time in which the largest units were the same: its name, the units, its page."""

    when: str
    units: list[Label]
    href: str
    here: bool


@blueprint.get("/<lang>/places")
def places(lang: str) -> str:
    """The units of the day `on`; with `unit` (the path of one) what lies in that."""
    known = reader(lang)
    on, unit = day_of(request.args.get("on", "")), request.args.get("unit", "")
    atlas = Atlas(known, on)
    if unit and not (_UNIT(unit) and atlas.eras(unit)):
        abort(404)
    return page(
        "places.html", known, on=on, today=today(), day=day(on, known.words), unit=unit,
        own=atlas.row(unit) if unit else None, above=atlas.above(unit), rows=atlas.rows(unit),
        gone=bool(unit) and unit not in atlas.tree.branches, then=atlas.heirs(unit, on) if unit else [],
        past=atlas.past(unit), spans=atlas.spans(), most=_MOST,
    )  # fmt: skip


class Atlas:
    """The units of a day, as a reader sees them."""

    def __init__(self, known: Reader, on: str) -> None:
        self.known = known
        self.on = on
        self.filters = known.snapshot.search.filters
        self.tree = self.filters.units.on(on)
        self._history = recall(
            known.snapshot.store, "unit history", lambda: History(self.filters.units)
        )

    def eras(self, unit: str) -> list[Era]:
        """The versions of a unit; none where there is no such unit."""
        return self._history.eras(unit)

    def row(self, unit: str) -> Row:
        """A unit with what is in it; of one that is not in force on the day, what was ever."""
        branch = self.tree.branches.get(unit)
        entities = self.filters.units.lying_in(unit, self.on)
        asked = self._query(unit)
        search = self.known.links.here("search")
        counts = {kind: entities.intersection_cardinality(of_kind)
                  for kind, of_kind in self.filters.sets.get("type", {}).items()}  # fmt: skip
        kinds = [
            Tally(kind, count, address(asked._replace(kinds=(kind,)), search))
            for kind, count in sorted(counts.items(), key=_places_last)
            if count
        ]
        return Row(
            self._label(unit), self._page(unit), len(entities), kinds, address(asked, search),
            len(branch.below) if branch else 0, self._now(unit),
        )  # fmt: skip

    def rows(self, unit: str) -> list[Row]:
        """The units that lie in one, or in no other, in the order of their names."""
        branch = self.tree.branches.get(unit)
        below = branch.below if branch else [] if unit else self.tree.tops
        ordered = sorted(below, key=lambda each: (sort_key(self._label(each).text), each))
        return [self.row(each) for each in ordered[:_MOST]]

    def above(self, unit: str) -> list[Link]:
        """The units in which one lies on the day, the largest first."""
        found: list[str] = []
        branch = self.tree.branches.get(unit)
        while branch and branch.above and branch.above[0] not in found:
            found.append(branch.above[0])
            branch = self.tree.branches.get(found[-1])
        return [self._link(each) for each in found[::-1]]

    def heirs(self, unit: str, on: str) -> list[Link]:
        """The units that have the land of one on a day, where it is not in force then."""
        return [self._link(each, on) for each in self._history.heirs(unit, on) if each != unit]

    def past(self, unit: str) -> list[Past]:
        """The times of a unit, the latest first."""
        eras = self.eras(unit) if unit else []
        return [
            Past(
                self._best(era.labels), period(era.begin, era.end, self.known.words),
                era.begin <= self.on and (not era.end or self.on <= era.end),
                self._page(unit, era.begin or era.end),
                [self._link(each, _before(era.begin)) for each in era.before],
                [self._link(each, era.end) for each in era.after],
            )
            for era in eras[::-1]
        ]  # fmt: skip

    def spans(self) -> list[Span]:
        """The times between which the largest units changed, the latest last."""
        periods = recall(self.known.snapshot.store, "unit periods", self._history.periods)
        found = []
        for one, after in zip_longest(periods, periods[1:]):
            end = after.begin if after else ""
            here = one.begin <= self.on and (not end or self.on < end)
            on = one.begin or _before(end)
            when = period(one.begin, _before(end), self.known.words)
            names = [self._best(labels) for labels in one.units]
            found.append(Span(when, names, self._page("", on if after else today()), here))
        return found[-_PERIODS:]

    def _now(self, unit: str) -> list[Link]:
        if self.filters.units.on(today()).branches.get(unit):
            return []
        return self.heirs(unit, today())

    def _query(self, unit: str) -> Query:
        return Query(places=(unit,), on="" if self.on == today() else self.on)

    def _link(self, unit: str, on: str = "") -> Link:
        return Link(self._label(unit, on), self._page(unit, on))

    def _page(self, unit: str, on: str = "") -> str:
        on = on or self.on
        return self.known.links.here("places", on="" if on == today() else on, unit=unit)

    def _label(self, unit: str, on: str = "") -> Label:
        tree = self.filters.units.on(on) if on else self.tree
        branch = tree.branches.get(unit)
        return self._best(branch.labels if branch else self.filters.units.labels(unit))

    def _best(self, labels: list[Label]) -> Label:
        return choose(labels, self.known.language) or Label("–")


def _places_last(counted: tuple[str, int]) -> tuple[bool, int, str]:
    kind, count = counted
    return kind == "place", -count, kind


def _before(on: str) -> str:
    """The day before a day; empty where there is none."""
    try:
        return (date.fromisoformat(on) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""
