"""What a page tells those who pass it on or keep it: search engines, social media (Open Graph,
https://ogp.me), a telephone's home screen (https://www.w3.org/TR/appmanifest/)."""

import json
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, redirect, request
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from mocban.endpoint.languages import language_of
from mocban.site import links, occasions, structured_site
from mocban.site.current import Reader, snapshot
from mocban.site.structured import Node, Structured
from mocban.site.words import LANGUAGES, Words

blueprint = Blueprint("preview", __name__)

LOCALES = {"vi": "vi_VN", "en": "en_US"}
CARD = "dist/card.png"
_ICONS = (192, 512)
_TITLE = 60  # letters of a title that search engines show


def script(nodes: Iterable[Node]) -> Markup:
    """JSON-LD (https://www.w3.org/TR/json-ld11/#restrictions-for-contents-of-json-ld-script-elements)
    as an element of a page, which no text in it can end."""
    document = {"@context": "https://schema.org", "@graph": list(nodes)}
    written = htmlsafe_json_dumps(document, dumps=json.dumps, ensure_ascii=False)
    # These two end a line in scripts of old, though not in JSON.
    written = written.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(written))


def of_page(known: Reader, title: str) -> Markup:
    """The structured data of a page that is not about one thing."""
    return script(structured_site.of_page(known, title))


def of_thing(known: Reader, described: Structured) -> Markup:
    """The structured data of a thing's page: the thing, and where the page stands."""
    steps = [("", known.words("nav.home"))]
    words, kind = known.words, described.kind
    if f"/e/{kind}/" in described.resource.iri:
        steps.append((f"browse/{kind}", words.kind(kind, many=True)))
    steps.append((known.path.partition("?")[0], described.resource.label.text))
    return script([*occasions.tell(described), structured_site.crumbs(known, steps)])


def short(title: str) -> str:
    """As much of a title as is shown in a list of results, cut between words."""
    if len(title) <= _TITLE:
        return title
    return f"{title[:_TITLE].rpartition(' ')[0].rstrip(' ,;:–-') or title[:_TITLE]}…"


@blueprint.app_context_processor
def _functions() -> dict[str, Any]:
    return {
        "structured_page": of_page, "structured_thing": of_thing, "locales": LOCALES,
        "card": links.asset(CARD), "short": short,
    }  # fmt: skip


@blueprint.get("/favicon.ico")
def favicon() -> Answer:
    """The seal, for those who ask for it without looking at the page."""
    return redirect(links.asset("dist/favicon.ico") or links.asset("seal.svg"), 302)


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """What the site is called and looks like on a home screen, in the language of `?lang=`."""
    spoken = language_of(request.path, request.headers.get("Accept-Language"), LANGUAGES[0])
    asked = request.args.get("lang", spoken)
    lang = asked if asked in LANGUAGES else spoken
    icons = [
        {"src": address, "sizes": f"{side}x{side}", "type": "image/png"}
        for side in _ICONS
        if (address := links.asset(f"dist/icon-{side}.png"))
    ]
    body = {
        "name": snapshot().title.of(lang), "short_name": Words(lang)("brand"), "lang": lang,
        "id": "/", "start_url": f"/{lang}/", "scope": "/", "display": "browser",
        "background_color": "#fbf6ea", "theme_color": "#9e2a1f",
        "icons": [{"src": links.asset("seal.svg"), "sizes": "any", "type": "image/svg+xml"}, *icons],
    }  # fmt: skip
    response = Response(json.dumps(body, ensure_ascii=False), mimetype="application/manifest+json")
    response.vary.add("Accept-Language")
    return response
