"""The site over the small graph of `leaf.trig`, for the tests of its pages."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from mocban.endpoint import problems
from mocban.errors import Text
from mocban.graph import facets, points
from mocban.graph.resource import kind_of, source_of
from mocban.graph.search import Entry, Search, write
from mocban.graph.store import GraphStore
from mocban.site.pages import register

BASE = "https://mocban.example/"
ENTITY = NamedNode("https://w3id.org/mocban/ns/entity")
LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
SOURCES = {
    "svhtt": ("heritage", Text("Department of Culture", "Sở Văn hóa, Thể thao và Du lịch")),
    "btbg": ("museum", Text("Bắc Giang Museum", "Bảo tàng Bắc Giang")),
    "tvbg": ("library", Text("Bắc Giang Library", "Thư viện tỉnh Bắc Giang")),
    "dulich": ("tourism", Text("Tourism office", "Trung tâm xúc tiến du lịch")),
}


class Snapshot(NamedTuple):
    """What the pages read."""

    store: GraphStore
    search: Search
    folder: Path
    base: str
    title: Text
    sources: dict[str, tuple[str, Text]]
    languages: list[str]
    id: str = "small"


def small_store() -> GraphStore:
    """The graphs of `leaf.trig`, and the view of them in the default graph."""
    text = (Path(__file__).parent / "leaf.trig").read_text(encoding="utf-8")
    store = GraphStore.memory(text)
    quads = list(store.quads())
    entity = {
        q.subject.value: q.object
        for q in quads
        if q.predicate == ENTITY
        and isinstance(q.subject, NamedNode)
        and isinstance(q.object, NamedNode)
    }
    store.extend(
        Quad(
            quad.subject
            if quad.predicate == ENTITY
            else entity.get(_iri(quad.subject), quad.subject),
            quad.predicate,
            entity.get(_iri(quad.object), quad.object),
            DefaultGraph(),
        )
        for quad in quads
        if not (quad.predicate == LABEL and _is_beside(quad, entity))
    )
    return store


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _is_beside(quad: Quad, entity: Mapping[str, NamedNode]) -> bool:
    """Whether a label is that of a heading whose entity is named by another member."""
    subject = _iri(quad.subject)
    named = [member for member in entity if entity[member] == entity.get(subject)]
    return "/heading/" in subject and len(named) > 1


def entries(store: GraphStore) -> list[Entry]:
    """The search index of the entities of a store."""
    found: dict[str, Entry] = {}
    for quad in store.quads(DefaultGraph()):
        iri = getattr(quad.subject, "value", "")
        if quad.predicate == LABEL and "/e/" in iri and isinstance(quad.object, Literal):
            entry = found.setdefault(iri, Entry(iri, kind_of(iri), [], [], 1.0))
            entry.labels.append((quad.object.language or "", quad.object.value))
        if quad.predicate == ENTITY and isinstance(quad.object, NamedNode):
            iri = quad.object.value
            entry = found.setdefault(iri, Entry(iri, kind_of(iri), [], [], 1.0))
            entry.sources.append(source_of(getattr(quad.subject, "value", "")))
    return [entry for entry in found.values() if entry.labels]


def small_app(folder: Path, base: str = BASE) -> Flask:
    """The application, as the real factory wires the site into it."""
    store = small_store()
    write(folder / "labels.sqlite", entries(store))
    points.write(folder / "labels.sqlite", store)
    facets.write(folder / "labels.sqlite", store, base)
    app = Flask("mocban", static_folder=None)
    title = Text("Heritage of Bắc Giang", "Di sản Bắc Giang")
    app.extensions["site"] = Snapshot(
        store, Search(folder / "labels.sqlite"), folder, base, title, SOURCES, ["vi", "en"]
    )
    problems.register(app)
    register(app)
    return app
