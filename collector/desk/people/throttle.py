"""How often somebody may fail (限次), counted in memory under a key such as account and address."""

import hashlib
import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from collector.errors import NotSignedIn, TooMany

REMEMBERED = 10_000


class Throttle:
    """Refuses further tries for a while after `limit` of them within `seconds` (限次).

    A try counts from before it is made: many at the same moment get no further than one after the other.
    """

    def __init__(self, limit: int, seconds: int) -> None:
        self._limit = limit
        self._seconds = seconds
        self._tries: OrderedDict[bytes, list[float]] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def trying(self, key: str, now: float) -> Iterator[None]:
        """Make a try, or be refused (试一次); only one that ends in `NotSignedIn` stays counted."""
        self.take(key, now)
        is_failure = False
        try:
            yield
        except NotSignedIn:
            is_failure = True
            raise
        finally:
            if not is_failure:
                self.give_back(key, now)

    def take(self, key: str, now: float) -> None:
        """Count a try, or refuse where there were too many; the keys longest unused are forgotten first."""
        mark = _mark(key)
        with self._lock:
            # Also after a clock was put back.
            recent = [at for at in self._tries.get(mark, []) if abs(now - at) < self._seconds]
            if len(recent) >= self._limit:
                raise TooMany(min(self._seconds, max(1, round(self._seconds - (now - recent[0])))))
            self._tries[mark] = [*recent, now]
            self._tries.move_to_end(mark)
            while len(self._tries) > REMEMBERED:
                self._tries.popitem(last=False)

    def give_back(self, key: str, now: float) -> None:
        """Uncount the try of this moment: it was no failure."""
        mark = _mark(key)
        with self._lock:
            tries = self._tries.get(mark, [])
            if now in tries:
                tries.remove(now)
            if not tries:
                self._tries.pop(mark, None)

    def forget(self, key: str) -> None:
        """Start afresh after a success."""
        with self._lock:
            self._tries.pop(_mark(key), None)


def counted_as(address: str) -> str:
    """Whom an address is counted as (来处): an IPv6 one as its /64, all of which one subscriber has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    return str(parsed.ipv4_mapped or ipaddress.IPv6Network((int(parsed), 64), strict=False))


def _mark(key: str) -> bytes:
    """What is remembered of a key: as short for one that a stranger made long."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()
