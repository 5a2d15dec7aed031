"""The answer to a query, written in the format that was asked for."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from mocban.errors import ConfigError, Text
from mocban.graph import parquet
from mocban.graph.writing import write_triples
from mocban.oneoff import writing
from mocban.table import SHOWN, write_table

TABLE, PARQUET = "table", "parquet"
RESULTS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPHS = {
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}
ROWS = (TABLE, *RESULTS, PARQUET)
# The same word for a graph.
_GRAPH_TOO = {"json": "jsonld", "xml": "rdfxml"}
_ENDINGS = {
    ".txt": TABLE, ".csv": "csv", ".tsv": "tsv", ".json": "json", ".srj": "json", ".xml": "xml",
    ".srx": "xml", ".parquet": PARQUET, ".ttl": "turtle", ".nt": "ntriples",
    ".jsonld": "jsonld", ".rdf": "rdfxml",
}  # fmt: skip


class Target(NamedTuple):
    """The file for the answer, `-` for standard output, and the format by name, which is empty
    where the file's name or the kind of answer is to tell."""

    out: str = "-"
    to: str = ""


def write(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, target: Target, base: str
) -> int | None:
    """Writes an answer; gives the number of rows where it is a table. IRIs of the table are
    relative to `base`. ConfigError where the format cannot hold the answer."""
    if isinstance(found, ox.QueryTriples):
        write_graph(found, target)
        return None
    to = _format(target, ROWS, TABLE)
    if to == PARQUET and not parquet.available():
        raise ConfigError(
            "Parquet needs pyarrow: pip install 'mocban[parquet]'.",
            "Parquet cần pyarrow: pip install 'mocban[parquet]'.",
        )
    with writing(target.out) as stream:
        if to == PARQUET:
            parquet.write_parquet(found, stream)
        elif to in RESULTS:
            found.serialize(stream, RESULTS[to])
            if to not in ("csv", "tsv") or isinstance(found, ox.QueryBoolean):
                stream.write(b"\n")
        elif isinstance(found, ox.QueryBoolean):
            stream.write(b"true\n" if found else b"false\n")
        else:
            return write_table(found, stream, base)
    return None


def write_graph(triples: Iterable[ox.Triple], target: Target) -> None:
    """Writes a graph. ConfigError where the format is none of a graph."""
    to = _format(target._replace(to=_GRAPH_TOO.get(target.to, target.to)), tuple(GRAPHS), "turtle")
    with writing(target.out) as stream:
        write_triples(triples, GRAPHS[to], stream)


def _format(target: Target, offered: tuple[str, ...], usual: str) -> str:
    """The format by name: what was said, what the file's name says, or the usual one."""
    name = target.to
    if not name and target.out != "-":
        ending = Path(target.out.removesuffix(".gz")).suffix.lower()
        name = _ENDINGS.get(ending, "")
        name = _GRAPH_TOO.get(name, name) if usual == "turtle" else name
        if name not in offered:
            raise ConfigError(
                f"{target.out}: the name does not tell the format; say --to {'|'.join(offered)}.",
                f"{target.out}: tên tệp không cho biết định dạng; hãy ghi --to {'|'.join(offered)}.",
            )
    name = name or usual
    if name not in offered:
        kind = Text("a graph", "đồ thị") if usual == "turtle" else Text("rows", "các dòng")
        raise ConfigError(
            f"--to {name}: the answer is {kind.en}; the formats are {', '.join(offered)}.",
            f"--to {name}: kết quả là {kind.vi}; các định dạng là {', '.join(offered)}.",
        )
    return name


def counted(rows: int) -> Text:
    """How many rows there are, and whether all were shown."""
    if rows <= SHOWN:
        return Text(f"{rows:,} row{'' if rows == 1 else 's'}.", f"{rows:,} dòng.")
    return Text(
        f"{rows:,} rows, of which the first {SHOWN:,} are shown; --to csv gives all.",
        f"{rows:,} dòng, chỉ hiện {SHOWN:,} dòng đầu; --to csv cho tất cả.",
    )
