"""Facets: what a build gathers, what is counted, and that the counts are true."""

import json
import sqlite3
from array import array
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from mocban.graph import facets, points
from mocban.graph.chronology import Chronology, century_of
from mocban.graph.facets import UNDATED
from mocban.graph.filters import CHOICES
from mocban.graph.indexing import Entry, put, series, write
from mocban.graph.query import Query
from mocban.graph.search import Search
from mocban.graph.store import GraphStore
from mocban.ontology.vietnamese import sort_key

BASE = "https://mocban.example/"
TODAY = "2026-11-22"
# A pagoda in a commune that a ward replaced; a festival held at it; books about both; a person.
GRAPH = """
PREFIX e: <https://mocban.example/e/>
PREFIX r: <https://mocban.example/r/>
PREFIX v: <https://mocban.example/v/access/>
PREFIX mcb: <https://w3id.org/mocban/ns/>
PREFIX bf: <http://id.loc.gov/ontologies/bibframe/>
PREFIX crm: <http://www.cidoc-crm.org/cidoc-crm/>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
<https://mocban.example/e/monument/chua> crm:P53_has_former_or_current_location <https://mocban.example/e/place/noi> ;
  geo:hasDefaultGeometry r:g ; dcterms:accessRights v:cong-khai .
r:g wgs:lat 21.2 ; wgs:long 106.3 .
<https://mocban.example/e/place/noi> crm:P89_falls_within r:xa-v , r:phuong-v .
r:xa-v a mcb:AdminUnitVersion ; mcb:versionOf <https://mocban.example/e/place/xa> ; rdfs:label "xã Trí Yên"@vi ;
  mcb:validDuring r:t1 ; crm:P89_falls_within r:bg-v ; mcb:replacedBy r:phuong-v .
r:phuong-v a mcb:AdminUnitVersion ; mcb:versionOf <https://mocban.example/e/place/phuong> ; rdfs:label "phường Tân An"@vi ;
  mcb:validDuring r:t2 ; crm:P89_falls_within r:bn-v .
r:bg-v a mcb:AdminUnitVersion ; mcb:versionOf <https://mocban.example/e/place/bac-giang> ; rdfs:label "tỉnh Bắc Giang"@vi ; mcb:validDuring r:t1 ;
  mcb:replacedBy r:bn-v .
r:bn-v a mcb:AdminUnitVersion ; mcb:versionOf <https://mocban.example/e/place/bac-ninh> ; rdfs:label "tỉnh Bắc Ninh"@vi ; mcb:validDuring r:t2 .
r:t1 crm:P82b_end_of_the_end "2025-06-30T23:59:59Z"^^xsd:dateTime .
r:t2 crm:P82a_begin_of_the_begin "2025-07-01T00:00:00Z"^^xsd:dateTime .
<https://mocban.example/e/ich/hoi> mcb:practisedAt <https://mocban.example/e/monument/chua> .
<https://mocban.example/e/work/sach> mcb:about <https://mocban.example/e/monument/chua> ; bf:subject <https://mocban.example/r/a/heading/topic/Phat> ;
  bf:language <http://id.loc.gov/vocabulary/languages/vie> ; bf:hasInstance r:i1 .
r:i1 bf:provisionActivity r:p1 ; bf:electronicLocator <https://example.org/1> ; dcterms:accessRights v:tai-cho .
r:p1 bf:date "199X" .
<https://mocban.example/e/work/khac> mcb:about <https://mocban.example/e/ich/hoi> ; bf:subject <https://mocban.example/r/b/heading/topic/Phat> .
<https://mocban.example/r/a/heading/topic/Phat> rdfs:label "Phật giáo" .
<https://mocban.example/r/b/heading/topic/Phat> rdfs:label "Phật giáo." .
<https://mocban.example/e/person/vua> crm:P98i_was_born r:born ; crm:P100i_died_in r:died .
r:born crm:P4_has_time-span r:tb . r:tb crm:P82a_begin_of_the_begin "1258-01-01T00:00:00Z"^^xsd:dateTime .
r:died crm:P4_has_time-span r:td . r:td crm:P82b_end_of_the_end "1308-12-31T00:00:00Z"^^xsd:dateTime .
"""
ENTRIES = [
    Entry(f"{BASE}e/{path}", path.partition("/")[0], [("vi", name)], ["a"], weight)
    for path, name, weight in (
        ("monument/chua", "Chùa Vĩnh Nghiêm", 9.0), ("ich/hoi", "Hội chùa", 5.0),
        ("work/sach", "Sách về chùa", 2.0), ("work/khac", "Sách về hội", 1.0),
        ("person/vua", "Trần Nhân Tông", 7.0), ("place/noi", "Đức La", 1.0),
        ("place/xa", "Trí Yên", 1.0),
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    path = tmp_path_factory.mktemp("facets") / "labels.sqlite"
    store = GraphStore.memory(GRAPH)
    write(path, ENTRIES)
    points.write(path, store)
    facets.write(path, store, BASE)
    index = Search(path)
    yield index
    index.close()


def found(search: Search, **asked: Any) -> set[str]:
    hits = search.ask(Query(**asked), "vi", 50, TODAY).hits
    return {hit.iri.removeprefix(f"{BASE}e/") for hit in hits}


def counts(search: Search, facet: str, **asked: Any) -> dict[str, int]:
    values = search.ask(Query(**asked), "vi", 50, TODAY).facet(facet).values
    return {value.value: value.count for value in values}


THERE = {"monument/chua", "ich/hoi", "work/sach", "work/khac", "place/noi"}


def test_things_are_in_a_place_through_what_they_are_at_and_about(search: Search) -> None:
    assert found(search, places=("e/place/phuong",)) >= THERE
    assert found(search, places=("e/place/bac-ninh",)) >= THERE
    assert "person/vua" not in found(search, places=("e/place/bac-ninh",))


def test_the_tree_of_places_is_that_of_the_day(search: Search) -> None:
    assert list(counts(search, "place")) == ["e/place/bac-ninh", "e/place/phuong"]
    before = counts(search, "place", on="2020-01-01")
    assert list(before) == ["e/place/bac-giang", "e/place/xa"] and before["e/place/xa"] >= 5


def test_a_unit_that_is_gone_still_finds_what_lay_in_it(search: Search) -> None:
    assert found(search, places=("e/place/bac-giang",)) >= THERE
    (value, *_) = (
        search.ask(Query(places=("e/place/bac-giang",)), "vi", 9, TODAY).facet("place").values
    )
    assert value.chosen and value.labels[0].text == "tỉnh Bắc Giang"


def test_headings_of_several_sources_with_the_same_words_are_one_topic(search: Search) -> None:
    assert counts(search, "topic")["r/a/heading/topic/Phat"] == 2
    for source in "ab":
        topics = (f"r/{source}/heading/topic/Phat",)
        assert found(search, topics=topics) == {"work/sach", "work/khac"}


def test_dates_are_the_years_between_which_they_lie(search: Search) -> None:
    assert found(search, first=1300, last=1305) == {"person/vua"}
    assert found(search, centuries=(13,)) == {"person/vua"}
    assert found(search, first=1999) == {"work/sach"} and found(search, first=2000) == set()
    assert counts(search, "century") == {"13": 1, "14": 1, "20": 1}


def test_access_language_and_digital_copies_come_from_the_copies(search: Search) -> None:
    assert counts(search, "access") == {"cong-khai": 1, "tai-cho": 1}
    assert found(search, languages=("vie",)) == found(search, digital="yes") == {"work/sach"}
    assert len(found(search, digital="no")) == len(ENTRIES) - 1


def test_the_map_shows_a_thing_where_it_is_held(search: Search) -> None:
    spots = search.spots(Query(kinds=("ich", "work")), "vi", 10, TODAY)
    assert (spots.located, spots.total, len(spots.spots)) == (3, 3, 3)
    assert {(spot.long, spot.lat) for spot in spots.spots} == {(106.3, 21.2)}
    assert len(search.spots(Query(), "vi", 2, TODAY).spots) == 2


def test_orders(search: Search) -> None:
    def keys(sort: str) -> list[str]:
        return [hit.label.text for hit in search.ask(Query(sort=sort), "vi", 9, TODAY).hits]

    assert keys("linked")[:2] == ["Chùa Vĩnh Nghiêm", "Trần Nhân Tông"]
    assert keys("name") == sorted(keys("linked"), key=sort_key)
    assert keys("oldest")[:2] == keys("newest")[1::-1] == ["Trần Nhân Tông", "Sách về chùa"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("vinh nghem", "Vĩnh Nghiêm"), ("vihn nghiem", "Vĩnh Nghiêm"), ("vinhnghiem", "Vĩnh Nghiêm"),
     ("trua", "Chùa"), ("chan nhan tong", "Trần Nhân Tông"), ("sach xyzzy", "Sách")],
)  # fmt: skip
def test_spelling_help_gives_words_that_find_something(
    search: Search, typed: str, meant: str
) -> None:
    best, *_ = search.suggest(Query(q=typed), "vi", TODAY)
    assert best.q == meant and search.total(Query(q=best.q), TODAY) == best.total > 0


def test_spelling_help_keeps_to_the_filters(search: Search) -> None:
    assert search.suggest(Query(q="vinh nghem", kinds=("person",)), "vi", TODAY) == []


def test_completion_is_grouped_by_kind(search: Search) -> None:
    kinds = [hit.kind for hit in search.complete("ch", "vi", (), 10)]
    assert kinds == ["monument", "ich", "work"]
    assert [hit.kind for hit in search.complete("ch", "vi", ("work",), 10)] == ["work"]


def test_an_index_without_facets_still_answers(tmp_path: Path) -> None:
    write(tmp_path / "x", ENTRIES)
    index = Search(tmp_path / "x")
    assert index.ask(Query(places=("e/place/xa",), first=1), "vi", 9, TODAY).total == 0
    assert index.ask(Query(sort="oldest"), "vi", 9, TODAY).total == len(ENTRIES)
    assert index.years(Query(), TODAY).buckets == []
    index.close()


# What follows compares the sets with a count of every single thing.

SIZE = 60
THINGS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(("work", "person", "place")),
        "source": st.sets(st.sampled_from("ab"), min_size=1),
        "topic": st.sets(st.sampled_from(("e/t/1", "e/t/2", "e/t/3"))),
        "language": st.sets(st.sampled_from(("vie", "fre"))),
        "digital": st.sampled_from(("yes", "no")),
        "years": st.none() | st.tuples(st.integers(-300, 2100), st.integers(0, 150)),
        "name": st.lists(st.sampled_from(("chùa", "chua", "đền", "hội", "hồ")), min_size=1, max_size=3),
    }
)  # fmt: skip
QUERIES = st.builds(
    Query,
    q=st.sampled_from(("", "chua", "chùa", "ho", "den h")),
    kinds=st.lists(st.sampled_from(("work", "person")), max_size=2, unique=True).map(tuple),
    sources=st.lists(st.sampled_from("abx"), max_size=2, unique=True).map(tuple),
    topics=st.lists(st.sampled_from(("e/t/1", "e/t/3")), max_size=2, unique=True).map(tuple),
    languages=st.sampled_from(((), ("fre",))),
    digital=st.sampled_from(("", "yes", "no")),
    first=st.none() | st.integers(-300, 2100),
    last=st.none() | st.integers(-300, 2100),
    centuries=st.lists(st.integers(-3, 21), max_size=2, unique=True).map(tuple),
    sort=st.sampled_from(("relevance", "name", "oldest", "newest", "linked")),
    places=st.just(()), access=st.just(()), on=st.just(""), of=st.just(""), by=st.just(""),
    view=st.just("list"), page=st.just(1),
)  # fmt: skip


