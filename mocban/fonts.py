"""A font for the Chinese and Nôm characters of a snapshot: `mocban fonts`.

Few readers have a font with Nôm characters, and one with all of them weighs 30 MB. This cuts
out of the fonts of this machine the characters that the snapshot has; the site then offers
them. Without it the reader's own fonts are used.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from mocban.errors import MocbanError
from mocban.graph.questions import Store

FAMILY = "Mocban Han Nom"
CSS = "han-nom.css"
# Tried in this order: the first font that has a character gives it. Hanazono covers Nôm whole
# (Debian: fonts-hanazono), and may be used and changed without limit.
FONTS = (
    "/usr/share/fonts/truetype/hanazono/HanaMinA.ttf",
    "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf",
    "/usr/share/fonts/truetype/nom-na-tong/NomNaTong-Regular.ttf",
)
_HAN = re.compile(
    "[\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


class Made(NamedTuple):
    """What was made: how many characters were wanted, which no font has, and the files."""

    wanted: int
    missing: str
    files: list[Path]


def characters(store: Store) -> set[str]:
    """The Chinese and Nôm characters in the texts of a store."""
    rows = store.rows("characters")
    return {sign for row in rows for sign in _HAN.findall(getattr(row["text"], "value", ""))}


def make(store: Store, folder: Path, fonts: Iterable[Path] = ()) -> Made:
    """Writes the fonts and the stylesheet that names them into `folder`, in place of what was
    there. MocbanError where fontTools or a font is missing."""
    try:
        from fontTools import subset
        from fontTools.ttLib import TTFont, TTLibError
    except ImportError:
        raise MocbanError(
            "Fonts are cut with fontTools, which is not installed: pip install 'mocban[fonts]'.",
            "Cắt phông chữ cần fontTools, chưa được cài: pip install 'mocban[fonts]'.",
        ) from None
    given = list(fonts) or [path for path in map(Path, FONTS) if path.is_file()]
    if not given:
        raise MocbanError(
            "This machine has no font with Chinese and Nôm characters: install one (Debian: "
            "apt-get install fonts-hanazono), or name one with --font.",
            "Máy này không có phông chữ Hán Nôm: hãy cài một phông (Debian: apt-get install "
            "fonts-hanazono) hoặc chỉ ra bằng --font.",
        )
    wanted = characters(store)
    left = {ord(sign) for sign in wanted}
    folder.mkdir(parents=True, exist_ok=True)
    old, made = set(folder.glob("han-nom*")), set()
    rules = []
    for number, path in enumerate(given, 1):
        try:
            font = TTFont(path, fontNumber=0)
            here = left & set(font.getBestCmap())
        except (OSError, TTLibError) as error:
            raise MocbanError(
                f"{path}: this is no font that can be read ({error}).",
                f"{path}: không đọc được phông chữ này ({error}).",
            ) from error
        if here:
            left -= here
            name = f"han-nom-{number}.woff2"
            _cut(subset, font, here, folder / name)
            made.add(folder / name)
            rules.append(_rule(name, here, _licence(font), path.stem))
    (folder / CSS).write_text("".join(rules), "utf-8")
    made.add(folder / CSS)
    for path in old - made:
        path.unlink()
    return Made(len(wanted), "".join(map(chr, sorted(left))), sorted(made))


def _cut(subset: Any, font: Any, codes: set[int], path: Path) -> None:
    options = subset.Options(flavor="woff2", hinting=False, layout_features=["vert", "vrt2"])
    options.drop_tables += ["FFTM"]
    options.name_IDs = ["*"]  # its licence stays with it
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted(codes))
    cutter.subset(font)
    subset.save_font(font, str(path), options)


def _licence(font: Any) -> str:
    said = [font["name"].getDebugName(number) for number in (0, 13, 14)]
    return " ".join(" ".join(filter(None, said)).replace("*/", "").split())


def _rule(name: str, codes: set[int], licence: str, cut_from: str) -> str:
    ranges = ", ".join(f"U+{first:X}" + (f"-{last:X}" if last > first else "")
                       for first, last in _runs(sorted(codes)))  # fmt: skip
    return (
        f"/* Cut from {cut_from}. {licence} */\n"
        f'@font-face {{ font-family: "{FAMILY}"; font-display: swap; '
        f'src: url("{name}") format("woff2"); unicode-range: {ranges}; }}\n'
    )


def _runs(codes: list[int]) -> Iterator[tuple[int, int]]:
    first = last = codes[0]
    for code in codes[1:]:
        if code != last + 1:
            yield first, last
            first = code
        last = code
    yield first, last
