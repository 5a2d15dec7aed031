"""Any error as an answer: one sentence, in the asker's language and format."""

import json
import logging
from collections.abc import Callable
from http import HTTPStatus

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as Plain

from mocban.endpoint.formats import weighted
from mocban.endpoint.languages import language_of
from mocban.errors import MocbanError, Text
from mocban.graph import refusals
from mocban.graph.questions import Away, OutOfTime, StoreError

log = logging.getLogger(__name__)

# What app.config["PROBLEM_PAGE"] is: (status, title, sentence, language) -> HTML.
ProblemPage = Callable[[int, str, str, str], str]

_STATUS: tuple[tuple[type[MocbanError], int], ...] = (
    (refusals.BadQuery, 400),
    (refusals.Timeout, 504),
    (refusals.AnswerTooLarge, 413),
    (refusals.TooManyRows, 413),
    (refusals.TooOften, 429),
    (refusals.EngineFault, 500),
    (refusals.StoreFault, 500),
    (refusals.PartnerFailed, 502),
    (refusals.PartnerTooLarge, 413),
    (refusals.QueryRefused, 503),
    (OutOfTime, 504),
    (StoreError, 503),
    (MocbanError, 400),
)

_SENTENCES = {
    400: Text("The request cannot be understood.", "Không hiểu được yêu cầu."),
    403: Text("This may not be read.", "Nội dung này không được phép đọc."),
    404: Text("There is nothing at this address.", "Không có gì ở địa chỉ này."),
    405: Text("This address does not take that method.", "Địa chỉ này không nhận phương thức đó."),
    406: Text("There is no such format here.", "Ở đây không có định dạng đó."),
    413: Text("The request is too large.", "Yêu cầu quá lớn."),
    414: Text("The address is too long.", "Địa chỉ quá dài."),
    415: Text("This media type is not taken here.", "Ở đây không nhận kiểu dữ liệu đó."),
    500: Text(
        "Something went wrong here; the operator has been told.",
        "Máy chủ gặp lỗi; người quản trị đã được báo.",
    ),
    503: Text("The service is not available just now.", "Dịch vụ tạm thời không sẵn sàng."),
}

_TITLES = {
    400: Text("Bad request", "Yêu cầu không hợp lệ"),
    403: Text("Forbidden", "Không được phép"),
    404: Text("Not found", "Không tìm thấy"),
    405: Text("Method not allowed", "Không nhận phương thức này"),
    406: Text("Not acceptable", "Không có định dạng phù hợp"),
    410: Text("Withdrawn", "Đã được rút lại"),
    413: Text("Too large", "Quá lớn"),
    414: Text("Address too long", "Địa chỉ quá dài"),
    415: Text("Unsupported media type", "Không nhận kiểu dữ liệu này"),
    429: Text("Too many requests", "Quá nhiều yêu cầu"),
    500: Text("Server error", "Lỗi máy chủ"),
    502: Text("Partner failed", "Đối tác gặp lỗi"),
    503: Text("Unavailable", "Tạm thời không sẵn sàng"),
    504: Text("Out of time", "Quá thời gian"),
}


class Problem(MocbanError):
    """An answer that is an error: its HTTP status, its sentence, and further headers."""

    def __init__(
        self, status: int, en: str, vi: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(en, vi)
        self.status = status
        self.headers = headers or {}


def problem(error: Exception) -> Response:
    """Any exception as a response. What is not an error of ours or of HTTP is a 500 that
    tells nothing of the inside, and is logged."""
    headers: dict[str, str] = {}
    sentence: Text | None = None
    match error:
        case Problem():
            status, sentence, headers = error.status, error.text, error.headers
        case MocbanError():
            status = next(status for kind, status in _STATUS if isinstance(error, kind))
            sentence = error.text
            retry = getattr(error, "retry_after", None)
            if retry is not None:
                headers["Retry-After"] = str(retry)
        case HTTPException() if error.code is not None:
            status = error.code
            if isinstance(error, MethodNotAllowed) and error.valid_methods:
                headers["Allow"] = ", ".join(sorted(error.valid_methods))
        case _:
            status = 500
    if status >= 500 and not isinstance(error, refusals.QueryRefused | Away | OutOfTime):
        log.error("%s %s", request.method, request.path, exc_info=error)
    if status == 500 and not isinstance(error, refusals.EngineFault):
        sentence = _SENTENCES[500]
    return _written(status, sentence or _SENTENCES.get(status, _SENTENCES[400]), headers)


def _written(status: int, sentence: Text, headers: dict[str, str]) -> Response:
    default = current_app.config.get("DEFAULT_LANGUAGE", "vi")
    language = language_of(request.path, request.headers.get("Accept-Language"), default)
    known = _TITLES.get(status)
    title = known.of(language) if known else HTTPStatus(status).phrase
    page: ProblemPage | None = current_app.config.get("PROBLEM_PAGE")
    form = _form(request.headers.get("Accept"), page is not None)
    if form == "page" and page is not None:
        response = Response(page(status, title, sentence.of(language), language), status)
    elif form == "json":
        details = {"title": title, "status": status, "detail": sentence.of(language)}
        body = json.dumps(details, ensure_ascii=False) + "\n"
        response = Response(body, status, mimetype="application/problem+json")
    else:
        response = Response(f"{sentence.of(language)}\n", status, mimetype="text/plain")
    response.headers["Content-Language"] = language
    response.headers.extend(headers)
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _form(accept: str | None, has_page: bool) -> str:
    """`page`, `json` (RFC 9457, https://www.rfc-editor.org/rfc/rfc9457) or `text`: what the
    asker likes best; text where it says nothing."""
    best, liking = "text", 0.0
    for value, quality in weighted(accept or ""):
        if value in ("text/html", "application/xhtml+xml"):
            form = "page" if has_page else "text"
        else:
            form = "json" if value.endswith(("/json", "+json")) else "text"
        if quality > liking:
            best, liking = form, quality
    return best


def register(app: Flask) -> None:
    """Makes every error of an application a problem."""
    app.register_error_handler(Exception, _handled)


def _handled(error: Exception) -> Response | Plain:
    if isinstance(error, HTTPException) and (error.response or (error.code or 500) < 400):
        return error.get_response()
    return problem(error)
