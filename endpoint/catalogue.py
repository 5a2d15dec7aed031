"""What this graph is made of, for machines that look for it, and whether it is well."""

import io

from flask import Blueprint, Response, jsonify, request
from pyoxigraph import NamedNode, Triple

from mocban.endpoint.distributions import described, licences
from mocban.endpoint.formats import negotiate, of_kinds
from mocban.endpoint.problems import Problem
from mocban.endpoint.wiring import open_to_all, shared, snapshot
from mocban.graph.partitions import statistics_of, view_of
from mocban.graph.writing import write_triples
from mocban.ontology.namespaces import RDF, VOID, Vocabulary

blueprint = Blueprint("catalogue", __name__)
blueprint.after_request(open_to_all)

FOAF = Vocabulary("foaf", "http://xmlns.com/foaf/0.1/")


@blueprint.get("/.well-known/void")
def void() -> Response:
    """The catalogue with its statistics and files (https://www.w3.org/TR/void/#well-known),
    Turtle unless asked otherwise."""
    form = negotiate(
        request.headers.get("Accept") if not request.accept_mimetypes.accept_html else None,
        "graph",
        name=request.args.get("format"),
    )
    if form is None:
        offered = ", ".join(form.media_type for form in of_kinds("graph"))
        raise Problem(406, f"It can be had as: {offered}.", f"Có ở các định dạng: {offered}.")
    response = Response(status=304)
    response.set_etag(f"void-{snapshot().id}-{form.extension}", weak=True)
    if not request.if_none_match.contains_weak(response.get_etag()[0] or ""):
        body = io.BytesIO()
        write_triples(_catalogue(), form.media_type, body)
        response.status_code = 200
        response.data = body.getvalue()
        response.content_type = form.content_type
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    return response


def _catalogue() -> list[Triple]:
    """The catalogue, the statistics, the files to take away, and what this document is."""
    current, base = snapshot(), shared().base
    graphs = [_node(f"<{base}g/catalog>"), _node(statistics_of(base))]
    document = NamedNode(f"{base}.well-known/void")
    return [
        Triple(document, _node(RDF.type), _node(VOID.DatasetDescription)),
        Triple(document, _node(FOAF.primaryTopic), _node(view_of(base))),
        *current.store.construct("catalogue", graphs=graphs),
        *described(current.folder, base, licences(current.store)),
    ]


def _node(term: str) -> NamedNode:
    return NamedNode(term[1:-1])


@blueprint.get("/metrics")
def metrics() -> Response:
    """Figures for the operator: the workers now, and what became of the queries since the
    start (https://prometheus.io/docs/instrumenting/exposition_formats/)."""
    pool = shared().pool
    lines = ["# TYPE mocban_workers gauge"]
    lines += [f'mocban_workers{{state="{name}"}} {n}' for name, n in pool.state().items()]
    lines.append("# TYPE mocban_queries_total counter")
    lines += [f'mocban_queries_total{{end="{end}"}} {n}' for end, n in sorted(pool.ends.items())]
    response = Response("\n".join([*lines, ""]), mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
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
