"""Clients that mean no good: each kind is a function of an address and a number that makes its
text new; it gives the status it got and the seconds that took."""

import http.client
import socket
import time
from collections.abc import Callable
from contextlib import closing
from typing import NamedTuple
from urllib.parse import quote


class Outcome(NamedTuple):
    """What came of an attack: HTTP status (0: the connection ended), and seconds."""

    status: int
    seconds: float


class Target(NamedTuple):
    """Where the server is, and the address that the client has of its own (all of 127/8 is
    this machine)."""

    port: int
    source: str


QUERIES = {
    "full ORDER BY": "SELECT * {{ ?a ?b ?c . ?d ?e ?f }} ORDER BY ?f ?c # {n}",
    "cross product": "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} # {n}",
    "property paths": "SELECT * {{ ?a (<x:p>|!<x:q>)* ?b . ?b (<x:p>|!<x:q>)* ?c }} # {n}",
    "GROUP_CONCAT": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f))) AS ?x) "
    "{{ ?a ?b ?c . ?d ?e ?f }} # {n}",
    "regex bomb": 'SELECT * {{ ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "(a|aa|.*b)*x$")) }} # {n}',
    "dump": "SELECT * {{ ?s ?p ?o . ?t ?q ?r }} # {n}",
    "malformed": "SELECT * {{ ?s ?p }} }} {n}",
}


def asking(text: str) -> Callable[[Target, int], Outcome]:
    """A client that sends a query and waits for all of the answer."""

    def attack(target: Target, number: int) -> Outcome:
        started = time.monotonic()
        connection = http.client.HTTPConnection(
            "127.0.0.1", target.port, timeout=60, source_address=(target.source, 0)
        )
        with closing(connection):
            try:
                connection.request("GET", f"/sparql?query={quote(text.format(n=number))}")
                answer = connection.getresponse()
                while answer.read(1 << 16):
                    pass
                return Outcome(answer.status, time.monotonic() - started)
            except (OSError, http.client.HTTPException):
                return Outcome(0, time.monotonic() - started)

    return attack


def _connected(target: Target) -> socket.socket:
    return socket.create_connection(
        ("127.0.0.1", target.port), timeout=60, source_address=(target.source, 0)
    )


def _request(text: str) -> bytes:
    return (
        f"GET /sparql?query={quote(text)} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode()
    )


def slow_reader(target: Target, number: int) -> Outcome:
    """Asks for a long answer and takes a few bytes a second of it."""
    started = time.monotonic()
    text = f"SELECT * {{ ?s ?p ?o }} LIMIT 50000 # {number}"
    with closing(_connected(target)) as connection:
        try:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(_request(text))
            for _ in range(20):
                if not connection.recv(256):
                    break
                time.sleep(1)
        except OSError:
            return Outcome(0, time.monotonic() - started)
    return Outcome(0, time.monotonic() - started)


def half_closed(target: Target, number: int) -> Outcome:
    """Asks for something long, closes its half of the connection, and does not read."""
    started = time.monotonic()
    text = QUERIES["cross product"].format(n=number)
    with closing(_connected(target)) as connection:
        try:
            connection.sendall(_request(text))
            connection.shutdown(socket.SHUT_WR)
            time.sleep(3)
        except OSError:
            pass
    return Outcome(0, time.monotonic() - started)


def slow_sender(target: Target, number: int) -> Outcome:
    """Sends the head of a request letter by letter."""
    started = time.monotonic()
    with closing(_connected(target)) as connection:
        try:
            for byte in _request(f"ASK {{ }} # {number}")[:20]:
                connection.sendall(bytes([byte]))
                time.sleep(1)
        except OSError:
            pass
    return Outcome(0, time.monotonic() - started)


ATTACKS: dict[str, Callable[[Target, int], Outcome]] = {
    **{name: asking(text) for name, text in QUERIES.items()},
    "slow reader": slow_reader,
    "half closed": half_closed,
    "slow sender": slow_sender,
}
# These wait on purpose; how long they take says nothing of the server.
WAITING = ("slow reader", "half closed", "slow sender")
