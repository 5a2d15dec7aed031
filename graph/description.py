"""The description of one thing, to be handed out as data.

It is the thing's own triples and those of its parts (nodes whose IRI continues the
thing's IRI, or that of a source thing it stands for), with the labels of its neighbours.
"""

from collections.abc import Iterable

from pyoxigraph import NamedNode, Triple

from mocban.graph.questions import Store

_AT_ONCE = 500


def describe(store: Store, iri: str) -> list[Triple]:
    """The triples about an IRI, sorted; empty where nothing is known of it."""
    thing = _node(iri)
    if thing is None:
        return []
    members = [row["member"] for row in store.rows("members", this=thing)]
    starts = tuple(f"{node.value}/" for node in (thing, *members) if isinstance(node, NamedNode))
    found: set[Triple] = set()
    described: set[NamedNode] = set()
    reached = {thing}
    while reached:
        described |= reached
        new = _triples(store, "description", reached)
        found |= new
        objects = {triple.object for triple in new}
        reached = {
            node
            for node in objects
            if isinstance(node, NamedNode) and node.value.startswith(starts)
        } - described
    if found:
        objects = {triple.object for triple in found}
        neighbours = {node for node in objects if isinstance(node, NamedNode)} - described
        found |= _triples(store, "names", neighbours)
    return sorted(found, key=str)


def known(store: Store, iri: str) -> bool:
    """Whether the graph says anything of an IRI."""
    thing = _node(iri)
    return thing is not None and store.ask("known", thing=thing)


def survivor(store: Store, iri: str) -> str | None:
    """The IRI of the entity that this one was merged into, if it was."""
    thing = _node(iri)
    rows = store.rows("replaced", thing=thing) if thing is not None else []
    found = rows[0]["survivor"] if rows else None
    return found.value if isinstance(found, NamedNode) else None


def _node(iri: str) -> NamedNode | None:
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def _triples(store: Store, question: str, nodes: Iterable[NamedNode]) -> set[Triple]:
    wanted = sorted(nodes, key=str)
    found = set()
    for start in range(0, len(wanted), _AT_ONCE):
        for row in store.rows(question, things=wanted[start : start + _AT_ONCE]):
            subject, predicate = row["s"], row["p"]
            if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode):
                found.add(Triple(subject, predicate, row["o"]))
    return found
