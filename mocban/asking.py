"""The command `mocban query`: a question to a snapshot, or to an endpoint somewhere else."""

import os
import sys
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError

import pyoxigraph as ox

from mocban import config
from mocban.endpoint import queries
from mocban.errors import ConfigError, MocbanError, Text
from mocban.graph.examples import example, examples
from mocban.graph.expansion import expand
from mocban.graph.functions import functions
from mocban.graph.parameters import filled, parameters
from mocban.graph.search import Search
from mocban.graph.store import GraphStore
from mocban.rendering import RESULTS, Target, write, write_graph
from mocban.workspace import current

# How long another endpoint may take, in seconds.
_PATIENCE = 120


class Given(NamedTuple):
    """What stands on the command line: folder and query, or one of the other ways to name them."""

    arguments: tuple[str, ...]
    file: str | None = None
    example: str | None = None
    endpoint: str | None = None
    params: tuple[str, ...] = ()


class Question(NamedTuple):
    """A query, and the values of its parameters (`graph.parameters`)."""

    text: str
    values: dict[str, list[str]]

    def ready(self, base: str) -> str:
        """The query with its values in place. ConfigError where there is no query."""
        if not self.text.strip():
            raise ConfigError("There is no query.", "Chưa có truy vấn.")
        return filled(self.text, parameters(self.text, base), self.values)


def ask(given: Given, target: Target, language: str) -> int | None:
    """Writes the answer to what is given; gives the number of rows where it is a table."""
    words = list(given.arguments)
    named = given.file or given.example
    alone = len(words) == 1 and not given.endpoint and os.path.isdir(words[0])
    text = words.pop() if words and not named and not alone else "-"
    if len(words) > (0 if given.endpoint else 1) or (given.file and given.example):
        raise ConfigError(
            "Give one folder or --endpoint, and one query: itself, -f, --example or -.",
            "Hãy cho một thư mục hoặc --endpoint, và một truy vấn: chính nó, -f, --example hoặc -.",
        )
    workspace = None if given.endpoint else config.load(Path(words[0] if words else "."))
    base = workspace.base if workspace else _base_of(given.endpoint or "")
    if given.example:
        text = named_example(given.example, language, base)
    elif text == "-":
        text = _read(given.file or "-")
    question = Question(text, _values(given.params))
    if workspace is None:
        return ask_endpoint(given.endpoint or "", question, target, language)
    return ask_snapshot(current(workspace), workspace.base, question, target)


def _read(path: str) -> str:
    """A query from a file, or from standard input where the path is `-`. ConfigError where it
    is no text."""
    try:
        if path == "-":
            return sys.stdin.buffer.read().decode("utf-8")
        return Path(path).read_text("utf-8")
    except UnicodeDecodeError:
        raise ConfigError(
            f"{path}: the query is not UTF-8.", f"{path}: truy vấn không phải UTF-8."
        ) from None


def _values(given: tuple[str, ...]) -> dict[str, list[str]]:
    """Values of parameters from `name=value`. ConfigError where one is not written so."""
    found: dict[str, list[str]] = {}
    for each in given:
        name, sign, value = each.partition("=")
        if not sign or not name:
            raise ConfigError(
                f"--param {each}: this must be name=value.", f"--param {each}: phải là tên=giá trị."
            )
        found.setdefault(name.lstrip("$?"), []).append(value)
    return found


def _base_of(endpoint: str) -> str:
    """Where the IRIs of an endpoint of this software begin, by its address."""
    return endpoint.partition("?")[0].removesuffix("/").removesuffix("sparql")


def named_example(name: str, language: str, base: str) -> str:
    """The query of an example of the gallery. ConfigError where there is none of this name."""
    found = example(name)
    if found is None:
        names = ", ".join(one.name for one in examples())
        raise ConfigError(
            f"There is no example “{name}”; there are: {names}.",
            f"Không có mẫu “{name}”; các mẫu là: {names}.",
        )
    return found.of(language, base)


def ask_snapshot(folder: Path, base: str, question: Question, target: Target) -> int | None:
    """Writes what the snapshot in a folder answers. Gives the number of rows of a table."""
    text = question.ready(base)
    _refuse_updates(text)
    with GraphStore.open(folder / "store") as graph:
        try:
            search = Search(folder / "search" / "labels.sqlite")
            found = graph.evaluate(expand(text, search, base), base, functions=functions(graph))
            return write(found, target, base)
        except (SyntaxError, RuntimeError, ValueError) as error:
            raise _explained(str(error), text) from None
        except OSError as error:
            # SERVICE has no answer; what the system refuses has a number.
            if error.errno is not None:
                raise
            raise _explained(str(error), text) from None


def ask_endpoint(address: str, question: Question, target: Target, language: str) -> int | None:
    """Writes what a SPARQL endpoint answers (https://www.w3.org/TR/sparql11-protocol/)."""
    text = question.ready(address)
    form = _refuse_updates(text)
    graph = form in ("CONSTRUCT", "DESCRIBE")
    accept = "text/turtle" if graph else RESULTS["json"].media_type
    body = _fetched(address, text, form, {"Accept": accept, "Accept-Language": language})
    try:
        if graph:
            triples = [quad.triple for quad in ox.parse(body, ox.RdfFormat.TURTLE)]
            write_graph(triples, target)
            return None
        return write(ox.parse_query_results(body, format=RESULTS["json"]), target, "")
    except (SyntaxError, ValueError):
        raise MocbanError(
            f"{address} does not answer as a SPARQL endpoint does.",
            f"{address} không trả lời như một điểm truy vấn SPARQL.",
        ) from None


def _fetched(address: str, text: str, form: str, headers: dict[str, str]) -> bytes:
    # It brings rdflib along, which takes a while.
    from SPARQLWrapper import POST, SPARQLExceptions, SPARQLWrapper

    wrapper = SPARQLWrapper(address, agent="mocban query")
    wrapper.setMethod(POST)
    wrapper.setOnlyConneg(True)
    wrapper.setTimeout(_PATIENCE)
    for name, value in headers.items():
        wrapper.addCustomHttpHeader(name, value)
    wrapper.queryString, wrapper.queryType = text, form
    try:
        return bytes(wrapper.query().response.read())
    except (SPARQLExceptions.SPARQLWrapperException, URLError, OSError, ValueError) as error:
        said = " ".join(_reason(error).split())[:300]
        raise MocbanError(
            f"{address} gives no answer: {said}", f"{address} không trả lời: {said}"
        ) from None


def _reason(error: Exception) -> str:
    """What the other side says, in the first place its problem of RFC 9457."""
    import ast
    import json

    _, _, body = str(error).partition("Response:\n")
    try:
        text = ast.literal_eval(body).decode("utf-8", "replace")
        said = json.loads(text)
        return str(said["detail"]) if isinstance(said, dict) else text
    except (ValueError, SyntaxError, KeyError, AttributeError):
        return str(getattr(error, "reason", "") or error)


def _refuse_updates(text: str) -> str:
    query = queries.read(text)
    if query.update:
        raise ConfigError(
            f"{query.form} is an update: this command only asks.",
            f"{query.form} là lệnh cập nhật: lệnh này chỉ để hỏi.",
        )
    return query.form


def _explained(message: str, text: str) -> MocbanError:
    said: Text = queries.explain(message, queries.read(text))
    return MocbanError(said.en, said.vi)
