"""Pictures, cards and fonts in a real browser: the viewer, the block and its print, a card on
another origin. Pictures of it all go to tests/pictures."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from werkzeug.serving import make_server

from tests.browsing import PICTURES, SCREENS, Overheard, chromium, overflow
from tests.leaf_app import BASE
from tests.pictures_app import DRAWING, demo_pictures, pictures_app

DIST = Path(__file__).parent.parent / "site" / "static" / "dist"
LEAF = "/vi/e/object/moc-ban-vinh-nghiem"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def address(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration's snapshot, with its own pictures."""
    folder = tmp_path_factory.mktemp("demo")
    with demo_pictures(demo, folder) as app, serving(app) as found:
        yield found


@contextmanager
def opened(browser: Any, url: str, **options: Any) -> Iterator[tuple[Any, Overheard]]:
    """A page that must stay silent and keep to its own server."""
    context = browser.new_context(**options)
    page = context.new_page()
    heard = Overheard(page, "/".join(url.split("/")[:3]))
    page.goto(url, wait_until="load")
    yield page, heard
    context.close()


def picture(page: Any, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


@pytest.mark.parametrize("screen", SCREENS)
def test_a_leaf_with_a_picture_fits_every_screen(browser: Any, address: str, screen: str) -> None:
    with opened(browser, address + LEAF, **SCREENS[screen]) as (page, heard):
        assert page.locator("figure img").evaluate("image => image.naturalWidth") == 2016
        assert overflow(page) == 0
        picture(page, f"picture-{screen}")
    assert (heard.said, heard.elsewhere) == ([], [])


def test_the_block_turns_over_without_scripts(browser: Any, address: str) -> None:
    with opened(browser, address + LEAF, java_script_enabled=False) as (page, _):
        image = page.locator("figure img")
        style = "image => [getComputedStyle(image).transform, getComputedStyle(image).filter]"
        assert image.evaluate(style) == ["none", "none"]
        page.locator("#picture-1-flip").focus()
        page.keyboard.press("Space")
        page.wait_for_timeout(700)
        transform, ink = image.evaluate(style)
        assert transform.startswith("matrix(-1, 0, 0, 1") and "invert(1)" in ink
        assert page.locator("button[data-view]").is_hidden()
        picture(page, "picture-print")


@pytest.mark.skipif(not (DIST / "pictures.js").exists(), reason="the assets are not built")
@pytest.mark.parametrize("screen", ["desktop", "mobile"])
def test_the_viewer_is_fetched_when_it_is_asked_for_and_goes_by_keys(
    browser: Any, address: str, screen: str
) -> None:
    with opened(browser, address + LEAF, **SCREENS[screen]) as (page, heard):
        assert not any("chunks/viewer" in url for url in heard.asked)
        page.locator("button[data-view]").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".viewer[open] canvas")
        page.wait_for_timeout(900)
        assert "openseadragon-canvas" in page.evaluate("document.activeElement.className")
        flip = page.locator("[data-do=flip]")
        assert flip.get_attribute("aria-pressed") == "false"
        picture(page, f"viewer-{screen}")
        page.keyboard.press("f")
        page.wait_for_selector(".stage.print")
        assert flip.get_attribute("aria-pressed") == "true"
        page.keyboard.press("+")
        page.wait_for_timeout(900)
        picture(page, f"viewer-print-{screen}")
        flip.click()
        assert not page.locator(".stage.print").count()
        assert overflow(page) == 0
        page.locator("[data-do=full]").click()
        page.wait_for_function("document.fullscreenElement !== null")
        page.evaluate("document.exitFullscreen()")
        page.locator("[data-do=close]").click()
        assert page.evaluate("document.activeElement.dataset.view") == "0"
        page.locator("a.plate").click()
        page.wait_for_selector(".viewer[open]")
        page.keyboard.press("Escape")
        page.wait_for_selector(".viewer", state="hidden")
    assert (heard.said, heard.elsewhere) == ([], [])


