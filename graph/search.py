"""The search index of a snapshot, asked: names with or without tone marks, filters and their
counts, places on a map, years, completions, spelling help."""

import json
import sqlite3
import threading
from array import array
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from pyroaring import BitMap

from mocban.graph import alphabet, matching, points, postings
from mocban.graph.filters import Filters, together
from mocban.graph.indexing import Entry, write
from mocban.graph.labels import Label, choose, is_han
from mocban.graph.matching import Wanted
from mocban.graph.query import Found, Hit, Query, Spot, Spots, Years
from mocban.graph.suggestions import Suggestion, suggestions

__all__ = ["PAGE", "Entry", "Found", "Hit", "Search", "write"]

PAGE = 50
# So many are sorted by their places in an order; of more, the order is walked along.
_SORTED = 5_000
_MOST_COMPLETED = 4


class Search:
    """The index of one snapshot, for any number of threads."""

    def __init__(self, path: Path) -> None:
        self._address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._local = threading.local()
        self._guard = threading.Lock()
        self._filters: Filters | None = None
        self._orders: dict[str, tuple[array[int], array[int]]] = {}

    def _database(self) -> sqlite3.Connection:
        if not hasattr(self._local, "database"):
            self._local.database = sqlite3.connect(self._address, uri=True)
        database: sqlite3.Connection = self._local.database
        return database

    @property
    def filters(self) -> Filters:
        """What can be filtered by; read when it is first needed."""
        with self._guard:
            if self._filters is None:
                self._filters = Filters(self._database())
            return self._filters

    def ask(
        self, query: Query, language: str, size: int, today: str, only: BitMap | None = None
    ) -> Found:
        """One page of `size` answers, with all facets. `only` holds the entities that may be
        found at all, `today` is the day (yyyy-mm-dd) whose units hold where none is asked for.

        Names that are the words of the query come first, then names with its words as typed,
        tones included, then names that agree without tones; within each, the most linked
        first."""
        sets = self._sets(query, today, only)
        found = together(sets, self.filters.all)
        offset = (query.page - 1) * size
        end = offset + size
        numbers = islice(self._in_order(query, found, language, end), offset, end)
        facets = self.filters.facets(query, sets, found, today)
        return Found(list(self._hits(numbers, language)), len(found), facets)

    def _sets(self, query: Query, today: str, only: BitMap | None) -> dict[str, BitMap]:
        sets = self.filters.chosen(query, today)
        if query.q:
            sets["q"] = self.named(query.q)
        if only is not None:
            sets["of"] = only
        return sets

    def named(self, q: str) -> BitMap:
        """The entities with all the words of a text in their names, with or without their
        tones, the last word as a beginning."""
        words = matching.folded(q).split()
        return postings.having(self._database(), postings.FOLDED, words, beginning=True)

    def total(self, query: Query, today: str, only: BitMap | None = None) -> int:
        """How many things a search finds."""
        return len(together(self._sets(query, today, only), self.filters.all))

    def _in_order(self, query: Query, found: BitMap, language: str, most: int) -> Iterable[int]:
        """The first of what is found, in the order that is asked for."""
        years = self.filters.years
        match query.sort:
            case "name":
                return self._along("name_en" if language == "en" else "name_vi", found, most)
            case "oldest":
                dated = self._among(years.oldest, found, most)
            case "newest":
                dated = self._among(years.newest, found, most)
            case "linked":
                return found
            case _:
                return self._by_relevance(query.q, found)
        return [*dated, *(found - years.dated)[: max(0, most - len(dated))]]

    def _along(self, name: str, found: BitMap, most: int) -> list[int]:
        if name not in self._orders:
            row = self._database().execute("SELECT numbers FROM series WHERE name = ?", (name,))
            order = array("I")
            order.frombytes(row.fetchone()[0])
            places = array("I", bytes(4 * (len(order) + 1)))
            for place, number in enumerate(order):
                places[number] = place
            self._orders[name] = (order, places)
        order, places = self._orders[name]
        if len(found) <= _SORTED:
            return sorted(found, key=places.__getitem__)[:most]
        return self._among(order, found, most)

    @staticmethod
    def _among(order: "array[int]", found: BitMap, most: int) -> list[int]:
        return list(islice((number for number in order if number in found), most))

    def _by_relevance(self, q: str, found: BitMap) -> Iterator[int]:
        rest = found
        for tier in self._tiers(q) if q else ():
            yield from rest & tier
            rest = rest - tier
        yield from rest

    def _tiers(self, q: str) -> Iterator[BitMap]:
        folded, typed = matching.folded(q), matching.exact(q)
        so_named = self._so_named(folded)
        if folded == typed:
            yield so_named
            return
        with_tones = postings.having(
            self._database(), postings.EXACT, typed.split(), beginning=True
        )
        yield so_named & with_tones
        yield so_named
        yield with_tones

    def _so_named(self, folded: str) -> BitMap:
        asked = "SELECT entity FROM name WHERE folded = ?"
        return BitMap([number for (number,) in self._database().execute(asked, (folded,))])

    def _hits(self, numbers: Iterable[int], language: str) -> Iterator[Hit]:
        rows = self._database().execute(
            "SELECT entity.id, iri, kind, labels, sources, weight FROM json_each(?) "
            "JOIN entity ON entity.id = value ORDER BY json_each.key",
            (json.dumps(list(numbers)),),
        )
        for number, iri, kind, labels, sources, weight in rows:
            said = [Label(text, tag) for tag, text in json.loads(labels)]
            best = choose(said, language) or Label(iri)
            others = [other for other in said if other != best]
            others.sort(key=lambda other: (is_han(other.language), other.language))
            first, last = self._years_of(number)
            yield Hit(
                number, iri, kind, best, [best, *others], sources.split(), int(weight), first, last
            )

    def _years_of(self, number: int) -> tuple[int | None, int | None]:
        years = self.filters.years
        if number not in years.dated:
            return None, None
        return years.first[number], years.last[number]

    def hits(
        self, query: Query, language: str, most: int, today: str, only: BitMap | None = None
    ) -> Iterator[Hit]:
        """The first of what a search finds, whatever its page, for lists to take away."""
        found = together(self._sets(query, today, only), self.filters.all)
        return self._hits(islice(self._in_order(query, found, language, most), most), language)

    def spots(
        self, query: Query, language: str, most: int, today: str, only: BitMap | None = None
    ) -> Spots:
        """Where the things found are: each of the first `most` that are somewhere, at all its
        places."""
        found = together(self._sets(query, today, only), self.filters.all)
        located = found & self.filters.located
        shown = located[:most]
        rows = self._database().execute(
            "SELECT entity, long, lat FROM json_each(?) JOIN spot ON entity = value "
            "ORDER BY entity, long, lat",
            (json.dumps(list(shown)),),
        )
        hits = {hit.number: hit for hit in self._hits(shown, language)}
        spots = [Spot(hits[number], long, lat) for number, long, lat in rows]
        return Spots(spots, len(located), len(found))

    def years(self, query: Query, today: str, only: BitMap | None = None) -> Years:
        """When the things found were."""
        found = together(self._sets(query, today, only), self.filters.all)
        buckets = self.filters.years.buckets(found, query.first, query.last)
        return Years(buckets, len(found & self.filters.years.dated), len(found))

    def places(self, numbers: Iterable[int], day: str) -> dict[int, list[list[Label]]]:
        """The units of a day in which entities lie, the smallest first, by their names; of
        several places of one entity, those of one."""
        tree = self.filters.units.on(day)
        return {number: path for number in numbers if (path := tree.path(number))}

    def first_spots(self, numbers: Iterable[int]) -> dict[int, tuple[float, float]]:
        """A longitude and latitude for each entity that has one."""
        rows = self._database().execute(
            "SELECT entity, long, lat FROM json_each(?) JOIN spot ON entity = value "
            "ORDER BY entity, long DESC, lat DESC",
            (json.dumps(list(numbers)),),
        )
        return {number: (long, lat) for number, long, lat in rows}

    def numbers(self, iris: Iterable[str]) -> BitMap:
        """The entities with these IRIs, as a set to restrict searches to."""
        rows = self._database().execute(
            "SELECT entity.id FROM json_each(?) JOIN entity ON iri = value",
            (json.dumps(list(iris)),),
        )
        return BitMap([number for (number,) in rows])

    def complete(self, q: str, language: str, kinds: Iterable[str], most: int) -> list[Hit]:
        """What somebody who has typed `q` may be looking for: the best of each kind, kinds in
        the order of their best."""
        found = together(self._sets(Query(q=q, kinds=tuple(kinds)), "", None), self.filters.all)
        groups: dict[str, list[int]] = {}
        sets = self.filters.sets.get("type", {})
        for number in islice(self._by_relevance(q, found), 20 * most):
            kind = next((kind for kind, one in sets.items() if number in one), "")
            group = groups.setdefault(kind, [])
            if len(group) < _MOST_COMPLETED:
                group.append(number)
        numbers = [number for group in groups.values() for number in group]
        return list(self._hits(numbers[:most], language))

    def suggest(
        self, query: Query, language: str, today: str, only: BitMap | None = None
    ) -> list[Suggestion]:
        """Other words that do find something, for a search that finds nothing."""

        def best(q: str) -> tuple[int, Hit | None]:
            asked = query._replace(q=q, page=1)
            found = together(self._sets(asked, today, only), self.filters.all)
            first = islice(self._by_relevance(q, found), 1)
            return len(found), next(self._hits(first, language), None)

        return suggestions(self._database(), query.q, best) if query.q else []

    def matches(self, wanted: Wanted, most: int) -> list[str]:
        """The IRIs of at most so many entities with the words in their names, the best first:
        those whose name is just these words, then the most linked."""
        form = postings.EXACT if wanted.toned else postings.FOLDED
        found = postings.having(
            self._database(), form, wanted.words.split(), beginning=wanted.beginning
        )
        so_named = found & self._so_named(matching.folded(wanted.words))
        numbers = [*so_named[:most], *(found - so_named)[:most]][:most]
        rows = self._database().execute(
            "SELECT iri FROM json_each(?) JOIN entity ON entity.id = value ORDER BY json_each.key",
            (json.dumps(numbers),),
        )
        return [iri for (iri,) in rows]

    def in_box(self, box: points.Box) -> Iterator[tuple[str, float, float]]:
        """What `points.in_box` finds."""
        return points.in_box(self._database(), box)

    def near(self, long: float, lat: float, km: float) -> Iterator[tuple[str, float]]:
        """What `points.near` finds."""
        return points.near(self._database(), long, lat, km)

    def kinds(self) -> dict[str, int]:
        """How many entities there are of each kind."""
        found = self.filters.sets.get("type", {})
        return {kind: len(found[kind]) for kind in sorted(found)}

    def browse(self, kind: str, language: str, page: int = 1, letter: str = "") -> Found:
        """One page (from 1, PAGE entities each) of the entities of a kind, or of those under
        one letter, in the order of the Vietnamese alphabet."""
        offset = (page - 1) * PAGE
        numbers = alphabet.under(self._database(), kind, language, letter, PAGE, offset)
        total = (
            alphabet.size(self._database(), kind, language, letter)
            if letter
            else self.kinds().get(kind, 0)
        )
        return Found(list(self._hits(numbers, language)), total, [])

    def letters(self, kind: str, language: str) -> list[tuple[str, int]]:
        """How many entities of a kind stand under each letter."""
        return alphabet.letters(self._database(), kind, language)

    def close(self) -> None:
        """Closes this thread's connection."""
        if hasattr(self._local, "database"):
            self._local.database.close()
            del self._local.database
