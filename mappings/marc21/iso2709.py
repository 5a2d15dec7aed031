"""Reads ISO 2709, byte by byte (https://www.loc.gov/marc/specifications/specrecstruc.html)."""

import unicodedata
from collections.abc import Iterator
from itertools import accumulate
from typing import BinaryIO

from mocban.errors import DamageError, RecordError, SourceError, Text
from mocban.mappings.marc21 import marc8, recognise
from mocban.mappings.marc21.body import Field, Marc
from mocban.mappings.marc21.identity import is_unimarc, record_id
from mocban.mappings.record import Dataset, Record, Rejection

_CHUNK = 1 << 18
_LONGEST = 1 << 24  # many times what a leader can state; beyond it no record end will come
_BLANKS = b"\r\n\t \x00\x1a"


def read_iso2709(stream: BinaryIO, filename: str, dataset: Dataset) -> Iterator[Record | Rejection]:
    """The records of a file, one after the other; `filename` is used in messages only.

    A record that cannot be read is a Rejection, and reading goes on behind the next record
    terminator. SourceError: the file is no ISO 2709, is UNIMARC, or is cut short.
    """
    position = 0
    for offset, raw, ended in _raw_records(stream, filename):
        position += 1
        if not ended:
            raise _cut_short(filename, position, offset, raw)
        try:
            marc = parse(raw)
            if position == 1 and is_unimarc(marc):
                raise recognise.unimarc(filename)
            rid = record_id(marc)
        except RecordError as error:
            damaged = isinstance(error, DamageError)
            yield Rejection(filename, position, _guessed_id(raw), error.text, offset, damaged)
            continue
        yield Record(dataset.source, rid, position, marc, filename, offset)


def _raw_records(stream: BinaryIO, filename: str) -> Iterator[tuple[int, bytes, bool]]:
    """Byte offset, bytes without the terminator, and whether there was a terminator."""
    rest = stream.read(_CHUNK)
    recognise.refuse(rest, filename, "marc21")
    offset = 3 if rest.startswith(b"\xef\xbb\xbf") else 0
    rest = rest[offset:]
    while True:
        *whole, rest = rest.split(b"\x1d")
        for raw in whole:
            lead = len(raw) - len(raw.lstrip(_BLANKS))
            if lead < len(raw):
                yield offset + lead, raw[lead:], True
            offset += len(raw) + 1
        more = stream.read(_CHUNK)
        if not more:
            break
        rest += more
        if len(rest) > _LONGEST:
            raise recognise.not_marc(filename)
    lead = len(rest) - len(rest.lstrip(_BLANKS))
    if lead < len(rest):
        if offset < 4 and b"\x1e" not in rest:
            raise recognise.not_marc(filename)
        yield offset + lead, rest[lead:], False


def parse(raw: bytes) -> Marc:
    """One record without its terminator. DamageError where its structure or its text is
    damaged; what can be overlooked is named in `oddities`."""
    end = raw.find(b"\x1e", 24)
    if end < 0:
        raise DamageError(
            "The directory of the record has no end.",
            "Vùng danh mục của biểu ghi không có chỗ kết thúc.",
        )
    leader = raw[:24].decode("ascii", "replace")
    directory = raw[24:end].decode("ascii", "replace")
    if len(directory) % 12 or not directory:
        raise DamageError(
            f"The directory of the record is {len(directory)} bytes long, not a multiple of 12.",
            f"Vùng danh mục của biểu ghi dài {len(directory)} byte, không phải bội số của 12.",
        )
    oddities: list[str] = []
    if leader[:5] != f"{len(raw) + 1:05d}" or leader[12:17] != f"{end + 1:05d}":
        oddities.append("wrong-length")
    parts = raw[end + 1 :].split(b"\x1e")
    if parts and not parts[-1].strip(_BLANKS):
        parts.pop()
    tags = [directory[at : at + 3] for at in range(0, len(directory), 12)]
    if not _in_order(directory, parts):
        exact = _by_directory(directory, raw, end + 1)
        if exact is not None:
            parts = exact
        elif len(parts) == len(tags):
            oddities.append("wrong-directory")
        else:
            raise DamageError(
                f"The directory names {len(tags)} fields, but {len(parts)} were found.",
                f"Vùng danh mục ghi {len(tags)} trường nhưng tìm thấy {len(parts)} trường.",
            )
    texts = _texts(leader, tags, parts, end + 1, oddities)
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


def _in_order(directory: str, parts: list[bytes]) -> bool:
    """Whether the fields stand one behind the other as the directory says, as in nearly
    every file; then splitting is enough."""
    if len(parts) * 12 != len(directory):
        return False
    starts = [0, *accumulate([len(part) + 1 for part in parts])]
    starts.pop()
    try:
        return [int(directory[at : at + 5]) for at in range(7, len(directory), 12)] == starts
    except ValueError:
        return False


def _by_directory(directory: str, raw: bytes, base: int) -> list[bytes] | None:
    """The fields where the directory puts them, or None where it points elsewhere."""
    parts = []
    for at in range(0, len(directory), 12):
        numbers = directory[at + 3 : at + 12]
        if not (numbers.isascii() and numbers.isdigit()):
            return None
        start = base + int(numbers[4:])
        stop = start + int(numbers[:4]) - 1
        part = raw[start:stop]
        if stop <= start or raw[stop : stop + 1] != b"\x1e" or b"\x1e" in part:
            return None
        parts.append(part)
    return parts


def _texts(
    leader: str, tags: list[str], parts: list[bytes], base: int, oddities: list[str]
) -> list[str]:
    """The fields as text, in NFC."""
    whole = b"\x1e".join(parts)
    try:
        if whole.isascii() and b"\x1b" not in whole:
            return whole.decode("ascii").split("\x1e")
        if leader[9:10] == "a" or b"\x1b" not in whole:
            text = whole.decode("utf-8")
            if leader[9:10] != "a":
                oddities.append("undeclared-utf8")
            return unicodedata.normalize("NFC", text).split("\x1e")
    except UnicodeDecodeError as error:
        if leader[9:10] == "a":
            number = whole.count(b"\x1e", 0, error.start)
            raise DamageError(
                f"Field {tags[number]} is not UTF-8 at byte {base + error.start} of the record, "
                "although the leader says so; export the record again as UTF-8.",
                f"Trường {tags[number]} không phải UTF-8 tại byte {base + error.start} của "
                "biểu ghi dù đầu biểu ghi khai là UTF-8; hãy xuất lại bằng UTF-8.",
            ) from None
    oddities.append("marc8")
    return [marc8.text(part, tag) for tag, part in zip(tags, parts, strict=True)]


def _has_blanks_only(texts: list[str]) -> bool:
    """Whether no white space but the blank occurs; then few subfields need a closer look."""
    text = "".join(texts)
    if text.isascii():
        return not any(sign in text for sign in "\t\n\r\v\f\x1c")
    return text.replace("\x1f", "").isprintable()


def _guessed_id(raw: bytes) -> str:
    """The 001 of a record that cannot be read, where its directory begins with it."""
    end = raw.find(b"\x1e", 24)
    if raw[24:27] != b"001" or end < 0:
        return ""
    return " ".join(raw[end + 1 : end + 41].split(b"\x1e")[0].decode("ascii", "replace").split())


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
