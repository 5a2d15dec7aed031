"""The Graph Store HTTP Protocol, for reading (https://www.w3.org/TR/sparql11-http-rdf-update/).

A graph is asked for in a worker like any outsider's query, under the same limits.
"""

import hashlib

from flask import Blueprint, Response, redirect, request, url_for
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response as Redirect

from mocban.endpoint import things
from mocban.endpoint.formats import Format, negotiate, of_kinds
from mocban.endpoint.problems import Problem
from mocban.endpoint.snapshot import identity
from mocban.endpoint.wiring import open_to_all, shared, snapshot, whole
from mocban.graph.description import known
from mocban.graph.questions import question
from mocban.graph.workers import Job

blueprint = Blueprint("graphs", __name__)
blueprint.after_request(open_to_all)


@blueprint.get("/graphs")
def graphs() -> Response:
    """The graph that `?graph=IRI` names, or with `?default` the default graph."""
    name = _name()
    form = negotiate(
        request.headers.get("Accept"), "graph", "dataset", name=request.args.get("format")
    )
    if form is None:
        offered = ", ".join(form.media_type for form in of_kinds("graph", "dataset"))
        raise Problem(406, f"It can be had as: {offered}.", f"Có ở các định dạng: {offered}.")
    if name is not None and not _holds(name):
        raise Problem(
            404,
            f"There is no graph “{name}” here; /sparql describes the service and its graphs.",
            f"Ở đây không có đồ thị “{name}”; /sparql mô tả dịch vụ và các đồ thị.",
        )
    etag = _etag(snapshot().id, name, form)
    if request.if_none_match.contains_weak(etag):
        response = Response(status=304)
        response.set_etag(etag, weak=True)
    else:
        response = _whole(name, form)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    return response


@blueprint.get("/g/<path:rest>")
def graph(rest: str) -> Response | Redirect:
    """A graph under its own IRI: to what it holds for a client that wants RDF, else to the
    page about it."""
    iri = f"{shared().base}g/{rest}"
    form = negotiate(
        request.headers.get("Accept"), "graph", "dataset", "page", name=request.args.get("format")
    )
    if form is None or not _holds(iri):
        return things.thing(f"g/{rest}")
    if form.kind == "page" and known(snapshot().store, iri):
        return things.thing(f"g/{rest}")
    address = url_for("graphs.graphs", graph=iri, format=request.args.get("format"))
    response = redirect(address, 303)
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _name() -> str | None:
    """The IRI of the graph that a request names, None for the default graph."""
    named = request.args.getlist("graph")
    if len(named) + ("default" in request.args) != 1:
        raise Problem(
            400,
            "Name one graph: /graphs?graph=IRI, or /graphs?default for the default graph.",
            "Hãy nêu một đồ thị: /graphs?graph=IRI, hoặc /graphs?default cho đồ thị mặc định.",
        )
    if not named:
        return None
    try:
        return NamedNode(named[0]).value
    except ValueError:
        raise Problem(
            400,
            f"“{named[0]}” is not the full IRI of a graph.",
            f"“{named[0]}” không phải IRI đầy đủ của một đồ thị.",
        ) from None


def _holds(iri: str) -> bool:
    try:
        return snapshot().store.ask("holds", graph=NamedNode(iri))
    except ValueError:
        return False


def _etag(snapshot_id: str, name: str | None, form: Format) -> str:
    digest = hashlib.sha256(f"{name}\n{form.media_type}".encode()).hexdigest()
    return f"{snapshot_id}-{digest[:24]}"


def _whole(name: str | None, form: Format) -> Response:
    default, named = ((name,), ()) if name is not None else (None, None)
    job = Job(question("graph"), form.media_type, shared().base, default, named)
    answer = shared().pool.run(job, request.remote_addr or "", request.environ.get("mocban.gone"))
    response = whole(answer.file, answer.size, form.content_type)
    # A worker may be a moment behind a new snapshot, or before it.
    response.set_etag(_etag(identity(answer.store), name, form), weak=True)
    return response
