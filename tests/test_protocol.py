"""The W3C tests of the SPARQL 1.1 Protocol, sent over HTTP as their manifest has them
(https://w3c.github.io/rdf-tests/sparql/sparql11/protocol/)."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from tests.serving import Reply, served, snapshot

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
SD = "http://www.w3.org/ns/sparql-service-description#"

# What a reader's endpoint says to each test of updates; a second request asks whether the
# update was made.
REFUSED = {
    "update_dataset_default_graph": [405, False],
    "update_dataset_default_graphs": [405, False],
    "update_dataset_named_graphs": [405, False],
    "update_dataset_full": [405, False],
    "update_post_form": [405],
    "update_post_direct": [405],
    "update_base_uri": [405, False],
    "bad_update_get": [405],
    "bad_multiple_updates": [405],
    "bad_update_wrong_media_type": [415],
    "bad_update_missing_form_type": [415],
    "bad_update_non_utf8": [405],
    "bad_update_syntax": [405],
    "bad_update_dataset_conflict": [405],
}
# Where the tests of queries want just any 4xx.
BAD = {
    "bad_query_method": 405,
    "bad_multiple_queries": 400,
    "bad_query_wrong_media_type": 415,
    "bad_query_missing_form_type": 415,
    "bad_query_missing_direct_type": 415,
    "bad_query_non_utf8": 400,
    "bad_query_syntax": 400,
}
MEDIA_TYPES = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ),
    "RDF": ("application/rdf+xml", "text/turtle", "application/n-triples"),
}


class Exchange(NamedTuple):
    """A request of the manifest, and what should come back."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    format: str
    boolean: bool | None
    success: bool


class Case(NamedTuple):
    """A test: its local name and its requests in order."""

    name: str
    exchanges: list[Exchange]


class Suite(NamedTuple):
    """The tests, and the data that they presuppose."""

    cases: list[Case]
    trig: str


@pytest.fixture(scope="module")
def suite(shared_data: Callable[[str], Path]) -> Suite:
    manifest = shared_data("w3c-sparql-protocol/manifest.ttl")
    graph = Graph().parse(manifest, publicID=manifest.as_uri())
    entries = graph.value(URIRef(manifest.as_uri()), MF.entries)
    data = {
        str(graph.value(node, RDFS.label)): manifest.with_name(Path(str(file)).name)
        for node, file in graph.subject_objects(UT.graph)
    }
    trig = "".join(f"GRAPH <{iri}> {{ {file.read_text('utf-8')} }}\n" for iri, file in data.items())
    return Suite([_case(graph, entry) for entry in Collection(graph, _node(entries))], trig)


@pytest.fixture(scope="module", params=["handlers", "command"])
def address(
    suite: Suite, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[str]:
    """Where the protocol is spoken: by the handlers alone, and by `mocban serve`."""
    workspace = tmp_path_factory.mktemp("protocol")
    if request.param == "handlers":
        with served(workspace, suite.trig) as server:
            yield server.url
        return
    snapshot(workspace, 1, suite.trig)
    (workspace / "mocban.toml").touch()
    process = subprocess.Popen(
        [sys.executable, "-m", "mocban", "serve", workspace, "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r"http://[\d.:]+", said)
        assert found, said
        yield found[0]
    finally:
        process.terminate()
        process.wait(20)


def _node(term: Node | None) -> Node:
    assert term is not None
    return term


def _case(graph: Graph, entry: Node) -> Case:
    action = _node(graph.value(entry, MF.action))
    requests = Collection(graph, _node(graph.value(action, HT.requests)))
    return Case(str(entry).rpartition("#")[2], [_exchange(graph, each) for each in requests])


def _exchange(graph: Graph, request: Node) -> Exchange:
    listed = graph.value(request, HT.headers)
    headers = {
        str(graph.value(header, HT.fieldName)): str(graph.value(header, HT.fieldValue))
        for header in (Collection(graph, listed) if listed else ())
    }
    content, body = graph.value(request, HT.body), None
    if content is not None:
        charset = str(graph.value(content, CNT.characterEncoding))
        body = str(graph.value(content, CNT.chars)).encode(charset)
    response = _node(graph.value(request, HT.resp))
    boolean = graph.value(response, MF.expectedBoolean)
    return Exchange(
        str(graph.value(request, HT.methodName)),
        # Every path begins with /sparql/, to be replaced by that of the endpoint.
        str(graph.value(request, HT.absolutePath)).replace("/sparql/", "/sparql", 1),
        headers,
        body,
        str(graph.value(response, MF.expectedFormat) or ""),
        None if boolean is None else str(boolean) == "true",
        any("2xx" in str(code) for code in graph.objects(response, MF.expectedStatus)),
    )


def send(address: str, exchange: Exchange) -> Reply:
    """The request as it stands: nothing is added to its headers."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.request(exchange.method, exchange.path, exchange.body, exchange.headers)
        answer = connection.getresponse()
        return Reply(answer.status, _titled(answer.getheaders()), [], answer.read())
    finally:
        connection.close()


def _titled(headers: list[tuple[str, str]]) -> dict[str, str]:
    return {name.title(): value for name, value in headers}


def _queried(address: str, case: Case) -> list[object]:
    """What went otherwise than a test of queries wants."""
    faults: list[object] = []
    for exchange in case.exchanges:
        reply = send(address, exchange)
        if not exchange.success:
            if reply.status != BAD[case.name]:
                faults.append(reply)
            continue
        media_type = reply.headers["Content-Type"].partition(";")[0]
        if reply.status != 200 or media_type not in MEDIA_TYPES[exchange.format]:
            faults.append(reply)
        elif exchange.format == "boolean":
            if json.loads(reply.body)["boolean"] is not (exchange.boolean is not False):
                faults.append(reply)
        elif exchange.format == "RDF":
            list(parse(reply.body, RdfFormat.from_media_type(media_type)))
    return faults


def _refused(address: str, case: Case) -> list[object]:
    """What went otherwise than an endpoint for reading should have it."""
    replies = [send(address, exchange) for exchange in case.exchanges]
    got = [
        json.loads(reply.body)["boolean"] if reply.status == 200 else reply.status
        for reply in replies
    ]
    silent = [each for each in replies if each.status == 405 and "GET" not in each.headers["Allow"]]
    return [*([] if got == REFUSED[case.name] else [got]), *silent]


def test_the_w3c_query_tests_pass_and_the_update_tests_are_refused(
    address: str, suite: Suite, capsys: pytest.CaptureFixture[str]
) -> None:
    good: Counter[str] = Counter()
    faults = {}
    for case in suite.cases:
        kind = "update" if case.name in REFUSED else "query"
        found = _refused(address, case) if kind == "update" else _queried(address, case)
        good[kind] += not found
        if found:
            faults[case.name] = found
    with capsys.disabled():
        print(
            f"\nW3C SPARQL protocol: {good['query']} query tests pass, "
            f"{good['update']} update tests are refused, {len(faults)} fail"
        )
    assert not faults
    assert good == {"query": 20, "update": 14}


def test_the_w3c_service_description_tests_pass(address: str) -> None:
    accept = {"Accept": "application/rdf+xml, text/turtle;q=0.9"}
    reply = send(address, Exchange("GET", "/sparql", accept, None, "RDF", None, True))
    assert reply.status == 200
    said = list(parse(reply.body, RdfFormat.RDF_XML))
    services = {quad.subject for quad in said if quad.object.value == f"{SD}Service"}
    endpoints = [quad for quad in said if quad.predicate.value == f"{SD}endpoint"]
    assert len(endpoints) == 1
    assert {quad.subject for quad in endpoints} == services
