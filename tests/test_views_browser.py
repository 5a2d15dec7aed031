"""The map, the timeline and the drawing of what is related in a real browser: with scripts and
without, with the pointer and with keys, and never a word to another server."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import CHROMIUM, PICTURES, SCREENS, Overheard, overflow

DIST = Path(__file__).parent.parent / "site" / "static" / "dist"
READY = ".bigmap[data-ready]"
ISLANDS = {
    "vi": ["Quần đảo Hoàng Sa (Việt Nam)", "Quần đảo Trường Sa (Việt Nam)"],
    "en": ["Hoàng Sa archipelago (Việt Nam)", "Trường Sa archipelago (Việt Nam)"],
}

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="/usr/bin/chromium is not installed"),
    pytest.mark.skipif(
        not (DIST / "places.js").is_file(),
        reason="no assets: run python site/frontend/build_assets.py where npm can be reached",
    ),
]


@contextmanager
def visit(browser: Any, address: str, screen: str = "desktop", **options: Any) -> Iterator[Any]:
    """A page that must neither complain nor look elsewhere, and fits its screen."""
    PICTURES.mkdir(exist_ok=True)
    context = browser.new_context(**SCREENS[screen], **options)
    page = context.new_page()
    heard = Overheard(page, address)
    yield page
    wide = overflow(page) if options.get("java_script_enabled", True) else 0
    context.close()
    assert (wide, heard.said, heard.elsewhere) == (0, [], [])


@pytest.mark.parametrize("screen", ["desktop", "mobile", "dark"])
def test_the_three_pages(served: str, browser: Any, screen: str) -> None:
    with visit(browser, served, screen) as page:
        page.goto(f"{served}/vi/map")
        page.wait_for_selector(READY, state="attached")
        page.screenshot(path=PICTURES / f"map-{screen}.png")
        page.goto(f"{served}/en/timeline")
        page.screenshot(path=PICTURES / f"timeline-{screen}.png", full_page=True)
        page.goto(f"{served}/vi/graph?of=e/monument/vinh-nghiem")
        page.click("#draw")
        page.wait_for_selector(".biggraph[data-nodes]")
        page.screenshot(path=PICTURES / f"graph-{screen}.png")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_archipelagos_are_named_wherever_the_map_goes(
    served: str, browser: Any, language: str
) -> None:
    with visit(browser, served) as page:
        for place in ("", "#map=5/14/110", "#map=4/20/105", "#map=13/21.2/106.3"):
            page.goto(f"{served}/{language}/map?type=monument{place}")
            page.reload()
            page.wait_for_selector(READY, state="attached")
            inset = page.locator(".inset .isle-name")
            assert sorted(inset.all_inner_texts()) == ["Hoàng Sa", "Trường Sa"]
            assert all(each.is_visible() for each in inset.all())
            names = page.locator(".bigmap > .leaflet-map-pane .isle-name").all_inner_texts()
            assert sorted(names) == ISLANDS[language]
        page.goto(f"{served}/{language}/map#map=5/14/110")
        page.reload()
        page.wait_for_selector(READY, state="attached")
        page.screenshot(path=PICTURES / f"map-islands-{language}.png")
        frame = page.locator(".bigmap").bounding_box()
        for each in page.locator(".bigmap > .leaflet-map-pane .isle-name").all():
            box = each.bounding_box()
            assert frame["x"] < box["x"] and box["x"] + box["width"] < frame["x"] + frame["width"]
            assert frame["y"] < box["y"] < frame["y"] + frame["height"]


def test_marks_open_by_key_and_lead_to_their_pages(served: str, browser: Any) -> None:
    with visit(browser, served) as page:
        page.goto(f"{served}/en/map?type=monument&q=dinh+ha")
        page.wait_for_selector(READY, state="attached")
        mark = page.get_by_role("button", name="Hả communal house", exact=True)
        mark.focus()
        page.keyboard.press("Enter")
        link = page.wait_for_selector(".popup a")
        assert page.inner_text(".popup .tag") == "Heritage"
        assert page.get_attribute(".leaflet-popup-close-button", "aria-label") == "Close"
        link.click()
        page.wait_for_url(f"{served}/en/e/monument/**")


def test_near_things_are_one_mark_that_opens_by_key(served: str, browser: Any) -> None:
    with visit(browser, served) as page:
        page.goto(f"{served}/vi/map")
        page.wait_for_selector(READY, state="attached")
        before = page.url
        cluster = page.locator(".bigmap .cluster").first
        assert "mục ở gần nhau" in cluster.get_attribute("aria-label")
        cluster.focus()
        page.keyboard.press("Enter")
        page.wait_for_function(
            "before => location.href !== before || document.querySelector('.bigmap .spot')",
            arg=before,
        )


def test_the_list_leads_to_the_map(served: str, browser: Any) -> None:
    with visit(browser, served) as page:
        page.goto(f"{served}/vi/map?type=monument")
        page.wait_for_selector(READY, state="attached")
        page.get_by_role("button", name="Chỉ trên bản đồ: Chùa Bổ Đà").click()
        page.wait_for_selector(".popup a:text-is('Chùa Bổ Đà')")


def test_five_thousand_points_are_clustered_at_once(served: str, browser: Any) -> None:
    chance = random.Random(1)
    many = [
        {
            "type": "Feature",
            "geometry": {
                "type": "Point", "coordinates": [chance.gauss(106.2, 0.6), chance.gauss(21.3, 0.4)],
            },
            "properties": {
                "id": f"x{n}", "label": f"Đình {n}", "kind": "monument", "sources": ["svhtt"],
                "page": f"{served}/vi/e/monument/x{n}",
            },
        }
        for n in range(5000)
    ]  # fmt: skip
    with visit(browser, served) as page:
        page.route(
            "**/api/search.geojson*",
            lambda route, request: route.fulfill(
                json={"type": "FeatureCollection", "features": many}
            ),
        )
        page.goto(f"{served}/vi/map")
        page.wait_for_selector(".bigmap[data-ready='5000']", state="attached", timeout=15_000)
        assert 5 < page.locator(".leaflet-marker-icon").count() < 400
        slow = page.evaluate("performance.now()")
        page.click(".leaflet-control-zoom-in")
        page.wait_for_timeout(600)
        assert slow < 10_000


def test_without_scripts_the_map_is_a_drawing_and_a_list(served: str, browser: Any) -> None:
    with visit(browser, served, "mobile", java_script_enabled=False) as page:
        page.goto(f"{served}/vi/map?type=monument")
        page.screenshot(path=PICTURES / "map-plain.png", full_page=True)
        assert page.locator(".plain-map .mark").count() > 8
        assert page.locator(".plain-map text").all_text_contents() == ["Hoàng Sa", "Trường Sa"]
        page.get_by_role("link", name="Chùa Vĩnh Nghiêm", exact=True).click()
        assert page.url == f"{served}/vi/e/monument/vinh-nghiem"
        page.goto(f"{served}/vi/graph?of=e/monument/vinh-nghiem")
        assert not page.locator("#draw").is_visible()
        assert page.locator(".linked a").count() > 10


def test_the_timeline_is_walked_by_key(served: str, browser: Any) -> None:
    with visit(browser, served, "mobile") as page:
        page.goto(f"{served}/vi/timeline")
        bar = page.locator(".density a").last
        bar.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/timeline?from=*")
        assert page.locator(".dated > li").count() > 3
        page.get_by_role("link", name="Mọi thời kỳ").click()
        page.wait_for_url(f"{served}/vi/timeline")


def test_a_drawing_is_read_and_grown_by_key(served: str, browser: Any) -> None:
    with visit(browser, served) as page:
        page.goto(f"{served}/en/graph?of=e/monument/vinh-nghiem")
        assert page.locator("script[src*='net']").count() == 0
        page.click("#draw")
        page.wait_for_selector(".biggraph[data-nodes]")
        before = int(page.get_attribute(".biggraph", "data-nodes"))
        said = page.locator("#around [role=status]")
        assert "Vĩnh Nghiêm" in said.inner_text()
        page.keyboard.press("ArrowRight")
        assert "Vĩnh Nghiêm Pagoda (Relic)" not in said.inner_text()
        page.keyboard.press("e")
        page.wait_for_function(
            "() => document.querySelector('#around [role=status]').textContent.includes('added')"
        )
        assert before <= int(page.get_attribute(".biggraph", "data-nodes")) <= 150
        page.keyboard.press("Enter")
        page.wait_for_url(f"{served}/en/e/**")


def test_the_map_stands_in_the_search_too(served: str, browser: Any) -> None:
    with visit(browser, served) as page:
        page.goto(f"{served}/vi/search?type=monument&view=map")
        page.wait_for_selector(READY, state="attached")
        page.goto(f"{served}/vi/search?q=yen+the&view=time")
        assert page.locator(".dated > li").count() > 2
