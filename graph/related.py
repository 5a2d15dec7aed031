"""What is related to a thing by a path of predicates, and how much of it there is."""

from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.labels import Label, Names
from mocban.graph.questions import Store, Way
from mocban.ontology.namespaces import term as curie_term
from mocban.ontology.vietnamese import sort_key

LIMIT = 200
"""More things than this are counted, not listed."""
COUNTED = 5000
"""More than this are not even counted."""


def way(texts: Iterable[str]) -> Way:
    """Reads paths of CURIEs joined by `/`, a step against the arrow written with `^`:
    `^bf:agent/^bf:contribution`.

    KeyError or AttributeError where a name is not one of our vocabularies.
    """
    return Way(
        tuple(
            tuple(
                (
                    NamedNode(curie_term(step.strip().removeprefix("^"))[1:-1]),
                    step.strip()[0] == "^",
                )
                for step in text.split("/")
            )
            for text in texts
        )
    )


class Related(NamedTuple):
    """The things found, at most LIMIT, in the order of the Vietnamese alphabet or, where they
    have places in a list, of those; `total` is exact up to COUNTED."""

    things: list[tuple[str, Label]]
    total: int


def related(store: Store, address: str, by: Way, names: Names, places: str = "") -> Related:
    """What a path reaches from a thing; the labels are chosen by `names`. `places` is the
    question that gives each thing its ?position in a list."""
    this = NamedNode(address)
    found = set()
    for row in store.rows("related", this=this, way=by):
        if isinstance(row["x"], NamedNode):
            found.add(row["x"].value)
            names.tell(row["x"], row.get("label"))
    total = len(found)
    if total > LIMIT:
        (counted,) = store.rows("count", this=this, way=by)
        total = int(counted["n"].value) if isinstance(counted["n"], Literal) else total
    place = _positions(store, this, places) if places and found else {}
    names.learn(found)
    labelled = [(thing, names.of(thing)) for thing in found]
    labelled.sort(key=lambda pair: (place.get(pair[0], 0), sort_key(pair[1].text), pair[0]))
    return Related(labelled[:LIMIT], total)


def _positions(store: Store, this: NamedNode, name: str) -> dict[str, int]:
    return {
        row["x"].value: int(row["position"].value)
        for row in store.rows(name, this=this)
        if isinstance(row["x"], NamedNode)
        and isinstance(row["position"], Literal)
        and row["position"].value.isdecimal()
    }
