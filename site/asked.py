"""The parameters of a search in an address: reading and writing them.

The same parameters mean the same on the search page, the map, the timeline and in the API.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from mocban.graph.query import SORTS, VIEWS, Query

LONGEST = 200
MOST = 20  # values of one filter
LAST_PAGE = 500

# A unit, topic or thing: the path of its IRI behind the base.
_PATH = re.compile(r"(?:e|r|v)/[^\s<>\"{}|^`\\\x00-\x20]{1,300}").fullmatch
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}").fullmatch
_YEAR = re.compile(r"-?[0-9]{1,4}").fullmatch

# Parameter -> field of Query, for those that may be given several times.
LISTS = {
    "type": "kinds", "source": "sources", "place": "places", "century": "centuries",
    "topic": "topics", "language": "languages", "access": "access",
}  # fmt: skip


def read(args: MultiDict[str, str]) -> Query:
    """The search that an address asks for. What cannot be read is left out, what is too long
    is cut; nothing is refused."""
    sort, view = args.get("sort", ""), args.get("view", "")
    digital = args.get("digital", "")
    of, by = args.get("of", ""), args.get("by", "")
    related = bool(_PATH(of) and _KEY(by))
    return Query(
        q=" ".join(args.get("q", "").replace("\0", " ").split())[:LONGEST],
        kinds=_several(args, "type", _KEY) or _several(args, "kind", _KEY),
        sources=_several(args, "source", _KEY),
        places=_several(args, "place", _PATH),
        on=_day(args.get("on", "")),
        first=_year(args.get("from", "")),
        last=_year(args.get("to", "")),
        centuries=tuple(int(each) for each in _several(args, "century", _YEAR)),
        topics=_several(args, "topic", _PATH),
        languages=_several(args, "language", _KEY),
        digital=digital if digital in ("yes", "no") else "",
        access=_several(args, "access", _KEY),
        of=of if related else "",
        by=by if related else "",
        sort=sort if sort in SORTS else SORTS[0],
        view=view if view in VIEWS else VIEWS[0],
        page=_page(args.get("page", "")),
    )


def _several(
    args: MultiDict[str, str], name: str, fits: Callable[[str], object]
) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in args.getlist(name) if fits(each)))[:MOST]


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else ""
    except ValueError:
        return ""


def _year(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and _YEAR(text) else None


def _page(text: str) -> int:
    return max(1, min(int(text), LAST_PAGE)) if re.fullmatch(r"[0-9]{1,6}", text) else 1


def parameters(query: Query) -> list[tuple[str, str]]:
    """A search as the parameters of an address; what is as usual is left out, so that the same
    search always has the same address."""
    found = [("q", query.q)]
    for name, field in LISTS.items():
        found += [(name, str(value)) for value in getattr(query, field)]
    found += [
        ("on", query.on),
        ("from", "" if query.first is None else str(query.first)),
        ("to", "" if query.last is None else str(query.last)),
        ("digital", query.digital),
        ("of", query.of), ("by", query.by),
        ("sort", query.sort if query.sort != SORTS[0] else ""),
        ("view", query.view if query.view != VIEWS[0] else ""),
        ("page", str(query.page) if query.page > 1 else ""),
    ]  # fmt: skip
    return [(name, value) for name, value in found if value]


def address(query: Query, path: str = "", without: tuple[str, str] | None = None,
            **changes: Any) -> str:  # fmt: skip
    """The address of a search: `path` (`/vi/search`, `/vi/map`, `/api/search.csv`) and its
    parameters. `changes` are fields of Query (`view="map"`, `page=2`, `q=""`); `without` leaves
    out one value of one parameter: ("type", "work"), ("from", "1700"). What changes the
    results begins again at the first page."""
    if without or changes.keys() - {"view", "page"}:
        changes.setdefault("page", 1)
    asked = [each for each in parameters(query._replace(**changes)) if each != without]
    return path + (f"?{urlencode(asked)}" if asked else "")


def read_back(href: str) -> Query:
    """The search of an address that `address` has written."""
    return read(MultiDict(parse_qsl(href.partition("?")[2])))
