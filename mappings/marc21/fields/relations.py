"""bf:relation: what a field says of another work. The relation is a node of our Work; so is
what only this record says of that work, lest two records mix up what they say of it."""

import re
from functools import cache

from mocban.mappings.marc21.body import Field, rows
from mocban.mappings.marc21.entry import A, Entry, text_key
from mocban.mappings.marc21.fields.isbn_issn import issn_holds
from mocban.mappings.marc21.subfields import authority, key_of, organized
from mocban.mappings.sheet import said_of_heading
from mocban.ontology import literals
from mocban.ontology.iris import enc, numbered
from mocban.ontology.namespaces import BF, RDF, SKOS

ASSOCIATED = BF.associatedResource
QUALIFIER = BF.qualifier
_RELATION = BF.relation
_RELATION_CLASS = BF.Relation
_RELATIONSHIP = BF.relationship
_RELATIONSHIP_CLASS = BF.Relationship
_TITLE = BF.title
_TITLE_CLASS = BF.Title
_IDENTIFIED = BF.identifiedBy
_IDENTIFIER = BF.Identifier
_ISSN = BF.Issn
_LCCN = BF.Lccn
_ASSIGNER = BF.assigner
_EXACT = SKOS.exactMatch
_VALUE = RDF.value
_STATUS = BF.status
INCORRECT = "<http://id.loc.gov/vocabulary/mstatus/incorrect>"
_TERMS = "<http://id.loc.gov/vocabulary/relationship/"
BRACKETS = re.compile(r"\(([^()]+)\)").findall
_SERIAL = re.compile(r"(?<!\d)\d{4}[- ]?\d{3}[\dXx](?!\w)").search

Said = tuple[str, str, tuple[str, ...]]
"""LC's term for how works are related, our direct property or "", words that 580 has for it."""


@cache
def _table() -> dict[tuple[str, str], Said]:
    return {
        (tag, indicator): (
            f"{_TERMS}{term}>",
            BF[name] if name else "",
            tuple(words.split("|")) if words else (),
        )
        for tag, indicator, term, name, words in rows("relationships")
    }


@cache
def said_by(tag: str, indicator: str) -> Said:
    """How the work of a field is related to ours, by tag and second indicator."""
    return _table().get((tag, indicator)) or _table()[tag, "*"]


def keys(named: list[tuple[Field, str]]) -> list[str]:
    """Names of relations, for fields with what their resource is called."""
    names = [f"{field[0]}-{text_key(text)}" for field, text in named]
    if len(set(names)) == len(names):
        return names
    return numbered([(name, key_of(field)) for name, (field, _) in zip(names, named, strict=True)])


def relation(entry: Entry, key: str, term: str) -> str:
    """A relation of our Work."""
    node = f"{entry.work[:-1]}/relation/{key}>"
    entry.triples += (
        (entry.work, _RELATION, node),
        (node, A, _RELATION_CLASS),
        (node, _RELATIONSHIP, term),
    )
    return node


def in_words(entry: Entry, node: str, text: str, language: str) -> None:
    """$i Relationship information: what a relation is, in words."""
    entry.labelled(node, _RELATIONSHIP, "relationship", text, _RELATIONSHIP_CLASS, language)


def cited(entry: Entry, node: str, *types: str) -> str:
    """The other resource as this record cites it."""
    inner = f"{node[:-1]}/resource>"
    entry.triples.append((node, ASSOCIATED, inner))
    entry.triples += [(inner, A, name) for name in types]
    return inner


def titled(entry: Entry, node: str, key: str = "1") -> str:
    """A title of a resource."""
    title = f"{node[:-1]}/title/{key}>"
    entry.triples += ((node, _TITLE, title), (title, A, _TITLE_CLASS))
    return title


def identified(entry: Entry, node: str, kind: str, role: str, value: str, status: str = "") -> str:
    """A number of a resource."""
    inner = f"{node[:-1]}/{role}/{enc(value)}>"
    entry.triples += (
        (node, _IDENTIFIED, inner),
        (inner, A, kind),
        (inner, _VALUE, literals.text(value)),
    )
    if status:
        entry.triples.append((inner, _STATUS, status))
    return inner


def numbered_serial(entry: Entry, node: str, text: str, status: str = "") -> None:
    """An ISSN of a resource; one whose check digit does not hold is wrong."""
    match = _SERIAL(text)
    value = match[0] if match else text
    digits = value.upper().replace("-", "").replace(" ", "")
    holds = match is not None and issn_holds(digits)
    inner = identified(entry, node, _ISSN, "issn", value, status or ("" if holds else INCORRECT))
    entry.triples += [(inner, QUALIFIER, literals.text(each)) for each in BRACKETS(text)]


def controlled(entry: Entry, node: str, text: str) -> None:
    """$w Record control number: the number that an agency gave to a description of the resource."""
    term, agency, number = authority(text)
    if term and not agency:
        entry.triples.append((node, _EXACT, term))
        return
    kind = _LCCN if agency == "DLC" else _IDENTIFIER
    inner = identified(entry, node, kind, f"id-{enc(agency) or 'w'}", number)
    organized(entry, inner, _ASSIGNER, agency)


def heading(
    entry: Entry, field: Field, kind: str, string: str, label: str = "",
    types: tuple[str, ...] = (),
) -> str:  # fmt: skip
    """A work by the name that a field has for it, shared by all records; `label` is what it is
    called, where that is less than what distinguishes it."""
    used = f"{field[0]}${next((code for code, _ in field[2] if code in 'at'), 'a')}"
    if id(field) not in entry.tongues:
        return entry.known_heading(kind, string, used, label, types)
    node = entry.mint.heading(kind, string)
    words = literals.text(label or string, entry.tongues[id(field)])
    entry.triples += said_of_heading(node, kind, words, used, types)
    return node
