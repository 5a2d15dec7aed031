"""The wholes and parts of a thing as a tree: a relic in its complex, a file in its fonds, a
concept among the narrower and broader ones."""

from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import NamedNode

from mocban.graph.questions import Row
from mocban.graph.related import way
from mocban.graph.resource import Resource
from mocban.ontology.vietnamese import sort_key
from mocban.site.links import Links
from mocban.site.values import Value

MOST = 40
"""So many parts of a whole are shown."""
_DEEPEST = 8
# Kind -> the paths from a part to its whole.
_UP = {
    "monument": ["^crm:P46_is_composed_of", "crm:P46i_forms_part_of"],
    "object": ["^crm:P46_is_composed_of", "crm:P46i_forms_part_of"],
    "archive": ["la:member_of"],
    "concept": ["skos:broader"],
}
TOLD = {
    "monument": ("parts", "whole"), "object": ("parts", "whole"), "archive": ("members",),
    "concept": ("narrower",),
}  # fmt: skip
"""Kind -> the relations that a tree tells."""


class Node(NamedTuple):
    """A thing in a tree; `here` where the page is about it; `more` where parts are left out."""

    iri: str
    value: Value
    parts: list["Node"]
    here: bool
    more: bool


def trees(resource: Resource, links: Links, kind: str) -> list[Node]:
    """The trees in which a thing of a kind stands: one for each topmost whole, none for what is
    neither a part nor a whole."""
    if kind not in _UP:
        return []
    by = way(_UP[kind])
    wholes = _pairs(resource.store.rows("above", this=resource.node, way=by), "part", "whole")
    parts = _pairs(
        resource.store.rows("parts", this=resource.node, way=by, most=MOST + 1), "whole", "part"
    )
    if not wholes and not parts:
        return []
    below: dict[str, set[str]] = {whole: set(found) for whole, found in parts.items()}
    for part, found in wholes.items():
        for whole in found:
            below.setdefault(whole, set()).add(part)
    resource.names.learn([*below, *(each for found in below.values() for each in found)])
    tops = [whole for whole in below if not wholes.get(whole)] or [resource.iri]
    return [_node(resource, links, top, below, ()) for top in _in_order(resource, tops)]


def _pairs(rows: Iterable[Row], key: str, value: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        first, second = row.get(key), row.get(value)
        if isinstance(first, NamedNode) and isinstance(second, NamedNode) and first != second:
            found.setdefault(first.value, []).append(second.value)
    return found


def _node(
    resource: Resource, links: Links, iri: str, below: dict[str, set[str]], above: tuple[str, ...]
) -> Node:
    """A node with what is below it; a circle in the data ends where it closes."""
    label = resource.names.of(iri)
    language = "" if label.language == resource.language else label.language
    parts = [part for part in below.get(iri, ()) if part not in (*above, iri)]
    shown = _in_order(resource, parts)[:MOST] if len(above) < _DEEPEST else []
    if resource.iri in parts and resource.iri not in shown:
        shown.append(resource.iri)
    return Node(
        iri, Value(label.text, language, links.page(iri)),
        [_node(resource, links, part, below, (*above, iri)) for part in shown],
        iri == resource.iri, len(parts) > len(shown),
    )  # fmt: skip


def _in_order(resource: Resource, iris: Iterable[str]) -> list[str]:
    names = resource.names
    return sorted(iris, key=lambda iri: (sort_key(names.of(iri).text), iri))
