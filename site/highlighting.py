"""The words of a search, marked in what was found."""

from functools import lru_cache
from typing import NamedTuple

from mocban.graph.matching import folded


class Piece(NamedTuple):
    """A part of a text, and whether it is to be marked."""

    text: str
    marked: bool


@lru_cache(maxsize=4096)
def pieces(text: str, q: str) -> tuple[Piece, ...]:
    """A text in pieces: its words that are words of `q`, with or without tones, are marked;
    of the last word of `q` also those that begin with it. Put together they are the text."""
    *whole, last = folded(q).split() or [""]
    if not last:
        return (Piece(text, False),)
    found: list[Piece] = []
    start = 0
    for end in (*_edges(text), len(text)):
        part = text[start:end]
        marked = any(word in whole or word.startswith(last) for word in folded(part).split())
        # A space between two marked words is marked with them.
        if found and found[-1].marked == marked:
            found[-1] = Piece(found[-1].text + part, marked)
        elif part:
            found.append(Piece(part, marked))
        start = end
    return tuple(_joined(found))


def _edges(text: str) -> list[int]:
    return [at for at in range(1, len(text)) if text[at].isalnum() != text[at - 1].isalnum()]


def _joined(parts: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for place, part in enumerate(parts):
        between = 0 < place < len(parts) - 1 and part.text == " " and parts[place - 1].marked
        marked = part.marked or (between and parts[place + 1].marked)
        if joined and joined[-1].marked == marked:
            joined[-1] = Piece(joined[-1].text + part.text, marked)
        else:
            joined.append(Piece(part.text, marked))
    return joined
