"""The pages over HTTP: what they show, in both languages, and what they never do."""

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from mocban.graph.related import way
from mocban.graph.resource import resource
from mocban.graph.store import GraphStore, question
from mocban.site import chart
from mocban.site.dates import in_words
from mocban.site.festivals import festival
from mocban.site.leaf import Leaf
from mocban.site.links import Links, asset
from mocban.site.relations import relations
from mocban.site.rules import rules
from mocban.site.words import LANGUAGES, Words
from tests.leaf_app import BASE, SOURCES, small_app, small_store

SITE = Path(str(files("mocban.site")))
PATHS = [
    "", "e/monument/vinh-nghiem", "e/object/moc-ban-vinh-nghiem", "e/person/hoang-hoa-tham",
    "e/ich/le-hoi-vinh-nghiem", "e/work/tvbg.BG1", "e/group/tvbg", "e/attraction/vinh-nghiem",
    "e/trip/tay-yen-tu", "e/work/tvbg.BG2", "r/tvbg/work/BG1", "r/tvbg/instance/BG1",
    "r/tvbg/heading/hub/T", "r/svhtt/monument/BG-017", "r/svhtt/record/BG-017",
    "v/rank/quoc-gia-dac-biet", "link/entity/1", "browse/monument", "search?q=vinh+nghiem",
    "search", "search?q=khong-co-gi", "sparql", "about", "e/monument/vinh-nghiem?group=objects",
    "examples", "examples?topic=time", "use", "builder",
    "kinds", "places", "centuries", "institutions", "institutions/tvbg", "concepts", "datasets",
    "accessibility", "privacy",
]  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    app = small_app(tmp_path_factory.mktemp("site"))
    with app.test_client() as client:
        yield client


def get(client: FlaskClient, path: str, **headers: str) -> str:
    answer = client.get(path, headers={"Accept": "text/html", **headers})
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def words_of(page: str) -> str:
    """The text of a page as a reader sees it, white space collapsed."""
    body = page.partition("<body>")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


