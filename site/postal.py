"""Where something lies, as schema.org has it (https://schema.org/PostalAddress)."""

from collections.abc import Iterator
from typing import Any

from mocban.site.territory import Line, Territory
from mocban.site.values import Value

Node = dict[str, Any]


def addresses(territories: list[Territory]) -> Iterator[Node]:
    """The address of each place by the boundaries of today; else as a source wrote it."""
    for territory in territories:
        now = [line for line in territory.lines if line.now and not line.own]
        if now:
            yield _by_units(now[0])
        elif territory.addresses and not territory.lines:
            yield written(territory.addresses[0].text)


def written(text: str) -> Node:
    """An address as a source wrote it."""
    return {"@type": "PostalAddress", "streetAddress": text}


def _by_units(line: Line) -> Node:
    """The province is the region, the smallest unit the locality."""
    found: Node = {"@type": "PostalAddress", "addressLocality": line.units[0].text}
    if len(line.units) > 1:
        found["addressRegion"] = line.units[-1].text
    # The levels of our administrative units are those of Vietnam.
    return found | {"addressCountry": "VN"}


def unit(value: Value, base: str) -> Node:
    """An administrative unit."""
    path = value.href.split("/", 2)[-1]
    return {
        "@type": "AdministrativeArea", "@id": base + path, "name": value.text,
        "url": base + value.href.lstrip("/"),
    }  # fmt: skip
