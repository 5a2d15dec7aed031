"""Entities: minted once, pinned for ever, given to every member.

An entity is named after the thing that founded it (`{kind}/{source}.{rid}`), or by hand in
`curation/entities.csv`. Members may come and go and sources may change places: its name stays.
One of which nothing speaks any more is withdrawn; it has its name again when its founder is back.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from mocban.graph import curation
from mocban.graph.components import Components
from mocban.graph.ledger import Ledger
from mocban.graph.search import Entry

# A heading of one of these kinds stands for somebody even where nothing else is known of him.
_FOUNDING = ("person", "group", "set")
_UNPINNED = 1 << 60
_MEMBER = "INSERT OR IGNORE INTO member VALUES (?, ?, ?, ?, ?, ?, ?)"
_EVIDENCE = """
SELECT method, confidence, field, text FROM pair
WHERE status = 'accepted' AND (path = ?1 OR other = ?1)
ORDER BY path = ?1 DESC, method = 'curation' DESC, confidence DESC, method, field, text LIMIT 1
"""
_ALONE = f"""
SELECT n.path, p.entity FROM node n
LEFT JOIN component c ON c.path = n.path
LEFT JOIN pinned p ON p.founder = n.path AND p.status IN ('active', 'withdrawn')
WHERE c.path IS NULL AND (NOT n.heading OR n.kind IN {_FOUNDING} OR p.entity IS NOT NULL)
"""
_TOGETHER = """
SELECT c.root, n.path, n.kind, n.heading, n.rank FROM component c JOIN node n ON n.path = c.path
ORDER BY c.root, n.heading, n.rank, n.path
"""


def name_of(path: str) -> str:
    """The entity (kind/eid) that a thing or heading founds. An institution that describes
    itself is named by its code."""
    source, kind, *rest = path.split("/")
    if kind == "heading":
        return f"{rest[0]}/{source}.heading.{rest[1]}"
    if kind == "group" and rest[0] == source:
        return f"group/{source}"
    return f"{kind}/{source}.{rest[0]}"


def founder_of(entity: str) -> str:
    """The path of the thing or heading that an entity is named after; `name_of` undone. For a
    name given by hand there is none, and the path leads nowhere."""
    kind, _, eid = entity.partition("/")
    source, *rest = eid.split(".")
    if not rest:
        return f"{source}/{kind}/{source}"
    if rest[0] == "heading" and len(rest) == 2:
        return f"{source}/heading/{kind}/{rest[1]}"
    return f"{source}/{kind}/{rest[0]}"


def assign(ledger: Ledger, components: Components, folder: Path) -> int:
    """Fill the table `member`; pin in `folder` what is new, and say how many that were."""
    db = ledger.db
    db.execute("CREATE INDEX pair_path ON pair (path)")
    db.execute("CREATE INDEX pair_other ON pair (other)")
    db.execute("CREATE INDEX pinned_founder ON pinned (founder)")
    db.execute("BEGIN")
    db.executemany(_MEMBER, _alone(ledger))
    db.executemany(_MEMBER, _together(ledger, components))
    db.execute("COMMIT")
    db.execute("CREATE INDEX member_entity ON member (entity)")
    return curation.append(folder, _new(ledger))


def _alone(ledger: Ledger) -> Iterator[tuple[object, ...]]:
    for path, entity in ledger.db.execute(_ALONE):
        yield path, entity or name_of(path), 1, "", 1.0, "", ""


def _together(ledger: Ledger, components: Components) -> Iterator[tuple[object, ...]]:
    root = ""
    members: list[tuple[str, str, int, int]] = []
    for row in ledger.db.execute(_TOGETHER):
        if row[0] != root and members:
            yield from _component(ledger, components, root, members)
            members = []
        root = row[0]
        members.append(row[1:])
    if members:
        yield from _component(ledger, components, root, members)


def _component(
    ledger: Ledger, components: Components, root: str, members: list[tuple[str, str, int, int]]
) -> Iterator[tuple[object, ...]]:
    db = ledger.db
    here = {path for path, _, _, _ in members}
    pinned = []
    for entity in sorted(components.entities(root)):
        row = db.execute(
            "SELECT place, entity, founder FROM pinned WHERE entity = ?", (entity,)
        ).fetchone()
        if row is not None:
            pinned.append(row)
        elif founder_of(entity) in here:  # decided on before it was ever minted
            pinned.append((_UNPINNED, entity, founder_of(entity)))
    founding = any(not heading or kind in _FOUNDING for _, kind, heading, _ in members)
    if pinned:
        # A decision names the survivor; else a thing outlives a heading, the older the younger.
        _, _, _, entity, founder = min(
            (entity not in components.chosen, "/heading/" in founder, place, entity, founder)
            for place, entity, founder in pinned
        )
        for _, other, _ in pinned:
            if other != entity:
                db.execute(
                    "UPDATE pinned SET status = 'merging', survivor = ? WHERE entity = ?",
                    (entity, other),
                )
    elif founding:
        founder = members[0][0]
        entity = name_of(founder)
    else:
        return
    for path, _, _, _ in members:
        if path == founder:
            yield path, entity, 1, "", 1.0, "", ""
        else:
            yield path, entity, 0, *(db.execute(_EVIDENCE, (path,)).fetchone() or ("", 1.0, "", ""))


def _new(ledger: Ledger) -> Iterator[curation.Entity]:
    today = datetime.now(UTC).date().isoformat()
    query = """
    SELECT DISTINCT m.entity, m.path FROM member m LEFT JOIN pinned p ON p.entity = m.entity
    WHERE m.founder AND (p.entity IS NULL OR p.status IN ('merged', 'withdrawn')) ORDER BY m.entity
    """
    for entity, founder in ledger.db.execute(query):
        kind, _, eid = entity.partition("/")
        yield curation.Entity(eid, kind, founder, today, "active", "")
    merging = (
        "SELECT entity, founder, survivor FROM pinned WHERE status = 'merging' ORDER BY entity"
    )
    for entity, founder, survivor in ledger.db.execute(merging):
        kind, _, eid = entity.partition("/")
        yield curation.Entity(eid, kind, founder, today, "merged", survivor)
    gone = """
    SELECT entity, founder FROM pinned p WHERE status = 'active'
    AND NOT EXISTS (SELECT 1 FROM member m WHERE m.entity = p.entity) ORDER BY entity
    """
    for entity, founder in ledger.db.execute(gone):
        kind, _, eid = entity.partition("/")
        yield curation.Entity(eid, kind, founder, today, "withdrawn", "")


_WEIGHTS = """
SELECT m.entity, COUNT(*) + (
    SELECT COUNT(*) FROM subject s JOIN member x ON x.path = s.heading WHERE x.entity = m.entity
  ) + (
    SELECT COUNT(*) FROM stated s JOIN member x ON x.path = s.object WHERE x.entity = m.entity
  ) FROM member m GROUP BY m.entity ORDER BY m.entity
"""
_NAMES = """
SELECT n.lang, n.text FROM member m JOIN name n ON n.path = m.path JOIN node o ON o.path = m.path
WHERE m.entity = ? ORDER BY o.heading, n.main DESC, NOT m.founder, o.rank, n.text
"""
_SOURCES = """
SELECT DISTINCT o.source FROM member m JOIN node o ON o.path = m.path WHERE m.entity = ? ORDER BY o.rank
"""


def entries(ledger: Ledger, base: str, given: dict[str, list[tuple[str, str]]]) -> Iterator[Entry]:
    """Every entity with its names, the preferred first, for the search index; `given` are the
    names that people have chosen."""
    db = ledger.db
    for entity, weight in db.execute(_WEIGHTS):
        names = dict.fromkeys([*given.get(entity, ()), *db.execute(_NAMES, (entity,))])
        sources = [source for (source,) in db.execute(_SOURCES, (entity,))]
        yield Entry(
            f"{base}e/{entity}", entity.partition("/")[0], list(names), sources, float(weight)
        )
