"""schema.org's own vocabulary: which properties a type may have, with values of which types
(https://schema.org/docs/datamodel.html)."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, parse

from tests.google import Node, nodes, several, types

SCHEMA = "https://schema.org/"
_TEXT = {"Text", "URL", "Date", "DateTime", "Time", "CssSelectorType", "XPathType"}
_NUMBER = {"Number", "Integer", "Float", "Quantity"}


class Vocabulary:
    """The published file, read."""

    def __init__(self, path: Path) -> None:
        self.above: dict[str, set[str]] = {}
        self.domains: dict[str, set[str]] = {}
        self.ranges: dict[str, set[str]] = {}
        self.members: dict[str, set[str]] = {}
        for quad in parse(path.read_bytes(), RdfFormat.TURTLE):
            subject, predicate, value = (
                str(getattr(term, "value", ""))
                for term in (quad.subject, quad.predicate, quad.object)
            )
            table = {
                "subClassOf": self.above, "domainIncludes": self.domains,
                "rangeIncludes": self.ranges, "type": self.members,
            }.get(predicate.replace("#", "/").rpartition("/")[2])  # fmt: skip
            if table is not None and subject.startswith(SCHEMA):
                table.setdefault(subject[len(SCHEMA) :], set()).add(value.removeprefix(SCHEMA))

    @cache  # noqa: B019 one vocabulary lives as long as the tests
    def all_above(self, kind: str) -> frozenset[str]:
        """A type and all that it is a kind of."""
        above = self.above.get(kind, set())
        return frozenset({kind}.union(*(self.all_above(each) for each in above)))

    def faults(self, document: Any) -> Iterator[str]:
        """What the vocabulary does not provide for."""
        for node in nodes(document):
            yield from self._of_node(node)

    def _of_node(self, node: Node) -> Iterator[str]:
        kinds = frozenset().union(*(self.all_above(each) for each in types(node)))
        for each in types(node):
            if "Class" not in str(self.members.get(each)):
                yield f"{each} is no type"
        for name, value in node.items():
            if name.startswith("@") or name.endswith("-input"):
                continue
            if name not in self.domains:
                yield f"{name} is no property"
                continue
            if not self.domains[name] & kinds:
                yield f"{types(node)} has no {name}"
            for one in several(value):
                if not self._fits(one, self.ranges[name]):
                    yield f"{types(node)} {name}: {one!r:.80} is none of {sorted(self.ranges[name])}"

    def _fits(self, value: Any, ranges: set[str]) -> bool:
        match value:
            case {"@type": _}:
                return any(self.all_above(kind) & ranges for kind in types(value))
            case {"@id": str()}:
                return True
            case bool():
                return "Boolean" in ranges
            case int() | float():
                return bool(ranges & _NUMBER)
            case str() if value.startswith(SCHEMA):
                return bool(self.members.get(value.removeprefix(SCHEMA), set()) & ranges)
            case str() if value.startswith(("https://", "http://")):
                return bool(ranges & _TEXT) or not ranges & _NUMBER
            case str():
                return bool(ranges & _TEXT)
        return False
