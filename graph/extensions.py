"""What the endpoint can do beyond SPARQL 1.1: functions, and properties that search an index."""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from mocban.graph.tokens import prefixes, tokens
from mocban.ontology.namespaces import PREFIXES

# https://docs.ogc.org/is/22-047r1/22-047r1.html
GEOF = "http://www.opengis.net/def/function/geosparql/"
_PREFIXES = PREFIXES | {"geof": GEOF, "uom": "http://www.opengis.net/def/uom/OGC/1.0/"}


class Extension(NamedTuple):
    """A function or a property that searches: its IRI, which of the two it is (`function` or
    `property`), how it is written, what it does, and a query that uses it."""

    iri: str
    kind: str
    signature: str
    vi: str
    en: str
    example: str

    @property
    def name(self) -> str:
        """As it is written with its usual prefix, `mcb:search`."""
        return next(
            f"{prefix}:{self.iri[len(iri) :]}"
            for prefix, iri in _PREFIXES.items()
            if self.iri.startswith(iri)
        )


@cache
def known() -> tuple[Extension, ...]:
    """All of them (`functions.tsv`), in the order in which they are to be shown; the examples
    with the prefixes that they use."""
    table = (files("mocban.graph") / "functions.tsv").read_text(encoding="utf-8")
    rows = (Extension(*line.split("\t")) for line in table.splitlines()[1:])
    return tuple(row._replace(example=_declared(row.example)) for row in rows)


def _declared(query: str) -> str:
    words = list(tokens(query))
    missing = {
        prefix
        for word in words
        if word.kind == "name" and (prefix := word.text.partition(":")[0]) not in prefixes(words)
    }
    lines = [f"PREFIX {name}: <{iri}>\n" for name, iri in _PREFIXES.items() if name in missing]
    return "".join(lines) + query
