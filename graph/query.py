"""What somebody asks the search for, and what the search answers."""

from dataclasses import dataclass
from typing import NamedTuple

from mocban.graph.labels import Label

SORTS = ("relevance", "name", "oldest", "newest", "linked")
VIEWS = ("list", "map", "time")


class Query(NamedTuple):
    """A search. Filters combine: any of the values of one, all of the filters.

    `places` and `topics` are paths of things of ours (`e/place/bac-giang`); `on` is the day
    (yyyy-mm-dd) whose administrative units hold, empty for today; `first` and `last` are
    years; `centuries` are numbers (18 is 1701-1800); `of` and `by` ask for the things that a
    relation of site/relations.yaml leads to from a thing. `digital` is `yes` or `no`."""

    q: str = ""
    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    on: str = ""
    first: int | None = None
    last: int | None = None
    centuries: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    digital: str = ""
    access: tuple[str, ...] = ()
    of: str = ""
    by: str = ""
    sort: str = "relevance"
    view: str = "list"
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether anything but words, order, view and page is asked for."""
        plain = Query(q=self.q, on=self.on, sort=self.sort, view=self.view, page=self.page)
        return self != plain

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for at all."""
        return not self.q and not self.narrowed


class Hit(NamedTuple):
    """An entity as the index gives it. `number` is its place among all by weight, from 1;
    `first` and `last` are the years between which its dates lie, None where it has none."""

    number: int
    iri: str
    kind: str
    label: Label
    labels: list[Label]
    sources: list[str]
    weight: int
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet: what stands in the address, its names, how many things have it
    among what is found without this facet's own filter, and whether it is chosen. Units of a
    tree come depth first; `depth` counts from 0."""

    value: str
    labels: list[Label]
    count: int
    chosen: bool = False
    depth: int = 0


class Facet(NamedTuple):
    """A facet: `name` is its parameter in the address; `more` says that it has further values."""

    name: str
    values: list[Value]
    more: bool = False


class Found(NamedTuple):
    """One page of answers; `total` counts all, `facets` say of what they are."""

    hits: list[Hit]
    total: int
    facets: list[Facet]

    def facet(self, name: str) -> Facet:
        """A facet by its name; without values where there is none."""
        return next((each for each in self.facets if each.name == name), Facet(name, []))


class Spot(NamedTuple):
    """A found thing on the map."""

    hit: Hit
    long: float
    lat: float


class Spots(NamedTuple):
    """Found things on the map, the most linked first: at most as many as were asked for;
    `located` counts all that have a place on the map, `total` all that are found."""

    spots: list[Spot]
    located: int
    total: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """The years from `first` to `last`, both included, and how many of the things found have
    dates that touch them: as many as the filter of these years finds."""

    first: int
    last: int
    count: int


class Years(NamedTuple):
    """What is found in time: buckets of equal length, in order; `dated` counts all that have a
    date, `total` all that are found."""

    buckets: list[Bucket]
    dated: int
    total: int
