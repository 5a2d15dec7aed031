"""MARC 21: readers, and the mapping to BIBFRAME and CIDOC CRM."""

import io
import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mocban.errors import ConfigError, MocbanError, RecordError, SourceError
from mocban.mappings.marc21 import bibliographic, mapping, read_iso2709, read_marcxml
from mocban.mappings.marc21.body import Marc
from mocban.mappings.record import Dataset, Mapped, Record, Rejection

BASE = "https://mocban.example/"
BG = f"{BASE}r/tvbg/"
GOLDEN = Path(__file__).parent / "golden" / "marc21"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.xml"))
SETTINGS: dict[str, dict[str, object]] = {
    "852-collection": {"options": {"collections": ["Kho Địa chí"]}},
    "852-demo": {"demo": True},
    "856-by-dataset": {"options": {"digital_access": "dang-ky"}},
    "notes-declared-public": {"options": {"public_notes": ["541", "561", "583"]}},
    "930-read-as-852": {"options": {"read_as": {"930": "852 p=a b=k j=m", "949": "651"}}},
    "69x-local-subjects": {
        "options": {
            "local_subjects": {
                "690": "topic",
                "691": "place",
                "692": "person",
                "693": "group",
                "694": "meeting",
                "695": "title",
                "696": "event",
                "697": "time",
                "698": "occupation",
                "699": "genre",
            }
        }
    },
    "952-withdrawn": {"options": {"items": "952", "holders": {"TVYD": "Thư viện huyện mẫu"}}},
    "952-koha": {"options": {"items": "952", "holders": {"TVYD": "Thư viện huyện mẫu"}}},
    "authority-living-person": {"access": "dang-ky"},
    "852-without-barcode": {"holder": ""},
}


def dataset(**changes: object) -> Dataset:
    given = {"holder": "Thư viện tỉnh Bắc Giang", **changes}
    return Dataset(BASE, "tvbg", "marc", "marcxml", **given)  # type: ignore[arg-type]


def iso(fields: list[tuple[str, str]], leader: str = "nam a22", coding: str = "utf-8") -> bytes:
    """One ISO 2709 record; fields as (tag, text with \\x1f before each subfield code)."""
    directory, data = b"", b""
    for tag, text in fields:
        raw = text.encode(coding) + b"\x1e"
        directory += f"{tag}{len(raw):04d}{len(data):05d}".encode()
        data += raw
    base = 24 + len(directory) + 1
    length = base + len(data) + 1
    head = f"{length:05d}{leader}{base:05d} a 4500".encode()
    return head + directory + b"\x1e" + data + b"\x1d"


BOOK = [
    ("001", "BG1"),
    ("008", "260101s2003    vm            000 0 vie d"),
    ("100", "0 \x1faNguyễn Văn Mẫu,\x1fd1858-1913"),
    ("245", "10\x1faSách mẫu :\x1fbphần phụ /\x1fctác giả"),
    ("260", "  \x1faH. :\x1fbVăn học,\x1fc2003"),
    ("650", " 7\x1faLễ hội\x1fzBắc Giang"),
    ("852", "  \x1fbKho Đọc\x1fpBG.1"),
]


def read(data: bytes) -> list[Record | Rejection]:
    return list(read_iso2709(io.BytesIO(data), "tvbg.mrc", dataset()))


def read_xml(text: str) -> list[Record | Rejection]:
    return list(read_marcxml(io.BytesIO(text.encode()), "tvbg.xml", dataset()))


def only(found: list[Record | Rejection]) -> Record:
    assert len(found) == 1
    assert isinstance(found[0], Record), found[0]
    return found[0]


def mapped(fields: list[tuple[str, str]], leader: str = "nam a22", **changes: object) -> Mapped:
    return mapping(dataset(**changes))(only(read(iso(fields, leader))))


