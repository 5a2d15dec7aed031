"""Headings and things become members of entities; people's decisions beat the machine."""

import csv
from pathlib import Path

import pytest

from mocban.errors import ConfigError
from mocban.graph import curation
from mocban.graph.components import Components
from mocban.graph.snapshots import Snapshots
from tests.workspaces import BASE, HEAD, entities, lines

UNITS = """ma,ten,cap,cha,tu_ngay,den_ngay,thay_bang,van_ban
bac-giang,Bắc Giang,tỉnh,,1997-01-01,2025-06-30,bac-ninh,1658/NQ-UBTVQH15
bac-ninh,Bắc Ninh,tỉnh,,2025-07-01,,,
yen-dung,Yên Dũng,huyện,bac-giang,1997-01-01,2025-06-30,,
viet-yen,Việt Yên,huyện,bac-giang,1997-01-01,2025-06-30,,
tri-yen,Trí Yên,xã,yen-dung,1997-01-01,2025-06-30,tan-an,
tan-an,Tân An,phường,bac-ninh,2025-07-01,,,
phuong-bac-giang,Bắc Giang,phường,bac-ninh,2025-07-01,,,
"""
PERSONS = "ma,ten,ten_khac,sinh,mat\n"


def row(ma: str, ten: str, *, thon: str = "", xa: str = "", huyen: str = "", tho: str = "") -> str:
    return f"{ma},{ten},,,,,{thon},{xa},{huyen},Bắc Giang,{tho},\n"


