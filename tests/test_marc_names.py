"""MARC 21: who made it, and the Hubs of names and titles."""

from itertools import permutations
from pathlib import Path

import pytest

from mocban.mappings.marc21 import bibliographic
from mocban.mappings.marc21.body import Field, Marc, rows, table
from mocban.mappings.marc21.entry import Desk
from mocban.mappings.marc21.fields import names, roles
from mocban.mappings.record import Dataset, Mapped, Record
from mocban.ontology import codes
from mocban.ontology.iris import enc
from mocban.ontology.vietnamese import match_key

BASE = "https://mocban.example/"
OWN = f"<{BASE}r/tvbg/"
GOLDEN = Path(__file__).parent / "golden" / "marc21"
BF = "<http://id.loc.gov/ontologies/bibframe/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
POINT = "<https://w3id.org/mocban/ns/accessPoint>"
KEY = "<http://id.loc.gov/ontologies/bflc/marcKey>"
DATASET = Dataset(BASE, "tvbg", "marc", "marcxml")


def field(text: str) -> Field:
    """`700 02$aTô Hoài.$tTruyện` as a field; `_` stands for a blank indicator."""
    head, *parts = text.split("$")
    tag, indicators = head.split(" ")
    return tag, indicators.replace("_", " "), [(part[0], part[1:]) for part in parts]


def mapped(
    *texts: str, leader: str = "00000nam a2200000 a 4500", desk: Desk | None = None
) -> Mapped:
    given = [field(text) for text in texts]
    control: list[Field] = [
        ("001", "BG1", []),
        ("008", "260101s2003    vm            000 0 vie d", []),
    ]
    if not any(each[0] == "245" for each in given):
        given.append(field("245 10$aSách mẫu"))
    marc = Marc(leader, [*control, *given])
    record = Record("tvbg", "BG1", 1, marc)
    return bibliographic.convert(desk or Desk(DATASET), record, marc)


def values(result: Mapped, subject: str, predicate: str) -> set[str]:
    return {o for s, p, o in result.triples if s == subject and p == predicate}


def made(result: Mapped) -> set[tuple[str, str]]:
    """Agent and role of the contributions of the work, the agent by its string."""
    work = f"{OWN}work/BG1>"
    return {
        (agent.rpartition("/heading/")[2][:-1], role.rpartition("/")[2][:-1])
        for node in values(result, work, f"{BF}contribution>")
        for agent in values(result, node, f"{BF}agent>")
        for role in values(result, node, f"{BF}role>")
    }


def person(string: str) -> str:
    return f"{OWN}heading/person/{enc(string)}>"


def hub(string: str) -> str:
    return f"{OWN}heading/hub/{enc(string)}>"


# Names


def test_two_people_of_one_name_are_told_apart_by_their_dates() -> None:
    result = mapped("100 0_$aNguyễn Văn An,$d1940-", "700 0_$aNguyễn Văn An,$d1957-$edịch")
    for dates in ("1940-", "1957-"):
        node = person(f"Nguyễn Văn An, {dates}")
        assert values(result, node, LABEL) == {'"Nguyễn Văn An"@vi'}
        assert values(result, node, POINT) == {f'"Nguyễn Văn An, {dates}"@vi'}


def test_a_name_without_dates_is_no_more_than_itself() -> None:
    result = mapped("100 0_$aThân Nhân Trung.")
    assert values(result, person("Thân Nhân Trung"), LABEL) == {'"Thân Nhân Trung"@vi'}
    assert values(result, person("Thân Nhân Trung"), POINT) == set()


@pytest.mark.parametrize(
    "typed",
    [
        "Nguyễn Du,$d1765-1820",
        "Nguyễn Du$d1765-1820",
        "Nguyễn Du ;$d1765-1820.",
        "Nguyễn Du,$d1765-1820,$etác giả",
    ],
)
def test_signs_between_the_parts_do_not_make_another_person(typed: str) -> None:
    result = mapped(f"100 0_$a{typed}")
    assert {agent for agent, _ in made(result)} == {f"person/{enc('Nguyễn Du, 1765-1820')}"}


