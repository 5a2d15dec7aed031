"""Puts the protocols into an application."""

from flask import Flask

from mocban.endpoint import catalogue, problems, sparql, things
from mocban.endpoint.snapshot import Current
from mocban.endpoint.wiring import Shared, share
from mocban.graph.workers import WorkerPool


def register(app: Flask, current: Current, pool: WorkerPool, base: str) -> None:
    """`/sparql`, the things and `/data`; errors as problems. `base` ends with a slash; the
    pool goes on to each new snapshot.

    app.config: `SPARQL_PAGE` () -> the editor; `PROBLEM_PAGE` (see `problems.ProblemPage`);
    `DEFAULT_LANGUAGE`.
    """
    share(app, Shared(current, pool, base))
    problems.register(app)
    app.register_blueprint(sparql.blueprint)
    app.register_blueprint(things.blueprint)
    app.register_blueprint(catalogue.blueprint)
    pool.switch(current.follow(pool.switch))
