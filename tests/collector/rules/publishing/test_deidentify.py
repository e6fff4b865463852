import datetime
from typing import Any

import msgspec
import pytest

from collector.rules.issues.issue import Case
from collector.rules.issues.standing import standing
from collector.rules.publishing.deidentify import deidentify, needs_outcome, told_by
from collector.rules.publishing.draft import Draft
from generator.campaign.records import PublishedResult
from generator.campaign.workdays import Calendar
from tests.makers import STEP_FIELDS, make_case, make_draft, make_step, make_year

YEAR = make_year()
CALENDAR = Calendar(YEAR.workdays)
NAMES = {"civil-affairs": "区示例民政局", "city-office": "街道示例城建环保办"}

# The whole of what may be printed of an issue, in the order of the contract.
FIELDS = """
issue_no title community_code field severity state said_by received_on proposal_due_on due_on due_provisional
extended_to resolved_on closed_on used_workdays limit_workdays in_time responsible_unit summary outcome
satisfaction merged_count steps photos published_on changed_on
"""


def publish(case: Case, **changes: Any) -> PublishedResult:
    draft: Draft = make_draft(published_on="2022-08-05", **changes)
    today = datetime.date(2022, 8, 5)
    found = standing(case, today, YEAR.campaign.limits, CALENDAR)
    record = deidentify(case, draft, found, lambda code: NAMES.get(code or "", ""))
    assert record is not None
    return record


def test_the_exact_fields() -> None:
    """A published result has these fields and no other, in this order."""
    assert list(PublishedResult.__struct_fields__) == FIELDS.split()


def test_a_whole_life_told() -> None:
    """Facts come from the steps, wording is fixed, texts are those of the draft."""
    case = make_case(
        "accepted",
        make_step("proposal", on="2022-06-15"),
        make_step("resolved", on="2022-06-17"),
        make_step("replied", on="2022-06-17"),
        make_step("callback", on="2022-06-24", may_publish=True),
        make_step("closed", on="2022-06-24"),
    )
    record = publish(case, proposal="更换灯具和电缆")
    assert msgspec.json.decode(msgspec.json.encode(record)) == {
        "issue_no": "2022-000123",
        "title": "示例路路灯修好了",
        "community_code": "fuxing",
        "field": "housing",
        "severity": "general",
        "state": "resolved",
        "said_by": "resident",
        "received_on": "2022-06-10",
        "proposal_due_on": "2022-06-17",
        "due_on": "2022-07-01",
        "resolved_on": "2022-06-17",
        "closed_on": "2022-06-24",
        "used_workdays": 5,
        "limit_workdays": 15,
        "responsible_unit": "区示例民政局",
        "summary": "示例路的路灯不亮，晚上看不清路。",
        "outcome": "更换了灯具，每月巡查一次。",
        "satisfaction": "satisfied",
        "steps": [
            {"on": "2022-06-10", "kind": "received", "text": "走访时收到"},
            {"on": "2022-06-13", "kind": "accepted", "text": "街道审核受理，定为一般问题"},
            {"on": "2022-06-15", "kind": "proposal", "text": "更换灯具和电缆"},
            {"on": "2022-06-17", "kind": "resolved", "text": "办结"},
            {"on": "2022-06-17", "kind": "replied", "text": "电话回复居民"},
            {"on": "2022-06-24", "kind": "callback", "text": "电话回访，居民满意"},
            {"on": "2022-06-24", "kind": "closed", "text": "销号"},
        ],
        "published_on": "2022-08-05",
    }


def test_nothing_typed_into_the_case_flows() -> None:
    """A secret planted in every text, person, policy and account of a case is nowhere in what is printed."""
    secret = "机密甲乙丙"
    texts = ("text", "person", "policy")
    kinds = ["accepted", "handed_over", "regraded", "extended", "proposal", "parked", "resolved", "replied"]
    kinds += ["callback", "reopened", "explained", "replied", "callback", "closed"]
    planted = [
        make_step(kind, by=secret, **{name: secret for name in texts if name in STEP_FIELDS[kind]})
        for kind in kinds
    ]
    case = make_case(*planted, reported_by=secret, id=secret, household_code=secret, visit_no=secret)
    case.words.update({"report": secret, "outcome": secret, **dict.fromkeys(case.words, secret)})
    printed = msgspec.json.encode(publish(case, written_by=secret, approved_by=secret)).decode()
    assert secret not in printed


def test_a_personal_matter_gives_months_and_no_steps() -> None:
    """What concerns one household's own life is told without days."""
    steps = ("accepted", "resolved", "replied", "callback", "closed")
    record = publish(make_case(*steps), matter="personal")
    dates = (record.received_on, record.proposal_due_on, record.due_on, record.resolved_on, record.closed_on)
    assert dates == ("2022-06", "2022-06", "2022-07", "2022-06", "2022-06")
    assert record.steps == ()
    assert record.published_on == "2022-08-05"


def test_a_personal_matter_tells_no_length_that_gives_its_day_away() -> None:
    """With the limit, days used would tell the day; whether it was in time is all that is said."""
    done = ("accepted", "resolved", "replied")
    record = publish(make_case(*done), matter="personal")
    assert (record.used_workdays, record.limit_workdays, record.in_time) == (None, 15, True)
    late = {"at": "2022-07-05T09:00:00+08:00", "on": "2022-07-05"}
    slow = make_case("accepted", make_step("resolved", **late), make_step("replied", **late))
    assert publish(slow, matter="personal").in_time is False
    assert publish(make_case("accepted"), matter="personal").in_time is None
    assert publish(make_case(*done)).in_time is None


