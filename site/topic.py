"""The page of a local-history topic: what its editors wrote, and the things they gathered as
the graph tells of them."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple
from urllib.parse import parse_qsl

from pyoxigraph import Literal, NamedNode
from werkzeug.datastructures import MultiDict

from mocban.graph.labels import Label, choose, label
from mocban.graph.query import Query
from mocban.graph.resource import Resource, iri, kind_of
from mocban.site import answering
from mocban.site.asked import address, read
from mocban.site.current import Reader
from mocban.site.dates import day
from mocban.site.licence import Licence, licence
from mocban.site.particulars import particulars
from mocban.site.shelves import Shelf, shelves

LISTED = 12
"""So many answers of a saved search stand on the page; the rest is on the search page."""
_MOST_WORKS = 200
_WORKS = ("work", "hub")
_TYPE, _TOPIC = iri("rdf:type"), NamedNode(iri("mcb:LocalTopic"))
_PARTS = {NamedNode(iri("mcb:TopicSection")), NamedNode(iri("mcb:TopicEntry"))}
_PART = re.compile(r"(.+/e/topic/[^/]+)/section/([^/]+)(?:/entry/[^/]+)?").fullmatch


class Entry(NamedTuple):
    """A thing in a section: what it is, a few words on it, what the editors say of it here,
    and the libraries that have it."""

    iri: str
    label: Label
    href: str
    kind: str
    told: str
    note: Label
    where: list[Label]


class Answer(NamedTuple):
    """What a saved search finds: the first of it but what the section has already, how much
    there is in all, where to ask again."""

    entries: list[Entry]
    total: int
    href: str


class Section(NamedTuple):
    """A section; `key` is its address on the page."""

    key: str
    heading: Label
    paragraphs: list[Label]
    entries: list[Entry]
    answer: Answer | None


class _Raw(NamedTuple):
    node: str
    picks: list[tuple[str, str]]  # thing and entry
    search: Query | None
    found: list[str]
    total: int


def is_topic(resource: Resource) -> bool:
    """Whether a thing is a local-history topic."""
    return any(step.value == _TOPIC for step in resource.follow([_TYPE], [resource.iri]))


def whole(resource: Resource) -> tuple[str, str] | None:
    """The topic of which a thing is a section or entry, and where it stands on its page; None
    for anything else."""
    found = _PART(resource.iri)
    types = {step.value for step in resource.follow([_TYPE], [resource.iri])}
    return (found[1], found[2]) if found and types & _PARTS else None


class Topic:
    """One topic for one reader."""

    def __init__(self, resource: Resource, known: Reader) -> None:
        self.resource = resource
        self.known = known
        self.path = known.links.path(resource.iri)
        self.lead = self._said("dcterms:abstract", resource.iri)
        self.by = self._said("dcterms:creator", resource.iri)

    @property
    def revised(self) -> str:
        """The day of the last revision, in words; empty where it is not told."""
        said = self._one("dcterms:modified", self.resource.iri)
        return day(said, self.known.words) if said else ""

    @property
    def licence(self) -> Licence | None:
        """Under what the text may be used."""
        said = self._one("dcterms:license", self.resource.iri)
        return licence(said, self.known.words) if said else None

    @property
    def literature(self) -> list[Label]:
        """What was read for the text, in the order in which it is told."""
        nodes = self._ordered("dcterms:source", self.resource.iri)
        return [self._said("dcterms:bibliographicCitation", node) for node in nodes]

    @property
    def ways(self) -> list[tuple[str, str]]:
        """The things of the topic seen otherwise: `list`, `map`, `time`."""
        asked, here = Query(of=self.path, by="things"), self.known.links.here
        return [
            ("list", address(asked, here("search"))),
            ("map", address(asked, here("map"))),
            ("time", address(asked, here("timeline"))),
        ]

    @cached_property
    def sections(self) -> list[Section]:
        """The sections in their order."""
        things = self._things
        names = self.resource.names
        names.learn(things)
        told = particulars(self.resource, self.known.words, things)
        where: dict[str, list[Label]] = {}
        for shelf in self.shelves:
            if shelf.holder:
                for held in shelf.works:
                    where.setdefault(held.work, []).append(shelf.holder)

        def entry(thing: str, note: Label) -> Entry:
            return Entry(
                thing, names.of(thing), self.known.links.page(thing), kind_of(thing),
                told.get(thing, ""), note, where.get(thing, []),
            )  # fmt: skip

        return [
            Section(
                raw.node.rpartition("/")[2], self._said("rdfs:label", raw.node),
                self._paragraphs(raw.node),
                [entry(thing, self._said("skos:note", node)) for thing, node in raw.picks],
                raw.search and Answer(
                    [entry(thing, Label("")) for thing in raw.found], raw.total,
                    address(raw.search, self.known.links.here("search")),
                ),
            )
            for raw in self._raw
        ]  # fmt: skip

    @cached_property
    def shelves(self) -> list[Shelf]:
        """What libraries hold of the works on the page."""
        works = [thing for thing in self._things if kind_of(thing) in _WORKS]
        return shelves(self.known, self.resource.names, works[:_MOST_WORKS])

    @property
    def invented(self) -> bool:
        """Whether there are copies that were made up for a demonstration."""
        return any(held.demo for shelf in self.shelves for held in shelf.works)

    @property
    def _things(self) -> list[str]:
        """All things on the page, in their order."""
        return list(dict.fromkeys(
            thing for raw in self._raw for thing in (*(pick for pick, _ in raw.picks), *raw.found)
        ))  # fmt: skip

    @cached_property
    def _raw(self) -> list[_Raw]:
        return [self._read(node) for node in self._ordered("mcb:hasSection", self.resource.iri)]

    def _read(self, node: str) -> _Raw:
        picks = [
            (thing, entry)
            for entry in self._ordered("mcb:hasEntry", node)
            if (thing := self._one("mcb:gathers", entry))
        ]
        saved = self._one("mcb:savedSearch", node)
        if not saved:
            return _Raw(node, picks, None, [], 0)
        query = read(MultiDict(parse_qsl(saved)))._replace(view="list", page=1)
        mine = {self.resource.iri, *(thing for thing, _ in picks)}
        found = answering.found(self.known.snapshot, query, self.known.language, LISTED + len(mine))
        others = [hit.iri for hit in found.hits if hit.iri not in mine]
        return _Raw(node, picks, query, others[:LISTED], found.total)

    def _paragraphs(self, node: str) -> list[Label]:
        said = self._said("dcterms:description", node)
        blocks = (" ".join(block.split()) for block in said.text.split("\n\n"))
        return [Label(block, said.language) for block in blocks if block]

    def _ordered(self, predicate: str, node: str) -> list[str]:
        parts = {
            step.value.value
            for step in self.resource.follow([iri(predicate)], [node])
            if isinstance(step.value, NamedNode)
        }
        place = {part: self._one("schema:position", part) for part in parts}
        return sorted(parts, key=lambda part: (int(place[part] or 0), part))

    def _one(self, predicate: str, node: str) -> str:
        return min(_texts(step.value for step in self.resource.follow([iri(predicate)], [node])),
                   default="")  # fmt: skip

    def _said(self, predicate: str, node: str) -> Label:
        """A text in the reader's language, else in the other one."""
        steps = self.resource.follow([iri(predicate)], [node])
        said = sorted({label(step.value) for step in steps if isinstance(step.value, Literal)})
        return choose(said, self.known.language) or Label("")


def _texts(terms: Iterable[object]) -> list[str]:
    return [term.value for term in terms if isinstance(term, NamedNode | Literal)]
