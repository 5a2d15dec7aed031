"""What a graph says of a record, as property paths, and where two such paths say the same.

A path is a shape and a value. The shape begins with `W` (the work) or `I` (the instance) and
goes on with properties: `I/bf:title/bf:mainTitle`. The value is a literal in quotation marks
without language or datatype, or an IRI from outside: `"Moby Dick"`, `bf:Title`,
`<http://example.org/>`. Nodes that a converter names itself have no part in a path but their
properties, so that two converters may name them as they like.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from mocban.ontology.literals import plain
from mocban.ontology.namespaces import PREFIXES

Steps = tuple[str, str]
"""Shape and value."""

Triple = tuple[str, str, str]

_NAMESPACES = {**PREFIXES, "mads": "http://www.loc.gov/mads/rdf/v1#"}
_DEEPEST = 14  # LC's longest path has 12 steps


@cache
def _short(iri: str) -> str:
    """`<http://id.loc.gov/ontologies/bibframe/Title>` as `bf:Title`."""
    for prefix, namespace in _NAMESPACES.items():
        name = iri[1 + len(namespace) : -1]
        if iri.startswith(namespace, 1) and name and "/" not in name:
            return f"{prefix}:{name}"
    return iri


def _value(term: str) -> str:
    if not term.startswith('"'):
        return _short(term)
    return f'"{" ".join(unicodedata.normalize("NFC", plain(term)).split())}"'


def paths(triples: Iterable[Triple], roots: Mapping[str, str], minted: str) -> set[Steps]:
    """The paths from the roots (node -> letter), over nodes named by the converter, whose
    IRIs begin with `minted`, and over outside nodes of which something is said. Terms are
    those of N-Triples. No path goes back to a root."""
    known: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for subject, predicate, value in triples:
        known[subject].append((_short(predicate), value))
    found: set[Steps] = set()
    own = ("_:", f"<{minted}")

    def walk(node: str, shape: str, way: tuple[str, ...]) -> None:
        for name, value in known[node]:
            longer = f"{shape}/{name}"
            if not value.startswith(own):
                found.add((longer, _value(value)))
            if value in known and value not in way and value not in roots and len(way) < _DEEPEST:
                walk(value, longer, (*way, value))

    for root, letter in roots.items():
        walk(root, letter, (root,))
    return found


class Pattern:
    """A run of properties as it may stand in a path: `mads:componentList/**/rdf:first`.

    It is found anywhere in a path; where it begins with `W/` or `I/`, at the root only. `*` is
    any part of one property, `**` any number of properties, none too. `=` and a value, in which
    `*` is any text, pin it to the end of the path: `I/**/rdf:type=bf:Note`.
    """

    def __init__(self, text: str) -> None:
        shape, equals, value = text.partition("=")
        body = "".join(
            "((?:/[^/]+)*?)" if step == "**" else "/" + re.escape(step).replace(r"\*", "([^/]*)")
            for step in shape.split("/")
        )
        start = "^" if shape[:2] in ("W/", "I/") else ""
        self._shape = re.compile(f"{start}{body}{'$' if equals else '(?=/|$)'}")
        self._value = (
            re.compile(re.escape(value).replace(r"\*", "(.*)"), re.DOTALL) if equals else None
        )

    def fits(self, shape: str) -> bool:
        """Whether the pattern stands in paths of this shape, but for their values."""
        return bool(self._shape.search("/" + shape))

    def allows(self, value: str) -> bool:
        """Whether the value is one that the pattern asks for."""
        return self._value is None or bool(self._value.fullmatch(value))

    def replaced(self, path: Steps, by: str) -> Steps:
        """The path with `by` in place of what matches. The stars of `by` are, in their order,
        what those of the pattern matched; without `=` in it the value stays."""
        new_shape, equals, new_value = by.partition("=")

        def shape(match: re.Match[str]) -> str:
            stars = iter(match.groups())
            return "".join(
                next(stars) if step == "**" else "/" + _filled(step, stars)
                for step in new_shape.split("/")
            )

        value = path[1]
        if equals:
            match = self._value.fullmatch(value) if self._value else None
            value = _filled(new_value, iter(match.groups() if match else ()))
        return self._shape.sub(shape, "/" + path[0])[1:], value


def _filled(text: str, stars: Iterator[str]) -> str:
    return "".join(next(stars) if part == "*" else part for part in re.split(r"(\*)", text))


class Rules:
    """The tables beside this module: the same said in another form, and what is meant to
    differ."""

    def __init__(self, folder: Path = Path(__file__).parent) -> None:
        equal, different = _rows(folder / "lc_equal.tsv"), _rows(folder / "lc_different.tsv")
        self._equal = _Fitting([Pattern(row["lc"]) for row in equal])
        self._ours = [row["ours"] for row in equal]
        self._different = _Fitting([Pattern(row["lc"]) for row in different])

    def forms(self, path: Steps, start: int = 0) -> set[Steps]:
        """The path in all the forms it may have with us: itself, and what the rows of the
        table make of it one after the other, each applied or not."""
        found = {path}
        for number, pattern in self._equal(path[0]):
            if number >= start and pattern.allows(path[1]):
                found |= self.forms(pattern.replaced(path, self._ours[number]), number + 1)
        return found

    def differs(self, path: Steps) -> bool:
        """Whether a path of LC's is one that we do not mean to have."""
        return any(pattern.allows(path[1]) for _, pattern in self._different(path[0]))


class _Fitting:
    """The patterns that fit a shape, with their places; looked for once, as shapes are few."""

    def __init__(self, patterns: list[Pattern]) -> None:
        self._patterns = patterns
        self._found: dict[str, list[tuple[int, Pattern]]] = {}

    def __call__(self, shape: str) -> list[tuple[int, Pattern]]:
        if shape not in self._found:
            self._found[shape] = [
                (number, pattern)
                for number, pattern in enumerate(self._patterns)
                if pattern.fits(shape)
            ]
        return self._found[shape]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