@pytest.mark.parametrize(
    ("text", "string", "label"),
    [
        ("100 0_$aJohn Paul$bII,$cPope,$d1920-2005", "John Paul II, Pope, 1920-2005", "John Paul II"),
        ("100 1_$aSmith, John$q(John Andrew)", "Smith, John (John Andrew)", "Smith, John"),
        ("110 1_$aViệt Nam.$bQuốc hội$n(khóa 14 :$d2016-2021)", "Việt Nam. Quốc hội (khóa 14 : 2016-2021)", "Việt Nam. Quốc hội"),
        ("111 2_$aHội thảo$n(2 :$d2008 :$cHà Nội).$eBan Thư ký", "Hội thảo (2 : 2008 : Hà Nội). Ban Thư ký", "Hội thảo. Ban Thư ký"),
        ("700 0_$aTô Hoài,$d1920-2014.$tDế mèn$nTập 1", "Tô Hoài, 1920-2014", "Tô Hoài"),
    ],
)  # fmt: skip
def test_what_a_heading_is_called_and_named_by(text: str, string: str, label: str) -> None:
    kind = "person" if text[1:3] == "00" else "group"
    assert names.string_of(field(text), kind) == string
    assert names.name_of(names.before_title(field(text)), kind) == label


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("700 0_$aA", {"Agent", "Person"}),
        ("700 3_$aA", {"Agent", "Family"}),
        ("710 1_$aA", {"Agent", "Jurisdiction"}),
        ("710 2_$aA", {"Agent", "Organization"}),
        ("711 2_$aA", {"Agent", "Meeting"}),
        ("720 1_$aA", {"Agent", "Person", "Uncontrolled"}),
        ("720 __$aA", {"Agent", "Uncontrolled"}),
    ],
)
def test_tag_and_indicator_say_what_sort_of_agent_it_is(text: str, classes: set[str]) -> None:
    kind = "group" if classes & {"Family", "Jurisdiction", "Organization", "Meeting"} else "person"
    result = mapped(text)
    found = values(result, f"{OWN}heading/{kind}/A>", TYPE)
    assert {iri.rpartition("/")[2][:-1] for iri in found} == classes


@pytest.mark.parametrize("dates", ["active 1800", "fl. 1500", "thế kỷ 15", "jin shi 1840"])
def test_when_somebody_was_active_is_no_bad_date(dates: str) -> None:
    assert mapped(f"100 0_$aA,$d{dates}").warnings == []


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        ("1950 tháng 5 12-", "1950-"),
        ("1950-05-12-", "1950-"),
        ("12/5/1950-", "1950-"),
        ("sinh ngày 12 tháng 5 năm 1950", "1950-"),
        ("1950 May 12-2010 March 3", "1950 May 12-2010 March 3"),
        ("1858 tháng 3 10-", "1858 tháng 3 10-"),
        ("approximately 1950-", "approximately 1950-"),
        ("1950 or 1951-", "1950 or 1951-"),
        ("1952 or 3-", "1952 or 3-"),
        ("1924-2-007", "1924-2-007"),
        ("1765-1820", "1765-1820"),
    ],
)
def test_of_somebody_who_may_be_alive_only_the_year_of_birth_is_told(dates: str, told: str) -> None:
    given = field(f"700 0_$aA,$d{dates}$tB")
    assert names.string_of(given, "person") == f"A, {told}"
    for text in (f"100 0_$aA,$d{dates}", f"700 0_$aA,$d{dates},$edịch", f"700 02$aA,$d{dates}.$tB"):
        result = mapped(text)
        assert any(person(f"A, {told}") in triple for triple in result.triples)
        if told != dates:
            said = {o for s, _, o in result.triples if "/heading/" in s}
            assert [words for words in said if "12" in words and "12-31T" not in words] == []


def test_what_is_remembered_of_a_field_has_nothing_of_another_record() -> None:
    desk = Desk(DATASET)
    main = "700 02$6880-01$aTô Hoài.$tTruyện"
    first = mapped(main, "880 02$6700-01/Hani$a蘇懷.$t傳", desk=desk)
    again = mapped(main, desk=desk)
    assert any("傳" in o for _, _, o in first.triples)
    assert not any("傳" in o or "蘇懷" in o for _, _, o in again.triples)


