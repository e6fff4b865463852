from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from collector.desk import Desk
from collector.desk.issues.handling import REOPENED_BY_CALLBACK, may_take, standing_of, steps_for, take_step
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from collector.rules.issues.issue import Case
from collector.rules.issues.stages import stage_of
from tests.makers import STEP_FIELDS, keep_case, make_account, make_case, make_desk, make_step

NO = "2022-000123"
REVIEWER = make_account(role="street_reviewer")
HANDLER = make_account(role="unit_handler")
OFFICE = make_account(role="campaign_office")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path)
    keep_case(desk, make_case())
    yield desk
    desk.store.close()


def take(desk: Desk, *kinds: str) -> Case:
    """Take the smallest step of each kind, by somebody who may."""
    by = {"accepted": REVIEWER, "proposal": HANDLER, "resolved": HANDLER, "replied": HANDLER}
    for kind in kinds:
        case = take_step(desk, by.get(kind, OFFICE), NO, kind, **STEP_FIELDS[kind])
    return case


def test_a_whole_life_leaves_steps_words_and_trail(desk: Desk) -> None:
    """Each step is kept with actor and time, its words apart from it, and a line in the trail."""
    life = ("accepted", "proposal", "resolved", "replied", "callback", "closed")
    case = take(desk, *life)
    assert stage_of(case) == "closed"
    assert [(step.seq, step.kind, step.by) for step in case.steps][:3] == [
        (1, "accepted", "street_reviewer"),
        (2, "proposal", "unit_handler"),
        (3, "resolved", "unit_handler"),
    ]
    assert all(step.at[:10] == step.on == "2022-08-05" and step.text is None for step in case.steps)
    assert case.words["step:2"] == "更换灯具"
    assert desk.case(NO) == case
    assert [entry.what for entry in desk.trail] == list(life)


def test_words_can_be_erased_with_their_household(desk: Desk) -> None:
    """What was typed carries the household's code, so that erasing finds it (R5.7)."""
    take(desk, "accepted", "proposal")
    assert desk.registers.words.remove(household_code="fuxing-0001") == 2
    assert stage_of(desk.case(NO)) == "planned"


def test_unsolved_reopens_in_the_same_act(desk: Desk) -> None:
    """没解决 sends it back to work with a second clock from the callback's day (S71)."""
    yesterday = "2022-08-04"
    take_step(desk, REVIEWER, NO, "accepted", **STEP_FIELDS["accepted"], on=yesterday)
    take_step(desk, HANDLER, NO, "resolved", **STEP_FIELDS["resolved"], on=yesterday)
    take_step(desk, HANDLER, NO, "replied", **STEP_FIELDS["replied"], on=yesterday)
    case = take_step(
        desk, OFFICE, NO, "callback", channel="phone", reached=True, solved="no", text="说明", on=yesterday
    )
    assert [step.kind for step in case.steps][-2:] == ["callback", "reopened"]
    assert case.text_of(case.steps[-1]) == REOPENED_BY_CALLBACK
    assert standing_of(desk, case).started_on.isoformat() == "2022-08-04"
    assert [entry.what for entry in desk.trail][-2:] == ["callback", "reopened"]


def test_a_refused_step_leaves_nothing(desk: Desk) -> None:
    """Neither step nor words nor trail, whatever the reason."""
    with pytest.raises(Refusal):
        take_step(desk, REVIEWER, NO, "accepted", severity="general")
    with pytest.raises(Refusal, match="没有这个单位"):
        take_step(desk, REVIEWER, NO, "accepted", severity="general", unit="nobody")
    with pytest.raises(Refusal, match="没有这个领域"):
        take_step(desk, REVIEWER, NO, "accepted", severity="general", unit="city-office", field="nothing")
    assert desk.case(NO).steps == ()
    assert list(desk.trail) == []


def test_an_extension_must_be_later(desk: Desk) -> None:
    """The campaign's calendar judges the new day."""
    take(desk, "accepted")
    with pytest.raises(Refusal, match="办结期限是 7月1日，延期要晚于"):
        take_step(desk, OFFICE, NO, "extended", until="2022-07-01", text="等配件")


def test_somebody_was_quicker(desk: Desk) -> None:
    """Who acts on a page that is out of date is told so, and nothing happens."""
    take(desk, "accepted")
    with pytest.raises(Conflict, match="受理定级"):
        take_step(desk, OFFICE, NO, "handed_over", seen=0, **STEP_FIELDS["handed_over"])
    take_step(desk, OFFICE, NO, "handed_over", seen=1, **STEP_FIELDS["handed_over"])


def test_no_such_issue(desk: Desk) -> None:
    """A number that was never given out is said to be missing."""
    with pytest.raises(Missing):
        take_step(desk, REVIEWER, "2022-999999", "accepted", severity="general", unit="city-office")


@pytest.mark.parametrize(
    ("role", "changes", "kind", "may"),
    [
        ("unit_handler", {}, "resolved", True),
        ("unit_handler", {"unit_code": "city-office"}, "resolved", False),
        ("community_collator", {}, "resolved", False),
        ("campaign_office", {}, "resolved", True),
        ("grid_worker", {}, "corrected", True),
        ("grid_worker", {"username": "somebody"}, "corrected", False),
        ("community_collator", {}, "corrected", True),
        ("community_collator", {"community_code": "example-1"}, "corrected", False),
        ("community_collator", {}, "callback", True),
        ("community_collator", {"community_code": "example-1"}, "callback", False),
        ("admin", {}, "callback", False),
        ("discipline", {}, "callback", False),
    ],
)
def test_whose_issue_it_is(role: str, changes: dict[str, Any], kind: str, may: bool) -> None:
    """Units handle what is theirs, communities correct and call back their own, others nothing."""
    assert may_take(make_account(role=role, **changes), make_case("accepted"), kind) is may


def test_a_community_in_charge_handles_it_itself() -> None:
    """Where the community is the unit in charge its collator takes the steps of a unit."""
    case = make_case(make_step("accepted", unit="fuxing"))
    assert steps_for(make_account(role="community_collator"), case)[:3] == (
        "proposal",
        "resolved",
        "explained",
    )
    assert steps_for(HANDLER, case) == ()


def test_not_theirs_is_refused(desk: Desk) -> None:
    """What would not be offered is refused as well."""
    take(desk, "accepted")
    with pytest.raises(NotAllowed):
        take_step(
            desk,
            make_account(role="unit_handler", unit_code="city-1"),
            NO,
            "resolved",
            text="好",
            basis="fair",
        )
    with pytest.raises(NotAllowed):
        take_step(desk, make_account(role="grid_worker"), NO, "resolved", text="好", basis="fair")
