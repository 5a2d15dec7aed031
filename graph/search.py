"""The search index: every name of every entity, found with or without tone marks.

One SQLite file, written at build and only read afterwards. Row ids follow weight, so that
the engine gives the weightiest first without sorting (SQLite FTS5,
https://www.sqlite.org/fts5.html).
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from mocban.errors import BuildError
from mocban.graph import matching, points
from mocban.graph.labels import Label, choose, is_han
from mocban.graph.matching import Wanted
from mocban.ontology.vietnamese import sort_key

PAGE = 50
LANGUAGES = ("vi", "en")

_SCHEMA = """
CREATE TABLE entity (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL, kind TEXT NOT NULL, label_vi TEXT NOT NULL,
  label_en TEXT NOT NULL, sort_vi BLOB NOT NULL, sort_en BLOB NOT NULL, labels TEXT NOT NULL,
  sources TEXT NOT NULL, weight REAL NOT NULL);
CREATE TABLE name (folded TEXT NOT NULL, entity INTEGER NOT NULL);
CREATE VIRTUAL TABLE words USING fts5 (
  folded, exact, content='', prefix='2 3', tokenize='unicode61 remove_diacritics 0');
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


class Hit(NamedTuple):
    """An entity as the index gives it."""

    iri: str
    kind: str
    label: Label
    labels: list[Label]
    sources: list[str]


class Found(NamedTuple):
    """One page of answers; `total` counts all, `kinds` says of which kinds they are."""

    hits: list[Hit]
    total: int
    kinds: dict[str, int]


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
        staged = database.execute("SELECT * FROM staged ORDER BY weight DESC, iri")
        count = 0
        for count, row in enumerate(staged, 1):
            _insert(database, count, *row)
        database.execute("COMMIT")
        database.executescript(
            "DROP TABLE staged;" + _INDEXES + "INSERT INTO words(words) VALUES ('optimize');"
            "ANALYZE; VACUUM;"
        )
    finally:
        database.close()
    return count


def _insert(
    database: sqlite3.Connection,
    number: int,
    iri: str,
    kind: str,
    labels: str,
    sources: str,
    weight: float,
) -> None:
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
    database.execute(
        "INSERT INTO words (rowid, folded, exact) VALUES (?, ?, ?)",
        (number, " \n ".join(map(matching.folded, texts)), " \n ".join(map(matching.exact, texts))),
    )


