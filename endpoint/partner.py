"""Questions to other SPARQL endpoints, over HTTP that cannot be led astray.

A partner is an address that the operator wrote down. Its name is resolved once, each of the
addresses it resolves to must be one of the public Internet, and the connection goes to one
of those: not to another that the name has a moment later, not where a redirect or a proxy
points. Size and time are bounded, however slowly the bytes come. An address that the
operator wrote in figures is meant, so a private network can be reached on purpose.
"""

import logging
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer

from mocban.endpoint.addresses import Address, is_public
from mocban.errors import Text
from mocban.graph.refusals import PartnerFailed

log = logging.getLogger(__name__)

_MEDIA_TYPES = ("application/sparql-results+json", "application/json")
_PIECE = 64 * 1024
# A look-up cannot be called off, so those that hang are few.
_LOOKUPS = ThreadPoolExecutor(4, "lookup")


Resolver = Callable[[str, int], list[str]]


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a name, as the system knows them; OSError where it knows none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


class TooMuch(Exception):
    """A partner gave more bytes than were asked for."""


class Partner:
    """One partner. `lookup` resolves names, `allowed` judges the addresses found."""

    def __init__(
        self,
        where: Address,
        lookup: Resolver = resolve,
        allowed: Callable[[str], bool] = is_public,
    ) -> None:
        self.where = where
        self._lookup = lookup
        self._allowed = allowed

    def ask(self, query: str, deadline: float, most: int) -> bytes:
        """The results of a SELECT as SPARQL JSON, not yet read
        (https://www.w3.org/TR/sparql11-protocol/#query-operation).

        `deadline` is on the monotonic clock, `most` in bytes. PartnerFailed, TooMuch."""
        try:
            with self._connected(deadline) as connection:
                self._send(connection, query)
                return self._body(connection.getresponse(), deadline, most)
        except (OSError, HTTPException, ValueError) as error:
            log.warning("partner %s: %r", self.where.text, error)
            self._in_time(deadline)
            raise self._failed("cannot be reached", "không kết nối được") from error

    def _addresses(self, deadline: float) -> list[str]:
        """The IP addresses to connect to."""
        where = self.where
        if where.in_figures:
            return [where.host]
        waiting = _LOOKUPS.submit(self._lookup, where.host, where.port)
        found = waiting.result(max(0, deadline - time.monotonic()))
        if not found or not all(map(self._allowed, found)):
            raise self._failed(
                "has a name that leads into a private network",
                "có tên miền dẫn vào mạng nội bộ",
            )
        return found

    def _line(self, deadline: float) -> socket.socket:
        """A connection to the first of the addresses that takes one."""
        error = OSError("no address")
        for ip in self._addresses(deadline):
            rest = max(0.01, deadline - time.monotonic())
            try:
                return socket.create_connection((ip, self.where.port), rest)
            except OSError as failed:
                error = failed
        raise error

    @contextmanager
    def _connected(self, deadline: float) -> Iterator[HTTPConnection]:
        where = self.where
        line = self._line(deadline)
        if where.secure:
            trusted = ssl.create_default_context()
            line = trusted.wrap_socket(
                line, server_hostname=where.host, do_handshake_on_connect=False
            )
        # The timeout of a socket is one of each read; this ends one that goes on by drops.
        end = Timer(max(0, deadline - time.monotonic()), _hang_up, (line,))
        end.daemon = True
        end.start()
        try:
            if isinstance(line, ssl.SSLSocket):
                line.do_handshake()
            connection = HTTPConnection(where.host, where.port)
            connection.auto_open = 0
            connection.sock = line
            yield connection
        finally:
            end.cancel()
            line.close()

    def _send(self, connection: HTTPConnection, query: str) -> None:
        connection.request(
            "POST",
            self.where.target,
            query.encode(),
            {
                "Host": self.where.authority,
                "Accept": _MEDIA_TYPES[0],
                "Accept-Encoding": "identity",
                "Content-Type": "application/sparql-query",
                "User-Agent": "mocban",
                "Connection": "close",
            },
        )

    def _body(self, response: HTTPResponse, deadline: float, most: int) -> bytes:
        self._in_time(deadline)  # a line that was hung up may look like an end
        if 300 <= response.status < 400:
            raise self._failed("points to another address", "chuyển hướng sang địa chỉ khác")
        if response.status != 200:
            raise self._failed(
                f"answered with status {response.status}",
                f"trả lời với mã trạng thái {response.status}",
            )
        kind = response.headers.get_content_type()
        if kind not in _MEDIA_TYPES or "Content-Encoding" in response.headers:
            raise self._failed(
                "did not answer in SPARQL JSON", "không trả lời bằng định dạng SPARQL JSON"
            )
        body = bytearray()
        while piece := response.read(_PIECE):
            body += piece
            if len(body) > most:
                raise TooMuch
            self._in_time(deadline)
        self._in_time(deadline)
        return bytes(body)

    def _in_time(self, deadline: float) -> None:
        if time.monotonic() >= deadline:
            raise self._failed("did not answer in time", "không trả lời kịp thời gian")

    def _failed(self, en: str, vi: str) -> PartnerFailed:
        return PartnerFailed(self.where.text, Text(en, vi))


def _hang_up(line: socket.socket) -> None:
    # That of the plain socket: TLS must not be unwrapped under the reader.
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)