def test_satisfaction_needs_consent() -> None:
    """What the resident thinks of it is shown only if they agreed (may_publish)."""
    record = publish(make_case("accepted", "resolved", "replied", "callback"))
    assert record.satisfaction is None
    assert "满意" not in record.steps[-1].text
    assert record.said_by == "resident"


def test_reopened_is_unsolved_again() -> None:
    """After 没解决 the outcome, the satisfaction and both days of the first round are gone."""
    no = make_step("callback", solved="no", on="2022-07-18", text="说明", may_publish=True)
    again = make_step("reopened", on="2022-07-18")
    record = publish(make_case("accepted", "resolved", "replied", no, again))
    assert (record.state, record.said_by, record.due_on) == ("reopened", "resident", "2022-08-08")
    gone = (record.outcome, record.satisfaction, record.resolved_on, record.closed_on, record.used_workdays)
    assert gone == (None,) * 5
    assert publish(make_case("accepted", "resolved", "replied", again)).said_by == "unit"


def test_a_provisional_deadline_has_no_date() -> None:
    """暂定 is published as such, never as a guessed day (R4.3)."""
    critical = make_step("accepted", severity="critical")
    record = publish(make_case(critical, collected_at="2022-12-01T10:00:00+08:00"))
    assert (record.due_on, record.due_provisional, record.limit_workdays) == (None, True, 60)
    assert record.proposal_due_on == "2022-12-08"


def test_what_was_done_in_a_year_without_a_table_counts_no_days() -> None:
    """No number of days used is made up where the holidays between are not known (R4.3)."""
    steps = [
        make_step(kind, on="2023-02-10", at="2023-02-10T10:00:00+08:00") for kind in ("resolved", "replied")
    ]
    collected_at = "2022-12-20T10:00:00+08:00"
    record = publish(make_case("accepted", *steps, collected_at=collected_at))
    assert (record.resolved_on, record.used_workdays, record.limit_workdays) == ("2023-02-10", None, 15)
    assert (record.due_on, record.due_provisional) == (None, True)


def test_on_the_spot_has_no_limits() -> None:
    """Settled at the door: no days used, no limit, done and closed on the day."""
    record = publish(make_case(make_step("accepted", severity="on_spot"), on_spot="solved"))
    assert (record.used_workdays, record.limit_workdays, record.due_on) == (0, None, None)
    assert (record.state, record.resolved_on, record.closed_on) == ("resolved", "2022-06-10", "2022-06-10")


def test_extension_and_hand_over_are_told_without_reasons() -> None:
    """Residents read the new day and the new unit; why is said in the draft or not at all."""
    case = make_case("accepted", "handed_over", make_step("extended", until="2022-07-15"))
    record = publish(case)
    assert (record.extended_to, record.due_on) == ("2022-07-15", "2022-07-01")
    assert record.responsible_unit == "街道示例城建环保办"
    assert [step.text for step in record.steps[2:]] == [
        "转由街道示例城建环保办办理",
        "经批准，延期到2022年7月15日",
    ]


def test_changed_on_is_the_latest_public_change() -> None:
    """A step taken after publication, or a new text, changes the record; what came before does not."""
    late = make_step("parked", at="2022-08-08T09:00:00+08:00")
    assert publish(make_case("accepted")).changed_on is None
    assert publish(make_case("accepted", late)).changed_on == "2022-08-08"
    assert publish(make_case("accepted"), changed_on="2022-08-10").changed_on == "2022-08-10"
    assert publish(make_case("accepted", late), matter="personal").changed_on is None


@pytest.mark.parametrize("steps", [(), ("returned",)])
def test_what_was_not_accepted_has_no_public_record(steps: tuple[str, ...]) -> None:
    """Before the street's review there is nothing to print."""
    case = make_case(*steps)
    found = standing(case, datetime.date(2022, 8, 5), YEAR.campaign.limits, CALENDAR)
    assert deidentify(case, make_draft(), found, str) is None


def test_facts_follow_as_far_as_the_approved_texts_tell() -> None:
    """Done, explained and parked are said only with an outcome written after them; reopening at once."""
    late = "2022-07-02T09:00:00+08:00"
    done = ("accepted", "resolved", "replied")
    assert told_by(make_case(*done), make_draft()) == make_case(*done)
    in_hand = make_case(*done[:2])
    assert told_by(make_case(*done), make_draft(outcome="")) == in_hand
    no = (make_step("callback", solved="no", text="说明"), "reopened")
    assert told_by(make_case(*done, *no), make_draft()) == make_case(*done, *no)
    again = make_case(*done, *no, make_step("resolved", at=late), make_step("replied", at=late))
    assert [step.kind for step in told_by(again, make_draft()).steps][-2:] == ["reopened", "resolved"]
    parked = make_case("accepted", make_step("parked", at=late))
    assert told_by(parked, make_draft()).steps == make_case("accepted").steps
    assert not needs_outcome(make_case("accepted"))


def test_on_the_spot_needs_its_outcome_too() -> None:
    """Without a text for what was done at the door there is nothing to publish yet."""
    case = make_case(make_step("accepted", severity="on_spot"), on_spot="solved")
    assert told_by(case, make_draft()) == case
    assert told_by(case, make_draft(outcome="")).steps == ()
