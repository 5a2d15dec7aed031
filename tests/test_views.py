"""The map, the timeline and the drawing of what is related: the pages as the server writes
them, which carry everything without scripts."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocban import config
from mocban.app import create_app
from mocban.errors import ConfigError
from mocban.site.marks import MARKS
from mocban.site.timed import era_of, span_of
from mocban.site.words import Words

TILES = "https://tiles.example.org/{z}/{x}/{y}.png"
HOSTILE = st.text(max_size=40) | st.sampled_from(
    ["e/monument/vinh-nghiem", "e/place/bac-giang", "-9999", "99999", "1600", "2024-02-30", "map"]
)


@pytest.fixture(scope="module")
def client(demo: Path) -> Any:
    app, pool, current, *_ = create_app(config.load(demo))
    yield app.test_client()
    pool.close()
    current.close()


def text_of(client: Any, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.get_data(as_text=True))


def data(page: str, name: str) -> str:
    found = re.search(rf'data-{name}="([^"]*)"', page)
    assert found
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_map_has_a_list_a_legend_and_a_drawing_without_scripts(
    client: Any, language: str
) -> None:
    page = text_of(client, f"/{language}/map?type=monument")
    assert f'href="/{language}/e/monument/vinh-nghiem"' in page
    assert page.count('class="mark red"') > 10
    assert '<li data-kind="monument">' in page
    assert "Hoàng Sa" in page and "Trường Sa" in page
    assert data(page, "points") == f"/api/search.geojson?type=monument&lang={language}"
    assert (
        f"/{language}/search?type=monument" in page
        and f"/{language}/timeline?type=monument" in page
    )


def test_the_map_goes_back_to_the_units_of_a_day(client: Any) -> None:
    then, now = text_of(client, "/en/map?on=1964-01-01"), text_of(client, "/en/map")
    assert "Provinces on 1 January 1964" in then and "tỉnh Hà Bắc" in then
    assert "Provinces today" in now and "tỉnh Bắc Ninh" in now and "tỉnh Hà Bắc" not in now
    assert data(then, "borders").startswith("/api/boundaries.geojson?on=1964-01-01")


def test_results_without_places_and_searches_without_results_say_so(client: Any) -> None:
    assert "None of the results has a place" in text_of(client, "/en/map?type=person&q=Nguyễn Hồng")
    nothing = text_of(client, "/en/map?q=zzzzzzzz")
    assert "Nothing was found" in nothing and 'href="/en/map"' in nothing
    assert "Nothing was found" in text_of(client, "/en/timeline?q=zzzzzzzz")


def test_the_timeline_is_a_list_in_order_with_bars_that_narrow_it(client: Any) -> None:
    page = text_of(client, "/en/timeline")
    years = [int(each) for each in re.findall(r'<li id="y(-?\d+)">', page)]
    assert years == sorted(years) and len(years) > 5
    bars = re.findall(
        r'<a href="(/en/timeline\?from=-?\d+&amp;to=-?\d+)" aria-label="([^"]+)"', page
    )
    assert len(bars) > 5
    href, said = bars[-1]
    number = re.search(r"(\d+) results?", said)
    narrower = text_of(client, href.replace("&amp;", "&"))
    listed = narrower.split('class="eras"')[1]
    assert number and listed.count("<h3>") == int(number[1])
    assert 'href="/en/timeline"' in narrower  # back to all times


def test_what_is_not_sure_is_said_in_words_and_marked(client: Any) -> None:
    page = text_of(client, "/vi/timeline?q=Hoàng Hoa Thám&type=person")
    life = re.search(r'<li class="unsure"><p class="when">(.*?)</p>', page)
    assert life and "sinh 1836 hoặc" in life[1] and "1858" in life[1]
    book = text_of(client, "/en/timeline?type=work&from=2018&to=2018")
    assert "published 2018" in book


def test_years_are_written_by_the_reader() -> None:
    vi, en = Words("vi"), Words("en")
    assert span_of(1801, 1850, en) == "1801–1850" and span_of(1884, 1884, vi) == "1884"
    assert span_of(-99, 0, en) == "100 BC–1 BC"
    assert [era_of(year, en) for year in (1700, 1701, 1799, 1800, 1884)] == [
        "17th century", "18th century", "18th century", "1800s", "1880s",
    ]  # fmt: skip
    assert era_of(1484, vi) == "Thế kỷ XV" and era_of(0, en) == "1st century BC"


def test_what_surrounds_a_thing_is_a_list_by_relation(client: Any) -> None:
    page = text_of(client, "/vi/graph?of=e/monument/vinh-nghiem")
    assert "Xung quanh Chùa Vĩnh Nghiêm" in page
    assert 'href="/vi/e/ich/le-hoi-vinh-nghiem"' in page
    assert 'id="draw" hidden' in page and "<script>" not in page
    said = json.loads(text_of(client, "/api/neighbours?of=e/monument/vinh-nghiem&lang=en"))
    assert said["id"].endswith("e/monument/vinh-nghiem") and said["page"].startswith("/en/")
    titles = {group["title"] for group in said["groups"]}
    assert "Festivals and living heritage here" in titles
    things = [thing for group in said["groups"] for thing in group["things"]]
    assert len({thing["id"] for thing in things}) == len(things) < 150
    assert all(f'href="{thing["page"].replace("/en/", "/vi/")}"' in page for thing in things)


def test_anybody_may_ask_for_neighbours_and_what_is_none_is_not_found(client: Any) -> None:
    answer = client.get("/api/neighbours?of=e/monument/vinh-nghiem")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    for of in ("", "e/monument/none", "r/svhtt/record/BG-017", "x", "e/monument/<a>"):
        assert client.get("/api/neighbours", query_string={"of": of}).status_code == 404
        assert client.get("/vi/graph", query_string={"of": of}).status_code == 404


def test_no_two_kinds_are_marked_alike() -> None:
    alone = {kind for kind in MARKS if kind not in ("hub", "series")}
    assert len({MARKS[kind][:1] + MARKS[kind][2:] for kind in alone}) == len(alone)


@settings(max_examples=40, deadline=None)
@given(asked=st.dictionaries(
    st.sampled_from(["q", "type", "place", "on", "from", "to", "topic", "of", "by", "page", "view", "century"]),
    HOSTILE, max_size=4,
), path=st.sampled_from(["map", "timeline"]))  # fmt: skip
def test_whatever_is_asked_there_is_a_page(client: Any, asked: dict[str, str], path: str) -> None:
    assert client.get(f"/en/{path}", query_string=asked).status_code == 200


@settings(max_examples=30, deadline=None)
@given(of=HOSTILE, lang=st.text(max_size=4))
def test_whatever_is_asked_around_there_is_an_answer(client: Any, of: str, lang: str) -> None:
    asked = {"of": of, "lang": lang}
    assert client.get("/api/neighbours", query_string=asked).status_code in (200, 404)


def test_tiles_are_off_and_when_set_only_their_server_is_let_in(demo: Path) -> None:
    workspace = config.load(demo)
    workspace.settings.update(tiles_url=TILES, tiles_attribution="© <b>Nhà nước</b>")
    app, pool, current, *_ = create_app(workspace)
    answer = app.test_client().get("/vi/map")
    pool.close()
    current.close()
    policy = answer.headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://tiles.example.org;" in policy
    assert "script-src 'self';" in policy
    assert (
        json.loads(data(answer.get_data(as_text=True), "tiles").replace("&#34;", '"'))["url"]
        == TILES
    )


def test_without_tiles_nothing_is_let_in(client: Any) -> None:
    answer = client.get("/vi/map")
    assert "img-src 'self' data:;" in answer.headers["Content-Security-Policy"]
    assert "data-tiles" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("address", [
    "tiles", "https://a.example/{z}/{x}", "https://{s}.example/{z}/{x}/{y}.png",
    "javascript:{z}{x}{y}", "https://a.example/{z}/{x}/{y}; script-src *",
])  # fmt: skip
def test_an_address_of_tiles_that_is_none_is_refused(tmp_path: Path, address: str) -> None:
    (tmp_path / "mocban.toml").write_text(f"tiles_url = {json.dumps(address)}\n", "utf-8")
    with pytest.raises(ConfigError):
        config.load(tmp_path)
