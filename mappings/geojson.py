"""GeoJSON (RFC 7946, https://www.rfc-editor.org/rfc/rfc7946), one feature at a time.

Read are a FeatureCollection, a single Feature, features on lines of their own, and GeoJSON
text sequences (RFC 8142). A table mapping says what the properties mean, as if they were
columns; `{"name": {"vi": …}}` is the column `name.vi`, and a list is joined by `;`.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from mocban.errors import SourceError, Text
from mocban.mappings import foreign
from mocban.mappings.record import Dataset, Record, Rejection
from mocban.mappings.table.mapper import mapping
from mocban.mappings.table.row import Row
from mocban.mappings.table.schema import Table, load

__all__ = ["mapping", "read_geojson"]

_CHUNK = 1 << 16
_LIMIT = 1 << 27  # characters of one feature
_SLACK = 16  # an error this near to the end of what was read may only be a want of more
_NESTED = 16  # properties in properties; beyond it there is no meaning left
_DEEP = Text(
    "its properties are nested too deep; give them as plain values.",
    "các thuộc tính lồng nhau quá sâu; hãy ghi thành giá trị đơn giản.",
)
_BLANK = re.compile(r"[\s\x1e]*")
_WGS84 = re.compile(r"(?:CRS:?84|EPSG:{0,2}4326|\b4326)\s*\Z", re.IGNORECASE)
# Numbers stay as they are written: digits of coordinates, codes with many digits.
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)


def read_geojson(stream: BinaryIO, filename: str, dataset: Dataset) -> Iterator[Record | Rejection]:
    """The features of a GeoJSON file; their id is that of the table mapping `dataset.mapping`,
    else the feature's own. Positions count features. Raises SourceError where the file is
    empty, is no GeoJSON, or breaks off, with the byte at which it does."""
    table = load(dataset.mapping)
    known: dict[str, str | None] = {}
    position = 0
    for offset, feature in _Text(stream, filename).features():
        position += 1
        yield _record(filename, dataset, table, known, position, offset, feature)
    if not position:
        raise SourceError(
            f"{filename}: there is no feature in it; check that it is the right file and that the "
            "export was not empty.",
            f"{filename}: không có đối tượng nào; hãy kiểm tra đúng tệp chưa và tệp xuất có rỗng không.",
        )


def _record(
    filename: str, dataset: Dataset, table: Table, known: dict[str, str | None],
    position: int, offset: int, feature: Any,
) -> Record | Rejection:  # fmt: skip
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        reason = Text("this is no GeoJSON feature.", "đây không phải feature của GeoJSON.")
        return Rejection(filename, position, "", reason, offset)
    values: dict[str, str] = {}
    try:
        flat = sorted(_flat("", feature.get("properties") or {}))
    except RecursionError:
        return Rejection(filename, position, "", _DEEP, offset)
    for name, text in flat:
        if name not in known:
            known[name] = table.column_of(name)
        column = known[name]
        if column and text and column not in values:
            values[column] = text
    own = feature.get("id")
    rid = table.id(values) or (own.strip() if isinstance(own, str) else "")
    if not rid:
        field = table.id.field
        reason = Text(
            "the feature has no id, so nothing can be called by it; give it one, as its id or in the "
            f"property {field}.",
            "đối tượng không có mã nên không thể định danh; hãy ghi mã vào id hoặc thuộc tính "
            f"{field}.",
        )
        return Rejection(filename, position, "", reason, offset)
    # Things are minted from the columns of the id, so an id of the feature's own fills them.
    if len(table.id.names) == 1:
        values.setdefault(table.id.names[0], rid)
    geometry = feature.get("geometry")
    row = Row(values, geometry if isinstance(geometry, dict) else None)
    return Record(dataset.source, rid, position, row, filename, offset)


def _flat(name: str, value: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    if depth > _NESTED:
        raise RecursionError
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{name}.{key}" if name else key, inner, depth + 1)
    elif isinstance(value, list):
        yield name, ";".join(text for each in value for _, text in _flat(name, each, depth + 1))
    elif isinstance(value, bool):
        yield name, "true" if value else "false"
    elif value is not None:
        yield name, str(value).strip()


class _Text:
    """The text of a file as a window that moves over it."""

    def __init__(self, stream: BinaryIO, filename: str) -> None:
        self._stream = stream
        self._name = filename
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._read = 0  # bytes decoded
        self._text = ""
        self._at = 0
        self._before = 0  # bytes of text that has been dropped
        self._ended = False

    def features(self) -> Iterator[tuple[int, Any]]:
        """Each feature with the byte at which it begins."""
        while self._peek():
            yield from self._collection()

    def _collection(self) -> Iterator[tuple[int, Any]]:
        """One object at the top: its features one by one, or itself if it is one."""
        start = self._offset(self._at)
        if self._peek() != "{":
            raise self._broken(self._at, "an object is wanted", "cần một đối tượng JSON")
        self._at += 1
        members: dict[str, Any] = {}
        streamed = False
        while self._peek() != "}":
            key = self._value()
            self._take(":")
            if key == "features" and self._peek() == "[":
                streamed = True
                yield from self._members()
            else:
                members[str(key)] = self._value()
                self._check_crs(key, members[str(key)])
            if self._peek() == ",":
                self._at += 1
            elif self._peek() != "}":
                raise self._broken(self._at, "“,” or “}” is wanted", "cần “,” hoặc “}”")
        self._at += 1
        kind = members.get("type")
        if not streamed and kind != "FeatureCollection":
            if kind != "Feature":
                raise SourceError(
                    f"{self._name}: this is JSON, but no GeoJSON FeatureCollection (its type is “{kind}”); "
                    "check that it is the right file.",
                    f"{self._name}: đây là JSON nhưng không phải FeatureCollection của GeoJSON (type là "
                    f"“{kind}”); hãy kiểm tra đúng tệp chưa.",
                )
            yield start, members

    def _members(self) -> Iterator[tuple[int, Any]]:
        self._at += 1
        while self._peek() != "]":
            start = self._offset(self._at)
            yield start, self._value()
            if self._peek() == ",":
                self._at += 1
            elif self._peek() != "]":
                raise self._broken(self._at, "“,” or “]” is wanted", "cần “,” hoặc “]”")
        self._at += 1

    def _take(self, sign: str) -> None:
        if self._peek() != sign:
            raise self._broken(self._at, f"“{sign}” is wanted", f"cần “{sign}”")
        self._at += 1

    def _peek(self) -> str:
        """The next character that is no space, which is not passed; empty at the end."""
        while True:
            match = _BLANK.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more(_CHUNK):
                return ""

    def _value(self) -> Any:
        self._peek()
        wanted = _CHUNK
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
                # A number that ends where the window ends may go on.
                if end < len(self._text) or not self._more(_CHUNK):
                    self._at = end
                    return value
            except json.JSONDecodeError as error:
                near = error.pos > len(self._text) - _SLACK or error.msg.startswith("Unterminated")
                wrong = self._broken(error.pos, error.msg, error.msg)
                if len(self._text) - self._at > _LIMIT or not near or not self._more(wanted):
                    raise wrong from error
            except RecursionError as error:
                offset = self._offset(self._at)
                raise SourceError(
                    f"{self._name}, byte {offset}: what begins here is nested too deep to be read; "
                    "export the file again as GeoJSON.",
                    f"{self._name}, byte {offset}: dữ liệu từ đây lồng quá sâu, không đọc được; "
                    "hãy xuất lại tệp ra dạng GeoJSON.",
                ) from error
            wanted *= 2

    def _more(self, size: int) -> bool:
        """Read on; what lies before the window is dropped. False at the end of the file."""
        if self._ended:
            return False
        self._before = self._offset(self._at)
        self._text = self._text[self._at :]
        self._at = 0
        raw = self._stream.read(size)
        if not self._read:
            foreign.refuse(raw, self._name, "GeoJSON", ("json",))
        waiting = len(self._decoder.getstate()[0])
        try:
            self._text += self._decoder.decode(raw, final=not raw)
        except UnicodeDecodeError as error:
            place = self._read - waiting + error.start
            raise SourceError(
                f"{self._name}, byte {place}: the file is not in UTF-8; export it again as UTF-8.",
                f"{self._name}, byte {place}: tệp không phải UTF-8; hãy xuất lại bằng UTF-8.",
            ) from error
        if not self._read and raw.startswith(codecs.BOM_UTF8):
            self._before = len(codecs.BOM_UTF8)
        self._read += len(raw)
        self._ended = not raw
        return bool(raw)

    def _offset(self, place: int) -> int:
        return self._before + len(self._text[:place].encode())

    def _check_crs(self, key: Any, value: Any) -> None:
        name = (
            value.get("properties", {}).get("name")
            if key == "crs" and isinstance(value, dict)
            else None
        )
        if name and not _WGS84.search(str(name)):
            raise SourceError(
                f"{self._name}: its coordinates are in {name}; export it in WGS 84 degrees.",
                f"{self._name}: tọa độ theo hệ {name}; hãy xuất lại theo độ WGS 84.",
            )

    def _broken(self, place: int, en: str, vi: str) -> SourceError:
        offset = self._offset(place)
        return SourceError(
            f"{self._name}, byte {offset}: this is not valid JSON ({en}); export or copy the file again.",
            f"{self._name}, byte {offset}: không đúng cú pháp JSON ({vi}); hãy xuất hoặc chép lại tệp.",
        )
