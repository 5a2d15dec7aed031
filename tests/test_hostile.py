"""Texts and answers made to break the server: each costs at most what it is itself."""

import io
import random
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from mocban.endpoint import queries
from mocban.endpoint.formats import negotiate
from mocban.endpoint.problems import Problem
from mocban.graph import prologue, refusals
from mocban.graph.parameters import BadValue, filled, parameters
from mocban.graph.tokens import tokens
from mocban.graph.workers import Job, Limits, WorkerPool
from mocban.ontology.namespaces import XSD
from mocban.site import results
from mocban.site.links import Links
from tests.serving import BASE, Server, served, snapshot

JSON = "application/sparql-results+json"
SIZE = 100_000


def _mixed() -> str:
    """Numbers, days and texts that the engine cannot put into one order."""
    dice = random.Random(4)
    found = []
    for _ in range(400):
        year, month = dice.randint(1000, 2000), dice.randint(1, 12)
        found += [
            f'"{year}"^^{XSD.gYear}', f'"{year}-{month:02}-01"^^{XSD.date}', f"{year}",
            f'"{year}-{month:02}-01T00:00:00Z"^^{XSD.dateTime}', f'"x{year}"', f'"x{year}"@vi',
            f'"NaN"^^{XSD.double}', f'"{year}"^^<x:d>', f'"{year / 7}"^^{XSD.double}',
        ]  # fmt: skip
    dice.shuffle(found)
    return "\n".join(
        f"<https://mocban.example/n/{n}> <https://mocban.example/p> {term} ."
        for n, term in enumerate(found)
    )


MIXED = _mixed()
SORTING = "SELECT ?o { ?s <https://mocban.example/p> ?o } ORDER BY ?o"


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkerPool]:
    folder = snapshot(tmp_path_factory.mktemp("hostile"), 1, MIXED)
    found = WorkerPool(folder / "store", 1, Limits(seconds=30))
    yield found
    found.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("served"), MIXED) as found:
        yield found


