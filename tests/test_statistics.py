"""What the statistics say is what is there: each number is counted again the slow way."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad
from rdflib import Namespace
from rdflib.namespace import VOID as PUBLISHED

from mocban.graph import statistics
from mocban.graph.partitions import statistics_of, view_of
from mocban.graph.statistics import ALL, Counting, Counts
from mocban.graph.store import GraphStore
from mocban.ontology.namespaces import RDF, VOID

BASE = "https://mocban.example/"
GRAPH = NamedNode(statistics_of(BASE)[1:-1])
EXT = Namespace("http://ldf.fi/void-ext#")


class Said(NamedTuple):
    """The statements about each node of the statistics."""

    of: dict[str, dict[str, list[str]]]

    def one(self, node: str, name: str) -> str:
        (value,) = self.of[node][_void(name)]
        return value

    def number(self, node: str, name: str) -> int:
        return int(self.one(node, name))

    def parts(self, node: str, name: str) -> list[str]:
        return self.of[node].get(_void(name), [])


def _void(name: str) -> str:
    return str(PUBLISHED[name])


@pytest.fixture(scope="module")
def store(demo: Path) -> Iterator[GraphStore]:
    with GraphStore.open(demo / "snapshots/current/store") as opened:
        yield opened


@pytest.fixture(scope="module")
def view(store: GraphStore) -> list[Quad]:
    return list(store.quads(DefaultGraph()))


@pytest.fixture(scope="module")
def said(store: GraphStore) -> Said:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in store.quads(GRAPH):
        value = quad.object
        assert isinstance(quad.subject, NamedNode) and not isinstance(value, BlankNode)
        assert isinstance(value, NamedNode | Literal)
        found[quad.subject.value][quad.predicate.value].append(value.value)
    return Said(found)


@pytest.fixture(scope="module")
def classes(view: list[Quad]) -> dict[str, set[str]]:
    """The classes of each thing."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in view:
        if str(quad.predicate) == RDF.type:
            found[str(quad.subject)].add(str(quad.object))
    return found


VIEW = view_of(BASE)[1:-1]


def test_the_whole_view_is_counted(said: Said, view: list[Quad]) -> None:
    subjects = {str(quad.subject) for quad in view}
    assert said.number(VIEW, "triples") == len(view)
    assert said.number(VIEW, "distinctSubjects") == len(subjects)
    own = f"<{BASE}e/"
    assert said.one(VIEW, "uriSpace") == own[1:]
    assert said.number(VIEW, "entities") == sum(each.startswith(own) for each in subjects) > 300


def test_every_class_has_its_number_of_instances_of_triples_and_an_example(
    said: Said, view: list[Quad], classes: dict[str, set[str]]
) -> None:
    instances = Counter(each for kinds in classes.values() for each in kinds)
    about = Counter(each for quad in view for each in classes.get(str(quad.subject), ()))
    parts = said.parts(VIEW, "classPartition")
    told = {f"<{said.one(part, 'class')}>": part for part in parts}
    assert told.keys() == instances.keys() and len(parts) == len(told)
    assert said.number(VIEW, "classes") == len(told) > 100
    for each, part in told.items():
        assert said.number(part, "entities") == instances[each]
        assert said.number(part, "triples") == about[each]
        example = f"<{said.one(part, 'exampleResource')}>"
        assert each in classes[example]
        entities = any(each in kinds for thing, kinds in classes.items() if f"<{BASE}e/" in thing)
        assert example.startswith(f"<{BASE}e/") == entities


def test_every_property_has_its_number_of_triples_and_subjects(
    said: Said, view: list[Quad]
) -> None:
    triples = Counter(str(quad.predicate) for quad in view)
    subjects = Counter(p for _, p in {(str(quad.subject), str(quad.predicate)) for quad in view})
    parts = said.parts(VIEW, "propertyPartition")
    told = {f"<{said.one(part, 'property')}>": part for part in parts}
    assert told.keys() == triples.keys() and len(parts) == len(told)
    assert said.number(VIEW, "properties") == len(told) > 150
    for each, part in told.items():
        assert said.number(part, "triples") == triples[each]
        assert said.number(part, "distinctSubjects") == subjects[each]


def test_every_class_has_the_properties_of_its_instances(
    said: Said, view: list[Quad], classes: dict[str, set[str]]
) -> None:
    triples: Counter[tuple[str, str]] = Counter()
    users: dict[tuple[str, str], set[str]] = defaultdict(set)
    for quad in view:
        for each in classes.get(str(quad.subject), ()):
            triples[each, str(quad.predicate)] += 1
            users[each, str(quad.predicate)].add(str(quad.subject))
    told = {
        (f"<{said.one(whole, 'class')}>", f"<{said.one(part, 'property')}>"): part
        for whole in said.parts(VIEW, "classPartition")
        for part in said.parts(whole, "propertyPartition")
    }
    assert told.keys() == triples.keys() and len(told) > 500
    for pair, part in told.items():
        assert said.number(part, "triples") == triples[pair]
        assert said.number(part, "distinctSubjects") == len(users[pair])


