"""The search as a page and as an interface: every parameter, every way out, no dead end."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from mocban.graph.query import SORTS, VIEWS, Query
from mocban.graph.store import syntax_error
from mocban.site.asked import address, parameters, read, read_back
from mocban.site.highlighting import pieces
from tests.leaf_app import small_app

PAGODA = "e/monument/vinh-nghiem"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return small_app(tmp_path_factory.mktemp("search")).test_client()


def page(client: FlaskClient, **asked: object) -> str:
    answer = client.get(f"/vi/search?{urlencode(asked, doseq=True)}")
    assert answer.status_code == 200
    return answer.text


def test_the_page_marks_the_words_that_were_found(client: FlaskClient) -> None:
    text = page(client, q="vinh nghiem")
    assert "Chùa <mark>Vĩnh Nghiêm</mark>" in text


def test_facets_are_checkboxes_of_one_form_with_a_button(client: FlaskClient) -> None:
    text = page(client, q="vinh nghiem", type="monument")
    assert re.search(
        r'<input type="checkbox" form="asked" name="type" value="monument" checked>', text
    )
    assert '<form role="search" class="q" id="asked"' in text and 'form="asked">Áp dụng' in text


def test_a_chip_takes_its_filter_away_and_keeps_the_rest(client: FlaskClient) -> None:
    text = page(client, q="vinh nghiem", type=["monument", "work"])
    assert 'href="/vi/search?q=vinh+nghiem&amp;type=work"' in text
    assert 'href="/vi/search?q=vinh+nghiem&amp;type=monument"' in text


def test_list_map_and_time_are_the_same_search(client: FlaskClient) -> None:
    text = page(client, q="vinh", type="monument")
    for view in ("map", "time"):
        assert f'href="/vi/search?q=vinh&amp;type=monument&amp;view={view}"' in text
        assert page(client, q="vinh", type="monument", view=view)


def test_a_relation_is_a_search_that_says_what_it_is_about(client: FlaskClient) -> None:
    text = page(client, of=PAGODA, by="about")
    assert "<h1" in text and "Chùa Vĩnh Nghiêm" in text and f'href="/vi/{PAGODA}"' in text
    said = client.get(f"/api/search?of={PAGODA}&by=about").json
    assert said is not None and 0 < said["total"] == sum(said["kinds"].values())
    assert client.get(f"/api/search?of={PAGODA}&by=no-such").json["total"] == 0  # type: ignore[index]


def test_no_search_ends_in_nothing(client: FlaskClient) -> None:
    misspelt = page(client, q="vinh nghem")
    assert "Có phải bạn muốn tìm" in misspelt and "V%C4%A9nh+Nghi%C3%AAm" in misspelt
    filtered = page(client, q="vinh nghiem", type="trip", access="xyz")
    assert "không kèm điều kiện" in filtered and "/vi/search?q=vinh+nghiem" in filtered
    assert "/vi/browse/" in page(client, q="xyzzyxyzzy")
    beyond = page(client, q="vinh nghiem", page=400)
    assert "<mark>" in beyond, "the last page, where there are not so many"


def test_the_heading_of_a_page_of_no_words_counts_everything(client: FlaskClient) -> None:
    total = client.get("/api/search").json["total"]  # type: ignore[index]
    assert f"{total} kết quả" in page(client)


def test_the_api_answers_any_page_with_facets_and_its_sparql(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=vinh+nghiem&type=monument&lang=en")
    said = answer.json
    assert said is not None and answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"q", "total", "page", "pageSize", "kinds", "facets", "results", "suggestions", "html",
            "next", "sparql"} <= said.keys()  # fmt: skip
    assert [value["chosen"] for value in said["facets"]["type"]].count(True) == 1
    assert said["results"][0]["page"].startswith("https://mocban.example/en/e/monument/")
    assert said["sparql"].startswith("https://mocban.example/sparql?query=")


def test_the_api_suggests_where_it_finds_nothing(client: FlaskClient) -> None:
    said = client.get("/api/search?q=vinh+nghem").json
    assert said is not None and said["suggestions"][0]["q"] == "Vĩnh Nghiêm"


def test_points_are_geojson(client: FlaskClient) -> None:
    answer = client.get("/api/search.geojson?type=monument")
    said = answer.json
    assert answer.mimetype == "application/geo+json" and said is not None
    assert said["total"] >= said["located"] >= said["shown"] == len(said["features"]) > 0
    for feature in said["features"]:
        assert {"id", "label", "kind", "page", "sources"} <= feature["properties"].keys()
        long, lat = feature["geometry"]["coordinates"]
        assert 102 < long < 110 and 8 < lat < 24


def test_results_can_be_taken_home_as_a_table(client: FlaskClient) -> None:
    answer = client.get("/api/search.csv?q=chua+vinh+nghiem")
    assert answer.data.startswith(b"\xef\xbb\xbf") and answer.mimetype == "text/csv"
    assert 'attachment; filename="ket-qua.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == client.get("/api/search?q=chua+vinh+nghiem").json["total"]  # type: ignore[index]
    assert rows[0]["Tên"] == "Chùa Vĩnh Nghiêm" and rows[0]["Loại"] == "Di tích"
    english = client.get("/api/search.csv?q=vinh+nghiem&lang=en").data.decode("utf-8-sig")
    assert english.startswith("Identifier,Name,Other names,Kind,Sources,")


def test_completion_is_small_open_and_cheap(client: FlaskClient) -> None:
    answer = client.get("/api/complete?q=vinh+ng&type=monument")
    said = answer.json
    assert said is not None and answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Chùa Vĩnh Nghiêm" in [one["label"] for one in said["results"]]
    assert len(said["results"]) <= 10
    assert said["results"][0]["kindLabel"] == "Di tích"
    assert client.get("/api/complete").json == {"q": "", "results": []}


def test_the_search_boxes_are_there_without_the_script(client: FlaskClient) -> None:
    for path in ("/vi/", "/vi/about", "/en/search"):
        text = client.get(path).text
        assert len(re.findall(r'<form[^>]*role="search"', text)) == 1, path
        assert 'role="combobox"' not in text


ANY = st.text(max_size=60) | st.sampled_from(
    ("work", "e/place/bac-giang", "-1", "0", "99999999999", "1e9", "2026-02-30", "yes", "\x00",
     "';--", '"', "<b>", "e/" + "x" * 400, "٣", "²", "name", "map", "time", "about", PAGODA,
     "_" * 300, "r/a/heading/topic/{x}", "\ud800".encode("utf-8", "replace").decode())
)  # fmt: skip
NAMES = st.sampled_from(
    ("q", "type", "kind", "source", "place", "on", "from", "to", "century", "topic", "language",
     "digital", "access", "of", "by", "sort", "view", "page", "lang")
)  # fmt: skip
ASKED = st.lists(st.tuples(NAMES, ANY), max_size=8)


@given(asked=ASKED)
@settings(max_examples=60, deadline=None)
def test_whatever_is_asked_is_answered(client: FlaskClient, asked: list[tuple[str, str]]) -> None:
    text = urlencode(asked)
    for path in ("/vi/search", "/en/search", "/api/search", "/api/search.geojson",
                 "/api/search.csv", "/api/complete"):  # fmt: skip
        assert client.get(f"{path}?{text}").status_code == 200, path


@given(asked=ASKED)
def test_an_address_says_what_was_read_from_it(asked: list[tuple[str, str]]) -> None:
    query = read(MultiDict(asked))
    assert read_back(address(query, "/vi/search")) == query
    assert parameters(read_back(address(query))) == parameters(query)
    assert query.sort in SORTS and query.view in VIEWS and 1 <= query.page <= 500


@given(asked=ASKED)
@settings(deadline=None)
def test_every_search_can_be_written_as_sparql(asked: list[tuple[str, str]]) -> None:
    from mocban.graph.in_sparql import in_sparql
    from mocban.graph.related import way

    query = read(MultiDict(asked))
    text = in_sparql(query, "https://mocban.example/", "vi", "2026-11-22", way(["^mcb:about"]))
    assert syntax_error(text) is None, text


@given(st.text(max_size=60), st.text(max_size=20))
def test_marking_loses_no_letter(text: str, q: str) -> None:
    found = pieces(text, q)
    assert "".join(piece.text for piece in found) == text


def test_words_are_marked_without_regard_to_tones() -> None:
    assert [p.text for p in pieces("Chùa Vĩnh Nghiêm, xã Trí Yên", "vinh ngh") if p.marked] == [
        "Vĩnh Nghiêm"
    ]
    assert not any(piece.marked for piece in pieces("Chùa", ""))


def test_a_filter_taken_away_begins_at_the_first_page() -> None:
    query = Query(q="x", kinds=("work", "person"), page=4)
    assert address(query, without=("type", "work")) == "?q=x&type=person"
    assert address(query, view="map") == "?q=x&type=work&type=person&view=map&page=4"


@pytest.fixture(scope="module")
def formulas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    from mocban.graph.search import Entry, Search, write

    folder: Path = tmp_path_factory.mktemp("formulas")
    app = small_app(folder)
    write(folder / "f.sqlite", [Entry("https://mocban.example/e/work/x", "work",
                                      [("vi", "=HYPERLINK(1)")], ["tvbg"], 1.0)])  # fmt: skip
    site = app.extensions["site"]
    app.extensions["site"] = site._replace(search=Search(folder / "f.sqlite"))
    yield app.test_client()


def test_a_spreadsheet_is_given_no_formulas(formulas: FlaskClient) -> None:
    assert "'=HYPERLINK(1)" in formulas.get("/api/search.csv").text
