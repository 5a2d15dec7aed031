"""What the sources have given, as the catalogue, the statistics and the history of runs tell."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.partitions import statistics_of
from mocban.graph.questions import Row, Store
from mocban.ontology.namespaces import term

# What is counted in a dataset, by the word that the pages have for it.
COUNTED = {"record": "mcb:SourceRecord", "instance": "bf:Instance", "item": "bf:Item"}
_COUNTS = re.compile(r"read (\d+), converted (\d+), rejected (\d+), withheld (\d+)").fullmatch


class Given(NamedTuple):
    """A dataset: its IRI, source and name in it; its titles by language; licence and format,
    empty where not stated; how many statements it has, and how many of what is COUNTED."""

    iri: str
    source: str
    name: str
    titles: dict[str, str]
    licence: str
    format: str
    statements: int
    counts: dict[str, int]


class Reading(NamedTuple):
    """The last time that a source had changed when it was read: the day (yyyy-mm-dd), how many
    records it had then, and how many of them were turned into statements, were damaged, or may
    not be shown."""

    day: str
    read: int
    converted: int
    rejected: int
    withheld: int


def datasets(store: Store, base: str) -> list[Given]:
    """All datasets of sources, in order of IRI."""
    start = f"{base}g/src/"
    said: dict[str, list[Row]] = {}
    for row in store.rows("given"):
        if _value(row, "dataset").startswith(start):
            said.setdefault(_value(row, "dataset"), []).append(row)
    sizes = _sizes(store, base, said)
    found = []
    for iri, rows in sorted(said.items()):
        source, _, name = iri.removeprefix(start).partition("/")
        titles = {_language(row): _value(row, "title") for row in rows}
        triples = max((_value(row, "triples") for row in rows), key=len)
        found.append(
            Given(
                iri, source, name, titles, min(_value(row, "licence") for row in rows),
                min(_value(row, "format") for row in rows),
                int(triples) if triples.isdecimal() else 0, sizes.get(iri, {}),
            )
        )  # fmt: skip
    return found


def _sizes(store: Store, base: str, graphs: Iterable[str]) -> dict[str, dict[str, int]]:
    classes = {term(name)[1:-1]: word for word, name in COUNTED.items()}
    rows = store.rows(
        "class-sizes", statistics=NamedNode(statistics_of(base)[1:-1]),
        graphs=[NamedNode(graph) for graph in graphs], classes=list(map(NamedNode, classes)),
    )  # fmt: skip
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        counts = found.setdefault(_value(row, "graph"), {})
        counts[classes[_value(row, "class")]] = int(_value(row, "n"))
    return found


def readings(store: Store, base: str) -> dict[str, Reading]:
    """The last reading of each source, by its code."""
    found: dict[str, Reading] = {}
    for row in store.rows("read"):
        source = _value(row, "source").removeprefix(f"{base}source/")
        counts = _COUNTS(_value(row, "said"))
        if source not in found and counts:
            numbers = (int(number) for number in counts.groups())
            found[source] = Reading(_value(row, "ended")[:10], *numbers)
    return found


def _value(row: Row, name: str) -> str:
    found = row.get(name)
    return found.value if isinstance(found, NamedNode | Literal) else ""


def _language(row: Row) -> str:
    title = row["title"]
    return (title.language or "") if isinstance(title, Literal) else ""
