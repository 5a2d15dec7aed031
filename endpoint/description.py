"""The service description (https://www.w3.org/TR/sparql11-service-description/)."""

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from mocban.endpoint.formats import Format, of_kinds
from mocban.endpoint.wiring import Shared
from mocban.graph import extensions
from mocban.graph.clients import CREDIT, REFILL
from mocban.graph.questions import Store, Term
from mocban.ontology.namespaces import MCB, RDF, RDFS, SKOS, VOID, Vocabulary

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
_SIMPLE = NamedNode("http://www.w3.org/ns/entailment/Simple")
_LABEL = {"en": "SPARQL endpoint", "vi": "Điểm truy vấn SPARQL"}
_COMMENT = {
    "en": "For reading only. An answer is whole, or it is an error that says which limit was "
    "reached; all data can be downloaded.",
    "vi": "Chỉ để đọc. Kết quả luôn đầy đủ, nếu không thì là thông báo lỗi nói rõ giới hạn nào "
    "đã chạm tới; toàn bộ dữ liệu tải về được.",
}


def describe_service(store: Store, shared: Shared) -> list[Triple]:
    """What the endpoint can do, what a query may cost, and which graphs there are."""
    service = NamedNode(f"{shared.base}sparql")
    return [
        *_abilities(service, shared),
        *_limits(service, shared),
        *_graphs(service, store, shared.base),
        *_extensions(service),
    ]


def _abilities(service: NamedNode, shared: Shared) -> Iterator[Triple]:
    yield _said(service, RDF.type, SD.Service)
    yield _said(service, SD.endpoint, service)
    yield _said(service, SD.supportedLanguage, SD.SPARQL11Query)
    yield _said(service, SD.defaultEntailmentRegime, _SIMPLE)
    for form in of_kinds("result", "graph", "dataset"):
        yield _said(service, SD.resultFormat, _format(form))
    if shared.federation:
        yield _said(service, SD.feature, SD.BasicFederatedQuery)
    for partner in shared.federation.partners:
        yield _said(service, MCB.partner, NamedNode(partner))
    yield from _texts(service, RDFS.label, _LABEL)
    yield from _texts(service, RDFS.comment, _COMMENT)
    for path in ("dump/", ".well-known/void", "graphs?default"):
        yield _said(service, RDFS.seeAlso, NamedNode(f"{shared.base}{path}"))


def _limits(service: NamedNode, shared: Shared) -> Iterator[Triple]:
    limits = shared.pool.limits
    for predicate, number in (
        (MCB.timeLimit, limits.seconds),
        (MCB.memoryLimit, limits.memory),
        (MCB.answerLimit, limits.answer),
        (MCB.rowLimit, limits.rows),
        (MCB.queryLengthLimit, shared.longest),
        (MCB.clientCredit, CREDIT),
        (MCB.clientRefill, REFILL),
    ):
        yield _said(service, predicate, Literal(number))


def _extensions(service: NamedNode) -> Iterator[Triple]:
    for each in extensions.known():
        offered = SD.extensionFunction if each.kind == "function" else SD.propertyFeature
        yield _said(service, offered, NamedNode(each.iri))
    for each in extensions.known():
        node = NamedNode(each.iri)
        yield _said(node, RDF.type, SD.Function if each.kind == "function" else SD.Feature)
        yield _said(node, RDFS.label, Literal(each.name))
        yield from _texts(node, RDFS.comment, {"vi": each.vi, "en": each.en})
        yield _said(node, MCB.signature, Literal(each.signature))
        yield _said(node, SKOS.example, Literal(each.example))


def _graphs(service: NamedNode, store: Store, base: str) -> Iterator[Triple]:
    dataset, view = BlankNode("dataset"), NamedNode(f"{base}g/view")
    names = [NamedNode(name) for name in store.graphs()]
    found = store.rows("sizes", graphs=[view, *names])
    sizes = {row["graph"]: row["triples"] for row in found}
    yield _said(service, SD.defaultDataset, dataset)
    yield _said(service, SD.availableGraphs, dataset)
    yield _said(dataset, RDF.type, SD.Dataset)
    yield _said(dataset, SD.defaultGraph, view)
    yield _said(view, RDF.type, SD.Graph)
    yield _said(view, VOID.sparqlEndpoint, service)
    if view in sizes:
        yield _said(view, VOID.triples, sizes[view])
    for number, name in enumerate(names):
        named, graph = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        yield _said(dataset, SD.namedGraph, named)
        yield _said(named, RDF.type, SD.NamedGraph)
        yield _said(named, SD.name, name)
        yield _said(named, SD.graph, graph)
        yield _said(graph, RDF.type, SD.Graph)
        if name in sizes:
            yield _said(graph, VOID.triples, sizes[name])


def _format(form: Format) -> NamedNode:
    known = _FORMATS.get(form.extension)
    if known:
        return NamedNode(f"http://www.w3.org/ns/formats/{known}")
    return NamedNode(f"https://www.iana.org/assignments/media-types/{form.media_type}")


def _texts(subject: NamedNode, predicate: str, texts: dict[str, str]) -> Iterator[Triple]:
    for language, text in texts.items():
        yield _said(subject, predicate, Literal(text, language=language))


def _said(subject: NamedNode | BlankNode, predicate: str, value: Term | str) -> Triple:
    """A triple of terms, or of words of a vocabulary (`<iri>`)."""
    node = NamedNode(value[1:-1]) if isinstance(value, str) else value
    return Triple(subject, NamedNode(predicate[1:-1]), node)
