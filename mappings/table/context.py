"""What verbs know while they are made, and what several of them do."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from mocban.mappings.record import Dataset
from mocban.mappings.sheet import Sheet
from mocban.mappings.table.row import Row, Rule, pieces
from mocban.mappings.table.schema import Table
from mocban.mappings.table.spec import Spec
from mocban.mappings.table.template import Template


class Context(NamedTuple):
    """What verbs know while they are made."""

    dataset: Dataset
    table: Table
    rules: Callable[[list[Spec]], Rule]  # one Rule of many


def keep(context: Context, sheet: Sheet, node: str, field: str, value: str) -> None:
    """A value that could not be understood, kept as a note under its column's name."""
    column = context.table.columns.get(field)
    title = column.title if column else field
    sheet.statement(node, "note", f"{title}: {value}", kind="note")


def not_read(
    context: Context, sheet: Sheet, node: str, field: str, value: str, en: str, vi: str
) -> None:
    """Warn that a value is not what its column wants, and keep it."""
    sheet.warn(
        "unread-value", field, f"“{value}” is not {en}; it is kept as a note.",
        f"“{value}” không phải {vi}; giữ lại thành ghi chú.",
    )  # fmt: skip
    keep(context, sheet, node, field, value)


def each(source: Template, separators: str) -> Callable[[Row], Iterator[str]]:
    """The values that a column gives for a row."""

    def values(row: Row) -> Iterator[str]:
        text = source(row.values)
        if text:
            yield from pieces(text, separators)

    return values
