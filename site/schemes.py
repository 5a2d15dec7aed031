"""The words to choose from: schemes of concepts, each as a tree, with what is called so."""

from collections.abc import Iterable
from typing import NamedTuple

from flask import Blueprint, abort
from pyoxigraph import Literal, NamedNode

from mocban.graph.labels import Label, Names, choose
from mocban.graph.query import Query, Value
from mocban.graph.questions import Store, Term
from mocban.ontology.vietnamese import sort_key
from mocban.site import answering
from mocban.site.asked import address
from mocban.site.current import Reader, reader
from mocban.site.memory import recall
from mocban.site.page import page
from mocban.site.relations import Relation, relations

blueprint = Blueprint("schemes", __name__)

_MOST = 5_000  # concepts of one page


class Use(NamedTuple):
    """How many things stand in a relation to a concept, and the search that finds them."""

    title: str
    number: int
    href: str


class Branch(NamedTuple):
    """A concept and those that are narrower."""

    label: Label
    href: str
    uses: list[Use]
    narrower: "list[Branch]"


class Scheme(NamedTuple):
    """A scheme: the last part of its IRI, what it is called, how many concepts it has, and how
    many things are classed by them."""

    key: str
    label: Label
    size: int
    things: int


@blueprint.get("/<lang>/concepts")
def schemes(lang: str) -> str:
    """All schemes, and the topics that things are most often about."""
    known = reader(lang)
    topics = recall(known.snapshot.store, ("topics", lang), lambda: _topics(known))
    return page(
        "schemes.html", known, schemes=all_schemes(known),
        topics=[(choose(value.labels, lang) or Label(value.value), value.count, _about(known, value))
                for value in topics],
    )  # fmt: skip


@blueprint.get("/<lang>/concepts/<name>")
def scheme(lang: str, name: str) -> str:
    """One scheme as a tree."""
    known = reader(lang)
    found = next((each for each in all_schemes(known) if each.key == name), None)
    if found is None:
        abort(404)
    tree = recall(known.snapshot.store, ("scheme", lang, name), lambda: _tree(known, name))
    return page("scheme.html", known, scheme=found, tree=tree, most=_MOST)


def all_schemes(known: Reader) -> list[Scheme]:
    """The schemes of this snapshot, in the order of their names."""
    return recall(known.snapshot.store, ("schemes", known.language), lambda: _schemes(known))


def _schemes(known: Reader) -> list[Scheme]:
    start, entities = f"{known.links.base}v/", Literal(f"{known.links.base}e/")
    things: dict[str, int] = {}
    for relation in _of_concepts():
        for row in known.snapshot.store.rows("scheme-uses", way=relation.way, entities=entities):
            # What is classed in two ways would count twice in a sum.
            things[_iri(row["scheme"])] = max(things.get(_iri(row["scheme"]), 0), _number(row["n"]))
    rows = [row for row in known.snapshot.store.rows("schemes") if _iri(row["scheme"])]
    names = Names(known.snapshot.store, known.language)
    names.learn(_iri(row["scheme"]) for row in rows)
    found = [
        Scheme(
            scheme.removeprefix(start), names.of(scheme), _number(row["n"]), things.get(scheme, 0)
        )
        for row in rows
        if (scheme := _iri(row["scheme"])).startswith(start)
    ]
    return sorted(found, key=lambda each: (sort_key(each.label.text), each.key))


def _topics(known: Reader) -> list[Value]:
    found = answering.found(known.snapshot, Query(), known.language, 1)
    return found.facet("topic").values


def _about(known: Reader, topic: Value) -> str:
    return address(Query(topics=(topic.value,)), known.links.here("search"))


def _tree(known: Reader, name: str) -> list[Branch]:
    """The concepts of a scheme that have nothing broader in it, each with the narrower."""
    store = known.snapshot.store
    broader: dict[str, set[str]] = {}
    for row in store.rows("concepts", scheme=NamedNode(f"{known.links.base}v/{name}")):
        if concept := _iri(row["concept"]):
            broader.setdefault(concept, set()).update({_iri(row.get("broader"))} - {""})
    narrower: dict[str, list[str]] = {}
    for concept, above in broader.items():
        narrower.setdefault(min(above & broader.keys() - {concept}, default=""), []).append(concept)
    names = Names(store, known.language)
    names.learn(broader)
    uses = _uses(known, broader)
    shown: set[str] = set()

    def branches(concepts: Iterable[str]) -> list[Branch]:
        ordered = sorted(
            (c for c in concepts if c not in shown), key=lambda c: (sort_key(names.of(c).text), c)
        )
        shown.update(ordered)
        return [
            Branch(names.of(c), known.links.page(c), uses.get(c, []), branches(narrower.get(c, ())))
            for c in ordered
        ]

    tree = branches(narrower.get("", ()))
    # Concepts that are broader than each other hang from nothing: they come last.
    return [*tree, *branches(sorted(broader))]


def _uses(known: Reader, concepts: Iterable[str]) -> dict[str, list[Use]]:
    """By which relations of `relations.yaml` how many things hang on each concept."""
    store: Store = known.snapshot.store
    nodes = [NamedNode(concept) for concept in concepts]
    entities = Literal(f"{known.links.base}e/")
    found: dict[str, list[Use]] = {}
    for relation in _of_concepts() if nodes else ():
        for row in store.rows("uses", concepts=nodes, way=relation.way, entities=entities):
            concept = _iri(row["concept"])
            asked = Query(of=known.links.path(concept), by=relation.key)
            href = address(asked, known.links.here("search"))
            use = Use(relation.title.of(known.language), _number(row["n"]), href)
            found.setdefault(concept, []).append(use)
    return found


def _of_concepts() -> list[Relation]:
    return [relation for relation in relations() if "concept" in relation.of]


def _iri(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _number(term: Term) -> int:
    return int(term.value) if isinstance(term, Literal) and term.value.isdecimal() else 0
