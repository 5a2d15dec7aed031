"""Reads MARCXML (https://www.loc.gov/standards/marcxml/), with or without its namespace."""

import re
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from mocban.errors import RecordError, SourceError
from mocban.mappings import xml_stream
from mocban.mappings.marc21 import recognise
from mocban.mappings.marc21.body import Field, Marc
from mocban.mappings.marc21.identity import is_unimarc, record_id
from mocban.mappings.record import Dataset, Record, Rejection

_CHUNK = 1 << 16
_NO_LEADER = "     nam a22     i 4500"
_ROOTLESS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?=<(?:\w+:)?record[\s>])")
_SPACES = re.compile(r"\s+")


def read_marcxml(stream: BinaryIO, filename: str, dataset: Dataset) -> Iterator[Record | Rejection]:
    """The records of a file, one after the other, in flat memory.

    A record that cannot be read is a Rejection. SourceError: the file is no XML, is broken
    XML, or holds no MARC record. Entities are not resolved and nothing is fetched.
    """
    position = 0
    for element in _elements(stream, filename):
        position += 1
        rid = ""
        try:
            marc = parse(element)
            if position == 1 and is_unimarc(marc):
                raise recognise.unimarc(filename)
            rid = record_id(marc)
        except RecordError as error:
            yield Rejection(filename, position, _guessed_id(element), error.text)
            continue
        yield Record(dataset.source, rid, position, marc, filename)


def _elements(stream: BinaryIO, filename: str) -> Iterator[etree._Element]:
    """Each MARC record element once it is whole; it is emptied after use."""
    chunk = stream.read(_CHUNK)
    recognise.refuse(chunk, filename, "marcxml")
    parser = etree.XMLPullParser(
        events=("end",),
        tag="{*}record",
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
    )
    found = 0
    root = None
    # Some systems write one record behind the other, with nothing around them.
    rootless = _ROOTLESS.match(chunk)
    if rootless:
        chunk = chunk[: rootless.end()] + b"<collection>" + chunk[rootless.end() :]
    try:
        while chunk:
            parser.feed(chunk)
            for element in _ended(parser):
                if _is_marc(element):
                    found += 1
                    yield element
                xml_stream.forget(element)
            chunk = stream.read(_CHUNK)
        if rootless:
            parser.feed(b"</collection>")
        root = parser.close()
        for element in _ended(parser):
            if _is_marc(element):
                found += 1
                yield element
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


def parse(element: etree._Element) -> Marc:
    """One record element. RecordError where it is not as the schema has it."""
    leader = ""
    fields: list[Field] = []
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = child.tag.rpartition("}")[2]
        if name == "leader":
            leader = _text(child).strip("\r\n\t")
            continue
        tag = child.get("tag")
        if name not in ("controlfield", "datafield") or not tag:
            raise RecordError(
                f"Line {child.sourceline}: “{name}” is no field with a tag.",
                f"Dòng {child.sourceline}: “{name}” không phải trường có nhãn.",
            )
        if name == "controlfield":
            value = _nfc(_text(child)).strip("\r\n\t")
            # Where a data field is given as a control field, rules still look at indicators.
            fields.append((tag, value if tag < "010" else f"{value:2}", []))
            continue
        subfields = []
        for part in child:
            if not isinstance(part.tag, str):
                continue
            code = part.get("code")
            if not code or part.tag.rpartition("}")[2] != "subfield":
                raise RecordError(
                    f"Line {part.sourceline}: field {tag} has a part that is no subfield.",
                    f"Dòng {part.sourceline}: trường {tag} có phần không phải trường con.",
                )
            text = _text(part)
            if text:
                text = _SPACES.sub(" ", _nfc(text)).strip()
                if text:
                    subfields.append((code, text))
        indicators = f"{child.get('ind1') or ' ':.1}{child.get('ind2') or ' ':.1}"
        fields.append((tag, indicators, subfields))
    oddities: tuple[str, ...] = ()
    if len(leader) < 10:
        leader, oddities = _NO_LEADER, ("no-leader",)
    return Marc(leader, fields, oddities)


def _text(element: etree._Element) -> str:
    if len(element) == 0:
        return element.text or ""
    return "".join(map(str, element.itertext()))


def _nfc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _is_marc(element: etree._Element) -> bool:
    """Whether a `record` holds fields itself, and not a whole record as in OAI-PMH."""
    return any(
        isinstance(child.tag, str)
        and child.tag.rpartition("}")[2] in ("leader", "controlfield", "datafield")
        for child in element
    )


def _guessed_id(element: etree._Element) -> str:
    for child in element:
        if child.get("tag") == "001":
            return " ".join(_text(child).split())
    return ""
