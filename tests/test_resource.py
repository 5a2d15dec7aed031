"""What the graph says of one IRI, who says it, and what is related to it."""

import pytest
from pyoxigraph import Literal, NamedNode

from mocban.graph.labels import Label, Names, choose
from mocban.graph.related import COUNTED, LIMIT, positions, related, way
from mocban.graph.resource import iri, kind_of, resource, source_of
from mocban.graph.store import GraphStore
from tests.leaf_app import BASE, small_store

BORN = [iri("crm:P98i_was_born"), iri("crm:P4_has_time-span"), iri("mcb:edtf")]


@pytest.fixture(scope="module")
def store() -> GraphStore:
    return small_store()


def entity(path_: str) -> str:
    return f"{BASE}e/{path_}"


def test_a_value_comes_with_the_source_that_gives_it(store: GraphStore) -> None:
    found = resource(store, entity("person/hoang-hoa-tham"), "vi")
    assert found is not None
    said = {(str(step.value.value), step.source) for step in found.follow(BORN)
            if isinstance(step.value, Literal)}  # fmt: skip
    assert said == {("1836", "btbg"), ("1858", "tvbg")}


def test_what_only_the_view_says_has_no_source(store: GraphStore) -> None:
    found = resource(store, entity("monument/vinh-nghiem"), "vi")
    assert found is not None
    (rank,) = found.follow([iri("mcb:currentRank")])
    assert rank.value == NamedNode(f"{BASE}v/rank/quoc-gia-dac-biet") and rank.source == ""


def test_a_heading_that_is_linked_is_told_as_its_entity(store: GraphStore) -> None:
    found = resource(store, entity("work/tvbg.BG1"), "vi")
    assert found is not None
    subjects = {step.value.value for step in found.follow([iri("bf:subject")], [found.members[0]])
                if isinstance(step.value, NamedNode)}  # fmt: skip
    assert entity("monument/vinh-nghiem") in subjects
    assert f"{BASE}r/tvbg/heading/monument/VN" not in subjects


def test_members_are_told_with_record_or_heading(store: GraphStore) -> None:
    found = resource(store, entity("monument/vinh-nghiem"), "vi")
    assert found is not None
    told = {(m.source, m.id, m.label, m.fields) for m in found.origins}
    assert told == {
        ("svhtt", "BG-017", "", ()),
        ("btbg", "", "Vĩnh Nghiêm (chùa)", ("repository",)),
        ("tvbg", "", "Vĩnh Nghiêm (chùa)", ("651$a",)),
    }
    assert found.sources == ["btbg", "svhtt", "tvbg"]


def test_evidence_of_a_link_is_found_from_the_entity(store: GraphStore) -> None:
    found = resource(store, entity("monument/vinh-nghiem"), "vi")
    assert found is not None
    (link,) = found.evidence()
    assert str(link["field"].value) == "651$a"  # type: ignore[union-attr]


def test_a_thing_of_a_source_says_only_what_that_source_says(store: GraphStore) -> None:
    found = resource(store, f"{BASE}r/btbg/person/9", "vi")
    assert found is not None and found.members == []
    assert [str(step.value) for step in found.follow(BORN)] == [
        '"1836"^^<http://id.loc.gov/datatypes/edtf>'
    ]


@pytest.mark.parametrize("address", [entity("monument/none"), "not an iri", "", "<x>"])
def test_nothing_is_known_of_what_nobody_speaks_of(store: GraphStore, address: str) -> None:
    assert resource(store, address, "vi") is None


def test_a_name_in_han_is_found_in_titles_and_in_names(store: GraphStore) -> None:
    book = resource(store, entity("work/tvbg.BG1"), "vi")
    temple = resource(store, entity("monument/vinh-nghiem"), "vi")
    assert book and temple
    assert book.han == ("北江地志", "lzh")
    assert temple.han == ("永嚴寺", "vi-Hani")


def test_the_label_is_in_the_language_of_the_reader_else_in_vietnamese() -> None:
    labels = [Label("永", "lzh"), Label("Ba", "fr"), Label("Bảy", "vi"), Label("Seven", "en")]
    assert choose(labels, "en") == ("Seven", "en")
    assert choose(labels[:3], "en") == ("Bảy", "vi")
    assert choose(labels[:2], "vi") == ("Ba", "fr")
    assert choose([], "vi") is None


