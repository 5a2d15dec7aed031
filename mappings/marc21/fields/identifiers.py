"""010-088: numbers of the record, the work and the edition
(https://www.loc.gov/marc/bibliographic/bd01x09x.html).

`codes/identifiers.tsv` says what becomes of each: of which class it is, how its text is read
(`trimmed` of punctuation; `brackets` hold a qualifier; a `prefix` in brackets is the agency),
and what further subfields say of it. $a is the number, $y one that is wrong, $z one that is
cancelled or invalid. 020 and 022 stand in `isbn_issn`.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, first, rows, table, trim
from mocban.mappings.marc21.entry import LABEL, A, Entry, Rule, text_key
from mocban.ontology import literals
from mocban.ontology.edtf import extent
from mocban.ontology.iris import enc
from mocban.ontology.namespaces import BF, RDF

_IDENTIFIED = BF.identifiedBy
_IDENTIFIER = BF.Identifier
_VALUE = RDF.value
_STATUS = BF.status
_QUALIFIER = BF.qualifier
_TERMS = BF.acquisitionTerms
_ASSIGNER = BF.assigner
_AGENT = BF.Agent
_ORGANIZATION = BF.Organization
_SOURCE = BF.source
_SOURCE_CLASS = BF.Source
_CODE = BF.code
_DATE = BF.date
_PLACE = BF.place
_DOI_CLASS = BF.Doi
_OCLC = BF.OclcNumber
_FINGERPRINT = BF.Fingerprint
_VOCABULARY = "http://id.loc.gov/vocabulary/"
_GERMAN = "https://ld.zdb-services.de/resource/organisations/"
STATUSES = {
    "a": ("", ""),
    "y": ("-incorrect", "<http://id.loc.gov/vocabulary/mstatus/incorrect>"),
    "z": ("-cancelled", "<http://id.loc.gov/vocabulary/mstatus/cancinv>"),
}
_DOI = re.compile(r"10\.\d{4,9}/\S+\Z").match
_IN_BRACKETS = re.compile(r"(?:^|\s+)\(([^()]*)\)")  # those without a space belong to the number
_PREFIX = re.compile(r"\(([^()]*)\)\s*(.*)").match
_COMPACT = re.compile(r"(\d{4})(\d\d)?(\d\d)?\Z").match
_OPEN = "***"  # $a of 015 and 016 in forms that were never filled in


class _Kind(NamedTuple):
    """One row of the table."""

    type: str
    role: str
    on_work: bool
    form: str
    more: dict[str, tuple[str, str]]
    always: tuple[str, str]


@cache
def _kinds() -> dict[tuple[str, str], _Kind]:
    found = {}
    for tag, _, indicator, name, role, on, form, more in rows("identifiers"):
        parts = dict(part.split(":", 1) for part in more.split())
        always, _, node = parts.pop("always", "").partition("/")
        found[tag, indicator] = _Kind(
            BF[name], role, on == "work", form,
            {code: (what.partition("/")[0], what.partition("/")[2])
             for code, what in {"q": "qualifier", **parts}.items()},
            (always, node),
        )  # fmt: skip
    return found


@cache
def _sources() -> dict[str, str]:
    return {source: BF[name] for source, name in table("identifier_sources").items()}


def numbers(entry: Entry, fields: list[Field]) -> None:
    """The numbers of `codes/identifiers.tsv`, each with its name and repeatability."""
    known = _kinds()
    tag = fields[0][0]
    for field in fields:
        kind = known.get((tag, field[1][:1])) or known[tag, ""]
        if tag == "024" and field[1][:1] == "7":
            found = _sources().get(first(field, "2").lower())
            if found:
                more = {code: what for code, what in kind.more.items() if code != "2"}
                kind = kind._replace(type=found, on_work=found == BF.Eidr, more=more)
        for language, each in entry.spoken(field):
            for code, text in each[2]:
                if code in STATUSES and not (code == "a" and _OPEN in text):
                    _number(entry, each, kind, code, text, language)


def _number(entry: Entry, field: Field, kind: _Kind, code: str, text: str, language: str) -> None:
    out = entry.triples
    suffix, status = STATUSES[code]
    owner = entry.work if kind.on_work else entry.instance
    value, key, what, words, agency = text, text, kind.type, "", ""
    if kind.form == "prefix":
        match = _PREFIX(text[max(text.find("(OCoLC"), 0) :])
        if match:
            agency, value = match[1].strip(), match[2]
            if "OCoLC" in agency:
                agency, what = "", _OCLC
    elif kind.form:
        if kind.form == "brackets" and "(" in text:
            words = " ".join(_IN_BRACKETS.findall(text))
            value = _IN_BRACKETS.sub("", text)
        value = key = value.strip(" .,:;/=") or text
        if what == _IDENTIFIER and _DOI(value):
            what = _DOI_CLASS
    if not value:
        return
    node = f"{owner[:-1]}/{kind.role}{suffix}/{enc(key)}>"
    out += ((owner, _IDENTIFIED, node), (node, A, what), (node, _VALUE, literals.text(value)))
    if status:
        out.append((node, _STATUS, status))
    if agency:
        _agency(entry, node, agency)
    if words:
        qualifier(entry, node, words, language)
    if kind.always[0] == "agency":
        _agency(entry, node, kind.always[1])
    elif kind.always[0]:
        out.append((node, _SOURCE, f"<{kind.always[1]}>"))
    if len(field[2]) > 1:
        for other, more in field[2]:
            if other in kind.more:
                _SAYS[kind.more[other][0]](entry, node, more, language, kind.more[other][1])


def _agency(entry: Entry, node: str, code: str) -> None:
    """(DE-599)…: German libraries have an address of their own, others one at LC's list."""
    term = literals.outside(_GERMAN + code) if code.startswith("DE-") else None
    if term is None:
        subfields.organized(entry, node, _ASSIGNER, code)
    else:
        entry.triples += (
            (node, _ASSIGNER, term),
            (term, A, _AGENT),
            (term, _CODE, literals.text(code)),
        )


