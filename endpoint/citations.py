"""Citable queries: `POST /q` keeps a query, `/q/{id}` is its address for good.

A program gets the answer of the snapshot that is cited; a browser is sent to the page. With
parameters the address is an API, which `/q/{id}/openapi.json` describes.
"""

import hashlib
import io
import json
import logging
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import IO, Any, NamedTuple, NoReturn
from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, Response, current_app, redirect, request
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results
from werkzeug.wrappers import Response as Answer
from werkzeug.wsgi import wrap_file

from mocban.endpoint import bibliography, cited, openapi
from mocban.endpoint.allowance import Allowance
from mocban.endpoint.cited import Citing, Compared, Given, citing
from mocban.endpoint.formats import Format, negotiate, of_kinds
from mocban.endpoint.languages import LANGUAGES
from mocban.endpoint.problems import Problem
from mocban.endpoint.queries import FORMS
from mocban.endpoint.saving import RESERVED, save
from mocban.endpoint.wiring import language, open_to_all, shared, snapshot
from mocban.errors import Text
from mocban.graph import apart
from mocban.graph.canonical import GRAPH, TABLE
from mocban.graph.citations import Citations, Saved
from mocban.graph.parameters import filled, parameters
from mocban.graph.reruns import Reruns
from mocban.graph.workers import Limits

log = logging.getLogger(__name__)

blueprint = Blueprint("citations", __name__)

_HEADERS = "Mocban-Snapshot, Mocban-Answer, Memento-Datetime"
_FOR_GOOD = "public, max-age=31536000, immutable"


class Wanted(NamedTuple):
    """What an address asks: the query with its parameters filled in, whether any were given,
    and of which snapshot (`pinned`, `current`)."""

    query: str
    filled: bool
    snapshot: str


def register(app: Flask, workspace: Path, most: int, title: Text, limits: Limits) -> Citing:
    """`/q`: at most `most` queries of a workspace whose graph is called `title`. To be called
    after `endpoint.register`; the caller closes `reruns`.

    app.config: `QUERY_PAGE` says that there is a page at /{language}/q/{id}."""
    given = Citing(Citations(workspace), most, title, Reruns(limits), Allowance(), Compared())
    app.extensions["mocban.citing"] = given
    app.register_blueprint(blueprint)
    return given


@blueprint.after_request
def _open(response: Response) -> Response:
    response = open_to_all(response)
    response.headers["Access-Control-Expose-Headers"] += f", {_HEADERS}"
    return response


