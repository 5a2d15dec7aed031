"""Sorting more lines than memory holds.

Runs of a bounded number of lines are sorted in memory and written out; the runs are merged,
and a line that occurs twice comes out once. Memory does not depend on how many there are.
"""

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Self

RUN_LINES = 50_000
RUNS = 100  # open files; more runs than these are merged into one on the way


class Sorter:
    """Takes strings without line ends, gives them back in code point order, each once."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lines: list[str] = []
        self._levels: list[list[IO[str]]] = []  # files of RUNS times as many runs each
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._stack.close()

    def add(self, lines: Iterable[str]) -> None:
        """More lines, in any order."""
        self._lines.extend(lines)
        if len(self._lines) >= RUN_LINES:
            self._spill()

    def _spill(self) -> None:
        self._put(0, (f"{line}\n" for line in sorted(set(self._lines))))
        self._lines = []

    def _put(self, level: int, lines: Iterable[str]) -> None:
        """A new file of this level; where there are many, one of the next in their place."""
        file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", dir=self._folder)  # noqa: SIM115
        run = self._stack.enter_context(file)
        run.writelines(lines)
        if level == len(self._levels):
            self._levels.append([])
        runs = self._levels[level]
        runs.append(run)
        if len(runs) >= RUNS:
            self._put(level + 1, _merged(runs))
            for each in runs:
                each.close()
            runs.clear()

    def __iter__(self) -> Iterator[str]:
        """The lines in order; ends the taking in."""
        if not self._levels:
            yield from sorted(set(self._lines))
            return
        if self._lines:
            self._spill()
        for line in _merged([run for runs in self._levels for run in runs]):
            yield line[:-1]


def _merged(runs: list[IO[str]]) -> Iterator[str]:
    """The lines of sorted files in order, each once."""
    for run in runs:
        run.seek(0)
    last = ""
    for line in heapq.merge(*runs):
        if line != last:
            last = line
            yield line
