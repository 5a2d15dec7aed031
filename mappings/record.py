"""The seams: what a reader yields, what a mapping makes of it.

    read(stream, dataset)  bytes  -> Record | Rejection, one after the other
    mapping(dataset)       once   -> a function Record -> Mapped, which is pure

A reader never stops at a bad record: it yields a Rejection and goes on. It raises
SourceError where the file as a whole is not what it should be.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from mocban.errors import Text

Triple = tuple[str, str, str]
"""Subject, predicate, object, each an N-Triples term. No blank nodes."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is known of one set of records before the first is read."""

    base: str
    source: str
    name: str
    format: str
    language: str = "vi"
    access: str = "cong-khai"
    demo: bool = False
    holder: str = ""  # the institution's name, where records do not say who holds a copy
    mapping: str = ""  # a table mapping: a shipped name or a path
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """One record as its source gave it."""

    source: str
    id: str
    position: int  # in its file, from 1; the line for tables
    body: Any  # the format's own shape
    file: str = ""
    offset: int | None = None  # in bytes, where the format has such a thing


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that could not be read or mapped, where it stands, and why."""

    file: str
    position: int
    id: str
    reason: Text
    offset: int | None = None
    damaged: bool = False  # broken bytes or a broken number, not merely something we cannot use


class Warned(NamedTuple):
    """Something worth mending in a record that was converted all the same."""

    kind: str  # a slug by which reports count: "unmapped-role", "bad-date"
    field: str  # "100$e", "ngay_quyet_dinh"
    text: Text


class Mapped(NamedTuple):
    """What a mapping makes of one record."""

    triples: list[Triple]
    warnings: list[Warned]


Reader = Callable[[BinaryIO, str, Dataset], Iterator[Record | Rejection]]
"""read(stream, file name for messages, dataset)."""

Mapper = Callable[[Record], Mapped]


RECORD = Text("record", "biểu ghi thứ")


class Format(NamedTuple):
    """One row of FORMATS: how records come in, and what is made of them."""

    read: Reader
    mapping: Callable[[Dataset], Mapper]
    title: Text
    unit: Text = RECORD  # what positions count
