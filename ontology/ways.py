"""What may be asked of the graph in the query builder: kinds of things and the ways between
them, out of `ways.ttl` and of the shapes that good data has."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from mocban.errors import Text
from mocban.ontology.labels import names
from mocban.ontology.validation import NAMESPACE, shapes

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

# The rule whose targets are the properties that lead from one thing to another.
LINKS = f"{NAMESPACE}S18"


class Step(NamedTuple):
    """A property, and whether it is followed against its arrow."""

    iri: str
    back: bool = False


class Path(NamedTuple):
    """A way from a thing: its steps, and what is at its end: things of a class, or values of a
    datatype (the other is empty); what it is called; the widget to choose a value with."""

    steps: tuple[Step, ...]
    repeated: bool
    range: str
    datatype: str
    name: Text
    widget: str = ""


class Kind(NamedTuple):
    """A kind of thing one may ask about: the last word of its IRI, its class and name, and its
    ways."""

    key: str
    type: str
    name: Text
    paths: tuple[Path, ...]


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds of `ways.ttl`, in their order."""
    from rdflib import RDF, RDFS, SH, Graph

    text = (files("mocban.ontology") / "ways.ttl").read_text(encoding="utf-8")
    graph = Graph().parse(data=text, format="turtle")
    nodes = sorted(
        graph.subjects(RDF.type, SH.NodeShape),
        key=lambda node: int(str(graph.value(node, SH.order))),
    )
    return tuple(
        Kind(
            str(node).rpartition("/")[2],
            str(graph.value(node, SH.targetClass)),
            _text(graph, node, RDFS.label),
            tuple(_path(graph, each) for each in sorted(graph.objects(node, SH.property), key=str)),
        )
        for node in nodes
    )


@cache
def properties() -> tuple[str, ...]:
    """The IRIs of the properties between things that the shapes name, by themselves."""
    from rdflib import SH, URIRef

    graph = shapes()
    named = {*graph.objects(URIRef(LINKS), SH.targetObjectsOf), *graph.objects(None, SH.path)}
    return tuple(sorted(str(node) for node in named if isinstance(node, URIRef)))


def _path(graph: "Graph", node: "Node") -> Path:
    from rdflib import RDF, SH, Namespace
    from rdflib.collection import Collection

    (path,) = graph.objects(node, SH.path)
    is_list = (path, RDF.first, None) in graph
    parts = list(Collection(graph, path)) if is_list else [path]
    repeated = [graph.value(part, SH.oneOrMorePath) for part in parts]
    steps = [_step(graph, again or part) for part, again in zip(parts, repeated, strict=True)]
    widget = graph.value(node, Namespace("http://datashapes.org/dash#").searchWidget)
    first = names(steps[0].iri)
    return Path(
        tuple(steps), repeated[-1] is not None,
        str(graph.value(node, SH["class"]) or ""), str(graph.value(node, SH.datatype) or ""),
        _text(graph, node, SH.name) if (node, SH.name, None) in graph or not first else first,
        str(widget or ""),
    )  # fmt: skip


def _step(graph: "Graph", node: "Node") -> Step:
    from rdflib import SH

    back = graph.value(node, SH.inversePath)
    return Step(str(back or node), back is not None)


def _text(graph: "Graph", node: "Node", property: "Node") -> Text:
    said = {getattr(each, "language", ""): str(each) for each in graph.objects(node, property)}
    return Text(en=said["en"], vi=said["vi"])
