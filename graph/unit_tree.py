"""The administrative units that are in force on a day, and the entities that lie in each.

A unit has versions, each in force for a time and within versions of larger units. An entity
lies in the versions that the build found for it, and in all that is above them on the day.
Where a unit has ended, its land is that of the only one that took its place, or else that of
the unit above it: the districts of Bắc Giang lay in Hà Bắc in 1964, and what lay in a district
that was done away with lies in the province today.
"""

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from pyroaring import BitMap

from mocban.graph.labels import Label

_REMEMBERED = 24
_DEEPEST = 6


class Version(NamedTuple):
    """A unit in a time: days as yyyy-mm-dd, empty where the beginning is unknown or the end has
    not come; the versions above it, and those that took its place."""

    unit: str
    labels: list[Label]
    begin: str
    end: str
    above: list[str]
    next: list[str]

    def at(self, day: str) -> bool:
        """Whether it was in force on a day."""
        return self.begin <= day and (not self.end or day <= self.end)


class Branch(NamedTuple):
    """A unit on a day: its names on that day, what lies in it, the units above and below."""

    labels: list[Label]
    entities: BitMap
    above: list[str]
    below: list[str]


class Tree(NamedTuple):
    """The units of a day by their paths; `tops` lie in no other."""

    branches: dict[str, Branch]
    tops: list[str]

    def path(self, number: int) -> list[list[Label]]:
        """The names of the units in which an entity lies, the smallest first."""
        path: list[list[Label]] = []
        units = self.tops
        while len(path) < _DEEPEST and (
            branch := next((b for u in units if number in (b := self.branches[u]).entities), None)
        ):
            path.insert(0, branch.labels)
            units = branch.below
        return path

    def opened(self, chosen: Iterable[str]) -> set[str]:
        """The chosen units and all that are above them."""
        opened, ahead = set[str](), [unit for unit in chosen if unit in self.branches]
        while ahead:
            unit = ahead.pop()
            if unit not in opened:
                opened.add(unit)
                ahead += self.branches[unit].above
        return opened


class UnitTree:
    """All units of an index; `within` holds the entities that lie in each version."""

    def __init__(self, database: sqlite3.Connection, within: dict[str, BitMap]) -> None:
        self._within = within
        self.versions = {
            version: Version(
                unit, [Label(text, tag) for tag, text in json.loads(labels)], begin, end,
                above.split(), after.split(),
            )
            for version, unit, labels, begin, end, above, after in database.execute(
                "SELECT version, unit, labels, begin, end, above, next FROM unit ORDER BY version"
            )
        }  # fmt: skip
        self.of_unit: dict[str, list[str]] = {}
        for version, each in self.versions.items():
            self.of_unit.setdefault(each.unit, []).append(version)
        # Days on which something changes: between two of them every day has the same tree.
        changes = {each.begin for each in self.versions.values() if each.begin}
        changes |= {_after(each.end) for each in self.versions.values() if each.end}
        self.changes = sorted(changes - {""})
        self._of_epoch = lru_cache(maxsize=_REMEMBERED)(self._tree)
        self._ever = lru_cache(maxsize=1)(self._all)

    def on(self, day: str) -> Tree:
        """The units of a day (yyyy-mm-dd)."""
        return self._of_epoch(bisect_right(self.changes, day))

    def lying_in(self, unit: str, day: str) -> BitMap:
        """What lies in a unit on a day; in one that is not in force then, what lay in any
        version of it."""
        tree = self.on(day)
        branch = tree.branches.get(unit)
        return branch.entities if branch else self._ever().get(unit, BitMap())

    def labels(self, unit: str) -> list[Label]:
        """The names of the last version of a unit."""
        versions = [self.versions[version] for version in self.of_unit.get(unit, ())]
        return max(versions, key=lambda each: each.begin).labels if versions else []

    def _tree(self, epoch: int) -> Tree:
        day = self.changes[epoch - 1] if epoch else "0000-00-00"
        chosen = {version: each for version, each in self.versions.items() if each.at(day)}
        above = self._all_above(chosen, day)
        sums = self._sums(above)
        branches: dict[str, Branch] = {}
        tops = dict.fromkeys(each.unit for each in chosen.values())
        for version, each in chosen.items():
            known = branches.get(each.unit)
            entities = sums[version] | known.entities if known else sums[version]
            branches[each.unit] = (
                known._replace(entities=entities)
                if known
                else Branch(each.labels, entities, [], [])
            )
        for version, each in chosen.items():
            for unit in dict.fromkeys(chosen[v].unit for v in above[version]):
                if unit != each.unit and each.unit not in branches[unit].below:
                    branches[unit].below.append(each.unit)
                    branches[each.unit].above.append(unit)
                    tops.pop(each.unit, None)
        return Tree(branches, list(tops))

    def _all(self) -> dict[str, BitMap]:
        """What lies in any version of each unit."""
        sums = self._sums({version: each.above for version, each in self.versions.items()})
        found: dict[str, BitMap] = {}
        for version, each in self.versions.items():
            found.setdefault(each.unit, BitMap()).update(sums[version])
        return found

    def _all_above(self, chosen: dict[str, Version], day: str) -> dict[str, list[str]]:
        """What each version lay in or lies in on a day, among the versions of that day."""
        found = {}
        for version, each in self.versions.items():
            above = [one for one in each.above if one in chosen] if version in chosen else []
            if not above:
                starts = each.above if version in chosen else [version]
                now = {one for start in starts for one in self.land(start, day, set())}
                above = sorted(now) if len(now) == 1 else []
            found[version] = above
        return found

    def land(self, version: str, day: str, seen: set[str]) -> set[str]:
        """Which versions in force on a day have the land of one that has ended: the only one
        that took its place, or, where there are several, what has the land of those above it.
        `seen` are versions that have been looked at."""
        each = self.versions.get(version)
        if each is None or version in seen:
            return set()
        seen.add(version)
        if each.at(day):
            return {version}
        if not each.end or each.end >= day:
            return set()
        ahead = each.next if len(each.next) == 1 else each.above
        return {one for other in ahead for one in self.land(other, day, seen)}

    def _sums(self, above: dict[str, list[str]]) -> dict[str, BitMap]:
        """What lies in each of some versions, directly or below, by what is above each."""
        found = {version: BitMap(self._within.get(version, ())) for version in above}
        for version in above:
            own = self._within.get(version)
            ahead, seen = [version], {version}
            while own and ahead:
                for higher in above[ahead.pop()]:
                    if higher in above and higher not in seen:
                        seen.add(higher)
                        found[higher] |= own
                        ahead.append(higher)
        return found


def _after(day: str) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""
