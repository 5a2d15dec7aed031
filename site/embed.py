"""Cards for other sites: a frame, a web component with its data, and oEmbed."""

import re
from html import escape
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from mocban.endpoint.absent import absent
from mocban.graph.resource import Resource, kind_of, resource
from mocban.site import headers, links
from mocban.site.card import Card, card
from mocban.site.current import Reader, snapshot
from mocban.site.links import Links
from mocban.site.words import LANGUAGES

blueprint = Blueprint("embed", __name__)

WIDTH, HEIGHT, PICTURE = 480, 260, 220
SECONDS = 300
_SIZE = re.compile(r"[1-9]\d{0,4}").fullmatch


def _asked(language: str) -> Reader:
    spoken = [tag for tag in snapshot().languages if tag in LANGUAGES]
    return Reader(snapshot(), language if language in spoken else spoken[0])


def _thing(rest: str, known: Reader) -> Resource:
    """An entity by its path behind `e/`; 404 where there is none, 410 where there was one."""
    store, iri = known.snapshot.store, f"{known.links.base}e/{rest}"
    found = resource(store, iri, known.language)
    if found is None:
        raise absent(store, known.snapshot.folder, iri)
    return found


def _card(found: Resource, known: Reader) -> Card:
    return card(found, known, known.words.kind(kind_of(found.iri)))


def _moved(found: Resource, known: Reader, before: str, after: str) -> Answer:
    path = quote(known.links.path(found.successor), safe="/~._-")
    asked = request.query_string.decode("ascii", "ignore")
    return redirect(f"{before}{path}{after}" + (f"?{asked}" if asked else ""), 301)


@blueprint.get("/embed/e/<path:rest>")
def frame(rest: str) -> Response | Answer:
    """A thing as a card to be put in a frame anywhere: the only page that may be."""
    known = _asked(request.args.get("lang", ""))
    found = _thing(rest, known)
    if known.links.path(found.successor):
        return _moved(found, known, "/embed/", "")
    response = Response(render_template(
        "embed.html", t=known.words, known=known, card=_card(found, known), to=known.links,
        asset=links.asset, site=known.snapshot.title.of(known.language),
    ))  # fmt: skip
    response.headers["Content-Security-Policy"] = headers.FRAMED
    response.headers["Content-Language"] = known.language
    return _given(response)


@blueprint.get("/card/e/<path:rest>.json")
def data(rest: str) -> Response | Answer:
    """What the web component shows, as JSON for any origin."""
    known = _asked(request.args.get("lang", ""))
    found = _thing(rest, known)
    if known.links.path(found.successor):
        moved = _moved(found, known, "/card/", ".json")
        moved.headers["Access-Control-Allow-Origin"] = "*"
        return moved
    response = jsonify(_told(_card(found, known), known))
    response.headers["Access-Control-Allow-Origin"] = "*"
    return _given(response)


def _told(made: Card, known: Reader) -> dict[str, Any]:
    words, one = known.words, made.picture
    return {
        "id": made.iri, "url": made.url, "language": known.language,
        "title": made.title.text, "title_language": made.title.language or None,
        "kind": made.kind,
        "text": made.text.text if made.text else None,
        "text_language": (made.text.language or None) if made.text else None,
        "facts": made.facts,
        "picture": one and {
            "src": one.address, "alt": one.label.text, "width": one.width or None,
            "height": one.height or None, "credit": [each.text for each in one.credits],
            "licence": [{"name": each.name, "url": each.href} for each in one.licences],
        },
        "source": words("embed.source", names=", ".join(made.sources)) if made.sources else None,
        "site": known.snapshot.title.of(known.language),
    }  # fmt: skip


def _given(response: Response) -> Response:
    response.add_etag()
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.make_conditional(request)
    return response


@blueprint.get("/card.js")
def script() -> Response:
    """The web component, at an address that stays."""
    response = Response(links.content("card.js"), content_type="text/javascript; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _given(response)


@blueprint.get("/oembed")
def oembed() -> Response:
    """oEmbed for the page of an entity, as JSON (https://oembed.com/). `maxwidth` and
    `maxheight` are kept to; 404 for an address that is no such page, 501 for another format."""
    if request.args.get("format", "json") != "json":
        return _plain("Only format=json is offered.", 501)
    known, rest = _page(request.args.get("url", ""))
    found = rest and resource(known.snapshot.store, f"{known.links.base}e/{rest}", known.language)
    if not found:
        return _plain("No page of this site has this address.", 404)
    made = _card(found, known)
    width = min(WIDTH, _size("maxwidth"))
    height = min(_height(bool(made.picture)), _size("maxheight"))
    response = jsonify(
        version="1.0", type="rich", title=made.title.text, width=width, height=height,
        provider_name=known.snapshot.title.of(known.language), provider_url=known.links.base,
        cache_age=86_400, html=frame_code(known.links, found, width, height),
    )  # fmt: skip
    response.headers["Access-Control-Allow-Origin"] = "*"
    return _given(response)


def _plain(text: str, status: int) -> Response:
    response = Response(text + "\n", status, content_type="text/plain; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _size(name: str) -> int:
    """The most that is asked for; what is no size asks for nothing."""
    asked = request.args.get(name, "")
    return int(asked) if _SIZE(asked) else 99_999


def _page(address: str) -> tuple[Reader, str]:
    """The language and the path behind `e/` of one of our addresses, empty where it is none."""
    try:
        ours, asked = urlsplit(snapshot().base), urlsplit(address)
        path = unquote(asked.path, errors="strict")
    except ValueError:
        return _asked(""), ""
    if (asked.netloc.lower(), asked.scheme in ("http", "https")) != (ours.netloc.lower(), True):
        return _asked(""), ""
    path = path.removeprefix(ours.path)
    first, _, rest = path.partition("/")
    known = _asked(first)
    path = rest if first in known.snapshot.languages else path
    return known, path.removeprefix("e/") if path.startswith("e/") else ""


def frame_code(
    to: Links, thing: Resource, width: int = WIDTH, height: int = 0, tall: bool = False
) -> str:
    """HTML of a frame with the card of a thing; `tall` where there is a picture on it."""
    height = height or _height(tall)
    path = quote(to.path(thing.iri), safe="/~._-")
    address = f"{to.base}embed/{path}?{urlencode({'lang': to.language})}"
    return (
        f'<iframe src="{escape(address)}" title="{escape(thing.label.text)}" width="{width}" '
        f'height="{height}" loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox" '
        'style="border:0;max-width:100%"></iframe>'
    )


def _height(tall: bool) -> int:
    return HEIGHT + (PICTURE if tall else 0)


def component_code(to: Links, thing: Resource) -> str:
    """HTML of the web component, with a plain link for when this service is down."""
    path = quote(to.path(thing.iri), safe="/~._-")
    return (
        f'<script async src="{escape(to.base)}card.js"></script>\n'
        f'<moc-ban-card src="{escape(to.base)}card/{path}.json" lang="{to.language}">'
        f'<a href="{escape(to.absolute(to.language, path))}">{escape(thing.label.text)}</a>'
        "</moc-ban-card>"
    )


@blueprint.app_context_processor
def _codes() -> dict[str, Any]:
    return {"frame_code": frame_code, "component_code": component_code}
