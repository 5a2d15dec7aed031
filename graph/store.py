"""The store of quads: an Oxigraph database in a folder, or in memory."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple

from mocban.graph.questions import (
    Function,
    Row,
    Store,
    StoreError,
    Term,
    Value,
    Way,
    bind,
    question,
)

__all__ = [
    "GraphStore", "Row", "StoreError", "Term", "Value", "Way", "bind", "question", "syntax_error",
    "term",
]  # fmt: skip

# A function of terms for queries; None is unbound.
Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def syntax_error(text: str, base: str | None = None) -> str | None:
    """What the engine says against the grammar of a query, or None: the query is put to an
    empty store."""
    try:
        ox.Store().query(text, base_iri=base)
    except SyntaxError as error:
        return str(error)
    except (RuntimeError, ValueError, OSError):
        return None
    return None


def term(text: str) -> Term:
    """The term that an N-Triples string says; ValueError where it is not exactly one term."""
    try:
        quads = list(ox.parse(f"<x:s> <x:p> {text} .", RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        raise ValueError(f"{text!r} is not one N-Triples term") from error
    if len(quads) != 1 or not isinstance(quads[0], Quad):
        raise ValueError(f"{text!r} is not one N-Triples term")
    return quads[0].object


class GraphStore(Store):
    """Quads, and questions about them."""

    def __init__(self, store: ox.Store, path: Path | None = None) -> None:
        self._store: ox.Store | None = store
        self.path = path

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Self:
        """An existing store, for reading only. Links are resolved, since the engine opens
        its files by path and late; the folder must stay until the store is closed."""
        real = Path(os.path.realpath(path))
        try:
            store = cls(ox.Store.read_only(os.fspath(real)), real)
        except (OSError, ValueError) as error:
            raise StoreError(
                f"There is no readable store at {real}: build the workspace again.",
                f"Không mở được kho dữ liệu tại {real}: hãy dựng lại (mocban build).",
            ) from error
        store.still = True
        return store

    @classmethod
    def create(cls, path: str | os.PathLike[str]) -> Self:
        """A store for writing, new or continued; one process at a time."""
        real = Path(os.path.realpath(path))
        try:
            return cls(ox.Store(os.fspath(real)), real)
        except (OSError, ValueError) as error:
            raise StoreError(
                f"The store at {real} cannot be written: another build may be using it.",
                f"Không ghi được kho dữ liệu tại {real}: có thể một tiến trình khác đang dùng.",
            ) from error

    @classmethod
    def memory(cls, text: str | bytes = b"", format: RdfFormat = RdfFormat.TRIG) -> Self:
        """A store in memory, filled from a text."""
        store = cls(ox.Store())
        if text:
            store._open().load(text, format)
        return store

    def load(self, path: str | os.PathLike[str]) -> None:
        """All of an N-Quads file, in bulk (about 80,000 quads a second)."""
        try:
            self._open().bulk_load(path=os.fspath(path), format=RdfFormat.N_QUADS)
        except (OSError, SyntaxError) as error:
            raise StoreError(
                f"{path} could not be loaded: {error}.", f"Không nạp được {path}: {error}."
            ) from error

    def extend(self, quads: Iterable[Quad]) -> None:
        """Adds a few quads, all of them or none."""
        self._open().extend(quads)

    def remove(self, quads: Iterable[Quad]) -> None:
        """Takes a few quads away; those that are absent are passed over."""
        store = self._open()
        for quad in quads:
            store.remove(quad)

    def backup(self, path: str | os.PathLike[str]) -> None:
        """A checkpoint in a folder that must not exist yet, hard-linked where possible."""
        self._open().backup(os.fspath(path))

    def query(self, text: str, /, **bindings: Value) -> Results:
        """The engine's own results, which must be read in the thread that asked."""
        return self._open().query(bind(text, bindings))

    def evaluate(
        self,
        text: str,
        base: str | None = None,
        default: list[str] | None = None,
        named: list[str] | None = None,
        functions: dict[NamedNode, Function] | None = None,
    ) -> Results:
        """What `Store.evaluate` says; `functions` are those of our own that the query may call
        (`graph.functions`)."""
        store = self._open()
        if default is None and named is None:
            return store.query(text, base_iri=base, custom_functions=functions)
        return store.query(
            text,
            base_iri=base,
            custom_functions=functions,
            default_graph=[NamedNode(iri) for iri in default or ()],
            named_graphs=[NamedNode(iri) for iri in named or ()],
        )

    def triples(self, iri: str) -> list[Triple]:
        try:
            node = NamedNode(iri)
        except ValueError:
            return []
        found = self._open().quads_for_pattern(node, None, None, DefaultGraph())
        return [quad.triple for quad in found]

    def has(self, iri: str) -> bool:
        try:
            node = NamedNode(iri)
        except ValueError:
            return False
        found = self._open().quads_for_pattern(node, None, None, DefaultGraph())
        return next(iter(found), None) is not None

    def quads(self, graph: NamedNode | DefaultGraph | None = None) -> Iterator[Quad]:
        """All quads, or those of one graph."""
        return iter(self._open().quads_for_pattern(None, None, None, graph))

    def graphs(self) -> list[str]:
        named = self._open().named_graphs()
        return sorted(name.value for name in named if isinstance(name, NamedNode))

    def __len__(self) -> int:
        return len(self._open())

    def flush(self) -> None:
        """Waits until everything is on disk."""
        self._open().flush()

    def close(self) -> None:
        """Lets the folder go; later questions raise StoreError. Results still being read
        keep it until they are done."""
        self._store = None

    def _open(self) -> ox.Store:
        if self._store is None:
            raise StoreError("The store is closed.", "Kho dữ liệu đã đóng.")
        return self._store
