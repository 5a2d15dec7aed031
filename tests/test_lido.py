"""LIDO: what museums export becomes objects, and what is theirs alone stays theirs."""

import io
import random
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from mocban.errors import SourceError
from mocban.mappings.lido import mapping, read_lido
from mocban.mappings.lido.body import Node
from mocban.mappings.lido.rights import public_address
from mocban.mappings.record import Dataset, Mapped, Record, Rejection

GOLDEN = Path(__file__).parent / "golden" / "lido"
SHARED = Path(__file__).parent.parent.parent / "shared" / "data"
BASE = "https://mocban.example/"
CRM = "http://www.cidoc-crm.org/cidoc-crm/"
OWN = f"{BASE}r/btbg/"


def dataset(**more: Any) -> Dataset:
    return Dataset(BASE, "btbg", "lido", "lido", **more)


def read(data: bytes, **more: Any) -> list[Record | Rejection]:
    return list(read_lido(io.BytesIO(data), "hien-vat.xml", dataset(**more)))


def converted(name: str, **more: Any) -> Mapped:
    (record,) = read((GOLDEN / f"{name}.xml").read_bytes(), **more)
    assert isinstance(record, Record)
    return mapping(dataset(**more))(record)


def lines(mapped: Mapped) -> str:
    return "".join(sorted({f"{s} {p} {o} .\n" for s, p, o in mapped.triples}))


