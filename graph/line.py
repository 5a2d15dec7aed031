"""Who is next: a bounded line in which the clients take turns.

Not safe for threads by itself: its owner holds a lock.
"""

from collections import OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Line(Generic[T]):
    """First come, first served within a client; the clients one after another."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._clients: OrderedDict[str, deque[T]] = OrderedDict()

    def __len__(self) -> int:
        return sum(len(waiting) for waiting in self._clients.values())

    def join(self, client: str, item: T) -> T | None:
        """Puts an item at its client's end. Where the line is full, the one who has to leave
        is returned: the last of the client with the most places, who may be this one."""
        own = self._clients.setdefault(client, deque())
        own.append(item)
        if len(self) <= self._places:
            return None
        greedy = max(self._clients, key=lambda name: len(self._clients[name]))
        if len(self._clients[greedy]) <= len(own):
            greedy = client
        out = self._clients[greedy].pop()
        self._forget_empty(greedy)
        return out

    def leave(self, client: str, item: T) -> None:
        """Takes an item out, wherever it stands; one that has gone is passed over."""
        waiting = self._clients.get(client)
        if waiting is not None and item in waiting:
            waiting.remove(item)
            self._forget_empty(client)

    def next(self) -> T | None:
        """The item whose turn it is; its client goes behind the others."""
        if not self._clients:
            return None
        client, waiting = self._clients.popitem(last=False)
        item = waiting.popleft()
        if waiting:
            self._clients[client] = waiting
        return item

    def _forget_empty(self, client: str) -> None:
        if not self._clients[client]:
            del self._clients[client]
