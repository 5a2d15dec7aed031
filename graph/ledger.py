"""The ledger: what the linker needs to know of every heading and thing, in SQLite on disk.

It is filled in one pass over the sorted segments and thrown away after the build. A path is
an IRI without its `{B}r/`: `svhtt/monument/BG-017`, `tvbg/heading/place/...`.
"""

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from mocban.graph.segments import Segment
from mocban.ontology.iris import dec
from mocban.ontology.literals import language, plain
from mocban.ontology.namespaces import BF, CRM, MCB, RDF, RDFS, SKOS
from mocban.ontology.vietnamese import core, has_han, match_key

_TABLES = """
CREATE TABLE node (path TEXT PRIMARY KEY, source TEXT, kind TEXT, heading INT, rank INT) WITHOUT ROWID;
CREATE TABLE name (path TEXT, lang TEXT, text TEXT, key TEXT, syllables INT, main INT);
CREATE TABLE part (path TEXT, key TEXT);
CREATE TABLE used (path TEXT, field TEXT);
CREATE TABLE identifier (path TEXT, scheme TEXT, value TEXT);
CREATE TABLE year (path TEXT, role TEXT, value TEXT);
CREATE TABLE agent (path TEXT, agent TEXT);
CREATE TABLE within (path TEXT, outer_path TEXT);
CREATE TABLE located (path TEXT, place TEXT);
CREATE TABLE level (path TEXT, slug TEXT);
CREATE TABLE record (path TEXT, record TEXT);
CREATE TABLE stated (subject TEXT, property TEXT, object TEXT);
CREATE TABLE subject (subject TEXT, heading TEXT);
"""
_INDEXES = """
CREATE INDEX name_key ON name (key);
CREATE INDEX name_path ON name (path);
CREATE INDEX part_path ON part (path);
CREATE INDEX used_path ON used (path);
CREATE INDEX identifier_value ON identifier (scheme, value);
CREATE INDEX year_path ON year (path);
CREATE INDEX agent_path ON agent (path);
CREATE INDEX within_path ON within (path);
CREATE INDEX located_path ON located (path);
CREATE INDEX located_place ON located (place);
CREATE INDEX level_path ON level (path);
CREATE INDEX record_path ON record (path);
CREATE INDEX subject_heading ON subject (heading);
ANALYZE;
"""
_LABELS = {RDFS.label: 1, SKOS.altLabel: 0, SKOS.prefLabel: 1}
_YEAR = re.compile(r"-?\d{4}")
_QUALIFIER = re.compile(r"\s*\(([^()]*)\)\s*\Z")
_DATES = re.compile(r",[^,]*\d[^,]*\Z")  # of a person, in the string that names the heading
_NO_ENTITY = frozenset(("instance", "item", "record", "designation", "document", "digital"))
BATCH = 20_000


