"""What MARC 21 comes in: carriers, encodings, and files that are something else."""

import gzip
import io
import json
import os
import subprocess
import sys
import tracemalloc
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mocban.errors import SourceError, Text
from mocban.mappings import format_named
from mocban.mappings.marc21 import read_iso2709, read_marcjson, read_marcxml
from mocban.mappings.marc21.body import Marc, table
from mocban.mappings.marc21.carriers import marc8
from mocban.mappings.marc21.carriers.vietnamese_legacy import is_syllable, recognised
from mocban.mappings.record import Dataset, Record, Rejection

READERS = {"marc21": read_iso2709, "marcxml": read_marcxml, "marcjson": read_marcjson}
Fields = list[tuple[str, str]]
BOOK: Fields = [
    ("001", "BG1"),
    ("008", "260101s2003    vm            000 0 vie d"),
    ("100", "0 \x1faNguyễn Văn Mẫu"),
    ("245", "10\x1faĐịa chí Bắc Giang :\x1fblịch sử và văn hóa"),
    ("260", "  \x1faHà Nội :\x1fbNxb. Văn học,\x1fc2003"),
]
OTHER: Fields = [("001", "BG2"), ("245", "10\x1faSách khác")]


def dataset(form: str) -> Dataset:
    return Dataset("https://mocban.example/", "tvbg", "marc", form)


def iso(
    fields: Fields, leader: str = "nam a22", coding: str = "utf-8", turned: bool = False
) -> bytes:
    """One ISO 2709 record; its fields stand in the contrary order where it is `turned`."""
    raws = [text.encode(coding) + b"\x1e" for _, text in fields]
    starts, data = {}, b""
    order = range(len(raws) - 1, -1, -1) if turned else range(len(raws))
    for index in order:
        starts[index] = len(data)
        data += raws[index]
    directory = "".join(
        f"{tag}{len(raws[index]) % 10_000:04d}{starts[index] % 100_000:05d}"
        for index, (tag, _) in enumerate(fields)
    )
    base = 24 + len(directory) + 1
    length = (base + len(data) + 1) % 100_000
    head = f"{length:05d}{leader}{base:05d} a 4500{directory}\x1e".encode()
    return head + data + b"\x1d"


def as_json(fields: Fields) -> dict[str, object]:
    """The same record in MARC-in-JSON."""
    members: list[dict[str, object]] = []
    for tag, text in fields:
        start, *subfields = text.split("\x1f")
        listed = [{each[0]: each[1:]} for each in subfields]
        value = {"ind1": start[0], "ind2": start[1], "subfields": listed} if listed else text
        members.append({tag: value})
    return {"leader": "00000nam a2200000 a 4500", "fields": members}


def as_xml(fields: Fields, prefix: str = "") -> str:
    """The same record in MARCXML."""
    parts = [f"<{prefix}leader>00000nam a2200000 a 4500</{prefix}leader>"]
    for tag, text in fields:
        start, *subfields = text.split("\x1f")
        if not subfields:
            parts.append(f'<{prefix}controlfield tag="{tag}">{text}</{prefix}controlfield>')
            continue
        inner = "".join(
            f'<{prefix}subfield code="{each[0]}">{each[1:]}</{prefix}subfield>'
            for each in subfields
        )
        parts.append(
            f'<{prefix}datafield tag="{tag}" ind1="{start[0]}" ind2="{start[1]}">{inner}'
            f"</{prefix}datafield>"
        )
    return f"<{prefix}record>{''.join(parts)}</{prefix}record>"


def read(form: str, data: bytes | str) -> list[Record | Rejection]:
    raw = data.encode() if isinstance(data, str) else data
    return list(READERS[form](io.BytesIO(raw), "tvbg.dat", dataset(form)))


def bodies(form: str, data: bytes | str) -> list[Marc]:
    """The bodies of records all of which can be read."""
    found = []
    for each in read(form, data):
        assert isinstance(each, Record), each
        found.append(each.body)
    return found


def kinds(found: list[Record | Rejection]) -> list[type]:
    return [type(each) for each in found]


def warned(marc: Marc, form: str = "marc21") -> set[str]:
    convert = format_named(form).mapping(dataset(form))
    return {each.kind for each in convert(Record("tvbg", "BG1", 1, marc)).warnings}


def refusal(form: str, data: bytes | str) -> Text:
    with pytest.raises(SourceError) as caught:
        read(form, data)
    text = caught.value.text
    assert text.en.startswith("tvbg.dat: ") and text.vi.startswith("tvbg.dat: ")
    assert text.en != text.vi and not text.vi.isascii()
    return text


PLAIN = bodies("marc21", iso(BOOK))[0].fields


# ISO 2709


