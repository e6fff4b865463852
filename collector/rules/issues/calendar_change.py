"""What a changed working-day table did to due dates (放假安排有变, R4.3).

Due dates are counted when they are read, so a year that is added fixes what was 暂定 by itself; here is said
how many that were, once.
"""

from collections.abc import Callable, Iterable

import msgspec

from collector.rules.issues.issue import Case
from collector.rules.issues.standing import DATE, Standing, standing
from generator.campaign.configuration import Limits, WorkdayYear
from generator.campaign.workdays import Calendar, Counted

CODE = "workdays"


class CalendarKept(msgspec.Struct, frozen=True, kw_only=True):
    """The working-day table that was in force last (上次用的放假安排), and since when."""

    code: str
    at: str
    tables: tuple[WorkdayYear, ...]


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """How many open issues have other due dates (期限变动): fixed, being 暂定 before, or moved."""

    years: tuple[int, ...]
    fixed: int
    moved: int

    def __str__(self) -> str:
        added = f"加了 {'、'.join(map(str, self.years))} 年，" if self.years else ""
        return f"{added}在办的 {self.fixed} 件由暂定改为确定日期，{self.moved} 件换了日期"


def moved_by(
    before: tuple[WorkdayYear, ...],
    after: tuple[WorkdayYear, ...],
    cases: Iterable[Case],
    limits_of: Callable[[str], Limits],
) -> Moved:
    """What became of the due dates of open issues when one table took the place of another.

    `limits_of` are those of an issue by its number.
    """
    old, new = Calendar(before), Calendar(after)
    pairs = [pair for case in cases if (pair := _both(case, limits_of(case.no), old, new))]
    fixed = [was.provisional and not now.provisional for was, now in pairs]
    moved = [was.day != now.day and not is_fixed for (was, now), is_fixed in zip(pairs, fixed, strict=True)]
    return Moved(years=tuple(sorted(new.years - old.years)), fixed=sum(fixed), moved=sum(moved))


def _both(case: Case, limits: Limits, old: Calendar, new: Calendar) -> tuple[Counted, Counted] | None:
    """The last day of an open issue as one calendar counts it and the other (办结, before grading 方案)."""
    # Which day it is read on changes neither of the two.
    today = DATE(case.issue.received_at[:10])
    found = [standing(case, today, limits, calendar) for calendar in (old, new)]
    if not found[0].is_open:
        return None
    was, now = (_last(each) for each in found)
    return (was, now) if was and now else None


def _last(found: Standing) -> Counted | None:
    return found.completion or found.proposal
