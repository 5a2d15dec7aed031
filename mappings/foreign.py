"""What a file is by its first bytes, where it is not what it was said to be."""

import re
from collections.abc import Container
from typing import NamedTuple

from mocban.errors import SourceError, Text


class _Sign(NamedTuple):
    kind: str
    start: re.Pattern[bytes]
    name: Text


def _sign(kind: str, start: bytes, en: str, vi: str) -> _Sign:
    return _Sign(kind, re.compile(start, re.DOTALL | re.IGNORECASE), Text(en, vi))


_SIGNS = (
    _sign("zip", rb"PK\x03\x04", "an Excel (XLSX) or other zipped file", "tệp Excel (XLSX) hoặc tệp nén"),
    _sign("xls", rb"\xd0\xcf\x11\xe0", "an old Excel (XLS) or Word file", "tệp Excel (XLS) hoặc Word cũ"),
    _sign("gzip", rb"\x1f\x8b", "a file gzipped twice", "tệp nén gzip hai lần"),
    _sign("pdf", rb"%PDF", "a PDF file", "tệp PDF"),
    _sign("picture", rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\x00|MM\x00\*", "a picture", "tệp ảnh"),
    _sign("utf-16", rb"\xff\xfe|\xfe\xff|\x00[!-~]|[!-~]\x00", "text in UTF-16", "văn bản mã hóa UTF-16"),
    _sign("html", rb"<!doctype html|<html", "a web page (HTML)", "trang web (HTML)"),
    _sign("xml", rb"<", "XML", "tệp XML"),
    _sign("iso2709", rb"\d{5}[acdnp][ -~]{18}\d{3}", "MARC in ISO 2709 (format marc21)", "MARC theo ISO 2709 (định dạng marc21)"),
    _sign("mrk", rb"=(?:LDR|00\d)  ", "MARC as text (MarcEdit's .mrk)", "MARC dạng văn bản (.mrk của MarcEdit)"),
    _sign("aleph", rb"\d{9} [A-Z0-9]{3}.. L ", "Aleph sequential text", "văn bản tuần tự của Aleph"),
    _sign("marcjson", rb'[\[\s]*\{\s*"(?:leader"\s*:|fields"\s*:\s*\[)', "MARC-in-JSON (format marcjson)", "MARC-in-JSON (định dạng marcjson)"),
    _sign("json", rb"[{\[\x1e]", "JSON", "tệp JSON"),
    _sign("zeros", rb"\x00{8}", "a run of zero bytes, as a broken copy leaves it", "dãy byte 0 do chép hỏng"),
    _sign("text", rb"", "plain text or an unknown kind of file", "văn bản thường hoặc tệp không rõ loại"),
)  # fmt: skip


def refuse(head: bytes, filename: str, wanted: str, accepted: Container[str]) -> None:
    """SourceError where the first bytes of a file are those of a kind of file that is not
    `accepted` (slugs above), or where there is nothing; `wanted` is the format that messages
    ask for."""
    start = _start(head)
    if not start:
        raise SourceError(
            f"{filename}: the file is empty; export it again.",
            f"{filename}: tệp rỗng; hãy xuất lại.",
        )
    sign = next(sign for sign in _SIGNS if sign.start.match(start))
    if sign.kind not in accepted:
        raise SourceError(
            f"{filename}: this is {sign.name.en}, not {wanted}; check that it is the right file, "
            f"and export it as {wanted}.",
            f"{filename}: đây là {sign.name.vi}, không phải {wanted}; hãy kiểm tra đúng tệp chưa "
            f"và xuất ra dạng {wanted}.",
        )


def kind_of(head: bytes) -> str:
    """The kind of a file that is not empty, by its first bytes (slugs above)."""
    return next(sign.kind for sign in _SIGNS if sign.start.match(_start(head)))


def _start(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
