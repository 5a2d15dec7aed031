"""How kinds of things are marked on maps and in drawings: by a shape and a colour together, so
that neither is the only sign. The shapes are called as cytoscape calls them."""

from typing import NamedTuple


class Mark(NamedTuple):
    """A shape, its outline as an SVG path in a square of 16 units, and a colour of site.css."""

    shape: str
    path: str
    colour: str


_PATHS = {
    "rectangle": "M2 2h12v12H2z",
    "round-rectangle": "M5 1h6a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3z",
    "diamond": "M8 .5 15.5 8 8 15.5.5 8z",
    "ellipse": "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z",
    "triangle": "M8 1l7.5 13.5H.5z",
    "star": "M8 .5l2.3 5 5.4.6-4 3.7 1.1 5.4L8 12.5l-4.8 2.7 1.1-5.4-4-3.7 5.4-.6z",
    "hexagon": "M4 1.5h8L16 8l-4 6.5H4L0 8z",
    "pentagon": "M8 .5l7.8 5.7-3 9H3.2l-3-9z",
    "octagon": "M5 1h6l4 4v6l-4 4H5l-4-4V5z",
}
_KINDS = {
    "monument": ("rectangle", "red"), "person": ("ellipse", "red"), "group": ("hexagon", "red"),
    "work": ("round-rectangle", "indigo"), "hub": ("diamond", "indigo"),
    "series": ("diamond", "indigo"), "archive": ("octagon", "indigo"),
    "object": ("diamond", "wood"), "digital": ("octagon", "wood"), "set": ("hexagon", "wood"),
    "ich": ("star", "gold"), "event": ("pentagon", "gold"),
    "attraction": ("triangle", "moss"), "trip": ("pentagon", "moss"),
    "lodging": ("octagon", "moss"), "place": ("ellipse", "moss"),
}  # fmt: skip


MARKS = {kind: Mark(shape, _PATHS[shape], colour) for kind, (shape, colour) in _KINDS.items()}
_OTHER = Mark("ellipse", _PATHS["ellipse"], "ink-2")


def mark(kind: str) -> Mark:
    """The mark of a kind of things; a round one for the kinds that have none of their own."""
    return MARKS.get(kind, _OTHER)
