"""The snapshot in use, followed as builds replace it.

A request that uses a snapshot keeps it until it is done; a shared lock on the snapshot's
`.lock` file tells the builder that somebody is reading it.
"""

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from mocban.graph.confinement import hold
from mocban.graph.engine import Server, opened
from mocban.graph.snapshots import Snapshots
from mocban.graph.store import StoreError

log = logging.getLogger(__name__)


class Snapshot:
    """An open snapshot: its folder, its store, and an id that no other snapshot has. Where a
    server holds the graph, `pushed` is when that was last filled."""

    def __init__(self, folder: Path, server: Server | None = None, pushed: int = 0) -> None:
        self.folder = folder
        self.path = folder / "store"
        self.pushed = pushed
        self._lock = hold(self.path)
        try:
            self.store = opened(self.path, server)
            self.id = identity(self.path) + (f"-{pushed:x}" if server else "")
        except BaseException:
            self._let_go()
            raise
        self._users = 0
        self._old = False

    def enter(self) -> None:
        """One more user; the owner of the snapshot holds a lock."""
        self._users += 1

    def leave(self) -> None:
        """One user less; the last one of an old snapshot closes it."""
        self._users -= 1
        self._close_if_done()

    def retire(self) -> None:
        """To be closed when nobody uses it any more."""
        self._old = True
        self._close_if_done()

    def _close_if_done(self) -> None:
        if self._old and self._users == 0:
            self.store.close()
            self._let_go()

    def _let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


class Current:
    """Follows `snapshots/current` of a workspace, and what is pushed to the server that holds
    its graph. StoreError where there is no snapshot yet."""

    def __init__(self, workspace: Path, every: float = 1.0, server: Server | None = None) -> None:
        self._server = server
        self._snapshots = Snapshots(workspace / "snapshots")
        self._every = every
        self._guard = Lock()
        self._followers: list[Callable[[Path], None]] = []
        self._snapshot = self._newest()
        self._looked = time.monotonic()

    @contextmanager
    def use(self) -> Iterator[Snapshot]:
        """The snapshot, kept open while the block runs."""
        snapshot = self.take()
        try:
            yield snapshot
        finally:
            self.give(snapshot)

    def take(self) -> Snapshot:
        """The snapshot, kept open until it is given back."""
        with self._guard:
            self._look()
            self._snapshot.enter()
            return self._snapshot

    def look(self) -> None:
        """Goes on to a new snapshot where there is one, as each `take` does too."""
        with self._guard:
            self._look()

    def give(self, snapshot: Snapshot) -> None:
        """Ends a use that `take` began."""
        with self._guard:
            snapshot.leave()

    def follow(self, follower: Callable[[Path], None]) -> Path:
        """Calls `follower` with the path of the store whenever it changes; returns what it
        is now."""
        with self._guard:
            self._followers.append(follower)
            return self._snapshot.path

    @property
    def store(self) -> Path:
        """The path of the store in use, on which a pool of workers can be opened."""
        return self._snapshot.path

    @property
    def id(self) -> str:
        """The id of the snapshot in use."""
        return self._snapshot.id

    def close(self) -> None:
        """Closes the snapshot when its last user has left."""
        with self._guard:
            self._snapshot.retire()

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked < self._every:
            return
        self._looked = now
        folder = self._snapshots.current()
        same = folder == self._snapshot.folder and self._snapshot.pushed == self._pushed()
        if folder is None or same:
            return
        try:
            new = self._newest()
        except (StoreError, OSError) as error:
            log.error("the new snapshot cannot be read, the old one stays in use: %s", error)
            return
        old, self._snapshot = self._snapshot, new
        for follower in self._followers:
            follower(new.path)
        old.retire()

    def _pushed(self) -> int:
        return self._snapshots.pushed() if self._server else 0

    def _newest(self) -> Snapshot:
        for _ in range(5):
            folder = self._snapshots.current()
            if folder is None:
                break
            try:
                snapshot = Snapshot(folder, self._server, self._pushed())
            except (StoreError, BlockingIOError):
                # A build may have removed the folder before it could be locked.
                if self._snapshots.current() == folder:
                    raise
                continue
            if folder.is_dir():
                return snapshot
            snapshot.retire()
        raise StoreError(
            f"{self._snapshots.folder} has no snapshot yet: run `mocban build` first.",
            f"{self._snapshots.folder} chưa có ảnh chụp nào: hãy chạy `mocban build` trước.",
        )


def identity(store: Path) -> str:
    """What tells the snapshot of a store from all others, also from one of the same number
    in a workspace that was made anew."""
    made = (store / "CURRENT").stat().st_mtime_ns
    return f"{store.parent.name}-{made:x}"
