"""Our own functions in queries, and the table that tells what there is beyond SPARQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions

from mocban.cli import main
from mocban.graph import matching
from mocban.graph.expansion import expand
from mocban.graph.extensions import Extension, known
from mocban.graph.functions import functions
from mocban.graph.lookups import is_lookup
from mocban.graph.search import Search
from mocban.graph.store import GraphStore
from mocban.ontology.namespaces import MCB, published_terms
from mocban.ontology.vietnamese import fold, sort_key

PLACE = "https://mocban.example/e/place/"
UNITS = """
@prefix mcb: <https://w3id.org/mocban/ns/> .
@prefix crm: <http://www.cidoc-crm.org/cidoc-crm/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<x:old> mcb:versionOf <x:unit> ; mcb:validDuring [
  crm:P82b_end_of_the_end "1962-10-26T23:59:59Z"^^xsd:dateTime ] .
<x:new> mcb:versionOf <x:unit> ; mcb:validDuring [
  crm:P82a_begin_of_the_begin "1997-01-01T00:00:00Z"^^xsd:dateTime ] .
<x:ancient> mcb:versionOf <x:other> ; mcb:validDuring [
  crm:P82a_begin_of_the_begin "-0111-01-01T00:00:00Z"^^xsd:dateTime ;
  crm:P82b_end_of_the_end "0039-12-31T23:59:59Z"^^xsd:dateTime ] .
<x:always> mcb:versionOf <x:third> .
"""
Answer = Callable[[str], str | None]


@pytest.fixture(scope="module")
def opened(demo: Path) -> Iterator[tuple[GraphStore, Search]]:
    """The demonstration's store and its index."""
    snapshot = (demo / "snapshots" / "current").resolve()
    with GraphStore.open(snapshot / "store") as store:
        yield store, Search(snapshot / "search" / "labels.sqlite")


@pytest.fixture(scope="module")
def answer() -> Answer:
    """The value of an expression where a few units are known; None where it has none."""
    store = GraphStore.memory(UNITS)
    own = functions(store)

    def value(expression: str) -> str | None:
        found = store.evaluate(
            "PREFIX mcb: <https://w3id.org/mocban/ns/> "
            "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
            f"SELECT ({expression} AS ?value) {{}}",
            functions=own,
        )
        assert isinstance(found, QuerySolutions)
        (row,) = found
        return None if row[0] is None else _value(row[0])

    return value


def _value(term: object) -> str:
    assert isinstance(term, NamedNode | Literal)
    return term.value


# The table


@pytest.mark.parametrize("extension", known(), ids=lambda extension: extension.name)
def test_each_example_gives_rows_on_the_demonstration(
    opened: tuple[GraphStore, Search], extension: Extension
) -> None:
    store, search = opened
    found = store.evaluate(expand(extension.example, search), functions=functions(store))
    assert isinstance(found, QuerySolutions)
    rows = [[*row] for row in found]
    assert rows and all(cell is not None for row in rows for cell in row)
    assert extension.name in extension.example


def test_the_table_has_all_that_there_is_and_only_that() -> None:
    own = {extension.iri: extension.kind for extension in known() if MCB.iri in extension.iri}
    for iri, kind in own.items():
        assert (kind == "property") == is_lookup(iri)
        assert iri.removeprefix(MCB.iri) in (published_terms("mcb") or ())
    assert {node.value for node in functions(GraphStore.memory())} == {
        iri for iri, kind in own.items() if kind == "function"
    }
    assert len({extension.iri for extension in known()}) == len(known())


@pytest.mark.parametrize("extension", known(), ids=lambda extension: extension.name)
def test_each_is_told_in_both_languages(extension: Extension) -> None:
    assert extension.vi.endswith(".") and extension.en.endswith(".")
    assert extension.vi != extension.en
    assert extension.name in extension.signature
    assert extension.kind in ("function", "property")


# Text


@given(st.text(), st.text())
def test_sort_keys_stand_in_the_order_of_the_alphabet(one: str, other: str) -> None:
    own = functions(GraphStore.memory())[NamedNode(f"{MCB.iri}sortKey")]
    keys = [_value(own(Literal(text))) for text in (one, other)]
    assert (keys[0] < keys[1]) == (sort_key(one) < sort_key(other))
    assert keys[0].isascii()


def test_order_by_a_sort_key_is_the_order_of_dictionaries() -> None:
    store = GraphStore.memory()
    words = ["ân", "đa", "an", "da", "ấn", "ăn", "án", "Ân", "à", "ba"]
    values = " ".join(f'"{word}"@vi' for word in words)
    query = f"SELECT ?w {{ VALUES ?w {{ {values} }} }} ORDER BY <https://w3id.org/mocban/ns/sortKey>(?w)"
    rows = store.evaluate(query, functions=functions(store))
    assert isinstance(rows, QuerySolutions)
    found = [_value(row[0]) for row in rows]
    assert found == sorted(words, key=sort_key)
    assert found == ["à", "an", "án", "ăn", "ân", "Ân", "ấn", "ba", "da", "đa"]