class Outline(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_sound(client: FlaskClient, language: str, path: str) -> None:
    answer = client.get(f"/{language}/{path}")
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    outline = Outline(page)
    assert outline.all("html") == [{"lang": language}]
    assert len(outline.all("h1")) == len(outline.all("main")) == 1
    assert outline.all("a")[0] == {"class": "skip", "href": "#main"}
    assert not outline.all("style")
    scripts = [each for each in outline.all("script") if not str(each.get("type")).endswith("json")]
    assert all(str(script["src"]).startswith("/assets/dist/") for script in scripts)
    assert not [tag for tag, attributes in outline.tags if "style" in attributes]
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "script-src 'self';" in policy
    assert ("unsafe" in policy) == (path in ("sparql", "builder"))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", PATHS)
def test_each_page_names_itself_in_the_other_language_by_its_full_address(
    client: FlaskClient, path: str
) -> None:
    links = Outline(get(client, f"/vi/{path}")).all("link")
    named = {link["hreflang"]: link["href"] for link in links if link.get("hreflang")}
    assert named == {"vi": f"{BASE}vi/{path}", "en": f"{BASE}en/{path}",
                     "x-default": f"{BASE}vi/{path}"}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_inside_the_site_leads_somewhere(client: FlaskClient, language: str) -> None:
    seen: set[str] = set()
    for path in PATHS:
        for link in Outline(get(client, f"/{language}/{path}")).all("a"):
            seen.add(str(link.get("href")))
    inside = {href for href in seen if href.startswith(("/vi/", "/en/"))}
    assert len(inside) > 40
    for href in sorted(inside):
        assert client.get(href).status_code == 200, href


def test_agreeing_sources_stand_behind_one_value(client: FlaskClient) -> None:
    text = words_of(get(client, "/vi/e/object/moc-ban-vinh-nghiem"))
    assert "Chất liệu Gỗ thị Bảo tàng Du lịch" in text


def test_disagreeing_sources_are_both_shown_the_first_in_order_on_top(client: FlaskClient) -> None:
    text = words_of(get(client, "/vi/e/object/moc-ban-vinh-nghiem"))
    assert "Số lượng 3.050 Bảo tàng Cũng có ghi: 3.035 Du lịch" in text
    text = words_of(get(client, "/en/e/person/hoang-hoa-tham"))
    assert "Born 1836 Museum Also recorded: 1858 Library" in text


def test_what_two_records_of_one_source_dispute_names_the_records() -> None:
    store = GraphStore.memory(f"""
        @base <{BASE}> . @prefix mcb: <https://w3id.org/mocban/ns/> .
        @prefix crm: <http://www.cidoc-crm.org/cidoc-crm/> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        <g/src/btbg/a> {{ <r/btbg/object/1> mcb:record <r/btbg/record/1> ; crm:P57_has_number_of_parts 3050 .
          <r/btbg/record/1> dcterms:identifier "MB-1" . }}
        <g/src/btbg/b> {{ <r/btbg/object/2> mcb:record <r/btbg/record/2> ; crm:P57_has_number_of_parts 3035 .
          <r/btbg/record/2> dcterms:identifier "HV-2" . }}
        <r/btbg/object/1> mcb:entity <e/object/x> . <r/btbg/object/2> mcb:entity <e/object/x> .
    """)
    found = resource(store, f"{BASE}e/object/x", "vi")
    assert found
    (group,) = Leaf(found, Words("vi"), Links(BASE, "vi"), ["btbg"]).groups
    (fact,) = group.facts
    assert [(v.text, v.note) for v in (*fact.values, *fact.others)] == [
        ("3.035", "biểu ghi HV-2"), ("3.050", "biểu ghi MB-1"),
    ]  # fmt: skip


def test_headings_with_the_same_words_are_one_value_with_all_their_roles(
    client: FlaskClient,
) -> None:
    text = words_of(get(client, "/vi/e/work/tvbg.BG1"))
    assert "Quốc hội (cơ quan ban hành, chủ biên, biên tập) Thư viện" in text
    assert facts_of(get(client, "/vi/e/work/tvbg.BG1"))["Tác giả và người đóng góp"].count(
        "Quốc hội"
    ) == 1  # fmt: skip


def test_roles_and_languages_have_words_though_the_graph_has_none(client: FlaskClient) -> None:
    assert "Ngôn ngữ tiếng Việt Thư viện" in words_of(get(client, "/vi/e/work/tvbg.BG1"))
    assert "Language Vietnamese Library" in words_of(get(client, "/en/e/work/tvbg.BG1"))


def test_a_page_has_its_facts_relations_time_map_and_origin(client: FlaskClient) -> None:
    text = words_of(get(client, "/vi/e/monument/vinh-nghiem"))
    for said in (
        "Chùa Đức La (Tên tục) Di sản", "Thờ Trần Nhân Tông Di sản",
        "23/12/2015 Di tích quốc gia đặc biệt Di sản", "Hiện vật ở đây 1",
        "Sách, tài liệu, hiện vật về mục này 1 SPARQL Địa chí Bắc Giang: di sản Hán Nôm",
        "Tuyến du lịch đến đây 1 SPARQL Tuyến Tây Yên Tử", "21,22° B, 106,27° Đ",
        "Quần đảo Hoàng Sa", "Quần đảo Trường Sa", "biểu ghi BG-017",
        "đề mục “Vĩnh Nghiêm (chùa)” ở trường 651$a", "Tiêu đề trùng khớp · độ tin 0,97",
    ):  # fmt: skip
        assert said in text, said


def test_the_spine_carries_the_title_in_han_where_there_is_one(client: FlaskClient) -> None:
    assert '<p class="han" lang="vi-Hani">永嚴寺</p>' in get(client, "/vi/e/monument/vinh-nghiem")
    assert '<p class="han" lang="lzh">北江地志</p>' in get(client, "/vi/e/work/tvbg.BG1")
    assert 'class="quoc-ngu" lang="vi">Hoàng Hoa Thám' in get(client, "/vi/e/person/hoang-hoa-tham")


def test_copies_are_listed_with_holder_shelf_mark_and_access(client: FlaskClient) -> None:
    text = words_of(get(client, "/en/e/work/tvbg.BG1"))
    assert "(made up for the demonstration) DC.000123 On the premises" in text
    assert "Digital copy – Open" in text


def facts_of(page: str) -> dict[str, str]:
    """The facts list of a page: title of a line, and what it says without the sources' tags."""
    page = re.sub(r'<span class="tag.*?</span>', "", page)
    lines = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.DOTALL)
    assert len(lines) == len({title for title, _ in lines}), "a title stands twice"
    return {title: words_of(f"<body>{said}") for title, said in lines}


