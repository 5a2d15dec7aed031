"""Serving a workspace on one port.

granian (https://github.com/emmett-framework/granian) watches over one web process, which has
the application and the workers of its queries; where it dies another one takes its place.
"""

import resource
import socket
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from threading import Event, Thread
from typing import Any

from mocban.app import create_app
from mocban.config import Workspace
from mocban.door import Door
from mocban.endpoint.snapshot import Current
from mocban.errors import MocbanError, Text
from mocban.graph import confinement
from mocban.kept import Answers
from mocban.site.dates import today
from mocban.visitor import Proxies

CONNECTIONS = 4096


def open_door(workspace: Workspace, say: Callable[[Text], None]) -> Door:
    """The application of a workspace behind its door, its workers started. Where it cannot be
    opened the process says so and ends."""
    confinement.end_with_parent()
    settings = workspace.settings
    try:
        app, pool, current = create_app(workspace)
    except MocbanError as error:
        say(Text(f"mocban: {error.text.en}", f"mocban: {error.text.vi}"))
        sys.exit(1)
    answers = Answers(int(settings["cache_bytes"]))
    current.follow(lambda _: answers.clear())
    ended = Event()

    def watch() -> None:
        day = today()
        while not ended.wait(1):
            current.look()
            if day != today():  # pages say what is next
                day = today()
                answers.clear()

    def leave() -> None:
        ended.set()
        pool.close()
        app.extensions["mocban.citing"].reruns.close()

    Thread(target=watch, name="snapshot", daemon=True).start()
    return Door(app, app.extensions["mocban"], answers, Proxies(settings["trusted_proxies"]), leave)


def serve(workspace: Workspace, host: str, port: int, say: Callable[[Text], None]) -> None:
    """Serve until interrupted. Says the address once the port is open."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.http import HTTP1Settings

    Current(workspace.path).close()  # where nothing has been built it says so here
    Proxies(workspace.settings["trusted_proxies"])
    address, port = _free(host, port)
    _raise_files()
    server = Granian(
        "mocban",
        address=address,
        port=port,
        interface=Interfaces.RSGI,
        loop=Loops.asyncio,
        http=HTTPModes.http1,
        websockets=False,
        backlog=CONNECTIONS,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        respawn_failed_workers=True,
        workers_kill_timeout=3,
        log_enabled=False,
    )
    server.on_startup(lambda: Thread(target=_announce, args=(host, port, say), daemon=True).start())
    loader: Any = partial(open_door, workspace, say)
    server.serve(target_loader=loader, wrap_loader=False)


def _free(host: str, port: int) -> tuple[str, int]:
    """The address in figures and the port, a free one for 0. MocbanError where it cannot be
    listened on."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with closing(socket.socket(family, kind, protocol)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            name = probe.getsockname()
            return str(name[0]), int(name[1])
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise MocbanError(
            f"{host}:{port} cannot be listened on ({why}); choose another with --port.",
            f"Không mở được cổng {host}:{port} ({why}); hãy chọn cổng khác bằng --port.",
        ) from error


def _raise_files() -> None:
    """As many open files as the system allows: each connection is one."""
    with suppress(OSError, ValueError):
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 65_536 if most == resource.RLIM_INFINITY else min(most, 65_536)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _announce(host: str, port: int, say: Callable[[Text], None]) -> None:
    while True:
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            break
        time.sleep(0.02)
    address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    say(
        Text(
            f"Serving on {address} (Ctrl+C ends it).",
            f"Đang phục vụ tại {address} (Ctrl+C để dừng).",
        )
    )
