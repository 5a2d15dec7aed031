"""What must hold of the demonstration's own files: order means nothing, a change stays where
it was made, a build can be repeated, killed and moved, and what is restricted stays inside."""

import copy
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocban import config
from mocban.build import build
from mocban.ingest import described
from mocban.mappings import format_named
from mocban.mappings.lido.body import Node
from mocban.mappings.marc21.body import Marc
from mocban.mappings.record import Dataset, Mapper, Record, Triple
from mocban.mappings.table.row import Row
from mocban.oneoff import dump_to
from mocban.ontology.iris import enc
from mocban.workspace import copy_demo

CANARIES = (Path(__file__).parent / "canaries.txt").read_text("utf-8").split()
BASE = "https://mocban.example/"


def _datasets() -> Iterator[tuple[Dataset, list[Path]]]:
    workspace = config.load(Path(__file__).parent.parent / "mocban" / "demo")
    for source in workspace.sources:
        for given_ in source.datasets:
            yield (
                described(workspace, source, given_),
                [workspace.path / "sources" / file for file in given_.files],
            )


def _records(dataset: Dataset, paths: list[Path]) -> list[Record]:
    found = []
    for path in paths:
        with path.open("rb") as stream:
            for each in format_named(dataset.format).read(stream, path.name, dataset):
                assert isinstance(each, Record)
                found.append(each)
    return found


DEMO = [(*pair, _records(*pair)) for pair in _datasets()]
MAPPERS: list[Mapper] = [format_named(dataset.format).mapping(dataset) for dataset, _, _ in DEMO]
NAMES = [f"{dataset.source}/{dataset.name}" for dataset, _, _ in DEMO]


def shuffled(body: Any, chance: random.Random) -> Any:
    """The same record, its fields, elements or columns in another order."""
    if isinstance(body, Marc):
        return body._replace(fields=chance.sample(body.fields, len(body.fields)))
    if isinstance(body, Row):
        return body._replace(
            values=dict(chance.sample(sorted(body.values.items()), len(body.values)))
        )
    assert isinstance(body, Node)
    turned = copy.copy(body)
    turned.children = [shuffled(child, chance) for child in body.children]
    chance.shuffle(turned.children)
    turned.attributes = dict(reversed(body.attributes.items()))
    return turned


def _mapped(place: int, records: list[Record]) -> dict[str, set[Triple]]:
    return {each.id: set(MAPPERS[place](each).triples) for each in records}


@pytest.mark.parametrize("place", range(len(DEMO)), ids=NAMES)
@given(chance=st.randoms(use_true_random=False))
@settings(max_examples=4, deadline=None)
def test_the_order_of_records_and_of_what_is_in_them_changes_nothing(
    place: int, chance: random.Random
) -> None:
    _, _, records = DEMO[place]
    turned = [
        Record(each.source, each.id, 900 - each.position, shuffled(each.body, chance), "other")
        for each in chance.sample(records, len(records))
    ]
    assert _mapped(place, turned) == _mapped(place, records)


def _table(column: str, **more: str) -> Callable[[Row], Row]:
    def add(row: Row) -> Row:
        before = row.values.get(column)
        return row.saying(column, f"{before}; Thử Một" if before else "Thử Một")

    return add


def _subject() -> Node:
    term = Node("term", {}, "vi", "Thử Một")
    concept = Node("subjectConcept", {}, "vi", "", [term])
    return Node("subjectSet", {}, "vi", "", [Node("subject", {}, "vi", "", [concept])])


def _more_lido(body: Node) -> Node:
    body = copy.deepcopy(body)
    parent = body
    for name in ("descriptiveMetadata", "objectRelationWrap", "subjectWrap"):
        found = parent.all(name)
        if not found:
            found = [Node(name, {}, "vi")]
            parent.children.append(found[0])
        parent = found[0]
    parent.children.append(_subject())
    return body


