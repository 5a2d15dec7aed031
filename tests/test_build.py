"""From files to a snapshot: whole, repeatable, and never at the cost of the one in use."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mocban import config, reading
from mocban.build import build
from mocban.errors import BuildError, ConfigError, MocbanError, SourceError
from mocban.graph.snapshots import Snapshots, building
from mocban.oneoff import dump_to
from mocban.progress import Quiet
from mocban.workspace import copy_demo
from tests.workspaces import BASE, HEAD, ROWS, built, entities, lines, workspace


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def spoken(folder: Path) -> set[str]:
    """The quads of the source graphs."""
    return {line for line in lines(folder) if line.rpartition(" ")[2].startswith(f"<{BASE}g/src/")}


def dumped(folder: Path) -> bytes:
    current = Snapshots(folder / "snapshots").current()
    assert current is not None
    dump_to(current / "store", str(folder / "dump.nq"), runs=False)
    return (folder / "dump.nq").read_bytes()


def test_a_build_makes_a_snapshot_that_holds_view_sources_links_and_catalogue(
    tmp_path: Path,
) -> None:
    result = built(tmp_path)
    assert result.written and result.snapshot.name == "000001"
    assert result.reports["a/di-tich"]["read"] == result.reports["a/di-tich"]["converted"] == 2
    said = f'<{BASE}r/a/monument/R1> <http://www.w3.org/2000/01/rdf-schema#label> "Chùa Vĩnh Nghiêm"@vi'
    assert f"{said} <{BASE}g/src/a/di-tich>" in lines(tmp_path)
    printed = f'<{BASE}e/monument/a.R1> <http://www.w3.org/2000/01/rdf-schema#label> "Chùa Vĩnh Nghiêm"@vi'
    assert printed in lines(tmp_path)
    assert entities(tmp_path)["a/monument/R1"] == "monument/a.R1"
    assert entities(tmp_path)["a/group/a"] == "group/a"


def test_building_twice_with_nothing_changed_writes_nothing(tmp_path: Path) -> None:
    built(tmp_path)
    before = everything(tmp_path)
    again = build(config.load(tmp_path))
    assert not again.written
    assert everything(tmp_path) == before


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        built(tmp_path / name)
        time.sleep(1.1)  # a clock in the graphs would show
    assert dumped(tmp_path / "one") == dumped(tmp_path / "two")


def test_shuffling_records_and_columns_changes_nothing(tmp_path: Path) -> None:
    built(tmp_path / "one")
    order = list(range(len(HEAD.split(","))))
    random.Random(5).shuffle(order)
    cells = [line.strip("\n").split(",") for line in (HEAD, *reversed(ROWS))]
    shuffled = "".join(",".join(row[index] for index in order) + "\n" for row in cells)
    built(tmp_path / "two", a=shuffled)
    assert dumped(tmp_path / "one") == dumped(tmp_path / "two")


def test_deleting_the_cache_changes_nothing(tmp_path: Path) -> None:
    built(tmp_path)
    before = dumped(tmp_path)
    import shutil

    shutil.rmtree(tmp_path / "work")
    shutil.rmtree(tmp_path / "snapshots")
    build(config.load(tmp_path))
    assert dumped(tmp_path) == before


def test_minted_graphs_have_no_blank_nodes_no_fragments_and_no_clock(tmp_path: Path) -> None:
    built(tmp_path)
    for line in spoken(tmp_path):
        assert "_:" not in line
        assert not any("#" in part for part in line.split(" ") if part.startswith(f"<{BASE}"))
        assert time.strftime("%Y-%m-%d") not in line


def test_one_id_in_two_sources_is_two_things(tmp_path: Path) -> None:
    built(tmp_path, a=HEAD + ROWS[0], b=HEAD + ROWS[1].replace("R2", "R1"))
    found = entities(tmp_path)
    assert found["a/monument/R1"] != found["b/monument/R1"]


def test_changing_one_record_changes_only_what_is_its_own(tmp_path: Path) -> None:
    built(tmp_path)
    before = spoken(tmp_path)
    built(tmp_path, a=HEAD + ROWS[0] + ROWS[1].replace("Đình Thổ Hà", "Đình làng Thổ Hà"))
    changed = before ^ spoken(tmp_path)
    assert changed
    others = {line for line in changed if "/R2" not in line.split(" ")[0]}
    assert not others


def test_a_run_tells_which_records_were_added_changed_and_removed(tmp_path: Path) -> None:
    built(tmp_path)
    built(tmp_path, a=HEAD + ROWS[0].replace("Đức La", "La") + "R3,Chùa Bổ Đà,,,,,,,,,,\n")
    run = f"<{BASE}run/a/0002>"
    found = {
        tuple(part.rpartition("/")[2].rstrip(">") for part in line.split(" ")[1:3])
        for line in lines(tmp_path, run)
        if line.startswith(run) and "/record/" in line
    }
    assert found == {("added", "R3"), ("changed", "R1"), ("removed", "R2")}


def test_a_record_that_is_restricted_is_nowhere_in_the_workspace_but_in_its_source(
    tmp_path: Path,
) -> None:
    secret = "R9,CANARY di chỉ,,,,,,,,,,Hạn chế\n"
    result = built(tmp_path, a=HEAD + "".join(ROWS) + secret)
    report = result.reports["a/di-tich"]
    assert (report["read"], report["converted"], report["withheld"]) == (3, 2, 1)
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.name != "a.csv":
            assert b"CANARY" not in path.read_bytes(), path


# What stops a build, and leaves the snapshot in use


BAD = {
    "empty file": ("", SourceError),
    "only a header": (HEAD, SourceError),
    "wrong format": ("<?xml version='1.0'?><collection/>", SourceError),
    "no id column": ("ten,xa\nChùa,Trí Yên\n", SourceError),
    "one id twice with different content": (
        HEAD + ROWS[0] + ROWS[1].replace("R2", "R1"),
        BuildError,
    ),
    "a row that is torn": (
        HEAD + ROWS[0] + ROWS[1].replace("\n", ",,,,one cell too many\n"),
        BuildError,
    ),
    "no row that has an id": (HEAD + ROWS[0].replace("R1", ""), BuildError),
}


@pytest.mark.parametrize("fault", BAD)
def test_bad_input_is_one_sentence_and_the_snapshot_in_use_stays(
    tmp_path: Path, fault: str
) -> None:
    built(tmp_path)
    before = lines(tmp_path)
    text, kind = BAD[fault]
    with pytest.raises(kind) as caught:
        built(tmp_path, a=text)
    for said in caught.value.text:
        assert "a.csv" in said and "\n" not in said and "Traceback" not in said
    assert lines(tmp_path) == before
    assert not list((tmp_path / "snapshots").glob(".building*"))


def test_broken_utf8_is_refused_with_its_place(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    (tmp_path / "sources" / "a.csv").write_bytes(
        (HEAD + ROWS[0]).encode() + b"R2,Ch\xf9a,,,,,,,,,,\n"
    )
    with pytest.raises(MocbanError, match=r"a\.csv.*3"):
        build(space)


def test_duplicates_name_the_record_and_both_places(tmp_path: Path) -> None:
    with pytest.raises(BuildError) as caught:
        built(tmp_path, a=HEAD + ROWS[0] + ROWS[1].replace("R2", "R1"))
    assert "R1" in str(caught.value) and "read 2 = converted 0 + rejected 2" in str(caught.value)


def test_ids_that_differ_only_in_white_space_are_one_id(tmp_path: Path) -> None:
    rows = ROWS[0].replace("R1", "R  1") + ROWS[1].replace("R2", "R 1") + ROWS[1]
    with pytest.raises(BuildError, match="read 3 = converted 1 [+] rejected 2"):
        built(tmp_path, a=HEAD + rows)


def test_identical_records_given_twice_are_one(tmp_path: Path) -> None:
    result = built(tmp_path, a=HEAD + ROWS[0] + ROWS[0])
    assert result.reports["a/di-tich"]["rejected"] == 0


def test_what_we_cannot_use_is_reported_and_does_not_stop_the_rest(tmp_path: Path) -> None:
    result = built(tmp_path, a=HEAD + ROWS[0] + ROWS[1].replace("R2", ""))
    report = result.reports["a/di-tich"]
    assert (report["read"], report["converted"], report["rejected"]) == (2, 1, 1)


def test_a_few_damaged_records_in_many_are_reported_and_the_rest_published(tmp_path: Path) -> None:
    many = "".join(f"N{number},Chùa số {number},,,,,,,,,,\n" for number in range(200))
    result = built(tmp_path, a=HEAD + many + "T1,Rách,,,,,,,,,,,,,,thừa ô\n")
    report = result.reports["a/di-tich"]
    assert (report["read"], report["converted"], report["rejected"]) == (201, 200, 1)
    assert report["rejections"][0]["position"] == 202


def test_a_mapping_that_names_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    built(tmp_path)
    (tmp_path / "mine.yaml").write_text(
        "title: {vi: Bảng, en: Table}\nid: code\nkind: monument\n"
        "columns:\n  code: [ma]\n  name: {aliases: [no such column], required: true}\n"
        "rules:\n  - {column: name, name: {}}\n", "utf-8",
    )  # fmt: skip
    toml = (tmp_path / "mocban.toml").read_text("utf-8")
    (tmp_path / "mocban.toml").write_text(
        toml.replace('"di-tich"\nfiles', '"mine.yaml"\nfiles'), "utf-8"
    )
    with pytest.raises(MocbanError) as caught:
        build(config.load(tmp_path))
    assert "mine" in str(caught.value) or "a.csv" in str(caught.value)
    assert Snapshots(tmp_path / "snapshots").numbers() == [1]


@pytest.mark.parametrize(
    "line, named",
    [
        ("nonsense = 1", "nonsense"), ('base = "not an address"', "base"), ("workers = 'two'", "workers"),
        ("= =", "mocban.toml"), ('[[source]]\ncode = "A B"\nkind="museum"', "A B"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named(tmp_path: Path, line: str, named: str) -> None:
    (tmp_path / "mocban.toml").write_text(line, "utf-8")
    with pytest.raises(ConfigError, match=named):
        config.load(tmp_path)


def test_two_builds_at_once_the_second_is_refused(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    with building(space.work), pytest.raises(BuildError, match="another build"):
        build(space)
    assert build(space).written


def test_a_killed_build_leaves_the_snapshot_in_use_and_no_lock(tmp_path: Path) -> None:
    built(tmp_path)
    before = lines(tmp_path)
    many = "".join(f"N{number},Chùa số {number},,,,,,,,,,\n" for number in range(4000))
    workspace(tmp_path, a=HEAD + many)
    for stage in (".building-000002", "store"):
        child = subprocess.Popen([sys.executable, "-m", "mocban", "build", str(tmp_path)])
        deadline = time.monotonic() + 60
        folder = tmp_path / "snapshots" / ".building-000002"
        while not (folder if stage.startswith(".") else folder / stage).exists():
            assert child.poll() is None and time.monotonic() < deadline
            time.sleep(0.002)
        os.kill(child.pid, signal.SIGKILL)
        child.wait(10)
        assert lines(tmp_path) == before
    assert build(config.load(tmp_path)).written
    assert not (lines(tmp_path) & {line for line in before if "monument/R1>" in line})


def test_old_snapshots_go_but_not_one_that_is_being_read(tmp_path: Path) -> None:
    import fcntl

    built(tmp_path)
    with (tmp_path / "snapshots/000001/.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        for number in range(5):
            built(tmp_path, a=HEAD + ROWS[0] + f"X{number},Chùa,,,,,,,,,,\n")
        assert Snapshots(tmp_path / "snapshots").numbers() == [1, 4, 5, 6]
    built(tmp_path, a=HEAD + ROWS[0])
    assert Snapshots(tmp_path / "snapshots").numbers() == [5, 6, 7]


def test_datasets_read_in_processes_of_their_own_give_the_same_segments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "HEAVY", 1)
    segments = []
    for jobs in (1, 2):
        folder = tmp_path / str(jobs)
        copy_demo(folder)
        with_jobs(folder, jobs)
        found = reading.read_all(config.load(folder), Quiet())
        segments.append([(each.name, each.segment.path.read_bytes()) for each in found])
    assert segments[0] == segments[1]


def test_a_process_that_cannot_read_a_file_says_so_as_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "HEAVY", 1)
    folder = tmp_path / "heritage"
    copy_demo(folder)
    with_jobs(folder, 2)
    for path in (folder / "sources").rglob("*.xml"):
        path.write_text("<html/>" * 2, "utf-8")
    with pytest.raises(SourceError) as caught:
        reading.read_all(config.load(folder), Quiet())
    assert caught.value.text.vi != caught.value.text.en


def with_jobs(folder: Path, jobs: int) -> None:
    file = folder / "mocban.toml"
    file.write_text(f"jobs = {jobs}\n{file.read_text('utf-8')}", "utf-8")