def fits(thing: dict[str, Any], query: Query, but: str = "") -> bool:
    """Whether a thing is found, said as plainly as can be."""
    plain = [word.translate(str.maketrans("ùôộồđề", "uooode")) for word in thing["name"]]
    years = range(0)
    if thing["years"]:
        years = range(thing["years"][0], sum(thing["years"]) + 1)
    *whole, last = query.q.replace("ù", "u").split() or [""]
    tests = {
        "q": not query.q or (all(w in plain for w in whole) and any(w.startswith(last) for w in plain)),
        "type": not query.kinds or thing["type"] in query.kinds,
        "source": not query.sources or thing["source"] & set(query.sources),
        "topic": not query.topics or thing["topic"] & set(query.topics),
        "language": not query.languages or thing["language"] & set(query.languages),
        "digital": query.digital in ("", thing["digital"]),
        "years": (query.first is None and query.last is None)
        or any((query.first is None or y >= query.first) and (query.last is None or y <= query.last) for y in years),
        "century": not query.centuries or any(century_of(y) in query.centuries for y in years),
    }  # fmt: skip
    return all(bool(test) for name, test in tests.items() if name != but)


def values_of(thing: dict[str, Any], facet: str) -> set[str]:
    if facet == "century":
        if not thing["years"]:
            return set()
        start, length = thing["years"]
        return {str(century_of(year)) for year in range(start, start + length + 1)}
    value = thing[facet]
    return {value} if isinstance(value, str) else value


