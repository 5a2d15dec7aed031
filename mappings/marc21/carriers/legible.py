"""XML with signs in it that XML does not allow, so that one of them costs a record, not the file.

Control characters come into catalogues by copying; exports write them as they are, or as
`&#x1F;`, and then no parser reads on (https://www.w3.org/TR/xml/#charsets). Here each becomes
MARK, which XML does allow and no text has, and the record with it is turned away.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

MARK = "\ufdd0"  # one of the code points that Unicode keeps for inner use
_ENCODED = MARK.encode()
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})
_REFERENCE = (
    rb"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f]..|fff[ef])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));"
)
_FORBIDDEN = re.compile(b"[" + re.escape(_CONTROLS) + b"]|" + _REFERENCE, re.IGNORECASE)
_OTHER = re.compile(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8[\"'])", re.IGNORECASE)
_LONGEST = 12  # bytes of a reference


def chunks(head: bytes, stream: BinaryIO, size: int) -> Iterator[bytes]:
    """`head` and what follows it in the stream, with MARK for what XML forbids."""
    if _OTHER.match(head):
        # MARK is written in UTF-8.
        while head:
            yield head
            head = stream.read(size)
        return
    rest = b""
    while head:
        chunk = rest + head
        begun = chunk.find(b"&", -_LONGEST)
        if begun >= 0 and b";" not in chunk[begun:]:
            chunk, rest = chunk[:begun], chunk[begun:]
        else:
            rest = b""
        if b"&#" in chunk or len(chunk.translate(None, _CONTROLS)) < len(chunk):
            chunk = _FORBIDDEN.sub(_ENCODED, chunk)
        if chunk:
            yield chunk
        head = stream.read(size)
    if rest:
        yield rest
