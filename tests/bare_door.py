"""The door before an application of a few lines, with little patience: a program for tests.

`/turn` takes a while, `/most` says how many of each client were at it at once, `/large` gives
twenty million bytes, `/fault` breaks.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from threading import Lock
from types import SimpleNamespace
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops

from mocban import door
from mocban.graph.clients import Clients
from mocban.kept import Answers
from mocban.visitor import Proxies

LARGE = 20_000_000


class Application:
    """Counts who is at work."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._now: Counter[str] = Counter()
        self._most: Counter[str] = Counter()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        body = [repr(dict(self._most)).encode()]
        match environ["PATH_INFO"]:
            case "/turn":
                self._turn(environ["REMOTE_ADDR"])
            case "/large":
                body = [b"x" * 1_000_000] * (LARGE // 1_000_000)
            case "/fault":
                raise ValueError("a fault of the application")
        length = ("Content-Length", str(sum(map(len, body))))
        start("200 OK", [("Content-Type", "text/plain"), length])
        return body

    def _turn(self, client: str) -> None:
        with self._guard:
            self._now[client] += 1
            self._most[client] = max(self._most[client], self._now[client])
        time.sleep(0.2)
        with self._guard:
            self._now[client] -= 1


def _loaded() -> door.Door:
    shared: Any = SimpleNamespace(pool=SimpleNamespace(clients=Clients()))
    return door.Door(Application(), shared, Answers(1_000_000), Proxies(), lambda: None)


def main(port: int) -> None:
    """Serves until it is ended."""
    door.SECONDS, door.WAITING = 1.0, 24
    server = Granian(
        "bare", address="127.0.0.1", port=port, interface=Interfaces.RSGI, loop=Loops.asyncio,
        http=HTTPModes.http1, websockets=False, workers_kill_timeout=1, log_enabled=False,
    )  # fmt: skip
    loader: Any = _loaded
    sys.stderr.write(f"http://127.0.0.1:{port}/\n")
    sys.stderr.flush()
    server.serve(target_loader=loader, wrap_loader=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
