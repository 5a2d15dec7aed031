"""The schema: classes and properties that are really used, from the statistics of the store."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask import Blueprint, abort, redirect
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response

from mocban.graph.labels import Names, last_segment
from mocban.graph.partitions import partition, path_of, statistics_of, term_of, view_of
from mocban.graph.questions import Row, bind, question
from mocban.graph.resource import source_of
from mocban.ontology.definitions import definition
from mocban.ontology.labels import curie, names
from mocban.ontology.namespaces import MCB, PREFIXES
from mocban.ontology.vietnamese import sort_key
from mocban.site.current import Reader, reader
from mocban.site.diagram import Join, draw, places
from mocban.site.page import page

blueprint = Blueprint("schema", __name__)

OTHER = "other"  # the place of terms in no vocabulary of ours


class Term(NamedTuple):
    """A class or property as a reader sees it; numbers are 0 where they do not matter."""

    iri: str
    curie: str
    label: str
    other: str  # its label in the other language
    definition: str
    path: str  # behind `schema/class/` or `schema/property/`; empty where there is no page
    times: int = 0
    users: int = 0  # distinct subjects


class Ask:
    """The questions of `graph/queries/schema` about the view of one reader."""

    def __init__(self, known: Reader) -> None:
        self._known = known
        base = known.links.base
        self._statistics = _node(statistics_of(base))
        self.view = _node(view_of(base))

    def rows(self, name: str, **values: NamedNode | Iterable[NamedNode]) -> list[Row]:
        """The answer to one of them."""
        return self._known.snapshot.store.rows(
            f"schema/{name}", statistics=self._statistics, **values
        )

    def terms(self, name: str, **values: NamedNode) -> list[Term]:
        """An answer that lists terms, the most frequent first."""
        found = [self.term(_value(row, "term"), row) for row in self.rows(name, **values)]
        return sorted(found, key=lambda term: (-term.times, sort_key(term.label), term.iri))

    def term(self, iri: str, row: Row | None = None) -> Term:
        """What is said of a term, with the counts of a row."""
        said, meaning, language = names(iri), definition(iri), self._known.language
        here, there = ("vi", "en") if language == "vi" else ("en", "vi")
        return Term(
            iri, curie(iri), said.of(here) if said else last_segment(iri),
            said.of(there) if said else "", meaning.of(here) if meaning else "",
            path_of(f"<{iri}>"), _number(row, "n"), _number(row, "users"),
        )  # fmt: skip


class Group(NamedTuple):
    """The terms of one vocabulary."""

    prefix: str
    address: str
    terms: list[Term]


@blueprint.get("/<lang>/schema")
def schema(lang: str) -> str:
    """All classes and properties, and how the main classes are joined."""
    known = reader(lang)
    ask = Ask(known)
    sizes = ask.rows("view", view=ask.view)
    if not sizes:
        return page("schema.html", known, sizes=None)
    classes = ask.terms("classes", view=ask.view)
    properties = ask.terms("properties", whole=ask.view)
    by_iri = {term.iri: term for term in (*classes, *properties)}
    main = [NamedNode(iri) for iri in places() if iri in by_iri]
    rows = ask.rows("links", classes=main)
    drawn = draw({term.iri: term.label for term in classes}, map(_join, rows))
    joins = sorted(
        (join for line in drawn.lines for join in line.joins), key=lambda join: -join.times
    )
    return page(
        "schema.html", known, sizes={name: _number(sizes[0], name) for name in sizes[0]},
        classes=_grouped(classes), properties=_grouped(properties), terms=by_iri, diagram=drawn,
        joins=joins,
    )  # fmt: skip


@blueprint.get("/<lang>/schema/class/<prefix>/<name>")
def schema_class(lang: str, prefix: str, name: str) -> str:
    """One class: what its instances have, where they lead, what leads to them."""
    known = reader(lang)
    ask, term = Ask(known), term_of(prefix, name)
    part = _node(partition(known.links.base, "class", term)) if term else None
    found = ask.rows("class", part=part) if part else []
    if term is None or part is None or not found:
        abort(404)
    it = _node(term)
    values = _values(ask, ask.rows("links", classes=[it]), ask.rows("datatypes", whole=part))
    query = bind(question("schema/some-instances"), {"class": it})
    example = _value(found[0], "example")
    leading = [
        (ask.term(_value(row, "from")), ask.term(_value(row, "property")), _number(row, "n"))
        for row in ask.rows("links-to", part=part)
    ]
    return page(
        "schema_term.html", known, role="class", term=ask.term(it.value, found[0]), query=query,
        example=example, shown=Names(known.snapshot.store, lang).of(example),
        triples=_number(found[0], "triples"), parts=ask.terms("properties", whole=part),
        values=values, leading=sorted(leading, key=lambda led: (-led[2], led[0].iri, led[1].iri)),
        origins=_origins(known, ask.rows("sources", **{"class": it, "view": ask.view})),
    )  # fmt: skip


@blueprint.get("/<lang>/schema/property/<prefix>/<name>")
def schema_property(lang: str, prefix: str, name: str) -> str:
    """One property: which classes have it, and what its values are."""
    known = reader(lang)
    ask, term = Ask(known), term_of(prefix, name)
    found: list[Row] = []
    if term:
        part = _node(partition(known.links.base, "property", term))
        found = ask.rows("property", part=part)
    if term is None or not found:
        abort(404)
    it = _node(term)
    instances = {each.iri: each.times for each in ask.terms("classes", view=ask.view)}
    typed = [row for row in ask.rows("datatypes", whole=ask.view) if row["property"] == it]
    values = _values(ask, ask.rows("links-of-property", property=it), [], "from")
    literals = _values(ask, [], typed).get(it.value, [])
    return page(
        "schema_term.html", known, role="property", term=ask.term(it.value, found[0]),
        query=bind(question("schema/some-uses"), {"property": it}), literals=literals,
        parts=ask.terms("users", property=it), values=values, instances=instances,
    )  # fmt: skip


@blueprint.get("/<lang>/g/catalog/<any('class', 'property'):role>/<prefix>/<name>")
def described(lang: str, role: str, prefix: str, name: str) -> Response:
    """From the node of a class or property in the statistics to its page."""
    return redirect(reader(lang).links.here(f"schema/{role}/{prefix}/{name}"), 303)


def _grouped(terms: list[Term]) -> list[Group]:
    """Terms by vocabulary, ours first, then those with the most terms."""
    groups: dict[str, list[Term]] = {}
    for term in terms:
        prefix = term.path.partition("/")[0]
        groups.setdefault(prefix, []).append(term)
    order = sorted(groups, key=lambda name: (name != MCB.prefix, name == OTHER, -len(groups[name])))
    return [Group(prefix, PREFIXES.get(prefix, ""), groups[prefix]) for prefix in order]


def _values(
    ask: Ask, links: list[Row], datatypes: list[Row], key: str = "property"
) -> dict[str, list[Term]]:
    """The classes and datatypes of values, by property or what `key` says; the most frequent
    first."""
    found: dict[str, list[Term]] = {}
    for row in links:
        found.setdefault(_value(row, key), []).append(ask.term(_value(row, "term"), row))
    for row in datatypes:  # which have no pages
        term = ask.term(_value(row, "term"), row)._replace(path="")
        found.setdefault(_value(row, key), []).append(term)
    for terms in found.values():
        terms.sort(key=lambda term: (-term.times, term.iri))
    return found


def _origins(known: Reader, rows: list[Row]) -> list[tuple[Any, str, int]]:
    """Each dataset whose source has instances: the source's tag, the dataset, how many."""
    found = []
    for row in rows:
        graph = _value(row, "graph")
        source = source_of(graph)
        found.append((known.tag(source), graph.partition("/g/src/")[2], _number(row, "n")))
    return sorted(found, key=lambda origin: (-origin[2], origin[1]))


def _join(row: Row) -> Join:
    return Join(
        _value(row, "from"), _value(row, "property"), _value(row, "term"), _number(row, "n")
    )


def _node(term: str) -> NamedNode:
    return NamedNode(term[1:-1])


def _value(row: Mapping[str, Any], name: str) -> str:
    return str(row[name].value)


def _number(row: Mapping[str, Any] | None, name: str) -> int:
    return int(row[name].value) if row and name in row else 0
