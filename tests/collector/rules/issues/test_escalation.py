import datetime

import pytest

from collector.errors import Conflict, Refusal
from collector.rules.issues import escalation
from collector.rules.issues.escalation import (
    batch_of,
    check_upload,
    hotline_of,
    may_be_listed,
    number_of,
    upload_state,
)
from collector.rules.issues.issue import Case
from collector.rules.issues.standing import standing
from generator.campaign.workdays import Calendar
from tests.makers import make_case, make_step, make_year

YEAR = make_year()
CALENDAR = Calendar(YEAR.workdays)
UPLOADED = make_step("uploaded", at="2022-06-14T09:00:00+08:00")


def test_the_state_is_read_off_the_steps() -> None:
    """未报, 编批, 已报, 已受理, 退回; sent back it may go into another batch."""
    steps = ["accepted", "listed", UPLOADED, "taken", "sent_back"]
    states = [upload_state(make_case(*steps[:n])) for n in range(1, 6)]
    assert states == ["unreported", "listed", "uploaded", "taken", "sent_back"]
    assert may_be_listed(make_case(*steps))
    assert batch_of(make_case(*steps)) == "B2022-000001"
    assert [number_of(make_case(*steps[:n])) is not None for n in (2, 3, 4, 5)] == [False, True, True, False]


@pytest.mark.parametrize("steps", [(), ("returned",), ("accepted", "merged"), ("accepted", "listed")])
def test_what_was_not_reviewed_or_is_there_already_goes_into_no_batch(steps: tuple[str, ...]) -> None:
    """Not before the review has passed (S55), not what was merged, nothing twice."""
    case = make_case(*steps)
    assert not may_be_listed(case)
    with pytest.raises(Conflict):
        check_upload(case, make_step("listed"), CALENDAR)


def test_reporting_leaves_the_stage_alone() -> None:
    """An issue is handled whether or not it was reported."""
    plain, reported = make_case("accepted", "proposal"), make_case("accepted", "listed", UPLOADED, "proposal")
    limits, today = YEAR.campaign.limits, datetime.date(2022, 6, 15)
    assert standing(plain, today, limits, CALENDAR).stage == standing(reported, today, limits, CALENDAR).stage


def test_the_hotline_counts_five_working_days_and_ten_more() -> None:
    """From the day of upload; a wrongly assigned one goes back within two (R6.5)."""
    found = hotline_of(make_case("accepted", "listed", UPLOADED), CALENDAR)
    assert found is not None
    assert [found.due_on, found.latest_on, found.return_by] == [
        datetime.date(2022, 6, 21), datetime.date(2022, 7, 5), datetime.date(2022, 6, 16),
    ]  # fmt: skip


def test_the_nearer_clock_is_shown() -> None:
    """The campaign's date stays beside the hotline's, and the nearer decides how urgent it is."""
    today = datetime.date(2022, 6, 20)
    case = make_case("accepted", "proposal", "listed", UPLOADED)
    found = standing(case, today, YEAR.campaign.limits, CALENDAR)
    assert (found.waits_for, found.due_on) == ("hotline", datetime.date(2022, 6, 21))
    assert found.completion is not None
    assert found.completion.day == datetime.date(2022, 7, 1)
    prolonged = make_step("prolonged", until="2022-07-05", at="2022-06-20T09:00:00+08:00")
    later = standing(make_case("accepted", "proposal", "listed", UPLOADED, prolonged), today,
                     YEAR.campaign.limits, CALENDAR)  # fmt: skip
    assert (later.waits_for, later.due_on) == ("completion", datetime.date(2022, 7, 1))
    assert hotline_of(make_case("accepted", "listed", UPLOADED, "resolved", "replied"), CALENDAR) is None


def wrong(case: Case, kind: str, **changes: object) -> dict[str, str]:
    with pytest.raises(Refusal) as refused:
        check_upload(case, make_step(kind, **changes), CALENDAR)
    return refused.value.fields


def test_what_a_step_of_reporting_needs() -> None:
    """A number that is one, a reason, a date the hotline grants, no day to come."""
    listed, uploaded = make_case("accepted", "listed"), make_case("accepted", "listed", UPLOADED)
    at = {"at": "2022-06-20T09:00:00+08:00"}
    assert "external" in wrong(listed, "uploaded", external="？", **at)
    assert "on" in wrong(listed, "uploaded", on="2022-06-21", at="2022-06-20T09:00:00+08:00")
    assert "text" in wrong(uploaded, "sent_back", text="", **at)
    assert "7月5日" in wrong(uploaded, "prolonged", until="2022-07-06", **at)["until"]


def test_how_much_more_the_hotline_grants_is_said_as_it_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence has the days that the last day was counted with."""
    monkeypatch.setattr(escalation, "MORE_WORKDAYS", 7)
    uploaded = make_case("accepted", "listed", UPLOADED)
    at = {"at": "2022-06-20T09:00:00+08:00"}
    assert "7 个工作日" in wrong(uploaded, "prolonged", until="2022-07-06", **at)["until"]
