"""The calendar of festivals: a page, and files for the reader's own calendar."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from flask import Blueprint, Response, abort, request

from mocban.graph.festivals import Festival, Unit, festivals, units
from mocban.graph.labels import Names
from mocban.ontology.vietnamese import sort_key
from mocban.site.current import Reader, reader, snapshot
from mocban.site.dates import today
from mocban.site.feed import feed
from mocban.site.festivals import FIRST, LAST, Held, in_period, places
from mocban.site.page import page
from mocban.site.words import Words

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


def asked(arguments: Mapping[str, str], now: date) -> Asked:
    """Reads `year`, `month` and `place`; what is no year or month is as if it were not there.
    A month without a year is the next one of that name."""
    year = _number(arguments.get("year", ""), FIRST, LAST)
    month = _number(arguments.get("month", ""), 1, 12)
    place = arguments.get("place", "")[:500]
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


def turned(this: Asked) -> tuple[dict[str, int | str], dict[str, int | str]]:
    """The parameters of the page before and of the page after; empty where there is none."""
    step = 1 if this.month else 12
    found = []
    for start in (
        _after(this.start.replace(day=1), -step),
        _after(this.start.replace(day=1), step),
    ):
        inside = FIRST <= start.year <= LAST
        month = start.month if this.month else None
        found.append(this.address(year=start.year, month=month) if inside else {})
    return found[0], found[1]


def by_month(held: list[Held], start: date, words: Words) -> list[tuple[str, list[Held]]]:
    """Festivals under the months in which they begin, or in which the period begins."""
    found: dict[tuple[int, int], list[Held]] = {}
    for one in held:
        day = max(one.when.start, start)
        found.setdefault((day.year, day.month), []).append(one)
    return [(month_name(*month, words), ones) for month, ones in sorted(found.items())]


def month_name(year: int, month: int, words: Words) -> str:
    """A month of a year in words."""
    name = words("months").split(",")[month - 1]
    return words("calendar.month", m=month, month=name, y=year)


@blueprint.get("/<lang>/calendar")
def calendar(lang: str) -> str:
    """Festivals by month."""
    known = reader(lang)
    this = asked(request.args, date.fromisoformat(today()))
    store = known.snapshot.store
    named = units(store)
    chosen = named.get(known.links.base + this.place)
    found = _within(festivals(store), chosen, this.place)
    held = in_period(known, found, this.start, this.end)
    undated = [one for one in found if not one.rules]
    names = Names(store, lang)
    names.learn(
        [*(one.iri for one in undated), *(place for one in undated for place in one.places)]
    )
    before, after = turned(this)
    return page(
        "calendar.html", known, asked=this, months=by_month(held[:MOST], this.start, known.words),
        left_out=max(0, len(held) - MOST), names=names, undated=undated[:MOST],
        places_of=lambda one: places(known, names, named, one), chosen=chosen,
        units=sorted(named.values(), key=lambda unit: sort_key(unit.name)),
        now=today(), title=_title(this, known.words), before=before, after=after,
        month_names=[month_name(2000, m, known.words).rsplit(" ", 1)[0] for m in range(1, 13)],
        first=FIRST, last=LAST, ics=known.links.here("calendar.ics", **this.address(year=None)),
    )  # fmt: skip


def _title(this: Asked, words: Words) -> str:
    if this.month and this.year:
        return words("calendar.title.of", when=month_name(this.year, this.month, words))
    if this.year:
        return words("calendar.title.of", when=words("calendar.year", y=this.year))
    return words("calendar.title")


def _within(found: dict[str, Festival], unit: Unit | None, path: str) -> list[Festival]:
    """The festivals in a unit; all where none is asked for, none where it is not known."""
    if not path:
        return list(found.values())
    return [found[iri] for iri in sorted(unit.festivals) if iri in found] if unit else []


@blueprint.get("/calendar.ics")
@blueprint.get("/<lang>/calendar.ics")
def all_festivals(lang: str = "") -> Response:
    """The festivals, or those of a unit or a month, as a calendar to subscribe to."""
    known = reader(lang or snapshot().languages[0])
    this = asked(request.args, date.fromisoformat(today()))
    unit = units(known.snapshot.store).get(known.links.base + this.place)
    if this.place and not unit:
        abort(404)
    found = _within(festivals(known.snapshot.store), unit, this.place)
    title = known.words("calendar.title")
    title = f"{title}: {unit.name}" if unit else title
    return _file(known, found, title, this.month)


@blueprint.get("/calendar/<name>.ics")
@blueprint.get("/<lang>/calendar/<name>.ics")
def one_festival(name: str, lang: str = "") -> Response:
    """The days of one festival."""
    known = reader(lang or snapshot().languages[0])
    found = festivals(known.snapshot.store).get(f"{known.links.base}e/ich/{name}")
    if found is None or not found.rules:
        abort(404)
    names = Names(known.snapshot.store, known.language)
    return _file(known, [found], names.of(found.iri).text, None)


def _file(known: Reader, found: list[Festival], title: str, month: int | None) -> Response:
    answer = Response(feed(known, found, title, date.fromisoformat(today()), month),
                      content_type="text/calendar; charset=utf-8")  # fmt: skip
    answer.add_etag()
    return answer.make_conditional(request)  # type: ignore[return-value]
