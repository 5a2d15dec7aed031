"""The map and the timeline: a search seen at large. The same parameters as the search page."""

from typing import Any

from flask import Blueprint, request

from mocban.graph.query import Query
from mocban.site import answering
from mocban.site.asked import address, parameters, read
from mocban.site.current import Reader, reader
from mocban.site.dates import day, today
from mocban.site.mapped import mapped, provinces
from mocban.site.offered import offered
from mocban.site.page import page
from mocban.site.timed import timed

LISTED = 50
blueprint = Blueprint("views", __name__)


@blueprint.get("/<lang>/map")
def map_of(lang: str) -> str:
    """What is found, on a map, and as a list below it."""
    known = reader(lang)
    query = read(request.args)._replace(view="list")
    found = answering.found(known.snapshot, query, known.language, LISTED)
    last = max(1, -(-found.total // LISTED))
    if query.page > last:
        query = query._replace(page=last)
        found = answering.found(known.snapshot, query, known.language, LISTED)
    return page(
        "map.html", known, map=mapped(known, query), provinces=provinces(known, query.on or today()),
        found=found, pages=last, **_common(known, query, "map"),
    )  # fmt: skip


@blueprint.get("/<lang>/timeline")
def timeline(lang: str) -> str:
    """What is found, in order of time."""
    known = reader(lang)
    query = read(request.args)._replace(view="list", sort="relevance")
    path = known.links.here("timeline")
    time = timed(known, query, path)
    if query.page > max(1, time.pages):
        query = query._replace(page=max(1, time.pages))
        time = timed(known, query, path)
    return page(
        "timeline.html", known, time=time, pages=time.pages, **_common(known, query, "timeline"),
    )  # fmt: skip


def _common(known: Reader, query: Query, name: str) -> dict[str, Any]:
    here = known.links.here(name)
    own = {"q", "on", "from", "to", "page", "type"}
    return {
        "query": query, "day": day(query.on, known.words) if query.on else "",
        "at": lambda number: address(query, here, page=number),
        "seen": [
            ("list", address(query, known.links.here("search"), page=1)),
            ("map", address(query, known.links.here("map"), page=1)),
            ("time", address(query, known.links.here("timeline"), page=1)),
        ],
        "now": "map" if name == "map" else "time",
        "kept": [(key, value) for key, value in parameters(query) if key not in own],
        "kinds": known.snapshot.search.kinds(), "take": offered(known, query),
    }  # fmt: skip
