"""Search: the page, and the same answers as JSON."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from mocban.ontology.vietnamese import sort_key
from mocban.site.current import Reader, reader, snapshot
from mocban.site.links import Links
from mocban.site.page import page as write
from mocban.site.words import LANGUAGES

PER_PAGE = 20
LONGEST = 200
blueprint = Blueprint("search", __name__)


@blueprint.get("/<lang>/search")
def search(lang: str) -> str:
    """The search page."""
    known = reader(lang)
    return write("search.html", known, **results(known))


def _asked() -> tuple[str, str, int]:
    q = request.args.get("q", "").strip()[:LONGEST]
    kind = request.args.get("type", request.args.get("kind", ""))
    return q, kind, max(1, min(request.args.get("page", 1, int), 500))


def results(known: Reader) -> dict[str, Any]:
    """What the search page shows for this request."""
    q, kind, page = _asked()
    found = known.snapshot.search.find(
        q, kind or None, PER_PAGE, (page - 1) * PER_PAGE, known.language
    )
    return {
        "q": q, "kind": kind, "page": page, "found": found,
        "pages": -(-found.total // PER_PAGE), "all": sum(found.kinds.values()),
        "kinds": {} if q else _kinds(known),
    }  # fmt: skip


def _kinds(known: Reader) -> dict[str, int]:
    counts = known.snapshot.search.kinds()
    return {kind: counts[kind] for kind in
            sorted(counts, key=lambda kind: sort_key(known.words.kind(kind, many=True)))}  # fmt: skip


@blueprint.get("/api/search")
def found() -> Response:
    """`q`, `type`, `page`, `lang` -> total, counts by kind, and the entities of one page."""
    known = snapshot()
    q, kind, page = _asked()
    language = request.args.get("lang", LANGUAGES[0])
    language = language if language in LANGUAGES else LANGUAGES[0]
    answers = known.search.find(q, kind or None, PER_PAGE, (page - 1) * PER_PAGE, language)
    links = Links(known.base, language)
    answer = jsonify(
        {
            "q": q, "total": answers.total, "page": page, "pageSize": PER_PAGE,
            "kinds": answers.kinds,
            "results": [
                {
                    "id": hit.iri, "kind": hit.kind, "label": hit.label.text,
                    "labels": [
                        {"value": label.text, "language": label.language} for label in hit.labels
                    ],
                    "sources": hit.sources,
                    "page": links.absolute(language, links.path(hit.iri)),
                }
                for hit in answers.hits
            ],
        }
    )  # fmt: skip
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
