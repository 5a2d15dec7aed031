"""The stops of a trip in their order, each with what it presents and what to read about that."""

from typing import NamedTuple

from pyoxigraph import NamedNode

from mocban.graph.related import positions, related, way
from mocban.graph.resource import Resource
from mocban.ontology.vietnamese import sort_key
from mocban.site.links import Links
from mocban.site.particulars import particulars
from mocban.site.relations import number
from mocban.site.values import Value
from mocban.site.words import Words

READ = 4
_ABOUT = way(["^mcb:about"])


class Sight(NamedTuple):
    """What a stop presents; some works about it, how many there are, and where they are all
    listed."""

    thing: Value
    told: str
    reading: list[Value]
    number: str
    href: str


class Stop(NamedTuple):
    """A stop, and what is to be seen there."""

    place: Value
    told: str
    sights: list[Sight]


def stops(resource: Resource, words: Words, links: Links) -> list[Stop]:
    """The stops of a trip; none for anything else."""
    if resource.kind != "trip":
        return []
    place = positions(resource.store, resource.iri, "stops")
    order = sorted(place, key=lambda thing: (place[thing], thing))
    shown: dict[str, list[str]] = {}
    things = [NamedNode(thing) for thing in order]
    for row in resource.store.rows("presented", things=things) if things else ():
        if isinstance(row["thing"], NamedNode) and isinstance(row["sight"], NamedNode):
            shown.setdefault(row["thing"].value, []).append(row["sight"].value)
    sights = sorted({sight for found in shown.values() for sight in found})
    told = particulars(resource, words, [*order, *sights])
    names = resource.names

    def value(thing: str, note: str = "") -> Value:
        label = names.of(thing)
        language = "" if label.language == words.language else label.language
        return Value(label.text, language, links.page(thing), note)

    def sight(thing: str) -> Sight:
        # A relic, a festival: few enough on a trip to be asked one by one.
        found = related(resource.store, thing, {"about": _ABOUT}).get("about")
        works = found.things if found else []
        names.learn(works)
        first = sorted(works, key=lambda work: (sort_key(names.of(work).text), work))[:READ]
        years = particulars(resource, words, first)
        return Sight(
            value(thing), told.get(thing, ""), [value(work, years.get(work, "")) for work in first],
            number(found.total, words) if found else "",
            links.here("search", of=links.path(thing), by="about"),
        )  # fmt: skip

    names.learn([*order, *sights])
    known = {thing: sight(thing) for thing in sights}
    return [
        Stop(
            value(thing),
            told.get(thing, ""),
            [known[each] for each in sorted(shown.get(thing, []))],
        )
        for thing in order
    ]
