"""Typed links in the headers of an answer (https://www.rfc-editor.org/rfc/rfc8288), after the
FAIR profile of Signposting (https://signposting.org/FAIR/)."""

from collections.abc import Iterable
from urllib.parse import quote

from flask import request
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response

from mocban.endpoint.distributions import licences
from mocban.endpoint.formats import of_kinds
from mocban.endpoint.languages import LANGUAGES
from mocban.graph.questions import Store
from mocban.graph.resource import source_of


def sign(response: Response, target: str, relation: str, **more: str) -> None:
    """One link: an address or a path of ours, its relation, and `type` or `hreflang`."""
    said = "".join(f'; {name}="{value}"' for name, value in more.items() if value)
    # What is not ASCII cannot stand in a header.
    address = quote(target, safe="%/:?#[]@!$&'()*+,;=~._-")
    response.headers.add("Link", f'<{address}>; rel="{relation}"{said}')


def sign_data(response: Response, path: str, but: str = "") -> None:
    """The links to a thing's descriptions, in all formats but one (its extension); `path` is
    quoted."""
    for form in of_kinds("graph"):
        if form.extension != but:
            address = f"{request.script_root}/data/{path}.{form.extension}"
            sign(response, address, "alternate", type=form.media_type)
            if not but:
                sign(response, address, "describedby", type=form.media_type)


def sign_pages(response: Response, base: str, path: str, relation: str, but: str = "") -> None:
    """The links to a thing's pages, in all languages but one, by their full addresses, as search
    engines want them; `path` is quoted."""
    for lang in LANGUAGES:
        if lang != but:
            sign(response, f"{base}{lang}/{path}", relation, type="text/html", hreflang=lang)


def sign_licences(response: Response, store: Store, sources: Iterable[str]) -> None:
    """The licence under which the sources give what is told here; several, where they differ."""
    wanted = set(sources)
    found = {
        licence.value
        for dataset, licence in licences(store).items()
        if isinstance(licence, NamedNode) and source_of(dataset) in wanted
    }
    for licence in sorted(found):
        sign(response, licence, "license")
