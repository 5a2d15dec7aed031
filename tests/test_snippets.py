"""The snippets of the page “Use from…” run as they stand, against a real server."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from lxml import html

from mocban.endpoint import formats
from mocban.graph.examples import BASE
from mocban.site import use
from tests.leaf_app import small_app
from tests.running import running

HERE = f"{BASE}sparql"
NAMES = [entry.name for entry in (files("mocban.site") / "snippets").iterdir()]
LANGUAGES = ["vi", "en"]


@pytest.fixture(scope="module")
def address(demo: Path) -> Iterator[str]:
    with running(demo) as address:
        yield address


def ran(command: list[str], folder: Path) -> str:
    """What a command prints."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "MOCBAN_LANG": "en",
             "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def written(name: str, folder: Path, address: str) -> str:
    """A snippet as a file that asks the server at `address`."""
    text = use.snippet(name)
    assert HERE in text
    path = folder / name
    path.write_text(text.replace(HERE, f"{address}/sparql"), "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("with_sparqlwrapper.py", f"Chùa Vĩnh Nghiêm {BASE}e/monument/vinh-nghiem"),
        ("with_pandas.py", "Di tích quốc gia đặc biệt"),
        ("with_parquet.py", "latitude      21."),
        ("with_rdflib.py", "Vĩnh Nghiêm Pagoda en"),
        ("graph_with_rdflib.py", "Chùa Vĩnh Nghiêm 10"),
    ],
)
def test_a_python_snippet_runs(tmp_path: Path, address: str, name: str, found: str) -> None:
    if name == "with_parquet.py":
        pytest.importorskip("pyarrow")
    assert found in ran([sys.executable, written(name, tmp_path, address)], tmp_path)


def test_every_python_snippet_is_among_those_that_run() -> None:
    assert set(use.PYTHON) == {name for name in NAMES if name.endswith(".py")}


def test_the_snippet_for_curl_runs(tmp_path: Path, address: str) -> None:
    if not shutil.which("curl"):
        pytest.skip("curl is not here")
    ran(["sh", written("curl.sh", tmp_path, address)], tmp_path)
    rows = list(csv.reader((tmp_path / "relics.csv").read_text("utf-8").splitlines()))
    assert rows[0] == ["relic", "name"] and "Chùa Vĩnh Nghiêm" in {row[1] for row in rows}


def test_the_snippet_for_the_command_runs(tmp_path: Path, address: str, demo: Path) -> None:
    (tmp_path / "heritage").symlink_to(demo)
    said = ran(["sh", written("mocban.sh", tmp_path, address)], tmp_path)
    assert "POINT(" in said
    assert len((tmp_path / "relics.csv").read_text("utf-8").splitlines()) == 8


def test_the_snippet_for_r_runs(tmp_path: Path, address: str) -> None:
    if not shutil.which("Rscript"):
        pytest.skip("Rscript is not here")
    assert "relic" in ran(["Rscript", written("with_r.R", tmp_path, address)], tmp_path)


def fetched(address: str) -> str:
    with urlopen(Request(address, headers={"Accept": "*/*"}), timeout=30) as answer:
        return str(answer.read().decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notebook_has_the_right_form_and_its_cells_run_in_a_row(
    address: str, language: str, tmp_path: Path
) -> None:
    notebook = json.loads(fetched(f"{address}{use.NOTEBOOK}?lang={language}"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    names = [cell["id"] for cell in notebook["cells"]]
    assert len(set(names)) == len(names) == 1 + 2 * len(use.PYTHON)
    sources = []
    for cell in notebook["cells"]:
        assert all(isinstance(line, str) for line in cell["source"])
        if cell["cell_type"] == "markdown":
            assert cell.keys() == {"cell_type", "id", "metadata", "source"}
            continue
        assert cell["execution_count"] is None and cell["outputs"] == []
        source = "".join(cell["source"])
        assert HERE in source
        sources.append(source.replace(HERE, f"{address}/sparql"))
    said = ran([sys.executable, "-c", "\n".join(sources)], tmp_path)
    assert "Chùa Vĩnh Nghiêm 10" in said
    assert ("Dữ liệu di sản" in notebook["cells"][0]["source"][0]) == (language == "vi")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_every_snippet_with_the_address_of_the_workspace(
    tmp_path: Path, language: str
) -> None:
    base = "https://di-san.example/"
    client = small_app(tmp_path, base).test_client()
    answer = client.get(f"/{language}/use")
    page: Any = html.fromstring(answer.text)
    shown = {block.text_content() for block in page.findall(".//pre")}
    for name in NAMES:
        text = use.snippet(name, base)
        assert BASE not in text and text.rstrip("\n") in {block.rstrip("\n") for block in shown}
    assert BASE not in answer.text and f"{base}sparql" in answer.text
    for section in page.findall(".//section"):
        assert section.find("h2").get("id") == section.get("aria-labelledby")
    anchors = {link.get("href") for link in page.xpath("//nav[@class='topics']//a")}
    assert anchors == {f"#{section.get('id')}" for section in page.findall(".//section")}


def test_the_addresses_to_paste_give_rows(address: str) -> None:
    page: Any = html.fromstring(fetched(f"{address}/en/use"))
    blocks = page.xpath("//pre[contains(@class, 'one')]")
    assert len(blocks) == 3
    for block in blocks:
        assert block.text_content().startswith(HERE)
        answer = fetched(block.text_content().replace(HERE, f"{address}/sparql"))
        assert len(answer.splitlines()) > 10
    assert "POINT(" in answer


def test_the_spreadsheets_ask_what_the_others_ask() -> None:
    wanted = use.snippet("relics.rq").split()
    start = use.snippet("excel.m").index("PREFIX")
    text = use.snippet("excel.m")[start:]
    assert text[: text.index('}"') + 1].replace('""', '"').split() == wanted
    for name in ("curl.sh", "with_sparqlwrapper.py", "with_r.R"):
        code = use.snippet(name)
        body = code[code.index("PREFIX") :]
        assert body[: body.index("}") + 1].split() == wanted, name


def test_the_limits_of_this_server_are_said(address: str) -> None:
    page: Any = html.fromstring(fetched(f"{address}/en/use"))
    said = {row.find("dt").text_content(): row.find("dd").text_content()
            for row in page.xpath("//dl[@class='limits']/div")}  # fmt: skip
    assert said["Time for a query"] == "10 seconds" and said["Rows of an answer"].endswith(" rows")


def test_without_pyarrow_no_snippet_asks_for_parquet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = small_app(tmp_path).test_client()
    assert "read_parquet" in client.get("/en/use").text
    without = tuple(form for form in formats.FORMATS if form.extension != "parquet")
    monkeypatch.setattr(formats, "FORMATS", without)
    assert "read_parquet" not in client.get("/en/use").text
    assert "read_parquet" not in client.get(use.NOTEBOOK).text
