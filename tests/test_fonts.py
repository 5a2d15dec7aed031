"""Fonts: which parts of them a page fetches, and the one that `mocban fonts` cuts."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mocban import fonts
from mocban.cli import main
from mocban.errors import MocbanError
from mocban.graph.store import GraphStore
from tests.pictures_app import pictures_app

DIST = Path(__file__).parent.parent / "site" / "static" / "dist"
INSTALLED = [Path(path) for path in fonts.FONTS if Path(path).is_file()]
GRAPH = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://mocban.example/e/work/1> rdfs:label "永嚴寺"@vi-Hani, "Chùa Vĩnh Nghiêm"@vi, "chữ 𡨸"@vi .
<https://mocban.example/e/work/2> rdfs:comment "寺〇" .
"""

font_here = pytest.mark.skipif(
    not INSTALLED, reason="no font with Nôm characters is here (apt-get install fonts-hanazono)"
)


@pytest.fixture
def store() -> GraphStore:
    return GraphStore.memory(GRAPH)


def test_the_characters_of_a_snapshot_are_found(store: GraphStore) -> None:
    assert fonts.characters(store) == set("永嚴寺𡨸〇")


@font_here
def test_a_font_is_cut_to_the_characters_that_are_there(tmp_path: Path, store: GraphStore) -> None:
    tools = pytest.importorskip("fontTools.ttLib", reason="fontTools is not installed")
    made = fonts.make(store, tmp_path / "fonts")
    assert (made.wanted, made.missing) == (5, "")
    cut: set[int] = set()
    for path in made.files:
        assert path.stat().st_size < 20_000
        if path.suffix == ".woff2":
            cut |= set(tools.TTFont(path).getBestCmap())
    assert cut == set(map(ord, "永嚴寺𡨸〇"))
    css = (tmp_path / "fonts" / fonts.CSS).read_text("utf-8")
    assert "U+5BFA" in css and "U+21A38" in css and "font-display: swap" in css


@font_here
def test_the_site_offers_the_font_once_it_is_made(tmp_path: Path, store: GraphStore) -> None:
    pytest.importorskip("fontTools", reason="fontTools is not installed")
    client = pictures_app(tmp_path).test_client()
    assert "/fonts/" not in client.get("/vi/about").text
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "mine.txt").write_text("kept", "utf-8")
    fonts.make(store, tmp_path / "fonts")
    found = re.search(r'href="(/fonts/han-nom\.css\?v=\w+)"', client.get("/vi/about").text)
    assert found
    css = client.get(found[1])
    assert css.mimetype == "text/css"
    names = re.findall(r'url\("(.*?)"\)', css.text)
    assert names and all(client.get(f"/fonts/{name}").mimetype == "font/woff2" for name in names)
    for other in ("mine.txt", "..%2fmocban.toml", "han-nom-99.woff2", "han-nom.css%00", ""):
        assert client.get(f"/fonts/{other}").status_code == 404
    fonts.make(GraphStore.memory(GRAPH.replace("chữ 𡨸", "chữ")), tmp_path / "fonts")
    assert (tmp_path / "fonts" / "mine.txt").exists(), "only what it made itself is replaced"
    assert client.get(f"/fonts/{names[-1]}").status_code in (200, 404)
    assert "U+21A38" not in client.get("/fonts/han-nom.css").text


def test_what_is_missing_is_said_in_one_sentence(
    tmp_path: Path, store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fontTools", reason="fontTools is not installed")
    with monkeypatch.context() as patch:
        patch.setattr(fonts, "FONTS", ())
        with pytest.raises(MocbanError, match="no font"):
            fonts.make(store, tmp_path / "fonts")
    (tmp_path / "not.ttf").write_text("no font", "utf-8")
    with pytest.raises(MocbanError, match="not.ttf"):
        fonts.make(store, tmp_path / "fonts", [tmp_path / "not.ttf"])
    monkeypatch.setitem(sys.modules, "fontTools", None)
    with pytest.raises(MocbanError, match=r"mocban\[fonts\]"):
        fonts.make(store, tmp_path / "fonts")


@font_here
def test_the_command_makes_it(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fontTools", reason="fontTools is not installed")
    done = CliRunner().invoke(main, ["fonts", str(demo)], env={"MOCBAN_LANG": "en"})
    assert done.exit_code == 0, done.output
    assert re.search(r"^\d+ of \d+ characters in ", done.output, re.MULTILINE)
    assert (demo / "fonts" / fonts.CSS).exists()


# The fonts of the site.


def faces() -> list[dict[str, Any]]:
    if not (DIST / "fonts.css").exists():
        pytest.skip("the assets are not built (python site/frontend/build_assets.py)")
    return [
        {"family": family, "weight": int(weight), "file": file, "ranges": ranges, "swap": "swap" in rule}
        for rule in (DIST / "fonts.css").read_text("utf-8").splitlines()
        for family, weight, file, ranges in [re.search(
            r'font-family: "(.*?)"; font-weight: (\d+);.*url\("(.*?)"\).*unicode-range: (.*?);', rule
        ).groups()]  # type: ignore[union-attr]
    ]  # fmt: skip


def fetched(text: str) -> set[str]:
    """The files that a browser fetches for a text: of rules that have a character, the last."""
    found = set()
    for family, weight in {(face["family"], face["weight"]) for face in faces()}:
        mine = [f for f in faces() if (f["family"], f["weight"]) == (family, weight)]
        for sign in text:
            having = [f["file"] for f in mine if _has(f["ranges"], ord(sign))]
            found |= set(having[-1:])
    return found


def _has(ranges: str, code: int) -> bool:
    bounds = [part.strip().removeprefix("U+").split("-") for part in ranges.split(",")]
    return any(int(bound[0], 16) <= code <= int(bound[-1], 16) for bound in bounds)


def test_vietnamese_fetches_no_more_than_vietnamese() -> None:
    every = "Đường Ư ơ ă ậ Ễ ỹ ₫ “Chùa Vĩnh Nghiêm” – 3.050 ván…"
    files = fetched(every)
    assert files and not any("latin-ext" in name for name in files)
    assert any("latin-ext" in name for name in fetched("Hòa thượng Ōtani Š"))
    assert all(face["swap"] for face in faces())


def test_all_that_a_page_may_fetch_of_fonts_is_light() -> None:
    size = sum((DIST / name).stat().st_size for name in fetched("Đường – phố"))
    assert size < 90_000, json.dumps(sorted(fetched("Đường – phố")))
