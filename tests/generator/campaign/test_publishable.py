"""A result is published only in a form that residents can rely on."""

import pytest

from generator.campaign.publishable import flaws
from generator.campaign.records import PublishedStep
from tests.content_samples import make_result

DAYS = (PublishedStep("2022-06-13", "received", "走访时听到"),)
NO_ANSWER = {"resolved_on": None, "used_workdays": None}
# A matter of one household as it may be told.
MONTHS = {
    "received_on": "2022-06",
    "due_on": "2022-07",
    "resolved_on": "2022-06",
    "used_workdays": None,
    "steps": (),
}


def codes(**changes):
    return [each.code for each in flaws(make_result(**changes))]


def test_the_sample_is_publishable():
    assert codes() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issue_no": "2022-123"}, "issue_no"),
        ({"title": "长" * 33}, "title_too_long"),
        ({"summary": " "}, "empty"),
        ({"merged_count": 4}, "small_count"),
        ({"received_on": "2022-06-31"}, "date"),
        ({"received_on": "2022-13-01"}, "date"),
        ({"published_on": "2022-07"}, "date"),
        ({"resolved_on": "2022-06-12"}, "date_order"),
        ({"closed_on": "2022-06-19"}, "date_order"),
        ({"extended_to": "2022-07-01"}, "date_order"),
        ({"changed_on": "2022-07-03"}, "date_order"),
        ({"resolved_on": None}, "missing_key"),
        ({"outcome": None}, "missing_key"),
        ({"state": "parked", "outcome": None, **NO_ANSWER}, "missing_key"),
        ({"state": "in_hand"}, "unanswered"),
        ({"state": "reopened", "resolved_on": None}, "unanswered"),
        ({"state": "parked", **NO_ANSWER, "in_time": True}, "unanswered"),
        ({"state": "in_hand", "closed_on": "2022-07-04", **NO_ANSWER}, "unanswered"),
        ({"published_on": "2022-06-12", "changed_on": "2022-06-20"}, "date_order"),
        ({"resolved_on": "2022-07-05"}, "date_order"),
        ({"resolved_on": "2022-07-07", "changed_on": "2022-07-06"}, "date_order"),
        ({"closed_on": "2022-07-05"}, "date_order"),
        ({"steps": (*DAYS, PublishedStep("2022-07-05", "callback", "回访"))}, "date_order"),
        ({"severity": "on_spot"}, "on_spot_limit"),
        ({"due_provisional": True}, "provisional_date"),
        ({"steps": (PublishedStep("2022-06", "received", "听到"),)}, "date"),
        ({"steps": (PublishedStep("0000-06-13", "reopened", "重新办"),)}, "date"),
        ({"steps": (*DAYS, PublishedStep("2022-06-12", "accepted", "受理"))}, "date_order"),
        ({"received_on": "0000-01-05"}, "date"),
        ({"received_on": "1922-06-13"}, "date"),
        ({**MONTHS, "steps": DAYS}, "personal_steps"),
        ({"received_on": "2022-06", "used_workdays": None, "steps": ()}, "mixed_dates"),
        ({"resolved_on": "2022-06", "steps": ()}, "mixed_dates"),
    ],
)
def test_what_is_not(changes, code):
    assert codes(**changes) == [code]


def test_what_happened_after_it_was_published_is_told_with_the_day_of_the_change():
    """Resolved, called back and closed since: the result says when it changed last."""
    steps = (*DAYS, PublishedStep("2022-07-08", "closed", "销号"))
    days = {"resolved_on": "2022-07-06", "closed_on": "2022-07-08", "changed_on": "2022-07-08"}
    assert codes(**days, steps=steps) == []
    assert codes(**MONTHS | {"closed_on": "2022-08"}) == []


def test_what_an_answer_alone_can_have_is_named_without_one():
    """All of it in one sentence, with the state that says otherwise."""
    [flaw] = flaws(make_result(state="in_hand"))
    assert (flaw.field, flaw.code) == ("resolved_on", "unanswered")
    assert "in_hand" in flaw.message
    assert "resolved_on、used_workdays" in flaw.message


def test_a_matter_of_one_household_is_told_by_months_without_steps():
    assert codes(**MONTHS) == []


def test_five_merged_issues_may_be_counted():
    assert codes(merged_count=5) == []


def test_a_length_beside_months_would_tell_the_day():
    """A personal matter is told by the month; days used give its day away (R5.1)."""
    assert codes(**MONTHS | {"used_workdays": 4}) == ["personal_length"]
    assert codes(**MONTHS, in_time=True) == []


def test_on_the_spot_has_no_limits():
    assert codes(severity="on_spot", due_on=None, limit_workdays=None, used_workdays=0) == []


def test_the_29th_of_february_is_looked_up():
    assert codes(received_on="2022-02-29") == ["date"]
    assert codes(received_on="2020-02-29") == []
