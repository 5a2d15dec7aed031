"""Where things are, in the search index: found by latitude in a B-tree, not by reading all.

Longitudes and latitudes are degrees of WGS 84, distances kilometres on a sphere with the
mean radius of the earth.
"""

import math
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.questions import Store

# The order of the columns makes the table its own index.
SCHEMA = """
CREATE TABLE point (
  lat REAL NOT NULL, long REAL NOT NULL, iri TEXT NOT NULL, PRIMARY KEY (lat, long, iri)
) WITHOUT ROWID;
"""
_RADIUS = 6371.0088  # km; the mean radius R1 of WGS 84


class Box(NamedTuple):
    """From west to east and from south to north; where west is greater than east, across
    the meridian of 180 degrees."""

    west: float
    south: float
    east: float
    north: float


def write(path: Path, store: Store) -> int:
    """Puts the points that a store publishes in its default graph into its search index, and
    says how many there are."""
    database = sqlite3.connect(path)
    try:
        with database:
            database.executemany("INSERT OR IGNORE INTO point VALUES (?, ?, ?)", _stated(store))
        (count,) = database.execute("SELECT count(*) FROM point").fetchone()
    finally:
        database.close()
    return int(count)


def _stated(store: Store) -> Iterator[tuple[float, float, str]]:
    for row in store.rows("points"):
        thing, lat, long = row["thing"], row["lat"], row["long"]
        if not (isinstance(thing, NamedNode) and isinstance(lat, Literal)
                and isinstance(long, Literal)):  # fmt: skip
            continue
        try:
            point = float(lat.value), float(long.value)
        except ValueError:
            continue
        if abs(point[0]) <= 90 and abs(point[1]) <= 180:
            yield *point, thing.value


def in_box(database: sqlite3.Connection, box: Box) -> Iterator[tuple[str, float, float]]:
    """The things with a point in a box, and the longitude and latitude of the point."""
    across = "OR" if box.west > box.east else "AND"
    yield from database.execute(
        f"SELECT iri, long, lat FROM point WHERE lat BETWEEN ? AND ? "
        f"AND (long >= ? {across} long <= ?) ORDER BY lat, long, iri",
        (box.south, box.north, box.west, box.east),
    )


def near(
    database: sqlite3.Connection, long: float, lat: float, km: float
) -> Iterator[tuple[str, float]]:
    """The things with a point at most so many kilometres away, and how many those are; in no
    order, and one that has several points several times."""
    for iri, its_long, its_lat in in_box(database, _around(long, lat, km)):
        away = distance((long, lat), (its_long, its_lat))
        if away <= km:
            yield iri, away


def _around(long: float, lat: float, km: float) -> Box:
    """A box that has all points within a distance."""
    angle = km / _RADIUS + 1e-9
    south, north = lat - math.degrees(angle), lat + math.degrees(angle)
    if south <= -90 or north >= 90:  # a pole is inside, and with it every meridian
        return Box(-180, max(south, -90), 180, min(north, 90))
    # https://en.wikipedia.org/wiki/Spherical_law_of_sines, for the meridian that touches
    width = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(lat)))))
    west, east = long - width, long + width
    return Box(
        west + 360 if west < -180 else west, south, east - 360 if east > 180 else east, north
    )


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two points, each (longitude, latitude), by the haversine formula."""
    long, lat = map(math.radians, one)
    to_long, to_lat = map(math.radians, other)
    half = (
        math.sin((to_lat - lat) / 2) ** 2
        + math.cos(lat) * math.cos(to_lat) * math.sin((to_long - long) / 2) ** 2
    )
    return 2 * _RADIUS * math.asin(math.sqrt(min(1.0, half)))
