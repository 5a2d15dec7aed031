"""The rows of a SELECT as an Apache Parquet file (https://parquet.apache.org/docs/file-format/).

A column is typed only where every value in it allows that, so the rows are read twice: once
into a file of the system's temporary folder, once from there. pyarrow comes with the extra
`mocban[parquet]` and is imported when the first such answer is written.
"""

import importlib.util
import io
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import IO, Any, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolution

from mocban.graph.questions import Solutions
from mocban.graph.spool import Full
from mocban.ontology.namespaces import PREFIXES

MEDIA_TYPE = "application/vnd.apache.parquet"
TEXT = "text"

# A group of rows is written when it has so many cells or characters.
_CELLS, _CHARACTERS = 100_000, 4_000_000
_XSD = PREFIXES["xsd"]
_INTEGERS = (
    "integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger",
    "nonPositiveInteger", "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort",
    "unsignedByte",
)  # fmt: skip
_Row = tuple[Literal, ...]
_KINDS = {
    **{f"{_XSD}{name}": "integer" for name in _INTEGERS},
    **{f"{_XSD}{name}": "number" for name in ("decimal", "double", "float")},
    f"{_XSD}boolean": "boolean", f"{_XSD}date": "date", f"{_XSD}dateTime": "moment",
}  # fmt: skip
# Those lexical forms of XSD that Python reads as what they mean.
_FORMS = {
    "integer": r"[+-]?\d+",
    "number": r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN",
    "boolean": r"true|false|[01]",
    "date": r"\d{4}-\d\d-\d\d",
    "moment": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)",
}
_MATCH = {kind: re.compile(form, re.ASCII).fullmatch for kind, form in _FORMS.items()}


class _Batch(NamedTuple):
    """Some rows, column by column: the texts and the language tags."""

    texts: list[list[str | None]]
    languages: list[list[str | None]]


class _Told:
    """What has been seen of the columns."""

    def __init__(self, count: int) -> None:
        self.kinds: list[set[str]] = [set() for _ in range(count)]
        self.spoken = [False] * count
        self.characters = 0


def available() -> bool:
    """Whether pyarrow is installed; it is not imported for that."""
    return importlib.util.find_spec("pyarrow") is not None


def write_parquet(
    found: Solutions | QueryBoolean,
    output: IO[bytes],
    limit: int | None = None,
    passing: Callable[[Solutions], Iterable[QuerySolution]] = iter,
) -> None:
    """An answer as a Parquet file; that of an ASK is one row. The rows are taken through
    `passing`, which may count them.

    A column for each variable: int64, double, bool, date32 or timestamp (UTC) where every
    value is such a literal of XSD, else text, with decimals as doubles; and beside it
    `{variable}_lang` where a value has a language tag. Unbound is null. Memory is bounded by
    groups of rows. `graph.spool.Full` where the texts and cells are more
    than `limit`."""
    if isinstance(found, QueryBoolean):
        names = ["boolean"]
        rows: Iterable[QuerySolution | _Row] = [(Literal(bool(found)),)]
    else:
        names = [variable.value for variable in found.variables]
        rows = passing(found)
    arrow = _arrow()
    told = _Told(len(names))
    text = arrow.string()
    columns = [arrow.field(str(number), text) for number in range(2 * len(names))]
    schema = arrow.schema(columns)
    with tempfile.TemporaryFile(prefix="mocban-") as store:
        with arrow.ipc.new_stream(store, schema) as writer:
            for batch in _batches(rows, len(names), told, limit):
                arrays = [arrow.array(column, text) for column in (*batch.texts, *batch.languages)]
                writer.write_batch(arrow.record_batch(arrays, schema=schema))
        store.seek(0)
        with arrow.ipc.open_stream(store) as reader:
            _write(arrow, names, told, reader, output)


