"""The access filter: nothing restricted passes from a mapping to a graph.

It reads the triples of one record, before anything is written, and gives back those that may
be published. What it cannot judge it withholds. It says that it withheld and why; it never
repeats what it withheld. Levels and rules: the scheme `access` and the model's chapter on
rights.
"""

import ipaddress
import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from mocban.ontology.literals import decimal, integer, plain, typed
from mocban.ontology.namespaces import BF, DCTERMS, GEO, LA, MCB, SCHEMA, WGS

Triple = tuple[str, str, str]

LEVELS = {"cong-khai": 0, "dang-ky": 1, "tai-cho": 2, "han-che": 3, "mat": 4}
_RIGHTS = DCTERMS.accessRights
_CONTENT = frozenset((BF.electronicLocator, LA.access_point, SCHEMA.image, SCHEMA.contentUrl))
_SENSITIVE = MCB.sensitiveLocation
_WATCHED = frozenset((_RIGHTS, _SENSITIVE)) | _CONTENT
_PARTIAL = frozenset(("item", "digital"))
# A marking of the State Secrets Law written into free text; "mật" alone is also honey.
_MARKING = re.compile(
    r"(?i:\b(?:tối|tuyệt)\s+mật\b|\bđộ\s+mật\b)|\bMẬT\b|^\"(?i:mật)[.!]?\"", re.MULTILINE
)
_INNER = re.compile(
    r"://(?:[^/\s@\"]+@|10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|localhost\b)",
    re.IGNORECASE,
)
_GRID = 50  # cells to a degree: about two kilometres
_PRECISION = 2000


class Screened(NamedTuple):
    """What the filter leaves of a record."""

    triples: list[Triple] | None  # None: the record is withheld whole
    reason: str  # a slug: "restricted", "secret"
    dropped: Counter[str]  # values withheld, by reason


class AccessFilter:
    """Screens one record after the other. `released` are record ids whose owner has decided
    that a marking in their text is only a word."""

    def __init__(self, base: str, released: frozenset[str] = frozenset()) -> None:
        self._own = f"<{base}"
        self._things = f"<{base}r/"
        self._access = f"<{base}v/access/"
        self._released = released

    def __call__(self, rid: str, triples: list[Triple]) -> Screened:
        """The publishable part of the triples that a mapping made of record `rid`."""
        dropped: Counter[str] = Counter()
        levels: dict[str, int] = {}
        content = sensitive = False
        for subject, predicate, value in triples:
            if predicate in _WATCHED:
                if predicate == _RIGHTS:
                    levels[subject] = max(levels.get(subject, 0), self._level(value))
                elif predicate == _SENSITIVE:
                    sensitive |= not value.startswith('"false"')
                else:
                    content = True
        if rid not in self._released and self._marked(triples):
            return Screened(None, "secret", dropped)
        closed = [node for node, level in levels.items() if level >= 3]
        for node in closed:
            if not self._is_part(node):
                return Screened(None, "secret" if levels[node] >= 4 else "restricted", dropped)
        if closed:
            triples = self._without(triples, closed, dropped)
        if content:
            triples = self._without_closed_links(triples, levels, dropped)
        triples = self._without_inner_addresses(triples, dropped)
        if sensitive:
            triples = self._rounded(triples, dropped)
        return Screened(triples, "", dropped)

    def _level(self, value: str) -> int:
        if not value.startswith(self._access):
            return 3
        return LEVELS.get(value[len(self._access) : -1], 3)

    def _marked(self, triples: list[Triple]) -> bool:
        text = "\n".join([value for _, _, value in triples if value[0] == '"'])
        if "ật" not in text and "ẬT" not in text and "\u0323" not in text:
            return False
        return _MARKING.search(unicodedata.normalize("NFC", text)) is not None

    def _is_part(self, node: str) -> bool:
        path = node[len(self._things) : -1].split("/")
        return len(path) > 3 or (len(path) > 1 and path[1] in _PARTIAL)

    def _without(
        self, triples: list[Triple], closed: list[str], dropped: Counter[str]
    ) -> list[Triple]:
        dropped["restricted-part"] += len(closed)
        nodes = tuple(closed)
        below = tuple(f"{node[:-1]}/" for node in closed)
        return [
            triple
            for triple in triples
            if triple[0] not in nodes
            and triple[2] not in nodes
            and not triple[0].startswith(below)
            and not triple[2].startswith(below)
        ]

    def _without_closed_links(
        self, triples: list[Triple], levels: dict[str, int], dropped: Counter[str]
    ) -> list[Triple]:
        kept = []
        for triple in triples:
            if triple[1] in _CONTENT and levels.get(triple[0], 3) > 1:
                dropped["content-link"] += 1
            else:
                kept.append(triple)
        return kept

    def _without_inner_addresses(
        self, triples: list[Triple], dropped: Counter[str]
    ) -> list[Triple]:
        own = self._own
        bad = [
            index
            for index, (_, _, value) in enumerate(triples)
            if not value.startswith(own)
            and ("://" in value)
            and (_is_inner(value) if value[0] == "<" else _INNER.search(value))
        ]
        if not bad:
            return triples
        dropped["inner-address"] += len(bad)
        gone = set(bad)
        return [triple for index, triple in enumerate(triples) if index not in gone]

    def _rounded(self, triples: list[Triple], dropped: Counter[str]) -> list[Triple]:
        """Coordinates moved to a coarse grid, and said to be so."""
        points: dict[str, dict[str, str]] = {}
        for subject, predicate, value in triples:
            if predicate in (WGS["lat"], WGS["long"]):
                points.setdefault(subject, {})[predicate] = _coarse(plain(value))
        kept = [
            triple
            for triple in triples
            if triple[1] not in (GEO.asWKT, WGS["lat"], WGS["long"], MCB.precisionMetres)
        ]
        for node, point in points.items():
            lat, long = point.get(WGS["lat"], ""), point.get(WGS["long"], "")
            if lat and long:
                wkt = typed(f"POINT({long} {lat})", GEO.wktLiteral)
                kept.append((node, GEO.asWKT, wkt))
                kept += [(node, name, decimal(number)) for name, number in point.items()]
            kept.append((node, MCB.precisionMetres, integer(_PRECISION)))
            dropped["exact-place"] += 1
        return kept


def _coarse(number: str) -> str:
    try:
        return f"{round(float(number) * _GRID) / _GRID:.2f}"
    except ValueError:
        return ""


@lru_cache(maxsize=8192)
def _is_inner(term: str) -> bool:
    """Whether an address leads into somebody's own network, or carries a password."""
    try:
        parts = urlsplit(term[1:-1])
        host = parts.hostname or ""
    except ValueError:
        return True
    if parts.scheme not in ("http", "https", "ftp"):
        return False
    if parts.username or parts.password or not host:
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(
            (".local", ".lan", ".internal", ".intranet", ".home")
        )
