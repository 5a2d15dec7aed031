"""Linking: headings and things become members of entities.

Rules are SQL files over the ledger, run phase by phase (the number before the name; the name
is the method). A rule gives pairs with confidence, status, field and words as evidence.
Accepted pairs are joined, unless somebody rejected that; the others wait as candidates.
Entities are pinned where they were minted and never computed anew.
"""

import csv
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from mocban.graph import curation
from mocban.graph.components import Components
from mocban.graph.entities import assign, founder_of
from mocban.graph.ledger import Ledger

_TABLES = """
CREATE TABLE pair (path TEXT, other TEXT, confidence REAL, status TEXT, field TEXT, text TEXT, method TEXT);
CREATE TABLE component (path TEXT PRIMARY KEY, root TEXT) WITHOUT ROWID;
CREATE TABLE surroundings (path TEXT, key TEXT);
CREATE TABLE agreement (heading TEXT, thing TEXT, field TEXT, own INT, confidence REAL);
CREATE TABLE pinned (entity TEXT PRIMARY KEY, place INT, founder TEXT, status TEXT, survivor TEXT);
CREATE TABLE member (path TEXT PRIMARY KEY, entity TEXT, founder INT, method TEXT, confidence REAL,
                     field TEXT, text TEXT) WITHOUT ROWID;
"""
_SURROUNDINGS = """
INSERT INTO surroundings
WITH RECURSIVE around (path, place) AS (
  SELECT path, place FROM located
  UNION SELECT a.path, w.outer_path FROM around a JOIN within w ON w.path = a.place
  UNION SELECT a.path, d.path FROM around a
    JOIN component c ON c.path = a.place JOIN component d ON d.root = c.root
)
SELECT around.path, key FROM around JOIN name ON name.path = place
UNION SELECT around.path, key FROM around JOIN part ON part.path = place;
CREATE INDEX surroundings_path ON surroundings (path, key);
"""


class Counts(NamedTuple):
    """What a run of the linker came to."""

    entities: int
    minted: int
    accepted: dict[str, int]  # by method
    candidates: dict[str, int]
    idle: list[str]  # decisions about what no source has (any more)


def link(ledger: Ledger, folder: Path) -> Counts:
    """Run the rules, apply the decisions of `folder` (curation), mint what is new, and leave
    the table `member` in the ledger: path, entity, whether it founded it, and the evidence."""
    db = ledger.db
    db.executescript(_TABLES)
    _pin(ledger, folder)
    rows = (files("mocban.graph") / "rules" / "agreement.tsv").read_text("utf-8").splitlines()
    db.executemany(
        "INSERT INTO agreement VALUES (?, ?, ?, ?, ?)", csv.reader(rows[1:], delimiter="\t")
    )
    decisions = [each for each in curation.decisions(folder) if each.property == "entity"]
    missing: list[str] = []
    rejected: dict[str, set[str]] = {}
    for each in decisions:
        if each.decision == "reject":
            rejected.setdefault(each.subject, set()).add(each.object)
    components = Components(rejected)
    for entity, founder in db.execute(
        "SELECT entity, founder FROM pinned WHERE status IN ('active', 'withdrawn')"
    ):
        components.entity(founder, entity)
    founders = dict(db.execute("SELECT entity, founder FROM pinned"))
    for each in decisions:
        founder = founders.get(each.object, founder_of(each.object))
        for path in (each.subject, founder):
            if not db.execute("SELECT 1 FROM node WHERE path = ?", (path,)).fetchone():
                missing.append(f"{each.subject} → {each.object}")
        components.entity(founder, each.object)
        if each.decision == "accept":
            components.chosen.add(each.object)
            if components.join(each.subject, founder):
                db.execute(
                    "INSERT INTO pair VALUES (?, ?, 1.0, 'accepted', '', ?, 'curation')",
                    (each.subject, founder, each.why),
                )
    _run(ledger, components)
    _remember(ledger, components)
    minted = assign(ledger, components, folder)
    return Counts(
        entities=db.execute("SELECT COUNT(DISTINCT entity) FROM member").fetchone()[0],
        minted=minted,
        accepted=_by_method(ledger, "accepted"),
        candidates=_by_method(ledger, "candidate"),
        idle=sorted(set(missing)),
    )


def _by_method(ledger: Ledger, status: str) -> dict[str, int]:
    query = "SELECT method, COUNT(DISTINCT path) FROM pair WHERE status = ? GROUP BY method ORDER BY method"
    return dict(ledger.db.execute(query, (status,)))


def _pin(ledger: Ledger, folder: Path) -> None:
    ledger.db.executemany(
        "INSERT INTO pinned VALUES (?, ?, ?, ?, ?) ON CONFLICT (entity) DO UPDATE"
        " SET status = excluded.status, survivor = excluded.survivor, founder = excluded.founder",
        (
            (f"{each.kind}/{each.eid}", place, each.founder, each.status, each.replaced_by)
            for place, each in enumerate(curation.entities(folder))
        ),
    )


def _run(ledger: Ledger, components: Components) -> None:
    db = ledger.db
    rules = sorted(
        (
            each
            for each in (files("mocban.graph") / "rules").iterdir()
            if each.name.endswith(".sql")
        ),
        key=lambda each: each.name,
    )
    surrounded = False
    for rule in rules:
        phase, _, method = rule.name.removesuffix(".sql").partition("-")
        if phase == "3" and not surrounded:
            _remember(ledger, components)
            db.executescript(_SURROUNDINGS)
            surrounded = True
        _remember(ledger, components)
        for path, other, confidence, status, field, text in db.execute(rule.read_text("utf-8")):
            known = components.root(path) == components.root(other)
            if status == "accepted" and not components.join(path, other):
                continue
            if status == "candidate" and (known or not components.allowed(path, other)):
                continue
            db.execute(
                "INSERT INTO pair VALUES (?, ?, ?, ?, ?, ?, ?)",
                (path, other, confidence, status, field or "", text, method),
            )


def _remember(ledger: Ledger, components: Components) -> None:
    ledger.db.executemany("INSERT OR REPLACE INTO component VALUES (?, ?)", components)
