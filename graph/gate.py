"""The places for long queries, and the memory of which queries are long."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Event, Lock

from mocban.graph.line import Line


@dataclass(eq=False)
class _Waiter:
    come: Event = field(default_factory=Event)
    admitted: bool = False


class Gate:
    """So many may be inside; the others wait in a line where the clients take turns."""

    def __init__(self, places: int, waiting: int) -> None:
        self._guard = Lock()
        self._places = places
        self._free = places
        self._line: Line[_Waiter] = Line(waiting)

    @property
    def inside(self) -> int:
        """How many are inside."""
        return self._places - self._free

    @property
    def waiting(self) -> int:
        """How many stand before it."""
        with self._guard:
            return len(self._line)

    def slip_in(self) -> bool:
        """Enters if there is a place just now."""
        with self._guard:
            if not self._free:
                return False
            self._free -= 1
            return True

    def enter(self, client: str, patience: float) -> bool:
        """Enters, after so many seconds of waiting at most; whether it came to that."""
        if self.slip_in():
            return True
        waiter = _Waiter()
        with self._guard:
            sent_away = self._line.join(client, waiter)
            if sent_away is not None:
                sent_away.come.set()
        waiter.come.wait(patience)
        with self._guard:
            self._line.leave(client, waiter)
            return waiter.admitted

    def leave(self) -> None:
        """Gives the place to the next."""
        with self._guard:
            waiter = self._line.next()
            if waiter is None:
                self._free += 1
            else:
                waiter.admitted = True
                waiter.come.set()


class Long:
    """The queries that lately took long or failed for want of time, memory or space, so that
    they wait for a place of their own kind when they come again. Kept by their hashes."""

    def __init__(self, most: int = 1000, seconds: float = 600) -> None:
        self._guard = Lock()
        self._most = most
        self._seconds = seconds
        self._seen: OrderedDict[int, float] = OrderedDict()

    def __contains__(self, query: int) -> bool:
        with self._guard:
            seen = self._seen.get(query)
            return seen is not None and time.monotonic() - seen < self._seconds

    def note(self, query: int, long: bool) -> None:
        """Remembers what a query turned out to be."""
        with self._guard:
            self._seen.pop(query, None)
            if long:
                self._seen[query] = time.monotonic()
                if len(self._seen) > self._most:
                    self._seen.popitem(last=False)