def test_iso_2709_in_utf_8_is_read() -> None:
    assert PLAIN[3] == (
        "245", "10", [("a", "Địa chí Bắc Giang :"), ("b", "lịch sử và văn hóa")]
    )  # fmt: skip
    assert bodies("marc21", iso(BOOK))[0].oddities == ()


def test_marc_8_is_turned_into_unicode() -> None:
    raw = iso([("001", "1"), ("245", "10\x1faVi\xe3\xf2et Nam")], "nam  22", "latin-1")
    (marc,) = bodies("marc21", raw)
    assert marc.fields[1][2] == [("a", "Việt Nam")]
    assert marc.oddities == ("marc8",)


def test_marc_8_in_every_set_becomes_the_unicode_that_pymarc_expects(
    shared_data: Callable[[str], Path],
) -> None:
    folder = shared_data("marc-pymarc-tests")
    before = (folder / "test_marc8.txt").read_bytes().splitlines()
    after = (folder / "test_utf8.txt").read_text("utf-8").splitlines()
    assert len(before) == len(after) > 1000
    for raw, text in zip(before, after, strict=True):
        assert marc8.text(raw, "880") == unicodedata.normalize("NFC", text)


def test_what_is_not_in_marc_8_comes_as_a_reference() -> None:
    raw = iso([("001", "1"), ("245", "10\x1faTh&#x1EA3;o &#x1F; &#xD800;")], "nam  22")
    assert bodies("marc21", raw)[0].fields[1][2] == [("a", "Thảo &#x1F; &#xD800;")]
    assert "&#x1EA3;" in str(bodies("marc21", raw.replace(b"nam  ", b"nam a"))[0].fields)


def test_signs_that_are_lost_in_marc_8_are_reported() -> None:
    raw = iso([("001", "1"), ("245", "10\x1faA\xfd\xd6\xd7B")], "nam  22", "latin-1")
    assert {"marc8", "marc8-lost"} <= warned(bodies("marc21", raw)[0])


def test_utf_8_with_one_broken_letter_is_not_taken_for_marc_8() -> None:
    raw = iso(BOOK, "nam  22").replace("Mẫu".encode(), b"M\xff\xff\xffu")
    (rejection,) = read("marc21", raw + iso(OTHER))[:1]
    assert isinstance(rejection, Rejection) and rejection.damaged
    assert f"Field 100 is not UTF-8 at byte {raw.index(0xFF)}" in rejection.reason.en


@pytest.mark.parametrize("length", [b"00000", b"99999", b"00100", b"     ", b"  123", b"abcde"])
def test_a_wrong_length_in_the_leader_does_no_harm(length: bytes) -> None:
    raw = length + iso(BOOK)[5:]
    assert bodies("marc21", raw)[0].fields == PLAIN
    first, second = bodies("marc21", raw + iso(OTHER))
    assert first.fields == PLAIN and len(second.fields) == 2
    assert first.oddities == ("wrong-length",)


def test_a_directory_in_another_order_than_the_fields_is_obeyed() -> None:
    assert bodies("marc21", iso(BOOK, turned=True))[0].fields == PLAIN


def test_a_directory_that_counts_characters_in_another_order_is_understood() -> None:
    text = iso(BOOK, turned=True).decode()
    end = text.index("\x1e")
    start, entries = 0, {}
    for part in text[end + 1 : -2].split("\x1e"):
        entries[part] = f"{len(part) + 1:04d}{start:05d}"
        start += len(part) + 1
    directory = "".join(tag + entries[value] for tag, value in BOOK)
    (marc,) = bodies("marc21", text[:24] + directory + text[end:])
    assert marc.fields == PLAIN
    assert "wrong-directory" in marc.oddities


def test_one_wrong_number_in_a_directory_moves_no_field() -> None:
    raw = iso(BOOK)
    for at in range(24 + 3, raw.index(b"\x1e")):
        if (at - 24) % 12 > 2:
            (marc,) = bodies("marc21", raw[:at] + b"9" + raw[at + 1 :])
            assert marc.fields == PLAIN


def test_two_entries_for_one_place_hide_no_field() -> None:
    raw = iso([("001", "1"), ("500", "  \x1faMột"), ("500", "  \x1faHai")])
    (marc,) = bodies("marc21", raw[:48] + raw[36:48] + raw[60:])
    assert [each[2] for each in marc.fields[1:]] == [[("a", "Một")], [("a", "Hai")]]


LONG: Fields = [
    ("001", "BG9"), ("245", "10\x1faDài"), *(("500", f"  \x1fa{n:04d}{'x' * 900}") for n in range(200))
]  # fmt: skip


