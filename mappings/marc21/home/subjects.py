"""600-688: what it is about and what form it has, from headings and their parts."""

from collections.abc import Iterable
from functools import cache

from mocban.mappings.marc21.body import table
from mocban.mappings.marc21.fields.compound import layouts
from mocban.mappings.marc21.home import agents, keys
from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import Said, role, slug
from mocban.mappings.marc21.home.subfields import authorities, beside
from mocban.mappings.marc21.home.works import ASSOCIATED, RELATION, RELATIONSHIP
from mocban.ontology.namespaces import BF, MCB

_SUBJECT = BF.subject
_ABOUT = (_SUBJECT, BF.genreForm, BF.place)
_TAGS = ("60", "61", "63", "64", "65", "66", "68", "75")
_COMPONENT = MCB.component
_ORDERED = tuple(MCB[f"c{place}"] for place in range(1, 10))
_USED = MCB.usedIn
_SOURCE = BF.source
_CODE = BF.code
_NOTE = BF.note
_NAMED = {"person": "600", "group": "610", "hub": "630", "work": "630"}
_OTHERS = {"place": "651", "event": "647"}
_BY_TYPE = ((BF.Temporal, "648"), (BF.GenreForm, "655"))
_UNCONTROLLED_TYPES = ((BF.Meeting, "3"), (BF.Temporal, "4"), (BF.GenreForm, "6"))
_UNCONTROLLED_KINDS = {"person": "1", "group": "2", "event": "3", "place": "5"}
_OF_RECORD = "34568iwe"
_STATED = "653"


def subjects(said: Said) -> Iterable[Made]:
    """6XX, one field for each heading but those that are there as parts of another."""
    found = [node for predicate in _ABOUT for node in said.nodes(predicate, said.work)]
    headings = [node for node in found if said.is_heading(node)]
    parts = {node: components(said, node) for node in headings}
    usual = {
        sources[0] for node in headings if len(sources := said.nodes(_SOURCE, node)) == 1
    }  # fmt: skip
    implied = _implied(said, parts, usual)
    concerns = _concerns(said)
    for node in headings:
        if parts[node] or node not in implied:
            made = _subject(said, node, parts[node])
            _in_roles(said, concerns.get(node, []), made)
            yield from [made] if made.tag == _STATED else _of_thesauri(said, node, made, usual)


def _implied(said: Said, parts: dict[str, list[str]], usual: set[str]) -> set[str]:
    """The headings that are subjects because they are the main part or a place of another; but
    not one from a list of its own, such as FAST, that other headings of the record are from."""
    inside: dict[str, set[str]] = {}  # part -> sources of what it is a part of
    for node, divided in parts.items():
        for place, part in enumerate(divided):
            if place == 0 or kind_of(part) == "place":
                inside.setdefault(part, set()).update(said.nodes(_SOURCE, node))
    return {
        part for part, sources in inside.items()
        if kind_of(part) in _NAMED or not usual & (set(said.nodes(_SOURCE, part)) - sources)
    }  # fmt: skip


def components(said: Said, node: str) -> list[str]:
    """The parts of a compound heading, in order."""
    ordered = [part for place in _ORDERED for part in said.all(node, place)]
    return ordered + [part for part in said.all(node, _COMPONENT) if part not in ordered]


def kind_of(node: str) -> str:
    """Of which kind a heading is: person, place, topic."""
    return role(node)[0]


def _tag(said: Said, node: str, main: str) -> str:
    """The tag of a heading: by what its main part is, among those it was used in."""
    kind = kind_of(main)
    used = {words.text for words in said.words(node, _USED)}
    tags = {text[:3] for text in used if text[:2] in _TAGS and text[3:] in ("", "$a")}
    if kind in _NAMED:
        return _STATED if tags == {_STATED} else _NAMED[kind]
    usual = _OTHERS.get(kind) or next(
        (tag for name, tag in _BY_TYPE if name in said.types(main)), "650"
    )
    return usual if usual in tags or not tags else min(tags)


