"""The boundaries of administrative units, by the day: simplified once, when a snapshot is
made, and kept in a file of its own beside the search index.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.labels import Label, choose
from mocban.graph.outlines import GRID, Ring, polygons_of, simplified
from mocban.graph.points import Box
from mocban.graph.questions import Store, question
from mocban.ontology.vietnamese import sort_key

FILE = "boundaries.sqlite"
MOST = 500
_SCHEMA = """
CREATE TABLE boundary (
  unit TEXT NOT NULL, label_vi TEXT NOT NULL, label_en TEXT NOT NULL, level TEXT NOT NULL,
  size REAL NOT NULL, begin TEXT NOT NULL, "end" TEXT NOT NULL, west REAL NOT NULL,
  south REAL NOT NULL, east REAL NOT NULL, north REAL NOT NULL, geometry TEXT NOT NULL);
"""
_VALID = """
FROM boundary WHERE begin <= :day AND ("end" = '' OR :day <= "end")
AND west <= :east AND :west <= east AND south <= :north AND :south <= north
"""
_WORLD = Box(-180, -90, 180, 90)


class Boundary(NamedTuple):
    """A unit (its IRI) as it was in a time: days as yyyy-mm-dd, empty where unknown or open;
    `level` is a slug of v/admin, `geometry` a GeoJSON MultiPolygon as text."""

    unit: str
    label: str
    level: str
    begin: str
    end: str
    geometry: str


class Valid(NamedTuple):
    """The units of a day: the largest, and how many there are in all."""

    units: list[Boundary]
    total: int


class _Version(NamedTuple):
    unit: str
    labels: list[Label]
    level: str
    begin: str
    end: str
    polygons: list[list[Ring]]


def write(path: Path, store: Store) -> int:
    """Makes the file of what a store says, and says how many boundaries it holds; where there
    are none, no file."""
    read = _versions(store)
    versions = [read[name] for name in sorted(read)]
    if not versions:
        return 0
    rings = iter(
        simplified(ring for each in versions for polygon in each.polygons for ring in polygon)
    )
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(_SCHEMA)
        database.executemany(
            "INSERT INTO boundary VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row for each in versions if (row := _row(each, rings))),
        )
        (count,) = database.execute("SELECT count(*) FROM boundary").fetchone()
    return int(count)


def _versions(store: Store) -> dict[str, _Version]:
    found: dict[str, _Version] = {}
    for row in store.select(question("boundaries")):
        said = {name: term.value for name, term in row.items()
                if isinstance(term, NamedNode | Literal)}  # fmt: skip
        if said["version"] not in found:
            try:
                polygons = polygons_of(said["wkt"])
            except ValueError:
                continue
            found[said["version"]] = _Version(
                said["unit"], [], said.get("level", "").rsplit("/", 1)[-1],
                said.get("begin", "")[:10], said.get("end", "")[:10], polygons,
            )  # fmt: skip
        if isinstance(label := row.get("label"), Literal):
            found[said["version"]].labels.append(Label(label.value, label.language or ""))
    return found


def _row(version: _Version, rings: Iterator[Ring]) -> tuple[object, ...] | None:
    """A line of the table; None where nothing of the unit can be seen."""
    shown = []
    for polygon in version.polygons:
        outer, *holes = [[*ring, ring[0]] for ring in islice(rings, len(polygon)) if ring] or [[]]
        if outer:
            shown.append([outer, *holes])
    if not shown:
        return None
    xs, ys = zip(*(point for polygon in shown for point in polygon[0]), strict=True)
    coordinates = [
        [[[x / GRID, y / GRID] for x, y in ring] for ring in polygon] for polygon in shown
    ]
    geometry = json.dumps(
        {"type": "MultiPolygon", "coordinates": coordinates}, separators=(",", ":")
    )
    names = [
        (choose(sorted(version.labels), tag) or Label(version.unit.rsplit("/", 1)[-1])).text
        for tag in ("vi", "en")
    ]
    box = (min(xs) / GRID, min(ys) / GRID, max(xs) / GRID, max(ys) / GRID)
    size = (box[2] - box[0]) * (box[3] - box[1])
    return version.unit, *names, version.level, size, version.begin, version.end, *box, geometry


def valid(path: Path, day: str, language: str, box: Box = _WORLD) -> Valid:
    """The units in force on a day (yyyy-mm-dd) that a box touches, largest first, at most
    MOST; none where the snapshot has no boundaries."""
    if not path.is_file():
        return Valid([], 0)
    column = "label_en" if language == "en" else "label_vi"
    asked: dict[str, object] = {"day": day, **box._asdict()}
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as database:
        rows: Iterable[tuple[str, ...]] = database.execute(
            f'SELECT unit, {column}, level, begin, "end", geometry {_VALID} '
            f"ORDER BY size DESC, unit LIMIT {MOST}",
            asked,
        )
        units = [Boundary(*row) for row in rows]
        (total,) = database.execute(f"SELECT count(*) {_VALID}", asked).fetchone()
    units.sort(key=lambda each: (each.level != "tinh", sort_key(each.label)))
    return Valid(units, int(total))
