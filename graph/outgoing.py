"""An outsider's query as it is handed on to another server.

It goes out without its FROM clauses: servers differ in what they make of them beside a dataset
that the request names, so the request names it all
(https://www.w3.org/TR/sparql11-protocol/#dataset). Of the IRIs that are no data but call
on the engine itself, none goes out.
"""

from functools import cache
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urljoin

from mocban.graph.extensions import known
from mocban.graph.tokens import Token, prefixes, resolved, tokens
from mocban.ontology.namespaces import MCB

_FORMS = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))
_INNARDS = ("bif:", "sql:")  # Virtuoso runs its own procedures under these names


class Outgoing(NamedTuple):
    """A query without FROM, its form (SELECT, ASK, CONSTRUCT, DESCRIBE), and the graphs that it
    names itself; None where it names none."""

    text: str
    form: str
    default: list[str] | None = None
    named: list[str] | None = None


def form(text: str) -> str:
    """Which of the four forms a query has; empty where it has none."""
    words = (token.keyword for token in tokens(text))
    return next((word for word in words if word in _FORMS), "")


def outgoing(text: str, base: str) -> Outgoing:
    """A query, known to be grammatical, as it may go out; relative IRIs start at `base`.

    ValueError where it asks for what no other server has."""
    words = list(tokens(text))
    declared = prefixes(words)
    for word, after in zip(words, [*words[1:], None], strict=False):
        iri = resolved(word, declared) or ""
        if iri.lower().startswith(_INNARDS) or (
            iri in _functions() and after and after.text == "("
        ):
            raise ValueError(f"the server of this graph does not have the function <{iri}>")
    start = _start(words, base)
    named: list[str] = []
    default: list[str] = []
    cut = []
    for number, word in enumerate(words):
        if word.keyword != "FROM":
            continue
        with_name = words[number + 1].keyword == "NAMED"
        last = words[number + 1 + with_name]
        (named if with_name else default).append(urljoin(start, resolved(last, declared) or ""))
        cut.append((word.start, last.end))
    for begin, end in cut:
        text = text[:begin] + " " * (end - begin) + text[end:]
    if base and start == base:
        text = f"BASE <{base}> {text}"
    return Outgoing(text, form(text), default, named) if cut else Outgoing(text, form(text))


def _start(words: list[Token], base: str) -> str:
    """Where relative IRIs start."""
    for word, iri in pairwise(words):
        if word.keyword == "BASE":
            base = urljoin(base, resolved(iri, {}) or "")
    return base


@cache
def _functions() -> frozenset[str]:
    """The functions that only our own engine has."""
    return frozenset(e.iri for e in known() if e.kind == "function" and e.iri.startswith(MCB.iri))
