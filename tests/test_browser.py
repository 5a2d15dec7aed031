"""Every kind of page in a real browser: nothing that axe finds fault with, nothing that is wider
than a small screen, nothing asked of another server, everything within reach of the keyboard.
Pictures of the main pages go to tests/pictures."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests import web
from tests.browsing import PICTURES, SCREENS, Overheard, overflow
from tests.demo_site import LANGUAGES, Walk, addressed

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
# Widgets of others, whose insides are theirs: the query editor and its answers (Yasgui), and the
# query builder (Sparnatural). Both pages offer the same as plain forms.
EXCEPTED = [".CodeMirror", ".yasr", "spar-natural"]
AXE = """async ([rules, tags, but]) => {
  const found = await axe.run({include: [["html"]], exclude: but.map(each => [each])}, {
    runOnly: rules.length ? {type: "rule", values: rules} : {type: "tag", values: tags},
    resultTypes: ["violations"],
  });
  return found.violations.flatMap(v => v.nodes.map(n =>
    `${v.id}: ${n.html.slice(0, 150)} ${(n.any[0] || n.all[0] || n.none[0] || {}).message || ""}`));
}"""
MOVING = """document.getAnimations().filter(
  each => each.playState === "running" && (each.effect.getComputedTiming().endTime > 20)
).length"""
# What print should not carry: the way to other pages, and controls.
PRINTED = """[...document.querySelectorAll("header.site nav, form:not(#ask), main button:not(#ask *)")]
  .filter(each => each.checkVisibility({visibilityProperty: true}))
  .map(each => each.outerHTML.slice(0, 100))"""
MAIN = {
    "home": "", "relic": "e/monument/vinh-nghiem", "search": "search?q=vinh+nghiem", "map": "map",
}  # fmt: skip
BY_KEYBOARD = (
    "", "e/monument/vinh-nghiem", "e/ich/le-hoi-vinh-nghiem", "search?q=vinh+nghiem", "map",
    "timeline", "topics", "calendar", "datasets", "about", "sparql", "graph?of=e/monument/vinh-nghiem",
)  # fmt: skip


@dataclass
class Seen:
    """What was wrong with the pages: lines that begin with the name of a page."""

    axe: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    moving: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    pages: int = 0


@contextmanager
def opened(browser: Any, **options: Any) -> Iterator[Any]:
    """A page in a context of its own."""
    context = browser.new_context(**options)
    try:
        yield context.new_page()
    finally:
        context.close()


@pytest.fixture(scope="module")
def seen(browser: Any, served: str, walk: Walk) -> Seen:
    """All kinds of pages, each opened once, in one of the languages, and looked at in light and
    dark, wide, narrow and printed."""
    seen = Seen()
    axe = web.file("axe-core/axe.min.js").read_text("utf-8")
    with opened(browser, reduced_motion="reduce") as page:
        overheard = Overheard(page, served)
        for number, (name, path) in enumerate(walk.examples().items()):
            language = LANGUAGES[number % 2]
            seen.pages += 1
            overheard.said.clear()
            overheard.asked.clear()
            page.set_viewport_size(SCREENS["desktop"]["viewport"])
            page.emulate_media(media="screen", color_scheme="light")
            page.goto(served + addressed(path, language), wait_until="load")
            page.wait_for_timeout(50)
            seen.moving += [f"{name}: {count}" for count in [page.evaluate(MOVING)] if count]
            page.evaluate(axe)
            found = [f"light, {each}" for each in page.evaluate(AXE, [[], RULES, EXCEPTED])]
            page.emulate_media(color_scheme="dark")
            found += [f"dark, {each}" for each in page.evaluate(AXE, [COLOURS, [], EXCEPTED])]
            page.set_viewport_size({"width": 390, "height": 844})
            found += [f"390 px, {each}" for each in page.evaluate(AXE, [[], RULES, EXCEPTED])]
            seen.axe += [f"{name} ({language}, {each}" for each in dict.fromkeys(found)]
            page.set_viewport_size({"width": 320, "height": 640})
            seen.wide += [f"{name}: by {more} px" for more in [overflow(page)] if more]
            page.set_viewport_size({"width": 720, "height": 1000})
            page.emulate_media(media="print", color_scheme="light")
            seen.wide += [f"{name}, printed: by {more} px" for more in [overflow(page)] if more]
            seen.printed += [f"{name}: {each}" for each in page.evaluate(PRINTED)]
            status = " the server responded with a status of 404"
            seen.said += [f"{name}: {each}" for each in overheard.said if status not in each]
            seen.elsewhere += [f"{name}: {each}" for each in overheard.elsewhere]
    return seen


def test_axe_finds_no_fault_in_light_dark_or_on_a_phone(seen: Seen) -> None:
    assert seen.pages > 20
    assert seen.axe == []


def test_no_page_is_wider_than_the_smallest_screen_or_the_paper(seen: Seen) -> None:
    assert seen.wide == []


def test_nothing_moves_for_a_reader_who_wants_no_motion(seen: Seen) -> None:
    assert seen.moving == []


def test_paper_carries_no_menus_and_no_controls(seen: Seen) -> None:
    assert seen.printed == []


def test_no_page_complains_or_asks_anything_of_another_server(seen: Seen) -> None:
    assert seen.said == []
    assert seen.elsewhere == []


@pytest.mark.parametrize("screen", ["desktop", "mobile"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_of_the_main_pages_are_kept(
    browser: Any, served: str, scheme: str, screen: str
) -> None:
    PICTURES.mkdir(exist_ok=True)
    with opened(browser, **{**SCREENS[screen], "color_scheme": scheme}) as page:
        for language in LANGUAGES:
            for name, path in MAIN.items():
                answer = page.goto(served + addressed(path, language), wait_until="load")
                if answer.status == 200:
                    page.wait_for_timeout(300 * (name == "map"))
                    file = f"{name}-{language}-{screen}-{scheme}.png"
                    page.screenshot(path=PICTURES / file, full_page=name != "map")


# By keyboard

# So many presses of Tab on a page, and so many between looks at what is still to be reached.
MOST, BATCH = 600, 30
WATCH = """but => {
  window.reached = [];
  const name = each => each.outerHTML.slice(0, 120);
  window.stops = () => {
    const groups = new Set();
    return [...document.querySelectorAll(
      "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
    )].filter(each => {
      if (each.disabled || each.tabIndex < 0 || each.closest(["[inert]", ...but])) return false;
      if (!each.checkVisibility({visibilityProperty: true})) return false;
      if (each.type !== "radio") return true;
      return !groups.has(each.name) && groups.add(each.name);  // one stop for all of a name
    });
  };
  const plain = new Map();
  const look = each => {
    const style = getComputedStyle(each);
    return [style.outlineStyle, style.outlineWidth, style.boxShadow, style.borderColor].join();
  };
  for (const each of window.stops()) plain.set(each, look(each));
  document.addEventListener("focusin", ({target}) => {
    if (target.closest(but)) return;
    window.reached.push(target);
    const style = getComputedStyle(target);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const parent = target.parentElement;
    const outer = parent && look(parent) !== "" && parent.matches(":focus-within")
      && getComputedStyle(parent).outlineStyle !== "none";
    const box = target.getBoundingClientRect();
    target.dull = !(ring || outer || plain.get(target) !== look(target)) || box.width === 0;
  });
  window.report = () => ({
    missed: window.stops().filter(each => !window.reached.some(
      other => other === each || (each.type === "radio" && other.name === each.name)
    )).map(name),
    dull: [...new Set(window.reached)].filter(each => each.dull).map(name),
    first: window.reached.length ? window.reached[0].getAttribute("href") : null,
  });
}"""


def test_every_link_and_control_is_reached_by_keyboard_and_seen_to_be(
    browser: Any, served: str
) -> None:
    wrong = []
    with opened(browser, **SCREENS["desktop"], reduced_motion="reduce") as page:
        for path in BY_KEYBOARD:
            answer = page.goto(served + addressed(path, "vi"), wait_until="load")
            if answer.status == 404:  # a page that this site does not have
                continue
            page.wait_for_timeout(500 * (path == "map"))
            page.evaluate(WATCH, EXCEPTED)
            found: dict[str, Any] = {}
            for _ in range(MOST // BATCH):
                for _ in range(BATCH):
                    page.keyboard.press("Tab")
                    if path == "sparql":  # the editor says how it is left
                        page.keyboard.press("Escape")
                found = page.evaluate("window.report()")
                if not found["missed"]:
                    break
            wrong += [f"{path}: focus cannot be seen on {each}" for each in found["dull"]]
            wrong += [f"{path}: not reached: {each}" for each in found["missed"]]
            if found["first"] != "#main":
                wrong.append(f"{path}: the first stop does not lead to the content")
    assert wrong == []


def test_the_first_key_press_offers_to_skip_to_the_content(browser: Any, served: str) -> None:
    with opened(browser) as page:
        page.goto(f"{served}/en/e/monument/vinh-nghiem")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        assert page.locator("a.skip").first.is_visible()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_menu_of_a_small_screen_opens_without_scripts(browser: Any, served: str) -> None:
    with opened(browser, **SCREENS["mobile"], java_script_enabled=False) as page:
        page.goto(f"{served}/vi/")
        link = page.locator("details.narrow a", has_text="SPARQL")
        assert not link.is_visible()
        page.locator("details.narrow summary").click()
        assert link.is_visible()
        link.click()
        assert page.url == f"{served}/vi/sparql"


# Weight

FIRST = 100_000


def test_the_first_page_weighs_less_than_100_kb_compressed_without_its_pictures(
    browser: Any, served: str
) -> None:
    with opened(browser, **SCREENS["desktop"]) as page:
        tools = page.context.new_cdp_session(page)
        tools.send("Network.enable")
        kinds: dict[str, str] = {}
        sizes: dict[str, float] = {}
        named: dict[str, str] = {}
        tools.on("Network.responseReceived", lambda event: (
            kinds.update({event["requestId"]: event["type"]}),
            named.update({event["requestId"]: event["response"]["url"]}),
        ))  # fmt: skip
        tools.on("Network.loadingFinished", lambda event: sizes.update(
            {event["requestId"]: event["encodedDataLength"]}
        ))  # fmt: skip
        page.goto(f"{served}/vi/", wait_until="networkidle")
    weights = {named[each]: size for each, size in sizes.items() if kinds.get(each) != "Image"}
    assert len(weights) >= 2
    assert sum(weights.values()) < FIRST, weights


def test_pictures_folder_is_not_under_version_control() -> None:
    ignored = Path(__file__).parent.parent / ".gitignore"
    assert not ignored.exists() or "/tests/pictures/" in ignored.read_text("utf-8")
