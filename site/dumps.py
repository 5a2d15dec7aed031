"""The page of the files to take away."""

from typing import NamedTuple

from flask import Blueprint

from mocban.endpoint.distributions import PARTS, Dump, licences, listing
from mocban.endpoint.dumps import SUMS
from mocban.site.current import Reader, reader
from mocban.site.page import page

blueprint = Blueprint("dumps_page", __name__)

_UNITS = ("B", "kB", "MB", "GB")


class Offer(NamedTuple):
    """A file as a reader sees it: what it holds, of which source (its tag), under which
    licence (an address or a text), and its size in words."""

    dump: Dump
    what: str
    tag: tuple[str, str, str] | None
    licence: str
    size: str


@blueprint.get("/<lang>/dumps")
def dumps(lang: str) -> str:
    """All files, the merged graph first."""
    known = reader(lang)
    of = licences(known.snapshot.store)
    offers = [
        _offer(dump, known, str(getattr(of.get(dump.about(known.links.base)), "value", "")))
        for dump in listing(known.snapshot.folder)
    ]
    return page("dumps.html", known, offers=offers, sums=SUMS)


def _offer(dump: Dump, known: Reader, licence: str) -> Offer:
    source, _, name = dump.dataset.partition("/")
    if source:
        tag = known.tag(source)
        return Offer(dump, f"{tag[2]}: {name}", tag, licence, _size(dump.bytes, known))
    part = PARTS.get(dump.part)
    what = part.of(known.language) if part else dump.part
    return Offer(dump, what, None, licence, _size(dump.bytes, known))


def _size(count: int, known: Reader) -> str:
    """A number of bytes in the largest unit that it fills."""
    size, unit = float(count), 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{known.words.number(round(size, 1) if unit else count)} {_UNITS[unit]}"
