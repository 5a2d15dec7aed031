"""The controlled terms of the Library of Congress: the tables, and who takes from them."""

import csv
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from mocban.errors import Text
from mocban.mappings.marc21.body import rows
from mocban.mappings.record import Dataset
from mocban.oneoff import convert_to
from mocban.ontology import codes, labels
from mocban.ontology.namespaces import RDF, RDFS, published_terms
from mocban.progress import Quiet
from tests.workspaces import BASE, built, lines

TABLES = sorted((Path(__file__).parent.parent / "ontology" / "codes").glob("*.tsv"))
VOCABULARY = f"{codes.STEM}vocabulary/"
KNOWN = frozenset(codes.known())
RECORD = """<record xmlns="http://www.loc.gov/MARC21/slim">
  <leader>00000nam a2200000 a 4500</leader>
  <controlfield tag="001">BG1</controlfield>
  <controlfield tag="008">260101s2003    vm a          000 1 vie d</controlfield>
  <datafield tag="245" ind1="1" ind2="0"><subfield code="a">Sách mẫu</subfield></datafield>
</record>"""


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines(), delimiter="\t"))


def term(path: str) -> str:
    return f"<{codes.STEM}{path}>"


# The tables


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_row_is_an_address_a_class_that_exists_and_a_tidy_english_name(path: Path) -> None:
    for row in table(path):
        assert re.fullmatch(rf"{re.escape(codes.STEM)}(vocabulary|authorities)/[!-~]+", row["iri"])
        assert row["en"] and all(text == " ".join(text.split()) for text in row.values())
        for name in row["class"].split():
            prefix, _, local = name.partition(":")
            assert prefix == "bflc" or local in (published_terms(prefix) or ()), name


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_the_rows_are_in_order(path: Path) -> None:
    addresses = [row["iri"] for row in table(path)]
    assert addresses and all(before < after for before, after in pairwise(addresses))


def test_no_term_is_in_two_tables_and_no_table_is_left_out() -> None:
    counted = Counter(row["iri"] for path in TABLES for row in table(path))
    assert set(counted.values()) == {1}
    assert {f"<{iri}>" for iri in counted} == KNOWN


def test_countries_and_languages_have_all_codes_that_the_mapping_takes() -> None:
    for name in ("countries", "languages"):
        mapped = {term(f"vocabulary/{name}/{row[0]}") for row in rows(name)}
        assert mapped == {iri for iri in KNOWN if iri.startswith(f"<{VOCABULARY}{name}/")}


def test_every_term_that_fixed_fields_lead_to_is_known() -> None:
    fixed = {row[5] for row in rows("fixed") if row[4] != "bf:note"}
    material = {row[5] for row in rows("material") if row[4] != "bf:dimensions"}
    leader = {f"vocabulary/contentTypes/{row[2]}" for row in rows("work_types")}
    leader |= {f"vocabulary/issuance/{row[2]}" for row in rows("issuance")}
    roles = {f"vocabulary/relators/{row[1]}" for row in rows("relators")}
    assert {term(path) for path in fixed | material | leader | roles} <= KNOWN


# What is said of a term


def test_a_term_has_its_class_and_its_names() -> None:
    node = term("vocabulary/contentTypes/txt")
    assert codes.statements([node]) == [
        (node, RDF.type, "<http://id.loc.gov/ontologies/bibframe/Content>"),
        (node, RDFS.label, '"text"@en'),
        (node, RDFS.label, '"văn bản"@vi'),
    ]


def test_a_term_may_be_of_several_classes() -> None:
    paper = codes.statements([term("vocabulary/mmaterial/pap")])
    assert [value.rpartition("/")[2] for _, kind, value in paper if kind == RDF.type] == [
        "BaseMaterial>", "Mount>",
    ]  # fmt: skip


def test_rules_of_description_have_their_code_even_those_we_do_not_know() -> None:
    code = "<http://id.loc.gov/ontologies/bibframe/code>"
    known = term("vocabulary/descriptionConventions/rda")
    assert (known, code, '"rda"') in codes.statements([known])
    new = term("vocabulary/marcauthen/mai-sau")
    assert codes.statements([new]) == [
        (new, RDF.type, "<http://id.loc.gov/ontologies/bibframe/DescriptionAuthentication>"),
        (new, code, '"mai-sau"'),
    ]


def test_nothing_is_said_of_what_is_in_no_table() -> None:
    others = [term("vocabulary/languages/qqq"), "<https://example.org/>", '"văn bản"', ""]
    assert codes.statements(others) == []


# Who takes from the tables


def test_names_for_pages_are_found_and_english_stands_in_for_vietnamese() -> None:
    assert labels.names(f"{VOCABULARY}languages/vie") == Text("Vietnamese", "tiếng Việt")
    assert labels.names(f"<{VOCABULARY}relators/trl>") == Text("translator", "dịch")
    assert labels.names("rel:trl") == Text("translator", "dịch")
    untold = [row for path in TABLES for row in table(path) if not row["vi"]]
    for row in untold[:50]:
        assert labels.label(row["iri"], "vi") == row["en"]


def test_what_is_converted_says_of_each_term_what_it_is_and_of_no_other(tmp_path: Path) -> None:
    (tmp_path / "in.xml").write_text(RECORD, "utf-8")
    dataset = Dataset(BASE, "tvbg", "marc", "marcxml", holder="Thư viện")
    out = tmp_path / "out.nt"
    convert_to(dataset, (str(tmp_path / "in.xml"),), "ntriples", str(out), Quiet())
    found = out.read_text("utf-8").splitlines()
    assert found == sorted(set(found))
    triples = [line.removesuffix(" .").split(" ", 2) for line in found]
    used = {value for _, _, value in triples if value.startswith(f"<{VOCABULARY}")}
    assert term("vocabulary/languages/vie") in used and term("vocabulary/millus/ill") in used
    assert {tuple(each) for each in triples} >= set(codes.statements(used))
    told = {subject for subject, _, _ in triples if subject.startswith(f"<{VOCABULARY}")}
    assert told == {iri for iri in used if codes.statements([iri])}


def test_a_build_has_all_terms_in_a_graph_of_their_own_and_in_the_view(tmp_path: Path) -> None:
    built(tmp_path)
    graph = f" <{BASE}g/vocab/codes>"
    quads = lines(tmp_path, f"<{codes.STEM}")
    wanted = {" ".join(triple) for triple in codes.statements(KNOWN)}
    assert {line.removesuffix(graph) for line in quads if line.endswith(graph)} == wanted
    assert wanted <= quads
