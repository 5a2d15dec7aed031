"""The festivals that the graph knows: by which rules they are held, and where."""

from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from mocban.graph.questions import Row, Store
from mocban.ontology.recurrence import Rule


@dataclass
class Festival:
    """A festival by its IRI: its rules, the places where it is held, the first point of these
    (latitude, longitude)."""

    iri: str
    rules: list[Rule] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    point: tuple[float, float] | None = None


@dataclass
class Unit:
    """An administrative unit by its IRI: its latest name, when that ended (yyyy-mm-dd; empty
    where it has not), and the festivals held in it."""

    iri: str
    name: str
    end: str
    festivals: set[str] = field(default_factory=set)


def festivals(store: Store) -> dict[str, Festival]:
    """Every festival by its IRI, also those of which no rule is known."""
    found: dict[str, Festival] = {}
    for row in sorted(store.rows("festivals"), key=str):
        iri = _text(row, "festival")
        one = found.setdefault(iri, Festival(iri))
        rule = _rule(row)
        if rule and rule not in one.rules:
            one.rules.append(rule)
        place = _text(row, "at")
        if place and place not in one.places:
            one.places.append(place)
        if "lat" in row and "long" in row and one.point is None:
            one.point = float(_text(row, "lat")), float(_text(row, "long"))
    return found


def units(store: Store) -> dict[str, Unit]:
    """The administrative units in which festivals are held, by IRI."""
    found: dict[str, Unit] = {}
    for row in store.rows("festivals-within"):
        iri, name, end = (_text(row, key) for key in ("unit", "label", "end"))
        one = found.setdefault(iri, Unit(iri, name, end[:10]))
        if (end[:10] or "~", name) > (one.end or "~", one.name):
            one.name, one.end = name, end[:10]
        one.festivals.add(_text(row, "festival"))
    return found


def _rule(row: Row) -> Rule | None:
    parts = [_text(row, key) for key in ("month", "from", "to")]
    if not all(part.isdecimal() for part in parts):
        return None
    return Rule(_text(row, "lunar") == "true", int(parts[0]), int(parts[1]), int(parts[2]))


def _text(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""
