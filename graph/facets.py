"""What things can be filtered by, gathered at build from the loaded store into the search
index: a set of entities for each value.

Sets of numbers are small beside the store: the questions are read as a stream, and only the
numbers of entities are kept.
"""

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode
from pyroaring import BitMap

from mocban.graph import whereabouts
from mocban.graph.indexing import put, said, series
from mocban.graph.labels import Label, Names
from mocban.graph.questions import Row, Store, question
from mocban.ontology import edtf
from mocban.ontology.vietnamese import match_key

UNDATED = -32768
_EARLIEST = -9999
_BATCH = 500
_MOST_SPOTS = 20

Sets = dict[str, BitMap]


def write(path: Path, store: Store, base: str) -> None:
    """Puts the values that a store knows into its search index, which has been written and
    has its points."""
    database = sqlite3.connect(path)
    try:
        with database:
            _Gathering(database, store, base).write()
    finally:
        database.close()


class _Gathering:
    def __init__(self, database: sqlite3.Connection, store: Store, base: str) -> None:
        self.database = database
        self.store = store
        self.base = base
        self.numbers = dict(database.execute("SELECT iri, id FROM entity"))

    def write(self) -> None:
        topics = self._topics()
        at, whole = self._others("at"), self._others("whole")
        about = {
            thing: [self.numbers[iri] for iri in found if iri in self.numbers]
            for thing, found in topics.items()
        }
        self._places(at, whole, about)
        self._spots(at, whole, about)
        self._put_topics(topics)
        self._dates()
        self._coded("language", "languages")
        self._coded("access", "access")
        digital: Sets = {"yes": BitMap()}
        for row in self._rows("digital"):
            if number := self._number(row["thing"]):
                digital["yes"].add(number)
        digital["no"] = BitMap(range(1, len(self.numbers) + 1)) - digital["yes"]
        put(self.database, "digital", {value: found for value, found in digital.items() if found})

    def _rows(self, name: str) -> Iterator[Row]:
        return self.store.select(question(f"facets/{name}"))

    def _number(self, term: object) -> int:
        """The number of an entity; 0 for anything else."""
        return self.numbers.get(term.value, 0) if isinstance(term, NamedNode) else 0

    def _others(self, name: str) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for row in self._rows(name):
            thing, other = self._number(row["thing"]), self._number(row["other"])
            if thing and other:
                found[thing].append(other)
        return found

    def _places(self, at: whereabouts.Others, *further: whereabouts.Others) -> None:
        """The versions of units in which each entity lies, and those units."""
        units: dict[str, dict[str, set[str]]] = {}
        labels: dict[str, list[Label]] = defaultdict(list)
        within: dict[int, set[str]] = defaultdict(set)
        above: dict[str, set[str]] = defaultdict(set)
        for row in self._rows("units"):
            version = _value(row["version"])
            label = Label(_value(row["label"]), getattr(row["label"], "language", "") or "")
            if label not in labels[version]:
                labels[version].append(label)
            one = units.setdefault(
                version, {"unit": set(), "begin": set(), "end": set(), "next": set()}
            )
            for name, values in one.items():
                values.add(_value(row.get(name)))
            if number := self._number(row["unit"]):
                within[number].add(version)
        for row in self._rows("within"):
            place, version = _value(row["place"]), _value(row["version"])
            if place in units:
                above[place].add(version)
            elif number := self._number(row["place"]):
                within[number].add(version)
        self.database.executemany(
            "INSERT INTO unit VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (version, min(one["unit"]).removeprefix(self.base), said(sorted(labels[version])),
                 min(one["begin"])[:10], max(one["end"])[:10], " ".join(sorted(above[version])),
                 " ".join(sorted(one["next"] & units.keys())))
                for version, one in sorted(units.items())
            ),
        )  # fmt: skip
        found: Sets = defaultdict(BitMap)
        for number in range(1, len(self.numbers) + 1):
            for version in whereabouts.follow(
                number, lambda each: within.get(each, ()), at, *further
            ):
                found[version].add(number)
        put(self.database, "within", found)

    def _spots(self, at: whereabouts.Others, *further: whereabouts.Others) -> None:
        """Where each entity is on a map."""
        points: dict[int, list[tuple[float, float]]] = defaultdict(list)
        stated = "SELECT id, long, lat FROM point JOIN entity USING (iri) ORDER BY id, long, lat"
        for number, long, lat in self.database.execute(stated):
            points[number].append((long, lat))
        self.database.executemany(
            "INSERT INTO spot VALUES (?, ?, ?)",
            (
                (number, *point)
                for number in range(1, len(self.numbers) + 1)
                for point in sorted(
                    points.get(number, ())
                    or whereabouts.follow(number, lambda each: points.get(each, ()), at, *further)
                )[:_MOST_SPOTS]
            ),
        )

    def _topics(self) -> dict[int, dict[str, None]]:
        found: dict[int, dict[str, None]] = defaultdict(dict)
        for row in self._rows("topics"):
            topic = _value(row["topic"])
            if (number := self._number(row["thing"])) and topic.startswith(self.base):
                found[number][topic] = None
        return found

    def _put_topics(self, topics: dict[int, dict[str, None]]) -> None:
        """Headings of several sources with the same words are one topic."""
        sets: Sets = defaultdict(BitMap)
        for number, found in topics.items():
            for topic in found:
                sets[topic.removeprefix(self.base)].add(number)
        labels = self._labels(sets)
        by_words: dict[str, list[str]] = defaultdict(list)
        for path in sorted(sets):
            if path.startswith("r/"):
                by_words[match_key(labels[path][0].text)].append(path)
        for first, *others in by_words.values():
            for path in others:
                sets[first] |= sets.pop(path)
                self.database.execute("INSERT INTO alias VALUES (?, ?)", (path, first))
        put(self.database, "topic", sets, labels)

    def _coded(self, facet: str, name: str) -> None:
        """Values that are terms of a vocabulary, called by the end of their IRIs."""
        sets: Sets = defaultdict(BitMap)
        iris: dict[str, str] = {}
        for row in self._rows(name):
            iri = _value(row[facet])
            if (number := self._number(row["thing"])) and "/" in iri:
                value = iri.rstrip("/").rsplit("/", 1)[1]
                sets[value].add(number)
                iris.setdefault(value, iri)
        named = self._labels(iris.values(), "")
        put(self.database, facet, sets, {value: named[iris[value]] for value in sets})

    def _labels(self, things: Iterable[str], base: str | None = None) -> dict[str, list[Label]]:
        base = self.base if base is None else base
        wanted, found = sorted(things), {}
        for start in range(0, len(wanted), _BATCH):
            names = Names(self.store, "vi")
            batch = wanted[start : start + _BATCH]
            names.learn(base + each for each in batch)
            for each in batch:
                found[each] = names.all(base + each) or [names.of(base + each)]
        return found

    def _dates(self) -> None:
        """The years between which the dates of each entity lie."""
        first = array("h", [UNDATED]) * (len(self.numbers) + 1)
        last = array("h", first)
        for number, begin, end in self._stated():
            begin, end = max(begin, _EARLIEST), min(end, -_EARLIEST)
            if begin <= end:
                first[number] = begin if first[number] == UNDATED else min(first[number], begin)
                last[number] = max(last[number], end)
        series(self.database, "first", first)
        series(self.database, "last", last)

    def _stated(self) -> Iterator[tuple[int, int, int]]:
        for row in self._rows("dates"):
            begin, end = _year(row.get("begin")), _year(row.get("end"))
            number = self._number(row["thing"])
            if number and (begin is not None or end is not None):
                yield number, begin if begin is not None else end, end if end is not None else begin  # type: ignore[misc]
        for row in self._rows("published"):
            extent = edtf.extent(_value(row["date"]))
            if (number := self._number(row["thing"])) and extent:
                begin_day, end_day = extent
                one = begin_day or end_day
                if one:
                    yield number, (begin_day or one)[0], (end_day or one)[0]


def _year(term: object) -> int | None:
    text = term.value if isinstance(term, Literal) else ""
    year = text[: text.find("-", 1)] if "-" in text[1:] else text
    return int(year) if year.removeprefix("-").isdecimal() else None


def _value(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
