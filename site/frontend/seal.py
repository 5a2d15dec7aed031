"""The seal as a bitmap: icons for screens, and the card for those to whom a page is sent.

It is drawn from `static/seal.svg` itself, which holds rectangles and strokes and nothing else
(PNG: https://www.w3.org/TR/png-3/). `build_assets.py` runs it: `python seal.py FOLDER`.
"""

import re
import struct
import sys
import zlib
from collections.abc import Iterator
from functools import cache
from math import hypot
from pathlib import Path
from typing import NamedTuple

PAPER, RED, LIGHT = (251, 246, 234), (158, 42, 31), (251, 246, 234)
_DRAWING = Path(__file__).absolute().parent.parent / "static" / "seal.svg"
# Name, width, height, width of the seal: the card is as large as Open Graph readers want it.
PICTURES = (
    ("card.png", 1200, 630, 380), ("icon-180.png", 180, 180, 180), ("icon-192.png", 192, 192, 192),
    ("icon-512.png", 512, 512, 512),
)  # fmt: skip
_STROKE = re.compile(r' d="([^"]+)" [^>]*stroke-width="([\d.]+)"')
_COMMAND = re.compile(r"([Mvhl])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?")
_SIDE = 40  # of the drawing
_FRAME = ((1.5, 38.5), (4.2, 35.8), (5.8, 34.2))  # the red square, the light frame in it


class Line(NamedTuple):
    """A stroke from one point to another."""

    x: float
    y: float
    to_x: float
    to_y: float

    def far(self, x: float, y: float) -> float:
        """How far a point is from the stroke, whose ends are square."""
        long_x, long_y = self.to_x - self.x, self.to_y - self.y
        square = long_x**2 + long_y**2
        along = ((x - self.x) * long_x + (y - self.y) * long_y) / square
        if not 0 <= along <= 1:
            return 9.0
        return hypot(x - self.x - along * long_x, y - self.y - along * long_y)


@cache
def strokes() -> tuple[tuple[Line, ...], float]:
    """The strokes of the seal's character, and half their width."""
    drawing = _DRAWING.read_text("utf-8")
    found = _STROKE.search(drawing)
    if found is None:
        return (), 0.0
    half = float(found[2]) / 2
    lines, x, y, begun = [], 0.0, 0.0, False
    for command, first, second in _COMMAND.findall(found[1]):
        one, other = float(first), float(second or 0)
        if command == "M":
            x, y, begun = one, other, False
            continue
        if begun:  # where two strokes meet the corner is filled
            lines.append(Line(x - half, y, x + half, y))
        right, down = {"v": (0.0, one), "h": (one, 0.0), "l": (one, other)}[command]
        lines.append(Line(x, y, x + right, y + down))
        x, y, begun = x + right, y + down, True
    return tuple(lines), half


@cache
def picture(width: int, height: int, side: int) -> bytes:
    """A PNG of so many pixels with the seal, `side` pixels wide, in the middle of paper."""
    left, top = (width - side) // 2, (height - side) // 2
    blank = bytes(PAPER) * width
    rows = [bytearray(blank) for _ in range(height)]
    for y in range(side):
        row = b"".join(bytes(pixel) for pixel in _row(y, side))
        rows[top + y][left * 3 : (left + side) * 3] = row
    raw = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", raw), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def icon(side: int) -> bytes:
    """The seal alone as an icon file, for those who ask for /favicon.ico."""
    image = picture(side, side, side)
    head = struct.pack("<HHH", 0, 1, 1)
    return head + struct.pack("<BBBBHHII", side, side, 0, 0, 1, 24, len(image), 22) + image


def _row(row: int, side: int) -> Iterator[tuple[int, ...]]:
    lines, half = strokes()
    scale = _SIDE / side
    y = (row + 0.5) * scale
    near = [line for line in lines if min(line.y, line.to_y) - 2 < y < max(line.y, line.to_y) + 2]
    for column in range(side):
        x = (column + 0.5) * scale
        inside = [_within(x, y, *square, scale) for square in _FRAME]
        light = inside[1] - inside[2]
        for line in near:
            if min(line.x, line.to_x) - 2 < x < max(line.x, line.to_x) + 2:
                light = max(light, _cover((half - line.far(x, y)) / scale))
        red = _mixed(PAPER, RED, inside[0])
        yield _mixed(red, LIGHT, light)


def _within(x: float, y: float, low: float, high: float, scale: float) -> float:
    return _cover(min(x - low, high - x, y - low, high - y) / scale)


def _cover(pixels: float) -> float:
    """How much of a pixel is covered by what reaches so far over its middle."""
    return min(1.0, max(0.0, pixels + 0.5))


def _mixed(under: tuple[int, ...], over: tuple[int, ...], share: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * share) for a, b in zip(under, over, strict=True))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def write(folder: Path) -> None:
    """All pictures, in a folder that exists."""
    for name, *size in PICTURES:
        (folder / name).write_bytes(picture(*size))
    (folder / "favicon.ico").write_bytes(icon(32))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
