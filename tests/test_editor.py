"""The pages for SPARQL and for building a query, over the demonstration, without scripts."""

import importlib.util
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node
from werkzeug.test import TestResponse

from mocban import config
from mocban.app import create_app
from mocban.endpoint.formats import FORMATS
from mocban.ontology.validation import shapes
from mocban.ontology.ways import kinds, properties
from mocban.site import results
from mocban.site.editor import ADDRESS
from mocban.site.words import table

FRONTEND = Path(__file__).parent.parent.absolute() / "site" / "frontend"
NS = "PREFIX mcb: <https://w3id.org/mocban/ns/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
RELICS = (
    NS
    + 'SELECT ?relic ?name { ?relic a mcb:Monument ; rdfs:label ?name FILTER(lang(?name) = "vi") }'
)
TABLES = [form.extension for form in FORMATS if form.kind == "result"]
GRAPHS = [form.extension for form in FORMATS if form.kind in ("graph", "dataset")]


@pytest.fixture(scope="module")
def client(demo: Path) -> Iterator[FlaskClient]:
    app, pool, current, *_ = create_app(config.load(demo))
    yield app.test_client()
    pool.close()
    current.close()


def result(client: FlaskClient, query: str, language: str = "vi") -> TestResponse:
    return client.get(f"/{language}/sparql/result?{urlencode({'query': query})}")


def cells(page: str) -> list[str]:
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    return [
        unescape(re.sub(r"<[^>]+>", "", cell)).strip()
        for cell in re.findall(r"<td>(.*?)</td>", body, re.DOTALL)
    ]


def test_the_form_offers_every_format_of_the_endpoint_and_no_other(client: FlaskClient) -> None:
    page = client.get("/vi/sparql").text
    assert re.findall(r'<option value="(\w+)"', page) == TABLES + GRAPHS
    assert '<textarea id="query" name="query"' in page
    assert 'action="/vi/sparql/result"' in page


def test_a_query_in_the_address_is_the_one_in_the_form(client: FlaskClient) -> None:
    page = client.get("/en/sparql?query=ASK+%7B%7D").text
    written = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert written is not None
    assert written[1] == "ASK {}"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_answer_is_a_table_whose_things_lead_to_their_pages(
    client: FlaskClient, language: str
) -> None:
    page = result(client, RELICS + " ORDER BY ?name", language).text
    assert f'<a href="/{language}/e/monument/vinh-nghiem">e/monument/vinh-nghiem</a>' in page
    assert '<span lang="vi">Chùa Vĩnh Nghiêm</span>' in page
    assert client.get(f"/{language}/e/monument/vinh-nghiem").status_code == 200


def test_a_long_answer_shows_its_first_rows_and_says_how_many_there_are(
    client: FlaskClient,
) -> None:
    query = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 2500"
    page = result(client, query, "en").text
    assert "The first 1,000 of 2,500 rows; download them to have them all." in page
    assert "1.000 dòng đầu trong số 2.500 dòng" in result(client, query).text
    assert len(cells(page)) == 3 * results.ROWS


def test_an_answer_of_great_length_is_shown_as_far_as_a_page_goes(client: FlaskClient) -> None:
    digits = '"' + "0123456789" * 50 + '"'
    long = f"CONCAT({', '.join(['?x'] * 100)})"
    query = f"SELECT ({long} AS ?y) {{ BIND({digits} AS ?x) ?s ?p ?o }} LIMIT 300"
    page = result(client, query, "en").text
    shown = len(cells(page))
    assert shown == results.BYTES // len(f'"{"0123456789" * 50 * 100}"\n')
    assert f"The first {shown} of 300 rows" in page


def test_downloads_carry_the_query(client: FlaskClient) -> None:
    page = result(client, RELICS).text
    links = [unescape(link) for link in re.findall(r'href="(/sparql\?[^"]+)"', page)]
    assert links == [
        f"/sparql?{urlencode({'query': RELICS, 'format': name}).replace('%2A', '*')}"
        for name in TABLES
    ]
    for link, name in zip(links, TABLES, strict=True):
        answer = client.get(link)
        media_type = next(form.media_type for form in FORMATS if form.extension == name)
        assert (answer.status_code, answer.mimetype) == (200, media_type), link


