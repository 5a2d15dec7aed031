"""Headings with subdivisions: `$aBắc Giang$xLịch sử$yThế kỷ 19` is a heading of its own,
“Bắc Giang--Lịch sử--Thế kỷ 19”, with each part as mcb:component in order (mcb:c1, mcb:c2 …).

A time, a form and a topic may have the same words, so the key of a time begins with `$y` and
that of a form with `$v`: both are headings of kind topic, but other headings than the topic.
"""

import re
from functools import cache
from typing import NamedTuple

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, first, rows, table, trim
from mocban.mappings.marc21.entry import LABEL, A, Entry
from mocban.mappings.marc21.fields import roles
from mocban.mappings.sheet import said_of_heading
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, BFLC, MCB, term

SUBJECTS = "http://id.loc.gov/vocabulary/subjectSchemes/"
GENRES = "http://id.loc.gov/vocabulary/genreFormSchemes/"

_SOURCE = BF.source
_KEY = BFLC.marcKey
_COMPONENT = MCB.component
_ORDERED = tuple(MCB[f"c{place}"] for place in range(1, 10))
_RELATION = BF.relation
_RELATION_CLASS = BF.Relation
_RELATIONSHIP = BF.relationship
_RELATIONSHIP_CLASS = BF.Relationship
_RESOURCE = BF.associatedResource
_INDICATED = frozenset(("600", "610", "611", "630", "647", "648", "650", "651", "655"))
_CODED = re.compile(r"[a-z0-9-]+\.?\Z", re.IGNORECASE).match
_CONCERNS = frozenset("345e")
_OF_MEETINGS = frozenset("345j")  # $e is part of the name there


class Sort(NamedTuple):
    """What sort of heading some words are: kind, classes, what its key begins with."""

    kind: str
    types: tuple[str, ...]
    key: str = ""


TOPIC = Sort("topic", (BF.Topic,))
PLACE = Sort("place", (BF.Place,))
TIME = Sort("topic", (BF.Temporal,), "$y")
FORM = Sort("topic", (BF.GenreForm,), "$v")
_SORTS = {"b": TOPIC, "k": FORM, "v": FORM, "x": TOPIC, "y": TIME, "z": PLACE}


class Layout(NamedTuple):
    """How the heading of a field is put together."""

    sort: Sort
    main: str  # codes of its main part
    divided: str  # codes of its subdivisions

    def words(self, field: Field) -> str:
        """The main part."""
        return trim(" ".join([text for code, text in field[2] if code in self.main]))

    def divisions(self, field: Field) -> list[tuple[str, str]]:
        """The subdivisions in order, without the punctuation at their ends."""
        return [
            (code, words)
            for code, text in field[2]
            if code in self.divided and (words := trim(text))
        ]


@cache
def layouts() -> dict[str, Layout]:
    """Tag -> layout, of `codes/subjects.tsv`."""
    return {
        row[0]: Layout(Sort(row[2], tuple(map(term, row[3].split())), row[6]), row[4], row[5])
        for row in rows("subjects")
    }


class Made(NamedTuple):
    """The headings of a field."""

    whole: str
    main: str  # empty where the field has subdivisions only
    parts: list[str]  # main part and subdivisions
    places: list[str]  # those in $z


def heading(
    entry: Entry, sort: Sort, text: str, used: str, language: str = "", label: str = ""
) -> str:
    """The heading with these words; `language` where they are not in that of the dataset.
    `label` is what it is called, where that is less than what distinguishes it."""
    label = label or text
    if not language:
        return entry.known_heading(sort.kind, sort.key + text, used, label, sort.types)
    node = entry.mint.heading(sort.kind, sort.key + text)
    words = literals.text(label, language)
    entry.triples += said_of_heading(node, sort.kind, words, used, sort.types)
    return node


def string(main: str, divisions: list[tuple[str, str]]) -> str:
    """A compound heading in words."""
    return "--".join([each for each in (main, *(text for _, text in divisions)) if each])


