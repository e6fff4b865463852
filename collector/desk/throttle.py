"""How often somebody may fail (限次), counted in memory under a key such as account and address."""

import threading
from collections import OrderedDict

from collector.errors import TooMany

REMEMBERED = 10_000


class Throttle:
    """Refuses further tries for a while after `limit` failures within `seconds` (限次)."""

    def __init__(self, limit: int, seconds: int) -> None:
        self._limit = limit
        self._seconds = seconds
        self._failures: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, key: str, now: float) -> None:
        """Refuse if there were too many failures under this key."""
        with self._lock:
            recent = [at for at in self._failures.get(key, []) if now - at < self._seconds]
        if len(recent) >= self._limit:
            wait = max(1, round(self._seconds - (now - recent[0])))
            raise TooMany(wait)

    def fail(self, key: str, now: float) -> None:
        """Remember a failure; the keys longest unused are forgotten first."""
        with self._lock:
            recent = [at for at in self._failures.pop(key, []) if now - at < self._seconds]
            self._failures[key] = [*recent, now][-self._limit :]
            while len(self._failures) > REMEMBERED:
                self._failures.popitem(last=False)

    def forget(self, key: str) -> None:
        """Start afresh after a success."""
        with self._lock:
            self._failures.pop(key, None)
