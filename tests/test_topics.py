"""Local-history topics: what people write in `curation/topics/` becomes a page, a part of the
graph and of the search; what is wrong is told, and costs no more than itself."""

import re
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from mocban import config
from mocban.build import Built, build
from mocban.cli import main
from mocban.graph.topic_files import read
from mocban.graph.topics import Known, lines, topics
from mocban.site.relations import relations
from mocban.topic_check import topic_problems
from tests import workspaces

ROOT = Path(__file__).parent.parent
BASE = "https://mocban.example/"
EVERYTHING = Known(lambda path: path if "/topic/" not in path else "",
                   {relation.key for relation in relations()}, {"tvbg"})  # fmt: skip
YEN_THE = "e/topic/khoi-nghia-yen-the"
TOPICS = {"khoi-nghia-yen-the", "chua-vinh-nghiem-va-moc-ban", "theo-tuyen-tay-yen-tu",
          "chien-thang-xuong-giang-1427"}  # fmt: skip
GOOD = """
title: {vi: Chùa cổ, en: Old pagodas}
lead: {vi: Lời dẫn., en: A lead.}
by: {vi: Thư viện, en: Library}
revised: 2026-11-20
licence: https://creativecommons.org/licenses/by/4.0/
sources: [{vi: Sách., en: A book.}]
sections:
  - heading: {vi: Mở đầu, en: To begin with}
    text: {vi: "Một.\\n\\nHai.", en: "One.\\n\\nTwo."}
    things: [e/monument/a.R1, {thing: e/monument/a.R2, note: {vi: Nên xem., en: See it.}}]
    search: {type: monument, sort: name}
"""


def told(folder: Path, text: str | bytes, name: str = "mot.yaml") -> list[str]:
    """What the reader says of one file, in English."""
    path = folder / "topics"
    path.mkdir(exist_ok=True)
    (path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return [problem.text.en for problem in topics(folder, EVERYTHING)[1]]


# Reading and checking


def test_a_good_file_is_read_whole_and_nothing_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, GOOD) == []
    (topic,), _ = read(tmp_path)
    assert (topic.name, topic.title["en"], topic.revised) == ("mot", "Old pagodas", "2026-11-20")
    (section,) = topic.sections
    assert [pick.thing for pick in section.picks] == ["e/monument/a.R1", "e/monument/a.R2"]
    assert section.picks[1].note["vi"] == "Nên xem."
    assert section.search == [("type", "monument"), ("sort", "name")]


