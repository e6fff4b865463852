"""Which days count (工作日): weekends and holidays do not, make-up Saturdays and Sundays (调休) do.

Days come from the yearly notice of the State Council's office as kept in `content/workdays.yaml`. A year
without a table is never guessed.
"""

import datetime
from collections.abc import Iterable

import msgspec

from generator.campaign.configuration import WorkdayYear

SATURDAY = 5
ONE_DAY = datetime.timedelta(days=1)


class Counted(msgspec.Struct, frozen=True, gc=False):
    """The result of counting (推算): the day reached and the days that did not count.

    `provisional` (暂定) is true where counting ran into a year without a table; `day` is then an estimate
    that takes every weekday as a working day, and must be called one wherever it is shown.
    """

    day: datetime.date
    skipped: tuple[datetime.date, ...] = ()
    provisional: bool = False


class Calendar:
    """The working-day calendar (工作日历)."""

    def __init__(self, years: Iterable[WorkdayYear]) -> None:
        tables = tuple(years)
        self.years = frozenset(table.year for table in tables)
        self._rest = frozenset(day for table in tables for day in table.rest)
        self._make_up = frozenset(day for table in tables for day in table.make_up)

    def knows(self, day: datetime.date) -> bool:
        return day.year in self.years

    def is_workday(self, day: datetime.date) -> bool:
        """Say whether `day` counts; for a year without a table, whether it would by the week alone."""
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

    def between(self, start: datetime.date, end: datetime.date) -> int:
        """Count the working days after `start` up to and with `end`; negative if `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        days = (start + datetime.timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(map(self.is_workday, days))
