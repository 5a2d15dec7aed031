"""What is related to a thing, group by group, by the lines of `relations.yaml`."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from mocban.errors import Text
from mocban.graph.labels import Label
from mocban.graph.questions import Way
from mocban.graph.related import COUNTED, LIMIT, Related, positions, related, way
from mocban.graph.resource import Resource, kind_of, source_of
from mocban.ontology.vietnamese import sort_key
from mocban.site import behind
from mocban.site.links import Links
from mocban.site.particulars import particulars
from mocban.site.words import Words

SHOWN = 6
WHOLE = 500
"""As many things as the page of a whole group lists."""


class Relation(NamedTuple):
    """One line of `relations.yaml`; `places` asks for the order of its things; `tree` says that
    a tree of wholes and parts tells it too."""

    key: str
    title: Text
    way: Way
    of: frozenset[str]
    places: str
    tree: bool


class Card(NamedTuple):
    """A related thing, and in a few words when, where and who."""

    label: Label
    href: str
    kind: str
    told: str


class Cards(NamedTuple):
    """A group of related things; `number` is in words, `href` lists them all, `query` opens
    what was asked."""

    key: str
    title: str
    cards: list[Card]
    number: str
    href: str
    query: str
    ordered: bool
    whole: bool


@cache
def relations() -> list[Relation]:
    """The lines of `relations.yaml`."""
    text = (files("mocban.site") / "relations.yaml").read_text(encoding="utf-8")
    return [
        Relation(
            line["key"], Text(line["title"]["en"], line["title"]["vi"]), _way(line["path"]),
            frozenset(line.get("of", ())), line.get("places", ""), line.get("tree", False),
        )
        for line in yaml.safe_load(text)
    ]  # fmt: skip


def _way(path: str | list[str]) -> Way:
    return way([path] if isinstance(path, str) else path)


def roles(address: str) -> frozenset[str]:
    """The kinds by which relations and facts are chosen for a thing."""
    if "/v/" in address and not kind_of(address):
        return frozenset({"concept"})
    return frozenset({kind_of(address)} | ({"source"} if source_of(address) else set()))


def cards(
    resource: Resource, words: Words, links: Links, only: str = "", told: Iterable[str] = ()
) -> list[Cards]:
    """The groups of related things but those already `told`, or the whole of the one named
    `only`."""
    own, told = roles(resource.iri), set(told)
    asked = {
        relation.key: relation
        for relation in relations()
        if (not relation.of or relation.of & own)
        and only in ("", relation.key)
        and relation.key not in told
    }
    ways = {key: relation.way for key, relation in asked.items()}
    found = related(resource.store, resource.iri, ways, WHOLE if only else LIMIT)
    resource.names.learn(thing for group in found.values() for thing in group.things)
    shown = {
        key: _first(resource, asked[key], found[key], None if only else SHOWN)
        for key in asked
        if key in found
    }
    said = particulars(resource, words, [thing for things in shown.values() for thing in things])
    return [
        Cards(
            key, asked[key].title.of(words.language),
            [Card(resource.names.of(thing), links.page(thing), kind_of(thing), said.get(thing, ""))
             for thing in things],
            number(found[key].total, words),
            _all(resource, links, key, things),
            links.here("sparql", query=behind.relation(resource.iri, asked[key].way)),
            bool(asked[key].places), found[key].total == len(things),
        )
        for key, things in shown.items()
    ]  # fmt: skip


def _first(resource: Resource, relation: Relation, found: Related, most: int | None) -> list[str]:
    """The things to show, in their places in a list, else in the order of the alphabet."""
    place = positions(resource.store, resource.iri, relation.places) if relation.places else {}
    names = resource.names
    return sorted(
        found.things, key=lambda thing: (place.get(thing, 0), sort_key(names.of(thing).text), thing)
    )[:most]


def _all(resource: Resource, links: Links, key: str, things: list[str]) -> str:
    """Where the whole group is listed: in search, which knows entities; a page of its own has
    what search does not."""
    if all("/e/" in thing for thing in things):
        return links.here("search", of=links.path(resource.iri), by=key)
    return links.group(resource.iri, key) if len(things) > 1 else ""


def number(total: int, words: Words) -> str:
    """How many there are, as far as they are counted."""
    if total > COUNTED:
        return words("leaf.more", n=words.number(COUNTED))
    return words.number(total)
