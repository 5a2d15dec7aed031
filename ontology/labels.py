"""What properties and classes are called on a page, in Vietnamese and in English.

Published vocabularies have their names in `labels.tsv`, ours theirs in `mcb.ttl`; the terms of
the Library of Congress (languages, countries, roles) have theirs in `codes/`.
"""

import csv
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from mocban.errors import Text
from mocban.ontology import codes, literals
from mocban.ontology.namespaces import MCB, PREFIXES, RDFS

_HERE = files("mocban.ontology")


def label(name: str, language: str) -> str:
    """The name of a property or class ("vi", else English), given as CURIE or as IRI, with or
    without angle brackets; its CURIE, or else the IRI, where we have no name for it."""
    known = names(name)
    return known.of(language) if known else curie(name)


def names(name: str) -> Text | None:
    """The name in both languages of what `label` names, and of controlled terms; None where we
    have none."""
    name = curie(name)
    return _labels().get(name) or _codes().get(name)


def curie(name: str) -> str:
    """`crm:P2_has_type` for an IRI in a namespace that we know; anything else as it is.

    The longest namespace wins, and what is left must be one plain name.
    """
    iri = name.strip("<>")
    for namespace, prefix in _prefixes():
        local = iri.removeprefix(namespace)
        if local != iri and local and not set(local) & set("/#?"):
            return f"{prefix}:{local}"
    return iri


def labelled() -> frozenset[str]:
    """The CURIEs that have a name."""
    return frozenset(_labels())


@cache
def _prefixes() -> tuple[tuple[str, str], ...]:
    longest = sorted(PREFIXES.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return tuple((namespace, prefix) for prefix, namespace in longest)


@cache
def _labels() -> dict[str, Text]:
    own: dict[str, dict[str, str]] = {}
    ours = (_HERE / "mcb.ttl").read_bytes()
    for subject, predicate, value, _ in ox.parse(ours, format=ox.RdfFormat.TURTLE):
        if str(predicate) == RDFS.label and str(subject).startswith(f"<{MCB.iri}"):
            word = literals.plain(str(value))
            own.setdefault(curie(str(subject)), {})[literals.language(str(value))] = word
    return _published() | {name: Text(en=pair["en"], vi=pair["vi"]) for name, pair in own.items()}


@cache
def _codes() -> dict[str, Text]:
    return {curie(iri): name for iri, name in codes.names().items()}


def _published() -> dict[str, Text]:
    table = (_HERE / "labels.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines(), delimiter="\t")
    return {row["curie"]: Text(en=row["en"], vi=row["vi"]) for row in rows}
