import datetime
from typing import Any

import msgspec
import pytest

from collector.rules.issues.deputy import Deputy, standing_in, wrong_with_naming
from tests.makers import make_account

TODAY = datetime.date(2022, 8, 5)
REVIEWER = make_account(role="street_reviewer")
OFFICE = make_account(role="campaign_office")
NAMED = Deputy(
    no="D2022-000001",
    reviewer="street_reviewer",
    deputy="campaign_office",
    first_on="2022-08-05",
    last_on="2022-08-07",
    named_at="2022-08-05T09:00:00+08:00",
)


@pytest.mark.parametrize(
    ("day", "holds", "is_over"), [(4, False, False), (5, True, False), (7, True, False), (8, False, True)]
)
def test_it_holds_from_the_first_day_to_the_last_and_ends_by_itself(
    day: int, holds: bool, is_over: bool
) -> None:
    """Both days are included; nobody has to do anything for it to end."""
    on = datetime.date(2022, 8, day)
    assert (NAMED.holds_on(on), NAMED.is_over(on)) == (holds, is_over)
    acting = standing_in(OFFICE, REVIEWER, NAMED, on)
    assert acting.acting_for == ("street_reviewer" if holds else None)
    assert acting.role == ("street_reviewer" if holds else "campaign_office")


def test_taken_back_it_holds_no_more() -> None:
    """On the very day, and for good."""
    back = msgspec.structs.replace(NAMED, ended_on="2022-08-05")
    assert not back.holds_on(TODAY)
    assert back.is_over(TODAY)


@pytest.mark.parametrize(
    ("deputy", "reviewer"),
    [
        (make_account(role="publisher"), REVIEWER),
        (OFFICE, None),
        (OFFICE, msgspec.structs.replace(REVIEWER, disabled=True)),
        (OFFICE, msgspec.structs.replace(REVIEWER, role="discipline")),
        (msgspec.structs.replace(OFFICE, role="unit_handler", unit_code="civil-affairs"), REVIEWER),
    ],
)
def test_nobody_else_acts_and_nobody_for_somebody_who_left(deputy: Any, reviewer: Any) -> None:
    """Who was not named, or no longer has the role for it, stays themselves."""
    assert standing_in(deputy, reviewer, NAMED, TODAY) == deputy


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"first_on": "2022-08-08", "last_on": "2022-08-08"}, None),
        ({"first_on": "8月5日"}, "first_on"),
        ({"last_on": ""}, "last_on"),
        ({"first_on": "2022-08-04"}, "first_on"),
        ({"last_on": "2022-08-04"}, "last_on"),
        ({"last_on": "2022-10-05"}, None),
        ({"last_on": "2022-10-06"}, "last_on"),
        ({"deputy": None}, "deputy"),
        ({"deputy": make_account(role="unit_handler")}, "deputy"),
        ({"deputy": REVIEWER}, "deputy"),
        ({"deputy": msgspec.structs.replace(OFFICE, disabled=True)}, "deputy"),
        ({"others": [msgspec.structs.replace(NAMED, ended_on="2022-08-05")]}, None),
        ({"others": [NAMED]}, "first_on"),
        ({"others": [NAMED], "first_on": "2022-08-08", "last_on": "2022-08-09"}, None),
    ],
)
def test_what_may_be_asked_for(changes: dict[str, Any], field: str | None) -> None:
    """A colleague of a fitting role, for days from today on, not too many, and one deputy at a time."""
    given: dict[str, Any] = {
        "deputy": OFFICE,
        "first_on": "2022-08-05",
        "last_on": "2022-08-06",
        "others": [],
    }
    given |= changes
    others = given.pop("others")
    wrong = wrong_with_naming(REVIEWER, **given, today=TODAY, others=others)
    assert set(wrong) == ({field} if field else set())


def test_who_publishes_is_stood_in_for_by_those_with_a_second_factor() -> None:
    """A reviewer has none, so a publisher cannot name one."""
    days = {"first_on": "2022-08-05", "last_on": "2022-08-06", "today": TODAY, "others": ()}
    publisher = make_account(role="publisher")
    assert wrong_with_naming(publisher, REVIEWER, **days)  # type: ignore[arg-type]
    assert not wrong_with_naming(publisher, OFFICE, **days)  # type: ignore[arg-type]
