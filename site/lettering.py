"""The font of Chinese and Nôm characters that `mocban fonts` made, where it did."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, send_file

blueprint = Blueprint("lettering", __name__)

_NAME = re.compile(r"han-nom(-\d{1,2})?\.(css|woff2)").fullmatch
_TYPES = {".css": "text/css", ".woff2": "font/woff2"}


def _folder() -> Path | None:
    found: Path | None = current_app.config.get("FONTS")
    return found and found.resolve()


@blueprint.get("/fonts/<name>")
def font(name: str) -> Response:
    """The stylesheet, or a font that it names."""
    folder = _folder()
    path = folder / name if folder and _NAME(name) else None
    if path is None or not path.is_file():
        abort(404)
    # The same name may be made anew, so a browser asks whether what it has still holds.
    response = send_file(path, _TYPES[path.suffix], conditional=True, etag=True)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@blueprint.app_context_processor
def _stylesheet() -> dict[str, Any]:
    """`han_font`: the address of the stylesheet, empty where there is none."""
    folder = _folder()
    try:
        path = folder and folder / "han-nom.css"
        mark = _mark(path, path.stat().st_mtime_ns) if path else ""
    except OSError:
        mark = ""
    return {"han_font": f"/fonts/han-nom.css?v={mark}" if mark else ""}


@lru_cache(maxsize=8)
def _mark(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
