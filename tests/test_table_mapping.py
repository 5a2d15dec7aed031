"""Table mappings: what they may say, and what becomes of odd cells."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocban.errors import ConfigError, RecordError
from mocban.mappings.record import Dataset, Record
from mocban.mappings.table import mapping
from mocban.mappings.table.derive import split_unit
from mocban.mappings.table.mapper import compiled
from mocban.mappings.table.row import Row
from mocban.mappings.table.schema import parse
from mocban.mappings.table.shapes import degrees, middle_of, shape_of, wkt_of
from mocban.mappings.table.template import Template
from mocban.mappings.table.values import decimal_digits, whole_number

B = "<https://mocban.example/"


def dataset(name: str = "di-tich", **more: object) -> Dataset:
    return Dataset("https://mocban.example/", "src", "table", "csv", mapping=name, **more)  # type: ignore[arg-type]


@given(st.lists(st.text(max_size=20), min_size=2, max_size=6))
def test_any_text_in_cells_gives_valid_n_triples(cells: list[str]) -> None:
    names = ["ten", "ten_khac", "cap", "ngay_quyet_dinh", "vi_do", "kinh_do"]
    values = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if cell.strip()}
    values |= {"ma": "1", "ten": values.get("ten", "A")}
    made = mapping(dataset())(Record("src", "1", 2, Row(values)))
    text = "".join(f"{' '.join(triple)} .\n" for triple in made.triples)
    assert sum(1 for _ in ox.parse(text, format=ox.RdfFormat.N_TRIPLES))


def mapped(values: dict[str, str], name: str, **more: object) -> set[tuple[str, str, str]]:
    data = dataset(name, **more)
    return set(mapping(data)(Record("src", values[next(iter(values))], 2, Row(values))).triples)


def test_access_falls_back_to_the_dataset_and_the_unknown_is_restricted() -> None:
    def levels(values: dict[str, str], **more: object) -> set[str]:
        made = mapped({"ma": "1", "ten": "A", **values}, "di-tich", **more)
        return {o.rsplit("/")[-1] for _, p, o in made if "accessRights" in p}

    assert levels({}) == {"cong-khai>"}
    assert levels({}, access="tai-cho") == {"tai-cho>"}
    assert levels({"muc_cong_khai": "Đọc tại chỗ"}) == {"tai-cho>"}
    assert levels({"muc_cong_khai": "chưa rõ"}) == {"han-che>"}


def test_a_table_that_is_silent_about_access_does_not_open_a_closed_dataset() -> None:
    made = mapped({"ma": "1", "ten": "A"}, "nhan-vat", access="han-che")
    assert any("accessRights" in p and "han-che" in o for _, p, o in made)


def test_things_of_other_registers_are_found_by_option_and_by_column() -> None:
    options = {"registers": {"monument": "svhtt"}}
    made = mapped({"ma": "1", "ten": "A", "ma_di_tich": "BG-1"}, "du-lich", options=options)
    assert any(o == f"{B}r/svhtt/monument/BG-1>" for _, _, o in made)
    values = {"ma": "1", "ten": "A", "ma_di_tich": "BG-1", "nguon_di_tich": "khac"}
    made = mapped(values, "hien-vat", options=options)
    assert any(o == f"{B}r/khac/monument/BG-1>" for _, _, o in made)


def test_holdings_of_a_demonstration_say_so_and_others_do_not() -> None:
    values = {"dkcb": "1", "nhan_de": "A"}
    assert any("ns/demo" in p for _, p, _ in mapped(values, "kho", demo=True))
    assert not any("ns/demo" in p for _, p, _ in mapped(values, "kho"))


@pytest.mark.parametrize(
    "address", ["http://10.0.0.5/a.jpg", "http://kho/a", "C:\\a.jpg", "https://u:p@a.vn/x"]
)
def test_an_address_that_nobody_outside_can_reach_is_not_published(address: str) -> None:
    made = mapped({"ma": "1", "ten": "A", "anh": address}, "hien-vat")
    assert not any("access_point" in p or "digital" in s for s, p, _ in made)


def test_a_version_of_a_unit_replaced_twice_points_at_both() -> None:
    values = {
        "ma": "a",
        "ten": "xã A",
        "tu_ngay": "1997",
        "den_ngay": "30/6/2025",
        "thay_bang": "b; c",
    }
    made = mapped(values, "don-vi-hanh-chinh")
    found = {o for _, p, o in made if p.endswith("replacedBy>")}
    assert found == {f"{B}r/src/place/{unit}/v/2025-07-01>" for unit in "bc"}


@pytest.mark.parametrize(
    ("text", "level", "name"),
    [
        ("Thị trấn Nham Biền", "thi-tran", "Nham Biền"), ("xã Trí Yên", "xa", "Trí Yên"),
        ("Bắc Giang", "", "Bắc Giang"), ("Phường 1", "phuong", "1"), ("Phủ Lý", "", "Phủ Lý"),
    ],
)  # fmt: skip
def test_level_and_name_of_a_unit_are_told_apart(text: str, level: str, name: str) -> None:
    assert split_unit(text) == (level, name)


def test_templates_choose_join_and_leave_out() -> None:
    values = {"a": "1", "c": "3"}
    assert Template(["{b,a}"])(values) == "1"
    assert Template(["{a}[/{b}]"])(values) == "1"
    assert Template(["{a}[/{c}]"])(values) == "1/3"
    assert Template(["{a}/{b}"])(values) == ""
    assert Template(["a", "b", "c"], "; ")(values) == "1; 3"


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("21,2034", "21.2034"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("-.5", "-0.5"),
        ("x", None),
    ],
)
def test_a_decimal_comma_is_accepted(text: str, digits: str | None) -> None:
    assert decimal_digits(text) == digits


@pytest.mark.parametrize(
    ("text", "number"), [("3.050", 3050), ("12", 12), ("1,5", None), ("", None)]
)
def test_whole_numbers_may_be_grouped(text: str, number: int | None) -> None:
    assert whole_number(text) == number


def test_degrees_minutes_and_seconds_are_read() -> None:
    assert degrees("21°12'10\"N") == "21.202778"
    assert degrees("0°30'S") == "-0.500000"


@pytest.mark.parametrize(
    "wkt",
    [
        "POINT(106.1 21.2)", "LINESTRING(1 2,3 4)", "POLYGON((0 0,4 0,4 4,0 4,0 0))",
        "MULTIPOLYGON(((0 0,2 0,2 2,0 0)),((5 5,6 5,6 6,5 5)))", "MULTIPOINT(1 2,3 4)",
    ],
)  # fmt: skip
def test_wkt_is_read_and_written_again(wkt: str) -> None:
    assert wkt_of(shape_of(wkt)) == wkt


def test_the_middle_of_a_square_is_its_centre() -> None:
    assert middle_of(shape_of("SRID=4326;POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))")) == (
        "2.000000",
        "2.000000",
    )


@pytest.mark.parametrize(
    "wkt", ["POLYGON EMPTY", "POINT(1)", "POINT(a b)", "CIRCLE(1 2)", "POLYGON((0 0,", ""]
)
def test_broken_wkt_has_no_middle(wkt: str) -> None:
    assert middle_of(shape_of(wkt)) is None


MINIMAL = "columns: {ma: , ten: }\nid: ma\nthing: {kind: place, types: crm:E53_Place}\nrules:\n  - label: ten\n"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("label: ten", "label: tem", "no column “tem”"),
        ("label: ten", "labell: ten", "“labell” stands"),
        ("label: ten", "{label: ten, langage: en}", "“langage” is not known"),
        ("label: ten", "{text: ten, property: crm:P2_has_typ}", "crm:P2_has_typ"),
        (
            "label: ten",
            "{concept: ten, scheme: rang, property: crm:P2_has_type}",
            "no scheme “rang”",
        ),
        ("label: ten", "{heading: ten, kind: hub2, property: crm:P2_has_type}", "no kind “hub2”"),
        ("kind: place", "kind: spot", "no kind “spot”"),
        ("crm:E53_Place", "crm:E53_Spot", "crm:E53_Spot"),
        ("id: ma", "id: so", "no column “so”"),
        ("ten: }", "ten: [Mã]}", "names both"),
        ("ten: }", "ten: , ten: }", "line 1"),
        ("id: ma\n", "", "“id” is missing"),
        ("columns:", "columns: {", "not valid YAML"),
        ("label: ten", "{node: ten, types: crm:E53_Place}", "either iri or role"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused_in_one_sentence(
    old: str, new: str, words: str
) -> None:
    assert old in MINIMAL
    with pytest.raises(ConfigError) as caught:
        compiled(parse("mine.yaml", MINIMAL.replace(old, new, 1)), dataset())
    assert words in caught.value.text.en
    assert caught.value.text.en.startswith("mine.yaml") and caught.value.text.vi.startswith(
        "mine.yaml"
    )


def test_a_mapping_that_is_not_there_is_refused_with_the_names_there_are(tmp_path: Path) -> None:
    for name in ("", "di-tick", str(tmp_path / "no.yaml")):
        with pytest.raises(ConfigError) as caught:
            mapping(dataset(name))
        assert "di-tich" in caught.value.text.en or "no.yaml" in caught.value.text.en


def test_a_required_cell_that_is_empty_rejects_the_row() -> None:
    with pytest.raises(RecordError, match="column ten"):
        mapped({"ma": "1"}, "di-tich")


def test_a_word_of_an_institution_is_mapped_by_its_own_list() -> None:
    rule = "{concept: ten, scheme: rank, property: crm:P2_has_type, words: {Hạng A: quoc-gia}}"
    table = parse("mine.yaml", MINIMAL.replace("label: ten", rule))
    made = compiled(table, dataset())(Record("src", "1", 2, Row({"ma": "1", "ten": "hạng a"})))
    assert any(o == f"{B}v/rank/quoc-gia>" for _, _, o in made.triples)
