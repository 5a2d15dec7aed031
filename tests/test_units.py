"""Administrative units: where a place lies today and lay before, and how a page says so."""

import pytest
from pyoxigraph import NamedNode

from mocban.graph.resource import resource
from mocban.graph.store import GraphStore
from mocban.graph.units import Units
from mocban.site.links import Links
from mocban.site.territory import Territory, territories
from mocban.site.words import Words
from tests.leaf_app import BASE

TODAY = "2026-11-22"
GRAPH = """
@base <https://mocban.example/> .
@prefix mcb: <https://w3id.org/mocban/ns/> .
@prefix crm: <http://www.cidoc-crm.org/cidoc-crm/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<e/place/tri-yen> rdfs:label "Trí Yên"@vi .
<e/place/tri-yen/v/1> a mcb:AdminUnitVersion ; mcb:versionOf <e/place/tri-yen> ; rdfs:label "xã Trí Yên"@vi ;
  mcb:validDuring <t/1> ; crm:P89_falls_within <e/place/yen-dung/v/1> ; mcb:replacedBy <e/place/tri-yen/v/2> .
<e/place/tri-yen/v/2> a mcb:AdminUnitVersion ; mcb:versionOf <e/place/tri-yen> ; rdfs:label "xã Trí Yên"@vi ;
  mcb:validDuring <t/2> ; crm:P89_falls_within <e/place/tp/v/1> ; mcb:replacedBy <e/place/tan-an/v/1> .
<e/place/yen-dung/v/1> a mcb:AdminUnitVersion ; mcb:versionOf <e/place/yen-dung> ; rdfs:label "huyện Yên Dũng"@vi ;
  mcb:validDuring <t/1> ; crm:P89_falls_within <e/place/bac-giang/v/1> .
<e/place/tp/v/1> a mcb:AdminUnitVersion ; mcb:versionOf <e/place/tp> ; rdfs:label "thành phố Bắc Giang"@vi ;
  mcb:validDuring <t/2> ; crm:P89_falls_within <e/place/bac-giang/v/1> .
<e/place/bac-giang/v/1> a mcb:AdminUnitVersion ; mcb:versionOf <e/place/bac-giang> ; rdfs:label "tỉnh Bắc Giang"@vi ;
  mcb:validDuring <t/3> ; mcb:replacedBy <e/place/bac-ninh/v/1> .
<e/place/tan-an/v/1> a mcb:AdminUnitVersion ; mcb:versionOf <e/place/tan-an> ; rdfs:label "phường Tân An"@vi ;
  mcb:validDuring <t/4> ; crm:P89_falls_within <e/place/bac-ninh/v/1> .
<e/place/bac-ninh/v/1> a mcb:AdminUnitVersion ; mcb:versionOf <e/place/bac-ninh> ; rdfs:label "tỉnh Bắc Ninh"@vi ;
  mcb:validDuring <t/4> .
<t/1> crm:P82b_end_of_the_end "2024-12-31T23:59:59Z"^^xsd:dateTime .
<t/2> crm:P82a_begin_of_the_begin "2025-01-01T00:00:00Z"^^xsd:dateTime ; crm:P82b_end_of_the_end "2025-06-30T23:59:59Z"^^xsd:dateTime .
<t/3> crm:P82a_begin_of_the_begin "1997-01-01T00:00:00Z"^^xsd:dateTime ; crm:P82b_end_of_the_end "2025-06-30T23:59:59Z"^^xsd:dateTime .
<t/4> crm:P82a_begin_of_the_begin "2025-07-01T00:00:00Z"^^xsd:dateTime .
<e/place/duc-la> rdfs:label "Đức La"@vi ; crm:P89_falls_within <e/place/tri-yen/v/1>, <e/place/tri-yen/v/2>, <e/place/tan-an/v/1> .
<e/monument/vinh-nghiem> rdfs:label "Chùa Vĩnh Nghiêm"@vi ; crm:P53_has_former_or_current_location <e/place/duc-la> .
<r/svhtt/place/BG-017> mcb:entity <e/place/duc-la> .
<g/src/svhtt/di-tich> { <r/svhtt/place/BG-017> rdfs:label "Đức La"@vi ; crm:P89_falls_within <r/svhtt/heading/place/x> .
  <r/svhtt/heading/place/x> rdfs:label "ADDRESS"@vi . }
"""


