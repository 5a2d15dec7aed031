"""Leader: what kind of thing is described (https://www.loc.gov/marc/bibliographic/bdleader.html)."""

from functools import cache

from mocban.errors import RecordError
from mocban.mappings.marc21.body import rows
from mocban.mappings.marc21.entry import RECORD, A, Entry
from mocban.ontology.namespaces import BF

_WORK = BF.Work
_INSTANCE = BF.Instance
_HAS_INSTANCE = BF.hasInstance
_INSTANCE_OF = BF.instanceOf
_CONTENT = BF.content
_ISSUANCE = BF.issuance
_VOCABULARY = "<http://id.loc.gov/vocabulary/"


@cache
def _types() -> dict[str, tuple[tuple[str, ...], str]]:
    """Leader/06 (type of record): classes of the work, and its content type."""
    return {
        code: (tuple(BF[name] for name in names.split()), f"{_VOCABULARY}contentTypes/{content}>")
        for code, names, content, _ in rows("work_types")
    }


@cache
def _levels() -> dict[str, tuple[tuple[str, ...], str]]:
    """Leader/07 (bibliographic level): classes of the work, and how it is issued. A component
    part (a, b) is neither monograph nor serial: it is part of one, and a single unit itself."""
    return {
        code: (tuple(BF[name] for name in names.split()), f"{_VOCABULARY}issuance/{issuance}>")
        for code, names, issuance in rows("issuance")
    }


def begin(entry: Entry) -> None:
    """The Work and the Instance that every bibliographic record is about."""
    leader = entry.leader
    if leader[5:6] == "d":
        raise RecordError(
            "The record is marked as deleted (leader/05 = d).",
            "Biểu ghi được đánh dấu đã xóa (đầu biểu/05 = d).",
        )
    kind, level = _types().get(leader[6:7]), _levels().get(leader[7:8])
    if kind is None or level is None:
        entry.warn(
            "unknown-type", "LDR",
            f"Leader/06-07 “{leader[6:8]}” is no known kind of record; taken as a printed text.",
            f"Đầu biểu/06-07 “{leader[6:8]}” không phải loại biểu ghi đã biết; "
            "coi là văn bản in.",
        )  # fmt: skip
        kind, level = kind or _types()["a"], level or _levels()["m"]
    work, instance, record = entry.work, entry.instance, entry.node
    entry.triples += [(work, A, name) for name in (*kind[0], *level[0])]
    entry.triples += (
        (work, A, _WORK),
        (work, RECORD, record),
        (work, _HAS_INSTANCE, instance),
        (instance, A, _INSTANCE),
        (instance, RECORD, record),
        (instance, _INSTANCE_OF, work),
    )
    if "336" not in entry.by:
        entry.triples.append((work, _CONTENT, kind[1]))
    if "334" not in entry.by:
        entry.triples.append((instance, _ISSUANCE, level[1]))
