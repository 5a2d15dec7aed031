"""The calendar of festivals: a page, and files for the reader's own calendar."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request
from werkzeug.datastructures import MultiDict

from mocban.graph.festivals import Festival
from mocban.graph.labels import Label, Names
from mocban.graph.query import Query, Value
from mocban.site import asked as search
from mocban.site.current import Reader, reader, snapshot
from mocban.site.dates import today
from mocban.site.feed import feed
from mocban.site.festivals import FIRST, LAST
from mocban.site.filters import name_of
from mocban.site.held import Held, held, in_period, known_festivals, whereabouts
from mocban.site.page import page
from mocban.site.words import LANGUAGES, Words

blueprint = Blueprint("calendar", __name__)

MOST = 400
"""More festivals than this are not listed on one page."""


class Asked(NamedTuple):
    """What a reader wants to see: a month, a year, or by default the next twelve months; the
    path of an administrative unit, or the empty string."""

    start: date
    end: date
    year: int | None
    month: int | None
    place: str

    def address(self, **changes: int | str | None) -> dict[str, int | str]:
        """The parameters of this page, or of one that differs."""
        asked = {"month": self.month, "year": self.year, "place": self.place} | changes
        return {key: value for key, value in asked.items() if value}


class Turn(NamedTuple):
    """The page before or after: what it shows, and its parameters."""

    title: str
    address: dict[str, int | str]


class Within(NamedTuple):
    """The festivals in a place; the units that can be chosen, depth first; the chosen one."""

    found: list[Festival]
    units: list[tuple[Value, Label]]
    chosen: Label | None


def asked(arguments: MultiDict[str, str], now: date) -> Asked:
    """Reads `year`, `month` and `place`; what is no year, month or path is as if it were not
    there. A month without a year is the next one of that name."""
    year = _number(arguments.get("year", ""), FIRST, LAST)
    month = _number(arguments.get("month", ""), 1, 12)
    place = next(iter(search.read(arguments).places), "")
    if month and not year:
        year = now.year + (month < now.month)
    if year and month:
        start = date(year, month, 1)
        return Asked(start, _after(start, 1) - timedelta(1), year, month, place)
    if year:
        return Asked(date(year, 1, 1), date(year, 12, 31), year, None, place)
    return Asked(now, _after(now.replace(day=1), 12) - timedelta(1), None, None, place)


def _number(text: str, least: int, most: int) -> int | None:
    number = int(text) if text.isdecimal() and len(text) < 5 else 0
    return number if least <= number <= most else None


def _after(first: date, months: int) -> date:
    """The first day of a month so many months later."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def turned(this: Asked, words: Words) -> list[Turn | None]:
    """The page before and the page after; None where there is none."""
    step = 1 if this.month else 12
    found: list[Turn | None] = []
    for months in (-step, step):
        start = _after(this.start.replace(day=1), months)
        month = start.month if this.month else None
        title = month_name(start.year, month, words) if month else str(start.year)
        address = this.address(year=start.year, month=month)
        found.append(Turn(title, address) if FIRST <= start.year <= LAST else None)
    return found


def by_month(held: Iterable[Held], start: date, words: Words) -> list[tuple[str, list[Held]]]:
    """Festivals under the months in which they begin, or in which the period begins."""
    found: dict[tuple[int, int], list[Held]] = {}
    for one in held:
        day = max(one.when.start, start)
        found.setdefault((day.year, day.month), []).append(one)
    return [(month_name(*month, words), ones) for month, ones in sorted(found.items())]


def month_name(year: int, month: int, words: Words) -> str:
    """A month of a year in words."""
    return words("calendar.month", month=words("calendar.months").split(",")[month - 1], y=year)


def within(known: Reader, path: str) -> Within:
    """The festivals in the unit of a path; all where none is asked for. A unit that is no more
    has those that were in it."""
    every = known_festivals(known.snapshot)
    index = known.snapshot.search
    only = index.numbers(every)
    query = Query(places=(path,) if path else ())
    answer = index.ask(query, known.language, len(every) if path else 0, today(), only)
    units = [
        (unit, name_of(known, "place", unit.value, unit.labels))
        for unit in answer.facet("place").values
        if unit.labels
    ]
    chosen = next((label for unit, label in units if unit.chosen), None)
    found = [every[hit.iri] for hit in answer.hits] if path else list(every.values())
    return Within(found, units, chosen)


@blueprint.get("/<lang>/calendar")
def calendar(lang: str) -> str:
    """Festivals by month."""
    known = reader(lang)
    words = known.words
    this = asked(request.args, date.fromisoformat(today()))
    there = within(known, this.place)
    times = in_period(there.found, this.start, this.end)
    undated = sorted((one for one in there.found if not one.rules), key=lambda one: one.iri)[:MOST]
    names = Names(known.snapshot.store, lang)
    names.learn(one.iri for one in undated)
    before, after = turned(this, words)
    return page(
        "calendar.html", known, asked=this, there=there, left_out=max(0, len(times) - MOST),
        months=by_month(held(known, times[:MOST]), this.start, words),
        names=names, undated=undated, where=whereabouts(known, undated),
        title=_title(this, words), before=before, after=after, now=today(),
        month_names=words("calendar.months").split(","), first=FIRST, last=LAST,
        ics=_file_of(this, there, lang),
        map=search.address(
            Query(kinds=("ich",), places=(this.place,) if there.chosen else ()),
            known.links.here("map"),
        ),
    )  # fmt: skip


def _file_of(this: Asked, there: Within, language: str) -> str:
    """The address of the calendar file of what a page shows."""
    asked = this.address(year=None, place=this.place if there.chosen else "")
    return f"/calendar.ics?{urlencode({'lang': language, **asked})}"


def _title(this: Asked, words: Words) -> str:
    if this.month and this.year:
        return words("calendar.title.of", when=month_name(this.year, this.month, words))
    if this.year:
        return words("calendar.title.of", when=words("calendar.year", y=this.year))
    return words("calendar.title")


@blueprint.get("/calendar.ics")
def all_festivals() -> Response:
    """The festivals, or those of a unit or a month, as a calendar to subscribe to."""
    known = _reader()
    this = asked(request.args, date.fromisoformat(today()))
    there = within(known, this.place)
    if this.place and not there.chosen:
        abort(404)
    title = known.words("calendar.title")
    title = f"{title}: {there.chosen.text}" if there.chosen else title
    return _file(known, there.found, title, this.month)


@blueprint.get("/calendar/<name>.ics")
def one_festival(name: str) -> Response:
    """The days of one festival."""
    known = _reader()
    found = known_festivals(known.snapshot).get(f"{known.links.base}e/ich/{name}")
    if found is None or not found.rules:
        abort(404)
    names = Names(known.snapshot.store, known.language)
    return _file(known, [found], names.of(found.iri).text, None)


def _reader() -> Reader:
    """The reader of a file: the language is that of `lang`, else the first of the site, for a
    program that subscribes must always get the same."""
    lang, spoken = request.args.get("lang", ""), snapshot().languages
    return Reader(snapshot(), lang if lang in spoken and lang in LANGUAGES else spoken[0])


def _file(known: Reader, found: list[Festival], title: str, month: int | None) -> Response:
    answer = Response(feed(known, found, title, date.fromisoformat(today()), month),
                      content_type="text/calendar; charset=utf-8")  # fmt: skip
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.add_etag()
    return answer.make_conditional(request)  # type: ignore[return-value]
