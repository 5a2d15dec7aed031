"""5XX: what a person, group, place or topic has to do with others; 7XX: what it is called in
other lists (https://www.loc.gov/marc/authority/ad4xx5xx.html)."""

from functools import cache
from typing import NamedTuple

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, first, rows, table, trim
from mocban.mappings.marc21.entry import A, Entry, text_key
from mocban.mappings.marc21.fields import compound, hubs, names
from mocban.mappings.marc21.fields.names import LIVES
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, CRM, DCTERMS, MCB, RDFS, SCHEMA, SKOS, term

_BY_W = {"a": "earlier", "b": "later", "g": "broader", "h": "narrower", "t": "parent"}
_OF_PRIVATE_LIFE = frozenset(("birth-place", "death-place", "native-place", "residence"))
_ALWAYS = {
    "native-place": MCB.nativePlace,
    "residence": CRM.P74_has_current_or_former_residence,
    "member": CRM.P107i_is_current_or_former_member_of,
    "has-member": CRM.P107_has_current_or_former_member,
    "parent": CRM.P107i_is_current_or_former_member_of,
    "occupation": CRM.P2_has_type,
    "type": CRM.P2_has_type,
    "field": SCHEMA.knowsAbout,
    "form": BF.genreForm,
    "origin": BF.originPlace,
    "period": BF.temporalCoverage,
    "medium": BF.musicMedium,
    "see": RDFS.seeAlso,
    "earlier": DCTERMS.replaces,
    "later": DCTERMS.isReplacedBy,
}
_BY_KIND = {
    ("broader", "topic"): SKOS.broader,
    ("narrower", "topic"): SKOS.narrower,
    ("related", "topic"): SKOS.related,
    ("see", "topic"): SKOS.related,
    ("broader", "place"): CRM.P89_falls_within,
    ("narrower", "place"): CRM.P89i_contains,
    ("broader", "group"): CRM.P107i_is_current_or_former_member_of,
    ("narrower", "group"): CRM.P107_has_current_or_former_member,
    ("later", "group"): MCB.successor,
    ("place", "event"): CRM.P7_took_place_at,
}
_SUCCESSOR = MCB.successor
_PLACE = CRM.P7_took_place_at
_EXACT = SKOS.exactMatch
_RELATION = BF.relation
_RELATION_CLASS = BF.Relation
_RELATIONSHIP = BF.relationship
_RELATIONSHIP_CLASS = BF.Relationship
_RESOURCE = BF.associatedResource
_FAMILY = (CRM.E74_Group, BF.Family)
_WORK = (BF.Hub,)
_TOPICS = compound.Layout(compound.TOPIC, "a", "vxyz")


class About(NamedTuple):
    """The thing that an authority record describes."""

    thing: str
    kind: str
    living: bool = False  # it may be somebody alive
    events: dict[str, str] | None = None  # birth and death, of a person


@cache
def _kinds() -> dict[str, tuple[str, tuple[str, ...]]]:
    return {
        row[0][1:]: (row[1], tuple(map(term, row[2].split()))) for row in rows("authority_kinds")
    }


def kind_of(field: Field) -> tuple[str, tuple[str, ...]]:
    """What a heading of an authority record is: kind and classes; ("", ()) where it is of a
    sort that we do not know."""
    sort = field[0][1:]
    kind, classes = _kinds().get(sort, ("", ()))
    if kind and sort in ("00", "10", "11") and first(field, "t"):
        return "hub", _WORK
    if sort == "00" and field[1][0] == "3":
        return "group", _FAMILY
    return kind, classes


def layout_of(tag: str) -> compound.Layout:
    """How a heading of an authority record that is no name is put together."""
    return compound.layouts().get("6" + tag[1:], _TOPICS)


@cache
def _known() -> dict[str, str]:
    return table("authority_relations")


def tracings(entry: Entry, about: About) -> None:
    """5XX See Also From Tracings (R): $w, $i and $4 say what is between the two."""
    for tag, fields in entry.by.items():
        if tag[0] != "5" or tag[1:] not in _kinds():
            continue
        if tag == "548" and about.kind != "topic":
            continue  # dates, for `authority_life`
        for field in fields:
            kind, _ = kind_of(field)
            found, others = _stated(field)
            if about.living and kind == "person" and (found or others):
                continue  # who is related to somebody alive is nobody's business
            if any(withheld(about, relation) for relation in found):
                continue
            if about.kind == "event" and kind == "place" and not found:
                found = ["place"]
            target = _target(entry, field, kind)
            if not target:
                continue
            for relation in found:
                relate(entry, about, relation, target)
            if others and not found:
                _explained(entry, about, target, others)
            elif not found:
                relate(entry, about, "see", target)


