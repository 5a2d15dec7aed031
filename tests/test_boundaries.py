"""Boundaries of administrative units: read from GeoJSON, simplified once, asked for by the day."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocban import config
from mocban.build import build
from mocban.graph import boundaries
from mocban.graph.outlines import GRID, Ring, polygons_of, simplified
from mocban.graph.points import Box
from mocban.graph.store import GraphStore
from mocban.site.boundaries import day_of
from mocban.site.dates import today
from tests.leaf_app import small_app

UNITS = """
@base <https://mocban.example/> .
@prefix mcb: <https://w3id.org/mocban/ns/> .
@prefix crm: <http://www.cidoc-crm.org/cidoc-crm/> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<e/place/ha-bac/v/1962> mcb:versionOf <e/place/ha-bac> ; rdfs:label "tỉnh Hà Bắc"@vi , "Ha Bac province"@en ;
  mcb:adminLevel <v/admin/tinh> ; mcb:validDuring <t/1> ; geo:hasDefaultGeometry <s/1> .
<e/place/bac-giang/v/1997> mcb:versionOf <e/place/bac-giang> ; rdfs:label "tỉnh Bắc Giang"@vi ;
  mcb:adminLevel <v/admin/tinh> ; mcb:validDuring <t/2> ; geo:hasDefaultGeometry <s/2> .
<e/place/bac-giang> geo:hasDefaultGeometry <s/3> .
<t/1> crm:P82a_begin_of_the_begin "1962-10-27T00:00:00Z"^^xsd:dateTime ; crm:P82b_end_of_the_end "1996-12-31T23:59:59Z"^^xsd:dateTime .
<t/2> crm:P82a_begin_of_the_begin "1997-01-01T00:00:00Z"^^xsd:dateTime .
<s/1> geo:asWKT "POLYGON((105 21,107 21,107 22,105 22,105 21))"^^geo:wktLiteral .
<s/2> geo:asWKT "MULTIPOLYGON(((106 21,107 21,107 22,106 22,106 21),(106.4 21.4,106.6 21.4,106.5 21.6,106.4 21.4)))"^^geo:wktLiteral .
<s/3> geo:asWKT "POINT(106 21)"^^geo:wktLiteral .
"""
WORLD = Box(-180, -90, 180, 90)
points = st.tuples(st.integers(0, 60), st.integers(0, 60))


def walked(rings: list[Ring]) -> set[frozenset[tuple[int, int]]]:
    """The steps of some rings, whichever way they are walked."""
    return {
        frozenset(step) for ring in rings for step in zip(ring, [*ring[1:], *ring[:1]], strict=True)
    }


@given(st.lists(points, min_size=2, max_size=30, unique=True))
def test_neighbours_keep_the_border_that_they_share(border: Ring) -> None:
    left = [(-500, 0), (-500, 900), (30, 900), *border, (30, -900)]
    right = [(500, 0), (30, -900), *border[::-1], (30, 900), (500, 900)]
    one, other = simplified([left, right])
    shared = walked([one]) & walked([other])
    kept = [point for point in one if point in {(30, 900), *border, (30, -900)}]
    assert {frozenset(step) for step in pairwise(kept)} == shared


@given(st.lists(points, min_size=3, max_size=40, unique=True), st.floats(0, 20))
def test_an_outline_has_no_point_that_was_not_there_and_leaves_none_far_away(
    ring: Ring, tolerance: float
) -> None:
    (simple,) = simplified([ring], tolerance)
    assert set(simple) <= set(ring)
    assert len(simple) == 0 or len(simple) >= 3
    if simple:
        closed = list(zip(simple, [*simple[1:], simple[0]], strict=True))
        assert all(min(_away(p, a, b) for a, b in closed) <= tolerance + 1e-6 for p in ring)


def _away(p: tuple[int, int], a: tuple[int, int], b: tuple[int, int]) -> float:
    """From a point to the straight line through two others."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = (dx * dx + dy * dy) ** 0.5
    cross: float = abs(dx * (p[1] - a[1]) - dy * (p[0] - a[0]))
    return cross / length if length else float(((p[0] - a[0]) ** 2 + (p[1] - a[1]) ** 2) ** 0.5)


def test_shapes_are_read_with_their_holes_and_parts() -> None:
    wkt = "MULTIPOLYGON(((0 0,1 0,1 1,0 0),(0.1 0.1,0.2 0.1,0.2 0.2,0.1 0.1)),((5 5,6 5,6 6,5 5)))"
    assert [len(polygon) for polygon in polygons_of(wkt)] == [2, 1]
    assert polygons_of(wkt)[1] == [
        [(5 * GRID, 5 * GRID), (6 * GRID, 5 * GRID), (6 * GRID, 6 * GRID)]
    ]
    assert polygons_of("POLYGON EMPTY") == []


