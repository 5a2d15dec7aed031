"""Every SHACL rule lets its passing example through and catches its failing one."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from mocban.ontology import validation
from mocban.ontology.namespaces import PREFIXES

EXAMPLES = Path(__file__).parent / "shapes"
RULES = sorted({path.name.partition("-")[0] for path in EXAMPLES.glob("*.ttl")})
WARNINGS = {"S19", "S20", "S21", "S22", "S23", "S24", "S25", "S26"}
HEADER = "@base <https://mocban.example/> .\n" + "".join(
    f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()
)


@cache
def shapes() -> Graph:
    return validation.shapes()


def example(name: str) -> Graph:
    text = (EXAMPLES / f"{name}.ttl").read_text(encoding="utf-8")
    return Graph().parse(data=HEADER + text, format="turtle")


@cache
def only(name: str) -> Graph:
    """All shapes, of which only those of one rule look for nodes: quicker than all queries."""
    targets = {SH.target, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf}
    graph = Graph()
    for subject, predicate, value in shapes():
        if predicate not in targets or validation.rule(subject) == name:
            graph.add((subject, predicate, value))
    return graph


def results(data: Graph, name: str, against: Graph | None = None) -> Iterator[tuple[Graph, Node]]:
    """What pySHACL reports of one rule."""
    _, report, _ = pyshacl.validate(data, shacl_graph=against or only(name), advanced=True)
    assert isinstance(report, Graph)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        yield report, result


def messages(graph: Graph, node: Node, predicate: Node = SH.resultMessage) -> dict[str, str]:
    """Language -> text."""
    texts = graph.objects(node, predicate)
    return {str(text.language): str(text) for text in texts if isinstance(text, Literal)}


def test_all_rules_of_the_model_have_shapes_and_examples() -> None:
    assert set(RULES) == {f"S{number}" for number in range(1, 27)}
    named = {validation.rule(node) for node in shapes().subjects(RDF.type, SH.NodeShape)}
    assert set(RULES) <= named


@pytest.mark.parametrize("rule", RULES)
def test_a_passing_example_sets_nothing_off(rule: str) -> None:
    found = [
        (str(report.value(result, SH.focusNode)), messages(report, result))
        for report, result in results(example(f"{rule}-pass"), rule)
    ]
    assert found == []


@pytest.mark.parametrize("rule", RULES)
def test_a_failing_example_sets_off_each_part_of_its_rule(rule: str) -> None:
    parts = {node for node in shapes().subjects(SH.message) if validation.rule(node) == rule}
    reached = set()
    for report, result in results(example(f"{rule}-fail"), rule):
        severity = SH.Warning if rule in WARNINGS else SH.Violation
        assert report.value(result, SH.resultSeverity) == severity
        assert set(messages(report, result)) == {"en", "vi"}
        reached.add(report.value(result, SH.sourceShape))
    assert reached == parts


def test_every_message_is_in_both_languages_and_needs_nothing_put_into_it() -> None:
    for node in set(shapes().subjects(SH.message)):
        said = messages(shapes(), node, SH.message)
        assert set(said) == {"en", "vi"} and said["en"] != said["vi"]
        assert "{" not in "".join(said.values())


def test_the_box_of_a_workspace_replaces_that_of_viet_nam() -> None:
    small = validation.shapes(box=(107.0, 21.0, 108.0, 22.0))
    data = example("S13-pass")
    reported = {
        report.value(result, SH.sourceShape) for report, result in results(data, "S13", small)
    }
    assert reported == {URIRef(f"{validation.NAMESPACE}S13-longitude")}
    assert list(results(data, "S13")) == []
