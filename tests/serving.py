"""A small workspace, served over HTTP on a free port, for the tests of the endpoint."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from flask import Flask
from pyoxigraph import RdfFormat, parse, serialize
from werkzeug.serving import make_server

from mocban.endpoint.register import register
from mocban.endpoint.snapshot import Current
from mocban.graph.store import GraphStore
from mocban.graph.workers import Limits, WorkerPool

BASE = "https://mocban.example/"

GRAPH = """
@prefix b: <https://mocban.example/> .
@prefix mcb: <https://w3id.org/mocban/ns/> .
@prefix crm: <http://www.cidoc-crm.org/cidoc-crm/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<https://mocban.example/e/monument/vinh-nghiem> a mcb:Monument ;
  rdfs:label "Chùa Vĩnh Nghiêm"@vi, "Vĩnh Nghiêm Pagoda"@en ;
  mcb:currentRank <https://mocban.example/v/rank/quoc-gia-dac-biet> ;
  crm:P1_is_identified_by <https://mocban.example/r/svhtt/monument/BG-017/name/vi-x> .
<https://mocban.example/r/svhtt/monument/BG-017/name/vi-x> crm:P190_has_symbolic_content "Đức La" ;
  crm:P4_has_time-span <https://mocban.example/r/svhtt/monument/BG-017/name/vi-x/time/1> .
<https://mocban.example/r/svhtt/monument/BG-017/name/vi-x/time/1> mcb:dateText "1999" .
<https://mocban.example/r/svhtt/monument/BG-017> mcb:entity <https://mocban.example/e/monument/vinh-nghiem> .
<https://mocban.example/v/rank/quoc-gia-dac-biet> skos:prefLabel "Di tích quốc gia đặc biệt"@vi ; skos:notation "QGĐB" .
<https://mocban.example/e/monument/duc-la> dcterms:isReplacedBy <https://mocban.example/e/monument/la> .
<https://mocban.example/e/monument/la> dcterms:isReplacedBy <https://mocban.example/e/monument/vinh-nghiem> .
<https://mocban.example/g/src/svhtt/di-tich> {
  <https://mocban.example/r/svhtt/record/BG-017> dcterms:identifier "BG-017" .
}
"""


def snapshot(workspace: Path, number: int, trig: str = GRAPH) -> Path:
    """Builds a snapshot as `mocban build` leaves it, and switches to it."""
    folder = workspace / "snapshots" / f"{number:06}"
    folder.mkdir(parents=True)
    quads = folder / "all.nq"
    quads.write_bytes(
        serialize(parse(trig.encode(), RdfFormat.TRIG), format=RdfFormat.N_QUADS) or b""
    )
    with GraphStore.create(folder / "store") as store:
        store.load(quads)
        store.flush()
    (folder / ".lock").touch()
    link = workspace / "snapshots" / "new"
    link.symlink_to(folder.name)
    os.replace(link, workspace / "snapshots" / "current")
    return folder


class Reply(NamedTuple):
    """An answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    links: list[str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *arguments: object) -> None:
        return None


class Server(NamedTuple):
    """A running server: its address, its pool, and what it follows."""

    url: str
    pool: WorkerPool
    current: Current
    app: Flask

    def ask(
        self, path: str, *, body: bytes | None = None, method: str | None = None, **headers: str
    ) -> Reply:
        """One request, no redirect followed; `Content_Type` stands for Content-Type."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = Request(self.url + path, body, named, method=method)
        try:
            with build_opener(_Stay).open(request, timeout=30) as answer:
                return _reply(answer.status, answer.headers, answer.read())
        except HTTPError as error:
            return _reply(error.code, error.headers, error.read())


def _reply(status: int, headers: object, body: bytes) -> Reply:
    items = list(headers.items())  # type: ignore[attr-defined]
    links = [value for name, value in items if name == "Link"]
    return Reply(status, dict(items), links, body)


@contextmanager
def served(
    workspace: Path,
    trig: str = GRAPH,
    size: int = 2,
    limits: Limits | None = None,
    partners: Sequence[str] = (),
) -> Iterator[Server]:
    """A workspace with one snapshot, served until the block ends."""
    snapshot(workspace, 1, trig)
    current = Current(workspace, every=0.1)
    pool = WorkerPool(current.store, size, limits)
    app = Flask("served")
    register(app, current, pool, BASE, partners)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_port}", pool, current, app)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        pool.close()
        current.close()
