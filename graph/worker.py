"""One worker process: a read-only store, and one query at a time.

It is started as `python -m mocban.graph.worker SOCKET STORE MEMORY` with a Unix socket
whose other end the pool holds. A job comes as a frame with an open file; the answer is
written to that file and its outcome sent back as a frame. A frame is four bytes of
length and that much JSON.
"""

import gc
import json
import os
import re
import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from pyoxigraph import QueryResultsFormat, QueryTriples

from mocban.graph import confinement
from mocban.graph.store import GraphStore, StoreError, syntax_error
from mocban.graph.writing import write_triples

Frame = dict[str, Any]

_SERVICE = re.compile("(serv)(i)(ce)", re.IGNORECASE)


class _Full(Exception):
    """The answer has reached its limit."""


class _Spool:
    """A file that takes so many bytes and no more."""

    def __init__(self, handle: int, limit: int) -> None:
        self._handle = handle
        self._left = limit

    def write(self, data: bytes) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise _Full
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._handle, rest) :]
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


def send(channel: socket.socket, frame: Frame, handles: tuple[int, ...] = ()) -> None:
    """One frame; OSError where the other side has gone."""
    body = json.dumps(frame).encode()
    socket.send_fds(channel, [struct.pack("!I", len(body))], handles)
    channel.sendall(body)


def receive(channel: socket.socket) -> tuple[Frame, list[int]]:
    """The next frame and the files that came with it; EOFError where none will come."""
    try:
        head, handles, _, _ = socket.recv_fds(channel, 4, 1)
    except ConnectionError:
        raise EOFError from None
    head += _exactly(channel, 4 - len(head))
    (length,) = struct.unpack("!I", head)
    frame: Frame = json.loads(_exactly(channel, length))
    return frame, list(handles)


def _exactly(channel: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        try:
            part = channel.recv(length - len(parts))
        except ConnectionError:
            part = b""
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def _foul(query: str, base: str) -> str | None:
    """The syntax error of a query in which SERVICE has become an unknown word of the same
    length. What SERVICE means in a string, an IRI, a name or a comment is not touched by
    that, and where it is the keyword the engine itself refuses the query."""
    masked = _SERVICE.sub(
        lambda match: match[1] + ("J" if match[2] == "I" else "j") + match[3], query
    )
    return syntax_error(masked, base) if masked != query else None


def _answer(store: GraphStore, job: Frame, handle: int) -> Frame:
    spool: Any = _Spool(handle, job["limit"])
    try:
        if foul := _foul(job["query"], job["base"]):
            return {"end": "syntax", "why": foul}
        found = store.evaluate(job["query"], job["base"], job["default"], job["named"])
        if isinstance(found, QueryTriples):
            write_triples(found, job["format"], spool)
        else:
            form = QueryResultsFormat.from_media_type(job["format"])
            found.serialize(spool, format=form)
    except SyntaxError as error:
        return {"end": "syntax", "why": str(error)}
    except _Full:
        return {"end": "large"}
    except MemoryError:
        return {"end": "memory"}
    except OSError as error:
        return {"end": "store", "why": str(error)}
    except (RuntimeError, ValueError) as error:
        return {"end": "query", "why": str(error)}
    return {"end": "done"}


def work(channel: socket.socket, path: str, memory: int) -> None:
    """Answers jobs until the pool hangs up."""
    confinement.end_with_parent()
    confinement.forbid_network()
    try:
        held = confinement.hold(Path(path))
        store = GraphStore.open(path)
    except (StoreError, OSError) as error:
        send(channel, {"end": "store", "why": str(error)})
        return
    confinement.limit_memory(memory)
    gc.freeze()
    send(channel, {"end": "ready"})
    while True:
        job, handles = receive(channel)
        confinement.limit_cpu(job["seconds"] + 1)
        outcome = _answer(store, job, handles[0])
        for handle in handles:
            os.close(handle)
        send(channel, outcome)
        if outcome["end"] == "memory":
            break
    store.close()
    if held is not None:
        os.close(held)


def main(arguments: list[str]) -> None:
    """The command that the pool gives."""
    channel = socket.socket(fileno=int(arguments[0]))
    with suppress(EOFError, BrokenPipeError):
        work(channel, arguments[1], int(arguments[2]))


if __name__ == "__main__":
    main(sys.argv[1:])