def as_nt(result: Mapped) -> str:
    lines = {" ".join((*triple, ".")) for triple in result.triples}
    warned = {f"# {kind} {field}" for kind, field, _ in result.warnings}
    return "".join(f"{line}\n" for line in (*sorted(warned), *sorted(lines)))


# Golden pairs


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_record_gives_its_golden_triples(name: str, rewrite: bool) -> None:
    where = dataset(**SETTINGS.get(name, {}))
    with (GOLDEN / f"{name}.xml").open("rb") as stream:
        record = only(list(read_marcxml(stream, name, where)))
    got = as_nt(mapping(where)(record))
    target = GOLDEN / f"{name}.nt"
    if rewrite:
        target.write_text(got, encoding="utf-8")
    assert got == target.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_golden_triples_are_good_n_triples_without_blank_nodes(name: str) -> None:
    text = (GOLDEN / f"{name}.nt").read_text(encoding="utf-8")
    for triple in ox.parse(text, format=ox.RdfFormat.N_TRIPLES):
        assert isinstance(triple.subject, ox.NamedNode)
        assert not isinstance(triple.object, ox.BlankNode)
        assert not triple.subject.value.startswith(BASE) or "#" not in triple.subject.value


def test_no_golden_triples_are_left_without_a_record() -> None:
    assert {path.stem for path in GOLDEN.glob("*.nt")} == set(NAMES)


def test_private_words_are_in_no_triple() -> None:
    private = {
        "notes-private": "NGƯỜI-TẶNG NGUOI-TANG-2 NGUỒN-GỐC XỬ-LÝ NỘI-BỘ CỤC-BỘ RIÊNG KÍN "
        "KHONG-CONG-KHAI may-chu mat-khau BI-MAT NGOAI",
        "notes-declared-public": "KÍN KHÔNG-RÕ",
        "852-classed-shelf-mark": "KÍN",
        "852-with-866": "KÍN",
        "876-pieces": "KÍN",
        "930-read-as-852": "KÍN",
        "69x-not-declared": "KÍN-690",
        "952-withdrawn": "YD.1 YD.2",
        "952-koha": "50000 kín nội",
        "856-not-for-the-web": "192.168 mat@ may-chu",
        "holdings-record": "KÍN",
        "authority-living-person": "-05",
    }
    for name, words in private.items():
        text = (GOLDEN / f"{name}.nt").read_text(encoding="utf-8")
        assert text
        assert [word for word in words.split() if word in text] == [], name


# Properties of the mapping


@given(st.randoms(use_true_random=False), st.sampled_from(NAMES))
@settings(max_examples=150, deadline=None)
def test_the_order_of_fields_does_not_change_the_triples(shuffle: random.Random, name: str) -> None:
    with (GOLDEN / f"{name}.xml").open("rb") as stream:
        record = only(list(read_marcxml(stream, name, dataset())))
    leader, fields, oddities = record.body
    turned = list(fields)
    shuffle.shuffle(turned)
    other = Record(record.source, record.id, 9, Marc(leader, turned, oddities))
    convert = mapping(dataset())
    assert set(convert(record).triples) == set(convert(other).triples)


def test_one_more_subject_changes_nothing_but_its_own_nodes() -> None:
    before = set(mapped(BOOK).triples)
    after = set(mapped([*BOOK, ("650", " 7\x1faMộc bản")]).triples)
    assert before < after
    heading = f"<{BG}heading/topic/M_E1_BB_99c_20b_E1_BA_A3n>"
    assert {heading} >= {s for s, _, o in after - before if o != heading}


def test_a_field_remembered_from_another_record_gives_the_same_triples() -> None:
    convert = mapping(dataset())
    record = only(read(iso(BOOK)))
    first = convert(record)
    assert convert(record) == first == mapping(dataset())(record)


