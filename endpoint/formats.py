"""The formats that we answer in, and which of them a client would rather have."""

import re
from functools import lru_cache
from typing import NamedTuple

from mocban.errors import Text
from mocban.graph import parquet


class Format(NamedTuple):
    """A format: the extension of its files, its media type, what it can hold (`page`,
    `result` of a SELECT or ASK, `graph`, `dataset`), and other media types and names for it."""

    extension: str
    media_type: str
    kind: str
    also: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        if self.media_type.startswith("text/"):
            return f"{self.media_type}; charset=utf-8"
        return self.media_type


_PARQUET = Format("parquet", parquet.MEDIA_TYPE, "result", ("application/x-parquet",))

# In the order of our own liking, which decides where the client leaves it to us.
FORMATS = (
    Format("json", "application/sparql-results+json", "result", ("application/json",)),
    Format("xml", "application/sparql-results+xml", "result", ("application/xml", "text/xml")),
    Format("csv", "text/csv", "result"),
    Format("tsv", "text/tab-separated-values", "result"),
    *([_PARQUET] if parquet.available() else []),
    Format(
        "ttl",
        "text/turtle",
        "graph",
        ("turtle", "application/x-turtle", "n3", "text/n3", "text/rdf+n3", "application/turtle"),
    ),
    Format("jsonld", "application/ld+json", "graph", ("json", "json-ld", "application/json")),
    Format("nt", "application/n-triples", "graph", ("ntriples", "n-triples", "text/plain")),
    Format(
        "rdf", "application/rdf+xml", "graph", ("xml", "rdf+xml", "application/xml", "text/xml")
    ),
    Format("trig", "application/trig", "dataset", ("application/x-trig",)),
    Format("nq", "application/n-quads", "dataset", ("nquads", "n-quads", "text/x-nquads")),
    Format("html", "text/html", "page", ("application/xhtml+xml",)),
)

_RANGE = re.compile(r"([\w.+*!#$&^-]+)/([\w.+*!#$&^-]+)\Z").match
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\Z").match


# What is read of a header, and of a name; nobody who means well sends more.
_LONGEST = 2_000


def _cut(header: str) -> str:
    """As much of a list as is read, up to its last whole member."""
    return header if len(header) <= _LONGEST else header[:_LONGEST].rpartition(",")[0]


def of_kinds(*kinds: str) -> list[Format]:
    """The formats of some kinds, ours first."""
    return [form for form in FORMATS if form.kind in kinds]


def named(name: str, *kinds: str) -> Format | None:
    """The format with this extension, media type or other name."""
    wanted = name.strip().lower().replace(" ", "+")
    for form in of_kinds(*kinds):
        if wanted in (form.extension, form.media_type, *form.also):
            return form
    return None


def remedy(wanted: str) -> Text | None:
    """What would have to be done for a format that we could have and have not; `wanted` is a
    `format=` or an Accept header."""
    names = (_PARQUET.extension, _PARQUET.media_type, *_PARQUET.also)
    if _PARQUET in FORMATS or not any(name in wanted.lower() for name in names):
        return None
    return Text(
        "Parquet needs pyarrow on the server: pip install 'mocban[parquet]'.",
        "Parquet cần pyarrow trên máy chủ: pip install 'mocban[parquet]'.",
    )


def negotiate(accept: str | None, *kinds: str, name: str | None = None) -> Format | None:
    """The format to answer in; None where nothing we have will do (406).

    `name`, the client's `format=`, goes before the Accept header
    (https://www.rfc-editor.org/rfc/rfc9110#name-accept). Among equals the format that is
    named more exactly wins, then the one named earlier, then ours. A header without a
    single readable media range counts as absent.
    """
    if name:
        return named(name[:_LONGEST], *kinds)
    return _negotiated(_cut(accept or ""), kinds)


@lru_cache(1_000)
def _negotiated(accept: str, kinds: tuple[str, ...]) -> Format | None:
    offered = of_kinds(*kinds)
    ranges = _ranges(accept) or [("*", "*", 1.0)]
    best: tuple[tuple[float, int, int, int], Format] | None = None
    for place, form in enumerate(offered):
        rank = _rank(form, ranges)
        if rank is not None and rank[0] > 0:
            key = (*rank, -place)
            if best is None or key > best[0]:
                best = key, form
    return best[1] if best else None


def weighted(header: str) -> list[tuple[str, float]]:
    """The values of an Accept-like header with their weights, in lower case and in order; a
    weight that cannot be read is 0 (https://www.rfc-editor.org/rfc/rfc9110#name-quality-values)."""
    found = []
    for part in _cut(header).lower().split(","):
        value, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, given = parameter.partition("=")
            if name.strip() == "q":
                quality = float(given) if _QUALITY(given.strip()) else 0.0
        if value:
            found.append((value, quality))
    return found


def _ranges(accept: str) -> list[tuple[str, str, float]]:
    found = []
    for value, quality in weighted(accept):
        match = _RANGE(value)
        if match is not None:
            found.append((match[1], match[2], quality))
    return found


def _rank(form: Format, ranges: list[tuple[str, str, float]]) -> tuple[float, int, int] | None:
    """(quality, exactness, earliness) of the most exact range that covers a format."""
    names = [form.media_type, *(name for name in form.also if "/" in name)]
    best: tuple[int, int, float] | None = None
    for place, (main, sub, quality) in enumerate(ranges):
        if f"{main}/{sub}" in names:
            exactness = 3 if f"{main}/{sub}" == form.media_type else 2
        elif sub == "*" and form.media_type.startswith(f"{main}/"):
            exactness = 1
        elif main == sub == "*":
            exactness = 0
        else:
            continue
        if best is None or exactness > best[0]:
            best = exactness, -place, quality
    return (best[2], best[0], best[1]) if best else None
