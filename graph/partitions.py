"""What was counted, said with VoID (https://www.w3.org/TR/void/).

    {B}g/catalog/class/bf/Work                          instances of a class
    {B}g/catalog/property/bf/title                      uses of a property
    {B}g/catalog/class/bf/Work/property/bf/title        its uses with instances of the class
    {B}g/catalog/class/bf/Work/property/bf/title/to/bf/Title   a linkset: those of its values
                                                        that are instances of another class

The statements are a graph of their own and not copied into the view: they would be counted in
it and drown what people look for there.
"""

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode

from mocban.config import Workspace
from mocban.graph.catalog import graph_of
from mocban.graph.questions import Row
from mocban.graph.statistics import ALL, Counts
from mocban.ontology.iris import dec, enc
from mocban.ontology.labels import curie
from mocban.ontology.literals import integer, text
from mocban.ontology.namespaces import DCAT, DCTERMS, PREFIXES, PROV, RDF, VOID, Vocabulary

_PLAIN = re.compile(r"[A-Za-z0-9_-]+\Z").match
# Datatypes, for which VoID has no term (http://ldf.fi/void-ext#).
EXT = Vocabulary("void-ext", "http://ldf.fi/void-ext#")


def statistics_of(base: str) -> str:
    """The graph of these statements."""
    return f"<{base}g/catalog/statistics>"


def view_of(base: str) -> str:
    """The default graph as a dataset."""
    return f"<{base}g/view>"


def partition(base: str, role: str, term: str) -> str:
    """The node of a class or property; `role` is `class` or `property`."""
    return _sub(f"<{base}g/catalog>", role, term)


def path_of(term: str) -> str:
    """A class or property in an address: `bf/Work`, or `other/` and the whole IRI encoded."""
    prefix, _, local = curie(term).partition(":")
    if prefix in PREFIXES and _PLAIN(local):
        return f"{prefix}/{local}"
    return f"other/{enc(term[1:-1])}"


def term_of(prefix: str, name: str) -> str | None:
    """The term that `path_of` made `prefix/name` from; None where it made no such path."""
    if prefix == "other":
        try:
            return f"<{NamedNode(dec(name)).value}>"
        except ValueError:
            return None
    return f"<{PREFIXES[prefix]}{name}>" if prefix in PREFIXES and _PLAIN(name) else None


def _sub(node: str, role: str, term: str) -> str:
    return f"{node[:-1]}/{role}/{path_of(term)}>"


def lines(workspace: Workspace, counts: Counts) -> Iterator[str]:
    """The statistics of the view as N-Triples lines."""
    base = workspace.base
    view = view_of(base)
    yield f"{view} {RDF.type} {VOID.Dataset}"
    yield f"{view} {RDF.type} {DCAT.Dataset}"
    yield f"<{base}g/catalog> {DCAT.dataset} {view}"
    for language in ("vi", "en"):
        yield f"{view} {DCTERMS.title} {text(workspace.title.of(language), language)}"
    for source in workspace.sources:
        for dataset in source.datasets:
            yield f"{view} {PROV.wasDerivedFrom} {graph_of(base, source.code, dataset.name)}"
    yield f"{view} {VOID.sparqlEndpoint} <{base}sparql>"
    yield f"{view} {VOID.uriSpace} {text(f'{base}e/')}"
    yield f"{view} {VOID.triples} {integer(counts.triples)}"
    yield f"{view} {VOID.distinctSubjects} {integer(counts.subjects)}"
    yield f"{view} {VOID.entities} {integer(counts.entities)}"
    yield f"{view} {VOID.classes} {integer(len(counts.instances))}"
    properties = {name for each, name in counts.statements if each == ALL}
    yield f"{view} {VOID.properties} {integer(len(properties))}"
    used = {curie(term).partition(":")[0] for term in (*counts.instances, *properties)}
    for prefix in used & PREFIXES.keys():
        yield f"{view} {VOID.vocabulary} <{PREFIXES[prefix]}>"
    yield from _classes(base, counts)
    yield from _properties(base, counts)
    yield from _links(base, counts)


def _classes(base: str, counts: Counts) -> Iterator[str]:
    for each, number in counts.instances.items():
        node = partition(base, "class", each)
        yield f"{view_of(base)} {VOID.classPartition} {node}"
        yield f"{node} {RDF.type} {VOID.Dataset}"
        yield f"{node} {VOID['class']} {each}"
        yield f"{node} {VOID.entities} {integer(number)}"
        yield f"{node} {VOID.triples} {integer(counts.within[each])}"
        yield f"{node} {VOID.exampleResource} {counts.examples[each]}"


def _properties(base: str, counts: Counts) -> Iterator[str]:
    def node_of(each: str, predicate: str) -> tuple[str, str]:
        whole = view_of(base) if each == ALL else partition(base, "class", each)
        start = f"<{base}g/catalog>" if each == ALL else whole
        return whole, _sub(start, "property", predicate)

    for (each, predicate), number in counts.statements.items():
        whole, node = node_of(each, predicate)
        yield f"{whole} {VOID.propertyPartition} {node}"
        yield f"{node} {RDF.type} {VOID.Dataset}"
        yield f"{node} {VOID.property} {predicate}"
        yield f"{node} {VOID.triples} {integer(number)}"
        yield f"{node} {VOID.distinctSubjects} {integer(counts.users[each, predicate])}"
    for (each, predicate, datatype), number in counts.datatypes.items():
        _, node = node_of(each, predicate)
        part = _sub(node, "datatype", datatype)
        yield f"{node} {EXT.datatypePartition} {part}"
        yield f"{part} {EXT.datatype} {datatype}"
        yield f"{part} {VOID.triples} {integer(number)}"


def _links(base: str, counts: Counts) -> Iterator[str]:
    for (each, predicate, other), number in counts.links.items():
        source = partition(base, "class", each)
        node = _sub(_sub(source, "property", predicate), "to", other)
        yield f"{view_of(base)} {VOID.subset} {node}"
        yield f"{node} {RDF.type} {VOID.Linkset}"
        yield f"{node} {VOID.subjectsTarget} {source}"
        yield f"{node} {VOID.linkPredicate} {predicate}"
        yield f"{node} {VOID.objectsTarget} {partition(base, 'class', other)}"
        yield f"{node} {VOID.triples} {integer(number)}"


def by_source(base: str, rows: Iterable[Row]) -> Iterator[str]:
    """The classes of each source's graph, from the rows of `classes-by-graph`."""
    for row in rows:
        graph, each = str(row["graph"]), str(row["class"])
        part = _sub(graph.replace(f"<{base}g/", f"<{base}g/catalog/", 1), "class", each)
        yield f"{graph} {VOID.classPartition} {part}"
        yield f"{part} {RDF.type} {VOID.Dataset}"
        yield f"{part} {VOID['class']} {each}"
        yield f"{part} {VOID.entities} {row['n']}"
