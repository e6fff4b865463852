import datetime

import pytest

from collector.desk import Desk
from collector.desk.oversight import meeting
from collector.errors import Conflict, NotAllowed, Refusal
from tests.makers import keep_case, make_account, make_case, make_step

OFFICE = make_account(role="campaign_office")


def held(desk: Desk, **changes: str) -> str:
    usual = {"held_on": "2022-08-04", "attendees": "活动办、区示例民政局", "notes": "路灯的事反映多"}
    return meeting.hold(desk, OFFICE, **usual | changes).no


def decided(desk: Desk, no: str, **changes: str) -> str:
    usual = {"text": "把东段路灯一次修完", "owner": "unit_handler", "due_on": "2022-08-12"}
    return meeting.decide(desk, OFFICE, no, **usual | changes).no


def test_a_decision_waits_for_its_owner_until_it_is_done(desk: Desk) -> None:
    """It stands with its owner and the office, nobody else, and goes once somebody says what came of it."""
    handler, other = make_account(desk, role="unit_handler"), make_account(desk, role="sponsor")
    no = decided(desk, held(desk))
    assert [each.text for each in meeting.due_for(desk, handler)] == ["把东段路灯一次修完"]
    assert [each.decision.no for each in meeting.due_for(desk, OFFICE)] == [no]
    assert meeting.due_for(desk, other) == []
    of, seq = no.split("/")
    with pytest.raises(NotAllowed):
        meeting.finish(desk, other, of, int(seq), "修好了")
    meeting.finish(desk, handler, of, int(seq), "修好了三盏")
    assert meeting.due_for(desk, handler) == []
    [due] = meeting.minutes(desk, OFFICE, of).decisions
    assert (due.decision.done_on, due.result) == ("2022-08-05", "修好了三盏")
    with pytest.raises(Conflict):
        meeting.finish(desk, handler, of, int(seq), "再记一次")


def test_a_decision_needs_text_owner_and_date(desk: Desk) -> None:
    """Each is said at its field, and an issue that is named must exist."""
    no = held(desk)
    with pytest.raises(Refusal) as refused:
        decided(desk, no, text=" ", owner="", due_on="2022-08-01", issue_no="2022-999999")
    assert set(refused.value.fields) == {"text", "owner", "due_on", "issue_no"}
    with pytest.raises(Refusal, match="账号"):
        decided(desk, no, owner="nobody")


def test_the_next_meeting_follows_the_interval(desk: Desk) -> None:
    """From the latest one held, as many days as the settings say."""
    assert meeting.next_due(desk) is None
    held(desk, held_on="2022-07-20")
    held(desk, held_on="2022-08-04")
    assert meeting.next_due(desk) == datetime.date(2022, 8, 18)


def test_the_pack_tells_this_period_from_the_one_before(desk: Desk) -> None:
    """Received by field and community against the period before, merged ones once; what is stuck, and why."""

    def keep(number: int, day: str, *steps: object, **changes: str) -> None:
        given_id = f"00000000-0000-4000-8000-00000000000{number}"
        at = f"{day}T10:00:00+08:00"
        keep_case(desk, make_case(*steps, no=f"2022-00000{number}", id=given_id, collected_at=at, **changes))

    keep(1, "2022-08-01")
    keep(2, "2022-07-10", field="safety")
    keep(3, "2022-07-30", "accepted", "proposal", make_step("parked", on="2022-08-01"))
    keep(4, "2022-06-20", "accepted", "proposal", community_code="example-1")
    merged = make_step("merged", other="2022-000005")
    keep(5, "2022-07-11", "accepted", *(make_step(kind, on="2022-08-04") for kind in ("resolved", "replied")))
    keep(6, "2022-08-02", "accepted", merged, make_step("replied", on="2022-08-04"))
    found = meeting.pack(desk, OFFICE)
    assert (found.since, found.until) == (datetime.date(2022, 7, 23), datetime.date(2022, 8, 5))
    assert (found.received.now, found.received.before) == (2, 2)
    assert (found.resolved.now, found.resolved.before) == (1, 0)
    assert (found.fields["housing"].change, found.fields["safety"].change) == (1, -1)
    assert (found.communities["fuxing"].now, found.communities["example-1"].now) == (2, 0)
    assert {each.case.no[-1]: each.why for each in found.stuck} == {
        "2": "已逾期",
        "3": "挂账",
        "4": "已逾期",
    }


def test_who_holds_meetings(desk: Desk) -> None:
    """The office and the street's review, nobody else."""
    for role in ("sponsor", "community_collator", "publisher", "discipline"):
        with pytest.raises(NotAllowed):
            meeting.meetings(desk, make_account(role=role))