class Search:
    """The index of one snapshot, for any number of threads."""

    def __init__(self, path: Path) -> None:
        self._address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._local = threading.local()

    def _database(self) -> sqlite3.Connection:
        if not hasattr(self._local, "database"):
            self._local.database = sqlite3.connect(self._address, uri=True)
        database: sqlite3.Connection = self._local.database
        return database

    def find(
        self,
        q: str,
        kind: str | None = None,
        limit: int = 20,
        offset: int = 0,
        language: str = "vi",
    ) -> Found:
        """Entities with all the words of `q` in their names, the last word as a beginning.

        Names that are `q` come first, then names with its words as typed, tones included,
        then names that agree without tones; within each, the most linked first."""
        folded = matching.expression("folded", matching.folded(q))
        if not folded:
            return Found([], 0, {})
        kinds = dict(
            self._database().execute(
                "SELECT kind, count(*) FROM words JOIN entity ON entity.id = words.rowid "
                "WHERE words MATCH ? GROUP BY kind ORDER BY 2 DESC, 1",
                (folded,),
            )
        )
        total = kinds.get(kind, 0) if kind else sum(kinds.values())
        numbers = self._ranked(q, folded, kind, limit, offset)
        return Found([self._hit(number, language) for number in numbers], total, kinds)

    def _ranked(
        self, q: str, folded: str, kind: str | None, limit: int, offset: int
    ) -> Iterator[int]:
        names = "SELECT DISTINCT entity FROM name WHERE folded = :name ORDER BY entity LIMIT 200"
        of_kind = "(:kind IS NULL OR kind = :kind)"
        matches = "SELECT rowid FROM words WHERE words MATCH :exact"
        values: dict[str, str | int | None] = {
            "name": matching.folded(q), "exact": matching.expression("exact", matching.exact(q)), "folded": folded,
            "kind": kind,
        }  # fmt: skip
        typed_tones = matching.exact(q) != matching.folded(q)
        tiers = []
        if typed_tones:
            tiers.append(f"id IN ({names}) AND id IN ({matches})")
        tiers.append(f"id IN ({names})")
        if typed_tones:
            tiers.append(f"id IN ({matches})")
        tiers.append("id IN (SELECT rowid FROM words WHERE words MATCH :folded)")
        before: list[str] = []
        for tier in tiers:
            condition = " AND ".join([of_kind, f"({tier})", *(f"NOT ({b})" for b in before)])
            asked = f"SELECT id FROM entity WHERE {condition} ORDER BY id"
            page = f"{asked} LIMIT :limit OFFSET :offset"
            values |= {"limit": limit, "offset": offset}
            found = [row[0] for row in self._database().execute(page, values)]
            yield from found
            limit -= len(found)
            if limit <= 0:
                return
            if found:
                offset = 0
            elif offset:
                counted = f"SELECT count(*) FROM ({asked})"
                (skipped,) = self._database().execute(counted, values).fetchone()
                offset = max(0, offset - skipped)
            before.append(tier)

    def _hit(self, number: int, language: str) -> Hit:
        iri, kind, labels, sources = (
            self._database()
            .execute("SELECT iri, kind, labels, sources FROM entity WHERE id = ?", (number,))
            .fetchone()
        )
        said = [Label(text, tag) for tag, text in json.loads(labels)]
        best = choose(said, language) or Label(iri)
        others = [other for other in said if other != best]
        others.sort(key=lambda other: (is_han(other.language), other.language))
        return Hit(iri, kind, best, [best, *others], sources.split())

    def matches(self, wanted: Wanted, most: int) -> list[str]:
        """The IRIs of at most so many entities with the words in their names, the best first:
        those whose name is just these words, then the most linked."""
        if not wanted.words:
            return []
        matches = "SELECT rowid FROM words WHERE words MATCH :words"
        names = "SELECT entity FROM name WHERE folded = :name"
        values = {"name": matching.folded(wanted.words), "words": wanted.expression}
        so_named = self._iris(f"id IN ({names}) AND id IN ({matches})", values, most)
        others = self._iris(f"id IN ({matches})", values, most + len(so_named))
        return list(dict.fromkeys([*so_named, *others]))[:most]

    def _iris(self, condition: str, values: dict[str, str], most: int) -> list[str]:
        asked = f"SELECT iri FROM entity WHERE {condition} ORDER BY id LIMIT {most}"
        return [iri for (iri,) in self._database().execute(asked, values)]

    def in_box(self, box: points.Box) -> Iterator[tuple[str, float, float]]:
        """What `points.in_box` finds."""
        return points.in_box(self._database(), box)

    def near(self, long: float, lat: float, km: float) -> Iterator[tuple[str, float]]:
        """What `points.near` finds."""
        return points.near(self._database(), long, lat, km)

    def kinds(self) -> dict[str, int]:
        """How many entities there are of each kind."""
        counted = "SELECT kind, count(*) FROM entity GROUP BY kind ORDER BY kind"
        return dict(self._database().execute(counted))

    def browse(self, kind: str, language: str, page: int = 1) -> Found:
        """One page (from 1, PAGE entities each) of all the entities of a kind, in the order
        of the Vietnamese alphabet."""
        total = self.kinds().get(kind, 0)
        column = "sort_en" if language == "en" else "sort_vi"
        numbers = self._database().execute(
            f"SELECT id FROM entity WHERE kind = ? ORDER BY {column}, iri LIMIT ? OFFSET ?",
            (kind, PAGE, (page - 1) * PAGE),
        )
        hits = [self._hit(number, language) for (number,) in numbers.fetchall()]
        return Found(hits, total, {kind: total})

    def close(self) -> None:
        """Closes this thread's connection."""
        if hasattr(self._local, "database"):
            self._local.database.close()
            del self._local.database
