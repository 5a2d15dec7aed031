"""490, 740, 760-787: works as this record cites them, by `codes/linked.tsv` and
`codes/relationships.tsv` read backwards."""

from collections.abc import Iterable
from functools import cache

from mocban.mappings.marc21.body import rows
from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import Said, Words, role, slug
from mocban.mappings.marc21.home.subfields import beside
from mocban.mappings.marc21.home.works import (
    ASSOCIATED,
    RELATION,
    RELATIONSHIP,
    controls,
    tag_of,
)
from mocban.ontology.namespaces import BF, BFLC, RDF, RDFS

_TITLE = BF.title
_MAIN = BF.mainTitle
_NUMBER = BF.partNumber
_NAME = BF.partName
_CONTRIBUTION = BF.contribution
_AGENT = BF.agent
_HAS_INSTANCE = BF.hasInstance
_ENUMERATION = BF.seriesEnumeration
_CLASSIFICATION = BF.classification
_PORTION = BF.classificationPortion
_STATEMENT = BF.seriesStatement
_STATUS = BF.status
_TRACED = "<http://id.loc.gov/vocabulary/mstatus/tr>"
_NUMBERS = {"": "x", "incorrect": "y", "cancinv": "z"}
_IDENTIFIED = BF.identifiedBy
_LANGUAGE = BF.language
_QUALIFIER = BF.qualifier
_PLACE = BF.place
_ACTIVITY = BF.provisionActivity
_INNER = {"label": RDFS.label, "value": RDF.value, "mainTitle": _MAIN}
_USUAL = "n"
_RELATIONSHIPS = "/vocabulary/relationship/"
_NOTE = BF.note
_SKIPPED = BFLC.nonSortNum
_SAME_TITLE = ("775", "776")


def linked(said: Said) -> Iterable[Made]:
    """490 Series Statement, 740 Uncontrolled Title, 760-787 Linking Entries."""
    stated = False
    for number, relation in enumerate(said.nodes(RELATION, said.work), 1):
        tag = tag_of(relation)
        stated = stated or tag in ("440", "490")
        if tag == "490":
            yield _series(said, relation)
        elif tag == "740":
            yield _analytical(said, relation)
        elif tag[:2] in ("76", "77", "78"):
            made = _link(said, relation, tag)
            notes = said.nodes(_NOTE, relation)
            for note in notes:
                explained = Made("580")
                explained.add("8", f"{number}\\x")
                explained.say("a", said.words(note))
                yield explained
            if notes:
                made.own.insert(0, ("8", f"{number}\\x"))
            yield made
    if not stated:
        for words in said.words(said.instance, _STATEMENT):
            made = Made("490", "0 ")
            made.say("a", [words])
            yield made


def _cited(said: Said, relation: str) -> tuple[str, str]:
    """The other work by its name in the catalogue, and as this record cites it."""
    known = cited = ""
    for node in said.nodes(ASSOCIATED, relation):
        if node.startswith(relation[:-1]):
            cited = node
        else:
            known = node
    return known, cited


def _titled(said: Said, node: str, predicate: str = _MAIN) -> list[Words]:
    return [
        words
        for title in said.nodes(_TITLE, node)
        if role(title)[0] == "title"  # not one that is shortened
        for words in said.words(title, predicate)
    ]


def _series(said: Said, relation: str) -> Made:
    _, cited = _cited(said, relation)
    traced = _TRACED in said.all(cited, _STATUS)
    made = Made("490", "1 " if traced else "0 ")
    beside(said, relation, made)
    made.tell(
        (code, words)
        for code, predicate in (("a", _MAIN), ("n", _NUMBER), ("p", _NAME))
        for words in _titled(said, cited, predicate)
    )
    for number in said.nodes(_IDENTIFIED, cited):
        status = slug(said.one(number, _STATUS) or "<>")
        made.add(_NUMBERS.get(status, "x"), said.text(number, RDF.value))
    made.say("v", said.words(relation, _ENUMERATION), repeatable=True)
    for mark in said.nodes(_CLASSIFICATION, relation):
        made.add("l", said.text(mark, _PORTION))
    return made


