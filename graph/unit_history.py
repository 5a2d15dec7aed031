"""What became of administrative units, and the times between which the largest of them
changed."""

from collections.abc import Iterable
from typing import NamedTuple

from mocban.graph.labels import Label
from mocban.graph.unit_tree import UnitTree, Version


class Era(NamedTuple):
    """A unit in a time: its names; days as yyyy-mm-dd, empty where the beginning is unknown or
    the end has not come; the units that it was made from, and those that took its place."""

    labels: list[Label]
    begin: str
    end: str
    before: list[str]
    after: list[str]


class Period(NamedTuple):
    """A time in which the largest units were the same: its first day, empty for the earliest,
    and their names."""

    begin: str
    units: list[list[Label]]


class History:
    """The past of the units of a tree."""

    def __init__(self, units: UnitTree) -> None:
        self._units = units
        self._before: dict[str, list[str]] = {}
        for each in units.versions.values():
            for after in each.next:
                self._before.setdefault(after, []).append(each.unit)

    def eras(self, unit: str) -> list[Era]:
        """The versions of a unit, oldest first; none where there is no such unit."""
        found = [
            Era(
                each.labels, each.begin, each.end, _once(self._before.get(version, ()), unit),
                _once((self._units.versions[one].unit for one in each.next
                       if one in self._units.versions), unit),
            )
            for version in self._units.of_unit.get(unit, ())
            for each in [self._units.versions[version]]
        ]  # fmt: skip
        return sorted(found, key=lambda era: (era.begin, era.end or "~"))

    def heirs(self, unit: str, day: str) -> list[str]:
        """The units that have, on a day, the land of one that has ended."""
        versions = self._units.of_unit.get(unit, ())
        found = {one for version in versions for one in self._units.land(version, day, set())}
        return sorted({self._units.versions[one].unit for one in found})

    def periods(self) -> list[Period]:
        """The times in which the units that lie in no other were the same, oldest first."""
        largest = [each for each in self._units.versions.values() if not each.above]
        found: list[Period] = []
        last: list[Version] = []
        for day in ["", *self._units.changes]:
            now = [each for each in largest if each.at(day or "0000-00-00")]
            if now and now != last:
                found.append(Period(day, sorted(each.labels for each in now)))
            last = now
        return found


def _once(units: Iterable[str], own: str) -> list[str]:
    """Each unit once, without the unit itself."""
    return sorted({unit for unit in units if unit != own})
