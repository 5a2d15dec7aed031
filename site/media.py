"""Pictures and PDF files of the workspace, each only where an open record names it."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import imagesize
from flask import Blueprint, Response, abort, current_app, send_file
from pyoxigraph import NamedNode

from mocban.ontology import iris
from mocban.site.current import snapshot

blueprint = Blueprint("media", __name__)

# What is served; everything else in the folder is not there.
TYPES = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif",
    ".webp": "image/webp", ".avif": "image/avif", ".svg": "image/svg+xml",
    ".pdf": "application/pdf",
}  # fmt: skip
# A drawing may hold scripts: here it has no origin, and may load nothing.
SEALED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
# Browsers show no PDF in a sandbox; their readers run none of its scripts on our origin.
READ = "frame-ancestors 'none'"
SECONDS = 3600


class File(NamedTuple):
    """A file that may be shown, and how large its picture is; 0 where that is unknown."""

    path: Path
    media_type: str
    width: int
    height: int


def local(base: str, address: str) -> str:
    """The path that the address of a file of ours has on this server, else the empty string."""
    path = unquote(address.removeprefix(base))
    return f"/{address.removeprefix(base)}" if iris.media(base, path) == address else ""


def find(base: str, address: str) -> File | None:
    """The file at an address of ours; None where there is none, or it may not be served by its
    name or place. Whether it may be seen, the graph says."""
    folder: Path | None = current_app.config.get("MEDIA")
    if folder is None or not local(base, address):
        return None
    name = unquote(address.removeprefix(f"{base}media/"))
    media_type = TYPES.get(Path(name).suffix.lower())
    try:
        path = (folder / name).resolve()
        if not media_type or not path.is_relative_to(folder.resolve()) or not path.is_file():
            return None
        width, height = _measure(path, path.stat().st_mtime_ns)
    except (OSError, ValueError):
        return None
    return File(path, media_type, width, height)


@lru_cache(maxsize=4096)
def _measure(path: Path, changed: int) -> tuple[int, int]:
    width, height = imagesize.get(path)
    return max(0, round(width)), max(0, round(height))


@blueprint.get("/media/<path:name>")
def media(name: str) -> Response:
    """A file, where something open to all in the snapshot names it, and nothing less open."""
    known = snapshot()
    address = iris.media(known.base, f"media/{name}")
    found = find(known.base, address) if address else None
    if not address or not found or not known.store.ask("media", address=NamedNode(address)):
        abort(404)
    response = send_file(
        found.path, found.media_type, conditional=True, etag=True, max_age=SECONDS
    )  # fmt: skip
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    response.headers["Content-Security-Policy"] = (
        READ if found.media_type == TYPES[".pdf"] else SEALED
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
