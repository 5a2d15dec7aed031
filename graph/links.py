"""Links as statements: who is a member of which entity, and on what evidence.

`mcb:entity` for every member; a `mcb:Link` node for every membership that was inferred, for
every statement one register makes about a thing of another, and for what a work is about
where an inferred membership says so. Candidates are written apart and never published.
"""

from collections.abc import Iterator
from typing import NamedTuple

from mocban.graph.curation import Decision
from mocban.graph.ledger import Ledger
from mocban.ontology.iris import enc
from mocban.ontology.literals import decimal, text
from mocban.ontology.namespaces import CRM, DCTERMS, MCB, PROV, RDF


class Link(NamedTuple):
    """One inferred or decided link; `subject` is a path, `object` kind/eid or a path."""

    property: str  # a term
    subject: str
    object: str
    method: str
    confidence: float
    field: str
    words: str
    status: str = "accepted"
    by: str = ""


class Links:
    """Writes links as N-Triples lines."""

    def __init__(self, ledger: Ledger, base: str) -> None:
        self._db = ledger.db
        self._base = base
        self._own = f"<{base}r/"
        self._entities = f"<{base}e/"

    def memberships(self) -> Iterator[str]:
        """`mcb:entity`, and where an entity went that was merged into another."""
        for path, entity in self._db.execute("SELECT path, entity FROM member"):
            yield f"{self._own}{path}> {MCB.entity} {self._entities}{entity}>"
        merged = """
        SELECT entity, survivor FROM pinned WHERE status <> 'active' AND survivor <> ''
        AND NOT EXISTS (SELECT 1 FROM member m WHERE m.entity = pinned.entity)
        """
        for entity, survivor in self._db.execute(merged):
            yield f"{self._entities}{entity}> {DCTERMS.isReplacedBy} {self._entities}{survivor}>"

    def accepted(self, decisions: list[Decision]) -> Iterator[Link]:
        """Every accepted link that somebody or something inferred."""
        inferred = (
            "SELECT path, entity, method, confidence, field, text FROM member WHERE method <> ''"
        )
        for path, entity, method, confidence, field, words in self._db.execute(inferred):
            yield Link(MCB.entity, path, entity, method, confidence, field, words)
        about = """
        SELECT s.subject, m.entity, m.method, m.confidence, m.field, m.text
        FROM subject s JOIN member m ON m.path = s.heading WHERE m.method <> ''
        """
        for path, entity, method, confidence, field, words in self._db.execute(about):
            yield Link(MCB.about, path, entity, method, confidence, field, words)
        stated = """
        SELECT s.subject, s.property, m.entity FROM stated s JOIN member m ON m.path = s.object
        """
        for path, predicate, entity in self._db.execute(stated):
            field = predicate[1:-1].replace("#", "/").rpartition("/")[2]
            yield Link(predicate, path, entity, "register-field", 1.0, field, "")
        for each in decisions:
            if each.property != "entity" and each.decision == "accept":
                yield Link(
                    MCB[each.property], each.subject, each.object, "curation", 1.0, "", each.why,
                    by=each.by,
                )  # fmt: skip

    def candidates(self) -> Iterator[Link]:
        """Every pair that waits for somebody to look at it."""
        query = """
        SELECT p.path, COALESCE(m.entity, ''), p.other, p.method, p.confidence, p.field, p.text
        FROM pair p LEFT JOIN member m ON m.path = p.other WHERE p.status = 'candidate'
        """
        for path, entity, other, method, confidence, field, words in self._db.execute(query):
            yield Link(
                MCB.entity, path, entity or other, method, confidence, field, words, "candidate"
            )

    def write(self, link: Link, *, rewritten: str = "") -> Iterator[str]:
        """A link as lines; `rewritten` is the term that stands for its subject in the view."""
        name = link.property[1:-1].replace("#", "/").rpartition("/")[2]
        node = f"<{self._base}link/{name}/{enc(link.subject)}.{enc(link.object)}>"
        subject = rewritten or f"{self._own}{link.subject}>"
        concept = f"<{self._base}v"
        yield f"{node} {RDF.type} {MCB.Link}"
        yield f"{node} {RDF.type} {CRM.E13_Attribute_Assignment}"
        yield f"{node} {CRM.P140_assigned_attribute_to} {subject}"
        yield f"{node} {CRM.P141_assigned} {self._entities}{link.object}>"
        yield f"{node} {CRM.P177_assigned_property_of_type} {link.property}"
        yield f"{node} {MCB.method} {concept}/method/{link.method}>"
        yield f"{node} {MCB.status} {concept}/status/{link.status}>"
        yield f"{node} {MCB.confidence} {decimal(f'{link.confidence:.2f}')}"
        if link.field:
            yield f"{node} {MCB.evidenceField} {text(link.field)}"
        if link.words:
            yield f"{node} {MCB.evidenceText} {text(link.words)}"
        if link.by:
            yield f"{node} {MCB.reviewedBy} {text(link.by)}"
        for (record,) in self._db.execute(
            "SELECT record FROM record WHERE path = ?", (link.subject,)
        ):
            yield f"{node} {PROV.wasDerivedFrom} {record}"

    def statement(self, link: Link, subject: str) -> str:
        """What a link says, as one line."""
        return f"{subject} {link.property} {self._entities}{link.object}>"
