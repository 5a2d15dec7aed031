"""The schema pages: whatever the data has is on them, with a name and a meaning."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode

from mocban import config
from mocban.app import create_app
from mocban.graph.partitions import path_of, term_of
from mocban.graph.store import GraphStore
from mocban.ontology import labels
from mocban.ontology.definitions import defined, definition
from mocban.ontology.namespaces import term
from mocban.site.diagram import Join, draw, places

LANGUAGES = ("vi", "en")
ROLES = {"class": "SELECT DISTINCT ?t { ?s a ?t }", "property": "SELECT DISTINCT ?t { ?s ?t ?o }"}
MONUMENT = "https://w3id.org/mocban/ns/Monument"


@pytest.fixture(scope="module")
def used(demo: Path) -> dict[str, set[str]]:
    """The IRIs of all classes and properties of the view."""
    with GraphStore.open(demo / "snapshots/current/store") as store:
        return {
            role: {row["t"].value for row in store.select(query) if isinstance(row["t"], NamedNode)}
            for role, query in ROLES.items()
        }


@pytest.fixture(scope="module")
def client(demo: Path) -> Iterator[FlaskClient]:
    app, pool, current = create_app(config.load(demo))
    yield app.test_client()
    pool.close()
    current.close()


def read(client: FlaskClient, path: str) -> lxml.html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return lxml.html.fromstring(answer.text)


def words(node: lxml.html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


# The overview


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_and_property_of_the_data_is_on_the_page_and_nothing_else(
    client: FlaskClient, used: dict[str, set[str]], language: str
) -> None:
    page = read(client, f"/{language}/schema")
    for role, iris in used.items():
        rows = page.xpath(f'//table[@class="terms"]//tr[starts-with(@id, "{role}-")]')
        found = {row.xpath("./th/code/text()")[0] for row in rows}
        assert found == {labels.curie(iri) for iri in iris} and len(rows) == len(iris)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_has_a_name_a_meaning_a_number_and_a_page(
    client: FlaskClient, language: str
) -> None:
    rows = read(client, f"/{language}/schema").xpath('//table[@class="terms"]/tbody/tr')
    assert len(rows) > 300
    for row in rows:
        (link,), (meaning, number) = row.xpath("./th/a"), row.xpath("./td")
        assert words(link) and len(words(meaning)) > 12, words(row)
        assert int(re.sub(r"\D", "", words(number))) > 0
        assert link.get("href").startswith(f"/{language}/schema/")


def test_the_numbers_are_those_of_a_query_that_anybody_can_ask(
    client: FlaskClient, demo: Path
) -> None:
    with GraphStore.open(demo / "snapshots/current/store") as store:
        rows = store.select("SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c")
        counts = {labels.curie(str(row["c"])): int(str(row["n"]).split('"')[1]) for row in rows}
    page = read(client, "/en/schema")
    for row in page.xpath('//tr[starts-with(@id, "class-")]'):
        shown = int(words(row.xpath("./td")[-1]).replace(",", ""))
        assert shown == counts[row.xpath("./th/code/text()")[0]]


def test_the_diagram_links_its_boxes_and_the_table_says_the_same(client: FlaskClient) -> None:
    page = read(client, "/en/schema")
    (drawing,) = page.xpath('//figure[@class="diagram"]/svg')
    boxes = drawing.xpath("./a")
    assert len(boxes) == len(places()) and drawing.get("aria-label")
    for box in boxes:
        assert client.get(box.get("href")).status_code == 200
    rows = page.xpath('//details[@class="joins"]//tbody/tr')
    table = {tuple(words(cell) for cell in row.xpath("./td")) for row in rows}
    said = [part for title in drawing.xpath("./g/title/text()") for part in title.split("; ")]
    drawn = {tuple(re.match(r"(.+) → (.+) → (.+) \((.+)\)$", part).groups()) for part in said}  # type: ignore[union-attr]
    assert drawn == table and len(rows) == len(said) > 30


def test_a_drawing_shows_only_what_is_there() -> None:
    work, person = (term(name)[1:-1] for name in ("bf:Work", "crm:E21_Person"))
    alone = draw({work: "work", "x:other": "no place"}, [Join(work, "x:p", "x:other", 3)])
    assert [box.iri for box in alone.boxes] == [work] and not alone.lines
    both = draw(
        {work: "work", person: "person"},
        [Join(work, "x:p", person, 3), Join(person, "x:q", work, 9), Join(work, "x:r", work, 1)],
    )
    (line,) = both.lines
    assert [join.property for join in line.joins] == ["x:q", "x:p"] and len(line.heads) == 2
    assert not draw({}, []).boxes


# One term


def test_every_class_and_property_has_a_page(
    client: FlaskClient, used: dict[str, set[str]]
) -> None:
    for role, iris in used.items():
        for number, iri in enumerate(sorted(iris)):
            language = LANGUAGES[number % 2]
            page = read(client, f"/{language}/schema/{role}/{path_of(f'<{iri}>')}")
            assert iri in page.xpath("//dd//a/@href"), iri
            assert len(words(page.xpath('//p[@class="lead"]')[0])) > 12, iri
            assert words(page.xpath("//h1")[0]) == labels.names(iri).of(language)  # type: ignore[union-attr]


def test_the_page_of_a_class_shows_an_example_its_properties_and_their_values(
    client: FlaskClient,
) -> None:
    page = read(client, "/en/schema/class/mcb/Monument")
    (example,) = page.xpath('//dt[text()="Example"]/following-sibling::dd/a')
    assert example.get("href").startswith("/en/e/monument/")
    assert client.get(example.get("href")).status_code == 200
    rows = {
        row.xpath("./th/code/text()")[0]: row
        for row in page.xpath('//table[@class="terms"]/tbody/tr')
    }
    assert words(rows["rdfs:label"].xpath("./td")[0]) == "100 %"
    assert "rdf:langString" in words(rows["rdfs:label"])
    assert "crm:E53_Place" in words(rows["crm:P53_has_former_or_current_location"])
    assert "svhtt/di-tich" in words(page)


def test_a_term_gives_a_query_that_shows_some_of_it(client: FlaskClient, demo: Path) -> None:
    with GraphStore.open(demo / "snapshots/current/store") as store:
        for path in ("class/mcb/Monument", "property/mcb/venerates"):
            page = read(client, f"/vi/schema/{path}")
            (link,) = page.xpath('//a[contains(@href, "/vi/sparql?")]/@href')
            (query,) = parse_qs(urlsplit(link).query)["query"]
            assert 0 < len(list(store.select(query))) <= 30
            assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["class/bf/Nothing", "class/nope/Work", "class/other/a_20b", "class/other/_", "class/bf/a%22b",
     "property/mcb/Monument", "class/other/http_3A_2F_2Fx", "thing/bf/Work"],
)  # fmt: skip
def test_what_the_data_does_not_have_has_no_page(client: FlaskClient, path: str) -> None:
    assert client.get(f"/vi/schema/{path}").status_code == 404


def test_the_node_of_a_class_in_the_statistics_leads_to_its_page(client: FlaskClient) -> None:
    answer = client.get("/en/g/catalog/class/mcb/Monument")
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        "/en/schema/class/mcb/Monument",
    )


# Names and meanings


@pytest.mark.parametrize(
    "iri",
    [MONUMENT, "http://id.loc.gov/vocabulary/mnotetype/internal", "urn:x:ngôn-ngữ", "x:a/b#c"],
)
def test_a_term_comes_back_from_its_address(iri: str) -> None:
    prefix, name = path_of(f"<{iri}>").split("/")
    assert term_of(prefix, name) == f"<{iri}>"


def test_every_term_of_the_data_has_a_name_and_a_meaning_in_both_languages(
    used: dict[str, set[str]],
) -> None:
    for iri in used["class"] | used["property"]:
        name, meaning = labels.names(iri), definition(iri)
        assert name is not None and name.vi and name.en, iri
        assert meaning is not None and meaning.vi and meaning.en and meaning.vi != meaning.en, iri


def test_every_meaning_is_of_a_published_term_and_is_a_sentence() -> None:
    for name in defined():
        if not name.endswith("/"):
            assert term(name) and name in labels.labelled(), name
            meaning = definition(name)
            assert meaning is not None
            assert all(said.strip() == said and said.endswith((".", "…")) for said in meaning), name


def test_a_term_that_nobody_explained_has_no_meaning() -> None:
    assert definition("http://elsewhere.example/ns/x") is None
    said = definition("http://id.loc.gov/vocabulary/mnotetype/internal")
    assert said is not None and "nội bộ" in said.vi and "internal" in said.en
