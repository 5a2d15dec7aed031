"""In which administrative units a place lies, today and in earlier times.

A unit endures; its versions each have a name, a time and a unit above them. Boundaries change
between versions, so an address is true of a time.
"""

from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.questions import Row, Store, Term
from mocban.ontology.vietnamese import sort_key


class Unit(NamedTuple):
    """A unit in a time: days as yyyy-mm-dd, empty where the beginning is unknown or the end
    has not come; the versions above it, and those that took its place."""

    version: str
    unit: str
    label: str
    begin: str
    end: str
    above: frozenset[str]
    next: frozenset[str]

    def at(self, day: str) -> bool:
        """Whether it was in force on a day."""
        return self.begin <= day and (not self.end or day <= self.end)


class Address(NamedTuple):
    """Where a source says that a place lies, in its words."""

    text: str
    graph: str


class Units:
    """The units of some places (their IRIs, or those of versions)."""

    def __init__(self, store: Store, places: Iterable[str]) -> None:
        nodes = [NamedNode(place) for place in sorted(set(places))]
        self.places = [node.value for node in nodes]
        self.addresses: dict[str, list[Address]] = {place: [] for place in self.places}
        self._direct: dict[str, set[str]] = {place: set() for place in self.places}
        self._units = _read(store.rows("units", places=nodes)) if nodes else {}
        for row in store.rows("addresses", places=nodes) if nodes else ():
            place = _value(row["place"])
            if "version" in row:
                self._direct[place].add(_value(row["version"]))
                continue
            name, text = _value(row.get("name")), _value(row["text"])
            whole = text if name in text else f"{name}, {text}"
            said = Address(whole, _value(row["graph"]))
            if said not in self.addresses[place]:
                self.addresses[place].append(said)

    def own(self, place: str) -> list[Unit]:
        """The versions of a place that is a unit itself, or the one version asked for, oldest
        first."""
        return _in_time(u for u in self._units.values() if place in (u.unit, u.version))

    def lines(self, place: str, today: str) -> list[list[Unit]]:
        """The chains of units, smallest first, that a place belongs or belonged to, latest
        first; those of a unit begin with itself. Where it is gone, what took its place and is
        in force comes before."""
        own = self.own(place)
        found = own or [self._units[v] for v in self._direct.get(place, ()) if v in self._units]
        if own and place == own[0].unit and not any(unit.at(today) for unit in own):
            found = [*found, *self._heirs(own[-1], today)]
        return [self._chain(unit) for unit in _in_time(found)[::-1]]

    def after(self, unit: Unit) -> list[Unit]:
        """What took the place of a version, in order of name."""
        known = (self._units[version] for version in unit.next if version in self._units)
        return sorted(known, key=lambda u: (u.label, u.version))

    def _heirs(self, unit: Unit, today: str) -> list[Unit]:
        found: dict[str, Unit] = {}
        ahead = [unit]
        while ahead:
            for each in self.after(ahead.pop()):
                if each.version not in found:
                    found[each.version] = each
                    ahead.append(each)
        return [each for each in found.values() if each.at(today)]

    def _chain(self, unit: Unit) -> list[Unit]:
        """A version and, above it, what was in force when it ended."""
        chain = [unit]
        while True:
            above = _in_time(self._units[v] for v in chain[-1].above if v in self._units)
            above = [each for each in above if each not in chain]
            if not above:
                return chain
            chain.append(above[-1])


def of_level(store: Store, level: str) -> list[Unit]:
    """The units of a level (an IRI of v/admin) of all times, in order of name."""
    found = _read(store.rows("of-level", level=NamedNode(level)))
    return sorted(found.values(), key=lambda u: (sort_key(u.label), u.begin, u.version))


def _in_time(units: Iterable[Unit]) -> list[Unit]:
    return sorted(set(units), key=lambda u: (u.begin, u.end or "~", u.label, u.version))


def _read(rows: Iterable[Row]) -> dict[str, Unit]:
    said: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        entry = said.setdefault(_value(row["version"]), {})
        for name, term in row.items():
            entry.setdefault(name, set()).add(_value(term))
    return {
        version: Unit(
            version, min(entry["unit"]), min(entry["label"]),
            min(entry.get("begin", {""}))[:10], max(entry.get("end", {""}))[:10],
            frozenset(entry.get("above", ())), frozenset(entry.get("next", ())),
        )
        for version, entry in said.items()
    }  # fmt: skip


def _value(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
