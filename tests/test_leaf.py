"""The page of a thing: its sentence, editions, trees, stops, cards, origin and queries; and that
it costs the same however much is linked to it."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal

from mocban.graph.labels import REMEMBERED, Names
from mocban.graph.related import COUNTED
from mocban.graph.resource import resource
from mocban.graph.store import GraphStore
from mocban.site.leaf import Leaf
from mocban.site.links import Links
from mocban.site.words import Words
from tests.leaf_app import BASE, SOURCES, small_app, small_store

PREFIXES = f"""
@base <{BASE}> . @prefix mcb: <https://w3id.org/mocban/ns/> .
@prefix crm: <http://www.cidoc-crm.org/cidoc-crm/> . @prefix la: <https://linked.art/ns/terms/> .
@prefix bf: <http://id.loc.gov/ontologies/bibframe/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix bflc: <http://id.loc.gov/ontologies/bflc/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix edtf: <http://id.loc.gov/datatypes/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with small_app(tmp_path_factory.mktemp("leaf")).test_client() as client:
        yield client


def leaf(store: GraphStore, path: str, language: str = "vi") -> Leaf:
    found = resource(store, f"{BASE}{path}", language)
    assert found is not None
    return Leaf(found, Words(language), Links(BASE, language), list(SOURCES))


def memory(text: str) -> GraphStore:
    return GraphStore.memory(PREFIXES + text)


@pytest.mark.parametrize(
    ("path", "language", "said"),
    [
        ("e/monument/vinh-nghiem", "vi", "Di tích quốc gia đặc biệt, thờ Trần Nhân Tông."),
        ("e/monument/vinh-nghiem", "en", "Special national relic, venerating Trần Nhân Tông."),
        ("e/person/hoang-hoa-tham", "vi", "Nhân vật, sinh 1836 hoặc 1858 (các nguồn ghi khác nhau)."),
        ("e/person/hoang-hoa-tham", "en", "Person, born 1836 or 1858 (sources differ)."),
        ("e/trip/tay-yen-tu", "vi",
         "Tuyến du lịch qua Tham quan chùa Vĩnh Nghiêm → Chùa Hạ, Tây Yên Tử."),
        ("v/rank/quoc-gia", "vi", ""),
    ],
)  # fmt: skip
def test_a_sentence_is_put_together_where_no_source_describes_the_thing(
    path: str, language: str, said: str
) -> None:
    assert leaf(small_store(), path, language).lead.text == said


DESCRIBED = """
<g/src/svhtt/a> { <r/svhtt/monument/1> mcb:record <r/svhtt/record/1> ; rdfs:label "Chùa mẫu"@vi ;
    crm:P67i_is_referred_to_by <r/svhtt/monument/1/note/1> .
  <r/svhtt/monument/1/note/1> crm:P2_has_type <v/statement/description> ;
    crm:P190_has_symbolic_content "%s"@vi . }
<g/links> { <r/svhtt/monument/1> mcb:entity <e/monument/1> . }
<r/svhtt/monument/1> mcb:entity <e/monument/1> . <e/monument/1> rdfs:label "Chùa mẫu"@vi .
"""


def test_what_a_source_says_stands_under_the_title_with_its_source_and_not_again() -> None:
    page = leaf(memory(DESCRIBED % "Chùa cổ ở chân núi."), "e/monument/1")
    assert (page.lead.text, page.lead.sources) == ("Chùa cổ ở chân núi.", ("svhtt",))
    assert page.told == []
    assert leaf(memory(DESCRIBED % "Chùa cổ."), "e/monument/1", "en").lead.text == ""


def test_a_long_description_is_begun_under_the_title_and_whole_among_the_facts() -> None:
    text = "Chùa được dựng từ lâu đời trên một gò đất cao nhìn ra sông, quanh năm có khách. " * 12
    page = leaf(memory(DESCRIBED % text.strip()), "e/monument/1")
    assert page.lead.text.endswith("khách.") and len(page.lead.text) < 500
    assert page.told[0].facts[0].values[0].text == text.strip()


EDITIONS = "".join(
    f"""
<r/{source}/work/1> mcb:entity <e/work/1> .
<e/work/1> bf:hasInstance <r/{source}/instance/1> .
<r/{source}/instance/1> bf:hasItem <r/{source}/item/1> ;
  bf:provisionActivity <r/{source}/instance/1/act/1> .
<r/{source}/instance/1/act/1> a bf:Publication ; bf:date "{year}"^^edtf:edtf ;
  bf:agent <v/publisher/kim-dong> ; bflc:simpleDate "{year}" .
<r/{source}/item/1> bf:heldBy <e/group/{source}> .
<e/group/{source}> rdfs:label "Thư viện {source}"@vi .
<g/src/{source}/a> {{ <r/{source}/work/1> bf:hasInstance <r/{source}/instance/1> . }}
"""
    for source, year in (("a", 2003), ("b", 2003), ("c", 1998))
)


