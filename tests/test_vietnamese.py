"""Vietnamese text: what is the same name, and in what order names stand."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocban.ontology.vietnamese import (
    core,
    fold,
    has_han,
    head_kind,
    match_key,
    sort_key,
    split_head,
)


def test_folding_takes_tones_marks_and_case_away() -> None:
    assert fold("Đình  Thổ Hà, ĐỨC LA") == "dinh tho ha, duc la"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aăâbcdđeêoôơuưyàảãáạằẳẵắặầẩẫấậ ẤỆỮ"))
def test_composed_and_decomposed_text_fold_and_match_alike(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert fold(apart) == fold(text)
    assert match_key(apart) == match_key(text)
    assert sort_key(apart) == sort_key(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("khoẻ", "khỏe"),
        ("Thuý", "Thúy"),
        ("Quý", "Qúy"),
        ("CHÙA VĨNH NGHIÊM", "chùa Vĩnh Nghiêm"),
        ("Vĩnh Nghiêm (chùa)", "Chùa Vĩnh Nghiêm"),
        ("Vĩnh Nghiêm, chùa", "Chùa Vĩnh Nghiêm"),
        ("Yên Thế (khu di tích)", "Khu di tích Yên Thế"),
        ("“Bình Ngô đại cáo”", "Bình Ngô đại cáo"),
        ("Quan họ Bắc Ninh - Bắc Giang", "Quan họ Bắc Ninh, Bắc Giang"),
    ],
)
def test_two_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("dương", "đương"), ("dương", "đường"), ("Lý", "Lí"), ("Hòa", "Hóa")]
)
def test_different_words_keep_different_keys(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    assert match_key(match_key(text)) == match_key(text)


def test_the_core_of_a_name_is_without_its_generic_heads() -> None:
    assert core("Chùa Vĩnh Nghiêm") == "vĩnh nghiêm"
    assert split_head("Lễ hội chùa Vĩnh Nghiêm") == ("lễ hội chùa", "vĩnh nghiêm")
    assert core("Khu di tích lịch sử Yên Thế") == "yên thế"


def test_a_name_that_is_only_a_head_stays() -> None:
    assert core("Đình") == "đình"


def test_a_head_is_a_whole_word() -> None:
    assert core("Phủ Lạng Thương") == "lạng thương"
    assert core("Thànhcông") == "thànhcông"


def test_the_first_head_tells_the_kind() -> None:
    assert head_kind("Lễ hội chùa Vĩnh Nghiêm") == "ich"
    assert head_kind("Vĩnh Nghiêm (chùa)") == "monument"
    assert head_kind("Thân Nhân Trung") is None


def test_han_characters_are_seen() -> None:
    assert has_han("Thân Nhân Trung 申仁忠")
    assert has_han("𡨸喃")
    assert not has_han("Thân Nhân Trung")


def test_words_stand_in_the_order_of_vietnamese_dictionaries() -> None:
    expected = ["an", "An", "ao", "áo", "ăn", "Ăn", "ân", "Ấn", "ba", "bà", "bả", "bã", "bá", "bạ",
                "dân", "Đà", "đan"]  # fmt: skip
    shuffled = sorted(expected, key=len)
    assert shuffled != expected
    assert sorted(shuffled, key=sort_key) == expected


def test_a_shorter_name_stands_before_a_longer_one_and_signs_before_letters() -> None:
    expected = ["(a)", "2", "10", "an", "an khang", "anh", "北江"]
    assert sorted(expected, key=sort_key) == ["(a)", "10", "2", "an", "an khang", "anh", "北江"]


@given(st.text(alphabet="aăbcđeêAĐ àạ北1("))
def test_a_beginning_stands_before_the_whole(text: str) -> None:
    assert sort_key(text) < sort_key(text + "ơ")
