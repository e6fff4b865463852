from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import Conflict, NotAllowed, Refusal
from collector.rules.oversight.finding import (
    NEXT,
    STATES,
    STEP_LABELS,
    Finding,
    FindingFile,
    FindingStep,
    check_finding,
    check_finding_step,
)
from tests.makers import make_finding, make_finding_file

KINDS = {"not_visited", "false_visit"}
NOW = "2022-08-05T18:00:00+08:00"


def step(file: FindingFile, kind: str, **changes: Any) -> FindingStep:
    usual: dict[str, Any] = {
        "of": file.no,
        "seq": len(file.steps) + 1,
        "kind": kind,
        "at": NOW,
        "by": "discipline",
    }
    return FindingStep(**usual | changes)


@pytest.mark.parametrize(
    ("changes", "evidence", "field"),
    [
        ({}, "抽查 3 户", None),
        ({"kind": "late"}, "抽查 3 户", "kind"),
        ({"on": "2022-08-06"}, "抽查 3 户", "on"),
        ({"on": "6月"}, "抽查 3 户", "on"),
        ({}, " ", "evidence"),
        ({}, "字" * 2001, "evidence"),
    ],
)
def test_what_a_finding_needs(changes: dict[str, str], evidence: str, field: str | None) -> None:
    """A type of the campaign, a day that is past, and evidence."""
    if field is None:
        check_finding(make_finding(**changes), [], KINDS, evidence)
        return
    with pytest.raises(Refusal) as refused:
        check_finding(make_finding(**changes), [], KINDS, evidence)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("changes", "state", "is_refused"),
    [
        ({}, "raised", True),
        ({}, "confirmed", True),
        ({}, "withdrawn", False),
        ({"on": "2022-07-02"}, "confirmed", False),
        ({"kind": "false_visit"}, "confirmed", False),
        ({"of": "2022-000124"}, "confirmed", False),
    ],
)
def test_s88_one_event_is_found_once(changes: dict[str, str], state: str, is_refused: bool) -> None:
    """The same issue, type and day stand once; after a withdrawal they may be found again."""
    other = make_finding_file(state, no="F2022-000009", **changes)
    if is_refused:
        with pytest.raises(Conflict, match="F2022-000009"):
            check_finding(make_finding(), [other], KINDS, "抽查")
    else:
        check_finding(make_finding(), [other], KINDS, "抽查")


def test_the_community_is_heard_first() -> None:
    """Without a word from it, a finding is confirmed only after the day until which it may object."""
    noticed = make_finding_file("noticed")
    with pytest.raises(Refusal) as refused:
        check_finding_step(noticed, step(noticed, "confirmed", at="2022-08-10T23:59:59+08:00"), "属实")
    assert "text" in refused.value.fields
    check_finding_step(noticed, step(noticed, "confirmed", at="2022-08-11T00:00:00+08:00"), "属实")
    for state in ("objected", "agreed"):
        heard = make_finding_file(state)
        check_finding_step(heard, step(heard, "confirmed"), "属实")
    raised = make_finding_file("raised")
    with pytest.raises(Conflict):
        check_finding_step(raised, step(raised, "confirmed"), "属实")


def test_who_raised_it_does_not_confirm_it() -> None:
    """Two people, for what costs a point; the same person may withdraw their own."""
    file = make_finding_file("agreed")
    with pytest.raises(NotAllowed):
        check_finding_step(file, step(file, "confirmed", by=file.finding.found_by), "属实")
    check_finding_step(file, step(file, "withdrawn", by=file.finding.found_by), "查错了")


@pytest.mark.parametrize(
    ("state", "kind", "changes", "text", "field"),
    [
        ("raised", "noticed", {"until": "2022-08-06"}, "", "text"),
        ("raised", "noticed", {"until": "2022-08-05"}, "电话告知书记", "until"),
        ("raised", "noticed", {}, "电话告知书记", "until"),
        ("noticed", "objected", {}, "", "text"),
        ("agreed", "confirmed", {}, " ", "text"),
        ("confirmed", "withdrawn", {}, "", "text"),
        ("noticed", "agreed", {}, "字" * 2001, "text"),
    ],
)
def test_what_a_step_needs(state: str, kind: str, changes: dict[str, str], text: str, field: str) -> None:
    """Each says why, and a notice says until when."""
    file = make_finding_file(state)
    with pytest.raises(Refusal) as refused:
        check_finding_step(file, step(file, kind, **changes), text)
    assert list(refused.value.fields) == [field]


@given(st.lists(st.sampled_from(sorted(STEP_LABELS)), max_size=8))
def test_no_way_to_a_point_past_the_community(kinds: list[str]) -> None:
    """In whatever order it is tried: what is confirmed was noticed and heard, what is withdrawn stays so."""
    file = FindingFile(make_finding())
    for kind in kinds:
        taken = step(file, kind, until="2022-08-10", at=f"2022-08-{9 - len(file.steps):02d}T18:00:00+08:00")
        try:
            check_finding_step(file, taken, "说明")
        except Refusal:
            continue
        file = FindingFile(file.finding, (*file.steps, taken))
    passed = [each.kind for each in file.steps]
    if "confirmed" in passed:
        assert passed[0] == "noticed"
        assert {"objected", "agreed"} & set(passed)
    assert passed.count("withdrawn") <= 1
    assert "withdrawn" not in passed[:-1]


def test_every_state_can_be_reached() -> None:
    """No state is on the list for nothing."""
    reached = {"raised"}
    for _ in STATES:
        reached |= {kind for state in reached for kind in NEXT[state]}
    assert reached == set(STATES)


def test_a_finding_is_named_by_its_event() -> None:
    """About what, of which type, on which day."""
    assert isinstance(make_finding(), Finding)
    assert make_finding().event == ("2022-000123", "not_visited", "2022-07-01")
