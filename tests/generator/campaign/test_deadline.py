import datetime

import pytest

from generator.campaign.configuration import Limits, WorkdayYear
from generator.campaign.deadline import days_left, deadlines, is_overdue, signal
from generator.campaign.workdays import Calendar

DATE = datetime.date.fromisoformat
CALENDAR = Calendar([WorkdayYear(year=2022, notice="示例", rest=(DATE("2022-06-03"),))])
LIMITS = Limits(proposal=5, general=15, major=30, critical=60)


@pytest.mark.parametrize(
    ("severity", "due"), [("general", "07-01"), ("major", "07-22"), ("critical", "09-02")]
)
def test_each_severity_has_its_limit(severity: str, due: str) -> None:
    """Both clocks run from the day of collection, whatever the severity."""
    found = deadlines(DATE("2022-06-10"), severity, LIMITS, CALENDAR)
    assert found is not None
    assert found.completion.day == DATE(f"2022-{due}")
    assert found.proposal.day == DATE("2022-06-17")


def test_on_the_spot_has_no_deadline() -> None:
    """An issue settled at the door has neither clock."""
    assert deadlines(DATE("2022-06-10"), "on_spot", LIMITS, CALENDAR) is None


@pytest.mark.parametrize(
    ("today", "left", "overdue", "colour"),
    [
        ("2022-06-15", 2, False, "calm"),
        ("2022-06-16", 1, False, "yellow"),
        ("2022-06-17", 0, False, "yellow"),
        ("2022-06-18", 0, False, "yellow"),
        ("2022-06-19", 0, False, "yellow"),
        ("2022-06-20", -1, True, "red"),
        ("2022-06-22", -3, True, "red"),
    ],
)
def test_signals_change_on_working_days(today: str, left: int, overdue: bool, colour: str) -> None:
    """Yellow with at most one working day left; red only from the first working day after the due date."""
    due = DATE("2022-06-17")
    assert days_left(DATE(today), due, CALENDAR) == left
    assert is_overdue(DATE(today), due, CALENDAR) is overdue
    assert signal(DATE(today), due, CALENDAR) == colour


def test_nobody_is_called_late_by_an_estimate() -> None:
    """The first days of a year without a table may be holidays; a settled working day gone by is enough."""
    assert not is_overdue(DATE("2023-01-02"), DATE("2022-12-30"), CALENDAR)
    assert not is_overdue(DATE("2023-02-10"), DATE("2022-12-30"), CALENDAR)
    assert is_overdue(DATE("2023-01-02"), DATE("2022-12-29"), CALENDAR)
