"""The parts of an entity's page beside its facts: relations, time, place, copies, origin."""

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml
from pyoxigraph import Literal, NamedNode

from mocban.errors import Text
from mocban.graph.labels import Label
from mocban.graph.related import COUNTED, Path, path, related
from mocban.graph.resource import Resource, iri, kind_of, source_of
from mocban.graph.store import Row
from mocban.ontology.vietnamese import sort_key
from mocban.site.dates import day
from mocban.site.facts import Fact, Facts, Group, Value, dated
from mocban.site.links import Links
from mocban.site.words import Words

SHOWN = 6


class Relation(NamedTuple):
    """One line of `relations.yaml`."""

    key: str
    title: Text
    path: Path
    of: frozenset[str]


class Card(NamedTuple):
    """A related thing."""

    label: Label
    href: str
    kind: str


class Cards(NamedTuple):
    """A group of related things; `number` is in words, `href` lists them all."""

    key: str
    title: str
    cards: list[Card]
    number: str
    href: str


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
    """A copy of a work in a library, or a digital copy."""

    holder: str
    href: str
    shelf: str
    access: str
    locator: str
    demo: bool


class Festival(NamedTuple):
    """When a festival is held: its rule, and the days nearest to today."""

    rule: str
    next: str
    last: str
    computed: bool


class Point(NamedTuple):
    """A place on the map; `name` and `href` where it is another thing's point."""

    lat: float
    lon: float
    metres: int
    name: str
    href: str


@cache
def relations() -> list[Relation]:
    """The lines of `relations.yaml`."""
    text = (files("mocban.site") / "relations.yaml").read_text(encoding="utf-8")
    return [
        Relation(line["key"], Text(line["title"]["en"], line["title"]["vi"]),
                 path(line["path"]), frozenset(line.get("of", ())))
        for line in yaml.safe_load(text)
    ]  # fmt: skip


def roles(address: str) -> frozenset[str]:
    """The kinds by which relations and facts are chosen for a thing."""
    if "/v/" in address and not kind_of(address):
        return frozenset({"concept"})
    return frozenset({kind_of(address)} | ({"source"} if source_of(address) else set()))


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
        shown = []
        for relation in relations():
            if (relation.of and not relation.of & self.roles) or only not in ("", relation.key):
                continue
            found = related(
                self.resource.store, self.resource.iri, relation.path, self.resource.names
            )
            if not found.total:
                continue
            cards = [
                Card(label, self.links.page(thing), kind_of(thing)) for thing, label in found.things
            ]
            number = self.words.number(found.total)
            if found.total >= COUNTED:
                number = self.words("leaf.more", n=number)
            shown.append(
                Cards(
                    relation.key, relation.title.of(self.words.language),
                    cards if only else cards[:SHOWN], number,
                    self.links.group(self.resource.iri, relation.key)
                    if found.total > SHOWN and not only else "",
                )
            )  # fmt: skip
        return shown

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
        found = set()
        for row in rows:
            holder = self._value(row.get("holder"))
            shelf = [_text(row, "room"), _text(row, "shelf")]
            found.add(
                Copy(holder.text, holder.href, " · ".join(filter(None, shelf)),
                     self._value(row.get("access")).text, _text(row, "locator"),
                     _text(row, "demo") == "true")
            )  # fmt: skip
        return sorted(found, key=lambda copy: (sort_key(copy.holder or "~"), copy))

    def festival(self, today: str = "") -> Festival | None:
        """When a festival is held; `today` (yyyy-mm-dd) is the day in Vietnam."""
        today = today or (datetime.now(UTC) + timedelta(hours=7)).date().isoformat()
        rule = self._recurrence("lunar") or self._recurrence("solar")
        rows = self.resource.ask("occurrences") if "ich" in self.roles else []
        days = sorted((_text(r, "start"), _text(r, "end") or _text(r, "start")) for r in rows)
        coming = [span for span in days if span[1] >= today]
        gone = [span for span in days if span[1] < today]
        if not rule and not days:
            return None
        return Festival(
            rule,
            self._days(coming[0]) if coming else "",
            self._days(gone[-1]) if gone and not coming else "",
            any(_text(row, "computed") == "true" for row in rows),
        )

    def _recurrence(self, calendar: str) -> str:
        parts = [
            self.resource.one([iri("mcb:recurs"), iri(f"mcb:{calendar}{part}")])
            for part in ("Month", "DayFrom", "DayTo")
        ]
        if not parts[0].isdigit() or not parts[1]:
            return ""
        days = parts[1] if parts[2] in ("", parts[1]) else f"{parts[1]}–{parts[2]}"
        table = "ordinals" if calendar == "lunar" and self.words.language == "en" else "months"
        names = self.words(table).split(",")
        # A month of the solar calendar is a number in Vietnamese, one of the lunar has a name.
        numbered = calendar == "solar" and self.words.language == "vi"
        month = parts[0] if numbered else names[(int(parts[0]) - 1) % 12]
        return self.words(f"festival.{calendar}", days=days, month=month)

    def _days(self, span: tuple[str, str]) -> str:
        first, last = (day(part, self.words) for part in span)
        return first if first == last else self.words("date.span", a=first, b=last)

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
            _text(row, key) for row in rows for key in ("from", "to", "method", "status")
        )
        return [
            {
                "from": self._value(row["from"]), "to": self._value(row["to"]),
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
