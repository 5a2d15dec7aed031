"""A search written as SPARQL, for those who want to go on from there.

Each filter is a question of `graph/queries/asked`, whole and valid; here their patterns are put
into one query.
"""

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from mocban.graph import matching
from mocban.graph.labels import node
from mocban.graph.query import Query
from mocban.graph.questions import Value, Way, bind, question

_PREFIX = re.compile(r"^PREFIX .*\n", re.MULTILINE)
_DATE_TIME = NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")
_EVER = 9999


def in_sparql(query: Query, base: str, language: str, today: str, way: Way | None) -> str:
    """A query for the things that a search finds, and their names in a language. `today` is
    the day whose units hold where the search names none; `way` is the path of its relation.

    A thing is taken to be of a year by any of its dates, not by the time between them."""
    prefixes: dict[str, None] = {}
    patterns = []
    for name, values in _asked(query, base, language, today, way):
        text = bind(question(f"asked/{name}"), values)
        prefixes |= dict.fromkeys(_PREFIX.findall(text))
        patterns.append(text[text.index("{") + 1 : text.rindex("}")].strip("\n"))
    body = "\n".join(patterns)
    return f"{''.join(prefixes)}\nSELECT DISTINCT ?thing ?name WHERE {{\n{body}\n}}\nLIMIT 1000\n"


def _asked(
    query: Query, base: str, language: str, today: str, way: Way | None
) -> Iterator[tuple[str, dict[str, Value]]]:
    words = " ".join(matching.folded(query.q).split()[: matching.MOST_WORDS])
    if words:
        yield "q", {"words": Literal(f"{words}*")}
    this = node(base + query.of) if query.of else None
    if this and way:
        yield "of", {"this": this, "way": way}
    if topics := [found for each in query.topics if (found := node(base + each))]:
        yield "topic", {"topics": topics}
    if units := [found for each in query.places if (found := node(base + each))]:
        day = Literal(f"{query.on or today}T12:00:00Z", datatype=_DATE_TIME)
        yield "place", {"units": units, "day": day}
    if query.first is not None or query.last is not None:
        first = Literal(-_EVER if query.first is None else query.first)
        last = Literal(_EVER if query.last is None else query.last)
        yield "years", {"first": first, "last": last}
    if query.centuries:
        yield "century", {"centuries": [Literal(each) for each in query.centuries]}
    if query.languages:
        yield "language", {"codes": [Literal(f"/{each}") for each in query.languages]}
    if query.access:
        yield "access", {"codes": [Literal(f"/access/{each}") for each in query.access]}
    if query.kinds:
        yield "type", {"kinds": [Literal(f"{base}e/{each}/") for each in query.kinds]}
    if query.sources:
        yield "source", {"sources": [Literal(f"{base}r/{each}/") for each in query.sources]}
    if not (query.q or query.narrowed) or query.digital:
        yield "all", {}
    if query.digital:
        yield "digital", {"wanted": Literal(query.digital == "yes")}
    yield "label", {"entities": Literal(f"{base}e/"), "language": Literal(language)}
