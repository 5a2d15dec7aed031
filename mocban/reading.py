"""All datasets of a workspace read, several at once where that pays."""

import os
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from mocban.config import DatasetConfig, Source, Workspace
from mocban.errors import Text
from mocban.ingest import Ingested, ingest, paths_of
from mocban.progress import Progress, Quiet

HEAVY = 4_000_000  # bytes of a dataset; to start a process for less takes longer than to read it

Given = tuple[Source, DatasetConfig]


def read_all(workspace: Workspace, progress: Progress) -> list[Ingested]:
    """Every dataset as `ingest` gives it, in the order of mocban.toml; raises as it does, for
    the first dataset that fails. Large ones are read in processes of their own, as many at
    once as the setting `jobs` allows (0: as there are processors)."""
    given = [(source, dataset) for source in workspace.sources for dataset in source.datasets]
    jobs = int(workspace.settings["jobs"]) or len(os.sched_getaffinity(0))
    heavy = [each for each in given if _size(workspace, each) >= HEAVY] if jobs > 1 else []
    if len(heavy) < 2:
        return [_read(workspace, each, progress) for each in given]
    # A fork would copy whatever threads the caller has in the middle of what they do.
    with ProcessPoolExecutor(min(jobs, len(heavy)), mp_context=get_context("spawn")) as pool:
        try:
            apart = [pool.submit(ingest, workspace, *each, Quiet()) for each in heavy]
            return _in_order(workspace, given, heavy, apart, progress)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _in_order(
    workspace: Workspace, given: list[Given], heavy: list[Given], apart: list[Future[Ingested]],
    progress: Progress,
) -> list[Ingested]:  # fmt: skip
    found = []
    for each in given:
        if each in heavy:
            place = heavy.index(each)
            going_on = [
                other for other, future in zip(heavy, apart, strict=True) if future.running()
            ]
            progress.step(_reading(going_on or [each]))
            found.append(apart[place].result())
        else:
            found.append(_read(workspace, each, progress))
    return found


def _read(workspace: Workspace, given: Given, progress: Progress) -> Ingested:
    progress.step(_reading([given]))
    return ingest(workspace, *given, progress)


def _size(workspace: Workspace, given: Given) -> int:
    return sum(path.stat().st_size for path in paths_of(workspace, *given))


def _reading(given: list[Given]) -> Text:
    names = ", ".join(f"{source.code}/{dataset.name}" for source, dataset in given)
    return Text(f"Reading {names}", f"Đang đọc {names}")
