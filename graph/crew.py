"""The worker processes: so many of them alive, each lent to one query at a time."""

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Event, Thread, get_ident
from typing import Protocol

from mocban.graph.engine import Server
from mocban.graph.line import Line
from mocban.graph.process import Process
from mocban.graph.store import StoreError

log = logging.getLogger(__name__)


class Comes(Protocol):
    """What is set when a waiter's turn has come."""

    def set(self) -> None: ...


@dataclass(eq=False)
class _Waiter:
    come: Comes
    worker: Process | None = None


class _Bell:
    """Wakes a waiter on an event loop from any thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, come: "asyncio.Future[None]") -> None:
        self._loop = loop
        self._come = come
        self._thread = get_ident()

    def set(self) -> None:
        if self._thread == get_ident():
            _ring(self._come)
        else:
            self._loop.call_soon_threadsafe(_ring, self._come)


def _ring(come: "asyncio.Future[None]") -> None:
    if not come.done():
        come.set_result(None)


class Crew:
    """`size` workers with `memory` bytes each on the store at `path`; `waiting` may wait for
    one. StoreError where the store cannot be opened."""

    def __init__(
        self, path: Path, size: int, memory: int, waiting: int, server: Server | None = None
    ) -> None:
        self.size = size
        self._server = server
        self._memory = memory
        self._path = path
        self._change = Condition()
        self._all: set[Process] = set()
        self._idle: list[Process] = []
        self._lines: tuple[Line[_Waiter], Line[_Waiter]] = (Line(waiting), Line(waiting))
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

    def switch(self, path: Path) -> None:
        """Replaces the workers, as they fall idle, by such on another store."""
        with self._change:
            self._path = path
            self._change.notify_all()

    def close(self) -> None:
        """Ends all workers; those who wait are turned away."""
        with self._change:
            self._closed = True
            while waiter := self._next():
                waiter.come.set()
            self._change.notify_all()
        self._keeper.join(timeout=10)
        for worker in list(self._all):
            worker.kill()

    @property
    def waiting(self) -> int:
        """How many wait for a worker."""
        with self._change:
            return sum(map(len, self._lines))

    def pids(self, idle: bool = False) -> list[int]:
        """The processes, or those that have nothing to do."""
        with self._change:
            return sorted(worker.pid for worker in (self._idle if idle else self._all))

    def take(self, client: str, patience: float, first: bool = False) -> Process | None:
        """A worker that lives, or None after so many seconds or where the line is full. Those
        who go `first` have a line of their own."""
        come = Event()
        waiter = self._claim(client, come, first)
        if waiter.worker is None:
            come.wait(patience)
        return self._settled(client, waiter)

    async def take_soon(self, client: str, patience: float, first: bool) -> Process | None:
        """The same, for a caller on an event loop."""
        loop = asyncio.get_running_loop()
        come: asyncio.Future[None] = loop.create_future()
        waiter = self._claim(client, _Bell(loop, come), first)
        if waiter.worker is not None:
            return waiter.worker
        timer = loop.call_later(patience, _ring, come)
        try:
            await come
        except BaseException:
            worker = self._settled(client, waiter)
            if worker is not None:
                self.give(worker)
            raise
        finally:
            timer.cancel()
        return self._settled(client, waiter)

    def _claim(self, client: str, come: Comes, first: bool) -> _Waiter:
        """A waiter who has a worker already, or stands in the line, or has been sent away."""
        waiter = _Waiter(come)
        with self._change:
            if self._closed:
                come.set()
                return waiter
            while self._idle and not any(self._lines):
                worker = self._idle.pop()
                if worker.alive():
                    waiter.worker = worker
                    return waiter
                self._retire(worker)
            sent_away = self._lines[0 if first else 1].join(client, waiter)
            if sent_away is not None:
                sent_away.come.set()
        return waiter

    def _settled(self, client: str, waiter: _Waiter) -> Process | None:
        with self._change:
            for line in self._lines:
                line.leave(client, waiter)
            return waiter.worker

    def give(self, worker: Process) -> None:
        """Takes a worker back; one that is dead, tired or out of date is replaced."""
        if worker.tired:
            worker.kill()
        with self._change:
            if self._closed or worker.path != self._path or worker.tired:
                self._retire(worker)
            else:
                self._offer(worker)

    def _next(self) -> _Waiter | None:
        return self._lines[0].next() or self._lines[1].next()

    def _offer(self, worker: Process) -> None:
        waiter = self._next()
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
            new, trouble = self._started(path)
            if new is None:
                log.error("no worker could be started on %s: %s", path, trouble)
                with self._change:
                    self._trouble = trouble
                    self._change.notify_all()
                    self._change.wait_for(lambda: self._closed, timeout=pause)
                pause = min(pause * 2, 5)
                continue
            pause = 0.1
            self._welcome(new)
        for worker in list(self._all):
            worker.kill()

    def _started(self, path: Path) -> tuple[Process | None, str]:
        try:
            worker = Process(path, self._memory, self._server)
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
