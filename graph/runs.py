"""Runs: when a source was read, from which files, and which records that changed.

The only graphs with a clock in them (PROV-O, https://www.w3.org/TR/prov-o/). A run is
written once and carried from snapshot to snapshot.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from mocban.graph.segments import Changes
from mocban.ontology.iris import enc
from mocban.ontology.literals import datetime as moment
from mocban.ontology.literals import text
from mocban.ontology.namespaces import DCTERMS, MCB, PROV, RDF


class Used(NamedTuple):
    """A file as a run found it."""

    name: str
    size: int
    sha256: str


def next_number(folder: Path, source: str) -> int:
    """The number of the next run of a source, given the folder of those before."""
    return 1 + max(
        (int(each.stem.rpartition(".")[2]) for each in folder.glob(f"{source}.*.nq")), default=0
    )


def write(
    folder: Path, base: str, source: str, started: datetime, used: Iterable[Used],
    summary: str, changes: Iterable[Changes], version: str,
) -> Path:  # fmt: skip
    """Write a run as N-Quads in its own graph `{base}g/prov/{source}/{seq4}`."""
    folder.mkdir(parents=True, exist_ok=True)
    number = next_number(folder, source)
    run = f"<{base}run/{enc(source)}/{number:04}>"
    graph = f"<{base}g/prov/{enc(source)}/{number:04}>"
    path = folder / f"{source}.{number:04}.nq"
    with path.open("w", encoding="utf-8", newline="\n") as out:

        def say(subject: str, predicate: str, value: str) -> None:
            out.write(f"{subject} {predicate} {value} {graph} .\n")

        say(run, RDF.type, MCB.IngestRun)
        say(run, RDF.type, PROV.Activity)
        say(run, MCB.source, f"<{base}source/{enc(source)}>")
        say(run, PROV.startedAtTime, moment(_stamp(started)))
        say(run, PROV.endedAtTime, moment(_stamp(datetime.now(UTC))))
        say(run, DCTERMS.hasVersion, text(version))
        say(run, DCTERMS.description, text(summary))
        for file in used:
            node = f"{run[:-1]}/file/{enc(file.name)}>"
            say(run, PROV.used, node)
            say(node, RDF.type, PROV.Entity)
            say(node, DCTERMS.title, text(file.name))
            say(node, DCTERMS.extent, text(f"{file.size} bytes"))
            say(node, DCTERMS.identifier, text(f"sha256:{file.sha256}"))
        for change in changes:
            say(run, MCB[change.kind], change.record)
    return path


def _stamp(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
