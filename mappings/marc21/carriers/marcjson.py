"""Reads MARC-in-JSON
(https://rossfsinger.com/blog/2010/09/a-proposal-to-serialize-marc-in-json/)."""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from mocban.errors import DamageError, RecordError, SourceError
from mocban.mappings.marc21.body import Field, Marc, Subfield
from mocban.mappings.marc21.carriers import recognise, values, vietnamese_legacy
from mocban.mappings.marc21.carriers.identity import is_unimarc, record_id
from mocban.mappings.marc21.carriers.json_objects import RECORD, Objects
from mocban.mappings.record import Dataset, Record, Rejection

_CHUNK = 1 << 16
_LOOKED_AT = 100  # records that are none before a file is taken for something else
_NUMBER = re.compile(rb'"001"\s*:\s*"([ -!#-\[\]-~]{1,64})"')
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class _Object(tuple[tuple[str, Any], ...]):
    """A JSON object as its pairs, so that a key that stands twice is not lost."""

    __slots__ = ()


_DECODER = json.JSONDecoder(object_pairs_hook=_Object)
_LOOSE = json.JSONDecoder(object_pairs_hook=_Object, strict=False)


def read_marcjson(
    stream: BinaryIO, filename: str, dataset: Dataset
) -> Iterator[Record | Rejection]:
    """The records of a file: one object, an array of them, or objects one behind the other.

    A record that cannot be read is a Rejection. SourceError: the file is no JSON, holds no
    MARC record, is UNIMARC, or is cut short.
    """
    head = stream.read(_CHUNK)
    recognise.refuse(head, filename, "marcjson")
    looked = False
    refused: list[Rejection] = []  # while nothing has shown that this is MARC at all
    for position, (offset, raw) in enumerate(Objects(head, stream, filename), 1):
        try:
            marc = parse(raw)
            if not looked and is_unimarc(marc):
                raise recognise.unimarc(filename)
            looked = True
            rid = record_id(marc)
        except RecordError as error:
            damaged = isinstance(error, DamageError)
            rid = _guessed_id(raw)
            refused.append(Rejection(filename, position, rid, error.text, offset, damaged))
            looked = looked or RECORD.match(raw) is not None
            if looked:
                yield from refused
                refused.clear()
            elif len(refused) > _LOOKED_AT:
                raise _not_marc(filename, refused) from None
            continue
        yield from refused
        refused.clear()
        yield Record(dataset.source, rid, position, marc, filename, offset)
    if refused:
        raise _not_marc(filename, refused)


def parse(raw: bytes) -> Marc:
    """One record. DamageError where it is no JSON, RecordError where it is not as the proposal
    has it."""
    record, loose = _decoded(raw)
    if not isinstance(record, _Object):
        raise RecordError(
            "This is no JSON object with “leader” and “fields”; export the record again.",
            "Đây không phải đối tượng JSON có “leader” và “fields”; hãy xuất lại biểu ghi.",
        )
    members = _members(record, "the record", "biểu ghi")
    listed = members.get("fields")
    if not isinstance(listed, list):
        raise RecordError(
            "The record has no list called “fields”; export it as MARC-in-JSON.",
            "Biểu ghi không có danh sách “fields”; hãy xuất ra dạng MARC-in-JSON.",
        )
    leader, oddities = values.leader(_text(members.get("leader"), "LDR"))
    fields: list[Field] = []
    for each in listed:
        if not isinstance(each, _Object):
            raise RecordError(
                "The list “fields” holds something that is no object with a tag; export the record "
                "again.",
                "Danh sách “fields” có phần không phải đối tượng mang nhãn trường; hãy xuất lại "
                "biểu ghi.",
            )
        fields += [_field(tag, value) for tag, value in each]
    return vietnamese_legacy.mended(Marc(leader, fields, (*oddities, *loose)))


