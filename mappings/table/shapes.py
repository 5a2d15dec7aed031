"""Points and shapes: coordinates from columns, WKT or GeoJSON, checked and written as WKT.

WKT after OGC Simple Features (https://www.ogc.org/standard/sfa/), longitude before latitude.
Shapes are GeoJSON's own (RFC 7946), their numbers as strings, so that digits stay as given.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from mocban.mappings.sheet import Sheet
from mocban.mappings.table.context import Context, keep
from mocban.mappings.table.row import Row, Rule
from mocban.mappings.table.spec import Spec
from mocban.mappings.table.values import decimal_digits, whole_number

_DEPTH = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2,
    "MultiPolygon": 3,
}  # fmt: skip
_NESTED = 4  # collections in collections, which RFC 7946 would have none of
_BY_UPPER = {name.upper(): name for name in _DEPTH}
_WKT = re.compile(r"\s*(?:SRID=\d+;)?\s*([A-Za-z]+)\s*(?:Z|M|ZM)?\s*(\(.*\))\s*\Z", re.DOTALL)
_NUMBERS = re.compile(r"[^(),]+")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z")
_DMS = re.compile(
    r"""\s*(\d{1,3})\s*[°ºo]\s*(\d{1,2})\s*['′’]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:["″”]|''))?"""
)


class Bounds(NamedTuple):
    """Where coordinates must lie, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def hold(self, lon: float, lat: float) -> bool:
        """Whether a point is inside."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


WORLD = Bounds(-180, -90, 180, 90)


def bounds_of(spec: Spec, context: Context) -> Bounds:
    """The dataset's `bounds` option, else the mapping's, else the whole world."""
    given = context.dataset.options.get("bounds") or context.table.spec.value.get("bounds")
    if given is None:
        return WORLD
    if (
        not isinstance(given, list)
        or len(given) != 4
        or not all(isinstance(n, int | float) for n in given)
    ):
        raise spec.wrong(
            "bounds are four numbers: west, south, east, north.",
            "bounds gồm bốn số: tây, nam, đông, bắc.",
        )
    return Bounds(*given)


def geometry(spec: Spec, context: Context) -> Rule:
    """Where the node is: columns `lat` and `lon`, or `wkt`; `metres` is how exact that is. A
    GeoJSON feature brings its own geometry. Swapped coordinates are put right with a warning."""
    spec.only("geometry")
    inner = spec.part("geometry")
    inner.only("lat", "lon", "wkt", "metres")
    lat, lon, wkt, metres = (
        inner.template(key) if key in inner.value else None
        for key in ("lat", "lon", "wkt", "metres")
    )
    bounds = bounds_of(spec, context)

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        precision = whole_number(metres(row.values)) if metres and metres(row.values) else 0
        if row.geometry:
            shape, field, written = row.geometry, "geometry", str(row.geometry.get("type"))
        elif wkt and wkt(row.values):
            field, written = wkt.field, wkt(row.values)[:60]
            shape = shape_of(wkt(row.values))
        elif lat and lon and (lat(row.values) or lon(row.values)):
            field = f"{lat.field}, {lon.field}"
            written = f"{lat(row.values)}, {lon(row.values)}"
            shape = {
                "type": "Point",
                "coordinates": [degrees(lon(row.values)), degrees(lat(row.values))],
            }
        else:
            return
        if not _place(sheet, node, bounds, shape, field, precision or 0):
            sheet.warn(
                "bad-coordinates", field, f"“{written}” is no place on the map; it is left out.",
                f"“{written}” không phải vị trí trên bản đồ; không đưa vào.",
            )  # fmt: skip
            if not row.geometry:
                keep(context, sheet, node, field, written)

    return rule


def _place(sheet: Sheet, node: str, bounds: Bounds, shape: Any, field: str, metres: int) -> bool:
    middle = middle_of(shape)
    if middle is None:
        return False
    lon, lat = middle
    place = f"{lat}, {lon}"
    x, y = float(lon), float(lat)
    if not bounds.hold(x, y) and bounds.hold(y, x) and shape["type"] == "Point":
        lon, lat, x, y = lat, lon, y, x
        shape = {"type": "Point", "coordinates": [lon, lat]}
        sheet.warn(
            "swapped-coordinates", field, f"Latitude and longitude of {place} are exchanged; put right.",
            f"Vĩ độ và kinh độ ({place}) bị đảo; đã đổi lại.",
        )  # fmt: skip
    elif not WORLD.hold(x, y):
        return False
    elif not bounds.hold(x, y):
        sheet.warn(
            "outside-bounds", field, f"{place} is outside the area of this table.",
            f"Tọa độ {place} nằm ngoài phạm vi của bảng.",
        )  # fmt: skip
    sheet.geometry(node, lon, lat, "" if shape["type"] == "Point" else wkt_of(shape), metres)
    return True


