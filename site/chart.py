"""The small map of Vietnam: where a point falls on the outline in `vn.path`.

The outline is drawn with 20 units to a degree of longitude and 21 to one of latitude; the
islands far from the coast are marked and named on every map.
"""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

WEST, NORTH = 101.5, 24.0
ISLANDS = {"map.hoang-sa": (16.5, 112.0), "map.truong-sa": (10.0, 114.0)}


class Spot(NamedTuple):
    """A place on the drawing."""

    x: float
    y: float


@cache
def outline() -> str:
    """The coast and borders as an SVG path."""
    return (files("mocban.site") / "vn.path").read_text(encoding="ascii").strip()


def spot(lat: float, lon: float) -> Spot | None:
    """Where a point (decimal degrees) falls, or None where it lies off the drawing."""
    x, y = (lon - WEST) * 20, (NORTH - lat) * 21
    return Spot(round(x, 1), round(y, 1)) if 0 <= x <= 300 and 0 <= y <= 345 else None


def islands() -> list[tuple[str, Spot]]:
    """The archipelagos, each with the key of its name."""
    return [(key, found) for key, (lat, lon) in ISLANDS.items() if (found := spot(lat, lon))]
