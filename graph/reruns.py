"""Queries put to snapshots that are no longer in use, each by a small pool of its own."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread

from mocban.graph import refusals
from mocban.graph.workers import Answer, Job, Limits, WorkerPool

log = logging.getLogger(__name__)

MOST = 2
_IDLE = 60.0  # seconds


@dataclass(eq=False)
class _Open:
    """A pool, or what will be one; how many use it, and since when nobody does."""

    guard: Lock = field(default_factory=Lock)
    pool: WorkerPool | None = None
    users: int = 0
    since: float = 0.0

    def close(self) -> None:
        """Ends its worker."""
        if self.pool is not None:
            self.pool.close()


class Reruns:
    """At most `MOST` pools of one worker at once; one that nobody has used for `idle` seconds is
    closed."""

    def __init__(self, limits: Limits, idle: float = _IDLE) -> None:
        self._limits = limits
        self._idle = idle
        self._guard = Lock()
        self._pools: dict[Path, _Open] = {}
        self._watched = False

    def run(
        self, store: Path, job: Job, client: str = "", gone: Callable[[], bool] | None = None
    ) -> Answer:
        """As `WorkerPool.run`, on the store at a path. StoreError where it cannot be opened."""
        place = self._enter(store)
        try:
            with place.guard:
                if place.pool is None:
                    place.pool = WorkerPool(store, 1, self._limits)
            return place.pool.run(job, client, gone)
        finally:
            self._leave(place)

    def open(self) -> list[Path]:
        """The stores that have a pool just now."""
        with self._guard:
            return list(self._pools)

    def close(self) -> None:
        """Ends all pools."""
        with self._guard:
            pools, self._pools = list(self._pools.values()), {}
        for place in pools:
            place.close()

    def _enter(self, store: Path) -> _Open:
        unused: list[_Open] = []
        with self._guard:
            place = self._pools.get(store)
            if place is None:
                if len(self._pools) >= MOST:
                    idle = [path for path, each in self._pools.items() if not each.users]
                    if not idle:
                        raise refusals.Busy(5)
                    oldest = min(idle, key=lambda path: self._pools[path].since)
                    unused.append(self._pools.pop(oldest))
                place = self._pools[store] = _Open()
            place.users += 1
            if not self._watched:
                self._watched = True
                Thread(target=self._watch, name="old snapshots", daemon=True).start()
        for each in unused:
            each.close()
        return place

    def _leave(self, place: _Open) -> None:
        with self._guard:
            place.users -= 1
            place.since = time.monotonic()

    def _watch(self) -> None:
        while True:
            time.sleep(self._idle / 4)
            now = time.monotonic()
            with self._guard:
                old = [path for path, each in self._pools.items()
                       if not each.users and now - each.since > self._idle]  # fmt: skip
                unused = [self._pools.pop(path) for path in old]
                self._watched = bool(self._pools)
                more = self._watched
            for each in unused:
                each.close()
            if not more:
                return
