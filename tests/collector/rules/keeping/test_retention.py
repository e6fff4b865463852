"""Until when what identifies people is kept (留存期限)."""

import datetime

import pytest

from collector.rules.homes.hardship import Hardship
from collector.rules.keeping.retention import campaign_end, is_over, moved, settled_on
from tests.makers import make_case, make_year

CAMPAIGN = make_year().campaign
END = datetime.date(2022, 6, 30)


def in_hardship(ended_at: str | None) -> Hardship:
    return Hardship(
        household_code="fuxing-0001",
        community_code="fuxing",
        causes=(),
        policy_count=1,
        marked_by="li",
        marked_at="2022-06-20T10:00:00+08:00",
        ended_at=ended_at,
    )


def test_the_period_begins_with_the_last_phase() -> None:
    """Nothing is settled before the campaign ends, whatever else was."""
    assert campaign_end(CAMPAIGN) == END
    assert settled_on(CAMPAIGN, []) == END


def test_who_has_something_open_is_not_settled() -> None:
    """An issue at work or an open hardship keeps the household; when it ended counts from then on."""
    assert settled_on(CAMPAIGN, [make_case("accepted")]) is None
    assert settled_on(CAMPAIGN, [], [in_hardship(None)]) is None
    assert settled_on(CAMPAIGN, [], [in_hardship("2022-09-01T10:00:00+08:00")]) == datetime.date(2022, 9, 1)
    done = make_case("accepted", "proposal", "resolved", "replied", "callback", "closed")
    assert settled_on(CAMPAIGN, [done]) == max(END, datetime.date.fromisoformat(done.steps[-1].on))


def test_a_period_ends_after_its_last_day() -> None:
    """On the day itself things are still kept; what is not settled is never over."""
    assert not is_over(END, 1, datetime.date(2023, 6, 30))
    assert is_over(END, 1, datetime.date(2023, 7, 1))
    assert not is_over(None, 0, datetime.date(2099, 1, 1))


@pytest.mark.parametrize(("years", "day"), [(1, "2025-02-28"), (4, "2028-02-29"), (-1, "2023-02-28")])
def test_a_leap_day_becomes_the_28th(years: int, day: str) -> None:
    """29 February some years on or back."""
    assert moved(datetime.date(2024, 2, 29), years).isoformat() == day
