"""What a file is when it is not what it was said to be, in one sentence with the remedy."""

import re

from mocban.errors import SourceError, Text
from mocban.mappings import foreign

_OURS = ("zip", "gzip", "utf-16", "xml", "iso2709", "json", "marcjson", "mrk", "aleph", "zeros", "text")  # fmt: skip
_NAMES = {"marc21": "MARC 21", "marcxml": "MARCXML", "marcjson": "MARC-in-JSON"}
_LEADER = re.compile(rb"[0-9 ]{5}[ -~]{19}")


def refuse(head: bytes, filename: str, wanted: str) -> None:
    """SourceError where the first bytes of a file show another format than `wanted` (`marc21`,
    `marcxml` or `marcjson`); silent where nothing speaks against it."""
    foreign.refuse(head, filename, _NAMES[wanted], _OURS)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t \x00\x1a")
    found = _found(start, wanted)
    if found:
        raise SourceError(f"{filename}: {found.en}", f"{filename}: {found.vi}")


def _found(start: bytes, wanted: str) -> Text | None:
    if not start:
        return Text(
            "the file is empty; export it again from the library system.",
            "tệp rỗng; hãy xuất lại từ phần mềm thư viện.",
        )
    if start[:2] == b"\x1f\x8b" or start[:4] == b"PK\x03\x04":
        return Text(
            "the file is compressed; unpack it first.",
            "tệp đang nén; hãy giải nén trước.",
        )
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Text(
            "the file is UTF-16 text, which MARC never is; save it as UTF-8.",
            "tệp là văn bản UTF-16, MARC không dùng mã này; hãy lưu lại bằng UTF-8.",
        )
    kind = foreign.kind_of(start)
    if kind == "mrk":
        return Text(
            "this is MARC as text (MarcEdit's .mrk), which is made for editing; turn it into ISO 2709 "
            "or MARCXML with MarcEdit.",
            "đây là MARC dạng văn bản (.mrk của MarcEdit), chỉ dùng để sửa; hãy dùng MarcEdit chuyển "
            "sang ISO 2709 hoặc MARCXML.",
        )
    if kind == "aleph":
        return Text(
            "this is Aleph sequential text, one line for each field; export ISO 2709 or MARCXML from "
            "Aleph instead.",
            "đây là văn bản tuần tự của Aleph, mỗi trường một dòng; hãy xuất ISO 2709 hoặc MARCXML "
            "từ Aleph.",
        )
    if kind == "marcjson" and wanted != "marcjson":
        return Text(
            f"this is MARC-in-JSON, not {_NAMES[wanted]}; use the format marcjson.",
            f"đây là MARC-in-JSON, không phải {_NAMES[wanted]}; hãy dùng định dạng marcjson.",
        )
    if kind == "json" and wanted != "marcjson":
        return Text(
            f"this is JSON, not {_NAMES[wanted]}; if it is MARC-in-JSON use the format marcjson, else "
            "export ISO 2709 or MARCXML.",
            f"đây là JSON, không phải {_NAMES[wanted]}; nếu là MARC-in-JSON hãy dùng định dạng "
            "marcjson, nếu không hãy xuất ISO 2709 hoặc MARCXML.",
        )
    if start[:1] == b"<" and wanted != "marcxml":
        return Text(
            f"this is XML, not {_NAMES[wanted]}; use the format marcxml.",
            f"đây là XML, không phải {_NAMES[wanted]}; hãy dùng định dạng marcxml.",
        )
    fits = {"marcxml": (b"<",), "marcjson": (b"{", b"[", b"\x1e")}.get(wanted)
    if fits and start[:1] not in fits:
        if _LEADER.match(start):
            return Text(
                f"this is ISO 2709, not {_NAMES[wanted]}; use the format marc21.",
                f"đây là ISO 2709, không phải {_NAMES[wanted]}; hãy dùng định dạng marc21.",
            )
        return Text(
            f"this is not {_NAMES[wanted]}; check that it is the right file, and export it again.",
            f"đây không phải {_NAMES[wanted]}; hãy kiểm tra đúng tệp chưa và xuất lại.",
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