def space(
    folder: Path, decisions: tuple[tuple[str, ...], ...] = (), **tables: str
) -> dict[str, str]:
    """Build tables given as `source_mapping` (b_nhan_vat = …); gives path -> entity."""
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    (folder / "curation").mkdir(exist_ok=True)
    toml = ""
    for key, text in tables.items():
        source, _, mapping = key.partition("_")
        mapping = mapping.replace("_", "-")
        (folder / "sources" / f"{key}.csv").write_text(text, "utf-8")
        toml += (
            f'[[source]]\ncode = "{source}"\nkind = "heritage"\nname.vi = "Sở {source}"\nname.en = "{source}"\n'
            f'[[source.dataset]]\nname = "{mapping}"\nformat = "csv"\nmapping = "{mapping}"\nfiles = ["{key}.csv"]\n'
        )
    (folder / "mocban.toml").write_text(toml, "utf-8")
    if decisions:
        with (folder / "curation/decisions.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([curation.DECISION_COLUMNS, *decisions])
    from mocban import config
    from mocban.build import build

    build(config.load(folder))
    return entities(folder)


def candidates(folder: Path) -> str:
    current = Snapshots(folder / "snapshots").current()
    assert current is not None
    return (current / "candidates.nq").read_text("utf-8")


def test_a_register_heading_finds_the_one_person_of_that_name(tmp_path: Path) -> None:
    found = space(
        tmp_path,
        a_di_tich=HEAD + row("R1", "Chùa Vĩnh Nghiêm", tho="Trần Nhân Tông"),
        b_nhan_vat=PERSONS + "P1,Trần Nhân Tông,,1258,1308\n",
    )
    heading = next(path for path in found if "heading/person" in path)
    assert found[heading] == found["b/person/P1"] == "person/b.P1"
    assert (
        f"<{BASE}e/monument/a.R1> <https://w3id.org/mocban/ns/venerates> <{BASE}e/person/b.P1>"
        in lines(tmp_path)
    )


def test_an_inferred_link_says_by_which_method_how_surely_and_on_what_evidence(
    tmp_path: Path,
) -> None:
    space(
        tmp_path,
        a_di_tich=HEAD + row("R1", "Chùa Vĩnh Nghiêm", tho="Trần Nhân Tông"),
        b_nhan_vat=PERSONS + "P1,Trần Nhân Tông,,1258,1308\n",
    )
    said = " ".join(sorted(lines(tmp_path, f"<{BASE}link/entity/")))
    for part in ("method/exact-name", "status/accepted", '"0.95"', '"tho"', '"Trần Nhân Tông"'):
        assert part in said


def test_two_persons_of_one_name_are_left_for_somebody_to_decide(tmp_path: Path) -> None:
    found = space(
        tmp_path,
        a_di_tich=HEAD + row("R1", "Chùa Vĩnh Nghiêm", tho="Nguyễn Văn Thanh"),
        b_nhan_vat=PERSONS + "P1,Nguyễn Văn Thanh,,1700,1760\nP2,Nguyễn Văn Thanh,,1801,1850\n",
    )
    heading = next(path for path in found if "heading/person" in path)
    assert len({found[heading], found["b/person/P1"], found["b/person/P2"]}) == 3
    assert candidates(tmp_path).count("method/exact-name") == 2
    assert not lines(tmp_path, "status/candidate> <https") & lines(tmp_path, f"<{BASE}link/")
    assert not any("links/candidate" in line for line in lines(tmp_path))


@pytest.mark.parametrize("years, same", [(("1858", "1913"), True), (("1840", "1901"), False)])
def test_persons_of_two_sources_are_one_when_name_and_a_year_agree(
    tmp_path: Path, years: tuple[str, str], same: bool
) -> None:
    found = space(
        tmp_path,
        a_nhan_vat=PERSONS + f"A1,Hoàng Hoa Thám,,{years[0]},{years[1]}\n",
        b_nhan_vat=PERSONS + "B1,Hoàng Hoa Thám,,1836,1913\n",
    )
    assert (found["a/person/A1"] == found["b/person/B1"]) is same


@pytest.mark.parametrize("spelled", ["Dương", "Đương", "Đường"])
def test_tones_and_letters_make_different_names(tmp_path: Path, spelled: str) -> None:
    found = space(
        tmp_path,
        a_nhan_vat=PERSONS + f"A1,Nguyễn {spelled},,1800,1850\n",
        b_nhan_vat=PERSONS + "B1,Nguyễn Dưỡng,,1800,1850\n",
    )
    assert found["a/person/A1"] != found["b/person/B1"]


def test_the_place_of_tone_marks_does_not_make_another_name(tmp_path: Path) -> None:
    found = space(
        tmp_path,
        a_nhan_vat=PERSONS + "A1,Nguyễn Hoà,,1800,1850\n",
        b_nhan_vat=PERSONS + "B1,Nguyễn Hòa,,1800,1850\n",
    )
    assert found["a/person/A1"] == found["b/person/B1"]


def test_an_address_finds_its_commune_by_the_units_around_it(tmp_path: Path) -> None:
    found = space(
        tmp_path,
        a_di_tich=HEAD
        + row("R1", "Chùa Vĩnh Nghiêm", thon="Đức La", xa="Trí Yên", huyen="Yên Dũng"),
        b_don_vi_hanh_chinh=UNITS,
    )
    heading = next(path for path in found if "heading/place" in path)
    assert found[heading] == found["b/place/tri-yen"]
    village = f"<{BASE}e/place/a.R1> <http://www.cidoc-crm.org/cidoc-crm/P89_falls_within>"
    now = {line.split(" ")[2] for line in lines(tmp_path, village) if "/v/" in line}
    assert f"<{BASE}e/place/b.tan-an/v/2025-07-01>" in now
    assert f"<{BASE}e/place/b.tri-yen/v/1997>" in now


def test_an_address_in_another_district_is_not_that_commune(tmp_path: Path) -> None:
    found = space(
        tmp_path,
        a_di_tich=HEAD + row("R1", "Chùa", thon="Đức La", xa="Trí Yên", huyen="Việt Yên"),
        b_don_vi_hanh_chinh=UNITS,
    )
    assert not [path for path in found if "heading/place" in path]


def test_one_relic_in_two_registers_is_one_when_the_place_agrees(tmp_path: Path) -> None:
    same = {"xa": "Trí Yên", "huyen": "Yên Dũng"}
    found = space(
        tmp_path,
        a_di_tich=HEAD + row("R1", "Chùa Vĩnh Nghiêm", **same) + row("R2", "Đình Cả", **same),
        c_di_tich=HEAD + row("X1", "Vĩnh Nghiêm (chùa)", **same) + row("X2", "Đình Cả", xa="Nội Hoàng", huyen="Việt Yên"),
        b_don_vi_hanh_chinh=UNITS,
    )  # fmt: skip
    assert found["a/monument/R1"] == found["c/monument/X1"]
    assert found["a/monument/R2"] != found["c/monument/X2"]


def test_a_decision_joins_what_no_rule_would(tmp_path: Path) -> None:
    tables = {
        "a_di_tich": HEAD + row("R1", "Đền Thề", tho="Đề Thám"),
        "b_nhan_vat": PERSONS + "P1,Hoàng Hoa Thám,,1858,1913\n",
    }
    heading = next(path for path in space(tmp_path, (), **tables) if "heading/person" in path)
    found = space(
        tmp_path,
        (("entity", heading, "person/b.P1", "accept", "Phòng Địa chí", "", "tên tục"),),
        **tables,
    )
    assert found[heading] == "person/b.P1"


def test_a_rejected_link_stays_rejected_whatever_the_machine_finds(tmp_path: Path) -> None:
    tables = {
        "a_nhan_vat": PERSONS + "A1,Nguyên Hồng,,1918,1982\n",
        "b_nhan_vat": PERSONS + "B1,Nguyên Hồng,,1918,1982\n",
        "c_di_tich": HEAD + row("R1", "Đồi", tho="Nguyên Hồng"),
    }
    assert (
        len({space(tmp_path / "x", (), **tables)[path] for path in ("a/person/A1", "b/person/B1")})
        == 1
    )
    reject = (
        "entity",
        "b/person/B1",
        "person/a.A1",
        "reject",
        "Phòng Địa chí",
        "",
        "người khác trùng tên",
    )
    for _ in range(2):
        found = space(tmp_path / "y", (reject,), **tables)
        assert found["b/person/B1"] != found["a/person/A1"]


def test_an_entity_keeps_its_name_when_members_come_or_sources_change_places(
    tmp_path: Path,
) -> None:
    one = PERSONS + "B1,Hoàng Hoa Thám,,1858,1913\n"
    other = PERSONS + "A1,Hoàng Hoa Thám,,1836,1913\n"
    assert space(tmp_path, b_nhan_vat=one)["b/person/B1"] == "person/b.B1"
    found = space(tmp_path, a_nhan_vat=other, b_nhan_vat=one)
    assert found["a/person/A1"] == found["b/person/B1"] == "person/b.B1"


def test_two_entities_that_turn_out_to_be_one_leave_a_forwarding_address(tmp_path: Path) -> None:
    tables = {
        "a_nhan_vat": PERSONS + "A1,Đề Thám,,,\n",
        "b_nhan_vat": PERSONS + "B1,Hoàng Hoa Thám,,,\n",
    }
    assert len(set(space(tmp_path, (), **tables).values()) & {"person/a.A1", "person/b.B1"}) == 2
    join = ("entity", "b/person/B1", "person/a.A1", "accept", "Phòng Địa chí", "", "")
    found = space(tmp_path, (join,), **tables)
    assert found["b/person/B1"] == "person/a.A1"
    moved = f"<{BASE}e/person/b.B1> <http://purl.org/dc/terms/isReplacedBy> <{BASE}e/person/a.A1>"
    assert moved in lines(tmp_path)
    undone = (*join[:3], "reject", *join[4:])
    assert space(tmp_path, (undone,), **tables)["b/person/B1"] == "person/b.B1"
    assert not lines(tmp_path, "isReplacedBy")


def test_an_entity_has_one_label_in_a_language_and_the_others_beside_it(tmp_path: Path) -> None:
    space(
        tmp_path,
        a_nhan_vat=PERSONS + "A1,Hoàng Hoa Thám,Đề Thám,1858,1913\n",
        b_nhan_vat=PERSONS + "B1,Hoàng Hoa Thám,Hùm thiêng Yên Thế,1836,1913\n",
    )
    entity = f"<{BASE}e/person/a.A1>"
    labels = [
        line
        for line in lines(tmp_path, entity)
        if line.startswith(f"{entity} <http://www.w3.org/2000/01/rdf-schema#label>")
    ]
    assert len(labels) == 1


def test_a_curated_label_takes_the_place_of_the_machines_choice(tmp_path: Path) -> None:
    tables = {"a_nhan_vat": PERSONS + "A1,Hoàng Hoa Thám,,1858,1913\n"}
    (tmp_path / "curation").mkdir(parents=True)
    (tmp_path / "curation/names.ttl").write_text(
        '<e/person/a.A1> <http://www.w3.org/2000/01/rdf-schema#label> "Đề Thám"@vi .', "utf-8"
    )
    space(tmp_path, (), **tables)
    label = f"<{BASE}e/person/a.A1> <http://www.w3.org/2000/01/rdf-schema#label>"
    said = {line for line in lines(tmp_path) if line.startswith(label)}
    assert said == {f'{label} "Đề Thám"@vi', f'{label} "Đề Thám"@vi <{BASE}g/curation>'}


@pytest.mark.parametrize(
    "text, named",
    [("a,b\n", "first line"), ("property,subject,object,decision,by,date,why\nentity,x,y,maybe,,,\n", "line 2"),
     ("property,subject,object,decision,by,date,why\nentity,x\n", "line 2")],
)  # fmt: skip
def test_a_decision_file_with_a_fault_is_refused_with_its_line(
    tmp_path: Path, text: str, named: str
) -> None:
    (tmp_path / "decisions.csv").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=named):
        curation.decisions(tmp_path)