def values(mapped: Mapped, subject: str, predicate: str) -> set[str]:
    return {
        o for s, p, o in mapped.triples if s == f"<{OWN}{subject}>" and p.endswith(f"{predicate}>")
    }


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.xml")))
def test_a_golden_record_becomes_what_was_reviewed(
    name: str, request: pytest.FixtureRequest
) -> None:
    mapped = converted(name)
    found = lines(mapped) + "".join(
        sorted(f"# {kind} {field}: {text.en}\n" for kind, field, text in mapped.warnings)
    )
    expected = GOLDEN / f"{name}.nt"
    if request.config.getoption("--rewrite"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.xml")))
@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_elements_does_not_matter(name: str, seed: int) -> None:
    (record,) = read((GOLDEN / f"{name}.xml").read_bytes())
    assert isinstance(record, Record)
    before = lines(mapping(dataset())(record))
    shuffle(record.body, random.Random(seed))
    assert lines(mapping(dataset())(record)) == before


def shuffle(node: Node, chance: random.Random) -> None:
    chance.shuffle(node.children)
    for child in node.children:
        shuffle(child, chance)


def test_what_is_private_never_comes_out() -> None:
    mapped = converted("private", options={"digital_access": "cong-khai"})
    assert "CANARY" not in lines(mapped)
    assert "CANARY" not in repr(mapped.warnings)
    assert values(mapped, "object/HV-04", "P12i_was_present_at")


def test_of_an_unknown_kind_of_event_nobody_is_named() -> None:
    mapped = converted("finding")
    assert "CANARY" not in lines(mapped)
    assert "unknown-event" in {warned.kind for warned in mapped.warnings}


def test_one_event_told_in_two_languages_is_one_node() -> None:
    mapped = converted("two-languages")
    assert len(values(mapped, "object/HV-02", "P108i_was_produced_by")) == 1
    assert values(mapped, "object/HV-02", "label") == {'"Chuông đồng"@vi', '"Bronze bell"@en'}
    assert values(mapped, "object/HV-02", "P2_has_type") == {f"<{BASE}v/object-type/chuong>"}


def test_woodblocks_are_a_set_of_woodblocks() -> None:
    mapped = converted("woodblock")
    types = values(mapped, "object/MB-01", "type")
    assert "<https://w3id.org/mocban/ns/WoodblockSet>" in types
    assert f"<{CRM}E22_Human-Made_Object>" in types


def test_chinese_characters_are_not_said_to_be_vietnamese() -> None:
    assert '"申仁忠"@lzh' in lines(converted("woodblock"))


def test_a_keeper_is_a_monument_only_where_the_dataset_says_so() -> None:
    assert not values(converted("woodblock"), "object/MB-01", "heldAt")
    held = values(converted("woodblock", options={"held_at": True}), "object/MB-01", "heldAt")
    assert held == {f"<{OWN}heading/monument/Ch_C3_B9a_20B_E1_BB_95_20_C4_90_C3_A0>"}


def test_numbers_of_another_museum_are_a_scheme_of_their_own() -> None:
    mine = lines(converted("woodblock", holder="Chùa Bổ Đà"))
    assert "object/MB-01/id-btbg/MB_2E01>" in mine
    assert "object/MB-01/id-btbg/MB_2E01>" not in lines(converted("woodblock"))


def test_a_copy_without_a_stated_level_has_none() -> None:
    copy = "digital/HV-05/image/anh-1"
    assert values(converted("rights"), copy, "accessRights") == {f"<{BASE}v/access/cong-khai>"}
    (record,) = read((GOLDEN / "rights.xml").read_bytes().replace("Công khai".encode(), b"X"))
    assert isinstance(record, Record)
    assert not values(mapping(dataset())(record), copy, "accessRights")
    public = mapping(dataset(options={"digital_access": "dang-ky"}))(record)
    assert values(public, copy, "accessRights") == {f"<{BASE}v/access/dang-ky>"}


def test_the_stricter_of_two_levels_holds() -> None:
    for level in ("cong-khai", "han-che"):
        mapped = converted("rights", access=level)
        expected = "tai-cho" if level == "cong-khai" else level
        assert values(mapped, "object/HV-05", "accessRights") == {f"<{BASE}v/access/{expected}>"}


@pytest.mark.parametrize(
    "address",
    ["http://localhost/a", "http://10.0.0.1/a", "http://[::1]/a", "http://kho/a.jpg", "ftp://a.b/c",
     "file:///etc/passwd", "http://may-chu.local/a", "https://u:p@a.example.org/x", "http://[a"],
)  # fmt: skip
def test_addresses_that_outsiders_cannot_follow_are_no_links(address: str) -> None:
    assert public_address(address) is None


def test_a_record_without_an_id_is_rejected_and_the_next_is_read() -> None:
    found = read(
        b'<lidoWrap xmlns="http://www.lido-schema.org"><lido><lidoRecID> </lidoRecID></lido>'
        b"<lido><lidoRecID>2</lidoRecID></lido></lidoWrap>"
    )
    assert isinstance(found[0], Rejection) and found[0].position == 1
    assert isinstance(found[1], Record) and (found[1].id, found[1].position) == ("2", 2)


def test_xml_that_breaks_off_is_reported_with_its_record_and_line() -> None:
    whole = (GOLDEN / "two-languages.xml").read_bytes()
    with pytest.raises(SourceError) as raised:
        read(whole.replace(b"</lido:lidoWrap>", b'<lido:lido><lido:lidoRecID lido:type="a'))
    assert "hien-vat.xml" in raised.value.text.en
    assert "record 2" in raised.value.text.en and "line" in raised.value.text.en
    assert "biểu ghi thứ 2" in raised.value.text.vi


@pytest.mark.parametrize(
    "data",
    [b"", b"  \n", b"\x00\xff\xfe", b"id;ten\n1;2\n", b"<html><body/></html>", b"<a>\xff\xfe</a>",
     b"PK\x03\x04"],
)  # fmt: skip
def test_a_file_that_is_no_lido_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(SourceError) as raised:
        read(data)
    assert raised.value.text.en.startswith("hien-vat.xml: ")
    assert raised.value.text.vi.startswith("hien-vat.xml: ")


def test_entities_are_neither_resolved_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY")
    data = f"""<!DOCTYPE lido [<!ENTITY x SYSTEM "{secret.as_uri()}">]>
<lido xmlns="http://www.lido-schema.org"><lidoRecID>1</lidoRecID><descriptiveMetadata>
<objectIdentificationWrap><titleWrap><titleSet><appellationValue>A &x; B</appellationValue>
</titleSet></titleWrap></objectIdentificationWrap></descriptiveMetadata></lido>"""
    (record,) = read(data.encode())
    assert isinstance(record, Record)
    assert "CANARY" not in lines(mapping(dataset())(record))


def test_comments_within_text_are_left_out() -> None:
    (record,) = read(b"<lido><lidoRecID>A<!-- no -->1</lidoRecID></lido>")
    assert isinstance(record, Record)
    assert record.id == "A1"


@pytest.mark.parametrize(
    ("name", "language", "count"),
    [
        ("lido-cimec/demo.xml", "ro", 1),
        ("lido-cimec/inp-clasate-istoria-stiintei-si-tehnicii-2014-02-02.part.xml", "ro", 300),
        ("lido-ddb/kenom_oai_chunk20.xml", "de", 20),
        ("lido-ddb/minimaldatensatz.xml", "de", 1),
    ],
)
def test_every_record_of_the_open_data_becomes_valid_triples(
    name: str, language: str, count: int
) -> None:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"open data not here: shared/data/{name}")
    described = dataset(language=language)
    convert, triples = mapping(described), set()
    with path.open("rb") as stream:
        records = list(read_lido(stream, path.name, described))
    assert len(records) == count
    for record in records:
        assert isinstance(record, Record)
        triples |= set(convert(record).triples)
    document = "".join(f"{s} {p} {o} .\n" for s, p, o in triples)
    quads = list(ox.parse(document.encode(), format=ox.RdfFormat.N_TRIPLES))
    assert len(quads) == len(triples)
    assert not any(
        isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object)
    )
    objects = {s for s, _, o in triples if o == f"<{CRM}E22_Human-Made_Object>"}
    labelled = {s for s, p, _ in triples if p.endswith("#label>")}
    assert len(objects) == count
    assert objects <= labelled
