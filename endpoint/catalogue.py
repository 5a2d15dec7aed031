"""What this graph is made of, for machines that look for it, and whether it is well."""

import io

from flask import Blueprint, Response, jsonify, request
from pyoxigraph import NamedNode

from mocban.endpoint.formats import negotiate, of_kinds
from mocban.endpoint.problems import Problem
from mocban.endpoint.wiring import open_to_all, shared, snapshot
from mocban.graph.writing import write_triples

blueprint = Blueprint("catalogue", __name__)
blueprint.after_request(open_to_all)


@blueprint.get("/.well-known/void")
def void() -> Response:
    """The catalogue (https://www.w3.org/TR/void/#well-known), Turtle unless asked otherwise."""
    form = negotiate(
        request.headers.get("Accept") if not request.accept_mimetypes.accept_html else None,
        "graph",
        name=request.args.get("format"),
    )
    if form is None:
        offered = ", ".join(form.media_type for form in of_kinds("graph"))
        raise Problem(406, f"It can be had as: {offered}.", f"Có ở các định dạng: {offered}.")
    graph = NamedNode(f"{shared().base}g/catalog")
    body = io.BytesIO()
    write_triples(snapshot().store.construct("catalogue", graph=graph), form.media_type, body)
    response = Response(body.getvalue(), content_type=form.content_type)
    response.vary.add("Accept")
    return response


@blueprint.get("/health")
def health() -> Response:
    """200 where a snapshot is open and answers; which one it is, and how the workers are."""
    known = snapshot().store.has(f"{shared().base}g/catalog")
    response = jsonify(
        {"status": "ok" if known else "empty", "snapshot": snapshot().id, **shared().pool.state()}
    )
    response.headers["Cache-Control"] = "no-store"
    return response
