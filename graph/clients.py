"""What the askers have used up of late, so that none of them takes what is everybody's.

Each has a credit of worker seconds that fills again with time. Short queries cost nothing;
a long one costs what it runs, and what leads to nothing (a text that is no query, a place
asked for where there is none) costs a little. Who has lately asked something long is answered
beside the others like him for a while, and who has used up all is told to wait. Who has
lately asked only what was answered at once goes before those of whom nothing is known.
"""

import ipaddress
import time
from collections import OrderedDict
from threading import Lock
from typing import TypeVar

T = TypeVar("T")

CREDIT = 60.0  # seconds
REFILL = 0.5  # seconds a second
BAD = 0.05
REFUSED = 0.1
BROKEN = 1.0  # what a new worker takes to start
REMEMBERED = 60.0
_MOST = 10_000


class Clients:
    """The credit of each client, known by `network` of its address."""

    def __init__(self, credit: float = CREDIT, refill: float = REFILL) -> None:
        self._guard = Lock()
        self._credit = credit
        self._refill = refill
        self._known: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._long: OrderedDict[str, float] = OrderedDict()
        self._quick: OrderedDict[str, float] = OrderedDict()

    def charge(self, client: str, seconds: float, long: bool = False) -> None:
        """Takes so much from a client's credit, for a query that was `long` or for another
        reason."""
        now = time.monotonic()
        with self._guard:
            left = min(self._left(client), self._credit) - seconds
            _put(self._known, client, (left, now))
            if long:
                _put(self._long, client, now)

    def wait(self, client: str) -> float:
        """Seconds until a client may ask again; 0 where it may."""
        if client not in self._known:
            return 0.0
        with self._guard:
            return max(0.0, -self._left(client) / self._refill)

    def praise(self, client: str) -> None:
        """Notes that a client has had an answer within a moment."""
        with self._guard:
            _put(self._quick, client, time.monotonic())

    def proven(self, client: str) -> bool:
        """Whether a client has lately had quick answers and asked nothing long."""
        had = self._quick.get(client)
        return had is not None and time.monotonic() - had < REMEMBERED and not self.costly(client)

    def costly(self, client: str) -> bool:
        """Whether a client has lately asked something long."""
        asked = self._long.get(client)
        return asked is not None and time.monotonic() - asked < REMEMBERED

    def _left(self, client: str) -> float:
        left, since = self._known.get(client, (self._credit, 0.0))
        return left + (time.monotonic() - since) * self._refill


def _put(known: OrderedDict[str, T], client: str, value: T) -> None:
    known[client] = value
    known.move_to_end(client)
    if len(known) > _MOST:
        known.popitem(last=False)


def network(address: str) -> str:
    """Who an address is: an IPv4 address itself, of IPv6 the /64 that one subscriber has
    (https://www.rfc-editor.org/rfc/rfc6177); what is no address stays as it is."""
    if ":" not in address:
        return address
    try:
        known = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ipaddress.IPv6Network((known, 64), strict=False))