def qualifier(entry: Entry, node: str, text: str, language: str, _: str = "") -> None:
    """bf:qualifier: binding, volume, publisher, without their brackets."""
    words = trim(text.strip(" ;:,()").replace("(", "").replace(")", ""))
    if words:
        entry.triples.append((node, _QUALIFIER, literals.text(words, language)))


def terms(entry: Entry, node: str, text: str, language: str, _: str = "") -> None:
    """bf:acquisitionTerms: the price that is printed in the book, or how else it is had."""
    words = trim(text).lstrip(" :;=")
    if words:
        entry.triples.append((node, _TERMS, literals.text(words, language)))


def centre(entry: Entry, node: str, text: str, language: str = "", _: str = "") -> None:
    """$2 of ISSN: the centre that assigned it, by its code."""
    inner = f"{node[:-1]}/assigner/{enc(text)}>"
    entry.triples += (
        (node, _ASSIGNER, inner),
        (inner, A, _AGENT),
        (inner, _CODE, literals.text(text)),
    )


def _assigner(entry: Entry, node: str, text: str, language: str, _: str) -> None:
    words = trim(text)
    if words:
        inner = f"{node[:-1]}/assigner/{text_key(words)}>"
        entry.triples += (
            (node, _ASSIGNER, inner),
            (inner, A, _ORGANIZATION),
            (inner, LABEL, literals.text(words, language)),
        )


def _note(entry: Entry, node: str, text: str, language: str, _: str) -> None:
    entry.note(node, "d", text, language=language)


def _date(entry: Entry, node: str, text: str, language: str, _: str) -> None:
    match = _COMPACT(text.replace("-", "").strip())
    date = "-".join([part for part in match.groups() if part]) if match else ""
    if date and extent(date):
        value = literals.date(date) if len(date) == 10 else literals.edtf(date)
    else:
        value = literals.text(text)
    entry.triples.append((node, _DATE, value))


def _country(entry: Entry, node: str, text: str, language: str, _: str) -> None:
    code = text.strip(" .-#|")
    if code in table("countries"):
        entry.triples.append((node, _PLACE, f"<{_VOCABULARY}countries/{code}>"))


def _source(entry: Entry, node: str, text: str, language: str, stem: str) -> None:
    subfields.source(entry, node, text.partition("/")[0], f"{_VOCABULARY}{stem}/" if stem else "")


def _of_organization(entry: Entry, node: str, text: str, language: str, _: str) -> None:
    term, _said = subfields.organization(text.strip())
    if term:
        entry.triples += (
            (node, _SOURCE, term),
            (term, A, _SOURCE_CLASS),
            (term, _CODE, literals.text(text.strip())),
        )


def _exact(entry: Entry, node: str, text: str, language: str, _: str) -> None:
    subfields.authorities(entry, node, ("", "", [("0", text)]))


_SAYS: dict[str, Callable[[Entry, str, str, str, str], None]] = {
    "assigner": _assigner,
    "centre": centre,
    "country": _country,
    "date": _date,
    "exact": _exact,
    "note": _note,
    "organization": _of_organization,
    "qualifier": qualifier,
    "source": _source,
    "terms": terms,
}


def fingerprint(entry: Entry, fields: list[Field]) -> None:
    """026 Fingerprint Identifier (R): groups of letters from given pages of an old book."""
    for field in fields:
        for _, each in entry.spoken(field):
            value = " ".join(all_of(each, "abcd")) or " ".join(all_of(each, "e"))
            if not value:
                continue
            node = entry.node_for(entry.instance, _IDENTIFIED, "fingerprint", value, _FINGERPRINT)
            entry.triples.append((node, _VALUE, literals.text(value)))
            for code in all_of(each, "2"):
                _source(entry, node, code, "", "fingerprintschemes")
            subfields.institution(entry, node, each)


RULES: dict[str, Rule] = {**{row[0]: numbers for row in rows("identifiers")}, "026": fingerprint}
