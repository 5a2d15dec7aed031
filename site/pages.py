"""The pages: first page, things, lists, about, problems."""

from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    redirect,
    request,
)
from pyoxigraph import Literal, NamedNode
from werkzeug.wrappers import Response as Answer

from mocban.endpoint.languages import language_of
from mocban.graph.labels import Names, last_segment
from mocban.graph.resource import Resource, kind_of, resource
from mocban.graph.search import PAGE
from mocban.ontology.namespaces import BF, RDF, XSD
from mocban.ontology.vietnamese import sort_key
from mocban.site import builder, chart, citation, dumps, editor, gallery, links, schema, use
from mocban.site.current import Reader, reader, snapshot
from mocban.site.dates import day
from mocban.site.headers import protect
from mocban.site.leaf import Leaf
from mocban.site.page import page
from mocban.site.search import api, results
from mocban.site.words import LANGUAGES, Words

blueprint = Blueprint(
    "site", __name__, template_folder="templates", static_folder="static",
    static_url_path="/assets",
)  # fmt: skip

BOOLEAN = XSD.boolean[1:-1]
TYPE = RDF.type[1:-1]
SERIES = BF.Series[1:-1]
FIRST = ("work", "monument", "object", "ich", "attraction", "person")


def register(app: Flask) -> None:
    """Puts the pages into an application that holds a snapshot in `extensions["site"]`."""
    app.register_blueprint(blueprint)
    app.register_blueprint(api)
    app.register_blueprint(gallery.blueprint)
    app.register_blueprint(schema.blueprint)
    app.register_blueprint(dumps.blueprint)
    app.register_blueprint(use.blueprint)
    app.register_blueprint(editor.blueprint)
    app.register_blueprint(builder.blueprint)
    citation.register(app)
    app.config["SPARQL_PAGE"] = lambda *_: _to("sparql")
    app.config["PROBLEM_PAGE"] = problem_page
    app.after_request(protect)


def _asked_language() -> str:
    spoken = [tag for tag in snapshot().languages if tag in LANGUAGES]
    found = language_of(request.path, request.headers.get("Accept-Language"), spoken[0])
    return found if found in spoken else spoken[0]


def _to(path: str) -> Answer:
    asked = request.query_string.decode("ascii", "ignore")
    answer = redirect(f"/{_asked_language()}/{path}" + (f"?{asked}" if asked else ""))
    answer.vary.add("Accept-Language")
    return answer


@blueprint.get("/")
def root() -> Answer:
    """The first page in the reader's language."""
    return _to("")


@blueprint.get("/search")
def search_anywhere() -> Answer:
    """The search page in the reader's language."""
    return _to("search")


@blueprint.get("/<any(vi, en):lang>")
def bare(lang: str) -> Answer:
    """The first page, its slash forgotten; the address stays relative, whatever proxy there is."""
    return redirect(f"/{lang}/", 308)


@blueprint.get("/<any(vi, en):lang>/")
def home(lang: str) -> str:
    """The first page."""
    known = reader(lang)
    counts = known.snapshot.search.kinds()
    others = sorted(
        set(counts) - set(FIRST), key=lambda kind: sort_key(known.words.kind(kind, many=True))
    )
    return page("home.html", known, counts=counts, first=FIRST, others=others)


@blueprint.get("/<lang>/<any(e, r, v, link):top>/<path:rest>")
def thing(lang: str, top: str, rest: str) -> str | Answer | Response:
    """The page of a thing: a printed leaf."""
    known = reader(lang)
    found = resource(known.snapshot.store, f"{known.links.base}{top}/{rest}", lang)
    if found is None:
        abort(404)
    if found.successor:
        return redirect(known.links.page(found.successor), 301)
    leaf = Leaf(found, known.words, known.links, list(known.snapshot.sources))
    group = request.args.get("group", "")
    if group:
        listed = leaf.cards(only=group)
        if not listed:
            abort(404)
        return page("related.html", known, leaf=leaf, thing=found, group=listed[0])
    written = page(
        "leaf.html", known, leaf=leaf, thing=found, top=top, kind=_kind(found, top),
        statements=_statements(found, known) if top != "e" else [],
        formats=links.FORMATS, chart=chart, last_segment=last_segment, day=day,
    )  # fmt: skip
    response = Response(written)
    for extension, media_type in links.MEDIA_TYPES.items():
        address = known.links.data(found.iri, extension)
        response.headers.add("Link", f'<{address}>; rel="alternate"; type="{media_type}"')
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
            text, language, href = _called(found, value), "", known.links.page(value.value)
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


def _called(found: Resource, node: NamedNode) -> str:
    """What a node is called; a part without a name is told by what is said of it."""
    if found.names.all(node.value):
        return found.names.of(node.value).text
    said = [
        value.value if isinstance(value, Literal) else found.names.of(value.value).text
        for predicate, value, _ in found.statements(node.value)
        if isinstance(value, Literal)
        or (isinstance(value, NamedNode) and predicate != TYPE and found.names.all(value.value))
    ]
    return " · ".join(dict.fromkeys(said)) or found.names.of(node.value).text


@blueprint.get("/<lang>/browse/<kind>")
def browse(lang: str, kind: str) -> str:
    """All things of a kind, in the order of the Vietnamese alphabet."""
    known = reader(lang)
    number = max(1, min(request.args.get("page", 1, int), 1_000_000))
    found = known.snapshot.search.browse(kind, lang, number)
    if not found.hits:
        abort(404)
    return page("browse.html", known, found=found, kind=kind, page=number,
                 pages=-(-found.total // PAGE))  # fmt: skip


@blueprint.get("/<lang>/search")
def search(lang: str) -> str:
    """The search page."""
    known = reader(lang)
    return page("search.html", known, **results(known))


@blueprint.get("/<lang>/about")
def about(lang: str) -> str:
    """What this is, licences, accessibility."""
    known = reader(lang)
    rows = known.snapshot.store.rows("licences")
    names = Names(known.snapshot.store, lang)
    for row in rows:
        names.tell(row["dataset"], row["title"])
    licences = {getattr(row["dataset"], "value", ""): row.get("licence") for row in rows}
    return page("about.html", known, licences=[
        (names.of(dataset).text, getattr(licence, "value", ""))
        for dataset, licence in sorted(licences.items())
    ])  # fmt: skip


def problem_page(status: int, title: str, detail: str, language: str) -> str:
    """An error as a page; it needs nothing of the snapshot but its title."""
    language = language if language in LANGUAGES else LANGUAGES[0]
    known = Reader(snapshot(), language)
    if status == 404:
        words = Words(language)
        title, detail = words("problem.404"), words("problem.404.detail")
    return page("problem.html", known, status=status, title=title, detail=detail)
