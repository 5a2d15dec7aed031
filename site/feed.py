"""Festivals as an iCalendar file (RFC 5545, https://www.rfc-editor.org/rfc/rfc5545).

No rule of iCalendar can say a lunar date, so each year has an event of its own.
"""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from icalendar import Calendar, Event, vDuration, vText

from mocban.graph.festivals import Festival
from mocban.site.current import Reader
from mocban.site.held import Held, held, in_period

BEFORE, AFTER = 1, 9
"""How many years before and after this one have events."""
MOST = 3000
"""So many events are in a file; the furthest years are left out first."""
_WEEK = timedelta(days=7)


def feed(
    known: Reader, found: list[Festival], title: str, now: date, month: int | None = None
) -> bytes:
    """The calendar file of some festivals; those of one month of the solar calendar, where a
    month is given."""
    built = _built(known.snapshot.folder) or datetime(now.year, now.month, now.day, tzinfo=UTC)
    made = Calendar()
    made.add(
        "prodid", f"-//mocban//{urlsplit(known.links.base).hostname}//{known.language.upper()}"
    )
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("name", title)  # RFC 7986; the next line says it to older programs
    made.add("x-wr-calname", title)
    made.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    made.add("refresh-interval", vDuration(_WEEK), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(_WEEK))
    start, end = date(now.year - BEFORE, 1, 1), date(now.year + AFTER, 12, 31)
    seen: Counter[tuple[str, int]] = Counter()
    times, numbers = [], []
    for time, one in in_period(found, start, end):
        seen[one.iri, time[0].year] += 1
        if month in (None, time[0].month, time[1].month):
            times.append((time, one))
            numbers.append(seen[one.iri, time[0].year])
    for event, number in zip(held(known, times[:MOST]), numbers, strict=False):
        made.add_component(_event(known, event, number, built))
    return bytes(made.to_ical())


def _event(known: Reader, held: Held, number: int, built: datetime) -> Event:
    page = f"{known.links.base.rstrip('/')}{held.href}"
    event = Event()
    event.add("uid", _uid(known, held, number))
    event.add("dtstamp", built)
    event.add("last-modified", built)
    event.add("dtstart", held.when.start)
    event.add("dtend", held.when.end + timedelta(days=1))  # the first day on which it is over
    event.add("summary", vText(held.label.text), parameters=_language(held.label.language))
    event.add("description", f"{held.rule}. {held.when.lunar}.\n{page}")
    place = ", ".join(filter(None, [*(at.text for at in held.where.places[:1]), held.where.today]))
    if place:
        event.add("location", place)
    if held.where.point:
        event.add("geo", held.where.point)
    event.add("url", page)
    event.add("transp", "TRANSPARENT")
    return event


def _uid(known: Reader, held: Held, number: int) -> str:
    """The same for ever for a festival in a year; a second time in the year is told apart."""
    name = held.iri.removeprefix(known.links.base + "e/").replace("/", "-")
    again = f"-{number}" if number > 1 else ""
    return f"{name}-{held.when.start.year}{again}@{urlsplit(known.links.base).hostname}"


def _language(tag: str) -> dict[str, str]:
    return {"LANGUAGE": tag} if tag else {}


def _built(folder: Path) -> datetime | None:
    """When the snapshot was built."""
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        return datetime.fromisoformat(manifest["built"]).astimezone(UTC)
    except (OSError, ValueError, KeyError):
        return None
