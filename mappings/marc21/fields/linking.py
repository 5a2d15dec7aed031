"""740, 760-787: works that a record names beside its own
(https://www.loc.gov/marc/bibliographic/bd76x78x.html), among them the book or journal in which
a part stands (773) and what it was translated from (765).

Where $w is a number of this catalogue, the other work is the thing that its own record
describes; else it is a heading by author and title. `codes/relationships.tsv` says how the
works are related.
"""

import re
from functools import cache

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, first, rows
from mocban.mappings.marc21.entry import LABEL, Entry, Rule
from mocban.mappings.marc21.fields import linked, names, relations
from mocban.mappings.marc21.fields.titles import worded
from mocban.mappings.marc21.punctuation import unwrapped
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, BFLC

_WORK = BF.Work
_SERIES = BF.Series
_MAIN = BF.mainTitle
_NUMBER = BF.partNumber
_PART_NAME = BF.partName
_PART = BF.part
_RELATIONSHIP = BF.relationship
_SKIPPED = BFLC.nonSortNum
_UNCONTROLLED = BFLC.Uncontrolled
_RELATION_NOTE = "<http://id.loc.gov/vocabulary/mnotetype/relnote>"
_SAME_TITLE = ("775", "776")  # other editions are called as ours, where nothing else is said
_LESS_TELLING = "bcdeghkmnopqruvy"  # what names a relation where there is nothing else
_NAMED = frozenset("pcm")  # $7: $a is a person, a body, a meeting
_NUMBERED = re.compile(r"\(([^)]*)\)\s*(.+)").match
_FORMED = re.compile(r"\b(?:to form|thành)\b:?(.*)", re.IGNORECASE).search
_AREA = re.compile(r"\.\s+[-–—]\s+").search  # where ISBD goes on to the imprint


@cache
def _body() -> re.Pattern[str]:
    start = "|".join(re.escape(word) for word, where in rows("bodies") if where == "start")
    within = "|".join(re.escape(word) for word, where in rows("bodies") if where == "anywhere")
    return re.compile(rf"(?:{start})\b|.*\b(?:{within})\b", re.IGNORECASE)


def link(entry: Entry, fields: list[Field]) -> None:
    """760 Main Series Entry (R), 762 Subseries Entry (R), 765 Original Language Entry (R), 767
    Translation Entry (R), 770 Supplement/Special Issue Entry (R), 772 Supplement Parent Entry
    (R), 773 Host Item Entry (R), 774 Constituent Unit Entry (R), 775 Other Edition Entry (R),
    776 Additional Physical Form Entry (R), 777 Issued With Entry (R), 780 Preceding Entry (R),
    785 Succeeding Entry (R), 786 Data Source Entry (R), 787 Other Relationship Entry (R)."""
    if fields[0][0] == "773":
        fields = [field if id(field) in entry.tongues else _apart(field) for field in fields]
    named = [
        (field, _title(field) or " ".join(all_of(field, "awxz") or all_of(field, _LESS_TELLING)))
        for field in fields
    ]
    for (field, _), key in zip(named, relations.keys(named), strict=True):
        _link(entry, field, key)


def _apart(field: Field) -> Field:
    """A host with all of its description in $t: `// Báo mẫu. - 2004. - Số 3`; what stands
    behind the title says where in it the part is."""
    said = []
    for code, text in field[2]:
        area = None
        if code == "t":
            text = text.lstrip("/ ")
            area = _AREA(text)
        if area is None:
            said.append((code, text))
        else:
            said += [(code, text[: area.start()]), ("g", text[area.end() :])]
    return field[0], field[1], [part for part in said if part[1]]


def _title(field: Field) -> str:
    """What the other work is called; $a is that where there is no title, and no more is said."""
    title = first(field, "s") or first(field, "t")
    if not title and field[0] not in _SAME_TITLE and first(field, "7")[:1] not in _NAMED:
        title = first(field, "a")
    return worded(title)


def _authors(field: Field) -> list[str]:
    """$a Main entry heading, where it is not the title."""
    authors = [worded(text) for text in all_of(field, "a")]
    return [author for author in authors if author and author != _title(field)]


def _link(entry: Entry, field: Field, key: str) -> None:
    tag = field[0]
    term, shortcut, words = relations.said_by(tag, field[1][1:2])
    node = relations.relation(entry, key, term)
    out = entry.triples
    for language, each in entry.spoken(field):
        for text in all_of(each, "i"):
            if worded(text):
                relations.in_words(entry, node, worded(text), language)
        if tag == "773":
            for text in all_of(each, "g"):
                out.append((entry.work, _PART, literals.text(worded(text), language)))
    for text in all_of(field, "4"):
        address = literals.outside(text)
        if address:
            out.append((node, _RELATIONSHIP, address))
    _explained(entry, node, field, words)
    title, authors = _title(field), _authors(field)
    called = title or (entry.title if tag in _SAME_TITLE else "")
    number = _own(entry, field)
    other = ""
    if number:
        other = entry.mint.thing("work", number)
    elif title:
        other = _heading(entry, field, title, authors)
        called = ""
    if other:
        out.append((node, relations.ASSOCIATED, other))
    cited = linked.cite(entry, node, field, called, authors)
    if shortcut and (other or cited) and _is_result(entry, field):
        out.append((entry.work, shortcut, other or cited))


