"""What follows from the view, once it is loaded: questions in `queries/derive`, and the days
on which festivals fall."""

from collections.abc import Iterator
from importlib.resources import files

import pyoxigraph as ox

from mocban.graph.store import GraphStore
from mocban.ontology.literals import boolean, date
from mocban.ontology.namespaces import CRM, MCB, RDF, SCHEMA
from mocban.ontology.recurrence import Rule, held


def derived(store: GraphStore, years: tuple[int, int]) -> Iterator[str]:
    """N-Triples lines (without the full stop) that a loaded view implies; festivals are
    reckoned for the years from the first to the last."""
    for query in sorted(
        each.name for each in (files("mocban.graph") / "queries" / "derive").iterdir()
    ):
        name = f"derive/{query.removesuffix('.rq')}"
        if name != "derive/festivals":
            for triple in store.construct(name):
                yield f"{triple.subject} {triple.predicate} {triple.object}"
    yield from _festivals(store, years)


def _festivals(store: GraphStore, years: tuple[int, int]) -> Iterator[str]:
    for row in store.rows("derive/festivals"):
        festival, node_of_rule = row["festival"], row["rule"]
        lunar = str(row["kind"]) == MCB.LunarRecurrence
        rule = Rule(lunar, *(_number(row[name]) for name in ("month", "from", "to")))
        for year in range(years[0], years[1] + 1):
            time = held(rule, year)
            if time is None:
                continue
            begin, end = (day.isoformat() for day in time)
            node = f"{str(node_of_rule)[:-1]}/occ/{year}>"
            yield f"{node} {RDF.type} {CRM.E7_Activity}"
            yield f"{node} {RDF.type} {SCHEMA.Event}"
            yield f"{node} {CRM.P33_used_specific_technique} {festival}"
            yield f"{node} {MCB.occurrenceOf} {festival}"
            yield f"{node} {SCHEMA.startDate} {date(begin)}"
            yield f"{node} {SCHEMA.endDate} {date(end)}"
            yield f"{node} {MCB.computed} {boolean(True)}"


def _number(term: object) -> int:
    if not isinstance(term, ox.Literal):
        raise TypeError(f"{term} is not a number")
    return int(term.value)
