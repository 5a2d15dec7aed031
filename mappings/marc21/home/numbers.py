"""010-036, 074, 088: numbers, by `codes/identifiers.tsv` read backwards; 020 and 022."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from mocban.mappings.marc21.body import rows, table
from mocban.mappings.marc21.fields.identifiers import STATUSES
from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import Said, Words, role, slug
from mocban.mappings.marc21.home.subfields import authorities
from mocban.ontology.namespaces import BF, RDF, SKOS

_IDENTIFIED = BF.identifiedBy
_VALUE = RDF.value
_STATUS = BF.status
_QUALIFIER = BF.qualifier
_TERMS = BF.acquisitionTerms
_ASSIGNER = BF.assigner
_SOURCE = BF.source
_CODE = BF.code
_OCLC = BF.OclcNumber
_LOCAL = BF.Local
_EXACT = SKOS.exactMatch
_PREFIXED = "prefix"
_OTHER_SOURCE = "7"
_BOOKS = {BF.Isbn: "020", BF.Issn: "022", BF.IssnL: "022"}
_OF_WORK = {"a": "l", "z": "m"}  # ISSN-L
_LOCAL_KINDS = ("024", "035")


class _Kind(NamedTuple):
    """One row of the table."""

    tag: str
    indicator: str
    type: str
    role: str
    form: str
    more: tuple[tuple[str, str], ...]


@cache
def _kinds() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(tag, indicator or " ", BF[name], part, form,
              tuple((code, what.partition("/")[0])
                    for code, _, what in (each.partition(":") for each in more.split())))
        for tag, _, indicator, name, part, _, form, more in rows("identifiers")
    )  # fmt: skip


def numbers(said: Said) -> Iterable[Made]:
    """One field for each number; a price without a number is 020 $c."""
    for node in said.nodes(_IDENTIFIED):
        books = next((_BOOKS[name] for name in said.types(node) if name in _BOOKS), "")
        if books:
            yield _book(said, node, books)
        elif (kind := _kind(said, node)) is not None:
            yield _number(said, node, kind)
    for words in said.words(said.instance, _TERMS):
        made = Made("020")
        made.say("c", [words])
        yield made


def _code(said: Said, node: str) -> str:
    """$a, or $y or $z for a number that does not hold."""
    status = said.one(node, _STATUS)
    return next((code for code, (_, term) in STATUSES.items() if status and term == status), "a")


def _book(said: Said, node: str, tag: str) -> Made:
    made = Made(tag)
    code = _code(said, node)
    if tag == "020" and code == "y":
        code = "a"  # as the library has it: 020 has no place for wrong ones that are printed
    elif BF.IssnL in said.types(node):
        code = _OF_WORK.get(code, "l")
    value = said.text(node, _VALUE)
    made.add(code, value)
    made.say("q", said.words(node, _QUALIFIER), repeatable=True)
    made.say("c", said.words(node, _TERMS))
    for subfields in made.others.values():
        subfields.insert(0, (code, value))
    if tag == "022":
        for agent in said.nodes(_ASSIGNER, node):
            made.add("2", said.text(agent, _CODE))
        authorities(said, node, made)
    return made


def _kind(said: Said, node: str) -> _Kind | None:
    part = role(node)[0]
    for suffix, _ in STATUSES.values():
        if suffix:
            part = part.removesuffix(suffix)
    types = said.types(node)
    found = [kind for kind in _kinds() if kind.role == part] or [
        kind for kind in _kinds() if kind.type in types and kind.tag in _LOCAL_KINDS
    ]
    source = bool(said.nodes(_SOURCE, node))
    exact = [kind for kind in found if kind.type in types]
    if exact and exact[0].tag == "016":
        exact = [kind for kind in exact if (kind.indicator == _OTHER_SOURCE) == _listed(said, node)]
    elif exact and exact[0].tag == "024" and source:
        return exact[0]._replace(indicator=_OTHER_SOURCE)
    if exact or not found:
        return next(iter(exact), None)
    kind = found[-1]  # 024 of a source that has a class of its own
    return kind._replace(indicator=_OTHER_SOURCE if kind.tag == "024" else kind.indicator)


def _listed(said: Said, node: str) -> bool:
    """Whether the agency of 016 is one that has a code."""
    return any("/organizations/" in source for source in said.nodes(_SOURCE, node))


@cache
def _sources() -> dict[str, str]:
    return {BF[name]: source for source, name in table("identifier_sources").items()}


def _number(said: Said, node: str, kind: _Kind) -> Made:
    made = Made(kind.tag, f"{kind.indicator} ")
    value = said.text(node, _VALUE)
    if kind.form == _PREFIXED:
        value = _prefix(said, node) + value
    made.add(_code(said, node), value)
    made.say("q", said.words(node, _QUALIFIER), repeatable=True)
    for code, what in kind.more:
        made.say(code, _more(said, node, what), repeatable=True)
    if (
        kind.indicator == _OTHER_SOURCE
        and kind.tag == "024"
        and not any(c == "2" for c, _ in made.own)
    ):
        made.add(
            "2", next((_sources()[name] for name in said.types(node) if name in _sources()), "")
        )
    return made


def _prefix(said: Said, node: str) -> str:
    """Who gave a number of 035, in brackets before it."""
    if _OCLC in said.types(node):
        return "(OCoLC)"
    code = next((said.text(agent, _CODE) for agent in said.nodes(_ASSIGNER, node)), "")
    return f"({code})" if code else ""


def _more(said: Said, node: str, what: str) -> list[Words]:
    """What a further subfield says of a number, as the table names it."""
    if what in ("source", "organization"):
        return [w for each in said.nodes(_SOURCE, node) for w in said.words(each, _CODE)]
    if what in ("assigner", "centre"):
        predicate = _CODE if what == "centre" else None
        return [
            words for agent in said.nodes(_ASSIGNER, node) if said.is_own(agent)
            for words in (said.words(agent, predicate) if predicate else said.words(agent))
        ]  # fmt: skip
    if what == "note":
        return [w for note in said.nodes(BF.note, node) for w in said.words(note)]
    if what == "country":
        return [Words(slug(place)) for place in said.nodes(BF.place, node)]
    if what == "exact":
        return [Words(term[1:-1]) for term in said.nodes(_EXACT, node)]
    if what == "date":
        return [Words(words.text.replace("-", "")) for words in said.words(node, BF.date)]
    if what in ("qualifier", "terms"):
        return said.words(node, _TERMS if what == "terms" else _QUALIFIER)
    return []
