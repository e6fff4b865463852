import pytest

from collector.desk.people.throttle import REMEMBERED, Throttle, counted_as
from collector.errors import NotSignedIn, Refusal, TooMany


def test_a_try_too_many_waits_until_the_oldest_is_past() -> None:
    """After the limit a key is refused with the time to wait, and let in again after it."""
    throttle = Throttle(limit=2, seconds=60)
    throttle.take("wang@a", 100)
    throttle.take("wang@a", 110)
    with pytest.raises(TooMany) as refused:
        throttle.take("wang@a", 130)
    assert refused.value.retry_after == 30
    throttle.take("wang@a", 161)


def test_a_stranger_elsewhere_locks_nobody_out() -> None:
    """Failures under another key do not count, and a success wipes one's own."""
    throttle = Throttle(limit=1, seconds=60)
    throttle.take("wang@stranger", 100)
    throttle.take("wang@home", 100)
    throttle.forget("wang@stranger")
    throttle.take("wang@stranger", 100)


def test_a_try_counts_before_it_is_made() -> None:
    """While one is being made no other gets through; one that fails stays counted, no other does."""
    throttle = Throttle(limit=1, seconds=60)
    with throttle.trying("wang@a", 100), pytest.raises(TooMany):
        throttle.take("wang@a", 100)
    with pytest.raises(Refusal, match="存不了"), throttle.trying("wang@a", 101):
        raise Refusal("full", "存不了")
    with pytest.raises(NotSignedIn), throttle.trying("wang@a", 102):
        raise NotSignedIn("wrong_sign_in", "不对")
    with pytest.raises(TooMany), throttle.trying("wang@a", 103):
        pytest.fail("was let through")


def test_a_refused_try_is_not_counted() -> None:
    """Whoever goes on trying while waiting waits no longer for it."""
    throttle = Throttle(limit=1, seconds=60)
    throttle.take("wang@a", 100)
    for now in (120, 140, 159):
        with pytest.raises(TooMany):
            throttle.take("wang@a", now)
    throttle.take("wang@a", 160)


def test_memory_has_an_end() -> None:
    """However many keys fail, only so many are remembered, the latest ones."""
    throttle = Throttle(limit=1, seconds=60)
    for n in range(REMEMBERED + 1):
        throttle.take(f"key {n}", 100)
    throttle.take("key 0", 100)
    with pytest.raises(TooMany):
        throttle.take(f"key {REMEMBERED}", 100)
    throttle.give_back("key 1", 100)


def test_a_clock_that_goes_back_locks_nobody_out() -> None:
    """Tries from the future are no reason to wait until then."""
    throttle = Throttle(limit=1, seconds=60)
    throttle.take("wang@a", 10_000)
    throttle.take("wang@a", 100)
    with pytest.raises(TooMany) as refused:
        throttle.take("wang@a", 90)
    assert refused.value.retry_after <= 60


def test_a_try_that_was_none_leaves_nothing_behind() -> None:
    """Refused elsewhere or given back, a key is forgotten whole; of a long one little is kept."""
    throttle = Throttle(limit=1, seconds=60)
    for n in range(100):
        throttle.take(f"key {n}", 100)
        throttle.give_back(f"key {n}", 100)
    assert not throttle._tries
    throttle.take("name" * 100_000, 100)
    assert [len(kept) for kept in throttle._tries] == [16]
    throttle.take("\ud800", 100)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_an_address_is_counted_as_whom_it_was_given_to(address: str, counted: str) -> None:
    """IPv4 as it is, IPv6 by the /64 that one subscriber has; what is no address counts as itself."""
    assert counted_as(address) == counted
