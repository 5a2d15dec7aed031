"""Control subfields: $0 $1 $2 $3 $5 and $u, which mean the same in every field
(https://www.loc.gov/marc/bibliographic/ecbdcntf.html). $6 is read in `vernacular`, $8 is
left out: it only says in which order a library showed its fields."""

import re
from functools import lru_cache

from mocban.mappings.marc21.body import Field, rows, trim
from mocban.mappings.marc21.entry import A, Entry
from mocban.mappings.record import Triple
from mocban.ontology import literals
from mocban.ontology.iris import enc
from mocban.ontology.namespaces import BF, BFLC, RDF, SKOS

_SOURCE = BF.source
_SOURCE_CLASS = BF.Source
_CODE = BF.code
_AGENT_CLASS = BF.Agent
_EXACT = SKOS.exactMatch
_IDENTIFIED = BF.identifiedBy
_IDENTIFIER = BF.Identifier
_VALUE = RDF.value
_APPLIES = BFLC.appliesTo
_APPLIES_CLASS = BFLC.AppliesTo
_INSTITUTION = BFLC.applicableInstitution
_ORGANIZATIONS = "http://id.loc.gov/vocabulary/organizations/"
_NUMBER = re.compile(r"\(([^()]+)\)\s*(\S.*)").match
_ORGANIZATION = re.compile(r"[A-Za-z0-9]{2,}(?:[-/:.][A-Za-z0-9]+)*\.?\Z").match
_UNFIT = re.compile(r"[^a-z0-9]+")


def key_of(field: Field) -> str:
    """A field as LC writes it into bflc:marcKey: tag, indicators, `$` before each code; without
    $6, which only means something inside its record."""
    key = field[0] + field[1]
    for code, text in field[2]:
        if code != "6":
            key += f"${code}{text}"
    return key


@lru_cache(maxsize=2048)
def organization(code: str) -> tuple[str, tuple[Triple, ...]]:
    """A MARC organization code (https://www.loc.gov/marc/organizations/) as the IRI term that
    the Library of Congress gives it, and what is said of it; ("", ()) where it is none."""
    slug = _UNFIT.sub("", code.lower()) if _ORGANIZATION(code) else ""
    if not slug:
        return "", ()
    node = f"<{_ORGANIZATIONS}{slug}>"
    return node, ((node, A, _AGENT_CLASS), (node, _CODE, literals.text(code)))


def organized(entry: Entry, node: str, predicate: str, code: str) -> None:
    """A property whose value is an organization, by its MARC code; words that are no code are
    its label."""
    code = code.strip()
    term, said = organization(code)
    if term:
        entry.triples.append((node, predicate, term))
        entry.triples += said
    elif code:
        entry.labelled(node, predicate, "organization", code, _AGENT_CLASS)


def source(entry: Entry, node: str, code: str, stem: str = "") -> None:
    """$2 as bf:source: the term `<{stem}{code}>` where LC lists the code, `stem` being the
    address of its list, else a Source of its own with its code."""
    code = code.strip().strip(".")
    if not code:
        return
    listed = stem and code.lower() in _listed()
    inner = f"<{stem}{code.lower()}>" if listed else f"{node[:-1]}/source/{enc(code)}>"
    entry.triples += (
        (node, _SOURCE, inner),
        (inner, A, _SOURCE_CLASS),
        (inner, _CODE, literals.text(code)),
    )


def applies_to(entry: Entry, node: str, field: Field, language: str = "") -> None:
    """$3 Materials specified."""
    for code, text in field[2]:
        if code == "3" and (words := trim(text)):
            entry.labelled(node, _APPLIES, "applies", words, _APPLIES_CLASS, language)


def institution(entry: Entry, node: str, field: Field) -> None:
    """$5 Institution to which the field applies."""
    for code, text in field[2]:
        if code == "5":
            organized(entry, node, _INSTITUTION, text)


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    return frozenset(row[0] for row in rows("source_codes"))


@lru_cache(maxsize=1)
def _authorities() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("authorities")}


@lru_cache(maxsize=4096)
def authority(text: str) -> tuple[str | None, str, str]:
    """$0, $1 or $w: the address it stands for as an IRI term or None, the code of who gave the
    number, and the number. `(DE-588)118559680` is an address as well as a number."""
    text = text.strip()
    if text.startswith("(uri)"):
        text = text[5:].strip()
    if text.startswith(("http://", "https://")):
        return literals.outside(text), "", text
    match = _NUMBER(text)
    if match is None:
        return None, "", text
    agency, number = match[1].strip(), match[2].rstrip(" .")
    for prefix, stem in _authorities().items():
        if (agency + number).startswith(prefix) or agency == prefix:
            return literals.outside(stem + (agency + number).removeprefix(prefix)), agency, number
    return None, agency, number


def authorities(entry: Entry, node: str, field: Field, codes: str = "01") -> None:
    """$0 Authority record control number, $1 Real World Object URI."""
    for code, text in field[2]:
        if code in codes:
            same(entry, node, text)


def same(entry: Entry, node: str, text: str) -> None:
    """What $0 or $1 says: skos:exactMatch to an address, bf:identifiedBy for a number that some
    agency gave."""
    term, agency, number = authority(text)
    if term:
        entry.triples.append((node, _EXACT, term))
    if agency:
        inner = f"{node[:-1]}/id-{enc(agency)}/{enc(number)}>"
        entry.triples += (
            (node, _IDENTIFIED, inner),
            (inner, A, _IDENTIFIER),
            (inner, _VALUE, literals.text(number)),
        )
        source(entry, inner, agency)
