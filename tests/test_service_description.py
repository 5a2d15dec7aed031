"""The service description says what is true, of a small store and of the demonstration."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SKOS, VOID, BNode, Graph, Literal, Namespace, URIRef

from mocban import config
from mocban.app import create_app
from mocban.endpoint.formats import of_kinds
from mocban.graph import extensions
from mocban.graph.workers import Limits
from mocban.ontology.namespaces import MCB
from tests.serving import BASE, Server, served

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SERVICE = URIRef(f"{BASE}sparql")
PARTNER = "http://127.0.0.1:1/sparql"


def mcb(name: str) -> URIRef:
    return URIRef(getattr(MCB, name)[1:-1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    limits = Limits(seconds=7, memory=50 * 2**20, answer=123_456, rows=789)
    folder = tmp_path_factory.mktemp("description")
    with served(folder, limits=limits, partners=[PARTNER]) as server:
        yield server


@pytest.fixture(scope="module")
def said(server: Server) -> Graph:
    reply = server.ask("/sparql", Accept="text/turtle")
    assert reply.status == 200
    return Graph().parse(data=reply.body, format="turtle")


@pytest.mark.parametrize("media_type", [form.media_type for form in of_kinds("graph")])
def test_it_comes_in_each_graph_format(server: Server, media_type: str) -> None:
    reply = server.ask("/sparql", Accept=media_type)
    assert reply.headers["Content-Type"].startswith(media_type)
    assert reply.headers["Vary"] == "Accept"


def test_the_language_and_the_formats_are_those_that_we_have(said: Graph) -> None:
    assert set(said.objects(SERVICE, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert not set(said.objects(SERVICE, SD.inputFormat))
    formats = set(said.objects(SERVICE, SD.resultFormat))
    assert len(formats) == len(of_kinds("result", "graph", "dataset"))
    assert URIRef("http://www.w3.org/ns/formats/SPARQL_Results_JSON") in formats


def test_a_feature_is_claimed_only_where_it_is_there(
    said: Graph, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert set(said.objects(SERVICE, SD.feature)) == {SD.BasicFederatedQuery}
    assert set(said.objects(SERVICE, mcb("partner"))) == {URIRef(PARTNER)}
    with served(tmp_path_factory.mktemp("alone")) as alone:
        reply = alone.ask("/sparql", Accept="text/turtle")
    graph = Graph().parse(data=reply.body, format="turtle")
    assert not set(graph.objects(SERVICE, SD.feature))
    assert not set(graph.objects(SERVICE, mcb("partner")))


def test_the_limits_are_those_of_the_workers(said: Graph, server: Server) -> None:
    def number(name: str) -> object:
        value = said.value(SERVICE, mcb(name))
        return value.toPython() if isinstance(value, Literal) else None

    assert number("timeLimit") == 7
    assert number("memoryLimit") == 50 * 2**20
    assert number("answerLimit") == 123_456
    assert number("rowLimit") == 789
    assert number("queryLengthLimit") == 100_000
    too_long = server.ask("/sparql", body=b"#" * 100_001, Content_Type="application/sparql-query")
    assert too_long.status == 413


def test_every_extension_is_described_in_both_languages_with_an_example(said: Graph) -> None:
    functions = set(said.objects(SERVICE, SD.extensionFunction))
    properties = set(said.objects(SERVICE, SD.propertyFeature))
    assert functions | properties == {URIRef(each.iri) for each in extensions.known()}
    assert mcb("search") in properties
    assert URIRef(f"{extensions.GEOF}distance") in functions
    for node in functions | properties:
        comments = {getattr(text, "language", "") for text in said.objects(node, RDFS.comment)}
        assert comments == {"vi", "en"}
        assert len(list(said.objects(node, SKOS.example))) == 1
        assert len(list(said.objects(node, mcb("signature")))) == 1
        assert (node, RDF.type, SD.Function if node in functions else SD.Feature) in said


def test_our_words_in_it_are_defined_in_our_vocabulary(said: Graph) -> None:
    file = Path(config.__file__).parent / "ontology" / "mcb.ttl"
    ours = Graph().parse(file)
    used = {node for node in said.predicates() if str(node).startswith(MCB.iri)}
    assert len(used) >= 8
    for node in used:
        labels = {getattr(text, "language", "") for text in ours.objects(node, RDFS.label)}
        assert labels == {"vi", "en"}


def test_it_leads_to_the_dumps_the_catalogue_and_the_graph_store(said: Graph) -> None:
    assert set(said.objects(SERVICE, RDFS.seeAlso)) == {
        URIRef(f"{BASE}dump/"),
        URIRef(f"{BASE}.well-known/void"),
        URIRef(f"{BASE}graphs?default"),
    }


def test_the_graphs_of_the_demonstration_come_with_their_sizes(demo: Path) -> None:
    app, pool, current, *_ = create_app(config.load(demo))
    try:
        client = app.test_client()
        reply = client.get("/sparql", headers={"Accept": "text/turtle"})
        graph = Graph().parse(data=reply.data, format="turtle")
        dataset = graph.value(SERVICE, SD.defaultDataset)
        sizes = {}
        for named in graph.objects(dataset, SD.namedGraph):
            node = graph.value(named, SD.graph)
            assert isinstance(node, BNode)
            sizes[str(graph.value(named, SD.name))] = graph.value(node, VOID.triples)
        source = next(iri for iri, size in sizes.items() if "/g/src/" in iri and size is not None)
        held = client.get("/graphs", query_string={"graph": source, "format": "nt"})
        assert held.data.count(b"\n") == int(str(sizes[source]))
        assert f"{BASE}g/catalog" in sizes
    finally:
        pool.close()
        current.close()
