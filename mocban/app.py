"""The application: protocols and pages over the snapshot in use. It only wires."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from threading import Lock

from flask import Flask

from mocban.config import FILE, Workspace
from mocban.endpoint import citations, wiring
from mocban.endpoint.register import register as add_protocols
from mocban.endpoint.snapshot import Current
from mocban.errors import Text
from mocban.graph import engine
from mocban.graph.questions import Store
from mocban.graph.search import Search
from mocban.graph.workers import Limits, WorkerPool
from mocban.site.pages import register as add_pages


class House:
    """What the pages read: the store and search index of this request's snapshot, and what
    the workspace says of itself."""

    def __init__(self, workspace: Workspace) -> None:
        self.base = workspace.base
        self.title = workspace.title
        self.languages: list[str] = workspace.settings["languages"]
        self.sources: Mapping[str, tuple[str, Text]] = {
            source.code: (source.kind, source.name) for source in workspace.sources
        }
        self._settings = sha256((workspace.path / FILE).read_bytes()).hexdigest()[:12]
        self._search: tuple[str, Search] | None = None
        self._guard = Lock()

    @property
    def store(self) -> Store:
        """The store of this request."""
        return wiring.snapshot().store

    @property
    def id(self) -> str:
        """What no other snapshot has, nor the same one under other settings."""
        return f"{wiring.snapshot().id}-{self._settings}"

    @property
    def folder(self) -> Path:
        """The folder of this request's snapshot."""
        return wiring.snapshot().folder

    @property
    def search(self) -> Search:
        """The search index of this request's snapshot."""
        snapshot = wiring.snapshot()
        with self._guard:
            if self._search is None or self._search[0] != snapshot.id:
                self._search = (snapshot.id, Search(snapshot.folder / "search" / "labels.sqlite"))
            return self._search[1]


def create_app(workspace: Workspace) -> tuple[Flask, WorkerPool, Current]:
    """The application over a built workspace, the pool of workers, which the caller closes,
    and the snapshot that both follow. StoreError where nothing has been built."""
    settings = workspace.settings
    server = engine.server(settings["store"], workspace.base)
    current = Current(workspace.path, server=server)
    limits = Limits(
        seconds=float(settings["query_timeout"]),
        memory=int(settings["query_memory"]) * 2**20,
        answer=int(settings["query_bytes"]),
        rows=int(settings["query_rows"]),
    )
    pool = WorkerPool(current.store, int(settings["workers"]), limits, server)
    app = Flask("mocban", static_folder=None)
    app.config["DEFAULT_LANGUAGE"] = settings["languages"][0]
    app.config["CONTACT"] = settings["contact"]
    app.config["TILES"] = (settings["tiles_url"], settings["tiles_attribution"])
    app.config["MEDIA"] = workspace.media
    app.config["FONTS"] = workspace.fonts
    app.config["IMAGE_ORIGINS"] = tuple(settings["image_origins"])
    app.extensions["site"] = House(workspace)
    add_protocols(app, current, pool, workspace.base, settings["federation"])
    most = int(settings["saved_queries"])
    citations.register(app, workspace.path, most, workspace.title, limits)
    add_pages(app)
    return app, pool, current
