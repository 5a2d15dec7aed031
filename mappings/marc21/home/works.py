"""130, 240, 700-730 with a title, 8XX: works that have a name of their own, by bflc:marcKey."""

from collections.abc import Iterable
from functools import cache

from mocban.mappings.marc21.body import Field, Subfield, rows
from mocban.mappings.marc21.home import keys
from mocban.mappings.marc21.home.agents import best, elsewhere
from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import Said, role, slug
from mocban.mappings.marc21.home.subfields import beside
from mocban.ontology.namespaces import BF, BFLC, RDF, SKOS

ASSOCIATED = BF.associatedResource
RELATION = BF.relation
RELATIONSHIP = BF.relationship
_EXPRESSION_OF = BF.expressionOf
_HUB = BF.Hub
_SKIPPED = BFLC.nonSortNum
_TITLE = BF.title
_ENUMERATION = BF.seriesEnumeration
_IDENTIFIED = BF.identifiedBy
_ISSN = BF.Issn
_ASSIGNER = BF.assigner
_CODE = BF.code
_VALUE = RDF.value
_EXACT = SKOS.exactMatch
_NAMES = ("00", "10", "11")
_OF_RECORD = "35678i"
_OF_SERIES = f"{_OF_RECORD}vwxyz"
_LINKS = "68"
_PART = "part"
_ANY = "relatedwork"
_RELATIONSHIPS = "/vocabulary/relationship/"
_HAS_SERIES = BF.hasSeries
_OLD_SERIES = "440"
_SERIES = ("400", "410", "411", "800", "810", "811", "830")


def tag_of(relation: str) -> str:
    """The tag that the IRI of a relation has, or the empty string."""
    key = role(relation)[1]
    return key[:3] if key[3:4] == "-" and key[:3].isdigit() else ""


def works(said: Said) -> Iterable[Made]:
    """130 Main Entry - Uniform Title, 240 Uniform Title; 700, 710, 711 with $t, 730; 8XX."""
    for node in said.nodes(_EXPRESSION_OF, said.work):
        yield _version_of(said, node)
    for relation in said.nodes(RELATION, said.work):
        tag = tag_of(relation)
        for hub in said.nodes(ASSOCIATED, relation):
            if _HUB not in said.types(hub):
                continue
            if tag in _SERIES:
                yield _series(said, relation, hub, tag)
            elif not tag:
                yield _added(said, relation, hub)
        if tag == _OLD_SERIES:
            for hub in said.nodes(_HAS_SERIES, said.work):
                if any(key[0] == tag for key in keys.of(said, hub).own):
                    yield _series(said, relation, hub, tag)


def _version_of(said: Said, node: str) -> Made:
    own, others, name = keys.of(said, node, "130")
    key = best(own, "130")
    made = Made("130", "0 ")
    if key is None:
        made.say("a", said.words(node))
    elif key[0][1:] in _NAMES:
        made.tag = "240"
        made.take(("240", f"1{_skipped(said, node)}", _title(key)), name)
        for other in others:
            made.take_elsewhere(_title(other), keys.linked(other)[1])
    else:
        made.tag = key[0] if key[0] == "240" else "130"
        made.take((made.tag, key[1], keys.without(key[2], _OF_RECORD)), name)
        elsewhere(made, others, _OF_RECORD)
    return made


def _title(key: Field) -> list[Subfield]:
    """The title behind a name, as 240 has it."""
    place = next((at for at, (code, _) in enumerate(key[2]) if code == "t"), len(key[2]))
    after = key[2][place:]
    return [("a", after[0][1]), *keys.without(after[1:], _OF_RECORD)] if after else []


def _skipped(said: Said, node: str) -> str:
    counts = [said.text(title, _SKIPPED) for title in said.nodes(_TITLE, node)]
    return next((count for count in counts if count), "0")


def _added(said: Said, relation: str, hub: str) -> Made:
    own, others, name = keys.of(said, hub, "730")
    key = best(own, "7" + (own[0][0][1:] if own else "30"))
    terms = [slug(term) for term in said.nodes(RELATIONSHIP, relation) if _RELATIONSHIPS in term]
    made = Made("730", "0 ")
    if key is None:
        made.say("a", said.words(hub))
    else:
        made.tag = f"7{key[0][1:]}"
        made.take((made.tag, key[1], keys.without(key[2], _OF_RECORD)), name)
        elsewhere(made, others, _OF_RECORD)
    second = "2" if _PART in terms else made.indicators[1].replace("2", " ")
    made.indicators = made.indicators[0] + second
    words = [
        label
        for node in said.nodes(RELATIONSHIP, relation)
        if said.is_own(node)
        for label in said.words(node)
    ]
    texts = [label.text for label in words if label.language in ("", said.language)]
    texts = texts or [_in_words()[term] for term in terms if term in _in_words()]
    for text in texts:
        made.own.insert(0, ("i", text))
    beside(said, relation, made)
    return made


@cache
def _in_words() -> dict[str, str]:
    """Relationship -> words for it; not for those that the indicator says, or nothing does."""
    found = {row[1]: row[0] for row in reversed(rows("relationship_words"))}
    return {term: words for term, words in found.items() if term not in (_PART, _ANY)}


def _series(said: Said, relation: str, hub: str, tag: str) -> Made:
    cited = [node for node in said.nodes(ASSOCIATED, relation) if node != hub]
    own, others, name = keys.of(said, hub, tag)
    for node in cited:
        whole = keys.of(said, node)
        if whole.own:
            made = Made(tag)
            made.take((tag, whole.own[0][1], keys.without(whole.own[0][2], _LINKS)))
            elsewhere(made, whole.others or others, _LINKS)
            return made
    key = best(own, tag)
    made = Made(tag, " 0")
    if key is None:
        made.say("a", said.words(hub))
    else:
        made.take((tag, key[1], keys.without(key[2], _OF_SERIES)), name)
        elsewhere(made, others, _OF_SERIES)
    made.say("v", said.words(relation, _ENUMERATION))
    for node in cited:
        for number in numbers(said, node, _ISSN):
            made.add("x", number)
        for number in controls(said, node):
            made.add("w", number)
    beside(said, relation, made)
    return made


def numbers(said: Said, node: str, kind: str) -> list[str]:
    """The numbers of a class that a resource has."""
    return [
        said.text(number, _VALUE)
        for number in said.nodes(_IDENTIFIED, node)
        if kind in said.types(number) and not role(number)[0].startswith("id-")
    ]


def controls(said: Said, node: str) -> list[str]:
    """$w: the numbers of descriptions of a resource, each with who gave it."""
    found = []
    for number in said.nodes(_IDENTIFIED, node):
        if role(number)[0].startswith("id-"):
            agency = next((said.text(each, _CODE) for each in said.nodes(_ASSIGNER, number)), "")
            prefix = f"({agency})" if agency else ""
            found.append(prefix + said.text(number, _VALUE))
    return found + [term[1:-1] for term in said.nodes(_EXACT, node)]
