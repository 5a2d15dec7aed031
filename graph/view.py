"""The view: all source graphs as one, with every heading and thing under its entity's IRI.

A pure function of segments, links and decisions. It is written as sorted lines and becomes
the default graph. What a source said of a heading stays in that source's graph; an entity
keeps one label for a language, the others become names beside it.
"""

from collections.abc import Iterator
from functools import lru_cache

from mocban.graph.ledger import Ledger
from mocban.graph.segments import Segment
from mocban.ontology.literals import text
from mocban.ontology.namespaces import BF, BFLC, CRM, MCB, RDF, RDFS, SKOS

_LABELS = (RDFS.label, SKOS.altLabel)
_OF_HEADING_ONLY = frozenset((*_LABELS, SKOS.prefLabel, MCB.usedIn, MCB.accessPoint, BFLC.marcKey))
_CLASSES = {
    "person": (CRM.E21_Person, BF.Person),
    "group": (CRM.E74_Group, BF.Organization),
}
# Of two labels in a language: a person's decision, then things before headings, main names
# before others, the preferred source, the alphabet.
_NAMES = """
SELECT m.entity, n.lang, n.text FROM name n
JOIN member m ON m.path = n.path JOIN node o ON o.path = n.path
ORDER BY m.entity, n.lang, o.heading, n.main DESC, NOT m.founder, o.rank, n.text
"""


class View:
    """Rewrites lines of segments; asks the ledger who is a member of what."""

    def __init__(
        self,
        ledger: Ledger,
        base: str,
        preferred: frozenset[tuple[str, str]] = frozenset(),
        rejected: frozenset[tuple[str, str, str]] = frozenset(),
    ) -> None:
        """`preferred` are the (entity, language) whose label people have set; `rejected` the
        (property, source node, entity), as terms, that they have denied."""
        self._ledger = ledger
        self._base = base
        self._own = f"<{base}r/"
        self._entities = f"<{base}e/"
        self._preferred = preferred
        self._rejected = rejected
        self._lookup = lru_cache(maxsize=8192)(self._member)

    def _member(self, path: str) -> tuple[str, int, str] | None:
        row = self._ledger.db.execute(
            "SELECT entity, founder, method FROM member WHERE path = ?", (path,)
        ).fetchone()
        return row and (f"{self._entities}{row[0]}>", row[1], row[2])

    def _entity(self, term: str) -> tuple[str, int, str] | None:
        """The entity of a heading or thing, or of the unit that a version is of."""
        path = term[len(self._own) : -1]
        depth = path.count("/")
        if depth == 2 or (depth == 3 and "/heading/" in path):
            return self._lookup(path)
        if depth >= 4 and "/v/" in path:
            unit, _, version = path.partition("/v/")
            found = self._lookup(unit)
            return found and (f"{found[0][:-1]}/v/{version}>", 1, "")
        return None

    def lines(self, segment: Segment) -> Iterator[str]:
        """The triples of one segment as the view has them, with what follows from them."""
        own, rejected = self._own, self._rejected
        with segment.path.open(encoding="utf-8") as quads:
            for quad in quads:
                subject, predicate, rest = quad.split(" ", 2)
                value = rest[: rest.rindex(" <")]
                found = self._entity(subject) if subject.startswith(own) else None
                if found is not None and self._stays(subject, predicate, found[1]):
                    continue
                name = found[0] if found is not None else subject
                target = self._entity(value) if value.startswith(own) else None
                if target is None:
                    yield f"{name} {predicate} {value}"
                    if predicate == RDFS.label and "/heading/topic/" in name:
                        yield f"{name} {RDF.type} {SKOS.Concept}"
                        yield f"{name} {SKOS.prefLabel} {value}"
                    continue
                if rejected and (predicate, subject, target[0]) in rejected:
                    continue
                yield f"{name} {predicate} {target[0]}"
                if predicate == BF.subject and (MCB.about, subject, target[0]) not in rejected:
                    yield f"{name} {MCB.about} {target[0]}"

    def _stays(self, subject: str, predicate: str, founder: int) -> bool:
        """Whether a statement is only about a heading, or is a label, of which `names` gives
        one for each language."""
        if predicate in _LABELS:
            return "/v/" not in subject
        return "/heading/" in subject and (
            predicate in _OF_HEADING_ONLY or (predicate == RDF.type and not founder)
        )

    def names(self) -> Iterator[str]:
        """One rdfs:label for an entity and language, every other name as skos:altLabel."""
        last = ("", "")
        for entity, language, name in self._ledger.db.execute(_NAMES):
            term = f"{self._entities}{entity}>"
            first = (entity, language) != last and (entity, language) not in self._preferred
            predicate = RDFS.label if first else SKOS.altLabel
            last = (entity, language)
            yield f"{term} {predicate} {text(name, language)}"

    def classes(self) -> Iterator[str]:
        """What every entity of a kind is, even one that only headings speak of."""
        for kind, classes in _CLASSES.items():
            query = "SELECT DISTINCT entity FROM member WHERE entity GLOB ?"
            for (entity,) in self._ledger.db.execute(query, (f"{kind}/*",)):
                for each in classes:
                    yield f"{self._entities}{entity}> {RDF.type} {each}"

    def named(self, path: str) -> str:
        """The term by which the view knows the node of a path."""
        term = f"{self._own}{path}>"
        found = self._entity(term)
        return found[0] if found is not None else term