def test_one_printing_that_two_libraries_describe_is_one_edition_with_the_copies_of_both() -> None:
    names = '<v/publisher/kim-dong> skos:prefLabel "Kim Đồng"@vi .'
    first, second = leaf(memory(EDITIONS + names), "e/work/1").editions
    assert (first.published, first.year, [c.holder.text for c in first.copies]) == (
        "Kim Đồng", "1998", ["Thư viện c"],
    )  # fmt: skip
    assert second.year == "2003" and second.sources == ("a", "b")
    assert [copy.holder.text for copy in second.copies] == ["Thư viện a", "Thư viện b"]


def test_a_digital_copy_of_which_no_more_is_said_belongs_to_the_only_edition() -> None:
    (edition,) = leaf(small_store(), "e/work/tvbg.BG1").editions
    assert (edition.published, edition.year, edition.extent) == ("Hà Nội", "2003", "1158 tr.")
    assert [bool(copy.locator) for copy in edition.copies].count(True) == 2


def test_facts_of_several_editions_are_told_by_each_of_them() -> None:
    titles = [
        fact.title for group in leaf(memory(EDITIONS), "e/work/1").told for fact in group.facts
    ]
    assert "Năm xuất bản" not in titles


def test_a_part_stands_in_the_tree_of_its_whole() -> None:
    (tree,) = leaf(small_store(), "e/monument/tam-quan").trees
    assert (tree.value.text, tree.here) == ("Chùa Vĩnh Nghiêm", False)
    assert [(part.value.href, part.here) for part in tree.parts] == [
        ("/vi/e/monument/tam-quan", True)
    ]


def test_a_file_stands_in_its_fonds_and_a_circle_comes_to_an_end() -> None:
    (tree,) = leaf(memory("""
        <e/archive/file> la:member_of <e/archive/series> ; rdfs:label "Hồ sơ"@vi .
        <e/archive/series> la:member_of <e/archive/fonds> . <e/archive/other> la:member_of <e/archive/series> .
    """), "e/archive/file").trees  # fmt: skip
    assert [tree.iri, tree.parts[0].iri] == [f"{BASE}e/archive/fonds", f"{BASE}e/archive/series"]
    assert [part.here for part in tree.parts[0].parts] == [True, False]
    round_ = memory("""
        <e/archive/a> la:member_of <e/archive/b> ; rdfs:label "A"@vi . <e/archive/b> la:member_of <e/archive/a> .
    """)  # fmt: skip
    assert leaf(round_, "e/archive/a").trees


def test_a_trip_tells_its_stops_in_order_with_what_to_see_and_to_read(client: FlaskClient) -> None:
    first, second = leaf(small_store(), "e/trip/tay-yen-tu").stops
    assert (first.place.text, second.place.text) == (
        "Tham quan chùa Vĩnh Nghiêm", "Chùa Hạ, Tây Yên Tử",
    )  # fmt: skip
    (sight,) = first.sights
    assert sight.thing.text == "Chùa Vĩnh Nghiêm" and sight.number == "1"
    assert [work.text for work in sight.reading] == ["Địa chí Bắc Giang: di sản Hán Nôm"]
    assert sight.href == "/vi/search?of=e%2Fmonument%2Fvinh-nghiem&by=about"
    page = client.get("/en/e/trip/tay-yen-tu").text
    assert "No source says more" not in page


def test_a_group_of_cards_is_a_saved_search_and_a_card_says_who_when_and_where() -> None:
    cards = {group.key: group for group in leaf(small_store(), "e/monument/vinh-nghiem").cards()}
    about = cards["about"]
    assert about.href == "/vi/search?of=e%2Fmonument%2Fvinh-nghiem&by=about"
    assert (about.number, about.cards[0].told) == ("1", "Lâm Giang, Quốc hội · 2003")
    assert "parts" not in cards, "the tree tells the parts"


def test_what_search_does_not_know_has_a_page_of_its_own(client: FlaskClient) -> None:
    assert client.get("/vi/e/monument/vinh-nghiem?group=objects").status_code == 200


