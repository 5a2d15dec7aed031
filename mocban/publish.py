"""What goes with a loaded store: its statistics, and the files that people may take away."""

from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from pyoxigraph import NamedNode

from mocban.config import Workspace
from mocban.dumps import BLOCK, Dumps
from mocban.graph import partitions
from mocban.graph.statistics import Counting
from mocban.graph.store import GraphStore
from mocban.ingest import Ingested


def publish(
    workspace: Workspace, ingested: list[Ingested], store: GraphStore, folder: Path,
    derived: list[str],
) -> None:  # fmt: skip
    """Count the view, load what was counted, and write the dumps if the workspace wants them.

    `folder` holds view.nq, named.nq and catalog.nq; `derived` are the lines (without full
    stop) that were loaded beside the view, sorted."""
    base = workspace.base
    with ExitStack() as stack:
        dumps = None
        if workspace.settings["dumps"]:
            dumps = stack.enter_context(Dumps(folder / "dumps", base))
        counting = stack.enter_context(Counting(f"{base}e/", workspace.work))
        for batch in together(folder / "view.nq", [f"{line} .\n" for line in derived]):
            counting.add(batch)
            if dumps:
                dumps.file("view.nt.gz", part="view").write("".join(batch).encode())
        found = set(partitions.lines(workspace, counting.counts()))
        graphs = [NamedNode(each.segment.graph[1:-1]) for each in ingested]
        found.update(partitions.by_source(base, store.rows("classes-by-graph", graphs=graphs)))
        statistics = folder / "statistics.nq"
        graph = partitions.statistics_of(base)
        statistics.write_text("".join(f"{line} {graph} .\n" for line in sorted(found)), "utf-8")
        store.load(statistics)
        if dumps:
            for each in ingested:
                dumps.dataset(each.source.code, each.dataset.name, each.segment.path)
            for path in (folder / "named.nq", folder / "catalog.nq", statistics):
                dumps.others(path)
        statistics.unlink()


def together(path: Path, few: list[str]) -> Iterator[list[str]]:
    """The lines of a sorted file and a few more sorted ones, each once, in batches."""
    waiting = deque(few)
    with path.open(encoding="utf-8") as lines:
        while batch := lines.readlines(BLOCK):
            last, more = batch[-1], []
            while waiting and waiting[0] <= last:
                more.append(waiting.popleft())
            yield sorted({*batch, *more}) if more else batch
    if waiting:
        yield list(waiting)