@pytest.mark.parametrize(
    "options",
    [
        {"read_as": {"930": "the shelf"}},
        {"read_as": {"245": "246"}},
        {"read_as": {"690": "650"}},
        {"read_as": "852"},
        {"itemz": "952"},
        {"collections": "Kho Địa chí"},
        {"holders": ["TVYD"]},
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ConfigError) as caught:
        mapping(dataset(options=options))
    assert caught.value.text.vi != caught.value.text.en


def test_no_tag_has_two_rules() -> None:
    tags = [tag for module in bibliographic.MODULES for tag in module.RULES]
    assert sorted(tags) == sorted(set(tags))


@pytest.mark.parametrize(
    ("fields", "leader"),
    [
        ([("001", "BG1"), ("500", "  \x1faKhông có nhan đề")], "nam a22"),
        ([("001", "BG1"), ("245", "10\x1fc/")], "nam a22"),
        (BOOK, "dam a22"),
        ([("001", "BG1"), ("103", "  \x1faX")], "nz  a22"),
        ([("001", "BG1"), ("852", "  \x1fbKho")], "nx  a22"),
    ],
)
def test_a_record_that_says_too_little_is_refused(
    fields: list[tuple[str, str]], leader: str
) -> None:
    with pytest.raises(RecordError):
        mapped(fields, leader)


# The ISO 2709 reader


def test_both_readers_give_the_same_body() -> None:
    xml = (GOLDEN / "plain-book.xml").read_text(encoding="utf-8")
    from_xml = only(read_xml(xml)).body
    fields = [
        (tag, value or "".join(f"\x1f{c}{t}" for c, t in subs))
        if not subs
        else (tag, value + "".join(f"\x1f{c}{t}" for c, t in subs))
        for tag, value, subs in from_xml.fields
    ]
    assert only(read(iso(fields))).body.fields == from_xml.fields


def test_position_and_offset_count_records_and_bytes() -> None:
    one = iso(BOOK)
    records = read(one + b"\r\n" + one)
    assert [(r.position, r.offset) for r in records] == [(1, 0), (2, len(one) + 2)]


def test_text_is_nfc() -> None:
    record = only(read(iso([("001", "1"), ("245", "10\x1faA\u0302\u0301m")])))
    assert record.body.fields[1][2] == [("a", "Ấm")]


def test_blanks_are_collapsed() -> None:
    record = only(read(iso([("001", "1"), ("245", "10\x1fa Hai\u00a0 chữ \x1fb  ")])))
    assert record.body.fields[1][2] == [("a", "Hai chữ")]


def test_utf8_without_a_word_of_it_in_the_leader_is_read_with_a_warning() -> None:
    kinds = {warning.kind for warning in mapped(BOOK, "nam  22").warnings}
    assert "undeclared-utf8" in kinds


def test_marc8_becomes_unicode() -> None:
    raw = iso([("001", "1"), ("245", "10\x1faTh\xe2o")], "nam  22", "latin-1")
    record = only(read(raw))
    assert record.body.fields[1][2] == [("a", "Thó")]
    assert record.body.oddities == ("marc8",)


def test_broken_utf8_names_field_and_byte() -> None:
    raw = iso(BOOK).replace("Sách".encode(), b"S\xffch ")
    rejection = read(raw)[0]
    assert isinstance(rejection, Rejection)
    assert rejection.id == "BG1"
    assert f"Field 245 is not UTF-8 at byte {raw.index(0xFF)}" in rejection.reason.en


def test_reading_goes_on_behind_a_damaged_record() -> None:
    damaged = iso(BOOK)[:40] + b"\x1d"
    found = read(iso(BOOK) + damaged + iso(BOOK))
    assert [type(each) for each in found] == [Record, Rejection, Record]


def test_lengths_counted_in_characters_are_overlooked_with_a_warning() -> None:
    raw = iso(BOOK)
    text = raw.decode()
    end = text.index("\x1e")
    parts = text[end + 1 : -2].split("\x1e")
    directory, start = "", 0
    for (tag, _), part in zip(BOOK, parts, strict=True):
        directory += f"{tag}{len(part) + 1:04d}{start:05d}"
        start += len(part) + 1
    record = only(read((text[:24] + directory + text[end:]).encode()))
    assert record.body.fields == only(read(raw)).body.fields
    assert "wrong-directory" in record.body.oddities


def test_a_directory_in_another_order_than_the_fields_is_obeyed() -> None:
    raw = iso([("001", "BG1"), ("245", "10\x1faMột"), ("500", "  \x1faHai")])
    turned = raw[:24] + raw[24:36] + raw[48:60] + raw[36:48] + raw[60:]
    assert [f[0] for f in only(read(turned)).body.fields] == ["001", "500", "245"]
    assert mapped(BOOK)
    assert as_nt(mapping(dataset())(only(read(turned)))) == as_nt(
        mapping(dataset())(only(read(raw)))
    )


def test_a_record_without_number_takes_its_035_or_is_refused() -> None:
    assert only(read(iso([("035", "  \x1fa(TV)7"), ("245", "10\x1faA")]))).id == "(TV)7"
    assert isinstance(read(iso([("245", "10\x1faA")]))[0], Rejection)


def test_a_file_cut_short_is_named_with_record_id_and_byte() -> None:
    one = iso(BOOK)
    with pytest.raises(SourceError, match=rf"tvbg.mrc: record 2 \(BG1\), at byte {len(one)}"):
        read(one + one[:-20])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\r\n ", "empty"),
        (b"<?xml version='1.0'?><collection/>", "marcxml"),
        (b'{"leader": ""}', "JSON"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"=LDR  00000nam a2200000 a 4500\n=001  1\n", "MarcEdit"),
        (b"000000001 LDR   L 00000nam^a22^^^^^^a^4500\n", "Aleph"),
        (b"\x1f\x8b\x08\x00", "unpack"),
        ("một tệp văn bản".encode(), "not MARC 21"),
        (iso([("001", "1"), ("200", "1 \x1faTitre")]), "UNIMARC"),
    ],
)
def test_another_kind_of_file_is_recognised(data: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says) as caught:
        read(data)
    assert caught.value.text.vi.startswith("tvbg.mrc: ")


