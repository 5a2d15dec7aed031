"""The clients that researchers have, in every way in which they ask."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)  # fmt: skip

from tests.serving import BASE, Server, served

RANK = "https://w3id.org/mocban/ns/currentRank"
THING = f"{BASE}e/monument/vinh-nghiem"
ONE = f"SELECT ?s {{ ?s <{RANK}> ?rank }}"
ASK = f"ASK {{ ?s <{RANK}> ?rank }}"
GRAPH = f"CONSTRUCT {{ ?s <{RANK}> ?rank }} WHERE {{ ?s <{RANK}> ?rank }}"
SOURCE = f"{BASE}g/src/svhtt/di-tich"
JENA = (
    "application/sparql-results+thrift, application/sparql-results+json, "
    "application/json;q=0.9, application/sparql-results+xml;q=0.8, text/xml;q=0.7, */*;q=0.1"
)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("tools")) as server:
        yield server


@pytest.mark.parametrize("way", [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
@pytest.mark.parametrize(
    ("query", "form", "words"),
    [
        (ONE, JSON, b"vinh-nghiem"),
        (ONE, XML, b"vinh-nghiem"),
        (ONE, CSV, b"vinh-nghiem"),
        (ONE, TSV, b"vinh-nghiem"),
        (ASK, JSON, b"true"),
        (ASK, XML, b"true"),
        (GRAPH, TURTLE, b"currentRank"),
        (GRAPH, N3, b"currentRank"),
        (GRAPH, RDFXML, b"currentRank"),
        (GRAPH, XML, b"currentRank"),
        (GRAPH, JSONLD, b"currentRank"),
        (f"DESCRIBE <{THING}>", JSONLD, b"currentRank"),
    ],
)
def test_sparqlwrapper_gets_every_format(
    server: Server, query: str, form: str, words: bytes, way: tuple[str, str]
) -> None:
    client: Any = SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery(query)
    client.setMethod(way[0])
    client.setRequestMethod(way[1])
    client.setReturnFormat(form)
    assert words in client.query().response.read()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json", "csv", "tsv"])
def test_rdflib_reads_us_as_a_store(server: Server, method: Any, form: str) -> None:
    store = SPARQLStore(f"{server.url}/sparql", method=method, returnFormat=form)
    graph = Graph(store)
    assert [str(row[0]) for row in graph.query(ONE)] == [THING]  # type: ignore[index]
    assert len(list(graph.triples((URIRef(THING), URIRef(RANK), None)))) == 1
    one = Graph(store, identifier=URIRef(SOURCE))
    assert len(one.query("SELECT * { ?s ?p ?o }")) == 1


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_gets_graphs_and_truths(server: Server, method: Any) -> None:
    graph = Graph(SPARQLStore(f"{server.url}/sparql", method=method))
    assert len(graph.query(GRAPH)) == 1
    assert graph.query(ASK).askAnswer is True


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (JENA, "application/sparql-results+json"),
        (BROWSER, "application/sparql-results+xml"),
        ("*/*", "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
        ("text/*", "text/csv"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.2", "application/sparql-results+xml"),
        ("application/sparql-results+json;charset=utf-8", "application/sparql-results+json"),
        ("garbage", "application/sparql-results+json"),
    ],
)
def test_an_accept_header_is_read_with_its_weights(
    server: Server, accept: str, media_type: str
) -> None:
    reply = server.ask(f"/sparql?{urlencode({'query': ONE})}", Accept=accept)
    assert reply.status == 200
    assert reply.headers["Content-Type"].partition(";")[0] == media_type


@pytest.mark.parametrize("accept", ["application/sparql-results+json;q=0", "text/csv;q=0, text/x"])
def test_what_is_weighted_with_nothing_is_not_sent(server: Server, accept: str) -> None:
    reply = server.ask(f"/sparql?{urlencode({'query': ONE})}", Accept=accept)
    assert reply.status == 406


def test_the_graphs_and_the_format_in_the_address_count_with_a_form_too(server: Server) -> None:
    body = urlencode({"query": "SELECT ?o { ?s ?p ?o }"}).encode()
    path = f"/sparql?default-graph-uri={quote(SOURCE, safe='')}&format=csv"
    assert server.ask(path, body=body, Content_Type=FORM).body == b"o\r\nBG-017\r\n"


@pytest.mark.parametrize(
    ("body", "kind"),
    [(urlencode({"query": ONE}).encode(), FORM), (ONE.encode(), "application/sparql-query")],
)
def test_a_query_in_the_address_and_another_in_the_body_are_two(
    server: Server, body: bytes, kind: str
) -> None:
    reply = server.ask("/sparql?query=ASK%7B%7D", body=body, Content_Type=kind)
    assert reply.status == 400


@pytest.mark.parametrize("charset", ["latin1", "x-unknown", "utf-16"])
def test_a_charset_that_is_not_utf8_is_refused(server: Server, charset: str) -> None:
    kind = f"application/sparql-query; charset={charset}"
    assert server.ask("/sparql", body=ONE.encode(), Content_Type=kind).status == 400


@pytest.mark.parametrize("charset", ['"UTF-8"', "utf-8", "UTF8"])
def test_utf8_may_be_written_in_several_ways(server: Server, charset: str) -> None:
    kind = f"application/sparql-query; charset={charset}"
    assert server.ask("/sparql", body=ONE.encode(), Content_Type=kind).status == 200
