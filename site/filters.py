"""The facets of a search as a reader sees them: every value with its name, its count, and the
address that takes it away again."""

from dataclasses import dataclass
from typing import NamedTuple

from mocban.graph.labels import Label, choose, last_segment
from mocban.graph.query import Facet, Found, Query, Value
from mocban.ontology.vietnamese import sort_key
from mocban.site.answering import relation
from mocban.site.asked import address
from mocban.site.current import Reader
from mocban.site.dates import century

ORDER = ("type", "source", "place", "century", "topic", "language", "digital", "access")
_DIGITAL = {"yes": "search.digital.yes", "no": "search.digital.no"}


@dataclass(frozen=True, slots=True)
class Option:
    """A value that can be ticked."""

    value: str
    label: Label
    count: int
    chosen: bool
    depth: int


class Group(NamedTuple):
    """A facet: its parameter and its values; `more` where there are others."""

    name: str
    options: list[Option]
    more: bool


class Chip(NamedTuple):
    """A filter in use: its name, and the address of the search without it."""

    label: Label
    href: str


def groups(known: Reader, query: Query, found: Found) -> list[Group]:
    """The facets that have something to choose between or something chosen; the day and the
    years that are asked for stand with theirs."""
    used = {"place": query.on, "century": query.first is not None or query.last is not None}
    shown = []
    for name in ORDER:
        facet = found.facet(name)
        options = [_option(known, facet, value) for value in facet.values]
        if name in ("type", "source"):
            options.sort(key=lambda each: (-each.count, sort_key(each.label.text)))
        if len(options) > 1 or any(option.chosen for option in options) or used.get(name):
            shown.append(Group(name, options, facet.more))
    return shown


def _option(known: Reader, facet: Facet, value: Value) -> Option:
    label = name_of(known, facet.name, value.value, value.labels)
    return Option(value.value, label, value.count, value.chosen, value.depth)


def name_of(known: Reader, facet: str, value: str, labels: list[Label]) -> Label:
    """What a value of a facet is called in the language of the reader; its own text where
    nobody has named it."""
    words = known.words
    own = known.language
    match facet:
        case "type":
            return Label(words.kind(value, many=True), own)
        case "source" if value in known.tags:
            return Label(known.tags[value][2], own)
        case "century":
            return Label(century(int(value), words), own)
        case "digital" if value in _DIGITAL:
            return Label(words(_DIGITAL[value]), own)
    return choose(labels, own) or Label(last_segment(value))


def chips(known: Reader, query: Query, found: Found, path: str) -> list[Chip]:
    """The filters in use, each with the address of the search without it at `path`."""
    shown = []
    for name in ORDER:
        shown += [
            Chip(name_of(known, name, value.value, value.labels),
                 address(query, path, without=(name, _asked(known, query, name, value.value))))
            for value in found.facet(name).values
            if value.chosen
        ]  # fmt: skip
        shown += [
            Chip(name_of(known, name, value, []), address(query, path, without=(name, value)))
            for value in _unknown(known, query, found, name)
        ]
    words = known.words
    for name, key, year in (
        ("from", "search.from.chip", query.first), ("to", "search.to.chip", query.last),
    ):  # fmt: skip
        if year is not None:
            label = Label(words(key, y=year), known.language)
            shown.append(Chip(label, address(query, path, without=(name, str(year)))))
    if relation(query):
        label = Label(words("search.related.chip"), known.language)
        shown.append(Chip(label, address(query, path, of="", by="")))
    return shown


def _values(query: Query, name: str) -> list[str]:
    fields = {"type": query.kinds, "source": query.sources, "place": query.places,
              "century": query.centuries, "topic": query.topics, "language": query.languages,
              "digital": (query.digital,) if query.digital else (), "access": query.access}  # fmt: skip
    return [str(value) for value in fields[name]]


def _asked(known: Reader, query: Query, name: str, value: str) -> str:
    """The value as it stands in the address: of a topic with several paths, that one."""
    if name != "topic" or value in query.topics:
        return value
    topic = known.snapshot.search.filters.topic
    return next((each for each in query.topics if topic(each) == value), value)


def _unknown(known: Reader, query: Query, found: Found, name: str) -> list[str]:
    """Values that are asked for and that nothing has."""
    topic = known.snapshot.search.filters.topic
    have = {value.value for value in found.facet(name).values}
    return [each for each in _values(query, name)
            if (topic(each) if name == "topic" else each) not in have]  # fmt: skip