def store(address: str = "xã Trí Yên, huyện Yên Dũng, Bắc Giang") -> GraphStore:
    return GraphStore.memory(GRAPH.replace("ADDRESS", address))


def labels(place: str) -> list[list[str]]:
    address = f"{BASE}e/place/{place}"
    return [
        [unit.label for unit in line] for line in Units(store(), [address]).lines(address, TODAY)
    ]


def told(thing: str, language: str = "vi", graph: GraphStore | None = None) -> Territory:
    found = resource(graph or store(), f"{BASE}e/{thing}", language)
    assert found
    (territory,) = territories(found, Words(language), Links(BASE, language), TODAY)
    return territory


def test_a_place_lies_in_the_units_of_every_time_the_present_first() -> None:
    assert labels("duc-la") == [
        ["phường Tân An", "tỉnh Bắc Ninh"],
        ["xã Trí Yên", "thành phố Bắc Giang", "tỉnh Bắc Giang"],
        ["xã Trí Yên", "huyện Yên Dũng", "tỉnh Bắc Giang"],
    ]


def test_a_unit_that_is_gone_is_told_with_what_took_its_place() -> None:
    assert labels("tri-yen") == labels("duc-la")
    lines = told("place/tri-yen").lines
    assert [(line.now, line.own, [unit.text for unit in line.after]) for line in lines] == [
        (True, False, []), (False, True, ["phường Tân An"]), (False, True, ["xã Trí Yên"]),
    ]  # fmt: skip


def test_a_unit_in_force_is_told_as_itself_and_a_version_alone() -> None:
    assert labels("tan-an") == [["phường Tân An", "tỉnh Bắc Ninh"]]
    assert labels("tri-yen/v/1") == [["xã Trí Yên", "huyện Yên Dũng", "tỉnh Bắc Giang"]]


def test_what_has_no_units_has_no_territory() -> None:
    assert Units(store(), []).lines("", TODAY) == []
    assert labels("nowhere") == []


def test_units_are_linked_to_the_enduring_places_with_their_years() -> None:
    lines = told("monument/vinh-nghiem").lines
    assert [unit.href for unit in lines[0].units] == ["/vi/e/place/tan-an", "/vi/e/place/bac-ninh"]
    assert [line.when for line in lines] == [
        "từ 1/7/2025", "1/1/2025 – 30/6/2025", "đến 31/12/2024",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "note"),
    [
        ("xã Trí Yên, huyện Yên Dũng, Bắc Giang", "theo địa giới trước 1/1/2025"),
        ("xã Trí Yên, thành phố Bắc Giang, tỉnh Bắc Giang", "theo địa giới trước 1/7/2025"),
        ("phường Tân An, tỉnh Bắc Ninh", ""),
        ("gần sông Thương", ""),
    ],
)
def test_an_address_tells_by_which_boundaries_it_is_true(address: str, note: str) -> None:
    (said,) = told("monument/vinh-nghiem", graph=store(address)).addresses
    assert (said.text, said.note, said.sources) == (f"Đức La, {address}", note, ("svhtt",))


def test_in_english_names_are_marked_as_vietnamese_and_days_are_written_out() -> None:
    territory = told("monument/vinh-nghiem", "en")
    assert territory.addresses[0].note == "by the boundaries before 1 January 2025"
    assert {unit.language for line in territory.lines for unit in line.units} == {"vi"}
    assert territory.lines[0].when == "from 1 July 2025"


def test_a_place_of_which_a_source_only_knows_the_address_shows_it() -> None:
    text = GRAPH.replace("ADDRESS", "xã X").replace("@base", "# no units\n@base", 1)
    graph = GraphStore.memory(text)
    within = NamedNode("http://www.cidoc-crm.org/cidoc-crm/P89_falls_within")
    graph.remove([quad for quad in graph.quads() if quad.predicate == within
                  and "/e/place/duc-la" in str(quad.subject)])  # fmt: skip
    territory = told("monument/vinh-nghiem", graph=graph)
    assert [said.text for said in territory.addresses] == ["Đức La, xã X"] and not territory.lines
