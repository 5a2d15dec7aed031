"""Filling another server with the current snapshot, graph by graph, by the SPARQL 1.1 Graph
Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/)."""

import urllib.error
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    OpenerDirector,
    Request,
    build_opener,
    parse_http_list,
    parse_keqv_list,
)

from pyoxigraph import DefaultGraph, NamedNode

from mocban.config import Workspace
from mocban.errors import ConfigError, MocbanError, Text
from mocban.graph import engine
from mocban.graph.remote import RemoteStore, credentials
from mocban.graph.snapshots import Snapshots
from mocban.graph.store import GraphStore
from mocban.progress import Progress
from mocban.workspace import current

_PIECE = 4 * 2**20
_SECONDS = 600


class Pushed(NamedTuple):
    """How many quads in how many graphs were sent, how many graphs that are no more were
    dropped, how many quads the server counts and how many the snapshot has, and whether the
    server cuts answers at a number of rows."""

    sent: int
    graphs: int
    dropped: int
    counted: int
    quads: int
    cuts: bool


def push(workspace: Workspace, to: str | None, progress: Progress) -> Pushed:
    """Replaces what the server of the setting `store` has of this workspace; `to` is where it
    takes the Graph Store Protocol, None where its own loader has been used already.

    While this runs, readers see old graphs beside new ones. MocbanError where it fails; it may
    be begun again."""
    server = engine.server(workspace.settings["store"], workspace.base)
    if server is None:
        raise ConfigError(
            "store in mocban.toml is empty: it must be the address at which the server takes queries.",
            "store trong mocban.toml đang trống: phải là địa chỉ nhận truy vấn của máy chủ.",
        )
    sent = dropped = 0
    with GraphStore.open(current(workspace) / "store") as local:
        names = local.graphs()
        remote = RemoteStore(server.address, server.base, names, _SECONDS)
        graphs = {engine.view(server.base): DefaultGraph()} | {
            name: NamedNode(name) for name in names
        }
        if to is not None:
            door = _Door(to)
            # Tells whether we may write, and learns how to say who we are, before much is sent.
            door.send("DELETE", f"{server.base}g/none")
            for name, graph in graphs.items():
                progress.step(Text(f"Sending {name}", f"Đang gửi {name}"))
                for number, (piece, count) in enumerate(_pieces(local, graph)):
                    door.send("POST" if number else "PUT", name, piece)
                    sent += count
                    progress.count(sent)
            for name in remote.held(f"{server.base}g/"):
                if name not in graphs:
                    door.send("DELETE", name)
                    dropped += 1
        progress.step(Text("Counting", "Đang đếm"))
        result = Pushed(sent, len(graphs), dropped, len(remote), len(local), remote.cuts())
    Snapshots(workspace.snapshots).push()
    return result


def _pieces(store: GraphStore, graph: NamedNode | DefaultGraph) -> Iterator[tuple[bytes, int]]:
    """A graph as N-Triples in pieces of some MiB, with the number of triples in each."""
    lines: list[bytes] = []
    size = 0
    for quad in store.quads(graph):
        lines.append(f"{quad.triple} .\n".encode())
        size += len(lines[-1])
        if size >= _PIECE:
            yield b"".join(lines), len(lines)
            lines, size = [], 0
    if lines:
        yield b"".join(lines), len(lines)


class _Door:
    """Where graphs are handed in, with the name and password of the environment."""

    def __init__(self, address: str) -> None:
        if urlsplit(address).scheme not in ("http", "https"):
            raise ConfigError(
                f"--to {address}: this must be an http(s) address.",
                f"--to {address}: phải là địa chỉ http(s).",
            )
        self._address = f"{address}{'&' if '?' in address else '?'}graph="
        self._opener = _opener(address)

    def send(self, method: str, graph: str, body: bytes | None = None) -> None:
        """One request; MocbanError where it is not taken."""
        headers = {"Content-Type": "application/n-triples", "User-Agent": "mocban"}
        address = self._address + quote(graph, safe="")
        request = Request(address, body, headers, method=method)
        try:
            with self._opener.open(request, timeout=_SECONDS) as answer:
                answer.read()
        except urllib.error.HTTPError as error:
            if error.code == 404 and method == "DELETE":
                return
            raise _refused(graph, error) from None
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise MocbanError(
                f"The server does not answer at {address}: {reason}.",
                f"Máy chủ không trả lời tại {address}: {reason}.",
            ) from None


class _Digest(HTTPDigestAuthHandler):
    """Answers the first challenge in all later requests at once: a server that asks again hangs
    up on a large body that it has not read."""

    def __init__(self, passwords: HTTPPasswordMgrWithDefaultRealm) -> None:
        super().__init__(passwords)
        self._challenge: dict[str, str] | None = None

    def http_request(self, request: Request) -> Request:
        """With the answer, once there was a challenge."""
        if self._challenge and (answer := self.get_authorization(request, self._challenge)):
            request.add_unredirected_header(self.auth_header, f"Digest {answer}")
        return request

    https_request = http_request

    def retry_http_digest_auth(self, req: Request, auth: str) -> Any:
        """As urllib does it, but the challenge is kept."""
        _, _, challenge = auth.partition(" ")
        self._challenge = parse_keqv_list(list(filter(None, parse_http_list(challenge))))
        return super().retry_http_digest_auth(req, auth)


def _opener(address: str) -> OpenerDirector:
    known = credentials()
    if known is None:
        return build_opener()
    passwords = HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, address, *known)
    return build_opener(_Digest(passwords), HTTPBasicAuthHandler(passwords))


def _refused(graph: str, error: urllib.error.HTTPError) -> MocbanError:
    if error.code in (401, 403):
        return MocbanError(
            f"The server does not take the graph {graph} ({error.code}): set MOCBAN_STORE_USER and "
            "MOCBAN_STORE_PASSWORD to those of a user who may write.",
            f"Máy chủ không nhận đồ thị {graph} ({error.code}): hãy đặt MOCBAN_STORE_USER và "
            "MOCBAN_STORE_PASSWORD của người dùng có quyền ghi.",
        )
    said = " ".join(error.read(300).decode("utf-8", "replace").split())
    return MocbanError(
        f"The server does not take the graph {graph} ({error.code}): {said}",
        f"Máy chủ không nhận đồ thị {graph} ({error.code}): {said}",
    )
