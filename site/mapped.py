"""What is found, on a map: the large map, drawn by a script, and the plain one that stands in
the page without scripts, closer to what is found than the whole country."""

from collections import Counter
from typing import NamedTuple
from urllib.parse import urlencode

from flask import current_app

from mocban.graph import units
from mocban.graph.query import Query, Spots
from mocban.site import answering, chart
from mocban.site.asked import parameters
from mocban.site.current import Reader
from mocban.site.dates import period, today
from mocban.site.marks import Mark, mark
from mocban.site.values import Value
from mocban.site.words import Words

# The plain map never shows less than about a degree, and stands sixteen to nine.
_LEAST = 20.0
_SHAPE = 16 / 9
_STEPS = 60


class Frame(NamedTuple):
    """A part of the plain map, in its units."""

    x: float
    y: float
    width: float
    height: float


class Kind(NamedTuple):
    """A line of the legend: a kind of things, how many are on the map, how they are marked."""

    kind: str
    number: int
    mark: Mark


class Dot(NamedTuple):
    """A place on the plain map."""

    x: float
    y: float
    mark: Mark


class Mapped(NamedTuple):
    """A map: what lies where, the legend, the plain map's dots and frame; the addresses of the
    data and of the boundaries, and where tiles come from with whom to name for them."""

    spots: Spots
    kinds: list[Kind]
    dots: list[Dot]
    frame: Frame
    data: str
    borders: str
    tiles: tuple[str, str]

    @property
    def outline(self) -> str:
        """The coast and borders as an SVG path."""
        return chart.outline()

    @property
    def islands(self) -> list[tuple[str, chart.Spot]]:
        """The archipelagos, each with the key of its name."""
        return chart.islands()


def mapped(known: Reader, query: Query) -> Mapped:
    """The map of a search."""
    spots = answering.points(known.snapshot, query, known.language)
    counts = Counter(spot.hit.kind for spot in spots.spots)
    asked = [*parameters(query._replace(view="list", page=1)), ("lang", known.language)]
    day = [("on", query.on or today()), ("lang", known.language)]
    return Mapped(
        spots,
        [Kind(kind, count, mark(kind)) for kind, count in counts.most_common()],
        *_plain(spots),
        f"/api/search.geojson?{urlencode(asked)}", f"/api/boundaries.geojson?{urlencode(day)}",
        current_app.config.get("TILES", ("", "")),
    )  # fmt: skip


def _plain(spots: Spots) -> tuple[list[Dot], Frame]:
    """Dots, those that would hide each other as one, and a frame around them."""
    dots = [
        Dot(*at, mark(spot.hit.kind))
        for spot in spots.spots
        if (at := chart.spot(spot.lat, spot.long))
    ]
    if not dots:
        return [], Frame(0, 0, 300, 345)
    xs, ys = [dot.x for dot in dots], [dot.y for dot in dots]
    width = max(1.2 * (max(xs) - min(xs)), 1.2 * _SHAPE * (max(ys) - min(ys)), _LEAST)
    height = width / _SHAPE
    x, y = (max(xs) + min(xs) - width) / 2, (max(ys) + min(ys) - height) / 2
    frame = Frame(round(x, 1), round(y, 1), round(width, 1), round(height, 1))
    cells = {
        (round((dot.x - x) / width * _STEPS), round((dot.y - y) / width * _STEPS)): dot
        for dot in reversed(dots)
    }
    return list(cells.values()), frame


def provinces(known: Reader, day: str) -> list[Value]:
    """The provinces of which the snapshot knows that they were there on a day, with their
    times."""
    store, base = known.snapshot.store, known.snapshot.base
    return [
        Value(
            unit.label, _foreign(known.words), known.links.page(unit.unit),
            period(unit.begin, unit.end, known.words),
        )
        for unit in units.of_level(store, f"{base}v/admin/tinh")
        if unit.at(day)
    ]  # fmt: skip


def _foreign(words: Words) -> str:
    return "" if words.language == "vi" else "vi"
