import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.campaign.configuration import WorkdayYear
from generator.campaign.workdays import Calendar, Span, turn_of_year

DATE = datetime.date.fromisoformat


@pytest.fixture
def calendar() -> Calendar:
    """June and autumn 2022 as in the notice: Dragon Boat, Mid-Autumn, National Day."""
    rest = ["2022-06-03", "2022-09-12", *(f"2022-10-0{n}" for n in range(1, 8))]
    make_up = ["2022-10-08", "2022-10-09"]
    year = WorkdayYear(
        year=2022, notice="示例", rest=tuple(map(DATE, rest)), make_up=tuple(map(DATE, make_up))
    )
    return Calendar([year])


@pytest.mark.parametrize(
    ("collected", "five", "fifteen", "thirty", "sixty"),
    [
        ("2022-06-02", "2022-06-10", "2022-06-24", "2022-07-15", "2022-08-26"),
        ("2022-06-10", "2022-06-17", "2022-07-01", "2022-07-22", "2022-09-02"),
        ("2022-06-11", "2022-06-17", "2022-07-01", "2022-07-22", "2022-09-02"),
        ("2022-06-30", "2022-07-07", "2022-07-21", "2022-08-11", "2022-09-23"),
        ("2022-07-15", "2022-07-22", "2022-08-05", "2022-08-26", "2022-10-13"),
        ("2022-09-09", "2022-09-19", "2022-10-08", "2022-10-27", "2022-12-08"),
        ("2022-09-28", "2022-10-10", "2022-10-24", "2022-11-14", "2022-12-26"),
        ("2022-09-30", "2022-10-12", "2022-10-26", "2022-11-16", "2022-12-28"),
    ],
)
def test_vectors_of_the_plan(
    calendar: Calendar, collected: str, five: str, fifteen: str, thirty: str, sixty: str
) -> None:
    """Limits of 5, 15, 30 and 60 working days reach the days that were worked out by hand."""
    reached = [calendar.after(DATE(collected), count) for count in (5, 15, 30, 60)]
    assert [each.day.isoformat() for each in reached] == [five, fifteen, thirty, sixty]
    assert not any(each.provisional for each in reached)


def test_the_skipped_days_are_named(calendar: Calendar) -> None:
    """A page can say which days did not count."""
    counted = calendar.after(DATE("2022-06-02"), 5)
    assert [day.isoformat() for day in counted.skipped] == ["2022-06-03", "2022-06-04", "2022-06-05"]


def test_a_make_up_saturday_is_a_working_day(calendar: Calendar) -> None:
    """调休 turns a weekend day into a working day and a weekday into a rest day."""
    assert calendar.is_workday(DATE("2022-10-08"))
    assert not calendar.is_workday(DATE("2022-10-07"))


def test_a_year_without_a_table_is_provisional(calendar: Calendar) -> None:
    """Counting into a year that has no table gives an estimate that calls itself one."""
    assert calendar.after(DATE("2022-12-28"), 5).provisional
    assert not calendar.after(DATE("2022-12-22"), 5).provisional


def test_between_is_the_inverse_of_after(calendar: Calendar) -> None:
    """Counting on and counting back agree, in both directions of time."""
    start = DATE("2022-09-09")
    for count in range(1, 40):
        reached = calendar.after(start, count).day
        assert calendar.between(start, reached) == Span(count, count)
        assert calendar.between(reached, start) == Span(-count, -count)


def test_a_span_that_no_table_settles_says_so(calendar: Calendar) -> None:
    """What is sure in it is counted apart; a year without a table in its middle leaves it open too."""
    span = calendar.between(DATE("2022-12-20"), DATE("2023-02-10"))
    assert span == Span(38, 8, provisional=True)
    assert calendar.between(DATE("2023-02-10"), DATE("2022-12-20")) == Span(-38, -8, provisional=True)
    assert not calendar.between(DATE("2022-12-20"), DATE("2022-12-30")).provisional
    after_next = WorkdayYear(year=2024, notice="示例", rest=(DATE("2024-01-01"),))
    both = Calendar([WorkdayYear(year=2022, notice="示例", rest=()), after_next])
    assert both.between(DATE("2022-12-20"), DATE("2024-01-05")).provisional
    assert not both.between(DATE("2024-01-05"), DATE("2024-03-01")).provisional


def calendar_of_2018(*others: WorkdayYear) -> Calendar:
    """2018 as its own notice had it, which says nothing of December."""
    year = WorkdayYear(year=2018, notice="国办发明电〔2017〕12号", rest=(DATE("2018-10-01"),))
    return Calendar([year, *others])


def test_the_end_of_december_waits_for_the_next_notice() -> None:
    """The notice for 2019 made 2018-12-29, a Saturday, a working day and 12-31, a Monday, a rest day."""
    before = calendar_of_2018()
    estimate = before.after(DATE("2018-12-24"), 5)
    assert (estimate.day, estimate.provisional) == (DATE("2018-12-31"), True)
    assert not before.after(DATE("2018-12-21"), 5).provisional
    assert before.missing_year(DATE("2018-12-31")) == 2019
    next_year = WorkdayYear(
        year=2019,
        notice="国办发明电〔2018〕15号",
        rest=tuple(map(DATE, ("2018-12-30", "2018-12-31", "2019-01-01"))),
        make_up=(DATE("2018-12-29"),),
    )
    settled = calendar_of_2018(next_year)
    found = settled.after(DATE("2018-12-24"), 5)
    assert (found.day, found.provisional) == (DATE("2018-12-29"), False)
    assert settled.after(DATE("2018-12-24"), 6).day == DATE("2019-01-02")
    assert settled.between(DATE("2018-12-24"), DATE("2019-01-02")) == Span(6, 6)


@pytest.mark.parametrize(
    ("year", "first"),
    [(2018, "12-29"), (2021, "12-25"), (2022, "12-31"), (2023, "12-30"), (2025, "12-27"), (2026, "12-26")],
)
def test_nothing_before_the_last_saturday_of_a_year_is_open(year: int, first: str) -> None:
    """Any earlier day is certain by the table of its own year alone."""
    assert turn_of_year(year) == DATE(f"{year}-{first}")
    alone = Calendar([WorkdayYear(year=year, notice="示例", rest=())])
    assert not alone.knows(DATE(f"{year}-{first}"))
    assert alone.knows(DATE(f"{year}-{first}") - datetime.timedelta(days=1))


DAYS = st.dates(datetime.date(2022, 1, 1), datetime.date(2022, 12, 31))


@settings(max_examples=100, deadline=None)
@given(st.sets(DAYS, max_size=40), st.sets(DAYS, max_size=40), DAYS, st.integers(1, 60))
def test_a_deadline_is_the_nth_working_day_whatever_the_table(
    rest: set[datetime.date], make_up: set[datetime.date], start: datetime.date, count: int
) -> None:
    """It counts, n do by then, the others are named, the next limit is later, and 暂定 is said."""
    year = WorkdayYear(year=2022, notice="示例", rest=tuple(rest), make_up=tuple(make_up))
    calendar = Calendar([year])
    found, following = calendar.after(start, count), calendar.after(start, count + 1)
    assert calendar.is_workday(found.day)
    assert calendar.between(start, found.day).workdays == count
    assert calendar.between(start, found.day).provisional == found.provisional
    assert len(found.skipped) + count == (found.day - start).days
    assert not any(map(calendar.is_workday, found.skipped))
    assert following.day > found.day
    assert found.provisional == (found.day > DATE("2022-12-30"))
