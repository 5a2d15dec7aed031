"""The query editor and the query builder in a real browser, over the demonstration: they
answer, say nothing to the console and ask nothing of any other server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.browsing import CHROMIUM, PICTURES, SCREENS, overflow

DIST = Path(__file__).parent.parent / "site" / "static" / "dist"
PREFIXES = """PREFIX mcb: <https://w3id.org/mocban/ns/>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX schema: <https://schema.org/>
"""
QUERIES = {
    "table": """SELECT ?relic ?label WHERE {
  ?relic a mcb:Monument ; rdfs:label ?label FILTER(lang(?label) = "vi")
} ORDER BY ?label""",
    "map": """SELECT ?relic ?label ?wkt WHERE {
  ?relic a mcb:Monument ; rdfs:label ?label ; geo:hasDefaultGeometry/geo:asWKT ?wkt
  FILTER(lang(?label) = "vi")
}""",
    "chart": """SELECT ?rank (COUNT(?relic) AS ?relics) WHERE {
  ?relic mcb:currentRank/skos:prefLabel ?rank FILTER(lang(?rank) = "vi")
} GROUP BY ?rank ORDER BY DESC(?relics)""",
    "graph": """CONSTRUCT { ?festival mcb:practisedAt ?relic ; rdfs:label ?name } WHERE {
  ?festival a mcb:Festival ; mcb:practisedAt ?relic ; rdfs:label ?name
  FILTER(lang(?name) = "vi")
}""",
}

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="/usr/bin/chromium is not installed"),
    pytest.mark.skipif(
        not (DIST / "editor.js").is_file(),
        reason="no assets: run python site/frontend/build_assets.py where npm can be reached",
    ),
]


@pytest.fixture(scope="module")
def address(served: str) -> str:
    return served


@contextmanager
def visit(browser: Any, address: str, screen: str = "desktop", **options: Any) -> Iterator[Any]:
    """A page that must neither complain nor look elsewhere."""
    PICTURES.mkdir(exist_ok=True)
    context = browser.new_context(**SCREENS[screen], **options)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.extend([message.text] * (message.type == "error")))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    wide = overflow(page)
    context.close()
    assert wide == 0
    assert said == []
    assert {url for url in asked if not url.startswith((address, "data:", "blob:"))} == set()


def turned(page: Any, screen: str) -> None:
    """The same page on another screen, which it must fit as well."""
    page.set_viewport_size(SCREENS[screen]["viewport"])
    page.emulate_media(color_scheme=SCREENS[screen].get("color_scheme", "light"))
    page.wait_for_timeout(300)
    assert overflow(page) == 0, screen


def run(page: Any, address: str, view: str, language: str = "vi") -> None:
    query = quote(PREFIXES + QUERIES[view])
    page.goto(f"{address}/{language}/sparql?query={query}")
    page.wait_for_selector(".workbench .CodeMirror")
    page.click("#run")
    page.wait_for_selector("#live .yasr_results > *")
    if view != "table":
        page.click(f".select_{view}")
        page.wait_for_selector(f".of-{view} > *")


@pytest.mark.parametrize("view", QUERIES)
def test_an_answer_is_shown_as(address: str, browser: Any, view: str) -> None:
    sights = {
        "table": "table.dataTable tbody a.iri",
        "map": ".bigmap path.place",
        "chart": ".bars rect",
        "graph": ".biggraph canvas",
    }
    with visit(browser, address, "mobile") as page:
        run(page, address, view)
        page.wait_for_selector(sights[view], state="attached")
        assert page.locator(sights[view]).count() >= 3
        assert page.locator("#live .downloads a").count() >= 4
        for screen in ("mobile", "desktop", "dark"):
            turned(page, screen)
            page.screenshot(path=PICTURES / f"answer-{view}-{screen}.png", full_page=True)
        if view != "table":
            page.click(".same summary")
            assert page.locator(".same tbody tr").count() >= 3


def test_hoang_sa_and_truong_sa_are_on_the_map(address: str, browser: Any) -> None:
    with visit(browser, address) as page:
        run(page, address, "map")
        page.wait_for_selector(".inset .isle-name")
        shown = page.locator(".inset .isle-name")
        assert sorted(shown.all_inner_texts()) == ["Hoàng Sa", "Trường Sa"]
        assert all(label.is_visible() for label in shown.all())
        names = page.locator(".bigmap > .leaflet-map-pane .isle-name").all_inner_texts()
        assert sorted(names) == [
            "Quần đảo Hoàng Sa (Việt Nam)", "Quần đảo Trường Sa (Việt Nam)",
        ]  # fmt: skip
        for _ in range(4):
            page.click(".leaflet-control-zoom-out")
            page.wait_for_timeout(400)
        page.screenshot(path=PICTURES / "map-whole.png", full_page=True)


def test_the_base_map_has_viet_nam_and_no_islet_of_the_archipelagos() -> None:
    import json

    found = json.loads((DIST / "land.json").read_text(encoding="utf-8"))["features"]
    land = [each for each in found if "home" in each["properties"]]  # beside the towns
    home = [each for each in land if each["properties"]["home"]]
    assert len(home) == 1
    points = [
        point for each in land for rings in each["geometry"]["coordinates"] for point in rings[0]
    ]
    assert not [(x, y) for x, y in points if 110.8 <= x <= 113 and 15.5 <= y <= 17.4]
    assert not [(x, y) for x, y in points if 111 <= x <= 116 and 7.5 <= y <= 12]


def test_an_answer_over_time_is_a_line(address: str, browser: Any) -> None:
    query = """SELECT ?year (COUNT(?day) AS ?days) WHERE {
  ?festival a schema:Event ; schema:startDate ?day BIND(YEAR(?day) AS ?year)
} GROUP BY ?year ORDER BY ?year"""
    with visit(browser, address) as page:
        page.goto(f"{address}/en/sparql?query={quote(PREFIXES + query)}")
        page.wait_for_selector(".workbench .CodeMirror")
        page.click("#run")
        page.click(".select_chart")
        page.wait_for_selector("svg.line polyline", state="attached")
        page.screenshot(path=PICTURES / "answer-line.png", full_page=True)
        assert page.locator("svg.line circle").count() > 5
        assert page.get_by_role("img", name="days by year").count() == 1


def test_things_of_ours_lead_to_their_pages(address: str, browser: Any) -> None:
    with visit(browser, address) as page:
        run(page, address, "table", "en")
        page.click("a.iri[href$='vinh-nghiem']")
        page.wait_for_url(f"{address}/en/e/monument/vinh-nghiem")


def test_a_refusal_is_said_in_the_language_of_the_page(address: str, browser: Any) -> None:
    page = browser.new_page(locale="en-GB")
    page.goto(f"{address}/vi/sparql?query={quote('SELECT * { ?s ?p foo:x }')}")
    page.wait_for_selector(".workbench .CodeMirror")
    page.click("#run")
    page.wait_for_selector(".errorResult p")
    said = page.inner_text(".errorResult")
    assert "Truy vấn dùng tiền tố chưa khai báo: foo:." in said
    assert page.locator(".downloads a").count() == 0
    page.close()


def test_names_are_suggested_while_one_types(address: str, browser: Any) -> None:
    with visit(browser, address) as page:
        page.goto(f"{address}/vi/sparql?query={quote('SELECT * WHERE {')}")
        page.wait_for_selector(".workbench .CodeMirror")
        page.click(".workbench .CodeMirror")
        page.keyboard.press("Control+End")
        page.keyboard.type(" ?relic a mcb:Monu")
        page.keyboard.press("Control+Space")
        hint = page.wait_for_selector(".CodeMirror-hints li")
        assert hint.inner_text().split() == ["mcb:Monument", "–", "di", "tích"]
        page.screenshot(path=PICTURES / "completion.png")
        page.keyboard.press("Enter")
        page.wait_for_function(
            "document.querySelector('.CodeMirror').CodeMirror.getValue().includes('PREFIX mcb:')"
        )
        text = page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
        assert "PREFIX mcb: <https://w3id.org/mocban/ns/>" in text
        assert "?relic a mcb:Monument" in text


def test_a_query_in_the_address_wins_over_what_was_typed_before(address: str, browser: Any) -> None:
    with visit(browser, address) as page:
        run(page, address, "table")
        page.goto(f"{address}/vi/sparql?query=ASK%20%7B%7D")
        page.wait_for_selector(".workbench .CodeMirror")
        text = page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
        assert text == "ASK {}"


def test_the_form_does_all_of_it_without_scripts(address: str, browser: Any) -> None:
    with visit(browser, address, "mobile", java_script_enabled=False) as page:
        page.goto(f"{address}/vi/sparql?query={quote(PREFIXES + QUERIES['table'])}")
        page.click("#run")
        page.wait_for_selector("#answer table")
        page.screenshot(path=PICTURES / "answer-plain-mobile.png", full_page=True)
        assert page.locator("#answer tbody tr").count() > 30
        page.goto(f"{address}/vi/builder")
        assert page.locator("noscript a[href='/vi/sparql']").is_visible()
        assert not page.locator("#query").is_visible()


def built(page: Any, address: str, start: str, end: str, way: str, language: str = "vi") -> None:
    """Chooses in the builder what to look for, what it is connected with, and how."""
    page.goto(f"{address}/{language}/builder")
    page.click(f'.StartClassGroup li[data-id$="/ask/{start}"]')
    page.click(f'.EndClassGroup li[data-id$="{end}"]')
    choice = page.locator(f'.ObjectPropertyGroup li[data-id*="/{way}"]')
    # The only way is taken without being chosen.
    page.wait_for_timeout(500)
    if choice.is_visible():
        choice.click()


def answered(page: Any) -> list[str]:
    page.click("#run")
    page.wait_for_selector("#live .yasr_results table tbody tr")
    return [row.strip() for row in page.locator("table.dataTable tbody tr").all_inner_texts()]


def test_the_builder_finds_works_about_a_person(address: str, browser: Any) -> None:
    with visit(browser, address, "mobile") as page:
        built(page, address, "Work", "/Person", "Work-about-Person")
        page.locator(".EndClassGroup .awesomplete input").fill("tran nhan")
        page.click(".awesomplete li:has-text('Trần Nhân Tông')")
        page.wait_for_function("document.querySelector('#query').value.includes('tran-nhan-tong')")
        rows = answered(page)
        for screen in ("mobile", "desktop", "dark"):
            turned(page, screen)
            page.screenshot(path=PICTURES / f"builder-{screen}.png", full_page=True)
        assert any("Trúc Lâm" in row for row in rows)
        query = page.input_value("#query")
        page.click("form#ask button[formaction='/vi/sparql']")
        page.wait_for_selector(".workbench .CodeMirror")
        assert parse_qs(urlsplit(page.url).query)["query"][0].split() == query.split()


@pytest.mark.parametrize(
    ("start", "end", "way"),
    [
        ("Festival", "/Monument", "Festival-practisedAt-Monument"),
        ("Monument", "/Place", "Monument-P53_has_former_or_current_location-Place"),
        ("Person", "Z_Date", "Person-P98i_was_born"),
        ("Attraction", "Z_Location", "Attraction-hasDefaultGeometry"),
    ],
)
def test_the_builder_finds_what_is_connected(
    address: str, browser: Any, start: str, end: str, way: str
) -> None:
    with visit(browser, address) as page:
        built(page, address, start, end, way)
        page.get_by_text("Bất kỳ").click()
        page.wait_for_timeout(300)
        assert len(answered(page)) >= 3


def test_the_builder_offers_terms_in_a_list(address: str, browser: Any) -> None:
    with visit(browser, address) as page:
        built(page, address, "Monument", "/Concept", "Monument-currentRank-Concept", "en")
        page.wait_for_selector(".EndClassGroup option:nth-child(3)", state="attached")
        offered = page.locator(".EndClassGroup option").all_inner_texts()
        assert "Special national relic" in offered


def test_the_builder_speaks_the_language_of_the_page(address: str, browser: Any) -> None:
    with visit(browser, address) as page:
        built(page, address, "Work", "/Person", "Work-about-Person")
        text = page.inner_text("spar-natural")
        assert "Bất kỳ" in text
        for word in ("Search", "Find", "Any", "where"):
            assert word not in text.split()
