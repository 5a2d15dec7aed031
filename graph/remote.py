"""A graph that another server holds, asked by the SPARQL 1.1 Protocol.

Servers do not agree on what a query without FROM reads: on some it is a default graph of its
own, on others all named graphs at once, double statements included. So the view stands there
as the named graph `{base}g/view`, and every request names its dataset in full.
"""

import ast
import logging
import os
import re
import time
import urllib.error
from collections.abc import Sequence
from http.client import HTTPException

from pyoxigraph import Literal, NamedNode, Triple
from SPARQLWrapper import JSON, N3, POST, SPARQLExceptions, SPARQLWrapper

from mocban.graph import incoming
from mocban.graph.calls import foul
from mocban.graph.engine import view
from mocban.graph.outgoing import Outgoing, form, outgoing
from mocban.graph.questions import (
    Away,
    Found,
    Function,
    OutOfTime,
    Solutions,
    Store,
    Value,
    bind,
    question,
)
from mocban.graph.store import syntax_error

log = logging.getLogger(__name__)

_SECONDS = 10
_BYTES = 64 * 2**20
_PAUSE = 2.0  # seconds for which a server that was away is not asked again
_REFUSED = (SPARQLExceptions.QueryBadFormed, SPARQLExceptions.EndPointInternalError)
_READ = {"SELECT": incoming.rows, "ASK": incoming.yes_or_no}
# "Virtuoso S1T00 Error SR171: Transaction timed out", and what it foresees before it begins.
_TIME = re.compile(r"Virtuoso (?:S1T|42000 Error The estimated execution time)").match


def credentials() -> tuple[str, str] | None:
    """The name and password for the server, from the environment."""
    user, password = os.environ.get("MOCBAN_STORE_USER"), os.environ.get("MOCBAN_STORE_PASSWORD")
    return (user, password) if user and password else None


class RemoteStore(Store):
    """The graph at a SPARQL address, where the view and the given graphs stand. Safe for any
    number of threads."""

    def __init__(
        self,
        address: str,
        base: str,
        graphs: Sequence[str],
        seconds: int = _SECONDS,
        limit: int = _BYTES,
    ) -> None:
        """One request may take so many seconds, and its answer so many bytes."""
        self.address = address
        self._view = view(base)
        self._nothing = f"{base}g/none"
        self._graphs = sorted(graphs)
        self._known = frozenset(graphs)
        self._seconds = seconds
        self._limit = limit
        self._asleep = 0.0

    def query(self, text: str, /, **bindings: Value) -> Found:
        """As `Store` has it. The answer is read while it is used."""
        asked = bind(text, bindings)
        named = self._graphs if "GRAPH" in text else []
        try:
            return self._ask(Outgoing(asked, form(asked), [self._view], named))
        except ValueError as error:
            log.error("the store refuses a query of ours: %s", error)
            raise Away from None

    def evaluate(
        self,
        text: str,
        base: str | None = None,
        default: list[str] | None = None,
        named: list[str] | None = None,
        functions: dict[NamedNode, Function] | None = None,
    ) -> Found:
        """As `Store` has it. The answer is read while it is used."""
        # Its own messages tell less, and what is no SPARQL 1.1 may mean something to it.
        if (fault := syntax_error(text, base)) is not None:
            raise SyntaxError(fault)
        ready = outgoing(text, base or "")
        # That server would go wherever a call leads that came about by what was cut out.
        if ready.text != text and (fault := foul(ready.text, base or "")) is not None:
            raise SyntaxError(fault)
        if default is None and named is None:
            default, named = ready.default, ready.named
        if default is None and named is None:
            default, named = [self._view], self._graphs
        else:
            default = [iri for iri in default or () if iri in self._known]
            named = [iri for iri in named or () if iri in self._known]
        return self._ask(ready._replace(default=default, named=named))

    def triples(self, iri: str) -> list[Triple]:
        node = _node(iri)
        return self.construct("remote/triples", this=node) if node else []

    def has(self, iri: str) -> bool:
        node = _node(iri)
        return node is not None and self.ask("remote/has", this=node)

    def graphs(self) -> list[str]:
        return list(self._graphs)

    def __len__(self) -> int:
        size = 0
        for name in ("remote/view-size", "remote/graphs-size"):
            for row in self.select(question(name)):
                count = row["n"]
                assert isinstance(count, Literal)
                size += int(count.value)
        return size

    def held(self, start: str) -> list[str]:
        """The graphs that the server has whose IRIs begin so, whether known here or not."""
        text = bind(question("remote/graphs"), {"start": Literal(start)})
        rows = self._ask(Outgoing(text, "SELECT"))
        assert isinstance(rows, Solutions)
        return sorted(graph.value for (graph,) in rows)

    def cuts(self) -> bool:
        """Whether the server cuts answers at a number of rows."""
        try:
            for _ in self.select(question("remote/many")):
                pass
        except OutOfTime:
            return True
        return False

    def close(self) -> None:
        """Nothing is held: every request is a connection of its own."""

    def _ask(self, query: Outgoing) -> Found:
        """StoreError where the server is away, ValueError where it refuses."""
        if time.monotonic() < self._asleep:
            raise Away
        try:
            answer = self._wrapper(query).query().response
        except _REFUSED as error:
            raise _refusal(error) from None
        except SPARQLExceptions.SPARQLWrapperException as error:
            log.error("the store at %s: %s", self.address, error)
            raise Away from None
        except (OSError, HTTPException) as error:
            log.warning("the store at %s does not answer: %s", self.address, error)
            if not isinstance(error, urllib.error.HTTPError):
                self._asleep = time.monotonic() + _PAUSE
            raise Away from None
        # Virtuoso says here, of an answer that looks whole, that it is not.
        if answer.headers.get("X-SQL-State") or answer.headers.get("X-SPARQL-MaxRows"):
            answer.close()
            raise OutOfTime
        body = incoming.Body(answer, self._seconds, self._limit)
        return _READ.get(query.form, incoming.triples)(body)

    def _wrapper(self, query: Outgoing) -> SPARQLWrapper:
        wrapper = SPARQLWrapper(self.address, agent="mocban")
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.setTimeout(self._seconds)
        if known := credentials():
            wrapper.setCredentials(*known)
        if query.default is not None or query.named is not None:
            for graph in query.default or [self._nothing]:
                wrapper.addDefaultGraph(graph)
            # Without any, Virtuoso lets GRAPH see everything, its own graphs too.
            for graph in query.named or [self._nothing]:
                wrapper.addNamedGraph(graph)
        wrapper.setReturnFormat(JSON if query.form in _READ else N3)
        if query.form not in _READ:
            wrapper.addCustomHttpHeader("Accept", "application/n-triples")
        # setQuery would find out the form by patterns that a hostile text can keep busy for long.
        wrapper.queryString, wrapper.queryType = query.text, query.form
        return wrapper


def _refusal(error: Exception) -> Exception:
    """Why the server does not take a query: the first line of what it says."""
    _, _, said = str(error).partition("Response:\n")
    text = ast.literal_eval(said).decode("utf-8", "replace") if said else str(error)
    first = next((line.strip() for line in text.splitlines() if line.strip()), "no reason given")
    return OutOfTime() if _TIME(first) else ValueError(first)


def _node(iri: str) -> NamedNode | None:
    try:
        return NamedNode(iri)
    except ValueError:
        return None
