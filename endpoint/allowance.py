"""How often one client may do what leaves something behind."""

import time
from collections import OrderedDict, deque
from threading import Lock

_MOST = 10_000


class Allowance:
    """So many times in so many seconds for each client; kept in memory and nowhere else."""

    def __init__(self, times: int = 20, seconds: float = 3600) -> None:
        self._times = times
        self._seconds = seconds
        self._guard = Lock()
        self._taken: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, client: str) -> float:
        """Seconds until the client may again; 0 where it may."""
        with self._guard:
            return self._wait(client)

    def take(self, client: str) -> float:
        """As `wait`, and counts it where the client may."""
        with self._guard:
            wait = self._wait(client)
            if not wait:
                self._taken.setdefault(client, deque()).append(time.monotonic())
                self._taken.move_to_end(client)
                if len(self._taken) > _MOST:
                    self._taken.popitem(last=False)
            return wait

    def _wait(self, client: str) -> float:
        taken = self._taken.get(client)
        if taken is None:
            return 0.0
        now = time.monotonic()
        while taken and now - taken[0] >= self._seconds:
            taken.popleft()
        return 0.0 if len(taken) < self._times else self._seconds - (now - taken[0])