@given(things=st.lists(THINGS, min_size=1, max_size=12), queries=st.lists(QUERIES, min_size=1, max_size=6))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_totals_and_counts_are_those_of_counting_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, things: list[dict[str, Any]], queries: list[Query]
) -> None:
    path = tmp_path_factory.mktemp("x") / "labels.sqlite"
    write(
        path,
        (
            Entry(f"{BASE}e/{thing['type']}/{number:03}", thing["type"], [("vi", " ".join(thing["name"]))],
                  sorted(thing["source"]), 1000.0 - number)
            for number, thing in enumerate(things, 1)
        ),
    )  # fmt: skip
    database = sqlite3.connect(path)
    for facet in ("topic", "language", "digital"):
        sets: dict[str, BitMap] = {}
        for number, thing in enumerate(things, 1):
            for value in values_of(thing, facet):
                sets.setdefault(value, BitMap()).add(number)
        put(database, facet, sets)
    first, last = array("h", [UNDATED]), array("h", [UNDATED])
    for thing in things:
        years = thing["years"]
        first.append(years[0] if years else UNDATED)
        last.append(sum(years) if years else UNDATED)
    series(database, "first", first)
    series(database, "last", last)
    database.commit()
    database.close()
    index = Search(path)
    for query in queries:
        answer = index.ask(query, "vi", 100, TODAY)
        meant = [number for number, thing in enumerate(things, 1) if fits(thing, query)]
        assert sorted(hit.number for hit in answer.hits) == meant and answer.total == len(meant)
        for facet in CHOICES:
            if facet in ("place", "access"):
                continue
            told = {value.value: value.count for value in answer.facet(facet).values if value.count}
            others = [thing for thing in things if fits(thing, query, but=facet)]
            every = {value for thing in others for value in values_of(thing, facet)}
            assert told == {
                value: sum(value in values_of(thing, facet) for thing in others) for value in every
            }, (facet, query)
        for bucket in index.years(query, TODAY).buckets:
            asked = query._replace(first=bucket.first, last=bucket.last)
            if query.first is None and query.last is None:
                assert bucket.count == index.total(asked, TODAY)
    index.close()


@given(st.lists(st.tuples(st.integers(-3000, 2100), st.integers(0, 400)), max_size=30), st.integers(-3000, 2100))  # fmt: skip
def test_buckets_cover_the_years_and_follow_each_other(
    spans: list[tuple[int, int]], year: int
) -> None:
    first = array("h", [UNDATED, *(start for start, _ in spans)])
    last = array("h", [UNDATED, *(start + length for start, length in spans)])
    years = Chronology(first, last)
    buckets = years.buckets(BitMap(range(1, len(spans) + 1)), None, None)
    assert len(buckets) <= 41
    for one, other in pairwise(buckets):
        assert one.last + 1 == other.first
    if spans:
        assert buckets[0].first <= min(first[1:]) and buckets[-1].last >= max(last[1:])
        assert all(bucket.count for bucket in (buckets[0], buckets[-1]))
    assert json.dumps([b.count for b in buckets])  # plain numbers, not those of an array
    assert (year in range(century_of(year) * 100 - 99, century_of(year) * 100 + 1)) is True
