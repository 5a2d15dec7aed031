"""A pool of worker processes for queries from outside.

The engine cannot be told to stop a query, so a query runs in a process that can be
killed, and its answer is whole in a file before anyone sees a byte of it. One worker is
always kept for short queries: a query that is still running after a moment needs one of
the other places, and is sent away if they are taken; when it comes again it waits for
such a place from the beginning. Clients take turns.
"""

import logging
import math
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from mocban.graph import refusals
from mocban.graph.crew import Crew
from mocban.graph.gate import Gate, Long
from mocban.graph.process import Process

log = logging.getLogger(__name__)


class Limits(NamedTuple):
    """What one query may cost. Seconds, bytes, and places in the line."""

    seconds: float = 10.0
    memory: int = 1024 * 2**20
    answer: int = 64 * 2**20
    waiting: int = 16
    patience: float = 5.0
    moment: float = 0.5


class Job(NamedTuple):
    """A query, the media type of its answer, the base of its relative IRIs, and the dataset
    of the SPARQL protocol where the asker names one."""

    query: str
    media_type: str
    base: str
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None


class Answer(NamedTuple):
    """A whole answer: an open file at its start, which the caller closes; its length; and
    the store that gave it."""

    file: IO[bytes]
    size: int
    store: Path


_COSTLY = (refusals.Timeout, refusals.OutOfMemory, refusals.AnswerTooLarge, refusals.WorkerLost)


@dataclass
class _Run:
    """A query at work: whether it turned out long, and whether it has a long one's place."""

    inside: bool = False
    long: bool = False


class WorkerPool:
    """`size` workers on the store at `path`. StoreError where it cannot be opened."""

    def __init__(self, path: Path, size: int = 4, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.stopped = 0
        # One worker at least is left for short queries.
        self._gate = Gate(max(1, size - 1), self.limits.waiting)
        self._long = Long()
        self._crew = Crew(path, size, self.limits.memory, self.limits.waiting)

    def run(self, job: Job, client: str = "") -> Answer:
        """The whole answer to a query, or a `refusals.QueryRefused` that says why not."""
        key = hash(job)
        known = key in self._long
        run = _Run()
        file = tempfile.TemporaryFile(prefix="mocban-")  # noqa: SIM115 the caller closes it
        try:
            run.inside = known and self._enter(client)
            worker = self._lend(client, run, job, file)
            # Perhaps it was dying when it was lent, and so may the others be; a query that
            # kills its worker kills the next one too.
            for _ in range(self._crew.size):
                if worker is not None or run.long:
                    break
                file.truncate(0)
                file.seek(0)
                worker = self._lend(client, run, job, file)
            if worker is None:
                raise refusals.WorkerLost
        except BaseException as error:
            file.close()
            run.long = run.long or known or isinstance(error, _COSTLY)
            raise
        finally:
            if run.inside:
                self._gate.leave()
            self._long.note(key, run.long)
        size = file.seek(0, 2)
        file.seek(0)
        return Answer(file, size, worker.path)

    def _lend(self, client: str, run: _Run, job: Job, file: IO[bytes]) -> Process | None:
        """The worker that has answered into the file; None where it died."""
        worker = self._crew.take(client, self.limits.patience)
        if worker is None:
            raise self._busy()
        try:
            self._ask(worker, run, job, file.fileno())
        except refusals.WorkerLost:
            return None
        finally:
            self._crew.give(worker)
        return worker

    def switch(self, path: Path) -> None:
        """New queries go to the store at `path`; running ones finish where they are."""
        self._crew.switch(path)

    def close(self) -> None:
        """Ends all workers; those who wait are turned away."""
        self._crew.close()

    def pids(self, idle: bool = False) -> list[int]:
        """The worker processes, or those that have nothing to do."""
        return self._crew.pids(idle)

    def state(self) -> dict[str, int]:
        """Figures for the operator: workers, idle, long, waiting, stopped."""
        return {
            "workers": len(self.pids()),
            "idle": len(self.pids(idle=True)),
            "long": self._gate.inside,
            "waiting": self._crew.waiting + self._gate.waiting,
            "stopped": self.stopped,
        }

    def _ask(self, worker: Process, run: _Run, job: Job, handle: int) -> None:
        limits = self.limits
        started = time.monotonic()
        worker.send(
            {
                "query": job.query,
                "format": job.media_type,
                "base": job.base,
                "default": job.default,
                "named": job.named,
                "limit": limits.answer,
                "seconds": limits.seconds,
            },
            handle,
        )

        def rest(until: float) -> float:
            return min(until, limits.seconds) - (time.monotonic() - started)

        if not worker.wait(rest(limits.moment / 4)):
            if not self._crew.waiting:
                worker.wait(rest(limits.moment))
            if not worker.wait(0):
                self._go_on(worker, run)
        if not worker.wait(rest(limits.seconds)):
            self._stop(worker)
            raise refusals.Timeout(limits.seconds)
        self._check(worker)

    def _enter(self, client: str) -> bool:
        if not self._gate.enter(client, self.limits.patience):
            raise self._busy()
        return True

    def _go_on(self, worker: Process, run: _Run) -> None:
        run.long = True
        run.inside = run.inside or self._gate.slip_in()
        if not run.inside:
            self._stop(worker)
            raise self._busy()
        worker.step_back()

    def _check(self, worker: Process) -> None:
        outcome = worker.outcome()
        limits = self.limits
        match outcome["end"]:
            case "done":
                return
            case "syntax" | "query":
                why = outcome["why"]
                raise refusals.BadQuery(why, why)
            case "large":
                raise refusals.AnswerTooLarge(limits.answer)
            case "memory":
                raise refusals.OutOfMemory(limits.memory)
            case "time":
                raise refusals.Timeout(limits.seconds)
            case "store":
                log.error("worker %d cannot read its store: %s", worker.pid, outcome["why"])
                raise refusals.StoreFault
            case _:
                raise refusals.WorkerLost

    def _stop(self, worker: Process) -> None:
        worker.kill()
        self.stopped += 1

    def _busy(self) -> refusals.Busy:
        return refusals.Busy(max(1, math.ceil(self.limits.seconds / 2)))
