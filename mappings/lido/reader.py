"""Reads LIDO: records alone, in a lidoWrap, or inside the records of OAI-PMH."""

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from mocban.errors import SourceError, Text
from mocban.mappings import foreign, xml_stream
from mocban.mappings.lido.body import Node, language_tag, tidy
from mocban.mappings.record import Dataset, Record, Rejection
from mocban.ontology.iris import norm

_CHUNK = 1 << 16
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_ID = Text(
    "The record has no lidoRecID, so nothing can be called by it; give it one.",
    "Biểu ghi không có lidoRecID nên không thể định danh; hãy bổ sung.",
)


def read_lido(stream: BinaryIO, filename: str, dataset: Dataset) -> Iterator[Record | Rejection]:
    """The records of a file, one after the other, each as a tree of its own.

    A record without an id is a Rejection. SourceError: the file is empty, is no XML, breaks
    off, or holds something else than LIDO. Entities are not resolved, nothing is fetched.
    """
    position = 0
    for element in _elements(stream, filename):
        position += 1
        body = _tree(element, "")
        ids = [norm(node.text) for node in body.texts("lidoRecID")]
        if not ids:
            yield Rejection(filename, position, "", _NO_ID)
            continue
        yield Record(dataset.source, ids[0], position, body, filename)


def _elements(stream: BinaryIO, filename: str) -> Iterator[etree._Element]:
    chunk = stream.read(_CHUNK)
    foreign.refuse(chunk, filename, "LIDO", ("xml", "utf-16"))
    parser = etree.XMLPullParser(
        events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
    )
    found, depth, top = 0, 0, ""
    try:
        while True:
            if chunk:
                parser.feed(chunk)
            else:
                parser.close()
            for event, element in parser.read_events():
                if not isinstance(element, etree._Element) or not isinstance(element.tag, str):
                    continue
                # Not etree.QName: it refuses what a prefix without a namespace makes of a tag.
                name = element.tag.rpartition("}")[2]
                top = top or name
                if event == "start":
                    depth += name == "lido"
                    continue
                if name == "lido":
                    depth -= 1
                    found += 1
                    yield element
                if not depth:
                    xml_stream.forget(element)
            if not chunk:
                break
            chunk = stream.read(_CHUNK)
    except etree.XMLSyntaxError as error:
        line, said = xml_stream.reason(parser, error)
        raise SourceError(
            f"{filename}: the XML breaks in record {found + 1}, line {line}: {said}; "
            "export the file again.",
            f"{filename}: XML bị hỏng ở biểu ghi thứ {found + 1}, dòng {line}: {said}; "
            "hãy xuất lại tệp.",
        ) from None
    if not found and top not in ("lidoWrap", "OAI-PMH"):
        raise SourceError(
            f"{filename}: this is XML of the kind “{top}”, with no LIDO record in it; name its "
            "own format.",
            f"{filename}: đây là XML loại “{top}”, không có biểu ghi LIDO nào; hãy chọn đúng "
            "định dạng.",
        )


def _tree(element: etree._Element, inherited: str) -> Node:
    language = language_tag(element.get(_LANGUAGE, ""), inherited)
    attributes = {
        etree.QName(name).localname: norm(str(value))
        for name, value in element.attrib.items()
        if name != _LANGUAGE
    }
    children = [_tree(child, language) for child in element if isinstance(child.tag, str)]
    words = "" if children else tidy("".join(_pieces(element)))
    return Node(etree.QName(element).localname, attributes, language, words, children)


def _pieces(element: etree._Element) -> Iterator[str]:
    """The text of an element. Comments are none, but what follows them is; an entity, which
    we do not resolve, stays as it is written."""
    yield element.text or ""
    for child in element:
        if child.tag is etree.Entity:
            yield child.text or ""
        yield child.tail or ""
