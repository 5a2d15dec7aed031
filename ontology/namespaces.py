"""The vocabularies we write with: prefix, namespace, and the names that exist in it.

A vocabulary hands out N-Triples terms: `BF.Work` is
`<http://id.loc.gov/ontologies/bibframe/Work>`. Where `terms/<prefix>.txt` lists the
published names, a name that is not there cannot be written at all.
"""

from functools import cache
from importlib.resources import files


@cache
def published_terms(prefix: str) -> frozenset[str] | None:
    """The local names of a published vocabulary, or None where we keep no list."""
    path = files("mocban.ontology") / "terms" / f"{prefix}.txt"
    if not path.is_file():
        return None
    return frozenset(path.read_text(encoding="utf-8").split())


class Vocabulary:
    """A namespace whose attributes and items are N-Triples IRI terms."""

    def __init__(self, prefix: str, iri: str) -> None:
        self.prefix = prefix
        self.iri = iri

    def __getitem__(self, name: str) -> str:
        terms = published_terms(self.prefix)
        if terms is not None and name not in terms:
            raise AttributeError(f"{self.prefix}:{name} is not a published term")
        return f"<{self.iri}{name}>"

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        term = self.__dict__[name] = self[name]
        return term


RDF = Vocabulary("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Vocabulary("rdfs", "http://www.w3.org/2000/01/rdf-schema#")
XSD = Vocabulary("xsd", "http://www.w3.org/2001/XMLSchema#")
OWL = Vocabulary("owl", "http://www.w3.org/2002/07/owl#")
SKOS = Vocabulary("skos", "http://www.w3.org/2004/02/skos/core#")
PROV = Vocabulary("prov", "http://www.w3.org/ns/prov#")
DCTERMS = Vocabulary("dcterms", "http://purl.org/dc/terms/")
DC = Vocabulary("dc", "http://purl.org/dc/elements/1.1/")
DCAT = Vocabulary("dcat", "http://www.w3.org/ns/dcat#")
VOID = Vocabulary("void", "http://rdfs.org/ns/void#")
WGS = Vocabulary("wgs", "http://www.w3.org/2003/01/geo/wgs84_pos#")
BF = Vocabulary("bf", "http://id.loc.gov/ontologies/bibframe/")
BFLC = Vocabulary("bflc", "http://id.loc.gov/ontologies/bflc/")
REL = Vocabulary("rel", "http://id.loc.gov/vocabulary/relators/")
CRM = Vocabulary("crm", "http://www.cidoc-crm.org/cidoc-crm/")
DIG = Vocabulary("dig", "http://www.ics.forth.gr/isl/CRMdig/")
LA = Vocabulary("la", "https://linked.art/ns/terms/")
AAT = Vocabulary("aat", "http://vocab.getty.edu/aat/")
GEO = Vocabulary("geo", "http://www.opengis.net/ont/geosparql#")
SCHEMA = Vocabulary("schema", "https://schema.org/")
MCB = Vocabulary("mcb", "https://w3id.org/mocban/ns/")

VOCABULARIES = {
    v.prefix: v
    for v in (
        RDF, RDFS, XSD, OWL, SKOS, PROV, DCTERMS, DC, DCAT, VOID, WGS, BF, BFLC, REL, CRM, DIG,
        LA, AAT, GEO, SCHEMA, MCB,
    )
}  # fmt: skip

PREFIXES = {prefix: vocabulary.iri for prefix, vocabulary in VOCABULARIES.items()}
EDTF = "<http://id.loc.gov/datatypes/edtf>"


def term(curie: str) -> str:
    """`crm:P2_has_type` as an N-Triples term; KeyError or AttributeError where it is not one."""
    prefix, _, name = curie.partition(":")
    return VOCABULARIES[prefix][name]
