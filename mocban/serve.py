"""Serving a workspace on one port."""

import socket
from collections.abc import Callable

from mocban.app import create_app
from mocban.config import Workspace
from mocban.errors import MocbanError, Text

THREADS = 48  # a request waits in one while its query waits for a worker


def serve(workspace: Workspace, host: str, port: int, say: Callable[[Text], None]) -> None:
    """Serve until interrupted. Says the address once the port is open."""
    from waitress import create_server

    app, pool = create_app(workspace)
    try:
        try:
            server = create_server(app, host=host, port=port, threads=THREADS, ident="mocban")
        except (OSError, socket.gaierror) as error:
            raise MocbanError(
                f"{host}:{port} cannot be listened on ({error.strerror}); choose another with --port.",
                f"Không mở được cổng {host}:{port} ({error.strerror}); hãy chọn cổng khác bằng --port.",
            ) from error
        address = f"http://{host}:{server.effective_port}/"
        say(
            Text(
                f"Serving on {address} (Ctrl+C ends it).",
                f"Đang phục vụ tại {address} (Ctrl+C để dừng).",
            )
        )
        try:
            server.run()
        finally:
            server.close()
    finally:
        pool.close()
