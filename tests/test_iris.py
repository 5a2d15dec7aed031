"""IRIs are spelled from what the source says, and give it back."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocban.ontology.iris import Minter, dec, enc, norm, numbered, short_key, sub

ODD = [
    "..",
    ".",
    "~2",
    "%41",
    "a#b?c",
    "昌江賦",
    "_41",
    "a/b",
    "548/QĐ-TTg",
    "",
    " a  b ",
    "\ud800",
]


@given(st.text() | st.sampled_from(ODD))
def test_what_was_encoded_comes_back(text: str) -> None:
    assert dec(enc(text)) == norm(text)


@given(st.text(), st.text())
def test_two_strings_have_two_segments(one: str, other: str) -> None:
    assert (enc(one) == enc(other)) == (norm(one) == norm(other))


@given(st.text() | st.sampled_from(ODD))
def test_a_segment_has_nothing_that_a_path_or_a_browser_would_change(text: str) -> None:
    assert not set(enc(text)) & set('./~%#?&+ :\\"<>')
    assert enc(text).isascii()


def test_a_decision_number_is_spelled_out() -> None:
    assert enc("548/QĐ-TTg") == "548_2FQ_C4_90-TTg"
    assert enc("a_b") == "a_5Fb"


def test_composed_and_decomposed_letters_are_one_iri() -> None:
    assert enc(unicodedata.normalize("NFD", "Ấ")) == enc("Ấ")


def test_two_spellings_stay_two_iris() -> None:
    assert enc("hoà") != enc("hòa")


@given(st.text(max_size=80))
def test_a_short_key_is_a_key_of_at_most_forty_characters(text: str) -> None:
    assert len(dec(short_key(text))) <= 40
    assert norm(text).startswith(dec(short_key(text)))


def test_keys_that_clash_are_numbered_in_order_of_value() -> None:
    pairs = [("k", "b"), ("k", "a"), ("m", "x"), ("k", "c")]
    assert numbered(pairs) == ["k~2", "k", "m", "k~3"]


def test_equal_keys_with_equal_values_share_one_name() -> None:
    assert numbered([("k", "a"), ("k", "a"), ("k", "b")]) == ["k", "k", "k~2"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"))), st.randoms())
def test_names_do_not_depend_on_order(pairs: list[tuple[str, str]], random: object) -> None:
    names = dict(zip(pairs, numbered(pairs), strict=True))
    turned = list(reversed(pairs))
    assert dict(zip(turned, numbered(turned), strict=True)) == names
    assert len(set(names.values())) == len(names)


def test_the_same_id_in_two_sources_is_two_things() -> None:
    one, other = (Minter("https://mocban.example/", source) for source in ("tvbg", "tvyd"))
    assert one.thing("work", "1") != other.thing("work", "1")
    assert one.other("tvyd", "work", "1") == other.thing("work", "1")


@pytest.mark.parametrize("base", ["https://mocban.example", "https://mocban.example/"])
def test_a_base_may_lack_its_slash(base: str) -> None:
    assert Minter(base, "svhtt").record("BG-017") == (
        "<https://mocban.example/r/svhtt/record/BG-017>"
    )


def test_parts_hang_below_their_node() -> None:
    minter = Minter("https://mocban.example/", "svhtt")
    node = minter.thing("monument", "BG-017")
    assert sub(node, "birth", "1") == minter.thing("monument", "BG-017", "birth", "1")


def test_a_heading_is_spelled_from_its_string() -> None:
    minter = Minter("https://mocban.example/", "tvbg")
    assert minter.heading("place", "Vĩnh Nghiêm (chùa)") == (
        "<https://mocban.example/r/tvbg/heading/place/V_C4_A9nh_20Nghi_C3_AAm_20_28ch_C3_B9a_29>"
    )
