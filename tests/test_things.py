"""Things, their pages and their data, over the wire."""

import json
from collections.abc import Iterator

import pytest
from pyoxigraph import RdfFormat, parse

from mocban.ontology.iris import Minter, enc
from tests.serving import BASE, GRAPH, Server, served

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PAGODA = "/e/monument/vinh-nghiem"
ODD = [
    "..",
    ".",
    "%41",
    "a#b?c",
    "昌江賦",
    "a/b",
    "548/QĐ-TTg",
    "_2E",
    "~2",
    "a b",
    "&=+;@:",
    "\\",
    '"<>',
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    minter = Minter(BASE, "svhtt")
    odd = "".join(
        f'{minter.thing("object", rid)} <http://purl.org/dc/terms/identifier> "{number}" .\n'
        for number, rid in enumerate(ODD)
    )
    with served(tmp_path_factory.mktemp("things"), GRAPH + odd, size=1) as server:
        yield server


@pytest.mark.parametrize(
    ("accept", "language", "location"),
    [
        (BROWSER, "vi", "/vi/e/monument/vinh-nghiem"),
        (BROWSER, "en-GB,en", "/en/e/monument/vinh-nghiem"),
        ("text/turtle", "vi", "/data/e/monument/vinh-nghiem.ttl"),
        ("application/ld+json", "vi", "/data/e/monument/vinh-nghiem.jsonld"),
        ("application/rdf+xml", "vi", "/data/e/monument/vinh-nghiem.rdf"),
        ("application/n-triples", "vi", "/data/e/monument/vinh-nghiem.nt"),
        ("*/*", "vi", "/data/e/monument/vinh-nghiem.ttl"),
    ],
)
def test_a_thing_leads_to_its_page_or_its_data(
    server: Server, accept: str, language: str, location: str
) -> None:
    reply = server.ask(PAGODA, Accept=accept, Accept_Language=language)
    assert (reply.status, reply.headers["Location"]) == (303, location)
    assert reply.headers["Vary"] == "Accept, Accept-Language"
    assert '</data/e/monument/vinh-nghiem.ttl>; rel="alternate"; type="text/turtle"' in reply.links


def test_what_a_thing_cannot_be_had_as_is_406(server: Server) -> None:
    assert server.ask(PAGODA, Accept="image/png").status == 406


@pytest.mark.parametrize(
    "path", ["/e/monument/nowhere", "/v/rank/none", "/r/x", "/e/%00", "/e/a%20b"]
)
def test_an_unknown_thing_is_404_in_the_askers_language(server: Server, path: str) -> None:
    reply = server.ask(path, Accept_Language="en")
    assert (reply.status, reply.text) == (404, "Nothing is known under this address.\n")


@pytest.mark.parametrize("path", ["/e/monument/duc-la", "/e/monument/la"])
def test_a_merged_entity_has_moved_to_its_survivor(server: Server, path: str) -> None:
    reply = server.ask(path, Accept=BROWSER)
    assert (reply.status, reply.headers["Location"]) == (301, PAGODA)
    reply = server.ask(f"/data{path}.nt")
    assert (reply.status, reply.headers["Location"]) == (301, f"/data{PAGODA}.nt")


def test_a_concept_and_a_source_record_are_things_too(server: Server) -> None:
    assert server.ask("/v/rank/quoc-gia-dac-biet").status == 303
    assert server.ask("/r/svhtt/record/BG-017").status == 303
    reply = server.ask("/data/r/svhtt/record/BG-017.nt")
    assert b'"BG-017"' in reply.body


@pytest.mark.parametrize(
    ("extension", "content_type", "form"),
    [
        ("ttl", "text/turtle; charset=utf-8", RdfFormat.TURTLE),
        ("nt", "application/n-triples", RdfFormat.N_TRIPLES),
        ("rdf", "application/rdf+xml", RdfFormat.RDF_XML),
        ("jsonld", "application/ld+json", RdfFormat.JSON_LD),
        ("json", "application/json", RdfFormat.JSON_LD),
    ],
)
def test_the_data_of_a_thing_says_the_same_in_every_format(
    server: Server, extension: str, content_type: str, form: RdfFormat
) -> None:
    reply = server.ask(f"/data{PAGODA}.{extension}")
    assert (reply.status, reply.headers["Content-Type"]) == (200, content_type)
    reference = server.ask(f"/data{PAGODA}.nt").body
    said = {quad.triple for quad in parse(reply.body, form)}
    assert said == {quad.triple for quad in parse(reference, RdfFormat.N_TRIPLES)}
    assert len(said) == 9
    assert f'<{BASE}e/monument/vinh-nghiem>; rel="describes"' in reply.links
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_the_json_of_a_thing_has_short_keys(server: Server) -> None:
    document = json.loads(server.ask(f"/data{PAGODA}.json").body)
    pagoda = next(node for node in document["@graph"] if node["id"].endswith("vinh-nghiem"))
    assert "currentRank" in pagoda


@pytest.mark.parametrize(
    "name", ["e/monument/vinh-nghiem", "e/monument/vinh-nghiem.pdf", ".ttl", "x.ttl"]
)
def test_data_that_is_not_there_is_404(server: Server, name: str) -> None:
    assert server.ask(f"/data/{name}").status == 404


def test_data_is_not_sent_twice_to_one_who_has_it(server: Server) -> None:
    tag = server.ask(f"/data{PAGODA}.ttl").headers["ETag"]
    assert server.ask(f"/data{PAGODA}.ttl", If_None_Match=tag).status == 304
    assert server.ask(f"/data{PAGODA}.nt", If_None_Match=tag).status == 200


@pytest.mark.parametrize("rid", ODD)
def test_an_iri_is_the_same_after_a_way_over_http(server: Server, rid: str) -> None:
    iri = f"{BASE}r/svhtt/object/{enc(rid)}"
    see = server.ask("/" + iri.removeprefix(BASE), Accept="application/n-triples")
    assert see.status == 303
    reply = server.ask(see.headers["Location"])
    (quad,) = parse(reply.body, RdfFormat.N_TRIPLES)
    assert str(quad.subject) == f"<{iri}>"
    assert str(quad.object) == f'"{ODD.index(rid)}"'


def test_a_fault_inside_tells_nothing_of_the_inside(server: Server) -> None:
    def broken() -> str:
        raise RuntimeError("secret")

    server.app.config["SPARQL_PAGE"] = broken
    try:
        reply = server.ask("/sparql", Accept="text/html", Accept_Language="en")
    finally:
        del server.app.config["SPARQL_PAGE"]
    assert (reply.status, reply.text) == (
        500, "Something went wrong here; the operator has been told.\n",
    )  # fmt: skip


def test_a_problem_is_a_page_where_the_site_has_one(server: Server) -> None:
    server.app.config["PROBLEM_PAGE"] = lambda *said: " | ".join(map(str, said))
    try:
        reply = server.ask("/vi/nowhere", Accept=BROWSER, Accept_Language="en")
        data = server.ask("/e/nowhere", Accept="application/ld+json")
    finally:
        del server.app.config["PROBLEM_PAGE"]
    assert reply.text == "404 | Không tìm thấy | Không có gì ở địa chỉ này. | vi"
    assert reply.headers["Content-Type"].startswith("text/html")
    assert json.loads(data.body)["status"] == 404
