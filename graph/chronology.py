"""The years of the entities of an index: ranges, centuries, order in time, counts by period.

The dates of an entity lie between two years; it belongs to every year between them.
"""

from array import array
from bisect import bisect_right

from pyroaring import BitMap

from mocban.graph.facets import UNDATED
from mocban.graph.query import Bucket

_LENGTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_MOST_BUCKETS = 40


def century_of(year: int) -> int:
    """18 for 1701-1800; 0 for the first century before Christ, which ends with the year 0."""
    return (year - 1) // 100 + 1


class Chronology:
    """`first` and `last` are the years of each entity by its number."""

    def __init__(self, first: "array[int]", last: "array[int]") -> None:
        self.first, self.last = first, last
        dated = [number for number, year in enumerate(first) if year != UNDATED]
        self.dated = BitMap(dated)
        self.oldest = array("I", sorted(dated, key=lambda number: first[number]))
        self._begins = array("h", (first[number] for number in self.oldest))
        self._by_end = array("I", sorted(dated, key=lambda number: last[number]))
        self._ends = array("h", (last[number] for number in self._by_end))
        self.newest = array("I", sorted(dated, key=lambda number: -last[number]))
        self.centuries = {
            number: found
            for number in self._centuries()
            if (found := self.between(number * 100 - 99, number * 100))
        }

    def _centuries(self) -> range:
        if not self._begins:
            return range(0)
        return range(century_of(self._begins[0]), century_of(self._ends[-1]) + 1)

    def _begun(self, year: int) -> BitMap:
        return BitMap(self.oldest[: bisect_right(self._begins, year)])

    def _ended(self, year: int) -> BitMap:
        return BitMap(self._by_end[: bisect_right(self._ends, year)])

    def between(self, first: int | None, last: int | None) -> BitMap:
        """The entities of some years, both included; None is open."""
        found = self.dated if last is None else self._begun(last)
        return found if first is None else found - self._ended(first - 1)

    def buckets(self, found: BitMap, first: int | None, last: int | None) -> list[Bucket]:
        """The entities of `found` counted by periods of equal length, from the first of their
        years to the last, or between those that are given."""
        found = found & self.dated
        if not found:
            return []
        if first is None:
            first = self.first[next(number for number in self.oldest if number in found)]
        if last is None:
            last = self.last[next(number for number in self.newest if number in found)]
        if first > last:
            return []
        length = next(
            (each for each in _LENGTHS if (last - first) // each < _MOST_BUCKETS - 1), 1000
        )
        # Periods begin as people count them: 1701, 1801; 1900, 1910; a single year is itself.
        start = (first - 1) // length * length + 1 if length >= 100 else first // length * length
        edges = range(start, last + 1, length)
        begun = self._counts(found, self.oldest, self._begins, [e + length - 1 for e in edges])
        ended = self._counts(found, self._by_end, self._ends, [e - 1 for e in edges])
        return [
            Bucket(edge, edge + length - 1, some - gone)
            for edge, some, gone in zip(edges, begun, ended, strict=True)
        ]

    @staticmethod
    def _counts(
        found: BitMap, order: "array[int]", years: "array[int]", until: list[int]
    ) -> list[int]:
        """How many of `found` stand in an order up to each of some rising years."""
        counts, count, before = [], 0, 0
        for year in until:
            upto = bisect_right(years, year)
            count += found.intersection_cardinality(BitMap(order[before:upto]))
            before = upto
            counts.append(count)
        return counts