def _own(entry: Entry, field: Field) -> str:
    """The number of another record of this catalogue: without a prefix, or with that of 003."""
    own = entry.control("003").strip()
    for text in all_of(field, "w"):
        match = _NUMBERED(text)
        if match is None:
            number = text.strip()
        else:
            number = match[2].strip() if own and match[1].strip() == own else ""
        if number and number != entry.record_id and not number.startswith("http"):
            return number
    return ""


def _heading(entry: Entry, field: Field, title: str, authors: list[str]) -> str:
    """The other work by its author and title; two that are called alike differ by $c."""
    qualifiers = [unwrapped(text) for text in all_of(field, "c")]
    point = ". ".join([*authors, title]) + "".join([f" ({text})" for text in qualifiers])
    types = (_WORK, _SERIES) if field[0] in ("760", "762") else (_WORK,)
    node = relations.heading(entry, field, "work", point, title, types)
    language = entry.tongues.get(id(field)) or entry.dataset.language
    if point != title:
        entry.triples.append((node, names.ACCESS_POINT, literals.text(point, language)))
    linked.call(entry, node, field, title, language)
    for author in authors:
        found = names.named(entry, _kind(field, author), author, f"{field[0]}$a")
        names.contribution(entry, node, found, primary=True)
        for tongue, other in entry.also(field):
            for text in all_of(other, "a"):
                entry.triples.append((found[0], LABEL, literals.text(worded(text), tongue)))
    return node


def _kind(field: Field, author: str) -> str:
    """Whether $a is a person or a body, by $7, or by the words of it."""
    stated = first(field, "7")[:1]
    if stated in _NAMED:
        return "person" if stated == "p" else "group"
    divided = ". " in author and "," not in author  # `Bộ Văn hóa. Cục Di sản`
    return "group" if divided or _body().match(author) else "person"


def _explained(entry: Entry, node: str, field: Field, words: tuple[str, ...]) -> None:
    """580 Linking Entry Complexity Note (R) with the same $8, or which says the relation."""
    notes = entry.by.get("580", ())
    if not notes:
        return
    chain = first(field, "8")
    told = [note for note in notes if chain and first(note, "8") == chain] or [
        note for note in notes if any(word in first(note, "a").lower() for word in words)
    ]
    for note in told:
        for language, each in entry.spoken(note):
            for text in all_of(each, "a"):
                entry.note(node, "580", text, (_RELATION_NOTE,), language)


def _is_result(entry: Entry, field: Field) -> bool:
    """Where several 785 say “merged with … to form …”, one of them is what was formed."""
    if field[0] != "785" or field[1][1:2] != "7":
        return True
    if len([each for each in entry.by["785"] if each[1][1:2] == "7"]) == 1:
        return True
    title = worded(first(field, "t")).lower()
    formed = [_FORMED(first(note, "a")) for note in entry.by.get("580", ())]
    return bool(title) and any(match and title in match[1].lower() for match in formed)


def _whole(field: Field) -> str:
    return ". ".join([words for text in all_of(field, "anp") if (words := worded(text))])


def uncontrolled(entry: Entry, fields: list[Field]) -> None:
    """740 Added Entry - Uncontrolled Related/Analytical Title (R)."""
    named = [(field, _whole(field)) for field in fields]
    for (field, whole), key in zip(named, relations.keys(named), strict=True):
        if not whole or (whole == entry.title and "245" not in entry.by):
            continue
        term, shortcut, _ = relations.said_by("740", field[1][1:2])
        node = relations.relation(entry, key, term)
        heading = relations.heading(entry, field, "work", whole, types=(_WORK, _UNCONTROLLED))
        called = relations.titled(entry, heading)
        out = entry.triples
        out.append((node, relations.ASSOCIATED, heading))
        if shortcut:
            out.append((entry.work, shortcut, heading))
        own = entry.tongues.get(id(field)) or entry.dataset.language
        for language, each in [(own, field), *entry.also(field)]:
            for code, predicate in (("a", _MAIN), ("n", _NUMBER), ("p", _PART_NAME)):
                for text in all_of(each, code):
                    out.append((called, predicate, literals.text(worded(text), language)))
        skipped = field[1][:1]
        if skipped.isdecimal() and skipped != "0":
            out.append((called, _SKIPPED, literals.text(skipped)))
        subfields.institution(entry, node, field)


RULES: dict[str, Rule] = {
    "740": uncontrolled,
    **dict.fromkeys(
        ("760", "762", "765", "767", "770", "772", "773", "774", "775", "776", "777", "780", "785",
         "786", "787"),
        link,
    ),
}  # fmt: skip
