import pytest

from collector.desk.throttle import REMEMBERED, Throttle
from collector.errors import TooMany


def test_a_failure_too_many_waits_until_the_oldest_is_past() -> None:
    """After the limit a key is refused with the time to wait, and let in again after it."""
    throttle = Throttle(limit=2, seconds=60)
    throttle.fail("wang@a", 100)
    throttle.check("wang@a", 100)
    throttle.fail("wang@a", 110)
    with pytest.raises(TooMany) as refused:
        throttle.check("wang@a", 130)
    assert refused.value.retry_after == 30
    throttle.check("wang@a", 161)


def test_a_stranger_elsewhere_locks_nobody_out() -> None:
    """Failures under another key do not count, and a success wipes one's own."""
    throttle = Throttle(limit=1, seconds=60)
    throttle.fail("wang@stranger", 100)
    throttle.check("wang@home", 100)
    throttle.forget("wang@stranger")
    throttle.check("wang@stranger", 100)


def test_memory_has_an_end() -> None:
    """However many keys fail, only so many are remembered, the latest ones."""
    throttle = Throttle(limit=1, seconds=60)
    for n in range(REMEMBERED + 1):
        throttle.fail(f"key {n}", 100)
    throttle.check("key 0", 100)
    with pytest.raises(TooMany):
        throttle.check(f"key {REMEMBERED}", 100)
