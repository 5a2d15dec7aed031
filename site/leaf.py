"""The parts of an entity's page beside its facts: relations, time, place, copies, origin."""

from functools import cached_property
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.resource import Member, Resource, iri, source_of
from mocban.graph.store import Row
from mocban.ontology.vietnamese import sort_key
from mocban.site.dates import today
from mocban.site.facts import Fact, Facts, Group
from mocban.site.festivals import Festival, festival
from mocban.site.links import Links
from mocban.site.relations import Cards, cards, roles
from mocban.site.territory import Line, Territory, territories
from mocban.site.values import Value, dated
from mocban.site.words import Words


class Moment(NamedTuple):
    """A point on the time rule."""

    day: str
    when: str
    what: str
    href: str


class Honour(NamedTuple):
    """A rank or title with its date and decision; `page` is that of the designation."""

    page: str
    title: Value
    when: Value
    number: str
    href: str
    source: str


class Copy(NamedTuple):
    """A copy of a work in a library, or a digital copy, with what is noted of that."""

    holder: str
    href: str
    shelf: str
    access: str
    locator: str
    notes: str
    demo: bool


class Point(NamedTuple):
    """A place on the map; `name` and `href` where it is another thing's point."""

    lat: float
    lon: float
    metres: int
    name: str
    href: str


class Leaf:
    """The page of one resource, part by part; each part is asked for when it is printed."""

    def __init__(self, resource: Resource, words: Words, links: Links, order: list[str]) -> None:
        self.resource = resource
        self.words = words
        self.links = links
        self.roles = roles(resource.iri)
        self.facts = Facts(resource, words, links, order)
        self.groups: list[Group] = [
            group for group in self.facts.groups(next(iter(self.roles - {"source"}), ""))
        ]
        self._honours = self._read_honours()

    def cards(self, only: str = "") -> list[Cards]:
        """The groups of related things, or the whole of the one named `only`."""
        return cards(self.resource, self.words, self.links, only)

    @cached_property
    def territories(self) -> list[Territory]:
        """Where the thing lies."""
        return territories(self.resource, self.words, self.links, today())

    @property
    def today(self) -> list[Line]:
        """In which unit the thing lies now, where it has one place."""
        places = self.territories if len(self.territories) == 1 else []
        return [line for place in places for line in place.lines if line.now and not line.own]

    @property
    def sources(self) -> list[str]:
        """The sources that speak of the thing, in order."""
        return sorted(self.resource.sources, key=self.facts.place)

    @property
    def origins(self) -> list[tuple[str, list[Member]]]:
        """The members of each source, in order."""
        return [
            (source, members)
            for source in self.sources
            if (members := [m for m in self.resource.origins if m.source == source])
        ]

    def _value(self, term: object) -> Value:
        if isinstance(term, NamedNode):
            said = self.resource.names.of(term.value)
            return Value(said.text, self.facts.foreign(said.language), self.links.page(term.value))
        return Value(str(term.value) if isinstance(term, Literal) else "")

    def _when(self, row: Row) -> Value:
        return dated(_text(row, "edtf"), _text(row, "text"), _text(row, "begin"), self.words)

    def _read_honours(self) -> list[Honour]:
        found: dict[str, Honour] = {}
        rows = self.resource.ask("honours")
        self.resource.names.learn(_text(row, "honour") for row in rows)
        for row in sorted(rows, key=str):
            document = self._value(row.get("document"))
            found.setdefault(
                _text(row, "designation"),
                Honour(
                    self.links.page(_text(row, "designation")), self._value(row["honour"]), self._when(row),
                    _text(row, "number") or document.text, document.href,
                    source_of(_text(row, "source") or _text(row, "designation")),
                ),
            )  # fmt: skip
        return sorted(found.values(), key=lambda h: (h.when.day or "~", h.title.text))

    @property
    def honours(self) -> list[Honour]:
        """Ranks and titles, oldest first, undated last."""
        return self._honours

    def ranks(self) -> list[Value]:
        """The rank that a relic has now."""
        return [self._value(step.value) for step in self.resource.follow([iri("mcb:currentRank")])]

    def moments(self) -> list[Moment]:
        """Everything dated, in order."""
        facts: list[Fact] = [f for group in self.groups for f in group.facts if f.moment]
        found = {
            Moment(value.day, value.text, fact.title, "") for fact in facts for value in fact.values
        }
        found |= {Moment(h.when.day, h.when.text, h.title.text, "") for h in self.honours}
        for row in self.resource.ask("happenings"):
            event, when = self._value(row["event"]), self._when(row)
            found.add(Moment(when.day, when.text, event.text, event.href))
        return sorted(moment for moment in found if moment.day)

    def copies(self) -> list[Copy]:
        """Who holds a work, and its digital copies."""
        if "work" not in self.roles:
            return []
        rows = self.resource.ask("holdings")
        names = self.resource.names
        names.learn(_text(row, key) for row in rows for key in ("holder", "access"))
        notes: dict[str, set[str]] = {}
        for row in rows:
            notes.setdefault(_text(row, "locator"), set()).add(_text(row, "note"))
        found = set()
        for row in rows:
            holder, locator = self._value(row.get("holder")), _text(row, "locator")
            shelf = [_text(row, "room"), _text(row, "shelf")]
            found.add(
                Copy(holder.text, holder.href, " · ".join(filter(None, shelf)),
                     self._value(row.get("access")).text, locator,
                     ", ".join(sorted(notes[locator] - {""})), _text(row, "demo") == "true")
            )  # fmt: skip
        return sorted(found, key=lambda copy: (sort_key(copy.holder or "~"), copy))

    def festival(self) -> Festival | None:
        """When a festival is held."""
        return festival(self.resource, self.words, today())

    def point(self) -> Point | None:
        """Where to mark the map."""
        for row in sorted(
            self.resource.ask("point"),
            key=lambda row: (_text(row, "place") != self.resource.iri, str(row)),
        ):
            lat, lon = float(_text(row, "lat")), float(_text(row, "long"))
            other = _text(row, "place") != self.resource.iri
            place = self._value(row["place"]) if other else Value("")
            return Point(lat, lon, int(float(_text(row, "metres") or 0)), place.text, place.href)
        return None

    def images(self) -> list[str]:
        """Addresses of pictures that the graph has and that this site serves itself."""
        rows = self.resource.ask("images")
        found = sorted({_text(row, "address") for row in rows})
        return [a for a in found if a.startswith((self.links.base, "/"))][:1]

    def evidence(self) -> list[dict[str, Any]]:
        """Why things were linked, as the links themselves tell it."""
        rows = self.resource.evidence()
        self.resource.names.learn(
            _text(row, key) for row in rows for key in ("from", "to", "method", "property")
        )
        return [
            {
                "from": self._value(row["from"]), "to": self._value(row["to"]),
                "sources": [source_of(_text(row, "from"))] if source_of(_text(row, "from")) else [],
                "property": self._value(row.get("property")).text,
                "method": self._value(row.get("method")).text,
                "confidence": _text(row, "confidence"), "field": _text(row, "field"),
                "text": _text(row, "text"), "reviewed": "reviewer" in row,
                "href": self.links.page(_text(row, "link")),
            }
            for row in rows
        ]  # fmt: skip


def _text(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""
