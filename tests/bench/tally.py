"""What every trial counts (计数)."""

import contextlib
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterable

import msgspec

Place = Callable[[], contextlib.AbstractContextManager[str]]


class Tally(msgspec.Struct):
    """A line of the table (计数)."""

    trials: int = 0
    faults: int = 0
    requests: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    wrong: int = 0

    def compare(self, acknowledged: Iterable[str], kept: Iterable[str]) -> None:
        """Count what is missing of the acknowledged, and what is there more than once."""
        told, there = set(acknowledged), Counter(kept)
        self.acknowledged += len(told)
        self.lost += len(told - there.keys())
        self.doubled += sum(count - 1 for count in there.values())


def at_once(count: int, work: Callable[[int], object]) -> None:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def some_time(shortest: float, longest: float) -> float:
    """Seconds, different each time."""
    return random.uniform(shortest, longest)  # noqa: S311  nothing is kept secret with it
