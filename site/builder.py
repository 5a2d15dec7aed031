"""The visual query builder: a page, and the configuration that says what can be asked."""

import hashlib
from weakref import WeakKeyDictionary

from flask import Blueprint, Response, make_response, request
from werkzeug.wrappers import Response as Answer

from mocban.endpoint.wiring import open_to_all
from mocban.graph.questions import Store
from mocban.ontology.namespaces import PREFIXES
from mocban.site import headers
from mocban.site.builder_shapes import turtle
from mocban.site.current import reader, snapshot
from mocban.site.editor import ADDRESS, choices
from mocban.site.page import page
from mocban.site.words import table

blueprint = Blueprint("builder", __name__)

# Keys of Sparnatural's own words, which it says in English, in other languages.
_OWN = "sparnatural."
_written: WeakKeyDictionary[Store, str] = WeakKeyDictionary()


@blueprint.get("/<lang>/builder")
def builder(lang: str) -> Response:
    """The page; without scripts it tells where else one can ask."""
    known = reader(lang)
    response = make_response(page(
        "builder.html", known, query="", prefixes=PREFIXES, tables=choices("result"),
        graphs=choices("graph", "dataset"), longest=ADDRESS, translated=_translated(lang),
    ))  # fmt: skip
    headers.allow_styles(response)
    return response


@blueprint.get("/builder/config.ttl")
def config() -> Answer:
    """What can be asked of the snapshot in use, as SHACL in Turtle."""
    store = snapshot().store
    if store not in _written:
        _written[store] = turtle(store)
    response = Response(_written[store], content_type="text/turtle; charset=utf-8")
    response.set_etag(hashlib.sha256(_written[store].encode()).hexdigest()[:24])
    response.headers["Cache-Control"] = "no-cache"
    return open_to_all(response).make_conditional(request)


def _translated(language: str) -> dict[str, str]:
    """What Sparnatural says in English -> the same in the reader's language."""
    return {
        said["en"]: said[language]
        for key, said in table().items()
        if key.startswith(_OWN) and said["en"] != said[language]
    }
