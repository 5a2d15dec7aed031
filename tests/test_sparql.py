"""The SPARQL Protocol over the wire, with plain HTTP and with SPARQLWrapper."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from pyoxigraph import RdfFormat, parse
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper

from mocban.endpoint import queries
from mocban.graph.workers import Limits
from tests.serving import BASE, GRAPH, Server, served, snapshot

RANK = "https://w3id.org/mocban/ns/currentRank"
ONE = f"SELECT ?s {{ ?s <{RANK}> ?rank }}"
GRAPHS = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(ISLITERAL(?o)) }"
CROSS = "SELECT (COUNT(*) AS ?all) { " + " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(12)) + " }"
WIDE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HEAVY = """SELECT (GROUP_CONCAT(CONCAT(?x, ?x, ?x, ?x)) AS ?y)
{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?q ?r ?s . ?t ?u ?v
  BIND(CONCAT(STR(?a), STR(?d)) AS ?x) }"""
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    limits = Limits(seconds=1.5, memory=40 * 2**20, answer=2**19, moment=0.3)
    with served(tmp_path_factory.mktemp("sparql"), limits=limits) as server:
        yield server


def url(query: str, **more: str) -> str:
    return "/sparql?" + urlencode({"query": query, **more})


@pytest.mark.parametrize(
    ("accept", "content_type", "body"),
    [
        (
            "application/sparql-results+json",
            "application/sparql-results+json",
            (
                b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri",'
                b'"value":"%se/monument/vinh-nghiem"}}]}}'
            ),
        ),
        ("text/csv", "text/csv; charset=utf-8", b"s\r\n%se/monument/vinh-nghiem\r\n"),
        (
            "text/tab-separated-values",
            "text/tab-separated-values; charset=utf-8",
            b"?s\n<%se/monument/vinh-nghiem>\n",
        ),
        ("application/sparql-results+xml", "application/sparql-results+xml", None),
    ],
)
def test_a_select_comes_in_each_result_format(
    server: Server, accept: str, content_type: str, body: bytes | None
) -> None:
    reply = server.ask(url(ONE), Accept=accept)
    assert (reply.status, reply.headers["Content-Type"]) == (200, content_type)
    if body is not None:
        assert reply.body == body.replace(b"%s", BASE.encode())
    else:
        assert reply.body.startswith(b'<?xml version="1.0"?><sparql')
    assert reply.headers["Vary"] == "Accept"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert int(reply.headers["Content-Length"]) == len(reply.body)


@pytest.mark.parametrize(
    "media_type",
    ["text/turtle", "application/n-triples", "application/rdf+xml", "application/trig",
     "application/n-quads", "application/ld+json"],
)  # fmt: skip
def test_a_construct_comes_in_each_graph_format(server: Server, media_type: str) -> None:
    reply = server.ask(url(GRAPHS), Accept=media_type)
    assert reply.status == 200
    assert reply.headers["Content-Type"].startswith(media_type)
    form = RdfFormat.from_media_type(media_type)
    assert len({quad.triple for quad in parse(reply.body, form)}) == 6


def test_turtle_is_written_with_our_prefixes(server: Server) -> None:
    reply = server.ask(url(f"DESCRIBE <{BASE}e/monument/vinh-nghiem>"), Accept="text/turtle")
    assert "mcb:currentRank" in reply.text


def test_json_ld_is_compacted_and_carries_the_context_it_needs(server: Server) -> None:
    reply = server.ask(url(GRAPHS), Accept="application/ld+json")
    document = json.loads(reply.body)
    assert any("prefLabel" in node for node in document["@graph"])
    assert "prefLabel" in document["@context"]
    assert len(document["@context"]) < 20


@pytest.mark.parametrize(
    ("kind", "body", "path"),
    [
        ("application/sparql-query", ONE.encode(), "/sparql"),
        ("application/sparql-query; charset=UTF-8", ONE.encode(), "/sparql"),
        (FORM, urlencode({"query": ONE}).encode(), "/sparql"),
    ],
)
def test_a_query_can_be_posted_as_itself_or_as_a_form(
    server: Server, kind: str, body: bytes, path: str
) -> None:
    reply = server.ask(path, body=body, Content_Type=kind, Accept="text/csv")
    assert reply.body == f"s\r\n{BASE}e/monument/vinh-nghiem\r\n".encode()


def test_vietnamese_in_a_query_survives_every_way_of_sending(server: Server) -> None:
    query = 'SELECT ?s { ?s ?p "Chùa Vĩnh Nghiêm"@vi }'
    form = urlencode({"query": query}).encode()
    replies = [
        server.ask(url(query), Accept="text/csv"),
        server.ask("/sparql", body=form, Content_Type=FORM, Accept="text/csv"),
        server.ask(
            "/sparql", body=query.encode(), Content_Type="application/sparql-query",
            Accept="text/csv",
        ),
    ]  # fmt: skip
    assert {reply.body.count(b"vinh-nghiem") for reply in replies} == {1}


def test_the_graphs_of_a_request_replace_those_of_the_query(server: Server) -> None:
    query = f"SELECT ?o FROM <{BASE}none> {{ ?s ?p ?o }}"
    named = server.ask(
        url(query, **{"default-graph-uri": f"{BASE}g/src/svhtt/di-tich"}), Accept="text/csv"
    )
    unknown = server.ask(url(ONE, **{"default-graph-uri": f"{BASE}g/nowhere"}), Accept="text/csv")
    assert named.body == b"o\r\nBG-017\r\n"
    assert unknown.body == b"s\r\n"
    bad = server.ask(url(ONE, **{"named-graph-uri": "not an iri"}))
    assert bad.status == 400


def test_a_source_graph_is_read_by_its_name(server: Server) -> None:
    query = f"ASK {{ GRAPH <{BASE}g/src/svhtt/di-tich> {{ ?s ?p 'BG-017' }} }}"
    assert json.loads(server.ask(url(query)).body)["boolean"] is True


def test_format_goes_before_accept(server: Server) -> None:
    assert server.ask(url(ONE, format="csv"), Accept="image/png").body.startswith(b"s\r\n")
    assert server.ask(url(GRAPHS, format="nt")).headers["Content-Type"] == "application/n-triples"


def test_what_cannot_be_had_is_406_with_a_list_of_what_can(server: Server) -> None:
    reply = server.ask(url(ONE), Accept="image/png", Accept_Language="en")
    assert reply.status == 406
    assert "text/csv" in reply.text
    assert "text/turtle" not in reply.text
    assert server.ask(url(ONE, format="pdf")).status == 406


@pytest.mark.parametrize(
    ("query", "en", "vi"),
    [
        ("SELECT * {", "cannot be read at line 1, column 11", "Không đọc được truy vấn ở dòng 1"),
        ("SELECT * {\n ?s foo ?o }", "line 2, column", "dòng 2, cột"),
        ("SELECT * { ?s crm:P1 ?o }", "does not declare: crm:.", "chưa khai báo: crm:."),
        (
            "SELECT ?x { ?s ?p ?o } GROUP BY ?s",
            "The SELECT contains a variable that is unbound.",
            "dòng 1, cột 35",
        ),
        ("hello", "line 1", "dòng 1"),
        ("SELECT * { ?s ?p ?o } ; SELECT * { ?s ?p ?o }", "line 1, column", "dòng 1, cột"),
    ],
)
def test_a_bad_query_is_one_sentence_that_says_where(
    server: Server, query: str, en: str, vi: str
) -> None:
    for language, words in (("en", en), ("vi", vi)):
        reply = server.ask(url(query), Accept_Language=language, Accept="text/plain, text/csv")
        assert reply.status == 400
        assert words in reply.text
        assert reply.text.count("\n") == 1
        assert reply.headers["Content-Language"] == language


def test_a_problem_comes_as_json_where_json_is_asked_for(server: Server) -> None:
    reply = server.ask(
        url("SELECT"), Accept="application/sparql-results+json", Accept_Language="en"
    )
    assert reply.headers["Content-Type"] == "application/problem+json"
    details = json.loads(reply.body)
    assert (details["status"], details["title"]) == (400, "Bad request")


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("/sparql?update=" + quote("CLEAR ALL"), None, ""),
        ("/sparql?query=" + quote("INSERT DATA { <x:a> <x:b> 1 }"), None, ""),
        ("/sparql?query=" + quote("PREFIX a: <x:> load <http://127.0.0.1/>"), None, ""),
        ("/sparql", b"update=CLEAR+ALL", FORM),
        ("/sparql", b"CLEAR ALL", "application/sparql-update"),
    ],
)
def test_an_update_is_refused_with_405_and_what_is_allowed(
    server: Server, path: str, body: bytes | None, kind: str
) -> None:
    reply = server.ask(path, body=body, **({"Content_Type": kind} if kind else {}))
    assert reply.status == 405
    assert "POST" in reply.headers["Allow"]


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("PUT", "/sparql?query=ASK%7B%7D", b"", {}, 405),
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, {}, 400),
        ("GET", "/sparql?query=%FF", None, {}, 400),
        ("POST", "/sparql", b"ASK {}", {"Content_Type": "text/plain"}, 415),
        ("POST", "/sparql", b"", {"Content_Type": FORM}, 400),
        ("POST", "/sparql", "ASK {}".encode("utf-16"),
         {"Content_Type": "application/sparql-query; charset=UTF-16"}, 400),
        ("POST", "/sparql", b"ASK {} # \xff", {"Content_Type": "application/sparql-query"}, 400),
        ("GET", "/sparql?query=" + "%20" * 20_000 + "ASK" + "%20" * 90_000, None, {}, None),
    ],
)  # fmt: skip
def test_requests_that_the_protocol_does_not_allow(
    server: Server, method: str, path: str, body: bytes | None, headers: dict[str, str],
    status: int | None,
) -> None:  # fmt: skip
    reply = server.ask(path, body=body, method=method, **headers)
    if status is None:
        assert reply.status in (413, 414)
    else:
        assert reply.status == status


def test_a_query_that_is_too_long_is_413(server: Server) -> None:
    body = b"ASK {} #" + b"x" * 200_000
    reply = server.ask("/sparql", body=body, Content_Type="application/sparql-query")
    assert reply.status == 413


def test_service_is_refused_with_a_sentence(server: Server) -> None:
    query = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    reply = server.ask(url(query), Accept_Language="en")
    assert (reply.status, reply.text) == (
        403, "SERVICE is switched off here: query the other endpoint yourself.\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("SELECT * { SERVICE <x:> { } }", True),
        ("SELECT * { service ?s { } }", True),
        ("SELECT * { ?s ?p 1.Service<x:>{} }", True),
        (r"SELECT * { \u0053ERVICE <x:> { } }", True),
        ("SELECT * { ?s ?p ?o #\rSERVICE <x:> {} }", True),
        ('SELECT * { ?s ?p """a"SERVICE <x:>""", "x" ; ?q ?r . SERVICE <x:> {} }', True),
        (r'SELECT * { ?s ?p "\u0022" . SERVICE <x:> {} }', True),
        (r'SELECT * { ?s ?p "\" SERVICE <x:> {}" }', False),
        ("SELECT * { ?s ?p '''\nSERVICE ' '' <x:> {}''' }", False),
        ("SELECT * { ?s <http://x/SERVICE> ?service . ?service service:SERVICE _:SERVICE }", False),
        ("SELECT * { ?s ?p ?o } # SERVICE <x:> {}", False),
        ('SELECT * { ?s ?p "x"@service }', False),
    ],
)
def test_service_is_seen_where_it_is_the_keyword_and_only_there(text: str, service: bool) -> None:
    assert queries.read(text).service is service


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("# SELECT\nPREFIX select: <http://x/CONSTRUCT> ask {}", "ASK"),
        ("BASE <http://x/> PREFIX : <#> CONSTRUCT WHERE { :a :b :c }", "CONSTRUCT"),
        ("describe <x:a>", "DESCRIBE"),
        ("WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH"),
        ("hello", ""),
    ],
)
def test_the_form_of_a_query_is_its_first_keyword(text: str, form: str) -> None:
    assert queries.read(text).form == form


