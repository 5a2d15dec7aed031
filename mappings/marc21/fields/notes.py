"""500-588: notes (https://www.loc.gov/marc/bibliographic/bd5xx.html).

`codes/notes.tsv` says what becomes of each: where it stands, as what, from which subfields.
Rows of one tag are tried in turn by first indicator (`_` is a blank); what is not named there
is never read. 541, 561 and 583 speak of donors, owners and the library's own business: they
are read only where the first indicator says “not private” and the dataset names the tag in its
option `public_notes`. 590-599 are never read. 502 stands in `theses`.
"""

import re
from functools import cache
from typing import NamedTuple

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, first, rows, trim
from mocban.mappings.marc21.entry import LABEL, A, Entry, Rule, text_key
from mocban.mappings.marc21.fields.links import address
from mocban.ontology import literals
from mocban.ontology.iris import enc, numbered
from mocban.ontology.namespaces import BF, BFLC, RDF

PRIVATE = frozenset(("541", "561", "583"))
_TYPES = "<http://id.loc.gov/vocabulary/mnotetype/"
_SCHEMES = "http://id.loc.gov/vocabulary/"
_STATUS = BF.status
_CONTENTS = {"1": "incmp", "2": "part"}  # first indicator of 505
_AUDIENCE = {"0": "reading grade level/lớp phù hợp để đọc", "1": "interest age level/lứa tuổi quan tâm", "2": "interest grade level/lớp quan tâm"}  # fmt: skip
_FUNDING = {"b": "Contract: /Hợp đồng: ", "c": "Grant: /Tài trợ: ", "e": "Program element: /Chương trình: ", "f": "Project: /Đề tài: ", "g": "Task: /Nhiệm vụ: ", "h": "Work unit: /Đơn vị công việc: "}  # fmt: skip
_LOCATOR = BF.electronicLocator
_PLACE = BF.place
_AGENT = BF.agent
_IDENTIFIED = BF.identifiedBy
_VALUE = RDF.value
_SOURCE = BF.source
_SOURCE_CLASS = BF.Source
_NOTATION = BF.notation
_NOTATION_CLASS = BF.Notation
_ENUMERATION = BF.enumerationAndChronology
_ENUMERATION_CLASS = BF.EnumerationAndChronology
_VALID = BF.validDate
_KEY = BFLC.marcKey
_LITERALS = {
    "date": BF.date, "count": BF.count, "qualifier": BF.qualifier, "citation": BFLC.citation,
    "preferredCitation": BF.preferredCitation,
}  # fmt: skip
_NUMBERS = {"Isbn": BF.Isbn, "Issn": BF.Issn, "StockNumber": BF.StockNumber}
_COMPACT = re.compile(r"(\d{4})(\d\d)?(\d\d)?\Z").match


class _Kind(NamedTuple):
    """One row of the table."""

    ind1: str
    on_work: bool
    predicate: str
    kind: str
    label: str
    mode: str
    type: str
    prefix: str
    more: tuple[tuple[str, str], ...]


@cache
def _kinds(tag: str) -> tuple[_Kind, ...]:
    return tuple(
        _Kind(
            ind1.replace("_", " "), on == "work", BF[name], BF[kind], label, mode,
            f"{_TYPES}{type_}>" if type_ else "", prefix,
            tuple((code, what) for code, _, what in (each.partition(":") for each in more.split())),
        )
        for own, _, ind1, on, name, kind, label, mode, type_, prefix, more in rows("notes")
        if own == tag
    )  # fmt: skip


def _spoken(entry: Entry, words: str) -> str:
    """Words that MARC has a program print for an indicator (`English/Vietnamese`), in the
    language of the catalogue; none where we do not know it."""
    english, _, vietnamese = words.partition("/")
    return {"vi": vietnamese, "en": english}.get(entry.dataset.language[:2], "")


def _texts(field: Field, kind: _Kind) -> list[str]:
    texts = [text for code, text in field[2] if code in kind.label]
    if kind.mode == "each" or not texts or (len(texts) == 1 and kind.mode != "list"):
        return texts
    if kind.mode == "list":
        return [" ".join([f"{t};" if t[-1] not in ".:,;/" else t for t in texts[:-1]] + texts[-1:])]
    return [" ".join(texts)]


