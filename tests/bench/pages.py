"""How long the pages of things take, by kind: `python -m tests.bench.pages [WORKSPACE] [KIND…]`.

Nothing is kept between the requests that are measured, but what the application itself keeps.
Without a workspace, that of the demonstration is built.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple

from mocban.app import create_app
from mocban.build import build
from mocban.config import load
from mocban.graph.resource import kind_of
from mocban.workspace import copy_demo

EACH = 60
"""Pages of each kind."""
ENTITIES = """
SELECT DISTINCT ?entity WHERE { ?member <https://w3id.org/mocban/ns/entity> ?entity }
LIMIT 200000
"""


def built(folder: Path) -> Path:
    """The demonstration, built in a new folder."""
    copy_demo(folder)
    build(load(folder))
    return folder


def entities(store: Any) -> dict[str, list[str]]:
    """Some entities of each kind, spread over all that there are."""
    found: dict[str, list[str]] = {}
    for (entity,) in store.evaluate(ENTITIES):
        found.setdefault(kind_of(entity.value), []).append(entity.value)
    return {
        kind: sorted(each)[:: max(1, len(each) // EACH)][:EACH]
        for kind, each in sorted(found.items())
    }


class Run(NamedTuple):
    """A page: seconds by the clock and of the processor, bytes, path."""

    clock: float
    processor: float
    size: int
    path: str


def measure(client: Any, paths: list[str]) -> list[Run]:
    """Each page, asked for once."""
    found = []
    for path in paths:
        began, worked = time.perf_counter(), time.thread_time()
        answer = client.get(path, headers={"Accept": "text/html"})
        clock, processor = time.perf_counter() - began, time.thread_time() - worked
        said = path if answer.status_code == 200 else f"? {path}"
        found.append(Run(clock, processor, len(answer.data), said))
    return found


def line(name: str, runs: list[Run]) -> None:
    """Median and 95th of 100 of the clock, the processor and the size, and the slowest page."""
    cells = ""
    for times in ([run.clock for run in runs], [run.processor for run in runs]):
        cuts = quantiles([seconds * 1000 for seconds in times], n=100, method="inclusive")
        cells += f"{cuts[49]:>8.1f}{cuts[94]:>8.1f}"
    size = max(run.size for run in runs) / 1000
    print(f"{name:<12}{len(runs):>6}{cells}{size:>8.0f}  {max(runs).path}")


def main() -> None:
    """Measure a workspace, and print a line for each kind."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else built(Path(temporary) / "heritage")
        workspace = load(folder)
        app, _, current = create_app(workspace)
        with current.use() as snapshot:
            kinds = entities(snapshot.store)
        client = app.test_client()
        client.get("/vi/")
        print(f"{'kind':<12}{'pages':>6}{'p50 ms':>8}{'p95 ms':>8}{'cpu 50':>8}{'cpu 95':>8}"
              f"{'max kB':>8}  slowest")  # fmt: skip
        everything = []
        for kind, found in kinds.items():
            if len(sys.argv) > 2 and kind not in sys.argv[2:]:
                continue
            paths = [f"/vi/{entity.removeprefix(workspace.base)}" for entity in found]
            if len(paths) > 1:
                runs = measure(client, paths)
                line(kind, runs)
                everything += runs
        line("all", everything)
        sys.stdout.flush()
        os._exit(0)


if __name__ == "__main__":
    main()
