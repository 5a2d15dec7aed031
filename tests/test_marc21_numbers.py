"""MARC 21 010-088: numbers, codes of languages, places and times, class marks."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocban.mappings.marc21.fields.coverage import coded_period, dated
from mocban.mappings.marc21.fields.isbn_issn import isbn_holds, issn_holds, read_isbn
from mocban.mappings.marc21.fields.origins import marc_date
from mocban.ontology.edtf import extent
from tests.test_marc21 import BG, BOOK, mapped

GOLDEN = Path(__file__).parent / "golden" / "marc21"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("9786040000002", [("9786040000002", [], "")]),
        ("978-604-0-00000-2", [("9786040000002", [], "")]),
        ("978 604 0 00000 2 (bìa mềm)", [("9786040000002", ["bìa mềm"], "")]),
        ("9786040000002 : 50000đ", [("9786040000002", [], "50000đ")]),
        ("9786040000002 (t.1) : DVD", [("9786040000002", ["t.1", "DVD"], "")]),
        ("604000000x pbk.", [("604000000X", ["pbk"], "")]),
        ("ISBN-13: 9786040000002, ISBN 10: 6040000007",
         [("9786040000002", [], ""), ("6040000007", [], "")]),
        ("978604000000", [("978604000000", [], "")]),  # a digit is missing: no number at all
        (": 15000đ", [("", [], "15000đ")]),
        ("(bìa cứng)", [("", ["bìa cứng"], "")]),
        ("", [("", [], "")]),
    ],
)  # fmt: skip
def test_numbers_of_books_are_read_with_what_belongs_to_them(
    text: str, found: list[tuple[str, list[str], str]]
) -> None:
    assert list(read_isbn(text)) == found


@given(st.text(max_size=60))
def test_any_text_may_stand_where_a_number_is_meant(text: str) -> None:
    assert all(isinstance(digits, str) for digits, _, _ in read_isbn(text))
    assert marc_date(text) == "" or extent(marc_date(text).partition("T")[0])
    coded_period(text)
    dated(text)
    isbn_holds(text)


@pytest.mark.parametrize(
    ("digits", "holds"),
    [("9786040000002", True), ("9786040000003", False), ("6040000007", True), ("", False)],
)
def test_check_digits_of_books(digits: str, holds: bool) -> None:
    assert isbn_holds(digits) is holds


def test_check_digits_of_serials() -> None:
    assert issn_holds("03178471")
    assert not issn_holds("03178470")


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2003", "2003"),
        ("200304", "2003-04"),
        ("20030412", "2003-04-12"),
        ("2003----", "2003-XX-XX"),
        ("200304--", "2003-04-XX"),
        ("19uu", "19XX"),
        ("200304121930", "2003-04-12T19:30:00"),
        ("200304121930+0700", "2003-04-12T19:30:00+07:00"),
        ("200304121930-0500", "2003-04-12T19:30:00-05:00"),
        ("2003-05~", "2003-05~"),
        ("20031332", ""),
        ("mùa xuân", ""),
        ("", ""),
    ],
)
def test_dates_in_code(text: str, edtf: str) -> None:
    assert marc_date(text) == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("v7w4", "177X/184X"),
        ("v7v7", "177X"),
        ("v7", "177X"),
        ("x-x-", "19XX"),
        ("e5e5", "005X"),
        ("d9d9", "-0098/0000"),
        ("d8d9", "-0198/0000"),
        ("b0b0", "-2998/-2899"),
        ("d-d-", "-0998/0000"),
        ("a0c9", "../-0999"),
        ("d9e0", "-0098/000X"),
        ("w4v7", ""),
        ("z9", ""),
        ("v", ""),
        ("v7w", ""),
    ],
)
def test_periods_in_code(text: str, edtf: str) -> None:
    assert coded_period(text) == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("d1427", "1427"),
        ("d14271229", "1427-12-29"),
        ("d1427122907", "1427-12-29T07:00:00"),
        ("c0207", "-0206"),  # 207 BC; the year before 1 is 0
        ("c0001", "0000"),
        ("1427", ""),
        ("d14271340", ""),
    ],
)
def test_days_in_code(text: str, edtf: str) -> None:
    assert dated(text) == edtf


def test_only_numbers_that_hold_are_in_the_place_where_links_are_sought() -> None:
    wrong = ("020", "  \x1fa9786040000003\x1fz9786040000002"), ("022", "  \x1fa0317-8470")
    subjects = {subject for subject, _, _ in mapped([*BOOK, *wrong]).triples}
    assert not [node for node in subjects if "/isbn/" in node or "/issn/" in node]
    good = ("020", "  \x1fa9786040000002"), ("022", "  \x1fa0317-8471")
    subjects = {subject for subject, _, _ in mapped([*BOOK, *good]).triples}
    assert f"<{BG}instance/BG1/isbn/9786040000002>" in subjects
    assert f"<{BG}instance/BG1/issn/0317-8471>" in subjects


def test_numbers_of_other_systems_and_of_one_copy_are_not_read() -> None:
    local = [(tag, "  \x1faKÍN-17\x1fbKÍN-17") for tag in ("019", "029", "039", "049", "059")]
    local += [("066", "  \x1fcKÍN-17"), ("079", "  \x1faKÍN-17"), ("085", "  \x1fbKÍN-17")]
    assert "KÍN" not in repr(mapped([*BOOK, *local]).triples)


def test_one_more_class_mark_changes_nothing_but_its_own_nodes() -> None:
    before = set(mapped([*BOOK, ("082", "04\x1fa959.725\x1f223")]).triples)
    more = [("082", "04\x1fa398.2\x1fbL250\x1f223"), ("024", "7 \x1fa10.1/2\x1f2doi")]
    more += [("041", "1 \x1favie\x1fhfre"), ("034", "1 \x1faa\x1fb50000")]
    after = set(mapped([*BOOK, ("082", "04\x1fa959.725\x1f223"), *more]).triples)
    assert before < after


def test_a_class_mark_without_scheme_is_of_the_scheme_of_the_dataset() -> None:
    fields = [*BOOK, ("084", "  \x1faV3(1)")]
    mark = f"<{BG}work/BG1/classification/084-V3_281_29/source/"
    assert (f"{mark}tvbg>", '"tvbg"') in {(s, o) for s, _, o in mapped(fields).triples}
    told = mapped(fields, options={"class_scheme": "bbk"}).triples
    assert (f"{mark}bbk>", '"bbk"') in {(s, o) for s, _, o in told}


@pytest.mark.parametrize("tag", ["020", "022", "024", "033", "034", "041", "045", "050", "082"])
def test_fields_without_indicators_or_subfields_do_no_harm(tag: str) -> None:
    assert mapped([*BOOK, (tag, "  ")]).triples
    assert mapped([*BOOK, (tag, "  \x1fa?\x1fb?\x1f2?\x1f6?\x1f0?")]).triples
