"""647-651, 654, 656-658, 688: what it is about; 653: uncontrolled terms; 690-699: local ones
(https://www.loc.gov/marc/bibliographic/bd6xx.html). Names and titles are in `subject_names`,
forms in `genre`, 662 in `hierarchical`."""

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, trim
from mocban.mappings.marc21.entry import LABEL, A, Entry, Rule, text_key
from mocban.mappings.marc21.fields import compound, genre, subject_names
from mocban.mappings.marc21.fields.compound import Made
from mocban.mappings.marc21.local_subjects import TAGS
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, BFLC, CRM, SKOS

_SUBJECT = BF.subject
_NOTE = BF.note
_NOTE_CLASS = BF.Note
_CODE = BF.code
_ALSO = SKOS.altLabel
_UNCONTROLLED = BFLC.Uncontrolled
_MEETING = (BF.Agent, BF.Meeting)
_TIME = CRM["P4_has_time-span"]
_SPAN = CRM["E52_Time-Span"]
_AROUND = " ():,;."
_PLAIN = frozenset("avxyz0123456789")  # subfields which are not among the `_details`


def controlled(entry: Entry, fields: list[Field]) -> None:
    """647 Named Event, 648 Chronological Term, 650 Topical Term, 651 Geographic Name,
    654 Faceted Topical Terms, 656 Occupation, 657 Function, 658 Curriculum Objective,
    688 Type of Entity Unspecified: subject added entries (R).

    `$aBắc Giang$xLịch sử` is the topic “Bắc Giang--Lịch sử” (see `compound`); its main part and
    each place in $z are subjects of their own as well.
    """
    out = entry.triples
    work = entry.work
    for field in fields:
        language = entry.tongues.get(id(field), "") if entry.tongues else ""
        nodes = _nodes(entry, field, language) if language else entry.remembered(field, _nodes)
        if not nodes:
            continue
        compound.concern(entry, nodes[0], field, _SUBJECT)
        out += [(work, _SUBJECT, node) for node in nodes]
        if entry.vernacular and entry.also(field):
            layout = _layout(entry, field[0])
            made = compound.headings(entry, field, layout)
            if made is not None:
                compound.other_scripts(entry, field, layout, made)


def _layout(entry: Entry, tag: str) -> compound.Layout:
    return compound.layouts()[entry.desk.local_subjects.get(tag, tag)]


def _nodes(entry: Entry, field: Field, language: str = "") -> list[str]:
    """The headings of a field: that of the whole, of its main part, of the places in $z."""
    made = compound.headings(entry, field, _layout(entry, field[0]), language)
    if made is None:
        return []
    compound.thesaurus(entry, made.whole, field)
    codes = {code for code, _ in field[2]}
    if "0" in codes or "1" in codes:
        subfields.authorities(entry, made.whole, field, "0")
        subfields.authorities(entry, made.main or made.whole, field, "1")
    tag = entry.desk.local_subjects.get(field[0], field[0])
    if tag == "647" or not _PLAIN.issuperset(codes):
        _details(entry, made, field, tag, codes, language or entry.dataset.language)
    return [node for node in dict.fromkeys((made.whole, made.main, *made.places)) if node]


def _details(
    entry: Entry, made: Made, field: Field, tag: str, codes: set[str], language: str
) -> None:
    """$g Miscellaneous information; what $b, $c and $d say beside the name. `tag` is that of the
    standard, also of a local field."""
    for text in all_of(field, "g"):
        entry.labelled(made.whole, _NOTE, "note/g", trim(text), _NOTE_CLASS, language)
    if tag == "658":
        entry.triples += [(made.whole, _CODE, literals.text(t)) for t in all_of(field, "c")]
    elif made.main and (tag == "647" or tag in ("650", "651") and codes & {"b", "c", "d"}):
        compound.marc_key(entry, made.main, field)
    if tag == "647" and made.main and codes & {"c", "d"}:
        name = trim(" ".join(all_of(field, "a")))
        if name:
            entry.triples.append((made.main, _ALSO, literals.text(name, language)))
        for text in all_of(field, "d"):
            date = text.strip(_AROUND)
            if date:
                time = f"{made.main[:-1]}/time/{text_key(date)}>"
                entry.triples += ((made.main, _TIME, time), (time, A, _SPAN))
                entry.dated(time, date, f"{field[0]}$d")


def uncontrolled(entry: Entry, fields: list[Field]) -> None:
    """653 Index Term - Uncontrolled (R): most Vietnamese records have no other subjects."""
    for field in fields:
        kind = field[1][1]
        language = entry.tongues.get(id(field), "") if entry.tongues else ""
        nodes = []
        for text in all_of(field, "a"):
            word = trim(text)
            if word:
                nodes.append(_term(entry, kind, word, language))
        for node in nodes:
            entry.triples.append((node, A, _UNCONTROLLED))
            predicate = genre.GENRE if kind == "6" else _SUBJECT
            entry.triples.append((entry.work, predicate, node))
            compound.concern(entry, node, field, predicate)
            if len(nodes) == 1:  # of several words nobody can tell which the number is for
                subfields.authorities(entry, node, field)
        if entry.vernacular:
            _same_terms(entry, field, nodes)


_TERMS = {
    "1": compound.Sort("person", (BF.Agent, BF.Person)),
    "2": compound.Sort("group", (BF.Agent, BF.Organization)),
    "3": compound.Sort("group", _MEETING),
    "4": compound.TIME,
    "5": compound.PLACE,
    "6": compound.FORM,
}


def _term(entry: Entry, kind: str, word: str, language: str) -> str:
    if kind == "6":
        genre.known(entry, word)
    return compound.heading(entry, _TERMS.get(kind, compound.TOPIC), word, "653$a", language)


def _same_terms(entry: Entry, field: Field, nodes: list[str]) -> None:
    for language, other in entry.also(field):
        words = [word for text in all_of(other, "a") if (word := trim(text))]
        if len(words) == len(nodes):
            entry.triples += [
                (node, LABEL, literals.text(word, language))
                for node, word in zip(nodes, words, strict=True)
            ]


def local(entry: Entry, fields: list[Field]) -> None:
    """690-699 Local Subject Access Fields (R), where the library says what they are."""
    tag = fields[0][0]
    standard = entry.desk.local_subjects.get(tag)
    if standard is not None:
        RULES[standard](entry, fields)
        return
    entry.warn(
        "local-subject", tag,
        f"What {tag} means only the library knows; name it in local_subjects to have it converted.",
        f"Chỉ thư viện biết trường {tag} là gì; ghi vào local_subjects để trường này được chuyển "
        "đổi.",
    )  # fmt: skip


RULES: dict[str, Rule] = {
    **dict.fromkeys(("647", "648", "650", "651", "654", "656", "657", "658", "688"), controlled),
    **subject_names.RULES,
    **genre.RULES,
    "653": uncontrolled,
    **dict.fromkeys(TAGS, local),
}