def degrees(text: str) -> str:
    """Decimal degrees from `21,2034`, `21.2034` or `21°12'10"N`; unread text comes back."""
    match = _DMS.match(text)
    if not match:
        return decimal_digits(text) or text
    value = int(match[1]) + int(match[2]) / 60 + float((match[3] or "0").replace(",", ".")) / 3600
    negative = text.rstrip()[-1].upper() in "SW"
    return f"{-value if negative else value:.6f}"


def shape_of(wkt: str) -> Any:
    """The shape that a WKT text describes, or None."""
    match = _WKT.match(wkt)
    name = _BY_UPPER.get(match[1].upper()) if match else None
    if match is None or name is None:
        return None
    body = _NUMBERS.sub(
        lambda found: json.dumps(found[0].split()) if found[0].strip() else "", match[2]
    )
    try:
        made = json.loads(body.replace("(", "[").replace(")", "]"))
    except (ValueError, RecursionError):
        return None
    if name == "MultiPoint":
        made = [each[0] if isinstance(each[0], list) else each for each in made]
    return {"type": name, "coordinates": made[0] if name == "Point" else made}


def _points(coordinates: Any, depth: int) -> Iterator[tuple[str, str]]:
    """All points; ValueError where one is none."""
    if depth and isinstance(coordinates, list):
        for inner in coordinates:
            yield from _points(inner, depth - 1)
    elif not _is_point(coordinates):
        raise ValueError
    else:
        yield coordinates[0], coordinates[1]


def _is_point(value: Any) -> bool:
    if not isinstance(value, list) or len(value) < 2:
        return False
    return all(isinstance(number, str) and _NUMBER.match(number) for number in value[:2])


def _rings(shape: Any, nested: int = 0) -> list[list[tuple[str, str]]]:
    """The lines or outer rings of a shape, or its points as one line."""
    kind = shape.get("type") if isinstance(shape, dict) else None
    if kind == "GeometryCollection":
        parts = shape.get("geometries")
        if not isinstance(parts, list) or nested > _NESTED:
            raise ValueError
        return [ring for part in parts for ring in _rings(part, nested + 1)]
    if kind not in _DEPTH:
        raise ValueError
    depth, coordinates = _DEPTH[kind], shape.get("coordinates")
    list(_points(coordinates, depth))
    if kind == "MultiPolygon":
        return [list(_points(polygon[0], 1)) for polygon in coordinates if polygon]
    if kind == "Polygon":
        return [list(_points(coordinates[0], 1))] if coordinates else []
    if kind == "MultiLineString":
        return [list(_points(line, 1)) for line in coordinates]
    return [list(_points(coordinates, depth))]


def middle_of(shape: Any) -> tuple[str, str] | None:
    """A point that stands for a shape, longitude first: a point itself, the centroid of the
    largest ring, or the mean of the vertices; None where the shape is broken or empty."""
    try:
        rings = [ring for ring in _rings(shape) if ring]
    except ValueError:
        return None
    if not rings:
        return None
    if shape["type"] == "Point":
        lon, lat = (plain_decimal(number) for number in rings[0][0])
        return lon, lat
    best = max(
        (_centroid([(float(x), float(y)) for x, y in ring]) for ring in rings), key=lambda c: c[0]
    )
    return plain_decimal(f"{best[1]:.6f}"), plain_decimal(f"{best[2]:.6f}")


def _centroid(ring: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Area and centroid of a ring by the shoelace formula, about its first point."""
    x0, y0 = ring[0]
    area = x = y = 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
        area += cross
        x += (ax + bx - 2 * x0) * cross
        y += (ay + by - 2 * y0) * cross
    if abs(area) < 1e-14:
        return 0.0, sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)
    return abs(area), x0 + x / (3 * area), y0 + y / (3 * area)


def plain_decimal(number: str) -> str:
    """A JSON number as xsd:decimal writes it, without an exponent."""
    if "e" in number or "E" in number:
        number = f"{float(number):.8f}".rstrip("0").rstrip(".")
    return number.removeprefix("+")


def wkt_of(shape: Any) -> str:
    """A shape as WKT, two dimensions."""
    if shape["type"] == "GeometryCollection":
        return f"GEOMETRYCOLLECTION({','.join(wkt_of(part) for part in shape['geometries'])})"
    return f"{shape['type'].upper()}" + _nested(shape["coordinates"], _DEPTH[shape["type"]])


def _nested(coordinates: Any, depth: int) -> str:
    if depth == 0:
        return f"({_pair(coordinates)})"
    if depth == 1:
        return f"({','.join(_pair(point) for point in coordinates)})"
    return f"({','.join(_nested(inner, depth - 1) for inner in coordinates)})"


def _pair(point: list[str]) -> str:
    return f"{plain_decimal(point[0])} {plain_decimal(point[1])}"
