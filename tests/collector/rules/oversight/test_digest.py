"""Digests: what waits for a unit in a few lines, and not a word of what was reported."""

import datetime
from typing import Any

from collector.rules.issues.standing import Standing
from collector.rules.oversight.digest import MOST_LINES, digests, text_of
from tests.makers import make_case

TODAY = datetime.date(2022, 8, 5)
DESK = "https://example.org/desk/"


def stood(no: int, days_left: int | None, **changes: Any) -> tuple[Any, Standing]:
    usual: dict[str, Any] = {
        "stage": "planned",
        "unit": "civil-affairs",
        "started_on": TODAY,
        "days_left": days_left,
        "due_on": TODAY if days_left is not None else None,
        "waits_for": "completion",
    }
    return make_case(no=f"2022-{no:06d}"), Standing(**usual | changes)


def test_a_unit_has_what_it_has_in_hand():
    """What is done, merged or nobody's yet is in no digest."""
    found = digests(
        [
            stood(1, 2),
            stood(2, -3),
            stood(3, 0),
            stood(4, None, stage="parked"),
            stood(5, 9, stage="resolved"),
            stood(6, None, stage="replied"),
            stood(7, None, stage="merged"),
            stood(8, 1, unit=None),
            stood(9, 1, unit="city-office"),
        ]
    )
    assert set(found) == {"civil-affairs", "city-office"}
    digest = found["civil-affairs"]
    assert [case.no[-1] for case, _ in digest.in_hand] == ["2", "3", "1", "5", "4"]
    assert (digest.overdue, digest.due, digest.soon, digest.reply) == (1, 1, 1, 1)


def test_the_text_names_what_is_urgent_by_number_date_and_link():
    digest = digests([stood(1, 2), stood(2, -3), stood(3, 0), stood(4, 9)])["civil-affairs"]
    assert text_of(digest, "示例民政办", TODAY, DESK).splitlines() == [
        "【示例民政办】8月5日走访问题办理提醒",
        "在办 4 件：逾期 1 件，今天到期 1 件，3 个工作日内到期 1 件，办完待回复 0 件。",
        "2022-000002　8月5日前办结并回复，逾期 3 个工作日　https://example.org/desk/issues/2022-000002",
        "2022-000003　8月5日前办结并回复，今天到期　https://example.org/desk/issues/2022-000003",
        "2022-000001　8月5日前办结并回复，还有 2 个工作日　https://example.org/desk/issues/2022-000001",
        "全部待办：https://example.org/desk/",
    ]


def test_the_text_says_the_year_of_last_year_and_calls_an_estimate_one():
    """What may be late by days no table settles is not told as late (R4.3)."""
    due_on = datetime.date(2021, 6, 9)
    undecided = stood(1, -295, due_on=due_on, is_estimate=True, signal="yellow")
    ahead = stood(2, 2, is_estimate=True)
    digest = digests([undecided, ahead])["civil-affairs"]
    told = text_of(digest, "示例民政办", TODAY, DESK).splitlines()
    assert (digest.overdue, digest.soon) == (0, 1)
    assert "2021年6月9日前办结并回复，期限暂定，可能已过" in told[2]
    assert "8月5日前办结并回复，还有 2 个工作日（暂定）" in told[3]


def test_a_long_list_is_cut_and_says_so():
    digest = digests(stood(n, -n) for n in range(1, MOST_LINES + 4))["civil-affairs"]
    lines = text_of(digest, "示例民政办", TODAY, DESK).splitlines()
    assert sum(line.startswith("2022-") for line in lines) == MOST_LINES
    assert "另有 3 件急的，请在走访台看。" in lines
