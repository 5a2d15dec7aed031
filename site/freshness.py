"""How long a page is good: until a build, an upgrade, or midnight in Vietnam.

A page says nothing but what the snapshot, the code and the day (the next festival) make of its
address. So all pages of one time share one entity tag
(https://www.rfc-editor.org/rfc/rfc9110#name-etag): who has a page asks whether it is still
good, and the server's door may keep it.
"""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from flask import Response, g, request

from mocban import __version__
from mocban.site import links
from mocban.site.current import snapshot
from mocban.site.dates import today

_PACKAGES = ("mocban.site", "mocban.endpoint", "mocban.graph", "mocban.ontology")
_APART = ("__pycache__", "frontend", "node_modules")
_BOUND = ("sitemap",)  # what is no page, and made of the snapshot like one
_YEAR = 31_536_000


def freshen(response: Response) -> Response:
    """Gives a page its tag, and answers 304 to one who has it. What says itself how long it is
    good, what is no page, and every problem stay as they are."""
    if request.endpoint == "site.static":
        return _asset(response)
    reader = g.get("reader")
    page = reader is not None and response.mimetype == "text/html"
    if (
        not (page or request.blueprint in _BOUND)
        or request.method not in ("GET", "HEAD")
        or response.status_code != 200
        or "Cache-Control" in response.headers
        or "Set-Cookie" in response.headers
    ):
        return response
    told = (snapshot().id, version(), reader.language if reader else "", today())
    response.set_etag(hashlib.sha256(repr(told).encode()).hexdigest()[:24], weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response


def _asset(response: Response) -> Response:
    """A file that was asked for by the print of its content never changes."""
    mark = request.args.get("v")
    name = (request.view_args or {}).get("filename", "")
    if mark and links.asset(name).endswith(f"?v={mark}"):
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return response


@cache
def version() -> str:
    """A digest of the code, templates, words and assets that make pages, as they are when the
    process first asks."""
    digest = hashlib.sha256(__version__.encode())
    for package in _PACKAGES:
        _digest(files(package), digest)
    return digest.hexdigest()


def _digest(folder: Traversable, digest: "hashlib._Hash") -> None:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name not in _APART:
            _digest(entry, digest)
        elif entry.is_file():
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
