"""A worker process as the pool sees it."""

import asyncio
import io
import os
import re
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO

from mocban.graph.channel import Channel, Frame
from mocban.graph.engine import Server

# How a worker ends when it meets a limit that the kernel keeps, or breaks on a query.
_ENDS = {
    -signal.SIGABRT: "memory", -signal.SIGXCPU: "time",
    -signal.SIGSEGV: "fault", -signal.SIGBUS: "fault", -signal.SIGILL: "fault",
}  # fmt: skip
# What the engine, which is written in Rust, says before it aborts for any other reason.
_PANIC = re.compile(rb"panicked at ([^\n]*)\n([^\n]*)")
_LAST_WORDS = 64 * 1024
_NICE = 10
JOBS = 20_000  # after so many a worker is replaced, so that nothing it loses adds up


class Process:
    """Starts a worker on a store, or on a server that holds its graph; `memory` is in bytes."""

    def __init__(self, path: Path, memory: int, server: Server | None = None) -> None:
        self.path = path
        self.tired = False
        self._jobs = 0
        ours, theirs = socket.socketpair()
        self._channel = Channel(ours)
        said, says = os.pipe()
        # What nobody reads must not hold it up.
        os.set_blocking(says, False)
        os.set_blocking(said, False)
        self._said = open(said, "rb", buffering=0)  # noqa: SIM115 closed by kill()
        command = [sys.executable, "-P", "-m", "mocban.graph.worker"]
        with theirs, open(says, "wb") as errors:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno()), os.fspath(path), str(memory), *(server or ())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
                env=os.environ | {"RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "2"},
            )
        self.pid = self._process.pid

    def ready(self, seconds: float = 30) -> str | None:
        """None once the store is open, or why it is not."""
        if not self.wait(seconds):
            return "no sign of life"
        outcome, _ = self.outcome()
        return None if outcome["end"] == "ready" else str(outcome.get("why", outcome["end"]))

    def send(self, job: Frame) -> None:
        """Gives a job; a worker that has died shows it when its outcome is read."""
        self._jobs += 1
        self.tired = self.tired or self._jobs >= JOBS
        try:
            self._channel.send(job)
        except OSError:
            self.kill()

    def wait(self, seconds: float) -> bool:
        """Whether there is an outcome, or the end of the process, within so many seconds."""
        if self._channel.fileno() < 0:
            return True
        poll = select.poll()
        poll.register(self._channel, select.POLLIN)
        return bool(poll.poll(max(0, seconds) * 1000))

    async def wait_soon(self, seconds: float) -> bool:
        """The same, for a caller on an event loop."""
        if self._channel.fileno() < 0:
            return True
        loop = asyncio.get_running_loop()
        come: asyncio.Future[bool] = loop.create_future()

        def settle(found: bool) -> None:
            if not come.done():
                come.set_result(found)

        handle = self._channel.fileno()
        loop.add_reader(handle, settle, True)
        timer = loop.call_later(seconds, settle, False)
        try:
            return await come
        finally:
            timer.cancel()
            loop.remove_reader(handle)

    def outcome(self) -> tuple[Frame, IO[bytes] | None]:
        """What the worker reports, with its answer where it is `done`; `memory`, `time`, `fault`
        or `lost` where it died of it."""
        try:
            frame, body, file = self._channel.receive()
        except (EOFError, OSError):
            self.tired = True
        else:
            if file is not None:
                file.seek(0)
            return frame, file or io.BytesIO(body)
        try:
            code = self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.kill()
            code = 0
        end, why = _ENDS.get(code, "lost"), ""
        if code == -signal.SIGABRT and (panic := _PANIC.search(self._last_words())):
            end, why = "fault", b": ".join(panic.groups()).decode("utf-8", "replace")
        return {"end": end, "why": why or f"signal {-code}"}, None

    def _last_words(self) -> bytes:
        try:
            return self._said.read(_LAST_WORDS) or b""
        except (OSError, ValueError):
            return b""

    def step_back(self) -> None:
        """Lets short queries and pages go first. The worker is not used again: what it has
        become, priority and memory, it stays."""
        self.tired = True
        if self.alive():
            os.setpriority(os.PRIO_PROCESS, self.pid, _NICE)

    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """Ends it, whatever it does; a second time does nothing."""
        self.tired = True
        self._channel.close()
        if self.alive():
            self._process.kill()
        self._process.wait()
        self._said.close()
