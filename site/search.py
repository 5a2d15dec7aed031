"""The search page: one search as a list, on a map or in time."""

from typing import Any, NamedTuple

from flask import Blueprint, request

from mocban.graph.labels import Label, Names
from mocban.graph.query import SORTS, VIEWS, Found, Query
from mocban.ontology.vietnamese import sort_key
from mocban.site import answering
from mocban.site.asked import address, parameters, read, read_back
from mocban.site.current import Reader, reader
from mocban.site.filters import Chip, chips, groups
from mocban.site.mapped import mapped
from mocban.site.offered import offered
from mocban.site.page import page
from mocban.site.rows import rows
from mocban.site.timed import timed

PER_PAGE = 20
# What the form asks for itself; anything else goes along hidden.
_ASKED = {"q", "type", "source", "place", "century", "topic", "language", "digital", "access",
          "on", "from", "to", "sort", "page"}  # fmt: skip

blueprint = Blueprint("search", __name__)


class Way(NamedTuple):
    """A way out of a search that finds nothing: what it is called, and where it leads."""

    name: str
    href: str


class Whole(NamedTuple):
    """The thing to which a search is restricted: what is asked of it, its name and page."""

    title: str
    label: Label
    href: str


@blueprint.get("/<lang>/search")
def search(lang: str) -> str:
    """The search page."""
    known = reader(lang)
    query = read(request.args)
    here = known.links.here("search")
    found = answering.found(known.snapshot, query, lang, PER_PAGE)
    last = max(1, -(-found.total // PER_PAGE))
    if query.page > last:
        query = query._replace(page=last)
        found = answering.found(known.snapshot, query, lang, PER_PAGE)
    used = chips(known, query, found, here)
    return page(
        "search.html", known, query=query, found=found, pages=last, chips=used,
        rows=rows(known, query, found.hits) if query.view == "list" else [],
        groups=groups(known, query, found), per_page=PER_PAGE, sorts=SORTS,
        views=[(view, address(query, here, view=view, page=1)) for view in VIEWS],
        at=lambda number: address(query, here, page=number),
        kept=[each for each in parameters(query) if each[0] not in _ASKED],
        clear=address(Query(q=query.q, sort=query.sort, view=query.view), here),
        whole=_whole(known, query), kinds=_kinds(known) if not found.total else {},
        take=offered(known, query), **_drawn(known, query, here, found),
        **_ways_out(known, query, found, used, here),
    )  # fmt: skip


def _drawn(known: Reader, query: Query, here: str, found: Found) -> dict[str, Any]:
    """What the map or the timeline needs."""
    if query.view == "map" and found.total:
        return {"map": mapped(known, query)}
    if query.view == "time" and found.total:
        return {"time": timed(known, query, here)}
    return {}


def _whole(known: Reader, query: Query) -> Whole | None:
    relation = answering.relation(query)
    if relation is None:
        return None
    iri = known.links.base + query.of
    label = Names(known.snapshot.store, known.language).of(iri)
    return Whole(relation.title.of(known.language), label, known.links.page(iri))


def _kinds(known: Reader) -> dict[str, int]:
    counts = known.snapshot.search.kinds()
    return {kind: counts[kind] for kind in
            sorted(counts, key=lambda kind: sort_key(known.words.kind(kind, many=True)))}  # fmt: skip


def _ways_out(
    known: Reader, query: Query, found: Found, used: list[Chip], here: str
) -> dict[str, Any]:
    """For a search that finds nothing: other words, and the same with less."""
    if found.total:
        return {"meant": [], "ways": []}
    snapshot, words = known.snapshot, known.words
    meant = [
        Way(each.q, address(query, here, q=each.q))
        for each in answering.suggestions(snapshot, query, known.language)
    ]
    ways = []
    for chip in used if len(used) > 1 else ():
        fewer = read_back(chip.href)
        if total := answering.total(snapshot, fewer):
            ways.append(Way(words.count("search.without.one-of", total, name=chip.label.text),
                            chip.href))  # fmt: skip
    if query.q and query.narrowed:
        bare = Query(q=query.q)
        if total := answering.total(snapshot, bare):
            text = words.count("search.without", total, q=query.q)
            ways.append(Way(text, address(bare, here)))
        wordless = query._replace(q="", page=1)
        if total := answering.total(snapshot, wordless):
            text = words.count("search.without.words", total)
            ways.append(Way(text, address(wordless, here)))
    return {"meant": meant, "ways": ways}
