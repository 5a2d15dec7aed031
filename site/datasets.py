"""The page of open data: every dataset, its licence, its size, and the files to take away."""

from typing import Any, NamedTuple

from flask import Blueprint

from mocban.endpoint.distributions import PARTS, Dump, listing, manifest
from mocban.endpoint.dumps import SUMS
from mocban.graph.given import Given, Reading, datasets, readings
from mocban.site.current import Reader, reader
from mocban.site.dates import day
from mocban.site.memory import recall
from mocban.site.page import page

blueprint = Blueprint("datasets", __name__)

_UNITS = ("B", "kB", "MB", "GB")
_LICENCES = {
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://creativecommons.org/licenses/by-sa/4.0/": "CC BY-SA 4.0",
    "https://creativecommons.org/licenses/by-nc/4.0/": "CC BY-NC 4.0",
}


class Licence(NamedTuple):
    """A licence as a reader sees it; `href` is empty where it is only words, both where none
    is stated."""

    name: str
    href: str


class File(NamedTuple):
    """A file to take away: its size in words, and what it holds where that is not a dataset."""

    dump: Dump
    size: str
    what: str = ""


class Shown(NamedTuple):
    """A dataset as a reader sees it."""

    given: Given
    title: str
    licence: Licence
    file: File | None


def licence(address: str) -> Licence:
    """A licence by its address, or by the words that a source has for it."""
    is_address = address.startswith(("http://", "https://"))
    return Licence(_LICENCES.get(address, address), address if is_address else "")


def given(known: Reader) -> list[Given]:
    """The datasets of this snapshot."""
    store, base = known.snapshot.store, known.links.base
    return recall(store, "given", lambda: datasets(store, base))


def last_readings(known: Reader) -> dict[str, Reading]:
    """When each source was last read, by its code."""
    store, base = known.snapshot.store, known.links.base
    return recall(store, "readings", lambda: readings(store, base))


def built(known: Reader) -> dict[str, Any]:
    """What the snapshot says of itself, its day in words."""
    folder = known.snapshot.folder
    said = recall(known.snapshot.store, "manifest", lambda: manifest(folder))
    return said | {"day": day(said["built"], known.words) if "built" in said else ""}


def shown(known: Reader, source: str = "") -> list[Shown]:
    """The datasets of one source or of all, in the order of the configuration."""
    dumps = _dumps(known)
    order = list(known.snapshot.sources)
    wanted = [each for each in given(known) if source in ("", each.source)]
    wanted.sort(key=lambda each: order.index(each.source) if each.source in order else len(order))
    return [
        Shown(
            each, _title(each, known), licence(each.licence),
            next((_file(d, known) for d in dumps if d.dataset == f"{each.source}/{each.name}"), None),
        )
        for each in wanted
    ]  # fmt: skip


@blueprint.get("/<lang>/datasets")
def all_datasets(lang: str) -> str:
    """All datasets, source by source; the merged graph; the other files; how to load them."""
    known = reader(lang)
    by_source: dict[str, list[Shown]] = {}
    for each in shown(known):
        by_source.setdefault(each.given.source, []).append(each)
    files = [_file(dump, known) for dump in _dumps(known) if not dump.dataset]
    return page(
        "datasets.html", known, by_source=by_source, built=built(known), sums=SUMS,
        whole=next((file for file in files if file.dump.part == "view"), None),
        others=[file for file in files if file.dump.part != "view"],
        readings=last_readings(known), day=day,
    )  # fmt: skip


def _dumps(known: Reader) -> list[Dump]:
    folder = known.snapshot.folder
    return recall(known.snapshot.store, "dumps", lambda: listing(folder))


def _title(each: Given, known: Reader) -> str:
    """A title without the name of the source, which stands above it."""
    titles = each.titles
    title = titles.get(known.language) or next(iter(titles.values()), each.name)
    return title.removeprefix(f"{known.tag(each.source)[2]}: ")


def _file(dump: Dump, known: Reader) -> File:
    part = PARTS.get(dump.part)
    return File(dump, _size(dump.bytes, known), part.of(known.language) if part else "")


def _size(count: int, known: Reader) -> str:
    """A number of bytes in the largest unit that it fills."""
    size, unit = float(count), 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{known.words.number(round(size, 1) if unit else count)} {_UNITS[unit]}"
