"""The WSGI side of a request: its environ, and what the application says, packed where the
client takes that (https://peps.python.org/pep-3333/)."""

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from mocban.coding import LEAST, packed, packed_file, wanted, worth
from mocban.kept import Headers

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

PIECE = 64 * 1024
_WHOLE = 1_000_000  # bytes up to which an answer goes out in one piece


class Reply(NamedTuple):
    """What the application says: a body in one piece, or in pieces where it is large, and
    then with its length."""

    status: int
    headers: Headers
    body: bytes | Iterator[bytes]


class FileWrapper:
    """A file as a body (https://peps.python.org/pep-3333/#optional-platform-specific-file-handling)."""

    def __init__(self, file: Any, size: int = PIECE) -> None:
        self._file = file
        self.close = getattr(file, "close", lambda: None)

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._file.read(PIECE):
            yield piece


def answered(application: WSGI, environ: dict[str, Any]) -> Reply:
    """What an application says to a request."""
    said: list[tuple[str, Headers]] = []

    def start(status: str, headers: Headers, *_: object) -> None:
        said.append((status, headers))

    body = application(environ, start)
    status, headers = said[-1]
    length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
    reply = Reply(int(status[:3]), headers, b"")
    return packed_reply(reply, body, length, environ.get("HTTP_ACCEPT_ENCODING", ""))


def packed_reply(reply: Reply, body: Any, length: int, accept: str) -> Reply:
    """A reply with a body, an iterable or a file of about so many bytes, in the coding that the
    client likes."""
    status, headers, _ = reply
    named = {name.lower(): value for name, value in headers}
    coding = ""
    if status == 304:
        headers = _varied(headers, named)
    elif status != 206 and "content-encoding" not in named and worth(named.get("content-type", "")):
        headers = _varied(headers, named)
        coding = wanted(accept)
    if length > _WHOLE:
        # It is packed before it is sent: only with its length can a client tell an answer
        # that breaks off from a whole one.
        if coding:
            headers = _coded(headers, coding)
            body, length = packed_file(_closing(body), coding)
        headers = [pair for pair in headers if pair[0].lower() != "content-length"]
        headers.append(("content-length", str(length)))
        return Reply(status, headers, _closing(body))
    whole = body.getvalue() if isinstance(body, io.BytesIO) else b"".join(_closing(body))
    if coding and len(whole) >= LEAST:
        return Reply(status, _coded(headers, coding), packed(whole, coding))
    return Reply(status, headers, whole)


def environ_of(scope: Any, headers: dict[str, str], body: bytes, address: str) -> dict[str, Any]:
    """A request (granian's scope) as WSGI has it; HEAD becomes GET, whose headers it asks for."""
    name, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET" if scope.method == "HEAD" else scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": address,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
    }
    for name, value in headers.items():
        if name == "content-type":
            environ["CONTENT_TYPE"] = value
        elif "_" not in name and name not in ("content-length", "transfer-encoding"):
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return environ


def _closing(body: Any) -> Iterator[bytes]:
    try:
        yield from FileWrapper(body) if hasattr(body, "read") else body
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()


def _varied(headers: Headers, named: dict[str, str]) -> Headers:
    vary = [part.strip() for part in named.get("vary", "").split(",") if part.strip()]
    rest = [pair for pair in headers if pair[0].lower() != "vary"]
    return [*rest, ("vary", ", ".join(dict.fromkeys([*vary, "Accept-Encoding"])))]


def _coded(headers: Headers, coding: str) -> Headers:
    """The headers of a packed body: no length yet, and a tag that promises no sameness of bytes."""
    found = [("content-encoding", coding)]
    for name, value in headers:
        if name.lower() == "etag" and not value.startswith("W/"):
            value = f"W/{value}"
        if name.lower() not in ("content-length", "accept-ranges"):
            found.append((name, value))
    return found
