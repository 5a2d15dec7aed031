"""Vocabularies, schemes and labels agree with each other and with what is published."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef, namespace

from mocban.ontology import codes, concepts, labels
from mocban.ontology.namespaces import MCB, PREFIXES, published_terms, term

ONTOLOGY = Path(__file__).parent.parent / "ontology"
PUBLISHED = Path(__file__).parent.parent.parent / "shared" / "data" / "vocabularies"
BASE = "https://mocban.example/"
CLOSED = ("dcat", "dcterms", "prov", "rdfs", "skos", "void")  # rdflib refuses what is not in them
VOCABULARY_FILES = {
    "bf": ("bibframe-2.rdf", "xml"),
    "crm": ("cidoc-crm-7.1.x.rdf", "xml"),
    "geo": ("geosparql-1.1.ttl", "turtle"),
    "schema": ("schemaorg-https.ttl", "turtle"),
}


@pytest.fixture(scope="module")
def ours() -> Graph:
    return Graph().parse(ONTOLOGY / "mcb.ttl")


def own_terms(graph: Graph) -> set[URIRef]:
    return {s for s in graph.subjects(RDF.type) if isinstance(s, URIRef)} - {URIRef(MCB.iri)}


def languages(graph: Graph, subject: URIRef, predicate: URIRef) -> list[str]:
    values = graph.objects(subject, predicate)
    return sorted(str(value.language) for value in values if isinstance(value, Literal))


# Our terms


def test_every_term_has_a_label_and_a_definition_in_both_languages(ours: Graph) -> None:
    for node in own_terms(ours):
        assert languages(ours, node, RDFS.label) == ["en", "vi"], node
        assert languages(ours, node, SKOS.definition) == ["en", "vi"], node


def test_the_list_of_our_terms_is_sorted_and_is_what_the_vocabulary_defines(ours: Graph) -> None:
    listed = (ONTOLOGY / "terms" / "mcb.txt").read_text(encoding="utf-8").split()
    assert listed == sorted({str(node).removeprefix(MCB.iri) for node in own_terms(ours)})


def test_classes_are_capitalised_and_properties_are_not(ours: Graph) -> None:
    for node in own_terms(ours):
        assert ((node, RDF.type, OWL.Class) in ours) == node.removeprefix(MCB.iri)[0].isupper()


@pytest.mark.parametrize("name", ["mcb.ttl", "alignments.ttl"])
def test_our_vocabulary_leans_only_on_terms_that_are_published(name: str) -> None:
    graph = Graph().parse(ONTOLOGY / name)
    for node in {node for triple in graph for node in triple if isinstance(node, URIRef)}:
        curie = labels.curie(str(node))
        if curie.partition(":")[0] in PREFIXES:
            assert term(curie) == f"<{node}>"


@pytest.mark.parametrize("prefix", sorted(VOCABULARY_FILES))
def test_term_lists_agree_with_the_published_vocabularies(prefix: str) -> None:
    name, syntax = VOCABULARY_FILES[prefix]
    if not (PUBLISHED / name).is_file():
        pytest.skip("the published vocabularies are not here (shared/data/vocabularies)")
    form = ox.RdfFormat.RDF_XML if syntax == "xml" else ox.RdfFormat.TURTLE
    address = PREFIXES[prefix]
    published = {
        quad.subject.value.removeprefix(address)
        for quad in ox.parse(path=str(PUBLISHED / name), format=form)
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(address)
    }
    listed = published_terms(prefix)
    assert listed is not None
    assert listed - published == set()


@pytest.mark.parametrize("prefix", ["la", "dig"])
def test_terms_that_we_list_by_hand_are_there(prefix: str) -> None:
    assert published_terms(prefix)


# Schemes


@pytest.mark.parametrize("scheme", concepts.schemes())
def test_every_concept_has_both_labels_and_is_found_by_each_of_its_words(scheme: str) -> None:
    assert concepts.slugs(scheme)
    for slug in concepts.slugs(scheme):
        text = concepts.labels(scheme, slug)
        assert text.vi.strip() and text.en.strip()
        assert concepts.find(scheme, slug) == slug
        if scheme != "era":  # two reigns may share a name
            assert concepts.find(scheme, text.vi) == slug
            assert concepts.find(scheme, f" {text.en.upper()} ") == slug


@pytest.mark.parametrize("path", sorted((ONTOLOGY / "schemes").glob("*.ttl")), ids=lambda p: p.stem)
def test_a_scheme_file_is_sound_skos(path: Path) -> None:
    graph = Graph().parse(path, publicID=BASE)
    scheme = URIRef(f"{BASE}v/{path.stem}")
    assert languages(graph, scheme, SKOS.prefLabel) == ["en", "vi"]
    nodes = set(graph.subjects(RDF.type, SKOS.Concept))
    assert set(graph.subjects()) == nodes | {scheme}
    type_class = URIRef(term("crm:E55_Type")[1:-1])
    words: Counter[str] = Counter()
    for node in nodes:
        assert isinstance(node, URIRef) and node.startswith(f"{scheme}/")
        assert (node, RDF.type, type_class) in graph
        assert (node, SKOS.inScheme, scheme) in graph
        assert ((node, SKOS.topConceptOf, scheme) in graph) != ((node, SKOS.broader, None) in graph)
        assert set(graph.objects(node, SKOS.broader)) <= nodes
        assert languages(graph, node, SKOS.prefLabel) == ["en", "vi"]
        said = {
            str(value).casefold()
            for predicate in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, SKOS.notation)
            for value in graph.objects(node, predicate)
        }
        words.update(said)
    assert [word for word, count in words.items() if count > 1] == []


@pytest.mark.parametrize(
    ("scheme", "text", "slug"),
    [
        ("rank", "QGĐB", "quoc-gia-dac-biet"),
        ("rank", "qgdb", "quoc-gia-dac-biet"),
        ("rank", "Quốc gia đặc biệt", "quoc-gia-dac-biet"),
        ("rank", "Cấp tỉnh", "cap-tinh"),
        ("relic-type", "KTNT", "kien-truc-nghe-thuat"),
        ("relic-type", "kiến  trúc nghệ thuật", "kien-truc-nghe-thuat"),
        ("relic-type", "Kien truc nghe thuat", "kien-truc-nghe-thuat"),
        ("access", "Tối mật", "mat"),
        ("access", "đọc tại chỗ", "tai-cho"),
        ("name", "tục", "ten-tuc"),
        ("lang", "vie", "vi"),
        ("lang", "vi-Hani", "vi-Hani"),
        ("genre", "Luận văn thạc sĩ", "luan-van"),
        ("list", "Bảo vật quốc gia", "bao-vat-quoc-gia"),
        ("era", "Cảnh Hưng", "canh-hung"),
        ("rank", "không xếp hạng gì cả", None),
        ("rank", "", None),
    ],
)
def test_what_registers_write_is_found(scheme: str, text: str, slug: str | None) -> None:
    assert concepts.find(scheme, text) == slug


def test_a_name_that_two_eras_share_finds_neither() -> None:
    assert {"thuan-thien", "thuan-thien-ly"} <= set(concepts.slugs("era"))
    assert concepts.find("era", "Thuận Thiên") is None


def test_tones_tell_apart_what_folding_confuses() -> None:
    assert concepts.find("lang", "Tiếng Hàn") == "ko"
    assert concepts.find("lang", "tiếng Hán") == "lzh"
    assert concepts.find("lang", "tieng han") is None


def test_a_scheme_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        concepts.find("rankk", "QGĐB")


def test_levels_of_access_are_in_order() -> None:
    graph = Graph().parse(ONTOLOGY / "schemes" / "access.ttl", publicID=BASE)
    level = URIRef(f"{MCB.iri}accessLevel")
    found = {str(s).rpartition("/")[2]: o.toPython() for s, o in graph.subject_objects(level)}  # type: ignore[attr-defined]
    assert found == {"cong-khai": 0, "dang-ky": 1, "tai-cho": 2, "han-che": 3, "mat": 4}


def test_quads_are_sorted_within_graphs_under_the_base_and_without_blank_nodes() -> None:
    lines = list(concepts.quads(BASE))
    assert lines == list(concepts.quads(BASE))
    assert len(set(lines)) == len(lines)
    graphs = set()
    for quad in ox.parse("".join(lines).encode(), format=ox.RdfFormat.N_QUADS):
        assert not any(isinstance(node, ox.BlankNode) for node in quad)
        assert isinstance(quad.graph_name, ox.NamedNode)
        graphs.add(quad.graph_name.value)
    assert graphs == {f"{BASE}g/vocab/{name}" for name in concepts.schemes()} | {
        f"{BASE}g/ontology"
    }
    for before, after in pairwise(lines):
        if before.rsplit(" ", 2)[1] == after.rsplit(" ", 2)[1]:
            assert before < after
    assert any(
        line.startswith("<https://data.example.vn/x/v/rank/")
        for line in concepts.quads("https://data.example.vn/x/")
    )


# Labels


def test_every_name_in_the_table_of_labels_is_a_published_term_with_two_labels() -> None:
    for curie in labels.labelled():
        prefix, _, name = curie.partition(":")
        assert term(curie)
        if prefix in CLOSED:
            assert getattr(namespace, prefix.upper())[name]
        assert labels.label(curie, "vi") and labels.label(curie, "en")
    assert {f"mcb:{name}" for name in published_terms("mcb") or ()} <= labels.labelled()


def test_whatever_a_marc_record_becomes_has_a_name_in_both_languages() -> None:
    for path in sorted((Path(__file__).parent / "golden" / "marc21").glob("*.nt")):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES):
            used = [quad.predicate.value]
            if used[0] == str(RDF.type) and isinstance(quad.object, ox.NamedNode):
                used.append(quad.object.value)
            for iri in used:
                name = labels.curie(iri)
                if name != iri:
                    assert name in labels.labelled(), f"{path.stem}: {name}"
                    assert labels.label(name, "vi") and labels.label(name, "en")


def test_the_classes_of_controlled_terms_have_a_name() -> None:
    for triple in codes.statements(f"<{iri}>" for iri in codes.names()):
        if triple[1] == f"<{RDF.type}>":
            assert labels.curie(triple[2]) in labels.labelled(), triple


def test_a_label_is_found_by_curie_and_by_iri_and_is_the_name_itself_where_there_is_none() -> None:
    assert labels.label("crm:P98i_was_born", "vi") == "sinh"
    assert labels.label("http://www.cidoc-crm.org/cidoc-crm/P98i_was_born", "en") == "born"
    assert labels.label("<https://w3id.org/mocban/ns/about>", "vi") == "viết về"
    assert labels.label("http://id.loc.gov/vocabulary/relators/trl", "vi") == "dịch"
    assert labels.label("http://elsewhere.example/ns/x", "vi") == "http://elsewhere.example/ns/x"
    assert labels.label("http://id.loc.gov/ontologies/bibframe/nothing", "en") == "bf:nothing"
