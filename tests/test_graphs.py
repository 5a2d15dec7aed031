"""The read side of the Graph Store Protocol, over the wire."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from pyoxigraph import RdfFormat, parse

from mocban.graph.workers import Limits
from tests.serving import BASE, GRAPH, Server, served, snapshot

SOURCE = f"{BASE}g/src/svhtt/di-tich"
ALL = "/graphs?default"
ONE = f"/graphs?graph={quote(SOURCE, safe='')}"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BIG = "\n".join(f'<{BASE}s> <{BASE}p> "{number:0200}" .' for number in range(2000))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    trig = f"{GRAPH}\n<{BASE}g/big> {{ {BIG} }}\n<{SOURCE}> <{BASE}title> 'described' ."
    with served(
        tmp_path_factory.mktemp("graphs"), trig, limits=Limits(answer=200_000, seconds=5)
    ) as server:
        yield server


def triples(body: bytes, media_type: str) -> set[str]:
    form = RdfFormat.from_media_type(media_type.partition(";")[0])
    return {str(quad.triple) for quad in parse(body, form)}


@pytest.mark.parametrize(
    "media_type",
    ["text/turtle", "application/n-triples", "application/rdf+xml", "application/trig",
     "application/n-quads", "application/ld+json"],
)  # fmt: skip
def test_a_named_graph_holds_what_its_source_said_and_nothing_else(
    server: Server, media_type: str
) -> None:
    reply = server.ask(ONE, Accept=media_type)
    assert reply.status == 200
    assert reply.headers["Content-Type"].startswith(media_type)
    assert triples(reply.body, media_type) == {
        f"<{BASE}r/svhtt/record/BG-017> <http://purl.org/dc/terms/identifier> \"BG-017\""
    }  # fmt: skip


def test_the_default_graph_is_the_view_without_the_sources(server: Server) -> None:
    reply = server.ask(ALL, Accept="application/n-triples")
    found = triples(reply.body, "application/n-triples")
    assert len(found) == 14
    assert not any("BG-017\"" in triple for triple in found)  # fmt: skip


def test_format_goes_before_accept(server: Server) -> None:
    reply = server.ask(f"{ONE}&format=nt", Accept="text/turtle")
    assert reply.headers["Content-Type"] == "application/n-triples"
    assert server.ask(ONE).headers["Content-Type"].startswith("text/turtle")
    assert server.ask(ONE, Accept=BROWSER).status == 200


def test_a_format_that_is_not_there_is_406_with_a_list(server: Server) -> None:
    reply = server.ask(ONE, Accept="text/csv", Accept_Language="en")
    assert reply.status == 406
    assert "application/n-quads" in reply.text
    assert server.ask(f"{ONE}&format=csv").status == 406


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        (f"/graphs?graph={BASE}g/nowhere", 404, "/sparql describes the service"),
        ("/graphs", 400, "/graphs?graph=IRI"),
        (f"{ONE}&default", 400, "/graphs?graph=IRI"),
        (f"{ONE}&graph={BASE}g/big", 400, "/graphs?graph=IRI"),
        ("/graphs?graph=g/big", 400, "not the full IRI"),
        ("/graphs?graph=", 400, "not the full IRI"),
        ("/graphs?graph=" + quote("https://x/> { ?a ?b ?c } #"), 400, "not the full IRI"),
    ],
)
def test_what_names_no_graph_is_refused_with_a_sentence(
    server: Server, path: str, status: int, words: str
) -> None:
    reply = server.ask(path, Accept="text/plain", Accept_Language="en")
    assert reply.status == status
    assert words in reply.text


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", [ONE, ALL, "/graphs", "/g/src/svhtt/di-tich"])
def test_nothing_can_be_written(server: Server, method: str, path: str) -> None:
    reply = server.ask(path, method=method, body=b"<x:a> <x:b> <x:c> .", Content_Type="text/turtle")
    assert reply.status == 405
    assert set(reply.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_graph_that_is_too_large_is_refused_whole_and_the_dumps_are_named(server: Server) -> None:
    reply = server.ask(f"/graphs?graph={BASE}g/big", Accept="text/plain;q=0.1, text/turtle")
    assert reply.status == 413
    assert "/dump/" in reply.text


def test_head_has_the_headers_of_get_and_no_body(server: Server) -> None:
    got, head = server.ask(ONE), server.ask(ONE, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Vary"):
        assert head.headers[name] == got.headers[name]


def test_a_page_of_another_origin_may_ask(server: Server) -> None:
    reply = server.ask(ONE, method="OPTIONS", Origin="https://elsewhere.example")
    assert reply.status == 200
    assert "GET" in reply.headers["Allow"]
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert server.ask(ONE).headers["Access-Control-Allow-Origin"] == "*"


def test_a_graph_is_not_sent_twice_to_one_who_has_it(server: Server) -> None:
    tag = server.ask(ONE, Accept="text/turtle").headers["ETag"]
    again = server.ask(ONE, Accept="text/turtle", If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["Vary"] == "Accept"
    assert server.ask(ONE, Accept="application/n-triples", If_None_Match=tag).status == 200
    assert server.ask(ALL, Accept="text/turtle", If_None_Match=tag).status == 200


def test_a_graph_answers_under_its_own_name(server: Server) -> None:
    data = server.ask("/g/src/svhtt/di-tich", Accept="application/n-triples")
    assert data.status == 303
    assert data.headers["Location"] == f"/graphs?graph={SOURCE}"
    form = server.ask("/g/src/svhtt/di-tich?format=nq", Accept=BROWSER)
    assert form.headers["Location"].endswith("&format=nq")
    page = server.ask("/g/src/svhtt/di-tich", Accept=BROWSER, Accept_Language="en")
    assert (page.status, page.headers["Location"]) == (303, "/data/g/src/svhtt/di-tich.ttl")
    assert server.ask("/g/nowhere", Accept="text/turtle").status == 404


def test_a_graph_that_no_page_describes_is_shown_as_it_is(server: Server) -> None:
    reply = server.ask("/g/big", Accept=BROWSER)
    assert reply.headers["Location"] == f"/graphs?graph={BASE}g/big"


def test_a_tag_stands_for_one_snapshot_also_while_it_changes(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    workspace = tmp_path_factory.mktemp("followed")
    found: dict[str, set[bytes]] = {}
    with served(workspace) as server:
        for asked in range(300):
            reply = server.ask(ONE)
            found.setdefault(reply.headers["ETag"], set()).add(reply.body)
            if asked == 0:
                snapshot(workspace, 2, GRAPH.replace('"BG-017"', '"BG-018"'))
            if b"BG-018" in reply.body:
                break
    assert [len(bodies) for bodies in found.values()] == [1, 1]