class Ledger:
    """Headings and things with their names, identifiers, years and places."""

    def __init__(self, path: Path, base: str) -> None:
        path.unlink(missing_ok=True)
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA journal_mode = OFF")
        self.db.execute("PRAGMA synchronous = OFF")
        self.db.execute("PRAGMA temp_store = FILE")
        self.db.executescript(_TABLES)
        self.db.execute("BEGIN")
        self._own = f"<{base}r/"
        self._rows: dict[str, list[tuple[object, ...]]] = {}
        self._pending = 0
        self._readers = {
            **dict.fromkeys(_LABELS, self._label),
            MCB.record: self._record,
            MCB.usedIn: self._used,
            MCB.edtf: self._life,
            MCB.adminLevel: self._level,
            BF.date: self._published,
            BF.agent: self._agent,
            BF.subject: self._subject,
            CRM.P190_has_symbolic_content: self._identifier,
            CRM.P89_falls_within: self._within,
            CRM.P53_has_former_or_current_location: self._located,
            RDF.value: self._number,
        }

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()

    def read(self, segment: Segment, rank: int) -> None:
        """Take in one segment; `rank` orders sources, the first is preferred."""
        own, readers = self._own, self._readers
        start = len(own)
        with segment.path.open(encoding="utf-8") as lines:
            for line in lines:
                subject, predicate, rest = line.split(" ", 2)
                if not subject.startswith(own):
                    continue
                reader = readers.get(predicate)
                if reader is not None:
                    value = rest[: rest.rindex(" <")]
                    reader(subject[start:-1].split("/"), predicate, value, rank)
                elif rest.startswith(own) and len(rest) > start:
                    self._stated(subject[start:-1], predicate, rest[start : rest.index(">")])
        self._flush()

    def index(self) -> None:
        """No more segments: make the indexes that the rules look things up by."""
        self._flush()
        self.db.execute("COMMIT")
        self.db.executescript(_INDEXES)

    def _put(self, table: str, *row: object) -> None:
        self._rows.setdefault(table, []).append(row)
        self._pending += 1
        if self._pending >= BATCH:
            self._flush()

    def _flush(self) -> None:
        for table, rows in self._rows.items():
            self.db.executemany(_INSERT[table], rows)
        self._rows.clear()
        self._pending = 0

    # Each reader is given the subject's path in segments, the predicate, the object's term.

    def _label(self, path: list[str], predicate: str, value: str, rank: int) -> None:
        heading = path[1] == "heading"
        if len(path) == 5 and path[1] == "place" and path[3] == "v":
            # What a unit was called at some time (`phường Vân Hà`) is a name of the unit.
            self._put_name("/".join(path[:3]), language(value), plain(value), 0, False)
        elif len(path) == 4 if heading else len(path) == 3 and path[1] not in _NO_ENTITY:
            node = "/".join(path)
            self._put_name(node, language(value), plain(value), _LABELS[predicate], heading)

    def _put_name(self, node: str, lang: str, text: str, main: int, heading: bool) -> None:
        name = text
        qualifier = _QUALIFIER.search(text)
        if heading and "," in text and not qualifier:
            name, _, tail = text.partition(",")
            for part in tail.split(","):
                self._put("part", node, match_key(part))
        elif qualifier and core(text) == match_key(text):
            name = text[: qualifier.start()]
            for part in qualifier[1].split(","):
                self._put("part", node, match_key(part))
        self._put("name", node, lang, text, match_key(name), _syllables(name), main)

    def _record(self, path: list[str], predicate: str, value: str, rank: int) -> None:
        if len(path) == 3 and path[1] not in _NO_ENTITY:
            node = "/".join(path)
            self._put("node", node, path[0], path[1], 0, rank)
            self._put("record", node, value)

    def _used(self, path: list[str], predicate: str, value: str, rank: int) -> None:
        node = "/".join(path)
        self._put("node", node, path[0], path[2], 1, rank)
        self._put("used", node, plain(value))

    def _life(self, path: list[str], predicate: str, value: str, rank: int) -> None:
        for role in ("birth", "death"):
            if role in path[3:5] and (year := _YEAR.match(plain(value))):
                self._put("year", "/".join(path[: path.index(role, 3)]), role, year[0])

    def _published(self, path: list[str], predicate: str, value: str, rank: int) -> None:
        own = path[1] == "instance" and len(path) == 5 and path[3] == "provision"
        if own and (year := _YEAR.match(plain(value))):
            self._put("year", f"{path[0]}/work/{path[2]}", "published", year[0])

    def _agent(self, path: list[str], predicate: str, value: str, rank: int) -> None:
        if path[1] == "work" and path[3:4] == ["contribution"] and value.startswith(self._own):
            agent = value[len(self._own) : -1].split("/")
            if agent[1] == "heading":
                name = _QUALIFIER.sub("", _DATES.sub("", dec(agent[3])))
                self._put("agent", "/".join(path[:3]), match_key(name))

    def _identifier(self, path: list[str], predicate: str, value: str, rank: int) -> None:
        for index, role in enumerate(path[3:-1], 3):
            if role.startswith("id-"):
                self._put("identifier", "/".join(path[:index]), role[3:], dec(path[index + 1]))

    def _number(self, path: list[str], predicate: str, value: str, rank: int) -> None:
        if path[1] == "instance" and len(path) == 5 and path[3] in ("isbn", "issn"):
            self._put("identifier", f"{path[0]}/work/{path[2]}", path[3], path[4].partition("~")[0])

    def _level(self, path: list[str], predicate: str, value: str, rank: int) -> None:
        self._put("level", "/".join(path[:3]), value.rstrip(">").rpartition("/")[2])

    def _subject(self, path: list[str], predicate: str, value: str, rank: int) -> None:
        if value.startswith(self._own):
            self._put("subject", "/".join(path), value[len(self._own) : -1])

    def _within(self, path: list[str], predicate: str, value: str, rank: int) -> None:
        if value.startswith(self._own):
            inner = path[:3] if len(path) > 3 and path[3] == "v" else path
            self._put("within", "/".join(inner), value[len(self._own) : -1])

    def _located(self, path: list[str], predicate: str, value: str, rank: int) -> None:
        if value.startswith(self._own) and len(path) == 3:
            self._put("located", "/".join(path), value[len(self._own) : -1])

    def _stated(self, subject: str, predicate: str, value: str) -> None:
        source, _, _ = subject.partition("/")
        if not value.startswith(f"{source}/"):
            self._put("stated", subject, predicate, value)

    def rows(self, query: str, *values: object) -> Iterable[tuple[str, ...]]:
        """The rows of a query, one after the other."""
        return self.db.execute(query, values)


def _syllables(name: str) -> int:
    """How many syllables a name has: each Chinese or Nôm character is one."""
    return sum(len(word) if has_han(word) else 1 for word in core(name).split())


def _insert(table: str, columns: int) -> str:
    return f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * columns)})"


_INSERT = {
    name: _insert(name, definition.count(",") + 1)
    for name, definition in re.findall(r"CREATE TABLE (\w+) \((.*)\)", _TABLES)
}
