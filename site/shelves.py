"""What libraries hold of some works, by library: where each copy stands, how it may be read."""

from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.labels import Label, Names
from mocban.graph.questions import Row
from mocban.ontology.vietnamese import sort_key
from mocban.site.current import Reader


class Held(NamedTuple):
    """A work that a library has: its shelf marks and ways to read it, each once; `demo` where
    the copies are invented."""

    work: str
    label: Label
    href: str
    shelves: list[str]
    access: list[str]
    demo: bool


class Shelf(NamedTuple):
    """What one library has of the works; without a `holder`, what is read online, its
    addresses in place of shelf marks."""

    holder: Label | None
    href: str
    works: list[Held]


def shelves(known: Reader, names: Names, works: Iterable[str]) -> list[Shelf]:
    """What each library has of some works, in their order; the library with most of them
    first, what is read online last."""
    order = list(dict.fromkeys(works))
    nodes = [NamedNode(work) for work in order]
    rows = known.snapshot.store.rows("shelves", works=nodes) if nodes else []
    names.learn(_value(row, name) for row in rows for name in ("work", "holder", "access"))
    by_holder: dict[str, dict[str, list[Row]]] = {}
    for row in sorted(rows, key=str):
        held = by_holder.setdefault(_value(row, "holder"), {})
        held.setdefault(_value(row, "work"), []).append(row)
    found = [
        Shelf(
            names.of(holder) if holder else None, known.links.page(holder) if holder else "",
            [_held(known, names, work, held[work]) for work in order if work in held],
        )
        for holder, held in by_holder.items()
    ]  # fmt: skip
    return sorted(found, key=_place)


def _place(shelf: Shelf) -> tuple[bool, int, bytes]:
    name = shelf.holder.text if shelf.holder else ""
    return shelf.holder is None, -len(shelf.works), sort_key(name)


def _held(known: Reader, names: Names, work: str, copies: list[Row]) -> Held:
    shelves = [
        _value(copy, "locator")
        or " · ".join(filter(None, (_value(copy, "room"), _value(copy, "shelf"))))
        for copy in copies
    ]
    access = [names.of(_value(copy, "access")).text for copy in copies if "access" in copy]
    return Held(
        work, names.of(work), known.links.page(work), sorted({*shelves} - {""}),
        sorted(set(access)), any(_value(copy, "demo") == "true" for copy in copies),
    )  # fmt: skip


def _value(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""