def _stated(field: Field) -> tuple[list[str], list[str]]:
    """The relations that we know, and the addresses, words or else codes of others."""
    found, others, codes = [], [], []
    code = first(field, "w")[:1]
    if code in _BY_W:
        found.append(_BY_W[code])
    for code, text in field[2]:
        if code not in "4i" or not (words := trim(text)):
            continue
        relation = _known().get(words.lower())
        if relation:
            found.append(relation)
        elif code == "4" and "://" not in words:
            codes.append(words)
        else:
            others.append(words)
    return list(dict.fromkeys(found)), others or codes


def _target(entry: Entry, field: Field, kind: str) -> str:
    """The thing of the same source whose number stands in $0, or else a heading."""
    number = _own_number(entry, field)
    if number:
        return entry.mint.thing(kind, number)
    tag = field[0]
    beside = "i4w9" if tag[1:] == "11" else "i4w9e"
    own = (tag, field[1], [part for part in field[2] if part[0] not in beside])
    if kind == "hub":
        return hubs.hub(entry, own)
    if tag[1:] in ("00", "10", "11"):
        return (names.agent(entry, own) or ("",))[0]
    made = compound.headings(entry, own, layout_of(tag))
    if made is None:
        return ""
    subfields.authorities(entry, made.whole, own)
    if entry.vernacular and entry.also(own):
        compound.other_scripts(entry, own, layout_of(tag), made)
    return made.whole


def _own_number(entry: Entry, field: Field) -> str:
    agency = entry.control("003").strip()
    for text in all_of(field, "0"):
        prefix, closed, number = text.partition(")")
        if closed and agency and prefix == f"({agency}":
            return number.strip()
        if not closed and "://" not in text:
            return text
    return ""


def withheld(about: About, relation: str) -> bool:
    """Whether a relation is the private life of somebody who may be alive."""
    return about.living and relation in _OF_PRIVATE_LIFE


def relate(entry: Entry, about: About, relation: str, target: str) -> None:
    """One relation of `codes/authority_relations.tsv`, said in CIDOC CRM, SKOS or BIBFRAME."""
    thing, kind = about.thing, about.kind
    event = relation.removesuffix("-place")
    if event in LIVES:
        node = (about.events or {}).get(event)
        if node is None:
            predicate, class_ = LIVES[event]
            key = target[target.rindex("/") + 1 : -1]
            node = entry.part(thing, predicate, event, key, class_)
        entry.triples.append((node, _PLACE, target))
    elif relation == "earlier" and kind == "group":
        entry.triples.append((target, _SUCCESSOR, thing))
    else:
        predicate = _BY_KIND.get((relation, kind)) or _ALWAYS.get(relation) or _ALWAYS["see"]
        entry.triples.append((thing, predicate, target))


def _explained(entry: Entry, about: About, target: str, words: list[str]) -> None:
    """bf:relation, with what the source says of it."""
    key = "-".join(text_key(word) for word in sorted(words) if "://" not in word) or "see"
    name = "-".join(target[:-1].split("/")[-2:])
    node = f"{about.thing[:-1]}/relation/{key}-{name}>"
    entry.triples += (
        (about.thing, _RELATION, node),
        (node, A, _RELATION_CLASS),
        (node, _RESOURCE, target),
    )
    for word in words:
        address = literals.outside(word) if "://" in word else None
        if address:
            entry.triples.append((node, _RELATIONSHIP, address))
        else:
            entry.labelled(node, _RELATIONSHIP, "relationship", word, _RELATIONSHIP_CLASS)


def linked(entry: Entry, about: About) -> None:
    """700-785 Heading Linking Entries (R): the same in other lists, where $0 gives its address."""
    for tag, fields in entry.by.items():
        if tag[0] == "7" and tag[1:] in _kinds():
            for field in fields:
                for text in all_of(field, "01"):
                    address, _, _ = subfields.authority(text)
                    if address:
                        entry.triples.append((about.thing, _EXACT, address))