def test_a_record_longer_than_a_leader_can_count_is_read_by_its_terminators() -> None:
    first, second = bodies("marc21", iso(LONG) + iso(OTHER))
    assert [each[2][0][1][:4] for each in first.fields[2:]] == [f"{n:04d}" for n in range(200)]
    assert first.oddities == ("too-long",) and len(second.fields) == 2
    assert "too-long" in warned(first)


def test_an_over_long_record_whose_directory_uses_six_digits_is_read() -> None:
    directory, start = "", 0
    for tag, text in LONG:
        directory += f"{tag}{len(text.encode()) + 1:04d}{start:05d}"
        start += len(text.encode()) + 1
    raw = iso(LONG)
    data = raw[raw.index(b"\x1e") :]
    assert len(directory) % 12
    wide = b"99999" + raw[5:24] + directory.encode() + data
    assert bodies("marc21", wide)[0].fields == bodies("marc21", raw)[0].fields


def test_an_over_long_record_with_zeros_for_a_directory_is_read() -> None:
    raw = iso(LONG)
    zeros = "".join(f"{tag}000000000" for tag, _ in LONG).encode()
    data = raw[raw.index(b"\x1e") :]
    assert bodies("marc21", b"00000" + raw[5:24] + zeros + data)[0].fields[:2] == [
        ("001", "BG9", []), ("245", "10", [("a", "Dài")])
    ]  # fmt: skip


def test_the_over_long_record_of_marc4j_is_read_with_the_two_behind_it(
    shared_data: Callable[[str], Path],
) -> None:
    raw = (shared_data("marc-marc4j") / "bad_too_long_plus_2.mrc").read_bytes()
    long, *others = bodies("marc21", raw)
    assert len(raw.split(b"\x1d")[0]) > 99_999 and len(others) == 2
    entries = raw[24 : raw.index(b"\x1e")].decode()
    assert [each[0] for each in long.fields] == [
        entries[at : at + 3] for at in range(0, len(entries), 12)
    ]
    assert len(long.fields) > 1000 and long.oddities[0] == "too-long"


def test_a_field_that_no_directory_names_is_left_out_with_a_warning() -> None:
    raw = iso([*BOOK, ("500", "  \x1faThừa")])
    end = raw.index(b"\x1e")
    base = f"{end - 11:05d}".encode()
    (marc,) = bodies("marc21", raw[:12] + base + raw[17 : end - 12] + raw[end:])
    assert marc.fields == PLAIN and "unlisted-fields" in warned(marc)


@pytest.mark.parametrize("lost", [b"", b"\n", b"\r\n"])
def test_two_records_that_run_together_are_two(lost: bytes) -> None:
    found = read("marc21", iso(BOOK)[:-1] + lost + iso(OTHER) + iso(OTHER))
    assert [(each.position, each.id) for each in found] == [(1, "BG1"), (2, "BG2"), (3, "BG2")]
    assert found[1].offset == len(iso(BOOK)) - 1 + len(lost)


def test_a_record_that_cannot_be_read_is_located_and_does_not_stop_the_file() -> None:
    bad = iso(BOOK)[:30] + iso(BOOK)[31:]
    found = read("marc21", iso(OTHER) + bad + iso(OTHER))
    assert kinds(found) == [Record, Rejection, Record]
    rejection = found[1]
    assert isinstance(rejection, Rejection)
    assert (rejection.position, rejection.id, rejection.offset, rejection.damaged) == (
        2, "BG1", len(iso(OTHER)), True
    )  # fmt: skip
    assert "export" in rejection.reason.en and "hãy" in rejection.reason.vi


# MARCXML

SLIM = "http://www.loc.gov/MARC21/slim"


@pytest.mark.parametrize(
    "text",
    [
        as_xml(BOOK),
        f"<?xml version='1.0' encoding='UTF-8'?>\n{as_xml(BOOK)}",
        f"<collection>{as_xml(BOOK)}</collection>",
        f"<collection xmlns='{SLIM}'>{as_xml(BOOK)}</collection>",
        f"<marc:collection xmlns:marc='{SLIM}'>{as_xml(BOOK, 'marc:')}</marc:collection>",
    ],
    ids=["alone", "declared", "collection", "namespace", "prefix"],
)
def test_marcxml_is_read_with_and_without_its_namespace(text: str) -> None:
    assert [each.fields for each in bodies("marcxml", text)] == [PLAIN]


def test_marcxml_records_one_behind_the_other_are_read() -> None:
    assert len(bodies("marcxml", as_xml(BOOK) + "\n" + as_xml(OTHER))) == 2


