"""What pages tell search engines: true, whole, and in the words of schema.org."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st
from pyld import jsonld
from rdflib import namespace

from mocban import config
from mocban.app import create_app
from mocban.graph import roll
from mocban.graph.resource import kind_of
from mocban.ontology.namespaces import term
from mocban.site import structured
from mocban.site.preview import script, short
from tests.google import EVENTS, faults, nodes, several, types
from tests.leaf_app import small_app
from tests.schemaorg import Vocabulary

BASE = "https://mocban.example/"
EACH = 6  # entities of a kind that are looked at
PAGES = ("", "datasets", "about", "search", "examples", "schema", "use", "browse/monument")
# The context of https://schema.org/docs/jsonldcontext.json, as far as we need it.
CONTEXT = {
    "@vocab": "https://schema.org/", "id": "@id", "type": "@type",
    "url": {"@type": "@id"}, "item": {"@type": "@id"}, "license": {"@type": "@id"},
    "sameAs": {"@type": "@id"}, "contentUrl": {"@type": "@id"},
    "startDate": {"@type": "https://schema.org/Date"},
}  # fmt: skip


class Script(HTMLParser):
    """The JSON-LD of a page, and how many elements there are after it began."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: Counter[str] = Counter()
        self._inside = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self._inside = tag == "script" and ("type", "application/ld+json") in attrs
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def told(page: str) -> list[Any]:
    """The graph that a page tells; there is one."""
    (found,) = Script(page).found
    document = json.loads(found)
    assert document["@context"] == "https://schema.org"
    return list(document["@graph"])


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with small_app(tmp_path_factory.mktemp("structured")).test_client() as client:
        yield client


@pytest.fixture(scope="module")
def graphs(demo: Path) -> Iterator[dict[str, list[Any]]]:
    """What pages of the demonstration tell, by path: some entities of every kind, and those
    about the whole."""
    counts: Counter[str] = Counter()
    paths = [f"{lang}/{name}" for lang in ("vi", "en") for name in PAGES]
    for one in roll.listed(demo / "snapshots/current" / roll.FILE, 1, 100_000):
        kind = kind_of(one.iri)
        counts[kind] += 1
        if counts[kind] <= EACH or kind in ("ich", "event", "trip", "group"):
            paths.append(f"{'vi' if counts[kind] % 2 else 'en'}/{one.iri.removeprefix(BASE)}")
    app, pool, current = create_app(config.load(demo))
    try:
        client = app.test_client()
        yield {path: told(client.get(f"/{path}").get_data(as_text=True)) for path in paths}
    finally:
        pool.close()
        current.close()


def of(graph: list[Any], kind: str) -> dict[str, Any]:
    """The node of a type in a graph; there is one."""
    (found,) = [node for node in graph if kind in types(node)]
    return dict(found)


def thing(client: FlaskClient, path: str) -> dict[str, Any]:
    """What the page of a thing tells first."""
    return dict(told(client.get(f"/{path}").get_data(as_text=True))[0])


def test_every_page_meets_googles_rules(graphs: dict[str, list[Any]]) -> None:
    assert {path: wrong for path, graph in graphs.items() if (wrong := faults(graph))} == {}


def test_every_type_and_property_is_one_of_schema_orgs(graphs: dict[str, list[Any]]) -> None:
    used = {
        name
        for node in nodes(list(graphs.values()))
        for name in (*types(node), *node)
        if not name.startswith("@") and not name.endswith("-input")
    }
    assert len(used) > 50
    assert {name for name in used if name not in namespace.SDO} == set()


def test_properties_stand_where_schema_org_provides_for_them(
    graphs: dict[str, list[Any]], shared_data: Any
) -> None:
    vocabulary = Vocabulary(shared_data("vocabularies/schemaorg-https.ttl"))
    wrong = {fault for graph in graphs.values() for fault in vocabulary.faults(graph)}
    assert wrong == set()


def test_a_processor_of_json_ld_reads_it_without_the_net(graphs: dict[str, list[Any]]) -> None:
    asked: set[str] = set()

    def loader(address: str, options: object) -> dict[str, Any]:
        asked.add(address)
        return {"contextUrl": None, "documentUrl": address, "document": {"@context": CONTEXT}}

    for path, graph in list(graphs.items())[:40]:
        document = {"@context": "https://schema.org", "@graph": graph}
        expanded = jsonld.expand(document, {"documentLoader": loader})
        assert expanded, path
        for node in nodes_of(expanded):
            assert all(":" in key for key in node if not key.startswith("@"))
            kinds = () if "@value" in node else node.get("@type", ())
            assert all(kind.startswith("https://schema.org/") for kind in kinds)
    assert asked == {"https://schema.org"}


def nodes_of(value: Any) -> Iterator[dict[str, Any]]:
    for one in several(value):
        if isinstance(one, dict):
            yield one
            for inner in one.values():
                yield from nodes_of(inner)


def test_every_entity_names_itself_and_its_page(graphs: dict[str, list[Any]]) -> None:
    for path, graph in graphs.items():
        lang, _, rest = path.partition("/")
        if rest.startswith("e/"):
            assert graph[0]["@id"] == f"{BASE}{rest}"
            assert graph[0]["url"] == f"{BASE}{lang}/{rest}" and graph[0]["name"]
            crumbs = of(graph, "BreadcrumbList")["itemListElement"]
            assert [crumbs[0]["item"], crumbs[-1]["item"]] == [f"{BASE}{lang}/", f"{BASE}{path}"]
            assert len(crumbs) == 3