@pytest.mark.skipif(not (DIST / "copy.js").exists(), reason="the assets are not built")
def test_the_code_to_embed_is_copied(browser: Any, address: str) -> None:
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page = context.new_page()
    page.goto(address + LEAF)
    page.locator(".embed summary").click()
    page.locator("[data-copy=embed-card]").click()
    page.wait_for_function("document.querySelector('[data-copy]').textContent === 'Đã chép'")
    assert (
        page.evaluate("navigator.clipboard.readText()")
        == page.locator("#embed-card").text_content()
    )
    context.close()


# A partner's page, on another origin.


@pytest.fixture
def partner() -> Iterator[tuple[Flask, str]]:
    app = Flask("partner")
    app.config["PAGE"] = ""
    # A partner may be as strict as we are: no inline style, no code of its own.
    policy = "default-src 'none'; script-src http:; connect-src http:; img-src http: https:; frame-src http:"

    @app.get("/")
    def page() -> Response:
        response = Response(f'<!doctype html><html lang="en"><title>P</title>{app.config["PAGE"]}')
        response.headers["Content-Security-Policy"] = policy
        return response

    with serving(app) as found:
        yield app, found


def _drawing(route: Any) -> None:
    route.fulfill(body=DRAWING, content_type="image/svg+xml")


def test_a_card_is_shown_on_another_site(
    browser: Any, tmp_path: Path, partner: tuple[Flask, str]
) -> None:
    app, there = partner
    here_app = pictures_app(tmp_path)
    with serving(here_app) as here:
        app.config["PAGE"] = (
            f'<script async src="{here}/card.js"></script>'
            f'<moc-ban-card src="{here}/card/e/object/block.json" lang="en"><a href="/x">plain</a></moc-ban-card>'
            f'<moc-ban-card src="{here}/card/e/object/none.json"><a href="/x">not known</a></moc-ban-card>'
            f'<iframe src="{here}/embed/e/object/block?lang=en" width="480" height="480" '
            'sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
        )
        context = browser.new_context(**SCREENS["desktop"])
        context.route(f"{BASE}media/**", _drawing)
        page = context.new_page()
        page.goto(there)
        card = page.locator("moc-ban-card").first
        card.locator("article").wait_for()
        assert card.locator(".title a").text_content() == "Printing block & print"
        assert card.locator(".title a").get_attribute("href").endswith("/en/e/object/block")
        image = card.locator("img")
        image.evaluate("image => image.decode()")
        assert card.locator(".credit").first.text_content() == "Ảnh: Lê Văn A · CC BY-SA 4.0"
        picture(page, "embed-partner")
        image.dispatch_event("error")
        assert not card.locator("img").count() and "CC BY-SA" not in card.text_content()
        assert page.get_by_text("plain").is_hidden()
        assert page.get_by_text("not known").is_visible()
        frame = page.frame_locator("iframe")
        assert frame.locator("h1").text_content() == "Printing block & print"
        assert frame.locator("img").evaluate("image => image.naturalWidth") == 40

        context.close()


def test_the_link_stays_when_the_service_is_down(
    browser: Any, tmp_path: Path, partner: tuple[Flask, str]
) -> None:
    app, there = partner
    with serving(pictures_app(tmp_path)) as here:
        script = f'<script async src="{here}/card.js"></script>'
        gone = "http://127.0.0.1:9"
        app.config["PAGE"] = (
            f'{script}<moc-ban-card src="{gone}/card/e/object/block.json"><a href="/x">plain</a></moc-ban-card>'
        )
        page = browser.new_page()
        page.goto(there, wait_until="networkidle")
        assert page.get_by_text("plain").is_visible()
        app.config["PAGE"] = app.config["PAGE"].replace(here, gone)
        page.goto(there, wait_until="load")
        assert page.get_by_text("plain").is_visible()
        page.close()


@pytest.mark.skipif(not (DIST / "fonts.css").exists(), reason="the assets are not built")
def test_the_first_page_is_light(browser: Any, address: str) -> None:
    """What is fetched of fonts, styles and scripts before a reader does anything."""
    for language in ("vi", "en"):
        with opened(browser, f"{address}/{language}/") as (page, heard):
            page.evaluate("document.fonts.ready")
            fonts = [url for url in heard.asked if ".woff2" in url]
            assert not [url for url in fonts if "latin-ext" in url]
            size = sum((DIST / url.rpartition("/")[2]).stat().st_size for url in fonts)
            assert size < 90_000
