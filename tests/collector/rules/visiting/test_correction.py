import pytest

from collector.rules.issues.issue import Case
from collector.rules.visiting.correction import (
    Changed,
    Correction,
    as_first_sent,
    changes_between,
    label_of_change,
    wrong_with_correction,
)
from tests.makers import make_case, make_step, make_visit

TEN, LATER = "2022-06-18T10:00:00+08:00", "2022-06-19T10:00:00+08:00"


def test_old_and_new_stand_side_by_side_and_what_is_alike_is_left_out() -> None:
    """Codes with both values; of what was written freely only which of it changed."""
    old = make_visit(answers={"1": "none", "2": "answered"}, policies_told=("elders-meals",))
    new = make_visit(channel="phone", ended_at=None, answers={"2": "answered", "8": "refused"})
    said = {"answer:2": "路灯不亮", "because:1": "记错了"}
    assert changes_between(old, new, said, {"answer:2": "路灯坏了", "channel_reason": "在外地打工"}) == (
        Changed("channel", "doorstep", "phone"),
        Changed("ended_at", "2022-06-18T10:40:00+08:00", ""),
        Changed("policies_told", "elders-meals", ""),
        Changed("answer:1", "none", ""),
        Changed("answer:8", "", "refused"),
        Changed("said:answer:2"),
        Changed("said:channel_reason"),
    )
    assert changes_between(old, old, said, said) == ()


def test_what_was_sent_first_can_be_read_back_over_several_corrections() -> None:
    """The first value of each thing counts, however often it was corrected since."""
    changes = ((Changed("result", "absent", "met"),), (Changed("result", "met", "refused"),))
    made = [
        Correction(of="V2022-000001", seq=seq, at=LATER, by="grid_worker", changes=each)
        for seq, each in enumerate((*changes, (Changed("ended_at", "", LATER),)), 1)
    ]
    first = as_first_sent(make_visit(result="refused", ended_at=LATER), made)
    assert (first.result, first.ended_at, first.started_at) == ("absent", None, TEN)


@pytest.mark.parametrize(
    ("changes", "case", "by_office", "fields"),
    [
        ({"result": "absent"}, make_case(), True, {"result"}),
        ({"community_code": "example-1"}, make_case(), True, {"household_code"}),
        ({"household_code": "fuxing-0002"}, make_case("accepted"), False, set()),
        ({"started_at": LATER}, make_case(), False, set()),
        ({"started_at": LATER}, make_case("accepted"), False, {"started_at"}),
        ({"started_at": LATER}, make_case(make_step("accepted", at=LATER)), True, set()),
        ({"started_at": LATER}, make_case(make_step("accepted", at=TEN)), True, {"started_at"}),
        ({"started_at": LATER}, make_case("accepted", make_step("absorbed")), True, {"started_at"}),
        ({"started_at": "2022-06-18T11:00:00+08:00"}, make_case("accepted"), False, set()),
    ],
)
def test_where_and_when_an_issue_was_heard_is_not_moved_lightly(
    changes: dict[str, str], case: Case, by_office: bool, fields: set[str]
) -> None:
    """It keeps its community; accepted its day is the office's to move, not beyond that; merged nobody's."""
    wrong = wrong_with_correction(make_visit(), make_visit(**changes), [case], by_office=by_office)
    assert set(wrong) == fields
    assert all(case.no in message for message in wrong.values())


@pytest.mark.parametrize("changes", [{"result": "absent"}, {"started_at": LATER}])
def test_a_visit_that_raised_nothing_may_be_corrected_in_everything(changes: dict[str, str]) -> None:
    """No issue, no limit."""
    assert wrong_with_correction(make_visit(), make_visit(**changes), [], by_office=False) == {}


def test_every_change_has_a_name_in_words() -> None:
    """Whatever can be told apart can be called by its name."""
    names = ("household_code", "policies_told", "answer:3", "said:answer:3", "said:companions")
    assert [label_of_change(name) for name in names] == [
        "户编号",
        "宣讲政策",
        "第 3 问",
        "第 3 问说了什么",
        "同访人",
    ]