def _analytical(said: Said, relation: str) -> Made:
    known, _ = _cited(said, relation)
    made = Made("740", f"0{_second('740', said, relation)}")
    for code, predicate in (("a", _MAIN), ("n", _NUMBER), ("p", _NAME)):
        made.say(code, _titled(said, known, predicate), repeatable=True)
    counts = [said.text(title, _SKIPPED) for title in said.nodes(_TITLE, known)]
    made.indicators = (next(filter(None, counts), "0")) + made.indicators[1]
    beside(said, relation, made)
    return made


@cache
def _seconds(tag: str) -> dict[str, str]:
    """Relationship -> second indicator."""
    return {
        row[2]: row[1].replace("*", " ") for row in reversed(rows("relationships")) if row[0] == tag
    }


def _second(tag: str, said: Said, relation: str) -> str:
    terms = [slug(node) for node in said.nodes(RELATIONSHIP, relation)]
    return next((_seconds(tag)[term] for term in terms if term in _seconds(tag)), " ")


def _link(said: Said, relation: str, tag: str) -> Made:
    known, cited = _cited(said, relation)
    editions = said.nodes(_HAS_INSTANCE, cited)
    made = Made(tag, f"0{_second(tag, said, relation)}")
    beside(said, cited, made)
    for node in said.nodes(RELATIONSHIP, relation):
        if node.startswith(relation[:-1]):
            made.say("i", said.words(node))
        elif _RELATIONSHIPS not in node:
            made.add("4", node[1:-1])
    authors = _authors(said, cited) or _authors(said, known)
    titles = _titled(said, cited) or _titled(said, known)
    if tag in _SAME_TITLE and not known and titles == said.words(said.work)[:1]:
        titles = []  # it was called as ours, for want of a name
    made.say("a", authors)
    later = [words for node in editions for words in _titled(said, node)]
    made.say("s" if later else "t", titles)
    made.say("t", later)
    made.say("c", _titled(said, known or cited, _QUALIFIER), repeatable=True)
    for code, on_work, predicate, kind, inner in _parts():
        for owner in (cited,) if on_work else editions:
            if not kind:
                made.say(code, said.words(owner, predicate), repeatable=True)
                continue
            for node in said.nodes(predicate, owner):
                if kind in said.types(node) and not role(node)[0].startswith("id-"):
                    made.say(
                        code, [_qualified(said, node, words) for words in said.words(node, inner)]
                    )
    for term in said.nodes(_LANGUAGE, cited):
        made.add("e", slug(term))
    for node in editions:
        for activity in said.nodes(_ACTIVITY, node):
            for place in said.nodes(_PLACE, activity):
                made.add("f", slug(place))
        for number in controls(said, node):
            made.add("w", number)
            for subfields in made.others.values():
                subfields.append(("w", number))
    return made


def _qualified(said: Said, node: str, words: Words) -> Words:
    """A number with what stood in brackets behind it."""
    qualifier = said.text(node, _QUALIFIER)
    return words._replace(text=f"{words.text} ({qualifier})") if qualifier else words


def _authors(said: Said, node: str) -> list[Words]:
    return [
        words
        for part in said.nodes(_CONTRIBUTION, node)
        for agent in said.nodes(_AGENT, part)
        for words in said.words(agent)
    ]


@cache
def _parts() -> tuple[tuple[str, bool, str, str, str], ...]:
    """Subfield, whether it is of the work, property, class of its value, property of that. Of
    subfields that say the same the usual one: $n of all notes."""
    found: dict[tuple[bool, str, str], tuple[str, bool, str, str, str]] = {}
    for code, _, on, name, kind, inner in rows("linked"):
        on_work = on == "work"
        if (on_work, name, kind) not in found or code in _USUAL:
            class_, value = (BF[kind], _INNER[inner]) if kind else ("", "")
            found[on_work, name, kind] = (code, on_work, BF[name], class_, value)
    return tuple(found.values())