def note(entry: Entry, fields: list[Field]) -> None:
    """The notes of `codes/notes.tsv`, each with its name and repeatability."""
    tag = fields[0][0]
    if tag in PRIVATE and tag not in entry.desk.public_notes:
        return
    made: list[tuple[str, str, Field, _Kind]] = []
    for field in fields:
        for kind in _kinds(tag):
            if not kind.ind1 or field[1][0] in kind.ind1:
                texts = _texts(field, kind)
                if not texts and kind.more:
                    codes = {code for code, _ in field[2]}
                    if any(code in codes for code, _ in kind.more):
                        texts = [""]  # says something all the same: a date, a place, a number
                for text in texts:
                    made.append((text, text or str(field[2]), field, kind))
                break
    keys = [text_key(each[1]) for each in made]
    if len(keys) > 1 and len(set(keys)) < len(keys):
        keys = numbered([(key, each[1]) for key, each in zip(keys, made, strict=True)])
    for key, (text, _, field, kind) in zip(keys, made, strict=True):
        _one(entry, key, text, field, kind)


def _one(entry: Entry, key: str, text: str, field: Field, kind: _Kind) -> None:
    subject = entry.work if kind.on_work else entry.instance
    node = f"{subject[:-1]}/note/{field[0]}-{key}>"
    out = entry.triples
    out += ((subject, kind.predicate, node), (node, A, kind.kind))
    if kind.type:
        out.append((node, A, kind.type))
    spoken = entry.spoken(field)
    language = spoken[0][0]
    prefix = _spoken(entry, kind.prefix) if kind.prefix else ""
    if text:
        out.append((node, LABEL, literals.text(prefix + text, language)))
        _keyed(entry, node, field, kind)
    for tongue, other in spoken[1:]:
        out += [(node, LABEL, literals.text(words, tongue)) for words in _texts(other, kind)]
        _keyed(entry, node, ("880", *other[1:]), kind)
    for code, words in field[2]:
        if code in kind.label:
            continue
        if code == "u":
            term = address(words)
            if term:
                out.append((node, _LOCATOR, term))
        elif kind.more:
            for own, what in kind.more:
                if code == own:
                    _more(entry, node, code, what, words, language, field)
        if code == "3":
            subfields.applies_to(entry, node, field, language)
        elif code == "5":
            subfields.institution(entry, node, field)
    if field[0] == "505" and field[1][0] in _CONTENTS:
        status = f"<{_SCHEMES}mstatus/{_CONTENTS[field[1][0]]}>"
        out.append((node, _STATUS, status))
    elif field[0] == "521" and field[1][0] in _AUDIENCE:
        words = _spoken(entry, _AUDIENCE[field[1][0]])
        if words:
            entry.note(node, "level", words, language=entry.dataset.language)


def _keyed(entry: Entry, node: str, field: Field, kind: _Kind) -> None:
    """bflc:marcKey of a text that was put together, so that it can be taken apart again."""
    if len(field[2]) < 2 or kind.mode == "each":
        return
    parts = [part for part in field[2] if part[0] in kind.label]
    if len(parts) > 1:
        key = subfields.key_of((field[0], field[1], parts))
        entry.triples.append((node, _KEY, literals.text(key)))


