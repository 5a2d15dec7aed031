"""Where an answer is gathered before anybody sees it: memory first, then a file."""

import io
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, TypeVar

T = TypeVar("T")

IN_MEMORY = 256 * 1024
# What stands at each row of a result (https://www.w3.org/TR/sparql11-overview/#sparql11-results);
# in JSON it stands between two rows, and cannot stand in a string, where quotes are escaped.
_ROW = {
    "application/sparql-results+json": b'},{"',
    "application/sparql-results+xml": b"<result>",
    "text/csv": b"\r\n",
    "text/tab-separated-values": b"\n",
}


class Full(Exception):
    """The answer has reached its limit: `bytes` or `rows`."""


class Spool:
    """Takes so many bytes and so many rows of a media type, and no more."""

    def __init__(self, limit: int, rows: int, media_type: str) -> None:
        self._left = limit
        self._rows = rows
        self._mark = _ROW.get(media_type, b"")
        self._tail = b""
        self._memory = io.BytesIO()
        self._file: IO[bytes] | None = None
        self.size = 0

    def write(self, data: bytes) -> int:
        """As a file does; Full where it would be too much."""
        count = len(data)
        self.size += count
        self._left -= count
        if self._left < 0:
            raise Full("bytes")
        if self._mark:
            self._count(data)
        if self._file is None and self.size > IN_MEMORY:
            self._file = tempfile.TemporaryFile(prefix="mocban-")  # noqa: SIM115 closed by close()
            self._file.write(self._memory.getbuffer())
        (self._file or self._memory).write(data)
        return count

    def counted(self, items: Iterable[T]) -> Iterator[T]:
        """Items that are a row each, as they pass."""
        for item in items:
            self._rows -= 1
            if self._rows < 0:
                raise Full("rows")
            yield item

    def _count(self, data: bytes) -> None:
        seam = self._tail + bytes(data[: len(self._mark) - 1])
        self._rows -= data.count(self._mark) + seam.count(self._mark)
        self._tail = bytes(data[1 - len(self._mark) :]) if len(self._mark) > 1 else b""
        if self._rows < 0:
            raise Full("rows")

    def flush(self) -> None:
        """Nothing is held back."""

    def contents(self) -> bytes | IO[bytes]:
        """The bytes, or the file where they were too many for memory; it stands at its end."""
        if self._file is None:
            return self._memory.getvalue()
        self._file.flush()
        return self._file

    def close(self) -> None:
        """Lets go of all of it."""
        if self._file is not None:
            self._file.close()
