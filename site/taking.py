"""Searches for programs and to take home: JSON, GeoJSON, CSV, completion.

The parameters are those of the search page (`site/asked.py`) and `lang`.
"""

import csv
import io
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request, stream_with_context

from mocban.graph.in_sparql import in_sparql
from mocban.graph.labels import Label, choose
from mocban.graph.query import Facet, Hit
from mocban.site import answering
from mocban.site.asked import address, read
from mocban.site.current import Reader, snapshot
from mocban.site.dates import today
from mocban.site.filters import name_of

PER_PAGE = 20
MOST_ROWS = 10_000
MOST_POINTS = 5_000
MOST_COMPLETED = 10
_COLUMNS = (
    "search.csv.id", "search.csv.label", "search.csv.names", "search.csv.kind",
    "search.csv.sources", "search.csv.first", "search.csv.last", "search.csv.place",
    "search.csv.long", "search.csv.lat", "search.csv.page",
)  # fmt: skip
# What a spreadsheet would take for a formula (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

blueprint = Blueprint("taking", __name__)


def _reader() -> Reader:
    known = snapshot()
    language = request.args.get("lang", "")
    return Reader(known, language if language in known.languages else known.languages[0])


def _open(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _thing(known: Reader, hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.iri, "kind": hit.kind, "label": hit.label.text, "sources": hit.sources,
        "page": known.links.absolute(known.language, known.links.path(hit.iri)),
    }  # fmt: skip


@blueprint.get("/api/search")
def found() -> Response:
    """How much a search finds, the facets, and one page of things."""
    known = _reader()
    query = read(request.args)
    answers = answering.found(known.snapshot, query, known.language, PER_PAGE)
    relation = answering.relation(query)
    text = in_sparql(query, known.links.base, known.language, today(), relation and relation.way)
    base, here = known.links.base.rstrip("/"), known.links.here("search")
    last = -(-answers.total // PER_PAGE)
    answer = {
        "q": query.q, "total": answers.total, "page": query.page, "pageSize": PER_PAGE,
        "kinds": {value.value: value.count for value in answers.facet("type").values},
        "facets": {facet.name: _facet(known, facet) for facet in answers.facets},
        "results": [
            _thing(known, hit)
            | {
                "labels": [{"value": each.text, "language": each.language} for each in hit.labels],
                "from": hit.first, "to": hit.last, "linked": hit.weight,
            }
            for hit in answers.hits
        ],
        "suggestions": [] if answers.total else [
            {"q": each.q, "total": each.total}
            for each in answering.suggestions(known.snapshot, query, known.language)
        ],
        "html": base + address(query, here),
        "next": base + address(query, "/api/search", page=query.page + 1)
        if query.page < last else None,
        "sparql": f"{base}/sparql?{urlencode({'query': text})}",
    }  # fmt: skip
    return _open(jsonify(answer))


def _facet(known: Reader, facet: Facet) -> list[dict[str, Any]]:
    return [
        {
            "value": each.value,
            "label": name_of(known, facet.name, each.value, each.labels).text,
            "count": each.count, "chosen": each.chosen,
        }
        | ({"depth": each.depth} if facet.name == "place" else {})
        for each in facet.values
    ]  # fmt: skip


@blueprint.get("/api/search.geojson")
def points() -> Response:
    """The places of the things found (RFC 7946), at most MOST_POINTS things, the most linked
    first; `total`, `located` and `shown` say how many there are."""
    known = _reader()
    spots = answering.points(known.snapshot, read(request.args), known.language, MOST_POINTS)
    features = []
    for _, group in groupby(spots.spots, key=lambda spot: spot.hit.number):
        together = list(group)
        at = [[spot.long, spot.lat] for spot in together]
        geometry = (
            {"type": "Point", "coordinates": at[0]}
            if len(at) == 1
            else {"type": "MultiPoint", "coordinates": at}
        )
        thing = _thing(known, together[0].hit)
        features.append(
            {"type": "Feature", "id": thing["id"], "geometry": geometry, "properties": thing}
        )
    answer = jsonify(
        {"type": "FeatureCollection", "total": spots.total, "located": spots.located,
         "shown": len(features), "features": features}
    )  # fmt: skip
    answer.mimetype = "application/geo+json"
    return _open(answer)


@blueprint.get("/api/search.csv")
def rows() -> Response:
    """The things found as a table (RFC 4180) in UTF-8 with a byte order mark, which
    spreadsheets need; at most MOST_ROWS."""
    known = _reader()
    query = read(request.args)
    hits = list(answering.hits(known.snapshot, query, known.language, MOST_ROWS))
    numbers = [hit.number for hit in hits]
    search = known.snapshot.search
    places, spots = search.places(numbers, query.on or today()), search.first_spots(numbers)

    def lines() -> Iterator[str]:
        yield "\ufeff" + _line([known.words(key) for key in _COLUMNS])
        for hit in hits:
            long, lat = spots.get(hit.number, ("", ""))
            thing = _thing(known, hit)
            yield _line([
                hit.iri, hit.label.text, "; ".join(each.text for each in hit.labels[1:]),
                known.words.kind(hit.kind),
                "; ".join(known.tag(source)[2] for source in hit.sources),
                "" if hit.first is None else hit.first, "" if hit.last is None else hit.last,
                ", ".join(_named(known, labels) for labels in places.get(hit.number, [])),
                long, lat, thing["page"],
            ])  # fmt: skip

    answer = Response(stream_with_context(lines()), mimetype="text/csv")
    name = known.words("search.csv.file")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return _open(answer)


def _named(known: Reader, labels: list[Label]) -> str:
    best = choose(labels, known.language)
    return best.text if best else ""


def _line(cells: list[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(
        f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
        for cell in cells
    )
    return out.getvalue()


@blueprint.get("/api/complete")
def complete() -> Response:
    """What somebody who has typed `q` may be looking for: `type` restricts it to some kinds."""
    known = _reader()
    query = read(request.args)
    q = query.q
    hits = answering.complete(
        known.snapshot, q, known.language, query.kinds, MOST_COMPLETED
    ) if q else []  # fmt: skip
    answer = jsonify(
        {
            "q": q,
            "results": [
                _thing(known, hit)
                | {
                    "kindLabel": known.words.kind(hit.kind),
                    "language": hit.label.language,
                    "also": next((each.text for each in hit.labels[1:]), ""),
                }
                for hit in hits
            ],
        }
    )  # fmt: skip
    answer.headers["Cache-Control"] = "public, max-age=60"
    return _open(answer)
