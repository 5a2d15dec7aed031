"""Segments: one dataset as it spoke, as sorted N-Quads, cached by what went in.

    {key}.nq     the quads, sorted, each once
    {key}.ids    record IRI and digest of its triples, sorted: what changed between two segments
    {key}.json   the report of the conversion

A segment is complete or absent: it is written under a temporary name and renamed.
"""

import hashlib
import heapq
import json
import os
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Self

from mocban.graph.sorting import Sorter

Triple = tuple[str, str, str]


class Segment(NamedTuple):
    """One dataset's quads on disk."""

    path: Path
    graph: str  # the graph's IRI as a term

    @property
    def ids(self) -> Path:
        """The records in it, and what each comes to."""
        return self.path.with_suffix(".ids")

    def report(self) -> dict[str, Any]:
        """What became of the records."""
        report: dict[str, Any] = json.loads(self.path.with_suffix(".json").read_text("utf-8"))
        return report


class SegmentWriter:
    """Takes the triples of one record after the other; memory does not grow with them."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        folder = segment.path.parent
        folder.mkdir(parents=True, exist_ok=True)
        self._quads = Sorter(folder)
        self._ids = Sorter(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._quads.__exit__(None, None, None)
        self._ids.__exit__(None, None, None)

    def add(self, record: str, triples: list[Triple]) -> None:
        """What may be published of one record; `record` is its IRI as a term."""
        lines = sorted({f"{s} {p} {o}" for s, p, o in triples})
        digest = hashlib.blake2b("\n".join(lines).encode("utf-8"), digest_size=12).hexdigest()
        self._quads.add(lines)
        self._ids.add((f"{record}\t{digest}",))

    def clashing(self, hidden: Container[str] = ()) -> frozenset[str]:
        """Records (IRI terms) that came with different content under one id, or that are to be
        `hidden` too, by what was said of them elsewhere; ends the taking in."""
        clashing, last = set(), ""
        temporary = self._segment.ids.with_suffix(".ids.part")
        with temporary.open("w", encoding="utf-8", newline="\n") as out:
            for line in self._ids:
                record = line.partition("\t")[0]
                if record == last or record in hidden:
                    clashing.add(record)
                last = record
                out.write(f"{line}\n")
        return frozenset(clashing)

    def finish(self, report: dict[str, Any]) -> int:
        """Write the segment under its name; gives the number of quads."""
        path, tail, count = self._segment.path, f" {self._segment.graph} .\n", 0
        temporary = path.with_suffix(".nq.part")
        with temporary.open("w", encoding="utf-8", newline="\n") as out:
            for count, line in enumerate(self._quads, 1):  # noqa: B007
                out.write(line + tail)
        report = {**report, "quads": count}
        path.with_suffix(".json").write_text(
            json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True), "utf-8"
        )
        os.replace(path.with_suffix(".ids.part"), self._segment.ids)
        os.replace(temporary, path)
        return count


class Changes(NamedTuple):
    """One record that differs between two segments."""

    kind: str  # added, changed, removed
    record: str  # its IRI as a term


def changes(old: Path | None, new: Path) -> Iterator[Changes]:
    """What a new segment adds to, changes in or removes from an old one, record by record."""
    sides = [_sides(old, 0) if old and old.exists() else iter(()), _sides(new, 1)]
    pending: tuple[str, str, int] | None = None
    for record, digest, side in heapq.merge(*sides, key=lambda entry: entry[0]):
        if pending and pending[0] == record:
            if pending[1] != digest:
                yield Changes("changed", record)
            pending = None
            continue
        if pending:
            yield Changes("added" if pending[2] else "removed", pending[0])
        pending = (record, digest, side)
    if pending:
        yield Changes("added" if pending[2] else "removed", pending[0])


def _sides(path: Path, side: int) -> Iterator[tuple[str, str, int]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record, _, digest = line.rstrip("\n").partition("\t")
            yield record, digest, side
