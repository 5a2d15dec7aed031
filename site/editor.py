"""The page for SPARQL: a form, its answer as a table, and what completion needs.

Everything works without scripts; `frontend/src/editor.js` adds an editor with completion, and
results as table, map, chart and graph.
"""

from typing import NamedTuple
from urllib.parse import quote_plus

from flask import Blueprint, Response, current_app, jsonify, make_response, request

from mocban.endpoint import queries
from mocban.endpoint.formats import FORMATS, Format
from mocban.endpoint.problems import problem
from mocban.endpoint.wiring import shared
from mocban.errors import MocbanError
from mocban.graph.examples import examples
from mocban.graph.labels import node
from mocban.graph.questions import bind, question
from mocban.graph.resource import source_of
from mocban.ontology.namespaces import PREFIXES
from mocban.site import headers, results, vocabulary
from mocban.site.current import Reader, reader, snapshot
from mocban.site.page import page

blueprint = Blueprint("editor", __name__)

# How many characters a query may have in an address that every proxy takes; longer ones go by
# POST (https://www.rfc-editor.org/rfc/rfc9110#section-4.1-5 asks for 8,000 octets at least).
ADDRESS = 6_000
BEGINNING = "classes"
_CALLED = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF/XML",
           "trig": "TriG", "nq": "N-Quads", "parquet": "Parquet"}  # fmt: skip


class Choice(NamedTuple):
    """A format to download: its name in `format=`, and what people call it."""

    name: str
    called: str


def choices(*kinds: str) -> list[Choice]:
    """The formats of the endpoint that can hold an answer of these kinds."""
    return [Choice(form.extension, _called(form)) for form in FORMATS if form.kind in kinds]


def _called(form: Format) -> str:
    return _CALLED.get(form.extension, form.extension.upper())


@blueprint.get("/<lang>/sparql")
def sparql(lang: str) -> Response:
    """The form. `?query=` fills it in; `?thing=` with a query about that thing."""
    known = reader(lang)
    wanted = node(request.args.get("thing", ""))
    if wanted:
        name = "in-its-own-words" if source_of(wanted.value) else "of-one-thing"
        query = bind(question(f"examples/{name}"), {"thing": wanted})
    else:
        query = request.args.get("query", "")
    return _written(known, query.strip() or _beginning(known))


@blueprint.route("/<lang>/sparql/result", methods=["GET", "POST"])
def result(lang: str) -> Response:
    """The answer as a table in a page, the form above it; an error stands beside the query."""
    known = reader(lang)
    request.max_content_length = 8 * shared().longest
    query = request.values.get("query", "").replace("\r\n", "\n")
    if not query.strip():
        return _written(known, _beginning(known))
    try:
        found = results.ask(query, request.remote_addr or "", known.links)
    except MocbanError as error:
        said = problem(error)
        written = _written(known, query, said=error.text.of(lang))
        written.status_code = said.status_code
        written.headers.extend(
            (name, value) for name, value in said.headers if name in ("Retry-After", "Allow")
        )
        return written
    written = _written(known, query, found=found)
    written.headers["Cache-Control"] = "no-store"  # NOW() and RAND() are new each time
    return written


def _written(
    known: Reader, query: str, found: results.Result | None = None, said: str = ""
) -> Response:
    kinds = queries.read(query).kinds
    response = make_response(page(
        "sparql.html", known, query=query, found=found, said=said, most=results.ROWS,
        formats=choices(*kinds), tables=choices("result"), graphs=choices("graph", "dataset"),
        short=len(quote_plus(query)) <= ADDRESS, longest=ADDRESS, longest_query=_longest(),
        prefixes=PREFIXES, examples=_few(known),
    ))  # fmt: skip
    headers.allow_styles(response)
    return response


def _longest() -> int:
    known = current_app.extensions.get("mocban")
    return known.longest if known else 100_000


def _beginning(known: Reader) -> str:
    first = next(one for one in examples() if one.name == BEGINNING)
    return first.of(known.language, known.links.base)


def _few(known: Reader) -> list[tuple[str, str]]:
    """One example of each topic: title and query."""
    firsts = {one.topic: one for one in reversed(examples())}
    return [
        (one.title.of(known.language), one.of(known.language, known.links.base))
        for one in examples()
        if firsts[one.topic] is one
    ]


@blueprint.get("/api/terms")
def terms() -> Response:
    """Classes (`kind=class`) or properties of the snapshot whose name or IRI has `q` in it:
    IRI, CURIE, names in both languages, and how often each is used where that is known."""
    kind, wanted = request.args.get("kind", ""), request.args.get("q", "")
    found = vocabulary.terms(snapshot().store, snapshot().base, kind, wanted)
    response = jsonify([term._asdict() for term in found])
    response.headers["Cache-Control"] = "max-age=300"
    return response
