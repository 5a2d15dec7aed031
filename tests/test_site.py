"""The whole site of the demonstration: every link leads somewhere, every page says what it is,
and the HTML and CSS are as the standards want them."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import html

from tests import web
from tests.demo_site import LANGUAGES, Visit, Walk

SITE = Path(__file__).parent.parent / "site"
# Pages that no link of the demonstration leads to, and where they are tested.
ELSEWHERE = {
    "/<lang>/q/<id>": "a query has to be saved first: tests/test_citations.py",
    "/<lang>/g/catalog/<any('class', 'property'):role>/<prefix>/<name>": "only redirects",
    "/<any(vi, en):lang>": "only redirects",
}
# A page that stands inside the pages of others has no place of its own in ours.
FRAMED = ("/embed/",)


def test_every_link_leads_somewhere(walk: Walk) -> None:
    assert len(walk.visits) > 900
    assert walk.broken == []


def test_every_page_of_the_application_is_in_the_walk(walk: Walk) -> None:
    """So that what is new is looked at by every test of pages."""
    missed = {rule for rule in walk.offered if rule.startswith(("/<lang>", "/<any(vi, en)"))}
    assert missed - walk.rules - ELSEWHERE.keys() == set()
    kinds = {kind.partition("/")[0] for kind in walk.kinds}
    assert {"e", "r", "v", "link"} <= kinds


def _one(document: html.HtmlElement, path: str) -> str:
    found = [str(each).strip() for each in document.xpath(path)]
    return found[0] if len(found) == 1 else ""


def _lacks(visit: Visit) -> list[str]:
    document = visit.document
    wanted = {
        "title": "//head/title/text()", "lang": "/html/@lang",
        "description": "//head/meta[@name='description']/@content",
        "canonical": "//head/link[@rel='canonical']/@href", "h1": "normalize-space(//main//h1)",
        "main": "name(//main[@id='main'])", "viewport": "//meta[@name='viewport']/@content",
    }  # fmt: skip
    if visit.address.startswith(FRAMED):
        wanted = {key: wanted[key] for key in ("title", "lang")}
    lacking = []
    for name, path in wanted.items():
        found = document.xpath(path)
        said = found if isinstance(found, str) else _one(document, path)
        if not said.strip():
            lacking.append(f"{visit.address}: no {name}, or several")
    if len(document.xpath("//h1")) != 1 and not visit.address.startswith(FRAMED):
        lacking.append(f"{visit.address}: {len(document.xpath('//h1'))} h1")
    if not visit.address.startswith(FRAMED) and _one(document, "/html/@lang") not in LANGUAGES:
        lacking.append(f"{visit.address}: in no language of ours")
    return lacking


def test_every_page_has_title_description_language_heading_and_address(walk: Walk) -> None:
    assert [each for visit in walk.pages for each in _lacks(visit)] == []


def test_pages_of_different_things_have_different_titles(walk: Walk) -> None:
    titles: dict[str, str] = {}
    for kind, visit in walk.kinds.items():
        # What one source says of a thing and its card are called as the thing; an answer comes
        # with the editor.
        if kind in ("r", "link") or kind.startswith(FRAMED) or "/result" in kind:
            continue
        title = str(visit.document.xpath("string(//title)"))
        assert title not in titles, f"{kind} and {titles[title]} are both called {title}"
        titles[title] = kind


def test_html_and_css_are_valid(walk: Walk, tmp_path: Path) -> None:
    java = shutil.which("java")
    if java is None:
        pytest.skip("the HTML checker runs on Java (apt-get install default-jre-headless)")
    checker = web.file("vnu-jar/build/dist/vnu.jar")
    names = {}
    for number, visit in enumerate(walk.kinds.values()):
        file = tmp_path / f"{number}.html"
        file.write_bytes(visit.body)
        names[file.name] = visit.address
    for sheet in (SITE / "static").glob("*.css"):
        shutil.copy(sheet, tmp_path)
    for sheet in (SITE / "frontend" / "src").glob("*.css"):
        shutil.copy(sheet, tmp_path / f"src-{sheet.name}")
    done = subprocess.run(
        [java, "-Xss16m", "-XX:TieredStopAtLevel=1", "-jar", checker, "--format", "json", "--errors-only",
         "--also-check-css", tmp_path],
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.stderr.startswith("{"), done.stderr[:500]
    wrong = []
    for message in json.loads(done.stderr)["messages"]:
        name = Path(message.get("url", "")).name
        where = f"{names.get(name, name)}:{message.get('lastLine', '')}"
        wrong.append(f"{where}: {message['message']} {message.get('extract', '')[:120]!r}")
    assert [each for each in wrong if not re.search(NEWER, each)] == []


# CSS that browsers have and the checker does not know yet.
NEWER = r"vector-effect|text-wrap|@view-transition|color-mix|@layer|content-visibility|attr\("
