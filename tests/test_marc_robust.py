"""Every MARC file that open projects keep for its oddity, and what chance makes of a good one:
each record is counted, and nothing but a sentence stops a file."""

import gzip
import io
import json
import re
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mocban.convert import Report, convert
from mocban.errors import SourceError, Text
from mocban.mappings import format_named
from mocban.mappings.record import Dataset, Record, Rejection
from tests.test_marc_carriers import BOOK, OTHER, as_json, as_xml, iso

# Folder of open data -> files, and records in those of them that are MARC 21 throughout.
TOTALS = {
    "marc-pymarc-tests": (27, 77),
    "marc-marc4j": (39, 140),
    "marc-traject": (35, 146),
    "marc-qa-catalogue": (9, 495),
    "marc-bookops": (1, 9),
    "marc-trln": (175, 196),
    "marc-evergreen": (18, 2209),
}
# Files of which nothing, or not everything, is MARC 21 that can be read: what is said of them.
REFUSED = {
    "test_marc8.txt": "no record ends where one should",
    "test_utf8.txt": "no record ends where one should",
    "testunimarc.dat": "this is UNIMARC (title in 200, no 245)",
    "brkrtest.mrk": "MarcEdit's .mrk",
    "brkrtest.mrk8": "MarcEdit's .mrk",
    "brkrtest1.mrk8": "MarcEdit's .mrk",
    "marc-json.json": "no MARC-in-JSON",
    "summerland-indented-marc-json.json": "no MARC-in-JSON",
    "summerland-marc-json.json": "no MARC-in-JSON",
    "namespace-test.xml": "of the kind “top”, with no MARC record in it",
    "oai-pmh-one-record-2.xml": "of the kind “OAI-PMH”, with no MARC record in it",
    "oai-pmh-one-record-first.xml": "of the kind “OAI-PMH”, with no MARC record in it",
    "sample-oai-no-namespace.xml": "of the kind “OAI-PMH”, with no MARC record in it",
    "sample-oai-pmh.xml": "of the kind “OAI-PMH”, with no MARC record in it",
    "open_access_restricted_edu.xml": "in line 249",
}
# Where a file breaks off: what stands before is read, the place is a rejection.
BROKEN_OFF = {
    "008008027.mrc": "record 19 (58-008008027), at byte 62502, is cut short",
}
# What a reader had to overlook, by file.
OVERLOOKED = {
    "1251.dat": {"marc8", "marc8-lost"},
    "bad_eacc_encoding.dat": {"marc8", "marc8-lost"},
    "bad_too_long_plus_2.mrc": {"marc8", "too-long"},
    "illegal-marc-in-json.json": {"loose-json"},
    "test.json": {"loose-json"},
    "music.mrc": {"undeclared-utf8"},
}


def dataset(form: str) -> Dataset:
    return Dataset("https://mocban.example/", "x", "x", form)


