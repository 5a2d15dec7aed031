"""Draws the demonstration's picture of a printing block: `python mocban/demo/drawing.py`.

The block, its wood and its layout are drawn here; the shapes of the characters are those of
the Hanazono font, which may be used and changed without limit (GlyphWiki project,
http://fonts.jp/hanazono/). A block carries its text mirrored, so the drawing does too. The
result is kept beside it and only made anew when the drawing changes; the same font gives the
same bytes.
"""

import math
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

FONT = Path("/usr/share/fonts/truetype/hanazono/HanaMinA.ttf")
DRAWN = Path(__file__).parent / "media" / "btbg" / "moc-ban-vinh-nghiem.svg"
# Read from the right, as it is printed: the beginning of the Heart Sutra, then whose block it is.
COLUMNS = (
    "觀自在菩薩行",
    "深般若波羅蜜",
    "多時照見五蘊",
    "皆空度一切苦",
    "厄舍利子色",
    "永嚴寺木版",
)
WIDTH, HEIGHT = 672, 360
LEFT, RIGHT, TOP, BOTTOM = 54, 618, 34, 326
SIZE = 40
_STEP = 46
_RIDGE, _WOOD, _GROOVE, _SHADE = "#c99a5b", "#4a2f1b", "#2c1a0d", "#1b0f07"


def characters(font: TTFont) -> str:
    """The text as one SVG path, placed column by column from the right."""
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    scale = SIZE / font["head"].unitsPerEm
    pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.1f}".removesuffix(".0"))
    width = (RIGHT - LEFT) / len(COLUMNS)
    for index, column in enumerate(COLUMNS):
        x = RIGHT - (index + 0.5) * width - SIZE / 2
        for row, character in enumerate(column):
            y = TOP + 44 + row * _STEP
            placed = TransformPen(pen, (scale, 0, 0, -scale, x, y - 4))
            glyphs[names[ord(character)]].draw(placed)
    return str(pen.getCommands())


def grain() -> str:
    """The lines of the wood."""
    lines = []
    for index in range(17):
        y = 12 + index * 21
        lift = 9 * math.sin(index * 1.7)
        lines.append(f"M0 {y}q168 {lift:.1f} 336 {lift / 3:.1f}t336 {-lift / 2:.1f}")
    return "".join(lines)


def drawing(font: TTFont) -> str:
    """The picture as SVG."""
    width = (RIGHT - LEFT) / len(COLUMNS)
    rules = "".join(f"M{LEFT + n * width:g} {TOP}V{BOTTOM}" for n in range(1, len(COLUMNS)))
    carved = (
        f'<path fill="none" stroke-width="7" d="M44 24H628V336H44z"/>'
        f'<path fill="none" stroke-width="2" d="M{LEFT} {TOP}H{RIGHT}V{BOTTOM}H{LEFT}z{rules}"/>'
        f'<path stroke-width=".7" d="{characters(font)}"/>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH * 3}" height="{HEIGHT * 3}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">\n'
        "<title>Hình vẽ minh họa một tấm mộc bản</title>\n"
        "<desc>mocban, hình vẽ minh họa. A drawing, not a photograph of an object. CC0 1.0: "
        "http://creativecommons.org/publicdomain/zero/1.0/</desc>\n"
        f'<path fill="{_WOOD}" d="M0 0H{WIDTH}V{HEIGHT}H0z"/>\n'
        f'<path fill="none" stroke="{_GROOVE}" stroke-width="1.2" opacity=".55" d="{grain()}"/>\n'
        '<defs><g id="carved" transform="matrix(-1 0 0 1 672 0)">'
        f"{carved}</g></defs>\n"
        f'<use href="#carved" x="1.6" y="2" fill="{_SHADE}" stroke="{_SHADE}"/>\n'
        f'<use href="#carved" fill="{_RIDGE}" stroke="{_RIDGE}"/>\n'
        "</svg>\n"
    )


if __name__ == "__main__":
    DRAWN.write_text(drawing(TTFont(FONT)), "utf-8")