def test_links_between_classes_and_datatypes_of_values_are_counted(
    said: Said, view: list[Quad], classes: dict[str, set[str]]
) -> None:
    links: Counter[tuple[str, ...]] = Counter()
    datatypes: Counter[tuple[str, ...]] = Counter()
    for quad in view:
        predicate, value = str(quad.predicate), quad.object
        kinds = classes.get(str(quad.subject), set())
        if isinstance(value, Literal):
            for each in ("", *kinds):
                datatypes[each, predicate, str(value.datatype)] += 1
        elif predicate != RDF.type:
            for each in kinds:
                for other in classes.get(str(value), ()):
                    links[each, predicate, other] += 1
    told = {
        (
            f"<{said.one(said.one(part, 'subjectsTarget'), 'class')}>",
            f"<{said.one(part, 'linkPredicate')}>",
            f"<{said.one(said.one(part, 'objectsTarget'), 'class')}>",
        ): said.number(part, "triples")
        for part in said.parts(VIEW, "subset")
    }
    assert told == links and len(told) > 500
    found: Counter[tuple[str, ...]] = Counter()
    wholes = {
        VIEW: "",
        **{w: f"<{said.one(w, 'class')}>" for w in said.parts(VIEW, "classPartition")},
    }
    for whole, each in wholes.items():
        for part in said.parts(whole, "propertyPartition"):
            for typed in said.of[part].get(str(EXT.datatypePartition), ()):
                (datatype,) = said.of[typed][str(EXT.datatype)]
                found[each, f"<{said.one(part, 'property')}>", f"<{datatype}>"] += said.number(
                    typed, "triples"
                )
    assert found == datatypes


def test_every_source_has_the_classes_of_its_own_graph(said: Said, store: GraphStore) -> None:
    graphs = [name for name in store.graphs() if name.startswith(f"{BASE}g/src/")]
    assert len(graphs) == 16
    for name in graphs:
        instances = Counter(
            str(quad.object) for quad in store.quads(NamedNode(name)) if str(quad.predicate) == RDF.type
        )  # fmt: skip
        told = {
            f"<{said.one(part, 'class')}>": said.number(part, "entities")
            for part in said.parts(name, "classPartition")
        }
        assert told == instances


def test_statistics_use_only_terms_that_exist_and_are_not_in_the_view(
    store: GraphStore, view: list[Quad]
) -> None:
    quads = list(store.quads(GRAPH))
    for quad in quads:
        name = quad.predicate.value
        if name.startswith(VOID.iri):
            assert PUBLISHED[name.removeprefix(VOID.iri)]
    told = {(quad.subject, quad.predicate, quad.object) for quad in quads}
    assert not told & {(quad.subject, quad.predicate, quad.object) for quad in view}


# On lines


def _counted(lines: list[str], size: int) -> Counts:
    with Counting("https://x.example/e/") as counting:
        for start in range(0, len(lines), size):
            counting.add(lines[start : start + size])
        return counting.counts()


def test_neither_batches_nor_how_much_memory_holds_changes_a_number(
    view: list[Quad], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = sorted(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in view)
    whole = _counted(lines, len(lines))
    monkeypatch.setattr(statistics, "_HELD", 7)
    assert vars(_counted(lines, 13)) == vars(whole)


def test_nothing_is_counted_as_nothing() -> None:
    assert _counted([], 1).triples == 0
    assert not _counted([], 1).statements


def test_quotation_marks_and_full_stops_in_a_text_mislead_nobody() -> None:
    lines = [
        '<x:a> <x:p> "he said \\"x\\"@vi . " .\n',
        '<x:a> <x:p> "hai"@vi .\n',
        '<x:a> <x:p> "2"^^<x:number> .\n',
        "<x:a> <x:q> <x:b> .\n",
    ]
    counts = _counted(lines, 2)
    assert {key[2]: number for key, number in counts.datatypes.items()} == {
        "<http://www.w3.org/2001/XMLSchema#string>": 1, RDF.langString: 1, "<x:number>": 1,
    }  # fmt: skip
    assert counts.statements == {(ALL, "<x:p>"): 3, (ALL, "<x:q>"): 1}
    assert counts.users[ALL, "<x:p>"] == 1 and not counts.links
