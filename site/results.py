"""The answer to a visitor's query as a page shows it: its first rows, and how many there are."""

import io
from collections.abc import Iterator
from typing import IO, NamedTuple

import pyoxigraph as ox

from mocban.endpoint import queries
from mocban.endpoint.problems import Problem
from mocban.endpoint.sparql import permitted
from mocban.endpoint.wiring import shared
from mocban.graph.refusals import BadQuery
from mocban.graph.workers import Job
from mocban.ontology.labels import curie
from mocban.site.links import Links

# What a page shows at most: rows, cells of a table, bytes of the answer, and how deeply triples
# may stand in one another.
ROWS = 1_000
CELLS = 10_000
BYTES = 2_000_000
NESTED = 50
_RESULT, _GRAPH = "text/tab-separated-values", "application/n-triples"
_TRIPLE = ("subject", "predicate", "object")


class Cell(NamedTuple):
    """One value: its text; the page of an IRI, on this site or another; the language or
    datatype of a literal."""

    text: str
    href: str = ""
    language: str = ""
    datatype: str = ""


class Result(NamedTuple):
    """The head and the first rows of an answer; how many rows it has; for ASK, the answer."""

    columns: tuple[str, ...]
    rows: list[list[Cell]]
    total: int
    truth: bool | None = None


def ask(query: str, client: str, links: Links) -> Result:
    """Runs an outsider's query in the pool, under its limits.

    Problem or `refusals.QueryRefused` where it gets no answer. Whatever the answer's size,
    only what is shown is held in memory; the other rows are counted.
    """
    known = permitted(query)
    if known.service:
        query = shared().federation.expand(query, client)
    media_type = _GRAPH if "graph" in known.kinds else _RESULT
    try:
        answer = shared().pool.run(Job(query, media_type, shared().base), client)
    except BadQuery as error:
        sentence = queries.explain(error.text.en, known)
        raise Problem(400, sentence.en, sentence.vi) from error
    with answer.file as file:
        return table(file, media_type == _GRAPH, links)


def table(file: IO[bytes], graph: bool, links: Links, most: int = ROWS) -> Result:
    """The first rows of an answer: triples as N-Triples, or a table as tab-separated values."""
    head = b"" if graph else file.readline()
    lines = list(_first(file, max(1, min(most, CELLS // (head.count(b"\t") + 1)))))
    if any(line.count(b"<<(") > NESTED for line in lines):
        raise Problem(
            413,
            "The answer nests triples too deeply to be shown here: download it instead.",
            "Kết quả có các bộ ba lồng nhau quá sâu để hiển thị ở đây: hãy tải về.",
        )
    total = len(lines) + _count(file)
    body = io.BytesIO(head + b"".join(lines))
    if graph:
        quads = ox.parse(body, ox.RdfFormat.N_TRIPLES)
        rows = [[_cell(term, links) for term in (q.subject, q.predicate, q.object)] for q in quads]
        return Result(_TRIPLE, rows, total)
    if head.strip() in (b"true", b"false"):
        return Result((), [], 0, head.strip() == b"true")
    # Without a variable, a row is an empty line, which no parser tells from the end.
    if not head.strip():
        return Result((), [[] for _ in lines], total)
    solutions = ox.parse_query_results(body, ox.QueryResultsFormat.TSV)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError("a table was expected")
    names = tuple(variable.value for variable in solutions.variables)
    rows = [[_cell(row[name], links) for name in names] for row in solutions]
    return Result(names, rows, total)


def _first(file: IO[bytes], most: int) -> Iterator[bytes]:
    """The lines that are shown. A line is one row: both formats write a line break within a
    literal as an escape."""
    size = 0
    for number in range(most):
        line = file.readline(BYTES + 1)
        size += len(line)
        if not line or (number and size > BYTES) or len(line) > BYTES:
            file.seek(-len(line), io.SEEK_CUR)
            return
        yield line


def _count(file: IO[bytes]) -> int:
    """How many lines are left."""
    count = 0
    while chunk := file.read(1 << 20):
        count += chunk.count(b"\n")
    return count


def _cell(term: object, links: Links) -> Cell:
    if isinstance(term, ox.NamedNode):
        path = links.path(term.value)
        return Cell(path or curie(term.value), links.page(term.value))
    if isinstance(term, ox.Literal):
        if term.language:
            return Cell(term.value, language=term.language)
        kind = curie(term.datatype.value)
        return Cell(term.value, datatype="" if kind == "xsd:string" else kind)
    return Cell("" if term is None else str(term))
