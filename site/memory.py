"""What a page works out once for a snapshot and then remembers.

What is remembered belongs to an open store: when a build replaces the snapshot and its store
is let go, it is forgotten too.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from mocban.graph.questions import Store

T = TypeVar("T")

MOST = 500
"""So many answers are remembered for a snapshot; the one not wanted for longest goes."""

_guard = Lock()
_known: WeakKeyDictionary[Store, OrderedDict[Hashable, Any]] = WeakKeyDictionary()


def recall(store: Store, key: Hashable, work_out: Callable[[], T]) -> T:
    """What `work_out` gives, worked out once for the key and store. Two requests that come at
    once may both work; neither waits for the other."""
    with _guard:
        mine = _known.setdefault(store, OrderedDict())
        if key in mine:
            mine.move_to_end(key)
            found: T = mine[key]
            return found
    found = work_out()
    with _guard:
        mine[key] = found
        while len(mine) > MOST:
            mine.popitem(last=False)
    return found
