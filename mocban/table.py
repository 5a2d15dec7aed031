"""The answer to a query as a table for the eye."""

import io
import sys
from itertools import islice
from typing import IO

import pyoxigraph as ox
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mocban.errors import one_line
from mocban.ontology.namespaces import PREFIXES, XSD

SHOWN = 1_000
_NUMBERS = {XSD[name][1:-1] for name in ("integer", "decimal", "double", "float", "int", "long")}
_ENDLESS = 1_000_000


def write_table(found: ox.QuerySolutions, output: IO[bytes], base: str = "") -> int:
    """The first `SHOWN` rows of an answer, fitted to the terminal or, where there is none, one
    line each; gives the number of all rows. IRIs are shortened by our prefixes, or written
    relative to `base`."""
    rows = [list(row) for row in islice(found, SHOWN)]
    total = len(rows) + sum(1 for _ in found)
    terminal = output is sys.stdout.buffer and sys.stdout.isatty()
    table = Table()
    for number, variable in enumerate(found.variables):
        numeric = bool(rows) and all(_is_number(row[number]) for row in rows)
        table.add_column(
            Text(variable.value), justify="right" if numeric else "left", overflow="fold",
            no_wrap=not terminal,
        )  # fmt: skip
    for row in rows:
        table.add_row(*(Text(short(cell, base)) for cell in row))
    text = io.StringIO()
    width = Console().width if terminal else _ENDLESS
    Console(file=text, width=width, force_terminal=terminal).print(table)
    output.write(text.getvalue().encode())
    return total


def short(term: object, base: str = "") -> str:
    """A term in few words on one line, with nothing in it that a terminal would obey."""
    if isinstance(term, ox.Literal):
        return one_line(f"{term.value} @{term.language}" if term.language else term.value)
    if isinstance(term, ox.NamedNode):
        for prefix, iri in PREFIXES.items():
            if term.value.startswith(iri):
                return one_line(f"{prefix}:{term.value[len(iri) :]}")
        own = bool(base) and term.value.startswith(base)
        return one_line(f"<{term.value[len(base) :]}>" if own else term.value)
    return "" if term is None else one_line(str(term))


def _is_number(term: object) -> bool:
    return term is None or (isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS)
