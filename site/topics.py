"""All local-history topics; the page of one is that of a thing (`thing.py`)."""

from typing import NamedTuple

from flask import Blueprint
from pyoxigraph import Literal, NamedNode

from mocban.graph.labels import Label, Names, choose, label
from mocban.graph.questions import Row
from mocban.ontology.vietnamese import sort_key
from mocban.site.current import Reader, reader
from mocban.site.dates import day
from mocban.site.memory import recall
from mocban.site.page import page

blueprint = Blueprint("topics", __name__)


class Line(NamedTuple):
    """A topic in the list."""

    iri: str
    title: Label
    lead: Label
    things: int
    revised: str


@blueprint.get("/<lang>/topics")
def topics(lang: str) -> str:
    """All topics, in the order of the alphabet."""
    known = reader(lang)
    lines = recall(known.snapshot.store, ("local topics", lang), lambda: _lines(known))
    return page("topics.html", known, lines=lines)


def _lines(known: Reader) -> list[Line]:
    store = known.snapshot.store
    found: dict[str, list[Row]] = {}
    for row in store.rows("topics"):
        if isinstance(row["topic"], NamedNode):
            found.setdefault(row["topic"].value, []).append(row)
    names = Names(store, known.language)
    names.learn(found)
    lines = [_line(known, iri, names.of(iri), rows) for iri, rows in found.items()]
    return sorted(lines, key=lambda line: (sort_key(line.title.text), line.iri))


def _line(known: Reader, iri: str, title: Label, rows: list[Row]) -> Line:
    leads = {label(lead) for row in rows if isinstance(lead := row.get("lead"), Literal)}
    revised = max((_text(row, "revised") for row in rows), default="")
    return Line(
        iri, title, choose(sorted(leads), known.language) or Label(""),
        int(_text(rows[0], "things")), day(revised, known.words) if revised else "",
    )  # fmt: skip


def _text(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, Literal) else ""