def test_a_list_of_entities_that_lacks_its_last_line_end_is_mended_not_glued(
    tmp_path: Path,
) -> None:
    tables = {"a_nhan_vat": PERSONS + "A1,Một,,,\n"}
    (tmp_path / "curation").mkdir(parents=True)
    mine = "eid,kind,founder,minted,status,replaced_by\nmot,person,a/person/A1,2026-01-01,active,"
    (tmp_path / "curation/entities.csv").write_text(mine, "utf-8")
    assert space(tmp_path, (), **tables)["a/person/A1"] == "person/mot"
    again = {"a_nhan_vat": PERSONS + "A1,Một,,,\nA2,Hai,,,\n"}
    assert space(tmp_path, (), **again)["a/person/A2"] == "person/a.A2"
    assert (tmp_path / "curation/entities.csv").read_text("utf-8").startswith(mine + "\n")


def test_what_was_rejected_cannot_be_joined_by_a_roundabout_way() -> None:
    one, other, third, fourth = (f"a/person/{name}" for name in "efgh")
    components = Components({other: {"person/a.e"}})
    components.entity(one, "person/a.e")
    assert components.join(third, one)
    assert not components.join(other, third)
    assert components.join(other, fourth)
    assert not components.join(fourth, third)


def test_things_of_different_kinds_never_become_one_by_way_of_a_heading() -> None:
    components = Components({})
    assert components.join("a/heading/place/X", "b/monument/M")
    assert not components.join("a/heading/place/X", "c/place/P")
    assert components.join("a/heading/place/X", "d/monument/N")


