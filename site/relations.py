"""What is related to a thing, group by group, by the lines of `relations.yaml`."""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml
from pyoxigraph import Literal, NamedNode

from mocban.errors import Text
from mocban.graph.labels import Label
from mocban.graph.related import COUNTED, related, way
from mocban.graph.resource import Resource, kind_of, source_of
from mocban.graph.store import Way
from mocban.site.links import Links
from mocban.site.words import Words

SHOWN = 6


class Relation(NamedTuple):
    """One line of `relations.yaml`; `places` asks for the order of its things."""

    key: str
    title: Text
    way: Way
    of: frozenset[str]
    places: str


class Card(NamedTuple):
    """A related thing; the years in which a work was published."""

    label: Label
    href: str
    kind: str
    years: str


class Cards(NamedTuple):
    """A group of related things; `number` is in words, `href` lists them all."""

    key: str
    title: str
    cards: list[Card]
    number: str
    href: str
    ordered: bool
    whole: bool


@cache
def relations() -> list[Relation]:
    """The lines of `relations.yaml`."""
    text = (files("mocban.site") / "relations.yaml").read_text(encoding="utf-8")
    return [
        Relation(
            line["key"], Text(line["title"]["en"], line["title"]["vi"]),
            way([line["path"]] if isinstance(line["path"], str) else line["path"]),
            frozenset(line.get("of", ())), line.get("places", ""),
        )
        for line in yaml.safe_load(text)
    ]  # fmt: skip


def roles(address: str) -> frozenset[str]:
    """The kinds by which relations and facts are chosen for a thing."""
    if "/v/" in address and not kind_of(address):
        return frozenset({"concept"})
    return frozenset({kind_of(address)} | ({"source"} if source_of(address) else set()))


def cards(resource: Resource, words: Words, links: Links, only: str = "") -> list[Cards]:
    """The groups of related things, or the whole of the one named `only`."""
    own = roles(resource.iri)
    groups = []
    for relation in relations():
        if (relation.of and not relation.of & own) or only not in ("", relation.key):
            continue
        found = related(resource.store, resource.iri, relation.way, resource.names, relation.places)
        if found.total:
            groups.append((relation, found.total, found.things[: None if only else SHOWN]))
    years = _years(resource, [thing for _, _, things in groups for thing, _ in things])
    return [
        Cards(
            relation.key, relation.title.of(words.language),
            [Card(label, links.page(thing), kind_of(thing), years.get(thing, ""))
             for thing, label in things],
            _number(total, words),
            "" if only or total == len(things) else links.group(resource.iri, relation.key),
            bool(relation.places), total == len(things),
        )
        for relation, total, things in groups
    ]  # fmt: skip


def _number(total: int, words: Words) -> str:
    number = words.number(total)
    return words("leaf.more", n=number) if total >= COUNTED else number


def _years(resource: Resource, things: list[str]) -> dict[str, str]:
    works = [NamedNode(thing) for thing in things if kind_of(thing) == "work"]
    found: dict[str, set[str]] = {}
    for row in resource.store.rows("years", works=works) if works else ():
        if isinstance(row["work"], NamedNode) and isinstance(row["date"], Literal):
            found.setdefault(row["work"].value, set()).add(row["date"].value[:4])
    return {work: ", ".join(sorted(years)) for work, years in found.items()}
