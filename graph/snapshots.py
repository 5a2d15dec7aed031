"""Snapshots: what is served, complete or absent.

    snapshots/000042/   store/ search/ catalog.ttl manifest.json records/ runs/ candidates.nq
    snapshots/current   a link to the one in use
    snapshots/pushed    made anew when another server has been filled with it

A snapshot is written in a folder with a temporary name, renamed, and `current` is switched
by one atomic rename. A reader holds a shared lock on `.lock` in the snapshot it reads; a
snapshot that is held is not removed.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mocban.errors import BuildError

_BUILDING = ".building-"


class Snapshots:
    """The snapshots of a workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Path | None:
        """The folder of the snapshot in use, its real path; None before the first build."""
        link = self.folder / "current"
        return link.resolve() if link.exists() else None

    def manifest(self) -> dict[str, Any]:
        """What the current snapshot was made of; empty before the first build."""
        current = self.current()
        if current is None:
            return {}
        manifest: dict[str, Any] = json.loads((current / "manifest.json").read_text("utf-8"))
        return manifest

    def pushed(self) -> int:
        """When another server was last filled, in nanoseconds; 0 where none was."""
        mark = self.folder / "pushed"
        return mark.stat().st_mtime_ns if mark.exists() else 0

    def push(self) -> None:
        """Note that another server now has the current snapshot."""
        mark = self.folder / "pushed.new"
        mark.touch()
        os.replace(mark, self.folder / "pushed")

    def numbers(self) -> list[int]:
        """The numbers of all complete snapshots, ascending."""
        if not self.folder.is_dir():
            return []
        return sorted(int(each.name) for each in self.folder.iterdir() if each.name.isdecimal())

    @contextmanager
    def new(self) -> Iterator[Path]:
        """A folder to write the next snapshot in; what a dead build left is cleared first."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in self.folder.glob(f"{_BUILDING}*"):
            shutil.rmtree(left)
        number = (self.numbers() or [0])[-1] + 1
        folder = self.folder / f"{_BUILDING}{number:06}"
        folder.mkdir()
        try:
            yield folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def switch(self, folder: Path, manifest: dict[str, Any]) -> Path:
        """Make a finished folder the current snapshot."""
        (folder / ".lock").touch()
        (folder / "manifest.json").write_text(
            json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True), "utf-8"
        )
        _settle(folder)
        final = self.folder / folder.name.removeprefix(_BUILDING)
        os.rename(folder, final)
        link = self.folder / "current.new"
        link.unlink(missing_ok=True)
        link.symlink_to(final.name)
        os.replace(link, self.folder / "current")
        _settle(self.folder)
        return final

    def prune(self, keep: int, cited: Collection[int] = (), keep_cited: int = 0) -> None:
        """Remove all but the newest `keep`, sparing the current one, those being read, and the
        newest `keep_cited` of those that saved queries cite."""
        current = self.current()
        old = self.numbers()[:-keep] if keep else []
        spared = sorted(set(old).intersection(cited), reverse=True)[:keep_cited]
        for number in old:
            folder = self.folder / f"{number:06}"
            if number not in spared and folder.resolve() != current and _unused(folder):
                shutil.rmtree(folder)


def _settle(folder: Path) -> None:
    """Wait until a folder's entries are on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unused(folder: Path) -> bool:
    try:
        with (folder / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def building(work: Path) -> Iterator[None]:
    """The right to build, for one process at a time; a process that dies gives it back.

    Raises BuildError where somebody else is building.
    """
    work.mkdir(parents=True, exist_ok=True)
    with (work / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BuildError(
                f"{work.parent}: another build is running; wait until it has finished.",
                f"{work.parent}: một lần dựng khác đang chạy; hãy đợi xong.",
            ) from None
        yield
