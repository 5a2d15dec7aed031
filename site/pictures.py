"""The pictures of a thing: what may be shown here, and where the others are."""

import mimetypes
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app
from pyoxigraph import Literal, NamedNode

from mocban.graph.labels import Label, choose
from mocban.graph.labels import label as label_of
from mocban.graph.questions import Row
from mocban.graph.resource import Resource, source_of
from mocban.site import media
from mocban.site.licence import Licence, licence
from mocban.site.links import Links
from mocban.site.words import Words

_IIIF = "http://iiif.io/api/presentation/"


class Picture(NamedTuple):
    """A digital object. `shown` says whether this page may show it; otherwise it is only linked
    to, and `why` is the key of the reason (`images.why.…`). `href` is empty where it may not
    even be followed."""

    iri: str
    page: str
    href: str
    label: Label
    labels: tuple[Label, ...]
    source: str
    credits: tuple[Label, ...]
    licences: tuple[Licence, ...]
    shown: bool
    why: str
    address: str
    media_type: str
    width: int
    height: int
    manifest: str
    block: bool
    local: bool

    @property
    def host(self) -> str:
        """The server that has it, where that is another."""
        return urlsplit(self.href or self.manifest).hostname or ""


def pictures(resource: Resource, words: Words, links: Links) -> list[Picture]:
    """The pictures of a thing: those that can be shown first, the others by name."""
    told: dict[str, list[Row]] = {}
    if not resource.store.ask("pictured", this=resource.node):
        return []  # as of most things; it is told in a tenth of the time of what follows
    for row in resource.ask("images"):
        told.setdefault(_text(row, "digital"), []).append(row)
    resource.names.learn(told)
    found = [
        picture
        for digital, rows in sorted(told.items())
        if (picture := _picture(digital, rows, resource, words, links))
    ]
    return sorted(found, key=lambda one: (not one.shown, not one.href, one.iri))


def _picture(
    digital: str, rows: list[Row], resource: Resource, words: Words, links: Links
) -> Picture | None:
    formats = _all(rows, "format")
    addresses = _all(rows, "address")
    manifest = _manifest(addresses, _all(rows, "conforms"))
    images = [
        (kind, address)
        for address in addresses
        if address != manifest and (kind := _kind(address, formats)).startswith("image/")
    ]
    if not (images or manifest):
        return None
    kind, address = images[0] if images else ("", "")
    own = media.local(links.base, address)
    file = media.find(links.base, address) if own else None
    if own and file is None:
        return None  # not in the folder: there is nothing to show, and nothing to link to
    stated = [licence(iri, words) for iri in _all(rows, "rights")]
    is_open = {_text(row, "level") for row in rows} == {"0"}
    origins = current_app.config.get("IMAGE_ORIGINS", ())
    near = own or origin(address or manifest) in origins
    why = "closed" if not is_open else "unlicensed" if not stated else "" if near else "elsewhere"
    labels = tuple(resource.names.all(digital)) or tuple(resource.labels)
    return Picture(
        iri=digital, page=links.page(digital), href=_href(own, is_open, address or manifest),
        label=choose(labels, words.language) or resource.label, labels=labels,
        source=source_of(digital), credits=_credits(rows, words.language),
        licences=tuple(stated), shown=not why, why=why, address=address,
        media_type=file.media_type if file else kind, width=file.width if file else 0,
        height=file.height if file else 0, manifest=manifest if is_open else "",
        block=any(_text(row, "block") == "true" for row in rows),
        local=bool(own),
    )  # fmt: skip


def _href(own: str, is_open: bool, address: str) -> str:
    # What is for registered readers is on another server, which knows them; we do not.
    return (own if is_open else "") if own else address


def origin(address: str) -> str:
    """Scheme, host and port of an address as browsers compare them."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}"


def _manifest(addresses: list[str], conforms: list[str]) -> str:
    if not any(each.startswith(_IIIF) for each in conforms):
        return ""
    named = [a for a in addresses if "manifest" in urlsplit(a).path.rpartition("/")[2]]
    return next(iter(named or (addresses if len(addresses) == 1 else [])), "")


def _kind(address: str, formats: list[str]) -> str:
    """The media type of an address: by its ending, else by what is said of the object."""
    guessed, _ = mimetypes.guess_type(urlsplit(address).path)
    said = [each for each in formats if "/" in each]
    return guessed or (said[0] if len(said) == 1 else "")


def _credits(rows: Iterable[Row], language: str) -> tuple[Label, ...]:
    """Who made it and who is to be named: in the reader's language where it is said in that."""
    terms = (row.get("credit") for row in rows)
    said = {label_of(term) for term in terms if isinstance(term, Literal)}
    spoken = {each for each in said if each.language == language}
    return tuple(sorted(spoken or said))


def _all(rows: Iterable[Row], name: str) -> list[str]:
    return sorted({_text(row, name) for row in rows} - {""})


def _text(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""
