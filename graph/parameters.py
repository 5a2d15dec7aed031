"""The parameters of a query: what may be asked for in the place of what it asks for.

    VALUES $place { <https://mocban.example/e/place/yen-dung> }

A VALUES block over one variable written with `$` is a parameter, and what stands in it the
default, whose first term also says what kind of value is wanted. It is plain SPARQL
(https://www.w3.org/TR/sparql11-query/#inline-data), and asks the same everywhere.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.errors import MocbanError, Text
from mocban.graph.prologue import about
from mocban.graph.tokens import Token, content, iris, tokens
from mocban.ontology.namespaces import XSD

MOST = 20
MOST_VALUES = 100
LONGEST_VALUE = 2_000
LONGEST = 1_000_000  # characters of a query with its values

_ZONE = r"(?:Z|[+-]\d\d:\d\d)?"
_DAY = r"-?(?:[1-9]\d{3,}|0\d{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?"
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
# Kind -> the datatypes that it is of, and how their values are written
# (https://www.w3.org/TR/xmlschema11-2/). Other datatypes take any text.
_WRITTEN: dict[str, tuple[tuple[str, ...], str]] = {
    "integer": ((XSD.integer, XSD.int, XSD.long, XSD.nonNegativeInteger), r"[+-]?\d+"),
    "number": ((XSD.decimal,), _NUMBER),
    "double": ((XSD.double, XSD.float), rf"{_NUMBER}(?:[eE][+-]?\d+)?|[+-]?INF|NaN"),
    "boolean": ((XSD.boolean,), "true|false|0|1"),
    "date": ((XSD.date,), f"{_DAY}{_ZONE}"),
    "datetime": ((XSD.dateTime,), f"{_DAY}T{_TIME}{_ZONE}"),
    "year": ((XSD.gYear,), rf"-?\d{{4,}}{_ZONE}"),
}
_KINDS = {datatype[1:-1]: kind for kind, (types, _) in _WRITTEN.items() for datatype in types}

Value = NamedNode | Literal
_Block = tuple[int, int]  # its first word, and the brace that ends it


class BadValue(MocbanError):
    """A parameter that is not there, or a value that it cannot have."""


class Parameter(NamedTuple):
    """A name, the terms of its default, what the query says of it, and where in the text its
    values stand (between the braces of each block)."""

    name: str
    default: tuple[Value, ...]
    about: Text | None
    places: tuple[tuple[int, int], ...]

    @property
    def kind(self) -> str:
        """`iri`, `text`, `integer`, `number`, `double`, `boolean`, `date`, `datetime`, `year`;
        `other` for a datatype that is none of these."""
        first = self.default[0]
        if isinstance(first, NamedNode):
            return "iri"
        if first.language or first.datatype == NamedNode(XSD.string[1:-1]):
            return "text"
        return _KINDS.get(first.datatype.value, "other")

    def term(self, text: str) -> Value:
        """The term that an asker means. BadValue where it cannot be one."""
        first = self.default[0]
        fits = len(text) <= LONGEST_VALUE and self._fits(text)
        try:
            if fits and isinstance(first, NamedNode):
                return NamedNode(text)
            if fits and isinstance(first, Literal) and first.language:
                return Literal(text, language=first.language)
            if fits and isinstance(first, Literal):
                return Literal(text, datatype=first.datatype)
        except ValueError:
            pass
        shown = text[:60].encode("utf-8", "replace").decode()
        example = first.value[:100]
        raise BadValue(
            f"“{shown}” is no value for {self.name}: it must be written like “{example}”.",
            f"“{shown}” không phải giá trị của {self.name}: hãy viết như “{example}”.",
        )

    def _fits(self, text: str) -> bool:
        _, pattern = _WRITTEN.get(self.kind, ((), r"[\s\S]*"))
        return re.fullmatch(pattern, text, re.ASCII) is not None and (
            self.kind not in ("date", "datetime") or _exists(text)
        )


@lru_cache(maxsize=256)
def parameters(query: str, base: str) -> tuple[Parameter, ...]:
    """The parameters of a query in the order in which they come, the first `MOST` of them; none
    where it is no query. Relative IRIs are taken from `base`."""
    places: dict[str, list[_Block]] = {}
    words = list(tokens(query))
    for number, word in enumerate(words[:-2]):
        variable, brace = words[number + 1], words[number + 2]
        if word.keyword == "VALUES" and variable.text[:1] == "$" and brace.text == "{":
            end = _end(words, number + 3)
            if end is not None:
                places.setdefault(variable.text[1:], []).append((number + 3, end))
    found = []
    meant = iris(words, base) if places else []
    for name, where in list(places.items())[:MOST]:
        default = _terms(words, meant, *where[0])
        if default:
            spots = tuple((words[first - 1].end, words[end].start) for first, end in where)
            found.append(Parameter(name, default, about(query, name), spots))
    return tuple(found)


def filled(query: str, known: Sequence[Parameter], given: Mapping[str, list[str]]) -> str:
    """The query with the given values in the place of its defaults.

    BadValue where a parameter is unknown, or a value is not of its kind."""
    by_name = {parameter.name: parameter for parameter in known}
    changes: list[tuple[int, int, str]] = []
    for name, values in given.items():
        if name not in by_name:
            raise _unknown(name, known)
        if len(values) > MOST_VALUES:
            raise BadValue(
                f"{name} takes at most {MOST_VALUES} values at a time.",
                f"{name} nhận nhiều nhất {MOST_VALUES} giá trị mỗi lần.",
            )
        block = f" {' '.join(str(by_name[name].term(value)) for value in values)} "
        changes += [(*place, block) for place in by_name[name].places]
    if len(query) + sum(len(block) for _, _, block in changes) > LONGEST:
        raise BadValue("These values are too long.", "Các giá trị này quá dài.")
    parts, at = [], 0
    for start, end, block in sorted(changes):
        parts += [query[at:start], block]
        at = end
    return "".join([*parts, query[at:]])


def _end(words: list[Token], first: int) -> int | None:
    """Which word ends the block of data that begins with the one at `first`."""
    for number in range(first, len(words)):
        word = words[number]
        if word.text == "}":
            return number
        if word.text in ("{", "(") or word.kind == "variable":
            return None
    return None


def _terms(
    words: list[Token], meant: list[str | None], at: int, end: int
) -> tuple[Value, ...]:  # fmt: skip
    """The terms of a block of data; none where one is no IRI and no literal. `meant` is the IRI
    of each word."""
    found: list[Value] = []
    try:
        while at < end and len(found) <= MOST_VALUES:
            term, at = _term(words, meant, at)
            found.append(term)
    except ValueError:
        return ()
    return tuple(found) if len(found) <= MOST_VALUES else ()


def _term(words: list[Token], meant: list[str | None], at: int) -> tuple[Value, int]:
    """The term that begins with a word, and the place behind it; ValueError where none does.
    A block ends with a brace, so there is always a next word."""
    word, after = words[at], words[at + 1]
    iri = meant[at]
    if iri is not None:
        return NamedNode(iri), at + 1
    if word.kind == "string":
        if after.kind == "language":
            return Literal(content(word), language=after.text[1:]), at + 2
        if after.text == "^^":
            return Literal(content(word), datatype=NamedNode(meant[at + 2] or "")), at + 3
        return Literal(content(word)), at + 1
    if word.keyword in ("TRUE", "FALSE"):
        return Literal(word.keyword == "TRUE"), at + 1
    sign = word.text if word.text in ("+", "-") else ""
    number = after if sign else word
    if number.kind != "number" or number.text.endswith("."):
        raise ValueError(number.text)
    wide = "double" if "e" in number.text.lower() else "decimal"
    datatype = getattr(XSD, wide if wide == "double" or "." in number.text else "integer")
    value = Literal(sign + number.text, datatype=NamedNode(datatype[1:-1]))
    return value, at + 1 + bool(sign)


def _exists(text: str) -> bool:
    """Whether there is such a day; Python knows the years of four digits."""
    day = text.partition("T")[0][:10]
    if text.startswith("-") or not day[:4].isdecimal() or text[4] != "-" or day[:4] == "0000":
        return True
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _unknown(name: str, known: Sequence[Parameter]) -> BadValue:
    shown = name[:40].encode("utf-8", "replace").decode()
    if not known:
        return BadValue(
            f"This query has no parameters, so “{shown}” cannot be given.",
            f"Truy vấn này không có tham số nên không nhận “{shown}”.",
        )
    names = ", ".join(parameter.name for parameter in known)
    return BadValue(
        f"This query has no parameter “{shown}”; it has: {names}.",
        f"Truy vấn này không có tham số “{shown}”; chỉ có: {names}.",
    )
