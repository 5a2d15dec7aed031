"""A server started by the real command, and clients of all kinds for it."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

LARGE = "SELECT * { ?s ?p ?o . ?a ?b ?o } LIMIT 20000"
LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c < ?f) }"
CHEAP = "SELECT * { ?s ?p ?o } LIMIT 20"


def sparql(query: str, **more: str) -> str:
    """The path of a query."""
    return "/sparql?" + urlencode({"query": query, **more}, quote_via=quote)


class Got(NamedTuple):
    """What came back: status, headers by their names in lower case, body."""

    status: int
    headers: dict[str, str]
    body: bytes


def descendants(pid: int) -> list[int]:
    """The processes below one, nearest first."""
    found = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                found += [int(child) for child in (task / "children").read_text().split()]
    return found + [below for child in found for below in descendants(child)]


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(true: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether something comes to be within so many seconds."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


class House:
    """A running server: its port, its process, and what it wrote on standard error."""

    def __init__(self, process: "subprocess.Popen[str]", errors: Path, port: int) -> None:
        self.process = process
        self.port = port
        self._errors = errors

    @property
    def said(self) -> str:
        """What stands on its standard error."""
        return self._errors.read_text("utf-8", "replace")

    def connect(self, source: str = "127.0.0.1") -> socket.socket:
        """A connection from an address of this machine."""
        return socket.create_connection(("127.0.0.1", self.port), 30, (source, 0))

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None,
        source: str = "127.0.0.1", **headers: str,
    ) -> Got:  # fmt: skip
        """One request on a connection of its own; `Accept_Encoding` is Accept-Encoding."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, 30, (source, 0))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            client.request(method, path, body, named)
            answer = client.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Got(answer.status, found, answer.read())
        finally:
            client.close()

    def raw(self, data: bytes, seconds: float = 10) -> bytes:
        """All that comes back for these very bytes until the server ends the connection, or
        falls silent."""
        found = b""
        with self.connect() as client, suppress(OSError):
            client.settimeout(seconds)
            client.sendall(data)
            while piece := client.recv(65536):
                found += piece
        return found

    def health(self) -> dict[str, Any]:
        """What /health says."""
        found: dict[str, Any] = json.loads(self.ask("/health", source="127.0.0.9").body)
        return found


@contextmanager
def opened(workspace: Path, *options: str, before: str = "") -> Iterator[House]:
    """A server of a workspace on a free port, until the block ends; `before` it starts, this
    Python is run in its process."""
    program = (
        ["-c", f"{before}\nfrom mocban.cli import main; main()"] if before else ["-m", "mocban"]
    )
    with started([*program, "serve", str(workspace), "--port", "0", *options]) as house:
        yield house


@contextmanager
def started(program: list[str]) -> Iterator[House]:
    """A Python program that says its address once it serves, until the block ends."""
    folder = tempfile.TemporaryDirectory(prefix="mocban-door-")
    errors = Path(folder.name) / "errors"
    with errors.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, *program], stdin=subprocess.DEVNULL, stderr=file, text=True,
            env={**os.environ, "MOCBAN_LANG": "en"},
        )  # fmt: skip
    try:
        assert until(lambda: "http://" in errors.read_text() or process.poll() is not None, 30)
        found = re.search(r"http://\S+:(\d+)/", errors.read_text())
        assert found, errors.read_text()
        yield House(process, errors, int(found[1]))
    finally:
        below = descendants(process.pid)
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        for pid in [pid for pid in [process.pid, *below] if alive(pid)]:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        process.wait(10)
        folder.cleanup()
