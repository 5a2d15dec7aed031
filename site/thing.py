"""The page of a thing: a printed leaf."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, request
from pyoxigraph import Literal, NamedNode
from werkzeug.wrappers import Response as Answer

from mocban.endpoint.absent import absent
from mocban.graph.description import survivor
from mocban.graph.labels import last_segment
from mocban.graph.resource import Resource, kind_of, resource
from mocban.ontology.namespaces import BF, RDF, XSD
from mocban.site import chart, cite, links
from mocban.site.current import Reader, reader
from mocban.site.dates import day, today
from mocban.site.leaf import Leaf
from mocban.site.page import page
from mocban.site.signposts import sign_page
from mocban.site.structured import Structured
from mocban.site.topic import Topic, is_topic, whole

blueprint = Blueprint("thing", __name__)

BOOLEAN = XSD.boolean[1:-1]
TYPE = RDF.type[1:-1]
SERIES = BF.Series[1:-1]


@blueprint.get("/<lang>/<any(e, r, v, link):top>/<path:rest>")
def thing(lang: str, top: str, rest: str) -> str | Answer | Response:
    """The page of a thing: a printed leaf."""
    known = reader(lang)
    store, iri = known.snapshot.store, f"{known.links.base}{top}/{rest}"
    found = resource(store, iri, lang)
    if found is None:
        raise absent(store, known.snapshot.folder, iri)
    if found.successor:
        query = f"?{request.query_string.decode('ascii', 'ignore')}".rstrip("?")
        return redirect(known.links.page(survivor(store, iri) or found.successor) + query, 301)
    if section := whole(found):
        return redirect(known.links.page(section[0]) + f"#{section[1]}", 303)
    leaf = Leaf(found, known.words, known.links, list(known.snapshot.sources))
    group = request.args.get("group", "")
    if group:
        listed = leaf.cards(only=group)
        if not listed:
            abort(404)
        return page("related.html", known, leaf=leaf, thing=found, group=listed[0])
    if (form := request.args.get("cite", "")) in cite.FORMS:
        house = known.snapshot.title.of(lang)
        return cite.reference(form, found.label.text, house, found.iri, today())
    kind = _kind(found, top)
    described = Structured(leaf, kind, known.snapshot)
    topic = Topic(found, known) if is_topic(found) else None
    written = page(
        "topic.html" if topic else "leaf.html", known, leaf=leaf, thing=found, top=top, kind=kind,
        described=described, topic=topic,
        statements=_statements(found, known) if top != "e" else [],
        formats=links.FORMATS, chart=chart, last_segment=last_segment, day=day,
    )  # fmt: skip
    response = Response(written)
    sign_page(response, described, known)
    return response


def _kind(found: Resource, top: str) -> str:
    if any(step.value == NamedNode(SERIES) for step in found.follow([TYPE])):
        return "series"
    return {"v": "concept", "link": "link"}.get(top, "") or kind_of(found.iri)


def _statements(found: Resource, known: Reader) -> list[dict[str, Any]]:
    """What is said of this very IRI, for things that have no page of their own design."""
    said: dict[tuple[str, str], dict[str, Any]] = {}
    rows = found.statements()
    found.names.learn([predicate for predicate, _, _ in rows])
    nodes = [value.value for _, value, _ in rows if isinstance(value, NamedNode)]
    within = [value for node in nodes for _, value, _ in found.statements(node)]
    found.names.learn([*nodes, *(node.value for node in within if isinstance(node, NamedNode))])
    for predicate, value, source in rows:
        if isinstance(value, NamedNode):
            text, language = _called(found, value)
            href = known.links.page(value.value)
        elif isinstance(value, Literal):
            text, language, href = value.value, value.language or "", ""
            if value.datatype.value == BOOLEAN:
                text = known.words("yes" if text == "true" else "no")
        else:
            continue
        line = said.setdefault((predicate, str(value)), {"sources": set()})
        line["sources"] |= {source} - {""}
        line |= {
            "property": found.names.of(predicate).text, "iri": predicate, "text": text,
            "language": language, "href": href,
        }  # fmt: skip
    return list(said.values())


def _called(found: Resource, node: NamedNode) -> tuple[str, str]:
    """What a node is called, and in which language, if in one; a part without a name is told by
    what is said of it."""
    if found.names.all(node.value):
        return found.names.of(node.value)
    said: dict[str, str] = {}
    for predicate, value, _ in found.statements(node.value):
        if isinstance(value, Literal):
            said[value.value] = value.language or ""
        elif isinstance(value, NamedNode) and predicate != TYPE and found.names.all(value.value):
            said.update([found.names.of(value.value)])
    if not said:
        return found.names.of(node.value)
    languages = set(said.values()) - {""}
    return " · ".join(said), languages.pop() if len(languages) == 1 else ""
