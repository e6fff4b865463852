"""Which days count (工作日): weekends and holidays do not, make-up Saturdays and Sundays (调休) do.

Days come from the yearly notice of the State Council's office as kept in `content/workdays.yaml`. A year
without a table is never guessed, nor the last days of December before that year's table is there.
"""

import datetime
from collections.abc import Iterable

import msgspec

from generator.campaign.configuration import WorkdayYear

SATURDAY = 5
ONE_DAY = datetime.timedelta(days=1)


class Counted(msgspec.Struct, frozen=True, gc=False):
    """The result of counting (推算): the day reached and the days that did not count.

    `provisional` (暂定) is true where counting ran into days that no table settles; `day` is then an estimate
    that takes every weekday as a working day, and must be called one wherever it is shown.
    """

    day: datetime.date
    skipped: tuple[datetime.date, ...] = ()
    provisional: bool = False


class Span(msgspec.Struct, frozen=True, gc=False):
    """How many working days lie between two days (相隔工作日); all are negative where time runs back.

    `sure` are those that a table settles. `provisional` (暂定) is true where some day is not settled;
    `workdays` is then an estimate that takes every weekday as a working day.
    """

    workdays: int
    sure: int
    provisional: bool = False


def turn_of_year(year: int) -> datetime.date:
    """The first day of a year that the notice for the year after can still change (年底未定的第一天).

    New Year's Day is one day off, made up to three by moving a working day next to it, which is worked off on
    the weekend before or after. So nothing before the last Saturday of the old year is ever touched: for 2019
    it was 12-29 (worked) and 12-31 (off), for 2012 12-31 alone, for most years no day at all.
    """
    last = datetime.date(year, 12, 31)
    return last - ONE_DAY * ((last.weekday() - SATURDAY) % 7)


class Calendar:
    """The working-day calendar (工作日历)."""

    def __init__(self, years: Iterable[WorkdayYear]) -> None:
        tables = tuple(years)
        self.years = frozenset(table.year for table in tables)
        self._rest = frozenset(day for table in tables for day in table.rest)
        self._make_up = frozenset(day for table in tables for day in table.make_up)
        self._unsettled = {year: turn_of_year(year) for year in self.years if year + 1 not in self.years}

    def knows(self, day: datetime.date) -> bool:
        """Say whether the tables settle if `day` counts (已定)."""
        unsettled = self._unsettled.get(day.year)
        return day.year in self.years and (unsettled is None or day < unsettled)

    def missing_year(self, day: datetime.date) -> int:
        """The year whose table would settle a day that is not known (缺哪年的放假安排)."""
        return day.year + 1 if day.year in self.years else day.year

    def is_workday(self, day: datetime.date) -> bool:
        """Say whether `day` counts; where no table settles it, whether it would by the week alone."""
        if day in self._make_up:
            return True
        return day.weekday() < SATURDAY and day not in self._rest

    def after(self, start: datetime.date, count: int) -> Counted:
        """Count `count` working days on from `start`, which is day zero (当日不计, R4.2)."""
        day, left, provisional = start, count, False
        skipped: list[datetime.date] = []
        while left:
            day += ONE_DAY
            provisional = provisional or not self.knows(day)
            if self.is_workday(day):
                left -= 1
            else:
                skipped.append(day)
        return Counted(day, tuple(skipped), provisional)

    def between(self, start: datetime.date, end: datetime.date) -> Span:
        """Count the working days after `start` up to and with `end`; negative if `end` is earlier."""
        if end < start:
            back = self.between(end, start)
            return Span(-back.workdays, -back.sure, back.provisional)
        days = [start + ONE_DAY * n for n in range(1, (end - start).days + 1)]
        working = [day for day in days if self.is_workday(day)]
        if not days or self._knows_all(days[0], end):
            return Span(len(working), len(working))
        return Span(len(working), sum(map(self.knows, working)), provisional=True)

    def _knows_all(self, first: datetime.date, last: datetime.date) -> bool:
        """Say whether every day of a span is settled: only the years on its way and its end can be open."""
        return self.knows(last) and self.years.issuperset(range(first.year, last.year))