def test_what_a_book_says_of_its_publication_goes_before_what_is_only_coded(
    client: FlaskClient,
) -> None:
    page = get(client, "/vi/e/work/tvbg.BG1")
    book = facts_of(page)
    assert book["Nơi xuất bản"] == "Hà Nội" and book["Năm xuất bản"] == "2003"
    assert book["In ấn"] == "Bắc Ninh: Nhà in mẫu, 2005"
    assert "2004" not in words_of(page)
    serial = facts_of(get(client, "/vi/e/work/tvbg.BG2"))
    assert serial["Nơi xuất bản"] == "Việt Nam" and serial["Năm xuất bản"] == "từ 1990"


def test_a_year_that_nobody_knows_is_not_shown(client: FlaskClient) -> None:
    unknown = facts_of(get(client, "/vi/e/work/tvbg.BG3"))
    assert "Năm xuất bản" not in unknown and unknown["Nơi xuất bản"] == "Việt Nam"
    card = words_of(get(client, "/vi/r/tvbg/work/BG3")).partition("Được coi là một với")[2]
    assert card.startswith(" 1 SPARQL Báo Hà Bắc Tài liệu Mọi phát biểu")


def test_notes_are_told_by_their_kind_and_those_on_the_record_or_the_copy_are_not_notes(
    client: FlaskClient,
) -> None:
    page = get(client, "/vi/e/work/tvbg.BG1")
    told = facts_of(page)
    assert told["Ghi chú"] == "Nhan đề ngoài bìa (Tập 1)"
    assert told["Thư mục"] == "tr. 1100-1150"
    assert told["Ghi chú về ngôn ngữ"] == "Chữ Hán kèm bản dịch quốc ngữ"
    text = words_of(page)
    assert "Bản số hóa (Toàn văn) – Công khai" in text and text.count("Toàn văn") == 1
    for kept in ("khử trùng", "sơ lược", "marc21ToBibframe", "MARC 21 sang BIBFRAME"):
        assert kept not in text, kept
    assert facts_of(get(client, "/en/e/work/tvbg.BG1"))["Bibliography"] == "tr. 1100-1150"


def test_works_that_belong_together_stand_with_their_relation(client: FlaskClient) -> None:
    page = get(client, "/vi/e/work/tvbg.BG1")
    told = facts_of(page)
    assert told["Nằm trong"] == "Tạp chí Xứ Bắc" and told["Ở chỗ"] == "Số 3, tr. 10"
    assert told["Tùng thư"] == "Tủ sách mẫu (T. 5)"
    assert told["Hợp nhất từ"] == "Báo Hà Bắc"
    assert told["Tác phẩm liên quan"] == "Truyện cũ (Phỏng theo)"
    assert '<a href="/vi/r/tvbg/heading/hub/T" lang' not in page
    assert '<a href="/vi/r/tvbg/heading/hub/T">Tủ sách mẫu</a>' in page
    assert "relation/" not in page and words_of(page).count("Hán Nôm (") == 0
    assert facts_of(get(client, "/en/e/work/tvbg.BG1"))["Merger of"] == "Báo Hà Bắc"