# Roles


@pytest.mark.parametrize(
    ("words", "codes_of"),
    [
        ("Sưu tầm, biên soạn", {"col", "com"}),
        ("b.s., giới thiệu", {"com", "aui"}),
        ("s.t. - b.s.", {"col", "com"}),
        ("ch.b.", {"edt"}),
        ("H.đ.", {"edt"}),
        ("dịch và chú giải", {"trl", "ann"}),
        ("minh hoạ", {"ill"}),
        ("Minh họa.", {"ill"}),
        ("Tổng biên tập", {"edt"}),
        ("hướng dẫn", {"ths"}),
        ("author of introduction, etc.", {"aui"}),
        ("composer (expression)", {"cmp"}),
        ("éditeur scientifique", {"edt"}),
        ("Hrsg.", {"edt"}),
        ("пер.", {"trl"}),
        ("trl", {"trl"}),
    ],
)  # fmt: skip
def test_roles_in_words_are_relators(words: str, codes_of: set[str]) -> None:
    assert set(roles.of_words(words)) == {f"{roles.RELATORS}{code}>" for code in codes_of}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("aut", f"{roles.RELATORS}aut>"),
        ("PRF.", f"{roles.RELATORS}prf>"),
        ("https://id.loc.gov/vocabulary/relators/ill", f"{roles.RELATORS}ill>"),
        ("http://rdaregistry.info/Elements/a/P50195", "<http://rdaregistry.info/Elements/a/P50195>"),
        ("người dịch", f"{roles.RELATORS}trl>"),
        ("zzz", "=zzz"),
    ],
)  # fmt: skip
def test_roles_in_codes(text: str, role: str) -> None:
    assert roles.of_code(text) == (role,)


def test_a_role_that_nobody_knows_is_kept_as_it_is_written() -> None:
    result = mapped("700 0_$aLê Thị Mẫu$egõ máy")
    assert [(kind, where) for kind, where, _ in result.warnings] == [("unmapped-role", "700$e")]
    assert '"gõ máy"@vi' in {o for _, p, o in result.triples if p == LABEL}


@pytest.mark.parametrize(
    ("leader", "role"), [("am", "aut"), ("aa", "aut"), ("em", "ctb"), ("as", "ctb")]
)
def test_the_main_entry_of_a_book_is_its_author(leader: str, role: str) -> None:
    result = mapped("100 0_$aA", leader=f"00000n{leader} a2200000 a 4500")
    assert made(result) == {("person/A", role)}


@pytest.mark.parametrize(
    "text",
    [
        "700 0_$aKÍN$4dnr",
        "700 0_$aKÍN$eFormer owner. (bản 2)",
        "700 0_$aKÍN$engười tặng lại sách",
        "710 2_$aKÍN$echủ sở hữu$4own",
        "700 0_$aKÍN$evorbesitzer der Hs.",
        "700 0_$aKÍN$eformer owner$tThư riêng",
        "700 0_$6880-01$aKÍN$edonor",
        "100 0_$aKÍN$ehiến tặng",
    ],
)
def test_nothing_tells_who_gave_or_owned_a_copy(text: str) -> None:
    result = mapped(text, *(["880 0_$6700-01$aKÍN"] if "$6" in text else []))
    assert [
        triple for triple in result.triples if "KÍN" in triple[2] or enc("KÍN") in triple[0]
    ] == []


def test_of_several_roles_only_that_of_an_owner_is_left_out() -> None:
    result = mapped("700 0_$aTrần Thị Dịch$4own$4trl")
    assert made(result) == {(f"person/{enc('Trần Thị Dịch')}", "trl")}
    assert values(result, person("Trần Thị Dịch"), KEY) == {'"7000 $aTrần Thị Dịch$4trl"'}


def test_golden_files_have_no_private_word() -> None:
    assert "CANARY" not in (GOLDEN / "700-copy-givers.nt").read_text(encoding="utf-8")


