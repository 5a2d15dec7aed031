"""Where a thing lies: its address as the sources wrote it, and the administrative units to
which the place belongs today and belonged before."""

from datetime import date, timedelta
from typing import NamedTuple

from mocban.graph.resource import Resource, iri, kind_of, source_of
from mocban.graph.units import Unit, Units
from mocban.ontology.vietnamese import match_key
from mocban.site.dates import day, period
from mocban.site.links import Links
from mocban.site.values import Value
from mocban.site.words import Words

_PLACES = tuple(
    [iri(name)]
    for name in (
        "crm:P53_has_former_or_current_location", "crm:P7_took_place_at", "mcb:practisedAt",
        "mcb:nativePlace",
    )
)  # fmt: skip
_MOST = 4


class Line(NamedTuple):
    """The units, smallest first, each linked; in which years; whether they still are; what
    took the place of the first, where the page is about it."""

    units: list[Value]
    when: str
    now: bool
    own: bool
    after: list[Value]


class Territory(NamedTuple):
    """One place: its name where it is not the page's own; whether it is a unit itself."""

    name: Value
    addresses: list[Value]
    lines: list[Line]
    is_unit: bool


def territories(resource: Resource, words: Words, links: Links, today: str) -> list[Territory]:
    """The places of a thing, or the thing itself where it is a place; none without units."""
    places = [resource.iri] if resource.kind == "place" else _places(resource)
    if not places or len(places) > _MOST:
        return []
    units = Units(resource.store, places)
    resource.names.learn(places)
    return [
        found for place in places if (found := _of(resource, units, place, words, links, today))
    ]


def _places(resource: Resource) -> list[str]:
    found = {getattr(step.value, "value", "") for path in _PLACES for step in resource.follow(path)}
    return sorted(place for place in found if kind_of(place) == "place" and not source_of(place))


def _of(
    resource: Resource, units: Units, place: str, words: Words, links: Links, today: str
) -> Territory | None:
    chains = units.lines(place, today)
    said = units.addresses[place]
    if not chains and not said:
        return None
    own = {unit.version for unit in units.own(place)}

    def shown(unit: Unit) -> Value:
        return Value(unit.label, "" if words.language == "vi" else "vi", links.page(unit.unit))

    lines = [
        Line(
            [shown(unit) for unit in chain], period(chain[0].begin, chain[0].end, words),
            chain[0].at(today), chain[0].version in own,
            [shown(unit) for unit in units.after(chain[0])]
            if place == resource.iri and chain[0].version in own else [],
        )
        for chain in chains
    ]  # fmt: skip
    addresses = [
        Value(
            address.text, "" if words.language == "vi" else "vi",
            note=_boundaries(address.text, chains, today, words),
            sources=(source_of(address.graph),),
        )
        for address in sorted(said)
    ]  # fmt: skip
    label = resource.names.of(place)
    elsewhere = Value(label.text, "", links.page(place)) if place != resource.iri else Value("")
    return Territory(elsewhere, addresses, lines, bool(own))


def _boundaries(address: str, chains: list[list[Unit]], today: str, words: Words) -> str:
    """By the boundaries of which time an address is true, where they have changed since: the
    chain of units that it names most of tells."""
    parts = {match_key(part) for part in address.split(",")}

    def named(chain: list[Unit]) -> list[Unit]:
        # The largest of the name: “Bắc Giang” at the end of an address is the province.
        found = (
            next((u for u in chain[::-1] if f" {match_key(u.label)}".endswith(f" {part}")), None)
            for part in parts
        )
        return [unit for unit in found if unit]

    best = max((named(chain) for chain in chains), key=len, default=[])
    ended = min((unit.end for unit in best if not unit.at(today) and unit.end), default="")
    if not ended:
        return ""
    changed = (date.fromisoformat(ended) + timedelta(days=1)).isoformat()
    return words("where.before", date=day(changed, words))
