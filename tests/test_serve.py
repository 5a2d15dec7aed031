"""The demonstration, built and served by the real command, asked as its users would ask."""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from email.message import Message
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

BASE = "https://mocban.example/"
CANARIES = Path(__file__).parent / "canaries.txt"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Site:
    """A running server, asked without following redirects."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._opener = urllib.request.build_opener(_Stay)

    def get(self, path: str, **headers: str) -> tuple[int, Message, bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.address + path, headers=named)
        try:
            answer: HTTPResponse = self._opener.open(request, timeout=30)
            with answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    def text(self, path: str, **headers: str) -> str:
        status, _, body = self.get(path, **headers)
        assert status == 200, f"{path}: {status}"
        return body.decode()


@pytest.fixture(scope="module")
def site(served: str) -> Site:
    return Site(served)


def test_the_server_says_where_it_is_and_the_home_page_is_in_both_languages(site: Site) -> None:
    status, headers, _ = site.get("/", Accept_Language="en")
    assert status == 302 and headers["Location"].endswith("/en/")
    assert 'lang="vi"' in site.text("/vi/") and 'lang="en"' in site.text("/en/")


def test_a_visitor_sees_a_relic_with_facts_sources_and_links_to_all_kinds(site: Site) -> None:
    page = site.text("/vi/e/monument/vinh-nghiem")
    for words in (
        "Chùa Vĩnh Nghiêm", "Di tích quốc gia đặc biệt", "Địa chí Bắc Giang", "Mộc bản chùa Vĩnh Nghiêm",
        "Lễ hội chùa Vĩnh Nghiêm", "Tuyến Tây Yên Tử", "Trần Nhân Tông", "Thư viện", "Di sản",
    ):  # fmt: skip
        assert words in page, words
    assert "Vĩnh Nghiêm Pagoda" in site.text("/en/e/monument/vinh-nghiem")


def test_sources_that_disagree_are_both_shown(site: Site) -> None:
    page = site.text("/vi/e/person/hoang-hoa-tham")
    assert "1858" in page and "1836" in page and "Cũng có ghi" in page
    assert "黃花探" in page


@pytest.mark.parametrize(
    "accept, extension",
    [
        ("text/turtle", "ttl"), ("application/n-triples", "nt"), ("application/ld+json", "jsonld"),
        ("application/rdf+xml", "rdf"),
    ],
)  # fmt: skip
def test_a_thing_leads_to_its_page_or_its_data(site: Site, accept: str, extension: str) -> None:
    status, headers, _ = site.get("/e/monument/vinh-nghiem", Accept=accept)
    assert status == 303 and headers["Location"].endswith(
        f"/data/e/monument/vinh-nghiem.{extension}"
    )
    assert "Accept" in headers["Vary"]
    status, headers, body = site.get(f"/data/e/monument/vinh-nghiem.{extension}")
    assert status == 200 and headers["Content-Type"].startswith(accept)
    assert "Vĩnh Nghiêm" in body.decode() or "V\\u0129nh" in body.decode()
    status, headers, _ = site.get(
        "/e/monument/vinh-nghiem", Accept="text/html", Accept_Language="en"
    )
    assert status == 303 and headers["Location"].endswith("/en/e/monument/vinh-nghiem")


def test_json_ld_uses_our_context_and_says_what_turtle_says(site: Site) -> None:
    from mocban.ontology import jsonld

    document = json.loads(site.text("/data/e/monument/vinh-nghiem.jsonld"))
    assert "@context" in document
    turtle = site.get("/data/e/monument/vinh-nghiem.nt")[2]
    wanted = {str(quad.triple) for quad in ox.parse(turtle, ox.RdfFormat.N_TRIPLES)}
    found = {str(quad.triple) for quad in ox.parse(jsonld.nquads(document), ox.RdfFormat.N_QUADS)}
    assert found == wanted


def test_every_iri_of_the_graph_comes_back_from_its_path(site: Site) -> None:
    """T9: a minted IRI as an HTTP path names the same thing again."""
    query = f"SELECT DISTINCT ?s {{ ?s a ?c FILTER(STRSTARTS(STR(?s), '{BASE}r/')) }}"
    rows = site.text("/sparql?" + urlencode({"query": query, "format": "csv"})).split()[1:]
    odd = sorted(rows, key=lambda iri: -iri.count("_"))[:40]
    assert len(odd) == 40
    for iri in odd:
        path = quote(iri.removeprefix(BASE), safe="/~.")
        body = site.get(f"/data/{path}.nt")[2].decode()
        assert f"<{iri}> " in body


def test_a_researchers_library_gets_rows_from_the_endpoint(site: Site) -> None:
    from SPARQLWrapper import JSON, SPARQLWrapper

    client = SPARQLWrapper(f"{site.address}/sparql", returnFormat=JSON)
    client.setQuery(
        "SELECT (COUNT(DISTINCT ?w) AS ?n) { ?w a <http://id.loc.gov/ontologies/bibframe/Work> }"
    )
    answer: Any = client.queryAndConvert()
    assert int(answer["results"]["bindings"][0]["n"]["value"]) > 80


def test_no_page_search_answer_or_dump_holds_a_canary(site: Site, demo: Path) -> None:
    tokens = [line for line in CANARIES.read_text("utf-8").split() if line]
    assert len(tokens) > 10
    everything = site.text(
        "/sparql?"
        + urlencode(
            {
                "query": "CONSTRUCT { ?s ?p ?o } { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }",
                "format": "nt",
            }
        )
    )
    found = [token for token in tokens if token in everything]
    for token in tokens:
        answer = site.text(f"/api/search?q={quote(token)}")
        if json.loads(answer).get("total", 0):
            found.append(token)
    for folder in ("work", "snapshots"):
        for path in (demo / folder).rglob("*"):
            if path.is_file():
                body = path.read_bytes()
                found += [f"{token} in {path.name}" for token in tokens if token.encode() in body]
    assert not found


def test_a_new_snapshot_is_served_without_a_restart(tmp_path: Path) -> None:
    import time

    from tests.workspaces import HEAD, ROWS, built

    built(tmp_path)
    server = subprocess.Popen(
        [sys.executable, "-m", "mocban", "serve", str(tmp_path), "--port", "0"],
        stderr=subprocess.PIPE, text=True, env={**os.environ, "MOCBAN_LANG": "en"},
    )  # fmt: skip
    try:
        assert server.stderr is not None
        found = re.search(r"http://\S+", server.stderr.readline())
        assert found
        own = Site(found[0])
        assert "Chùa Vĩnh Nghiêm" in own.text("/vi/e/monument/a.R1")
        built(tmp_path, a=HEAD + ROWS[0].replace("Chùa Vĩnh Nghiêm", "Chùa Đức La"))
        deadline = time.monotonic() + 10
        while "Chùa Đức La" not in own.text("/vi/e/monument/a.R1"):
            assert time.monotonic() < deadline
            time.sleep(0.2)
    finally:
        server.terminate()
        server.wait(20)


def test_the_catalogue_is_where_machines_look_for_it(site: Site) -> None:
    for accept, start in (
        ("text/turtle", b"@prefix"),
        ("application/ld+json", b"{"),
        ("text/html", b"@prefix"),
    ):
        status, _, body = site.get("/.well-known/void", Accept=accept)
        assert status == 200 and body.lstrip().startswith(start)
    assert b"void#triples" in site.get("/.well-known/void", Accept="application/n-triples")[2]
    assert site.get("/.well-known/void", Accept="image/png")[0] == 406


def test_the_server_says_that_it_is_well(site: Site) -> None:
    health = json.loads(site.text("/health"))
    assert health["status"] == "ok" and health["snapshot"].startswith("000001")


def test_the_operator_sees_figures_of_the_workers_and_of_what_became_of_queries(
    site: Site,
) -> None:
    site.get("/sparql?query=ASK%7B%7D")
    site.get("/sparql?query=ASK%7B")
    figures = dict(re.findall(r"^(mocban_\S+) (\d+)$", site.text("/metrics"), re.MULTILINE))
    assert int(figures['mocban_workers{state="workers"}']) >= 1
    assert int(figures['mocban_queries_total{end="Answered"}']) >= 1
    assert int(figures['mocban_queries_total{end="BadQuery"}']) >= 1


def test_an_address_that_is_none_is_404_and_a_language_without_its_slash_stays_on_this_host(
    site: Site,
) -> None:
    assert site.get("/sitemaps")[0] == 404
    status, headers, _ = site.get("/vi")
    assert (status, headers["Location"]) == (308, "/vi/")
