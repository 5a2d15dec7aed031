"""SERVICE for partners that the operator trusts (https://www.w3.org/TR/sparql11-federated-query/).

The engine cannot be told which addresses it may call, and the workers have no network, so
the calls are made here: `SERVICE <partner> { … }` is cut out of the query, what stands
between the braces is asked of the partner, and the rows that come back take its place as
VALUES. The partner sees its part alone, so that part should be narrow by itself.
"""

import hashlib
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from threading import Lock

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    parse_query_results,
)

from mocban.endpoint.addresses import Address, address
from mocban.endpoint.clauses import Clause, clauses, prologue
from mocban.endpoint.partner import Partner, Resolver, TooMuch, resolve
from mocban.errors import Text
from mocban.graph.clients import network
from mocban.graph.refusals import Busy, PartnerFailed, PartnerTooLarge
from mocban.graph.tokens import tokens

# What all calls of one query may have together.
ROWS = 10_000
BYTES = 10 * 2**20
SECONDS = 10.0
AT_ONCE = 4

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.?)*+(?:"|\Z)', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_DEPTH = 8  # results as the standard has them are five deep


class Federation:
    """The partners of an endpoint at `base`, by address. ConfigError where one is no address.

    At most `AT_ONCE` queries are with the partners at one time, and one of each client."""

    def __init__(
        self, partners: Iterable[str] = (), base: str = "", lookup: Resolver = resolve
    ) -> None:
        known: list[Address] = [address(text) for text in partners]
        self._partners = {where.text: Partner(where, lookup) for where in known}
        self._base = base
        self._guard = Lock()
        self._clients: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._partners)

    @property
    def partners(self) -> list[str]:
        """The addresses that a query may call."""
        return list(self._partners)

    def expand(self, text: str, client: str) -> str:
        """A query with the rows of its partners in place of its SERVICE clauses.

        Problem where it calls on others, or in a way that is not served here; PartnerFailed,
        PartnerTooLarge, Busy."""
        words = list(tokens(text))
        found = list(clauses(text, words, set(self._partners)))
        opening = f"BASE <{self._base}> {prologue(words)} SELECT * WHERE "
        parts, end = [], 0
        with self._place(client):
            budget = _Budget(time.monotonic() + SECONDS)
            for clause in found:
                rows = self._rows(clause, opening, budget)
                # The lines stay, since the engine names them where it finds fault.
                lines = "\n" * text.count("\n", clause.start, clause.end)
                parts += [text[end : clause.start], " ", rows, lines, " "]
                end = clause.end
        return "".join([*parts, text[end:]])

    def _rows(self, clause: Clause, opening: str, budget: "_Budget") -> str:
        partner = self._partners[clause.partner]
        query = f"{opening}{{{clause.body}}}"
        try:
            body = partner.ask(query, budget.deadline, budget.bytes)
            budget.bytes -= len(body)
            return self._table(clause, query, body, budget)
        except TooMuch:
            # Said aloud also where SILENT stands: the limit is ours and no failure of theirs.
            raise PartnerTooLarge(clause.partner, ROWS, BYTES) from None
        except PartnerFailed:
            if clause.silent:
                return "{ }"
            raise

    def _table(self, clause: Clause, query: str, body: bytes, budget: "_Budget") -> str:
        solutions = _solutions(clause, body)
        names = [variable.value for variable in solutions.variables]
        if not clause.variables.issuperset(names):
            raise _garbled(clause)
        known = hashlib.sha256(f"{clause.partner}\n{query}\n".encode())
        known.update(body)
        nodes = f"{self._base}.well-known/genid/{known.hexdigest()[:32]}/"
        parts = ["VALUES (", *(f"?{name} " for name in names), ") {"]
        try:
            for solution in solutions:
                budget.rows -= 1
                if budget.rows < 0:
                    raise TooMuch
                cells = " ".join(_term(term, nodes) for term in solution)
                parts += ["(", cells, ") "]
        except (SyntaxError, ValueError) as error:
            raise _garbled(clause) from error
        return "".join([*parts, "}"])

    @contextmanager
    def _place(self, address: str) -> Iterator[None]:
        client = network(address)
        with self._guard:
            if client in self._clients or len(self._clients) >= AT_ONCE:
                raise Busy(int(SECONDS / 2))
            self._clients.add(client)
        try:
            yield
        finally:
            with self._guard:
                self._clients.discard(client)


class _Budget:
    """What is left for the calls of one query."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.rows = ROWS
        self.bytes = BYTES


def _solutions(clause: Clause, body: bytes) -> QuerySolutions:
    """The results that a partner sent. Its brackets are counted before, since the parser
    goes down as deep as they go."""
    brackets = _STRINGS.sub(b"", body).translate(None, _NO_BRACKETS)
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > _DEPTH:
        raise _garbled(clause)
    try:
        found = parse_query_results(body, format=QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise _garbled(clause) from error
    if not isinstance(found, QuerySolutions):
        raise _garbled(clause)
    return found


def _term(term: object, nodes: str) -> str:
    """A term as SPARQL writes it. A blank node gets an IRI, as no VALUES can hold one
    (https://www.w3.org/TR/rdf11-concepts/#section-skolemization)."""
    match term:
        case None:
            return "UNDEF"
        case NamedNode() | Literal():
            return str(term)
        case BlankNode():
            return str(NamedNode(nodes + term.value))
    raise ValueError(f"{term} is none of RDF 1.1")


def _garbled(clause: Clause) -> PartnerFailed:
    return PartnerFailed(
        clause.partner,
        Text("sent an answer that cannot be read", "gửi kết quả không đọc được"),
    )
