"""Citable queries: `POST /q` keeps a query, `/q/{id}` is its address for good.

A program gets the answer of the snapshot that is cited; a browser is sent to the page. With
parameters the address is an API, which `/q/{id}/openapi.json` describes.
"""

import io
import json
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, Response, current_app, redirect, request
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results
from werkzeug.wrappers import Response as Answer

from mocban.endpoint import bibliography, cited, openapi
from mocban.endpoint.allowance import Allowance
from mocban.endpoint.cited import Citing, Compared
from mocban.endpoint.formats import negotiate, of_kinds
from mocban.endpoint.languages import LANGUAGES
from mocban.endpoint.problems import Problem
from mocban.endpoint.queries import FORMS
from mocban.endpoint.recited import answer, known, unknown, wanted
from mocban.endpoint.saving import save
from mocban.endpoint.wiring import language, open_to_all, shared, snapshot
from mocban.errors import Text
from mocban.graph.citations import Citations, Saved
from mocban.graph.reruns import Reruns
from mocban.graph.workers import Limits

blueprint = Blueprint("citations", __name__)

_HEADERS = "Mocban-Snapshot, Mocban-Answer, Memento-Datetime"


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
        unknown()
    if form is not None and form.kind == "page" and not current_app.config.get("QUERY_PAGE"):
        form = negotiate(None, *kinds)
    if form is None:
        offered = ", ".join(form.media_type for form in of_kinds(*kinds))
        raise Problem(406, f"It can be had as: {offered}.", f"Có ở các định dạng: {offered}.")
    if form.kind == "page":
        return _to_page(saved)
    return answer(saved, wanted(saved), form)


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
    body: IO[bytes] = io.BytesIO()
    try:
        found = parse_query_results(table, QueryResultsFormat.TSV)
        assert isinstance(found, QuerySolutions)
        found.serialize(body, QueryResultsFormat.JSON)
    except SyntaxError:  # terms nested deeper than the parser goes: as they are written
        return list(lines)
    body.seek(0)
    bindings: list[Any] = json.load(body)["results"]["bindings"]
    return bindings


def _json(body: dict[str, Any]) -> Response:
    text = json.dumps(body, ensure_ascii=False, indent=1) + "\n"
    response = Response(text, mimetype="application/json")
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Language")
    return response
