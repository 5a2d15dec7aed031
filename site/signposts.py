"""The typed links of a thing's page: what it is, how to cite it, where its data are
(https://signposting.org/FAIR/#landingpage)."""

from flask import Response
from pyoxigraph import NamedNode

from mocban.endpoint.signposts import sign, sign_data, sign_licences, sign_pages
from mocban.graph.resource import iri
from mocban.site.current import Reader
from mocban.site.structured import Structured

SCHEMA = "https://schema.org/"
_MOST = 10  # of a kind: headers are not for lists
_WITHIN = ("la:member_of", "bf:partOf", "crm:P46i_forms_part_of")


def sign_page(response: Response, described: Structured, known: Reader) -> None:
    """Puts the links into the headers of a page."""
    found, links = described.resource, known.links
    page = links.page(found.iri)
    path = page.split("/", 2)[2]
    sign(response, links.base + page.lstrip("/"), "canonical")
    sign(response, found.iri, "cite-as")
    for kind in ("AboutPage", *described.types):
        sign(response, SCHEMA + kind, "type")
    sign_data(response, path)
    sign_pages(response, known.links.base, path, "alternate", but=known.language)
    sign_licences(response, known.snapshot.store, found.sources)
    wholes = [
        step.value.value
        for name in _WITHIN
        for step in found.follow([iri(name)])
        if isinstance(step.value, NamedNode) and links.path(step.value.value)
    ]
    for whole in sorted(set(wholes))[:_MOST]:
        sign(response, links.page(whole), "collection", type="text/html")
    for image in described.images[:_MOST]:
        sign(response, image.href, "item", type=image.media_type)
