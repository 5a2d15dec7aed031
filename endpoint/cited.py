"""The answer to a saved query: as it was, as it is today, and what has changed."""

from collections import OrderedDict
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Lock
from typing import IO, Any, NamedTuple

from flask import current_app, request

from mocban.endpoint.allowance import Allowance
from mocban.endpoint.problems import Problem
from mocban.endpoint.wiring import shared, snapshot
from mocban.errors import Text
from mocban.graph import apart
from mocban.graph.canonical import GRAPH, RESULT, ordered
from mocban.graph.citations import Citations, Saved
from mocban.graph.reruns import Reruns
from mocban.graph.workers import Job

_REMEMBERED = 64


class Citing(NamedTuple):
    """What the handlers of saved queries share: the queries, how many there may be, what the
    graph is called, the pools for old snapshots, how often one may save, and the comparisons
    made of late."""

    saved: Citations
    most: int
    title: Text
    reruns: Reruns
    allowance: Allowance
    compared: "Compared"


class Given(NamedTuple):
    """An answer: an open file, which the caller closes; the number of its snapshot; and how it
    was come by: `pinned` (asked again of the snapshot that is cited), `rebuilt` (of another made
    of the same), `archived` (as it was kept), `current`."""

    file: IO[bytes]
    snapshot: int
    how: str


class Changes(NamedTuple):
    """What became of an answer: the number of today's snapshot, the hash and the rows of today's
    answer, and how many rows are new and gone with the first of them as canonical lines, None
    where the old answer is no longer there to compare with; `same` says whether the hashes are."""

    snapshot: int
    sha256: str
    rows: int
    same: bool
    head: str
    rest: dict[str, Any] | None


class Compared:
    """The comparisons made of late."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._known: OrderedDict[tuple[str, str], Changes] = OrderedDict()

    def get(self, key: tuple[str, str]) -> Changes | None:
        """One that was made before."""
        with self._guard:
            return self._known.get(key)

    def keep(self, key: tuple[str, str], found: Changes) -> None:
        """Remembers one."""
        with self._guard:
            self._known[key] = found
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)


def citing() -> Citing:
    """What the application was given."""
    found: Citing = current_app.extensions["mocban.citing"]
    return found


def asker() -> tuple[str, Callable[[], bool] | None]:
    """The address of the one who asks, and how to see that he has stopped waiting."""
    return request.remote_addr or "", request.environ.get("mocban.gone")


def current(query: str, media_type: str) -> Given:
    """The answer of today."""
    job = Job(query, media_type, shared().base)
    answer = shared().pool.run(job, *asker())
    return Given(answer.file, _number(answer.store.parent), "current")


def pinned(saved: Saved, query: str, media_type: str) -> Given | None:
    """The answer of the snapshot that is cited, or of one made of the same where there is only
    that; None where both are gone."""
    folder, how = citing().saved.snapshot(saved.pin), "pinned"
    if folder is None:
        folder, how = citing().saved.rebuilt(saved.pin), "rebuilt"
    if folder is None:
        return None
    store = folder.resolve() / "store"
    job = Job(query, media_type, shared().base)
    if store == snapshot().path:
        answer = shared().pool.run(job, *asker())
        if answer.store == store:
            return Given(answer.file, _number(folder), how)
        answer.file.close()
    answer = citing().reruns.run(store, job, *asker())
    return Given(answer.file, _number(folder), how)


def archived(saved: Saved) -> Given | None:
    """The answer as it was kept, in canonical form."""
    file = citing().saved.archived(saved)
    return None if file is None else Given(file, saved.pin.number, "archived")


def gone(saved: Saved) -> Problem:
    """What is said where an answer cannot be had any more."""
    return Problem(
        410,
        f"Snapshot {saved.pin.number} is no longer kept: ask with snapshot=current. "
        f"The hash of the answer was {saved.sha256}.",
        f"Ảnh chụp {saved.pin.number} không còn được giữ: hãy hỏi với snapshot=current. "
        f"Mã băm của kết quả là {saved.sha256}.",
    )


def canonical(saved: Saved, given: Given) -> apart.Form:
    """An answer in canonical form; closes the file where it was in another."""
    if given.how == "archived":
        return apart.measured(given.file, saved.graph)
    with closing(given.file):
        return apart.written(
            given.file, saved.graph, ordered(saved.query), shared().pool.limits
        )  # fmt: skip


def as_it_was(saved: Saved) -> tuple[apart.Form, Given] | None:
    """The answer that was cited, in canonical form: asked again where its snapshot is still
    there, else as it was kept, else asked of a snapshot made of the same."""
    kept = None if citing().saved.snapshot(saved.pin) else archived(saved)
    given = kept or pinned(saved, saved.query, source(saved))
    return None if given is None else (canonical(saved, given), given)


def source(saved: Saved) -> str:
    """The media type that the canonical form is made from."""
    return GRAPH if saved.graph else RESULT


def changes(saved: Saved) -> Changes:
    """What has changed since a query was saved."""
    key = (saved.id, snapshot().id)
    known = citing().compared.get(key)
    if known is None:
        known = _compared(saved)
        if of_today(known.snapshot):
            citing().compared.keep(key, known)
    return known


def of_today(number: int) -> bool:
    """Whether an answer is of the snapshot of this request: a worker may be ahead or behind."""
    return number == _number(snapshot().folder)


def _compared(saved: Saved) -> Changes:
    with ExitStack() as files:
        today = current(saved.query, source(saved))
        new = canonical(saved, today)
        files.callback(new.file.close)
        head = new.file.readline().decode().rstrip("\n") if saved.form == "SELECT" else ""
        same = new.sha256 == saved.sha256
        found = Changes(today.snapshot, new.sha256, new.rows, same, head, None)
        if same:
            return found
        given = archived(saved) or pinned(saved, saved.query, source(saved))
        if given is None:
            return found
        old = canonical(saved, given)
        files.callback(old.file.close)
        limits = shared().pool.limits
        return found._replace(rest=apart.difference(old, new, 1 if head else 0, limits))


def _number(folder: Path) -> int:
    return int(folder.name)
