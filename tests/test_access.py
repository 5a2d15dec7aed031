"""Nothing restricted passes from a mapping to a graph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocban.graph.access import AccessFilter
from mocban.ontology.iris import Minter
from mocban.ontology.literals import boolean, decimal, text, typed
from mocban.ontology.namespaces import BF, DCTERMS, GEO, LA, MCB, RDF, RDFS, WGS

BASE = "https://mocban.example/"
MINT = Minter(BASE, "tvbg")
WORK, PRINT, ITEM = (MINT.thing(kind, "BG1") for kind in ("work", "instance", "item"))
ONLINE = MINT.thing("instance", "BG1", "electronic", "1")
URL = "<https://thuvienso.example/bg1.pdf>"


def level(node: str, slug: str) -> tuple[str, str, str]:
    return (node, DCTERMS.accessRights, MINT.concept("access", slug))


def screened(
    *triples: tuple[str, str, str], released: frozenset[str] = frozenset()
) -> list[tuple[str, str, str]] | None:
    return AccessFilter(BASE, released)("BG1", list(triples)).triples


TITLE = (WORK, RDFS.label, text("Địa chí Bắc Giang", "vi"))


def test_an_open_record_passes_unchanged() -> None:
    assert screened(TITLE, level(PRINT, "cong-khai")) == [TITLE, level(PRINT, "cong-khai")]


@pytest.mark.parametrize("slug", ["han-che", "mat"])
@pytest.mark.parametrize("node", [WORK, PRINT])
def test_a_restricted_or_secret_thing_withholds_its_record(node: str, slug: str) -> None:
    assert screened(TITLE, level(node, slug)) is None


def test_a_level_that_is_not_in_the_scheme_counts_as_restricted() -> None:
    assert screened(TITLE, level(WORK, "whatever")) is None
    assert screened(TITLE, (WORK, DCTERMS.accessRights, text("open"))) is None


def test_of_two_levels_on_one_thing_the_stricter_counts() -> None:
    assert screened(TITLE, level(WORK, "cong-khai"), level(WORK, "han-che")) is None


def test_a_restricted_copy_goes_with_everything_below_it_and_the_record_stays() -> None:
    shelf = f"{ITEM[:-1]}/shelf/DC1>"
    triples = [
        TITLE, (PRINT, BF.hasItem, ITEM), (ITEM, RDF.type, BF.Item), level(ITEM, "han-che"),
        (ITEM, BF.shelfMark, shelf), (shelf, RDFS.label, text("CANARY")),
    ]  # fmt: skip
    assert screened(*triples) == [TITLE]


@pytest.mark.parametrize("predicate", [BF.electronicLocator, LA.access_point])
def test_a_link_to_content_needs_a_level_that_opens_it(predicate: str) -> None:
    link = (ONLINE, predicate, URL)
    assert screened(TITLE, link) == [TITLE]
    assert screened(TITLE, link, level(PRINT, "cong-khai")) == [TITLE, level(PRINT, "cong-khai")]
    assert screened(TITLE, link, level(ONLINE, "tai-cho")) == [TITLE, level(ONLINE, "tai-cho")]
    for slug in ("cong-khai", "dang-ky"):
        assert screened(TITLE, link, level(ONLINE, slug)) == [TITLE, link, level(ONLINE, slug)]


@pytest.mark.parametrize(
    "address",
    [
        "http://192.168.1.5/x", "http://10.0.0.1/x", "http://127.0.0.1:8080/x", "http://localhost/x",
        "http://[::1]/x", "http://koha/x", "http://thuvien.local/x", "https://user:pw@thuvien.example/x",
        "http://172.16.0.9/x", "http://169.254.169.254/x", "http://[fe80::1]/x", "http://[bad/x",
    ],
)  # fmt: skip
def test_an_address_inside_somebodys_network_is_never_published(address: str) -> None:
    open_link = (ONLINE, BF.electronicLocator, f"<{address}>")
    assert screened(TITLE, open_link, level(ONLINE, "cong-khai")) == [
        TITLE,
        level(ONLINE, "cong-khai"),
    ]


def test_an_inner_address_in_a_note_takes_the_note_with_it() -> None:
    assert screened(TITLE, (PRINT, BF.note, text("xem http://192.168.1.5/so"))) == [TITLE]


@pytest.mark.parametrize(
    "marking",
    [
        "Tối mật",
        "TUYỆT MẬT",
        "Tài liệu tuyệt  mật của tỉnh",
        "MẬT",
        "Mật",
        "Độ mật: A",
        "Tuyệt mật",
    ],
)
def test_a_secrecy_marking_in_free_text_withholds_the_record(marking: str) -> None:
    import unicodedata

    for form in ("NFC", "NFD"):
        marked = (PRINT, BF.note, text(unicodedata.normalize(form, marking), "vi"))
        assert screened(TITLE, marked) is None


@pytest.mark.parametrize(
    "harmless", ["Mật ong rừng Yên Thế", "Hàn Mặc Tử", "sự mất mát", "bí mật gia đình"]
)
def test_words_that_only_look_like_a_marking_pass(harmless: str) -> None:
    assert screened((WORK, RDFS.label, text(harmless, "vi"))) is not None


def test_an_owner_may_release_a_record_whose_title_is_only_a_word() -> None:
    novel = (WORK, RDFS.label, text("Chiến dịch tuyệt mật", "vi"))
    assert screened(novel) is None
    assert screened(novel, released=frozenset(["BG1"])) == [novel]
    assert screened(novel, level(WORK, "mat"), released=frozenset(["BG1"])) is None


def test_a_sensitive_place_is_moved_to_a_coarse_grid_and_says_so() -> None:
    site = MINT.thing("monument", "K1")
    point = f"{site[:-1]}/geometry/1>"
    found = screened(
        (site, MCB.sensitiveLocation, boolean(True)),
        (site, GEO.hasDefaultGeometry, point),
        (point, GEO.asWKT, typed("POINT(106.345678 21.234567)", GEO.wktLiteral)),
        (point, WGS["lat"], decimal("21.234567")),
        (point, WGS["long"], decimal("106.345678")),
    )
    assert found is not None
    written = " ".join(" ".join(triple) for triple in found)
    assert "21.234567" not in written and "106.345678" not in written
    assert (point, WGS["lat"], decimal("21.24")) in found
    assert (
        point,
        MCB.precisionMetres,
        '"2000"^^<http://www.w3.org/2001/XMLSchema#integer>',
    ) in found


def test_what_was_withheld_is_counted_and_not_repeated() -> None:
    result = AccessFilter(BASE)("BG1", [TITLE, (ONLINE, BF.electronicLocator, URL)])
    assert result.dropped == {"content-link": 1}
    assert "thuvienso" not in repr(result)


@given(st.permutations([TITLE, level(PRINT, "cong-khai"), level(ITEM, "han-che"), (PRINT, BF.hasItem, ITEM),
                        (ONLINE, BF.electronicLocator, URL)]))  # fmt: skip
def test_the_order_of_triples_does_not_matter(triples: list[tuple[str, str, str]]) -> None:
    assert set(screened(*triples) or ()) == {TITLE, level(PRINT, "cong-khai")}