def test_every_word_of_the_table_is_there_once_and_its_relator_exists() -> None:
    known = {iri.rpartition("/")[2] for iri in codes.names() if "/relators/" in iri}
    found = [match_key(words) for words, _ in rows("relators")]
    assert {code for _, code in rows("relators")} <= known
    assert sorted(found) == sorted(set(found))
    assert set(table("relationship_words").values()) <= {
        iri.rpartition("/")[2] for iri in codes.names() if "/relationship/" in iri
    }


# Hubs


def test_main_entry_and_240_name_the_hub_that_another_record_names_in_700() -> None:
    own = mapped("100 0_$aNguyễn Trãi,$d1380-1442$etác giả", "240 10$aBình Ngô đại cáo")
    other = mapped("700 02$aNguyễn Trãi,$d1380-1442.$tBình Ngô đại cáo.")
    node = hub("Nguyễn Trãi, 1380-1442. Bình Ngô đại cáo")
    assert values(own, f"{OWN}work/BG1>", f"{BF}expressionOf>") == {node}
    assert values(other, f"{OWN}work/BG1>", f"{BF}hasPart>") == {node}
    assert values(own, node, LABEL) == values(other, node, LABEL) == {'"Bình Ngô đại cáo"@vi'}


def test_editions_in_two_languages_are_two_hubs_with_one_label() -> None:
    result = mapped("100 0_$aA", "240 10$aTruyện.$lTiếng Anh", "700 02$aA.$tTruyện.$lTiếng Pháp")
    for language in ("Tiếng Anh", "Tiếng Pháp"):
        assert values(result, hub(f"A. Truyện. {language}"), LABEL) == {'"Truyện"@vi'}


@pytest.mark.parametrize(
    ("text", "relationship"),
    [
        ("700 02$aA.$tB", "relationship/part"),
        ("700 0_$iBản dịch của:$aA.$tB", "relationship/translationof"),
        ("700 0_$iis arrangement of$aA.$tB", "relationship/arrangementof"),
        ("700 0_$iGợi ý từ$aA.$tB", "relationship/relatedwork"),
        ("700 04$aA.$tB", "bflc/hasVariantEntry"),
        ("730 02$iContains (work):$aA. B", "relationship/part"),
        ("730 0_$aA. B", "relationship/relatedwork"),
    ],
)
def test_how_another_work_is_related(text: str, relationship: str) -> None:
    result = mapped(text)
    node = hub("A. B")
    relations = values(result, f"{OWN}work/BG1>", f"{BF}relation>")
    assert len(relations) == 1
    relation = relations.pop()
    assert values(result, relation, f"{BF}associatedResource>") == {node}
    assert relationship in " ".join(values(result, relation, f"{BF}relationship>"))
    assert bool(values(result, f"{OWN}work/BG1>", f"{BF}hasPart>")) == (relationship[-4:] == "part")


def test_long_titles_that_begin_alike_are_related_apart() -> None:
    long = "Nguyễn Văn Huyên toàn tập văn hóa và giáo dục Việt Nam. Tập"
    result = mapped(f"730 02$a{long} 1", f"730 02$a{long} 2")
    assert len(values(result, f"{OWN}work/BG1>", f"{BF}relation>")) == 2


ODD = (
    "100 0_$a$d1900", "100 0_$tTựa", "110 2_$k", "240 10$kTrích", "240 10$0x", "130 0_$l", "700 __$4",
    "700 02$t", "700 02$t$a", "710 __$e,;", "711 2_$j", "720 __$a.", "730 __$a/", "758 __$1", "758 __$1x$4y",
)  # fmt: skip


@pytest.mark.parametrize("text", ODD)
def test_odd_fields_stop_nothing(text: str) -> None:
    result = mapped(text)
    assert all(s.startswith("<") and "//>" not in s and o for s, _, o in result.triples)


def test_the_order_of_names_and_titles_does_not_matter() -> None:
    fields = (
        "100 0_$aA,$d1900-$echủ biên", "240 10$aB", "700 02$aA,$d1900-$tB", "730 02$aB",
    )  # fmt: skip
    results = {frozenset(mapped(*order).triples) for order in permutations(fields)}
    assert len(results) == 1
