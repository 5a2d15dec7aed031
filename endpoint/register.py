"""Puts the protocols into an application."""

from collections.abc import Iterable

from flask import Flask

from mocban.endpoint import catalogue, dumps, graphs, problems, sparql, things
from mocban.endpoint.federation import Federation
from mocban.endpoint.snapshot import Current
from mocban.endpoint.wiring import Shared, share
from mocban.graph.workers import WorkerPool


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
    app.register_blueprint(sparql.blueprint)
    app.register_blueprint(things.blueprint)
    app.register_blueprint(graphs.blueprint)
    app.register_blueprint(catalogue.blueprint)
    app.register_blueprint(dumps.blueprint)
    pool.switch(current.follow(pool.switch))
