"""Things by kind and by letter, and by century."""

from typing import NamedTuple

from flask import Blueprint, abort, request

from mocban.graph.alphabet import bounds
from mocban.graph.query import Query
from mocban.graph.search import PAGE
from mocban.ontology.vietnamese import sort_key
from mocban.site.asked import address
from mocban.site.current import Reader, reader
from mocban.site.dates import in_words
from mocban.site.memory import recall
from mocban.site.page import page
from mocban.site.rows import rows

blueprint = Blueprint("browse", __name__)

_LAST_PAGE = 100_000


class Century(NamedTuple):
    """The years of a century or decade, what it is called, how many things have dates in it,
    those by kind, the searches that find them; the decades of a century."""

    first: int
    last: int
    name: str
    total: int
    href: str
    timeline: str
    kinds: list[tuple[str, int, str]]
    decades: "list[Century]"


@blueprint.get("/<lang>/kinds")
def kinds(lang: str) -> str:
    """All kinds, in the order of their names."""
    known = reader(lang)
    counts = known.snapshot.search.kinds()
    named = sorted(counts, key=lambda kind: sort_key(known.words.kind(kind, many=True)))
    return page("kinds.html", known, kinds=[(kind, counts[kind]) for kind in named])


@blueprint.get("/<lang>/browse/<kind>")
def browse(lang: str, kind: str) -> str:
    """The things of a kind, or those under one `letter`, in the order of the alphabet."""
    known = reader(lang)
    search = known.snapshot.search
    if kind not in search.kinds():
        abort(404)
    number = max(1, min(request.args.get("page", 1, int), _LAST_PAGE))
    letter = request.args.get("letter", "")[:4].lower()
    letter = letter if letter and bounds(letter) else ""
    found = search.browse(kind, lang, number, letter)
    if not found.hits:
        abort(404)
    letters = recall(
        known.snapshot.store, ("letters", lang, kind), lambda: search.letters(kind, lang)
    )
    return page(
        "browse.html", known, rows=rows(known, Query(), found.hits), total=found.total, kind=kind,
        page=number, pages=-(-found.total // PAGE), letter=letter, letters=letters,
        search=address(Query(kinds=(kind,)), known.links.here("search")),
    )  # fmt: skip


@blueprint.get("/<lang>/centuries")
def centuries(lang: str) -> str:
    """How many things of each kind there are from each century, and from its decades."""
    known = reader(lang)
    filters = known.snapshot.search.filters
    found = recall(known.snapshot.store, ("centuries", lang), lambda: _centuries(known))
    undated = len(filters.all) - len(filters.years.dated)
    return page("centuries.html", known, centuries=found, undated=undated,
                most=max((each.total for each in found), default=1))  # fmt: skip


def _centuries(known: Reader) -> list[Century]:
    numbers = sorted(known.snapshot.search.filters.years.centuries)
    return [_century(known, number) for number in numbers]


def _century(known: Reader, number: int) -> Century:
    first, last = number * 100 - 99, number * 100
    asked = Query(centuries=(number,))
    whole = _period(known, first, last, century_name(known, number), asked)
    decades = [
        _period(known, year, year + 9, in_words(f"{year // 10:03}X", known.words),
                Query(first=year, last=year + 9))
        for year in range(max(first - 1, 0), last, 10)
    ] if number > 0 else []  # fmt: skip
    return whole._replace(decades=[each for each in decades if each.total])


def century_name(known: Reader, number: int) -> str:
    """What a century is called; 18 is 1701-1800, 0 the first before Christ."""
    if number > 0:
        return in_words(f"{number - 1:02}XX", known.words)
    return known.words("centuries.before", n=1 - number)


def _period(known: Reader, first: int, last: int, name: str, asked: Query) -> Century:
    filters = known.snapshot.search.filters
    found = filters.years.between(first, last)
    counts = [
        (found.intersection_cardinality(of_kind), kind)
        for kind, of_kind in filters.sets.get("type", {}).items()
    ]
    search = known.links.here("search")
    return Century(
        first, last, name, len(found), address(asked, search),
        address(Query(first=first, last=last), known.links.here("timeline")),
        [(kind, count, address(asked._replace(kinds=(kind,)), search))
         for count, kind in sorted(counts, key=lambda pair: (-pair[0], pair[1])) if count], [],
    )  # fmt: skip
