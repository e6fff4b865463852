from pathlib import Path
from typing import Any

import msgspec
import pytest

from collector.desk import Desk
from collector.desk.books.ledgers import RECORDS
from collector.desk.issues.handling import standing_of, take_step
from collector.desk.keeping.erasure import erase, household_data
from collector.desk.oversight.flagging import waiting
from collector.desk.visiting import coverage
from collector.desk.visiting.correcting import correct, sent_visit
from collector.desk.visiting.intake import submit_visit
from collector.desk.visiting.my_visits import receipt_of
from collector.errors import Conflict, NotAllowed, Refusal
from collector.rules.issues.stages import clock_start
from collector.rules.people.account import Account
from collector.rules.visiting.visit import Visit
from tests.makers import (
    STEP_FIELDS,
    make_account,
    make_desk,
    make_household,
    make_inner_issue,
    make_visit_body,
)

OTHER = "fuxing-0002"
WHY = "户选错了"


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    desk = make_desk(tmp_path)
    make_household(desk)
    make_household(desk, code=OTHER)
    yield desk
    desk.store.close()


@pytest.fixture
def worker(desk: Desk) -> Account:
    return make_account(desk)


def sent(desk: Desk, worker: Account, **changes: Any) -> str:
    return str(submit_visit(desk, worker, make_visit_body(**changes)).answer["no"])


def corrected(desk: Desk, account: Account, no: str, *, because: str = WHY, **changes: Any) -> Visit:
    correct(desk, account, no, sent_visit(desk, account, no).body | changes, because=because)
    visit = desk.registers.visits.get(no)
    assert visit is not None
    return visit


def test_a_visit_comes_back_as_it_was_sent(desk: Desk, worker: Account) -> None:
    """The form starts from everything there is, so that nothing gets lost by correcting one thing."""
    body = make_visit_body(
        channel="phone",
        channel_reason="在外地打工",
        companions=[{"role": "grid_worker", "user": "grid_worker"}, {"role": "other", "name": "示例 邻居"}],
        answers={"1": {"state": "answered", "text": "想找活干"}, "2": {"state": "none"}},
        policies_told=["elders-meals"],
    )
    no = sent(desk, worker, **body)
    found = sent_visit(desk, worker, no).body
    assert found == body | {"purpose": "first"}
    with pytest.raises(Refusal, match="和原来一样"):
        correct(desk, worker, no, found, because=WHY)
    assert len(desk.registers.corrections) == 0


def test_the_wrong_household_is_put_right_with_everything_that_was_said(desk: Desk, worker: Account) -> None:
    """Coverage moves, words and issues go along, the issue's life says so, and both codes stand."""
    no = sent(
        desk, worker, issues=[make_inner_issue()], answers={"1": {"state": "answered", "text": "想学手艺"}}
    )
    [number] = desk.registers.visits.get(no).issue_nos  # type: ignore[union-attr]
    visit = corrected(desk, worker, no, household_code=OTHER)
    assert visit.issue_nos == (number,)
    assert [each.household_code for each in desk.registers.words] == [OTHER] * len(desk.registers.words)
    states = {code: bool(desk.cases.visits_of(code)) for code in ("fuxing-0001", OTHER)}
    assert states == {"fuxing-0001": False, OTHER: True}
    case = desk.case(number)
    assert (case.issue.household_code, case.steps[-1].kind) == (OTHER, "visit_corrected")
    assert "fuxing-0001 改为 fuxing-0002" in case.text_of(case.steps[-1])
    assert erase(desk, "wanhu", "fuxing-0001").texts == 0
    assert len(household_data(desk, OTHER)["corrections"]) == 1


def test_met_or_not_decides_again_what_is_covered(desk: Desk, worker: Account) -> None:
    """Nobody was met after all: the household is uncovered again, and what was said is kept as it was."""
    no = sent(desk, worker, answers={"1": {"state": "answered", "text": "想找活干"}})
    assert coverage.count(desk).communities["fuxing"]["covered"] == 1
    corrected(desk, worker, no, result="absent", ended_at=None, answers={})
    assert coverage.count(desk).communities["fuxing"]["covered"] == 0
    told = receipt_of(desk, worker, no).corrections[0].lines
    assert ("走访情况", "见到了", "家里没人") in told
    assert ("第 1 问说了什么", "想找活干", "") in told


