"""Records on their way home: from the statements of a dataset back to MARC.

What is said of one record is brought together by sorting; headings, which records share, wait
in a file. Memory does not depend on how many there are of either.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, Self

import pyoxigraph as ox

from mocban.convert import Report
from mocban.errors import SourceError, Text
from mocban.graph.sorting import Sorter
from mocban.mappings.marc21.body import Marc
from mocban.mappings.marc21.home import marcxml
from mocban.mappings.marc21.home.document import record
from mocban.mappings.marc21.home.said import Nodes, Said
from mocban.mappings.record import Dataset, Record, Triple, Warned
from mocban.ontology.iris import dec, enc
from mocban.sources import opened

_KEPT = 20_000  # headings remembered
_ROWS = 5_000  # headings written at a time
_LISTED = 20  # sources, where the one asked for is not there
_RECORD = re.compile(r"<.*?/r/([^/]+)/record/").match
_NO_DOCUMENT = Warned("no-document", "", Text(
    "this record describes no document, so MARC has no place for it; it was left out.",
    "biểu ghi này không mô tả tài liệu nên MARC không có chỗ; đã bỏ qua.",
))  # fmt: skip


def of_segment(
    quads: Iterable[bytes],
    graph: str,
    dataset: Dataset,
    out: BinaryIO,
    folder: Path,
    report: Report,
) -> None:
    """Write as MARCXML what our own sorted N-Quads of a dataset say; the report is told of
    records that describe no document."""
    _write(_of_lines(quads, len(f" {graph} .\n")), dataset, out, folder, report)


def of_files(
    paths: Iterable[str], form: ox.RdfFormat, dataset: Dataset, out: BinaryIO, folder: Path
) -> Report:
    """Write as MARCXML what files of RDF say of the records of a source."""
    report = Report()
    triples = _of_files(paths, form, dataset.base, dataset.source)
    report.converted = _write(triples, dataset, out, folder, report)
    report.read = report.converted
    return report


def _write(
    triples: Iterable[Triple], dataset: Dataset, out: BinaryIO, folder: Path, report: Report
) -> int:
    stem = _stem(dataset.base, dataset.source)
    with Sorter(folder) as lines, Headings(folder / "headings.sqlite", stem) as headings:
        for subject, predicate, value in triples:
            rid = _rid(subject, stem)
            if rid:
                lines.add((f"{rid}\t{subject} {predicate} {value}",))
            else:
                headings.add(subject, predicate, value)
        headings.end()
        return marcxml.write(_records(lines, stem, headings, report), out)


def _stem(base: str, source: str) -> str:
    """How the IRIs of a source begin."""
    return f"<{base}r/{enc(source)}/"


def _rid(subject: str, stem: str) -> str:
    """The id of the record that makes statements about a node, or the empty string where
    several may."""
    if not subject.startswith(stem):
        return ""
    kind, _, rest = subject[len(stem) : -1].partition("/")
    return "" if kind == "heading" else rest.partition("/")[0]


def _records(
    lines: Iterable[str], stem: str, headings: "Headings", report: Report
) -> Iterator[Marc]:
    split = (line.partition("\t") for line in lines)
    for rid, group in groupby(split, key=lambda line: line[0]):
        nodes: Nodes = {}
        for _, _, line in group:
            _note(nodes, line)
        said = Said(stem, rid, nodes, headings.about)
        if said.node not in nodes:
            continue  # others speak of it, but it is not here
        marc = record(said)
        if marc is not None:
            yield marc
        else:
            report.warn(Record("", dec(rid), 0, None), _NO_DOCUMENT)


def _note(nodes: Nodes, line: str) -> None:
    subject, predicate, value = line.split(" ", 2)
    nodes.setdefault(subject, {}).setdefault(predicate, []).append(value)


class Headings:
    """What is said of nodes that no record owns, kept in a file."""

    def __init__(self, path: Path, stem: str) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        for setting in ("journal_mode=off", "synchronous=off", "temp_store=file"):
            self._file.execute(f"PRAGMA {setting}")
        self._file.execute("CREATE TABLE said (node TEXT PRIMARY KEY, lines TEXT) WITHOUT ROWID")
        self._stem = f"{stem}heading/"
        self._waiting: dict[str, list[str]] = {}
        self._lookup = lru_cache(maxsize=_KEPT)(self._read)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _key(self, node: str) -> str:
        """The heading of which a node is a part; itself for what is none of ours."""
        if not node.startswith(self._stem):
            return node
        return "/".join(node[len(self._stem) : -1].split("/")[:2])

    def add(self, subject: str, predicate: str, value: str) -> None:
        """One statement."""
        line = f"{subject} {predicate} {value}"
        self._waiting.setdefault(self._key(subject), []).append(line)
        if len(self._waiting) >= _ROWS:
            self.end()

    def end(self) -> None:
        """Write down what is waiting."""
        self._file.execute("BEGIN")
        self._file.executemany(
            "INSERT INTO said VALUES (?, ?) "
            "ON CONFLICT (node) DO UPDATE SET lines = lines || char(10) || excluded.lines",
            ((node, "\n".join(lines)) for node, lines in self._waiting.items()),
        )
        self._file.execute("COMMIT")
        self._waiting.clear()

    def about(self, node: str) -> Nodes:
        """What is said of a heading and its parts, or of a node elsewhere."""
        return self._lookup(self._key(node))

    def _read(self, key: str) -> Nodes:
        nodes: Nodes = {}
        row = self._file.execute("SELECT lines FROM said WHERE node = ?", (key,)).fetchone()
        for line in sorted(set(row[0].split("\n"))) if row else ():
            _note(nodes, line)
        return nodes


def _of_lines(quads: Iterable[bytes], tail: int) -> Iterator[Triple]:
    for line in quads:
        subject, predicate, value = line.decode()[:-tail].split(" ", 2)
        yield subject, predicate, value


def _of_files(paths: Iterable[str], form: ox.RdfFormat, base: str, source: str) -> Iterator[Triple]:
    """The triples in files: all of them, or those in the graphs of the source's datasets.
    SourceError where a file is broken, or nothing is said of this source."""
    stem = _stem(base, source)
    graphs = f"{base}g/src/{enc(source)}/"
    found = False
    others: set[str] = set()
    for path in paths:
        with opened(path) as stream:
            try:
                for quad in ox.parse(input=stream, format=form):
                    graph, subject = quad.graph_name, str(quad.subject)
                    if isinstance(graph, ox.DefaultGraph) or str(graph)[1:].startswith(graphs):
                        found = found or subject.startswith(stem)
                        yield subject, str(quad.predicate), str(quad.object)
                    if not found and len(others) < _LISTED and (match := _RECORD(subject)):
                        others.add(dec(match[1]))
            except SyntaxError as error:
                name = Path(path).name
                raise SourceError(
                    f"{name}: this is not RDF of the kind that --from names: {error}.",
                    f"{name}: không đúng dạng RDF ghi ở --from: {error}.",
                ) from None
    if not found:
        listed = ", ".join(sorted(others)) or "—"
        raise SourceError(
            f"These files say nothing of a source {source} under {base}; those in them: {listed}. "
            "Name one with --source, and --base as it was when the files were made.",
            f"Các tệp không có gì của nguồn {source} dưới {base}; các nguồn trong đó: {listed}. "
            "Hãy ghi nguồn bằng --source và --base như khi tạo ra tệp.",
        )
