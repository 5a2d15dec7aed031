"""Puts the protocols into an application."""

from collections.abc import Iterable

from flask import Flask, request

from mocban.endpoint import catalogue, dumps, graphs, problems, sparql, things
from mocban.endpoint.federation import Federation
from mocban.endpoint.problems import Problem
from mocban.endpoint.snapshot import Current
from mocban.endpoint.wiring import Shared, share
from mocban.graph.workers import WorkerPool

# Fields of a form, in an address or a body; those in a multipart body are counted by Werkzeug.
_FIELDS = 1_000
_FORM = 2_000_000  # bytes


def register(
    app: Flask, current: Current, pool: WorkerPool, base: str, partners: Iterable[str] = ()
) -> None:
    """`/sparql`, the things and `/data`; errors as problems. `base` ends with a slash; the
    pool goes on to each new snapshot; `partners` are the addresses that SERVICE may call.

    app.config: `SPARQL_PAGE` () -> the editor; `PROBLEM_PAGE` (see `problems.ProblemPage`);
    `DEFAULT_LANGUAGE`.
    """
    share(app, Shared(current, pool, base, Federation(partners, base)))
    problems.register(app)
    app.before_request(_few_fields)
    app.register_blueprint(sparql.blueprint)
    app.register_blueprint(things.blueprint)
    app.register_blueprint(graphs.blueprint)
    app.register_blueprint(catalogue.blueprint)
    app.register_blueprint(dumps.blueprint)
    pool.switch(current.follow(pool.switch))


def _few_fields() -> None:
    count = request.query_string.count(b"&")
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = request.max_content_length or _FORM
        count += request.get_data().count(b"&")
    if count > _FIELDS:
        raise Problem(
            413,
            f"A request may have {_FIELDS} fields at most.",
            f"Mỗi yêu cầu có tối đa {_FIELDS} trường.",
        )
