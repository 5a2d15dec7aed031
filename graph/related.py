"""What is related to a thing by a path of predicates, and how much of it there is."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.questions import Store, Value, Way
from mocban.ontology.namespaces import term as curie_term

LIMIT = 30
"""More things than this are counted, not listed."""
COUNTED = 1000
"""More than this are not even counted: what has 100,000 works is told as fast as what has ten."""


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
    """Some of the things found, as the store has them; `total` is exact up to COUNTED."""

    things: list[str]
    total: int


def related(
    store: Store, address: str, ways: Mapping[str, Way], most: int = LIMIT
) -> dict[str, Related]:
    """What each of several paths reaches from a thing, at most so many; what reaches nothing is
    left out. Two questions at most, however many paths."""
    this = NamedNode(address)

    def asked(keys: Iterable[str], limit: int) -> list[Mapping[str, Value]]:
        return [
            {"this": this, "way": ways[key], "group": Literal(key), "most": limit} for key in keys
        ]

    found: dict[str, list[str]] = {}
    for row in store.rows_of_each("related", asked(ways, most + 1)):
        if isinstance(row["x"], NamedNode) and isinstance(row["group"], Literal):
            found.setdefault(row["group"].value, []).append(row["x"].value)
    many = [key for key, things in found.items() if len(things) > most]
    counted = {
        str(row["group"].value): int(row["n"].value)
        for row in store.rows_of_each("count", asked(many, COUNTED + 1))
        if isinstance(row["group"], Literal) and isinstance(row["n"], Literal)
    }
    return {
        key: Related(things[:most], counted.get(key, len(things))) for key, things in found.items()
    }


def positions(store: Store, address: str, name: str) -> dict[str, int]:
    """The places of things in a list, by a question that gives each ?x its ?position."""
    return {
        row["x"].value: int(row["position"].value)
        for row in store.rows(name, this=NamedNode(address))
        if isinstance(row["x"], NamedNode)
        and isinstance(row["position"], Literal)
        and row["position"].value.isdecimal()
    }
