"""The first page: what there is, where to begin, something to look at."""

from typing import NamedTuple

from flask import Blueprint

from mocban.graph.query import Hit, Query
from mocban.site import answering
from mocban.site.current import Reader, reader
from mocban.site.dates import today
from mocban.site.held import Held, coming
from mocban.site.memory import recall
from mocban.site.page import page
from mocban.site.rows import Row, rows

blueprint = Blueprint("home", __name__)

FIRST = ("monument", "work", "ich", "object", "person", "attraction", "event", "archive")
"""The kinds that the first page shows, as far as there are any."""
# Of which kinds, and how many of each, there is something to look at.
_FEATURED = (("monument", 2), ("person", 2), ("ich", 1), ("object", 1), ("event", 1), ("work", 1))
_MOST = 6
_WAYS = ("places", "centuries", "concepts", "topics", "map", "timeline", "calendar", "institutions")


class Shown(NamedTuple):
    """What the first page shows of a snapshot: how many things of each kind; a few that much
    is linked to; the books that much is linked to."""

    counts: dict[str, int]
    featured: list[Row]
    books: list[Row]


@blueprint.get("/<any(vi, en):lang>/")
def home(lang: str) -> str:
    """The first page."""
    known = reader(lang)
    store, now = known.snapshot.store, today()
    shown = recall(store, ("home", lang), lambda: _shown(known))
    festivals: list[Held] = recall(store, ("coming", lang, now), lambda: coming(known, now, 3))
    return page(
        "home.html", known, shown=shown, first=FIRST, ways=_WAYS, festivals=festivals,
        total=sum(shown.counts.values()),
    )  # fmt: skip


def _shown(known: Reader) -> Shown:
    counts = known.snapshot.search.kinds()
    wanted = [(kind, number) for kind, number in _FEATURED if counts.get(kind)]
    hits = [hit for kind, number in wanted for hit in _linked(known, kind, number)]
    featured = rows(known, Query(), hits[:_MOST])
    return Shown(counts, featured, rows(known, Query(), _linked(known, "work", 5)))


def _linked(known: Reader, kind: str, most: int) -> list[Hit]:
    """The things of a kind to which most is linked."""
    asked = Query(kinds=(kind,), sort="linked")
    return answering.found(known.snapshot, asked, known.language, most).hits
