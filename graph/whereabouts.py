"""Where things are, as far as it follows from what they are at, part of or about."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")

# A trip stops at an attraction, which presents a festival, which is held at a pagoda, which
# stands at a place.
_DEPTH = 5

Others = Mapping[int, list[int]]


def follow(thing: int, own: Callable[[int], Iterable[T]], at: Others, *further: Others) -> set[T]:
    """What `own` says of a thing and of all that it is at. Where that is nothing: of what the
    first of `further` leads to, and so on. So a book about a pagoda is where the pagoda stands,
    and a statue of a hero where it is kept."""
    starts: Iterable[int] = [thing]
    for way in [None, *further]:
        if way is not None:
            starts = way.get(thing, ())
        found = {said for each in _reached(starts, at) for said in own(each)}
        if found:
            return found
    return set()


def _reached(starts: Iterable[int], at: Others) -> Iterable[int]:
    reached = dict.fromkeys(starts)
    edge = list(reached)
    for _ in range(_DEPTH):
        edge = [other for each in edge for other in at.get(each, ()) if other not in reached]
        if not edge:
            break
        reached.update(dict.fromkeys(edge))
    return reached
