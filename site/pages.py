"""All the pages in one application; the ways into a language; problems."""

from flask import Blueprint, Flask, redirect, request
from werkzeug.wrappers import Response as Answer

from mocban.endpoint.languages import language_of
from mocban.site import (
    about,
    boundaries,
    browse,
    builder,
    calendar,
    citation,
    datasets,
    editor,
    embed,
    gallery,
    home,
    iiif,
    institutions,
    lettering,
    media,
    neighbours,
    places,
    preview,
    schema,
    schemes,
    search,
    sitemap,
    taking,
    thing,
    topics,
    use,
    views,
)
from mocban.site.current import Reader, snapshot
from mocban.site.freshness import freshen
from mocban.site.headers import protect
from mocban.site.page import page
from mocban.site.words import LANGUAGES, Words

blueprint = Blueprint(
    "site", __name__, template_folder="templates", static_folder="static",
    static_url_path="/assets",
)  # fmt: skip

ROOMS = (
    home, browse, places, schemes, institutions,
    thing, search, about, gallery, schema, datasets, use, editor, builder,
    boundaries, neighbours, views, calendar, topics,
    preview, sitemap, taking,
    media, iiif, embed, lettering,
)  # fmt: skip


def register(app: Flask) -> None:
    """Puts the pages into an application that holds a snapshot in `extensions["site"]`."""
    app.register_blueprint(blueprint)
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    citation.register(app)
    app.config["SPARQL_PAGE"] = lambda *_: _to("sparql")
    app.config["PROBLEM_PAGE"] = problem_page
    app.after_request(freshen)  # the last of all: it may leave nothing but headers
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


def problem_page(status: int, title: str, detail: str, language: str) -> str:
    """An error as a page; it needs nothing of the snapshot but its title."""
    language = language if language in LANGUAGES else LANGUAGES[0]
    known = Reader(snapshot(), language)
    if status == 404:
        words = Words(language)
        title, detail = words("problem.404"), words("problem.404.detail")
    return page("problem.html", known, status=status, title=title, detail=detail)
