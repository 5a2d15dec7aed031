"""CSV (RFC 4180, https://www.rfc-editor.org/rfc/rfc4180) as institutions write it, row by row.

UTF-8 with or without its mark; separated by comma, semicolon, tab or bar; cells may hold
line breaks in quotation marks.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from typing import BinaryIO

from mocban.errors import SourceError, Text
from mocban.mappings import foreign
from mocban.mappings.record import Dataset, Record, Rejection
from mocban.mappings.table.header import Header
from mocban.mappings.table.row import Row
from mocban.mappings.table.schema import Table, load

_LIMIT = 1 << 24  # no cell and no line is longer, or the file is not the table it seems to be
_DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_SEP = re.compile(r"sep=(.)[\r\n]*\Z", re.IGNORECASE)


def read_csv(stream: BinaryIO, filename: str, dataset: Dataset) -> Iterator[Record | Rejection]:
    """The rows of a CSV file, as the table mapping `dataset.mapping` names their columns.

    The position of a record is the line on which its row begins. Raises SourceError where the
    file is empty, is no CSV, is not UTF-8, or lacks a column that the mapping needs.
    """
    table = load(dataset.mapping)
    source = _Lines(filename, stream)
    first, lines = _opening(filename, source)
    delimiter = _delimiter(first, table)
    csv.field_size_limit(_LIMIT)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    header: Header | None = None
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            if header is None:
                raise _header_error(filename, line, error) from error
            yield Rejection(
                filename, line, "", _unreadable(line, rows.line_num, error), damaged=True
            )
            continue
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        if header is None:
            header = Header(filename, table, cells)
            unknown = header.unknown
            continue
        # A row that was cut may have lost the cell that restricts it.
        if source.open and (len(cells) < len(header) or not cells[-1]):
            yield Rejection(
                filename, line, table.id(header.values(cells)), _cut(line), damaged=True
            )
            continue
        yield _row(filename, dataset, table, header, line, cells, unknown)
        unknown = ()


def _row(
    filename: str, dataset: Dataset, table: Table, header: Header, line: int, cells: list[str],
    unknown: tuple[str, ...],
) -> Record | Rejection:  # fmt: skip
    values = header.values(cells)
    rid = table.id(values)
    if any(cells[len(header) :]):
        reason = Text(
            f"the row has {len(cells)} cells, but there are {len(header)} columns; put cells that "
            "contain the separator in quotation marks.",
            f"dòng có {len(cells)} ô nhưng bảng chỉ có {len(header)} cột; "
            "hãy đặt ô chứa dấu phân cách trong ngoặc kép.",
        )
        return Rejection(filename, line, rid, reason, damaged=True)
    if not rid:
        return Rejection(filename, line, "", _no_id(line, table.id.field))
    return Record(dataset.source, rid, line, Row(values, None, unknown), filename)


def _opening(filename: str, source: "_Lines") -> tuple[str, Iterator[str]]:
    """The first line with something on it, and all lines from there."""
    lines = iter(source)
    for blank, first in enumerate(lines):
        if not first.strip():
            continue
        sep = _SEP.match(first)
        above = "\n" * blank
        if sep:  # a line that Excel writes and reads, and nobody else
            return sep[1], _again(above + "\n", lines)
        return first, _again(above + first, lines)
    raise SourceError(
        f"{filename}: the file is empty; a table has a line of column names first: export it again.",
        f"{filename}: tệp rỗng; bảng phải có dòng tên cột ở đầu: hãy xuất lại.",
    )


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield from first.splitlines(keepends=True)
    yield from rest


class _Lines:
    """The lines of a file as text, each ending in a line feed."""

    def __init__(self, filename: str, stream: BinaryIO) -> None:
        self._name = filename
        self._stream = stream
        self.open = False  # whether the file ended in the middle of the last line

    def __iter__(self) -> Iterator[str]:
        offset = number = 0
        blank = True
        while raw := self._stream.readline(_LIMIT):
            number += 1
            start = offset
            offset += len(raw)
            if number == 1 and raw.startswith(codecs.BOM_UTF8):
                raw = raw[3:]
                start += 3
            if blank and raw.strip():
                foreign.refuse(raw, self._name, "CSV UTF-8", ("text",))
                blank = False
            if len(raw) == _LIMIT and not raw.endswith(b"\n"):
                raise SourceError(
                    f"{self._name}, line {number}: the line is longer than 16 MB; this is no table: "
                    "check that it is the right file.",
                    f"{self._name}, dòng {number}: dòng dài quá 16 MB, không phải tệp bảng; "
                    "hãy kiểm tra đúng tệp chưa.",
                )
            text = self._decoded(raw, number, start)
            if "\r" in text:
                text = text.replace("\r\n", "\n").replace("\r", "\n")
                lines = re.findall(r"[^\n]*\n|[^\n]+\Z", text)
            else:
                lines = [text]
            for line in lines:
                self.open = not line.endswith("\n")
                yield line

    def _decoded(self, raw: bytes, number: int, start: int) -> str:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            place = start + error.start
            raise SourceError(
                f"{self._name}, line {number}, byte {place}: the file is not in UTF-8; "
                "save it as “CSV UTF-8”.",
                f"{self._name}, dòng {number}, byte {place}: tệp không phải UTF-8; "
                "hãy lưu lại dưới dạng “CSV UTF-8”.",
            ) from error


def _delimiter(first: str, table: Table) -> str:
    """The sign that splits the first line into most known columns, then into most cells."""
    if len(first) == 1:
        return first
    bare = _QUOTED.sub(lambda match: match[0].translate(_HIDDEN), first.strip())

    def score(sign: str) -> tuple[int, int]:
        titles = [title.strip('" ') for title in bare.split(sign)]
        return sum(table.column_of(title) is not None for title in titles), len(titles)

    return max(_DELIMITERS, key=score)


_HIDDEN = str.maketrans({sign: " " for sign in _DELIMITERS})


def _cut(line: int) -> Text:
    return Text(
        f"the file ends in the middle of line {line}; export or copy it again, or end the line with "
        "a line break if it is whole.",
        f"tệp kết thúc giữa dòng {line}; hãy xuất hoặc chép lại tệp, hoặc xuống dòng ở cuối nếu dòng "
        "đã đủ.",
    )


def _no_id(line: int, field: str) -> Text:
    return Text(
        f"line {line} has no id, so nothing can be called by it; give it one in the column {field}.",
        f"dòng {line} không có mã nên không thể định danh; hãy ghi mã vào cột {field}.",
    )


def _unreadable(first: int, last: int, error: csv.Error) -> Text:
    return Text(
        f"the row on lines {first}–{last} cannot be read ({error}); a quotation mark inside a cell "
        "is written twice, and one that opens must close.",
        f"không đọc được dòng {first}–{last} ({error}); dấu ngoặc kép bên trong ô phải viết hai lần "
        "và dấu mở phải có dấu đóng.",
    )


def _header_error(filename: str, line: int, error: csv.Error) -> SourceError:
    return SourceError(
        f"{filename}, line {line}: the line of column names cannot be read ({error}); check the "
        "quotation marks in it.",
        f"{filename}, dòng {line}: không đọc được dòng tên cột ({error}); hãy kiểm tra dấu ngoặc kép "
        "trong dòng.",
    )
