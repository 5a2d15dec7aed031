"""Every example of the gallery runs, finds something, and is written as one should write."""

import json
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest
from lxml import html

from mocban.endpoint import queries
from mocban.graph.examples import BASE, TOPICS, Example, example, examples, rebased
from mocban.graph.tokens import prefixes, tokens
from mocban.ontology.namespaces import PREFIXES
from mocban.site.gallery import coloured, marked
from tests.leaf_app import small_app
from tests.running import running

EXAMPLES = examples()
NAMES = [one.name for one in EXAMPLES]
# What must be false: nothing restricted has leaked.
FALSE = ("cq24-no-leak",)


@pytest.fixture(scope="module")
def address(demo: Path) -> Iterator[str]:
    with running(demo) as address:
        yield address


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_the_example_finds_something_in_the_demonstration(
    address: str, name: str, language: str
) -> None:
    one = example(name)
    assert one is not None
    query = one.of(language)
    select = queries.read(query).kinds == ("result",)
    form = "json" if select else "nt"
    asked = Request(f"{address}/sparql?" + urlencode({"query": query, "format": form}))
    with urlopen(asked, timeout=30) as answer:
        body = answer.read().decode()
    if not select:
        assert body.count("\n") > 3
        return
    found = json.loads(body)
    if "boolean" in found:
        assert found["boolean"] is (name not in FALSE)
        return
    rows = found["results"]["bindings"]
    assert 1 <= len(rows) <= 1000
    bound = {variable for row in rows for variable in row}
    assert bound == set(found["head"]["vars"]), "a column that is always empty teaches nothing"


@pytest.mark.parametrize("name", NAMES)
def test_the_example_declares_the_prefixes_that_it_uses_and_no_others(name: str) -> None:
    one = example(name)
    assert one is not None
    words = list(tokens(one.query))
    declared = prefixes(words)
    used = {
        word.text.partition(":")[0]
        for before, word in pairwise(words)
        if word.kind == "name" and before.keyword != "PREFIX"
    }
    assert used == declared.keys()
    usual = PREFIXES | {"geof": "http://www.opengis.net/def/function/geosparql/",
                        "uom": "http://www.opengis.net/def/uom/OGC/1.0/"}  # fmt: skip
    for prefix, iri in declared.items():
        assert iri.startswith(BASE) if prefix not in usual else iri == usual[prefix]


@pytest.mark.parametrize("one", EXAMPLES, ids=NAMES)
def test_the_example_says_in_both_languages_what_it_asks_and_teaches(one: Example) -> None:
    assert one.topic in TOPICS
    for text in (one.title, one.note):
        assert text.vi and text.en and text.vi != text.en
        assert text.vi.count("`") % 2 == text.en.count("`") % 2 == 0
    assert one.note.vi[-1] in ".…" and one.note.en[-1] in ".…"
    assert "\t" not in one.query and max(map(len, one.query.splitlines())) <= 120


def test_there_are_many_and_no_two_ask_the_same() -> None:
    assert len(EXAMPLES) >= 70
    assert {one.topic for one in EXAMPLES} == set(TOPICS)
    assert sum(one.name.startswith("cq") for one in EXAMPLES) == 25
    for said in (
        [one.title.vi for one in EXAMPLES], [one.title.en for one in EXAMPLES],
        [one.query for one in EXAMPLES],
    ):  # fmt: skip
        assert len(set(said)) == len(said)


def test_every_query_file_is_an_example_or_waits_for_a_thing() -> None:
    folder = files("mocban.graph") / "queries" / "examples"
    for entry in folder.iterdir():
        name = entry.name.removesuffix(".rq")
        assert name in NAMES or "$thing" in entry.read_text("utf-8"), name


def test_another_base_is_put_into_iris_and_nowhere_else() -> None:
    query = (
        f"PREFIX rank: <{BASE}v/rank/>\n# <{BASE}comment>\n"
        f'SELECT * {{ <{BASE}e/x> ?p "<{BASE}string>" . ?a ?b <https://mocban.example.org/> }}'
    )
    moved = rebased(query, "https://di-san.example/")
    assert f"# <{BASE}comment>" in moved and f'"<{BASE}string>"' in moved
    assert "rank: <https://di-san.example/v/rank/>" in moved
    assert "<https://di-san.example/e/x>" in moved and "<https://mocban.example.org/>" in moved
    assert rebased(query, BASE) == query
    for one in EXAMPLES:
        assert BASE not in one.of("vi", "https://di-san.example/")


def test_the_reader_s_language_is_in_the_query() -> None:
    one = example("names-in-your-language")
    assert one is not None
    assert 'lang(?wanted) = "en"' in one.of("en")
    assert 'lang(?wanted) = "vi"' in one.of("vi") == one.query
    assert not any("$language" in other.query for other in EXAMPLES)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_shows_each_example_with_what_one_can_do_with_it(
    tmp_path: Path, language: str
) -> None:
    base = "https://di-san.example/"
    client = small_app(tmp_path, base).test_client()
    page: Any = html.fromstring(client.get(f"/{language}/examples").text)
    articles = page.findall(".//article")
    assert [article.get("id") for article in articles] == NAMES
    for article in articles:
        one = example(article.get("id"))
        assert one is not None
        query = one.of(language, base)
        assert article.find("h3").text_content() == one.title.of(language)
        assert article.find(".//pre").text_content() == query
        edit, results = (link.get("href") for link in article.findall(".//p/a"))
        assert edit.startswith(f"/{language}/sparql?")
        assert parse_qs(urlsplit(edit).query)["query"] == [query]
        assert urlsplit(results).path == "/sparql"
        assert parse_qs(urlsplit(results).query)["query"] == [query]


def test_a_topic_shows_its_own_examples_and_an_unknown_one_is_not_there(tmp_path: Path) -> None:
    client = small_app(tmp_path).test_client()
    page: Any = html.fromstring(client.get("/vi/examples?topic=time").text)
    shown = {article.get("id") for article in page.findall(".//article")}
    assert shown == {one.name for one in EXAMPLES if one.topic == "time"}
    links = {link.get("href") for link in page.xpath("//nav[@class='topics']//a")}
    assert links == {"/vi/examples"} | {f"/vi/examples?topic={quote(t)}" for t in TOPICS}
    assert client.get("/vi/examples?topic=nonsense").status_code == 404


def test_colours_and_marks_change_no_letter_and_let_no_html_in() -> None:
    for text in (one.query for one in EXAMPLES):
        wrapped: Any = html.fragment_fromstring(f"<pre>\n{coloured(text)}</pre>")
        assert wrapped.text_content().strip() == text.strip()
    assert "<b>" not in coloured('SELECT "<b>" <b> # <b>')
    assert marked("a `b<` c") == "a <code>b&lt;</code> c"
