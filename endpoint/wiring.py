"""What the handlers of an application share, kept in `app.extensions["mocban"]`."""

import io
from typing import IO, NamedTuple

from flask import Flask, Response, current_app, g, request
from werkzeug.wsgi import wrap_file

from mocban.endpoint.federation import Federation
from mocban.endpoint.languages import language_of
from mocban.endpoint.snapshot import Current, Snapshot
from mocban.graph.workers import WorkerPool

# What lets a page of any origin read an answer
# (https://fetch.spec.whatwg.org/#http-cors-protocol).
OPEN = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "Link, Location, ETag, Retry-After"),
)


class Shared(NamedTuple):
    """The snapshot in use, the workers, the base IRI with its slash, the partners that
    SERVICE may call, and how many characters a query may have."""

    current: Current
    pool: WorkerPool
    base: str
    federation: Federation
    longest: int = 100_000


def shared() -> Shared:
    """What the application was given."""
    found: Shared = current_app.extensions["mocban"]
    return found


def snapshot() -> Snapshot:
    """The snapshot of this request: the same one from its beginning to its end."""
    if "snapshot" not in g:
        g.snapshot = shared().current.take()
    found: Snapshot = g.snapshot
    return found


def language() -> str:
    """The language of this request."""
    default = current_app.config.get("DEFAULT_LANGUAGE", "vi")
    return language_of(request.path, request.headers.get("Accept-Language"), default)


def open_to_all(response: Response) -> Response:
    """Read-only data may be asked for by a page of any origin."""
    headers = response.headers
    headers.update(OPEN)
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
        headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Content-Type"
        headers["Access-Control-Max-Age"] = "86400"
    return response


def whole(file: IO[bytes], size: int, content_type: str) -> Response:
    """A response with all of an answer: what is in memory at once, a file as it is read."""
    response = Response(content_type=content_type)
    if isinstance(file, io.BytesIO):
        response.set_data(file.getvalue())
        return response
    response.response = wrap_file(request.environ, file)
    response.direct_passthrough = True
    response.content_length = size
    return response


def share(app: Flask, given: Shared) -> None:
    """Gives an application what its handlers share, and the end of each request its duty."""
    app.extensions["mocban"] = given
    app.teardown_appcontext(_give_back)


def _give_back(error: BaseException | None) -> None:
    taken: Snapshot | None = g.pop("snapshot", None)
    if taken is not None:
        shared().current.give(taken)
