"""What the topics in `curation/topics/` may speak of, and what is wrong with them."""

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import NamedNode

from mocban.config import Workspace
from mocban.graph.check import Finding
from mocban.graph.store import GraphStore
from mocban.graph.topic_forms import Problem
from mocban.graph.topics import Known, topics
from mocban.ontology.namespaces import DCTERMS, MCB, RDF
from mocban.site.relations import relations

_TYPE, _TOPIC, _REPLACED = (
    NamedNode(term[1:-1]) for term in (RDF.type, MCB.LocalTopic, DCTERMS.isReplacedBy)
)


def allowed(workspace: Workspace, thing: Callable[[str], str]) -> Known:
    """What topics may speak of, where `thing` knows the things."""
    return Known(
        thing, {relation.key for relation in relations()}, {each.code for each in workspace.sources}
    )


def topic_problems(workspace: Workspace, store: Path) -> list[Problem]:
    """What is wrong in the topics, held against a snapshot's store."""
    with GraphStore.open(store) as graph:
        known = allowed(workspace, lambda path: _thing(graph, workspace.base, path))
        return topics(workspace.curation, known)[1]


def _thing(graph: GraphStore, base: str, path: str) -> str:
    """The path of a thing as it is called now; empty where the store does not know it, or has
    it from the topic itself."""
    for _ in range(10):
        said = graph.triples(base + path)
        if any(each.predicate == _TYPE and each.object == _TOPIC for each in said):
            return ""
        heirs = [each.object for each in said if each.predicate == _REPLACED]
        if not heirs or not isinstance(heirs[0], NamedNode):
            return path if said else ""
        path = heirs[0].value.removeprefix(base)
    return ""


def topic_findings(workspace: Workspace, store: Path) -> list[Finding]:
    """The same, for `mocban check`."""
    return [
        Finding("curation", problem.file, problem.text, problem.severe, "topic")
        for problem in topic_problems(workspace, store)
    ]
