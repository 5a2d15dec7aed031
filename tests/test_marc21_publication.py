"""MARC 21, 250 to 388: what was published, and what it is like."""

import pytest

from mocban.mappings.marc21.fields.imprint_names import place_name, publisher_name
from mocban.mappings.marc21.punctuation import chopped, unwrapped
from tests.test_marc21 import BG, BOOK, GOLDEN, mapped

BF = "http://id.loc.gov/ontologies/bibframe/"
BFLC = "http://id.loc.gov/ontologies/bflc/"


def said(fields: list[tuple[str, str]], name: str, leader: str = "nam a22") -> set[str]:
    """The values of one property in what is made of a book with these fields."""
    book = [("001", "BG1"), ("245", "10\x1faSách mẫu"), *fields]
    return {value for _, predicate, value in mapped(book, leader).triples if predicate == name}


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("H. :", "H."),
        ("Văn học,", "Văn học"),
        ("Tái bản lần 2.", "Tái bản lần 2"),
        ("2nd ed.", "2nd ed."),
        ("Rev. ed. /", "Rev. ed."),
        ("What? Yes.", "What? Yes."),
        ("Edition A.", "Edition A."),
        ("D. Appleton and Company.", "D. Appleton and Company"),
        ("[Hanoi :", "[Hanoi]"),
        ("2003]", "[2003]"),
        ("(Huế :", "Huế"),
        ("2004)", "2004"),
        ("1 v. (xi, 34 p.)", "1 v. (xi, 34 p.)"),
        ('"Mùa gặt', "Mùa gặt"),
        ("= Bắc Giang", "Bắc Giang"),
        (" số 2", "số 2"),
        (" . ", ""),
        ("", ""),
    ],
)
def test_punctuation_around_an_element_goes(written: str, left: str) -> None:
    assert chopped(written) == left
    assert chopped(left) == left


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("(W 126°--W 124°/N 42°--N 40°).", "W 126°--W 124°/N 42°--N 40°"),
        ("((13671)),", "13671"),
        ("(", ""),
        ("(abc", "abc"),
    ],
)
def test_round_brackets_around_the_whole_go(written: str, left: str) -> None:
    assert unwrapped(written) == left


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("H. :", "Hà Nội"),
        ("TP. HCM", "Thành phố Hồ Chí Minh"),
        ("S. :", "Sài Gòn"),
        ("[Hanoi?]", "Hà Nội"),
        ("Hanoi (Vietnam)", "Hanoi (Vietnam)"),
        ("(Bắc Giang :", "Bắc Giang"),
        ("[K.đ.] :", ""),
        ("[S.l.]", ""),
    ],
)
def test_a_place_has_one_name(written: str, name: str) -> None:
    assert place_name(written) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Nxb. Văn học,", "Nhà xuất bản Văn học"),
        ("N.X.B KHXH", "Nhà xuất bản Khoa học xã hội"),
        ("Văn hoá - Thông tin", "Nhà xuất bản Văn hóa thông tin"),
        ("Nxb. Mẫu", "Nhà xuất bản Mẫu"),
        ("Nhã Nam", "Nhã Nam"),
        ("[k.nxb.]", ""),
        ("Knxb.", ""),
        ("[Nhà xuất bản không xác định]", ""),
        ("Nxb.", ""),
    ],
)
def test_a_publisher_has_one_name(written: str, name: str) -> None:
    assert publisher_name(written) == name


def test_what_is_transcribed_stays_as_it_is_written() -> None:
    fields = [("260", "  \x1faH. :\x1fbNxb. Văn học,\x1fccop. 2003")]
    assert said(fields, f"<{BFLC}simplePlace>") == {'"H."@vi'}
    assert said(fields, f"<{BFLC}simpleAgent>") == {'"Nxb. Văn học"@vi'}
    assert said(fields, f"<{BFLC}simpleDate>") == {'"cop. 2003"@vi'}
    assert said(fields, f"<{BF}publicationStatement>") == {'"H.: Nxb. Văn học, cop. 2003"@vi'}


def test_the_year_of_260_and_that_of_008_stand_on_activities_of_their_own() -> None:
    book = [*BOOK[:1], ("008", "260101s1999    vm            000 0 vie d"), *BOOK[2:]]
    found = {
        (subject, value)
        for subject, predicate, value in mapped(book).triples
        if predicate == f"<{BF}date>"
    }
    edtf = "^^<http://id.loc.gov/datatypes/edtf>"
    assert (f"<{BG}instance/BG1/provision/008>", f'"1999"{edtf}') in found
    assert {value for subject, value in found if "/provision/260-" in subject} == {f'"2003"{edtf}'}


def test_another_imprint_changes_no_other() -> None:
    before = set(mapped(BOOK).triples)
    after = set(mapped([*BOOK, ("264", " 2\x1faBắc Giang :\x1fbHiệu sách mẫu")]).triples)
    assert before < after


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("  \x1faVăn bản", "contentTypes/txt"),
        ("  \x1fatext\x1fbtxt\x1f2rdacontent", "contentTypes/txt"),
        ("  \x1fbtext", "contentTypes/txt"),
        ("  \x1fbTXT.", "contentTypes/txt"),
    ],
)
def test_a_content_type_is_a_term_however_it_is_written(field: str, value: str) -> None:
    assert f"<http://id.loc.gov/vocabulary/{value}>" in said([("336", field)], f"<{BF}content>")


def test_a_code_of_no_list_is_warned_of_and_gives_nothing() -> None:
    book = [*BOOK, ("338", "  \x1fbkhong co")]
    assert ("unknown-term", "338$b") in {(kind, field) for kind, field, _ in mapped(book).warnings}


def test_private_words_are_in_no_triple() -> None:
    text = (GOLDEN / "270-not-for-readers.nt").read_text(encoding="utf-8")
    private = "KÍN DIEN-THOAI THU-DIEN-TU GIA-TIEN KIEM-SOAT CHU-SO-HUU 50000GIA CON-HANG KHO-KIN"
    assert text
    assert [word for word in private.split() if word in text] == []
