"""What is found, in time: how much there is of each span of years, and the dated things in
order, under their centuries and decades."""

import re
from collections import defaultdict
from itertools import groupby
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.query import Hit, Query, Years
from mocban.site import answering
from mocban.site.asked import address
from mocban.site.current import Reader
from mocban.site.dates import century, in_words
from mocban.site.words import Words

SIZE = 100
"""So many things stand on one page."""
_DECADES = 1800  # from this year on things stand under decades, before it under centuries
_UNSURE = re.compile(r"[X?~%]|\.\.")
_UNKNOWN = re.compile(r"[X/.]*").fullmatch
_ORDER = ("born", "died", "written", "made", "formed", "happened", "published", "coded", "ranked")
_OFTEN = ("happened", "published", "ranked")
_MOST = 4  # dates that sources give for one thing


class Bar(NamedTuple):
    """A span of years: how high it stands (0 to 100), and the search that it narrows to, or
    nothing where it has no things."""

    span: str
    short: str
    number: int
    height: float
    href: str


class Moment(NamedTuple):
    """A thing in time: when, in words, and whether that is not known for sure."""

    hit: Hit
    when: list[str]
    unsure: bool


class Era(NamedTuple):
    """A century or decade; its mark in the address of the page, and what stands in it."""

    name: str
    anchor: str
    moments: list[Moment]


class Timed(NamedTuple):
    """A timeline; `whole` and `wider` are searches of more time, empty where none is asked."""

    years: Years
    bars: list[Bar]
    eras: list[Era]
    pages: int
    whole: str
    wider: str


def timed(known: Reader, query: Query, path: str) -> Timed:
    """The timeline of a search; `path` is the page on which it stands."""
    years = answering.years(known.snapshot, query)
    found = answering.found(known.snapshot, query._replace(sort="oldest"), known.language, SIZE)
    dated = [hit for hit in found.hits if hit.first is not None or hit.last is not None]
    limited = query.first is not None or query.last is not None
    return Timed(
        years, _bars(known, query, years, path), _eras(known, dated), -(-years.dated // SIZE),
        address(query, path, first=None, last=None) if limited else "",
        _wider(query, path),
    )  # fmt: skip


def _bars(known: Reader, query: Query, years: Years, path: str) -> list[Bar]:
    most = max((bucket.count for bucket in years.buckets), default=0)
    return [
        Bar(
            span_of(bucket.first, bucket.last, known.words), _year(bucket.first, known.words),
            bucket.count, round(100 * (bucket.count / most) ** 0.5, 1) if bucket.count else 0.0,
            address(query, path, first=bucket.first, last=bucket.last) if bucket.count else "",
        )
        for bucket in years.buckets
    ]  # fmt: skip


def _wider(query: Query, path: str) -> str:
    """Ten times the span that is asked for, where it has two ends."""
    if query.first is None or query.last is None:
        return ""
    length = 10
    while length <= query.last - query.first + 1:
        length *= 10
    first = query.first // length * length
    if length > 1000 or query.last >= first + length:
        return ""
    return address(query, path, first=first, last=first + length - 1)


def span_of(first: int, last: int, words: Words) -> str:
    """Years from first to last, as a reader writes them."""
    if first == last:
        return _year(first, words)
    return words("views.time.span", a=_year(first, words), b=_year(last, words))


def _year(year: int, words: Words) -> str:
    return str(year) if year > 0 else words("views.time.before", y=1 - year)


def era_of(year: int, words: Words) -> str:
    """The decade or century of a year."""
    if year >= _DECADES:
        return words("views.time.decade", y=year // 10 * 10)
    return century(-(-year // 100), words)


def _eras(known: Reader, hits: list[Hit]) -> list[Era]:
    dates = _dates(known, [hit.iri for hit in hits])
    eras = []
    for name, group in groupby(hits, key=lambda hit: era_of(_extent(hit)[0], known.words)):
        inside = [_moment(known, hit, dates.get(hit.iri, [])) for hit in group]
        eras.append(Era(name, f"y{_extent(inside[0].hit)[0]}", inside))
    return eras


def _extent(hit: Hit) -> tuple[int, int]:
    """The years between which a dated thing lies; one that is open at a side has one year."""
    known = [year for year in (hit.first, hit.last) if year is not None] or [0]
    return known[0], known[-1]


def _moment(known: Reader, hit: Hit, dates: list[tuple[str, str]]) -> Moment:
    said: dict[str, dict[str, None]] = {}
    for what, edtf in dates:
        if what == "made" and hit.kind == "monument":
            what = "built"
        said.setdefault(what, {})[in_words(edtf, known.words)] = None
    shown = [
        known.words(f"views.date.{what}", date=_joined(what, list(each)[:_MOST], known.words))
        for what, each in said.items()
    ]
    unsure = any(_UNSURE.search(edtf) for _, edtf in dates) or any(
        len(each) > 1 for what, each in said.items() if what not in _OFTEN
    )
    return Moment(hit, shown or [span_of(*_extent(hit), known.words)], unsure)


def _joined(what: str, dates: list[str], words: Words) -> str:
    """Dates of what happens often stand side by side; of what happens once, one is right."""
    return (", " if what in _OFTEN else words("views.date.or")).join(dates)


def _dates(known: Reader, things: list[str]) -> dict[str, list[tuple[str, str]]]:
    """What happened when (EDTF) to each thing, in order of time."""
    if not things:
        return {}
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    rows = known.snapshot.store.rows("moments", things=[NamedNode(each) for each in things])
    for row in rows:
        thing, what, edtf = row["thing"], row["what"], row.get("edtf")
        if isinstance(thing, NamedNode) and isinstance(edtf, Literal) and not _UNKNOWN(edtf.value):
            found[thing.value].add((getattr(what, "value", ""), edtf.value))
    return {
        thing: _best(sorted(said, key=lambda each: (each[1].lstrip("./"), _ORDER.index(each[0]))))
        for thing, said in found.items()
    }


def _best(dates: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without the years that are only coded, where a book says its own."""
    said = [each for each in dates if each[0] != "coded"]
    return said or [("published", edtf) for _, edtf in dates]
