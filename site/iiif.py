"""Pictures of a thing as a IIIF manifest, so that any viewer can open them
(https://iiif.io/api/presentation/3.0/)."""

import json
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, abort

from mocban.graph.labels import Label
from mocban.graph.resource import Resource, resource
from mocban.site.current import Reader, snapshot
from mocban.site.licence import is_standard
from mocban.site.pictures import Picture, pictures
from mocban.site.words import LANGUAGES, Words

blueprint = Blueprint("iiif", __name__)

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'


@blueprint.get("/iiif/<any(e, r):top>/<path:rest>/manifest.json")
def manifest(top: str, rest: str) -> Response:
    """The manifest of the pictures of a thing that are kept here and may be shown."""
    known = Reader(snapshot(), snapshot().languages[0])
    thing = resource(known.snapshot.store, f"{known.links.base}{top}/{rest}", known.language)
    shown = [
        each
        for each in (pictures(thing, known.words, known.links) if thing else [])
        if each.shown and each.local and each.width and each.height
    ]
    if thing is None or not shown:
        abort(404)
    body = json.dumps(_manifest(thing, shown, known), ensure_ascii=False, indent=1)
    response = Response(body + "\n", content_type=MEDIA_TYPE)
    response.add_etag()
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _manifest(thing: Resource, shown: list[Picture], known: Reader) -> dict[str, Any]:
    links = known.links
    me = links.base + links.manifest(thing.iri).lstrip("/")
    canvases = [_canvas(me, n, each, known) for n, each in enumerate(shown, 1)]
    first = shown[0]
    made: dict[str, Any] = {
        "@context": CONTEXT, "id": me, "type": "Manifest", "label": _map(thing.labels),
        "thumbnail": [_image(first)],
        "homepage": [
            {
                "id": links.absolute(language, links.path(thing.iri)), "type": "Text",
                "label": _map([thing.label]), "format": "text/html", "language": [language],
            }
            for language in known.snapshot.languages
        ],
        "seeAlso": [{
            "id": links.base + links.data(thing.iri, "jsonld").lstrip("/"), "type": "Dataset",
            "format": "application/ld+json",
        }],
        "items": canvases,
    }  # fmt: skip
    # What is said of every picture alike is said of the whole.
    for name in ("rights", "requiredStatement"):
        said = [canvas.get(name) for canvas in canvases]
        if said[0] and all(each == said[0] for each in said):
            made[name] = said[0]
    return made


def _canvas(me: str, number: int, picture: Picture, known: Reader) -> dict[str, Any]:
    here = f"{me.removesuffix('/manifest.json')}/canvas/{number}"
    canvas = {
        "id": here, "type": "Canvas", "label": _map(picture.labels),
        "width": picture.width, "height": picture.height,
        "items": [{
            "id": f"{here}/page", "type": "AnnotationPage",
            "items": [{
                "id": f"{here}/image", "type": "Annotation", "motivation": "painting",
                "body": _image(picture), "target": here,
            }],
        }],
        "requiredStatement": _statement(picture, known),
    }  # fmt: skip
    rights = [each.iri for each in picture.licences if is_standard(each.iri)]
    return canvas | ({"rights": rights[0]} if len(rights) == 1 == len(picture.licences) else {})


def _image(picture: Picture) -> dict[str, Any]:
    return {
        "id": picture.address, "type": "Image", "format": picture.media_type,
        "width": picture.width, "height": picture.height,
    }  # fmt: skip


def _statement(picture: Picture, known: Reader) -> dict[str, Any]:
    """Who is to be named, and under which licence, in every language of the site."""
    label, value = {}, {}
    for language in LANGUAGES:
        words = Words(language)
        keeper = known.snapshot.sources.get(picture.source)
        said = [each.text for each in picture.credits]
        said += [keeper[1].of(language)] if keeper else []
        said += [f"{each.name} ({each.iri})" for each in picture.licences]
        label[language] = [words("images.credit")]
        value[language] = said
    return {"label": label, "value": value}


def _map(labels: Iterable[Label]) -> dict[str, list[str]]:
    """Labels as a language map (https://iiif.io/api/presentation/3.0/#language-of-property-values)."""
    found: dict[str, list[str]] = {}
    for each in labels:
        found.setdefault(each.language or "none", []).append(each.text)
    return found
