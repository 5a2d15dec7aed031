"""The shapes that good data has, for pySHACL (https://www.w3.org/TR/shacl/) with advanced=True.

Every shape is named for its rule: `S9-location` belongs to S9. Files are grouped by subject
in `shapes/`; what a rule says to people stands in its sh:message, in both languages.
"""

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

NAMESPACE = "https://w3id.org/mocban/shapes/"


def shapes(box: tuple[float, float, float, float] | None = None) -> "Graph":
    """All shapes as one graph. `box` is where coordinates may lie: west, south, east, north in
    degrees; without it Viet Nam with its islands."""
    from rdflib import Graph

    graph = Graph()
    folder = files("mocban.ontology") / "shapes"
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".ttl"):
            graph.parse(data=entry.read_text(encoding="utf-8"), format="turtle")
    if box is not None:
        _confine(graph, box)
    return graph


def rule(shape: "Node | str") -> str:
    """The rule that a named shape belongs to: `S9` for .../shapes/S9-location; the empty
    string for anything else."""
    name = str(shape)
    return name.removeprefix(NAMESPACE).partition("-")[0] if name.startswith(NAMESPACE) else ""


def _confine(graph: "Graph", box: tuple[float, float, float, float]) -> None:
    from rdflib import SH, Literal, Namespace
    from rdflib.namespace import XSD

    west, south, east, north = box
    own = Namespace(NAMESPACE)
    for name, low, high in (("latitude", south, north), ("longitude", west, east)):
        for limit, value in ((SH.minInclusive, low), (SH.maxInclusive, high)):
            graph.set((own[f"S13-{name}"], limit, Literal(str(value), datatype=XSD.decimal)))
