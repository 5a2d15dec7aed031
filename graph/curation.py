"""What people decided, read from plain files in `curation/`; it beats what the machine finds.

entities.csv    eid,kind,founder,minted,status,replaced_by   append-only: entities once minted,
                merged into others, or withdrawn when nothing speaks of them any more
decisions.csv   property,subject,object,decision,by,date,why links accepted or rejected
*.ttl           statements of our own, with IRIs relative to the base
"""

import csv
import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from mocban.errors import ConfigError
from mocban.ontology.iris import KINDS

ENTITY_COLUMNS = ("eid", "kind", "founder", "minted", "status", "replaced_by")
_STATUS = ("active", "merged", "withdrawn")
DECISION_COLUMNS = ("property", "subject", "object", "decision", "by", "date", "why")


class Entity(NamedTuple):
    """One line of entities.csv. The last line of an entity is the one that counts."""

    eid: str
    kind: str
    founder: str  # a path: source/kind/rid, or source/heading/kind/string
    minted: str
    status: str  # active, merged, withdrawn
    replaced_by: str  # kind/eid of the survivor


class Decision(NamedTuple):
    """One line of decisions.csv."""

    property: str  # entity, about, printedFrom…: a name in our own vocabulary
    subject: str  # a path
    object: str  # kind/eid
    decision: str  # accept, reject
    by: str
    date: str
    why: str


def _lines(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        try:
            header = tuple(next(reader, ()))
            if header != columns:
                raise ConfigError(
                    f"{path}: the first line must be “{','.join(columns)}”.",
                    f"{path}: dòng đầu phải là “{','.join(columns)}”.",
                )
            for row in reader:
                if row and len(row) != len(columns):
                    raise ConfigError(
                        f"{path}, line {reader.line_num}: {len(columns)} cells are wanted, "
                        f"{len(row)} are there; a text with a comma must stand in quotes.",
                        f"{path}, dòng {reader.line_num}: cần {len(columns)} ô nhưng có {len(row)}; "
                        "chữ có dấu phẩy phải đặt trong ngoặc kép.",
                    )
                if row:
                    yield reader.line_num, [cell.strip() for cell in row]
        except csv.Error as error:
            raise ConfigError(
                f"{path}, line {reader.line_num}: it is no CSV ({error}); check its quotation marks.",
                f"{path}, dòng {reader.line_num}: sai CSV ({error}); hãy kiểm tra dấu ngoặc kép.",
            ) from None
        except UnicodeDecodeError:
            raise ConfigError(
                f"{path}: it is not UTF-8; save it as UTF-8.",
                f"{path}: không phải UTF-8; hãy lưu lại bằng UTF-8.",
            ) from None


def entities(folder: Path) -> Iterator[Entity]:
    """The lines of entities.csv, in the order in which they were written."""
    path = folder / "entities.csv"
    for number, row in _lines(path, ENTITY_COLUMNS):
        entity = Entity(*row)
        if entity.kind not in KINDS or entity.status not in _STATUS or not entity.eid:
            raise ConfigError(
                f"{path}, line {number}: kind “{entity.kind}” or status “{entity.status}” is unknown.",
                f"{path}, dòng {number}: không có loại “{entity.kind}” hoặc trạng thái “{entity.status}”.",
            )
        yield entity


def append(folder: Path, minted: Iterator[Entity]) -> int:
    """Add lines to entities.csv, all or none; gives how many."""
    first = next(minted, None)
    if first is None:
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    path, count = folder / "entities.csv", 0
    part = path.with_suffix(".part")
    before = path.read_bytes() if path.exists() else f"{','.join(ENTITY_COLUMNS)}\n".encode()
    part.write_bytes(before if before.endswith(b"\n") else before + b"\n")
    with part.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for count, entity in enumerate(chain([first], minted), 1):  # noqa: B007
            writer.writerow(entity)
    os.replace(part, path)
    return count


def decisions(folder: Path) -> list[Decision]:
    """All decisions; of two on the same link the later line counts."""
    path = folder / "decisions.csv"
    latest: dict[tuple[str, str, str], Decision] = {}
    for number, row in _lines(path, DECISION_COLUMNS):
        decision = Decision(*row)
        if decision.decision not in ("accept", "reject") or "/" not in decision.object:
            raise ConfigError(
                f"{path}, line {number}: the decision must be accept or reject, and the object "
                "kind/id, such as person/hoang-hoa-tham.",
                f"{path}, dòng {number}: quyết định phải là accept hoặc reject, đối tượng phải là "
                "loại/mã, ví dụ person/hoang-hoa-tham.",
            )
        latest[decision[:3]] = decision
    return list(latest.values())
