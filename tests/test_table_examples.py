"""Every table mapping that we ship gives what its own examples say."""

import pyoxigraph as ox
import pytest

from mocban.mappings.record import Dataset, Record
from mocban.mappings.table.mapper import compiled
from mocban.mappings.table.row import Row
from mocban.mappings.table.schema import load, shipped
from mocban.ontology.namespaces import PREFIXES

BASE = "https://mocban.example/"
_PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
_EXAMPLES = [
    pytest.param(name, number, id=f"{name}-{number + 1}")
    for name in shipped()
    for number in range(len(load(name).spec.value.get("examples", [])))
]


@pytest.mark.parametrize(("name", "number"), _EXAMPLES)
def test_a_shipped_mapping_gives_what_its_example_says(name: str, number: int) -> None:
    table = load(name)
    example = table.spec.value["examples"][number]
    assert set(example["row"]) <= set(table.columns)
    dataset = Dataset(BASE, "src", name, "csv", mapping=name)
    record = Record("src", table.id(example["row"]), 2, Row(example["row"]))
    made = compiled(table, dataset)(record)
    text = "".join(f"{' '.join(triple)} .\n" for triple in made.triples)
    found = {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)}
    wanted = ox.parse(_PREFIXES + example["gives"], format=ox.RdfFormat.TURTLE, base_iri=BASE)
    missing = sorted(str(quad.triple) for quad in wanted if quad.triple not in found)
    assert not missing


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_mapping_has_an_example_and_a_title_in_both_languages(name: str) -> None:
    value = load(name).spec.value
    assert value["examples"]
    assert set(value["title"]) == {"vi", "en"}
