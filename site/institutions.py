"""The institutions: what each holds and has told, how far back, about where, how complete."""

from typing import NamedTuple

from flask import Blueprint, abort
from pyoxigraph import Literal, NamedNode
from pyroaring import BitMap

from mocban.graph.given import Given, Reading
from mocban.graph.labels import Label, choose
from mocban.graph.query import Found, Query, Value
from mocban.ontology.namespaces import term
from mocban.site import answering
from mocban.site.asked import address
from mocban.site.current import Reader, reader
from mocban.site.datasets import given, last_readings, shown
from mocban.site.dates import day
from mocban.site.memory import recall
from mocban.site.page import page

blueprint = Blueprint("institutions", __name__)

_ENTITY = term("mcb:entity")[1:-1]
_MOST_PLACES = 12
_MOST_TOPICS = 16


class Line(NamedTuple):
    """An institution in the list; `things` are those that it tells of."""

    code: str
    things: int
    records: int
    read: str


class Part(NamedTuple):
    """A part of all that an institution tells of, and the search that finds it."""

    label: Label
    number: int
    href: str


class Coverage(NamedTuple):
    """Of how many things there are; how many have a date, a place on the map, a digital copy;
    how many are linked to authority files; the first and last year."""

    total: int
    dated: int
    located: int
    digital: int
    linked: int
    first: int | None
    last: int | None


@blueprint.get("/<lang>/institutions")
def institutions(lang: str) -> str:
    """All institutions, in the order of the configuration."""
    known = reader(lang)
    store = known.snapshot.store
    found = recall(store, "sources", lambda: answering.found(known.snapshot, Query(), lang, 1))
    things = {value.value: value.count for value in found.facet("source").values}
    readings = last_readings(known)
    lines = [
        Line(
            code, things.get(code, 0), _records(given(known), code),
            day(readings[code].day, known.words) if code in readings else "",
        )
        for code in known.snapshot.sources
    ]  # fmt: skip
    return page("institutions.html", known, lines=lines)


@blueprint.get("/<lang>/institutions/<code>")
def institution(lang: str, code: str) -> str:
    """One institution."""
    known = reader(lang)
    if code not in known.snapshot.sources:
        abort(404)
    asked = Query(sources=(code,))
    found, coverage = recall(
        known.snapshot.store, ("institution", lang, code), lambda: _told(known, asked)
    )
    sets = shown(known, code)
    copies = {word: sum(each.given.counts.get(word, 0) for each in sets)
              for word in ("instance", "item")}  # fmt: skip
    reading: Reading | None = last_readings(known).get(code)
    return page(
        "institution.html", known, code=code, sets=sets, copies=copies, coverage=coverage,
        reading=reading, read=day(reading.day, known.words) if reading else "",
        kinds=[(value.value, value.count, _with(known, asked, kinds=(value.value,)))
               for value in found.facet("type").values],
        places=[_part(known, value, asked._replace(places=(value.value,)))
                for value in _few(found.facet("place").values)],
        topics=[_part(known, value, asked._replace(topics=(value.value,)))
                for value in found.facet("topic").values[:_MOST_TOPICS]],
        entity=_entity(known, code), everything=address(asked, known.links.here("search")),
        views=[(view, address(asked._replace(view=view), known.links.here("search")))
               for view in ("map", "time")],
    )  # fmt: skip


def _records(sets: list[Given], code: str) -> int:
    return sum(each.counts.get("record", 0) for each in sets if each.source == code)


def _told(known: Reader, asked: Query) -> tuple[Found, Coverage]:
    found = answering.found(known.snapshot, asked, known.language, 1)
    spots = answering.points(known.snapshot, asked, known.language, 1)
    digital = {value.value: value.count for value in found.facet("digital").values}
    graphs = [NamedNode(each.iri) for each in given(known) if each.source == asked.sources[0]]
    (row,) = known.snapshot.store.rows("elsewhere", graphs=graphs)
    linked = int(row["n"].value) if isinstance(row["n"], Literal) else 0
    filters = known.snapshot.search.filters
    dated = filters.years.dated & filters.sets.get("source", {}).get(asked.sources[0], BitMap())
    return found, Coverage(
        found.total, len(dated), spots.located, digital.get("yes", 0), linked,
        min((filters.years.first[number] for number in dated), default=None),
        max((filters.years.last[number] for number in dated), default=None),
    )  # fmt: skip


def _few(places: list[Value]) -> list[Value]:
    """Units of the two upper levels, as far as there is room."""
    return [value for value in places if value.depth <= 1][:_MOST_PLACES]


def _part(known: Reader, value: Value, asked: Query) -> Part:
    label = choose(value.labels, known.language) or Label(value.value)
    return Part(label, value.count, address(asked, known.links.here("search")))


def _with(known: Reader, asked: Query, **changes: object) -> str:
    return address(asked, known.links.here("search"), **changes)  # type: ignore[arg-type]


def _entity(known: Reader, code: str) -> str:
    """The page of the institution as a thing, or the empty string."""
    own = f"{known.links.base}r/{code}/group/{code}"
    for triple in known.snapshot.store.triples(own):
        if triple.predicate.value == _ENTITY and isinstance(triple.object, NamedNode):
            return known.links.page(triple.object.value)
    return ""
