"""For crawlers: every page there is, and where they had better not go
(https://www.sitemaps.org/protocol.html, https://www.rfc-editor.org/rfc/rfc9309)."""

from collections.abc import Iterator
from html import escape

from flask import Blueprint, Response, abort, current_app, stream_with_context
from werkzeug.routing import Rule

from mocban.graph import roll
from mocban.site.current import Snapshot, snapshot
from mocban.site.links import Links
from mocban.site.words import LANGUAGES

blueprint = Blueprint("sitemap", __name__)

ENTITIES = 5_000
"""So many entities in a part, each with a page in every language: with two languages a fifth
of the addresses, and a tenth of the bytes, that a part may have."""
_TYPE = "application/xml; charset=utf-8"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# What answers a question or is about one thing, and what has moved.
_APART = ("sparql/result", "graph")
# What has no end: searches and their views, lists that a page leads to, queries, programs.
_CLOSED = (
    "/sparql?", "/*/sparql/result", "/*/sparql?", "/*/search?", "/*/map?", "/*/timeline?",
    "/*/graph?", "/*/browse/*?", "/*/builder?", "/*?group=", "/*&group=", "/search?", "/api/",
    "/dump/", "/embed/", "/card/", "/oembed", "/q", "/*/q/", "/graphs", "/g/", "/metrics", "/health",
)  # fmt: skip


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Where crawlers may go, and where the list of all pages is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), ""]
    lines.append(f"Sitemap: {snapshot().base}sitemap.xml")
    return _fresh(Response("\n".join([*lines, ""]), mimetype="text/plain"))


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The parts: first the pages of the site itself, then those of the entities."""
    known = snapshot()
    changed = roll.parts(known.folder / roll.FILE, ENTITIES)
    maps = [
        f"<sitemap><loc>{escape(known.base)}sitemap-{number}.xml</loc>{_changed(when)}</sitemap>\n"
        for number, when in enumerate([max(changed, default=""), *changed])
    ]
    body = f'{_HEAD}<sitemapindex xmlns="{_SPACE}">\n{"".join(maps)}</sitemapindex>\n'
    return _fresh(Response(body, content_type=_TYPE))


@blueprint.get("/sitemap-<int:part>.xml")
def part(part: int) -> Response:
    """One part, as it is read."""
    known = snapshot()
    path = known.folder / roll.FILE
    if part:
        if part > roll.count(path, ENTITIES):
            abort(404)
        base = Links(known.base, LANGUAGES[0])
        pages = ((base.page(one.iri).removeprefix(f"/{LANGUAGES[0]}/"), one.changed)
                 for one in roll.listed(path, part, ENTITIES))  # fmt: skip
    else:
        changed = roll.extent(path).changed
        pages = ((name, changed) for name in fixed(known))
    return _fresh(Response(stream_with_context(_written(known, pages)), content_type=_TYPE))


def fixed(known: Snapshot) -> list[str]:
    """The pages that are not about one entity: paths behind the language."""
    names = {_name(rule) for rule in current_app.url_map.iter_rules() if _is_page(rule)}
    lists = {f"browse/{kind}" for kind in known.search.kinds()}
    return sorted((names - set(_APART)) | lists)


def _is_page(rule: Rule) -> bool:
    return rule.arguments == {"lang"} and "GET" in (rule.methods or ()) and _name(rule) is not None


def _name(rule: Rule) -> str:
    """The path of a page behind its language."""
    return rule.rule.partition(">/")[2]


def _written(known: Snapshot, pages: Iterator[tuple[str, str]]) -> Iterator[str]:
    yield f'{_HEAD}<urlset xmlns="{_SPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    for path, changed in pages:
        yield _page(known, escape(path), changed)
    yield "</urlset>\n"


def _page(known: Snapshot, path: str, changed: str) -> str:
    """A page in each language, with its other languages
    (https://developers.google.com/search/docs/specialty/international/localized-versions#sitemap)."""
    base = escape(known.base)
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href="{base}{lang}/{path}"/>'
        for tag, lang in (
            *((tag, tag) for tag in known.languages),
            ("x-default", known.languages[0]),
        )
    )
    when = _changed(changed)
    return "".join(
        f"<url><loc>{base}{lang}/{path}</loc>{when}{others}</url>\n" for lang in known.languages
    )


def _changed(moment: str) -> str:
    """When something changed, to the second, as W3C-DTF has it; nothing where it is unknown."""
    return f"<lastmod>{moment[:19]}Z</lastmod>" if len(moment) >= 19 else ""


def _fresh(response: Response) -> Response:
    """Who has it may ask whether it is still good."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
