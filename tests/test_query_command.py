"""`mocban query`, as a researcher would use it: the real command, on the demonstration."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from mocban.graph.store import GraphStore
from mocban.rendering import counted
from mocban.table import SHOWN, short, write_table
from tests.running import running

BASE = "https://mocban.example/"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
NAMES = f"SELECT ?name {{ <e/monument/vinh-nghiem> {LABEL} ?name }} ORDER BY ?name"
RANKS = "CONSTRUCT { ?a ?b ?c } { ?a <https://w3id.org/mocban/ns/currentRank> ?c ; ?b ?c }"


def query(*arguments: str | Path, given: bytes = b"", **env: str) -> tuple[int, bytes, str]:
    """Exit code, standard output and standard error of the command."""
    done = subprocess.run(
        [sys.executable, "-m", "mocban", "query", *map(str, arguments)],
        input=given, capture_output=True, timeout=120, check=False,
        env={**os.environ, "MOCBAN_LANG": "en", **env},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr.decode()


def answered(*arguments: str | Path, given: bytes = b"") -> str:
    """What the command prints when all is well."""
    code, out, err = query(*arguments, given=given)
    assert code == 0, err
    return out.decode()


def refused(*arguments: str | Path, given: bytes = b"", **env: str) -> str:
    """The one sentence that the command says when it refuses."""
    code, out, err = query(*arguments, given=given, **env)
    assert code == 1 and not out
    assert err.startswith("mocban: ") and err.count("\n") == 1 and "Traceback" not in err
    return err


@pytest.fixture(scope="module")
def endpoint(demo: Path) -> Iterator[str]:
    with running(demo) as address:
        yield f"{address}/sparql"


def test_help_shows_how_it_is_used() -> None:
    said = answered("--help")
    for words in ("--example", "--endpoint", "--param", "parquet", "jsonld", "heritage - | less"):
        assert words in said


def test_rows_come_in_every_format_of_rows(demo: Path, tmp_path: Path) -> None:
    names = ["Chùa Vĩnh Nghiêm", "Vĩnh Nghiêm Pagoda"]
    table = answered(demo, NAMES)
    assert all(f"│ {name} @" in table for name in names)
    assert list(csv.reader(io.StringIO(answered(demo, NAMES, "--to", "csv")))) == [
        ["name"], *([name] for name in names),
    ]  # fmt: skip
    assert answered(demo, NAMES, "--to", "tsv").splitlines() == [
        "?name", '"Chùa Vĩnh Nghiêm"@vi', '"Vĩnh Nghiêm Pagoda"@en',
    ]  # fmt: skip
    found = json.loads(answered(demo, NAMES, "--json"))["results"]["bindings"]
    assert [row["name"]["value"] for row in found] == names
    assert "<literal xml:lang" in answered(demo, NAMES, "--to", "xml")
    pandas = pytest.importorskip("pandas")
    answered(demo, NAMES, "-o", tmp_path / "names.parquet")
    assert list(pandas.read_parquet(tmp_path / "names.parquet")["name"]) == names


@pytest.mark.parametrize(
    ("to", "form"),
    [
        ("turtle", ox.RdfFormat.TURTLE), ("ntriples", ox.RdfFormat.N_TRIPLES),
        ("jsonld", ox.RdfFormat.JSON_LD), ("json", ox.RdfFormat.JSON_LD),
        ("rdfxml", ox.RdfFormat.RDF_XML), ("", ox.RdfFormat.TURTLE),
    ],
)  # fmt: skip
def test_graphs_come_in_every_format_of_graphs(demo: Path, to: str, form: ox.RdfFormat) -> None:
    text = answered(demo, RANKS, *(["--to", to] if to else []))
    assert len(list(ox.parse(text, form))) == 14


def test_the_name_of_the_file_tells_the_format(demo: Path, tmp_path: Path) -> None:
    answered(demo, NAMES, "-o", tmp_path / "names.CSV.gz")
    answered(demo, NAMES, "-o", tmp_path / "names.srj")
    answered(demo, RANKS, "-o", tmp_path / "ranks.nt")
    answered(demo, RANKS, "-o", tmp_path / "ranks.json")
    import gzip

    assert gzip.decompress((tmp_path / "names.CSV.gz").read_bytes()).startswith(b"name\r\n")
    assert json.loads((tmp_path / "names.srj").read_text("utf-8"))["head"]["vars"] == ["name"]
    assert b"currentRank" in (tmp_path / "ranks.nt").read_bytes()
    assert "@context" in json.loads((tmp_path / "ranks.json").read_text("utf-8"))
    said = refused(demo, NAMES, "-o", tmp_path / "names.foo")
    assert "--to table|csv|tsv" in said and not (tmp_path / "names.foo").exists()
    assert {path.suffix for path in tmp_path.iterdir()} == {".gz", ".srj", ".nt", ".json"}


def test_a_device_is_written_to_and_not_replaced(demo: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE)
    try:
        answered(demo, NAMES, "--to", "csv", "-o", pipe)
        out, _ = reader.communicate(timeout=30)
    finally:
        reader.kill()
    assert out.startswith(b"name\r\n") and pipe.is_fifo()


def test_a_query_comes_from_the_line_a_file_standard_input_or_the_gallery(
    demo: Path, tmp_path: Path
) -> None:
    file = tmp_path / "names.rq"
    file.write_text(NAMES, "utf-8")
    wanted = answered(demo, NAMES, "--to", "csv")
    assert answered(demo, "-f", file, "--to", "csv") == wanted
    assert answered(demo, "-f", "-", "--to", "csv", given=NAMES.encode()) == wanted
    assert answered(demo, "-", "--to", "csv", given=NAMES.encode()) == wanted
    assert answered(demo, "--to", "csv", given=NAMES.encode()) == wanted
    rows = answered(demo, "--example", "cq04-special-relics", "--to", "csv").splitlines()
    assert rows[0] == "relic,name,number,date" and len(rows) == 8
    assert "relics-by-rank" in refused(demo, "--example", "nothing-of-this-name")


def test_a_parameter_takes_another_value(demo: Path) -> None:
    text = f"SELECT ?name {{ VALUES $thing {{ <e/monument/vinh-nghiem> }} $thing {LABEL} ?name }}"
    other = f"thing={BASE}e/monument/bo-da"
    assert "Vĩnh Nghiêm" in answered(demo, text)
    assert "Bổ Đà" in answered(demo, text, "--param", other)
    both = answered(demo, text, "--param", other, "--param", f"thing={BASE}e/monument/vinh-nghiem")
    assert "Vĩnh Nghiêm" in both and "Bổ Đà" in both
    assert "it has: thing" in refused(demo, text, "--param", "place=x")
    assert "name=value" in refused(demo, text, "--param", "thing")
    assert "must be written like" in refused(demo, text, "--param", "thing=not an iri")


def test_our_functions_and_searches_work_here_too(demo: Path) -> None:
    prefix = "PREFIX mcb: <https://w3id.org/mocban/ns/> "
    found = answered(demo, prefix + 'SELECT ?x { ?x mcb:search "chua vinh nghiem" }', "--to", "csv")
    assert f"{BASE}e/monument/vinh-nghiem" in found
    folded = answered(demo, prefix + 'SELECT (mcb:fold("Đình") AS ?x) {}', "--to", "csv")
    assert folded.split() == ["x", "dinh"]


def test_another_endpoint_answers_in_the_same_formats(endpoint: str, demo: Path) -> None:
    text = NAMES.replace("<e/", f"<{BASE}e/")
    assert answered("--endpoint", endpoint, text) == answered(demo, text)
    assert answered("--endpoint", endpoint, text, "--to", "tsv") == answered(
        demo, text, "--to", "tsv"
    )
    assert answered("--endpoint", endpoint, "ASK {}").strip() == "true"
    graph = answered("--endpoint", endpoint, RANKS, "--to", "ntriples")
    assert sorted(graph.splitlines()) == sorted(
        answered(demo, RANKS, "--to", "ntriples").splitlines()
    )
    assert "points" not in refused("--endpoint", endpoint, "SELECT ?x { ?x a nope:nope }")


def test_what_another_endpoint_says_is_told_in_one_sentence(endpoint: str) -> None:
    said = refused("--endpoint", endpoint, "SELECT ?x { ?x a bf:Work }")
    assert "does not declare: bf:" in said
    vi = refused("--endpoint", endpoint, "SELECT ?x { ?x a bf:Work }", MOCBAN_LANG="vi")
    assert "chưa khai báo: bf:" in vi
    assert "gives no answer" in refused("--endpoint", "http://127.0.0.1:1/sparql", "ASK {}")
    page = endpoint.replace("/sparql", "/vi/about")
    assert "gives no answer" in refused("--endpoint", page, "ASK {}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT ?x { ?x a bf:Work ; foo:bar 1 }",
         "PREFIX bf: <http://id.loc.gov/ontologies/bibframe/>"),
        ("SELECT ?x {", "cannot be read at line 1"),
        ("INSERT DATA { <a:b> <a:b> <a:b> }", "INSERT is an update"),
        ("", "There is no query"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "cannot be run"),
        ('PREFIX mcb: <https://w3id.org/mocban/ns/> SELECT * { ?x mcb:near "x" }', "mcb:near"),
    ],
)  # fmt: skip
def test_a_wrong_query_is_told_in_one_sentence(demo: Path, text: str, words: str) -> None:
    assert words in refused(demo, text)


def test_wrong_ways_to_ask_are_told_in_one_sentence(demo: Path, tmp_path: Path) -> None:
    assert "the answer is a graph" in refused(demo, RANKS, "--to", "csv")
    assert "the answer is rows" in refused(demo, NAMES, "--to", "turtle")
    assert "one query" in refused(demo, "ASK {}", "ASK {}", "ASK {}")
    assert "one query" in refused("--endpoint", "http://127.0.0.1:1/", demo, "ASK {}")
    assert "UTF-8" in refused(demo, "-", given=b"ASK { ?s ?p '\xff' }")
    assert "No such file" in refused(demo, "-f", tmp_path / "nothing.rq")
    assert "mocban.toml" in refused(tmp_path, "ASK {}")
    assert "là đồ thị" in refused(demo, RANKS, "--to", "csv", MOCBAN_LANG="vi")


def test_a_reader_who_leaves_early_is_no_error(demo: Path) -> None:
    for to in ("csv", "table"):
        asked = subprocess.Popen(
            [sys.executable, "-m", "mocban", "query", demo, "SELECT * { ?s ?p ?o }", "--to", to],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "MOCBAN_LANG": "en"},
        )  # fmt: skip
        assert asked.stdout is not None and asked.stderr is not None
        assert asked.stdout.read(10)
        asked.stdout.close()
        said = asked.stderr.read()
        assert not said or said.endswith(b"--to csv gives all.\n")
        asked.stderr.close()
        asked.wait(60)


def test_a_table_says_how_many_rows_it_does_not_show() -> None:
    triples = "".join(f"<x:{number}> <x:p> {number} .\n" for number in range(SHOWN + 5))
    store = GraphStore.memory(triples)
    found = store.evaluate("SELECT ?s ?o { ?s ?p ?o } ORDER BY ?o")
    assert isinstance(found, ox.QuerySolutions)
    output = io.BytesIO()
    total = write_table(found, output)
    lines = output.getvalue().decode().splitlines()
    assert total == SHOWN + 5 and len(lines) == SHOWN + 4
    assert lines[3] == "│ x:0   │   0 │" and lines[-2] == f"│ x:{SHOWN - 1} │ {SHOWN - 1} │"
    assert counted(total).en.startswith("1,005 rows, of which the first 1,000")
    assert counted(1).en == "1 row." and counted(0).vi == "0 dòng."


def test_a_cell_is_short_and_harmless() -> None:
    assert short(ox.NamedNode("http://id.loc.gov/ontologies/bibframe/Work")) == "bf:Work"
    assert short(ox.NamedNode(f"{BASE}e/work/x"), BASE) == "<e/work/x>"
    assert short(ox.NamedNode(f"{BASE}e/work/x")) == f"{BASE}e/work/x"
    assert short(ox.Literal("chùa", language="vi")) == "chùa @vi"
    assert short(ox.Literal("a\nb\x1b[31mc")) == "a b [31mc"
    assert short(None) == ""