@pytest.mark.parametrize(
    ("wrong", "instead", "sentence"),
    [
        ("title: {vi: Chùa cổ, en: Old pagodas}", "", "the topic has no title"),
        ("en: A lead.", "fr: Oui.", "the lead is missing in “en”"),
        ("2026-11-20", "tomorrow", "“revised” must be a day"),
        ("https://creativecommons.org/licenses/by/4.0/", "CC BY", "“licence” must be an address"),
        ("https://creativecommons.org/licenses/by/4.0/", "https://[", "“licence” must be"),
        ("sources:", "sauces:", "“sauces” is not known here"),
        ("e/monument/a.R1", "../../etc/passwd", "is no thing"),
        ("e/monument/a.R1", "e/topic/hai", "is not in the published data"),
        ("type: monument", "type: dragon", "“type” cannot be “dragon”"),
        ("type: monument", "kind: monument", "there is no parameter “kind”"),
        ("type: monument", "of: e/monument/a.R1", "“of” and “by” go together"),
        ("search: {type: monument, sort: name}", "search: everything", "must be parameters"),
        ("heading: {vi: Mở đầu, en: To begin with}", "heading: {}", "has no heading"),
        ("things: [", "things: e/monument/a.R1 #", "“things” must be a list"),
        ("title:", "title: &x", ""),
        ("lead:", "lead: *x", "cannot be read"),
        ("A lead.", '"\\uD800"', "cannot be read"),
        ("title:", "\ttitle:", "cannot be read"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_file_and_remedy_in_both_languages(
    tmp_path: Path, wrong: str, instead: str, sentence: str
) -> None:
    assert wrong in GOOD
    found = told(tmp_path, GOOD.replace(wrong, instead, 1))
    assert sentence in "".join(found)
    for problem in topics(tmp_path, EVERYTHING)[1]:
        for text in problem.text:
            assert text.startswith("curation/topics/mot.yaml")
            assert "\n" not in text and text.endswith((".", "…"))
        assert problem.text.en != problem.text.vi


@pytest.mark.parametrize("name", ["Chùa.yaml", "mot.yml", "a b.yaml", "-.yaml", "notes.txt"])
def test_a_file_with_another_name_is_told_not_ignored(tmp_path: Path, name: str) -> None:
    assert "a topic is a file such as" in "".join(told(tmp_path, GOOD, name))


def test_one_bad_section_costs_the_others_nothing(tmp_path: Path) -> None:
    more = "  - {text: {vi: a, en: a}}\n  - nonsense\n  - heading: {vi: Cuối, en: End}\n"
    assert len(told(tmp_path, GOOD.rstrip() + "\n" + more)) == 2
    (topic,), _ = topics(tmp_path, EVERYTHING)
    assert [section.heading["en"] for section in topic.sections] == ["To begin with", "End"]


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_whatever_stands_in_a_file_the_reader_tells_it(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    found = told(folder, data)
    assert found or read(folder)[0]


_LEAF = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.text(max_size=12)
)
_TREE = st.recursive(
    _LEAF,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["title", "lead", "vi", "en", "sections", "heading", "text", "things",
                         "thing", "note", "search", "q", "type", "of", "by", "sources", "licence"]),
        inner, max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@given(_TREE)
def test_whatever_its_form_what_comes_of_it_is_good_rdf(
    tmp_path_factory: pytest.TempPathFactory, tree: object
) -> None:
    folder = tmp_path_factory.mktemp("forms")
    whole = {**tree, "title": {"vi": "a", "en": "b"}} if isinstance(tree, dict) else tree
    told(folder, yaml.safe_dump(whole, allow_unicode=True))
    for topic in topics(folder, EVERYTHING)[0]:
        text = "".join(f"{line} .\n" for line in lines(topic, BASE))
        assert list(ox.parse(text, ox.RdfFormat.N_TRIPLES))
        assert "_:" not in re.sub(r'"(?:[^"\\]|\\.)*"', "", text)


def test_the_example_in_the_readme_is_a_good_topic(tmp_path: Path) -> None:
    readme = ROOT / "README.md"
    if not readme.exists():
        pytest.skip("README.md is not part of this distribution")
    (example,) = re.findall(r"```yaml\n(.*?)```", readme.read_text("utf-8"), re.DOTALL)
    assert told(tmp_path, example) == []
    assert len(topics(tmp_path, EVERYTHING)[0][0].sections[0].picks) == 2


# Building


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Built]:
    """A small workspace with a good topic, one with mistakes and one that is no topic; R3 is
    restricted."""
    folder = tmp_path_factory.mktemp("topics")
    rows = (*workspaces.ROWS, "R3,CANARY-TOPIC,Lịch sử,Quốc gia,,,x,y,z,Bắc Giang,,Hạn chế\n")
    workspace = workspaces.workspace(folder, a=workspaces.HEAD + "".join(rows))
    (folder / "curation" / "topics").mkdir()
    (folder / "curation" / "topics" / "chua-co.yaml").write_text(GOOD, "utf-8")
    (folder / "curation" / "topics" / "han-che.yaml").write_text(
        GOOD.replace("a.R1", "a.R3").replace("Old", "Other"), "utf-8"
    )
    (folder / "curation" / "topics" / "hong.yaml").write_text("title: [", "utf-8")
    return folder, build(workspace)


def test_a_bad_topic_never_stops_a_build_and_is_never_lost_in_silence(
    made: tuple[Path, Built],
) -> None:
    _, result = made
    assert {problem.file for problem in result.problems} == {
        "topics/han-che.yaml", "topics/hong.yaml"
    }  # fmt: skip
    assert workspaces.lines(
        made[0], "e/topic/chua-co> <http://www.w3.org/2000/01/rdf-schema#label>"
    )


def test_what_is_withheld_is_left_out_of_a_topic_and_named_nowhere(
    made: tuple[Path, Built],
) -> None:
    folder, _ = made
    assert workspaces.lines(folder, "e/topic/han-che/section/mo-dau/entry/monument.a.R2")
    assert not workspaces.lines(folder, "a.R3") and not workspaces.lines(folder, "CANARY-TOPIC")


def test_every_statement_stands_in_the_graph_of_the_curators_and_in_the_view(
    made: tuple[Path, Built],
) -> None:
    quads = workspaces.lines(made[0], "<https://mocban.example/e/topic/chua-co")
    curated = {quad for quad in quads if quad.endswith(f"<{BASE}g/curation>")}
    assert curated and {quad.rpartition(" ")[0].strip() for quad in curated} >= {
        quad.strip() for quad in quads - curated if "/g/" not in quad
    }


def test_check_tells_the_same(made: tuple[Path, Built]) -> None:
    folder, result = made
    workspace = config.load(folder)
    store = folder / "snapshots" / "current" / "store"
    assert topic_problems(workspace, store) == result.problems
    run = CliRunner().invoke(main, ["check", str(folder)], env={"MOCBAN_LANG": "en"})
    assert run.exit_code == 1 and "curation/topics/hong.yaml" in run.output


def test_a_changed_topic_is_built_and_an_unchanged_one_is_not(made: tuple[Path, Built]) -> None:
    folder, result = made
    workspace = config.load(folder)
    again = build(workspace)
    assert not again.written and again.problems == result.problems
    (folder / "curation" / "topics" / "hong.yaml").unlink()
    assert build(workspace).written


# The demonstration's pages


@pytest.fixture(scope="module")
def client(demo_app: Flask) -> FlaskClient:
    return demo_app.test_client()


def page(client: FlaskClient, path: str) -> html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.fromstring(answer.get_data(as_text=True))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_topics_of_the_demonstration_have_no_mistakes(demo: Path) -> None:
    assert topic_problems(config.load(demo), demo / "snapshots" / "current" / "store") == []
    assert {path.stem for path in (demo / "curation" / "topics").iterdir()} == TOPICS


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_all_topics_are_listed_and_every_page_leads_there(client: FlaskClient, lang: str) -> None:
    shown = page(client, f"/{lang}/topics")
    assert {a.get("href") for a in shown.cssselect(".topic-list h2 a")} == {
        f"/{lang}/e/topic/{name}" for name in TOPICS
    }
    assert "20/11/2026" in words(shown) or "20 November 2026" in words(shown)
    for path in ("", "topics", "e/monument/vinh-nghiem"):
        nav = page(client, f"/{lang}/{path}").cssselect("nav.wide a")
        assert f"/{lang}/topics" in {a.get("href") for a in nav}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", sorted(TOPICS))
def test_a_topic_is_a_leaf_with_its_sections_in_order(
    client: FlaskClient, demo: Path, lang: str, name: str
) -> None:
    written = yaml.safe_load((demo / "curation" / "topics" / f"{name}.yaml").read_text("utf-8"))
    shown = page(client, f"/{lang}/e/topic/{name}")
    assert words(shown.cssselect("h1")[0]) == written["title"][lang]
    assert written["by"][lang] in words(shown.cssselect(".by")[0])
    headings = [words(h2) for h2 in shown.cssselect(".section > h2")]
    assert headings[:-1] == [section["heading"][lang] for section in written["sections"]]
    contents = [a.get("href")[1:] for a in shown.cssselect(".contents a")]
    assert all(len(shown.cssselect(f"[id='{place}']")) == 1 for place in contents)
    assert len(contents) > len(headings)  # and what was read for it
    for section, part in zip(written["sections"], shown.cssselect(".section"), strict=False):
        picked = [
            one if isinstance(one, str) else one["thing"] for one in section.get("things", [])
        ]
        found = [a.get("href") for a in part.cssselect(".things h3 a")]
        assert found[: len(picked)] == [f"/{lang}/{thing}" for thing in picked]
        assert len(found) == len(set(found))
        assert bool(part.cssselect(".run a")) == ("search" in section)


def test_the_uprising_can_be_read_in_three_libraries_and_nothing_there_is_restricted(
    client: FlaskClient, demo: Path
) -> None:
    shown = page(client, f"/vi/{YEN_THE}")
    (shelves,) = shown.cssselect("#shelves")
    holders = " ".join(words(h3) for h3 in shelves.cssselect("h3"))
    for library in ("Thư viện tỉnh Bắc Giang", "Thư viện Yên Dũng", "Thư viện cơ sở xã Yên Thế"):
        assert library in holders
    rows = [words(row) for row in shelves.cssselect("tbody tr")]
    for mark in ("DEMO.DC.0007", "DEMO.YD.0001", "DEMO.CS.0001"):
        assert any("Hoàng Hoa Thám (1836–1913)" in row and mark in row for row in rows)
    allowed = {"Công khai", "Đọc tại chỗ", "Đăng ký"}
    access = {
        one
        for row in shelves.cssselect("tbody tr")
        for one in words(row[-1]).split(": ")[-1].split(", ")
    }
    assert access <= allowed | {"–"}
    canaries = (ROOT / "tests" / "canaries.txt").read_text().split()
    for name in TOPICS:
        for lang in ("vi", "en"):
            text = client.get(f"/{lang}/e/topic/{name}").get_data(as_text=True)
            assert not [canary for canary in canaries if canary in text]


def test_a_saved_search_leads_to_the_search_that_finds_as_much(client: FlaskClient) -> None:
    for link in page(client, f"/en/{YEN_THE}").cssselect(".run a"):
        number = re.search(r"(\d+) result", words(link))
        found = words(page(client, link.get("href")).cssselect('[role="status"]')[0])
        assert number and number[1] in found


def test_the_things_of_a_topic_are_on_the_map_and_in_time(client: FlaskClient) -> None:
    ways = [a.get("href") for a in page(client, f"/vi/{YEN_THE}").cssselect("aside li a")]
    wanted = "?of=e%2Ftopic%2Fkhoi-nghia-yen-the&by=things"
    for name in ("search", "map", "timeline"):
        assert f"/vi/{name}{wanted}" in ways
        assert client.get(f"/vi/{name}{wanted}").status_code == 200
    answer = client.get(f"/api/search{wanted}").json
    assert answer is not None and answer["total"] == 21


def test_the_page_of_a_thing_names_the_topics_that_it_is_in(client: FlaskClient) -> None:
    shown = page(client, "/vi/e/monument/vinh-nghiem")
    (group,) = shown.xpath("//h3[@id='topics']/..")
    assert {a.get("href") for a in group.cssselect("h4 a")} == {
        "/vi/e/topic/chua-vinh-nghiem-va-moc-ban", "/vi/e/topic/theo-tuyen-tay-yen-tu"
    }  # fmt: skip
    assert not page(client, "/vi/e/ich/quan-ho").xpath("//h3[@id='topics']")


def test_a_topic_is_found_by_its_name_without_tones(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=khoi nghia yen the&type=topic&lang=vi").json
    assert answer is not None and answer["total"] == 1
    found = page(client, "/vi/search?q=khoi+nghia+yen+the&type=topic")
    assert found.cssselect(f"a[href='/vi/{YEN_THE}']")


def test_topics_are_in_the_sitemap(client: FlaskClient) -> None:
    site = b"".join(client.get(f"/sitemap-{part}.xml").data for part in (0, 1))
    for path in ("topics", *(f"e/topic/{name}" for name in TOPICS)):
        for lang in ("vi", "en"):
            assert f"<loc>{BASE}{lang}/{path}</loc>".encode() in site


def test_a_topic_is_data_too_and_can_be_cited(client: FlaskClient) -> None:
    turtle = client.get(f"/data/{YEN_THE}.ttl").get_data(as_text=True)
    assert "mcb:LocalTopic" in turtle and "mcb:hasSection" in turtle
    assert (
        b"https://mocban.example/e/topic/khoi-nghia-yen-the"
        in client.get(f"/vi/{YEN_THE}?cite=bib").data
    )
    (data,) = page(client, f"/vi/{YEN_THE}").xpath("//script[@type='application/ld+json']")
    assert '"@type": "Article"' in data.text and '"dateModified": "2026-11-20"' in data.text


def test_the_address_of_a_section_leads_to_its_place_on_the_page(client: FlaskClient) -> None:
    answer = client.get(f"/vi/{YEN_THE}/section/sach-de-doc")
    assert answer.status_code == 303 and answer.location == f"/vi/{YEN_THE}#sach-de-doc"
    assert client.get(f"/vi/{YEN_THE}/section/khong-co").status_code == 404


def test_a_topic_has_one_heading_at_the_top_and_none_is_skipped(client: FlaskClient) -> None:
    main_part = page(client, f"/en/{YEN_THE}").cssselect("main")[0]
    levels = [int(h.tag[1]) for h in main_part.iter("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
