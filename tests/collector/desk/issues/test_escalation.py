import pytest

from collector.desk import Desk
from collector.desk.issues import escalation
from collector.desk.oversight.today import today_list
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from collector.rules.issues.escalation import number_of, upload_state
from tests.clients import make_client
from tests.makers import keep_case, make_account, make_case

OFFICE = make_account(role="campaign_office")
SPONSOR = make_account(role="sponsor")
ONE, TWO, THREE = (f"2022-00000{n}" for n in (1, 2, 3))


@pytest.fixture
def full(desk: Desk) -> Desk:
    """Two reviewed issues of a community, one of a district unit, one not reviewed."""
    make_account(desk, role="sponsor")
    given_id = "00000000-0000-4000-8000-00000000000"
    keep_case(desk, make_case("accepted", no=ONE, id=given_id + "1"))
    keep_case(desk, make_case("accepted", no=TWO, id=given_id + "2"))
    of_unit = {"source": "district", "reported_by": "sponsor"}
    keep_case(desk, make_case("accepted", "forwarded", "passed", no=THREE, id=given_id + "3", **of_unit))
    keep_case(desk, make_case(no="2022-000004", id=given_id + "4"))
    return desk


def test_three_routes(full: Desk) -> None:
    """A district unit reports its own, the street all else, nobody what was not reviewed (S55 to S58)."""
    assert [case.no for case in escalation.ready(full, OFFICE)] == [ONE, TWO]
    assert [case.no for case in escalation.ready(full, SPONSOR)] == [THREE]
    with pytest.raises(NotAllowed):
        escalation.ready(full, make_account(role="community_collator"))
    with pytest.raises(NotAllowed):
        escalation.make_batch(full, OFFICE, [THREE])
    with pytest.raises(Conflict):
        escalation.make_batch(full, OFFICE, ["2022-000004"])


def test_a_batch_is_copied_out_and_its_numbers_typed_back(full: Desk) -> None:
    """All that is pasted is there; what was typed back leaves the batch; the rest is named."""
    batch = escalation.make_batch(full, OFFICE, [ONE, TWO])
    assert [case.no for case in escalation.batch(full, OFFICE, batch).cases] == [ONE, TWO]
    text = escalation.text_of(full, full.case(ONE))
    assert "示例路路灯不亮" in text
    assert "福兴社区" in text
    assert escalation.record_numbers(full, OFFICE, batch, {ONE: "ZB001", TWO: ""}, "2022-08-05") == 1
    assert number_of(full.case(ONE)) == "ZB001"
    found = escalation.tally(full, OFFICE)
    assert (found.reviewed, [case.no for case in found.missing]) == (2, [TWO])
    escalation.record(full, OFFICE, ONE, "sent_back", text="不归我们")
    assert upload_state(full.case(ONE)) == "sent_back"
    assert ONE in [case.no for case in escalation.ready(full, OFFICE)]


def test_a_number_is_used_once_and_a_wrong_one_stores_none(full: Desk) -> None:
    """One number over there is one issue here; one fault and the whole form comes back."""
    batch = escalation.make_batch(full, OFFICE, [ONE, TWO])
    with pytest.raises(Refusal) as refused:
        escalation.record_numbers(full, OFFICE, batch, {ONE: "ZB001", TWO: "ZB001"}, "2022-08-05")
    assert set(refused.value.fields) == {TWO}
    assert [upload_state(full.case(no)) for no in (ONE, TWO)] == ["listed", "listed"]
    with pytest.raises(Missing):
        escalation.record_numbers(full, OFFICE, batch, {THREE: "ZB009"}, "2022-08-05")


@pytest.mark.parametrize("day", ["2022-07", "2022-08-04x", "08-05"])
def test_a_day_that_is_none_is_not_stored(full: Desk, day: str) -> None:
    """The hotline's clock is read off that day on every list, so that it has to be one."""
    batch = escalation.make_batch(full, OFFICE, [ONE])
    with pytest.raises(Refusal):
        escalation.record_numbers(full, OFFICE, batch, {ONE: "ZB001"}, day)
    assert upload_state(full.case(ONE)) == "listed"
    escalation.record_numbers(full, OFFICE, batch, {ONE: "ZB001"}, "2022-08-05")
    with pytest.raises(Refusal):
        escalation.record(full, OFFICE, ONE, "prolonged", until=day + "9")


def test_one_that_is_not_reported_after_all_leaves_its_batch(full: Desk) -> None:
    """With a reason; it waits for the next batch."""
    batch = escalation.make_batch(full, OFFICE, [ONE, TWO])
    escalation.record(full, OFFICE, TWO, "sent_back", text="还要补材料")
    assert TWO in [case.no for case in escalation.ready(full, OFFICE)]
    assert batch != escalation.make_batch(full, OFFICE, [TWO])


def test_what_is_to_be_reported_is_on_todays_list(full: Desk) -> None:
    """待提报 is a task of whoever reports along that route (S83)."""
    tasks = [(item.issue_no, item.task) for item in today_list(full, SPONSOR)]
    assert (THREE, "upload") in tasks
    uploads = [item for item in today_list(full, OFFICE) if item.task == "upload"]
    assert [(item.issue_no, item.is_overdue) for item in uploads] == [(ONE, False), (TWO, False)]


def test_the_overview_counts_what_its_page_offers(full: Desk) -> None:
    """待提报 on 总览, on 今天 and over the list is the same number: what the street itself reports."""
    office = make_client(full, make_account(full, role="campaign_office"))
    assert "待提报 2</a>" in office.get("/desk/office/").text
    assert "待提报 2</a>" in office.get("/desk/").text
    assert "<h1>待提报 2 件</h1>" in office.get("/desk/office/escalation/").text
