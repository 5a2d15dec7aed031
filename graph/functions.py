"""Functions of our own for queries: Vietnamese order and tones, administrative units in time.

What they are is said in `functions.tsv`. None ever fails: where an argument is of the wrong
kind, the answer is unbound, as with the functions of SPARQL
(https://www.w3.org/TR/sparql11-query/#func-filter).
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache

from pyoxigraph import Literal, NamedNode

from mocban.graph import matching
from mocban.graph.questions import Function, Store, Term
from mocban.ontology.namespaces import MCB
from mocban.ontology.vietnamese import fold, sort_key

Day = tuple[int, int, int]
_DAY = re.compile(r"(-?\d{4,9})(?:-(\d\d)(?:-(\d\d)(?:T.*)?)?)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_ALWAYS: tuple[Day, Day] = (-(10**10), 0, 0), (10**10, 0, 0)
_Version = tuple[Day, Day, str]  # its first and its last day, and its IRI


def functions(store: Store) -> dict[NamedNode, Function]:
    """All of them by IRI, for `GraphStore.evaluate`; they read from `store` when they are
    first asked something about units."""

    @cache
    def units() -> _Units:
        return _Units(store)

    def as_of(unit: str, day: str) -> Term | None:
        wanted = _day(day)
        found = units().valid(unit, wanted) if wanted else None
        return NamedNode(found) if found else None

    def valid_on(version: str, day: str) -> Term | None:
        wanted = _day(day)
        known = units().times.get(version) if wanted else None
        return None if known is None or wanted is None else _yes(known[0] <= wanted <= known[1])

    own = {
        "sortKey": _of_text(_sort_key),
        "fold": _of_text(lambda text: Literal(fold(text))),
        "matches": _of_text(lambda text, words: _yes(matching.wanted(words).in_text(text)), 2),
        "asOf": _of_unit(as_of),
        "validOn": _of_unit(valid_on),
    }
    return {NamedNode(f"{MCB.iri}{name}"): function for name, function in own.items()}


def _of_text(answer: Callable[..., Term | None], count: int = 1) -> Function:
    """A function of so many literals, by their texts."""

    def function(*arguments: Term) -> Term | None:
        if len(arguments) != count or not all(isinstance(each, Literal) for each in arguments):
            return None
        return answer(*(each.value for each in arguments))  # type: ignore[union-attr]

    return function


def _of_unit(answer: Callable[[str, str], Term | None]) -> Function:
    """A function of an IRI and a literal."""

    def function(*arguments: Term) -> Term | None:
        match arguments:
            case NamedNode() as node, Literal() as text:
                return answer(node.value, text.value)
        return None

    return function


def _yes(value: bool) -> Literal:
    return Literal(value)


def _sort_key(text: str) -> Literal:
    # Two letters for each byte keep its place, and no format of answers has to escape them.
    return Literal(sort_key(text).hex())


@lru_cache(maxsize=8192)
def _day(text: str) -> Day | None:
    """A day from a date, a time, a month or a year; of these the first."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = (int(part or 1) for part in found.groups())
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


class _Units:
    """The versions of all administrative units."""

    def __init__(self, store: Store) -> None:
        self.times: dict[str, tuple[Day, Day]] = {}
        self._unit: dict[str, str] = {}
        self._versions: dict[str, list[_Version]] = {}
        for row in store.rows("versions"):
            version, unit = _text(row.get("version")), _text(row.get("unit"))
            begin = _day(_text(row.get("begin"))) or _ALWAYS[0]
            end = _day(_text(row.get("end"))) or _ALWAYS[1]
            # Where sources disagree, from the earliest to the latest day that one names.
            known = self.times.get(version, (begin, end))
            self.times[version] = min(begin, known[0]), max(end, known[1])
            self._unit[version] = unit
        for version, unit in self._unit.items():
            self._versions.setdefault(unit, []).append((*self.times[version], version))

    def valid(self, unit: str, day: Day) -> str | None:
        """The version of a unit (or of the unit that a version is of) on a day; of several
        the latest."""
        versions = self._versions.get(self._unit.get(unit, unit), ())
        found = max((each for each in versions if each[0] <= day <= each[1]), default=None)
        return found[2] if found else None


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
