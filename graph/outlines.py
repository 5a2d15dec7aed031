"""Outlines of areas, drawn with few points: what two areas share stays shared.

Rings are cut where borders meet, and each piece is simplified once, so that no gap opens
between neighbours. The pieces are found as in TopoJSON (https://bost.ocks.org/mike/topology/),
and simplified after Douglas and Peucker (https://doi.org/10.3138/FM57-6770-U75U-7727).
"""

import re
from collections.abc import Iterable, Iterator

Point = tuple[int, int]
Ring = list[Point]

# Points are snapped to a grid of 1/10,000 degree, about 11 metres.
GRID = 10_000
# How far a simplified line may lie from what it stands for, in steps of the grid.
TOLERANCE = 8.0
_RING = re.compile(r"\(([^()]+)")
_FEWEST = 3


def polygons_of(wkt: str) -> list[list[Ring]]:
    """The polygons of a WKT text, each an outer ring and its holes, snapped to the grid and
    without the point that closes a ring; ValueError where a number is none."""
    read = [
        [ring for text in _RING.findall(part) if len(ring := _snapped(text)) >= _FEWEST]
        for part in wkt.split(")),")
    ]
    return [rings for rings in read if rings]


def _snapped(text: str) -> Ring:
    points: Ring = []
    for pair in text.split(","):
        x, y = pair.split()[:2]
        point = round(float(x) * GRID), round(float(y) * GRID)
        if not points or point != points[-1]:
            points.append(point)
    while len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return points


def simplified(rings: Iterable[Ring], tolerance: float = TOLERANCE) -> list[Ring]:
    """The rings with fewer points, in order; those too small to be seen are empty."""
    given = list(rings)
    corners = _corners(given)
    return [_simple(ring, corners, tolerance) for ring in given]


def _corners(rings: Iterable[Ring]) -> set[Point]:
    """The points at which one border becomes two."""
    around: dict[Point, tuple[Point, Point]] = {}
    corners: set[Point] = set()
    for ring in rings:
        for before, point, after in zip(
            [ring[-1], *ring], ring, [*ring[1:], ring[0]], strict=False
        ):
            pair = (before, after) if before < after else (after, before)
            if around.setdefault(point, pair) != pair:
                corners.add(point)
    return corners


def _simple(ring: Ring, corners: set[Point], tolerance: float) -> Ring:
    kept: Ring = []
    for piece in _pieces(ring, corners):
        # From whichever side a border is walked, the same points stay.
        back = piece[-1] < piece[0] or (piece[0] == piece[-1] and piece[-2] < piece[1])
        line = _line(piece[::-1] if back else piece, tolerance)
        kept += (line[::-1] if back else line)[:-1]
    return kept if len(kept) >= _FEWEST else []


def _pieces(ring: Ring, corners: set[Point]) -> Iterator[Ring]:
    """The ring cut at its corners; one without begins at its least point."""
    cuts = [at for at, point in enumerate(ring) if point in corners]
    first = cuts[0] if cuts else min(range(len(ring)), key=ring.__getitem__)
    turned = [*ring[first:], *ring[:first], ring[first]]
    cuts = [at - first for at in cuts] or [0]
    for start, end in zip(cuts, [*cuts[1:], len(ring)], strict=True):
        yield turned[start : end + 1]


def _line(points: Ring, tolerance: float) -> Ring:
    """Ends stay; so does what lies too far from the straight line between those that stay."""
    keep = {0, len(points) - 1}
    ahead = [(0, len(points) - 1)]
    while ahead:
        start, end = ahead.pop()
        (ax, ay), (bx, by) = points[start], points[end]
        dx, dy = bx - ax, by - ay
        length = (dx * dx + dy * dy) ** 0.5
        far, farthest = tolerance, 0
        for at in range(start + 1, end):
            x, y = points[at]
            away = (
                abs(dx * (y - ay) - dy * (x - ax)) / length
                if length
                else ((x - ax) ** 2 + (y - ay) ** 2) ** 0.5
            )
            if away > far:
                far, farthest = away, at
        if farthest:
            keep.add(farthest)
            ahead += [(start, farthest), (farthest, end)]
    return [points[at] for at in sorted(keep)]