@blueprint.post("/q")
def add() -> Answer:
    """Keeps a query (a form with `query`, and `language` for who wants the page in it)."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise Problem(
            403,
            "A query is saved from this site, or by a program.",
            "Chỉ lưu được truy vấn từ trang này hoặc bằng chương trình.",
        )
    request.max_content_length = request.max_form_memory_size = 16 * shared().longest
    given = request.form.getlist("query")
    if len(given) != 1:
        raise Problem(400, "Send one query, in a form.", "Hãy gửi một truy vấn, trong biểu mẫu.")
    saved = save(given[0])
    spoken = request.form.get("language", "")
    prefix = f"/{spoken}" if spoken in LANGUAGES and current_app.config.get("QUERY_PAGE") else ""
    return redirect(f"{request.script_root}{prefix}/q/{saved.id}", 303)


@blueprint.get("/q")
def nothing() -> Answer:
    """Queries are saved from the editor."""
    return redirect("/sparql", 303)


@blueprint.get("/q/<name>")
def one(name: str) -> Response | Answer:
    """The answer to a saved query; `name` is its id, and perhaps the extension of a format."""
    id, _, extension = name.partition(".")
    saved = known(id)
    if extension in bibliography.MEDIA_TYPES:
        return _reference(saved, extension)
    kinds = FORMS.get(saved.form, ("result",))
    accept = request.headers.get("Accept")
    by_name = extension or request.args.get("format")
    form = negotiate(accept, *kinds, *(() if extension else ("page",)), name=by_name)
    if form is None and extension:
        _unknown()
    if form is not None and form.kind == "page" and not current_app.config.get("QUERY_PAGE"):
        form = negotiate(None, *kinds)
    if form is None:
        offered = ", ".join(form.media_type for form in of_kinds(*kinds))
        raise Problem(406, f"It can be had as: {offered}.", f"Có ở các định dạng: {offered}.")
    if form.kind == "page":
        return _to_page(saved)
    return _answer(saved, wanted(saved), form)


@blueprint.get("/q/<id>/openapi.json")
def described(id: str) -> Response:
    """The description of a saved query as an API."""
    return _json(openapi.description(known(id), language()))


@blueprint.get("/q/<id>/changes.json")
def changed(id: str) -> Response:
    """What has changed in the answer since the query was saved."""
    saved = known(id)
    found = cited.changes(saved)
    rest = found.rest or {}
    some = {
        side: {"count": rest[side], "rows": _rows(found.head, rest[f"rows_{side}"])}
        for side in ("added", "removed")
        if rest
    }
    old = {"snapshot": saved.pin.number, "sha256": saved.sha256, "rows": saved.rows}
    new = {"snapshot": found.snapshot, "sha256": found.sha256, "rows": found.rows}
    body = {"query": bibliography.address(saved), "pinned": old, "current": new}
    response = _json(body | {"same": found.same} | some)
    if cited.of_today(found.snapshot):
        response.set_etag(f"{id}-{snapshot().id}", weak=True)
    return response


def known(id: str) -> Saved:
    """The saved query of an id, or the 404."""
    return citing().saved.get(id) or _unknown()


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


def _answer(saved: Saved, asked: Wanted, form: Format) -> Response:
    etag = _etag(saved, asked, form)
    if request.if_none_match.contains_weak(etag):
        return _told(Response(status=304), saved, asked, etag)
    given = _given(saved, asked, form.media_type)
    response = Response(content_type=form.content_type)
    if isinstance(given.file, io.BytesIO):
        response.set_data(given.file.getvalue())
    else:
        response.content_length = given.file.seek(0, io.SEEK_END)
        given.file.seek(0)
        response.response = wrap_file(request.environ, given.file)
        response.direct_passthrough = True
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


def _reference(saved: Saved, extension: str) -> Response:
    written = bibliography.bibtex if extension == "bib" else bibliography.csl
    response = Response(
        written(saved, language()), content_type=bibliography.MEDIA_TYPES[extension]
    )
    name = f"mocban-{saved.id}.{extension}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.vary.add("Accept-Language")
    return response


def _to_page(saved: Saved) -> Answer:
    asked = {name: request.args.getlist(name) for name in request.args if name != "format"}
    query = f"?{urlencode(asked, doseq=True)}" if asked else ""
    page = f"{request.script_root}/{language()}/q/{quote(saved.id)}{query}"
    response = redirect(page, 303)
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _rows(head: str, lines: list[str]) -> list[Any]:
    """Rows as the bindings of SPARQL's JSON; triples, and a truth value, as they are."""
    if not head:
        return list(lines)
    table = "".join(f"{line}\n" for line in (head, *lines)).encode()
    found = parse_query_results(table, QueryResultsFormat.TSV)
    assert isinstance(found, QuerySolutions)
    body: IO[bytes] = io.BytesIO()
    found.serialize(body, QueryResultsFormat.JSON)
    body.seek(0)
    bindings: list[Any] = json.load(body)["results"]["bindings"]
    return bindings


def _json(body: dict[str, Any]) -> Response:
    text = json.dumps(body, ensure_ascii=False, indent=1) + "\n"
    response = Response(text, mimetype="application/json")
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Language")
    return response


def _unknown() -> NoReturn:
    raise Problem(
        404,
        "No query is saved under this address.",
        "Không có truy vấn nào được lưu ở địa chỉ này.",
    )
