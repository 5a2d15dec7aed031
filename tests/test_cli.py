"""The commands as people type them, in processes of their own."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.workspaces import HEAD, ROWS, workspace

COMMANDS = ("demo", "init", "convert", "build", "check", "query", "serve", "dump")
TABLE = HEAD + "".join(ROWS)


def mocban(
    *arguments: object, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "mocban", *map(str, arguments)],
        input=stdin, capture_output=True, timeout=120, check=False,
        env={**os.environ, "MOCBAN_LANG": "en", "COLUMNS": "100", **environment},
    )  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_both_languages_with_an_example(command: str) -> None:
    done = mocban(command, "--help")
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "Example / Ví dụ:" in text and f"mocban {command}" in text
    assert re.search(r"[ăâđêôơưạảấầậắằặẹẻếềệịỉọỏốồộớờợụủứừựỳỹ]", text.partition("Example")[0])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    readme = Path(__file__).parent.parent / "README.md"
    if not readme.exists():
        pytest.skip("the README is not part of this distribution")
    assert f"mocban {command}" in readme.read_text("utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "nowhere"), ("serve", "nowhere"), ("query", "nowhere", "ASK {}"), ("check", "nowhere"),
        ("dump", "nowhere", "-o", "-"), ("convert", "--from", "marc21", "nowhere.mrc"),
        ("convert", "--from", "papyrus", "nowhere.mrc"), ("convert", "--from", "csv", "nowhere.csv"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_sentence_and_exit_code_1(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    for language in ("en", "vi"):
        done = mocban(*arguments, MOCBAN_LANG=language)
        said = done.stderr.decode().strip()
        assert done.returncode == 1
        assert said.startswith("mocban: ") and "\n" not in said
        assert "Traceback" not in said and "Error" not in said


def test_init_makes_a_workspace_that_says_what_it_wants(tmp_path: Path) -> None:
    assert mocban("init", tmp_path / "new").returncode == 0
    toml = (tmp_path / "new/mocban.toml").read_text("utf-8")
    from mocban.settings import SETTINGS

    for setting in SETTINGS:
        assert f"# {setting.name} = " in toml
        assert setting.help.en in toml and setting.help.vi in toml
    assert mocban("init", tmp_path / "new").returncode == 1
    assert mocban("build", tmp_path / "new").returncode == 0


@pytest.mark.parametrize("to", ["nquads", "ntriples", "turtle", "trig", "rdfxml", "jsonld"])
def test_convert_writes_every_format_from_a_file_or_standard_input(tmp_path: Path, to: str) -> None:
    formats = {
        "nquads": ox.RdfFormat.N_QUADS, "ntriples": ox.RdfFormat.N_TRIPLES, "turtle": ox.RdfFormat.TURTLE,
        "trig": ox.RdfFormat.TRIG, "rdfxml": ox.RdfFormat.RDF_XML, "jsonld": ox.RdfFormat.JSON_LD,
    }  # fmt: skip
    (tmp_path / "a.csv").write_text(TABLE, "utf-8")
    options = ("convert", "--from", "csv", "--mapping", "di-tich", "--source", "a", "--to", to)
    from_file = mocban(*options, tmp_path / "a.csv")
    from_pipe = mocban(*options, "-", stdin=TABLE.encode())
    from_gzip = mocban(*options, "-o", tmp_path / "out", _gzipped(tmp_path / "a.csv"))
    assert from_file.returncode == from_pipe.returncode == from_gzip.returncode == 0
    assert from_file.stdout == from_pipe.stdout == (tmp_path / "out").read_bytes()
    triples = {quad.triple for quad in ox.parse(from_file.stdout, formats[to])}
    assert len(triples) > 50
    assert "read 2 = converted 2 + rejected 0 + withheld 0" in from_file.stderr.decode()


def _gzipped(path: Path) -> Path:
    packed = path.with_suffix(".csv.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    return packed


def test_convert_withholds_what_is_restricted_here_too(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE + "R9,CANARY,,,,,,,,,,Mật\n", "utf-8")
    done = mocban(
        "convert",
        "--from",
        "csv",
        "--mapping",
        "di-tich",
        "--report",
        tmp_path / "r.json",
        tmp_path / "a.csv",
    )
    assert b"CANARY" not in done.stdout + done.stderr + (tmp_path / "r.json").read_bytes()
    report = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert (report["read"], report["converted"], report["withheld"]) == (3, 2, 1)


def test_build_query_check_and_dump_a_workspace(tmp_path: Path) -> None:
    workspace(tmp_path)
    built = mocban("build", tmp_path, "--json")
    summary = json.loads(built.stdout)
    assert summary["written"] and summary["datasets"]["a/di-tich"]["read"] == 2
    assert "Nothing has changed" in mocban("build", tmp_path).stdout.decode()
    assert "Không có gì thay đổi" in mocban("build", tmp_path, MOCBAN_LANG="vi").stdout.decode()

    question = "SELECT (COUNT(*) AS ?n) { ?m a <https://w3id.org/mocban/ns/Monument> }"
    assert mocban("query", tmp_path, question, "--to", "csv").stdout.decode().split() == ["n", "2"]
    assert json.loads(mocban("query", tmp_path, question, "--json").stdout)["head"]["vars"] == ["n"]
    assert " 2 " in mocban("query", tmp_path, question).stdout.decode()
    (tmp_path / "q.rq").write_text("ASK { ?s ?p ?o }", "utf-8")
    assert mocban("query", tmp_path, "-f", tmp_path / "q.rq").stdout.strip() == b"true"
    described = mocban(
        "query", tmp_path, "CONSTRUCT { ?s a ?c } { ?s a ?c } LIMIT 1", "--to", "ntriples"
    )
    assert len(list(ox.parse(described.stdout, ox.RdfFormat.N_TRIPLES))) == 1
    broken = mocban("query", tmp_path, "SELECT")
    assert broken.returncode == 1 and broken.stderr.startswith(b"mocban: ")

    assert mocban("check", tmp_path).returncode == 0
    assert isinstance(json.loads(mocban("check", tmp_path, "--json").stdout), list)

    assert mocban("dump", tmp_path, "-o", tmp_path / "all.nq.gz").returncode == 0
    assert mocban("dump", tmp_path, "-o", tmp_path / "all.trig").returncode == 0
    lines = gzip.decompress((tmp_path / "all.nq.gz").read_bytes()).decode().splitlines()
    assert lines == sorted(lines) and len(lines) > 100
    assert not any("/g/prov/" in line for line in lines)
    trig = list(ox.parse((tmp_path / "all.trig").read_bytes(), ox.RdfFormat.TRIG))
    assert len(trig) == len(lines)
    with_runs = mocban("dump", tmp_path, "--runs", "-o", "-").stdout.decode()
    assert "/g/prov/a/0001" in with_runs


def test_a_build_that_is_refused_says_why_and_leaves_exit_code_1(tmp_path: Path) -> None:
    workspace(tmp_path)
    assert mocban("build", tmp_path).returncode == 0
    (tmp_path / "sources/a.csv").write_bytes(b"")
    done = mocban("build", tmp_path)
    assert done.returncode == 1 and b"a.csv" in done.stderr
    assert (tmp_path / "snapshots/current").resolve().name == "000001"