def form_of(data: bytes) -> str:
    """The format of a file by its first sign."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return {b"<": "marcxml", b"{": "marcjson", b"[": "marcjson"}.get(start, "marc21")


def records_in(data: bytes, form: str) -> int:
    """How many records a file holds, counted without the readers."""
    if form == "marc21":
        return data.count(b"\x1d")
    if form == "marcjson":
        text, count, at = data.decode("utf-8-sig").strip(), 0, 0
        decoder = json.JSONDecoder(strict=False)
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            count += len(value) if isinstance(value, list) else 1
            at += len(text[at:]) - len(text[at:].lstrip())
        return count
    if re.match(rb"\s*<(?:\w+:)?record\b", data):
        data = b"<collection>" + data + b"</collection>"
    fields = {"leader", "controlfield", "datafield"}
    return sum(
        each.tag.rpartition("}")[2] == "record"
        and any(child.tag.rpartition("}")[2] in fields for child in each)
        for each in ET.fromstring(data).iter()
    )


def check(report: Report) -> None:
    """Every record is accounted for, and every rejection says where and why."""
    assert report.read == report.converted + len(report.rejected) + report.withheld.total()
    assert report.read
    for each in report.rejected:
        assert each.file and each.position > 0
        told(each.reason)
    json.dumps(report.as_dict("vi"), ensure_ascii=False).encode()


def told(text: Text) -> None:
    assert text.en.strip() and text.vi.strip() and text.en != text.vi
    for said in text:
        assert "Traceback" not in said and "\x1b" not in said and len(said) < 1000


@pytest.mark.parametrize("folder", TOTALS)
def test_every_record_of_every_odd_file_is_counted(
    folder: str, shared_data: Callable[[str], Path]
) -> None:
    paths = sorted(
        path for path in shared_data(folder).rglob("*") if path.is_file() and path.suffix != ".md"
    )
    total = 0
    for path in paths:
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
        form = form_of(data)
        try:
            report = convert(dataset(form), [str(path)], lambda record, triples: None, partial=True)
        except SourceError as error:
            assert REFUSED.get(path.name, "—") in error.text.en, (path.name, error.text.en)
            assert path.name in error.text.en and path.name in error.text.vi
            told(error.text)
            continue
        assert path.name not in REFUSED
        check(report)
        if path.name in BROKEN_OFF:
            assert BROKEN_OFF[path.name] in report.rejected.pop().reason.en
            report.read -= 1
        assert report.read == records_in(data, form), path.name
        assert form != "marc21" or None not in {each.offset for each in report.rejected}
        seen = {kind for kind, _ in report.warnings}
        assert OVERLOOKED.get(path.name, set()) <= seen
        assert not seen & {"tcvn3", "vni"}, path.name
        total += report.read
    assert (len(paths), total) == TOTALS[folder]


def test_what_stands_before_a_cut_is_read(shared_data: Callable[[str], Path]) -> None:
    data = (shared_data("marc-marc4j") / "008008027.mrc").read_bytes()
    found: list[Record | Rejection] = []
    with pytest.raises(SourceError):
        found.extend(format_named("marc21").read(io.BytesIO(data), "x", dataset("marc21")))
    assert len(found) == data.count(b"\x1d") == 18
    assert all(isinstance(each, Record) for each in found)


# By chance

LAST = [*OTHER[1:], ("001", "BG3")]
WHOLE = {
    "marc21": [iso(BOOK), iso(OTHER), iso(LAST)],
    "marcxml": [as_xml(each).encode() + b"\n" for each in (BOOK, OTHER, LAST)],
    "marcjson": [
        json.dumps(as_json(each), ensure_ascii=False).encode() for each in (BOOK, OTHER, LAST)
    ],
}
AROUND = {
    "marc21": (b"", b"", b""),
    "marcxml": (b"<collection>", b"", b"</collection>"),
    "marcjson": (b"[", b",\n", b"]"),
}
PIECES = st.sampled_from(
    [b"", b"\x00", b"\x1b", b"\x1b$1", b"\x1d", b"\x1e", b"\x1f", b"\xff", b"\xe1\xbb", b"\xb5\xb6", b"9",
     b"99999", b"<", b"</record>", b"<record>", b"&#1;", b"&x;", b"]]>", b"{", b"}", b"[", b"]", b'"', b"\\",
     b"\\ud800", b",", b"null", b"  ", b"\n", "ệ".encode(), b"001", b"00500nam a2200100 a 4500"]
)  # fmt: skip
CHANGES = st.lists(
    st.tuples(st.integers(0, 1 << 16), st.integers(0, 30), PIECES), min_size=1, max_size=6
)
BOUNDED = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))


def changed(data: bytes, changes: Sequence[tuple[int, int, bytes]]) -> bytes:
    """Bytes taken out and others put in their place."""
    turned = bytearray(data)
    for place, length, piece in changes:
        place %= len(turned) + 1
        turned[place : place + length] = piece
    return bytes(turned)


def converted(data: bytes, form: str) -> Report | None:
    """The report of a file with these bytes; None where it is refused as a whole."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.dat"
        path.write_bytes(data)
        try:
            report = convert(dataset(form), [str(path)], lambda record, triples: None, partial=True)
        except SourceError as error:
            assert error.text.en.startswith("x.dat") and error.text.vi.startswith("x.dat")
            told(error.text)
            return None
    check(report)
    return report


def read(data: bytes, form: str) -> list[Record | Rejection]:
    return list(format_named(form).read(io.BytesIO(data), "x.dat", dataset(form)))


@pytest.mark.parametrize("form", WHOLE)
@given(changes=CHANGES)
@BOUNDED
def test_a_file_with_anything_done_to_it_is_counted_or_refused(
    form: str, changes: list[tuple[int, int, bytes]]
) -> None:
    head, between, tail = AROUND[form]
    data = changed(head + between.join(WHOLE[form]) + tail, changes)
    report = converted(data, form)
    if report is None:
        return
    if form == "marc21":
        chunks = [
            each for each in data.removeprefix(b"\xef\xbb\xbf").split(b"\x1d") if each.strip()
        ]
        assert report.read >= len([each for each in chunks if each.strip(b"\x00 \r\n\t")])
        return
    try:
        count = records_in(data, form)
    except (ValueError, ET.ParseError):
        return  # faulty as a whole, but mended by the reader
    assert report.read >= count if form == "marcxml" else report.read == count


@pytest.mark.parametrize("form", ["marc21", "marcjson"])
@given(changes=CHANGES)
@BOUNDED
def test_whatever_befalls_one_record_the_others_are_read(
    form: str, changes: list[tuple[int, int, bytes]]
) -> None:
    head, between, tail = AROUND[form]
    first, middle, last = WHOLE[form]
    end = middle[-1:] if form == "marc21" else b""
    bad = changed(middle.removesuffix(end), changes) + end
    found = read(head + between.join([first, bad, last]) + tail, form)
    assert isinstance(found[0], Record) and found[0].id == "BG1"
    assert isinstance(found[-1], Record) and found[-1].id == "BG3"
    assert [each.position for each in found] == list(range(1, len(found) + 1))
    offsets = [each.offset or 0 for each in found]
    assert offsets == sorted(offsets) and len(set(offsets)) == len(offsets)


@given(
    digits=st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 9)), min_size=1, max_size=9)
)
@BOUNDED
def test_wrong_digits_in_leader_and_directory_lose_no_record(digits: list[tuple[int, int]]) -> None:
    raw = bytearray(iso(BOOK))
    places = [at for at in range(raw.index(b"\x1e")) if raw[at : at + 1].isdigit()]
    for place, digit in digits:
        raw[places[place % len(places)]] = ord(str(digit))
    report = converted(iso(OTHER) + bytes(raw) + iso(LAST), "marc21")
    assert report is not None and report.read == 3


@given(data=st.binary(max_size=400))
@BOUNDED
def test_any_bytes_at_all_are_counted_or_refused(data: bytes) -> None:
    for form, start in (
        ("marc21", b"00123nam a22"),
        ("marcxml", b"<record>"),
        ("marcjson", b'{"leader"'),
    ):
        converted(data, form)
        converted(start + data, form)
