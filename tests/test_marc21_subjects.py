"""MARC 21: subjects, forms and places of bibliographic records; authority and class records."""

from pathlib import Path

import pytest

from mocban.errors import ConfigError, MocbanError, RecordError
from mocban.mappings.marc21 import mapping
from mocban.mappings.marc21.authorities.facts import degrees
from mocban.mappings.marc21.body import rows
from mocban.mappings.marc21.fields import genre, hierarchical, subjects, systems_and_species
from mocban.mappings.record import Mapped
from tests.test_marc21 import BASE, BG, BOOK, GOLDEN, dataset, iso, mapped, only, read

BF = "http://id.loc.gov/ontologies/bibframe/"
MCB = "https://w3id.org/mocban/ns/"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
TITLED = BOOK[:4]
AUTHORITY = "nz  a22"


def said(result: Mapped, subject: str, predicate: str) -> list[str]:
    return sorted({o for s, p, o in result.triples if s == subject and p == predicate})


def subjects_of(result: Mapped, predicate: str = "subject") -> list[str]:
    found = said(result, f"<{BG}work/BG1>", f"<{BF}{predicate}>")
    return [each[len(f"<{BG}heading/") : -1] for each in found if each.startswith(f"<{BG}heading/")]


# Subjects


def test_every_tag_of_the_range_has_a_golden_record() -> None:
    told = "\n".join(path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.xml"))
    tags = {
        *subjects.RULES, *genre.RULES, *hierarchical.RULES, *systems_and_species.RULES,
        *(row[0] for row in rows("authority_kinds")),
        *(row[0] for row in rows("authority_notes") if row[0] not in ("664", "665", "666")),
        *(row[0] for row in rows("authority_facts")),
    }  # fmt: skip
    untold = {tag for tag in tags if not tag.startswith("69") and f'tag="{tag}"' not in told}
    assert untold <= {"181", "182", "185"}


def test_parts_of_a_heading_are_its_components_in_order() -> None:
    result = mapped([*TITLED, ("651", " 4\x1faYen The\x1fxKien truc\x1fyThe ky 19")])
    whole = f"<{BG}heading/topic/Yen_20The--Kien_20truc--The_20ky_2019>"
    parts = ["place/Yen_20The", "topic/Kien_20truc", "topic/_24yThe_20ky_2019"]
    for name, part in zip(("c1", "c2", "c3"), parts, strict=True):
        assert said(result, whole, f"<{MCB}{name}>") == [f"<{BG}heading/{part}>"]
    assert len(said(result, whole, f"<{MCB}component>")) == 3
    assert subjects_of(result) == [
        "place/Yen_20The", "topic/Yen_20The--Kien_20truc--The_20ky_2019",
    ]  # fmt: skip


def test_a_time_a_form_and_a_topic_of_the_same_words_are_three_headings() -> None:
    result = mapped([*TITLED, ("648", " 4\x1faA"), ("650", " 4\x1faA"), ("655", " 4\x1faA\x1f2x")])
    assert subjects_of(result) == ["topic/A", "topic/_24yA"]
    assert subjects_of(result, "genreForm") == ["topic/_24vA"]


def test_a_label_in_another_script_stays_in_its_record() -> None:
    convert = mapping(dataset())
    fields = [*TITLED, ("650", " 4\x1f6880-01\x1faGia pha"), ("880", " 4\x1f6650-01/$1\x1fa家譜")]
    node = f"<{BG}heading/topic/Gia_20pha>"
    first = convert(only(read(iso(fields))))
    again = convert(only(read(iso(fields[:-1]))))
    assert said(first, node, LABEL) == ['"Gia pha"@vi', '"家譜"@vi-Hani']
    assert said(again, node, LABEL) == ['"Gia pha"@vi']


def test_what_a_subject_applies_to_is_said_of_the_work_and_not_of_the_heading() -> None:
    result = mapped([*TITLED, ("650", " 4\x1faA\x1f3Quyen 2\x1f5VN-BG")])
    about = [p for s, p, _ in result.triples if s == f"<{BG}heading/topic/A>"]
    assert not [predicate for predicate in about if "appliesTo" in predicate]
    assert said(result, f"<{BG}work/BG1/relation/subject-topic-A>", f"<{BF}relationship>") == [
        f"<{BF}subject>"
    ]


def test_free_words_in_2_are_no_address() -> None:
    result = mapped([*TITLED, ("650", " 7\x1faA\x1f2Bộ từ khoá"), ("650", " 7\x1faB\x1f2fast.")])
    assert said(result, f"<{BG}heading/topic/B>", f"<{BF}source>") == [
        "<http://id.loc.gov/vocabulary/subjectSchemes/fast>"
    ]
    (source,) = said(result, f"<{BG}heading/topic/A>", f"<{BF}source>")
    assert source.startswith(f"<{BG}heading/topic/A/source/")
    assert said(result, source, f"<{BF}code>") == ['"Bộ từ khoá"']


@pytest.mark.parametrize("text", [" 4\x1fa", " 4\x1fx", " 4", " 4\x1fa--", "  \x1f0x\x1f2"])
@pytest.mark.parametrize("tag", [tag for tag in sorted(subjects.RULES) if tag < "690"])
def test_odd_fields_are_no_trouble(tag: str, text: str) -> None:
    assert mapped([*TITLED, (tag, text)]).triples


# Local subjects


def test_local_subjects_are_what_the_library_says() -> None:
    fields = [
        *TITLED,
        ("690", " 4\x1faLe hoi\x1fzYen The"),
        ("691", " 4\x1faPhon Xuong"),
        ("692", " 4\x1faDe Tham,\x1fd1858-1913"),
        ("699", " 4\x1faHuong uoc"),
    ]
    options = {"local_subjects": {"690": "topic", "691": "place", "692": "person", "699": "genre"}}
    result = mapped(fields, options=options)
    assert subjects_of(result) == [
        "person/De_20Tham_2C_201858-1913", "place/Phon_20Xuong", "place/Yen_20The",
        "topic/Le_20hoi--Yen_20The", "topic/Le_20hoi",
    ]  # fmt: skip
    assert subjects_of(result, "genreForm") == ["topic/_24vHuong_20uoc"]
    assert said(result, f"<{BG}heading/topic/Le_20hoi>", f"<{MCB}usedIn>") == ['"690$a"']


def test_local_subjects_that_nobody_declared_are_left_out_with_one_warning() -> None:
    result = mapped([*TITLED, ("690", " 4\x1faKIN-1"), ("690", " 4\x1faKIN-2")])
    assert [(kind, field) for kind, field, _ in result.warnings] == [("local-subject", "690")]
    assert not any("KIN" in value for _, _, value in result.triples)


@pytest.mark.parametrize(
    "option", [{"690": "subject"}, {"650": "topic"}, {"700": "place"}, "690", {"69": "topic"}]
)
def test_local_subjects_are_checked_before_anything_is_read(option: object) -> None:
    with pytest.raises(ConfigError) as caught:
        mapping(dataset(options={"local_subjects": option}))
    assert "local_subjects" in caught.value.text.en
    assert not caught.value.text.vi.isascii()


# Private words


@pytest.mark.parametrize(
    "name", ["754-species", "authority-person-known", "authority-person-alive",
             "authority-group-with-past", "authority-name-of-several", "600-family-in-a-role"],
)  # fmt: skip
def test_private_words_are_in_no_triple(name: str) -> None:
    record = (GOLDEN / f"{name}.xml").read_text(encoding="utf-8")
    told = (GOLDEN / f"{name}.nt").read_text(encoding="utf-8")
    assert "KÍN" in record or "KIN@" in record or "donor" in record
    for private in ("KÍN", "K_C3_8DN", "KIN@", "1960-05", "Giáp Hải", "may-chu"):
        assert private not in told


# Authority and class records


def authority(fields: list[tuple[str, str]], leader: str = AUTHORITY) -> Mapped:
    return mapped([("001", "A1"), *fields], leader=leader)


@pytest.mark.parametrize(
    ("fields", "leader", "words"),
    [
        ([("103", "  \x1faX")], AUTHORITY, "no 100"),
        ([("100", "0 \x1fd1900-")], AUTHORITY, "no $a"),
        ([("100", "0 \x1faX")], "dz  a22", "deleted"),
        ([("008", "880701n||bzannaabn"), ("100", "0 \x1faX")], AUTHORITY, "only refers"),
        ([("153", "  \x1fjX")], "nw  a22", "no number"),
        ([("150", "  \x1faX")], "nw  a22", "no number"),
        ([("153", "  \x1fa9")], "dw  a22", "deleted"),
    ],
)
def test_what_cannot_be_converted_is_refused_in_a_sentence(
    fields: list[tuple[str, str]], leader: str, words: str
) -> None:
    with pytest.raises(RecordError) as caught:
        authority(fields, leader)
    assert words in caught.value.text.en
    assert caught.value.text.vi != caught.value.text.en


def test_a_number_of_the_same_source_leads_to_a_thing_and_any_other_to_a_heading() -> None:
    result = mapped(
        [("001", "A1"), ("003", "VN-BG"), ("151", "  \x1faX"),
         ("551", "  \x1fwg\x1faBac Giang\x1f0(VN-BG)A2"), ("551", "  \x1fwg\x1faHa Bac\x1f0(DE-1)7")],
        leader=AUTHORITY,
    )  # fmt: skip
    within = "<http://www.cidoc-crm.org/cidoc-crm/P89_falls_within>"
    assert said(result, f"<{BG}place/A1>", within) == [
        f"<{BG}heading/place/Ha_20Bac>", f"<{BG}place/A2>",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "number"),
    [("E1061500", 106.25), ("W0003000", -0.5), ("E106.25", 106.25), ("-21.5", -21.5),
     ("S0210000", -21.0), ("N21", 21.0), ("", None), ("?", None), ("E10615", 10615.0)],
)  # fmt: skip
def test_degrees_are_read_as_cataloguers_write_them(text: str, number: float | None) -> None:
    assert degrees(text) == number


def test_open_authority_records_are_converted(shared_data: object) -> None:
    folder: Path = shared_data("authority-gnd")  # type: ignore[operator]
    from mocban.mappings.marc21 import read_iso2709
    from mocban.mappings.record import Dataset, Record

    where = Dataset(BASE, "gnd", "authority", "marc21", language="de")
    convert = mapping(where)
    with (folder / "ada.mrc").open("rb") as stream:
        (record,) = [each for each in read_iso2709(stream, "ada.mrc", where)]
    assert isinstance(record, Record)
    try:
        result = convert(record)
    except MocbanError as error:  # pragma: no cover
        raise AssertionError(error) from error
    person = f"<{BASE}r/gnd/person/119232022>"
    born = said(result, person, "<http://www.cidoc-crm.org/cidoc-crm/P98i_was_born>")
    assert born == [f"{person[:-1]}/birth/1815>"]
    place = "<http://www.cidoc-crm.org/cidoc-crm/P7_took_place_at>"
    assert said(result, born[0], place) == [f"<{BASE}r/gnd/place/040743357>"]
    assert not result.warnings
