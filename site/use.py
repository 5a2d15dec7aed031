"""How to use the endpoint from code, from a notebook, from a spreadsheet."""

import json
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request

from mocban.endpoint import formats
from mocban.endpoint.languages import language_of
from mocban.endpoint.wiring import Shared
from mocban.graph.examples import BASE, example
from mocban.graph.parquet import MEDIA_TYPE as PARQUET
from mocban.site.current import reader, snapshot
from mocban.site.gallery import marked
from mocban.site.page import page
from mocban.site.words import LANGUAGES, Words

blueprint = Blueprint("use", __name__)

NOTEBOOK = "/use/mocban.ipynb"
PYTHON = (
    "with_sparqlwrapper.py", "with_pandas.py", "with_parquet.py", "with_rdflib.py",
    "graph_with_rdflib.py",
)  # fmt: skip
# In the order of the page: the name of a part, and the snippets in it.
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("curl", ("curl.sh",)),
    ("python", PYTHON),
    ("notebook", ()),
    ("r", ("with_r.R",)),
    ("excel", ("excel.m",)),
    ("libreoffice", ()),
    ("sheets", ("sheets.txt",)),
    ("openrefine", ()),
    ("qgis", ()),
    ("mocban", ("mocban.sh",)),
)
MAP = "points-for-a-map"


class Snippet(NamedTuple):
    """A piece of code to copy, and what it does."""

    name: str
    title: str
    code: str


def snippet(name: str, base: str = BASE) -> str:
    """The text of `snippets/{name}` with a workspace's own base address."""
    text = (files("mocban.site") / "snippets" / name).read_text(encoding="utf-8")
    return text.replace(BASE, base)


def served(name: str) -> bool:
    """Whether what a snippet asks for can be had here."""
    return name != "with_parquet.py" or any(form.media_type == PARQUET for form in formats.FORMATS)


@blueprint.get("/<lang>/use")
def use(lang: str) -> str:
    """The page of all ways."""
    known = reader(lang)
    base = known.links.base
    parts = [
        (name, [
            Snippet(each, known.words(f"use.snippet.{each.partition('.')[0]}"), snippet(each, base))
            for each in names if served(each)
        ])
        for name, names in PARTS
    ]  # fmt: skip
    query = snippet("relics.rq", base)
    points = example(MAP)
    addresses = {
        "libreoffice": _csv(base, query), "openrefine": _csv(base, query),
        "qgis": _csv(base, points.of(lang, base)) if points else "",
    }  # fmt: skip
    return page(
        "use.html", known, parts=parts, addresses=addresses, marked=marked, query=query,
        notebook=f"{NOTEBOOK}?lang={lang}", limits=_limits(known.words),
    )  # fmt: skip


def _csv(base: str, query: str) -> str:
    return f"{base}sparql?" + urlencode({"format": "csv", "query": query.strip()})


def _limits(words: Words) -> list[tuple[str, str]]:
    """What one query may cost here, in words; empty where nobody answers queries."""
    shared: Shared | None = current_app.extensions.get("mocban")
    if shared is None:
        return []
    limits = shared.pool.limits
    return [
        (words("use.limit.time"), words("use.seconds", n=words.number(limits.seconds))),
        (words("use.limit.bytes"), words("use.megabytes", n=words.number(limits.answer // 2**20))),
        (words("use.limit.rows"), words("use.rows", n=words.number(limits.rows))),
        (words("use.limit.memory"), words("use.megabytes", n=words.number(limits.memory // 2**20))),
        (words("use.limit.length"), words("use.characters", n=words.number(shared.longest))),
    ]


@blueprint.get(NOTEBOOK)
def notebook() -> Response:
    """The Python snippets as a notebook of Jupyter, in the language of `?lang=` or of the
    reader (https://nbformat.readthedocs.io/en/latest/format_description.html)."""
    spoken = language_of(request.path, request.headers.get("Accept-Language"), LANGUAGES[0])
    asked = request.args.get("lang", spoken)
    words = Words(asked if asked in LANGUAGES else spoken)
    body = json.dumps(_notebook(words, snapshot().base), ensure_ascii=False, indent=1)
    response = Response(body + "\n", mimetype="application/x-ipynb+json")
    response.headers["Content-Disposition"] = 'attachment; filename="mocban.ipynb"'
    response.vary.add("Accept-Language")
    return response


def _notebook(words: Words, base: str) -> dict[str, Any]:
    cells = [_text("beginning", words("use.notebook.text", address=f"{base}sparql"))]
    for name in filter(served, PYTHON):
        stem = name.removesuffix(".py").replace("_", "-")
        cells.append(_text(f"{stem}-text", f"## {words(f'use.snippet.{name[:-3]}')}\n"))
        cells.append({
            "cell_type": "code", "id": stem, "metadata": {}, "execution_count": None,
            "outputs": [], "source": _lines(snippet(name, base).rstrip("\n")),
        })  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip


def _text(name: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": _lines(text)}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
