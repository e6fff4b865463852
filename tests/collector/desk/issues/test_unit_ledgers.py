import pytest

from collector.desk import Desk
from collector.desk.issues import unit_ledgers
from collector.desk.issues.handling import take_step
from collector.desk.oversight.today import today_list
from collector.errors import NotAllowed, Refusal
from collector.rules.issues.escalation import upload_state
from tests.makers import STEP_FIELDS, keep_case, make_account, make_case

OFFICE = make_account(role="campaign_office")
REVIEWER = make_account(role="street_reviewer")
SPONSOR = make_account(role="sponsor")
ONE, TWO = "2022-000001", "2022-000002"


@pytest.fixture
def full(desk: Desk) -> Desk:
    """Two issues of a district unit, the second not reviewed, and one of a community."""
    make_account(desk, role="sponsor")
    given_id = "00000000-0000-4000-8000-00000000000"
    of_unit = {"source": "district", "reported_by": "sponsor"}
    keep_case(desk, make_case("accepted", no=ONE, id=given_id + "1", **of_unit))
    keep_case(desk, make_case(no=TWO, id=given_id + "2", **of_unit))
    keep_case(desk, make_case("accepted", no="2022-000003", id=given_id + "3"))
    return desk


def test_a_ledger_holds_what_the_unit_collected_and_nothing_else(full: Desk) -> None:
    """Once put forward there is nothing left to put forward, and the reviewer has one thing to do."""
    number = unit_ledgers.forward(full, SPONSOR)
    assert [case.no for case in unit_ledgers.ledger(full, REVIEWER, number).cases] == [ONE, TWO]
    with pytest.raises(Refusal, match="没有要送审的"):
        unit_ledgers.forward(full, SPONSOR)
    waiting = [item for item in today_list(full, REVIEWER) if item.task == "ledger"]
    assert [(item.ledger_no, item.title[-3:]) for item in waiting] == [(number, "2 件")]
    assert [item for item in today_list(full, OFFICE) if item.task == "ledger"] == []


def test_a_ledger_passes_once_every_issue_in_it_was_reviewed(full: Desk) -> None:
    """The refusal names what is missing, and changes nothing."""
    number = unit_ledgers.forward(full, SPONSOR)
    with pytest.raises(Refusal, match=TWO):
        unit_ledgers.judge(full, REVIEWER, number, "passed")
    assert upload_state(full.case(ONE)) == "forwarded"
    take_step(full, REVIEWER, TWO, "accepted", **STEP_FIELDS["accepted"])
    assert unit_ledgers.judge(full, REVIEWER, number, "passed") == 2
    assert [item for item in today_list(full, REVIEWER) if item.task == "ledger"] == []
    with pytest.raises(Refusal, match="已经审过"):
        unit_ledgers.judge(full, REVIEWER, number, "passed")


def test_sent_back_with_a_reason_it_is_put_forward_again(full: Desk) -> None:
    """The reason stands in the life of each issue; the next ledger has a number of its own."""
    first = unit_ledgers.forward(full, SPONSOR)
    with pytest.raises(Refusal) as refused:
        unit_ledgers.judge(full, REVIEWER, first, "refused", " ")
    assert "text" in refused.value.fields
    unit_ledgers.judge(full, REVIEWER, first, "refused", "少写了地点")
    case = full.case(ONE)
    assert case.text_of(case.steps[-1]) == "少写了地点"
    assert [each.no for each in unit_ledgers.to_forward(full, SPONSOR)] == [ONE, TWO]
    assert unit_ledgers.forward(full, SPONSOR) == "L2022-000002"


def test_units_see_their_own_and_only_the_reviewer_judges(full: Desk) -> None:
    """Another unit is refused; the office reads; nobody passes what they collected (S55)."""
    number = unit_ledgers.forward(full, SPONSOR)
    elsewhere = make_account(role="sponsor", username="elsewhere", unit_code="city-office")
    assert unit_ledgers.ledgers(full, elsewhere) == {}
    with pytest.raises(NotAllowed):
        unit_ledgers.ledger(full, elsewhere, number)
    assert list(unit_ledgers.ledgers(full, OFFICE)) == [number]
    for other in (OFFICE, SPONSOR):
        with pytest.raises(NotAllowed):
            unit_ledgers.judge(full, other, number, "passed")
    with pytest.raises(NotAllowed, match="不得自审"):
        unit_ledgers.judge(full, make_account(role="street_reviewer", username="sponsor"), number, "passed")
