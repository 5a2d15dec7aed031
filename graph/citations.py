"""Saved queries: what a visitor asked to be able to cite.

    queries/k3v7wq2m5a.json    the query, the snapshot it was asked of, the hash of its answer
    queries/k3v7wq2m5a.gz      the answer in its canonical form, where it is small enough

Like `curation/` this folder cannot be rebuilt: back it up. Nothing is kept of who saved what.
"""

import base64
import gzip
import hashlib
import io
import json
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from mocban.graph.snapshots import Snapshots
from mocban.graph.store import StoreError

log = logging.getLogger(__name__)

FOLDER = "queries"
ARCHIVED = 2**20  # bytes, compressed
_UNPACKED = 10 * 2**20  # what is taken out of an archive, in bytes
_SHORTEST = 10
_IS_ID = re.compile(r"[a-z2-7]{10,52}").fullmatch


class Pin(NamedTuple):
    """A snapshot: its number; the digest of all that it was made of, which a rebuild of the same
    has too; and when it was made."""

    number: int
    inputs: str
    built: str


class Saved(NamedTuple):
    """A saved query. `saved` is a time in UTC (yyyy-mm-ddThh:mm:ssZ), `sha256` that of the
    answer's canonical form (`graph/canonical.py`), `size` its bytes, `rows` its rows or triples."""

    id: str
    query: str
    form: str
    saved: str
    pin: Pin
    sha256: str
    size: int
    rows: int
    version: str

    @property
    def graph(self) -> bool:
        """Whether the answer is a graph."""
        return self.form in ("CONSTRUCT", "DESCRIBE")


def pin_of(snapshot: Path) -> Pin:
    """What tells a snapshot from others. StoreError where the folder holds none."""
    try:
        manifest = json.loads((snapshot / "manifest.json").read_text("utf-8"))
        return Pin(int(snapshot.name), str(manifest["inputs"]), str(manifest["built"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise StoreError(
            "There is no snapshot here that could be cited.",
            "Ở đây không có ảnh chụp nào để trích dẫn.",
        ) from None


class Citations:
    """The saved queries of a workspace."""

    def __init__(self, workspace: Path) -> None:
        self.folder = workspace / FOLDER
        self._snapshots = Snapshots(workspace / "snapshots")

    def __len__(self) -> int:
        """How many are saved."""
        return sum(1 for _ in self._ids())

    def __iter__(self) -> Iterator[Saved]:
        """All that can be read; the others are told to the operator."""
        for name in sorted(self._ids()):
            try:
                found = self.get(name)
            except StoreError as error:
                log.error("%s", error.text.en)
                continue
            if found is not None:
                yield found

    def get(self, name: str) -> Saved | None:
        """The query of this id, None where there is none. StoreError where it is damaged."""
        if not _IS_ID(name):
            return None
        path = self.folder / f"{name}.json"
        try:
            return _read(name, json.loads(path.read_text("utf-8")))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, KeyError, TypeError):
            raise StoreError(
                f"{path.name} in {FOLDER}/ cannot be read: restore it from a backup.",
                f"Không đọc được {path.name} trong {FOLDER}/: hãy khôi phục từ bản sao lưu.",
            ) from None

    def find(self, query: str, inputs: str) -> Saved | None:
        """The query as it was saved of such a snapshot before."""
        for name in _ids(query, inputs):
            found = self.get(name)
            if found is None or (found.query, found.pin.inputs) == (query, inputs):
                return found
        return None

    def save(self, given: Saved, answer: IO[bytes]) -> Saved:
        """Keeps a query, whose id is settled here, and its answer in canonical form if it is not
        too large. StoreError where nothing can be written."""
        known = self.find(given.query, given.pin.inputs)
        if known is not None:
            return known
        saved = next(
            given._replace(id=name)
            for name in _ids(given.query, given.pin.inputs)
            if self.get(name) is None
        )
        try:
            self.folder.mkdir(exist_ok=True)
            # The archive first: a query is saved when its own file is there.
            packed = _packed(answer, given.size)
            if packed is not None:
                self._write(f"{saved.id}.gz", packed)
            said = saved._asdict() | {"pin": saved.pin._asdict()}
            text = json.dumps(said, ensure_ascii=False, indent=1)
            self._write(f"{saved.id}.json", text.encode())
        except OSError as error:
            raise StoreError(
                f"Nothing can be saved here just now ({error.strerror}).",
                f"Hiện không lưu được gì ở đây ({error.strerror}).",
            ) from error
        return saved

    def archived(self, saved: Saved) -> IO[bytes] | None:
        """The answer that was kept, in canonical form; None where it was too large, or is not
        what was saved."""
        try:
            with gzip.open(self.folder / f"{saved.id}.gz") as packed:
                answer = packed.read(_UNPACKED + 1)
        except (OSError, EOFError, ValueError):
            return None
        if hashlib.sha256(answer).hexdigest() != saved.sha256:
            log.error("the archive of query %s is not what was saved", saved.id)
            return None
        return io.BytesIO(answer)

    def snapshot(self, pin: Pin) -> Path | None:
        """The snapshot that is meant, where it is still kept."""
        folder = self._snapshots.folder / f"{pin.number:06}"
        return folder if _is(folder, pin) else None

    def rebuilt(self, pin: Pin) -> Path | None:
        """A snapshot of the same inputs, where one is kept; it differs from the one that is
        meant in the times of its runs."""
        for number in reversed(self._snapshots.numbers()):
            folder = self._snapshots.folder / f"{number:06}"
            if _is(folder, pin._replace(number=number), made_then=False):
                return folder
        return None

    def cited(self) -> set[int]:
        """The numbers of the snapshots that a saved query cites and that are still kept."""
        pins = {saved.pin for saved in self}
        return {pin.number for pin in pins if self.snapshot(pin) is not None}

    def _ids(self) -> Iterator[str]:
        if self.folder.is_dir():
            for entry in os.scandir(self.folder):
                name, _, extension = entry.name.partition(".")
                if extension == "json" and _IS_ID(name):
                    yield name

    def _write(self, name: str, content: bytes) -> None:
        part = self.folder / f".{name}.{os.getpid()}.part"
        try:
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, self.folder / name)
        finally:
            part.unlink(missing_ok=True)


def _ids(query: str, inputs: str) -> Iterator[str]:
    """The addresses that a query may have, the shortest first: it moves on only where another
    query has taken one."""
    digest = hashlib.sha256(f"{inputs}\n{query}".encode()).digest()
    name = base64.b32encode(digest).decode().rstrip("=").lower()
    return (name[:length] for length in range(_SHORTEST, len(name) + 1))


def _read(name: str, said: dict[str, Any]) -> Saved:
    pin = Pin(**said.pop("pin"))
    saved = Saved(**said, pin=pin)
    if saved.id != name or not isinstance(saved.query, str):
        raise ValueError(name)
    return saved


def _packed(answer: IO[bytes], size: int) -> bytes | None:
    if size > _UNPACKED:
        return None
    answer.seek(0)
    # Without a time in its head, the same answer is the same file.
    packed = gzip.compress(answer.read(), mtime=0)
    return packed if len(packed) <= ARCHIVED else None


def _is(folder: Path, pin: Pin, made_then: bool = True) -> bool:
    try:
        found = pin_of(folder)
    except StoreError:
        return False
    return found == (pin if made_then else pin._replace(built=found.built))
