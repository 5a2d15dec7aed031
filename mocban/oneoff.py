"""Things done once, outside the pipeline: convert a file, dump a store."""

import gzip
import io
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import pyoxigraph as ox

from mocban.config import is_base
from mocban.convert import Report, place_of
from mocban.errors import ConfigError, SourceError
from mocban.graph.catalog import graph_of
from mocban.graph.segments import Segment
from mocban.graph.sorting import Sorter
from mocban.graph.store import GraphStore
from mocban.ingest import write_segment
from mocban.mappings.record import Dataset
from mocban.ontology.namespaces import PREFIXES
from mocban.progress import Progress

FORMATS = {
    "nquads": ox.RdfFormat.N_QUADS,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
MARCXML = "marcxml"  # the one to which there is a way, and which is no RDF


@contextmanager
def writing(out: str) -> Iterator[BinaryIO]:
    """A file to write, gzipped where its name ends in .gz; `-` is standard output. What is no
    ordinary file, such as a device or a pipe, is written to as it is."""
    if out == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if Path(out).exists() and not Path(out).is_file():
        with open(out, "wb") as stream:
            yield stream
        return
    part = Path(f"{out}.part")
    try:
        with part.open("wb") as raw:
            if not out.endswith(".gz"):
                yield raw
            else:
                # No name and no time in the header: the same data gives the same bytes.
                with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
                    yield packed  # type: ignore[misc]
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def convert_to(
    dataset: Dataset, paths: tuple[str, ...], to: str, out: str, progress: Progress
) -> Report:
    """Convert files to RDF, sorted and each quad once, or by way of it to MARCXML; files that
    are RDF already to MARCXML. Gives the report."""
    form = FORMATS.get(to)
    home = to == MARCXML
    if (form is None or dataset.format in FORMATS) and not home:
        names = MARCXML if form else ", ".join((*FORMATS, MARCXML))
        raise ConfigError(
            f"--to {to}: the formats are {names}.", f"--to {to}: các định dạng là {names}."
        )
    if not is_base(dataset.base):
        raise ConfigError(
            f"--base {dataset.base}: this must be an http(s) address.",
            f"--base {dataset.base}: phải là địa chỉ http(s).",
        )
    graph = graph_of(dataset.base, dataset.source, dataset.name)
    with TemporaryDirectory() as folder:
        segment = Segment(Path(folder) / "all.nq", graph)
        given = [_spooled(Path(folder)) if path == "-" else path for path in paths]
        if dataset.format in FORMATS:
            from mocban import homeward

            with writing(out) as stream:
                return homeward.of_files(
                    given, FORMATS[dataset.format], dataset, stream, Path(folder)
                )
        report = write_segment(
            dataset, segment, given, (), progress, with_codes=not home, partial=True
        )
        if report.read == len(report.rejected):
            first = report.rejected[0]
            where = place_of(first, report.unit)
            raise SourceError(
                f"{where.en}: {first.reason.en} None of the {report.read:,} records can be used.",
                f"{where.vi}: {first.reason.vi} Không biểu ghi nào trong {report.read:,} dùng được.",
            )
        with segment.path.open("rb") as quads, writing(out) as stream:
            if form is None:
                from mocban import homeward

                homeward.of_segment(quads, graph, dataset, stream, Path(folder), report)
            else:
                _serialize(quads, f" {graph} .\n".encode(), form, stream)
    return report


def _spooled(folder: Path) -> str:
    """Standard input as a file, since records that share an id want a second reading."""
    path = folder / "standard input"
    with path.open("wb") as out:
        shutil.copyfileobj(sys.stdin.buffer, out)
    return str(path)


class _Lines(io.RawIOBase):
    """Sorted lines as a stream that the parser reads, so that nothing is held whole."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._chunks = (f"{line} .\n".encode() for line in lines)
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = chunk
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _serialize(lines: BinaryIO, tail: bytes, form: ox.RdfFormat, stream: BinaryIO) -> None:
    """Sorted quads in another format; `tail` is how each line ends, with its graph."""
    if form == ox.RdfFormat.N_QUADS:
        shutil.copyfileobj(lines, stream)
    elif form == ox.RdfFormat.N_TRIPLES:
        stream.writelines(line.removesuffix(tail) + b" .\n" for line in lines)
    else:
        quads = ox.parse(input=lines, format=ox.RdfFormat.N_QUADS)
        data = quads if form == ox.RdfFormat.TRIG else (quad.triple for quad in quads)
        ox.serialize(data, stream, form, prefixes=PREFIXES)


def dump_to(store: Path, out: str, runs: bool, view: str = "") -> int:
    """Write all graphs of a store, sorted; those of runs, which hold times, only if asked.
    `view` is the IRI of the graph as which the default graph is written."""
    tail = f" <{view}>" if view else ""
    count = 0
    with GraphStore.open(store) as graph, Sorter() as lines:
        for quad in graph.quads():
            name = quad.graph_name
            if isinstance(name, ox.DefaultGraph):
                lines.add((f"{quad}{tail}",))
            elif runs or "/g/prov/" not in str(name):
                lines.add((str(quad),))
        with writing(out) as stream:
            if ".trig" in Path(out).name:
                source = io.BufferedReader(_Lines(iter(lines)), 1 << 16)
                quads = ox.parse(input=source, format=ox.RdfFormat.N_QUADS)
                ox.serialize(quads, stream, ox.RdfFormat.TRIG, prefixes=PREFIXES)
                return len(graph)
            for line in lines:
                count += 1
                stream.write(f"{line} .\n".encode())
    return count