# The MARCXML reader


@pytest.mark.parametrize("space", ["", ' xmlns="http://www.loc.gov/MARC21/slim"'])
def test_marcxml_is_read_with_and_without_its_namespace(space: str) -> None:
    text = (GOLDEN / "plain-book.xml").read_text(encoding="utf-8")
    text = text.replace(' xmlns="http://www.loc.gov/MARC21/slim"', "")
    found = read_xml(f"<collection{space}>{text}{text}</collection>")
    assert [each.position for each in found] == [1, 2]
    assert all(isinstance(each, Record) for each in found)


def test_entities_are_neither_resolved_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("LEAKED", encoding="utf-8")
    text = (
        f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "yyy">]>'
        '<record><controlfield tag="001">1</controlfield><datafield tag="245" ind1=" " ind2=" ">'
        '<subfield code="a">A &x; &y;</subfield></datafield></record>'
    )
    assert "LEAKED" not in repr(only(read_xml(text)).body)


def test_xml_that_breaks_off_names_the_line() -> None:
    text = (GOLDEN / "plain-book.xml").read_text(encoding="utf-8")
    with pytest.raises(SourceError, match="breaks after record 1, in line"):
        read_xml(f"<collection>{text}<record>")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<mods/>", "mods"),
        ("", "empty"),
        ("{}", "JSON"),
        ("<html/>", "web page"),
        (iso(BOOK).decode(), "marc21"),
    ],
)
def test_another_kind_of_file_is_recognised_as_no_marcxml(text: str, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        read_xml(text)


def test_a_field_without_tag_rejects_its_record_only() -> None:
    good = (GOLDEN / "plain-book.xml").read_text(encoding="utf-8")
    bad = good.replace(' tag="245"', "")
    found = read_xml(f"<collection>{bad}{good}</collection>")
    assert [type(each) for each in found] == [Rejection, Record]


def test_a_data_field_given_as_a_control_field_does_no_harm() -> None:
    good = (GOLDEN / "plain-book.xml").read_text(encoding="utf-8")
    tags = ("FMT", "650", "653", "100", "700", "856", "264", "246", "024", "880", "506")
    odd = "".join(f'<controlfield tag="{tag}"/>' for tag in tags)
    record = only(read_xml(good.replace("<controlfield", f"{odd}<controlfield", 1)))
    assert mapping(dataset())(record).triples


def test_a_long_file_is_read_in_flat_memory() -> None:
    good = (GOLDEN / "plain-book.xml").read_bytes()

    class Endless(io.RawIOBase):
        left = 600

        def read(self, size: int = -1) -> bytes:
            self.left -= 1
            if self.left == 599:
                return b"<collection>"
            return good * 4 if self.left > 0 else b"</collection>" if self.left == 0 else b""

    tracemalloc.start()
    count = peak = 0
    for count, _ in enumerate(read_marcxml(Endless(), "x", dataset()), 1):  # type: ignore[arg-type]
        if count == 200:
            tracemalloc.reset_peak()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count > 2300
    assert peak < 2_000_000


# Files as they come


def _all_the_way(reader: Callable[..., object], data: bytes, name: str) -> tuple[int, int]:
    """How many records were mapped and refused; any other error than ours fails the test."""
    convert = mapping(dataset())
    done = refused = 0
    found = read_iso2709 if reader is read_iso2709 else read_marcxml
    try:
        for each in found(io.BytesIO(data), name, dataset()):
            if isinstance(each, Rejection):
                refused += 1
                continue
            try:
                result = convert(each)
            except RecordError:
                refused += 1
                continue
            done += 1
            parsed = ox.parse(as_nt(result), format=ox.RdfFormat.N_TRIPLES)
            assert sum(1 for _ in parsed) == len(set(result.triples))
    except SourceError as error:
        assert error.text.vi.startswith(name)
    return done, refused


@given(
    st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 255)), min_size=1, max_size=12),
    st.booleans(),
)
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_bytes_give_records_and_refusals_only(
    changes: list[tuple[int, int]], xml: bool
) -> None:
    source = (GOLDEN / "plain-book.xml").read_bytes() if xml else iso(BOOK) + iso(BOOK)
    data = bytearray(source)
    for place, byte in changes:
        data[place % len(data)] = byte
    _all_the_way(read_marcxml if xml else read_iso2709, bytes(data), "x")


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_at_all_give_records_and_refusals_only(data: bytes) -> None:
    for reader in (read_iso2709, read_marcxml):
        _all_the_way(reader, data, "x")