@given(st.text(alphabet="Đđăâêôơưàảãáạ ABC xyz12\"'\\\n𡨸"))
def test_folding_is_that_of_the_house(text: str) -> None:
    own = functions(GraphStore.memory())[NamedNode(f"{MCB.iri}fold")]
    assert own(Literal(text, language="vi")) == Literal(fold(text))


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Chùa Bổ Đà", "bo da", True),
        ("Chùa Bổ Đà", "đà bổ", True),
        ("Chùa Bổ Đà", "bố đà", False),
        ("Chùa Bổ Đà", "bổ d", False),
        ("Chùa Bổ Đà", "bổ đ*", True),
        ("Chùa Bổ Đà", "ch*", True),
        ("Chùa Bổ Đà", "", False),
        ("Chùa Bổ Đà", "*", False),
        ("Bổ Đà (chùa)", "chùa bổ đà", True),
        ("Hoà Bình", "hòa bình", True),
        ("永嚴寺", "嚴", True),
        ("永嚴寺", "寺永", True),
        ("", "a", False),
    ],
)
def test_words_match_with_the_tones_that_are_typed(
    answer: Answer, text: str, words: str, expected: bool
) -> None:
    assert answer(f'mcb:matches("{text}", "{words}")') == str(expected).lower()


@given(st.text(), st.text())
def test_matching_never_fails(text: str, words: str) -> None:
    own = functions(GraphStore.memory())[NamedNode(f"{MCB.iri}matches")]
    assert own(Literal(text), Literal(words)) in (Literal(True), Literal(False))
    if matching.exact(text) and len(text) < 50:
        assert own(Literal(text), Literal(text)) == Literal(True)


# Time


@pytest.mark.parametrize(
    ("unit", "day", "version"),
    [
        ("x:unit", '"1962-10-26"^^xsd:date', "x:old"),
        ("x:unit", '"1962-10-27"^^xsd:date', None),
        ("x:unit", '"1996-12-31T23:59:59Z"^^xsd:dateTime', None),
        ("x:unit", '"1997-01-01T07:00:00+07:00"^^xsd:dateTime', "x:new"),
        ("x:new", '"1900"', "x:old"),
        ("x:old", "2024", "x:new"),
        ("x:unit", '"2024-06"^^xsd:gYearMonth', "x:new"),
        ("x:unit", '"-3000"^^xsd:gYear', "x:old"),
        ("x:other", '"-0050-01-01"^^xsd:date', "x:ancient"),
        ("x:other", '"0040"', None),
        ("x:other", '"-0111-01-01"', "x:ancient"),
        ("x:third", '"1500"', "x:always"),
        ("x:nothing", '"1500"', None),
        ("x:unit", '"2024-13-01"', None),
        ("x:unit", '"hôm nay"', None),
        ("x:unit", '""', None),
        ("x:unit", "<x:day>", None),
        ("x:unit", f'"{"9" * 5000}"', None),
    ],
)
def test_the_version_of_a_unit_on_a_day(
    answer: Answer, unit: str, day: str, version: str | None
) -> None:
    assert answer(f"mcb:asOf(<{unit}>, {day})") == version
    if version:
        assert answer(f"mcb:validOn(<{version}>, {day})") == "true"
        assert answer(f"mcb:asOf(<{version}>, {day})") == version


def test_a_version_is_not_valid_outside_its_time(answer: Answer) -> None:
    assert answer('mcb:validOn(<x:new>, "1996-12-31")') == "false"
    assert answer('mcb:validOn(<x:old>, "1962-10-27")') == "false"
    assert answer('mcb:validOn(<x:unit>, "1990")') is None


def test_provinces_of_the_demonstration_in_their_times(
    opened: tuple[GraphStore, Search],
) -> None:
    own = functions(opened[0])[NamedNode(f"{MCB.iri}asOf")]
    years = {"1900": "1895-10-10", "2000": "1997"}
    for year, version in years.items():
        found = own(NamedNode(f"{PLACE}bac-giang"), Literal(year))
        assert found == NamedNode(f"{PLACE}bac-giang/v/{version}")
    assert own(NamedNode(f"{PLACE}bac-giang"), Literal("2025-07-01")) is None


def test_the_command_line_has_them_too(demo: Path) -> None:
    query = (
        'PREFIX mcb: <https://w3id.org/mocban/ns/> SELECT ?thing (mcb:fold("Bổ Đà") AS ?folded) '
        '{ ?thing mcb:search ("chùa bổ đà" 1) }'
    )
    done = CliRunner().invoke(main, ["query", str(demo), query, "--to", "csv"])
    assert done.exit_code == 0, done.output
    assert "/e/monument/bo-da,bo da" in done.output


# Bad arguments


@pytest.mark.parametrize("name", ["sortKey", "fold", "matches", "asOf", "validOn"])
@pytest.mark.parametrize(
    "arguments",
    ["", "<x:a>", "<x:a>, <x:b>", "1/0", "1, 2, 3", "?unbound", "BNODE(), 1", "<x:a>, 1, 2"],
)
def test_wrong_arguments_leave_the_answer_unbound(
    answer: Answer, name: str, arguments: str
) -> None:
    assert answer(f"mcb:{name}({arguments})") is None
