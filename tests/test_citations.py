"""Saved queries over snapshots that are really built: cited, asked again, compared, pruned."""

import gzip
import hashlib
import io
import json
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mocban import config
from mocban.app import create_app
from mocban.build import build
from mocban.endpoint.allowance import Allowance
from mocban.endpoint.cited import Citing
from mocban.graph import apart, canonical, refusals
from mocban.graph.citations import Citations
from mocban.graph.reruns import MOST, Reruns
from mocban.graph.snapshots import Snapshots
from mocban.graph.workers import Job, Limits
from tests.workspaces import BASE, HEAD, ROWS, built, workspace

PREFIXES = """PREFIX mcb: <https://w3id.org/mocban/ns/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
RELICS = f"""# vi: Di tích & tên
# en: Relics & their names
{PREFIXES}SELECT ?relic ?name {{ ?relic a mcb:Monument ; rdfs:label ?name }}"""
BY_NAME = f"""# vi: Tìm theo tên
# en: By name
# name: vi Tên cần tìm / en The name to look for
{PREFIXES}SELECT ?relic {{ VALUES $name {{ "Chùa Vĩnh Nghiêm"@vi }} ?relic rdfs:label $name ; a mcb:Monument }}"""
LABELS = f"{PREFIXES}CONSTRUCT {{ [] rdfs:label ?name }} WHERE {{ ?relic a mcb:Monument ; rdfs:label ?name }}"
CSV, TSV = "text/csv", "text/tab-separated-values"
THIRD = "R3,Chùa Bổ Đà,,,,,,,,,,\n"


class House(NamedTuple):
    """An application over a workspace, and how to ask it."""

    client: FlaskClient
    citing: Citing
    folder: Path

    def save(self, query: str, address: str = "192.0.2.7", **headers: str) -> TestResponse:
        """Presses “Cite this query”."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(
            "/q", data={"query": query}, headers=named, environ_base={"REMOTE_ADDR": address}
        )

    def saved(self, query: str, address: str = "192.0.2.7") -> str:
        """The address of a query that can be saved."""
        reply = self.save(query, address)
        assert reply.status_code == 303, reply.text
        return str(reply.headers["Location"])

    def get(self, path: str, accept: str = TSV, **headers: str) -> TestResponse:
        """What a program gets."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers={"Accept": accept, **named})


@contextmanager
def opened(folder: Path) -> Iterator[House]:
    app, pool, current = create_app(config.load(folder))
    citing: Citing = app.extensions["mocban.citing"]
    try:
        yield House(app.test_client(), citing, folder)
    finally:
        citing.reruns.close()
        pool.close()
        current.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("citations")
    built(folder)
    with opened(folder) as found:
        # These tests save more in an hour than one person may.
        found.citing.allowance.__init__(1_000)  # type: ignore[misc]
        yield found


def told(reply: TestResponse) -> dict[str, Any]:
    """A JSON answer."""
    found: dict[str, Any] = json.loads(reply.text)
    return found


def sha256(reply: TestResponse) -> str:
    return hashlib.sha256(reply.data).hexdigest()


def rebuild(folder: Path, *rows: str, keep_cited: int = 20) -> None:
    """Builds a workspace anew from other rows."""
    workspace(folder, a=HEAD + "".join(rows))
    file = folder / "mocban.toml"
    file.write_text(f"keep_cited = {keep_cited}\n{file.read_text('utf-8')}", "utf-8")
    assert build(config.load(folder)).written


def test_a_saved_query_has_an_address_that_gives_its_answer_in_each_format(house: House) -> None:
    path = house.saved(RELICS)
    assert path.startswith("/q/") and len(path) == 13
    table = house.get(path)
    assert table.text.splitlines() == [
        "?relic\t?name",
        f'<{BASE}e/monument/a.R1>\t"Chùa Vĩnh Nghiêm"@vi',
        f'<{BASE}e/monument/a.R2>\t"Đình Thổ Hà"@vi',
    ]
    for extension, kind in (("json", "application/sparql-results+json"), ("csv", CSV),
                            ("xml", "application/sparql-results+xml")):  # fmt: skip
        one, other = house.get(path, kind), house.get(f"{path}.{extension}", "*/*")
        assert one.status_code == other.status_code == 200
        assert one.headers["Content-Type"].startswith(kind)
        assert one.data == other.data and "Đình Thổ Hà".encode() in one.data
        assert int(one.headers["Content-Length"]) == len(one.data)


def test_the_hash_is_that_of_the_table_and_is_the_entity_tag_for_good(house: House) -> None:
    path = house.saved(RELICS)
    reply = house.get(path)
    assert reply.headers["ETag"] == f'W/"{sha256(reply)}"'
    assert "immutable" in reply.headers["Cache-Control"]
    assert reply.headers["Mocban-Snapshot"] == "1"
    assert reply.headers["Mocban-Answer"] == "pinned"
    again = house.get(path, CSV, If_None_Match=reply.headers["ETag"])
    assert again.status_code == 304 and not again.data


def test_saving_the_same_twice_gives_the_same_address_and_another_query_another(
    house: House,
) -> None:
    assert house.saved(RELICS) == house.saved(RELICS.replace("\n", "\r\n") + "\n")
    assert house.saved(RELICS) != house.saved(RELICS + "\nLIMIT 1")


def test_what_is_kept_says_what_was_asked_and_nothing_of_who_asked(house: House) -> None:
    path = house.saved(RELICS, "198.51.100.23")
    text = (house.folder / "queries" / f"{path[3:]}.json").read_text("utf-8")
    said = json.loads(text)
    assert said.keys() == {
        "id", "query", "form", "saved", "pin", "sha256", "size", "rows", "version"
    }  # fmt: skip
    assert said["pin"].keys() == {"number", "inputs", "built"}
    assert (said["query"], said["rows"]) == (RELICS + "\n", 2)
    assert "198.51.100" not in text
    packed = (house.folder / "queries" / f"{path[3:]}.gz").read_bytes()
    assert hashlib.sha256(gzip.decompress(packed)).hexdigest() == said["sha256"]


def test_saving_writes_nothing_but_its_own_two_files(house: House) -> None:
    def files() -> dict[Path, int]:
        return {p: p.stat().st_mtime_ns for p in house.folder.rglob("*") if p.is_file()}

    before = files()
    path = house.saved(RELICS + "\n# another")
    after = files()
    new = {str(p.relative_to(house.folder)) for p in after.keys() - before.keys()}
    assert new == {f"queries/{path[3:]}.json", f"queries/{path[3:]}.gz"}
    assert all(after[p] == before[p] for p in before)


def test_an_address_that_is_taken_by_another_query_is_lengthened(tmp_path: Path) -> None:
    built(tmp_path)
    with opened(tmp_path) as house:
        path = house.saved(RELICS)
        file = tmp_path / "queries" / f"{path[3:]}.json"
        said = json.loads(file.read_text("utf-8"))
        file.write_text(json.dumps(said | {"query": "ASK {}"}), "utf-8")
        longer = house.saved(RELICS)
        assert longer.startswith(path) and len(longer) == len(path) + 1
        assert house.saved(RELICS) == longer


def test_a_graph_and_a_truth_value_can_be_cited_too(house: House) -> None:
    graph = house.saved(LABELS)
    reply = house.get(graph, "application/n-triples")
    lines = reply.text.splitlines()
    assert len(lines) == 2 and lines[0].startswith("_:c14n0 ") and lines == sorted(lines)
    assert reply.headers["ETag"] == f'W/"{sha256(reply)}"'
    assert b'"Ch\xc3\xb9a' in house.get(f"{graph}.ttl", "*/*").data
    ask = house.saved(f"{PREFIXES}ASK {{ ?s a mcb:Monument }}")
    assert house.get(ask).text == "true\n"
    assert json.loads(house.get(f"{ask}.json", "*/*").text)["boolean"] is True
    assert house.get(graph, CSV).status_code == 406
    assert house.get(f"{graph}.csv", "*/*").status_code == 404


def test_rebuilt_three_times_it_gives_the_same_on_its_snapshot_and_says_what_changed(
    tmp_path: Path,
) -> None:
    built(tmp_path)
    with opened(tmp_path) as house:
        path = house.saved(RELICS)
        first = house.get(path)
        unmoved = told(house.get(f"{path}/changes.json"))
        assert unmoved["same"] and "added" not in unmoved
    renamed = ROWS[1].replace("Đình Thổ Hà", "Đình làng Thổ Hà")
    for rows in ((ROWS[0], THIRD), (ROWS[0], renamed), (ROWS[0], renamed, THIRD)):
        rebuild(tmp_path, *rows)
    assert Snapshots(tmp_path / "snapshots").numbers() == [1, 2, 3, 4]
    with opened(tmp_path) as house:
        again = house.get(path)
        assert again.data == first.data
        assert (again.headers["Mocban-Answer"], again.headers["Mocban-Snapshot"]) == ("pinned", "1")
        assert house.citing.reruns.open() == [(tmp_path / "snapshots/000001/store").resolve()]
        today = house.get(f"{path}?snapshot=current")
        assert today.headers["Mocban-Snapshot"] == "4" and "Bổ Đà" in today.text
        assert today.headers["Cache-Control"] == "no-cache"
        found = told(house.get(f"{path}/changes.json"))
        assert (found["same"], found["pinned"]["rows"], found["current"]["rows"]) == (False, 2, 3)
        assert found["added"]["count"] == 2 and found["removed"]["count"] == 1
        assert [row["name"]["value"] for row in found["removed"]["rows"]] == ["Đình Thổ Hà"]
        assert sorted(row["name"]["value"] for row in found["added"]["rows"]) == [
            "Chùa Bổ Đà", "Đình làng Thổ Hà"
        ]  # fmt: skip
        page = house.get(f"/en{path}", "text/html").text
        assert "2 rows are new and 1 are gone; there are 3" in page and "Đình làng Thổ Hà" in page
        again = house.get(f"/en{path}?snapshot=pinned", "text/html")
        assert "Its hash is the one that was saved" in again.text


def test_beyond_the_number_of_cited_snapshots_the_archive_answers_and_says_so(
    tmp_path: Path,
) -> None:
    built(tmp_path)
    with opened(tmp_path) as house:
        path = house.saved(RELICS)
        other = house.saved(BY_NAME)
        first = house.get(path)
    for number in range(3):
        rebuild(tmp_path, ROWS[0], f"X{number},Chùa,,,,,,,,,,\n", keep_cited=0)
    assert Snapshots(tmp_path / "snapshots").numbers() == [2, 3, 4]
    with opened(tmp_path) as house:
        again = house.get(path)
        assert again.data == first.data and again.headers["Mocban-Answer"] == "archived"
        assert house.get(path, CSV).text.splitlines()[0] == "relic,name"
        assert "archived answer" in house.get(f"/en{path}", "text/html").text
        assert house.get(f"/en{path}?snapshot=pinned", "text/html").status_code == 200
        gone = house.get(f"{other}?snapshot=pinned&name=x", Accept_Language="en")
        assert gone.status_code == 410 and "Snapshot 1 is no longer kept" in gone.text
        archive = tmp_path / "queries" / f"{path[3:]}.gz"
        archive.write_bytes(gzip.compress(b"?relic\t?name\n"))
        lost = house.get(path, Accept_Language="en")
        assert lost.status_code == 410 and sha256(first) in lost.text
        assert house.get(f"/vi{path}", "text/html").status_code == 410


def test_built_again_from_the_same_sources_a_query_keeps_its_address_and_its_answer(
    tmp_path: Path,
) -> None:
    built(tmp_path)
    with opened(tmp_path) as house:
        path = house.saved(RELICS)
        first = house.get(path)
    shutil.rmtree(tmp_path / "snapshots")
    shutil.rmtree(tmp_path / "work")
    time.sleep(1.1)  # so that it is not built in the same second
    build(config.load(tmp_path))
    (tmp_path / "queries" / f"{path[3:]}.gz").unlink()
    with opened(tmp_path) as house:
        again = house.get(path)
        assert again.data == first.data and again.headers["Mocban-Answer"] == "rebuilt"
        assert house.saved(RELICS) == path


def test_of_the_cited_snapshots_only_the_newest_are_spared(tmp_path: Path) -> None:
    for number in range(1, 8):
        (tmp_path / f"{number:06}").mkdir()
        (tmp_path / f"{number:06}" / ".lock").touch()
    (tmp_path / "current").symlink_to("000007")
    Snapshots(tmp_path).prune(2, {1, 3, 4, 6, 99}, 2)
    assert Snapshots(tmp_path).numbers() == [3, 4, 6, 7]
    Snapshots(tmp_path).prune(2, {3, 4}, 0)
    assert Snapshots(tmp_path).numbers() == [6, 7]


def test_a_damaged_file_among_the_saved_ones_does_not_stop_a_build(tmp_path: Path) -> None:
    built(tmp_path)
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "aaaaaaaaaa.json").write_text("{", "utf-8")
    (tmp_path / "queries" / "notes.txt").write_text("mine", "utf-8")
    rebuild(tmp_path, ROWS[0])
    assert list(Citations(tmp_path)) == []
    with opened(tmp_path) as house:
        reply = house.get("/q/aaaaaaaaaa", Accept_Language="en")
        assert reply.status_code == 503 and "restore it from a backup" in reply.text


def test_parameters_make_it_an_api(house: House) -> None:
    path = house.saved(BY_NAME)
    one = house.get(f"{path}?name=Đình Thổ Hà")
    assert one.text.splitlines()[1:] == [f"<{BASE}e/monument/a.R2>"]
    assert one.headers["Mocban-Answer"] == "current"
    both = house.get(f"{path}?name=Đình Thổ Hà&name=Chùa Vĩnh Nghiêm&snapshot=pinned")
    assert len(both.text.splitlines()) == 3 and both.headers["Mocban-Answer"] == "pinned"
    assert house.get(path).text.splitlines()[1:] == [f"<{BASE}e/monument/a.R1>"]
    unknown = house.get(f"{path}?place=x", Accept_Language="en")
    assert unknown.status_code == 400 and "it has: name" in unknown.text
    assert house.get(f"{path}?snapshot=old").status_code == 400
    assert house.get(path + "?" + "name=x&" * 101).status_code == 400


@pytest.mark.parametrize(
    "value", ['"', '"@vi } #', "\\", "\\u0022 } { ?s ?p ?o }", "'''", "}", "x\n}", "> } <", "\r\n"]
)
def test_no_value_becomes_syntax(house: House, value: str) -> None:
    path = house.saved(BY_NAME)
    reply = house.client.get(path, query_string={"name": value}, headers={"Accept": TSV})
    assert (reply.status_code, reply.text) == (200, "?relic\n")


def test_the_description_as_an_api_has_what_openapi_requires(house: House) -> None:
    path = house.saved(BY_NAME)
    said = told(house.get(f"{path}/openapi.json", Accept_Language="en"))
    assert said["openapi"] == "3.1.0" and said["info"]["title"] == "By name"
    assert said["info"]["version"] and list(said["paths"]) == [path]
    get = said["paths"][path]["get"]
    named = {parameter["name"]: parameter for parameter in get["parameters"]}
    assert list(named) == ["name", "snapshot", "format"]
    assert all(parameter["in"] == "query" and parameter["schema"] for parameter in named.values())
    assert named["name"]["description"] == "The name to look for"
    assert named["name"]["schema"]["items"] == {"type": "string"}
    assert named["name"]["schema"]["default"] == ["Chùa Vĩnh Nghiêm"]
    assert all(reply["description"] for reply in get["responses"].values())
    assert {"application/sparql-results+json", CSV} <= get["responses"]["200"]["content"].keys()
    schemas = said["components"]["schemas"]
    wanted = get["responses"]["400"]["content"]["application/problem+json"]["schema"]["$ref"]
    assert wanted.rpartition("/")[2] in schemas


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("SELECT (NOW() AS ?now) {}", 400, "NOW cannot be cited"),
        ("SELECT * { ?s ?p ?o } ORDER BY RAND()", 400, "RAND cannot be cited"),
        ("SELECT * { BIND(\\u0055UID() AS ?x) }", 400, "UUID cannot be cited"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 400, "with SERVICE"),
        ("INSERT DATA { <x:a> <x:b> 1 }", 400, "An update cannot be cited"),
        ("  \n", 400, "no query"),
        ("SELECT * {", 400, "cannot be read at line"),
        ("SELECT * { ?s ?p ?o } # " + "x" * 100_000, 413, "longer than 100000"),
        ("SELECT * { VALUES $format { 1 } }", 400, "cannot be called format"),
    ],
)
def test_what_cannot_be_cited_is_refused_in_a_sentence(
    house: House, query: str, status: int, sentence: str
) -> None:
    before = len(house.citing.saved)
    reply = house.save(query, Accept_Language="en")
    assert reply.status_code == status and sentence in reply.text
    assert house.save(query, Accept_Language="vi").text != reply.text
    assert len(house.citing.saved) == before


@pytest.mark.parametrize("word", ["?now", "<x:RAND>", '"UUID()"', "mcb:NOW"])
def test_a_word_that_is_no_function_does_no_harm(house: House, word: str) -> None:
    house.saved(f"{PREFIXES}SELECT * {{ ?s ?p {word} }} LIMIT 1")


def test_one_address_saves_so_many_in_an_hour_and_all_so_many_in_all(tmp_path: Path) -> None:
    built(tmp_path)
    with opened(tmp_path) as house:
        for number in range(20):
            house.saved(f"{RELICS} LIMIT {number}", "2001:db8::1")
        refused = house.save(RELICS, "2001:db8::2", Accept_Language="en")
        assert refused.status_code == 429 and "in an hour" in refused.text
        assert 0 < int(refused.headers["Retry-After"]) <= 3600
        assert house.saved(f"{RELICS} LIMIT 3", "2001:db8::1")  # kept already: nothing is written
        house.saved(RELICS, "192.0.2.1")
        house.client.application.extensions["mocban.citing"] = house.citing._replace(most=21)
        full = house.save(RELICS + "\n# one more", "192.0.2.2", Accept_Language="en")
        assert full.status_code == 503 and "saved_queries" in full.text


def test_the_hour_of_an_allowance_passes() -> None:
    allowance = Allowance(times=2, seconds=0.2)
    assert allowance.take("a") == allowance.take("a") == allowance.take("b") == 0
    assert 0 < allowance.take("a") <= 0.2
    time.sleep(0.25)
    assert allowance.take("a") == 0


def test_another_site_cannot_make_its_visitors_save_queries(house: House) -> None:
    assert house.save(RELICS, Sec_Fetch_Site="cross-site").status_code == 403
    assert house.save(RELICS, Sec_Fetch_Site="same-origin").status_code == 303


def test_a_folder_that_cannot_be_written_to_is_said_in_a_sentence(tmp_path: Path) -> None:
    built(tmp_path)
    (tmp_path / "queries").write_text("in the way", "utf-8")
    with opened(tmp_path) as house:
        reply = house.save(RELICS, Accept_Language="en")
        assert reply.status_code == 503 and "Nothing can be saved here" in reply.text


@pytest.mark.parametrize("id", ["aaaaaaaaaa", "..%2F..%2Fmocban", "AAAAAAAAAA", "x", "a" * 60])
def test_an_address_that_nobody_saved_is_told_from_the_others(house: House, id: str) -> None:
    for path in (f"/q/{id}", f"/q/{id}.bib", f"/q/{id}/openapi.json", f"/vi/q/{id}"):
        assert house.get(path, "application/json").status_code == 404


def test_a_browser_is_sent_to_the_page_in_its_language(house: House) -> None:
    path = house.saved(BY_NAME)
    reply = house.get(f"{path}?name=x", "text/html", Accept_Language="en")
    assert (reply.status_code, reply.headers["Location"]) == (303, f"/en{path}?name=x")
    assert {"accept", "accept-language"} <= {word.lower() for word in reply.vary}
    form = house.client.post("/q", data={"query": BY_NAME, "language": "en"})
    assert form.headers["Location"] == f"/en{path}"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_tells_the_query_its_hash_its_answer_and_how_to_cite_it(
    house: House, language: str
) -> None:
    path = house.saved(RELICS)
    page = house.get(f"/{language}{path}", "text/html").text
    title = {"vi": "Di tích &amp; tên", "en": "Relics &amp; their names"}[language]
    assert f">{title}</h1>" in page and f"{BASE}q/{path[3:]}" in page
    assert sha256(house.get(path)) in page and "Đình Thổ Hà" in page
    assert f"{path}.bib" in page and f"{path}.csl.json" in page
    assert {"vi": "chưa được dựng lại", "en": "not been built anew"}[language] in page


def test_the_page_runs_a_query_with_other_values_and_shows_what_is_wrong(house: House) -> None:
    path = house.saved(BY_NAME)
    page = house.get(f"/en{path}?name=Đình Thổ Hà", "text/html").text
    assert 'value="Đình Thổ Hà"' in page and "e/monument/a.R2" in page
    wrong = house.get(f"/en{path}?%3Cu%3E=1", "text/html")
    assert wrong.status_code == 400 and "it has: name" in wrong.text and "<u>" not in wrong.text


def test_the_references_are_well_formed(house: House) -> None:
    path = house.saved(RELICS)
    bib = house.get(f"{path}.bib", Accept_Language="en")
    assert bib.headers["Content-Type"].startswith("application/x-bibtex")
    assert r"title = {{Relics \& their names}}" in bib.text
    assert bib.text.count("{") == bib.text.count("}") and f"url = {{{BASE}q/" in bib.text
    csl = house.get(f"{path}.csl.json", Accept_Language="en")
    assert csl.headers["Content-Type"] == "application/vnd.citationstyles.csl+json"
    (item,) = json.loads(csl.text)
    assert (item["type"], item["title"]) == ("dataset", "Relics & their names")
    assert item["URL"] == f"{BASE}{path[1:]}" and len(item["issued"]["date-parts"][0]) == 3


def test_a_page_of_any_origin_may_ask_and_see_the_headers(house: House) -> None:
    reply = house.get(house.saved(RELICS))
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "Mocban-Answer" in reply.headers["Access-Control-Expose-Headers"]
    links = " ".join(reply.headers.getlist("Link"))
    assert 'rel="cite-as"' in links and 'rel="service-desc"' in links


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?s ?p ?o } ORDER BY ?s", True),
        ("SELECT * { ?s ?p ?o } order\n# x\nby DESC(?s) LIMIT 3", True),
        ("SELECT * { { SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 3 } }", False),
        ('SELECT * { ?s ?p "ORDER BY" }', False),
        ("SELECT * { ?s ?p ?o } # ORDER BY ?s", False),
    ],
)
def test_order_counts_where_the_query_asks_for_it_outermost(query: str, expected: bool) -> None:
    assert canonical.ordered(query) is expected


def answer(rows: list[dict[str, Any]]) -> bytes:
    body = {"head": {"vars": ["a", "b"]}, "results": {"bindings": rows}}
    return json.dumps(body).encode()


def test_the_canonical_form_does_not_depend_on_the_order_of_rows_that_have_none() -> None:
    rows: list[dict[str, Any]] = [
        {"a": {"type": "literal", "value": f"é\t\n{n % 7}"}, "b": {"type": "uri", "value": "x:b"}}
        for n in range(30)
    ]
    rows.append({"b": {"type": "literal", "value": "1"}})
    first = canonical.written(answer(rows), False, False)
    random.Random(3).shuffle(rows)
    assert canonical.written(answer(rows), False, False) == first
    assert canonical.written(answer(rows), False, True) != first
    assert len(first) == 32 and first[0] == b"?a\t?b" and first[1] == b'\t"1"'


def test_the_canonical_form_of_a_graph_does_not_depend_on_the_names_of_blank_nodes() -> None:
    one = b'_:x <p:q> _:y .\n_:y <p:q> "z" .\n<s:s> <p:q> _:x .\n'
    other = b'<s:s> <p:q> _:k .\n_:j <p:q> "z" .\n_:k <p:q> _:j .\n_:k <p:q> _:j .\n'
    assert canonical.written(one, True, False) == canonical.written(other, True, False)


def test_rows_with_blank_nodes_cannot_be_cited() -> None:
    nameless = answer([{"a": {"type": "bnode", "value": "x"}}])
    with pytest.raises(refusals.BadQuery, match="blank nodes"):
        apart.written(io.BytesIO(nameless), False, False, Limits())


def test_a_graph_made_to_cost_for_ever_is_stopped() -> None:
    nodes = range(14)
    lines = (f"_:n{a} <p:q> _:n{b} .\n" for a in nodes for b in nodes if a != b)
    poison = io.BytesIO("".join(lines).encode())
    with pytest.raises((refusals.Timeout, refusals.OutOfMemory)):
        apart.written(poison, True, False, Limits(seconds=2))


def test_what_is_read_back_from_the_archive_is_what_was_answered() -> None:
    store = ox.Store()
    query = 'SELECT ?a ?b { VALUES (?a ?b) { ("x\\t\\n\\u00e9"@vi 1.50) (UNDEF <x:y>) (2 true) } }'
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    body = found.serialize(format=ox.QueryResultsFormat.JSON)
    assert body is not None
    form = apart.written(io.BytesIO(body), False, True, Limits())
    again = apart.read(form.file, False, "application/sparql-results+json", Limits())
    assert json.load(again) == json.loads(body)


def test_at_most_two_old_snapshots_are_open_and_none_for_long(tmp_path: Path) -> None:
    stores = [built(tmp_path / str(n)).snapshot / "store" for n in range(3)]
    reruns = Reruns(Limits(), idle=1.0)
    job = Job("ASK {}", TSV, BASE)
    try:
        for store in stores:
            with reruns.run(store, job).file as file:
                assert file.read() == b"true"
        assert reruns.open() == stores[1:] and len(stores[1:]) == MOST
        until = time.monotonic() + 20
        while reruns.open() and time.monotonic() < until:
            time.sleep(0.1)
        assert reruns.open() == []
    finally:
        reruns.close()
