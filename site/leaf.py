"""The parts of an entity's page beside its facts: relations, time, place, editions, origin."""

from functools import cached_property
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.resource import Resource, iri, source_of
from mocban.graph.store import Row
from mocban.site import behind, journey
from mocban.site.dates import today
from mocban.site.editions import Edition, editions
from mocban.site.facts import Fact, Facts, Group
from mocban.site.festivals import Festival, festival
from mocban.site.lead import composed, described, of_unit
from mocban.site.links import Links
from mocban.site.origins import Evidence, Origin, evidence, origins
from mocban.site.pictures import Picture, pictures
from mocban.site.relations import Cards, cards, roles
from mocban.site.territory import Line, Territory, territories
from mocban.site.trees import TOLD, Node, trees
from mocban.site.values import Value, dated, year_of
from mocban.site.words import Words

# What is ranked, and what events happen to or at.
_HONOURED = frozenset(("monument", "object", "ich", "work", "person", "archive", "place", "group"))
_VISITED = frozenset(("monument", "object", "place", "person", "group", "ich"))


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

    def cards(self, only: str = "") -> list[Cards]:
        """The groups of related things, or the whole of the one named `only`; what a tree or
        the stops of a trip tell is not told again."""
        told = TOLD.get(self._sort, ()) if self.trees else ()
        told = (*told, "stops") if self.stops else told
        return cards(self.resource, self.words, self.links, only, () if only else told)

    @property
    def _sort(self) -> str:
        return next(iter(self.roles - {"source"}), "")

    @cached_property
    def trees(self) -> list[Node]:
        """The wholes and parts among which the thing stands."""
        return trees(self.resource, self.links, self._sort)

    @cached_property
    def editions(self) -> list[Edition]:
        """The editions of a work with their copies."""
        if "work" not in self.roles:
            return []
        return editions(self.resource, self.words, self.links)

    @cached_property
    def stops(self) -> list[journey.Stop]:
        """The stops of a trip."""
        return journey.stops(self.resource, self.words, self.links)

    @cached_property
    def _described(self) -> tuple[Value, bool] | None:
        return described(self._facts)

    @property
    def _facts(self) -> list[Fact]:
        return [fact for group in self.groups for fact in group.facts]

    @cached_property
    def lead(self) -> Value:
        """The sentence under the title: what a source says, else one put together."""
        if self._described:
            return self._described[0]
        where = ", ".join(unit.text for line in self.today[:1] for unit in line.units)
        stops = " → ".join(stop.place.text for stop in self.stops[:6])
        further = {"where": where, "stops": stops}
        if self.resource.kind == "place" and self.territories and self.territories[0].is_unit:
            further = of_unit(self.territories[0], self.words)
        return Value(composed(self._sort, self._facts, further, self.words))

    @cached_property
    def dates(self) -> str:
        """When a person lived, a book came out, a thing was made or happened."""
        known = {fact.key: fact for fact in self._facts if fact.key and fact.moment}

        def said(key: str) -> list[Value]:
            fact = known.get(key)
            every = [*fact.values, *fact.others] if fact else []
            return sorted(every, key=lambda value: value.day)

        def years(key: str) -> str:
            return "/".join(dict.fromkeys(year_of(value) for value in said(key) if value.day))

        born, died = years("born"), years("died")
        if born and died:
            return self.words("date.span", a=born, b=died)
        if born or died:
            return born or f"† {died}"
        first = next(filter(None, map(said, ("year", "date", "made"))), [])
        return " / ".join(dict.fromkeys(value.text for value in first))

    @cached_property
    def told(self) -> list[Group]:
        """The facts to list: without the one that stands under the title, and without what each
        of several editions tells of itself."""
        lead = self._described[0] if self._described and self._described[1] else None
        several = sum(edition.described for edition in self.editions) > 1
        found = []
        for group in self.groups:
            facts = []
            for fact in group.facts:
                if fact.edition and several:
                    continue
                values = [value for value in fact.values if value is not lead]
                if values:
                    facts.append(fact._replace(values=values))
            if facts:
                found.append(group._replace(facts=facts))
        return found

    def query(self, group: Group) -> str:
        """Where the question behind a group of facts can be asked; empty for what is no
        entity."""
        if "/e/" not in self.resource.iri:
            return ""
        paths = [path for fact in group.facts for path in fact.paths]
        return self.links.here("sparql", query=behind.facts(self.resource.iri, paths))

    @cached_property
    def counted(self) -> int:
        """How many statements the sources make of the thing."""
        return self.resource.counted

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

    def origins(self) -> list[Origin]:
        """What each source said of the thing, in order."""
        return origins(self.resource, self.words, self.links, self.sources)

    def evidence(self) -> list[Evidence]:
        """Why things were linked, as the links themselves tell it."""
        return evidence(self.resource, self.links)

    def _value(self, term: object) -> Value:
        if isinstance(term, NamedNode):
            said = self.resource.names.of(term.value)
            return Value(said.text, self.facts.foreign(said.language), self.links.page(term.value))
        return Value(str(term.value) if isinstance(term, Literal) else "")

    def _when(self, row: Row) -> Value:
        return dated(_text(row, "edtf"), _text(row, "text"), _text(row, "begin"), self.words)

    @cached_property
    def honours(self) -> list[Honour]:
        """Ranks and titles, oldest first, undated last."""
        if not self.roles & _HONOURED:
            return []
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

    def ranks(self) -> list[Value]:
        """The rank that a relic has now."""
        return [self._value(step.value) for step in self.resource.follow([iri("mcb:currentRank")])]

    def moments(self) -> list[Moment]:
        """Everything dated, in order."""
        facts: list[Fact] = [f for group in self.groups for f in group.facts if f.moment]
        found = {
            Moment(value.day, value.text, fact.title, "")
            for fact in facts
            for value in (*fact.values, *fact.others)
        }
        found |= {Moment(h.when.day, h.when.text, h.title.text, "") for h in self.honours}
        for row in self.resource.ask("happenings") if self.roles & _VISITED else ():
            event, when = self._value(row["event"]), self._when(row)
            found.add(Moment(when.day, when.text, event.text, event.href))
        return sorted(moment for moment in found if moment.day)

    def festival(self) -> Festival | None:
        """When a festival is held."""
        return self._festival

    @cached_property
    def _festival(self) -> Festival | None:
        return festival(self.resource, self.words, today())

    def point(self) -> Point | None:
        """Where to mark the map."""
        return self._point

    @cached_property
    def _point(self) -> Point | None:
        for row in sorted(
            self.resource.ask("point"),
            key=lambda row: (_text(row, "place") != self.resource.iri, str(row)),
        ):
            lat, lon = float(_text(row, "lat")), float(_text(row, "long"))
            other = _text(row, "place") != self.resource.iri
            place = self._value(row["place"]) if other else Value("")
            return Point(lat, lon, int(float(_text(row, "metres") or 0)), place.text, place.href)
        return None

    def pictures(self) -> list[Picture]:
        """Its pictures: those that may be shown, then those that are only linked to."""
        return self._pictures

    @cached_property
    def _pictures(self) -> list[Picture]:
        return pictures(self.resource, self.words, self.links)


def _text(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""
