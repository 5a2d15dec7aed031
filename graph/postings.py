"""Which entities have a word in their names: a set of numbers for every word and every
beginning of one to three letters.

The sets are roaring bitmaps (https://github.com/RoaringBitmap/RoaringFormatSpec), so that
words are combined by intersecting them, in the same way as the filters of a search.
"""

import json
import sqlite3
from collections.abc import Iterable

from pyroaring import BitMap

from mocban.graph import matching

FOLDED, EXACT = 0, 1
# A beginning stands beside the words of its form.
_BEGINNING = 2
_LONGEST_BEGINNING = 3
SCHEMA = """
CREATE TABLE word (
  form INTEGER NOT NULL, word TEXT NOT NULL, size INTEGER NOT NULL, entities BLOB NOT NULL);
"""
INDEXES = "CREATE UNIQUE INDEX word_word ON word (form, word);"


class Collected:
    """The words of an index that is being written."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, str], BitMap] = {}

    def add(self, number: int, texts: Iterable[str]) -> None:
        """The names of an entity; numbers come in rising order."""
        for text in texts:
            for word in matching.folded(text).split():
                self._found.setdefault((FOLDED, word), BitMap()).add(number)
            for word in matching.exact(text).split():
                self._found.setdefault((EXACT, word), BitMap()).add(number)

    def write(self, database: sqlite3.Connection) -> None:
        """All of them, in order."""
        beginnings: dict[tuple[int, str], list[BitMap]] = {}
        for (form, word), found in self._found.items():
            for length in range(1, min(len(word), _LONGEST_BEGINNING) + 1):
                beginnings.setdefault((form + _BEGINNING, word[:length]), []).append(found)
        _write(database, self._found)
        _write(database, {key: BitMap.union(*found) for key, found in beginnings.items()})


def _write(database: sqlite3.Connection, found: dict[tuple[int, str], BitMap]) -> None:
    database.executemany(
        "INSERT INTO word VALUES (?, ?, ?, ?)",
        ((form, word, len(found[form, word]), packed(found[form, word]))
         for form, word in sorted(found)),
    )  # fmt: skip


def packed(numbers: BitMap) -> bytes:
    """A set as it is stored."""
    numbers.run_optimize()
    return bytes(numbers.serialize())


def having(database: sqlite3.Connection, form: int, words: list[str], *, beginning: bool) -> BitMap:
    """The entities with all the words in their names, the last as a beginning where asked for;
    none where there are no words."""
    found: BitMap | None = None
    for place, word in enumerate(words[: matching.MOST_WORDS], 1):
        begun = beginning and place == len(words)
        one = _begun(database, form, word) if begun else _whole(database, form, word)
        found = one if found is None else found & one
        if not found:
            break
    return found if found is not None else BitMap()


def _whole(database: sqlite3.Connection, form: int, word: str) -> BitMap:
    asked = "SELECT entities FROM word WHERE form = ? AND word = ?"
    row = database.execute(asked, (form, word)).fetchone()
    return BitMap.deserialize(row[0]) if row else BitMap()


def _begun(database: sqlite3.Connection, form: int, word: str) -> BitMap:
    if len(word) <= _LONGEST_BEGINNING:
        return _whole(database, form + _BEGINNING, word)
    rows = database.execute(
        "SELECT entities FROM word WHERE form = ? AND word >= ? AND word < ?",
        (form, word, word + "\U0010ffff"),
    )
    return BitMap.union(BitMap(), *(BitMap.deserialize(found) for (found,) in rows))


def known(database: sqlite3.Connection, words: Iterable[str]) -> dict[str, int]:
    """Those of some words without tones that are in names, and in how many."""
    asked = "SELECT word, size FROM json_each(?) JOIN word ON word.form = 0 AND word.word = value"
    return dict(database.execute(asked, (json.dumps(sorted(set(words))),)))
