"""A visitor of a running site who follows no redirects."""

import http.client
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit


class Seen(NamedTuple):
    """What came back: status, headers by their names in lower case (repeated ones joined, as
    they may be), body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


Visit = Callable[..., Seen]


def visit(address: str) -> Visit:
    """Asks a server: path, method, and headers, in which `If_None_Match` stands for
    If-None-Match."""
    parts = urlsplit(address)

    def ask(path: str, method: str = "GET", **headers: str) -> Seen:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            answer = connection.getresponse()
            found: dict[str, str] = {}
            for name, value in answer.getheaders():
                name = name.lower()
                found[name] = f"{found[name]}, {value}" if name in found else value
            return Seen(answer.status, found, answer.read())
        finally:
            connection.close()

    return ask
