"""What is gone says so, and what has moved leads on."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocban.graph import curation, roll
from mocban.graph.snapshots import Snapshots
from mocban.graph.store import GraphStore
from tests.running import running
from tests.visits import Visit, visit
from tests.workspaces import BASE, HEAD, ROWS, built, entities

GONE = "e/monument/a.R2"
MOVED = "e/monument/old"
LINE = "old,monument,a/monument/R9,2026-01-01,merged,monument/a.R1\n"


def roll_of(folder: Path) -> Path:
    current = Snapshots(folder / "snapshots").current()
    assert current is not None
    return current / roll.FILE


def last(folder: Path) -> dict[str, curation.Entity]:
    """The line of each entity that counts."""
    return {f"{each.kind}/{each.eid}": each for each in curation.entities(folder / "curation")}


def test_an_entity_of_which_nothing_speaks_any_more_is_withdrawn_and_comes_back(
    tmp_path: Path,
) -> None:
    both, one = HEAD + "".join(ROWS), HEAD + ROWS[0]
    built(tmp_path, a=both)
    assert last(tmp_path)["monument/a.R2"].status == "active"
    assert not roll.gone(roll_of(tmp_path), f"{BASE}{GONE}")
    built(tmp_path, a=one)
    entry = last(tmp_path)["monument/a.R2"]
    assert (entry.status, entry.replaced_by) == ("withdrawn", "")
    assert roll.gone(roll_of(tmp_path), f"{BASE}{GONE}") == entry.minted
    assert last(tmp_path)["monument/a.R1"].status == "active"
    length = len((tmp_path / "curation/entities.csv").read_text("utf-8"))
    built(tmp_path, a=HEAD + ROWS[0].replace("Lịch sử", "KTNT"))
    assert len((tmp_path / "curation/entities.csv").read_text("utf-8")) == length
    built(tmp_path, a=both)
    assert last(tmp_path)["monument/a.R2"].status == "active"
    assert not roll.gone(roll_of(tmp_path), f"{BASE}{GONE}")
    assert entities(tmp_path)["a/monument/R2"] == "monument/a.R2"


def test_nobody_can_list_what_is_gone(tmp_path: Path) -> None:
    """Names stand in IRIs, and the reason may be that nobody may read them any more."""
    built(tmp_path, a=HEAD + "".join(ROWS))
    built(tmp_path, a=HEAD + ROWS[0])
    heading = next(key for key, each in last(tmp_path).items() if each.status == "withdrawn"
                   and ".heading." in key)  # fmt: skip
    assert roll.gone(roll_of(tmp_path), f"{BASE}e/{heading}")
    folder = roll_of(tmp_path).parent
    name = heading.rpartition(".")[2].encode()
    for path in [folder / roll.FILE, *folder.glob("dumps/*"), *folder.glob("search/*")]:
        assert name not in path.read_bytes(), path
    with GraphStore.open(folder / "store") as store:
        assert not [quad for quad in store.quads() if heading in str(quad)]


def test_a_roll_knows_when_the_records_of_an_entity_last_changed(tmp_path: Path) -> None:
    built(tmp_path, a=HEAD + "".join(ROWS))
    before = {one.iri: one.changed for one in roll.listed(roll_of(tmp_path), 1, 1_000)}
    assert before[f"{BASE}e/monument/a.R1"][:4].isdigit()
    built(tmp_path, a=HEAD + ROWS[0].replace("Lịch sử", "KTNT") + ROWS[1])
    after = {one.iri: one.changed for one in roll.listed(roll_of(tmp_path), 1, 1_000)}
    assert after.keys() == before.keys()
    assert after[f"{BASE}e/monument/a.R1"] > before[f"{BASE}e/monument/a.R1"]
    assert after[f"{BASE}e/monument/a.R2"] == before[f"{BASE}e/monument/a.R2"]


@given(size=st.integers(1, 40))
def test_the_parts_of_a_roll_are_the_whole(demo: Path, size: int) -> None:
    path = roll_of(demo)
    count = len(roll.parts(path, size))
    found = [one.iri for part in range(1, count + 1) for one in roll.listed(path, part, size)]
    assert len(found) == len(set(found))
    # Topics are entities that people wrote: no line of entities.csv is needed to keep them.
    assert len([iri for iri in found if "/e/topic/" not in iri]) == len(last(demo))
    assert not list(roll.listed(path, count + 1, size))
    assert not list(roll.listed(path, 0, size))


def test_a_snapshot_without_a_roll_lists_nothing(tmp_path: Path) -> None:
    assert roll.parts(tmp_path / roll.FILE, 10) == []
    assert roll.gone(tmp_path / roll.FILE, f"{BASE}{GONE}") == ""
    assert roll.extent(tmp_path / roll.FILE) == roll.Extent((), "", "")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    folder = tmp_path_factory.mktemp("gone")
    built(folder, a=HEAD + "".join(ROWS))
    with (folder / "curation/entities.csv").open("a", encoding="utf-8") as out:
        out.write(LINE)
    built(folder, a=HEAD + ROWS[0])
    with running(folder) as address:
        yield visit(address)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_of_what_is_gone_is_410_and_says_so_without_naming_it(
    house: Visit, lang: str
) -> None:
    got = house(f"/{lang}/{GONE}", Accept="text/html")
    assert got.status == 410 and got.headers["content-language"] == lang
    assert got.headers["cache-control"] == "no-store" and "etag" not in got.headers
    assert {"vi": "đã được nguồn rút lại", "en": "withdrawn by its source"}[lang] in got.text
    assert 'name="robots" content="noindex"' in got.text
    assert "Thổ Hà" not in got.text and "application/ld+json" not in got.text


@pytest.mark.parametrize(
    "path", [GONE, f"data/{GONE}.ttl", f"data/{GONE}.json", f"embed/{GONE}", f"card/{GONE}.json"]
)
def test_the_data_of_what_is_gone_are_410_too(house: Visit, path: str) -> None:
    got = house(f"/{path}", Accept="application/ld+json")
    assert got.status == 410 and json.loads(got.text)["status"] == 410
    assert house(f"/{path}", "HEAD").status == 410
    assert "Thổ Hà" not in got.text


def test_a_record_that_its_source_has_removed_is_gone(house: Visit) -> None:
    assert house("/r/a/record/R2").status == 410
    assert house("/vi/r/a/record/R2").status == 410
    assert house("/data/r/a/record/R2.ttl").status == 410
    assert house("/r/a/record/R3").status == 404


@pytest.mark.parametrize("path", ["e/monument/a.R3", "e/monument/%3Cx%3E", "e/x", "v/x", "e/%00"])
def test_what_never_was_is_404(house: Visit, path: str) -> None:
    for address in (f"/{path}", f"/vi/{path}", f"/data/{path}.ttl"):
        assert house(address).status == 404


def test_what_was_merged_leads_to_what_it_is_now_with_the_query_that_was_asked(
    house: Visit,
) -> None:
    new = "e/monument/a.R1"
    addresses = (("", ""), ("vi/", ""), ("en/", ""), ("data/", ".ttl"), ("embed/", ""))
    for prefix, ending in addresses:
        for query in ("", "?group=x&a=%C4%91"):
            got = house(f"/{prefix}{MOVED}{ending}{query}")
            assert (got.status, got.headers["location"]) == (301, f"/{prefix}{new}{ending}{query}")
