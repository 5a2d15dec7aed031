"""Questions to a store of quads, whichever engine holds it.

Questions are SPARQL files in `graph/queries`. Their parameters are written `$name` (plain
variables are written `?name`), as in SHACL-SPARQL; a value is put in its place as a
serialised term, so no string that a visitor sends can become syntax. A list of terms
goes where SPARQL takes several, as in `VALUES ?thing { $things }`, a Way where it takes a
property path, as in `$this $way ?x`, and a number where it takes one, as in `LIMIT $most`.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import IO, Any, NamedTuple, Protocol, Self, runtime_checkable

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    Triple,
    Variable,
)

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


Value = Term | Way | int | Iterable[Term]
Function = Callable[..., Term | None]
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


class Away(StoreError):
    """The server does not answer."""

    def __init__(self) -> None:
        super().__init__(
            "The server that holds the graph does not answer just now: try again in a moment.",
            "Máy chủ giữ đồ thị hiện không trả lời: hãy thử lại sau giây lát.",
        )


class OutOfTime(StoreError):
    """The server gave up, and its answer, if there is one, is not whole."""

    def __init__(self) -> None:
        super().__init__(
            "The server that holds the graph stopped the query at its own limit of time or rows: "
            "make it narrower, or add a LIMIT.",
            "Máy chủ giữ đồ thị đã dừng truy vấn do giới hạn thời gian hoặc số dòng của nó: "
            "hãy thu hẹp truy vấn hoặc thêm LIMIT.",
        )


@runtime_checkable
class Solutions(Protocol):
    """The rows of a SELECT, which can be read once."""

    @property
    def variables(self) -> list[Variable]:
        """The columns."""
        ...

    def __iter__(self) -> Iterator[Any]: ...

    def serialize(self, output: IO[bytes], format: QueryResultsFormat | None) -> object:
        """Writes what has not been read."""
        ...


# The rows of a SELECT, the answer to an ASK, the triples of a CONSTRUCT or DESCRIBE.
Found = Solutions | QueryBoolean | Iterator[Triple]


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
    if isinstance(value, NamedNode | Literal | Way | int):
        return str(value)
    if isinstance(value, str | BlankNode | Triple):
        raise TypeError(f"{value!r} cannot be a parameter: an IRI or a literal can")
    return " ".join(_serialised(term) for term in value)


class Store(ABC):
    """A graph to be asked: the default graph is the view, beside it stand the named graphs."""

    still = False
    """Whether it can never say anything else, so that answers may be remembered."""

    @abstractmethod
    def query(self, text: str, /, **bindings: Value) -> Found:
        """A question of ours, whose parameters become the given terms.

        SyntaxError where it is none, StoreError where the store does not answer."""

    @abstractmethod
    def evaluate(
        self,
        text: str,
        base: str | None = None,
        default: list[str] | None = None,
        named: list[str] | None = None,
        functions: dict[NamedNode, Function] | None = None,
    ) -> Found:
        """An outsider's query. Lists of graph IRIs make the dataset of the SPARQL protocol
        (https://www.w3.org/TR/sparql11-protocol/#dataset); unknown graphs are empty.
        `functions` are those of our own that the query may call, where the engine can.

        SyntaxError where the query is none, ValueError where a graph name is no IRI or the
        engine does not know what the query asks for."""

    @abstractmethod
    def triples(self, iri: str) -> list[Triple]:
        """What the default graph says with this subject; nothing where `iri` is no IRI."""

    @abstractmethod
    def has(self, iri: str) -> bool:
        """Whether the default graph says anything with this subject."""

    @abstractmethod
    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""

    @abstractmethod
    def __len__(self) -> int:
        """The number of quads."""

    @abstractmethod
    def close(self) -> None:
        """Ends the use of the store; later questions raise StoreError."""

    def ask(self, name: str, /, **bindings: Value) -> bool:
        """The answer to an ASK of `graph/queries`."""
        answer = self.query(question(name), **bindings)
        if not isinstance(answer, QueryBoolean):
            raise TypeError(f"{name} is not an ASK")
        return bool(answer)

    def rows(self, name: str, /, **bindings: Value) -> list[Row]:
        """The rows of a SELECT of `graph/queries`; unbound variables are left out."""
        return list(self.select(question(name), **bindings))

    def rows_of_each(self, name: str, asked: Iterable[Mapping[str, Value]]) -> list[Row]:
        """The rows of a SELECT of `graph/queries` for each of several bindings, asked as one
        question, which costs a third of asking one by one; the text must need no PREFIX."""
        each = [f"{{ {bind(question(name), dict(bindings))} }}" for bindings in asked]
        return list(self.select(f"SELECT * WHERE {{ {' UNION '.join(each)} }}")) if each else []

    def select(self, text: str, /, **bindings: Value) -> Iterator[Row]:
        """The rows of a SELECT that the caller holds as text."""
        solutions: Any = self.query(text, **bindings)
        # Not isinstance: the check of a protocol costs as much as a small answer.
        variables = getattr(solutions, "variables", None)
        if variables is None:
            raise TypeError("the query is not a SELECT")
        names = [variable.value for variable in variables]
        for solution in solutions:
            row = zip(names, solution, strict=True)
            yield {name: found for name, found in row if found is not None}

    def construct(self, name: str, /, **bindings: Value) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE of `graph/queries`."""
        triples = self.query(question(name), **bindings)
        if isinstance(triples, Solutions | QueryBoolean):
            raise TypeError(f"{name} is not a CONSTRUCT")
        return list(triples)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
