"""What an address that leads nowhere is answered: that there is nothing, or that there was
something (https://www.rfc-editor.org/rfc/rfc9110#name-410-gone)."""

from pathlib import Path

from pyoxigraph import NamedNode

from mocban.endpoint.problems import Problem
from mocban.graph import roll
from mocban.graph.questions import Store


def absent(store: Store, folder: Path, iri: str) -> Problem:
    """The problem with an IRI that the snapshot in `folder` says nothing of: 410 for what a
    source has withdrawn, of which only that is told; else 404."""
    day = roll.gone(folder / roll.FILE, iri)
    if day or _removed(store, iri):
        return Problem(
            410,
            "What had this address has been withdrawn by its source"
            + (f"; this was noticed on {day}." if day else ".")
            + " The address will not be given to anything else.",
            "Nội dung ở địa chỉ này đã được nguồn rút lại"
            + (f"; ghi nhận ngày {'/'.join(reversed(day.split('-')))}." if day else ".")
            + " Địa chỉ này sẽ không dùng cho nội dung khác.",
        )
    return Problem(
        404,
        "Nothing is known under this address.",
        "Không có dữ liệu nào mang địa chỉ này.",
    )


def _removed(store: Store, iri: str) -> bool:
    """Whether this was a record, which a run has found gone."""
    try:
        return "/record/" in iri and store.ask("removed", record=NamedNode(iri))
    except ValueError:
        return False
