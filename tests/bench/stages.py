"""One stage of the way from a file to a served graph, timed in a process of its own.

    python -m tests.bench.stages STAGE FOLDER

prints a line of JSON: seconds of processor and of clock, peak memory in MB, and what the
stage counted.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pymarc import MARCReader

from mocban import build, config
from mocban.convert import collecting_rarely
from mocban.graph.store import GraphStore
from mocban.ingest import described, ingest
from mocban.mappings import format_named
from mocban.mappings.record import Record
from mocban.progress import Quiet

Counted = dict[str, int]


def pymarc_alone(folder: Path) -> Counted:
    """pymarc's bare reading of the ISO 2709 file."""
    with (folder / "sources/records.mrc").open("rb") as stream:
        return {"records": sum(1 for _ in MARCReader(stream))}


def _dataset(folder: Path) -> Any:
    workspace = config.load(folder)
    source = workspace.sources[0]
    return described(workspace, source, source.datasets[0])


def parse(folder: Path) -> Counted:
    """Our reading of the same file."""
    dataset = _dataset(folder)
    with (folder / "sources/records.mrc").open("rb") as stream:
        return {
            "records": sum(1 for _ in format_named("marc21").read(stream, "records.mrc", dataset))
        }


@collecting_rarely()
def parse_map(folder: Path) -> Counted:
    """Reading and mapping, the triples thrown away."""
    dataset = _dataset(folder)
    form = format_named("marc21")
    mapping, records, triples = form.mapping(dataset), 0, 0
    with (folder / "sources/records.mrc").open("rb") as stream:
        for item in form.read(stream, "records.mrc", dataset):
            if isinstance(item, Record):
                triples += len(mapping(item).triples)
                records += 1
    return {"records": records, "triples": triples}


def convert(folder: Path) -> Counted:
    """From the file to a sorted segment: read, map, screen, sort, write."""
    workspace = config.load(folder)
    source = workspace.sources[0]
    report = ingest(workspace, source, source.datasets[0], Quiet()).segment.report()
    return {"records": report["read"], "quads": report["quads"]}


def compose(folder: Path) -> Counted:
    """Link, print the view, index it for search: all that comes before the engine."""
    workspace = config.load(folder)
    source = workspace.sources[0]
    ingested = [ingest(workspace, source, source.datasets[0], Quiet())]
    out = folder / "composed"
    out.mkdir()
    started = time.perf_counter()
    paths, counts, _ = build.compose(workspace, ingested, out, Quiet())
    build._runs(workspace, ingested, out, None, datetime.now(UTC))
    return {
        "entities": counts.entities,
        "micros": round(1e6 * (time.perf_counter() - started)),
        "quads": _quads(paths),
    }


def load(folder: Path) -> Counted:
    """Our loading of what was composed."""
    paths = _loaded(folder)
    started = time.perf_counter()
    with GraphStore.create(folder / "ours") as store:
        for path in paths:
            store.load(path)
        store.flush()
    return {"micros": round(1e6 * (time.perf_counter() - started)), "quads": _quads(paths)}


def oxigraph_load(folder: Path) -> Counted:
    """`oxigraph load` of the same files."""
    paths = _loaded(folder)
    binary = Path(sys.executable).with_name("oxigraph")
    started = time.perf_counter()
    files = [part for path in paths for part in ("--file", str(path))]
    subprocess.run(
        [binary, "load", "--location", str(folder / "theirs"), *files],
        check=True,
        capture_output=True,
    )
    return {"micros": round(1e6 * (time.perf_counter() - started)), "quads": _quads(paths)}


def _loaded(folder: Path) -> list[Path]:
    return [
        *sorted((folder / "work/segments").rglob("*.nq")),
        *sorted((folder / "composed").glob("*.nq")),
    ]


def _quads(paths: list[Path]) -> int:
    count = 0
    for path in paths:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                count += block.count(b"\n")
    return count


def whole(folder: Path) -> Counted:
    """`mocban build`, from nothing."""
    built = build.build(config.load(folder))
    return {"quads": built.quads}


STAGES: dict[str, Callable[[Path], Counted]] = {
    stage.__name__: stage
    for stage in (pymarc_alone, parse, parse_map, convert, compose, load, oxigraph_load, whole)
}


def main() -> None:
    """Run one stage and print what it took."""
    stage, folder = STAGES[sys.argv[1]], Path(sys.argv[2])
    format_named("marc21")  # what is imported once is no part of the time per record
    clock, processor = time.perf_counter(), time.process_time()
    counted = stage(folder)
    print(
        json.dumps(
            {
                "clock": time.perf_counter() - clock,
                "processor": time.process_time() - processor,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                **counted,
            }
        )
    )


if __name__ == "__main__":
    main()
