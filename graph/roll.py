"""The roll: every entity that has a page, when its records last changed, and who is gone; and
over which land and time all of it reaches.

One SQLite file beside the store, written at build. Of what is gone it keeps a digest: names
may stand in IRIs, and perhaps nobody may read them any more. Who has the address learns that
there was something; nobody can list what.
"""

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.curation import Entity
from mocban.graph.questions import Store, question

FILE = "roll.sqlite"
_SCHEMA = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000;
CREATE TABLE page (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, changed TEXT NOT NULL);
CREATE TABLE gone (digest BLOB PRIMARY KEY, day TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE extent (south TEXT, west TEXT, north TEXT, east TEXT, first TEXT, last TEXT);
"""
_STAGED = "CREATE TEMP TABLE staged (iri TEXT, changed TEXT, entity INTEGER)"
_PAGES = """
INSERT INTO page (iri, changed)
  SELECT iri, MAX(changed) FROM staged GROUP BY iri HAVING MAX(entity) ORDER BY iri
"""
_EXTENT = ("south", "west", "north", "east", "first", "last")
_BATCH = 5_000
_YEAR = re.compile(r"\d{4}-").match


class Listed(NamedTuple):
    """An entity, and when one of its records was last added or changed (xsd:dateTime); the
    empty string where that is not known."""

    iri: str
    changed: str


class Extent(NamedTuple):
    """The box around all points (south, west, north, east); the first and last year, as
    `0938/2025`; when a record last changed. Each is empty where there is none."""

    box: tuple[float, ...]
    years: str
    changed: str


def write(path: Path, store: Store, base: str, known: Iterable[Entity]) -> None:
    """Makes the roll of a store in a new file; `known` are the lines of entities.csv."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript(_SCHEMA)
        database.execute("BEGIN")
        database.execute(_STAGED)
        entities = ((_iri(row["entity"]), "", 1) for row in store.select(question("roll")))
        database.executemany("INSERT INTO staged VALUES (?, ?, ?)", entities)
        changes = (
            (_iri(row["entity"]), row["time"].value, 0)
            for row in store.select(question("roll-changes"))
            if isinstance(row["time"], Literal)
        )
        database.executemany("INSERT INTO staged VALUES (?, ?, ?)", changes)
        database.execute(_PAGES)
        database.execute("DROP TABLE staged")
        for entity in known:
            digest = _digest(f"{base}e/{entity.kind}/{entity.eid}")
            if entity.status == "withdrawn":
                database.execute(
                    "INSERT OR REPLACE INTO gone VALUES (?, ?)", (digest, entity.minted)
                )
            else:
                database.execute("DELETE FROM gone WHERE digest = ?", (digest,))
        for row in store.rows("roll-extent"):
            told = [getattr(row.get(name), "value", "") for name in _EXTENT]
            database.execute("INSERT INTO extent VALUES (?, ?, ?, ?, ?, ?)", told)
        database.execute("COMMIT")


def listed(path: Path, part: int, size: int) -> Iterator[Listed]:
    """The entities of one part of so many, counted from 1; none where there is no roll."""
    with closing(_opened(path)) as database:
        rows = database.execute(
            "SELECT iri, changed FROM page WHERE id > ? AND id <= ? ORDER BY id",
            ((part - 1) * size, part * size),
        )
        while batch := rows.fetchmany(_BATCH):
            yield from (Listed(*row) for row in batch)


def count(path: Path, size: int) -> int:
    """How many parts of so many entities there are."""
    with closing(_opened(path)) as database:
        (last,) = database.execute("SELECT COALESCE(MAX(id), 0) FROM page").fetchone()
    return -(-int(last) // size)


def parts(path: Path, size: int) -> list[str]:
    """When each part of so many entities last changed."""
    with closing(_opened(path)) as database:
        rows = database.execute(
            "SELECT MAX(changed) FROM page GROUP BY (id - 1) / ? ORDER BY (id - 1) / ?",
            (size, size),
        )
        return [changed for (changed,) in rows]


def extent(path: Path) -> Extent:
    """How far all of it reaches."""
    with closing(_opened(path)) as database:
        row = database.execute("SELECT * FROM extent").fetchone() or ("",) * len(_EXTENT)
        (changed,) = database.execute("SELECT COALESCE(MAX(changed), '') FROM page").fetchone()
    box = tuple(float(degrees) for degrees in row[:4]) if all(row[:4]) else ()
    years = "/".join(day[:4] for day in row[4:]) if all(_YEAR(day) for day in row[4:]) else ""
    return Extent(box, years, changed)


def gone(path: Path, iri: str) -> str:
    """The day on which an entity was found to be gone; the empty string where it is not."""
    with closing(_opened(path)) as database:
        row = database.execute("SELECT day FROM gone WHERE digest = ?", (_digest(iri),)).fetchone()
    return str(row[0]) if row else ""


def _opened(path: Path) -> sqlite3.Connection:
    """The roll, for reading; an empty one where the snapshot is older than rolls are."""
    if path.is_file():
        # A snapshot never changes: no lock is needed.
        return sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)
    database = sqlite3.connect(":memory:")
    database.executescript(_SCHEMA)
    return database


def _digest(iri: str) -> bytes:
    return hashlib.sha256(iri.encode()).digest()


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
