"""The 25 questions that the graph must be able to answer, with the answers it must give.

The questions are the examples `cqnn-….rq` of the gallery (`graph/queries/examples`), here by
the name CQnn; `competency/CQnn.tsv` has the rows expected of the demonstration data, sorted, as
SPARQL TSV; `#` begins a comment.
"""

from pathlib import Path

import pyoxigraph as ox
import pytest

from mocban.graph.examples import examples
from mocban.graph.snapshots import Snapshots
from mocban.graph.store import GraphStore

HERE = Path(__file__).parent / "competency"
_TEXTS = {one.name[:4].upper(): one.query for one in examples() if one.name.startswith("cq")}
QUESTIONS = sorted(_TEXTS)
BASE = "https://mocban.example/"


def question(name: str) -> str:
    """The text of a question, CQ01 to CQ25."""
    return _TEXTS[name]


@pytest.fixture(scope="module")
def store(demo: Path) -> GraphStore:
    current = Snapshots(demo / "snapshots").current()
    assert current is not None
    return GraphStore.open(current / "store")


def answer(store: GraphStore, name: str) -> list[str]:
    """Header and sorted rows, as the expected answers are written."""
    found = store.evaluate(question(name))
    if isinstance(found, ox.QueryBoolean):
        return ["?ask", "true" if found else "false"]
    assert isinstance(found, ox.QuerySolutions)
    header = "\t".join(f"?{variable.value}" for variable in found.variables)
    rows = ("\t".join("" if cell is None else str(cell) for cell in row) for row in found)
    return [header, *sorted(rows)]


def expected(name: str) -> list[str]:
    text = (HERE / f"{name}.tsv").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_there_are_twenty_five_questions() -> None:
    assert [f"CQ{number:02}" for number in range(1, 26)] == QUESTIONS
    assert sorted(path.stem for path in HERE.glob("*.tsv")) == QUESTIONS


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_demonstration_graph_gives_the_expected_answer(
    store: GraphStore, name: str, rewrite: bool
) -> None:
    found = answer(store, name)
    if rewrite:
        text = (HERE / f"{name}.tsv").read_text("utf-8")
        comments = [line for line in text.splitlines() if line.startswith("#")]
        (HERE / f"{name}.tsv").write_text("\n".join([*comments, *found]) + "\n", "utf-8")
    assert found == expected(name)
    if name not in ("CQ24",):
        assert len(found) > 1, "a question that the demonstration cannot answer proves nothing"


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_empty_graph_answers_too(name: str) -> None:
    found = answer(GraphStore.memory(), name)
    empty = {"CQ18": 2, "CQ24": 2}
    assert len(found) == empty.get(name, 1)
    if name == "CQ24":
        assert found[1] == "false"
    if name == "CQ18":
        assert found[1].count('"0"') == 2


LEAKS = {
    "a restricted thing": f"<r:x> <http://purl.org/dc/terms/accessRights> <{BASE}v/access/han-che> .",
    "a link to be read in the house only": (
        "<r:x> <http://id.loc.gov/ontologies/bibframe/electronicLocator> <https://a.example/> ;"
        f" <http://purl.org/dc/terms/accessRights> <{BASE}v/access/tai-cho> ."
    ),
    "a link without a level": "<r:x> <http://id.loc.gov/ontologies/bibframe/electronicLocator> <https://a.example/> .",
}


@pytest.mark.parametrize("leak", LEAKS)
def test_the_leak_check_finds_a_planted_leak(store: GraphStore, leak: str) -> None:
    planted = GraphStore.memory(LEAKS[leak], ox.RdfFormat.TURTLE)
    planted.extend(store.quads(ox.DefaultGraph()))
    assert answer(planted, "CQ24")[1] == "true"
    assert planted.ask("check/leak")
    assert answer(store, "CQ24")[1] == "false" and not store.ask("check/leak")
