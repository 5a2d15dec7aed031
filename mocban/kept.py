"""Whole answers in memory, for those who ask the same again.

A snapshot never changes, so an answer with an entity tag holds until another snapshot is in
use, or, as pages speak of what is next, until midnight; then all are let go.
"""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import NamedTuple

Headers = list[tuple[str, str]]
_SHARE = 16  # one answer may take so small a part of the whole
_OVERHEAD = 3_000  # bytes that its key and its headers take


class Kept(NamedTuple):
    """An answer with status 200: its headers, its entity tag, its body."""

    headers: Headers
    tag: str
    body: bytes


class Answers:
    """As many answers as `limit` bytes hold, the last used kept longest."""

    def __init__(self, limit: int) -> None:
        self._guard = Lock()
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self.age = 0

    def get(self, key: Hashable) -> Kept | None:
        """The answer to a request, or None."""
        with self._guard:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def keep(self, key: Hashable, kept: Kept, age: int) -> None:
        """Keeps an answer, unless it is too large or all have been let go since `age` was
        the age."""
        size = len(kept.body) + _OVERHEAD
        with self._guard:
            if age != self.age or size > self._limit // _SHARE or key in self._kept:
                return
            self._kept[key] = kept
            self._size += size
            while self._size > self._limit:
                _, gone = self._kept.popitem(last=False)
                self._size -= len(gone.body) + _OVERHEAD

    def clear(self) -> None:
        """Lets go of all."""
        with self._guard:
            self._kept.clear()
            self._size = 0
            self.age += 1