def _subject(said: Said, node: str, parts: list[str]) -> Made:
    main = parts[0] if parts else node
    tag = _tag(said, node, main)
    made = Made(tag, "  ")
    own, others, name = keys.of(said, main, tag)
    key = agents.best(own, tag) if tag != _STATED else None
    if key is not None:
        named = kind_of(main) in _NAMED
        made.tag = f"6{key[0][1:]}" if named else tag
        made.take((made.tag, key[1], keys.without(key[2], _OF_RECORD)), name)
        agents.elsewhere(made, others)
    elif kind_of(main) in _NAMED and tag != _STATED:
        made = agents.named(said, main, "6", frozenset())
    else:
        made.say(_division(said, main, tag) if _only(said, main, tag) else "a", said.words(main))
    for part in parts[1:]:
        made.say(_division(said, part, made.tag), said.words(part))
    for note in said.nodes(_NOTE, node):
        made.say("g", said.words(note), repeatable=True)
    if made.tag == "658":
        made.add("c", said.text(node, _CODE))
    if made.tag == _STATED:
        types = said.types(node)
        kind = next((kind for name, kind in _UNCONTROLLED_TYPES if name in types), "")
        made.indicators = " " + (kind or _UNCONTROLLED_KINDS.get(kind_of(node), "0"))
    for each in dict.fromkeys((main, node) if kind_of(main) in _NAMED else (node,)):
        authorities(said, each, made)
    return made


def _only(said: Said, node: str, tag: str) -> bool:
    """Whether a heading stands in no $a, but in subdivisions alone."""
    used = [words.text for words in said.words(node, _USED) if words.text.startswith(tag)]
    return bool(used) and f"{tag}$a" not in used


def _division(said: Said, part: str, tag: str) -> str:
    """The code of a subdivision."""
    divided = layouts()[tag].divided if tag in layouts() else "vxyz"
    used = sorted(words.text for words in said.words(part, _USED))
    if tag in ("662", "752", "754"):
        return next((text[4:] for text in used if text.startswith(f"{tag}$")), "d")
    if f"{tag}$k" in used and f"{tag}$v" not in used:
        return "k"
    if kind_of(part) == "place":
        return "z"
    types = said.types(part)
    key = slug(part)
    if key.startswith("_24y") or BF.Temporal in types:
        return "y"
    if key.startswith("_24v") or BF.GenreForm in types:
        return "v"
    return "x" if "x" in divided else divided[:1]


@cache
def _indicators() -> dict[str, str]:
    return {f"<{address}>": indicator for indicator, address in table("thesauri").items()}


def _of_thesauri(said: Said, node: str, made: Made, usual: set[str]) -> Iterable[Made]:
    """The field once for each thesaurus that the heading is taken from, and the record has
    others from: with its second indicator, $2 where that is 7, and the numbers that are not
    those of another."""
    known = _indicators()
    sources = said.nodes(_SOURCE, node)
    sources = [source for source in sources if source in usual] or sources[:1]
    if not sources:
        if made.indicators[1] == " ":  # nor does a key have it
            made.indicators = made.indicators[0] + "4"
        yield made
        return
    sources.sort(key=lambda source: known.get(source, "7"))
    codes = [said.text(source, _CODE) for source in sources]
    own = [part for part in made.own if part[0] != "2"]
    taken: set[str] = set()
    for source, code in reversed(list(zip(sources, codes, strict=True))):
        each = Made(made.tag, made.indicators[0] + known.get(source, "7"))
        each.script, each.others = made.script, {}
        last = source == sources[0]
        numbers = {text for kind, text in own if kind in "01" and (last or _is_of(code, text))}
        each.own = [
            part for part in own
            if part[0] not in "01" or (part[1] in numbers and part[1] not in taken)
        ]  # fmt: skip
        taken |= numbers
        if source not in known:
            each.add("2", code)
        if last:
            each.others = made.others
        yield each


def _is_of(code: str, number: str) -> bool:
    """Whether a number is of the thesaurus with this code, by what it looks like."""
    return bool(code) and (code in number.lower() or (code == "fast" and "fst" in number))


def _concerns(said: Said) -> dict[str, list[str]]:
    """Heading -> the relations which say in what role it is a subject."""
    found: dict[str, list[str]] = {}
    for relation in said.nodes(RELATION, said.work):
        for node in said.nodes(ASSOCIATED, relation):
            found.setdefault(node, []).append(relation)
    return found


def _in_roles(said: Said, relations: list[str], made: Made) -> None:
    stated = []
    for relation in relations:
        for node in said.nodes(RELATIONSHIP, relation):
            if node.startswith(relation[:-1]):
                stated.append(f"?{said.text(node)}")
            elif "/relators/" in node:
                stated.append(node)
        beside(said, relation, made)
    agents.in_roles(made, stated)
