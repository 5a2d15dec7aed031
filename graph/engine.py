"""Which engine holds the graph of a snapshot: the one in its folder, or another server."""

from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from mocban.errors import ConfigError
from mocban.graph.questions import Store
from mocban.graph.store import GraphStore

_LONG, _LARGE = 24 * 3600, 2**40


class Server(NamedTuple):
    """A SPARQL 1.1 server: the address that takes queries, and the base IRI with its slash."""

    address: str
    base: str


def view(base: str) -> str:
    """The graph in which another server keeps the view."""
    return f"{base}g/view"


def server(address: str, base: str) -> Server | None:
    """What the setting `store` says, None where it is empty. ConfigError where it is no http(s)
    address, or holds a password."""
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ConfigError(
            "store must be an http(s) address without name and password; these belong in "
            "MOCBAN_STORE_USER and MOCBAN_STORE_PASSWORD.",
            "store phải là địa chỉ http(s), không kèm tên và mật khẩu; hãy đặt chúng trong "
            "MOCBAN_STORE_USER và MOCBAN_STORE_PASSWORD.",
        )
    return Server(address, base)


def opened(path: Path, server: Server | None = None, bounded: bool = True) -> Store:
    """The graph of the snapshot whose own store is at `path`, which says of the other server
    which graphs there are. What a server may take of time and send is bounded, unless the
    caller sees to that himself. StoreError where it cannot be opened."""
    local = GraphStore.open(path)
    if server is None:
        return local
    # It brings rdflib along, which those who have no such server need not wait for.
    from mocban.graph.remote import RemoteStore

    with local:
        graphs = local.graphs()
    if bounded:
        return RemoteStore(server.address, server.base, graphs)
    return RemoteStore(server.address, server.base, graphs, _LONG, _LARGE)