def test_every_kind_of_the_demonstration_is_told(graphs: dict[str, list[Any]]) -> None:
    found = {kind for graph in graphs.values() for kind in types(graph[0])}
    assert found >= {
        "TouristAttraction", "LandmarksOrHistoricalBuildings", "Person", "Book", "VisualArtwork",
        "TouristTrip", "Library", "Museum", "Organization", "AdministrativeArea",
        "ArchiveComponent", "Collection", "Event", "WebSite",
    }  # fmt: skip


def test_a_pagoda_has_its_place(small: FlaskClient) -> None:
    node = thing(small, "en/e/monument/vinh-nghiem")
    assert node["@type"] == ["TouristAttraction", "LandmarksOrHistoricalBuildings"]
    assert node["geo"] == {"@type": "GeoCoordinates", "latitude": 21.22, "longitude": 106.27}
    assert "永嚴寺" in several(node["alternateName"])


def test_a_year_of_birth_is_told_only_where_the_sources_agree(small: FlaskClient) -> None:
    """Two sources differ about his."""
    node = thing(small, "vi/e/person/hoang-hoa-tham")
    assert node["@type"] == "Person" and "birthDate" not in node


def test_dates_agree_where_one_is_only_more_exact() -> None:
    agreed = structured._agreed
    assert agreed(["1913", "1913-02-10"]) == ["1913-02-10"]
    assert agreed(["1836", "1858"]) == agreed(["1913", None]) == agreed([]) == []


def test_a_book_tells_its_editions_and_no_number_that_was_cancelled(small: FlaskClient) -> None:
    node = thing(small, "vi/e/work/tvbg.BG1")
    assert node["@type"] == "Thesis"
    editions = several(node["workExample"])
    assert not [edition for edition in editions if "isbn" in edition]


def test_the_next_festival_is_an_event_with_its_days_and_place(
    graphs: dict[str, list[Any]],
) -> None:
    held = [node for graph in graphs.values() for node in graph if "Festival" in types(node)]
    today = (datetime.now(UTC) + timedelta(hours=7)).date().isoformat()
    assert len(held) >= 3
    for node in held:
        assert today <= node["endDate"] >= node["startDate"]
        assert node["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
        assert node["location"]["address"]["addressCountry"] == "VN"


def test_what_has_no_certain_day_or_address_is_no_event(small: FlaskClient) -> None:
    page = small.get("/vi/e/ich/le-hoi-vinh-nghiem").get_data(as_text=True)
    assert not [node for node in nodes(told(page)) if set(types(node)) & set(EVENTS)]


def test_a_trip_tells_its_stops_in_order(graphs: dict[str, list[Any]]) -> None:
    stops = of(graphs[next(path for path in graphs if "e/trip/" in path)], "TouristTrip")[
        "itinerary"
    ]["itemListElement"]
    assert [stop["position"] for stop in stops] == list(range(1, len(stops) + 1))
    assert all(stop["item"]["name"] and stop["item"]["@id"] for stop in stops)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_first_page_tells_the_site_and_all_its_data(
    graphs: dict[str, list[Any]], lang: str
) -> None:
    site, data = of(graphs[f"{lang}/"], "WebSite"), of(graphs[f"{lang}/"], "Dataset")
    assert site["potentialAction"]["target"]["urlTemplate"] == f"{BASE}{lang}/search?q={{words}}"
    assert {one["name"] for one in data["distribution"]} >= {"view.nt.gz", "SPARQL"}
    assert data["license"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    south, west, north, east = map(float, data["spatialCoverage"]["geo"]["box"].split())
    assert 20 < south < north < 23 and 104 < west < east < 108
    first, last = data["temporalCoverage"].split("/")
    assert int(first) < int(last)


def test_the_page_of_the_datasets_tells_each_with_its_licence_and_giver(
    graphs: dict[str, list[Any]],
) -> None:
    parts = of(graphs["vi/datasets"], "Dataset")["hasPart"]
    assert len(parts) == 16
    assert len({part["@id"] for part in parts}) == 16
    assert all(part["license"] and part["distribution"] for part in parts)


TEXTS = st.text() | st.sampled_from(["</script>", "<!--", "<script>", "]]>", "\u2028", "&lt;", '"'])


@given(name=st.lists(TEXTS, max_size=6).map("".join))
@example(name='</script><script>alert(1)</script><!-- <script> &amp; \u2028 "')
@example(name="</SCRIPT \n>")
def test_no_text_can_leave_the_element(name: str) -> None:
    written = str(script([{"@type": "Thing", "name": name, name or "x": [name]}]))
    read = Script(f"<head>{written}<p>after</p></head>")
    assert read.tags == Counter({"head": 1, "script": 1, "p": 1})
    assert json.loads(read.found[0])["@graph"][0]["name"] == name
    inside = written.partition(">")[2].rpartition("</script>")[0]
    assert not set("<>&\u2028\u2029'") & set(inside)


@given(st.text(max_size=200))
def test_a_title_is_cut_between_words(title: str) -> None:
    shown = short(title)
    assert len(shown) <= 61
    assert shown == title or (shown.endswith("…") and title.startswith(shown[:-1]))


def test_every_rule_names_what_exists() -> None:
    """Paths are of our vocabularies, types and properties of schema.org."""
    table = structured.table()
    for kind in table["kinds"].values():
        assert set(kind["says"]) <= set(table["properties"])
        for case in (kind, *kind.get("rather", ())):
            assert all(name in namespace.SDO for name in several(case["type"]))
    for name, rule in table["properties"].items():
        assert rule.get("name", name) in namespace.SDO
        for path in several(rule.get("path", [])):
            assert structured.path(path)
        for words in rule.get("where", {}).values():
            for word in several(words):
                assert word.startswith(("v/", "http")) or term(word)
