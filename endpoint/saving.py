"""Saving a query so that it can be cited."""

import math
from contextlib import closing
from datetime import UTC, datetime

from flask import request

from mocban import __version__
from mocban.endpoint import queries
from mocban.endpoint.cited import asker, citing
from mocban.endpoint.problems import Problem
from mocban.endpoint.wiring import shared, snapshot
from mocban.graph import apart
from mocban.graph.canonical import GRAPH, RESULT, ordered
from mocban.graph.citations import Saved, pin_of
from mocban.graph.clients import network
from mocban.graph.parameters import parameters
from mocban.graph.refusals import BadQuery
from mocban.graph.tokens import tokens
from mocban.graph.workers import Job

# Functions whose answer is another one each time.
_FICKLE = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE"))
# What an address says beside the parameters of its query.
RESERVED = ("snapshot", "format")


def save(text: str) -> Saved:
    """Asks a query of today's snapshot and keeps it with the hash of its answer, or finds it as
    it was kept before. A Problem or a refusal says why not."""
    # A form sends its line ends as CR LF.
    query = text.replace("\r\n", "\n").replace("\r", "\n").strip() + "\n"
    read = _citable(query)
    saved = citing().saved
    known = saved.find(query, pin_of(snapshot().folder).inputs)
    if known is not None:
        return known
    client = network(request.remote_addr or "")
    _room(client)
    graph = "graph" in read.kinds
    job = Job(query, GRAPH if graph else RESULT, shared().base)
    try:
        answer = shared().pool.run(job, *asker())
    except BadQuery as error:
        sentence = queries.explain(error.text.en, read)
        raise Problem(400, sentence.en, sentence.vi) from error
    with closing(answer.file):
        if wait := citing().allowance.take(client):
            raise _too_often(wait)
        form = apart.written(answer.file, graph, ordered(query), shared().pool.limits)
    with closing(form.file):
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        pin = pin_of(answer.store.parent)
        found = Saved("", query, read.form, now, pin, form.sha256, form.size, form.rows,
                      f"mocban {__version__}")  # fmt: skip
        return saved.save(found, form.file)


def _citable(query: str) -> queries.Query:
    """What a query is; a Problem where it is none that can be cited."""
    if len(query) > shared().longest:
        raise Problem(
            413,
            f"The query is longer than {shared().longest} characters.",
            f"Truy vấn dài hơn {shared().longest} ký tự.",
        )
    if not query.strip():
        raise Problem(400, "There is no query.", "Chưa có truy vấn.")
    if "\ufffd" in query or "\0" in query:
        raise Problem(400, "The query is not UTF-8.", "Truy vấn không phải UTF-8.")
    read = queries.read(query)
    if read.update:
        raise Problem(
            400,
            "An update cannot be cited: this endpoint is for reading.",
            "Không trích dẫn được lệnh cập nhật: điểm cuối này chỉ để đọc.",
        )
    if read.service:
        raise Problem(
            400,
            "A query with SERVICE cannot be cited, as its answer comes from elsewhere too.",
            "Không trích dẫn được truy vấn có SERVICE, vì kết quả còn đến từ nơi khác.",
        )
    fickle = {token.keyword for token in tokens(query)} & _FICKLE
    if fickle:
        words = ", ".join(sorted(fickle))
        raise Problem(
            400,
            f"A query with {words} cannot be cited, as its answer is never the same twice.",
            f"Không trích dẫn được truy vấn có {words}, vì kết quả không bao giờ giống nhau.",
        )
    for parameter in parameters(query, shared().base):
        if parameter.name in RESERVED:
            raise Problem(
                400,
                f"A parameter cannot be called {parameter.name}: choose another name.",
                f"Không thể đặt tên tham số là {parameter.name}: hãy chọn tên khác.",
            )
    return read


def _room(client: str) -> None:
    if len(citing().saved) >= citing().most:
        raise Problem(
            503,
            "No more queries can be saved here; the operator can allow more (saved_queries).",
            "Không lưu thêm được truy vấn ở đây; người quản trị có thể cho phép thêm "
            "(saved_queries).",
        )
    if wait := citing().allowance.wait(client):
        raise _too_often(wait)


def _too_often(wait: float) -> Problem:
    minutes = math.ceil(wait / 60)
    return Problem(
        429,
        f"You have saved as many queries as one may in an hour: try again in {minutes} minutes.",
        f"Bạn đã lưu đủ số truy vấn cho phép trong một giờ: hãy thử lại sau {minutes} phút.",
        {"Retry-After": str(math.ceil(wait))},
    )
