"""Answers as Parquet: the types are right for the whole result, and pandas reads them."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from mocban.endpoint import formats
from mocban.graph import parquet
from mocban.graph.spool import Full
from mocban.graph.store import GraphStore
from mocban.graph.workers import Limits
from tests.serving import Server, served

pyarrow = pytest.importorskip("pyarrow")
XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "


def written(query: str, limit: int | None = None) -> Any:
    """The table that a query gives, by way of Parquet."""
    import pyarrow.parquet

    output = io.BytesIO()
    found = GraphStore.memory().evaluate(XSD + query)
    assert not isinstance(found, ox.QueryTriples)
    parquet.write_parquet(found, output, limit)
    output.seek(0)
    return pyarrow.parquet.read_table(output)


def one(values: str) -> Any:
    """The column of some values."""
    return written(f"SELECT ?x {{ VALUES ?x {{ {values} }} }}").column("x")


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        ('1 "2"^^xsd:int UNDEF -3', "int64", [1, 2, None, -3]),
        ("1 2.5 1e3", "double", [1.0, 2.5, 1000.0]),
        ("0.954848484848484848", "double", [0.954848484848484848]),
        ('"INF"^^xsd:double "-INF"^^xsd:float', "double", [float("inf"), float("-inf")]),
        ("true false UNDEF", "bool", [True, False, None]),
        ('"1"^^xsd:boolean', "bool", [True]),
        ('"1427-11-12"^^xsd:date', "date32[day]", [date(1427, 11, 12)]),
        (
            '"1962-10-26T23:59:59Z"^^xsd:dateTime "2020-01-01T07:00:00+07:00"^^xsd:dateTime',
            "timestamp[us, tz=UTC]",
            [datetime(1962, 10, 26, 23, 59, 59, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)],
        ),
        ('<https://mocban.example/x> "y"', "string", ["https://mocban.example/x", "y"]),
        ("UNDEF", "string", [None]),
    ],
)
def test_a_column_has_the_type_that_all_its_values_have(
    values: str, kind: str, expected: list[object]
) -> None:
    column = one(values)
    assert str(column.type) == kind
    assert column.to_pylist() == expected


@pytest.mark.parametrize(
    "values",
    [
        '1 "two"',
        '1 "2020-01-01"^^xsd:date',
        '"one"^^xsd:integer',
        '"1_000"^^xsd:integer',
        '"1_0.5"^^xsd:decimal',
        '"９"^^xsd:integer',
        '"9223372036854775808"^^xsd:integer',
        '"2020-13-01"^^xsd:date',
        '"2020-01-01+07:00"^^xsd:date',
        '"-0044-03-15"^^xsd:date',
        '"2020-01-01T00:00:00"^^xsd:dateTime',
        '"yes"^^xsd:boolean',
        '"1419?"^^<http://id.loc.gov/datatypes/edtf>',
    ],
)
def test_a_column_with_one_other_value_is_text_and_loses_nothing(values: str) -> None:
    column = one(values)
    assert str(column.type) == "string"
    words = [value for value in column.to_pylist() if value is not None]
    assert all(word in values for word in words)


def test_the_last_row_decides_as_much_as_the_first() -> None:
    """More rows than one group holds, numbers all but the last."""
    digits = " ".join(str(digit) for digit in range(10))
    axes = " ".join(f"VALUES ?{name} {{ {digits} }}" for name in "abcde")
    total = "BIND(?a + 10 * ?b + 100 * ?c + 1000 * ?d + 10000 * ?e AS ?n)"
    table = written(
        f"SELECT ?n (IF(?n = 99999, 'the end', ?n) AS ?m) {{ {axes} {total} }} ORDER BY ?n"
    )
    assert table.num_rows == 100_000
    assert str(table.column("n").type) == "int64"
    assert table.column("n").to_pylist() == list(range(100_000))
    assert str(table.column("m").type) == "string"
    assert table.column("m")[99_999].as_py() == "the end"


def test_languages_have_a_column_of_their_own_where_there_are_any() -> None:
    table = written('SELECT ?x ?y { VALUES (?x ?y) { ("chùa"@vi "a") ("temple"@en "b") ("c" 1) } }')
    assert table.column_names == ["x", "x_lang", "y"]
    assert table.column("x_lang").to_pylist() == ["vi", "en", None]
    clash = written('SELECT ?x ?x_lang { VALUES (?x ?x_lang) { ("chùa"@vi "taken") } }')
    assert clash.column_names == ["x", "x_lang_", "x_lang"]


def test_an_answer_without_rows_has_its_columns() -> None:
    table = written("SELECT ?a ?b { ?a ?b ?c }")
    assert table.column_names == ["a", "b"] and table.num_rows == 0


def test_true_and_false_are_one_row() -> None:
    assert written("ASK {}").to_pydict() == {"boolean": [True]}
    assert written("ASK { ?a ?b ?c }").to_pydict() == {"boolean": [False]}


def test_an_answer_that_is_too_large_is_stopped_before_it_is_written() -> None:
    with pytest.raises(Full):
        written('SELECT ?x { VALUES ?x { "abcdefghij" "klmnopqrst" } }', limit=20)
    wide = " ".join(f"?v{number}" for number in range(100))
    with pytest.raises(Full):
        written(f"SELECT {wide} {{ VALUES ?v0 {{ 1 2 3 }} }}", limit=200)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("parquet"), limits=Limits(memory=256 * 2**20)) as server:
        yield server


LABELS = "SELECT ?s ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } ORDER BY lang(?l)"


def test_a_worker_within_its_limits_answers_in_parquet_and_pandas_reads_it(server: Server) -> None:
    pandas = pytest.importorskip("pandas")
    path = "/sparql?" + urlencode({"query": LABELS, "format": "parquet"})
    reply = server.ask(path)
    assert reply.status == 200, reply.text
    assert reply.headers["Content-Type"] == parquet.MEDIA_TYPE
    frame = pandas.read_parquet(server.url + path)
    assert list(frame["l"]) == ["Vĩnh Nghiêm Pagoda", "Chùa Vĩnh Nghiêm"]
    assert list(frame["l_lang"]) == ["en", "vi"]
    again = server.ask("/sparql?" + urlencode({"query": LABELS}), Accept=parquet.MEDIA_TYPE)
    assert again.body == reply.body


def test_a_graph_is_no_table(server: Server) -> None:
    query = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
    reply = server.ask("/sparql?" + urlencode({"query": query, "format": "parquet"}))
    assert reply.status == 406 and "text/turtle" in reply.text


@pytest.fixture
def without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    without = tuple(form for form in formats.FORMATS if form.extension != "parquet")
    monkeypatch.setattr(formats, "FORMATS", without)
    formats._negotiated.cache_clear()
    yield
    formats._negotiated.cache_clear()


@pytest.mark.usefixtures("without_pyarrow")
def test_without_pyarrow_the_refusal_names_the_remedy(server: Server) -> None:
    for path, accept in (
        ("/sparql?" + urlencode({"query": LABELS, "format": "parquet"}), "application/json"),
        ("/sparql?" + urlencode({"query": LABELS}), parquet.MEDIA_TYPE),
    ):
        reply = server.ask(path, Accept=accept)
        assert reply.status == 406 and "mocban[parquet]" in reply.text
    query = urlencode({"query": LABELS})
    assert "mocban[parquet]" not in server.ask(f"/sparql?{query}", Accept="image/png").text


def test_no_process_that_is_not_asked_for_parquet_loads_pyarrow(tmp_path: Path) -> None:
    import subprocess
    import sys

    script = "import sys, mocban.graph.worker, mocban.app; print('pyarrow' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert said.stdout.strip() == "False"
