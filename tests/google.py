"""What Google asks of structured data, as it stood in November 2026. Required: without it no
rich result. Recommended: what we promise besides.

Event       https://developers.google.com/search/docs/appearance/structured-data/event
Dataset     https://developers.google.com/search/docs/appearance/structured-data/dataset
Breadcrumb  https://developers.google.com/search/docs/appearance/structured-data/breadcrumb
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

Node = dict[str, Any]

REQUIRED = {
    "Event": ("name", "startDate", "location"),
    "Dataset": ("name", "description"),
    "DataDownload": ("contentUrl",),
    "BreadcrumbList": ("itemListElement",),
}
RECOMMENDED = {
    "Festival": ("endDate", "eventStatus"),  # also eventAttendanceMode, where it still counts
    "Dataset": ("creator", "license", "url"),
    "DataDownload": ("encodingFormat",),
}
EVENTS = ("Event", "Festival")
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?\Z").match
_WEB = ("https://", "http://")


def nodes(value: Any) -> Iterator[Node]:
    """Every node in a document, the outer before the inner."""
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def types(node: Node) -> list[str]:
    found = node["@type"]
    return [found] if isinstance(found, str) else list(found)


def several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def faults(document: Any) -> list[str]:
    """What Google would find wrong."""
    return [fault for node in nodes(document) for fault in _faults(node)]


def _faults(node: Node) -> Iterator[str]:
    for kind in types(node):
        asked = [kind, *(["Event"] if kind in EVENTS else [])]
        for name in {n for k in asked for n in (*REQUIRED.get(k, ()), *RECOMMENDED.get(k, ()))}:
            if node.get(name) in (None, "", []):
                yield f"{kind} {node.get('name')}: no {name}"
        if kind in EVENTS:
            yield from _event(node)
        if kind == "Dataset":
            yield from _dataset(node)
        if kind == "BreadcrumbList":
            yield from _crumbs(node)


def _event(node: Node) -> Iterator[str]:
    """A place has a name and an address; days are days, and the last is not before the first."""
    for place in several(node.get("location")):
        if not (place or {}).get("name") or not place.get("address"):
            yield f"{node['name']}: a place without name or address"
        elif place["address"].get("@type") != "PostalAddress" or len(place["address"]) < 2:
            yield f"{node['name']}: an empty address"
    days = [str(node.get(name)) for name in ("startDate", "endDate") if node.get(name)]
    if not all(map(_DAY, days)) or days != sorted(days):
        yield f"{node['name']}: {days} are no days in order"
    if "eventStatus" in node and len(days[-1]) == 10 and date.fromisoformat(days[-1]).year < 2026:
        yield f"{node['name']}: it is over"


def _dataset(node: Node) -> Iterator[str]:
    """The description has from 50 to 5,000 characters; a licence is an address."""
    if not 50 <= len(node.get("description", "")) <= 5_000:
        yield f"{node['name']}: description of {len(node.get('description', ''))} characters"
    for licence in several(node.get("license")):
        if not str(licence).startswith(_WEB):
            yield f"{node['name']}: licence {licence}"
    for creator in several(node.get("creator")):
        if not creator or not creator.get("name"):
            yield f"{node['name']}: a creator without name"


def _crumbs(node: Node) -> Iterator[str]:
    """At least two steps, counted from 1, each with name and address."""
    steps = node["itemListElement"]
    if len(steps) < 2 or [step.get("position") for step in steps] != [*range(1, len(steps) + 1)]:
        yield "crumbs out of order"
    if not all(step.get("name") and str(step.get("item")).startswith(_WEB) for step in steps):
        yield "a crumb without name or address"
