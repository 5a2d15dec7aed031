"""A pool of worker processes for queries from outside.

The engine cannot be told to stop a query, so a query runs in a process that can be
killed, and its answer is whole before anyone sees a byte of it. Half of the workers are
kept for short queries: a query that is still running after a moment needs one of the other
places, and is sent away if they are taken; when it comes again it waits for
such a place from the beginning, and so do the queries of one who has lately asked for
much. Clients take turns.
"""

import logging
import math
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mocban.graph import clients, refusals
from mocban.graph.clients import Clients, network
from mocban.graph.crew import Crew
from mocban.graph.engine import Server
from mocban.graph.gate import Gate, Long
from mocban.graph.jobs import Answer, Job, Limits
from mocban.graph.process import Process

__all__ = ["Answer", "Job", "Limits", "WorkerPool"]

log = logging.getLogger(__name__)

Threads = Callable[..., Awaitable[Answer]]

_GLANCE = 0.25  # seconds between two looks whether the asker still waits


_COSTLY = (
    refusals.Timeout, refusals.OutOfMemory, refusals.AnswerTooLarge, refusals.TooManyRows,
    refusals.EngineFault, refusals.WorkerLost,
)  # fmt: skip


@dataclass
class _Run:
    """A query at work: whose it is, how to see that nobody waits for it, until when
    it may wait for a place, whether it has a long one's place,
    whether it turned out long, and how many seconds of a worker it has had."""

    client: str
    gone: Callable[[], bool] | None
    until: float
    inside: bool = False
    long: bool = False
    seconds: float = 0.0

    def patience(self) -> float:
        """How long it may still wait for a place."""
        return max(0.0, self.until - time.monotonic())


