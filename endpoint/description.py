"""The service description (https://www.w3.org/TR/sparql11-service-description/)."""

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from mocban.endpoint.formats import of_kinds
from mocban.graph.store import GraphStore
from mocban.ontology.namespaces import RDF, VOID, Vocabulary

SD = Vocabulary("sd", "http://www.w3.org/ns/sparql-service-description#")
# https://www.w3.org/ns/formats/
_FORMATS = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
    "nq": "N-Quads",
}


def _node(term: str) -> NamedNode:
    return NamedNode(term[1:-1])


def describe_service(store: GraphStore, base: str) -> list[Triple]:
    """What the endpoint at `{base}sparql` can do, and which graphs it has."""
    a = _node(RDF.type)
    service, dataset, default = NamedNode(f"{base}sparql"), BlankNode("dataset"), BlankNode("view")
    triples = [
        Triple(service, a, _node(SD.Service)),
        Triple(service, _node(SD.endpoint), service),
        Triple(service, _node(SD.supportedLanguage), _node(SD.SPARQL11Query)),
        Triple(service, _node(SD.feature), _node(SD.EmptyGraphs)),
        Triple(service, _node(SD.defaultDataset), dataset),
        Triple(dataset, a, _node(SD.Dataset)),
        Triple(dataset, _node(SD.defaultGraph), default),
        Triple(default, a, _node(SD.Graph)),
        Triple(default, _node(VOID.sparqlEndpoint), service),
    ]
    for form in of_kinds("result", "graph", "dataset"):
        iri = NamedNode(f"http://www.w3.org/ns/formats/{_FORMATS[form.extension]}")
        triples.append(Triple(service, _node(SD.resultFormat), iri))
    for number, name in enumerate(store.graphs()):
        named = BlankNode(f"graph{number}")
        triples += (
            Triple(dataset, _node(SD.namedGraph), named),
            Triple(named, a, _node(SD.NamedGraph)),
            Triple(named, _node(SD.name), NamedNode(name)),
        )
    triples.append(Triple(dataset, _node(VOID.triples), Literal(len(store))))
    return triples
