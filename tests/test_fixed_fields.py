"""Fields with codes at fixed places: 005, 006, 007, 008."""

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocban.mappings.marc21.fields import control
from mocban.mappings.marc21.fields.shifted import HEAD, LENGTH, repaired
from mocban.ontology.edtf import extent
from tests.test_marc21 import BOOK, mapped

WHOLE = "260101s2003    vm a   j b    000 1 vie d"


def of_dates(kind: str, dates: str) -> str:
    return control.dates(f"260101{kind}{dates}vm ")


@pytest.mark.parametrize(
    ("kind", "dates", "edtf"),
    [
        ("s", "2003    ", "2003"),
        ("s", "19uu    ", "19XX"),
        ("s", "        ", ""),
        ("s", "||||||||", ""),
        ("c", "19979999", "1997/.."),
        ("c", "    9999", "/.."),
        ("d", "19541975", "1954/1975"),
        ("d", "1954uuuu", "1954/XXXX"),
        ("u", "199u    ", "199X/"),
        ("m", "20019999", "2001/.."),
        ("m", "20132012", "2012/2013"),
        ("i", "18841913", "1884/1913"),
        ("q", "19601969", "1960~/1969~"),
        ("q", "1960    ", "1960~"),
        ("e", "20030430", "2003-04-30"),
        ("e", "200304  ", "2003-04"),
        ("e", "20031340", "2003"),
        ("r", "20031920", "2003"),
        ("t", "20032002", "2003"),
        ("p", "20031999", "2003"),
        ("n", "        ", "XXXX"),
        ("n", "uuuuuuuu", "XXXX/XXXX"),
        ("b", "        ", ""),
        ("|", "||||||||", ""),
        ("|", "2003    ", "2003"),
        ("", "", ""),
    ],
)
def test_dates_are_read_by_their_kind(kind: str, dates: str, edtf: str) -> None:
    assert of_dates(kind, dates) == edtf


@given(st.sampled_from("cdeikmpqrstu"), st.integers(1000, 2100), st.integers(1000, 2100))
def test_known_years_always_make_a_date_that_is_one(kind: str, first: int, second: int) -> None:
    assert extent(of_dates(kind, f"{first}{second}")) is not None


def test_one_blank_more_or_less_before_any_code_is_found_out() -> None:
    for at in range(LENGTH - 2):
        if WHOLE[at] == " ":
            more, less = WHOLE[:at] + " " + WHOLE[at:], WHOLE[:at] + WHOLE[at + 1 :]
            for moved in (more, less):
                found = repaired(moved)
                assert found[:HEAD] == WHOLE[:HEAD], moved
                assert found[HEAD:35] in (WHOLE[HEAD:35], "|" * 17), moved
                assert found[35:38] == "vie", moved


@pytest.mark.parametrize("moved", [" ", "  ", "20"])
def test_what_is_moved_as_a_whole_is_put_back_as_a_whole(moved: str) -> None:
    assert repaired(moved + WHOLE)[6:] == WHOLE[6:]
    assert repaired(WHOLE[:-2]) == f"{WHOLE[:-2]}  "
    assert repaired(WHOLE[1:])[6:] == WHOLE[6:]


def test_codes_whose_place_is_lost_are_not_made_up() -> None:
    assert repaired(WHOLE.replace("j b", "j  b"))[HEAD:35] == "|" * 17


@given(st.text(alphabet=string.ascii_lowercase + string.digits + " |#^é", max_size=60))
@settings(max_examples=300)
def test_no_text_is_too_odd_for_008(text: str) -> None:
    assert len(repaired(text)) in (0, HEAD, LENGTH)
    fields = [("001", "BG1"), ("008", text), *BOOK[3:]]
    for leader in ("nam a22", "nas a22", "ngm a22", "nem a22", "nab a22"):
        mapped(fields, leader)


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=200)
def test_no_text_is_too_odd_for_005_006_and_007(first: str, second: str) -> None:
    tidy = [
        text.replace("\x1d", "").replace("\x1e", "").replace("\x1f", "") for text in (first, second)
    ]
    random.shuffle(tidy)
    mapped([("001", "BG1"), ("005", tidy[0]), ("006", tidy[0]), ("007", tidy[1]), *BOOK[1:]])


def test_signs_for_blanks_say_the_same_as_blanks() -> None:
    plain = mapped([("001", "BG1"), ("008", WHOLE), ("007", "hd afb024baca"), *BOOK[3:]])
    for sign in "#^\\":
        fields = [("001", "BG1"), ("008", WHOLE.replace(" ", sign)), *BOOK[3:]]
        fields.insert(2, ("007", f"hd{sign}afb024baca"))
        assert set(mapped(fields).triples) == set(plain.triples)
