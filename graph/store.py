"""The store of quads: an Oxigraph database in a folder, or in memory.

Questions are SPARQL files in `graph/queries`. Their parameters are written `$name` (plain
variables are written `?name`), as in SHACL-SPARQL; a value is put in its place as a
serialised term, so no string that a visitor sends can become syntax. A list of terms
goes where SPARQL takes several, as in `VALUES ?thing { $things }`, and a Way where it takes a
property path, as in `$this $way ?x`.
"""

import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple, Self

import pyoxigraph as ox
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple

from mocban.errors import MocbanError

Term = NamedNode | BlankNode | Literal | Triple


class Way(NamedTuple):
    """A property path: one step after another, each a predicate and whether it is followed
    against the arrow; any of several such sequences."""

    choices: tuple[tuple[tuple[NamedNode, bool], ...], ...]

    def __str__(self) -> str:
        sequences = ("/".join("^" * back + str(step) for step, back in steps)
                     for steps in self.choices)  # fmt: skip
        return f"({'|'.join(sequences)})"


Value = Term | Way | Iterable[Term]
Row = dict[str, Term]

# What a `$` may stand in without being a parameter: IRIs, strings, comments.
_TOKEN = re.compile(
    r"""<[^<>"{}|^`\\\x00-\x20]*>
    |\"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*\"{3}|'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}
    |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'
    |\#[^\n\r]*
    |\$(?P<name>\w+)""",
    re.VERBOSE | re.DOTALL,
)


class StoreError(MocbanError):
    """A store cannot be opened, read or written."""


@cache
def question(name: str) -> str:
    """The text of `graph/queries/{name}.rq`."""
    return (files("mocban.graph") / "queries" / f"{name}.rq").read_text(encoding="utf-8")


def bind(text: str, bindings: dict[str, Value]) -> str:
    """A query with its `$name` parameters replaced by terms.

    ValueError where a parameter has no value or a value has no parameter.
    """
    used = set()

    def value(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            return match[0]
        if name not in bindings:
            raise ValueError(f"the query wants a value for ${name}")
        used.add(name)
        return _serialised(bindings[name])

    bound = _TOKEN.sub(value, text)
    if unknown := bindings.keys() - used:
        raise ValueError(f"the query has no parameter ${min(unknown)}")
    return bound


def _serialised(value: Value) -> str:
    if isinstance(value, NamedNode | Literal | Way):
        return str(value)
    if isinstance(value, str | BlankNode | Triple):
        raise TypeError(f"{value!r} cannot be a parameter: an IRI or a literal can")
    return " ".join(_serialised(term) for term in value)


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


class GraphStore:
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
            return cls(ox.Store.read_only(os.fspath(real)), real)
        except (OSError, ValueError) as error:
            raise StoreError(
                f"There is no readable store at {real}: build the workspace again.",
                f"Không mở được kho dữ liệu tại {real}: hãy dựng lại (mocban build).",
            ) from error

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

    def query(
        self, text: str, /, **bindings: Value
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """The engine's own results, which must be read in the thread that asked.

        SyntaxError where the query is none."""
        return self._open().query(bind(text, bindings))

    def evaluate(
        self,
        text: str,
        base: str | None = None,
        default: list[str] | None = None,
        named: list[str] | None = None,
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """An outsider's query, as it is. Lists of graph IRIs make the dataset of the SPARQL
        protocol (https://www.w3.org/TR/sparql11-protocol/#dataset); unknown graphs are empty.

        SyntaxError where the query is none, ValueError where a graph name is no IRI."""
        store = self._open()
        if default is None and named is None:
            return store.query(text, base_iri=base)
        return store.query(
            text,
            base_iri=base,
            default_graph=[NamedNode(iri) for iri in default or ()],
            named_graphs=[NamedNode(iri) for iri in named or ()],
        )

    def ask(self, name: str, /, **bindings: Value) -> bool:
        """The answer to an ASK of `graph/queries`."""
        return bool(self.query(question(name), **bindings))

    def rows(self, name: str, /, **bindings: Value) -> list[Row]:
        """The rows of a SELECT of `graph/queries`; unbound variables are left out."""
        return list(self.select(question(name), **bindings))

    def select(self, text: str, /, **bindings: Value) -> Iterator[Row]:
        """The rows of a SELECT that the caller holds as text."""
        solutions = self.query(text, **bindings)
        if not isinstance(solutions, ox.QuerySolutions):
            raise TypeError("the query is not a SELECT")
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            row = zip(names, solution, strict=True)
            yield {name: found for name, found in row if found is not None}

    def construct(self, name: str, /, **bindings: Value) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE of `graph/queries`."""
        triples = self.query(question(name), **bindings)
        if not isinstance(triples, ox.QueryTriples):
            raise TypeError(f"{name} is not a CONSTRUCT")
        return list(triples)

    def triples(self, iri: str) -> list[Triple]:
        """What the default graph says with this subject; nothing where `iri` is no IRI."""
        try:
            node = NamedNode(iri)
        except ValueError:
            return []
        found = self._open().quads_for_pattern(node, None, None, DefaultGraph())
        return [quad.triple for quad in found]

    def has(self, iri: str) -> bool:
        """Whether the default graph says anything with this subject."""
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
        """The IRIs of the named graphs, sorted."""
        named = self._open().named_graphs()
        return sorted(name.value for name in named if isinstance(name, NamedNode))

    def __len__(self) -> int:
        """The number of quads."""
        return len(self._open())

    def flush(self) -> None:
        """Waits until everything is on disk."""
        self._open().flush()

    def close(self) -> None:
        """Lets the folder go; later questions raise StoreError. Results still being read
        keep it until they are done."""
        self._store = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _open(self) -> ox.Store:
        if self._store is None:
            raise StoreError("The store is closed.", "Kho dữ liệu đã đóng.")
        return self._store
