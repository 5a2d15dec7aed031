"""What a table reader yields and a table mapping reads: one row, its columns already known."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from mocban.mappings.sheet import Sheet
from mocban.ontology.vietnamese import fold

_BETWEEN = re.compile(r"[\W_]+")


class Row(NamedTuple):
    """The cells of one row by the names that the mapping gives their columns."""

    values: dict[str, str]  # only cells with something in them
    geometry: Any = None  # a GeoJSON geometry, its numbers as strings
    unknown: tuple[str, ...] = ()  # columns that the mapping does not know; first row only

    def saying(self, name: str, value: str) -> "Row":
        """The same row with one more value."""
        return self._replace(values={**self.values, name: value})


Rule = Callable[[Sheet, Row, str], None]
"""Write on the sheet what one rule makes of a row, about the node whose term is given."""


def column_key(title: str) -> str:
    """A column title without case, tone marks, spaces, underscores: `Mã di tích` = `ma_di_tich`."""
    return _BETWEEN.sub("", fold(title)) or title.strip()


def pieces(text: str, separators: str) -> list[str]:
    """The parts of a cell that holds several values; without separators, the one value."""
    if not separators:
        return [text]
    parts = re.split("[" + re.escape(separators) + "\n]", text)
    return [part.strip() for part in parts if part.strip()]


def is_true(text: str) -> bool | None:
    """What a cell of a yes-or-no column says; None where it says neither."""
    word = fold(text)
    if word in _YES:
        return True
    return False if word in _NO else None


_YES = frozenset(("1", "true", "yes", "y", "x", "co", "dung"))
_NO = frozenset(("0", "false", "no", "n", "khong", "sai"))
