"""The search index written at build: one SQLite file, only read afterwards.

Entities are numbered by weight, so that a set of numbers in rising order is a list with the
most linked first (https://www.sqlite.org/).
"""

import json
import sqlite3
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pyroaring import BitMap

from mocban.errors import BuildError
from mocban.graph import matching, points, postings
from mocban.graph.labels import Label, choose
from mocban.ontology.vietnamese import sort_key

LANGUAGES = ("vi", "en")

# `facet` holds the set of entities for each value of each filter; `alias` the other paths that
# mean the same value; `series` long rows of numbers; `spot` where each entity is on a map.
_SCHEMA = """
CREATE TABLE entity (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL, kind TEXT NOT NULL, label_vi TEXT NOT NULL,
  label_en TEXT NOT NULL, sort_vi BLOB NOT NULL, sort_en BLOB NOT NULL, labels TEXT NOT NULL,
  sources TEXT NOT NULL, weight REAL NOT NULL);
CREATE TABLE name (folded TEXT NOT NULL, entity INTEGER NOT NULL);
CREATE TABLE facet (
  facet TEXT NOT NULL, value TEXT NOT NULL, labels TEXT NOT NULL, entities BLOB NOT NULL);
CREATE TABLE alias (value TEXT PRIMARY KEY, same TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE series (name TEXT PRIMARY KEY, numbers BLOB NOT NULL);
CREATE TABLE unit (
  version TEXT PRIMARY KEY, unit TEXT NOT NULL, labels TEXT NOT NULL, begin TEXT NOT NULL,
  end TEXT NOT NULL, above TEXT NOT NULL, next TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE spot (
  entity INTEGER NOT NULL, long REAL NOT NULL, lat REAL NOT NULL,
  PRIMARY KEY (entity, long, lat)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE UNIQUE INDEX entity_iri ON entity (iri);
CREATE INDEX entity_vi ON entity (kind, sort_vi, iri);
CREATE INDEX entity_en ON entity (kind, sort_en, iri);
CREATE INDEX name_folded ON name (folded);
"""


class Entry(NamedTuple):
    """An entity as the index takes it: labels are (language, text) pairs, of one language the
    preferred first; `weight` says how much is linked to it."""

    iri: str
    kind: str
    labels: list[tuple[str, str]]
    sources: list[str]
    weight: float


def write(path: Path, entries: Iterable[Entry]) -> int:
    """Makes the index in a new file and says how many entities it holds.

    BuildError where the file exists or cannot be written."""
    try:
        with open(path, "xb"):
            pass
        database = sqlite3.connect(path, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise BuildError(
            f"The search index {path} cannot be written: {error}.",
            f"Không ghi được chỉ mục tìm kiếm {path}: {error}.",
        ) from error
    try:
        # A build that dies leaves a folder that nobody reads: no journal is needed.
        database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;"
            + _SCHEMA
            + points.SCHEMA
            + postings.SCHEMA
            + "CREATE TEMP TABLE staged (iri, kind, labels, sources, weight);"
        )
        database.execute("BEGIN")
        database.executemany(
            "INSERT INTO staged VALUES (?, ?, ?, ?, ?)",
            (
                (e.iri, e.kind, json.dumps(list(dict.fromkeys(e.labels)), ensure_ascii=False),
                 " ".join(sorted(set(e.sources))), e.weight)
                for e in entries
            ),
        )  # fmt: skip
        words = postings.Collected()
        sets: dict[str, dict[str, BitMap]] = {"type": {}, "source": {}}
        count = 0
        for count, row in enumerate(
            database.execute("SELECT * FROM staged ORDER BY weight DESC, iri"), 1
        ):
            _insert(database, words, count, *row)
            sets["type"].setdefault(row[1], BitMap()).add(count)
            for source in row[3].split():
                sets["source"].setdefault(source, BitMap()).add(count)
        words.write(database)
        for facet, found in sets.items():
            put(database, facet, found)
        for language in LANGUAGES:
            ordered = database.execute(f"SELECT id FROM entity ORDER BY sort_{language}, iri")
            series(database, f"name_{language}", array("I", (number for (number,) in ordered)))
        database.execute("COMMIT")
        database.executescript(f"DROP TABLE staged; {_INDEXES} {postings.INDEXES} ANALYZE; VACUUM;")
    finally:
        database.close()
    return count


def put(
    database: sqlite3.Connection,
    facet: str,
    found: dict[str, BitMap],
    labels: dict[str, list[Label]] | None = None,
) -> None:
    """The values of a facet, each with its entities and its names."""
    database.executemany(
        "INSERT INTO facet VALUES (?, ?, ?, ?)",
        (
            (facet, value, said((labels or {}).get(value, [])), postings.packed(found[value]))
            for value in sorted(found)
        ),
    )


def said(labels: Iterable[Label]) -> str:
    """Names as they are stored."""
    return json.dumps([(each.language, each.text) for each in labels], ensure_ascii=False)


def series(database: sqlite3.Connection, name: str, numbers: "array[int]") -> None:
    """A row of numbers, in the byte order of this machine, which reads what it builds."""
    database.execute("INSERT INTO series VALUES (?, ?)", (name, numbers.tobytes()))


def _insert(
    database: sqlite3.Connection, words: postings.Collected, number: int,
    iri: str, kind: str, labels: str, sources: str, weight: float,
) -> None:  # fmt: skip
    said = [Label(text, language) for language, text in json.loads(labels)]
    best = {language: choose(said, language) or Label(iri) for language in LANGUAGES}
    database.execute(
        "INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, iri, kind, best["vi"].text, best["en"].text, sort_key(best["vi"].text),
         sort_key(best["en"].text), labels, sources, weight),
    )  # fmt: skip
    texts = sorted({label.text for label in said})
    database.executemany(
        "INSERT INTO name VALUES (?, ?)",
        sorted({(matching.folded(text), number) for text in texts}),
    )
    words.add(number, texts)
