"""Our JSON-LD says what the triples say, in short keys, and nothing is fetched for it."""

from typing import Any

import pyoxigraph as ox
import pytest

from mocban.ontology import concepts, jsonld, labels
from mocban.ontology.namespaces import PREFIXES, term

BASE = "https://mocban.example/"
N_QUADS = """\
<https://mocban.example/e/monument/vinh-nghiem> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/mocban/ns/Monument> .
<https://mocban.example/e/monument/vinh-nghiem> <http://www.w3.org/2000/01/rdf-schema#label> "Chùa Vĩnh Nghiêm"@vi .
<https://mocban.example/e/monument/vinh-nghiem> <http://www.w3.org/2000/01/rdf-schema#label> "Vĩnh Nghiêm Pagoda"@en .
<https://mocban.example/e/monument/vinh-nghiem> <http://www.w3.org/2004/02/skos/core#altLabel> "永嚴寺"@vi-Hani .
<https://mocban.example/e/monument/vinh-nghiem> <http://www.w3.org/2004/02/skos/core#altLabel> "Chùa \\"La\\"" .
<https://mocban.example/e/monument/vinh-nghiem> <https://w3id.org/mocban/ns/currentRank> <https://mocban.example/v/rank/quoc-gia-dac-biet> .
<https://mocban.example/e/monument/vinh-nghiem> <http://www.w3.org/2003/01/geo/wgs84_pos#lat> "21.20"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<https://mocban.example/e/monument/vinh-nghiem> <https://w3id.org/mocban/ns/demo> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> .
<https://mocban.example/e/monument/vinh-nghiem> <http://elsewhere.example/ns/x> "1.50"^^<http://elsewhere.example/ns/money> .
<https://mocban.example/r/a/person/1/birth/1/time/x> <https://w3id.org/mocban/ns/edtf> "1858~"^^<http://id.loc.gov/datatypes/edtf> .
<https://mocban.example/r/a/person/1/birth/1/time/x> <https://w3id.org/mocban/ns/edtf> "1858" .
"""


def triples(text: str) -> set[ox.Quad]:
    return set(ox.parse(text.encode(), format=ox.RdfFormat.N_QUADS))


def test_compacted_json_ld_says_the_same_when_it_is_expanded_again() -> None:
    assert triples(jsonld.nquads(jsonld.compact(N_QUADS))) == triples(N_QUADS)


def test_the_schemes_survive_json_ld() -> None:
    lines = [line for line in concepts.quads(BASE) if "/g/vocab/rank>" in line]
    text = "".join(lines)
    assert triples(jsonld.nquads(jsonld.compact(text))) == triples(text)


def test_our_keys_are_short_and_languages_are_keys() -> None:
    document = jsonld.compact(N_QUADS)
    monument = next(node for node in document["@graph"] if node["id"].endswith("vinh-nghiem"))
    assert monument["type"] == "Monument"
    assert monument["label"] == {"vi": "Chùa Vĩnh Nghiêm", "en": "Vĩnh Nghiêm Pagoda"}
    assert monument["currentRank"] == "https://mocban.example/v/rank/quoc-gia-dac-biet"
    assert monument["lat"] == "21.20"
    assert document["@context"] == jsonld.context()["@context"]


def test_the_context_may_be_named_by_its_address() -> None:
    document = jsonld.compact(N_QUADS, address="https://mocban.example/context.jsonld")
    assert document["@context"] == "https://mocban.example/context.jsonld"


@pytest.mark.parametrize(
    "document",
    [
        {"@context": "https://schema.org/", "name": "x"},
        {"@context": [{"a": "http://elsewhere.example/a"}, "http://127.0.0.1/x"], "a": 1},
        {"@context": {"@version": 1.1, "@import": "http://localhost/x"}, "a": 1},
        {
            "@context": {"a": {"@id": "http://e.example/a", "@context": "file:///etc/x"}},
            "a": {"b": 1},
        },
        "http://localhost/document",
    ],
)
def test_no_address_is_ever_fetched(document: Any) -> None:
    for read in (jsonld.expand, jsonld.nquads):
        with pytest.raises(jsonld.RemoteContext) as caught:
            read(document)
        assert caught.value.text.vi != caught.value.text.en


def test_a_document_that_is_no_json_ld_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="invalid"):
        jsonld.expand({"@id": 3})
    with pytest.raises(ValueError, match="[Pp]ars"):
        jsonld.compact("this is no N-Quads")


def test_every_key_of_the_context_is_a_term_that_exists() -> None:
    words = jsonld.context()["@context"]
    for key, meaning in words.items():
        name = (
            meaning
            if isinstance(meaning, str)
            else meaning.get("@id", "")
            if isinstance(meaning, dict)
            else ""
        )
        if key in PREFIXES:
            assert meaning == PREFIXES[key]
        elif not key.startswith("@") and not name.startswith("@"):
            assert term(name)
            kind = meaning.get("@type") if isinstance(meaning, dict) else None
            assert kind in (None, "@id") or ":" in kind
    means = {
        meaning if isinstance(meaning, str) else meaning["@id"]
        for key, meaning in words.items()
        if key != "@version"
    }
    wanted = {name for name in labels.labelled() if name.startswith(("mcb:", "crm:", "bf:"))}
    assert wanted <= means
