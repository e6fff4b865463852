"""Working days (时限), as the plan sets them: 湖工发〔2022〕34号 一、(三) and 三."""

import datetime

import holidays
import pytest

from collector.desk import Desk
from collector.desk.issues.handling import standing_of, take_step
from collector.errors import NotAllowed
from generator.build import load_year
from generator.campaign.deadline import deadlines, limit_of
from generator.campaign.workdays import Calendar
from tests.clients import make_client
from tests.makers import PROJECT, keep_case, make_account, make_case, make_step

YEAR = load_year(PROJECT / "content")
CALENDAR = Calendar(YEAR.workdays)
LIMITS = YEAR.campaign.limits
DAY = datetime.date.fromisoformat
# Collected on a day, due after 5, 15, 30 and 60 working days.
VECTORS = {
    "2022-06-02": ("2022-06-10", "2022-06-24", "2022-07-15", "2022-08-26"),
    "2022-06-10": ("2022-06-17", "2022-07-01", "2022-07-22", "2022-09-02"),
    "2022-06-11": ("2022-06-17", "2022-07-01", "2022-07-22", "2022-09-02"),
    "2022-06-30": ("2022-07-07", "2022-07-21", "2022-08-11", "2022-09-23"),
    "2022-07-15": ("2022-07-22", "2022-08-05", "2022-08-26", "2022-10-13"),
    "2022-09-09": ("2022-09-19", "2022-10-08", "2022-10-27", "2022-12-08"),
    "2022-09-28": ("2022-10-10", "2022-10-24", "2022-11-14", "2022-12-26"),
    "2022-09-30": ("2022-10-12", "2022-10-26", "2022-11-16", "2022-12-28"),
}


def due(place: int) -> None:
    days = (5, 15, 30, 60)[place]
    for collected, wanted in VECTORS.items():
        counted = CALENDAR.after(DAY(collected), days)
        assert (counted.day.isoformat(), counted.provisional) == (wanted[place], False), collected


def test_s25_a_plan_within_five_working_days(desk: Desk) -> None:
    """From the day collected, which does not count; on the last day it is still on time."""
    due(0)
    keep_case(desk, make_case("accepted", make_step("proposal", on="2022-06-17")))
    assert standing_of(desk, desk.case("2022-000123")).proposed_on == DAY("2022-06-17")
    assert LIMITS.proposal == 5


def test_s26_general_issues_within_fifteen() -> None:
    """一般性问题: done and replied."""
    due(1)
    assert limit_of("general", LIMITS) == 15


def test_s27_larger_ones_within_thirty() -> None:
    """较大的问题."""
    due(2)
    assert limit_of("major", LIMITS) == 30


def test_s28_grave_or_wide_ones_within_sixty_and_only_the_street_grades(desk: Desk) -> None:
    """特别重大或涉及面大; a new grade is recorded with old, new and reason, and the day follows it."""
    due(3)
    assert limit_of("critical", LIMITS) == 60
    keep_case(desk, make_case("accepted"))
    handler = make_account(desk, role="unit_handler")
    with pytest.raises(NotAllowed):
        take_step(desk, handler, "2022-000123", "regraded", severity="critical", text="涉及一片")
    reviewer = make_account(desk, role="street_reviewer")
    take_step(desk, reviewer, "2022-000123", "regraded", severity="critical", text="涉及一片")
    completion = standing_of(desk, desk.case("2022-000123")).completion
    assert completion is not None
    page = make_client(desk, reviewer).get("/desk/issues/2022-000123").text
    assert "一般问题 → 特别重大或涉及面大的问题" in page
    assert "办结期限 2022年7月1日 → 2022年9月2日" in page
    assert "涉及一片" in page


def test_s29_an_extension_keeps_the_original_day_in_sight(desk: Desk) -> None:
    """Late with an extension is still late by the original date, and both are told."""
    steps = ("accepted", "proposal", make_step("extended", until="2022-08-31", on="2022-06-30"))
    keep_case(desk, make_case(*steps))
    found = standing_of(desk, desk.case("2022-000123"))
    assert (found.due_on, found.is_late) == (DAY("2022-08-31"), True)
    page = make_client(desk, make_account(desk, role="campaign_office")).get("/desk/issues/2022-000123").text
    assert "是否按时仍看原定的 7月1日" in page


def test_s66_the_visiting_phase_has_fourteen_working_days() -> None:
    """From the day the plan was signed to the end of June."""
    visiting = next(phase for phase in YEAR.campaign.phases if phase.code == "visiting")
    assert visiting.ends_on == DAY("2022-06-30")
    assert CALENDAR.between(DAY("2022-06-10"), visiting.ends_on).workdays == 14


def test_the_latest_day_that_still_fits_a_phase() -> None:
    """Section 9 of the requirements: after which day an issue of each kind outruns phase 3 and phase 4."""
    wanted = {
        "2022-08-10": {5: "2022-08-03", 15: "2022-07-20", 30: "2022-06-29", 60: "2022-05-17"},
        "2022-10-10": {5: "2022-09-28", 15: "2022-09-14", 30: "2022-08-23", 60: "2022-07-12"},
    }
    for end, days in wanted.items():
        for count, latest in days.items():
            fits = CALENDAR.after(DAY(latest), count).day
            next_day = CALENDAR.after(DAY(latest) + datetime.timedelta(days=1), count).day
            assert fits <= DAY(end) < next_day, (end, count)


def test_every_start_day_of_five_years_agrees_with_another_calendar() -> None:
    """Each day of 2022 to 2026 counted on by `holidays`, for every limit, as far as the tables reach."""
    china = holidays.country_holidays("CN", years=range(2022, 2027))
    made_up = {day for table in YEAR.workdays for day in table.make_up}
    first, last = datetime.date(2022, 1, 1), datetime.date(2026, 12, 31)
    days = [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]
    working = [day for day in days if day in made_up or (day.weekday() < 5 and day not in china)]
    places = {day: n for n, day in enumerate(working)}
    after: dict[datetime.date, int] = {}
    seen = 0
    for day in days:
        seen += day in places
        after[day] = seen
    for day in days:
        for count in (5, 15, 30, 60):
            place = after[day] + count - 1
            if place < len(working):
                assert CALENDAR.after(day, count).day == working[place], (day, count)


def test_beyond_the_table_it_is_provisional_and_has_no_public_date() -> None:
    """暂定, never guessed as if it were known (R4.3)."""
    found = deadlines(datetime.date(2026, 12, 1), "critical", LIMITS, CALENDAR)
    assert found is not None
    assert found.completion.provisional
