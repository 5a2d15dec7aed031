"""The site over the things of `images.trig`, with a media folder, for the tests of pictures."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from mocban.endpoint import problems
from mocban.errors import Text
from mocban.graph.search import Search, write
from mocban.graph.snapshots import Snapshots
from mocban.graph.store import GraphStore
from mocban.site.pages import register
from tests.leaf_app import BASE, SOURCES, Snapshot

GRAPH = Path(__file__).parent / "images.trig"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" viewBox="0 0 40 20"><script>alert(1)</script><path d="M0 0h40v20H0z" fill="#642"/></svg>'
PNG = ("second", "unlicensed", "closed", "both", "unsaid", "unnamed")


def png(width: int = 8, height: int = 6) -> bytes:
    """A red picture."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    rows = b"".join(b"\0" + b"\x9e\x2a\x1f" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )  # fmt: skip


def pictures_app(
    folder: Path, base: str = BASE, origins: tuple[str, ...] = (), graph: str = ""
) -> Flask:
    """The application over `graph` (by default `images.trig`) and a folder of pictures."""
    media = folder / "media"
    for code in ("btbg", "tvbg"):
        (media / code).mkdir(parents=True, exist_ok=True)
    (media / "btbg" / "mặt trước.svg").write_text(DRAWING, "utf-8")
    for name in PNG:
        (media / "btbg" / f"{name}.png").write_bytes(png())
    (media / "tvbg" / "p1.png").write_bytes(png())
    (media / "tvbg" / "scan.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    (media / "btbg" / "page.html").write_text("<p>CANARY", "utf-8")
    (folder / "secret.png").write_bytes(png())
    if not (media / "btbg" / "out.png").is_symlink():
        (media / "btbg" / "out.png").symlink_to(folder / "secret.png")
    text = (graph or GRAPH.read_text("utf-8")).replace(BASE, base)
    write(folder / "labels.sqlite", [])
    app = Flask("mocban", static_folder=None)
    app.config["MEDIA"] = media
    app.config["FONTS"] = folder / "fonts"
    app.config["IMAGE_ORIGINS"] = origins
    title = Text("Heritage of Bắc Giang", "Di sản Bắc Giang")
    app.extensions["site"] = Snapshot(
        GraphStore.memory(text), Search(folder / "labels.sqlite"), folder, base, title, SOURCES,
        ["vi", "en"],
    )  # fmt: skip
    problems.register(app)
    register(app)
    return app


@contextmanager
def demo_pictures(demo: Path, folder: Path) -> Iterator[Flask]:
    """The application over the demonstration's snapshot with its own media folder."""
    current = Snapshots(demo / "snapshots").current()
    assert current is not None
    with GraphStore.open(current / "store") as store:
        app = pictures_app(folder)
        app.config["MEDIA"] = demo / "media"
        app.extensions["site"] = app.extensions["site"]._replace(store=store)
        yield app
