"""Paths of both converters, counted: how many of LC's we have, which we lack, which are ours."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from tests.bench.lc_convert import Converted
from tests.bench.lc_paths import Rules, Steps
from tests.bench.lc_records import Source

SEVERAL = "several"  # what no one field brings about alone

# The first that holds a tag has it; these are LC's own conversion specifications.
RANGES = {
    "LDR-008": "LDR",
    "010-048": "010-049",
    "050-088": "050-099",
    "names+titles": "100-199 240 700-719 730 800-839",
    "20X-24X": "200-249",
    "250-270": "250-299",
    "3XX": "300-399",
    "490": "400-499",
    "5XX": "500-599",
    "600-662": "600-699",
    "720-758": "720-759",
    "76X-78X": "760-799",
    "880": "880",
    "841-887": "840-899",
    "others": "000-ZZZ",
    SEVERAL: SEVERAL,
}

_PRIVATE = frozenset(("541", "561", "583"))  # never told but where the record and the owner allow
_LINK = re.compile(r"\$6\d{3}-\d\d(?:/(?:\$1|[^$])*)?")
_ISBD = str.maketrans("", "", " .,:;/=")


@dataclass
class Count:
    """Paths of LC's in one row of the table, and how many of them we have."""

    paths: int = 0
    strict: int = 0
    equal: int = 0
    aside: int = 0

    def line(self, name: str) -> str:
        """A row of the table."""
        left = self.paths - self.aside
        return (
            f"{name:<13}{self.paths:>9}"
            + "".join(
                f"{found:>9}{100 * found / of if of else 100:>7.1f}%"
                for found, of in ((self.strict, self.paths), (self.equal, self.paths))
            )
            + f"{self.aside:>9}{left:>9}{100 * self.equal / left if left else 100:>7.1f}%"
        )


def _folded(value: str) -> str:
    """A literal without ISBD punctuation, which the two converters take away in other places,
    and without $6 of a marcKey, which means something inside its record only."""
    if not value.startswith('"'):
        return value
    return (_LINK.sub("", value) if "$6" in value else value).translate(_ISBD)


@cache
def range_of(tag: str) -> str:
    """The range of fields a tag is in."""
    for name, spans in RANGES.items():
        for span in spans.split():
            first, _, last = span.partition("-")
            if first <= tag <= (last or first):
                return name
    return "others"


@dataclass
class Shape:
    """What is missing, or what only we have, in one shape."""

    count: int = 0
    places: Counter[str] = field(default_factory=Counter)
    example: tuple[str, str, str] = ("", "", "")  # file, 001, value

    def add(self, source: Source, value: str, places: Iterable[str]) -> None:
        """Count one path more; the first is the example."""
        if not self.count:
            self.example = (source.file, source.number, value)
        self.count += 1
        self.places.update(places)

    def line(self, shape: str) -> str:
        """A row of the list."""
        places = ", ".join(place for place, _ in self.places.most_common(3))
        file, number, value = self.example
        return f"{self.count:>7}  {places:<14} {shape}\n{'':25}{file} {number}  {value[:120]}"


class Comparison:
    """Both converters' paths of records, counted."""

    def __init__(self, only: str = "") -> None:
        self._rules = Rules()
        self._only = only
        self.records = 0
        self.all = Count()
        self.ranges: dict[str, Count] = defaultdict(Count)
        self.tags: dict[str, Count] = defaultdict(Count)
        self.missing: dict[str, Shape] = defaultdict(Shape)
        self.extra: dict[str, Shape] = defaultdict(Shape)

    def add(self, source: Source, theirs: Converted, ours: set[Steps]) -> None:
        """Count the paths of one record."""
        self.records += 1
        tags: dict[Steps, list[str]] = {path: [] for path in theirs.whole}
        for tag, gained in theirs.by_tag.items():
            for path in gained:
                tags[path].append(tag)
        spare = set(ours)
        folded = {(shape, _folded(value)) for shape, value in ours}
        for path, named in tags.items():
            forms = self._rules.forms(path)
            spare -= forms
            found = any((shape, _folded(value)) in folded for shape, value in forms)
            aside = not found and (_PRIVATE.issuperset(named or "?") or self._rules.differs(path))
            ranges = {range_of(tag) for tag in named} or {SEVERAL}
            for count in (
                self.all,
                *(self.ranges[name] for name in ranges),
                *(self.tags[tag] for tag in named or [SEVERAL]),
            ):
                count.paths += 1
                count.strict += path in ours
                count.equal += found
                count.aside += aside
            if not found and not aside and (not self._only or self._only in ranges):
                self.missing[path[0]].add(source, path[1], named or [SEVERAL])
        for shape, value in spare:
            self.extra[shape].add(source, value, [])

    def table(self, by_tag: bool) -> None:
        """Print how many of LC's paths we have, per range or tag."""
        print(
            f"\n{'':13}{'LC paths':>9}{'strict':>17}{'equal':>17}{'aside':>9}{'left':>9}{'found':>8}"
        )
        rows = self.tags if by_tag else self.ranges
        for name in sorted(rows) if by_tag else RANGES:
            if name in rows and (not self._only or self._only in (name, range_of(name))):
                print(rows[name].line(name))
        if not self._only:
            print(self.all.line("all"))


def shapes(title: str, found: dict[str, Shape], most: int) -> None:
    """Print the most frequent shapes."""
    print(f"\n{title}: {sum(shape.count for shape in found.values())} paths, {len(found)} shapes")
    for name, shape in sorted(found.items(), key=lambda item: -item[1].count)[:most]:
        print(shape.line(name))
