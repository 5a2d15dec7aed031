"""A pool of worker processes for queries from outside.

The engine cannot be told to stop a query, so a query runs in a process that can be
killed, and its answer is whole in a file before anyone sees a byte of it. One worker is
always kept for short queries: a query that is still running after a moment needs one of
the other places, and is sent away if they are taken. Clients take turns.
"""

import logging
import math
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition, Event, Thread
from typing import IO, NamedTuple

from mocban.graph import refusals
from mocban.graph.line import Line
from mocban.graph.process import Process
from mocban.graph.store import StoreError

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
    default: list[str] | None = None
    named: list[str] | None = None


class Answer(NamedTuple):
    """A whole answer: an open file at its start, which the caller closes; its length; and
    the store that gave it."""

    file: IO[bytes]
    size: int
    store: Path


@dataclass(eq=False)
class _Waiter:
    client: str
    come: Event = field(default_factory=Event)
    worker: Process | None = None


class WorkerPool:
    """`size` workers on the store at `path`. StoreError where it cannot be opened."""

    def __init__(self, path: Path, size: int = 4, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.size = size
        self.stopped = 0
        self._path = path
        self._change = Condition()
        self._all: set[Process] = set()
        self._idle: list[Process] = []
        self._line: Line[_Waiter] = Line(self.limits.waiting)
        self._long = 0
        self._closed = False
        self._trouble = ""
        # The workers end with the thread that starts them, so one thread starts them all.
        self._keeper = Thread(target=self._keep, name="worker keeper", daemon=True)
        self._keeper.start()
        with self._change:
            self._change.wait_for(lambda: self._all or self._trouble, timeout=30)
        if not self._all:
            self.close()
            raise StoreError(
                f"No worker could open the store at {path}: {self._trouble}.",
                f"Không tiến trình nào mở được kho dữ liệu tại {path}: {self._trouble}.",
            )

    def run(self, job: Job, client: str = "") -> Answer:
        """The whole answer to a query, or a `refusals.QueryRefused` that says why not."""
        worker = self._take(client)
        file = tempfile.TemporaryFile(prefix="mocban-")  # noqa: SIM115 the caller closes it
        try:
            self._ask(worker, job, file.fileno())
        except BaseException:
            file.close()
            raise
        finally:
            self._give(worker)
        size = file.seek(0, 2)
        file.seek(0)
        return Answer(file, size, worker.path)

    def switch(self, path: Path) -> None:
        """New queries go to the store at `path`; running ones finish where they are."""
        with self._change:
            self._path = path
            self._change.notify_all()

    def close(self) -> None:
        """Ends all workers; those who wait are turned away."""
        with self._change:
            self._closed = True
            while waiter := self._line.next():
                waiter.come.set()
            self._change.notify_all()
        self._keeper.join(timeout=10)
        for worker in list(self._all):
            worker.kill()

    def state(self) -> dict[str, int]:
        """Figures for the operator: workers, idle, long, waiting, stopped."""
        with self._change:
            return {
                "workers": len(self._all),
                "idle": len(self._idle),
                "long": self._long,
                "waiting": len(self._line),
                "stopped": self.stopped,
            }

    def _ask(self, worker: Process, job: Job, handle: int) -> None:
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
        if not worker.wait(min(limits.moment, limits.seconds)):
            self._go_on(worker)
            try:
                if not worker.wait(started + limits.seconds - time.monotonic()):
                    self._stop(worker)
                    raise refusals.Timeout(limits.seconds)
            finally:
                with self._change:
                    self._long -= 1
        self._check(worker)

    def _go_on(self, worker: Process) -> None:
        with self._change:
            free = self._long < max(1, self.size - 1)
            self._long += free
        if not free:
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
        with self._change:
            self.stopped += 1

    def _busy(self) -> refusals.Busy:
        return refusals.Busy(max(1, math.ceil(self.limits.seconds / 2)))

    def _take(self, client: str) -> Process:
        waiter = _Waiter(client)
        with self._change:
            if self._closed:
                raise self._busy()
            while self._idle and not self._line:
                worker = self._idle.pop()
                if worker.alive():
                    return worker
                self._retire(worker)
            sent_away = self._line.join(client, waiter)
            if sent_away is not None:
                sent_away.come.set()
        waiter.come.wait(self.limits.patience)
        with self._change:
            if waiter.worker is None:
                self._line.leave(client, waiter)
                raise self._busy()
        return waiter.worker

    def _give(self, worker: Process) -> None:
        if worker.tired:
            worker.kill()
        with self._change:
            if self._closed or worker.path != self._path or not worker.alive():
                self._retire(worker)
            else:
                self._offer(worker)

    def _offer(self, worker: Process) -> None:
        waiter = self._line.next()
        if waiter is None:
            self._idle.append(worker)
        else:
            waiter.worker = worker
            waiter.come.set()

    def _retire(self, worker: Process) -> None:
        self._all.discard(worker)
        worker.kill()
        self._change.notify_all()

    def _keep(self) -> None:
        pause = 0.1
        while True:
            with self._change:
                self._change.wait_for(lambda: self._closed or self._wanted(), timeout=1)
                if self._closed:
                    break
                for worker in [worker for worker in self._idle if not worker.alive()]:
                    self._idle.remove(worker)
                    self._retire(worker)
                if not self._wanted():
                    continue
                path = self._path
            worker, trouble = self._started(path)
            if worker is None:
                log.error("no worker could be started on %s: %s", path, trouble)
                with self._change:
                    self._trouble = trouble
                    self._change.notify_all()
                    self._change.wait_for(lambda: self._closed, timeout=pause)
                pause = min(pause * 2, 5)
                continue
            pause = 0.1
            self._welcome(worker)
        for worker in list(self._all):
            worker.kill()

    def _started(self, path: Path) -> tuple[Process | None, str]:
        try:
            worker = Process(path, self.limits.memory)
        except OSError as error:
            return None, str(error)
        trouble = worker.ready()
        if trouble is None:
            return worker, ""
        worker.kill()
        return None, trouble

    def _wanted(self) -> bool:
        return sum(worker.path == self._path for worker in self._all) < self.size

    def _welcome(self, worker: Process) -> None:
        with self._change:
            self._all.add(worker)
            for old in [old for old in self._idle if old.path != self._path][:1]:
                self._idle.remove(old)
                self._retire(old)
            self._offer(worker)
            self._change.notify_all()
