"""The dashboard: every issue counted once, the most urgent first, no week left out."""

import datetime
from typing import Any

from collector.rules.issues.standing import Standing
from collector.rules.oversight.dashboard import DAYS_LEFT, MOST_WEEKS, SHOWN, make_dashboard
from tests.makers import PROJECT, make_case

TODAY = datetime.date(2022, 8, 5)


def stood(no: int, collected: str = "2022-08-01", *steps: str, **changes: Any) -> tuple[Any, Standing]:
    case = make_case(*steps, no=f"2022-{no:06d}", collected_at=f"{collected}T10:00:00+08:00")
    usual: dict[str, Any] = {"stage": "planned", "started_on": datetime.date.fromisoformat(collected)}
    return case, Standing(**usual | changes)


def test_what_waits_is_counted_by_what_it_waits_for():
    replied = ("2022-08-01", "accepted", "resolved", "replied")
    found = [
        stood(1, days_left=-2),
        stood(2, days_left=0),
        stood(3, days_left=4, stage="registered"),
        stood(4, stage="parked"),
        stood(5, *replied, stage="replied", resolved_on=TODAY),
        stood(6, "2022-08-01", "merged", "replied", stage="merged_replied"),
        stood(7, stage="merged", days_left=None),
        stood(8, *replied, "callback", "closed", stage="closed", resolved_on=TODAY),
    ]
    waiting = make_dashboard(found, TODAY).waiting
    assert (waiting.overdue, waiting.due, waiting.review, waiting.call) == (1, 1, 1, 2)
    assert (waiting.open, waiting.undated) == (4, 1)


def test_what_may_be_late_by_estimate_is_not_told_as_late():
    """It is counted with what has no day, so that 逾期 is what the list behind it shows (R4.3)."""
    found = [stood(1, days_left=-295, signal="yellow"), stood(2, days_left=-2, signal="red")]
    made = make_dashboard(found, TODAY)
    assert (made.waiting.overdue, made.waiting.undated, made.waiting.open) == (1, 1, 2)
    assert made.left.totals == (1,)


def test_the_most_urgent_come_first_and_no_more_than_one_looks_at():
    found = [stood(n, days_left=20 - n) for n in range(20)]
    urgent = make_dashboard(found, TODAY).urgent
    assert [each.days_left for _, each in urgent] == list(range(1, SHOWN + 1))


def test_open_issues_stand_in_the_class_of_their_days_left():
    left = make_dashboard([stood(n, days_left=n) for n in (-11, -10, -1, 0, 1, 5, 16, 99)], TODAY).left
    assert [(group.label, group.counts[0]) for group in left.groups] == [
        ("逾期超过10个工作日", 1), ("逾期6–10个工作日", 1), ("逾期1–5个工作日", 1), ("今天到期", 1),
        ("还有1–5个工作日", 2), ("还有6–10个工作日", 0), ("还有11–15个工作日", 0), ("还有超过15个工作日", 2),
    ]  # fmt: skip


def test_every_week_is_there_from_the_first_report_to_today():
    """A merged report is no matter of its own, and half a year is as far back as it looks."""
    found = [
        stood(1, "2022-07-18", resolved_on=datetime.date(2022, 8, 1), stage="closed"),
        stood(2, "2022-07-19", stage="merged"),
        stood(3, "2022-08-05"),
    ]
    plot = make_dashboard(found, TODAY).weeks
    assert [(group.label, group.counts) for group in plot.groups] == [
        ("7月18日起", (1, 0)), ("7月25日起", (0, 0)), ("8月1日起", (1, 1)),
    ]  # fmt: skip
    assert len(make_dashboard([stood(1, "2021-06-01")], TODAY).weeks.groups) == MOST_WEEKS


def test_what_the_weeks_leave_out_is_told():
    """The weeks and what came before them add up to everything that was received and done."""
    done = {"stage": "closed", "resolved_on": datetime.date(2021, 6, 8)}
    found = make_dashboard([stood(1, "2021-06-01", **done), stood(2, "2021-12-31"), stood(3)], TODAY)
    assert (found.earlier, found.weeks.totals) == ((2, 1), (1, 0))
    assert make_dashboard([stood(3)], TODAY).earlier == (0, 0)


def test_a_campaign_that_has_not_begun_has_a_dashboard():
    found = make_dashboard([], TODAY)
    assert found.urgent == ()
    assert [group.counts for group in found.weeks.groups] == [(0, 0)]


def test_every_tone_of_its_columns_has_a_colour():
    """The plot puts the tone into a class; no template names it whole."""
    styles = (PROJECT / "templates/assets/plots.css").read_text("utf-8")
    assert all(f".plot .{tone}{{color:" in styles for *_, tone in DAYS_LEFT if tone)
