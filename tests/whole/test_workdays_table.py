"""The table in `content/workdays.yaml` agrees with two independent packages, day by day (R4.1)."""

import datetime
from pathlib import Path

import chinese_calendar
import holidays
import msgspec
import pytest
import yaml

from generator.campaign.configuration import WorkdayYear
from generator.campaign.workdays import Calendar, turn_of_year

TABLE = Path(__file__).parents[2] / "content" / "workdays.yaml"
NOTICES = {
    2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号",
    2024: "国办发明电〔2023〕7号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}
MAKE_UP = {
    2022: "01-29 01-30 04-02 04-24 05-07 10-08 10-09",
    2023: "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    2024: "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}


@pytest.fixture(scope="module")
def years() -> tuple[WorkdayYear, ...]:
    tree = yaml.load(TABLE.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    return msgspec.convert(tree, tuple[WorkdayYear, ...], strict=False)


def days_of(year: int) -> list[datetime.date]:
    first = datetime.date(year, 1, 1)
    return [first + datetime.timedelta(days=n) for n in range((datetime.date(year + 1, 1, 1) - first).days)]


def test_every_year_names_its_notice(years: tuple[WorkdayYear, ...]) -> None:
    """Five years, each with the number of the notice it was taken from."""
    assert {table.year: table.notice for table in years} == NOTICES


def test_days_stand_in_their_own_year_once_and_in_order(years: tuple[WorkdayYear, ...]) -> None:
    """A day that is repeated, misplaced or both off and worked is a slip of the pen."""
    for table in years:
        for days in (table.rest, table.make_up):
            assert list(days) == sorted(set(days))
            assert all(turn_of_year(table.year - 1) <= day for day in days)
            assert all(day.year <= table.year for day in days)
        assert not set(table.rest) & set(table.make_up)


def test_make_up_days_are_the_known_ones_and_fall_on_weekends(years: tuple[WorkdayYear, ...]) -> None:
    """R4.1 lists them one by one."""
    for table in years:
        assert " ".join(f"{day:%m-%d}" for day in table.make_up) == MAKE_UP[table.year]
        assert all(day.weekday() >= 5 for day in table.make_up)


@pytest.mark.parametrize("year", NOTICES)
def test_table_agrees_with_chinesecalendar(years: tuple[WorkdayYear, ...], year: int) -> None:
    """Every day of the year is a working day here exactly where it is one there."""
    calendar = Calendar(years)
    wrong = [day for day in days_of(year) if calendar.is_workday(day) != chinese_calendar.is_workday(day)]
    assert wrong == []


@pytest.mark.parametrize("year", NOTICES)
def test_limits_from_every_start_day_agree_with_holidays(years: tuple[WorkdayYear, ...], year: int) -> None:
    """5, 15, 30 and 60 working days after each day are those counted off in the package, or called 暂定.

    The last table leaves the end of its own December to the notice that is not there yet.
    """
    calendar = Calendar(years)
    other = holidays.country_holidays("CN", years=range(min(NOTICES), max(NOTICES) + 1))
    table_ends = datetime.date(max(NOTICES), 12, 31)
    days = [first for each in NOTICES for first in days_of(each) if first.year >= year]
    working = [day for day in days if other.is_working_day(day)]
    wrong = []
    for start in days_of(year):
        later = [day for day in working if day > start]
        for count in (5, 15, 30, 60):
            found = calendar.after(start, count)
            if len(later) < count:
                wrong += [] if found.provisional else [(start, count)]
            elif found.day != later[count - 1] or found.provisional != (
                found.day >= turn_of_year(max(NOTICES))
            ):
                wrong.append((start, count))
    assert wrong == []
    assert calendar.after(table_ends, 5).provisional


def test_no_notice_ever_touched_a_day_before_the_last_saturday_of_the_year_before() -> None:
    """From 2004 on: what the next notice can change in December is no more than `turn_of_year` says."""
    touched = [
        day
        for year in range(2004, max(NOTICES))
        for day in days_of(year)
        if day.month == 12 and chinese_calendar.is_workday(day) != (day.weekday() < 5)
    ]
    assert len(touched) >= 5
    assert [day for day in touched if day < turn_of_year(day.year)] == []


@pytest.mark.parametrize("year", NOTICES)
def test_table_agrees_with_holidays(years: tuple[WorkdayYear, ...], year: int) -> None:
    """The second package keeps its own table of the same notices."""
    calendar = Calendar(years)
    other = holidays.country_holidays("CN", years=year)
    wrong = [day for day in days_of(year) if calendar.is_workday(day) != other.is_working_day(day)]
    assert wrong == []