def _more(
    entry: Entry, node: str, code: str, what: str, text: str, language: str, field: Field
) -> None:
    """What a further subfield says of the note, as the last column of the table names it."""
    words = trim(text)
    if not words:
        return
    out = entry.triples
    if what in _LITERALS:
        out.append((node, _LITERALS[what], literals.text(words)))
    elif what in _NUMBERS:
        inner = f"{node[:-1]}/{what.lower()}/{enc(words)}>"
        out += ((node, _IDENTIFIED, inner), (inner, A, _NUMBERS[what]))
        out.append((inner, _VALUE, literals.text(words)))
    elif what == "label":
        prefix = _spoken(entry, _FUNDING[code]) if field[0] == "536" and code in _FUNDING else ""
        out.append((node, LABEL, literals.text(prefix + words, language)))
    elif what == "note":
        entry.note(node, code, words, language=language)
    elif what == "place":
        out.append((node, _PLACE, entry.known_heading("place", words, f"{field[0]}${code}")))
    elif what == "agent":
        out.append((node, _AGENT, entry.known_heading("group", words, f"{field[0]}${code}")))
    elif what == "status":
        entry.labelled(node, _STATUS, "status", words, BF.Status, language)
    elif what == "source":
        entry.labelled(node, _SOURCE, "source", words, _SOURCE_CLASS, language)
    elif what == "enumeration":
        entry.labelled(node, _ENUMERATION, "part", words, _ENUMERATION_CLASS, language)
    elif what == "applies":
        entry.labelled(node, BFLC.appliesTo, "applies", words, BFLC.AppliesTo, language)
    elif what == "validDate":
        match = _COMPACT(words)
        date = "-".join(part for part in match.groups() if part) if match else ""
        out.append((node, _VALID, literals.edtf(date) if date else literals.text(words)))
    elif code == "2":
        subfields.source(entry, node, words, f"{_SCHEMES}{what}/" if what else "")


def linking(entry: Entry, fields: list[Field]) -> None:
    """580 Linking Entry Complexity Note (R): left out where 7XX with the same $8 says it in a
    form that programs read."""
    linked = {
        text for tag, others in entry.by.items() if tag[0] == "7"
        for other in others for text in all_of(other, "8")
    }  # fmt: skip
    left = [field for field in fields if not linked or first(field, "8") not in linked]
    if left:
        note(entry, left)


def language(entry: Entry, fields: list[Field]) -> None:
    """546 Language Note (R): $b, the script or notation, is of the Work, with a note or without."""
    note(entry, fields)
    for field in fields:
        (tongue, _), *others = entry.spoken(field)
        for place, text in enumerate(all_of(field, "b")):
            words = trim(text)
            if not words:
                continue
            key = " ".join([words, *all_of(field, "3")])
            node = entry.node_for(entry.work, _NOTATION, "notation", key, _NOTATION_CLASS)
            entry.triples.append((node, LABEL, literals.text(words, tongue)))
            entry.triples += [
                (node, LABEL, literals.text(trim(called), own))
                for own, other in others
                for called in all_of(other, "b")[place : place + 1]
            ]
            subfields.applies_to(entry, node, field, tongue)


def former_title(entry: Entry, fields: list[Field]) -> None:
    """547 Former Title Complexity Note (R): where 247 does not say it."""
    if "247" not in entry.by:
        note(entry, fields)


def cited(entry: Entry, fields: list[Field]) -> None:
    """510 Citation/References Note (R): who indexes it (ind1 = 0, 1, 2), else where it is cited."""
    for field in fields:
        if field[1][0] not in "012":
            note(entry, [field])
            continue
        for language, each in entry.spoken(field):
            title = trim(first(each, "a"))
            if title:
                _indexed(entry, each, title, language)


def _indexed(entry: Entry, field: Field, title: str, language: str) -> None:
    relation = entry.node_for(entry.work, BF.relation, "relation", f"510 {title}", BF.Relation)
    resource = f"{relation[:-1]}/resource/1>"
    name = f"{resource[:-1]}/title/510>"
    entry.triples += (
        (relation, BF.relationship, f"<{_SCHEMES}relationship/indexedin>"),
        (relation, BF.associatedResource, resource),
        (resource, A, BF.Work),
        (resource, BF.title, name),
        (name, A, BF.Title),
        (name, BF.mainTitle, literals.text(title, language)),
    )
    for code, text in field[2]:
        words = trim(text)
        if code in "bc":
            kind = "coverage" if code == "b" else "loc"
            entry.note(resource, code, words, (f"{_TYPES}{kind}>",), language)
        elif code == "x":
            _more(entry, resource, code, "Issn", text, language, field)
        elif code == "u" and (term := address(text)):
            entry.triples.append((resource, _LOCATOR, term))
    subfields.applies_to(entry, relation, field, language)


RULES: dict[str, Rule] = {
    **{row[0]: note for row in rows("notes")},
    "510": cited,
    "546": language,
    "547": former_title,
    "580": linking,
}