def _batches(
    rows: Iterable[QuerySolution | _Row], count: int, told: _Told, limit: int | None
) -> Iterator[_Batch]:
    def empty() -> _Batch:
        return _Batch([[] for _ in range(count)], [[] for _ in range(count)])

    batch, size, characters = empty(), 0, 0
    for row in rows:
        for number, term in enumerate(row):
            value = language = None
            if term is not None:
                value, kind, language = _read(term)
                characters += len(value)
                told.kinds[number].add(kind)
                told.spoken[number] = told.spoken[number] or language is not None
            batch.texts[number].append(value)
            batch.languages[number].append(language)
        size += 1
        characters += count
        if limit is not None and told.characters + characters > limit:
            raise Full("bytes")
        if size * count >= _CELLS or characters >= _CHARACTERS:
            yield batch
            told.characters += characters
            batch, size, characters = empty(), 0, 0
    if size:
        yield batch


def _read(term: object) -> tuple[str, str, str | None]:
    """The text of a term, the kind of column that it could stand in, its language."""
    if isinstance(term, NamedNode):
        return term.value, TEXT, None
    if not isinstance(term, Literal):
        return (f"_:{term.value}" if isinstance(term, BlankNode) else str(term)), TEXT, None
    kind = _KINDS.get(term.datatype.value, TEXT)
    if kind != TEXT and not _fits(kind, term.value):
        kind = TEXT
    return term.value, kind, term.language


def _fits(kind: str, text: str) -> bool:
    try:
        return bool(_MATCH[kind](text)) and _PARSERS[kind](text) is not None
    except (ValueError, OverflowError):
        return False


def _integer(text: str) -> int:
    value = int(text)
    if not -(2**63) <= value < 2**63:
        raise OverflowError
    return value


def _boolean(text: str) -> bool:
    return text in ("true", "1")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


_PARSERS: dict[str, Callable[[str], Any]] = {
    "integer": _integer, "number": float, "boolean": _boolean, "date": date.fromisoformat,
    "moment": _moment,
}  # fmt: skip


def _kind(seen: set[str]) -> str:
    if seen == {"integer", "number"}:
        return "number"
    return next(iter(seen)) if len(seen) == 1 else TEXT


@cache
def _arrow() -> Any:
    """pyarrow, told before it is loaded to reserve no memory (it would take a gigabyte of
    address space, and a worker's is limited) and to start no threads."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import pyarrow
    import pyarrow.parquet

    pyarrow.set_cpu_count(1)
    return pyarrow


class _Sink(io.RawIOBase):
    """The output as pyarrow wants it; it is not closed."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._output.write(bytes(data))


def _write(arrow: Any, names: list[str], told: _Told, batches: Any, output: IO[bytes]) -> None:
    types = {
        "integer": arrow.int64(), "number": arrow.float64(), "boolean": arrow.bool_(),
        "date": arrow.date32(), "moment": arrow.timestamp("us", tz="UTC"), TEXT: arrow.string(),
    }  # fmt: skip
    kinds = [_kind(seen) for seen in told.kinds]
    fields = []
    for name, kind, spoken in zip(names, kinds, told.spoken, strict=True):
        fields.append(arrow.field(name, types[kind]))
        if spoken:
            fields.append(arrow.field(_free(f"{name}_lang", names), arrow.string()))
    schema = arrow.schema(fields)
    with arrow.parquet.ParquetWriter(_Sink(output), schema, compression="snappy") as writer:
        for batch in batches:
            columns = []
            for number, kind in enumerate(kinds):
                column = batch.column(number)
                if kind != TEXT:
                    parse = _PARSERS[kind]
                    values = [None if v is None else parse(v) for v in column.to_pylist()]
                    column = arrow.array(values, types[kind])
                columns.append(column)
                if told.spoken[number]:
                    columns.append(batch.column(len(names) + number))
            writer.write_batch(arrow.record_batch(columns, schema=schema))


def _free(name: str, taken: list[str]) -> str:
    return _free(f"{name}_", taken) if name in taken else name
