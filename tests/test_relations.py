"""Titles, series and linked works of MARC records: what no pair of golden files shows."""

import random
from pathlib import Path

import pytest

from mocban.mappings.marc21 import mapping, read_marcxml
from mocban.mappings.marc21.body import Marc
from mocban.mappings.record import Dataset, Record

GOLDEN = Path(__file__).parent / "golden" / "marc21"
DATASET = Dataset("https://mocban.example/", "tvbg", "marc", "marcxml", holder="Thư viện mẫu")
WORK = "<https://mocban.example/r/tvbg/work/BG1>"
BF = "http://id.loc.gov/ontologies/bibframe/"
OURS = sorted(
    path.stem
    for path in GOLDEN.glob("*.xml")
    if path.stem[:2] in ("21", "22", "24", "40", "44", "46", "49", "74", "76", "77", "78", "80")
    or path.stem.startswith("83")
)


def said(*fields: tuple[str, str, list[tuple[str, str]]]) -> set[tuple[str, str, str]]:
    """The triples of a record with these fields."""
    body = Marc("00000nam a22", [("001", "BG1", []), *fields])
    return set(mapping(DATASET)(Record("tvbg", "BG1", 1, body)).triples)


def values(triples: set[tuple[str, str, str]], subject: str, name: str) -> set[str]:
    """What one property of a node says."""
    return {value for node, each, value in triples if node == subject and each == f"<{BF}{name}>"}


TITLE = ("245", "10", [("a", "Sách mẫu")])


@pytest.mark.parametrize("name", OURS)
def test_the_order_of_fields_tells_nothing(name: str) -> None:
    with (GOLDEN / f"{name}.xml").open("rb") as stream:
        record = next(iter(read_marcxml(stream, name, DATASET)))
    assert isinstance(record, Record)
    leader, fields, oddities = record.body
    first = set(mapping(DATASET)(record).triples)
    for seed in range(5):
        turned = list(fields)
        random.Random(seed).shuffle(turned)
        again = Record(record.source, record.id, 9, Marc(leader, turned, oddities))
        assert set(mapping(DATASET)(again).triples) == first


def test_a_price_behind_a_number_is_nobodys_business() -> None:
    assert "51500" not in (GOLDEN / "775-776-editions.nt").read_text(encoding="utf-8")


def test_two_records_share_the_heading_of_a_host_and_nothing_that_is_said_of_it() -> None:
    def cited(number: str) -> set[tuple[str, str, str]]:
        return said(TITLE, ("773", "0 ", [("t", "Báo mẫu"), ("g", number), ("x", "0866-7349")]))

    shared = "<https://mocban.example/r/tvbg/heading/work/"
    one, other = cited("Số 1"), cited("Số 2")
    assert {each for each in one if each[0].startswith(shared)} == {
        each for each in other if each[0].startswith(shared)
    }
    assert not any("0866-7349" in "".join(each) for each in one if each[0].startswith(shared))
    assert values(one, WORK, "partOf") == values(other, WORK, "partOf")


@pytest.mark.parametrize(
    ("number", "own"),
    [("BG7", True), ("(TVBG)BG7", True), ("(OCoLC)BG7", False), ("BG1", False)],
)
def test_a_host_with_a_number_of_this_catalogue_is_a_thing(number: str, own: bool) -> None:
    found = said(("003", "TVBG", []), TITLE, ("773", "0 ", [("t", "Báo mẫu"), ("w", number)]))
    thing = "<https://mocban.example/r/tvbg/work/BG7>"
    assert (values(found, WORK, "partOf") == {thing}) is own


@pytest.mark.parametrize(
    ("author", "seven", "kind"),
    [
        ("Nguyễn Văn A", "", "person"),
        ("Smith, J. R.", "", "person"),
        ("Viện Văn học", "", "group"),
        ("Bộ Văn hóa. Cục Di sản", "", "group"),
        ("Dunford University Press", "", "group"),
        ("Họa Mi", "c1", "group"),
        ("Hội", "p1am", "person"),
    ],
)
def test_an_author_of_a_linked_work_is_a_person_or_a_body(
    author: str, seven: str, kind: str
) -> None:
    parts = [("7", seven)] if seven else []
    found = said(TITLE, ("787", "0 ", [*parts, ("a", author), ("t", "Sách khác")]))
    assert any(f"/heading/{kind}/" in node for node, _, _ in found)


@pytest.mark.parametrize(
    ("text", "title", "part"),
    [
        ("// Báo mẫu. - 2004. - Số 3", "Báo mẫu", "2004. - Số 3"),
        ("Khoa học - Công nghệ", "Khoa học - Công nghệ", ""),
        ("Báo mẫu. – Số 3", "Báo mẫu", "Số 3"),
        (". - Số 3", "", "Số 3"),
    ],
)
def test_a_host_in_one_subfield_is_taken_apart(text: str, title: str, part: str) -> None:
    found = said(TITLE, ("773", "0 ", [("t", text)]))
    assert values(found, WORK, "part") == ({f'"{part}"@vi'} if part else set())
    headings = {
        value for node, each, value in found if "/heading/work/" in node and "label" in each
    }
    assert headings == ({f'"{title}"@vi'} if title else set())


@pytest.mark.parametrize(
    ("main", "other", "folded"),
    [
        ("Hoa sen trắng", "Hoa sen trang", True),
        ("Hoa sen trắng", "Hoa sen", False),
        ("Lotus", "lotus", False),
    ],
)
def test_a_title_typed_without_marks_is_no_other_title(main: str, other: str, folded: bool) -> None:
    found = said(("245", "10", [("a", main)]), ("246", "3 ", [("a", other)]))
    assert any(each == "<https://w3id.org/mocban/ns/fold>" for _, each, _ in found) is folded
    assert (len(values(found, WORK, "title")) == 1) is folded


def test_fields_with_nothing_to_tell_do_no_harm() -> None:
    tags = "210 222 242 243 246 247 400 410 411 440 462 465 466 490 740 760 773 776 785 800 830"
    for tag in tags.split():
        for parts in ([], [("a", "=")], [("a", " / ")], [("t", ".")], [("w", "")], [("x", "?")]):
            for indicators in ("  ", "0", "", "|9"):
                said(TITLE, (tag, indicators, parts))
                said(TITLE, (tag, indicators, [("6", "880-01"), *parts]),
                     ("880", indicators, [("6", f"{tag}-01/$1"), *parts]))  # fmt: skip
                said(TITLE, ("880", indicators, [("6", f"{tag}-00/$1"), *parts]))


def test_an_equation_in_a_title_stays_whole() -> None:
    found = said(("245", "10", [("a", "E = mc² :"), ("b", "vật lý = physics")]))
    title = "<https://mocban.example/r/tvbg/instance/BG1/title/245>"
    assert values(found, title, "mainTitle") == {'"E = mc²"@vi'}
    assert values(found, title, "subtitle") == {'"vật lý"@vi'}
