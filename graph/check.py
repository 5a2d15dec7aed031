"""Checking a snapshot: the SHACL shapes over the view (https://www.w3.org/TR/shacl/), told
by source in words that the source's staff can act on."""

from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from mocban.errors import Text
from mocban.graph.store import GraphStore
from mocban.ontology import validation


class Finding(NamedTuple):
    """One thing wrong with one node."""

    source: str
    node: str
    text: Text
    severe: bool
    shape: str

    def as_dict(self, language: str) -> dict[str, Any]:
        """For machines."""
        return {
            "source": self.source, "node": self.node, "message": self.text.of(language),
            "severity": "violation" if self.severe else "warning", "shape": self.shape,
        }  # fmt: skip


def check(store: Path) -> list[Finding]:
    """All findings on the default graph of a store, violations first."""
    import pyshacl
    from rdflib import Graph
    from rdflib.namespace import RDF, SH

    data = Graph()
    with GraphStore.open(store) as graph:
        lines = b"".join(f"{quad.triple} .\n".encode() for quad in graph.quads(ox.DefaultGraph()))
        data.parse(data=lines, format="nt")
        _, results, _ = pyshacl.validate(
            data, shacl_graph=validation.shapes(), advanced=True, inplace=True
        )
        findings = []
        for result in results.subjects(RDF.type, SH.ValidationResult):
            messages = {
                getattr(each, "language", None) or "en": str(each)
                for each in results.objects(result, SH.resultMessage)
            }
            node = str(results.value(result, SH.focusNode))
            english = messages.get("en") or next(iter(messages.values()), "")
            findings.append(Finding(
                _source(graph, node), node, Text(english, messages.get("vi", english)),
                results.value(result, SH.resultSeverity) == SH.Violation,
                validation.rule(results.value(result, SH.sourceShape)),
            ))  # fmt: skip
    return sorted(
        set(findings), key=lambda each: (not each.severe, each.source, each.node, each.text)
    )


def _source(graph: GraphStore, node: str) -> str:
    """The source that can mend a node: the one in its IRI, or that of the entity's first member."""
    path = node.partition("/r/")[2]
    if not path and "/e/" in node:
        members = graph.rows("members", this=ox.NamedNode(node))
        path = min((str(row["member"]).partition("/r/")[2] for row in members), default="")
    return path.partition("/")[0] or "mocban"
