"""From files to publishable triples: reader, mapping, access filter, and the count of all.

Whatever is read is converted, rejected or withheld; nothing else can happen to a record.
"""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mocban.errors import DamageError, RecordError, SourceError, Text
from mocban.graph.access import AccessFilter
from mocban.mappings import format_named
from mocban.mappings.record import RECORD, Dataset, Record, Rejection, Triple, Warned
from mocban.ontology.iris import norm
from mocban.sources import opened

_COUNTS = Text("read {read} = converted {converted} + rejected {rejected} + withheld {withheld}",
               "đọc {read} = chuyển {converted} + loại {rejected} + giữ lại {withheld}")  # fmt: skip


Sink = Callable[[Record, list[Triple]], None]
SAMPLES = 5


@dataclass
class Report:
    """What became of the records of one dataset."""

    read: int = 0
    converted: int = 0
    withheld: Counter[str] = field(default_factory=Counter)  # records, by reason
    values_withheld: Counter[str] = field(default_factory=Counter)
    withheld_ids: list[tuple[str, int, str]] = field(default_factory=list)  # restricted, not secret
    rejected: list[Rejection] = field(default_factory=list)
    warnings: Counter[tuple[str, str]] = field(default_factory=Counter)  # by kind and field
    unit: Text = RECORD  # what positions count
    hidden: set[str] = field(default_factory=set)  # ids withheld
    samples: dict[tuple[str, str], list[tuple[str, Text]]] = field(default_factory=dict)

    def warn(self, record: Record, warned: Warned) -> None:
        """Count a warning; the first few of a kind keep their words."""
        key = (warned.kind, warned.field)
        self.warnings[key] += 1
        samples = self.samples.setdefault(key, [])
        if len(samples) < SAMPLES:
            samples.append((record.id, warned.text))

    def as_dict(self, language: str) -> dict[str, Any]:
        """The report for machines; `read = converted + rejected + withheld` holds."""
        return {
            "read": self.read,
            "converted": self.converted,
            "rejected": len(self.rejected),
            "damaged": sum(each.damaged for each in self.rejected),
            "withheld": self.withheld.total(),
            "withheld_by_reason": dict(sorted(self.withheld.items())),
            "values_withheld": dict(sorted(self.values_withheld.items())),
            "warnings": {
                f"{kind} {place}": {
                    "count": count,
                    "examples": [
                        {"id": rid, "text": text.of(language)} for rid, text in self.samples[kind, place]
                    ],
                }
                for (kind, place), count in sorted(self.warnings.items())
            },
            "rejections": [
                {
                    "file": each.file, "position": each.position, "id": each.id,
                    "place": place_of(each, self.unit).of(language),
                    "offset": each.offset, "damaged": each.damaged, "reason": each.reason.of(language),
                }
                for each in self.rejected
            ],
        }  # fmt: skip


def equation(found: Mapping[str, Any]) -> Text:
    """What became of the records, in numbers that add up."""
    return Text(*(each.format(**found) for each in _COUNTS))


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Triples are tuples of strings, freed as soon as they are written; the garbage collector
    would only walk over them again and again, for an eighth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(1_000_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@collecting_rarely()
def convert(
    dataset: Dataset,
    paths: Iterable[str],
    sink: Sink,
    *,
    released: frozenset[str] = frozenset(),
    clashing: frozenset[str] = frozenset(),
    tick: Callable[[int], None] = lambda count: None,
    partial: bool = False,
) -> Report:
    """Read files, map each record, screen it, and hand what is left to `sink`.

    `clashing` are ids (as `iris.norm` has them) known to stand for records of different content: all of them are
    rejected, as nobody can say which is meant. `tick` is told how many records were read.
    Raises SourceError where a file as a whole cannot be read; with `partial` a file that breaks
    off counts for what stands before, and the place where it breaks is a rejection.
    """
    form = format_named(dataset.format)
    mapping = form.mapping(dataset)
    screen = AccessFilter(dataset.base, released)
    report = Report(unit=form.unit)
    for path in paths:
        name = Path(path).name
        before = report.read
        with opened(path) as stream:
            items = form.read(stream, name, dataset)
            for item in _until_broken(items, name) if partial else items:
                report.read += 1
                if report.read % 1000 == 0:
                    tick(report.read)
                if isinstance(item, Rejection):
                    report.rejected.append(item)
                elif clashing and norm(item.id) in clashing:
                    report.rejected.append(rejection(item, _CLASH, damaged=True))
                else:
                    _one(item, mapping, screen, report, sink)
        if report.read == before:
            raise SourceError(
                f"{name}: there is no record of format {dataset.format} in it; "
                "check that it is the right file and that the export was not empty.",
                f"{name}: không có biểu ghi {dataset.format} nào; "
                "hãy kiểm tra đúng tệp chưa và tệp xuất có rỗng không.",
            )
    tick(report.read)
    return report


def _until_broken(items: Iterable[Record | Rejection], name: str) -> Iterator[Record | Rejection]:
    """Records up to where their file breaks off, which is a rejection after the first record."""
    position = 0
    try:
        for position, item in enumerate(items, 1):  # noqa: B007
            yield item
    except SourceError as error:
        if not position:
            raise
        yield Rejection(name, position + 1, "", error.text, damaged=True)


def _one(
    record: Record,
    mapping: Callable[[Record], Any],
    screen: AccessFilter,
    report: Report,
    sink: Sink,
) -> None:
    try:
        triples, warnings = mapping(record)
    except RecordError as error:
        damaged = isinstance(error, DamageError)
        report.rejected.append(rejection(record, error.text, damaged=damaged))
        return
    except Exception as error:
        error.add_note(f"{record.file}, {report.unit.en} {record.position} ({record.id})")
        raise
    screened = screen(record.id, triples)
    report.values_withheld.update(screened.dropped)
    if screened.triples is None:
        report.withheld[screened.reason] += 1
        report.hidden.add(record.id)
        if screened.reason != "secret":
            report.withheld_ids.append((record.file, record.position, record.id))
        return
    for warned in warnings:
        report.warn(record, warned)
    sink(record, screened.triples)
    report.converted += 1


_CLASH = Text(
    "several records have this id and differ; give each its own id in the source.",
    "nhiều biểu ghi trùng mã này mà nội dung khác nhau; hãy cấp mã riêng ở nguồn.",
)


def place_of(rejected: Rejection, unit: Text) -> Text:
    """Where a rejected record stands, for people: file, position, byte, id."""
    offset = "" if rejected.offset is None else f", byte {rejected.offset}"
    rid = f" ({rejected.id})" if rejected.id else ""
    return Text(*(f"{rejected.file}, {each} {rejected.position}{offset}{rid}" for each in unit))


def rejection(record: Record, reason: Text, *, damaged: bool = False) -> Rejection:
    """A record turned away after it was read."""
    return Rejection(record.file, record.position, record.id, reason, record.offset, damaged)
