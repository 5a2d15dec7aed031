"""500-588: notes, by `codes/notes.tsv` read backwards, and 502 theses."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from mocban.mappings.marc21.body import rows
from mocban.mappings.marc21.home import keys
from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import Said, Words, role, script, slug
from mocban.mappings.marc21.home.subfields import beside
from mocban.ontology.namespaces import BF, BFLC, RDF

_NOTE = BF.note
_VALUE = RDF.value
_LOCATOR = BF.electronicLocator
_APPLIES = BFLC.appliesTo
_CODE = BF.code
_IDENTIFIED = BF.identifiedBy
_STATUS = BF.status
_DISSERTATION = BF.dissertation
_NOTATION = BF.notation
_PLAIN = "500"
_STATUSES = {"incmp": "1", "part": "2"}  # first indicator of 505
_LEVELS = ("reading grade", "interest age", "interest grade")  # of 521
_LEVELS_VI = ("lớp phù hợp", "lứa tuổi", "lớp quan tâm")
_FUNDING = {"b": ("Contract", "Hợp đồng"), "c": ("Grant", "Tài trợ"), "e": ("Program element", "Chương trình"), "f": ("Project", "Đề tài"), "g": ("Task", "Nhiệm vụ"), "h": ("Work unit", "Đơn vị công việc")}  # fmt: skip


class _Kind(NamedTuple):
    """One row of the table."""

    tag: str
    ind1: str
    predicate: str
    kind: str
    label: str
    type: str
    prefixes: tuple[str, ...]
    more: tuple[tuple[str, str], ...]


@cache
def _kinds() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(
            tag, ind1[:1].replace("_", " ") or " ", BF[name], BF[kind], label, type_,
            tuple(part for part in prefix.split("/") if part),
            tuple((code, what) for code, _, what in (each.partition(":") for each in more.split())),
        )
        for tag, _, ind1, _, name, kind, label, _, type_, prefix, more in rows("notes")
    )  # fmt: skip


@cache
def _predicates() -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind.predicate for kind in _kinds()))


def notes(said: Said) -> Iterable[Made]:
    """All notes of Work and Instance that some row of the table makes."""
    for predicate in _predicates():
        for node in said.nodes(predicate):
            kind = _kind(said, node, predicate)
            if kind is not None:
                yield _note(said, node, kind)
    for node in said.nodes(_DISSERTATION):
        yield _thesis(said, node)
    for relation in said.nodes(BF.relation, said.work):
        yield from _indexed(said, relation)
    yield from _other(said)


def _kind(said: Said, node: str, predicate: str) -> _Kind | None:
    """The row that made a note: by the tag in its IRI; by what it is, where no record in MARC
    made it. Notes below another role are said by other fields."""
    outer, key = role(node)
    types = said.types(node)
    slugs = {slug(term) for term in types}
    found = [
        kind for kind in _kinds()
        if kind.predicate == predicate and kind.kind in types and (not kind.type or kind.type in slugs)
    ]  # fmt: skip
    if outer == "note" and key[3:4] == "-" and key[:3].isdigit():
        found = [kind for kind in found if kind.tag == key[:3]]
        text = said.text(node)
        fit = [kind for kind in found if kind.prefixes and text.startswith(kind.prefixes)]
        return next(iter(fit or [kind for kind in found if not kind.prefixes]), None)
    if said.of(node).get(_APPLIES) is None and outer == "note" and not key[:3].isdigit():
        return next((kind for kind in found if kind.tag == _PLAIN or kind.type), None)
    return None


def _note(said: Said, node: str, kind: _Kind) -> Made:
    made = Made(kind.tag, f"{kind.ind1} ")
    labels = [
        words._replace(text=_without(words.text, kind.prefixes)) for words in said.words(node)
    ]
    if kind.tag == "536":
        labels = _funded(made, labels)
    keyed, others, _ = keys.of(said, node)
    if keyed:
        made.own = list(keyed[0][2])
        made.indicators = keyed[0][1]
    else:
        made.say(kind.label[0], labels)
    if others:
        made.others.clear()
    for other in others:
        text = " ".join([words for _, words in other[2]])
        name = next((words.script for words in labels if words.text == text), "") or script(text)
        made.take_elsewhere(other[2], name or "")
    if keyed and not others:
        made.say_elsewhere(kind.label[0], labels)
    for code, what in kind.more:
        made.say(code, _more(said, node, code, what), repeatable=True)
    beside(said, node, made)
    for term in said.all(node, _LOCATOR):
        made.add("u", term[1:-1])
    if kind.tag == "505":
        made.indicators = _STATUSES.get(slug(said.one(node, _STATUS) or "<>"), "0") + " "
    elif kind.tag == "521":
        made.indicators = _audience(said, node) + " "
    return made


def _without(text: str, prefixes: tuple[str, ...]) -> str:
    return next((text[len(each) :] for each in prefixes if text.startswith(each)), text)


def _funded(made: Made, labels: list[Words]) -> list[Words]:
    """536: which number of whom each label is, by the words before it."""
    left = []
    for words in labels:
        head, colon, rest = words.text.partition(": ")
        code = (
            next((code for code, names in _FUNDING.items() if head in names), "") if colon else ""
        )
        if code:
            made.add(code, rest)
        else:
            left.append(words)
    return left


def _audience(said: Said, node: str) -> str:
    """521: its first indicator, by the words that stand for it."""
    for other in said.nodes(_NOTE, node):
        text = said.text(other)
        for place, starts in enumerate(zip(_LEVELS, _LEVELS_VI, strict=True)):
            if text.startswith(starts):
                return str(place)
    return " "


def _more(said: Said, node: str, code: str, what: str) -> list[Words]:
    """What a note says beside its text, as the last column of the table names it."""
    if what in ("Isbn", "Issn", "StockNumber"):
        numbers = said.nodes(_IDENTIFIED, node)
        return [
            words for each in numbers if BF[what] in said.types(each)
            for words in said.words(each, _VALUE)
        ]  # fmt: skip
    if what == "note":
        return [
            words for each in said.nodes(_NOTE, node) if role(each)[0] == code
            for words in said.words(each)
        ]  # fmt: skip
    if what == "validDate":
        return [Words(words.text.replace("-", "")) for words in said.words(node, BF.validDate)]
    if code == "2":
        return [words for each in said.nodes(BF.source, node) for words in said.words(each, _CODE)]
    if what == "label":
        return []  # one of the labels, which are told apart by the words before them
    predicate = _PREDICATES.get(what) or BF[what]
    labels = [words for each in said.nodes(predicate, node) for words in said.words(each)]
    return labels or said.words(node, predicate)


_PREDICATES = {
    "applies": _APPLIES, "citation": BFLC.citation, "enumeration": BF.enumerationAndChronology,
}  # fmt: skip


def _thesis(said: Said, node: str) -> Made:
    """502: in one piece where only that is known, else by its parts."""
    made = Made("502")
    labels = said.words(node)
    parts = [
        ("b", said.words(node, BF.degree)),
        ("c", [w for each in said.nodes(BF.grantingInstitution, node) for w in said.words(each)]),
        ("d", said.words(node, BF.date)),
        ("g", _more(said, node, "g", "note")),
        ("o", [w for each in said.nodes(_IDENTIFIED, node) for w in said.words(each, _VALUE)]),
    ]
    whole = next((words.text for words in labels), "")
    texts = [found[0].text for _, found in parts if found]
    if whole != " ".join(texts):
        made.say("a", labels)
    if made.own and all(text in whole for text in texts[:3]):
        parts = parts[3:]  # the rest was read out of it
    for code, found in parts:
        made.say(code, found, repeatable=code in "go")
    return made


def _indexed(said: Said, relation: str) -> Iterable[Made]:
    """510 of an index that covers the document."""
    if not role(relation)[1].startswith("510"):
        return
    for node in said.nodes(BF.associatedResource, relation):
        made = Made("510", "0 ")
        made.say("a", [w for t in said.nodes(BF.title, node) for w in said.words(t, BF.mainTitle)])
        for code in "bc":
            made.say(code, _more(said, node, code, "note"))
        made.say("x", _more(said, node, "x", "Issn"))
        for term in said.all(node, _LOCATOR):
            made.add("u", term[1:-1])
        beside(said, relation, made)
        yield made


def _other(said: Said) -> Iterable[Made]:
    """546 of the script alone, and 547 where it stands with a former title."""
    told = {
        words.text
        for note in said.nodes(_NOTE, said.work)
        for each in said.nodes(_NOTATION, note)
        for words in said.words(each)
    }
    for node in said.nodes(_NOTATION, said.work):
        if role(node)[0] == "notation" and said.text(node) not in told:
            made = Made("546")
            made.say("b", said.words(node))
            beside(said, node, made)
            yield made
    for title in said.nodes(BF.title):
        for note in said.nodes(_NOTE, title):
            if role(note)[0] == "547":
                made = Made("547")
                made.say("a", said.words(note))
                yield made
