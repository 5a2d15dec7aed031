"""The server's door: what goes out is the same whichever way it takes."""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode

import pytest
import zstandard

from tests.doors import CHEAP, House, opened, sparql, until
from tests.workspaces import HEAD, ROWS, built

GRAPH = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 20"
PASSING = ("date", "content-length", "connection")
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def house(demo: Path) -> Iterator[House]:
    with opened(demo) as found:
        yield found
        assert "Traceback" not in found.said and "panicked" not in found.said


def _alike(headers: dict[str, str]) -> dict[str, str]:
    return {
        name: ", ".join(sorted(value.split(", "))) if name == "vary" else value
        for name, value in headers.items()
        if name not in PASSING
    }


@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
@pytest.mark.parametrize(
    "form",
    ["json", "xml", "csv", "tsv", "parquet", "ttl", "jsonld", "nt", "rdf", "trig", "nq"],
)
def test_the_quick_way_and_the_long_ways_give_the_same(
    house: House, form: str, coding: str
) -> None:
    query = CHEAP if form in ("json", "xml", "csv", "tsv", "parquet") else GRAPH
    asked = {"query": query, "format": form}
    quick = house.ask(sparql(**asked), Accept_Encoding=coding)
    longer = house.ask(sparql(**asked, more="x"), Accept_Encoding=coding)
    posted = house.ask(
        "/sparql", "POST", urlencode(asked).encode(), Content_Type=FORM, Accept_Encoding=coding
    )
    assert quick.status == 200 and quick.body
    assert quick.headers["etag"].startswith('W/"') and quick.headers["cache-control"] == "no-cache"
    assert quick.headers["access-control-allow-origin"] == "*"
    for other in (longer, posted):
        assert other.status == 200 and other.body == quick.body
        assert _alike(other.headers) == _alike(quick.headers)
    assert quick.headers["content-length"] == str(len(quick.body))


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html"])
@pytest.mark.parametrize(
    "asked",
    [
        {"query": "SELEKT"}, {"query": "SELECT * {"}, {"query": "ASK {}\ufffd"},
        {"query": "SELECT ?x { ?x foaf:name ?y }"}, {"query": CHEAP, "format": "turtle"},
        {"query": CHEAP, "format": "docx"}, {"query": "CLEAR ALL"},
        {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"},
    ],
)  # fmt: skip
def test_errors_are_the_same_on_both_ways(house: House, asked: dict[str, str], accept: str) -> None:
    quick = house.ask("/sparql?" + urlencode(asked), Accept=accept)
    longer = house.ask("/sparql?" + urlencode(asked | {"more": "x"}), Accept=accept)
    assert (longer.status, longer.body) == (quick.status, quick.body)
    assert _alike(longer.headers) == _alike(quick.headers)
    posted = house.ask(
        "/sparql", "POST", urlencode(asked).encode(), Content_Type=FORM, Accept=accept
    )
    assert 400 <= quick.status < 500
    assert (posted.status, posted.body) == (quick.status, quick.body)
    assert _alike(posted.headers) == _alike(quick.headers)


def test_packed_bodies_hold_the_same_bytes_and_say_so(house: House) -> None:
    for path in (sparql(CHEAP), "/vi/", "/assets/site.css", "/dump/SHA256SUMS", "/vi/nothing"):
        plain = house.ask(path, Accept="text/html", Accept_Encoding="identity")
        packed = house.ask(path, Accept="text/html", Accept_Encoding="gzip")
        best = house.ask(path, Accept="text/html", Accept_Encoding="gzip;q=0.9, zstd")
        assert "content-encoding" not in plain.headers
        for got in (plain, packed, best):
            assert "Accept-Encoding" in got.headers["vary"], path
            assert got.status == plain.status
        if len(plain.body) < 1000:
            assert packed.body == best.body == plain.body
            continue
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.body) == plain.body
        assert best.headers["content-encoding"] == "zstd"
        unpacked = zstandard.ZstdDecompressor().decompressobj().decompress(best.body)
        assert unpacked == plain.body
    for refusing in ("gzip;q=0, zstd;q=0", "*;q=0", "identity, gzip;q=0.5", "br"):
        got = house.ask(sparql(CHEAP), Accept_Encoding=refusing)
        assert "content-encoding" not in got.headers and json.loads(got.body)
    small = house.ask(sparql("ASK {}"), Accept_Encoding="gzip")
    assert "content-encoding" not in small.headers and json.loads(small.body)["boolean"] is True


def test_a_strong_tag_becomes_weak_where_the_bytes_are_others(house: House) -> None:
    plain = house.ask("/assets/site.css")
    packed = house.ask("/assets/site.css", Accept_Encoding="gzip")
    assert re.fullmatch(r'"[^"]+"', plain.headers["etag"])
    assert packed.headers["etag"] == f"W/{plain.headers['etag']}"
    for tag in (
        plain.headers["etag"],
        packed.headers["etag"],
        "*",
        f'"x", {plain.headers["etag"]}',
    ):
        got = house.ask("/assets/site.css", Accept_Encoding="gzip", If_None_Match=tag)
        assert got.status == 304 and not got.body
    got = house.ask("/assets/site.css", Accept_Encoding="gzip", If_None_Match='"another"')
    assert got.status == 200