def test_a_day_has_the_units_of_its_time(tmp_path: Path) -> None:
    path = tmp_path / boundaries.FILE
    assert boundaries.write(path, GraphStore.memory(UNITS)) == 2

    def names(day: str, language: str = "vi", box: Box = WORLD) -> list[str]:
        return [each.label for each in boundaries.valid(path, day, language, box).units]

    assert names("1964-01-01") == ["tỉnh Hà Bắc"]
    assert names("1964-01-01", "en") == ["Ha Bac province"]
    assert names("1996-12-31") == ["tỉnh Hà Bắc"]
    assert names("1997-01-01") == ["tỉnh Bắc Giang"]
    assert names("2026-01-01", "en") == ["tỉnh Bắc Giang"]
    assert names("1900-01-01") == []
    assert names("2026-01-01", box=Box(100, 10, 101, 11)) == []
    (unit,) = boundaries.valid(path, "2026-01-01", "vi").units
    assert unit.unit == "https://mocban.example/e/place/bac-giang" and unit.level == "tinh"
    assert [len(polygon) for polygon in json.loads(unit.geometry)["coordinates"]] == [2]


def test_a_snapshot_without_boundaries_has_no_file_and_gives_none(tmp_path: Path) -> None:
    path = tmp_path / boundaries.FILE
    assert boundaries.write(path, GraphStore.memory()) == 0
    assert not path.exists()
    assert boundaries.valid(path, "2026-01-01", "vi") == ([], 0)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("site")
    (folder / "search").mkdir()
    boundaries.write(folder / "search" / boundaries.FILE, GraphStore.memory(UNITS))
    return small_app(folder).test_client()


def test_the_boundaries_of_a_day_are_geojson_for_everybody(client: Any) -> None:
    answer = client.get("/api/boundaries.geojson?on=1964&lang=en")
    assert answer.mimetype == "application/geo+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    said = json.loads(answer.data)
    assert (said["on"], said["numberMatched"], said["numberReturned"]) == ("1964-01-01", 1, 1)
    (unit,) = said["features"]
    assert unit["properties"] == {
        "id": "https://mocban.example/e/place/ha-bac", "label": "Ha Bac province", "level": "tinh",
        "from": "1962-10-27", "to": "1996-12-31",
        "page": "https://mocban.example/en/e/place/ha-bac",
    }  # fmt: skip
    assert unit["geometry"]["type"] == "MultiPolygon"
    known = client.get(
        "/api/boundaries.geojson?on=1964&lang=en", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert known.status_code == 304


@given(
    day=st.text(max_size=30),
    box=st.text("0123456789.,-enaif ", max_size=40),
    lang=st.text(max_size=5),
)
def test_whatever_is_asked_there_is_an_answer(client: Any, day: str, box: str, lang: str) -> None:
    answer = client.get(
        "/api/boundaries.geojson", query_string={"on": day, "bbox": box, "lang": lang}
    )
    assert answer.status_code == 200 and json.loads(answer.data)["type"] == "FeatureCollection"


def test_a_day_may_be_a_year_or_a_month() -> None:
    assert day_of("1964") == "1964-01-01"
    assert day_of("1964-05") == "1964-05-01"
    assert day_of(" 1964-05-06 ") == "1964-05-06"
    assert {day_of(text) for text in ("", "x", "1964-13-01", "0000", "-1964-01-01")} == {today()}


def workspace(folder: Path, features: list[dict[str, Any]]) -> Path:
    """A built workspace whose only source is a GeoJSON file of administrative units."""
    (folder / "sources").mkdir(parents=True)
    (folder / "curation").mkdir()
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    (folder / "sources" / "ranh-gioi.geojson").write_text(text, "utf-8")
    (folder / "mocban.toml").write_text(
        '[[source]]\ncode = "dvhc"\nkind = "gazetteer"\nname.vi = "Đơn vị"\nname.en = "Units"\n'
        '[[source.dataset]]\nname = "ranh-gioi"\nformat = "geojson"\nmapping = "don-vi-hanh-chinh"\n'
        'files = ["ranh-gioi.geojson"]\n',
        "utf-8",
    )
    return build(config.load(folder)).snapshot / "search" / boundaries.FILE


def test_real_boundaries_are_built_and_small(
    tmp_path: Path, shared_data: Callable[[str], Path]
) -> None:
    folder = shared_data("vn-places")
    features = []
    for name, code, label, day in (
        ("province_2025_bac_ninh", "province_code", "province", {"tu_ngay": "2025-07-01"}),
        ("communes_2025_bac_ninh", "ward_code", "ward", {"tu_ngay": "2025-07-01", "cha": "p24"}),
        ("districts_before_2025_24", "district_code", "district", {"den_ngay": "2025-06-30"}),
    ):
        for each in json.loads((folder / f"{name}.geojson").read_text("utf-8"))["features"]:
            said = each["properties"]
            kind = label[0]
            unit = {"ma": kind + said[code], "ten": said[label], **day}
            features.append({"type": "Feature", "properties": unit, "geometry": each["geometry"]})
    path = workspace(tmp_path / "w", features)
    now = boundaries.valid(path, "2026-01-01", "vi")
    assert now.total == 100 and now.units[0].label == "tỉnh Bắc Ninh"
    before = boundaries.valid(path, "2024-01-01", "vi")
    assert before.total == 10 and {each.level for each in before.units} == {"huyen", "thanh-pho"}
    whole = (folder / "communes_2025_bac_ninh.geojson").stat().st_size
    assert sum(len(each.geometry) for each in now.units) < whole / 8
    assert all(json.loads(each.geometry)["coordinates"][0] for each in now.units)
