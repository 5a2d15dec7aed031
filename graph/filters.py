"""The filters of a search index as sets of entities, and counts of their values."""

import json
import sqlite3
from array import array
from collections import Counter
from heapq import heappush, heapreplace

from pyroaring import BitMap

from mocban.graph.chronology import Chronology
from mocban.graph.labels import Label
from mocban.graph.query import Facet, Query, Value
from mocban.graph.unit_tree import Tree, UnitTree

# Filter -> the field of Query that holds its values.
CHOICES = {
    "type": "kinds", "source": "sources", "place": "places", "century": "centuries",
    "topic": "topics", "language": "languages", "digital": "digital", "access": "access",
}  # fmt: skip
_SHOWN = {"topic": 10, "language": 12}
_MANY = 60
_BELOW = 12
_DEEPEST = 5
# So few entities are asked one by one for their topics; of more, the topics for their entities.
_FEW = 2_000

Sets = dict[str, BitMap]


class Filters:
    """All that an index can be filtered and sorted by, held in memory."""

    def __init__(self, database: sqlite3.Connection) -> None:
        sets: dict[str, Sets] = {}
        self.labels: dict[str, dict[str, list[Label]]] = {}
        for facet, value, labels, found in database.execute(
            "SELECT facet, value, labels, entities FROM facet"
        ):
            sets.setdefault(facet, {})[value] = BitMap.deserialize(found)
            if labels != "[]":
                self.labels.setdefault(facet, {})[value] = [
                    Label(text, tag) for tag, text in json.loads(labels)
                ]
        self._alias: dict[str, str] = dict(database.execute("SELECT value, same FROM alias"))
        (size,) = database.execute("SELECT count(*) FROM entity").fetchone()
        self.all = BitMap(range(1, size + 1))
        self.located = BitMap([n for (n,) in database.execute("SELECT entity FROM spot")])
        self.units = UnitTree(database, sets.pop("within", {}))
        self.years = Chronology(*(self._numbers(database, name) for name in ("first", "last")))
        sets["century"] = {str(n): found for n, found in self.years.centuries.items()}
        self.sets = sets
        # The largest first: once enough are found, smaller ones need not be looked at.
        topics = sets.get("topic", {})
        self._topics = sorted(topics, key=lambda value: (-len(topics[value]), value))
        self._about = self._inverted(topics)

    @staticmethod
    def _numbers(database: sqlite3.Connection, name: str) -> "array[int]":
        found = array("h")
        row = database.execute("SELECT numbers FROM series WHERE name = ?", (name,)).fetchone()
        found.frombytes(row[0] if row else b"")
        return found

    def _inverted(self, topics: Sets) -> dict[int, "array[int]"]:
        about: dict[int, array[int]] = {}
        for place, value in enumerate(self._topics):
            for number in topics[value]:
                about.setdefault(number, array("I")).append(place)
        return about

    def topic(self, value: str) -> str:
        """The path under which a topic is counted."""
        return self._alias.get(value, value)

    def chosen(self, query: Query, today: str) -> Sets:
        """The entities that each filter of a search lets through; only those filters that are
        used."""
        found: Sets = {}
        for facet, field in CHOICES.items():
            values = getattr(query, field)
            values = (values,) if isinstance(values, str) and values else values
            if values and facet == "place":
                day = query.on or today
                found[facet] = BitMap.union(
                    BitMap(), *(self.units.lying_in(unit, day) for unit in values)
                )
            elif values:
                known = self.sets.get(facet, {})
                wanted = (self.topic(str(value)) for value in values)
                found[facet] = BitMap.union(
                    BitMap(), *(known[value] for value in wanted if value in known)
                )
        if query.first is not None or query.last is not None:
            found["years"] = self.years.between(query.first, query.last)
        return found

    def facets(self, query: Query, sets: Sets, found: BitMap, today: str) -> list[Facet]:
        """Every facet, counted among what the filters but its own let through; `found` is what
        all of them let through."""
        facets = []
        for facet, field in CHOICES.items():
            among = together({name: one for name, one in sets.items() if name != facet}, self.all)
            among = among if facet in sets else found
            values = getattr(query, field)
            chosen = {str(value) for value in ((values,) if isinstance(values, str) else values)}
            if facet == "place":
                facets.append(self._place(among, query.places, query.on or today))
            else:
                chosen = {self.topic(value) for value in chosen if value}
                facets.append(self._values(facet, among, chosen))
        return facets

    def _values(self, facet: str, among: BitMap, chosen: set[str]) -> Facet:
        sets = self.sets.get(facet, {})
        most = _SHOWN.get(facet, _MANY)
        if facet == "topic":
            counts = self._count_topics(among, most + 1)
        else:
            counts = {value: among.intersection_cardinality(one) for value, one in sets.items()}
        for value in chosen & sets.keys():
            counts[value] = among.intersection_cardinality(sets[value])
        ranked = sorted(
            (value for value, count in counts.items() if count or value in chosen),
            key=lambda value: (value not in chosen, -counts[value], value),
        )
        if facet == "century":
            ranked.sort(key=int)
        named = self.labels.get(facet, {})
        return Facet(
            facet,
            [Value(value, named.get(value, []), counts[value], value in chosen)
             for value in ranked[: most + len(chosen)]],
            len(ranked) > most + len(chosen),
        )  # fmt: skip

    def _count_topics(self, among: BitMap, most: int) -> dict[str, int]:
        """The topics that most of some entities are about, with their counts."""
        if len(among) <= _FEW:
            counted = Counter(place for number in among for place in self._about.get(number, ()))
            best = sorted(counted, key=lambda place: (-counted[place], place))[:most]
            return {self._topics[place]: counted[place] for place in best}
        sets, heap = self.sets.get("topic", {}), list[tuple[int, int]]()
        for place, value in enumerate(self._topics):
            if len(heap) == most and len(sets[value]) <= heap[0][0]:
                break
            count = among.intersection_cardinality(sets[value])
            if count and len(heap) < most:
                heappush(heap, (count, -place))
            elif count and (count, -place) > heap[0]:
                heapreplace(heap, (count, -place))
        return {self._topics[-place]: count for count, place in heap}

    def _place(self, among: BitMap, chosen: tuple[str, ...], day: str) -> Facet:
        """The units of a day as a tree: the largest ones; what lies below one that is chosen,
        or below the only one there is."""
        tree = self.units.on(day)
        values: list[Value] = []
        opened = tree.opened(chosen)
        for unit in chosen:
            if unit not in tree.branches:
                count = among.intersection_cardinality(self.units.lying_in(unit, day))
                values.append(Value(unit, self.units.labels(unit), count, True))
        more = self._grow(tree, tree.tops, among, set(chosen), opened, values, 0)
        return Facet("place", values, more)

    def _grow(
        self, tree: Tree, units: list[str], among: BitMap, chosen: set[str], opened: set[str],
        values: list[Value], depth: int,
    ) -> bool:  # fmt: skip
        counts = {
            unit: among.intersection_cardinality(tree.branches[unit].entities) for unit in units
        }
        ranked = sorted(
            (unit for unit in units if counts[unit] or unit in opened),
            key=lambda unit: (unit not in opened, -counts[unit], unit),
        )
        more = len(ranked) > _BELOW + len(opened)
        for unit in ranked[: _BELOW + len(opened)]:
            branch = tree.branches[unit]
            values.append(Value(unit, branch.labels, counts[unit], unit in chosen, depth))
            if (unit in opened or len(ranked) == 1) and depth < _DEEPEST:
                more |= self._grow(
                    tree, branch.below, among, chosen, opened, values, depth + 1
                )  # fmt: skip
        return more


def together(sets: Sets, everything: BitMap) -> BitMap:
    """What all of some sets have in common, the smallest first; everything where there are
    none."""
    found = everything
    for one in sorted(sets.values(), key=len):
        found = found & one
    return found
