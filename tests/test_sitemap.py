"""Crawlers find every page, and stay out of what has no end."""

import re
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from pyoxigraph import NamedNode, Quad

from mocban.graph import roll
from mocban.graph.curation import Entity
from mocban.graph.curation import entities as known
from mocban.graph.store import GraphStore
from mocban.site import sitemap
from tests.leaf_app import small_app

BASE = "https://mocban.example/"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
# https://www.sitemaps.org/protocol.html: of one file
ADDRESSES, BYTES, LONGEST = 50_000, 50 * 2**20, 2_048
WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z").match  # W3C-DTF


@pytest.fixture(scope="module")
def client(demo_app: Flask) -> FlaskClient:
    return demo_app.test_client()


def read(client: FlaskClient, path: str) -> etree._Element:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert len(answer.data) <= BYTES
    return etree.fromstring(answer.data)


def minted(demo: Path) -> set[str]:
    """The entities of the demonstration, all of which are there."""
    return {f"{each.kind}/{each.eid}" for each in known(demo / "curation")}


def text(node: etree._Element, name: str) -> str:
    return node.findtext(f"{MAP}{name}") or ""


def parts(client: FlaskClient) -> list[str]:
    """The paths of the parts that the index names."""
    index = read(client, "/sitemap.xml")
    assert index.tag == f"{MAP}sitemapindex"
    assert all({child.tag for child in part} <= {f"{MAP}loc", f"{MAP}lastmod"} for part in index)
    assert all(text(part, "loc").startswith(BASE) for part in index)
    return ["/" + text(part, "loc").removeprefix(BASE) for part in index]


def test_every_entity_and_every_page_of_the_site_is_in_it_in_both_languages(
    client: FlaskClient, demo: Path
) -> None:
    found: dict[str, etree._Element] = {}
    for path in parts(client):
        listed = list(read(client, path))
        assert len(listed) <= ADDRESSES
        for page in listed:
            assert text(page, "loc") not in found
            found[text(page, "loc")] = page
    wanted = {f"{BASE}{lang}/e/{each}" for each in minted(demo) for lang in ("vi", "en")}
    assert wanted <= found.keys()
    fixed = {address.removeprefix(BASE) for address in found.keys() - wanted}
    assert fixed >= {"vi/", "en/", "vi/about", "en/search", "vi/browse/monument", "vi/datasets"}
    assert not [path for path in fixed if "result" in path or "<" in path or "?" in path]
    for path in sorted(fixed):
        assert client.get(f"/{path}").status_code == 200, path


def test_every_address_meets_the_protocol_and_names_its_other_languages(
    client: FlaskClient,
) -> None:
    for path in parts(client):
        for page in read(client, path):
            address = text(page, "loc")
            assert address.startswith(BASE) and address.isascii() and len(address) < LONGEST
            assert not text(page, "lastmod") or WHEN(text(page, "lastmod"))
            order = [child.tag for child in page]
            assert order == sorted(order, key=[f"{MAP}loc", f"{MAP}lastmod", LINK].index)
            others = {link.get("hreflang"): link.get("href") for link in page.iter(LINK)}
            assert others.keys() == {"vi", "en", "x-default"}
            assert address in (others["vi"], others["en"]) and others["x-default"] == others["vi"]


def test_a_part_that_is_not_there_is_404(client: FlaskClient) -> None:
    for number in ("99", "-1", "x", "9" * 30):
        assert client.get(f"/sitemap-{number}.xml").status_code == 404


def test_who_has_it_is_not_sent_it_again(client: FlaskClient) -> None:
    for path in ("/robots.txt", "/sitemap.xml", "/sitemap-1.xml"):
        tag = client.get(path).headers["ETag"]
        again = client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")


def test_a_site_without_a_roll_still_lists_its_own_pages(tmp_path: Path) -> None:
    client = small_app(tmp_path).test_client()
    assert parts(client) == ["/sitemap-0.xml"]
    assert len(read(client, "/sitemap-0.xml")) > 10


def matches(rule: str, path: str) -> bool:
    """https://www.rfc-editor.org/rfc/rfc9309#name-special-characters"""
    pattern = re.escape(rule).replace(r"\*", ".*")
    return re.match(pattern[:-2] + r"\Z" if rule.endswith("$") else pattern, path) is not None


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("/vi/", True), ("/en/e/monument/vinh-nghiem", True), ("/vi/search", True),
        ("/data/e/monument/vinh-nghiem.ttl", True), ("/assets/site.css?v=1", True),
        ("/vi/map", True), ("/vi/browse/monument", True), ("/sitemap-1.xml", True),
        ("/.well-known/void", True), ("/vi/datasets", True), ("/en/sparql", True),
        ("/vi/search?q=chua", False), ("/en/search?type=work&page=3", False),
        ("/vi/map?q=x", False), ("/vi/timeline?from=1", False), ("/vi/graph?of=e/x/y", False),
        ("/vi/e/monument/x?group=works", False), ("/vi/e/monument/x?a=1&group=works", False),
        ("/sparql?query=ASK{}", False), ("/vi/sparql/result?query=x", False),
        ("/api/search?q=x", False), ("/dump/view.nt.gz", False), ("/embed/e/monument/x", False),
        ("/vi/browse/work?page=2", False), ("/vi/q/abc", False),
    ],
)  # fmt: skip
def test_crawlers_are_kept_out_of_what_has_no_end(
    client: FlaskClient, path: str, may: bool
) -> None:
    answer = client.get("/robots.txt")
    lines = answer.get_data(as_text=True).splitlines()
    assert answer.mimetype == "text/plain"
    assert lines[0] == "User-agent: *" and lines[-1] == f"Sitemap: {BASE}sitemap.xml"
    closed = [line.partition(": ")[2] for line in lines if line.startswith("Disallow: ")]
    assert any(matches(rule, path) for rule in closed) != may


def many(folder: Path, count: int) -> Flask:
    """A site with so many entities."""
    entity = NamedNode("https://w3id.org/mocban/ns/entity")
    store = GraphStore.memory()
    for start in range(0, count, 10_000):
        store.extend(
            Quad(NamedNode(f"{BASE}r/a/work/{n}"), entity, NamedNode(f"{BASE}e/work/a.{n}"))
            for n in range(start, min(start + 10_000, count))
        )
    roll.write(folder / roll.FILE, store, BASE, iter(()))
    return small_app(folder)


def test_a_large_site_is_listed_in_parts_that_are_soon_there(tmp_path: Path) -> None:
    count = 3 * sitemap.ENTITIES + 1
    client = many(tmp_path, count).test_client()
    assert parts(client) == [f"/sitemap-{part}.xml" for part in range(5)]
    start = time.perf_counter()
    answer = client.get("/sitemap-1.xml")
    took = time.perf_counter() - start
    assert answer.is_streamed and answer.data.count(b"<url>") == 2 * sitemap.ENTITIES
    assert len(answer.data) < BYTES / 5 and took < 5
    assert client.get("/sitemap-4.xml").data.count(b"<url>") == 2


def test_a_roll_forgets_what_is_back(tmp_path: Path) -> None:
    def line(status: str) -> Entity:
        return Entity("x", "work", "a/work/x", "2026-01-02", status, "")

    for number, (last, day) in enumerate((("withdrawn", "2026-01-02"), ("active", ""))):
        path = tmp_path / f"{number}.sqlite"
        roll.write(path, GraphStore.memory(), BASE, [line("active"), line("withdrawn"), line(last)])
        assert roll.gone(path, f"{BASE}e/work/x") == day