def test_a_part_of_a_dump_can_be_had_also_after_the_whole_of_it(house: House) -> None:
    path = "/dump/view.nt.gz"
    whole = house.ask(path, Accept_Encoding="gzip, zstd")
    assert whole.status == 200 and "content-encoding" not in whole.headers
    assert "Accept-Encoding" not in whole.headers.get("vary", "")
    tag = whole.headers["etag"]
    assert tag == f'"{hashlib.sha256(whole.body).hexdigest()}"'
    for wanted, part in (("5-24", whole.body[5:25]), ("-7", whole.body[-7:])):
        got = house.ask(path, Range=f"bytes={wanted}", Accept_Encoding="gzip", If_Range=tag)
        assert got.status == 206 and got.body == part
        assert got.headers["content-range"].endswith(f"/{len(whole.body)}")
    assert house.ask(path, Range="bytes=5-24", If_Range='"another"').body == whole.body
    assert house.ask(path, Range=f"bytes={len(whole.body)}-").status == 416
    assert house.ask(path, If_None_Match=tag).status == 304
    assert house.ask(path).body == whole.body


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize(
    "path",
    [sparql(CHEAP), sparql(GRAPH), sparql("SELEKT"), "/vi/", "/sparql", "/dump/view.nt.gz",
     "/assets/site.css", "/health", "/nothing/here", sparql("SELECT * { ?s ?p ?o } LIMIT 6000")],
)  # fmt: skip
def test_head_has_the_headers_of_get_and_no_body(house: House, path: str, coding: str) -> None:
    first = house.ask(path, "HEAD", Accept_Encoding=coding)
    got = house.ask(path, Accept_Encoding=coding)
    second = house.ask(path, "HEAD", Accept_Encoding=coding)
    for head in (first, second):
        assert head.status == got.status and not head.body
        assert {**head.headers, "date": ""} == {**got.headers, "date": ""}
    if path != "/health":
        assert got.headers["content-length"] == str(len(got.body))


def _answered(house: House) -> int:
    figures = house.ask("/metrics").body.decode()
    found = re.search(r'queries_total\{end="Answered"\} (\d+)', figures)
    return int(found[1]) if found else 0


def test_the_same_question_is_answered_from_memory(house: House) -> None:
    path = sparql("SELECT (COUNT(*) AS ?kept) { ?s ?p ?o }")
    first = house.ask(path)
    count = _answered(house)
    again = house.ask(path)
    assert (again.status, again.body) == (200, first.body)
    assert _alike(again.headers) == _alike(first.headers)
    known = house.ask(path, If_None_Match=first.headers["etag"])
    assert known.status == 304 and not known.body and known.headers["etag"] == again.headers["etag"]
    assert known.headers["vary"] == again.headers["vary"]
    form = urlencode({"query": "ASK { ?kept ?p ?o }"}).encode()
    posted = [house.ask("/sparql", "POST", form, Content_Type=FORM) for _ in range(3)]
    assert posted[0].body == posted[2].body
    assert _answered(house) == count + 1
    other = house.ask(path, Accept="text/csv")
    assert other.headers["content-type"].startswith("text/csv") and other.body != first.body
    assert house.ask(path).body == first.body


def test_a_tag_that_was_known_before_spares_the_answer(house: House) -> None:
    path = sparql("SELECT (COUNT(*) AS ?known) { ?s ?p ?o }", more="x")
    quick = house.ask(sparql("SELECT (COUNT(*) AS ?known) { ?s ?p ?o }"))
    got = house.ask(path, If_None_Match=quick.headers["etag"])
    assert got.status == 304 and got.headers["etag"] == quick.headers["etag"]
    assert _alike(got.headers)["vary"] == _alike(quick.headers)["vary"]


@pytest.mark.parametrize(
    "query", ["SELECT (NOW() AS ?t) {}", "SELECT (RAND() AS ?r) {}", "SELECT (struuid() AS ?u) {}"]
)
def test_what_is_another_each_time_is_not_kept(house: House, query: str) -> None:
    first, second = house.ask(sparql(query)), house.ask(sparql(query))
    assert first.status == 200 and first.body != second.body
    assert first.headers["cache-control"] == "no-store" and "etag" not in first.headers
    assert house.ask(sparql(query), If_None_Match="*").status == 200


def test_errors_are_not_kept(house: House) -> None:
    count = house.ask("/metrics").body.count(b"BadQuery")
    for _ in range(2):
        got = house.ask(sparql("SELECT * { wrong }"))
        assert got.status == 400 and got.headers["cache-control"] == "no-store"
    assert house.ask("/metrics").body.count(b"BadQuery") >= count


def test_a_new_snapshot_lets_go_of_all_answers_and_no_tag_stands_for_two(tmp_path: Path) -> None:
    built(tmp_path)
    label = "SELECT ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l FILTER(STRSTARTS(?l, 'Chùa')) }"
    with opened(tmp_path) as house:
        seen: dict[str, set[bytes]] = {}
        over = Event()

        def watch() -> None:
            while not over.is_set():
                got = house.ask(sparql(label), Accept="text/csv", Accept_Encoding="identity")
                seen.setdefault(got.headers.get("etag", ""), set()).add(got.body)

        old = house.ask(sparql(label), Accept="text/csv")
        assert "Chùa Vĩnh Nghiêm" in old.body.decode()
        watcher = Thread(target=watch)
        watcher.start()
        try:
            built(tmp_path, a=HEAD + ROWS[0].replace("Chùa Vĩnh Nghiêm", "Chùa Đức La"))

            def shown() -> bool:
                got = house.ask(sparql(label), Accept="text/csv", source="127.0.0.4")
                return "Chùa Đức La" in got.body.decode() and "etag" in got.headers

            assert until(shown, 8)
        finally:
            over.set()
            watcher.join()
        new = house.ask(sparql(label), Accept="text/csv")
        assert new.headers["etag"] != old.headers["etag"] and new.body != old.body
        assert (
            house.ask(sparql(label), Accept="text/csv", If_None_Match=old.headers["etag"]).status
            == 200
        )
        assert all(len(bodies) == 1 for tag, bodies in seen.items() if tag)
        assert seen[old.headers["etag"]] == {old.body}
