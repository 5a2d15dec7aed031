"""Reads MARCXML (https://www.loc.gov/standards/marcxml/), with or without its namespace.

Records are found wherever they stand: alone, one behind the other, in a collection, in answers
of OAI-PMH (https://www.openarchives.org/OAI/openarchivesprotocol.html) and of SRU
(https://www.loc.gov/standards/sru/), there also packed as a string.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO

from lxml import etree

from mocban.errors import DamageError, RecordError, SourceError
from mocban.mappings import xml_stream
from mocban.mappings.marc21.body import Field, Marc
from mocban.mappings.marc21.carriers import legible, recognise, values, vietnamese_legacy
from mocban.mappings.marc21.carriers.identity import is_unimarc, record_id
from mocban.mappings.record import Dataset, Record, Rejection

_CHUNK = 1 << 16
_PACKED = "recordData"  # of SRU
_ROOTLESS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?=<(?:\w+:)?record[\s>])")


def read_marcxml(stream: BinaryIO, filename: str, dataset: Dataset) -> Iterator[Record | Rejection]:
    """The records of a file, one after the other, in flat memory.

    A record that cannot be read is a Rejection. SourceError: the file is no XML, is broken
    XML, or holds no MARC record. Entities are not resolved and nothing is fetched.
    """
    position = 0
    looked = False
    damage: DamageError | None = None
    for element in _elements(stream, filename):
        position += 1
        try:
            marc = parse(element)
            if not looked and is_unimarc(marc):
                raise recognise.unimarc(filename)
            looked = True
            rid = record_id(marc)
        except RecordError as error:
            damaged = isinstance(error, DamageError)
            if isinstance(error, DamageError):
                damage = damage or error
            yield Rejection(filename, position, _guessed_id(element), error.text, None, damaged)
            continue
        yield Record(dataset.source, rid, position, marc, filename)
    if damage and not looked:
        raise SourceError(
            f"{filename}: none of its records can be read. {damage.text.en}",
            f"{filename}: không đọc được biểu ghi nào. {damage.text.vi}",
        )


def _elements(stream: BinaryIO, filename: str) -> Iterator[etree._Element]:
    """Each MARC record element once it is whole; it is emptied after use."""
    head = stream.read(_CHUNK)
    recognise.refuse(head, filename, "marcxml")
    parser = etree.XMLPullParser(
        events=("end",),
        tag=("{*}record", f"{{*}}{_PACKED}"),
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
    )
    found = 0
    root = None
    # Some systems write one record behind the other, with nothing around them.
    rootless = _ROOTLESS.match(head)
    if rootless:
        head = head[: rootless.end()] + b"<collection>" + head[rootless.end() :]
    try:
        for chunk in legible.chunks(head, stream, _CHUNK):
            parser.feed(chunk)
            for element in _ended(parser):
                marc = _marc(element)
                if marc is not None:
                    found += 1
                    yield marc
                xml_stream.forget(element)
        if rootless:
            parser.feed(b"</collection>")
        root = parser.close()
        for element in _ended(parser):
            marc = _marc(element)
            if marc is not None:
                found += 1
                yield marc
    except etree.XMLSyntaxError as error:
        line, said = xml_stream.reason(parser, error)
        raise SourceError(
            f"{filename}: the XML breaks after record {found}, in line {line}: {said}; "
            "export the file again.",
            f"{filename}: XML bị hỏng sau biểu ghi thứ {found}, ở dòng {line}: {said}; "
            "hãy xuất lại tệp.",
        ) from None
    if not found and root is not None and _local(root) != "collection":
        raise SourceError(
            f"{filename}: this is XML, but of the kind “{_local(root)}”, with no MARC record in "
            "it; name its own format.",
            f"{filename}: đây là XML loại “{_local(root)}”, không có biểu ghi MARC nào; "
            "hãy chọn đúng định dạng.",
        )


def _ended(parser: etree.XMLPullParser) -> Iterator[etree._Element]:
    for _, element in parser.read_events():
        if isinstance(element, etree._Element):
            yield element


def _marc(element: etree._Element) -> etree._Element | None:
    """The element itself where it is a MARC record, the one that it holds as a string, or None:
    a `record` may be that of OAI-PMH with a whole record in it."""
    if _local(element) != _PACKED:
        return element if _has_fields(element) else None
    text = (element.text or "").strip()
    if len(element) or not text.startswith("<"):
        return None
    try:
        packed = etree.fromstring(
            text.encode(), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        )
    except etree.XMLSyntaxError:
        return element  # counted, and refused when it is parsed
    return packed if _has_fields(packed) else None


def _has_fields(element: etree._Element) -> bool:
    return any(
        _name(child.tag) in ("leader", "controlfield", "datafield")
        for child in element.iterchildren(tag=etree.Element)
    )


def parse(element: etree._Element) -> Marc:
    """One record element. RecordError where it is not as the schema has it."""
    if _local(element) == _PACKED:
        raise DamageError(
            f"The record packed in line {element.sourceline} is no XML; ask the server for "
            "recordPacking=xml.",
            f"Biểu ghi đóng gói ở dòng {element.sourceline} không phải XML; hãy yêu cầu máy chủ "
            "trả về recordPacking=xml.",
        )
    leader = ""
    fields: list[Field] = []
    for child in element.iterchildren(tag=etree.Element):
        name = _name(child.tag)
        if name == "leader":
            leader = _text(child, "LDR")
            continue
        tag = child.get("tag")
        if name not in ("controlfield", "datafield") or not tag:
            raise RecordError(
                f"Line {child.sourceline}: “{name}” is no field with a tag.",
                f"Dòng {child.sourceline}: “{name}” không phải trường có nhãn.",
            )
        if name == "controlfield":
            fields.append(values.control_field(tag, _text(child, tag)))
            continue
        subfields = []
        for part in child.iterchildren(tag=etree.Element):
            code = part.get("code")
            if not code or _name(part.tag) != "subfield":
                raise RecordError(
                    f"Line {part.sourceline}: field {tag} has a part that is no subfield.",
                    f"Dòng {part.sourceline}: trường {tag} có phần không phải trường con.",
                )
            text = part.text or ""
            if len(part) or not text.isascii():
                text = values.nfc(_text(part, tag))
            value = " ".join(text.split())
            if value:
                subfields.append((code, value))
        first, second = child.get("ind1") or "", child.get("ind2") or ""
        fields.append((tag, values.indicators(first, second), subfields))
    leader, oddities = values.leader(leader)
    return vietnamese_legacy.mended(Marc(leader, fields, oddities))


def _text(element: etree._Element, tag: str) -> str:
    """What an element says. DamageError where that had signs which XML forbids."""
    text = element.text or "" if len(element) == 0 else "".join(map(str, element.itertext()))
    if not text.isascii() and legible.MARK in text:
        raise DamageError(
            f"Field {tag}, in line {element.sourceline}, has a control character in it, which XML "
            "does not allow; remove it and export the record again.",
            f"Trường {tag}, ở dòng {element.sourceline}, chứa ký tự điều khiển mà XML không cho "
            "phép; hãy bỏ ký tự đó và xuất lại biểu ghi.",
        )
    return text


def _local(element: etree._Element) -> str:
    return _name(element.tag)


@lru_cache(maxsize=256)
def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _guessed_id(element: etree._Element) -> str:
    for child in element:
        if child.get("tag") == "001":
            text = "".join(map(str, child.itertext()))
            return "" if legible.MARK in text else " ".join(text.split())
    return ""