def test_a_work_is_also_found_from_the_other_end_of_a_relation(client: FlaskClient) -> None:
    series = words_of(get(client, "/vi/r/tvbg/heading/hub/T"))
    assert "Tùng thư Thư viện Tủ sách mẫu" in series
    assert "Sách trong tùng thư 1 SPARQL Địa chí Bắc Giang: di sản Hán Nôm Tài liệu" in series
    earlier = words_of(get(client, "/en/e/work/tvbg.BG3"))
    assert "Continued, replaced or absorbed by 1 SPARQL Địa chí Bắc Giang" in earlier
    assert "Bài trích 1 SPARQL Địa chí Bắc Giang" in words_of(get(client, "/vi/e/work/tvbg.BG2"))


def test_content_is_told_once_and_in_the_language_of_the_page(client: FlaskClient) -> None:
    vi, en = (facts_of(get(client, f"/{tag}/e/work/tvbg.BG1")) for tag in LANGUAGES)
    assert (vi["Dạng nội dung"], en["Kind of content"]) == ("văn bản", "text")
    assert (vi["Minh họa"], en["Illustrations"]) == ("bản đồ tranh mộc bản", "maps tranh mộc bản")
    assert vi["Đối tượng đọc"] == "Học sinh (lứa tuổi quan tâm)"
    assert en["Audience"] == "Học sinh (interest age level)"
    assert vi["Thời lượng"] == "1 giờ 15 phút hơn một giờ"
    assert en["Duration"] == "1 h 15 min more than an hour"
    assert vi["Ngôn ngữ"] == "tiếng Việt"
    assert vi["Ngôn ngữ của từng phần"] == "tiếng Pháp (tóm tắt)"
    assert vi["Khối lượng"] == "1158 tr. (ảnh màu)"
    assert vi["Luận văn, luận án"] == "Thạc sĩ Học viện mẫu 2003"
    assert vi["Nơi cấp bằng"] == "Học viện mẫu"
    assert vi["Tên khác"] == "Tên ở gáy sách (nhan đề gáy)"
    assert vi["Mã số"] == "9786040000002 (ISBN, bìa cứng, đã hủy hoặc không hợp lệ)"
    serial = facts_of(get(client, "/vi/e/work/tvbg.BG2"))
    assert serial["Định kỳ"] == "Hàng quý (1990-1995) hằng tháng"
    assert serial["Số đầu"] == "Số 1 (1990)"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", ("thông tin quản trị biểu ghi BG1", "quan hệ Tủ sách mẫu · tùng thư · T. 5",
                "minh họa bản đồ", "đóng góp Lâm Giang · tác giả")),
        ("en", ("administrative metadata BG1", "relation Tủ sách mẫu · series · T. 5",
                "illustrations maps", "contribution Lâm Giang · author")),
    ],
)  # fmt: skip
def test_a_node_of_a_source_names_its_properties_and_tells_parts_by_what_they_say(
    client: FlaskClient, language: str, said: tuple[str, ...]
) -> None:
    text = words_of(get(client, f"/{language}/r/tvbg/work/BG1"))
    for words in said:
        assert words in text, words
    assert "2004 · " in words_of(get(client, f"/{language}/r/tvbg/instance/BG1"))


def test_a_label_in_another_language_is_marked_as_such(client: FlaskClient) -> None:
    page = get(client, "/en/e/monument/vinh-nghiem")
    assert '<h1 lang="vi">Chùa Vĩnh Nghiêm</h1>' in page
    assert '<span lang="vi">Lễ hội chùa Vĩnh Nghiêm</span>' in page


