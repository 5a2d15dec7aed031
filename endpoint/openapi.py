"""A saved query described for programs (https://spec.openapis.org/oas/v3.1.0)."""

from math import isfinite
from typing import Any

from flask import request

from mocban.endpoint.bibliography import address, name_of
from mocban.endpoint.formats import Format, of_kinds
from mocban.endpoint.queries import FORMS
from mocban.endpoint.wiring import shared
from mocban.errors import Text
from mocban.graph.citations import Saved
from mocban.graph.parameters import MOST_VALUES, Parameter, parameters

# Kind of parameter -> how JSON Schema says it.
_SCHEMAS: dict[str, dict[str, str]] = {
    "iri": {"type": "string", "format": "iri"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "double": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
}
_TEXT = {"type": "string"}
_SNAPSHOT = Text(
    "Which data is asked: that of the day the query was saved, or today's. Without parameters "
    "it is the former, with parameters the latter.",
    "Hỏi dữ liệu nào: của ngày lưu truy vấn hay của hôm nay. Không có tham số thì là ngày lưu, "
    "có tham số thì là hôm nay.",
)
_FORMAT = Text(
    "The format of the answer, for those who cannot send Accept.",
    "Định dạng của kết quả, dành cho nơi không gửi được Accept.",
)
_ERRORS = {
    "400": Text("A parameter is unknown or its value is not of its kind.",
                "Không có tham số đó, hoặc giá trị không đúng kiểu."),
    "404": Text("There is no such saved query.", "Không có truy vấn nào được lưu như vậy."),
    "406": Text("The answer cannot be had in that format.", "Không có kết quả ở định dạng đó."),
    "410": Text("The snapshot that is cited is no longer kept.",
                "Ảnh chụp được trích dẫn không còn được giữ."),
    "413": Text("The answer is too large.", "Kết quả quá lớn."),
    "429": Text("You have asked too much of late.", "Bạn đã hỏi quá nhiều trong thời gian ngắn."),
    "503": Text("Too many queries are running just now.", "Hiện có quá nhiều truy vấn đang chạy."),
    "504": Text("The query took too long.", "Truy vấn chạy quá lâu."),
}  # fmt: skip


def description(saved: Saved, language: str) -> dict[str, Any]:
    """The document that describes one saved query as an API of its own."""
    known = parameters(saved.query, shared().base)
    forms = of_kinds(*FORMS.get(saved.form, ("result",)))
    said = {
        "operationId": f"query_{saved.id}",
        "summary": name_of(saved).of(language),
        "parameters": [
            *(_parameter(each, language) for each in known),
            _choice("snapshot", _SNAPSHOT, ["pinned", "current"], language),
            _choice("format", _FORMAT, [form.extension for form in forms], language),
        ],
        "responses": {
            "200": {
                "description": Text("The whole answer.", "Toàn bộ kết quả.").of(language),
                "content": {form.media_type: {"schema": _body(form)} for form in forms},
            },
            **{status: _error(text, language) for status, text in _ERRORS.items()},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": name_of(saved).of(language),
            "version": saved.saved,
            "description": f"```sparql\n{saved.query}```",
        },
        "servers": [{"url": request.script_root or "/"}],
        "paths": {f"/q/{saved.id}": {"get": said}},
        "externalDocs": {"url": address(saved)},
        "components": {"schemas": {"Problem": {
            "type": "object",
            "required": ["title", "status", "detail"],
            "properties": {
                "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT,
            },
        }}},
    }  # fmt: skip


def _parameter(parameter: Parameter, language: str) -> dict[str, Any]:
    default = [_json(parameter.kind, term.value) for term in parameter.default]
    said: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "style": "form",
        "explode": True,
        "schema": {
            "type": "array",
            "items": _SCHEMAS.get(parameter.kind, _TEXT),
            "minItems": 1,
            "maxItems": MOST_VALUES,
            "default": default,
        },
    }
    if parameter.about is not None:
        said["description"] = parameter.about.of(language)
    return said


def _json(kind: str, value: str) -> str | int | float | bool:
    """A default as JSON has it; as text where JSON has no such number."""
    if kind == "boolean":
        return value in ("true", "1")
    if kind in ("integer", "number", "double") and len(value) < 40:
        number = int(value) if kind == "integer" else float(value.replace("INF", "inf"))
        return number if isfinite(number) else value
    return value


def _body(form: Format) -> dict[str, str]:
    return {"type": "object"} if form.media_type.endswith("json") else _TEXT


def _choice(name: str, text: Text, choices: list[str], language: str) -> dict[str, Any]:
    schema = {"type": "string", "enum": choices}
    return {"name": name, "in": "query", "description": text.of(language), "schema": schema}


def _error(text: Text, language: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": text.of(language),
        "content": {"application/problem+json": {"schema": schema}},
    }
