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


class Sorter:
    """Takes strings without line ends, gives them back in code point order, each once."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lines: list[str] = []
        self._runs: list[IO[str]] = []
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
        self._lines = sorted(set(self._lines))
        file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", dir=self._folder)  # noqa: SIM115
        run = self._stack.enter_context(file)
        run.writelines(f"{line}\n" for line in self._lines)
        self._runs.append(run)
        self._lines = []

    def __iter__(self) -> Iterator[str]:
        """The lines in order; ends the taking in."""
        if not self._runs:
            yield from sorted(set(self._lines))
            return
        if self._lines:
            self._spill()
        for run in self._runs:
            run.seek(0)
        last = ""
        for line in heapq.merge(*self._runs):
            if line != last:
                last = line
                yield line[:-1]
