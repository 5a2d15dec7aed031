"""The words that may be chosen from: ranks, kinds, languages, levels of access.

Each scheme is a Turtle file in `schemes/` (SKOS, https://www.w3.org/TR/skos-reference/),
with IRIs relative to the base; a slug is the last segment of a concept's IRI. The eras are
made from `eras.tsv`, which the reading of dates uses too.
"""

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import pyoxigraph as ox

from mocban.errors import Text
from mocban.ontology import literals
from mocban.ontology.iris import norm
from mocban.ontology.namespaces import CRM, MCB, RDF, SKOS
from mocban.ontology.vietnamese import fold

_HERE = files("mocban.ontology")
_BASE = "base:/"  # what relative IRIs are resolved against where only the words matter
_WORDS = {SKOS.notation, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel}


class _Scheme(NamedTuple):
    labels: dict[str, Text]
    exact: dict[str, str | None]
    folded: dict[str, str | None]


def schemes() -> tuple[str, ...]:
    """The names of all schemes, in order."""
    names = [
        entry.name.removesuffix(".ttl")
        for entry in (_HERE / "schemes").iterdir()
        if entry.name.endswith(".ttl")
    ]
    if (_HERE / "eras.tsv").is_file():
        names.append("era")
    return tuple(sorted(names))


def slugs(scheme: str) -> tuple[str, ...]:
    """The slugs of a scheme, in order; KeyError where there is no such scheme."""
    return tuple(_scheme(scheme).labels)


def find(scheme: str, text: str) -> str | None:
    """The slug of the concept that a source means by `text`, or None.

    Slug, notation and all labels are compared, first as written but for case, then without
    tones; a form that two concepts share finds nothing.
    """
    known = _scheme(scheme)
    plain = norm(text).casefold()
    return known.exact.get(plain) or known.folded.get(fold(plain))


def labels(scheme: str, slug: str) -> Text:
    """The preferred label of a concept in both languages; KeyError where it does not exist."""
    return _scheme(scheme).labels[slug]


def quads(base: str) -> Iterator[str]:
    """Every scheme in {base}g/vocab/{scheme}, our terms and alignments in {base}g/ontology:
    N-Quads lines with their line ends, in an order that does not change."""
    for scheme in schemes():
        graph = f"<{base}g/vocab/{scheme}>"
        for line in sorted(set(_triples(scheme, base))):
            yield f"{line} {graph} .\n"
    terms = (line for name in ("mcb", "alignments") for line in _turtle(f"{name}.ttl", base))
    for line in sorted(set(terms)):
        yield f"{line} <{base}g/ontology> .\n"


@cache
def _scheme(name: str) -> _Scheme:
    if name not in schemes():
        raise KeyError(f"there is no scheme {name}")
    words: dict[str, list[str]] = {}
    preferred: dict[str, dict[str, str]] = {}
    for line in _triples(name, _BASE):
        subject, predicate, value = line.split(" ", 2)
        slug = subject[1:-1].removeprefix(f"{_BASE}v/{name}/")
        if predicate not in _WORDS or ":" in slug:
            continue
        words.setdefault(slug, [slug]).append(literals.plain(value))
        if predicate == SKOS.prefLabel:
            preferred.setdefault(slug, {})[literals.language(value)] = literals.plain(value)
    exact: dict[str, str | None] = {}
    folded: dict[str, str | None] = {}
    for slug in sorted(words):
        for word in words[slug]:
            plain = norm(word).casefold()
            for index, key in ((exact, plain), (folded, fold(plain))):
                index[key] = slug if index.get(key, slug) == slug else None
    texts = {slug: Text(en=pair["en"], vi=pair["vi"]) for slug, pair in sorted(preferred.items())}
    return _Scheme(texts, exact, folded)


def _triples(scheme: str, base: str) -> Iterable[str]:
    return _eras(base) if scheme == "era" else _turtle(f"schemes/{scheme}.ttl", base)


def _turtle(path: str, base: str) -> Iterator[str]:
    data = (_HERE / path).read_bytes()
    for quad in ox.parse(data, format=ox.RdfFormat.TURTLE, base_iri=base):
        yield str(quad.triple)


def _eras(base: str) -> Iterator[str]:
    """Reign eras as concepts that are also periods, each with its time-span."""
    scheme = f"<{base}v/era>"
    yield f"{scheme} {RDF.type} {SKOS.ConceptScheme}"
    yield f'{scheme} {SKOS.prefLabel} "Niên hiệu"@vi'
    yield f'{scheme} {SKOS.prefLabel} "Reign era"@en'
    table = (_HERE / "eras.tsv").read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines(), delimiter="\t"):
        era, span = f"<{base}v/era/{row['slug']}>", f"<{base}v/era/{row['slug']}/time>"
        first, last = int(row["first_year"]), int(row["last_year"])
        for kind in (SKOS.Concept, CRM.E55_Type, CRM.E4_Period):
            yield f"{era} {RDF.type} {kind}"
        yield f"{era} {SKOS.inScheme} {scheme}"
        yield f"{era} {SKOS.topConceptOf} {scheme}"
        for language in ("vi", "en"):
            yield f"{era} {SKOS.prefLabel} {literals.text(row['name'], language)}"
        for name in filter(None, row["other_names"].split("|")):
            yield f"{era} {SKOS.altLabel} {literals.text(name, 'vi')}"
        yield f"{era} {SKOS.scopeNote} {literals.text(row['ruler'], 'vi')}"
        yield f"{era} {CRM['P4_has_time-span']} {span}"
        yield f"{span} {RDF.type} {CRM['E52_Time-Span']}"
        yield f"{span} {MCB.edtf} {literals.edtf(f'{first:04}/{last:04}')}"
        begin = literals.datetime(f"{first:04}-01-01T00:00:00Z")
        end = literals.datetime(f"{last:04}-12-31T23:59:59Z")
        yield f"{span} {CRM.P82a_begin_of_the_begin} {begin}"
        yield f"{span} {CRM.P82b_end_of_the_end} {end}"
