"""Records on their way home: what the graph says of a document, as MARC again."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from mocban import config, homeward
from mocban.convert import Report
from mocban.errors import ConfigError, SourceError
from mocban.graph.access import AccessFilter
from mocban.ingest import described
from mocban.mappings.marc21 import mapping, read_marcxml
from mocban.mappings.marc21.body import Field, Marc
from mocban.mappings.marc21.home import marcxml
from mocban.mappings.record import Dataset, Record, Triple
from mocban.oneoff import convert_to
from mocban.ontology.namespaces import BF, BFLC
from mocban.progress import Quiet
from mocban.workspace import copy_demo
from tests.bench import round_trip
from tests.test_cli import mocban
from tests.test_marc21 import BOOK, GOLDEN, NAMES, SETTINGS, iso, mapped

CANARIES = (Path(__file__).parent / "canaries.txt").read_text("utf-8").split()
GRAPH = "<https://mocban.example/g/src/tvbg/marc>"
SPACE = 'xmlns="http://www.loc.gov/MARC21/slim"'


def dataset(**changes: object) -> Dataset:
    given = {"holder": "Thư viện tỉnh Bắc Giang", **changes}
    return Dataset("https://mocban.example/", "tvbg", "marc", "marcxml", **given)  # type: ignore[arg-type]


def sent_home(triples: list[Triple], tmp_path: Path, name: str = "1") -> bytes:
    """The MARCXML that comes of triples which the filter let through."""
    folder = tmp_path / name
    folder.mkdir()
    lines = [f"{s} {p} {o} {GRAPH} .\n".encode() for s, p, o in sorted(set(triples))]
    out = io.BytesIO()
    homeward.of_segment(lines, GRAPH, dataset(), out, folder, Report())
    return out.getvalue()


def said(record: Record, **changes: object) -> list[Triple]:
    """What may be published of a record."""
    given = dataset(**changes)
    return AccessFilter(given.base)(record.id, mapping(given)(record).triples).triples or []


def read(data: bytes) -> list[Record]:
    found = list(read_marcxml(io.BytesIO(data), "home.xml", dataset()))
    assert all(isinstance(each, Record) for each in found)
    return found  # type: ignore[return-value]


def home(fields: list[tuple[str, str]], tmp_path: Path, leader: str = "nam a22") -> list[Field]:
    """What comes back of the fields of a record."""
    triples = mapped(fields, leader).triples
    marc: Marc = read(sent_home(triples, tmp_path))[0].body
    return marc.fields


def told(fields: list[Field], tag: str) -> list[str]:
    return [
        value + "".join(f"${code}{text}" for code, text in parts)
        for own, value, parts in fields
        if own == tag
    ]


# What it is for


def test_a_base_whose_path_has_the_words_of_our_own_paths_changes_nothing(tmp_path: Path) -> None:
    given = GOLDEN / "852-two-copies.xml"
    there: list[str] = []
    home: list[str] = []
    for base in ("https://mocban.example/", "https://mocban.example/record/work/heading/"):
        place = Dataset(base, "tvbg", "marc", "marcxml")
        for form, found in (("ntriples", there), ("marcxml", home)):
            out = tmp_path / form
            convert_to(place, (str(given),), form, str(out), Quiet())
            found.append(out.read_text("utf-8").replace(base, "B/"))
    assert set(there[0].split("\n")) == set(there[1].split("\n"))
    assert home[0] == home[1] and "852" in home[0]


def test_the_core_fields_of_open_data_come_home(shared_data: Callable[[str], Path]) -> None:
    files = sorted(shared_data("marc-lc-exchange").glob("*.xml"))
    scores, _ = round_trip.scores(files)
    total = round_trip.total(scores.values())
    assert total.read > 9000
    assert total.back >= 0.95 * total.read
    poor = {tag: score for tag, score in scores.items() if score.back < 0.9 * score.read}
    assert not poor


def test_a_book_comes_home_as_it_went(tmp_path: Path) -> None:
    fields = home(BOOK, tmp_path)
    assert told(fields, "001") == ["BG1"]
    assert told(fields, "008")[0][:18] == "260101s2003    vm "
    assert told(fields, "008")[0][35:38] == "vie"
    assert told(fields, "100") == ["0 $aNguyễn Văn Mẫu,$d1858-1913"]
    assert told(fields, "245") == ["10$aSách mẫu :$bphần phụ /$ctác giả"]
    assert told(fields, "260") == ["  $aH. :$bVăn học,$c2003"]
    assert told(fields, "650") == [" 4$aLễ hội$zBắc Giang"]
    assert told(fields, "852") == ["  $aThư viện tỉnh Bắc Giang$bKho Đọc$pBG.1"]


def test_other_scripts_are_linked_fields_880(tmp_path: Path) -> None:
    fields = [
        ("001", "BG1"),
        ("008", "260101s2003    vm            000 0 vie d"),
        ("245", "10\x1f6880-01\x1faBắc Giang địa chí"),
        ("880", "10\x1f6245-01/$1\x1fa北江地志"),
        ("500", "  \x1faGhi chú"),
    ]
    back = home(fields, tmp_path)
    assert told(back, "245") == ["00$6880-01$aBắc Giang địa chí"]
    assert told(back, "880") == ["00$6245-01/$1$a北江地志"]


# Once home, and out again

CORE = frozenset(
    BF[name]
    for name in (
        "mainTitle", "subtitle", "partNumber", "partName", "responsibilityStatement",
        "editionStatement", "publicationStatement", "distributionStatement",
        "manufactureStatement", "copyrightDate", "dimensions", "agent", "role", "subject",
        "language", "classificationPortion", "itemPortion", "expressionOf", "hasSeries",
        "seriesStatement", "seriesEnumeration", "partOf", "part", "degree", "heldBy",
        "electronicLocator", "qualifier", "place",
    )
) | {BFLC.simplePlace, BFLC.simpleAgent, BFLC.simpleDate}  # fmt: skip
ABOUT = re.compile(r"<https://mocban\.example/r/tvbg/(?:work|instance|item)/").match
TAGS = re.compile(r"020|022|041|082|100|1[13]|24|250|26[04]|300|490|5|6|7[0-3]|77|830|85[26]|880|[a-z]").match  # fmt: skip
NOT_THE_SAME = {
    "041-iso-list": "$b of a list that is not MARC's",
    "490-two-in-one-field": "two series in one field come back as two fields",
    "853-863-captions": "numbering in words, no captions",
    "952-koha": "952 comes back as 852",
    "952-withdrawn": "952 comes back as 852",
    "title-only-in-p": "the only part of a title comes back in $a",
}


def core(triples: list[Triple]) -> set[tuple[str, str]]:
    """What is said of Work, Instance and copies in the core fields, whatever nodes are called."""
    return {
        (predicate, value)
        for subject, predicate, value in triples
        if predicate in CORE and ABOUT(subject) and ("/heading/" in value or not ABOUT(value))
    }


@pytest.mark.parametrize("name", [name for name in NAMES if TAGS(name)])
def test_what_came_home_says_the_same_again(name: str, tmp_path: Path) -> None:
    changes = SETTINGS.get(name, {})
    record = read((GOLDEN / f"{name}.xml").read_bytes())[0]
    first = said(record, **changes)
    back = read(sent_home(first, tmp_path, "first"))
    if not first or record.body.leader[6:7] in "uvwxyz":
        return
    again = said(back[0], **changes)
    if name in NOT_THE_SAME:
        assert core(again) != core(first), "take it off the list"
    else:
        assert core(again) == core(first)


def test_the_way_home_does_not_depend_on_the_order_of_statements(tmp_path: Path) -> None:
    triples = mapped(BOOK).triples
    lines = [f"{s} {p} {o} .\n" for s, p, o in reversed(triples)]
    path = tmp_path / "book.nt"
    path.write_text("".join(lines), "utf-8")
    out = io.BytesIO()
    homeward.of_files([str(path)], ox.RdfFormat.N_TRIPLES, dataset(), out, tmp_path)
    assert out.getvalue() == sent_home(triples, tmp_path)


# What stays away


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("notes-private", "NGƯỜI-TẶNG NGUOI-TANG-2 NGUỒN-GỐC XỬ-LÝ NỘI-BỘ CỤC-BỘ RIÊNG KÍN may-chu mat-khau BI-MAT"),
        ("852-classed-shelf-mark", "KÍN"),
        ("852-with-866", "KÍN"),
        ("876-pieces", "KÍN"),
        ("952-withdrawn", "YD.1 YD.2"),
        ("856-not-for-the-web", "192.168 mat@ may-chu"),
        ("holdings-record", "KÍN"),
    ],
)  # fmt: skip
def test_private_words_do_not_come_home(name: str, words: str, tmp_path: Path) -> None:
    record = read((GOLDEN / f"{name}.xml").read_bytes())[0]
    text = sent_home(said(record, **SETTINGS.get(name, {})), tmp_path).decode()
    assert "<record>" in text
    assert [word for word in words.split() if word in text] == []


@pytest.mark.parametrize("name", ["355-classified", "506-secret", "506-restricted-reading"])
def test_a_record_that_is_withheld_does_not_come_home(name: str, tmp_path: Path) -> None:
    out = tmp_path / "home.xml"
    report = convert_to(dataset(), (str(GOLDEN / f"{name}.xml"),), "marcxml", str(out), Quiet())
    assert report.withheld.total() == 1
    assert "<record>" not in out.read_text("utf-8")


def test_nothing_restricted_of_the_demonstration_comes_home(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    copy_demo(folder)
    workspace = config.load(folder)
    documents = 0
    for source in workspace.sources:
        for given in source.datasets:
            paths = tuple(str(workspace.path / "sources" / file) for file in given.files)
            out = tmp_path / f"{source.code}.{given.name}.xml"
            convert_to(described(workspace, source, given), paths, "marcxml", str(out), Quiet())
            text = out.read_text("utf-8")
            documents += text.count("<record>")
            assert [canary for canary in CANARIES if canary in text] == []
    assert documents > 20


def test_a_copy_read_on_the_spot_says_so_when_it_comes_home(tmp_path: Path) -> None:
    record = read((GOLDEN / "876-pieces.xml").read_bytes())[0]
    first = said(record)
    rights = {t for t in first if t[1].endswith("/accessRights>") and "/item/" in t[0]}
    again = said(read(sent_home(first, tmp_path))[0])
    assert rights == {t for t in again if t[1].endswith("/accessRights>") and "/item/" in t[0]}


# From what did not come from MARC


def test_a_row_of_a_table_comes_home_as_a_record(tmp_path: Path) -> None:
    table = tmp_path / "kho.csv"
    table.write_text(
        "dkcb,nhan_de,tac_gia,nam,isbn,ky_hieu,nha_xuat_ban,de_muc\n"
        "CS-1,Địa chí Bắc Giang,Lâm Giang; Nguyễn Đình Bưu,2003,0-306-40615-2,ĐC 1,Nxb. X,Bắc Giang\n",
        "utf-8",
    )
    out = tmp_path / "home.xml"
    given = Dataset("https://mocban.example/", "tvcs", "kho", "csv", mapping="kho")
    convert_to(given, (str(table),), "marcxml", str(out), Quiet())
    (record,) = read(out.read_bytes())
    fields = record.body.fields
    assert record.body.leader[5:8] == "nam"
    assert told(fields, "001") == ["CS-1"]
    assert told(fields, "020") == ["  $a0306406152"]
    assert told(fields, "100") == ["0 $aLâm Giang"]
    assert told(fields, "245") == ["10$aĐịa chí Bắc Giang"]
    assert told(fields, "264") == [" 1$bNxb. X,$c2003"]
    assert told(fields, "650") == [" 4$aBắc Giang"]
    assert told(fields, "700") == ["0 $aNguyễn Đình Bưu"]
    assert told(fields, "852") == ["8 $atvcs$jĐC 1$pCS-1"]


def test_what_is_no_document_is_left_out_with_a_warning(tmp_path: Path) -> None:
    path = GOLDEN / "authority-person.xml"
    out = tmp_path / "home.xml"
    report = convert_to(dataset(), (str(path),), "marcxml", str(out), Quiet())
    assert report.warnings["no-document", ""] == 1
    assert "<record>" not in out.read_text("utf-8")


def test_a_holdings_record_comes_home_as_one(tmp_path: Path) -> None:
    record = read((GOLDEN / "holdings-record.xml").read_bytes())[0]
    marc: Marc = read(sent_home(said(record), tmp_path))[0].body
    assert marc.leader[6] == "x"
    tags = [field[0] for field in marc.fields]
    assert tags[:2] == ["001", "004"] and "852" in tags and "245" not in tags


# Writing


def test_markup_and_control_characters_do_no_harm() -> None:
    out = io.BytesIO()
    field: Field = ("500", '<"', [("a", "a & b < c\x0b")])
    assert marcxml.write([Marc("00000nam a2200000   4500", [("001", "1", []), field])], out) == 1
    text = out.getvalue().decode()
    assert SPACE in text
    assert "a &amp; b &lt; c<" in text
    assert read(out.getvalue())


# The command


def test_a_dump_of_one_source_is_taken_home(tmp_path: Path) -> None:
    book = tmp_path / "book.mrc"
    book.write_bytes(iso(BOOK))
    dump = tmp_path / "book.nq.gz"
    straight, by_dump = tmp_path / "1.xml", tmp_path / "2.xml"
    for arguments in (
        ("--from", "marc21", "--source", "tvbg", "-o", dump, book),
        ("--from", "marc21", "--source", "tvbg", "--to", "marcxml", "-o", straight, book),
        ("--from", "nquads", "--source", "tvbg", "--to", "marcxml", "-o", by_dump, dump),
    ):
        done = mocban("convert", *arguments)
        assert done.returncode == 0, done.stderr.decode()
    assert by_dump.read_bytes() == straight.read_bytes()
    assert read(straight.read_bytes())[0].id == "BG1"
    done = mocban("convert", "--from", "nquads", "--source", "other", "--to", "marcxml", dump)
    assert done.returncode == 1
    assert "tvbg" in done.stderr.decode()


def test_rdf_is_taken_home_and_nowhere_else(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="marcxml"):
        convert_to(
            Dataset("https://mocban.example/", "a", "b", "nquads"), ("x",), "turtle", "-", Quiet()
        )
    broken = tmp_path / "broken.nt"
    broken.write_text("<a", "utf-8")
    given = Dataset("https://mocban.example/", "a", "b", "ntriples")
    with pytest.raises(SourceError, match=r"broken\.nt"):
        convert_to(given, (str(broken),), "marcxml", str(tmp_path / "out.xml"), Quiet())
    assert not (tmp_path / "out.xml").exists()
