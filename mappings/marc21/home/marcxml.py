"""Writes MARCXML (https://www.loc.gov/standards/marcxml/), record by record."""

from collections.abc import Iterable
from functools import lru_cache
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from mocban.mappings.marc21.body import Marc

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n'
)
_TAIL = "</collection>\n"
_quoted = lru_cache(maxsize=4096)(quoteattr)  # there are few tags, indicators and codes
_UNFIT = dict.fromkeys([*range(32), 0x7F, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])


def write(records: Iterable[Marc], stream: BinaryIO) -> int:
    """A collection of records, which are taken as they are written; gives their number."""
    count = 0
    stream.write(_HEAD.encode())
    for count, marc in enumerate(records, 1):  # noqa: B007
        stream.write("".join(_lines(marc)).encode())
    stream.write(_TAIL.encode())
    return count


def _lines(marc: Marc) -> Iterable[str]:
    yield f"<record>\n <leader>{_text(marc.leader)}</leader>\n"
    for tag, value, subfields in marc.fields:
        if not subfields:
            yield f" <controlfield tag={_quoted(tag)}>{_text(value)}</controlfield>\n"
            continue
        first, second = _quoted(value[0]), _quoted(value[1])
        yield f" <datafield tag={_quoted(tag)} ind1={first} ind2={second}>\n"
        for code, text in subfields:
            yield f"  <subfield code={_quoted(code)}>{_text(text)}</subfield>\n"
        yield " </datafield>\n"
    yield "</record>\n"


def _text(text: str) -> str:
    return escape(text if text.isprintable() else text.translate(_UNFIT))
