"""The bibliographic records of the open sets, each as the same bytes for both converters."""

import contextlib
import gzip
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree
from pymarc import MARCReader

DATA = Path(__file__).parents[3] / "shared/data"
NAMESPACE = "http://www.loc.gov/MARC21/slim"

_SLIM = f"{{{NAMESPACE}}}"
_BIBLIOGRAPHIC = "acdefgijkmoprt"
_ENDINGS = {".xml", ".mrc", ".marc", ".dat", ".gz"}
_ISO = re.compile(rb"\s*\d{5}[ -~]{19}")


class Source(NamedTuple):
    """A record and where it stands."""

    file: str
    number: str  # its 001
    element: etree._Element


def default_files() -> list[Path]:
    """All files of the open sets of MARC records."""
    return sorted(
        path for path in DATA.glob("marc-*/**/*") if path.suffix in _ENDINGS and path.is_file()
    )


def records(files: Iterable[Path], passed: Counter[str]) -> Iterator[Source]:
    """Every bibliographic record once; `passed` counts why others were passed over."""
    seen: set[bytes] = set()
    for path in files:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for position, record in enumerate(_elements(content), 1):
            if record is None:
                passed["unreadable"] += 1
                continue
            _number(record, position)
            text = etree.tostring(record)
            reason = _unfit(record) or ("seen before" if text in seen else "")
            if reason:
                passed[reason] += 1
                continue
            seen.add(text)
            number = (record.findtext(f"{_SLIM}controlfield[@tag='001']") or "").strip()
            yield Source(path.name, number, record)


def _elements(content: bytes) -> Iterator[etree._Element | None]:
    """The records of a file, in LC's name space; None for one that cannot be read."""
    if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        try:
            for _, element in etree.iterparse(io.BytesIO(content), tag="{*}record"):
                if any("datafield" in str(child.tag) for child in element):
                    yield _from_xml(element)
        except etree.XMLSyntaxError:
            yield None
    elif _ISO.match(content):
        # pymarc tells on stderr of every sign it cannot make out.
        with contextlib.redirect_stderr(io.StringIO()):
            for record in MARCReader(io.BytesIO(content)):
                yield None if record is None else _from_pymarc(record)


def _from_xml(raw: etree._Element) -> etree._Element | None:
    """Without comments, and whatever name space it was in."""
    record = etree.Element(f"{_SLIM}record")
    if raw.get("type"):
        record.set("type", raw.get("type", ""))
    for field in raw.iterchildren(tag=etree.Element):
        name = str(field.tag).rpartition("}")[2]
        if name == "leader":
            etree.SubElement(record, f"{_SLIM}leader").text = field.text
        elif not field.get("tag"):
            return None
        elif name == "controlfield":
            etree.SubElement(record, f"{_SLIM}{name}", _attributes(field)).text = field.text
        else:
            copied = etree.SubElement(record, f"{_SLIM}datafield", _attributes(field))
            for part in field.iterchildren(tag=etree.Element):
                if not part.get("code"):
                    return None
                etree.SubElement(copied, f"{_SLIM}subfield", _attributes(part)).text = part.text
    return record


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def _from_pymarc(raw: Any) -> etree._Element | None:
    record = etree.Element(f"{_SLIM}record")
    try:
        etree.SubElement(record, f"{_SLIM}leader").text = str(raw.leader)
        for field in raw.fields:
            if field.tag < "010":
                etree.SubElement(record, f"{_SLIM}controlfield", tag=field.tag).text = field.data
                continue
            first, second = field.indicators
            copied = etree.SubElement(
                record, f"{_SLIM}datafield", tag=field.tag, ind1=first, ind2=second
            )
            for code, value in field.subfields:
                etree.SubElement(copied, f"{_SLIM}subfield", code=code).text = value
    except (ValueError, TypeError):  # signs which XML does not allow; a field without indicators
        return None
    return record


def _number(record: etree._Element, position: int) -> None:
    """A 001 for a record which has neither that nor a 035."""
    if record.xpath("*[@tag='001'][normalize-space()]|*[@tag='035']/*[@code='a']"):
        return
    number = etree.Element(f"{_SLIM}controlfield", tag="001")
    number.text = f"n{position}"
    record.insert(1 if record.find(f"{_SLIM}leader") is not None else 0, number)


def _unfit(record: etree._Element) -> str:
    """Why a record is no business of this comparison, if so."""
    leader = record.findtext(f"{_SLIM}leader") or ""
    if record.get("type", "Bibliographic") != "Bibliographic" or leader[6:7] not in _BIBLIOGRAPHIC:
        return "not bibliographic"
    tags = {field.get("tag") for field in record}
    return "UNIMARC" if "200" in tags and "245" not in tags else ""
