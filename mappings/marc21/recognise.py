"""What a file is when it is not what it was said to be, in one sentence with the remedy."""

import re

from mocban.errors import SourceError
from mocban.mappings import foreign

_ALEPH = re.compile(rb"\d{9} [A-Z0-9]{3}.. L ")
_OURS = ("zip", "gzip", "utf-16", "xml", "iso2709", "json", "zeros", "text")  # told apart below
_LEADER = re.compile(rb"[0-9 ]{5}[ -~]{19}")


def refuse(head: bytes, filename: str, wanted: str) -> None:
    """SourceError where the first bytes of a file show another format than `wanted`
    (`marc21` or `marcxml`); silent where nothing speaks against it."""
    foreign.refuse(head, filename, "MARC 21" if wanted == "marc21" else "MARCXML", _OURS)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t \x00\x1a")
    found = _found(start, wanted)
    if found:
        en, vi = found
        raise SourceError(f"{filename}: {en}", f"{filename}: {vi}")


def _found(start: bytes, wanted: str) -> tuple[str, str] | None:
    if not start:
        return (
            "the file is empty; export it again from the library system.",
            "tệp rỗng; hãy xuất lại từ phần mềm thư viện.",
        )
    if start[:2] == b"\x1f\x8b" or start[:4] == b"PK\x03\x04":
        return (
            "the file is compressed; unpack it first.",
            "tệp đang nén; hãy giải nén trước.",
        )
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return (
            "the file is UTF-16 text, which MARC never is; save it as UTF-8.",
            "tệp là văn bản UTF-16, MARC không dùng mã này; hãy lưu lại bằng UTF-8.",
        )
    if start[:1] in (b"{", b"[") and not _LEADER.match(start):
        return (
            "this is JSON, not MARC; export ISO 2709 or MARCXML instead.",
            "đây là JSON, không phải MARC; hãy xuất ISO 2709 hoặc MARCXML.",
        )
    if start[:4] in (b"=LDR", b"=001"):
        return (
            "this is MARC as text (.mrk); turn it into ISO 2709 or MARCXML with MarcEdit.",
            "đây là MARC dạng văn bản (.mrk); hãy dùng MarcEdit chuyển sang ISO 2709 hoặc MARCXML.",
        )
    if _ALEPH.match(start):
        return (
            "this is Aleph sequential text; export ISO 2709 or MARCXML from Aleph instead.",
            "đây là văn bản tuần tự của Aleph; hãy xuất ISO 2709 hoặc MARCXML từ Aleph.",
        )
    if wanted == "marc21" and start[:1] == b"<":
        return (
            "this is XML, not ISO 2709; use the format marcxml.",
            "đây là XML, không phải ISO 2709; hãy dùng định dạng marcxml.",
        )
    if wanted == "marcxml" and start[:1] != b"<":
        if _LEADER.match(start):
            return (
                "this is ISO 2709, not XML; use the format marc21.",
                "đây là ISO 2709, không phải XML; hãy dùng định dạng marc21.",
            )
        return (
            "this is not XML; check that it is the right file, and export it as MARCXML.",
            "đây không phải là XML; hãy kiểm tra đúng tệp chưa và xuất ra dạng MARCXML.",
        )
    return None


def not_marc(filename: str) -> SourceError:
    """What to raise where no record of a file can be made out."""
    return SourceError(
        f"{filename}: this is not MARC 21 in ISO 2709: no record ends where one should; "
        "check which format the file was exported in.",
        f"{filename}: đây không phải MARC 21 theo ISO 2709: không thấy chỗ kết thúc biểu ghi; "
        "hãy kiểm tra định dạng khi xuất tệp.",
    )


def unimarc(filename: str) -> SourceError:
    """What to raise for UNIMARC, whose tags mean other things."""
    return SourceError(
        f"{filename}: this is UNIMARC (title in 200, no 245), which is not MARC 21; "
        "export MARC 21, or convert it first.",
        f"{filename}: đây là UNIMARC (nhan đề ở trường 200, không có 245), không phải MARC 21; "
        "hãy xuất MARC 21 hoặc chuyển đổi trước.",
    )
