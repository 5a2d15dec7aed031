"""The SPARQL behind a part of a page, for the reader who wants to ask on."""

import re
from collections.abc import Iterable

from pyoxigraph import NamedNode

from mocban.graph.questions import Way, bind, question
from mocban.ontology.labels import curie
from mocban.ontology.namespaces import PREFIXES

_IRI = re.compile(r"<[^<>]+>")


def relation(address: str, way: Way) -> str:
    """The query for what a path reaches from a thing."""
    return _readable(bind(question("behind/relation"), {"this": NamedNode(address), "way": way}))


def facts(address: str, paths: Iterable[Iterable[str]]) -> str:
    """The query for the values at the ends of paths of plain IRIs, with the sources that give
    them."""
    choices = dict.fromkeys(tuple((NamedNode(step), False) for step in path) for path in paths)
    way = Way(tuple(choices))
    return _readable(bind(question("behind/facts"), {"this": NamedNode(address), "way": way}))


def _readable(query: str) -> str:
    """The query with our prefixes for its predicates, and only those prefixes that it uses."""
    used: dict[str, None] = {}

    def short(match: re.Match[str]) -> str:
        found = curie(match[0])
        prefix = found.partition(":")[0]
        if prefix not in PREFIXES:
            return match[0]
        used[prefix] = None
        return found

    body = _IRI.sub(short, query)
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in used) + "\n" + body