def test_the_next_festival_is_the_first_that_has_not_ended(client: FlaskClient) -> None:
    store = small_store()
    found = resource(store, f"{BASE}e/ich/le-hoi-vinh-nghiem", "vi")
    assert found
    before, during, after = (festival(found, Words("vi"), day) for day in
                             ("2022-01-01", "2022-03-16", "2030-01-01"))  # fmt: skip
    assert before and during and after
    assert before.rule == "12–14 tháng Hai âm lịch"
    assert before.next[0] == during.next[0]
    assert before.next[0].solar == "14–16/3/2022"
    assert [day.solar for day in after.next[:2]] == ["15–17/3/2030", "4–6/3/2031"]
    assert after.last is None
    leaf = Leaf(found, Words("vi"), Links(BASE, "vi"), list(SOURCES))
    assert leaf.festival() is not None and date.today().year > 2023


def test_a_merged_entity_sends_to_the_one_that_is_left(client: FlaskClient) -> None:
    answer = client.get("/en/e/monument/merged")
    assert (answer.status_code, answer.location) == (301, "/en/e/monument/vinh-nghiem")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/vi/e/monument/none", 404), ("/fr/", 404), ("/vi/browse/none", 404),
     ("/vi/browse/monument?page=99", 404), ("/vi/e/monument/vinh-nghiem?group=none", 404),
     ("/vi/e/a b<c>/x", 404)],
)  # fmt: skip
def test_what_is_not_there_is_a_page_that_says_so(
    client: FlaskClient, path: str, status: int
) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == status
    assert "Không có trang này" in answer.get_data(as_text=True)
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize(
    ("accept", "language"),
    [("en-GB,en;q=0.9", "en"), ("vi", "vi"), ("fr", "vi"), ("", "vi"), ("en;q=0.1, vi", "vi")],
)
def test_the_root_goes_to_the_language_of_the_reader(
    client: FlaskClient, accept: str, language: str
) -> None:
    answer = client.get("/", headers={"Accept-Language": accept})
    assert answer.location == f"/{language}/" and "Accept-Language" in answer.headers["Vary"]
    answer = client.get("/search?q=ch%C3%B9a", headers={"Accept-Language": accept})
    assert answer.location == f"/{language}/search?q=ch%C3%B9a"


def test_data_formats_are_offered_in_the_page_and_in_the_headers(client: FlaskClient) -> None:
    answer = client.get("/vi/e/monument/vinh-nghiem")
    header = ", ".join(answer.headers.getlist("Link"))
    for extension in ("ttl", "nt", "jsonld", "rdf"):
        assert f"</data/e/monument/vinh-nghiem.{extension}>" in header
        assert f'href="/data/e/monument/vinh-nghiem.{extension}"' in answer.text


@pytest.mark.parametrize("q", ['"><script>alert(1)</script>', "' OR 1=1", "{{ 7*7 }}", "%00", "(*"])
def test_what_is_typed_is_text_and_nothing_else(client: FlaskClient, q: str) -> None:
    answer = client.get("/vi/search", query_string={"q": q})
    assert answer.status_code == 200
    assert "<script>" not in answer.text and ">49<" not in answer.text


def test_search_ranks_pages_and_counts_kinds(client: FlaskClient) -> None:
    text = words_of(get(client, "/vi/search?q=chua+vinh+nghiem"))
    assert "Chùa Vĩnh Nghiêm" in text and "Di tích 2" in text
    chosen = get(client, "/vi/search?q=vinh+nghiem&type=person")
    assert "0 kết quả" in words_of(chosen)


