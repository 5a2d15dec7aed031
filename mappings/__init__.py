"""Readers and mappings: records in, triples out; pure functions.

FORMATS maps the name of a format to where its reader and its mapping are. They are imported
when first asked for, so that a command pays only for the format it uses.
"""

from functools import cache
from importlib import import_module
from typing import NamedTuple

from mocban.errors import ConfigError, Text
from mocban.mappings.record import RECORD, Format

_PACKAGE = "mocban.mappings"


class _Place(NamedTuple):
    module: str
    read: str
    mapping: str
    title: Text
    unit: Text = RECORD


_LINE, _FEATURE = Text("line", "dòng"), Text("feature", "đối tượng thứ")

FORMATS = {
    "marc21": _Place("marc21", "read_iso2709", "mapping", Text("MARC 21 (ISO 2709)", "MARC 21 (ISO 2709)")),
    "marcxml": _Place("marc21", "read_marcxml", "mapping", Text("MARCXML", "MARCXML")),
    "marcjson": _Place("marc21", "read_marcjson", "mapping", Text("MARC-in-JSON, or lines of it", "MARC-in-JSON, một khối hay theo dòng")),
    "marc-authority": _Place("marc21", "read_marcxml", "mapping", Text("MARC 21 authority records in MARCXML", "Biểu ghi kiểm soát MARC 21, dạng MARCXML")),
    "lido": _Place("lido", "read_lido", "mapping", Text("LIDO, museum objects", "LIDO, hiện vật bảo tàng")),
    "csv": _Place("table", "read_csv", "mapping", Text("a table, with --mapping", "bảng, kèm --mapping"), _LINE),
    "geojson": _Place("geojson", "read_geojson", "mapping", Text("GeoJSON, with --mapping", "GeoJSON, kèm --mapping"), _FEATURE),
}  # fmt: skip


@cache
def format_named(name: str) -> Format:
    """How records of a format are read and mapped. Raises ConfigError for an unknown name."""
    place = FORMATS.get(name)
    if place is None:
        names = ", ".join(FORMATS)
        raise ConfigError(
            f"“{name}” is not a format we read; the formats are {names}.",
            f"Không đọc được định dạng “{name}”; các định dạng: {names}.",
        )
    module = import_module(f"{_PACKAGE}.{place.module}")
    return Format(
        getattr(module, place.read), getattr(module, place.mapping), place.title, place.unit
    )
