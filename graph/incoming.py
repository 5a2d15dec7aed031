"""An answer as another server sends it: bounded, whole or an error, its terms spelt as the
standards have them."""

import io
import logging
import time
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse
from typing import IO, Any

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QueryResultsFormat, RdfFormat, Triple

from mocban.graph.questions import Found, StoreError

log = logging.getLogger(__name__)

_GEOMETRY = "http://www.openlinksw.com/schemas/virtrdf#Geometry"
_WKT = NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral")
# What Virtuoso writes instead of `true`, `false` and the datatype of a geometry. None of it can
# stand in a JSON string, where quotes are escaped.
_BOOLEAN = b'"datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": "'
_SPELT = (
    (_BOOLEAN + b'1" }', _BOOLEAN + b'true" }'),
    (_BOOLEAN + b'0" }', _BOOLEAN + b'false" }'),
    (f'"datatype": "{_GEOMETRY}"'.encode(), f'"datatype": "{_WKT.value}"'.encode()),
)
_LONGEST = max(len(theirs) for theirs, _ in _SPELT)
_PIECE = 1 << 16


class BrokenOff(StoreError):
    """An answer that ended before its end."""

    def __init__(self) -> None:
        super().__init__(
            "The server that holds the graph broke off its answer: try again in a moment.",
            "Máy chủ giữ đồ thị bỏ dở câu trả lời: hãy thử lại sau giây lát.",
        )


class Body(io.RawIOBase):
    """The bytes of an answer, at most `limit` within `seconds`."""

    def __init__(self, body: HTTPResponse, seconds: float, limit: int) -> None:
        self._body = body
        self._until = time.monotonic() + seconds
        self._left = limit
        self._ready = io.BytesIO()
        self._held = b""
        self._ended = False

    def read(self, size: int = -1, /) -> bytes:
        """At most so many of the next bytes; BrokenOff where the server fails."""
        while not (found := self._ready.read(size)) and not self._ended:
            self._ready = io.BytesIO(self._more())
        return found

    def _more(self) -> bytes:
        try:
            piece = self._body.read1(_PIECE)
        except (OSError, HTTPException) as error:
            log.warning("the store broke off its answer: %s", error)
            raise BrokenOff from error
        self._left -= len(piece)
        if self._left < 0 or time.monotonic() > self._until:
            self._body.close()
            raise BrokenOff
        self._ended = not piece
        whole = self._held + piece
        for theirs, ours in _SPELT:
            whole = whole.replace(theirs, ours)
        # What is held back may be the beginning of a word that goes on in the next piece.
        cut = len(whole) if self._ended else max(0, len(whole) - _LONGEST)
        self._held = whole[cut:]
        return whole[:cut]


class _Solutions:
    """Rows as they come in."""

    def __init__(self, rows: ox.QuerySolutions) -> None:
        self._rows = rows
        self.variables = rows.variables

    def __iter__(self) -> Iterator[ox.QuerySolution]:
        try:
            yield from self._rows
        except SyntaxError as error:
            raise BrokenOff from error

    def serialize(self, output: IO[bytes], format: QueryResultsFormat | None) -> None:
        """Writes what has not been read."""
        try:
            self._rows.serialize(output, format)
        except SyntaxError as error:
            raise BrokenOff from error


def yes_or_no(body: Any) -> Found:
    """The answer to an ASK in SPARQL JSON."""
    found = _results(body)
    if not isinstance(found, QueryBoolean):
        log.error("the store answers an ASK with rows (Virtuoso: set CaseMode = 2)")
        raise BrokenOff
    return found


def rows(body: Any) -> Found:
    """The answer to a SELECT in SPARQL JSON."""
    found = _results(body)
    if isinstance(found, QueryBoolean):
        log.error("the store answers a SELECT with yes or no")
        raise BrokenOff
    return _Solutions(found)


def _results(body: Any) -> ox.QuerySolutions | QueryBoolean:
    try:
        return ox.parse_query_results(body, QueryResultsFormat.JSON)
    except SyntaxError as error:
        raise BrokenOff from error


def triples(body: Any) -> Iterator[Triple]:
    """The triples in N-Triples."""
    try:
        for quad in ox.parse(body, RdfFormat.N_TRIPLES):
            assert isinstance(quad, Quad)
            yield _spelt(quad.triple)
    except SyntaxError as error:
        raise BrokenOff from error


def _spelt(triple: Triple) -> Triple:
    end = triple.object
    if isinstance(end, Literal) and end.datatype.value == _GEOMETRY:
        return Triple(triple.subject, triple.predicate, Literal(end.value, datatype=_WKT))
    return triple
