"""JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/) with our own short keys, and never the net.

A context that a document names by address is refused, whatever the address: fetching it
would let a stranger's document choose what this server asks for.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any, NoReturn

from mocban.errors import MocbanError


class RemoteContext(MocbanError):
    """A JSON-LD document names a context by its address."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"JSON-LD contexts are not fetched from the net: put the context of {address} "
            "into the document.",
            f"Không tải ngữ cảnh JSON-LD từ mạng: hãy ghi nội dung của {address} vào trong "
            "tài liệu.",
        )


@cache
def _context() -> str:
    return (files("mocban.ontology") / "context.jsonld").read_text(encoding="utf-8")


def context() -> dict[str, Any]:
    """Our context as a document of its own, `{"@context": {...}}`."""
    document: dict[str, Any] = json.loads(_context())
    return document


def compact(data: str | list[Any], address: str = "") -> dict[str, Any]:
    """N-Quads text, or expanded JSON-LD, with our short keys.

    `address` is where our context can be had and is named instead of the context itself.
    Several things come out under `@graph`. Numbers and dates stay strings, as their
    lexical forms must not change. ValueError where the text is no N-Quads.
    """
    from pyld import jsonld

    expanded = _from_rdf(data) if isinstance(data, str) else data
    document: dict[str, Any] = jsonld.compact(expanded, context(), _options())
    words = document.pop("@context")
    return {"@context": address or words} | document


def expand(document: Any) -> list[Any]:
    """Any JSON-LD document without its context; RemoteContext where it names one by address."""
    from pyld import jsonld

    try:
        expanded: list[Any] = jsonld.expand(document, _options())
    except jsonld.JsonLdError as error:
        raise _meant(error) from error
    return expanded


def nquads(document: Any) -> str:
    """Any JSON-LD document as N-Quads text; RemoteContext where it names a context by address."""
    from pyld import jsonld

    options = {**_options(), "format": "application/n-quads"}
    return str(jsonld.to_rdf(expand(document), options))


def _from_rdf(text: str) -> list[Any]:
    from pyld import jsonld

    options = {"format": "application/n-quads", "useNativeTypes": False}
    try:
        expanded: list[Any] = jsonld.from_rdf(text, options)
    except jsonld.JsonLdError as error:
        raise ValueError(str(error)) from error
    return expanded


def _options() -> dict[str, Any]:
    return {"documentLoader": _refuse, "processingMode": "json-ld-1.1"}


def _refuse(address: str, options: object = None) -> NoReturn:
    raise RemoteContext(address)


def _meant(error: BaseException) -> BaseException:
    """The refusal inside what pyld made of it; a bad document is the asker's ValueError."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, RemoteContext):
            return cause
        cause = getattr(cause, "cause", None) or cause.__cause__
    return ValueError(str(error))
