"""The demonstration's files, one of each format, and what can be wrong with them."""

import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from pymarc import parse_xml_to_array

from mocban.convert import Report
from mocban.graph.segments import Segment
from mocban.ingest import write_segment
from mocban.mappings.record import Dataset
from mocban.progress import Quiet

SOURCES = Path(__file__).parent.parent / "mocban" / "demo" / "sources"
FILES = {
    "marc21": ("tvbg/tvbg.mrc", ""),
    "marcxml": ("tvyd/tvyd.xml", ""),
    "marc-authority": ("tvbg/tac-gia.xml", ""),
    "marcjson": ("tvyd/tvyd.json", ""),  # made of tvyd.xml
    "lido": ("btbg/hien-vat-lido.xml", ""),
    "csv": ("svhtt/di-tich.csv", "di-tich"),
    "geojson": ("dulich/diem.geojson", "diem"),
}
GRAPH = "<https://mocban.example/g/src/thu/thu>"


@cache
def demo_file(form: str) -> bytes:
    """A file of the demonstration in a format."""
    if form == "marcjson":
        records = parse_xml_to_array(SOURCES / FILES["marcxml"][0])  # type: ignore[no-untyped-call]
        said = [json.loads(record.as_json()) for record in records]
        return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"
    return (SOURCES / FILES[form][0]).read_bytes()


def name_of(form: str) -> str:
    """Its name."""
    return Path(FILES[form][0]).name


def dataset(form: str, mapping: str | None = None) -> Dataset:
    """A dataset of a format."""
    return Dataset(
        base="https://mocban.example/", source="thu", name="thu", format=form,
        mapping=FILES[form][1] if mapping is None else mapping,
    )  # fmt: skip


def converted(folder: Path, form: str, data: bytes, name: str = "") -> tuple[Report, Path]:
    """The report and the N-Quads of a file with these bytes. Raises what the pipeline raises."""
    path = folder / (name or name_of(form))
    path.write_bytes(data)
    segment = Segment(folder / "out.nq", GRAPH)
    return write_segment(dataset(form), segment, [str(path)], (), Quiet()), segment.path


def _zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


STRANGE = {
    "nothing": b"",
    "blank lines": b"\xef\xbb\xbf  \n\r\n",
    "a gzipped nothing": gzip.compress(b""),
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4,
    "gzip garbage": b"\x1f\x8b\x08\x00" + bytes(range(200)),
    "half a gzip": gzip.compress(bytes(range(256)) * 99)[:200],
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
    "UTF-16": "ma,ten\nA,Chùa Vĩnh Nghiêm\n".encode("utf-16"),
    "UTF-16 without its mark": "ma,ten\nA,Chùa\n".encode("utf-16-be"),
    "an Excel file": _zipped(),
    "zeros": bytes(5000),
    "a letter": "Kính gửi Sở Văn hóa,\nđây không phải dữ liệu.\n".encode(),
    "a web page": b"<!DOCTYPE html><html><head><title>404</title></head><br></body></html>",
    "Latin-1": "so;ten\n1;Chùa\n".encode("latin-1"),
    "a list": b"[1, 2, 3]",
    "an object": b'{"a": 1}',
    "brackets": b"[" * 100_000,
    "braces": b'{"features":' * 50_000,
}


def doubled(form: str) -> bytes:
    """The demonstration's file with every record a second time, with other words in it."""
    data = demo_file(form)
    if form == "geojson":
        collection: dict[str, Any] = json.loads(data)
        more = json.loads(_otherwise(data))
        collection["features"] += more["features"]
        return json.dumps(collection, ensure_ascii=False).encode()
    if form == "marcjson":
        return json.dumps(
            json.loads(data) + json.loads(_otherwise(data)), ensure_ascii=False
        ).encode()
    if form == "csv":
        return data + _otherwise(data.partition(b"\n")[2])
    if form == "marc21":
        return data + _otherwise(data)
    end = data.rindex(b"</")
    start = re.search(rb"<(lido:)?(record|lido)[ >]", data)
    assert start is not None
    return data[:end] + _otherwise(data[start.start() : end]) + data[end:]


def _otherwise(data: bytes) -> bytes:
    return re.sub(r"Bắc(?= Giang| Ninh)|Yên|Nguyễn", lambda m: m[0][::-1], data.decode()).encode()


def cuts(data: bytes, pieces: int) -> Iterable[int]:
    """Offsets at which to cut a file, its beginning and its end among them."""
    return sorted({*range(1, len(data), len(data) // pieces), len(data) - 1, len(data) - 2})
