"""Names suggested below the search box, in a real browser: what only a script can do."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from mocban.site.links import asset
from tests.leaf_app import small_app

pytestmark = [
    pytest.mark.skipif(not asset("dist/complete.js"), reason="the assets are not built"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("complete")
    server = make_server("127.0.0.1", 0, small_app(folder), threaded=True)
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()


@pytest.fixture
def box(browser: Any, address: str) -> Iterator[Any]:
    page = browser.new_page()
    page.goto(f"{address}/vi/search")
    found = page.get_by_role("combobox", name="Từ khóa")
    yield found
    page.close()


def opened(box: Any) -> Any:
    """The list that typing opens."""
    box.fill("vinh ngh")
    listbox = box.page.get_by_role("listbox", name="Gợi ý")
    listbox.wait_for()
    return listbox


def test_the_list_is_walked_with_the_arrows_and_leads_to_the_thing(box: Any) -> None:
    listbox = opened(box)
    assert box.get_attribute("aria-expanded") == "true"
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowDown")
    chosen = listbox.get_by_role("option", selected=True)
    assert chosen.count() == 1 and box.get_attribute(
        "aria-activedescendant"
    ) == chosen.get_attribute("id")
    name = chosen.evaluate("option => option.firstChild.data")
    box.press("Enter")
    box.page.wait_for_url("**/vi/e/**")
    assert name in box.page.title()


def test_the_last_option_searches_for_everything(box: Any) -> None:
    opened(box)
    box.press("ArrowUp")
    box.press("Enter")
    box.page.wait_for_url("**/vi/search?q=vinh+ngh*")


def test_escape_closes_the_list_and_keeps_the_words(box: Any) -> None:
    listbox = opened(box)
    box.press("Escape")
    assert not listbox.is_visible() and box.input_value() == "vinh ngh"
    assert box.get_attribute("aria-expanded") == "false"
    box.press("ArrowDown")
    listbox.wait_for()
    box.press("Tab")
    assert not listbox.is_visible()


def test_enter_alone_searches(box: Any) -> None:
    opened(box)
    box.press("Enter")
    box.page.wait_for_url("**/vi/search?q=vinh+ngh*")


def test_options_are_grouped_by_kind(box: Any) -> None:
    listbox = opened(box)
    assert listbox.get_by_role("group", name="Di tích").get_by_role("option").count() >= 1
