from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.desk import Desk
from collector.desk.issues import escalation
from collector.desk.issues.handling import standing_of, steps_for, take_step
from collector.desk.issues.merging import family_of, merge, suggestions, take_apart
from collector.desk.visiting import coverage
from collector.errors import Conflict, NotAllowed, Refusal
from collector.rules.issues.stages import clock_start, main_of, severity_of, stage_of
from tests.makers import STEP_FIELDS, keep_case, make_account, make_case, make_desk, make_step

MAIN, FIRST, SECOND = "2022-000001", "2022-000002", "2022-000003"
OFFICE = make_account(role="campaign_office")
REVIEWER = make_account(role="street_reviewer")
HANDLER = make_account(role="unit_handler")


def keep(desk: Desk, no: str, *steps: object, day: int = 10, **changes: str) -> None:
    given_id = f"00000000-0000-4000-8000-{no[-6:]:0>12}"
    at = f"2022-06-{day}T10:00:00+08:00"
    made = make_case(
        *steps, no=no, id=given_id, collected_at=at, household_code=f"fuxing-{no[-4:]}", **changes
    )
    keep_case(desk, made)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Three reports of one thing: the main one accepted, an earlier one, a graver one."""
    desk = make_desk(tmp_path)
    keep(desk, MAIN, "accepted", day=13)
    keep(desk, FIRST, day=11)
    keep(desk, SECOND, make_step("accepted", severity="major"), day=14)
    yield desk
    desk.store.close()


def test_the_earliest_day_and_the_gravest_severity_count(desk: Desk) -> None:
    """The clock is that of the first who said it, the severity the highest of all (S54)."""
    main = merge(desk, OFFICE, MAIN, [FIRST, SECOND], "同一盏灯")
    assert clock_start(main) == "2022-06-11"
    assert severity_of(main) == "major"
    assert [stage_of(desk.case(no)) for no in (MAIN, FIRST, SECOND)] == ["accepted", "merged", "merged"]
    assert [(entry.what, entry.of, entry.detail) for entry in desk.trail][:2] == [
        ("merged", FIRST, MAIN),
        ("absorbed", MAIN, FIRST),
    ]


def test_members_keep_who_said_it_where_and_when(desk: Desk) -> None:
    """Reporter, visit and household stay with each number; counts tell requests and matters apart."""
    before = [desk.case(no).issue for no in (FIRST, SECOND)]
    merge(desk, OFFICE, MAIN, [FIRST, SECOND], "同一盏灯")
    assert [desk.case(no).issue for no in (FIRST, SECOND)] == before
    row = coverage.count(desk).communities["fuxing"]
    assert (row["requests"], row["issues"]) == (3, 1)
    assert family_of(desk, desk.case(MAIN)).requests == 3


def test_everybody_who_said_it_is_answered_and_asked(desk: Desk) -> None:
    """A reply to the main issue answers the members; each has a callback, and 销号 waits for all (S54)."""
    merge(desk, OFFICE, MAIN, [FIRST], "同一盏灯")
    assert steps_for(OFFICE, desk.case(FIRST)) == ()
    take_step(desk, HANDLER, MAIN, "resolved", **STEP_FIELDS["resolved"])
    take_step(desk, HANDLER, MAIN, "replied", **STEP_FIELDS["replied"])
    assert stage_of(desk.case(FIRST)) == "merged_replied"
    take_step(desk, OFFICE, MAIN, "callback", **STEP_FIELDS["callback"])
    with pytest.raises(Refusal, match=FIRST):
        take_step(desk, OFFICE, MAIN, "closed", text="认可")
    take_step(desk, OFFICE, FIRST, "callback", **STEP_FIELDS["callback"])
    assert stage_of(take_step(desk, OFFICE, MAIN, "closed", text="认可")) == "closed"


def test_one_who_says_unsolved_reopens_the_main_issue(desk: Desk) -> None:
    """没解决 of a member sends the main issue back to work, and the members with it (S71)."""
    merge(desk, OFFICE, MAIN, [FIRST, SECOND], "同一盏灯")
    take_step(desk, HANDLER, MAIN, "resolved", **STEP_FIELDS["resolved"])
    take_step(desk, HANDLER, MAIN, "replied", **STEP_FIELDS["replied"])
    unsolved = STEP_FIELDS["callback"] | {"solved": "no", "text": "讲过原因"}
    take_step(desk, OFFICE, FIRST, "callback", **unsolved)
    assert stage_of(desk.case(MAIN)) == "reopened"
    assert [stage_of(desk.case(no)) for no in (FIRST, SECOND)] == ["merged", "merged"]


def test_taken_apart_everything_is_as_before(desk: Desk) -> None:
    """Unmerging gives back stage, clock and severity of both sides."""
    before = {no: standing_of(desk, desk.case(no)) for no in (MAIN, SECOND)}
    merge(desk, OFFICE, MAIN, [SECOND], "同一盏灯")
    take_apart(desk, OFFICE, SECOND, "不是一盏")
    assert {no: standing_of(desk, desk.case(no)) for no in (MAIN, SECOND)} == before
    assert main_of(desk.case(SECOND)) is None
    with pytest.raises(Conflict):
        take_apart(desk, OFFICE, SECOND, "再拆一次")


def test_after_the_reply_it_is_too_late_to_take_apart(desk: Desk) -> None:
    """What was answered with the main issue is reopened with it, not taken out."""
    merge(desk, OFFICE, MAIN, [FIRST], "同一盏灯")
    take_step(desk, HANDLER, MAIN, "resolved", **STEP_FIELDS["resolved"])
    take_step(desk, HANDLER, MAIN, "replied", **STEP_FIELDS["replied"])
    with pytest.raises(Conflict, match="已经随"):
        take_apart(desk, OFFICE, FIRST, "不是一盏")


def test_what_cannot_be_merged_is_refused_and_leaves_nothing(desk: Desk) -> None:
    """Another community, itself, something done, no reason, one with members: each is said."""
    keep(desk, "2022-000004", community_code="example-1")
    keep(desk, "2022-000005", "accepted", "resolved", "replied")
    with pytest.raises(Refusal, match="不在一个社区"):
        merge(desk, OFFICE, MAIN, [FIRST, "2022-000004"], "同一盏灯")
    assert main_of(desk.case(FIRST)) is None
    with pytest.raises(Refusal, match="不能并入自己"):
        merge(desk, OFFICE, MAIN, [MAIN], "同一盏灯")
    with pytest.raises(Refusal, match="已回复"):
        merge(desk, OFFICE, MAIN, ["2022-000005"], "同一盏灯")
    with pytest.raises(Refusal, match="为什么"):
        merge(desk, OFFICE, MAIN, [FIRST], " ")
    merge(desk, OFFICE, MAIN, [FIRST], "同一盏灯")
    with pytest.raises(Refusal, match="下面已经并了"):
        merge(desk, OFFICE, SECOND, [MAIN], "同一盏灯")


def test_what_is_on_its_way_to_the_hotline_is_merged_into_nothing(desk: Desk) -> None:
    """Merging is done before reporting; what has a number over there can only be the main issue (S54)."""
    escalation.make_batch(desk, OFFICE, [MAIN])
    with pytest.raises(Refusal, match="山东通"):
        merge(desk, OFFICE, FIRST, [MAIN], "同一盏灯")
    assert stage_of(merge(desk, OFFICE, MAIN, [FIRST], "同一盏灯")) == "accepted"
    assert stage_of(desk.case(FIRST)) == "merged"


def test_a_reporter_of_a_member_may_not_review_the_main_issue(desk: Desk) -> None:
    """不得自审 holds for everything that stands behind an issue (S55)."""
    keep(desk, "2022-000006", reported_by="street_reviewer")
    keep(desk, "2022-000007")
    merge(desk, OFFICE, "2022-000007", ["2022-000006"], "同一盏灯")
    with pytest.raises(NotAllowed, match="不得自审"):
        take_step(desk, REVIEWER, "2022-000007", "accepted", **STEP_FIELDS["accepted"])


def test_grading_below_a_member_is_refused(desk: Desk) -> None:
    """The review cannot grade the main issue lower than what was merged into it."""
    keep(desk, "2022-000008")
    merge(desk, OFFICE, "2022-000008", [SECOND], "同一盏灯")
    with pytest.raises(Refusal, match="不能低于"):
        take_step(desk, REVIEWER, "2022-000008", "accepted", **STEP_FIELDS["accepted"])


def test_collators_merge_in_their_own_community_only(desk: Desk) -> None:
    """Others see neither the suggestion nor the form."""
    merge(desk, make_account(role="community_collator"), MAIN, [FIRST], "同一盏灯")
    elsewhere = make_account(role="community_collator", community_code="example-1")
    assert suggestions(desk, elsewhere) == []
    with pytest.raises(NotAllowed):
        merge(desk, elsewhere, MAIN, [SECOND], "同一盏灯")
    with pytest.raises(NotAllowed):
        merge(desk, make_account(role="grid_worker"), MAIN, [SECOND], "同一盏灯")


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(("merge", "apart")), st.integers(1, 5), st.integers(1, 5)), max_size=12
    )
)
def test_requests_and_matters_reconcile(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[str, int, int]]
) -> None:
    """However it is merged and taken apart, no request is lost and none counts in two matters."""
    desk = make_desk(tmp_path_factory.mktemp("merging"))
    numbers = [f"2022-{n:06d}" for n in range(1, 6)]
    for n, number in enumerate(numbers):
        keep(desk, number, day=10 + n)
    before = {number: standing_of(desk, desk.case(number)) for number in numbers}
    for kind, first, second in moves:
        try:
            if kind == "merge":
                merge(desk, OFFICE, numbers[first - 1], [numbers[second - 1]], "同一盏灯")
            else:
                take_apart(desk, OFFICE, numbers[first - 1], "不是一盏")
        except Refusal:
            continue
    row = coverage.count(desk).communities["fuxing"]
    mains = {number for number in numbers if main_of(desk.case(number)) is None}
    assert (row["requests"], row["issues"]) == (5, len(mains))
    assert sum(family_of(desk, desk.case(number)).requests for number in mains) == 5
    for number in numbers:
        if main_of(desk.case(number)):
            take_apart(desk, OFFICE, number, "拆开")
    assert {number: standing_of(desk, desk.case(number)) for number in numbers} == before
    desk.store.close()
