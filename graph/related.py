"""What is related to a thing by a path of predicates, and how much of it there is."""

from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.labels import Label, Names
from mocban.graph.store import GraphStore, Row, Term, Value
from mocban.ontology.namespaces import term as curie_term
from mocban.ontology.vietnamese import sort_key

LIMIT = 200
"""More things than this are counted, not listed."""
COUNTED = 5000
"""More than this are not even counted."""


class Path(NamedTuple):
    """`^bf:agent/^bf:contribution` as its shape (`ii`) and its predicates."""

    shape: str
    predicates: tuple[NamedNode, ...]


def path(text: str) -> Path:
    """Reads a path of CURIEs joined by `/`, a step against the arrow written with `^`.

    KeyError or AttributeError where a name is not one of our vocabularies.
    """
    steps = [step.strip() for step in text.split("/")]
    shape = "".join("i" if step.startswith("^") else "o" for step in steps)
    return Path(shape, tuple(NamedNode(curie_term(step.lstrip("^"))[1:-1]) for step in steps))


class Related(NamedTuple):
    """The things found, at most LIMIT, in the order of the Vietnamese alphabet or, where they
    have places in a list, of those; `total` is exact up to COUNTED."""

    things: list[tuple[str, Label]]
    total: int


def related(store: GraphStore, address: str, way: Path, names: Names) -> Related:
    """What a path reaches from a thing; the labels are chosen by `names`."""
    bindings: dict[str, Value] = {"this": NamedNode(address)}
    bindings |= {f"p{i}": predicate for i, predicate in enumerate(way.predicates, 1)}
    found: dict[str, int] = {}
    for row in store.rows(f"related-{way.shape}", **bindings):
        thing: Term = row["x"]
        if isinstance(thing, NamedNode):
            found.setdefault(thing.value, _position(row))
            names.tell(thing, row.get("label"))
    total = len(found)
    if total > LIMIT:
        (counted,) = store.rows(f"count-{way.shape}", **bindings)
        total = int(counted["n"].value) if isinstance(counted["n"], Literal) else total
    names.learn(found)
    labelled = [(thing, names.of(thing)) for thing in found]
    labelled.sort(key=lambda pair: (found[pair[0]], sort_key(pair[1].text), pair[0]))
    return Related(labelled[:LIMIT], total)


def _position(row: Row) -> int:
    place = row.get("position")
    return int(place.value) if isinstance(place, Literal) and place.value.isdecimal() else 0