class WorkerPool:
    """`size` workers on the store at `path`. StoreError where it cannot be opened."""

    def __init__(
        self,
        path: Path,
        size: int = 4,
        limits: Limits | None = None,
        server: Server | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.stopped = 0
        self.clients = Clients()
        self.ends: Counter[str] = Counter()
        # At least half of the workers are left for short queries, since one that has been taken
        # from a long query takes a while to be replaced.
        self._gate = Gate(max(1, size // 2), self.limits.waiting)
        self._long = Long()
        self._crew = Crew(path, size, self.limits.memory, self.limits.waiting, server)

    def run(self, job: Job, client: str = "", gone: Callable[[], bool] | None = None) -> Answer:
        """The whole answer to a query, or a `refusals.QueryRefused` that says why not.

        `client` is the asker's address; `gone` says whether the asker has stopped waiting."""
        client = network(client)
        if wait := self.clients.wait(client):
            raise refusals.TooOften(math.ceil(wait))
        run = _Run(client, gone, time.monotonic() + self.limits.patience)
        with self._counted(job, client, run):
            known = hash(job) in self._long
            run.inside = (known or self.clients.costly(client)) and self._enter(client, run)
            answer = self._lend(client, run, job)
            # Perhaps it was dying when it was lent, and so may the others be; a query that
            # kills its worker kills the next one too.
            for _ in range(self._crew.size):
                if answer is not None or run.long:
                    break
                answer = self._lend(client, run, job)
            if answer is None:
                raise refusals.WorkerLost
        return answer

    async def run_soon(
        self, job: Job, client: str, gone: Callable[[], bool], threads: Threads
    ) -> Answer:
        """As `run`, for a caller on an event loop: `threads` runs a function in a thread, and
        is asked to only for a query that is not answered within a moment."""
        who = network(client)
        if self.clients.wait(who) or self.clients.costly(who) or hash(job) in self._long:
            return await threads(self.run, job, client, gone)
        worker = await self._crew.take_soon(who, self.limits.patience, self.clients.proven(who))
        if worker is None:
            busy = self._busy()
            self._note(busy, who)
            raise busy
        started = time.monotonic()
        worker.send(job.frame(self.limits))
        if not await worker.wait_soon(self.limits.moment / 4):
            return await threads(self._finish, worker, job, who, gone, started)
        try:
            answer = self._answer(worker)
            self.clients.praise(who)
            self.ends["Answered"] += 1
            return answer
        except refusals.WorkerLost:
            pass
        except refusals.QueryRefused as error:
            self._note(error, who)
            if isinstance(error, _COSTLY):
                self._long.note(hash(job), True)
                self.clients.charge(who, clients.REFUSED, long=True)
            raise
        finally:
            self._crew.give(worker)
        # Perhaps it was dying when it was lent.
        return await threads(self.run, job, client, gone)

    def _finish(
        self, worker: Process, job: Job, client: str, gone: Callable[[], bool], started: float
    ) -> Answer:
        """The answer to a query that a worker has begun on."""
        run = _Run(client, gone, time.monotonic() + self.limits.patience)
        with self._counted(job, client, run):
            try:
                return self._await(worker, run, started)
            finally:
                run.seconds += time.monotonic() - started
                self._crew.give(worker)

    @contextmanager
    def _counted(self, job: Job, client: str, run: _Run) -> Iterator[None]:
        """Remembers afterwards what a query turned out to be, and charges its client."""
        known = hash(job) in self._long
        try:
            yield
            self.ends["Answered"] += 1
            if not run.long:
                self.clients.praise(client)
        except refusals.QueryRefused as error:
            run.long = run.long or known or isinstance(error, _COSTLY)
            self._note(error, client)
            raise
        finally:
            if run.inside:
                self._gate.leave()
            self._long.note(hash(job), run.long)
            if run.long:
                self.clients.charge(client, max(clients.REFUSED, run.seconds), long=True)

    def _note(self, error: refusals.QueryRefused, client: str) -> None:
        self.ends[type(error).__name__] += 1
        if isinstance(error, refusals.Busy):
            self.clients.charge(client, clients.REFUSED)
        elif isinstance(error, refusals.BadQuery):
            self.clients.charge(client, clients.BAD)
        elif isinstance(error, refusals.EngineFault):
            self.clients.charge(client, clients.BROKEN)

    def _lend(self, client: str, run: _Run, job: Job) -> Answer | None:
        """The answer of a worker; None where it died."""
        worker = self._crew.take(client, run.patience(), self.clients.proven(client))
        if worker is not None and not run.inside and self.clients.costly(client):
            # Another query of his has turned out long meanwhile.
            self._crew.give(worker)
            run.inside = self._enter(client, run)
            worker = self._crew.take(client, run.patience())
        if worker is None:
            raise self._busy()
        started = time.monotonic()
        try:
            worker.send(job.frame(self.limits))
            return self._await(worker, run, started)
        except refusals.WorkerLost:
            return None
        finally:
            run.seconds += time.monotonic() - started
            self._crew.give(worker)

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

    def _await(self, worker: Process, run: _Run, started: float) -> Answer:
        """The answer of a worker that was asked when it was `started`."""

        def rest(until: float) -> float:
            return min(until, self.limits.seconds) - (time.monotonic() - started)

        if not worker.wait(rest(self.limits.moment / 4)):
            if not self._crew.waiting:
                worker.wait(rest(self.limits.moment))
            if not worker.wait(0):
                self._go_on(worker, run)
        while not worker.wait(min(_GLANCE, rest(self.limits.seconds))):
            if run.gone is not None and run.gone():
                self._stop(worker)
                raise refusals.Abandoned
            if rest(self.limits.seconds) <= 0:
                self._stop(worker)
                raise refusals.Timeout(self.limits.seconds)
        return self._answer(worker)

    def _enter(self, client: str, run: _Run) -> bool:
        if not self._gate.enter(client, run.patience()):
            raise self._busy()
        return True

    def _go_on(self, worker: Process, run: _Run) -> None:
        run.long = True
        self.clients.charge(run.client, 0, long=True)
        run.inside = run.inside or self._gate.slip_in()
        if not run.inside:
            self._stop(worker)
            raise self._busy()
        worker.step_back()

    def _answer(self, worker: Process) -> Answer:
        outcome, file = worker.outcome()
        limits = self.limits
        match outcome["end"]:
            case "done" if file is not None:
                return Answer(file, outcome["size"], worker.path)
            case "syntax" | "query":
                why = str(outcome["why"])
                raise refusals.BadQuery(why, str(outcome.get("vi", why)))
            case "search":
                raise refusals.BadSearch(outcome["why"], outcome["vi"])
            case "large" if outcome["what"] == "rows":
                raise refusals.TooManyRows(limits.rows)
            case "large":
                raise refusals.AnswerTooLarge(limits.answer)
            case "memory":
                raise refusals.OutOfMemory(limits.memory)
            case "fault":
                log.error("worker %d: the engine broke on a query: %s", worker.pid, outcome["why"])
                raise refusals.EngineFault
            case "time":
                raise refusals.Timeout(limits.seconds)
            case "away":
                raise refusals.StoreAway(outcome["why"], outcome["vi"])
            case "stopped":
                raise refusals.StoppedThere(outcome["why"], outcome["vi"])
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
