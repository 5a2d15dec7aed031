"""Controlled terms of the Library of Congress (https://id.loc.gov/): what they are and what they
are called.

A record says of such a term no more than that it applies: the language is
`<http://id.loc.gov/vocabulary/languages/vie>`. The tables in `codes/` say the rest, one table
for languages, countries, areas and relators each, and one for all other lists.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from mocban.errors import Text
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, RDF, RDFS, term

Triple = tuple[str, str, str]

STEM = "http://id.loc.gov/"
_TABLES = ("areas", "countries", "languages", "relators", "terms")
# Lists whose codes are words that people read; LC gives the code itself for their terms, also
# for one that the list does not have yet.
_CODED = {
    f"<{STEM}vocabulary/descriptionConventions/": BF.DescriptionConventions,
    f"<{STEM}vocabulary/marcauthen/": BF.DescriptionAuthentication,
}


def statements(iris: Iterable[str]) -> list[Triple]:
    """What is known of each of these IRI terms (`<http://id.loc.gov/…>`): its class, its names in
    English and Vietnamese, its code; nothing of a term that is in no table."""
    known = _known()
    return [triple for iri in iris for triple in known.get(iri) or _coded(iri)]


def known() -> Iterator[str]:
    """The IRI terms that are in a table."""
    yield from _known()


@cache
def names() -> dict[str, Text]:
    """IRI -> names; the English one stands in for a Vietnamese one that we do not have yet."""
    return {iri: Text(en=en, vi=vi or en) for iri, _, vi, en in _rows()}


def _rows() -> Iterator[tuple[str, str, str, str]]:
    folder = files("mocban.ontology") / "codes"
    for table in _TABLES:
        text = (folder / f"{table}.tsv").read_text(encoding="utf-8")
        for line in text.splitlines()[1:]:
            iri, kind, vi, en = line.split("\t")
            yield iri, kind, vi, en


@cache
def _known() -> dict[str, tuple[Triple, ...]]:
    found = {}
    for iri, classes, vi, en in _rows():
        node = f"<{iri}>"
        said = [(node, RDF.type, term(name)) for name in classes.split()]
        said += [
            (node, RDFS.label, literals.text(name, language))
            for name, language in ((en, "en"), (vi, "vi"))
            if name
        ]
        said += [triple for triple in _coded(node) if triple not in said]
        found[node] = tuple(said)
    return found


def _coded(iri: str) -> list[Triple]:
    """What the lists of codes that people read say of any of their terms."""
    for stem, kind in _CODED.items():
        if iri.startswith(stem):
            code = iri.removeprefix(stem)[:-1]
            return [(iri, RDF.type, kind), (iri, BF.code, literals.text(code))]
    return []
