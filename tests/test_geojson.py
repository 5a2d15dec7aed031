"""GeoJSON: features one by one, whatever the file looks like around them."""

import io
import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocban.errors import SourceError
from mocban.mappings.geojson import mapping, read_geojson
from mocban.mappings.record import Dataset, Record, Rejection

TABLES = Path(__file__).parent / "tables"
POINT = {"type": "Point", "coordinates": [106.3, 21.2]}


def dataset(name: str = "diem") -> Dataset:
    return Dataset("https://mocban.example/", "src", "map", "geojson", mapping=name)


def read(raw: str | bytes, name: str = "diem") -> list[Record | Rejection]:
    raw = raw if isinstance(raw, bytes) else raw.encode()
    return list(read_geojson(io.BytesIO(raw), "a.geojson", dataset(name)))


def feature(ma: str = "1", geometry: Any = POINT, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"ma": ma, "ten": "A", **properties},
        "geometry": geometry,
    }


def collection(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False)


def ids(found: list[Record | Rejection]) -> list[str]:
    return [each.id for each in found]


def triples(geometry: Any) -> tuple[dict[str, str], list[str]]:
    (record,) = read(collection(feature(geometry=geometry)))
    assert isinstance(record, Record)
    made = mapping(dataset())(record)
    return {p.rsplit("/")[-1].strip(">"): o for _, p, o in made.triples}, [
        w.kind for w in made.warnings
    ]


