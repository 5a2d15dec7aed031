"""The SPARQL 1.1 Protocol, for reading (https://www.w3.org/TR/sparql11-protocol/)."""

import hashlib
import io
import re
from typing import IO, NamedTuple, NoReturn

from flask import Blueprint, Response, current_app, request
from pyoxigraph import NamedNode
from werkzeug.datastructures import MultiDict
from werkzeug.wsgi import wrap_file

from mocban.endpoint import queries
from mocban.endpoint.description import describe_service
from mocban.endpoint.formats import Format, negotiate, of_kinds
from mocban.endpoint.problems import Problem
from mocban.endpoint.wiring import open_to_all, shared, snapshot
from mocban.graph.refusals import BadQuery
from mocban.graph.workers import Job
from mocban.graph.writing import write_triples

blueprint = Blueprint("sparql", __name__)
blueprint.after_request(open_to_all)

_METHODS = "GET, HEAD, OPTIONS, POST"
# Functions whose answer is another one each time.
_FICKLE = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE).search


class Asked(NamedTuple):
    """A request of the protocol: the query (empty where there is none), the graphs it names,
    and the format by name."""

    query: str
    default: list[str]
    named: list[str]
    format: str | None


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answers a query; without one, shows the editor or the service description."""
    request.max_content_length = 8 * shared().longest
    asked = _asked()
    accept = request.headers.get("Accept")
    if not asked.query.strip():
        return _without_query(accept, asked.format)
    if len(asked.query) > shared().longest:
        raise Problem(
            413,
            f"The query is longer than {shared().longest} characters.",
            f"Truy vấn dài hơn {shared().longest} ký tự.",
        )
    query = queries.read(asked.query)
    if query.update:
        _read_only()
    if query.service:
        raise Problem(
            403,
            "SERVICE is switched off here: query the other endpoint yourself.",
            "Ở đây không dùng được SERVICE: hãy tự truy vấn điểm cuối kia.",
        )
    form = negotiate(accept, *query.kinds, name=asked.format)
    if form is None:
        _not_acceptable(query.kinds)
    etag = _etag(asked, form)
    if etag and request.if_none_match.contains_weak(etag):
        return _cached(Response(status=304), etag)
    return _cached(_answer(asked, query, form), etag)


def _answer(asked: Asked, query: queries.Query, form: Format) -> Response:
    given = bool(asked.default or asked.named)
    job = Job(
        asked.query,
        form.media_type,
        shared().base,
        tuple(asked.default) if given else None,
        tuple(asked.named) if given else None,
    )
    try:
        answer = shared().pool.run(job, request.remote_addr or "")
    except BadQuery as error:
        sentence = queries.explain(error.text.en, query)
        raise Problem(400, sentence.en, sentence.vi) from error
    return _whole(answer.file, answer.size, form)


def _whole(file: IO[bytes], size: int, form: Format) -> Response:
    response = Response(wrap_file(request.environ, file), content_type=form.content_type)
    response.direct_passthrough = True
    response.content_length = size
    response.vary.add("Accept")
    return response


def _asked() -> Asked:
    """The request's parameters; a Problem where the protocol does not allow them."""
    if request.method != "POST":
        _no_update(request.args)
        return _parameters(request.args, _one(request.args, "query"))
    match request.mimetype:
        case "application/x-www-form-urlencoded" | "multipart/form-data":
            _no_update(request.form)
            return _parameters(request.form, _one(request.form, "query"))
        case "application/sparql-query":
            return _parameters(request.args, _body())
        case "application/sparql-update":
            _read_only()
    raise Problem(
        415,
        "A query is posted as application/sparql-query or as a form.",
        "Truy vấn gửi bằng POST phải là application/sparql-query hoặc biểu mẫu.",
    )


def _parameters(values: MultiDict[str, str], query: str) -> Asked:
    default, named = values.getlist("default-graph-uri"), values.getlist("named-graph-uri")
    for iri in (*default, *named):
        try:
            NamedNode(iri)
        except ValueError:
            raise Problem(
                400, f"“{iri}” is not the IRI of a graph.", f"“{iri}” không phải IRI của đồ thị."
            ) from None
    return Asked(query, default, named, values.get("format"))


def _one(values: MultiDict[str, str], name: str) -> str:
    found = values.getlist(name)
    if len(found) > 1:
        raise Problem(400, "Send one query at a time.", "Mỗi lần chỉ gửi một truy vấn.")
    if found and "\ufffd" in found[0]:
        _not_utf8()
    return found[0] if found else ""


def _body() -> str:
    body = request.get_data(cache=False)
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        _not_utf8()
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        _not_utf8()


def _without_query(accept: str | None, name: str | None) -> Response:
    page = current_app.config.get("SPARQL_PAGE")
    form = negotiate(accept, "graph", "page", name=name)
    if request.method != "POST" and form is not None and form.kind == "page" and page:
        response = current_app.make_response(page())
        response.vary.add("Accept")
        return response
    if request.method == "POST" or form is None or form.kind == "page":
        raise Problem(400, "There is no query.", "Chưa có truy vấn.")
    body = io.BytesIO()
    write_triples(describe_service(snapshot().store, shared().base), form.media_type, body)
    response = Response(body.getvalue(), content_type=form.content_type)
    response.vary.add("Accept")
    return response


def _etag(asked: Asked, form: Format) -> str | None:
    if _FICKLE(asked.query):
        return None
    parts = [asked.query, form.media_type, "", *asked.default, "", *asked.named]
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
    return f"{snapshot().id}-{digest[:24]}"


def _cached(response: Response, etag: str | None) -> Response:
    response.headers["Cache-Control"] = "no-cache" if etag else "no-store"
    if etag:
        response.set_etag(etag, weak=True)
    response.vary.add("Accept")
    return response


def _no_update(values: MultiDict[str, str]) -> None:
    if "update" in values:
        _read_only()


def _read_only() -> NoReturn:
    raise Problem(
        405,
        "This endpoint is for reading: it takes no updates.",
        "Điểm cuối này chỉ để đọc: không nhận lệnh cập nhật.",
        {"Allow": _METHODS},
    )


def _not_acceptable(kinds: tuple[str, ...]) -> NoReturn:
    offered = ", ".join(form.media_type for form in of_kinds(*kinds))
    raise Problem(
        406,
        f"The answer can be had as: {offered}.",
        f"Kết quả có ở các định dạng: {offered}.",
    )


def _not_utf8() -> NoReturn:
    raise Problem(400, "The query is not UTF-8.", "Truy vấn không phải UTF-8.")
