"""What the documentation names is there, and is as it says."""

import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

import mocban.endpoint
import mocban.graph
from mocban import door
from mocban.cli import main
from mocban.endpoint import clauses, federation
from mocban.endpoint.allowance import Allowance
from mocban.endpoint.formats import FORMATS
from mocban.endpoint.wiring import Shared
from mocban.graph import citations, clients, expansion, extensions, parameters, process, spool
from mocban.graph.jobs import Limits
from mocban.serve import CONNECTIONS
from mocban.settings import SETTINGS

ROOT = Path(__file__).parent.parent
ENDPOINT = Path(mocban.endpoint.__file__).with_name("README.md")
GRAPH = Path(mocban.graph.__file__).with_name("README.md")
TEXT = ENDPOINT.read_text("utf-8")
DEFAULTS = {setting.name: setting.default for setting in SETTINGS}
# What serves our own pages and is no address for others.
OWN = {"/", "/search", "/api/terms", "/assets/<path:filename>", "/builder/config.ttl",
       "/use/mocban.ipynb", "/favicon.ico", "/manifest.webmanifest", "/fonts/<name>"}  # fmt: skip


def part(title: str) -> str:
    """What stands under a heading of the endpoint's README."""
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.startswith("| "):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


@pytest.fixture(scope="module")
def app(demo_app: Flask) -> Flask:
    return demo_app


@pytest.fixture(scope="module")
def routes(app: Flask) -> MapAdapter:
    return app.url_map.bind("mocban.example")


def test_the_settings_have_the_defaults_that_are_told() -> None:
    told = {
        name: tomllib.loads(f"it = {default}")["it"]
        for names, defaults, *_ in rows(part("Limits"))
        for name, default in zip(quoted(names), quoted(defaults), strict=bool(quoted(names)))
    }
    assert told == {name: DEFAULTS[name] for name in told}
    others = {"base", "contact", "languages", "tolerance", "festival_years", "jobs"} | {
        "media",
        "image_origins",
        "tiles_url",
        "tiles_attribution",
    }
    assert set(told) == set(DEFAULTS) - others


@pytest.mark.parametrize("path", [ROOT / "README.md", ENDPOINT, GRAPH], ids=lambda p: p.parent.name)
def test_settings_in_examples_are_settings(path: Path) -> None:
    if not path.exists():
        pytest.skip(f"{path.name} is not part of this distribution")
    for block in re.findall(r"```toml\n(.*?)```", path.read_text("utf-8"), re.DOTALL):
        assert set(tomllib.loads(block)) <= set(DEFAULTS)


def test_every_limit_in_the_code_is_told_as_it_is() -> None:
    limits = Limits()
    saved = inspect.signature(Allowance).parameters
    federated = f"{federation.BYTES / 2**20:g} MiB, {federation.SECONDS:g} s |"
    told = [
        f"characters of a query | {Shared._field_defaults['longest']:,} |",
        f"each header; body | 65,534 characters; {door.LONGEST_HEADER:,}; 1 MB |",
        f"body within {door.SECONDS:g} s",
        f"some of it every {door.SECONDS:g} s",
        f"{clients.CREDIT:g} s of a worker, {clients.REFILL:g} s back each second",
        f"is no query {clients.BAD:g} s, a 503 because all is taken {clients.REFUSED:g} s",
        f"{door.EACH}; {door.WAITING} more wait; large answers on their way {door.EACH}",
        f"{door.ALL:,}, on {CONNECTIONS:,} connections",
        f"{limits.waiting} in each line, {limits.patience:g} s",
        f"of the index in one query | {expansion.MOST_SEARCHES} |",
        f"clauses in one query | {clauses.CLAUSES}; together {federation.ROWS:,} rows, {federated}",
        f"with partners | {federation.AT_ONCE} at once, one of each client",
        f"saved by one client | {saved['times'].default} an hour",
        f"for one parameter | {parameters.MOST_VALUES} |",
        f"{process.JOBS:,} queries",
        f"{spool.IN_MEMORY / 1024:g} kB in memory",
        f"at most {citations.ARCHIVED / 2**20:g} MiB packed",
    ]  # fmt: skip
    assert saved["seconds"].default == 3600 and clients.REMEMBERED == 60 and limits.moment == 0.5
    assert door.LONGEST_BODY == 1_000_000
    assert [each for each in told if each not in TEXT] == []


def paths() -> Iterator[tuple[str, str]]:
    """Method and path of each address in the table, as one might ask for it."""
    for address, methods, _ in list(rows(part("Addresses")))[1:]:
        for each in quoted(address):
            if each.startswith("/"):
                path = each.partition("?")[0].replace("…", "x").replace("ID", "aaaaaaaaaa")
                yield methods.split(", ")[-1], path


def found(routes: MapAdapter, method: str, path: str) -> str:
    try:
        rule, _ = routes.match(path, method, return_rule=True)
    except HTTPException as error:
        return f"{method} {path}: {error}"
    return str(rule)


def test_every_address_in_the_table_is_served_and_every_address_is_in_the_table(
    app: Flask, routes: MapAdapter
) -> None:
    told = {found(routes, method, path) for method, path in paths()}
    served = {str(rule) for rule in app.url_map.iter_rules()}
    pages = ("/<lang>/", "/<any(vi, en):lang>")
    assert told == {rule for rule in served if not rule.startswith(pages)} - OWN


def test_the_pages_that_are_named_are_served(app: Flask) -> None:
    sentence = re.search(r"For people, in\s+`/vi/…` and `/en/…`:(.*?)\n\n", TEXT, re.DOTALL)
    assert sentence
    served = {str(rule) for rule in app.url_map.iter_rules()}
    names = quoted(sentence[1])
    assert len(names) >= 6 and {f"/<lang>/{name}" for name in names} <= served


def test_every_format_is_named() -> None:
    told = part("Addresses")
    assert [
        f.extension for f in FORMATS if f.kind != "page" and f"(`{f.extension}`)" not in told
    ] == []


def test_every_extension_of_ours_is_in_the_list() -> None:
    told = [quoted(cell)[0] for cell, _ in rows(part("Beyond SPARQL 1.1")) if quoted(cell)]
    assert told == [each.name for each in extensions.known() if each.name.startswith("mcb:")]


@pytest.mark.parametrize("path", [ROOT / "README.md", ENDPOINT], ids=lambda p: p.parent.name)
def test_what_is_linked_to_and_what_is_run_is_there(path: Path) -> None:
    if not path.exists():
        pytest.skip(f"{path.name} is not part of this distribution")
    text = path.read_text("utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (path.resolve().parent / target).exists(), target
    commands = set(re.findall(r"^\s*mocban (\w+)", text, re.MULTILINE))
    commands |= set(re.findall(r"`mocban (\w+)", text))
    assert commands and commands <= set(main.commands)
    for module in re.findall(r"python -m ([\w.]+)", text):
        if module.startswith("tests."):
            assert (ROOT / f"{module.replace('.', '/')}.py").exists(), module