def test_a_level_in_a_heading_is_part_of_the_name(tmp_path: Path) -> None:
    found = space(
        tmp_path,
        a_su_kien="ma,ten,noi\nE1,Một,phường Bắc Giang\nE2,Hai,Bắc Giang\nE3,Ba,tỉnh Bắc Giang\n",
        b_don_vi_hanh_chinh=UNITS,
    )
    headings = {
        path.rpartition("/")[2]: entity for path, entity in found.items() if "heading/place" in path
    }
    assert sorted(headings.values()) == [
        "place/b.bac-giang",
        "place/b.bac-giang",
        "place/b.phuong-bac-giang",
    ]


def test_a_place_in_a_unit_that_was_divided_is_in_none_of_its_parts(tmp_path: Path) -> None:
    divided = (
        "ma,ten,cap,cha,tu_ngay,den_ngay,thay_bang,van_ban\n"
        "ha-bac,Hà Bắc,tỉnh,,1962-10-27,1996-12-31,bac-giang; bac-ninh,\n"
        "bac-giang,Bắc Giang,tỉnh,,1997-01-01,2025-06-30,bac-ninh,\n"
        "bac-ninh,Bắc Ninh,tỉnh,,1997-01-01,2025-06-30,bac-ninh,\n"
        "bac-ninh,Bắc Ninh,tỉnh,,2025-07-01,,,\n"
    )
    space(
        tmp_path,
        a_di_tich=HEAD + "R1,Một,,,,,Làng Một,,,Hà Bắc,,\nR2,Hai,,,,,Làng Hai,,,Bắc Giang,,\n",
        b_don_vi_hanh_chinh=divided,
    )

    def around(place: str) -> set[str]:
        start = f"<{BASE}e/place/a.{place}> <http://www.cidoc-crm.org/cidoc-crm/P89_falls_within>"
        return {
            line.split(" ")[2].rpartition("/e/place/")[2][:-1]
            for line in lines(tmp_path, start)
            if "/v/" in line
        }

    assert around("R1") == {"b.ha-bac/v/1962-10-27"}
    assert around("R2") == {"b.bac-giang/v/1997", "b.bac-ninh/v/2025-07-01"}