def headings(entry: Entry, field: Field, layout: Layout, language: str = "") -> Made | None:
    """The headings of a field that has no name and no title."""
    tag = field[0]
    main, divisions = layout.words(field), layout.divisions(field)
    node = heading(entry, layout.sort, main, f"{tag}$a", language) if main else ""
    if not divisions:
        return Made(node, node, [node], []) if node else None
    parts = of_divisions(entry, tag, divisions, language)
    places = [node for node, (code, _) in zip(parts, divisions, strict=True) if code == "z"]
    if node:
        parts = [node, *parts]
    if len(parts) == 1:
        return Made(parts[0], node, parts, places)
    sort = layout.sort
    if sort.types != FORM.types and (sort.kind != "place" or len(places) + 1 < len(parts)):
        sort = TOPIC
    whole = heading(entry, sort, string(main, divisions), tag, language)
    compose(entry, whole, parts)
    return Made(whole, node, parts, places)


def of_divisions(
    entry: Entry, tag: str, divisions: list[tuple[str, str]], language: str = ""
) -> list[str]:
    """The headings of subdivisions."""
    return [
        heading(entry, _SORTS[code], text, f"{tag}${code}", language) for code, text in divisions
    ]


def compose(entry: Entry, whole: str, parts: list[str]) -> None:
    """The parts of a compound heading, in order."""
    out = entry.triples
    out += [(whole, _COMPONENT, part) for part in parts]
    out += [(whole, place, part) for place, part in zip(_ORDERED, parts, strict=False)]


def other_scripts(entry: Entry, field: Field, layout: Layout, made: Made) -> None:
    """The labels that 880 gives the headings of a field."""
    divisions = layout.divisions(field)
    for language, other in entry.also(field):
        main, others = layout.words(other), layout.divisions(other)
        named = [(made.whole, string(main, others)), (made.main, main)]
        if [code for code, _ in others] == [code for code, _ in divisions]:
            parts = made.parts[1 if made.main else 0 :]
            named += [(node, text) for node, (_, text) in zip(parts, others, strict=True)]
        for node, text in named:
            if node and text:
                entry.triples.append((node, LABEL, literals.text(text, language)))


def thesaurus(entry: Entry, node: str, field: Field, stem: str = SUBJECTS) -> None:
    """The thesaurus that ind2 or $2 names, as bf:source; words that are no code stay words."""
    address = table("thesauri").get(field[1][1]) if field[0] in _INDICATED else None
    if address:
        entry.triples.append((node, _SOURCE, f"<{address}>"))
        return
    said = first(field, "2")
    code = said.partition("/")[0]
    if _CODED(code):
        subfields.source(entry, node, code, stem)
    else:
        subfields.source(entry, node, said)


def undivided(field: Field) -> list[tuple[str, str]]:
    """The subfields before the first subdivision, without punctuation at the end."""
    found: list[tuple[str, str]] = []
    for code, text in field[2]:
        if code in "vxyz":
            found[-1:] = [(last, trim(words)) for last, words in found[-1:]]
            break
        found.append((code, text))
    return found


def marc_key(entry: Entry, node: str, field: Field) -> None:
    """bflc:marcKey of a heading, up to its subdivisions."""
    key = subfields.key_of((field[0], field[1], undivided(field)))
    entry.triples.append((node, _KEY, literals.text(key)))


def concern(
    entry: Entry, node: str, field: Field, predicate: str, stated: tuple[str, ...] | None = None
) -> None:
    """$e and $4 (in which role it is a subject), $3 (of which part), $5 (for which library).
    A heading is shared by all records; this is said in a Relation of the one work. `stated` are
    the roles, where they are known already."""
    asked = _OF_MEETINGS if field[0][1:] == "11" else _CONCERNS
    for code, _ in field[2]:
        if code in asked:
            break
    else:
        return
    if stated is None:
        stated = tuple(roles.roles(entry, field))
    told = [role for role in stated if role not in roles.PRIVATE]
    kind, _, name = node[len(entry.desk.heading) : -1].partition("/")
    for role in told or ([] if stated else [predicate]):
        key = roles.key(role) if told else predicate[predicate.rindex("/") + 1 : -1]
        inner = f"{entry.work[:-1]}/relation/{key}-{kind}-{name}>"
        entry.triples += (
            (entry.work, _RELATION, inner),
            (inner, A, _RELATION_CLASS),
            (inner, _RESOURCE, node),
        )
        if role[0] == "<":
            entry.triples.append((inner, _RELATIONSHIP, role))
        else:
            entry.labelled(inner, _RELATIONSHIP, "relationship", role[1:], _RELATIONSHIP_CLASS)
        subfields.applies_to(entry, inner, field)
        subfields.institution(entry, inner, field)
