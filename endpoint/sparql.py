"""The SPARQL 1.1 Protocol, for reading (https://www.w3.org/TR/sparql11-protocol/)."""

import hashlib
import io
import re
from typing import NamedTuple, NoReturn
from urllib.parse import unquote_to_bytes

from flask import Blueprint, Response, current_app, request
from pyoxigraph import NamedNode
from werkzeug.datastructures import MultiDict

from mocban.endpoint import queries
from mocban.endpoint.description import describe_service
from mocban.endpoint.formats import Format, negotiate, of_kinds, remedy
from mocban.endpoint.problems import Problem
from mocban.endpoint.wiring import open_to_all, shared, snapshot, whole
from mocban.errors import Text
from mocban.graph.refusals import BadQuery, BadSearch
from mocban.graph.workers import Job
from mocban.graph.writing import write_triples

blueprint = Blueprint("sparql", __name__)
blueprint.after_request(open_to_all)

_FORM = "application/x-www-form-urlencoded"
_METHODS = "GET, HEAD, OPTIONS, POST"
# Functions whose answer is another one each time, and escapes, which may spell such a name.
_FICKLE = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b|\\u", re.IGNORECASE).search


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
    query = permitted(asked.query)
    form = negotiate(accept, *query.kinds, name=asked.format)
    if form is None:
        _not_acceptable(query.kinds, asked.format or accept or "")
    if query.service:
        text = shared().federation.expand(asked.query, request.remote_addr or "")
        asked = asked._replace(query=text)
    etag = None if query.service else tag_of(asked, form, snapshot().id)
    if etag and request.if_none_match.contains_weak(etag):
        return _cached(Response(status=304), etag)
    return _answer(asked, query, form, etag)


def permitted(text: str) -> queries.Query:
    """What a query is; a Problem where it is longer than allowed, or an update."""
    if len(text) > shared().longest:
        raise Problem(
            413,
            f"The query is longer than {shared().longest} characters.",
            f"Truy vấn dài hơn {shared().longest} ký tự.",
        )
    query = queries.read(text)
    if query.update:
        _read_only()
    return query


def _answer(asked: Asked, query: queries.Query, form: Format, etag: str | None) -> Response:
    given = bool(asked.default or asked.named)
    job = Job(
        asked.query,
        form.media_type,
        shared().base,
        tuple(asked.default) if given else None,
        tuple(asked.named) if given else None,
    )
    try:
        # The quick way may have met the refusal already.
        if refused := request.environ.get("mocban.refused"):
            raise refused
        answer = shared().pool.run(
            job, request.remote_addr or "", request.environ.get("mocban.gone")
        )
    except BadSearch:
        raise
    except BadQuery as error:
        sentence = queries.explain(error.text.en, query)
        raise Problem(400, sentence.en, sentence.vi) from error
    # A worker may have gone on to the next snapshot already, or may not have yet.
    same = answer.store == snapshot().path
    return _cached(whole(answer.file, answer.size, form.content_type), etag if same else None)


def _asked() -> Asked:
    """The request's parameters; a Problem where the protocol does not allow them."""
    # Werkzeug leaves escapes that are no UTF-8 as they are, and they would be read as letters.
    posted = request.get_data() if request.mimetype == _FORM else b""
    try:
        unquote_to_bytes(request.query_string + b"&" + posted).decode()
    except UnicodeDecodeError:
        _not_utf8()
    # What stands in the address counts with a form too: no graph that it names is passed over.
    given = request.values
    _no_update(given)
    if request.method != "POST":
        return _parameters(given, _one(given, "query"))
    match request.mimetype:
        case mimetype if mimetype in (_FORM, "multipart/form-data"):
            return _parameters(given, _one(given, "query"))
        case "application/sparql-query":
            if "query" in given:
                _one_at_a_time()
            return _parameters(given, _body())
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
        _one_at_a_time()
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
    write_triples(describe_service(snapshot().store, shared()), form.media_type, body)
    response = Response(body.getvalue(), content_type=form.content_type)
    response.vary.add("Accept")
    return response


def tag_of(asked: Asked, form: Format, snapshot: str) -> str | None:
    """The entity tag of an answer; None where it is another one each time."""
    if _FICKLE(asked.query):
        return None
    parts = [asked.query, form.media_type, "", *asked.default, "", *asked.named]
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
    return f"{snapshot}-{digest[:24]}"


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


def _not_acceptable(kinds: tuple[str, ...], wanted: str) -> NoReturn:
    offered = ", ".join(form.media_type for form in of_kinds(*kinds))
    more = remedy(wanted) or Text("", "")
    raise Problem(
        406,
        f"The answer can be had as: {offered}. {more.en}".strip(),
        f"Kết quả có ở các định dạng: {offered}. {more.vi}".strip(),
    )


def _one_at_a_time() -> NoReturn:
    raise Problem(400, "Send one query at a time.", "Mỗi lần chỉ gửi một truy vấn.")


def _not_utf8() -> NoReturn:
    raise Problem(400, "The query is not UTF-8.", "Truy vấn không phải UTF-8.")
