"""The pages in a real browser: they fit the screen, say nothing to the console and ask
nothing of any other server. Pictures of them go to tests/pictures."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from tests.leaf_app import small_app

CHROMIUM = Path("/usr/bin/chromium")
PICTURES = Path(__file__).parent / "pictures"
OPTIONS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SCREENS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "mobile": {"viewport": {"width": 390, "height": 844}},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}
PAGES = {
    "home": "",
    "relic": "e/monument/vinh-nghiem",
    "object": "e/object/moc-ban-vinh-nghiem",
    "festival": "e/ich/le-hoi-vinh-nghiem",
    "book": "e/work/tvbg.BG1",
    "search": "search?q=vinh+nghiem",
    "trip": "e/trip/tay-yen-tu",
    "record": "r/svhtt/record/BG-017",
    "sparql": "sparql",
    "about": "about",
    "examples": "examples?topic=places",
    "use": "use",
}

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="/usr/bin/chromium is not installed (apt-get install chromium)"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, small_app(tmp_path_factory.mktemp("site")), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(OPTIONS))
        yield running
        running.close()


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_fit_the_screen_and_keep_to_themselves(
    address: str, browser: Any, screen: str, language: str
) -> None:
    PICTURES.mkdir(exist_ok=True)
    context = browser.new_context(**SCREENS[screen])
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for name, path in PAGES.items():
        answer = page.goto(f"{address}/{language}/{path}", wait_until="load")
        page.screenshot(path=PICTURES / f"{name}-{language}-{screen}.png", full_page=True)
        assert answer.status == 200, path
        width, room = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert width <= room, f"{path} is {width} wide on {room}"
    context.close()
    assert said == []
    assert {url for url in asked if not url.startswith(address)} == set()


def test_the_menu_of_a_small_screen_opens_without_scripts(address: str, browser: Any) -> None:
    context = browser.new_context(**SCREENS["mobile"], java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/vi/")
    link = page.locator("details.narrow a", has_text="SPARQL")
    assert not link.is_visible()
    page.locator("details.narrow summary").click()
    assert link.is_visible()
    link.click()
    assert page.url == f"{address}/vi/sparql"
    context.close()


def test_the_first_key_press_offers_to_skip_to_the_content(address: str, browser: Any) -> None:
    page = browser.new_page()
    page.goto(f"{address}/en/e/monument/vinh-nghiem")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.close()
