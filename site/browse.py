"""The first page and the lists of things by kind."""

from flask import Blueprint, abort, request

from mocban.graph.search import PAGE
from mocban.ontology.vietnamese import sort_key
from mocban.site.current import reader
from mocban.site.page import page

blueprint = Blueprint("browse", __name__)

FIRST = ("work", "monument", "object", "ich", "attraction", "person")


@blueprint.get("/<any(vi, en):lang>/")
def home(lang: str) -> str:
    """The first page."""
    known = reader(lang)
    counts = known.snapshot.search.kinds()
    others = sorted(
        set(counts) - set(FIRST), key=lambda kind: sort_key(known.words.kind(kind, many=True))
    )
    return page("home.html", known, counts=counts, first=FIRST, others=others)


@blueprint.get("/<lang>/browse/<kind>")
def browse(lang: str, kind: str) -> str:
    """All things of a kind, in the order of the Vietnamese alphabet."""
    known = reader(lang)
    number = max(1, min(request.args.get("page", 1, int), 1_000_000))
    found = known.snapshot.search.browse(kind, lang, number)
    if not found.hits:
        abort(404)
    return page("browse.html", known, found=found, kind=kind, page=number,
                 pages=-(-found.total // PAGE))  # fmt: skip
