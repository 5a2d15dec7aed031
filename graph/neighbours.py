"""What a thing is linked with, group by group: a bounded look around it."""

from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import NamedNode

from mocban.graph.labels import Label, Names
from mocban.graph.questions import Store, Way
from mocban.graph.resource import kind_of, source_of
from mocban.ontology.vietnamese import sort_key

COUNTED = 200
"""More than this in a group are not counted."""
_OURS = "/e/"


class Neighbours(NamedTuple):
    """A group: its key, the things in the order of the Vietnamese alphabet, and how many there
    are, COUNTED + 1 where there are more."""

    key: str
    things: list[tuple[str, Label]]
    total: int


def neighbours(
    store: Store, address: str, ways: Iterable[tuple[str, Way]], names: Names, most: int
) -> list[Neighbours]:
    """What each way leads to from a thing, at most `most` of each; groups without any are left
    out, and so is what has no page of an entity. A thing stands in the first group alone.

    ValueError where `address` is no IRI."""
    this = NamedNode(address)
    seen: set[str] = set()
    found: list[tuple[str, list[str]]] = []
    for key, way in ways:
        rows = store.rows("neighbours", this=this, way=way)
        reached = {row["x"].value for row in rows if isinstance(row["x"], NamedNode)}
        fresh = sorted(
            each for each in reached - seen
            if _OURS in each and kind_of(each) and not source_of(each)
        )  # fmt: skip
        if fresh:
            seen.update(fresh)
            found.append((key, fresh))
    names.learn(seen)
    groups = []
    for key, things in found:
        labelled = [(thing, names.of(thing)) for thing in things]
        labelled.sort(key=lambda pair: (sort_key(pair[1].text), pair[0]))
        groups.append(Neighbours(key, labelled[:most], len(things)))
    return groups
