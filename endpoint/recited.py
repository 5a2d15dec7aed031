"""The answer to a saved query as a response, on the snapshot that it cites or on today's."""

import hashlib
import io
import logging
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import NamedTuple, NoReturn

from flask import Response, request

from mocban.endpoint import bibliography, cited
from mocban.endpoint.cited import Given, citing
from mocban.endpoint.formats import Format
from mocban.endpoint.problems import Problem
from mocban.endpoint.saving import RESERVED
from mocban.endpoint.wiring import shared, snapshot, whole
from mocban.graph import apart
from mocban.graph.canonical import GRAPH, TABLE
from mocban.graph.citations import Saved
from mocban.graph.parameters import filled, parameters

log = logging.getLogger(__name__)

_FOR_GOOD = "public, max-age=31536000, immutable"


class Wanted(NamedTuple):
    """What an address asks: the query with its parameters filled in, whether any were given,
    and of which snapshot (`pinned`, `current`)."""

    query: str
    filled: bool
    snapshot: str


def known(id: str) -> Saved:
    """The saved query of an id, or the 404."""
    return citing().saved.get(id) or unknown()


def wanted(saved: Saved) -> Wanted:
    """What the parameters of this request ask of a query; what they cannot ask is a 400."""
    names = [name for name in request.args if name not in RESERVED]
    given = {name: request.args.getlist(name) for name in names}
    query = filled(saved.query, parameters(saved.query, shared().base), given)
    if len(query) > shared().longest:
        raise Problem(413, "These values are too long.", "Các giá trị này quá dài.")
    which = request.args.get("snapshot") or ("current" if given else "pinned")
    if which not in ("pinned", "current"):
        raise Problem(
            400,
            "The snapshot is pinned or current.",
            "snapshot phải là pinned hoặc current.",
        )
    return Wanted(query, bool(given), which)


def answer(saved: Saved, asked: Wanted, form: Format) -> Response:
    """The answer to a saved query in a format, with all that is said of it beside it."""
    etag = _etag(saved, asked, form)
    if request.if_none_match.contains_weak(etag):
        return _told(Response(status=304), saved, asked, etag)
    given = _given(saved, asked, form.media_type)
    size = given.file.seek(0, io.SEEK_END)
    given.file.seek(0)
    response = whole(given.file, size, form.content_type)
    response.headers["Mocban-Snapshot"] = str(given.snapshot)
    response.headers["Mocban-Answer"] = given.how
    # A worker may have gone on to the next snapshot already, or may not have yet.
    same = asked.snapshot == "pinned" or cited.of_today(given.snapshot)
    return _told(response, saved, asked, etag if same else "")


def _given(saved: Saved, asked: Wanted, media_type: str) -> Given:
    if asked.snapshot == "current":
        return cited.current(asked.query, media_type)
    if asked.filled:
        given = cited.pinned(saved, asked.query, media_type)
        if given is None:
            raise cited.gone(saved)
        return given
    if media_type not in (TABLE, GRAPH) and citing().saved.snapshot(saved.pin) is not None:
        given = cited.pinned(saved, saved.query, media_type)
        if given is not None:
            return given
    return _canonical(saved, media_type)


def _canonical(saved: Saved, media_type: str) -> Given:
    """The answer that was cited, from its canonical form, whose hash is that of the bytes."""
    found = cited.as_it_was(saved)
    if found is None:
        raise cited.gone(saved)
    form, given = found
    if form.sha256 != saved.sha256:
        log.error("query %s has another answer on its own snapshot", saved.id)
        kept = cited.archived(saved)
        if kept is not None:
            form.file.close()
            form, given = apart.measured(kept.file, saved.graph), kept
    if media_type in (TABLE, GRAPH):
        return given._replace(file=form.file)
    with form.file:
        read = apart.read(form.file, saved.graph, media_type, shared().pool.limits)
        return given._replace(file=read)


def _told(response: Response, saved: Saved, asked: Wanted, etag: str) -> Response:
    """What is said of an answer beside the answer."""
    if etag:
        response.set_etag(etag, weak=True)
    response.vary.add("Accept")
    headers = response.headers
    headers["Cache-Control"] = "no-cache"
    if asked.snapshot == "pinned":
        headers["Cache-Control"] = "public, max-age=86400" if asked.filled else _FOR_GOOD
        # https://www.rfc-editor.org/rfc/rfc7089: a representation that stays as it was then.
        made = datetime.fromisoformat(saved.pin.built).astimezone(UTC)
        headers["Memento-Datetime"] = format_datetime(made, usegmt=True)
    headers.add("Link", f'<{bibliography.address(saved)}>; rel="cite-as"')
    path = f"{request.script_root}/q/{saved.id}"
    for extension, media_type in bibliography.MEDIA_TYPES.items():
        kind = media_type.partition(";")[0]
        headers.add("Link", f'<{path}.{extension}>; rel="describedby"; type="{kind}"')
    headers.add("Link", f'<{path}/openapi.json>; rel="service-desc"; type="application/json"')
    return response


def _etag(saved: Saved, asked: Wanted, form: Format) -> str:
    """That of the answer which is cited is its hash, since all formats say the same; of others,
    what they are an answer to."""
    if asked.snapshot == "pinned" and not asked.filled:
        return saved.sha256
    of = saved.pin.inputs if asked.snapshot == "pinned" else snapshot().id
    return hashlib.sha256(f"{of}\n{form.media_type}\n{asked.query}".encode()).hexdigest()


def unknown() -> NoReturn:
    """The 404 of an address under which nothing is saved."""
    raise Problem(
        404,
        "No query is saved under this address.",
        "Không có truy vấn nào được lưu ở địa chỉ này.",
    )
