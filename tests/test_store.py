"""The store, and values that are put into queries."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from mocban.graph.description import describe
from mocban.graph.store import GraphStore, StoreError, bind, term
from tests.serving import BASE, GRAPH

P = NamedNode("http://x/p")
NASTY = [
    '"',
    "\\",
    "\n",
    "}",
    "#",
    "'",
    "$name",
    "?x",
    "\\u0022",
    '" || true || "',
    "x\u2028y",
    "\0",
]


@pytest.fixture
def store() -> GraphStore:
    return GraphStore.memory(
        '<http://x/a> <http://x/p> "một"@vi . GRAPH <http://x/g> { <http://x/b> <http://x/p> 2 }'
    )


@pytest.mark.parametrize("text", NASTY)
def test_a_value_from_outside_is_only_ever_a_value(text: str) -> None:
    store = GraphStore.memory()
    store.extend([Quad(P, P, Literal("other")), Quad(P, P, Literal(text))])
    rows = list(store.select("SELECT ?s ?v { ?s ?p ?v FILTER(?v = $name) }", name=Literal(text)))
    assert rows == [{"s": P, "v": Literal(text)}]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_string_comes_out_of_a_query_as_it_went_in(text: str) -> None:
    rows = list(GraphStore.memory().select("SELECT ($v AS ?w) {}", v=Literal(text)))
    assert rows == [{"w": Literal(text)}]


def test_several_values_fill_a_values_block(store: GraphStore) -> None:
    things = [NamedNode("http://x/a"), NamedNode("http://x/b")]
    found = list(store.select("SELECT ?s { VALUES ?s { $things } ?s ?p ?o }", things=things))
    assert found == [{"s": things[0]}]


def test_a_dollar_in_a_string_an_iri_or_a_comment_is_no_parameter() -> None:
    text = 'SELECT * { <http://x/$a> ?p "$b", \'$c\', """$d "quoted" """ } # $e'
    assert bind(text, {}) == text


def test_a_parameter_without_value_and_a_value_without_parameter_are_refused() -> None:
    with pytest.raises(ValueError, match="value for \\$s"):
        bind("ASK { $s ?p ?o }", {})
    with pytest.raises(ValueError, match="no parameter \\$o"):
        bind("ASK { $s ?p ?x }", {"s": P, "o": P})


@pytest.mark.parametrize("value", ["<http://x/a>", BlankNode("b")])
def test_a_plain_string_or_a_blank_node_is_no_value(value: object) -> None:
    with pytest.raises(TypeError):
        bind("ASK { $s ?p ?o }", {"s": value})  # type: ignore[dict-item]


def test_unbound_variables_are_left_out_of_rows(store: GraphStore) -> None:
    rows = list(store.select("SELECT ?s ?n { ?s ?p ?o OPTIONAL { ?s <http://x/none> ?n } }"))
    assert rows == [{"s": NamedNode("http://x/a")}]


def test_the_default_graph_does_not_see_named_graphs(store: GraphStore) -> None:
    assert not store.has("http://x/b")
    assert store.triples("http://x/b") == []
    assert [str(triple.object) for triple in store.triples("http://x/a")] == ['"một"@vi']
    assert store.graphs() == ["http://x/g"]
    assert [quad.graph_name for quad in store.quads(DefaultGraph())] == [DefaultGraph()]


def test_what_is_no_iri_is_simply_not_there(store: GraphStore) -> None:
    assert not store.has("no iri")
    assert store.triples("http://x/{}") == []


def test_a_store_on_disk_is_read_while_its_link_moves_on(tmp_path: Path) -> None:
    (tmp_path / "all.nq").write_text("<http://x/a> <http://x/p> <http://x/o> .\n", "utf-8")
    with GraphStore.create(tmp_path / "one") as store:
        store.load(tmp_path / "all.nq")
    link = tmp_path / "current"
    link.symlink_to("one")
    with GraphStore.open(link) as store:
        link.unlink()
        assert len(store) == 1
        assert store.path == tmp_path / "one"


def test_a_checkpoint_can_be_changed_without_changing_its_origin(tmp_path: Path) -> None:
    with GraphStore.create(tmp_path / "one") as store:
        store.extend([Quad(P, P, P)])
        store.backup(tmp_path / "two")
    with GraphStore.create(tmp_path / "two") as copy:
        copy.remove([Quad(P, P, P)])
        assert len(copy) == 0
    with GraphStore.open(tmp_path / "one") as store:
        assert len(store) == 1


def test_opening_nothing_says_where_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=f"{tmp_path}/none.*build"):
        GraphStore.open(tmp_path / "none")


def test_a_bad_file_names_itself(tmp_path: Path) -> None:
    (tmp_path / "bad.nq").write_text("<http://x/a> oops .\n", "utf-8")
    with pytest.raises(StoreError, match="bad.nq"):
        GraphStore.create(tmp_path / "s").load(tmp_path / "bad.nq")


def test_a_closed_store_says_so(store: GraphStore) -> None:
    store.close()
    with pytest.raises(StoreError):
        len(store)


@pytest.mark.parametrize("text", ["<http://x/a>", '"một"@vi', '"1"^^<http://x/d>', '"a\\"b\\n"'])
def test_terms_of_n_triples_are_read(text: str) -> None:
    assert str(term(text)) == text


@pytest.mark.parametrize(
    "text", ["", "<a b>", "<http://x/a> . <http://x/b> <http://x/c> <http://x/d>"]
)
def test_what_is_not_one_term_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not one N-Triples term"):
        term(text)


def test_a_description_has_the_parts_of_members_and_the_names_of_neighbours() -> None:
    store = GraphStore.memory(GRAPH)
    found = {str(triple) for triple in describe(store, f"{BASE}e/monument/vinh-nghiem")}
    subjects = {line.split()[0].removeprefix(f"<{BASE}") for line in found}
    assert subjects == {
        "e/monument/vinh-nghiem>",
        "r/svhtt/monument/BG-017/name/vi-x>",
        "r/svhtt/monument/BG-017/name/vi-x/time/1>",
        "v/rank/quoc-gia-dac-biet>",
    }
    assert not any("notation" in line for line in found)
