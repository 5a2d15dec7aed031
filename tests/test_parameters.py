"""Parameters of saved queries: what they are, what values they take, and that a value stays one."""

import string

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mocban.errors import Text
from mocban.graph.parameters import (
    LONGEST_VALUE,
    MOST,
    MOST_VALUES,
    BadValue,
    filled,
    parameters,
)
from mocban.graph.prologue import title
from mocban.graph.tokens import tokens

BASE = "https://mocban.example/"
XSD = "http://www.w3.org/2001/XMLSchema#"
TEXT = 'SELECT $x { VALUES $x { "một } # \\" chữ"@vi } }'
PLAIN = "SELECT $x { VALUES $x { 'a' } }"
IRI = "SELECT $x { VALUES $x { <e/place/a> } }"
# What ends or opens something in SPARQL.
HOSTILE = st.text(st.sampled_from("\"'\\{}<>()#@^\n\r\t ux0012?$;.é😀")) | st.text()


def answers(query: str) -> list[ox.NamedNode | ox.Literal]:
    found = ox.Store().query(query, base_iri=BASE)
    assert isinstance(found, ox.QuerySolutions)
    return [solution[0] for solution in found]


@settings(max_examples=400, deadline=None)
@given(st.lists(HOSTILE, min_size=1, max_size=4))
@example(['"@vi } UNION { ?s ?p ?o } #'])
@example(["\\u0022 } { ?s ?p ?o"])
@example(["\\", '\\"', "'''"])
def test_whatever_text_is_given_the_engine_reads_that_text(values: list[str]) -> None:
    for query, language in ((TEXT, "vi"), (PLAIN, None)):
        bound = filled(query, parameters(query, BASE), {"x": values})
        read = answers(bound)
        assert [term.value for term in read] == values
        assert all(isinstance(term, ox.Literal) and term.language == language for term in read)
        kinds = [token.kind for token in tokens(bound)]
        assert [kind for kind in kinds if kind not in ("string", "language")] == [
            token.kind for token in tokens(query) if token.kind not in ("string", "language")
        ]


@settings(max_examples=400, deadline=None)
@given(HOSTILE | st.text(string.printable).map(lambda text: f"https://x.example/{text}"))
@example("https://x.example/> } { ?s ?p ?o")
@example("https://x.example/\\u003e")
def test_an_iri_is_given_as_it_is_or_refused(value: str) -> None:
    try:
        bound = filled(IRI, parameters(IRI, BASE), {"x": [value]})
    except BadValue:
        return
    assert [term.value for term in answers(bound)] == [value]


@pytest.mark.parametrize(
    ("block", "kind", "good", "bad"),
    [
        ("<e/place/a>", "iri", ["https://x.example/é"], ["a b", "place", "", "x:\ud800"]),
        ("1", "integer", ["0", "-12", "+3"], ["1.5", "x", "", "١", "1\n"]),
        ("-1.5", "number", ["2", "2.25", "-.5"], ["1e3", "1,5", "NaN"]),
        ("1e0", "double", ["1e3", "-INF", "NaN", "2"], ["inf", "e"]),
        ("true", "boolean", ["false", "1"], ["yes", "TRUE"]),
        (f'"2024-02-29"^^<{XSD}date>', "date", ["1945-09-02", "2024-02-29Z"],
         ["2023-02-29", "2024-13-01", "29/2/2024", "2024-02-29T00:00:00"]),
        (f'"2024-02-29T10:00:00"^^<{XSD}dateTime>', "datetime", ["1945-09-02T14:00:00+07:00"],
         ["1945-09-02", "1945-09-02T25:00:00"]),
        (f'"1884"^^<{XSD}gYear>', "year", ["1945", "-0500"], ["45", "1945-01"]),
        (f'"P1D"^^<{XSD}duration>', "other", ["P2D"], []),
    ],
)  # fmt: skip
def test_the_default_says_what_kind_of_value_is_wanted(
    block: str, kind: str, good: list[str], bad: list[str]
) -> None:
    query = f"SELECT $x {{ VALUES $x {{ {block} }} }}"
    (parameter,) = parameters(query, BASE)
    assert parameter.kind == kind
    for value in good:
        bound = filled(query, [parameter], {"x": [value]})
        assert f"{{ {parameter.term(value)} }}" in bound
        # The engine writes numbers in its own way.
        assert len(answers(bound)) == 1
    for value in bad:
        with pytest.raises(BadValue) as caught:
            filled(query, [parameter], {"x": [value]})
        assert caught.value.text.vi != caught.value.text.en


def test_only_a_block_over_one_dollar_variable_is_a_parameter() -> None:
    query = """PREFIX e: <https://x.example/>
    SELECT * { VALUES ?no { 1 } VALUES ($a $b) { (1 2) } values $one { e:a <rel> }
      VALUES $unbound { UNDEF } VALUES $empty { } ?s $two "VALUES $text { 1 }" # VALUES $c { 1 }
    }"""
    (one,) = parameters(query, BASE)
    assert one.name == "one"
    assert [term.value for term in one.default] == ["https://x.example/a", f"{BASE}rel"]
    assert parameters("INSERT DATA { VALUES $x { 1 } }", BASE)[0].name == "x"
    assert parameters("no query", BASE) == ()


def test_a_parameter_that_comes_twice_is_filled_in_twice_and_nothing_else_changes() -> None:
    query = 'ASK { { VALUES $x { 1 } } UNION { VALUES $y { "1" } VALUES $x { 2 } ?s ?p $x } }'
    bound = filled(query, parameters(query, BASE), {"x": ["7", "8"]})
    number = f'"{{}}"^^<{XSD}integer>'
    seven = f" {number.format(7)} {number.format(8)} "
    assert bound == query.replace(" 1 ", seven, 1).replace(" 2 ", seven)


def test_values_are_bounded_in_length_and_number_and_parameters_in_number() -> None:
    known = parameters(PLAIN, BASE)
    for values in (["x" * (LONGEST_VALUE + 1)], ["x"] * (MOST_VALUES + 1)):
        with pytest.raises(BadValue):
            filled(PLAIN, known, {"x": values})
    many = "ASK {" + "".join(f" VALUES $v{n} {{ 1 }}" for n in range(MOST + 5)) + " }"
    assert len(parameters(many, BASE)) == MOST


def test_a_title_and_what_is_said_of_a_parameter_come_from_the_first_comments() -> None:
    query = """# x: vi Nơi / en Place
    # en: Relics
    # vi: Di tích
    SELECT $x { VALUES $x { <e/a> } } # en: not this one"""
    assert title(query, frozenset("x")) == Text("Relics", "Di tích")
    assert parameters(query, BASE)[0].about == Text("Place", "Nơi")
    assert title("# Của tôi\nASK {}") == Text("Của tôi", "Của tôi")
    assert title("# vi: Một\nASK {}") == Text("Một", "Một")
    assert title("ASK {} # end") is None
