"""Reads ISO 2709, byte by byte (https://www.loc.gov/marc/specifications/specrecstruc.html)."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from mocban.errors import DamageError, RecordError, SourceError, Text
from mocban.mappings.marc21.body import Field, Marc
from mocban.mappings.marc21.carriers import decoding, directory, recognise
from mocban.mappings.marc21.carriers.identity import is_unimarc, record_id
from mocban.mappings.record import Dataset, Record, Rejection

_CHUNK = 1 << 18
_LONGEST = 1 << 24  # many times what a leader can state; beyond it no record end will come
_LEADER_COUNTS = 99_999  # bytes of a record; its length and its starts have five digits
_BLANKS = b"\r\n\t \x00\x1a"
# The leader of the next record where this one should end: its terminator is lost.
_RUN_ON = re.compile(rb"(?<=\x1e)[^\x1e\x1f]{0,2}(?=\d{5}[acdnp][a-z][ -~]{3}22\d{5}[ -~]{3}45)")


def read_iso2709(stream: BinaryIO, filename: str, dataset: Dataset) -> Iterator[Record | Rejection]:
    """The records of a file, one after the other; `filename` is used in messages only.

    A record that cannot be read is a Rejection, and reading goes on behind the next record
    terminator. SourceError: the file is no ISO 2709, is UNIMARC, or is cut short.
    """
    position = 0
    looked = False
    for start, between, ended in _raw_records(stream, filename):
        if not ended:
            raise _cut_short(filename, position + 1, start, between)
        for offset, raw, marc in _parsed(start, between):
            position += 1
            try:
                if isinstance(marc, DamageError):
                    raise marc
                if not looked and is_unimarc(marc):
                    raise recognise.unimarc(filename)
                looked = True
                rid = record_id(marc)
            except RecordError as error:
                damaged = isinstance(error, DamageError)
                yield Rejection(filename, position, _guessed_id(raw), error.text, offset, damaged)
                continue
            yield Record(dataset.source, rid, position, marc, filename, offset)


def _parsed(offset: int, raw: bytes) -> Iterator[tuple[int, bytes, Marc | DamageError]]:
    """What stands between two terminators: one record, or several whose own are lost."""
    found: Marc | DamageError
    try:
        found = parse(raw)
    except DamageError as error:
        found = error
        start = 0
        for match in _RUN_ON.finditer(raw):
            yield from _parsed(offset + start, raw[start : match.start()])
            start = match.end()
        if start:
            yield from _parsed(offset + start, raw[start:])
            return
    yield offset, raw, found


def _raw_records(stream: BinaryIO, filename: str) -> Iterator[tuple[int, bytes, bool]]:
    """Byte offset, bytes without the terminator, and whether there was a terminator."""
    rest = stream.read(_CHUNK)
    recognise.refuse(rest, filename, "marc21")
    offset = 3 if rest.startswith(b"\xef\xbb\xbf") else 0
    rest = rest[offset:]
    while True:
        *whole, rest = rest.split(b"\x1d")
        for raw in whole:
            lead = _lead(raw)
            if lead < len(raw):
                yield offset + lead, raw[lead:], True
            offset += len(raw) + 1
        more = stream.read(_CHUNK)
        if not more:
            break
        rest += more
        if len(rest) > _LONGEST:
            raise recognise.not_marc(filename)
    lead = _lead(rest)
    if lead < len(rest):
        if offset < 4 and b"\x1e" not in rest:
            raise recognise.not_marc(filename)
        yield offset + lead, rest[lead:], False


def _lead(raw: bytes) -> int:
    """How many bytes stand before the leader, which may itself begin with blanks for digits."""
    lead = len(raw) - len(raw.lstrip(_BLANKS))
    if lead:
        for start in range(lead, max(lead - 6, -1), -1):
            if raw[start + 10 : start + 12] == b"22":
                return start
    return lead


def parse(raw: bytes) -> Marc:
    """One record without its terminator. DamageError where its structure or its text is
    damaged; what can be overlooked is named in `oddities`."""
    end = raw.find(b"\x1e", 24)
    if end < 0:
        raise DamageError(
            "The directory of the record has no end; export the record again.",
            "Vùng danh mục của biểu ghi không có chỗ kết thúc; hãy xuất lại biểu ghi.",
        )
    leader = raw[:24].decode("ascii", "replace")
    entries = raw[24:end].decode("ascii", "replace")
    oddities: list[str] = []
    if leader[:5] != f"{len(raw) + 1:05d}" or leader[12:17] != f"{end + 1:05d}":
        oddities.append("wrong-length")
    parts = raw[end + 1 :].split(b"\x1e")
    if parts and not parts[-1].strip(_BLANKS):
        parts.pop()
    if not directory.in_order(entries, parts):
        if _RUN_ON.search(raw, end):
            raise DamageError(
                "Another record begins within this one; export the file again.",
                "Một biểu ghi khác bắt đầu bên trong biểu ghi này; hãy xuất lại tệp.",
            )
        entries, parts = directory.mended(entries, parts, raw, end + 1, oddities)
    if len(raw) >= _LEADER_COUNTS:
        # No number in such a record can be right.
        oddities = ["too-long"]
    tags = [entries[at : at + 3] for at in range(0, len(entries), 12)]
    texts = decoding.texts(leader, tags, parts, end + 1, oddities)
    plain = _has_blanks_only(texts)
    fields: list[Field] = []
    for tag, text in zip(tags, texts, strict=True):
        if text[2:3] != "\x1f":
            if tag < "010" and "\x1f" not in text:
                fields.append((tag, text, []))
                continue
            indicators, _, rest = text.partition("\x1f")
            text = f"{indicators:2.2}\x1f{rest}"
        even = plain and text.find("  ", 3) < 0
        subfields = []
        for piece in text[3:].split("\x1f"):
            value = piece[1:].strip() if even else " ".join(piece[1:].split())
            if value:
                subfields.append((piece[0], value))
        fields.append((tag, text[:2], subfields))
    return Marc(leader, fields, tuple(oddities))


def _has_blanks_only(texts: list[str]) -> bool:
    """Whether no white space but the blank occurs; then few subfields need a closer look."""
    text = "".join(texts)
    if text.isascii():
        return not any(sign in text for sign in "\t\n\r\v\f\x1c")
    return text.replace("\x1f", "").isprintable()


def _guessed_id(raw: bytes) -> str:
    """The 001 of a record that cannot be read, where its directory begins with it and a number
    stands there."""
    end = raw.find(b"\x1e", 24)
    if raw[24:27] != b"001" or end < 0:
        return ""
    number = raw[end + 1 : end + 65].partition(b"\x1e")[0].decode("ascii", "replace")
    return " ".join(number.split()) if number.isprintable() and len(number) < 64 else ""


def _cut_short(filename: str, position: int, offset: int, raw: bytes) -> SourceError:
    rid = _guessed_id(raw)
    en = f" ({rid})" if rid else ""
    text = Text(
        f"{filename}: record {position}{en}, at byte {offset}, is cut short: the file ends before "
        "the record does; export or copy the file again.",
        f"{filename}: biểu ghi thứ {position}{en}, tại byte {offset}, bị cắt ngang: tệp kết thúc "
        "trước biểu ghi; hãy xuất hoặc sao chép lại tệp.",
    )
    return SourceError(*text)
