"""Searches of the index inside a query: what they find, where they may stand, what they leave
alone."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from mocban.graph import matching, points
from mocban.graph.expansion import MOST_SEARCHES, expand
from mocban.graph.lookups import MOST
from mocban.graph.points import Box
from mocban.graph.refusals import BadSearch
from mocban.graph.search import Entry, Search, write
from mocban.graph.store import GraphStore, syntax_error

MCB = "https://w3id.org/mocban/ns/"
HEAD = (
    f"PREFIX mcb: <{MCB}>\nPREFIX geo: <http://www.opengis.net/ont/geosparql#>\n"
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
    "PREFIX geof: <http://www.opengis.net/def/function/geosparql/>\n"
    "PREFIX uom: <http://www.opengis.net/def/uom/OGC/1.0/>\n"
)
E = "https://mocban.example/e/"
BO = '?t mcb:search "bo" . '
NAMES = {"a": "Chùa Bổ Đà", "b": "Đình Bổ", "c": "Hồ Núi Cốc", "d": "hổ"}


@pytest.fixture(scope="module")
def found_in(demo: Path) -> Iterator[Callable[[str], list[tuple[str, ...]]]]:
    """What the demonstration answers to a SELECT, as tuples of values."""
    snapshot = (demo / "snapshots" / "current").resolve()
    search = Search(snapshot / "search" / "labels.sqlite")
    with GraphStore.open(snapshot / "store") as store:

        def ask(query: str) -> list[tuple[str, ...]]:
            found = store.evaluate(expand(HEAD + query, search))
            assert isinstance(found, QuerySolutions)
            return [tuple(getattr(cell, "value", "") for cell in row) for row in found]

        yield ask
    search.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[GraphStore, Search]:
    """Four things, in the default graph and in two others, with an index of their names. What
    each search of `HITS` finds is stated in every graph too."""
    path = tmp_path_factory.mktemp("index") / "labels.sqlite"
    things = {name: NamedNode(f"x:{name}") for name in NAMES}
    write(path, [Entry(f"x:{n}", "place", [("vi", text)], [], 1.0) for n, text in NAMES.items()])
    search = Search(path)
    store = GraphStore.memory()
    for graph in (None, NamedNode("x:g"), NamedNode("x:h")):
        quads: list[tuple[NamedNode, str, NamedNode | Literal]] = [
            (things["a"], "x:p", things["b"]),
            (things["b"], "x:p", things["c"]),
            (things["a"], "x:q", Literal("1")),
            (things["c"], "x:q", Literal("1")),
            (things["d"], "x:q", Literal("2")),
        ]
        quads += [
            (things[iri[2:]], f"x:hit{number}", Literal("yes"))
            for number, (words, _) in enumerate(HITS)
            for iri in search.matches(matching.wanted(words), MOST)
        ]
        store.extend(
            Quad(s, NamedNode(p), o, graph) if graph else Quad(s, NamedNode(p), o)
            for s, p, o in quads
        )
    return store, search


def _rows(store: GraphStore, query: str) -> list[list[str]]:
    found = store.evaluate(query)
    assert isinstance(found, QuerySolutions)
    return [[str(cell) for cell in row] for row in found]


# What is found


def test_typed_without_tones_tones_are_ignored_and_typed_with_tones_they_count(
    found_in: Callable[[str], list[tuple[str, ...]]],
) -> None:
    plain = found_in('SELECT ?t { ?t mcb:search "chua vinh nghiem" }')
    assert (f"{E}monument/vinh-nghiem",) in plain
    assert set(found_in('SELECT ?t { ?t mcb:search "chùa vĩnh nghiêm" }')) <= set(plain)
    assert found_in('SELECT ?t { ?t mcb:search "chúa vĩnh nghiêm" }') == []


def test_the_name_itself_comes_first_and_a_number_takes_the_best(
    found_in: Callable[[str], list[tuple[str, ...]]],
) -> None:
    query = 'SELECT ?r ?t {{ ?t mcb:search ("chua vinh nghiem"{} ?r) }} ORDER BY ?r'
    whole = found_in(query.format(""))
    assert [rank for rank, _ in whole] == [str(rank) for rank in range(1, len(whole) + 1)]
    assert whole[0] == ("1", f"{E}monument/vinh-nghiem")
    assert found_in(query.format(" 3")) == whole[:3]


def test_a_star_makes_the_last_word_a_beginning(small: tuple[GraphStore, Search]) -> None:
    def hits(words: str) -> list[str]:
        return sorted(small[1].matches(matching.wanted(words), 9))

    assert hits("bo") == ["x:a", "x:b"] and hits("b") == [] and hits("b*") == ["x:a", "x:b"]
    assert hits("ho") == ["x:c", "x:d"] and hits("hồ") == ["x:c"] and hits("h*") == ["x:c", "x:d"]
    assert hits("hồ*") == ["x:c"] and hits("chu* bo") == []


@pytest.mark.parametrize(
    "words",
    ['bo" OR "ho', "bo NEAR ho", "folded : bo", "bo AND NOT da", "(bo)", "^bo", "b\0o", "-bo"],
)
def test_operators_of_the_index_are_only_words(
    small: tuple[GraphStore, Search], words: str
) -> None:
    found = small[1].matches(matching.wanted(words), 9)
    assert found == small[1].matches(matching.wanted(matching.folded(words)), 9)


def test_a_search_finds_in_a_text_what_it_finds_in_the_index(
    small: tuple[GraphStore, Search],
) -> None:
    for words in ("bo", "bo da", "Bổ", "bổ đ*", "ho", "Hồ", "hổ", "h*", "núi", "nui coc ho", ""):
        wanted = matching.wanted(words)
        texts = {f"x:{name}" for name, text in NAMES.items() if wanted.in_text(text)}
        assert texts == set(small[1].matches(wanted, 9)), words


def test_two_searches_of_one_variable_find_what_both_find(
    found_in: Callable[[str], list[tuple[str, ...]]],
) -> None:
    box, words = "mcb:inBox (106.2 21.1 106.4 21.3)", 'mcb:search "vinh nghiem"'
    both = found_in(f"SELECT ?t {{ ?t {words} . ?t {box} }}")
    apart = [set(found_in(f"SELECT ?t {{ ?t {each} }}")) for each in (box, words)]
    assert set(both) == apart[0] & apart[1] and both
    negative = found_in(f"SELECT ?t {{ ?t {box} FILTER NOT EXISTS {{ ?t {words} }} }}")
    assert set(negative) == apart[0] - apart[1] and negative


def test_a_box_finds_the_points_that_are_published_in_it(
    found_in: Callable[[str], list[tuple[str, ...]]],
) -> None:
    stated = (
        "SELECT DISTINCT ?t { ?t geo:hasDefaultGeometry/geo:asWKT ?w FILTER(geof:sfIntersects(?w, "
        '"POLYGON((106 21.2, 106.3 21.2, 106.3 21.3, 106 21.3, 106 21.2))"^^geo:wktLiteral)) }'
    )
    found = found_in("SELECT ?t { ?t mcb:inBox (106 21.2 106.3 21.3) }")
    assert len(found) == len(set(found)) > 3
    assert set(found) == set(found_in(stated))


def test_near_measures_as_geosparql_does(
    found_in: Callable[[str], list[tuple[str, ...]]],
) -> None:
    measured = (
        "SELECT ?t ?km { ?t geo:hasDefaultGeometry/geo:asWKT ?w BIND(geof:distance(?w, "
        '"POINT(106.29 21.24)"^^geo:wktLiteral, uom:kilometre) AS ?km) FILTER(?km <= 20) }'
    )
    found = {t: km for t, km in found_in("SELECT ?t ?km { ?t mcb:near (106.29 21.24 20 ?km) }")}
    expected = {t: km for t, km in found_in(measured)}
    assert found.keys() == expected.keys() and len(found) > 5
    for thing, km in found.items():
        assert float(km) == pytest.approx(float(expected[thing]), abs=0.001)
    nearer = {thing for thing, km in found.items() if float(km) <= 9}
    assert {t for (t,) in found_in("SELECT ?t { ?t mcb:near (106.29 21.24 9) }")} == nearer


_LONG, _LAT = st.floats(-180, 180), st.floats(-90, 90)


@pytest.fixture(scope="module")
def globe(tmp_path_factory: pytest.TempPathFactory) -> Search:
    """Points on the whole earth, its poles and its edges too."""
    path = tmp_path_factory.mktemp("globe") / "labels.sqlite"
    write(path, [])
    numbers = [(long, lat) for long in range(-180, 181, 20) for lat in range(-90, 91, 15)]
    store = GraphStore.memory(
        "@prefix geo: <http://www.opengis.net/ont/geosparql#> ."
        "@prefix wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#> ."
        + "".join(
            f"<x:{long}:{lat}> geo:hasDefaultGeometry <x:g{n}> . <x:g{n}> wgs:lat {lat} ; "
            f"wgs:long {long} ."
            for n, (long, lat) in enumerate(numbers)
        )
        + "<x:nowhere> geo:hasDefaultGeometry <x:n> . <x:n> wgs:lat 91 ; wgs:long 0 ."
    )
    assert points.write(path, store) == len(numbers)
    return Search(path)


@given(_LONG, _LAT, st.floats(0, 20_040))
def test_the_index_overlooks_nothing_near_anywhere_on_earth(
    globe: Search, long: float, lat: float, km: float
) -> None:
    found = {iri for iri, _ in globe.near(long, lat, km)}
    everything = globe.in_box(Box(-180, -90, 180, 90))
    assert found == {iri for iri, x, y in everything if points.distance((long, lat), (x, y)) <= km}


@given(_LONG, _LAT, _LONG, _LAT)
def test_a_box_may_lie_across_the_last_meridian(
    globe: Search, west: float, south: float, east: float, north: float
) -> None:
    assume(south <= north)
    found = {iri for iri, _, _ in globe.in_box(Box(west, south, east, north))}
    for iri, x, y in globe.in_box(Box(-180, -90, 180, 90)):
        within = west <= x <= east if west <= east else x >= west or x <= east
        assert (iri in found) == (within and south <= y <= north)


def test_distances_are_those_of_the_globe() -> None:
    quarter = math.pi / 2 * 6371.0088
    assert points.distance((0, 0), (90, 0)) == pytest.approx(quarter)
    assert points.distance((-180, 0), (180, 0)) == pytest.approx(0, abs=1e-6)
    assert points.distance((10, 90), (-70, -90)) == pytest.approx(2 * quarter)


# Where a search may stand: the same query with triples instead of searches has the same answers

HITS = [("bo", '"bo"'), ("ho", '"ho"@vi'), ("hồ", "'''h\\u1ED3'''"), ("b*", '("b*")')]
_GAPS = st.sampled_from([" ", "\n", ' # ?a mcb:search "x" }\n', "\t "])
_NODES = st.sampled_from(["?a", "?b", "?c"])
Both = tuple[str, str]  # a text with searches, and the same with triples


def _same(text: str) -> Both:
    return text, text


@st.composite
def _property(draw: st.DrawFn) -> Both:
    return _same(draw(st.sampled_from(['<x:q> "1"', "<x:p> ?b", "<x:p>/<x:p>? ?c", "<x:q> ?n"])))


@st.composite
def _search(draw: st.DrawFn) -> Both:
    number = draw(st.integers(0, len(HITS) - 1))
    node, gap = draw(_NODES), draw(_GAPS)
    name = draw(st.sampled_from(["mcb:search", f"<{MCB}search>", f"<{MCB}s\\u0065arch>", "s:"]))
    more = draw(st.one_of(st.just(_same("")), _property()))[0]
    tail = draw(st.sampled_from(["", ";", " ; ; "]))
    rest = f"{tail or ';'}{gap}{more}" if more else tail
    search = f"{node}{gap}{name}{gap}{HITS[number][1]}{rest}"
    return search, f'{node}{gap}<x:hit{number}>{gap}"yes"{rest}'


@st.composite
def _statement(draw: st.DrawFn) -> Both:
    if draw(st.booleans()):
        return draw(_search())
    subject = draw(st.sampled_from(["?a", "?b", "_:n", "<x:a>", "[]", "[ <x:p> ?b ]"]))
    return _same(f"{subject} {draw(_property())[0]}")


@st.composite
def _group(draw: st.DrawFn, depth: int = 0) -> Both:
    parts: list[Both] = []
    pointless, last = False, ""
    for _ in range(draw(st.integers(0, 3))):
        kinds = ["triples", "triples", "triples", "filter", "values"]
        kind = draw(st.sampled_from(kinds if depth > 1 else [*kinds, *_WRAPPED]))
        if kind == "triples" and pointless:
            parts.append(_same("."))
        match kind:
            case "triples":
                statements = draw(st.lists(_statement(), min_size=1, max_size=2))
                dot = draw(st.sampled_from([".", " . ", " .\n"]))
                last = draw(st.sampled_from(["", dot]))
                parts.append(_joined(statements, dot, last))
            case "filter":
                parts.append(_same(draw(st.sampled_from(
                    ["FILTER(?a != <x:d>)", 'FILTER (STR(?b) != "} ?a mcb:search")',
                     "FILTER BOUND(?b)", "FILTER(?a IN (<x:a>, <x:c>) || (!BOUND(?c)))"]
                ))))  # fmt: skip
            case "values":
                parts.append(_same("VALUES ?a { <x:a> <x:c> }"))
            case _:
                inner = draw(_group(depth=depth + 1))
                parts.append((_WRAPPED[kind].format(inner[0]), _WRAPPED[kind].format(inner[1])))
        # Before what is no statement the last point may be missing.
        pointless = kind == "triples" and not last
    one, other = (" ".join(part[column] for part in parts) for column in (0, 1))
    return f"{{{one}}}", f"{{{other}}}"


# No GRAPH with a variable: the engine binds it by triples alone, which a table has none of.
_WRAPPED = {
    "optional": "OPTIONAL{}", "minus": "MINUS {}", "group": "{}", 
    "one graph": "GRAPH <x:h>{}", "union": "{} UNION {{ ?b <x:p> ?c }}",
    "exists": "FILTER EXISTS {}", "not exists": "FILTER NOT EXISTS{}",
    "in brackets": "FILTER(?a = <x:a> || EXISTS {})", "subquery": "{{ SELECT ?a WHERE {} }}",
    "grouped": "{{ SELECT ?a (COUNT(*) AS ?n) {} GROUP BY ?a HAVING(COUNT(*) > 0) }}",
}  # fmt: skip


def _joined(statements: list[Both], dot: str, last: str) -> Both:
    one, other = zip(*statements, strict=True)
    return dot.join(one) + last, dot.join(other) + last


@given(_group())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_search_answers_as_if_what_it_finds_were_stated(
    small: tuple[GraphStore, Search], both: Both
) -> None:
    store, search = small
    head = f"PREFIX mcb: <{MCB}> PREFIX s: <{MCB}search>\nSELECT ?a ?b ?c ?n "
    asked, stated = (f"{head}{text}" for text in both)
    assume(syntax_error(stated) is None)
    assert syntax_error(asked) is None
    expanded = expand(asked, search)
    assert syntax_error(expanded) is None, expanded
    assert sorted(_rows(store, expanded)) == sorted(_rows(store, stated)), expanded
    if both[0] == both[1]:
        assert expanded == asked


def test_a_search_among_triples_of_any_graph_keeps_the_graph(
    small: tuple[GraphStore, Search],
) -> None:
    store, search = small
    query = f'{HEAD}SELECT ?g ?a {{ GRAPH ?g {{ ?a mcb:search "bo" ; <x:p> ?b }} }} ORDER BY ?g ?a'
    rows = _rows(store, expand(query, search))
    assert rows == [[f"<x:{g}>", f"<x:{a}>"] for g in "gh" for a in "ab"]


@pytest.mark.parametrize(
    "query",
    [
        "DESCRIBE mcb:search",
        "SELECT * { mcb:search rdfs:label ?l . ?p rdfs:seeAlso mcb:near, mcb:inBox }",
        "SELECT * { VALUES ?p { mcb:search mcb:near } ?p ?q ?o FILTER(?p != mcb:inBox) }",
        "SELECT * { ?x ?p (mcb:search mcb:near) ; ?q [ ?r mcb:search ] }",
        'SELECT * { ?x rdfs:label "} ?t mcb:search \\"x\\" {" } # ?t mcb:search "x"',
        "SELECT * { ?x rdfs:label '''?t mcb:search \"x\" . ''' FILTER(?x != <mcb:search>) }",
        'SELECT (mcb:search("x") AS ?y) {}',
        "SELECT * { ?mcb mcb:searches ?search . ?near mcb:nearby ?inBox }",
        "SELECT * { ?s rdfs:label 1. ?t ?p -2.5e1 ; ?q +.5 , true. _:b ?p 'x'^^mcb:near }",
        "not a query at all mcb:nearly {{{",
        "",
    ],
)
def test_a_query_without_searches_is_left_as_it_is(
    small: tuple[GraphStore, Search], query: str
) -> None:
    assert expand(HEAD + query, small[1]) == HEAD + query
    assert expand(HEAD + query, None) == HEAD + query


@given(st.text(), st.lists(st.sampled_from(['"', "'", "{", "}", "mcb:near", "\\", "#", "<", "\n"])))
def test_no_text_without_our_names_as_properties_is_touched(noise: str, parts: list[str]) -> None:
    text = noise + "".join(parts)
    assert expand(text, None) == text
    written = str(Literal(text))
    query = f"{HEAD}SELECT * {{ ?x rdfs:label {written} , {written} }}"
    assert expand(query, None) == query


# What is refused


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?t a mcb:Monument ; mcb:search "x" }',
        'SELECT * { ?t mcb:search "x" ; mcb:search "y" }',
        'SELECT * { <x:a> mcb:search "x" }',
        'SELECT * { [] mcb:search "x" }',
        'SELECT * { [ mcb:search "x" ] ?p ?o }',
        'SELECT * { ?s ?p [ mcb:search "x" ] }',
        'SELECT * { ?s ?p ([ mcb:search "x" ]) }',
        'SELECT * { (?t) mcb:search "x" }',
        'SELECT * { ?t ^mcb:search "x" }',
        'SELECT * { ?t mcb:search+ "x" }',
        'SELECT * { ?t mcb:search/rdfs:label "x" }',
        'SELECT * { ?t (rdfs:label|!(mcb:search)) "x" }',
        'CONSTRUCT { ?t mcb:search "x" } WHERE { ?t ?p ?o }',
        'CONSTRUCT WHERE { ?t mcb:search "x" }',
        'SELECT * { << ?t mcb:search "x" >> ?p ?o }',
        'SELECT * { ?s ?p ?o {| mcb:search "x" |} }',
        "SELECT * { FILTER EXISTS { ?t a ?c ; mcb:near (1 2 3) } }",
    ],
)
def test_a_search_where_it_cannot_stand_is_refused_with_the_right_form(
    small: tuple[GraphStore, Search], query: str
) -> None:
    with pytest.raises(BadSearch) as refusal:
        expand(HEAD + query, small[1])
    for sentence in refusal.value.text:
        assert "?thing mcb:search" in sentence or "?place mcb:near" in sentence
    assert refusal.value.text.en != refusal.value.text.vi


@pytest.mark.parametrize(
    "query",
    [
        "?t mcb:search ?words",
        '?t mcb:search "x", "y"',
        '?t mcb:search "x"^^mcb:y',
        "?t mcb:search 5",
        "?t mcb:search ()",
        '?t mcb:search (50 "x")',
        '?t mcb:search ("x" ?r 50)',
        '?t mcb:search ("x" "y")',
        '?t mcb:search ("x" (1))',
        '?t mcb:search ("x" ?t)',
        '?t mcb:search ("x" 0)',
        '?t mcb:search ("x" -1)',
        '?t mcb:search ("x" 2.5)',
        f'?t mcb:search ("x" {MOST + 1})',
        '?t mcb:search ""',
        '?t mcb:search "..."',
        f'?t mcb:search "{"a " * 13}"',
        f'?t mcb:search "{"a" * 100_000}"',
        "?t mcb:inBox (1 2 3)",
        "?t mcb:inBox (1 2 3 4 ?x)",
        "?t mcb:inBox (1 4 3 2)",
        "?t mcb:inBox (21 106 22 107)",
        "?t mcb:inBox (1 2 3 1e999)",
        "?t mcb:near (1 2)",
        "?t mcb:near (21 106 5)",
        "?t mcb:near (106 21 -5)",
        "?t mcb:near (106 21 5 ?km ?more)",
        '?t mcb:near "Bắc Giang"',
    ],
)
def test_a_search_for_what_cannot_be_searched_is_refused_in_both_languages(
    small: tuple[GraphStore, Search], query: str
) -> None:
    with pytest.raises(BadSearch) as refusal:
        expand(f"{HEAD}SELECT * {{ {query} }}", small[1])
    en, vi = refusal.value.text
    assert "mcb:" in en and "mcb:" in vi or "?t" in en
    assert en != vi and len(en) < 300


def test_a_mistake_in_the_grammar_is_told_by_its_place_in_what_was_written(
    small: tuple[GraphStore, Search],
) -> None:
    query = f'PREFIX mcb: <{MCB}>\nSELECT * {{ ?t mcb:search "bo" .\n ?t a }}'
    with pytest.raises(SyntaxError, match="3:"):
        expand(query, small[1])


def test_more_than_can_be_given_whole_is_refused_unless_a_number_says_how_many(
    tmp_path: Path,
) -> None:
    path = tmp_path / "labels.sqlite"
    write(path, (Entry(f"{E}{n}", "place", [("vi", "Nhà")], [], 1.0) for n in range(MOST + 1)))
    search = Search(path)
    with pytest.raises(BadSearch, match="10,000"):
        expand(f'{HEAD}SELECT * {{ ?t mcb:search "nhà" }}', search)
    best = expand(f'{HEAD}SELECT * {{ ?t mcb:search ("nhà" {MOST}) }}', search)
    assert best.count(f"<{E}") == MOST
    once = f'{{ ?t mcb:search ("nha" {MOST}) }}'
    with pytest.raises(BadSearch, match="together"):
        expand(f"{HEAD}SELECT * {{ {' UNION '.join([once] * MOST_SEARCHES)} }}", search)


@pytest.mark.parametrize("count", [MOST_SEARCHES + 1, 10_000])
def test_too_many_searches_are_refused(small: tuple[GraphStore, Search], count: int) -> None:
    query = f"{HEAD}SELECT * {{ {BO * count} }}"
    with pytest.raises(BadSearch, match=f"{MOST_SEARCHES} times"):
        expand(query, small[1])


def test_as_many_searches_as_are_allowed_are_answered(small: tuple[GraphStore, Search]) -> None:
    store, search = small
    query = f"{HEAD}SELECT * {{ {BO * MOST_SEARCHES} }}"
    assert len(_rows(store, expand(query, search))) == 2


@pytest.mark.parametrize(("opening", "closing"), [("{", "}"), ("OPTIONAL {", "}")])
def test_a_search_in_a_deep_nest_is_refused(
    small: tuple[GraphStore, Search], opening: str, closing: str
) -> None:
    nest = f'{opening * 110} ?t mcb:search "bo" {closing * 110}'
    with pytest.raises(BadSearch, match="nested"):
        expand(f"{HEAD}SELECT * {{ {nest} }}", small[1])


def test_without_an_index_a_search_is_refused(tmp_path: Path) -> None:
    query = f'{HEAD}SELECT * {{ ?t mcb:search "bo" }}'
    for search in (None, Search(tmp_path / "labels.sqlite")):
        with pytest.raises(BadSearch, match="no search index"):
            expand(query, search)


@given(st.text(alphabet="mcb:search \"?t{}().;,<>[]|^#'\\\n", max_size=60))
def test_whatever_is_written_is_refused_or_answered(
    small: tuple[GraphStore, Search], noise: str
) -> None:
    for query in (f"{HEAD}SELECT * {{ ?t mcb:search {noise} }}", f'{noise} ?t mcb:search "x"'):
        try:
            expanded = expand(query, small[1])
        except (BadSearch, SyntaxError):
            continue
        assert syntax_error(query) is not None or syntax_error(expanded) is None
