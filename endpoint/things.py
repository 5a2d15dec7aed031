"""Things have addresses of their own: 303 to the page or to the data
(https://www.w3.org/TR/cooluris/#r303gendocument)."""

import io
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response as Redirect

from mocban.endpoint.absent import absent
from mocban.endpoint.formats import Format, named, negotiate, of_kinds
from mocban.endpoint.problems import Problem
from mocban.endpoint.signposts import sign, sign_data, sign_licences, sign_pages
from mocban.endpoint.wiring import language, open_to_all, shared, snapshot
from mocban.graph.description import describe, known, survivor
from mocban.graph.resource import source_of
from mocban.graph.writing import write_triples

blueprint = Blueprint("things", __name__)
blueprint.after_request(open_to_all)

# The first segments of our IRIs (`model.md` §3); graphs have handlers of their own.
ROOMS = ("e", "r", "v", "link", "run", "source")
# How the IRIs begin of what has a page; of all else a reader, too, is shown the data.
PAGED = ("e/", "r/", "v/", "link/", "g/catalog/class/", "g/catalog/property/")


def path_of(iri: str) -> str | None:
    """The path of one of our IRIs, percent-encoded where HTTP wants it; None for others."""
    base = shared().base
    return quote(iri.removeprefix(base), safe="/~") if iri.startswith(base) else None


def thing(path: str) -> Response | Redirect:
    """The thing with the IRI `{base}{path}`: to its survivor, its page or its data."""
    iri = shared().base + path
    moved = _survivor(iri)
    if moved is not None:
        return _vary(redirect(_asked(f"{request.script_root}/{moved}"), 301))
    if not known(snapshot().store, iri):
        raise absent(snapshot().store, snapshot().folder, iri)
    form = negotiate(
        request.headers.get("Accept"), "graph", "page", name=request.args.get("format")
    )
    if form is None:
        offered = ", ".join(form.media_type for form in of_kinds("graph", "page"))
        raise Problem(406, f"It can be had as: {offered}.", f"Có ở các định dạng: {offered}.")
    response = _vary(redirect(_address(path, form), 303))
    sign_data(response, _quoted(path))
    sign_pages(response, shared().base, _quoted(path), "alternate")
    return response


for room in ROOMS:
    blueprint.add_url_rule(
        f"/{room}/<path:rest>", f"thing_{room}", lambda rest, room=room: thing(f"{room}/{rest}")
    )


@blueprint.route("/data/<path:name>")
def data(name: str) -> Response | Redirect:
    """The description of one thing in the format that its extension names."""
    path, _, extension = name.rpartition(".")
    form = named(extension, "graph")
    iri = shared().base + path
    if not path or form is None or extension not in (form.extension, "json"):
        raise absent(snapshot().store, snapshot().folder, shared().base + name)
    moved = _survivor(iri)
    if moved is not None:
        return redirect(_asked(f"{request.script_root}/data/{moved}.{extension}"), 301)
    triples = describe(snapshot().store, iri)
    if not triples:
        raise absent(snapshot().store, snapshot().folder, iri)
    body = io.BytesIO()
    write_triples(triples, form.media_type, body)
    content_type = "application/json" if extension == "json" else form.content_type
    response = Response(body.getvalue(), content_type=content_type)
    for relation in ("describes", "canonical", "cite-as"):
        sign(response, iri, relation)
    sign_pages(response, shared().base, _quoted(path), "describes")
    sign_pages(response, shared().base, _quoted(path), "alternate")
    sign_data(response, _quoted(path), but=form.extension)
    sign(response, f"{request.script_root}/.well-known/void", "collection", type="text/turtle")
    sign_licences(response, snapshot().store, _sources(iri))
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(f"{snapshot().id}-{extension}", weak=True)
    response.make_conditional(request)
    return response


def _survivor(iri: str) -> str | None:
    found = survivor(snapshot().store, iri)
    return path_of(found) if found else None


def _address(path: str, form: Format) -> str:
    if form.kind == "page" and path.startswith(PAGED):
        return _quoted(f"{request.script_root}/{language()}/{path}")
    extension = "ttl" if form.kind == "page" else form.extension
    return _quoted(f"{request.script_root}/data/{path}.{extension}")


def _asked(address: str) -> str:
    """An address with the query of this request."""
    query = quote(request.query_string, safe="%/:?#[]@!$&'()*+,;=~._-")
    return f"{address}?{query}" if query else address


def _sources(iri: str) -> set[str]:
    """The sources that speak of a thing."""
    rows = snapshot().store.rows("members", this=NamedNode(iri))
    members = [node.value for row in rows if isinstance(node := row["member"], NamedNode)]
    return {source_of(each) for each in (iri, *members)} - {""}


def _quoted(path: str) -> str:
    return quote(path, safe="/~")


def _vary(response: Redirect) -> Redirect:
    response.vary.update(("Accept", "Accept-Language"))
    return response