def test_a_runaway_query_is_504_and_the_endpoint_goes_on(server: Server) -> None:
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(server.ask, url(CROSS), Accept_Language="en")
        while not slow.done():
            assert server.ask(url(ONE)).status == 200
        reply = slow.result()
    assert reply.status == 504
    assert reply.text.startswith("The query was stopped after 1.5 seconds")


def test_an_answer_past_its_limit_is_413_and_not_a_part_of_it(server: Server) -> None:
    reply = server.ask(url(WIDE), Accept_Language="en", Accept="text/csv")
    assert reply.status == 413
    assert "LIMIT" in reply.text


def test_a_query_that_eats_memory_is_503_and_says_so(server: Server) -> None:
    reply = server.ask(url(HEAVY), Accept_Language="vi")
    assert reply.status == 503
    assert "40 MiB bộ nhớ" in reply.text


def test_head_has_the_headers_of_get_and_no_body(server: Server) -> None:
    reply = server.ask(url(ONE), method="HEAD", Accept="text/csv")
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_a_page_of_another_origin_may_ask(server: Server) -> None:
    reply = server.ask("/sparql", method="OPTIONS", Origin="https://elsewhere.example")
    assert reply.status == 200
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Type" in reply.headers["Access-Control-Allow-Headers"]


def test_an_answer_is_not_sent_twice_to_one_who_has_it(server: Server) -> None:
    tag = server.ask(url(ONE), Accept="text/csv").headers["ETag"]
    again = server.ask(url(ONE), Accept="text/csv", If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")
    assert server.ask(url(ONE), Accept="text/turtle, */*", If_None_Match=tag).status == 200
    assert "ETag" not in server.ask(url("SELECT (NOW() AS ?now) {}")).headers


def test_without_a_query_a_client_gets_the_service_description(server: Server) -> None:
    reply = server.ask("/sparql", Accept="text/turtle")
    said = {(str(quad.predicate), str(quad.object)) for quad in parse(reply.body, RdfFormat.TURTLE)}
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert (f"<{sd}endpoint>", f"<{BASE}sparql>") in said
    assert (f"<{sd}resultFormat>", "<http://www.w3.org/ns/formats/Turtle>") in said
    assert (f"<{sd}name>", f"<{BASE}g/src/svhtt/di-tich>") in said
    assert not any("BasicFederatedQuery" in value for _, value in said)


def test_without_a_query_a_browser_gets_the_page_where_there_is_one(server: Server) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert server.ask("/sparql", Accept=browser).status == 400
    server.app.config["SPARQL_PAGE"] = lambda: "<h1>SPARQL</h1>"
    try:
        assert server.ask("/sparql", Accept=browser).text == "<h1>SPARQL</h1>"
    finally:
        del server.app.config["SPARQL_PAGE"]


def test_a_researcher_can_use_sparqlwrapper(server: Server) -> None:
    client: Any = SPARQLWrapper(server.url + "/sparql")
    client.setQuery(ONE)
    for method in ("GET", "POST"):
        client.setMethod(method)
        client.setReturnFormat(JSON)
        rows = client.query().convert()["results"]["bindings"]
        assert [row["s"]["value"] for row in rows] == [f"{BASE}e/monument/vinh-nghiem"]
    client.setReturnFormat(CSV)
    assert client.query().convert() == f"s\r\n{BASE}e/monument/vinh-nghiem\r\n".encode()
    client.setReturnFormat(XML)
    assert client.query().convert().getElementsByTagName("binding").length == 1
    client.setQuery(GRAPHS)
    client.setReturnFormat(TURTLE)
    assert len(list(parse(client.query().convert(), RdfFormat.TURTLE))) == 6


def test_a_new_snapshot_is_followed_and_the_old_one_let_go(server: Server) -> None:
    workspace = server.current._snapshots.folder.parent
    old = server.current._snapshot
    snapshot(workspace, 2, GRAPH.replace("e/monument/vinh-nghiem", "e/monument/new"))
    for _ in range(100):
        reply = server.ask(url(ONE), Accept="text/csv")
        assert reply.status == 200
        if b"monument/new" in reply.body:
            break
    else:
        pytest.fail("the new snapshot was not followed")
    assert old._lock is None
    assert server.current._snapshot.folder.name == "000002"
