"""The files to take away, from the snapshot in use."""

import io

from flask import Blueprint, Response, abort, redirect, request, send_file
from werkzeug.wrappers import Response as Plain

from mocban.endpoint.distributions import described, licences, listing
from mocban.endpoint.formats import negotiate, of_kinds
from mocban.endpoint.problems import Problem
from mocban.endpoint.wiring import language, open_to_all, shared, snapshot
from mocban.graph.writing import write_triples

blueprint = Blueprint("dumps", __name__)
blueprint.after_request(open_to_all)

SUMS = "SHA256SUMS"


@blueprint.get("/dump/")
def index() -> Response | Plain:
    """The list of files: the page for people, DCAT for machines."""
    form = negotiate(
        request.headers.get("Accept"), "graph", "page", name=request.args.get("format")
    )
    if form is None:
        formats = ", ".join(form.media_type for form in of_kinds("graph", "page"))
        raise Problem(406, f"It can be had as: {formats}.", f"Có ở các định dạng: {formats}.")
    answer: Response | Plain
    if form.kind == "page":
        answer = redirect(f"{request.script_root}/{language()}/datasets", 303)
    else:
        current, body = snapshot(), io.BytesIO()
        triples = described(current.folder, shared().base, licences(current.store))
        write_triples(triples, form.media_type, body)
        answer = Response(body.getvalue(), content_type=form.content_type)
    answer.vary.update(("Accept", "Accept-Language"))
    return answer


@blueprint.get("/dump/<name>")
def file(name: str) -> Response:
    """One file or a part of it (https://www.rfc-editor.org/rfc/rfc9110#name-range-requests).

    Only what the index names is looked for on disk. The file is opened before the answer
    begins, so it can be read to its end even where a build removes the snapshot."""
    folder = snapshot().folder
    found = {dump.file: dump for dump in listing(folder)}
    if name not in found and not (found and name == SUMS):
        abort(404)
    answer = send_file(
        folder / "dumps" / name,
        mimetype="text/plain" if name == SUMS else "application/gzip",
        etag=True if name == SUMS else found[name].sha256,
        conditional=True,
    )
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
