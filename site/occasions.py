"""What happens at a time and a place, as schema.org and Google want it
(https://developers.google.com/search/docs/appearance/structured-data/event): an Event has a
first day and a place with an address, or it is not told as one."""

from typing import Any

from pyoxigraph import NamedNode

from mocban.graph.resource import iri, kind_of, resource
from mocban.site import postal
from mocban.site.dates import today
from mocban.site.structured import EXACT, Node, Structured
from mocban.site.territory import territories

_AT = {
    "ich": ("mcb:practisedAt",),
    "event": ("crm:P8_took_place_on_or_within", "crm:P7_took_place_at"),
}
_MOST = 5  # places that are looked at for an address
_SPAN = [iri("crm:P4_has_time-span"), iri("mcb:edtf")]


def tell(described: Structured) -> list[Node]:
    """A thing, and the next time that it is held; a thing that happened once is an Event
    itself."""
    node = dict(described.node)
    if described.kind == "event":
        past = _happened(described)
        return [node | past] if past else [node]
    held = _held(described) if described.kind == "ich" else None
    return [node, held] if held else [node]


def _held(described: Structured) -> Node | None:
    festival = described.leaf.festival()
    if festival is None or not festival.next:
        return None
    time, place = festival.next[0], _place(described)
    if place is None:
        return None
    node = described.node
    # What sources write of a festival is often about some year; the rule holds for each.
    told: Node = {name: node[name] for name in ("name", "image", "url") if name in node}
    if festival.rule:
        told["description"] = f"{node['name']}: {festival.rule}."
    return {
        "@type": "Festival", **told, "startDate": time.start.isoformat(),
        "endDate": time.end.isoformat(), "location": place,
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "about": {"@id": node["@id"]},
    }  # fmt: skip


def _happened(described: Structured) -> Node | None:
    """The days of what happened, where they are beyond doubt, and its place."""
    spans = {str(getattr(step.value, "value", "")) for step in described.resource.follow(_SPAN)}
    start, _, end = spans.pop().partition("/") if len(spans) == 1 else ("", "", "")
    place = _place(described) if EXACT(start) else None
    if place is None:
        return None
    found: dict[str, Any] = {"@type": "Event", "startDate": start, "location": place}
    return found | ({"endDate": end} if EXACT(end) else {})


def _place(described: Structured) -> Node | None:
    """The first place that has an address today, with it."""
    leaf = described.leaf
    reached = [
        step.value.value
        for name in _AT[described.kind]
        for step in described.resource.follow([iri(name)])
        if isinstance(step.value, NamedNode) and kind_of(step.value.value) in ("place", "monument")
    ]
    for address in list(dict.fromkeys(reached))[:_MOST]:
        found = resource(leaf.resource.store, address, leaf.words.language)
        lies = territories(found, leaf.words, leaf.links, today()) if found else []
        at = next(postal.addresses(lies), None)
        thing = described.thing(address, "Place")
        if at and thing:
            return thing | {"address": at}
    return None
