"""The objects of a JSON file, one by one, with the byte at which each begins.

One object, an array of them, objects on lines of their own (https://jsonlines.org/) and objects
written one behind the other all come to the same: whatever stands between the outermost braces.
These are found by counting, strings left aside, and not by a parser, since a parser has nothing
to say of what follows a fault. Where the count goes wrong, as after a lost quotation mark, an
object ends where the next record begins.
"""

import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from mocban.errors import SourceError

RECORD = re.compile(rb'\{\s*"(?:leader|fields)"\s*:')
_CHUNK = 1 << 16
_LONGEST = 1 << 24  # bytes of one object
_SEPARATORS = b" \t\r\n\v\f,\x1e"
_BETWEEN = re.compile(b"[" + _SEPARATORS + b"]*")
_BRACE = re.compile(rb'(?:[^{}"]++|"(?:[^"\\]++|\\.)*+")*+([{}])', re.DOTALL)
_NEXT = re.compile(RECORD.pattern + rb"|(?<=\n)\{")
_PART = re.compile(rb'\{\s*"(?:\d[0-9A-Z]{2}|\w|ind[12]|subfields)"\s*:')  # what only records hold


class Objects:
    """A window that moves over a stream."""

    def __init__(self, head: bytes, stream: BinaryIO, filename: str) -> None:
        self._stream = stream
        self._name = filename
        self._bytes = head
        self._at = 3 if head.startswith(b"\xef\xbb\xbf") else 0
        self._before = 0  # bytes that have been dropped
        self._open = False  # within an array

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        """Each object, or what stands in the place of one. SourceError where the file ends
        before an object or the array does."""
        count = 0
        while sign := self._peek():
            start = self._before + self._at
            if sign in b"[]":
                self._open = sign == b"["
                self._at += 1
            else:
                count += 1
                taken = self._object() if sign == b"{" else self._up_to_next()
                if taken is None:
                    raise self._cut_short(count, start)
                yield start, taken
        if self._open:
            raise self._cut_short(count + 1, self._before + self._at)

    def _object(self) -> bytes | None:
        """The object that begins here, or None where the file ends in it."""
        depth = passed = 0
        while True:
            match = _BRACE.match(self._bytes, self._at + passed)
            if match is None:
                length = len(self._bytes) - self._at
                if length < _LONGEST and self._more(length):
                    continue
                following = _NEXT.search(self._bytes, self._at + 1)
                return self._take(following.start() - self._at) if following else None
            depth += 1 if match[1] == b"{" else -1
            passed = match.end() - self._at
            if depth == 0:
                break
        if self._is_cut_wrong(passed) and not _is_whole(self._bytes[self._at : self._at + passed]):
            return self._up_to_next()
        return self._take(passed)

    def _is_cut_wrong(self, length: int) -> bool:
        """Whether braces were paired across a fault: the next record is within, or the rest of
        this one is behind."""
        end = self._at + length
        if self._bytes.count(b'"leader"', self._at, end) > 1:
            return True
        while len(self._bytes) < self._at + length + _CHUNK and self._more(_CHUNK):
            pass
        end = self._at + length  # the window has moved
        match = _BETWEEN.match(self._bytes, end)
        rest = match.end() if match else end
        sign = self._bytes[rest : rest + 1]
        if sign == b"]" and self._open:
            return bool(self._bytes[rest + 1 :].strip())
        return sign not in (b"", b"{", b"[") or _PART.match(self._bytes, rest) is not None

    def _up_to_next(self) -> bytes:
        """What stands here up to the next record, or to the end of the file."""
        while True:
            following = _NEXT.search(self._bytes, self._at + 1)
            if following:
                return self._take(following.start() - self._at).rstrip(_SEPARATORS)
            length = len(self._bytes) - self._at
            if length >= _LONGEST or not self._more(length):
                break
        taken = self._take(len(self._bytes) - self._at)
        self._open = self._open and not taken.rstrip().endswith(b"]")
        return taken.rstrip(_SEPARATORS)

    def _peek(self) -> bytes:
        """The next byte that says something, which is not passed; none at the end."""
        while True:
            match = _BETWEEN.match(self._bytes, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._bytes):
                return self._bytes[self._at : self._at + 1]
            if not self._more(_CHUNK):
                return b""

    def _take(self, length: int) -> bytes:
        taken = self._bytes[self._at : self._at + length]
        self._at += length
        return taken

    def _more(self, wanted: int) -> bool:
        """Read on; what lies before the window is dropped. False at the end of the file."""
        self._before += self._at
        self._bytes = self._bytes[self._at :]
        self._at = 0
        read = self._stream.read(max(wanted, _CHUNK))
        self._bytes += read
        return bool(read)

    def _cut_short(self, position: int, offset: int) -> SourceError:
        return SourceError(
            f"{self._name}: record {position}, at byte {offset}, has no end: the file is cut short, or "
            "a bracket or quotation mark is missing; export or copy the file again.",
            f"{self._name}: biểu ghi thứ {position}, tại byte {offset}, không có chỗ kết thúc: tệp bị "
            "cắt ngang, hoặc thiếu dấu ngoặc hay dấu nháy; hãy xuất hoặc sao chép lại tệp.",
        )


def _is_whole(raw: bytes) -> bool:
    if b'"fields"' not in raw:
        return False
    try:
        json.loads(raw, strict=False)
    except (ValueError, RecursionError):
        return False
    return True
