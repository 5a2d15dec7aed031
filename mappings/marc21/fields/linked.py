"""76X-78X: what a record says of another work and of an edition of it, by `codes/linked.tsv`.
It is said within the relation: the record of that work may say it otherwise."""

import re
from functools import cache
from typing import NamedTuple

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, first, rows
from mocban.mappings.marc21.entry import LABEL, A, Entry
from mocban.mappings.marc21.fields import relations
from mocban.mappings.marc21.fields.isbn_issn import isbn_holds
from mocban.mappings.marc21.fields.titles import worded
from mocban.mappings.marc21.punctuation import unwrapped
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, RDF, REL

_WORK = BF.Work
_INSTANCE = BF.Instance
_HAS_INSTANCE = BF.hasInstance
_INSTANCE_OF = BF.instanceOf
_MAIN = BF.mainTitle
_LANGUAGE = BF.language
_CONTRIBUTION = BF.contribution
_CONTRIBUTION_CLASS = BF.Contribution
_PRIMARY = BF.PrimaryContribution
_AGENT = BF.agent
_AGENT_CLASS = BF.Agent
_ROLE = BF.role
_CONTRIBUTOR = REL.ctb
_ACTIVITY = BF.provisionActivity
_ACTIVITY_CLASS = BF.ProvisionActivity
_PLACE = BF.place
_IDENTIFIED = BF.identifiedBy
_LANGUAGES = "<http://id.loc.gov/vocabulary/languages/"
_COUNTRIES = "<http://id.loc.gov/vocabulary/countries/"
_INNER = {"label": LABEL, "value": RDF.value, "mainTitle": _MAIN}
_CODED = frozenset("efw3")
_CODE = re.compile(r"[a-z]{2,3}\Z").match
_NUMBER = re.compile(r"\d[\d -]*[\dXx]").search


class _Part(NamedTuple):
    """One row of the table."""

    on_work: bool
    predicate: str
    kind: str
    inner: str
    role: str


@cache
def _parts() -> dict[str, _Part]:
    return {
        code: _Part(
            on == "work", BF[name], BF[kind] if kind else "", _INNER.get(inner, ""), kind.lower()
        )
        for code, _, on, name, kind, inner in rows("linked")
    }


def cite(entry: Entry, relation: str, field: Field, title: str, authors: list[str]) -> str:
    """The other work as this record cites it, within their relation; nothing where no more is
    said of it than its heading says. `title` and `authors` are for a work without a heading."""
    parts = _parts()
    work = edition = ""
    for language, each in entry.spoken(field):
        for code, text in each[2]:
            part = parts.get(code)
            words = worded(text)
            if not words or (part is None and (code not in _CODED or each is not field)):
                continue
            work = work or relations.cited(entry, relation, _WORK)
            if part is None and code in "e3":
                _of_work(entry, work, code, words)
                continue
            if part is None or not part.on_work:
                edition = edition or _edition(entry, work)
            if part is None:
                _of_edition(entry, edition, code, words)
            else:
                _say(entry, work if part.on_work else edition, part, words, language)
    if title:
        work = work or relations.cited(entry, relation, _WORK)
        call(entry, work, field, title, entry.tongues.get(id(field), entry.language))
        for author in authors:
            _made_by(entry, work, author)
    uniform, own = worded(first(field, "s")), worded(first(field, "t"))
    if uniform and own and own != uniform:
        work = work or relations.cited(entry, relation, _WORK)
        called = relations.titled(entry, edition or _edition(entry, work))
        entry.triples.append((called, _MAIN, literals.text(own, entry.language)))
    if work:
        subfields.applies_to(entry, work, field, entry.language)
    return work


def call(entry: Entry, node: str, field: Field, title: str, language: str) -> None:
    """The title of the other work, in all scripts."""
    called = relations.titled(entry, node)
    out = entry.triples
    out.append((called, _MAIN, literals.text(title, language)))
    for tongue, each in [(language, field), *entry.also(field)]:
        text = worded(first(each, "s") or first(each, "t"))
        if text and each is not field:
            out.append((called, _MAIN, literals.text(text, tongue)))
        for text in all_of(each, "c"):
            out.append((called, relations.QUALIFIER, literals.text(unwrapped(text), tongue)))


def _made_by(entry: Entry, work: str, author: str) -> None:
    """An author as he is cited: the record of the work itself says who he is."""
    inner = entry.node_for(work, _CONTRIBUTION, "contribution", author, _CONTRIBUTION_CLASS)
    entry.triples += ((inner, A, _PRIMARY), (inner, _ROLE, _CONTRIBUTOR))
    entry.labelled(inner, _AGENT, "agent", author, _AGENT_CLASS)


def _edition(entry: Entry, work: str) -> str:
    edition = f"{work[:-1]}/instance>"
    entry.triples += (
        (work, _HAS_INSTANCE, edition),
        (edition, A, _INSTANCE),
        (edition, _INSTANCE_OF, work),
    )
    return edition


def _say(entry: Entry, node: str, part: _Part, words: str, language: str) -> None:
    if not part.kind:
        entry.triples.append((node, part.predicate, literals.text(words, language)))
    elif part.inner == LABEL:
        entry.labelled(node, part.predicate, part.role, words, part.kind, language)
    elif part.predicate == _IDENTIFIED:
        _number(entry, node, part, words)
    else:
        inner = entry.node_for(node, part.predicate, part.role, words, part.kind)
        entry.triples.append((inner, part.inner, literals.text(words, language)))


def _number(entry: Entry, node: str, part: _Part, words: str) -> None:
    """A number; of an ISBN without what stands around it (`604-57-0000-1 (T. 1)`)."""
    if part.role == "issn":
        relations.numbered_serial(entry, node, words)
    elif part.role != "isbn":
        relations.identified(entry, node, part.kind, part.role, words)
    else:
        match = _NUMBER(words)
        value = match[0] if match else words
        holds = isbn_holds("".join([sign for sign in value.upper() if sign.isalnum()]))
        status = "" if holds else relations.INCORRECT
        inner = relations.identified(entry, node, part.kind, part.role, value, status)
        entry.triples += [
            (inner, relations.QUALIFIER, literals.text(each)) for each in relations.BRACKETS(words)
        ]


def _of_work(entry: Entry, work: str, code: str, text: str) -> None:
    """$e Language code; two may stand in one, as `vieeng`."""
    for at in range(0, len(text) if code == "e" else 0, 3):
        if _CODE(text[at : at + 3]):
            entry.triples.append((work, _LANGUAGE, f"{_LANGUAGES}{text[at : at + 3]}>"))


def _of_edition(entry: Entry, edition: str, code: str, text: str) -> None:
    """$f Country code, $w Record control number."""
    if code == "w":
        relations.controlled(entry, edition, text)
    elif _CODE(text):
        made = entry.node_for(edition, _ACTIVITY, "provision", text, _ACTIVITY_CLASS)
        entry.triples.append((made, _PLACE, f"{_COUNTRIES}{text}>"))
