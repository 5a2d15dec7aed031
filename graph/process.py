"""A worker process as the pool sees it."""

import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

from mocban.graph.worker import Frame, receive, send

# How a worker ends when it meets a limit that the kernel keeps.
_ENDS = {-signal.SIGABRT: "memory", -signal.SIGXCPU: "time"}
_NICE = 10


class Process:
    """Starts a worker on a store; `memory` is in bytes."""

    def __init__(self, path: Path, memory: int) -> None:
        self.path = path
        self.tired = False
        self._channel, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "mocban.graph.worker"]
        with theirs:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno()), os.fspath(path), str(memory)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env=os.environ | {"RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "2"},
            )
        self.pid = self._process.pid

    def ready(self, seconds: float = 30) -> str | None:
        """None once the store is open, or why it is not."""
        if not self.wait(seconds):
            return "no sign of life"
        outcome = self.outcome()
        return None if outcome["end"] == "ready" else str(outcome.get("why", outcome["end"]))

    def send(self, job: Frame, handle: int) -> None:
        """Gives a job and the file for its answer; a worker that has died shows it when its
        outcome is read."""
        try:
            send(self._channel, job, (handle,))
        except OSError:
            self.kill()

    def wait(self, seconds: float) -> bool:
        """Whether there is an outcome, or the end of the process, within so many seconds."""
        if self._channel.fileno() < 0:
            return True
        poll = select.poll()
        poll.register(self._channel, select.POLLIN)
        return bool(poll.poll(max(0, seconds) * 1000))

    def outcome(self) -> Frame:
        """What the worker reports, or `memory`, `time` or `lost` where it died of it."""
        try:
            return receive(self._channel)[0]
        except (EOFError, OSError):
            self.tired = True
        try:
            code = self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.kill()
            code = 0
        return {"end": _ENDS.get(code, "lost")}

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
        self._channel.close()
        if self.alive():
            self._process.kill()
        self._process.wait()
