"""Statements that people made themselves, in Turtle files of `curation/`, and what their
decisions deny."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from mocban.errors import ConfigError
from mocban.graph.curation import Decision
from mocban.ontology.literals import language, plain
from mocban.ontology.namespaces import MCB, RDFS, SKOS

ENTITY = MCB.entity


def statements(folder: Path, base: str) -> Iterator[str]:
    """All triples of `*.ttl` as N-Triples lines; their IRIs are relative to the base."""
    for path in sorted(folder.glob("*.ttl")):
        try:
            for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=base):
                if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
                    raise ConfigError(
                        f"{path}: a statement uses a blank node ([ ] or _:); give the node an IRI.",
                        f"{path}: có phát biểu dùng nút trống ([ ] hoặc _:); hãy đặt IRI cho nút đó.",
                    )
                yield f"{quad.subject} {quad.predicate} {quad.object}"
        except (SyntaxError, OSError) as error:
            raise ConfigError(
                f"{path}: {error}.", f"{path}: sai cú pháp Turtle: {error}."
            ) from None


def labelled(lines: Iterable[str], base: str) -> frozenset[tuple[str, str]]:
    """The (entity, language) pairs whose label people have chosen."""
    own = f"<{base}e/"
    return frozenset(
        (subject[len(own) : -1], language(value))
        for subject, predicate, value in (line.split(" ", 2) for line in lines)
        if predicate == RDFS.label and subject.startswith(own)
    )


def names(lines: Iterable[str], base: str) -> dict[str, list[tuple[str, str]]]:
    """Names that people gave entities: entity -> (language, text)."""
    own, found = f"<{base}e/", dict[str, list[tuple[str, str]]]()
    for subject, predicate, value in (line.split(" ", 2) for line in lines):
        if predicate in (RDFS.label, SKOS.altLabel) and subject.startswith(own):
            found.setdefault(subject[len(own) : -1], []).append((language(value), plain(value)))
    return found


def rejected(decisions: Iterable[Decision], base: str) -> frozenset[tuple[str, str, str]]:
    """What a source states and a person denies: property, source node, entity, as terms."""
    return frozenset(
        (MCB[each.property], f"<{base}r/{each.subject}>", f"<{base}e/{each.object}>")
        for each in decisions
        if each.decision == "reject" and each.property != "entity"
    )
