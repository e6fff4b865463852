import datetime
from typing import Any

import msgspec
import pytest

from generator.build import load_year
from generator.campaign.configuration import Campaign
from generator.campaign.feasibility import first_estimated, most_visits, too_late
from generator.campaign.workdays import Calendar
from tests.makers import PROJECT

YEAR = load_year(PROJECT / "content")
CALENDAR = Calendar(YEAR.workdays)
DAY = datetime.date.fromisoformat


def campaign(**limits: int) -> Campaign:
    changed = msgspec.structs.replace(YEAR.campaign.limits, **limits)
    return msgspec.structs.replace(YEAR.campaign, limits=changed)


def said(of: Campaign) -> list[tuple[Any, ...]]:
    return [
        (each.heard.code, each.severity, str(each.since), str(each.due_on)) for each in too_late(of, CALENDAR)
    ]


def test_the_plans_own_limits_do_not_all_fit_into_its_phases() -> None:
    """湖工发〔2022〕34号: 30 working days from 06-30 end on 08-11, a day late; 60 never fit into phase 3."""
    assert said(YEAR.campaign) == [
        ("visiting", "major", "2022-06-30", "2022-08-11"),
        ("visiting", "critical", "2022-06-11", "2022-09-02"),
        ("mending", "critical", "2022-07-13", "2022-10-11"),
    ]


@pytest.mark.parametrize(
    ("workdays", "visiting"),
    [(29, []), (30, [("visiting", "major", "2022-06-30", "2022-08-11")])],
)
def test_a_day_less_and_it_fits(workdays: int, visiting: list[tuple[str, ...]]) -> None:
    """Due on the last day of the phase is in time."""
    assert [each for each in said(campaign(major=workdays)) if each[1] == "major"] == visiting


def test_what_can_only_be_estimated_is_not_called_late() -> None:
    """Without the table of the year one counts into nobody can say; that it is so is said by itself."""
    short = Calendar([table for table in YEAR.workdays if table.year < 2022])
    assert list(too_late(YEAR.campaign, short)) == []
    assert first_estimated(YEAR.campaign, short) == YEAR.campaign.phases[0].starts_on
    only = Calendar([table for table in YEAR.workdays if table.year == 2022])
    assert first_estimated(YEAR.campaign, only) == DAY("2022-10-10")
    assert first_estimated(YEAR.campaign, CALENDAR) is None


@pytest.mark.parametrize(
    ("first", "last", "visitors", "minutes", "most"),
    [
        ("2022-06-11", "2022-06-30", 1, 30, 14 * 16),
        ("2022-06-11", "2022-06-12", 5, 30, 0),
        ("2022-06-13", "2022-06-13", 2, 45, 2 * 10),
        ("2022-06-13", "2022-06-13", 0, 30, 0),
    ],
)
def test_people_can_do_so_much_and_no_more(
    first: str, last: str, visitors: int, minutes: int, most: int
) -> None:
    """Working days with both ends, eight hours each, whole visits only."""
    assert most_visits(DAY(first), DAY(last), visitors, minutes, CALENDAR) == most