def test_search_answers_programs_too(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=moc+ban&lang=en")
    (found,) = answer.get_json()["results"]
    assert found["id"] == f"{BASE}e/object/moc-ban-vinh-nghiem"
    assert found["label"] == "Woodblocks of Vĩnh Nghiêm Pagoda"
    assert found["page"] == f"{BASE}en/e/object/moc-ban-vinh-nghiem"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_query_can_be_handed_to_the_form(client: FlaskClient) -> None:
    assert "ASK { ?a ?b &#34;x&#34; }" in get(client, '/vi/sparql?query=ASK { ?a ?b "x" }')
    page = get(client, f"/vi/sparql?thing={BASE}r/tvbg/work/BG1")
    assert f"GRAPH ?graph {{ &lt;{BASE}r/tvbg/work/BG1&gt;" in page


def test_facts_and_relations_name_only_known_terms() -> None:
    assert sum(len(group) for _, group in rules()) > 40
    shows = {rule.show for _, group in rules() for rule in group}
    assert shows <= {"text", "link", "thing", "concept", "date", "number", "count"}
    assert len({relation.key for relation in relations()}) == len(relations()) > 30
    for relation in relations():
        assert relation.title.vi and relation.title.en
        assert not relation.places or "?position" in question(relation.places)
    with pytest.raises((KeyError, AttributeError)):
        way(["crm:P999_no_such_property"])


@pytest.mark.parametrize(
    ("edtf", "vi", "en"),
    [
        ("2015-12-23", "23/12/2015", "23 December 2015"),
        ("2015-12", "tháng 12/2015", "December 2015"),
        ("1964", "1964", "1964"),
        ("16XX", "thế kỷ XVII", "17th century"),
        ("192X", "thập niên 1920", "1920s"),
        ("1XXX", "thiên niên kỷ II", "2nd millennium"),
        ("1686~", "khoảng 1686", "about 1686"),
        ("1419?", "1419 (?)", "1419 (?)"),
        ("1867/1900~", "1867 – khoảng 1900", "1867 – about 1900"),
        ("1964/..", "từ 1964", "from 1964"),
        ("-0257", "258 trước Công nguyên", "258 BC"),
        ("no date", "no date", "no date"),
    ],
)
def test_dates_are_written_as_each_language_writes_them(edtf: str, vi: str, en: str) -> None:
    assert (in_words(edtf, Words("vi")), in_words(edtf, Words("en"))) == (vi, en)


def test_numbers_are_written_as_each_language_writes_them() -> None:
    assert Words("vi").number(3050.5) == "3.050,5" and Words("en").number(3050.5) == "3,050.5"
    assert Words("vi").number(-0.0001) == "-0,0001" and Words("en").number(12) == "12"


def test_the_map_has_both_archipelagos_and_marks_points_where_they_are() -> None:
    assert [key for key, _ in chart.islands()] == ["map.hoang-sa", "map.truong-sa"]
    assert chart.spot(21.226, 106.272) == (95.4, 58.3)
    assert chart.spot(48.85, 2.35) is None


def test_addresses_of_things_are_escaped_and_those_of_others_left_alone() -> None:
    links = Links(BASE, "en")
    assert links.page(f"{BASE}e/work/tvbg.BG_C3~2") == "/en/e/work/tvbg.BG_C3~2"
    assert links.page(f'{BASE}e/work/"x') == "/en/e/work/%22x"
    assert links.page("http://viaf.org/x") == "http://viaf.org/x"
    assert links.page("javascript:alert(1)") == links.page(f"{BASE}sparql/x#y"[:0]) == ""


def test_assets_change_their_address_with_their_content_and_may_be_absent() -> None:
    assert re.fullmatch(r"/assets/site\.css\?v=[0-9a-f]{10}", asset("site.css"))
    assert asset("dist/none.css") == ""


def test_colours_have_the_contrast_that_wcag_aa_asks_for() -> None:
    css = (SITE / "static" / "site.css").read_text(encoding="utf-8")
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
                   for block in re.findall(r":root {(.*?)}", css, re.DOTALL)[:2])  # fmt: skip
    for colours in (light, dark):
        for name in ("ink", "ink-2", "red", "wood", "indigo", "moss", "gold"):
            for ground in ("paper", "paper-2"):
                assert _contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


def _contrast(first: str, second: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_vietnamese_is_never_set_in_capitals_or_spaced_out() -> None:
    css = (SITE / "static" / "site.css").read_text(encoding="utf-8")
    assert "text-transform" not in css and "letter-spacing" not in css and "gradient" not in css
