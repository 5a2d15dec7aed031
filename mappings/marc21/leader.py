"""Leader: what kind of thing is described (https://www.loc.gov/marc/bibliographic/bdleader.html)."""

from functools import cache

from mocban.errors import RecordError
from mocban.mappings.marc21.body import table
from mocban.mappings.marc21.entry import RECORD, A, Entry
from mocban.ontology.namespaces import BF

_WORK = BF.Work
_INSTANCE = BF.Instance
_HAS_INSTANCE = BF.hasInstance
_INSTANCE_OF = BF.instanceOf


@cache
def _classes(record_type: str, level: str) -> tuple[str, ...] | None:
    """Work classes by leader/06 (type of record) and leader/07 (bibliographic level).

    A component part (a, b) is neither monograph nor serial: it is part of one.
    """
    types = table("work_types").get(record_type)
    issuance = table("issuance").get(level)
    if types is None or issuance is None:
        return None
    return tuple(BF[name] for name in (*types.split(), *issuance.split()))


def begin(entry: Entry) -> None:
    """The Work and the Instance that every bibliographic record is about."""
    leader = entry.leader
    if leader[5:6] == "d":
        raise RecordError(
            "The record is marked as deleted (leader/05 = d).",
            "Biểu ghi được đánh dấu đã xóa (đầu biểu/05 = d).",
        )
    classes = _classes(leader[6:7], leader[7:8])
    if classes is None:
        entry.warn(
            "unknown-type", "LDR",
            f"Leader/06-07 “{leader[6:8]}” is no known kind of record; taken as a printed text.",
            f"Đầu biểu/06-07 “{leader[6:8]}” không phải loại biểu ghi đã biết; "
            "coi là văn bản in.",
        )  # fmt: skip
        classes = _classes(leader[6:7], "m") or _classes("a", leader[7:8]) or _classes("a", "m")
        assert classes is not None
    work, instance, record = entry.work, entry.instance, entry.node
    entry.triples += [(work, A, name) for name in classes]
    entry.triples += (
        (work, A, _WORK),
        (work, RECORD, record),
        (work, _HAS_INSTANCE, instance),
        (instance, A, _INSTANCE),
        (instance, RECORD, record),
        (instance, _INSTANCE_OF, work),
    )
