"""The festivals that the graph knows: by which rules they are held, and where."""

from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from mocban.graph.questions import Row, Store
from mocban.graph.resource import iri as named
from mocban.ontology.recurrence import Rule, rule

_LUNAR = named("mcb:lunarMonth")


@dataclass
class Festival:
    """A festival by its IRI: its rules, the places where it is held, and the administrative
    units of any time to which these belong."""

    iri: str
    rules: list[Rule] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)


def festivals(store: Store) -> dict[str, Festival]:
    """Every festival by its IRI, also those of which no rule is known."""
    found: dict[str, Festival] = {}
    for row in sorted(store.rows("festivals"), key=str):
        iri = _text(row, "festival")
        one = found.setdefault(iri, Festival(iri))
        read = rule(
            _text(row, "calendar") == _LUNAR, *(_text(row, n) for n in ("month", "from", "to"))
        )
        if read and read not in one.rules:
            one.rules.append(read)
        for place, known in ((_text(row, "at"), one.places), (_text(row, "unit"), one.units)):
            if place and place not in known:
                known.append(place)
    return found


def _text(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""
