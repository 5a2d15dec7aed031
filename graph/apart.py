"""Work on the answers of outsiders, done in a process of its own that can be killed."""

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from threading import BoundedSemaphore
from typing import IO, Any, NamedTuple

from mocban.graph import canonical, refusals
from mocban.graph.workers import Limits

_MEMORY = (canonical.TOO_MUCH, -signal.SIGABRT, -signal.SIGKILL)
_FAULT = (-signal.SIGSEGV, -signal.SIGBUS)
_PIECE = 1 << 18
# The answers may be large, and the machine also has queries to answer.
_places = BoundedSemaphore(2)


class Form(NamedTuple):
    """The canonical form of an answer: an open file at its start, which the caller closes; its
    size; its SHA-256 in hexadecimal; how many rows or triples it has."""

    file: IO[bytes]
    size: int
    sha256: str
    rows: int


def written(answer: IO[bytes], graph: bool, in_order: bool, limits: Limits) -> Form:
    """The canonical form of an answer in `canonical.RESULT`, or `canonical.GRAPH`.

    BadQuery where it has none, Timeout, OutOfMemory, Busy."""
    kind = "graph" if graph else "ordered" if in_order else "rows"
    return measured(_done(answer, limits, "write", kind), graph)


def read(form: IO[bytes], graph: bool, media_type: str, limits: Limits) -> IO[bytes]:
    """A canonical form in a format of the web: an open file at its start."""
    return _done(form, limits, "read", "graph" if graph else "rows", media_type)


def difference(old: Form, new: Form, header: int, limits: Limits) -> dict[str, Any]:
    """`canonical.difference` of two forms whose first `header` lines are no rows."""
    handle = new.file.fileno()
    os.lseek(handle, 0, os.SEEK_SET)
    with _done(old.file, limits, "compare", str(header), str(handle), also=handle) as file:
        found: dict[str, Any] = json.load(file)
        return found


def measured(file: IO[bytes], graph: bool) -> Form:
    """A file that holds a canonical form, with its measures."""
    digest, lines, size, first = hashlib.sha256(), 0, 0, b""
    while piece := file.read(_PIECE):
        first = first or piece[:6]
        digest.update(piece)
        lines += piece.count(b"\n")
        size += len(piece)
    file.seek(0)
    table = not graph and first not in (b"true\n", b"false\n")
    return Form(file, size, digest.hexdigest(), lines - table)


def _done(source: IO[bytes], limits: Limits, *words: str, also: int | None = None) -> IO[bytes]:
    if not _places.acquire(timeout=limits.patience):
        raise refusals.Busy(max(1, int(limits.seconds)))
    output = tempfile.TemporaryFile(prefix="mocban-")  # noqa: SIM115 the caller closes it
    source = _on_disk(source)
    # The other process reads from where the system stands, not from where Python does.
    os.lseek(source.fileno(), 0, os.SEEK_SET)
    try:
        code = subprocess.run(
            [sys.executable, "-P", "-m", "mocban.graph.canonical", str(limits.memory),
             str(limits.seconds), *words],
            stdin=source, stdout=output, stderr=subprocess.DEVNULL, timeout=limits.seconds,
            pass_fds=() if also is None else (also,), check=False,
            env=os.environ | {"RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "2"},
        ).returncode  # fmt: skip
        if code:
            raise _refusal(code, limits)
    except subprocess.TimeoutExpired:
        output.close()
        raise refusals.Timeout(limits.seconds) from None
    except BaseException:
        output.close()
        raise
    finally:
        _places.release()
    output.seek(0)
    return output


def _on_disk(source: IO[bytes]) -> IO[bytes]:
    """A file that another process can read: a short answer is in memory."""
    if not isinstance(source, io.BytesIO):
        return source
    file = tempfile.TemporaryFile(prefix="mocban-")  # noqa: SIM115 goes with its last reader
    file.write(source.getbuffer())
    file.flush()
    return file


def _refusal(code: int, limits: Limits) -> refusals.QueryRefused:
    if code in _MEMORY:
        return refusals.OutOfMemory(limits.memory)
    if code == -signal.SIGXCPU:
        return refusals.Timeout(limits.seconds)
    if code in _FAULT:
        return refusals.EngineFault()
    if code == canonical.NAMELESS:
        return refusals.BadQuery(
            "The rows hold blank nodes, which have no name that lasts: ask for something that "
            "has an address, or for a graph with CONSTRUCT.",
            "Kết quả có nút trống, vốn không có tên bền vững: hãy hỏi thứ có địa chỉ, "
            "hoặc lấy đồ thị bằng CONSTRUCT.",
        )
    return refusals.WorkerLost()
