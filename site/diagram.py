"""A drawing of the main classes and how they are joined, as lines and boxes for SVG.

Where each class stands is said in `ontology/diagram.tsv`; only classes and joins that are
really used are drawn. The drawing is as wide as a narrow screen.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from math import hypot
from typing import NamedTuple

from mocban.ontology.namespaces import term

WIDTH = 360
_BOX = (98.0, 54.0)
_STEP = (129.0, 92.0)
_LETTERS = 15  # in one line of a box
_HEAD = 5.0  # length of an arrow's head


class Join(NamedTuple):
    """How many times instances of one class lead to those of another by one property."""

    source: str
    property: str
    target: str
    times: int


class Box(NamedTuple):
    """A class: its IRI, the middle of its box, and its name in lines."""

    iri: str
    x: float
    y: float
    lines: tuple[str, ...]


class Line(NamedTuple):
    """A join of two classes: an SVG path, those of its heads, its weight from 1 to 3, and the
    joins that it stands for, the most frequent first."""

    path: str
    heads: tuple[str, ...]
    weight: int
    joins: tuple[Join, ...]


class Diagram(NamedTuple):
    """What is drawn, with the size of all boxes."""

    height: float
    box: tuple[float, float]
    boxes: list[Box]
    lines: list[Line]


@cache
def places() -> dict[str, tuple[int, int]]:
    """Column and row of each main class, by its IRI."""
    table = (files("mocban.ontology") / "diagram.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines(), delimiter="\t")
    return {term(row["class"])[1:-1]: (int(row["column"]), int(row["row"])) for row in rows}


def draw(labels: Mapping[str, str], joins: Iterable[Join]) -> Diagram:
    """The main classes among those that have labels, and how they are joined."""
    boxes = {
        iri: Box(iri, _BOX[0] / 2 + 3 + column * _STEP[0], _BOX[1] / 2 + 3 + row * _STEP[1],
                 tuple(_wrapped(labels[iri])))
        for iri, (column, row) in places().items() if iri in labels
    }  # fmt: skip
    pairs: dict[frozenset[str], list[Join]] = {}
    for join in joins:
        if join.source != join.target and {join.source, join.target} <= boxes.keys():
            pairs.setdefault(frozenset((join.source, join.target)), []).append(join)
    lines = [
        _line(boxes, sorted(found, key=lambda join: (-join.times, join)))
        for _, found in sorted(pairs.items(), key=lambda pair: sorted(pair[0]))
    ]
    lowest = max((box.y for box in boxes.values()), default=0)
    return Diagram(lowest + _BOX[1] / 2 + 3, _BOX, list(boxes.values()), lines)


def _wrapped(label: str) -> Iterator[str]:
    line = ""
    for word in label.split():
        if line and len(line) + len(word) >= _LETTERS:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def _line(boxes: Mapping[str, Box], joins: list[Join]) -> Line:
    """A curve from the class that most joins start from."""
    start, end = boxes[joins[0].source], boxes[joins[0].target]
    middle = _bend(start, end)
    first, last = _edge(start, middle), _edge(end, middle)
    path = f"M{_at(first)}Q{_at(middle)} {_at(last)}"
    back = any(join.source == end.iri for join in joins)
    heads = [_head(last, middle), *([_head(first, middle)] if back else [])]
    weight = min(3, len(str(sum(join.times for join in joins))))
    return Line(path, tuple(heads), weight, tuple(joins))


def _bend(start: Box, end: Box) -> tuple[float, float]:
    """The point towards which a line bends, so that it passes between boxes."""
    x, y = (start.x + end.x) / 2, (start.y + end.y) / 2
    if abs(start.x - end.x) < 1 and abs(start.y - end.y) > _STEP[1] * 1.5:
        # Around the boxes between, on the side where there is more room.
        return x + (_STEP[0] if x < WIDTH * 0.7 else -_STEP[0]), y
    if abs(start.y - end.y) < 1 and abs(start.x - end.x) > _STEP[0] * 1.5:
        return x, y + _STEP[1]
    return x, y


def _edge(box: Box, towards: tuple[float, float]) -> tuple[float, float]:
    """Where a line from the middle of a box leaves it."""
    dx, dy = towards[0] - box.x, towards[1] - box.y
    scale = min(
        (side / 2 + 1) / abs(way)
        for side, way in zip(_BOX, (dx, dy), strict=True)
        if abs(way) > 1e-9
    )
    return box.x + dx * scale, box.y + dy * scale


def _head(tip: tuple[float, float], away: tuple[float, float]) -> str:
    dx, dy = away[0] - tip[0], away[1] - tip[1]
    length = hypot(dx, dy) or 1.0
    dx, dy = dx / length * _HEAD, dy / length * _HEAD
    left = tip[0] + dx - dy / 2, tip[1] + dy + dx / 2
    right = tip[0] + dx + dy / 2, tip[1] + dy - dx / 2
    return f"M{_at(left)}L{_at(tip)}L{_at(right)}Z"


def _at(point: tuple[float, float]) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"