def test_every_query_behind_a_group_can_be_asked_and_finds_what_is_shown(
    client: FlaskClient,
) -> None:
    store = small_store()
    for path in ("e/monument/vinh-nghiem", "e/work/tvbg.BG1", "v/rank/quoc-gia-dac-biet"):
        page = client.get(f"/vi/{path}").text
        asked = [unescape(href) for href in re.findall(r'class="ask" href="([^"]+)"', page)]
        assert asked
        for href in asked:
            assert len(href) < 6000
            (query,) = parse_qs(urlsplit(href).query)["query"]
            assert query.startswith("PREFIX ") and "<" + BASE in query
            assert list(store.evaluate(query)), query  # type: ignore[arg-type]


def test_where_a_page_comes_from_goes_down_to_record_dataset_licence_and_run() -> None:
    store = memory("""
        <g/src/btbg/a> { <r/btbg/object/1> mcb:record <r/btbg/record/1> . <r/btbg/record/1> dcterms:identifier "MB-1" . }
        <g/prov/btbg/0001> { <run/btbg/0001> mcb:added <r/btbg/record/1> ; prov:endedAtTime "2026-11-01T10:00:00Z" . }
        <g/prov/btbg/0002> { <run/btbg/0002> mcb:changed <r/btbg/record/1> ; prov:endedAtTime "2026-11-22T10:00:00Z" . }
        <g/src/btbg/a> a dcat:Dataset ; dcterms:title "Sổ"@vi, "Register"@en ;
          dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
        <r/btbg/object/1> mcb:entity <e/object/1> . <e/object/1> rdfs:label "Vật"@vi .
    """)  # fmt: skip
    (origin,) = leaf(store, "e/object/1", "en").origins()
    ((member, converted),) = origin.members
    assert (member.id, converted) == ("MB-1", "22 November 2026")
    (dataset,) = origin.datasets
    assert (dataset.title.text, dataset.licence) == (
        "Register", "creativecommons.org/licenses/by/4.0",
    )  # fmt: skip


@pytest.mark.parametrize(("form", "start"), [("bib", "@misc{mocban-"), ("ris", "TY  - ELEC")])
def test_a_page_can_be_taken_into_a_bibliography(
    client: FlaskClient, form: str, start: str
) -> None:
    answer = client.get(f"/vi/e/monument/vinh-nghiem?cite={form}")
    assert answer.text.startswith(start) and f"{BASE}e/monument/vinh-nghiem" in answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    assert client.get("/vi/e/monument/vinh-nghiem?cite=exe").text.startswith("<!doctype html>")


class Counting(GraphStore):
    """A store that counts the questions and the rows of their answers."""

    questions = 0
    read = 0

    def select(self, text: str, /, **bindings: object) -> Iterator[dict[str, object]]:  # type: ignore[override]
        self.questions += 1
        for row in super().select(text, **bindings):  # type: ignore[arg-type]
            self.read += 1
            yield row  # type: ignore[misc]


def hub(works: int) -> Counting:
    about = "<https://w3id.org/mocban/ns/about>"
    lines = [f"<{BASE}e/work/{n}> {about} <{BASE}e/person/hub> ." for n in range(works)]
    name = f'<{BASE}e/person/hub> <http://www.w3.org/2000/01/rdf-schema#label> "Trục"@vi .'
    return Counting.memory("\n".join([name, *lines]))


def test_a_hub_costs_no_more_than_its_neighbours() -> None:
    costs = set()
    for works in (COUNTED + 1, 20 * COUNTED):
        store = hub(works)
        (group,) = leaf(store, "e/person/hub").cards()
        assert group.number == "hơn 1.000" and len(group.cards) == 6
        costs.add((store.questions, store.read))
    assert len(costs) == 1 and next(iter(costs)) < (12, 200)


def test_labels_are_remembered_only_of_a_store_that_stands_still() -> None:
    label, thing = "http://www.w3.org/2000/01/rdf-schema#label", f"{BASE}e/person/x"
    store = Counting.memory(f'<{thing}> <{label}> "X"@vi .')
    for _ in range(2):
        assert Names(store, "vi").of(thing).text == "X"
    assert store.questions == 2
    store.still = True
    for _ in range(2):
        assert Names(store, "vi").of(thing).text == "X"
    assert store.questions == 3 and REMEMBERED > 1000
    assert Names(store, "en").all(thing)[0].text == Literal("X").value


def test_years_that_sources_dispute_all_stand_on_the_time_rule() -> None:
    page = leaf(small_store(), "e/person/hoang-hoa-tham")
    assert [moment.when for moment in page.moments()] == ["1836", "1858"]
    assert page.dates == "1836/1858"