@pytest.mark.parametrize(
    "unit", ["a.", "a-", '\\"', '"\\', "đ", "đ.", "'\"\\", '"""\\', "a.b-\\u0041.", "a._ ", "{"]
)
@pytest.mark.parametrize("before", ["", '"', "'''"])
def test_words_of_a_text_that_is_no_query_are_told_in_one_pass(before: str, unit: str) -> None:
    text = before + unit * (SIZE // len(unit))
    assert all(text[word.start : word.end] == word.text for word in tokens(text))


def test_after_a_string_without_an_end_every_word_is_still_told() -> None:
    assert queries.read("SELECT * { 'x\n SERVICE <a:b> {} }").service
    assert queries.read('ASK {} """ \'SERVICE\' ').service
    assert not queries.read("ASK { ?s ?p 'SERVICE' }").service


def test_a_name_behind_a_run_of_words_is_still_a_name() -> None:
    found = [(word.kind, word.text) for word in tokens("a.b-c a.b:c \\u0041.d:e true.x:y f._ g:h")]
    assert [text for kind, text in found if kind == "name"] == ["a.b:c", "d:e", "true.x:y", "g:h"]


def test_a_comment_of_nothing_but_space_is_read_in_one_pass() -> None:
    found = prologue.title("# vi: x" + " \t" * SIZE + "y\nSELECT * {}")
    assert found is not None
    assert found.vi.startswith("x")


def test_values_that_would_fill_the_memory_are_refused() -> None:
    query = "SELECT * {" + "VALUES $a{1}" * 8_000 + "}"
    known = parameters(query, BASE)
    with pytest.raises(BadValue):
        filled(query, known, {"a": ["1" * 300] * 100})
    assert filled(query, known, {"a": ["2"]}).count('"2"') == 8_000


def test_the_terms_of_a_parameter_are_those_of_the_engine() -> None:
    query = (
        "BASE <https://a.example/b/> PREFIX x: <y/> SELECT * { VALUES $i { <c> x:d } "
        "VALUES $t { 'a\\u0041\\n\\\\u0041'@vi } VALUES $n { -1.5 } VALUES $e { 1e3 } "
        f"VALUES $b {{ TRUE }} VALUES $d {{ '2020-01-01'^^{XSD.date} }} VALUES $u {{ UNDEF }} }}"
    )
    assert {each.name: [str(term) for term in each.default] for each in parameters(query, "")} == {
        "i": ["<https://a.example/b/c>", "<https://a.example/b/y/d>"],
        "t": ['"aA\\n\\\\u0041"@vi'],
        "n": [f'"-1.5"^^{XSD.decimal}'],
        "e": [f'"1e3"^^{XSD.double}'],
        "b": [f'"true"^^{XSD.boolean}'],
        "d": [f'"2020-01-01"^^{XSD.date}'],
    }


def test_of_a_long_header_only_the_beginning_is_read() -> None:
    found = negotiate("text/csv," + "a/b," * SIZE, "result")
    assert found is not None
    assert found.extension == "csv"


@pytest.mark.parametrize(
    "query", [SORTING, "SELECT * " + "{" * 5_000 + "}" * 5_000, "SELECT * {FILTER(" + "!" * 90_000]
)
def test_a_query_on_which_the_engine_breaks_says_so(pool: WorkerPool, query: str) -> None:
    with pytest.raises(refusals.EngineFault):
        pool.run(Job(query, JSON, BASE))
    assert pool.run(Job("ASK {}", JSON, BASE)).size


def test_memory_that_was_not_there_is_told_from_an_engine_that_breaks(tmp_path: Path) -> None:
    store = snapshot(tmp_path, 1, MIXED) / "store"
    narrow = WorkerPool(store, 1, Limits(memory=64 * 2**20))
    try:
        with pytest.raises(refusals.OutOfMemory):
            narrow.run(Job("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f", JSON, BASE))
    finally:
        narrow.close()


def test_a_broken_engine_is_a_500_that_says_what_to_do(server: Server) -> None:
    answer = server.ask("/sparql?" + urlencode({"query": SORTING}), Accept_Language="en")
    assert answer.status == 500
    assert "ORDER BY STR(?x)" in answer.text
    assert "panicked" not in answer.text
    vi = server.ask("/sparql?" + urlencode({"query": SORTING}), Accept_Language="vi")
    assert "dữ liệu không hỏng" in vi.text


def test_no_way_to_write_a_call_reaches_the_network(pool: WorkerPool) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        there = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        start = f"PREFIX a: <{there}> PREFIX mcb: <https://w3id.org/mocban/ns/> ASK "
        for query in (
            f"ASK {{ SERVICE <{there}> {{ ?s ?p ?o }} }}",
            f"ASK {{ BIND('a' AS ?a) FILTER(?a<#>'''\n'x') SERVICE <{there}> {{ }} }} #'''",
            start + "{ {}SERVICEa:x { ?s ?p ?o } }",
            start + "{ VALUES ?x {UNDEF}sErViCeSILENTa:x { ?s ?p ?o } }",
            start + "{ {}SERVICEa:x { ?s ?p ?o } ?y mcb:search 'a' }",
        ):
            with pytest.raises(refusals.BadQuery):
                pool.run(Job(query, JSON, BASE))
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_page_shows_so_many_cells_and_no_more() -> None:
    head = "\t".join(f"?a{n}" for n in range(2_000))
    table = f"{head}\n" + ("\t" * 1_999 + "\n") * 1_000
    found = results.table(io.BytesIO(table.encode()), False, Links(BASE, "vi"))
    assert found.total == 1_000
    assert sum(map(len, found.rows)) <= results.CELLS


@pytest.mark.parametrize("graph", [True, False])
def test_triples_nested_without_end_are_not_parsed_for_a_page(graph: bool) -> None:
    deep = "<<( <a:a> <a:b> " * 20_000 + "<a:c>" + " )>>" * 20_000
    text = f"<a:s> <a:p> {deep} .\n" if graph else f"?x\n{deep}\n"
    with pytest.raises(Problem) as refused:
        results.table(io.BytesIO(text.encode()), graph, Links(BASE, "vi"))
    assert refused.value.status == 413


def test_a_form_of_countless_fields_is_refused(server: Server) -> None:
    body = b"query=ASK%7B%7D" + b"&a" * 50_000
    kind = "application/x-www-form-urlencoded"
    assert server.ask("/sparql", body=body, Content_Type=kind).status == 413
    assert server.ask("/sparql", body=b"query=ASK%7B%7D", Content_Type=kind).status == 200