@pytest.mark.parametrize(
    ("folder", "least"),
    [
        ("marc-lc-exchange", 350),
        ("marc-evergreen", 1000),
        ("marc-pymarc-tests", 20),
        ("marc-traject", 60),
        ("marc-marc4j", 60),
    ],
)
def test_real_files_are_read_to_their_end(
    folder: str, least: int, shared_data: Callable[[str], Path]
) -> None:
    mapped_records = 0
    for path in sorted(shared_data(folder).rglob("*")):
        if not path.is_file() or path.suffix in (".md", ".gz"):
            continue
        reader = read_marcxml if path.suffix == ".xml" else read_iso2709
        mapped_records += _all_the_way(reader, path.read_bytes(), path.name)[0]
    assert mapped_records >= least


def test_errors_are_ours() -> None:
    assert issubclass(SourceError, MocbanError)


@pytest.mark.parametrize("table", ["lc_different.tsv", "lc_equal.tsv"])
def test_every_difference_from_the_lc_converter_is_explained(table: str) -> None:
    readme = (Path(__file__).parents[1] / "mappings/marc21/README.md").read_text(encoding="utf-8")
    lines = (Path(__file__).parent / "bench" / table).read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        *paths, why = line.split("\t")
        assert why in readme, why
        assert all(f"`{path}`".replace("|", "\\|") in readme for path in paths), line
