"""Terms are valid N-Triples whatever a record says, and give its words back."""

import re

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocban.ontology import literals

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
ODD = ['"', "\\", "\\n", "a\nb\r", "\ud800", "\x85", "\u2028", "\\u0041", "a\tb", "\ufeff"]
texts = st.text() | st.sampled_from(ODD)


def parsed(term: str) -> object:
    (quad,) = ox.parse(
        input=f"<https://mocban.example/s> <https://mocban.example/p> {term} .\n",
        format=ox.RdfFormat.N_TRIPLES,
    )
    return quad.object


@given(texts)
def test_any_text_is_a_literal_that_gives_it_back(text: str) -> None:
    found = parsed(literals.text(text))
    assert isinstance(found, ox.Literal)
    assert found.value == CONTROL.sub("", text)


@given(texts)
def test_a_language_tag_stays_with_its_text(text: str) -> None:
    term = literals.text(text, "vi-Hani")
    found = parsed(term)
    assert isinstance(found, ox.Literal)
    assert found.language is not None and found.language.lower() == "vi-hani"
    assert literals.language(term) == "vi-Hani"


@given(texts)
def test_the_words_of_a_term_are_the_words_that_went_in(text: str) -> None:
    assert literals.plain(literals.text(text)) == CONTROL.sub("", text)
    assert literals.plain(literals.text(text, "vi")) == CONTROL.sub("", text)


@given(texts | texts.map("https://example.org/".__add__) | texts.map("urn:x:".__add__))
def test_an_address_is_a_valid_iri_or_nothing(text: str) -> None:
    term = literals.outside(text)
    if term is not None:
        found = parsed(term)
        assert isinstance(found, ox.NamedNode)
        assert literals.plain(term) == found.value


@pytest.mark.parametrize(
    ("address", "term"),
    [
        ("https://example.org/a b", "<https://example.org/a%20b>"),
        (" http://example.org/ảnh.jpg ", "<http://example.org/%E1%BA%A3nh.jpg>"),
        ("http://example.org/a%20b", "<http://example.org/a%20b>"),
        ("www.example.org", None),
        ("", None),
        ("không có", None),
    ],
)
def test_web_addresses_are_mended_or_refused(address: str, term: str | None) -> None:
    assert literals.outside(address) == term


def test_typed_literals_carry_their_types() -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    for term, name in (
        (literals.integer(3), "integer"),
        (literals.decimal("21.2"), "decimal"),
        (literals.boolean(True), "boolean"),
        (literals.date("2015-12-23"), "date"),
        (literals.datetime("2015-12-23T00:00:00Z"), "dateTime"),
    ):
        found = parsed(term)
        assert isinstance(found, ox.Literal)
        assert found.datatype.value == xsd + name


def test_an_edtf_date_has_the_datatype_of_the_library_of_congress() -> None:
    assert literals.edtf("16XX") == '"16XX"^^<http://id.loc.gov/datatypes/edtf>'
