"""Searches answered: by the index of the snapshot, and by the store where a relation is asked
for.

`points` and `years` are the map and the timeline of the same search.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode
from pyroaring import BitMap

from mocban.graph.query import Found, Hit, Query, Spots, Years
from mocban.graph.questions import Way
from mocban.graph.suggestions import Suggestion
from mocban.site.current import Snapshot
from mocban.site.dates import today
from mocban.site.memory import recall
from mocban.site.relations import Relation, relations

MOST_SPOTS = 5_000


def relation(query: Query) -> Relation | None:
    """The relation that a search is restricted to; None where there is none or it is unknown."""
    return next((each for each in relations() if query.of and each.key == query.by), None)


def found(snapshot: Snapshot, query: Query, language: str, size: int) -> Found:
    """One page of `size` answers, with all facets."""
    only = _only(snapshot, query)
    return snapshot.search.ask(query, language, size, today(), only)


def total(snapshot: Snapshot, query: Query) -> int:
    """How many things a search finds."""
    return snapshot.search.total(query, today(), _only(snapshot, query))


def hits(snapshot: Snapshot, query: Query, language: str, most: int) -> Iterator[Hit]:
    """The first of what is found, whatever the page."""
    return snapshot.search.hits(query, language, most, today(), _only(snapshot, query))


def points(snapshot: Snapshot, query: Query, language: str, most: int = MOST_SPOTS) -> Spots:
    """Where the things found are."""
    return snapshot.search.spots(query, language, most, today(), _only(snapshot, query))


def years(snapshot: Snapshot, query: Query) -> Years:
    """When the things found were."""
    return snapshot.search.years(query, today(), _only(snapshot, query))


def suggestions(snapshot: Snapshot, query: Query, language: str) -> list[Suggestion]:
    """Other words for a search that finds nothing, each of which finds something."""
    return snapshot.search.suggest(query, language, today(), _only(snapshot, query))


def complete(
    snapshot: Snapshot, q: str, language: str, kinds: Iterable[str], most: int
) -> list[Hit]:
    """What somebody who has typed `q` may be looking for."""
    return snapshot.search.complete(q, language, kinds, most)


def _only(snapshot: Snapshot, query: Query) -> BitMap | None:
    """The things that the relation asked for leads to; None where none is asked for, nothing
    where there is no such relation."""
    if not query.of:
        return None
    known = relation(query)
    if known is None:
        return BitMap()
    try:
        this = NamedNode(snapshot.base + query.of)
    except ValueError:
        return BitMap()
    return recall(
        snapshot.store, ("search", query.of, query.by), lambda: _reached(snapshot, this, known.way)
    )


def _reached(snapshot: Snapshot, this: NamedNode, way: Way) -> BitMap:
    rows = snapshot.store.rows("reached", this=this, way=way)
    return snapshot.search.numbers(
        row["x"].value for row in rows if isinstance(row["x"], NamedNode)
    )
