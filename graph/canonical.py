"""One way to write an answer, so that two answers can be compared and a hash of one checked.

A SELECT is written as tab-separated values: a line with the variables (`?a`, tab, `?b`), then a
line for each row with its terms as canonical N-Triples, nothing where a variable is unbound
(https://www.w3.org/TR/sparql11-results-csv-tsv/). The rows are sorted by their bytes, unless the
query orders them itself. A graph is N-Triples, each triple once, the lines sorted by their bytes,
blank nodes named by RDFC-1.0 (https://www.w3.org/TR/rdf-canon/). An ASK is `true` or `false`.
Every line ends with a line feed; the text is UTF-8.

What an outsider's answer holds may cost any time (naming blank nodes does in the worst case), so
this module is also a command, which `graph/apart.py` starts in a process that can be killed.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from typing import IO, Any

import pyoxigraph as ox

from mocban.graph import confinement, parquet
from mocban.graph.tokens import tokens
from mocban.graph.writing import write_triples

# What the answer must be in before it is written canonically, and what it is in afterwards.
RESULT, GRAPH = "application/sparql-results+json", "application/n-triples"
TABLE = "text/tab-separated-values"
SHOWN = 200
_SHOWN_BYTES = 100_000
NAMELESS, TOO_MUCH = 3, 4  # exit codes


class Nameless(Exception):
    """A row holds a blank node, which has no name that lasts."""


def ordered(query: str) -> bool:
    """Whether a query orders its rows itself: ORDER BY outside all braces and brackets."""
    depth, last = 0, ""
    for token in tokens(query):
        if token.text in ("{", "("):
            depth += 1
        elif token.text in ("}", ")"):
            depth -= 1
        word = token.keyword if depth == 0 else ""
        if (last, word) == ("ORDER", "BY"):
            return True
        last = word
    return False


def written(answer: IO[bytes] | bytes, graph: bool, in_order: bool) -> list[bytes]:
    """The lines of an answer (RESULT, or GRAPH) in their canonical form, without line ends.

    Nameless where rows hold blank nodes."""
    if graph:
        return _triples(answer)
    found = ox.parse_query_results(answer, ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return [b"true" if found else b"false"]
    head = "\t".join(str(variable) for variable in found.variables)
    rows = [_row(solution) for solution in found]
    return [head.encode(), *(rows if in_order else sorted(rows))]


def _row(solution: Iterable[Any]) -> bytes:
    terms = list(solution)
    if any(map(_blank, terms)):
        raise Nameless
    return "\t".join("" if term is None else str(term) for term in terms).encode()


def _blank(term: object) -> bool:
    if isinstance(term, ox.Triple):
        return _blank(term.subject) or _blank(term.object)
    return isinstance(term, ox.BlankNode)


def _triples(answer: IO[bytes] | bytes) -> list[bytes]:
    dataset = ox.Dataset(ox.parse(answer, ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(f"{quad.triple} .".encode() for quad in dataset)


def read(form: bytes, graph: bool, media_type: str, output: IO[bytes]) -> None:
    """Writes a canonical form in a format of the web."""
    if graph:
        write_triples((quad.triple for quad in ox.parse(form, ox.RdfFormat.N_TRIPLES)),
                      media_type, output)  # fmt: skip
        return
    found = ox.parse_query_results(form, ox.QueryResultsFormat.TSV)
    if media_type == parquet.MEDIA_TYPE:
        parquet.write_parquet(found, output)
        return
    kind = ox.QueryResultsFormat.from_media_type(media_type)
    assert kind is not None
    found.serialize(output, kind)


def difference(old: list[bytes], new: list[bytes]) -> dict[str, Any]:
    """How many rows of two answers are in one only, and the first of them, as text."""
    before, after = Counter(old), Counter(new)
    gone, come = before - after, after - before
    return {
        "added": come.total(), "removed": gone.total(),
        "rows_added": _some(come), "rows_removed": _some(gone),
    }  # fmt: skip


def _some(rows: Counter[bytes]) -> list[str]:
    shown, size = [], 0
    for row in sorted(rows.elements())[:SHOWN]:
        size += len(row)
        if size > _SHOWN_BYTES:
            break
        shown.append(row.decode())
    return shown


def main(task: str, *words: str) -> None:
    """`write graph|rows|ordered`, `read graph|rows MEDIA_TYPE`, `compare HEADER HANDLE`: from
    standard input to standard output."""
    source, output = sys.stdin.buffer, sys.stdout.buffer
    match task, *words:
        case ["write", kind]:
            for line in written(source, kind == "graph", kind == "ordered"):
                output.write(line + b"\n")
        case ["read", kind, media_type]:
            read(source.read(), kind == "graph", media_type, output)
        case ["compare", header, handle]:
            with os.fdopen(int(handle), "rb") as other:
                sides = [file.read().split(b"\n")[int(header) : -1] for file in (source, other)]
            output.write(json.dumps(difference(*sides)).encode())
    output.flush()


if __name__ == "__main__":
    confinement.end_with_parent()
    confinement.forbid_network()
    confinement.limit_memory(int(sys.argv[1]))
    confinement.limit_cpu(float(sys.argv[2]))
    try:
        main(*sys.argv[3:])
    except Nameless:
        sys.exit(NAMELESS)
    except MemoryError:
        sys.exit(TOO_MUCH)