def test_the_label_of_the_view_goes_before_titles_and_sources(store: GraphStore) -> None:
    names = Names(store, "vi")
    assert names.of(entity("work/tvbg.BG1")).text == "Địa chí Bắc Giang: di sản Hán Nôm"
    assert names.of(f"{BASE}e/work/unheard-of") == ("unheard-of", "")


@pytest.mark.parametrize(
    ("steps", "start", "reached"),
    [
        ("^mcb:about", "object/moc-ban-vinh-nghiem", ["work/tvbg.BG1"]),
        ("^bf:agent/^bf:contribution", "person/lam-giang", ["work/tvbg.BG1"]),
        ("crm:P46_is_composed_of", "monument/vinh-nghiem", ["monument/tam-quan"]),
        ("^mcb:heldAt/^mcb:about", "monument/vinh-nghiem", ["work/tvbg.BG1"]),
        ("schema:itinerary/schema:itemListElement/schema:item", "trip/tay-yen-tu",
         ["attraction/vinh-nghiem", "attraction/chua-ha"]),
        ("^mcb:presents/^schema:item/^schema:itemListElement/^schema:itinerary",
         "monument/vinh-nghiem", ["trip/tay-yen-tu"]),
        ("^bf:heldBy/bf:itemOf/bf:instanceOf", "group/tvbg", ["work/tvbg.BG1"]),
    ],
)  # fmt: skip
def test_paths_reach_what_is_related(
    store: GraphStore, steps: str, start: str, reached: list[str]
) -> None:
    found = related(store, entity(start), {"it": way([steps])})["it"]
    assert sorted(found.things) == sorted(entity(end) for end in reached)
    assert found.total == len(reached)


def test_the_stops_of_a_trip_have_their_places(store: GraphStore) -> None:
    assert positions(store, entity("trip/tay-yen-tu"), "stops") == {
        entity("attraction/vinh-nghiem"): 1, entity("attraction/chua-ha"): 2,
    }  # fmt: skip


def test_many_paths_are_followed_in_one_question_and_what_reaches_nothing_is_left_out(
    store: GraphStore,
) -> None:
    ways = {"about": way(["^mcb:about"]), "none": way(["mcb:nativePlace"]),
            "parts": way(["crm:P46_is_composed_of"])}  # fmt: skip
    found = related(store, entity("monument/vinh-nghiem"), ways)
    assert {key: len(each.things) for key, each in found.items()} == {"about": 1, "parts": 1}
    assert related(store, entity("monument/vinh-nghiem"), {}) == {}


@pytest.mark.parametrize(
    ("works", "things", "total"),
    [(LIMIT, LIMIT, LIMIT), (LIMIT + 1, LIMIT, LIMIT + 1), (COUNTED, LIMIT, COUNTED),
     (COUNTED + 500, LIMIT, COUNTED + 1)],
)  # fmt: skip
def test_a_hub_is_counted_and_its_list_is_cut_short(works: int, things: int, total: int) -> None:
    place = f"<{BASE}e/place/hub>"
    about = "<https://w3id.org/mocban/ns/about>"
    lines = [f"<{BASE}e/work/{i}> {about} {place} ." for i in range(works)]
    hub = GraphStore.memory("\n".join(lines))
    found = related(hub, place[1:-1], {"about": way(["^mcb:about"])})["about"]
    assert (len(found.things), found.total) == (things, total)


def test_iris_tell_their_kind_and_source() -> None:
    assert kind_of(entity("monument/x")) == kind_of(f"{BASE}r/tvbg/heading/monument/x")
    assert kind_of(f"{BASE}r/tvbg/work/BG1") == "work" and kind_of(f"{BASE}v/rank/x") == ""
    assert source_of(f"{BASE}r/tvbg/work/BG1") == source_of(f"{BASE}g/src/tvbg/marc") == "tvbg"
    assert source_of(entity("work/tvbg.BG1")) == ""