def refused(raw: str | bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read(raw)
    assert caught.value.text.vi.startswith("a.geojson")
    return caught.value.text.en


def test_a_collection_a_feature_lines_and_sequences_are_read() -> None:
    one, two = json.dumps(feature("1")), json.dumps(feature("2"))
    assert ids(read(collection(feature("1"), feature("2")))) == ["1", "2"]
    assert ids(read(one)) == ["1"]
    assert ids(read(f"{one}\n{two}\n")) == ["1", "2"]
    assert ids(read(f"\x1e{one}\n\x1e{two}\n")) == ["1", "2"]
    assert ids(read("\ufeff" + collection(feature("1")))) == ["1"]


def test_members_may_stand_in_any_order() -> None:
    assert ids(
        read(f'{{"features": [{json.dumps(feature("1"))}], "x": [1], "type": "FeatureCollection"}}')
    ) == ["1"]


def test_the_offset_is_the_byte_at_which_the_feature_begins() -> None:
    text = collection(
        feature("1", ten="Chùa Vĩnh Nghiêm"), feature("2", mo_ta="ă" * 200_000), feature("3")
    )
    raw = text.encode()
    for each in read(raw):
        assert each.offset is not None
        value, _ = json.JSONDecoder().raw_decode(raw[each.offset :].decode())
        assert value["properties"]["ma"] == each.id


def test_an_id_of_the_features_own_serves_where_the_property_is_missing() -> None:
    own = {"type": "Feature", "id": 7, "properties": {"ten": "A"}, "geometry": None}
    (record,) = read(collection(own))
    assert isinstance(record, Record) and record.id == "7"
    assert any("attraction/7>" in s for s, _, _ in mapping(dataset())(record).triples)


def test_a_feature_without_id_and_a_thing_that_is_none_are_rejected() -> None:
    found = read(
        collection({"type": "Feature", "properties": None, "geometry": None}, 5, feature("2"))
    )
    assert [type(each) for each in found] == [Rejection, Rejection, Record]
    assert [each.position for each in found] == [1, 2, 3]


def test_digits_of_coordinates_stay_as_they_are_given() -> None:
    raw = collection(feature()).replace("106.3", "106.30000010").replace("21.2", "2.12e1")
    (record,) = read(raw)
    assert isinstance(record, Record)
    terms = {o for _, _, o in mapping(dataset())(record).triples}
    assert any(o.startswith('"POINT(106.30000010 21.2)"') for o in terms)


@pytest.mark.parametrize(
    ("geometry", "wkt"),
    [
        ({"type": "LineString", "coordinates": [[106, 21], [107, 22]]}, "LINESTRING(106 21,107 22)"),
        ({"type": "Polygon", "coordinates": [[[106, 21], [107, 21], [107, 22], [106, 21]]]},
         "POLYGON((106 21,107 21,107 22,106 21))"),
        ({"type": "MultiPolygon", "coordinates": [[[[106, 21], [107, 21], [107, 22], [106, 21]]]]},
         "MULTIPOLYGON(((106 21,107 21,107 22,106 21)))"),
        ({"type": "Point", "coordinates": [106, 21, 5.5]}, "POINT(106 21)"),
    ],
)  # fmt: skip
def test_shapes_are_written_as_wkt_with_a_point_for_them(geometry: Any, wkt: str) -> None:
    found, warnings = triples(geometry)
    assert found["geosparql#asWKT"].startswith(f'"{wkt}"')
    assert 106 <= float(found["wgs84_pos#long"].split('"')[1]) <= 107
    assert not warnings


def test_a_feature_may_have_no_geometry() -> None:
    found, warnings = triples(None)
    assert "geosparql#asWKT" not in found and not warnings


@pytest.mark.parametrize(
    "geometry",
    [{}, {"type": "Point"}, {"type": "Point", "coordinates": [1]}, {"type": "Ball", "coordinates": [1, 2]},
     {"type": "Polygon", "coordinates": []}, {"type": "Point", "coordinates": [None, "x"]},
     {"type": "Point", "coordinates": [500, 500]}],
)  # fmt: skip
def test_a_broken_geometry_is_left_out_with_a_warning(geometry: Any) -> None:
    found, warnings = triples(geometry)
    assert "geosparql#asWKT" not in found
    assert warnings == ([] if geometry == {} else ["bad-coordinates"])


def test_swapped_coordinates_are_put_right_with_a_warning() -> None:
    found, warnings = triples({"type": "Point", "coordinates": [21.2, 106.3]})
    assert found["geosparql#asWKT"].startswith('"POINT(106.3 21.2)"')
    assert warnings == ["swapped-coordinates"]


def test_names_in_several_languages_are_columns_with_a_full_stop() -> None:
    (record,) = read(collection(feature(name={"en": "Pagoda"})))
    assert isinstance(record, Record) and record.body.values["ten_en"] == "Pagoda"


def test_broken_json_is_named_by_its_byte() -> None:
    raw = '{"type": "FeatureCollection", "x": "ă", "features": [oops]}'.encode()
    assert f"byte {raw.index(b'oops')}" in refused(raw)


def test_a_file_cut_short_is_refused_after_what_it_holds() -> None:
    raw = collection(feature("1"), feature("2")).encode()[:-30]
    found: list[Record | Rejection] = []
    with pytest.raises(SourceError, match="byte"):
        found.extend(read_geojson(io.BytesIO(raw), "a.geojson", dataset()))
    assert ids(found) == ["1"]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"), (b'{"type": "FeatureCollection", "features": []}', "no feature"),
        (b'{"type": "Topology", "objects": {}}', "Topology"), (b"[1, 2]", "an object is wanted"),
        (b"ma,ten\n1,A\n", "plain text"), (b'{"a": "\xff"}', "byte 7"), (b"<kml/>", "XML"),
        (b'{"crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::3405"}}, "features": []}', "3405"),
        (b"[" * 9, "object"), (b'{"a":' + b"[" * 100_000, "deep"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_geojson_is_refused(raw: bytes, words: str) -> None:
    assert words in refused(raw)


def test_features_come_before_the_whole_file_is_read() -> None:
    class Endless(io.RawIOBase):
        served = 0

        def read(self, size: int = -1, /) -> bytes:
            self.served += 1
            piece = ", ".join(json.dumps(feature(f"{self.served}-{n}")) for n in range(100))
            head = '{"type": "FeatureCollection", "features": [' if self.served == 1 else ", "
            return (head + piece).encode()

    stream = Endless()
    assert len(list(islice(read_geojson(stream, "a", dataset()), 150))) == 150  # type: ignore[arg-type]
    assert stream.served < 10


@given(st.binary(max_size=100))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    for start in (b"", b'{"features":['):
        try:
            found = read(start + raw)
        except SourceError:
            continue
        assert all(isinstance(each, Record | Rejection) for each in found)


@pytest.mark.parametrize(
    ("name", "table", "count"),
    [
        ("vn-places/communes_2025_bac_ninh.geojson", "vn-units", 99),
        ("vn-places/districts_before_2025_24.geojson", "vn-units", 10),
        ("vn-places/districts_before_2025_27.geojson", "vn-units", 8),
        ("vn-places/province_2025_bac_ninh.geojson", "vn-units", 1),
        ("osm-memorials-us/historicMemorial.geojson", "memorials", 2998),
    ],
)
def test_open_data_are_converted_whole(
    shared_data: Callable[[str], Path], name: str, table: str, count: int
) -> None:
    data = dataset(str(TABLES / f"{table}.yaml"))
    map_row = mapping(data)
    lines: set[str] = set()
    with shared_data(name).open("rb") as stream:
        for each in read_geojson(stream, name, data):
            assert isinstance(each, Record)
            lines.update(f"{' '.join(triple)} .\n" for triple in map_row(each).triples)
    found = list(ox.parse("".join(lines), format=ox.RdfFormat.N_TRIPLES))
    assert len(found) == len(lines)
    assert not any(isinstance(term, ox.BlankNode) for quad in found for term in quad.triple)
    assert sum(quad.predicate.value.endswith("#hasDefaultGeometry") for quad in found) == count