def test_records_within_an_oai_response_are_read() -> None:
    spaced = as_xml(BOOK, "marc:").replace("<marc:record>", f"<marc:record xmlns:marc='{SLIM}'>")
    text = (
        "<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'><ListRecords>"
        "<record><header status='deleted'><identifier>oai:x:0</identifier></header></record>"
        f"<record><header><identifier>oai:x:1</identifier></header><metadata>"
        f"{spaced}</metadata></record><record><header/><metadata>{as_xml(OTHER)}</metadata></record>"
        "<resumptionToken/></ListRecords></OAI-PMH>"
    )
    assert [each.id for each in read("marcxml", text)] == ["BG1", "BG2"]


def test_records_of_a_real_oai_harvest_are_read(shared_data: Callable[[str], Path]) -> None:
    data = (shared_data("oai-vufindharvest") / "marc.xml").read_bytes()
    assert len(bodies("marcxml", data)) == data.count(b"<leader>") == 100


def _sru(packing: str, *data: str) -> str:
    records = "".join(
        f"<zs:record><zs:recordSchema>marcxml</zs:recordSchema><zs:recordPacking>{packing}"
        f"</zs:recordPacking><zs:recordData>{each}</zs:recordData></zs:record>"
        for each in data
    )
    return (
        "<zs:searchRetrieveResponse xmlns:zs='http://www.loc.gov/zing/srw/'><zs:records>"
        f"{records}</zs:records></zs:searchRetrieveResponse>"
    )


def test_records_within_an_sru_response_are_read() -> None:
    text = _sru("xml", as_xml(BOOK), as_xml(OTHER))
    assert [each.id for each in read("marcxml", text)] == ["BG1", "BG2"]


def test_records_packed_as_strings_in_an_sru_response_are_read() -> None:
    packed = [
        text.replace("&", "&amp;").replace("<", "&lt;")
        for text in (as_xml(BOOK), "<record><leader>", as_xml(OTHER), "<dc/>", "no XML")
    ]
    found = read("marcxml", _sru("string", *packed))
    assert [each.id for each in found] == ["BG1", "", "BG2"]
    assert isinstance(found[1], Rejection) and "recordPacking" in found[1].reason.en


@pytest.mark.parametrize("sign", ["\x1f", "\x00", "&#x1F;", "&#31;", "&#0;", "&#xD800;"])
def test_a_sign_that_xml_forbids_costs_its_record_only(sign: str) -> None:
    bad = as_xml(BOOK).replace("Giang", f"Gi{sign}ang")
    found = read("marcxml", f"<collection>\n{as_xml(OTHER)}\n{bad}\n{as_xml(OTHER)}</collection>")
    assert kinds(found) == [Record, Rejection, Record]
    assert isinstance(found[1], Rejection)
    assert found[1].id == "BG1" and found[1].damaged
    assert "Field 245, in line 3" in found[1].reason.en


def test_a_forbidden_sign_between_two_readings_of_the_file_is_found() -> None:
    text = f"<collection>{as_xml(BOOK)}{as_xml(OTHER)}</collection>"
    at = text.index("khác")
    for size in range((1 << 16) - 8, (1 << 16) + 2):
        filled = f"<collection><!--{'x' * (size - at - 7)}-->{text[12:]}"
        data = filled.replace("khác", "kh&#x1F;ác").encode()
        assert kinds(read("marcxml", data)) == [Record, Rejection]


# MARC-in-JSON


@pytest.mark.parametrize(
    "write",
    [
        lambda records: json.dumps(records),
        lambda records: json.dumps(records, ensure_ascii=False, indent=2),
        lambda records: "\n".join(map(json.dumps, records)),
        lambda records: "\r\n".join(map(json.dumps, records)) + "\r\n",
        lambda records: "".join(map(json.dumps, records)),
        lambda records: ", ".join(json.dumps(each, indent=1) for each in records),
        lambda records: "\ufeff" + json.dumps(records),
        lambda records: "".join(f"\x1e{json.dumps(each)}\n" for each in records),
    ],
    ids=["array", "indented", "lines", "crlf", "concatenated", "commas", "bom", "sequence"],
)
def test_marc_in_json_is_read_however_its_records_stand(
    write: Callable[[list[dict[str, object]]], str],
) -> None:
    text = write([as_json(BOOK), as_json(OTHER), as_json(BOOK)])
    found = read("marcjson", text)
    assert [(each.position, each.id) for each in found] == [(1, "BG1"), (2, "BG2"), (3, "BG1")]
    assert isinstance(found[0], Record) and found[0].body.fields == PLAIN
    for each in found:
        assert each.offset is not None and text.encode()[each.offset :].startswith(b"{")


def test_one_object_is_a_file_of_marc_in_json() -> None:
    assert [each.fields for each in bodies("marcjson", json.dumps(as_json(BOOK)))] == [PLAIN]