MORE: dict[str, tuple[Callable[[Any], Any], str]] = {  # one more value, and the heading it is
    "tvbg/marc": (lambda marc: marc._replace(fields=[*marc.fields, ("650", " 7", [("a", "Thử Một")])]), "topic"),
    "tvyd/marc": (lambda marc: marc._replace(fields=[("650", " 7", [("a", "Thử Một")]), *marc.fields]), "topic"),
    "btbg/lido": (_more_lido, "topic"),
    "svhtt/di-tich": (_table("tho"), "person"),
    "dulich/diem": (_table("ma_di_tich"), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", MORE)
def test_one_more_value_touches_only_what_is_its_own(name: str) -> None:
    place = NAMES.index(name)
    dataset, _, records = DEMO[place]
    add, kind = MORE[name]
    new = f"/heading/{kind}/{enc('Thử Một')}>" if kind else f"/monument/{enc('Thử Một')}>"
    touched = 0
    for record in records:
        before = set(MAPPERS[place](record).triples)
        body = add(record.body)
        after = set(MAPPERS[place](Record(record.source, record.id, 1, body)).triples)
        assert before <= after, (name, record.id, sorted(before - after)[:3])
        for subject, _, value in after - before:
            assert subject.endswith(new) or value.endswith(new), (name, record.id, subject, value)
        touched += bool(after - before)
    assert touched == len(records)
    assert len({each.id for each in records}) == len(records) and dataset.source


# Of a library's or thesaurus's code in a list of LC's no more is said than that it is one.
_LISTED = re.compile(
    r"<http://id\.loc\.gov/vocabulary/(?:organizations|\w+[Ss]chemes)/[\w-]+>"
).match


def test_the_same_id_in_two_sources_is_two_records_of_everything() -> None:
    place = NAMES.index("tvbg/marc")
    dataset, _, records = DEMO[place]
    from dataclasses import replace

    other = format_named("marc21").mapping(replace(dataset, source="khac"))
    for record in records[:10]:
        ours = {s for s, _, _ in MAPPERS[place](record).triples}
        assert not [s for s in ours & {s for s, _, _ in other(record).triples} if not _LISTED(s)]


def test_no_node_is_blank_and_no_minted_name_has_a_fragment() -> None:
    minted = set()
    for place, (_, _, records) in enumerate(DEMO):
        for triples in _mapped(place, records).values():
            for subject, _, value in triples:
                assert subject.startswith(f"<{BASE}r/") or _LISTED(subject), subject
                assert value[0] in '<"', value
                minted |= {node for node in (subject, value) if node.startswith(f"<{BASE}")}
    assert len(minted) > 2000
    assert not [node for node in minted if not re.fullmatch(r"<[A-Za-z0-9:/_.~-]+>", node)]


# Building


def _dump(folder: Path) -> bytes:
    path = folder.parent / f"{folder.name}.nq"
    dump_to(folder / "snapshots/current/store", str(path), runs=False)
    return path.read_bytes()


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(folder)): (path.lstat().st_mtime_ns, path.lstat().st_size)
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture(scope="module")
def moved(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built demonstration in another place."""
    folder = tmp_path_factory.mktemp("elsewhere") / "di-san"
    shutil.copytree(demo, folder, symlinks=True)
    return folder


def test_building_the_demonstration_again_writes_nothing(moved: Path) -> None:
    before = _state(moved)
    assert not build(config.load(moved)).written
    assert _state(moved) == before


class _NextYear(datetime):
    """A clock that is a year ahead."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "_NextYear":
        return cls.fromtimestamp(time.time() + 400 * 86_400, tz)


def test_the_demonstration_built_elsewhere_a_year_later_from_nothing_gives_the_same_bytes(
    demo: Path, moved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("mocban.build", "mocban.graph.entities", "mocban.graph.runs"):
        monkeypatch.setattr(f"{module}.datetime", _NextYear)
    shutil.rmtree(moved / "work")
    shutil.rmtree(moved / "snapshots")
    (moved / "curation/entities.csv").write_bytes(
        (Path(__file__).parent.parent / "mocban/demo/curation/entities.csv").read_bytes()
    )
    assert build(config.load(moved)).written
    assert _dump(moved) == _dump(demo)
    runs = next((moved / "snapshots/current/runs").glob("*.nq")).read_text("utf-8")
    assert f'"{_NextYear.now().year}-' in runs


def test_a_build_without_its_cache_finds_that_nothing_changed(moved: Path) -> None:
    shutil.rmtree(moved / "work")
    before = _state(moved / "snapshots")
    assert not build(config.load(moved)).written
    assert _state(moved / "snapshots") == before


def test_a_build_killed_at_any_moment_leaves_the_snapshot_in_use(moved: Path) -> None:
    build(config.load(moved))
    current = moved / "snapshots/current"
    before, held = _dump(moved), _state(current.resolve())
    table = moved / "sources/svhtt/di-tich.csv"
    original = table.read_bytes()
    command = [sys.executable, "-m", "mocban", "build", str(moved)]
    chance = random.Random(2)
    killed = 0
    for number in range(6):
        table.write_bytes(original + f"ZZ-{number},Chùa Thử\n".encode())
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.2, 1.4))
        os.kill(child.pid, signal.SIGKILL)
        killed += child.wait(20) == -signal.SIGKILL
        if _state(current.resolve()) != held:  # the build was quicker, and is whole
            assert f"/ZZ-{number}".encode() in _dump(moved)
            held = _state(current.resolve())
    assert killed > 3
    table.write_bytes(original)
    build(config.load(moved))
    assert not list((moved / "snapshots").glob(".building*"))
    assert _dump(moved) == before


def test_what_is_restricted_is_in_no_file_report_or_message(tmp_path: Path) -> None:
    folder = tmp_path / "heritage"
    copy_demo(folder)
    heard = b""
    mocban = [sys.executable, "-m", "mocban"]
    for arguments in (
        ["build", str(folder)], ["build", str(folder), "--json"], ["check", str(folder)],
        ["dump", str(folder), "-o", "-", "--runs"],
    ):  # fmt: skip
        done = subprocess.run([*mocban, *arguments], capture_output=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr.decode()
        heard += done.stdout + done.stderr
    held = 0
    for dataset, paths, _ in DEMO:
        text = b"".join(path.read_bytes() for path in paths)
        if not any(token.encode() in text for token in CANARIES):
            continue
        held += 1
        name = f"{dataset.source}-{dataset.name}"
        done = subprocess.run(
            [*mocban, "convert", "--from", dataset.format, "--mapping", dataset.mapping, "--source",
             dataset.source, "--report", tmp_path / f"{name}.json", *paths],
            capture_output=True, timeout=60, check=True,
        )  # fmt: skip
        heard += done.stdout + done.stderr + (tmp_path / f"{name}.json").read_bytes()
    assert held >= 6
    assert not [token for token in CANARIES if token.encode() in heard]
    for part in ("work", "snapshots"):
        for path in (folder / part).rglob("*"):
            if path.is_file():
                body = path.read_bytes()
                assert not [token for token in CANARIES if token.encode() in body], path
    assert any(token.encode() in path.read_bytes() for token in CANARIES
               for path in (folder / "sources").rglob("*.csv"))  # fmt: skip