def _decoded(raw: bytes) -> tuple[Any, tuple[str, ...]]:
    """What the JSON says, and the oddity of line breaks within its texts."""
    try:
        text = raw.decode("utf-8")
        try:
            return _DECODER.decode(text), ()
        except json.JSONDecodeError as error:
            if not error.msg.startswith("Invalid control"):
                raise
            return _LOOSE.decode(text), ("loose-json",)
    except json.JSONDecodeError as error:
        place = len(error.doc[: error.pos].encode())
        raise DamageError(
            f"This is not valid JSON at byte {place} of the record ({error.msg}); export the record "
            "again.",
            f"Không đúng cú pháp JSON tại byte {place} của biểu ghi ({error.msg}); hãy xuất lại "
            "biểu ghi.",
        ) from None
    except UnicodeDecodeError as error:
        raise DamageError(
            f"The record is not UTF-8 at its byte {error.start}; export it again as UTF-8.",
            f"Biểu ghi không phải UTF-8 tại byte {error.start}; hãy xuất lại bằng UTF-8.",
        ) from None
    except RecursionError:
        raise DamageError(
            "The record is nested too deep to be one; export it as MARC-in-JSON.",
            "Biểu ghi lồng quá nhiều lớp; hãy xuất ra dạng MARC-in-JSON.",
        ) from None


def _field(tag: str, value: Any) -> Field:
    if len(tag) != 3 or not tag.isascii() or not tag.isalnum():
        shown = ascii(tag[:20])
        raise RecordError(
            f"{shown} is no tag of a field; export the record as MARC-in-JSON.",
            f"{shown} không phải nhãn trường; hãy xuất biểu ghi ra dạng MARC-in-JSON.",
        )
    if isinstance(value, str):
        return values.control_field(tag, _text(value, tag))
    members = _members(value, f"field {tag}", f"trường {tag}") if isinstance(value, _Object) else {}
    listed = members.get("subfields")
    if not isinstance(listed, list) or not all(isinstance(each, _Object) for each in listed):
        raise RecordError(
            f"Field {tag} is neither a text nor an object with a list of “subfields”; export the "
            "record again.",
            f"Trường {tag} không phải văn bản, cũng không có danh sách “subfields”; hãy xuất lại "
            "biểu ghi.",
        )
    subfields: list[Subfield] = []
    for each in listed:
        for code, text in each:
            if len(code) != 1:
                raise RecordError(
                    f"Field {tag}: {code[:20]!a} is no code of a subfield; export the record "
                    "again.",
                    f"Trường {tag}: {code[:20]!a} không phải mã trường con; hãy xuất lại biểu ghi.",
                )
            subfields.append((code, _text(text, tag)))
    first, second = (_text(members.get(name), tag) for name in ("ind1", "ind2"))
    return values.data_field(tag, first, second, subfields)


def _members(pairs: _Object, en: str, vi: str) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise RecordError(
            f"In {en} a key stands twice, and JSON keeps one; export the record as MARC-in-JSON.",
            f"Trong {vi} có khóa lặp lại mà JSON chỉ giữ một; hãy xuất ra dạng MARC-in-JSON.",
        )
    return members


def _text(value: Any, tag: str) -> str:
    """A value that must be text, or nothing. DamageError where no text has such signs."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RecordError(
            f"Field {tag} has a value that is no text; export the record with all its values in "
            "quotation marks.",
            f"Trường {tag} có giá trị không phải văn bản; hãy xuất lại với mọi giá trị trong dấu "
            "nháy.",
        )
    if _UNFIT.search(value):
        raise DamageError(
            f"Field {tag} has a control character or half a character in it; remove it and export "
            "the record again.",
            f"Trường {tag} chứa ký tự điều khiển hoặc nửa ký tự; hãy bỏ đi và xuất lại biểu ghi.",
        )
    return value


def _guessed_id(raw: bytes) -> str:
    """The 001 of a record that cannot be read, where it can be made out."""
    match = _NUMBER.search(raw)
    return " ".join(match[1].decode("ascii").split()) if match else ""


def _not_marc(filename: str, refused: list[Rejection]) -> SourceError:
    reason = refused[0].reason
    return SourceError(
        f"{filename}: this is JSON, but no MARC-in-JSON: of the first {len(refused)} records none "
        f"can be read. {reason.en}",
        f"{filename}: đây là JSON nhưng không phải MARC-in-JSON: {len(refused)} biểu ghi đầu đều "
        f"không đọc được. {reason.vi}",
    )