def test_the_three_carriers_give_one_body(shared_data: Callable[[str], Path]) -> None:
    folder = shared_data("marc-traject")
    names = ("test_data.utf8.mrc", "test_data.utf8.marc.xml", "test_data.utf8.json")
    binary, xml, as_object = (
        [each.fields for each in bodies(form, (folder / name).read_bytes())]
        for form, name in zip(READERS, names, strict=True)
    )
    assert len(binary) == 30
    assert binary == xml == as_object


def _changed(change: Callable[[dict[str, object]], object]) -> str:
    record = as_json(BOOK)
    change(record)
    return json.dumps(record, ensure_ascii=False)


FAULTS: dict[str, tuple[str, str, bool]] = {
    "no JSON": (json.dumps(as_json(BOOK)).replace('"ind1":', '"ind1"', 1), "valid JSON at byte", True),
    "a trailing comma": (json.dumps(as_json(BOOK))[:-1] + ",}", "valid JSON at byte", True),
    "a lost quotation mark": (json.dumps(as_json(BOOK)).replace('ch\\u00ed', '"', 1), "valid JSON at byte", True),
    "a lost brace": (json.dumps(as_json(BOOK)).replace("}", "", 1), "valid JSON at byte", True),
    "a brace too many": (json.dumps(as_json(BOOK)).replace("}", "}}", 1), "valid JSON at byte", True),
    "a control character": (_changed(lambda r: None).replace("Giang", "Gi\\u001fang"), "Field 245 has a control", True),
    "a raw control character": (_changed(lambda r: None).replace("Giang", "Gi\x00ang"), "Field 245 has a control", True),
    "half a character": (_changed(lambda r: None).replace("Giang", "Gi\\ud83dang"), "Field 245 has a control", True),
    "no fields": (_changed(lambda r: r.pop("fields")), "“fields”", False),
    "fields as an object": (_changed(lambda r: r.update(fields={"001": "BG1"})), "“fields”", False),
    "a field that is a number": (_changed(lambda r: r.update(fields=[{"001": 1}])), "Field 001", False),
    "a field that is no object": (_changed(lambda r: r.update(fields=["001"])), "“fields”", False),
    "a subfield that is a number": (_changed(lambda r: None).replace('"2003"', "2003"), "Field 260", False),
    "no subfields": (_changed(lambda r: None).replace('"subfields"', '"subs"', 1), "Field 100", False),
    "a tag that is none": (_changed(lambda r: None).replace('"245"', '"24"'), "'24' is no tag", False),
    "a code that is none": (_changed(lambda r: None).replace('"b"', '"bc"', 1), "'bc' is no code", False),
    "a key that stands twice": (_changed(lambda r: None).replace('"fields"', '"fields": [], "fields"'), "twice", False),
    "no number": (_changed(lambda r: None).replace('{"001": "BG1"}, ', ""), "no number", False),
    "nesting without end": ('{"leader": "", "fields": ' + "[" * 5000 + "]" * 5000 + "}", "nested", True),
    "nothing": ("null", "JSON object", False),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_object_is_one_rejection_and_the_others_are_read(fault: str) -> None:
    bad, says, damaged = FAULTS[fault]
    good = json.dumps(as_json(OTHER))
    for text in (f"{good}\n{bad}\n{good}\n{good}", f"[{good}, {bad}, {good}, {good}]"):
        found = read("marcjson", text)
        assert kinds(found) == [Record, Rejection, Record, Record], found
        rejection = found[1]
        assert isinstance(rejection, Rejection)
        assert says in rejection.reason.en and rejection.damaged == damaged
        assert (rejection.position, rejection.offset) == (2, len(text[: text.index(bad)].encode()))
        assert rejection.id == ("BG1" if '"001": "BG1"' in bad else "")
        assert "export" in rejection.reason.en or "number the record" in rejection.reason.en
        assert "hãy" in rejection.reason.vi


def test_bytes_that_are_no_utf_8_cost_one_record() -> None:
    lines = [json.dumps(as_json(each), ensure_ascii=False).encode() for each in (BOOK, OTHER)]
    found = read("marcjson", lines[0].replace("í".encode(), b"\xed") + b"\n" + lines[1])
    assert kinds(found) == [Rejection, Record]


def test_line_breaks_within_texts_are_overlooked() -> None:
    text = json.dumps(as_json(BOOK), ensure_ascii=False).replace("Bắc Giang", "Bắc\n   Giang")
    (marc,) = bodies("marcjson", text)
    assert marc.fields == PLAIN and "loose-json" in warned(marc)


def test_json_that_is_cut_short_is_refused() -> None:
    text = json.dumps([as_json(BOOK), as_json(OTHER)], ensure_ascii=False)
    for cut in range(1, len(text) - 1, 7):
        refusal("marcjson", text[:cut])
    assert "record 2," in refusal("marcjson", text[:-30]).en


def test_a_long_json_file_is_read_in_flat_memory() -> None:
    piece = json.dumps(as_json(BOOK)).encode() + b",\n"

    class Endless(io.RawIOBase):
        left = 35

        def read(self, size: int = -1) -> bytes:
            self.left -= 1
            start = b"[" if self.left == 34 else b""
            end = b"" if self.left else piece[:-2] + b"]"
            return start + piece * 100 if self.left > 0 else end if self.left == 0 else b""

    tracemalloc.start()
    count = 0
    stream = Endless()
    for count, _ in enumerate(read_marcjson(stream, "x", dataset("marcjson")), 1):  # type: ignore[arg-type]
        if count == 500:
            tracemalloc.reset_peak()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 3_401
    assert peak < 2_000_000


# Gzip, standard input


def _convert(*arguments: object, stdin: bytes = b"") -> tuple[bytes, str]:
    done = subprocess.run(
        [sys.executable, "-m", "mocban", "convert", "--source", "tvbg", *map(str, arguments)],
        input=stdin, capture_output=True, timeout=120, check=False,
        env={**os.environ, "MOCBAN_LANG": "en"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout, done.stderr.decode()


CARRIED = {
    "marc21": iso(BOOK) + iso(OTHER),
    "marcxml": f"<collection>{as_xml(BOOK)}{as_xml(OTHER)}</collection>".encode(),
    "marcjson": json.dumps([as_json(BOOK), as_json(OTHER)]).encode(),
}


@pytest.mark.parametrize("form", CARRIED)
def test_every_carrier_is_read_from_a_file_gzipped_or_not_and_from_standard_input(
    form: str, tmp_path: Path
) -> None:
    plain, packed = tmp_path / "a.dat", tmp_path / "a.dat.gz"
    plain.write_bytes(CARRIED[form])
    packed.write_bytes(gzip.compress(CARRIED[form]))
    triples, said = _convert("--from", form, plain)
    assert "read 2 = converted 2 + rejected 0 + withheld 0" in said
    assert triples.count(b"\n") > 40
    assert _convert("--from", form, packed)[0] == triples
    assert _convert("--from", form, "-", stdin=CARRIED[form])[0] == triples
    assert _convert("--from", form, "-", stdin=gzip.compress(CARRIED[form]))[0] == triples


# Vietnamese before Unicode

TEXTS = (
    "Địa chí Bắc Giang",
    "Lịch sử Đảng bộ tỉnh Bắc Giang từ năm 1926 đến năm 1975, quyển hai",
    "Những ngôi chùa cổ ở vùng Kinh Bắc và mộc bản chùa Vĩnh Nghiêm",
    "Ẩm thực, nghề thủ công; kỹ thuật đúc đồng, rượu làng Vân, bánh đa Kế",
    "Khởi nghĩa Yên Thế (1884 - 1913): Hoàng Hoa Thám và phong trào chống Pháp",
)
SHOUTED = ("HỒ CHÍ MINH", "VIỆT NAM ĐẤT NƯỚC CON NGƯỜI")


def _codes(name: str) -> dict[str, str]:
    """Letter -> how it is written, in the shorter way where there are two."""
    codes: dict[str, str] = {}
    for code, letter in sorted(table(name).items(), key=lambda item: len(item[0])):
        codes.setdefault(letter, bytes.fromhex(code).decode("latin-1"))
    return codes


def _as_tcvn3(text: str) -> str:
    """Text as in the fonts .VnTime and .VnTimeH, which share their codes."""
    codes = {letter: code for letter, code in _codes("tcvn3").items() if len(code) == 1}
    return "".join(codes.get(c) or codes.get(c.lower(), c) for c in text)


def _as_vni(text: str) -> str:
    codes = _codes("vni")
    return "".join(codes.get(c, c) for c in text)


WRITTEN = {"tcvn3": _as_tcvn3, "vni": _as_vni}


def _texts(marc: Marc) -> list[str]:
    return [text for field in marc.fields for _, text in field[2]]


def test_the_tables_write_every_vietnamese_letter() -> None:
    letters = {
        unicodedata.normalize("NFC", base + tone)
        for base in "aăâeêioôơuưy"
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    } | {"đ"}
    for name in WRITTEN:
        assert {letter for letter in letters if not letter.isascii()} <= set(_codes(name))
        assert {c.upper() for c in letters if not c.isascii()} <= set(_codes(name))
    assert _as_tcvn3("Việt Nam, Địa chí Bắc Giang") == "ViÖt Nam, §Þa chÝ B¾c Giang"
    assert _as_vni("Việt Nam") == "Vieät Nam"


def test_the_table_of_tcvn3_is_a_part_of_tcvn_5712_as_iconv_has_it() -> None:
    single = {code: letter for code, letter in table("tcvn3").items() if len(code) == 2}
    assert len(single) == 74
    try:
        done = subprocess.run(
            ["iconv", "-f", "TCVN", "-t", "UTF-8"],
            input=bytes.fromhex("".join(single)), capture_output=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("there is no iconv with TCVN here")
    assert done.stdout.decode() == "".join(single.values())


@pytest.mark.parametrize("coding", WRITTEN)
@pytest.mark.parametrize("leader", ["nam  22", "nam a22"])
def test_vietnamese_bytes_from_before_unicode_are_recognised_whatever_the_leader_says(
    coding: str, leader: str
) -> None:
    fields = [("001", "BG1"), *(("500", f"  \x1fa{WRITTEN[coding](each)}") for each in TEXTS)]
    (marc,) = bodies("marc21", iso(fields, leader, "latin-1"))
    assert [each.lower() for each in _texts(marc)] == [each.lower() for each in TEXTS]
    assert marc.oddities == (coding,)


@pytest.mark.parametrize("coding", WRITTEN)
@pytest.mark.parametrize("form", CARRIED)
def test_vietnamese_that_was_taken_for_latin_1_is_recognised_in_every_carrier(
    coding: str, form: str
) -> None:
    fields = [("001", "BG1"), ("245", f"10\x1fa{WRITTEN[coding](TEXTS[0])}\x1fcTác giả")]
    fields += [("500", f"  \x1fa{WRITTEN[coding](each)}") for each in TEXTS]
    data = {
        "marc21": iso(fields),
        "marcxml": as_xml(fields).encode(),
        "marcjson": json.dumps(as_json(fields)).encode(),
    }
    (marc,) = bodies(form, data[form])
    found = _texts(marc)
    assert found[0] == TEXTS[0]
    assert found[1] == "Tác giả"  # a later hand wrote it, in Unicode
    assert [each.lower() for each in found[2:]] == [each.lower() for each in TEXTS]
    assert coding in marc.oddities and coding in warned(marc, form)


def test_capitals_of_vni_are_its_own() -> None:
    fields = [("001", "1"), *(("500", f"  \x1fa{_as_vni(each)}") for each in (*TEXTS, *SHOUTED))]
    (marc,) = bodies("marc21", iso(fields, "nam  22", "latin-1"))
    assert _texts(marc) == [*TEXTS, *SHOUTED]


def test_words_in_capitals_but_for_letters_of_tcvn3_become_capitals() -> None:
    fields = [("001", "1"), *(("500", f"  \x1fa{_as_tcvn3(each)}") for each in (*TEXTS, *SHOUTED))]
    (marc,) = bodies("marc21", iso(fields, "nam  22", "latin-1"))
    # Ẩ stands for itself in no TCVN3 font but that of capitals.
    assert _texts(marc) == [*TEXTS[:3], TEXTS[3].replace("Ẩ", "ẩ"), TEXTS[4], *SHOUTED]


def test_capitals_that_a_converter_wrote_in_two_codes_are_one_letter() -> None:
    fields = [("001", "1"), ("500", "  \x1fa¢Èm thùc §Êt ViÖt, ¸o dµi, A¸nh s¸ng")]
    (marc,) = bodies("marc21", iso(fields))
    assert _texts(marc) == ["Ẩm thực Đất Việt, áo dài, Ánh sáng"]


def test_signs_of_the_keyboard_stay_in_tcvn3() -> None:
    text = "\x93ViÖt Nam\x94 \x96 ®Êt n\xad\xadíc, ©2003, §5, 16 × 24 cm"
    fields = [("001", "1"), ("500", f"  \x1fa{text.replace(chr(0xAD) * 2, chr(0xAD))}")]
    (marc,) = bodies("marc21", iso(fields, "nam  22", "latin-1"))
    assert _texts(marc) == ["“Việt Nam” – đất nước, ©2003, §5, 16 × 24 cm"]


@pytest.mark.parametrize(
    "text",
    [
        "Où est Noël ? L'été à la forêt : « Caïn et Haïti », naïf, où, aïeul, août, goût",
        "Mädchen, größer, Straße, Köln, Zürich, für die Völker, Äcker und Höhen, Öl",
        "Niño, mañana, 1ª edición, José y María, acción, él, tú, más, qué, así, Perú",
        "Pământ românesc în Țara Bârsei, sfârșit și început, cântece vechi, mână",
        "São Paulo, canções, coração, avó, à noite, põe, nação, informações, só, já",
        "col·lecció, l·l, ª º © ® ™ § 5 µm 30 m² «Text» ±2 ¼ ½ ¾",
        "Văn hoá Hoà Bình, toà án, khoá học, hoá học, xoá mù, loà xoà, ngày xưa",
        "Hoà Bình, Hoá, Toà, xoá, loà, khoá, oà, hoà, toá, đoá",
        "Přemysl Otakar, čeština, ať žije král, má matka, město",
        "Björk på ön, sjö, också, höst, för, så, Århus, Færøerne, køb",
        "Kodály: Székelyfonó, őszi éj, füst, öt, nő, újra, Tiszántúl",
    ],
)
def test_other_languages_and_vietnamese_in_unicode_are_left_alone(text: str) -> None:
    assert recognised(f"\x1e10\x1fa{text}") is None
    (marc,) = bodies("marc21", iso([("001", "1"), ("245", f"10\x1fa{text}")]))
    assert marc.oddities == ()


def _pieces(path: Path) -> Iterator[str]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        return
    for start in range(0, len(lines), 20):
        yield "\x1fa" + "\x1fa".join(lines[start : start + 20])


@pytest.mark.parametrize(
    "folder",
    ["lido-cimec", "lido-ddb", "authority-gnd", "tourism-thuecat", "oai-vufindharvest", "mods"],
)
def test_no_text_of_other_countries_is_taken_for_vietnamese(
    folder: str, shared_data: Callable[[str], Path]
) -> None:
    paths = [path for path in shared_data(folder).rglob("*") if path.is_file()]
    assert not [path.name for path in paths for text in _pieces(path) if recognised(text)]


def test_syllables_are_told_from_other_words() -> None:
    good = "Việt nghiêng quốc quyền gì giếng Huỳnh khuya khuỷu ngoằn xoong rượu yêu ruộng quýt ở"
    assert all(map(is_syllable, good.split()))
    bad = "viet straße nàý việtt brồ gắ cât zà phop chùua"
    assert [word for word in bad.split() if is_syllable(word)] == []


# Files that are something else

ALEPH = "000000001 LDR   L 00000nam^a22^^^^^^a^4500\n000000001 24510 L $$aSách\n"
MRK = "=LDR  00000nam a2200000 a 4500\n=001  1\n=245  10$aSách\n"
UNIMARC: Fields = [("001", "1"), ("200", "1 \x1faTitre")]


@pytest.mark.parametrize("form", CARRIED)
@pytest.mark.parametrize("other", CARRIED)
def test_a_carrier_given_as_another_is_refused_with_the_format_to_use(
    form: str, other: str
) -> None:
    if form != other:
        assert all(f"định dạng {other}" in each or f"format {other}" in each
                   for each in refusal(form, CARRIED[other]))  # fmt: skip


@pytest.mark.parametrize("form", CARRIED)
@pytest.mark.parametrize(
    ("data", "name"), [(ALEPH, "Aleph"), (MRK, "MarcEdit"), ("\ufeff" + MRK, "MarcEdit")]
)
def test_texts_that_other_programs_write_are_named_and_refused(
    form: str, data: str, name: str
) -> None:
    assert all(name in each for each in refusal(form, data))


@pytest.mark.parametrize("form", ["lido", "csv", "geojson"])
@pytest.mark.parametrize(
    ("data", "name"),
    [
        (ALEPH, "Aleph"),
        (MRK, "MarcEdit"),
        (CARRIED["marc21"], "marc21"),
        (CARRIED["marcjson"], "marcjson"),
    ],
)
def test_other_formats_name_marc_where_they_are_given_it(
    form: str, data: bytes | str, name: str
) -> None:
    options = {"csv": "di-tich", "geojson": "diem"}
    where = Dataset("https://mocban.example/", "x", "x", form, mapping=options.get(form, ""))
    raw = data.encode() if isinstance(data, str) else data
    with pytest.raises(SourceError) as caught:
        list(format_named(form).read(io.BytesIO(raw), "x", where))
    assert all(name in each for each in caught.value.text)


@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("marc21", iso(UNIMARC)),
        ("marcxml", as_xml(UNIMARC)),
        ("marcjson", json.dumps(as_json(UNIMARC))),
        ("marc21", iso(BOOK)[:30] + iso(BOOK)[31:] + iso(UNIMARC)),
    ],
    ids=["marc21", "marcxml", "marcjson", "behind a broken record"],
)
def test_unimarc_is_named_and_refused(form: str, data: bytes | str) -> None:
    assert all("UNIMARC" in each and "200" in each for each in refusal(form, data))


@pytest.mark.parametrize(
    "data",
    [
        "{}", "[1, 2, 3]", "null", '{"type": "FeatureCollection", "features": []}', "[[[[", "[" * 100_000,
        '{"features":' * 50_000, "{" * 100_000, '["a", "b"]', json.dumps([{"a": 1}] * 5000),
        '{leader: "00000nam a2200000 a 4500", controlfield: []}',
    ],
)  # fmt: skip
def test_json_that_is_no_marc_is_refused(data: str) -> None:
    refusal("marcjson", data)
