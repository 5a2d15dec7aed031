"""The classes and properties that a snapshot really uses, for completion while one types."""

from collections.abc import Iterator
from typing import NamedTuple
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from mocban.graph.partitions import statistics_of
from mocban.graph.questions import Store
from mocban.ontology import labels
from mocban.ontology.namespaces import term as iri
from mocban.ontology.vietnamese import fold

KINDS = ("class", "property")
MOST = 50
_COUNTED = {
    "class": ("void:class", "void:entities"),
    "property": ("void:property", "void:triples"),
}


class Term(NamedTuple):
    """A class or property: its IRI and CURIE, its names, and how often it is used; 0 where
    nobody has counted."""

    iri: str
    curie: str
    vi: str
    en: str
    uses: int = 0


_known: WeakKeyDictionary[Store, dict[str, list[Term]]] = WeakKeyDictionary()


def terms(store: Store, base: str, kind: str, wanted: str = "", most: int = MOST) -> list[Term]:
    """The terms of a kind (KINDS; any other has none) in whose IRI, CURIE or names every word
    of `wanted` stands, tones left aside: those that begin with it first, then by use."""
    if store not in _known:
        _known[store] = {kind: _read(store, base, kind) for kind in KINDS}
    words = fold(wanted[:200]).split()
    found = [
        (not _begins(term, words), -term.uses, term.curie, term)
        for term in _known[store].get(kind, [])
        if all(word in _said(term) for word in words)
    ]
    return [term for *_, term in sorted(found)[:most]]


def _said(term: Term) -> str:
    return fold(f"{term.iri} {term.curie} {term.vi} {term.en}")


def _begins(term: Term, words: list[str]) -> bool:
    starts = (term.iri, term.curie, term.curie.partition(":")[2], term.vi, term.en)
    return not words or any(fold(start).startswith(words[0]) for start in starts)


def _read(store: Store, base: str, kind: str) -> list[Term]:
    counted = list(_counted(store, base, kind))
    return counted or [_term(name) for name in _used(store, kind)]


def _counted(store: Store, base: str, kind: str) -> Iterator[Term]:
    """What the statistics count (https://www.w3.org/TR/void/#class-property-partitions)."""
    graph = NamedNode(statistics_of(base)[1:-1])
    names, counts = (NamedNode(iri(curie)[1:-1]) for curie in _COUNTED[kind])
    for row in store.rows("terms", statistics=graph, names=names, counts=counts):
        uses = row.get("uses")
        if isinstance(row["term"], NamedNode):
            yield _term(row["term"].value, int(uses.value) if isinstance(uses, Literal) else 0)


def _used(store: Store, kind: str) -> list[str]:
    """Of the terms that have a name, those in use."""
    known = [NamedNode(iri(name)[1:-1]) for name in sorted(labels.labelled()) if _is_term(name)]
    rows = store.rows("used", terms=known)
    return [
        row["term"].value
        for row in rows
        if isinstance(row["term"], NamedNode) and getattr(row[kind], "value", "") == "true"
    ]


def _is_term(curie: str) -> bool:
    try:
        iri(curie)
    except (KeyError, AttributeError):
        return False
    return True


def _term(name: str, uses: int = 0) -> Term:
    said = labels.names(name)
    return Term(name, labels.curie(name), said.vi if said else "", said.en if said else "", uses)
