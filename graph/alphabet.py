"""The letters under which the names of a list stand, in the order of the Vietnamese alphabet.

Names are sorted by the bytes of `sort_key`, whose first byte says the letter: a list of any
length is cut at a letter by its index, without being read.
"""

import sqlite3

from mocban.ontology.vietnamese import LETTERS, letter_key

BEFORE, AFTER = "0-9", "…"
"""What begins with a digit or sign, and what begins with a letter that Vietnamese has not."""


def bounds(letter: str) -> tuple[bytes, bytes] | None:
    """The sort keys from the first to the second, not included, are those of a letter; None
    where there is no such letter."""
    if letter == BEFORE:
        return b"", letter_key(LETTERS[0])
    if letter == AFTER:
        return _next(letter_key(LETTERS[-1])), b"\xff"
    if len(letter) != 1 or letter not in LETTERS:
        return None
    return letter_key(letter), _next(letter_key(letter))


def letters(database: sqlite3.Connection, kind: str, language: str) -> list[tuple[str, int]]:
    """How many entities of a kind stand under each letter in a language, in order."""
    column = _column(language)
    counted = dict(
        database.execute(
            f"SELECT substr({column}, 1, 1), count(*) FROM entity WHERE kind = ? GROUP BY 1",
            (kind,),
        )
    )
    found = []
    for letter in (BEFORE, *LETTERS, AFTER):
        first, end = bounds(letter) or (b"", b"")
        found.append((letter, sum(n for byte, n in counted.items() if first <= byte < end)))
    return found


def under(
    database: sqlite3.Connection, kind: str, language: str, letter: str, limit: int, offset: int
) -> list[int]:
    """The numbers of the entities of a kind under a letter, or of all where it is empty; those
    of a page."""
    column = _column(language)
    rows = database.execute(
        f"SELECT id FROM entity WHERE kind = ? AND {column} >= ? AND {column} < ? "
        f"ORDER BY {column}, iri LIMIT ? OFFSET ?",
        (kind, *_range(letter), limit, offset),
    )
    return [number for (number,) in rows]


def size(database: sqlite3.Connection, kind: str, language: str, letter: str) -> int:
    """How many those are in all."""
    column = _column(language)
    (count,) = database.execute(
        f"SELECT count(*) FROM entity WHERE kind = ? AND {column} >= ? AND {column} < ?",
        (kind, *_range(letter)),
    ).fetchone()
    return int(count)


def _range(letter: str) -> tuple[bytes, bytes]:
    return (bounds(letter) or (b"", b"")) if letter else (b"", b"\xff")


def _column(language: str) -> str:
    return "sort_en" if language == "en" else "sort_vi"


def _next(key: bytes) -> bytes:
    return key[:-1] + bytes([key[-1] + 1])
