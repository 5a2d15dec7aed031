"""What the graph says of one IRI, and who says it.

The view (the default graph) says everything once, under entity IRIs. Each source says its
own part in its own graph, under its own IRIs. A Resource reads both, so that a value comes
with the sources that give it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.labels import Label, Names, choose, is_han, label
from mocban.graph.questions import Row, Store, Term
from mocban.ontology.namespaces import term as curie_term

_SOURCE = re.compile(r"/g/src/([^/]+)/[^/]+\Z")
_OWN = re.compile(r"/r/([^/]+)/")
_KIND = re.compile(r"/(?:e|r/[^/]+/heading|r/[^/]+)/([a-z]+)/")
CURATION = "curation"
_DEPTH = 4  # a work, its instance, the extent of that, a note on it


def iri(curie: str) -> str:
    """`crm:P2_has_type` as a plain IRI."""
    return curie_term(curie)[1:-1]


_INSTANCE = iri("bf:hasInstance")


def source_of(address: str) -> str:
    """The source code in the IRI of a thing or graph of a source, else the empty string."""
    found = _SOURCE.search(address) or _OWN.search(address)
    return found[1] if found else ""


def kind_of(address: str) -> str:
    """The kind (work, monument, person…) that an IRI of ours says, else the empty string."""
    found = _KIND.search(address)
    return found[1] if found else ""


class Step(NamedTuple):
    """A value at the end of a path: the value, the node that has it, the source that says so
    (empty: the view alone)."""

    value: Term
    at: str
    source: str


class Member(NamedTuple):
    """A source thing that belongs to the entity, and where it stands in its source."""

    iri: str
    source: str
    graph: str
    record: str
    id: str
    format: str
    modified: str
    label: str
    fields: tuple[str, ...]


class Resource:
    """All that is said of one IRI. Nothing is asked of the store before it is needed, but
    the first question, which tells whether the thing is known at all."""

    def __init__(self, store: Store, address: str, language: str) -> None:
        self.store = store
        self.iri = address
        self.node = NamedNode(address)
        self.language = language
        self.names = Names(store, language)
        rows = store.rows("members", this=self.node)
        self.members = sorted({_value(row["member"]) for row in rows} - {""})
        self.things = [*self.members, address]
        self._wholes = tuple(f"{thing}/" for thing in self.things)
        self._said: dict[str, dict[str, dict[tuple[Term, str], None]]] = {}
        self._read()
        # Most paths that a page knows lead nowhere from one thing: these tell so at once.
        self._predicates = {predicate for said in self._said.values() for predicate in said}

    @property
    def exists(self) -> bool:
        """Whether anything at all is said of this IRI."""
        return any(thing in self._said for thing in self.things)

    @property
    def kind(self) -> str:
        """work, monument, person…; empty where the IRI says none."""
        return kind_of(self.iri)

    def _read(self) -> None:
        """All that is said of the thing and its members, and of their parts, to a depth."""
        ahead = set(self.things)
        for _ in range(_DEPTH):
            rows = self.store.rows("said", nodes=[NamedNode(node) for node in sorted(ahead)])
            ahead = {part for row in rows if (part := self._part(row))} - self._said.keys()
            for row in rows:
                source = _voice(row.get("graph"))
                if source is not None:
                    said = self._said.setdefault(_value(row["s"]), {})
                    said.setdefault(_value(row["p"]), {})[row.get("entity", row["o"]), source] = (
                        None
                    )
            if not ahead:
                break

    def _part(self, row: Row) -> str:
        """The object of a statement, where it is a part of its subject or of a thing."""
        part = row["o"].value if isinstance(row["o"], NamedNode) else ""
        inside = part.startswith((f"{_value(row['s'])}/", *self._wholes))
        return part if inside or (part and _value(row["p"]) == _INSTANCE) else ""

    def follow(self, path: Sequence[str], starts: Iterable[str] | None = None) -> list[Step]:
        """The values at the end of a path of predicates (plain IRIs), from this thing and
        its members or from other nodes, in a fixed order. Where a source says what the view
        says, the source is told."""
        if not self._predicates.issuperset(path):
            return []
        steps = [Step(NamedNode(start), "", "") for start in starts or self.things]
        for predicate in path:
            steps = [
                Step(value, _value(node.value), source or node.source)
                for node in steps
                if isinstance(node.value, NamedNode)
                for value, source in self._said.get(node.value.value, {}).get(predicate, ())
            ]
        if len(steps) < 2:
            return steps
        sourced = {step.value for step in steps if step.source}
        return sorted(
            {step for step in steps if step.source or step.value not in sourced},
            key=lambda step: (str(step.value), step.at, step.source),
        )

    def one(self, path: Sequence[str]) -> str:
        """The first value at the end of a path as a string, or the empty string."""
        found = self.follow(path)
        return _value(found[0].value) if found else ""

    def statements(self, address: str = "") -> list[tuple[str, Term, str]]:
        """(predicate, value, source) of this very IRI, for a page that shows them all, or of
        one of its parts."""
        return [
            (predicate, value, source)
            for predicate, said in sorted(self._said.get(address or self.iri, {}).items())
            for value, source in sorted(said, key=lambda pair: (str(pair[0]), pair[1]))
        ]

    @cached_property
    def labels(self) -> list[Label]:
        """Every label of the thing, the best for the reader first."""
        found = [
            label(step.value)
            for predicate in ("rdfs:label", "skos:prefLabel")
            for step in self.follow([iri(predicate)], [self.iri])
            if isinstance(step.value, Literal)
        ]
        found = list(dict.fromkeys(found)) or self.names.all(self.iri)
        best = choose(found, self.language)
        return [best, *sorted(set(found) - {best})] if best else []

    @property
    def label(self) -> Label:
        """The one label to show."""
        return self.labels[0] if self.labels else self.names.of(self.iri)

    @cached_property
    def han(self) -> Label | None:
        """The name in Hán or Nôm characters, where a source gives one."""
        labelled = [said for said in self.labels if is_han(said.language)]
        if labelled:
            return labelled[0]
        for step in self.follow([iri("bf:title"), iri("bf:mainTitle")]):
            if isinstance(step.value, Literal) and is_han(step.value.language or ""):
                return label(step.value)
        for step in self.follow([iri("crm:P1_is_identified_by"), iri("crm:P72_has_language")]):
            tag = _value(step.value).rsplit("/", 1)[-1]
            names = self.follow([iri("crm:P190_has_symbolic_content")], [step.at])
            if is_han(tag) and names:
                return Label(_value(names[0].value), tag)
        return None

    @property
    def other_labels(self) -> list[Label]:
        """The labels beside the one to show, each wording once, Hán or Nôm last."""
        found = {said.text: said for said in self.labels[::-1]}
        if self.han:
            found.setdefault(self.han.text, self.han)
        found.pop(self.label.text, None)
        return sorted(found.values(), key=lambda said: (is_han(said.language), said))

    @property
    def counted(self) -> int:
        """How many statements sources make of the thing and of its parts."""
        return sum(
            1
            for said in self._said.values()
            for values in said.values()
            for _, source in values
            if source
        )

    @property
    def successor(self) -> str:
        """The entity into which this one was merged, or the empty string."""
        return self.one([iri("dcterms:isReplacedBy")])

    @cached_property
    def sources(self) -> list[str]:
        """The codes of the sources that speak of this thing."""
        told = {source for said in self._said.values() for values in said.values()
                for _, source in values}  # fmt: skip
        own = {source_of(thing) for thing in self.things}
        return sorted((told | own) - {"", CURATION})

    def ask(self, name: str) -> list[Row]:
        """The rows of one of the questions that take only this thing."""
        return self.store.rows(name, this=self.node)

    @cached_property
    def origins(self) -> list[Member]:
        """The members, each with its source, record and graph, in order of IRI."""
        wanted = self.members or ([self.iri] if source_of(self.iri) else [])
        if not wanted:
            return []
        found: dict[tuple[str, str], dict[str, set[str]]] = {}
        for row in self.store.rows("records", things=[NamedNode(thing) for thing in wanted]):
            key = _value(row["thing"]), _value(row["graph"])
            if _SOURCE.search(key[1]):
                entry = found.setdefault(key, {})
                for name, value in row.items():
                    entry.setdefault(name, set()).add(_value(value))
        return [_member(*key, entry) for key, entry in sorted(found.items())]

    def evidence(self) -> list[Row]:
        """The links that start from this thing or a member, in order of IRI."""
        things = [NamedNode(thing) for thing in self.things]
        rows = self.store.rows("evidence", things=things)
        return list({_value(row["link"]): row for row in sorted(rows, key=str)}.values())


def resource(store: Store, address: str, language: str) -> Resource | None:
    """What the graph says of an IRI, or None where it says nothing or it is no IRI."""
    try:
        found = Resource(store, address, language)
    except ValueError:
        return None
    return found if found.exists else None


def _member(thing: str, graph: str, entry: Mapping[str, set[str]]) -> Member:
    def one(name: str) -> str:
        return min(entry.get(name, {""}))

    return Member(
        thing, source_of(thing), graph, one("record"), one("id"), one("format"),
        one("modified"), one("label"), tuple(sorted(entry.get("field", ()))),
    )  # fmt: skip


def _value(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""


def _voice(graph: Term | None) -> str | None:
    """The source that speaks in a graph; "" for the view, None for graphs that do not count."""
    if graph is None:
        return ""
    address = _value(graph)
    if address.endswith("/g/curation"):
        return CURATION
    return source_of(address) or None
