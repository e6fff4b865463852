from typing import Any

import msgspec
import pytest

from collector.rules.issues.calendar_change import Moved, moved_by
from collector.rules.issues.issue import Case
from generator.build import load_year
from generator.campaign.configuration import WorkdayYear
from tests.makers import PROJECT, make_case, make_step

YEAR = load_year(PROJECT / "content")
TABLES = {table.year: table for table in YEAR.workdays}
ONLY_2022, AND_2023 = (TABLES[2022],), (TABLES[2022], TABLES[2023])


def moved(cases: list[Case], before: Any = ONLY_2022, after: Any = AND_2023) -> Moved:
    return moved_by(before, after, cases, lambda _number: YEAR.campaign.limits)


def late(*steps: Any, **changes: Any) -> Case:
    """An issue of November whose 60 working days end in the next year."""
    return make_case(*steps, collected_at="2022-11-01T10:00:00+08:00", **changes)


CRITICAL = make_step("accepted", severity="critical")


@pytest.mark.parametrize(
    ("case", "fixed"),
    [
        (late(CRITICAL), 1),
        (late(CRITICAL, "resolved"), 1),
        (late("accepted"), 0),
        (late(), 0),
        (late(make_step("accepted", severity="on_spot"), on_spot="solved"), 0),
        (late(CRITICAL, "resolved", "replied"), 0),
        (make_case(CRITICAL), 0),
    ],
    ids=["counted into it", "not answered yet", "done before it", "ungraded", "on the spot", "done", "early"],
)
def test_a_year_that_is_added_fixes_what_was_provisional(case: Case, fixed: int) -> None:
    """Only what is open and ran into that year; nothing that has a date already is touched."""
    assert moved([case]) == Moved(years=(2023,), fixed=fixed, moved=0)


def test_a_corrected_day_moves_what_was_counted_over_it() -> None:
    """The same years with another rest day: no date is fixed by that, some are another."""
    table = TABLES[2022]
    changed = msgspec.structs.replace(table, rest=tuple(day for day in table.rest if day.month != 10))
    assert isinstance(changed, WorkdayYear)
    assert moved(
        [make_case(CRITICAL), make_case(make_step("accepted", at="2022-09-20"))], ONLY_2022, (changed,)
    ) == Moved(years=(), fixed=0, moved=0)
    autumn = make_case("accepted", collected_at="2022-09-20T10:00:00+08:00")
    assert moved([autumn], ONLY_2022, (changed,)) == Moved(years=(), fixed=0, moved=1)


def test_it_is_told_in_numbers_alone() -> None:
    """What stands in log and trail."""
    assert str(moved([late(CRITICAL)])) == "加了 2023 年，在办的 1 件由暂定改为确定日期，0 件换了日期"
