"""Browsing: the first page, lists by kind, place, century, subject and institution, open data,
and the pages about the site."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from mocban import config
from mocban.app import create_app
from mocban.errors import ConfigError
from mocban.graph.alphabet import AFTER, BEFORE, bounds
from mocban.graph.search import Search
from mocban.graph.store import GraphStore
from mocban.graph.unit_history import History
from mocban.ontology.vietnamese import LETTERS, sort_key
from mocban.site import memory
from mocban.site.words import LANGUAGES
from tests.leaf_app import small_app
from tests.main_part import page, words
from tests.workspaces import workspace

CANARIES = (Path(__file__).parent / "canaries.txt").read_text("utf-8").split()
PATHS = (
    "", "kinds", "browse/monument", "places", "places?on=1964-06-01", "centuries", "institutions",
    "institutions/tvbg", "concepts", "concepts/genre", "datasets", "about", "accessibility",
    "privacy",
)  # fmt: skip
HA_BAC = "places?unit=e/place/ha-bac&on=1964-06-01"


@pytest.fixture(scope="module")
def app(demo_app: Flask) -> Flask:
    return demo_app


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def index(demo: Path) -> Iterator[Search]:
    search = Search(demo / "snapshots/current/search/labels.sqlite")
    yield search
    search.close()


def total(client: FlaskClient, address: str) -> int:
    """How many things the search at the address of a page finds."""
    assert address.startswith(("/en/search?", "/vi/search?")), address
    found: int = client.get(f"/api/search?{address.partition('?')[2]}").json["total"]  # type: ignore[index]
    return found


def counted(element: html.HtmlElement) -> Iterator[tuple[str, int]]:
    """The searches that a list links to, each with the number that stands beside it."""
    for line in element.xpath(".//ul[@class='tally' or @class='cloud']/li[.//a]"):
        (link,) = line.xpath(".//a")
        yield link.get("href"), int(re.findall(r"\d+", words(line).replace(",", ""))[-1])


# All of them


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_nothing_restricted_is_shown(client: FlaskClient, path: str, language: str) -> None:
    text = client.get(f"/{language}/{path}").text
    assert [canary for canary in CANARIES if canary in text] == []


@settings(max_examples=60)
@given(
    st.sampled_from(("places", "browse/monument", "centuries", "concepts", "institutions", "kinds")),
    st.dictionaries(
        st.sampled_from(("on", "unit", "letter", "page")),
        st.text(max_size=12) | st.sampled_from(
            ("1964", "0000-01-01", "9999-12-31", "-1", "e/place/ha-bac", "e/place/", "đ", "0-9", "99999")
        ),
    ),
)  # fmt: skip
def test_no_parameter_breaks_a_page(path: str, asked: dict[str, str]) -> None:
    status = STRANGE.get(f"/vi/{path}", query_string=asked).status_code
    assert status in (200, 404)


@settings(max_examples=40)
@given(
    st.sampled_from(("concepts", "institutions", "browse", "places")), st.text(min_size=1, max_size=20)
)  # fmt: skip
def test_what_is_not_there_is_a_404(room: str, name: str) -> None:
    assert STRANGE.get(f"/vi/{room}/{quote(name, safe='')}").status_code in (308, 404, 405)


@pytest.fixture(scope="module", autouse=True)
def _strange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    global STRANGE
    STRANGE = small_app(tmp_path_factory.mktemp("small")).test_client()
    yield


STRANGE: FlaskClient


# The first page


def test_the_first_page_says_what_there_is_and_where_to_begin(client: FlaskClient) -> None:
    main = page(client, "")
    assert main.xpath(".//input[@id='q']/@name") == ["q"]
    kinds = dict(counts_of_cards(main))
    assert kinds["/en/browse/monument"] == 43 and kinds["/en/browse/work"] == 97
    assert {"/en/places", "/en/centuries", "/en/concepts", "/en/institutions", "/en/datasets"} <= {
        link.get("href") for link in main.iter("a")
    }


def counts_of_cards(main: html.HtmlElement) -> Iterator[tuple[str, int]]:
    for card in main.xpath(
        ".//li[starts-with(@class, 'card')][.//h3/a[contains(@href, 'browse')]]"
    ):
        yield card.xpath(".//a")[0].get("href"), int(re.findall(r"\d+", words(card))[-1])


def test_there_is_something_to_look_at_always_the_same(client: FlaskClient) -> None:
    def look() -> list[str]:
        return [
            words(card)
            for card in page(client, "", "vi").xpath(".//ul[contains(@class, 'look')]/li")
        ]

    assert look() == look() and len(look()) == 6
    assert "Chùa Vĩnh Nghiêm" in look()[0] and "Di tích" in look()[0]
    assert any("Hoàng Hoa Thám" in card and "1836" in card for card in look())


def test_the_next_festivals_are_told_with_their_days(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mocban.site.home.today", lambda: "2027-03-01")
    (box,) = page(client, "").xpath(".//div[@class='box'][.//a[contains(@href, '/calendar')]]")
    held = [words(line) for line in box.xpath(".//li")]
    assert len(held) == 3 and "15–17 March 2027" in held[0] and "Yên Thế" in held[0]


def test_an_empty_workspace_has_a_first_page_too(tmp_path: Path) -> None:
    from mocban.build import build

    made = workspace(tmp_path)
    (tmp_path / "mocban.toml").write_text("", "utf-8")
    build(config.load(made.path))
    app, pool, current = create_app(config.load(made.path))
    try:
        for path in ("", "kinds", "places", "centuries", "institutions", "concepts", "datasets"):
            assert app.test_client().get(f"/vi/{path}").status_code == 200, path
        assert "mocban build" in app.test_client().get("/vi/").text
    finally:
        pool.close()
        current.close()


# By kind and letter


@given(st.text(max_size=8))
def test_every_name_stands_under_one_letter(name: str) -> None:
    key = sort_key(name)
    under = [
        letter for letter in (BEFORE, *LETTERS, AFTER)
        for first, end in [bounds(letter) or (b"", b"")] if first <= key < end
    ]  # fmt: skip
    assert len(under) == 1
    begin = name.strip()[:1].lower()
    if begin in LETTERS and begin:
        assert under == [begin]


def test_letters_are_those_of_the_vietnamese_alphabet_with_their_numbers(
    client: FlaskClient, index: Search
) -> None:
    letters = dict(index.letters("monument", "vi"))
    assert sum(letters.values()) == index.kinds()["monument"] == 43
    assert letters["d"] == 1 and letters["đ"] == 20 and letters["ă"] == 0
    bar = page(client, "browse/monument", "vi").xpath(".//nav[@class='letters']//a")
    assert [words(link) for link in bar][:4] == ["Tất cả", "A 1", "C 13", "D 1"]
    for link in bar[1:]:
        main = page(client, link.get("href").removeprefix("/vi/"), "vi")
        names = [words(name) for name in main.xpath(".//ol/li//h2")]
        assert len(names) == int(words(link).split()[1])
        assert {name[0].lower() for name in names} == {words(link)[0].lower()}
        assert sorted(names, key=sort_key) == names


@pytest.mark.parametrize(
    "path", ["browse/nothing", "browse/monument?page=2", "browse/monument?letter=ă"]
)
def test_a_list_with_nothing_in_it_is_a_404(client: FlaskClient, path: str) -> None:
    assert client.get(f"/vi/{path}").status_code == 404


def test_a_line_tells_a_little_of_the_thing(client: FlaskClient) -> None:
    main = page(client, "browse/person?letter=h", "vi")
    (line,) = [words(line) for line in main.xpath(".//ol/li") if "Hoàng Hoa Thám" in words(line)]
    assert "1836 – 1913" in line and "Thủ lĩnh khởi nghĩa Yên Thế" in line


# By place


def test_one_sees_bac_giang_in_1964(client: FlaskClient) -> None:
    main = page(client, "places?on=1964-06-01", "vi")
    (unit,) = main.xpath(".//ul[@class='rows']/li/h3")
    assert words(unit).startswith("tỉnh Hà Bắc")
    inside = page(client, unit.xpath("./a")[0].get("href").removeprefix("/vi/"), "vi")
    names = [words(name) for name in inside.xpath(".//ul[@class='rows']/li/h3/a")]
    assert {"huyện Yên Dũng", "huyện Yên Thế", "thành phố Từ Sơn"} <= set(names)
    text = words(page(client, "places?unit=e/place/bac-giang&on=1964-06-01", "vi"))
    assert "Ngày ấy đất này thuộc tỉnh Hà Bắc" in text


def test_the_times_of_the_largest_units_are_ways_into_the_past(client: FlaskClient) -> None:
    times = page(client, "places", "vi").xpath(".//ol[contains(@class, 'eras')]//a")
    assert [words(time) for time in times][2:] == [
        "27/10/1962 – 31/12/1996 tỉnh Hà Bắc",
        "1/1/1997 – 30/6/2025 tỉnh Bắc Giang, tỉnh Bắc Ninh",
        "từ 1/7/2025 tỉnh Bắc Ninh",
    ]
    assert times[-1].get("aria-current") == "date" and times[-1].get("href") == "/vi/places"
    again = page(client, times[2].get("href").removeprefix("/vi/"), "vi")
    (here,) = again.xpath(".//ol[contains(@class, 'eras')]//a[@aria-current]")
    assert words(here) == words(times[2])


@pytest.mark.parametrize(
    "path", [HA_BAC, "places?unit=e/place/yen-dung", "places?unit=e/place/van-ha"]
)
def test_the_numbers_of_a_unit_are_those_of_the_search(client: FlaskClient, path: str) -> None:
    main = page(client, path)
    found = list(counted(main))
    assert found and all(total(client, href) == number for href, number in found)
    for line in main.xpath(".//ul[@class='rows']/li/h3/small/a"):
        assert total(client, line.get("href")) == int(words(line).split()[0])


def test_old_units_tell_what_became_of_them(client: FlaskClient) -> None:
    text = words(page(client, "places?unit=e/place/tri-yen", "vi"))
    assert "Hiện nay" not in text and "không có đơn vị này" in text
    assert "Sau đó thuộc về phường Tân An" in text and "Nay thuộc phường Tân An" in text


@pytest.mark.parametrize("unit", ["e/place/khong-co", "e/monument/vinh-nghiem", "x", "e/place/a/b"])
def test_what_is_no_unit_is_a_404(client: FlaskClient, unit: str) -> None:
    assert client.get("/vi/places", query_string={"unit": unit}).status_code == 404


@settings(max_examples=40)
@given(day=st.dates(date(1800, 1, 1), date(2100, 1, 1)))
def test_what_lies_in_a_unit_lies_in_what_that_lies_in(index: Search, day: date) -> None:
    tree = index.filters.units.on(day.isoformat())
    for unit, branch in tree.branches.items():
        for below in branch.below:
            assert tree.branches[below].entities <= branch.entities, (unit, below)
        assert (unit in tree.tops) == (not branch.above)


def test_what_lay_in_a_unit_lies_today_in_what_has_its_land(index: Search) -> None:
    units, history, today = index.filters.units, History(index.filters.units), "2026-11-22"
    gone = {each.unit for each in units.versions.values()} - units.on(today).branches.keys()
    assert len(gone) > 20
    for unit in gone:
        then = units.lying_in(unit, "2024-12-01")
        for heir in history.heirs(unit, today):
            assert then <= units.lying_in(heir, today), (unit, heir)
    assert history.heirs("e/place/dvhc.huyen-yen-the", today) == ["e/place/bac-ninh"]


# By century


def test_the_numbers_of_a_century_are_those_of_the_search(client: FlaskClient) -> None:
    lines = page(client, "centuries").xpath(".//ul[@class='rows']/li")
    assert len(lines) >= 6 and words(lines[0]).startswith("21st century 2001–2100")
    for line in lines:
        (link,) = line.xpath("./h2/a")
        number = int(re.findall(r"(\d+) entr", words(line))[0])
        assert total(client, link.get("href")) == number
        for kind in line.xpath("./p/a"):
            assert total(client, kind.get("href")) == int(words(kind).rpartition(": ")[2])
    assert all(total(client, href) == number for href, number in counted(lines[0]))


# By institution


def test_every_institution_is_there_with_what_it_has_given(client: FlaskClient, demo: Path) -> None:
    main = page(client, "institutions", "vi")
    links = [link.get("href") for link in main.xpath(".//h2/a")]
    assert links == [f"/vi/institutions/{source.code}" for source in config.load(demo).sources]
    for link in links:
        own = page(client, link.removeprefix("/vi/"), "vi")
        assert own.xpath(".//table[@class='files']//a[@download]")


def test_an_institution_tells_its_holdings_reach_and_what_was_withheld(client: FlaskClient) -> None:
    main = page(client, "institutions/tvbg")
    found = list(counted(main))
    assert len(found) > 12 and all(total(client, href) == number for href, number in found)
    text = words(main)
    assert "Editions 74" in text and "Copies 70" in text
    assert "76 records were read, 74 converted. 2 records may not be public." in text
    assert "With a date" in text and "Catalogue of books and documents" in text
    assert "/en/e/group/tvbg" in {link.get("href") for link in main.iter("a")}


# By subject


def test_schemes_are_trees_with_the_numbers_of_the_search(client: FlaskClient) -> None:
    main = page(client, "concepts", "vi")
    assert all(total(client, href) == n for href, n in counted(main) if "/search" in href)
    tree = page(client, "concepts/genre", "vi")
    (local,) = [line for line in tree.xpath("./ul[@class='concepts']/li")
                if words(line).startswith("Tài liệu địa chí")]  # fmt: skip
    assert "Hương ước" in words(local)
    for link in tree.xpath(".//span[@class='note']/a"):
        assert total(client, link.get("href")) == int(re.findall(r"\d+", words(link))[-1])
    assert len(tree.xpath(".//ul[@class='concepts']/li")) == 21


def test_concepts_that_are_broader_than_each_other_are_still_shown(tmp_path: Path) -> None:
    turtle = """
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    <v/x/a> skos:inScheme <v/x> ; skos:prefLabel "A"@vi ; skos:broader <v/x/b> .
    <v/x/b> skos:inScheme <v/x> ; skos:prefLabel "B"@vi ; skos:broader <v/x/a>, <v/x/b> .
    <v/x/c> skos:inScheme <v/x> ; skos:prefLabel "C"@vi ; skos:broader <v/y/z> .
    """
    app = small_app(tmp_path)
    base = app.extensions["site"].base
    store = GraphStore.memory(turtle.replace("<v/", f"<{base}v/"))
    app.extensions["site"] = app.extensions["site"]._replace(store=store)
    main = page(app.test_client(), "concepts/x", "vi")
    assert sorted(words(link) for link in main.xpath(".//ul[@class='concepts']//a")) == [
        "A",
        "B",
        "C",
    ]


# Open data, and about the site


def test_open_data_names_datasets_as_people_do_and_says_how_to_cite(client: FlaskClient) -> None:
    text = words(page(client, "datasets"))
    assert "Register of relics converted from csv" in text and "CC0 1.0" in text
    assert "Heritage of Bắc Giang and Bắc Ninh (demonstration data). Snapshot of" in text


def test_readers_are_told_where_to_write_if_there_is_an_address(
    app: Flask, client: FlaskClient
) -> None:
    for path in ("about", "accessibility", "privacy"):
        assert "mailto:" not in client.get(f"/vi/{path}").text
    app.config["CONTACT"] = "di-san@thuvien.example.vn"
    try:
        for path in ("about", "accessibility", "privacy"):
            assert 'href="mailto:di-san@thuvien.example.vn"' in client.get(f"/vi/{path}").text
    finally:
        app.config["CONTACT"] = ""


@pytest.mark.parametrize("contact", ["x", "a@b", "a b@c.vn", "a@b.vn?cc=x@y.vn", "<a@b.vn>"])
def test_a_contact_is_an_address(tmp_path: Path, contact: str) -> None:
    (tmp_path / "mocban.toml").write_text(f'contact = "{contact}"\n', "utf-8")
    with pytest.raises(ConfigError, match="contact"):
        config.load(tmp_path)


def test_privacy_names_the_servers_from_which_pages_may_load(
    app: Flask, client: FlaskClient
) -> None:
    assert "load nothing from elsewhere" in client.get("/en/privacy").text
    before = app.config["IMAGE_ORIGINS"]
    app.config["IMAGE_ORIGINS"] = ("https://iiif.example.org",)
    try:
        text = client.get("/en/privacy").text
        assert "iiif.example.org" in text and "load nothing from elsewhere" not in text
    finally:
        app.config["IMAGE_ORIGINS"] = before


def test_reading_sets_no_cookie(client: FlaskClient) -> None:
    for path in PATHS:
        assert "Set-Cookie" not in client.get(f"/en/{path}").headers


def test_what_is_remembered_goes_with_its_store_and_has_a_limit() -> None:
    store = GraphStore.memory()
    worked: list[int] = []
    for number in (1, 1, 2, *range(3, memory.MOST + 3), 1):
        memory.recall(store, number, lambda number=number: worked.append(number))  # type: ignore[misc]
    assert worked == [*range(1, memory.MOST + 3), 1]