def test_a_graph_is_a_table_of_triples_with_downloads_for_graphs(client: FlaskClient) -> None:
    query = NS + "CONSTRUCT { ?x rdfs:label ?l } WHERE { ?x a mcb:Festival ; rdfs:label ?l }"
    page = result(client, query).text
    assert re.findall(r'<th scope="col">(\w+)</th>', page) == ["subject", "predicate", "object"]
    assert "rdfs:label" in cells(page)
    assert re.findall(r"format=(\w+)", page) == GRAPHS


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ASK { ?s a <https://w3id.org/mocban/ns/Monument> }", "Yes (true)."),
        ("ASK { ?s a <https://nowhere.example/Thing> }", "No (false)."),
        ("SELECT * { ?s a <https://nowhere.example/Thing> }", "Nothing matches."),
    ],
)
def test_answers_without_rows_are_said_in_words(client: FlaskClient, query: str, said: str) -> None:
    assert said in result(client, query, "en").text


def test_every_kind_of_value_is_shown(client: FlaskClient) -> None:
    query = """SELECT * { VALUES (?a ?b ?c ?d ?e) { (
        "line\\nbreak\\tand <b>" "chữ"@vi 7 <https://example.org/x> UNDEF) } }"""
    shown = cells(result(client, query).text)
    assert shown == [
        "line\nbreak\tand <b>",
        "chữ @vi",
        "7 xsd:integer",
        "https://example.org/x",
        "",
    ]


def test_what_cannot_be_followed_is_not_a_link(client: FlaskClient) -> None:
    page = result(client, "SELECT * { VALUES ?x { <javascript:alert(1)> } }").text
    assert "javascript:alert(1)" in cells(page)
    assert 'href="javascript' not in page


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("SELECT * { ?s ?p foo:x }", 400, "prefixes that it does not declare: foo:"),
        ("SELECT", 400, "cannot be read at line 1"),
        ("DELETE WHERE { ?s ?p ?o }", 405, "takes no updates"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 403, "SERVICE"),
    ],
)
def test_a_refusal_stands_beside_the_query(
    client: FlaskClient, query: str, status: int, said: str
) -> None:
    answer = result(client, query, "en")
    refusal = answer.text.split('role="alert"')[1].split("</div>")[0]
    assert answer.status_code == status
    assert said in unescape(refusal)
    assert f"{query}</textarea>" in unescape(answer.text)


def test_a_long_query_is_sent_and_downloaded_by_post(client: FlaskClient) -> None:
    query = RELICS + "\n#" + "x" * ADDRESS
    page = client.post("/vi/sparql/result", data={"query": query}).text
    assert "e/monument/vinh-nghiem" in page
    assert f'action="/vi/sparql/result" method="{"post"}"' in page
    assert re.findall(r'<button name="format" value="(\w+)"', page) == TABLES
    assert "/sparql?query" not in page.split('class="part examples"')[0]


def test_a_query_that_is_too_long_is_refused(client: FlaskClient) -> None:
    answer = client.post("/en/sparql/result", data={"query": "#" * 100_001})
    assert answer.status_code == 413
    assert "longer than 100000 characters" in answer.text


def test_only_the_pages_of_the_two_tools_may_carry_styles_and_none_carries_scripts(
    client: FlaskClient,
) -> None:
    policies = {
        path: client.get(path).headers["Content-Security-Policy"]
        for path in ("/vi/", "/vi/sparql", "/vi/builder", "/vi/about")
    }
    assert {path for path, policy in policies.items() if "unsafe-inline" in policy} == {
        "/vi/sparql", "/vi/builder",
    }  # fmt: skip
    for policy in policies.values():
        assert "script-src 'self';" in policy
        assert "default-src 'self'" in policy
    assert "<script>" not in client.get("/vi/sparql").text + client.get("/vi/builder").text


def test_completion_knows_the_classes_and_properties_that_are_used(client: FlaskClient) -> None:
    monument = client.get("/api/terms?kind=class&q=mcb:Mon").json
    assert monument is not None
    assert [(term["curie"], term["vi"], term["en"]) for term in monument] == [
        ("mcb:Monument", "di tích", "monument")
    ]
    assert monument[0]["uses"] > 0
    found = client.get("/api/terms?kind=property&q=viet+ve").json
    assert found is not None
    assert "mcb:about" in [term["curie"] for term in found]
    assert client.get("/api/terms?kind=class&q=mcb:about").json == []
    assert client.get("/api/terms?kind=class&q=khong-co").json == []
    assert client.get("/api/terms?kind=other").json == []
    assert client.get(f"/api/terms?kind=class&q={'x' * 5000}").json == []