def test_a_short_visit_stays_flagged_after_its_times_are_corrected(desk: Desk, worker: Account) -> None:
    """What was first sent is for a person to look at; a correction alone makes no flag go away."""
    no = sent(desk, worker, ended_at="2022-08-05T10:10:00+08:00")
    office = make_account(desk, role="campaign_office")
    visit = corrected(desk, worker, no, ended_at="2022-08-05T10:40:00+08:00")
    assert visit.warnings == ()
    [flag] = waiting(desk, office, kind="short")
    assert (flag.of, flag.minutes) == ((no,), 10)


def test_an_overlap_that_a_correction_makes_or_hides_is_pointed_out(desk: Desk, worker: Account) -> None:
    """Both as it stands and as it was sent is looked at, and one and the same is pointed out once."""
    office = make_account(desk, role="campaign_office")
    first, _ = sent(desk, worker), sent(desk, worker, household_code=OTHER)
    assert len(waiting(desk, office, kind="overlap")) == 1
    day = "2022-08-04T10:{}:00+08:00"
    corrected(desk, worker, first, started_at=day.format("00"), ended_at=day.format("40"))
    assert len(waiting(desk, office, kind="overlap")) == 1


def test_the_day_of_an_accepted_issue_is_moved_by_the_office_alone(desk: Desk, worker: Account) -> None:
    """Both clocks follow, and a step says from which day to which."""
    no = sent(desk, worker, issues=[make_inner_issue()])
    [number] = desk.registers.visits.get(no).issue_nos  # type: ignore[union-attr]
    take_step(desk, make_account(desk, role="street_reviewer"), number, "accepted", **STEP_FIELDS["accepted"])
    earlier = {"started_at": "2022-08-03T10:00:00+08:00", "ended_at": "2022-08-03T10:40:00+08:00"}
    with pytest.raises(Refusal) as refused:
        corrected(desk, worker, no, **earlier)
    assert set(refused.value.fields) == {"started_at"}
    before = standing_of(desk, desk.case(number)).completion
    corrected(desk, make_account(desk, role="campaign_office"), no, **earlier)
    case = desk.case(number)
    after = standing_of(desk, case).completion
    assert clock_start(case) == "2022-08-03"
    assert before is not None
    assert after is not None
    assert after.day < before.day
    assert "2022-08-05 改为 2022-08-03" in case.text_of(case.steps[-1])


def test_only_who_went_and_the_office_correct_and_never_past_each_other(desk: Desk, worker: Account) -> None:
    """Others are refused; who did not see the last correction is told; a reason is asked for."""
    no = sent(desk, worker)
    body = sent_visit(desk, worker, no).body | {"channel": "sms", "channel_reason": "在外地打工"}
    with pytest.raises(NotAllowed):
        correct(desk, make_account(desk, role="secretary"), no, body, because=WHY)
    with pytest.raises(Refusal) as refused:
        correct(desk, worker, no, body | {"result": "nobody"}, because=" ")
    assert set(refused.value.fields) == {"because", "result"}
    correct(desk, worker, no, body, because=WHY, seen=0)
    with pytest.raises(Conflict):
        correct(desk, worker, no, body | {"channel": "phone"}, because=WHY, seen=0)
    assert len(desk.registers.corrections.having(of=no)) == 1


def test_a_visit_of_last_year_is_closed(desk: Desk, worker: Account) -> None:
    """Its numbers were told; they do not change any more."""
    no = sent(desk, worker)
    visit = desk.registers.visits.get(no)
    assert visit is not None
    desk.registers.visits.add(msgspec.structs.replace(visit, no="V2021-000001"))
    with pytest.raises(NotAllowed):
        sent_visit(desk, worker, "V2021-000001")


def test_a_resend_of_a_corrected_visit_gets_the_first_answer(desk: Desk, worker: Account) -> None:
    """A phone that was offline meanwhile does not undo the correction, nor make a second visit."""
    body = make_visit_body()
    first = submit_visit(desk, worker, body)
    corrected(desk, worker, first.answer["no"], household_code=OTHER)
    again = submit_visit(desk, worker, body)
    assert (again.created, again.answer) == (False, first.answer)
    [record] = RECORDS["visits"](desk)
    assert record["household_code"] == OTHER
    assert len(record["corrections"]) == 1