def test_every_word_of_the_scripts_is_said_somewhere() -> None:
    site = Path(__file__).parent.parent / "site"
    files = [*(site / "frontend" / "src").glob("*.js"), *(site / "templates").glob("*.html")]
    written = "\n".join(path.read_text(encoding="utf-8") for path in files)
    said = set(re.findall(r'say\("([\w.]+)"', written))
    words = {key.partition(".")[2] for key in table() if key.startswith(("editor.", "drawn."))}
    assert said <= words
    places = {f"{name}{end}" for name in ("hoangsa", "truongsa") for end in ("", ".short")}
    views = {f"view.{name}" for name in ("response", "boolean")}
    unused = {word for word in words - said - places - views if f't("editor.{word}"' not in written}
    assert unused == set()


def test_the_assets_are_made_anew_when_any_of_their_sources_changes() -> None:
    spec = importlib.util.spec_from_file_location("build_assets", FRONTEND / "build_assets.py")
    assert spec is not None and spec.loader is not None
    build_assets = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build_assets)
    there = {
        path
        for path in FRONTEND.rglob("*")
        if path.is_file() and path.suffix not in (".pyc", ".jpeg")
    }
    assert set(build_assets.sources()) == there


def test_packages_are_pinned_and_the_lock_names_no_server() -> None:
    packages = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"[\d.]+", version) for version in packages["dependencies"].values())
    lock = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]
    assert all("integrity" in entry for name, entry in lock["packages"].items() if name)


@pytest.fixture(scope="module")
def offered(client: FlaskClient) -> Graph:
    """What the query builder is told."""
    answer = client.get("/builder/config.ttl")
    assert answer.mimetype == "text/turtle"
    return Graph().parse(data=answer.text, format="turtle")


def ask(client: FlaskClient, query: str) -> bool:
    answer = client.get("/sparql", query_string={"query": query, "format": "json"}).json
    assert answer is not None
    return bool(answer["boolean"])


def iris(graph: Graph, path: Node) -> set[str]:
    """The properties of a SHACL path."""
    if isinstance(path, URIRef):
        return {str(path)} - {str(RDF.nil)}
    return {iri for _, _, part in graph.triples((path, None, None)) for iri in iris(graph, part)}


def test_the_builder_is_configured_by_sound_shacl_from_our_shapes(offered: Graph) -> None:
    from pyshacl import validate

    assert validate(Graph(), shacl_graph=offered, meta_shacl=True)[0]
    named = set(properties()) | {
        step.iri for kind in kinds() for path in kind.paths for step in path.steps
    }
    direct = {str(path) for path in offered.objects(None, SH.path) if isinstance(path, URIRef)} - {
        str(RDFS.label)
    }
    assert direct <= named
    targets = {str(each) for each in shapes().objects(None, SH.targetClass)}
    asked = {str(each) for each in offered.objects(None, SH.targetClass)}
    assert len(asked & targets) >= 9


def test_every_class_and_property_that_the_builder_offers_is_in_the_data(
    client: FlaskClient, offered: Graph
) -> None:
    classes = {str(each) for each in offered.objects(None, SH.targetClass)}
    used = set().union(*(iris(offered, path) for path in offered.objects(None, SH.path)))
    assert len(classes) > 10
    assert len(used) > 20
    for each in classes:
        assert ask(client, f"ASK {{ ?s a <{each}> }}"), each
    for each in used:
        assert ask(client, f"ASK {{ ?s <{each}> ?o }}"), each


def test_everything_that_the_builder_offers_has_a_name_in_both_languages(offered: Graph) -> None:
    for node, property in (
        *((shape, RDFS.label) for shape in offered.subjects(RDF.type, SH.NodeShape)),
        *((shape, SH.name) for shape in offered.subjects(SH.path, None)),
    ):
        said = {
            getattr(name, "language", ""): str(name) for name in offered.objects(node, property)
        }
        assert said.keys() == {"vi", "en"}, node
        assert all(said.values()), node


def test_the_builder_says_what_it_is_where_there_are_no_scripts(client: FlaskClient) -> None:
    page = client.get("/en/builder").text
    aside = page.split("<h1")[1]
    assert "Write a query" in aside
    assert 'href="/en/sparql"' in aside
    assert 'href="/en/examples"' in aside


def test_the_builder_configuration_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get("/builder/config.ttl")
    again = client.get("/builder/config.ttl", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
