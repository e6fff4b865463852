import threading
from typing import Any

import pytest

from collector.desk import Desk
from collector.desk.issues.dossier import lines
from collector.desk.issues.handling import take_step
from collector.desk.visiting import intake
from collector.desk.visiting.submissions import Receipt
from collector.errors import BadRequest, Conflict, NotAllowed, Refusal
from collector.rules.people.account import Account
from generator.campaign.vocabulary import ROLES
from tests.makers import (
    STEP_FIELDS,
    make_account,
    make_household,
    make_inner_issue,
    make_issue_body,
    make_resident,
    make_visit_body,
)


@pytest.fixture
def visitor(desk: Desk) -> Account:
    """A grid worker of fuxing, where one household is on the roster."""
    make_household(desk)
    return make_account(desk)


def words_of(desk: Desk, of: str) -> dict[str, str]:
    return {each.part: each.text for each in desk.registers.words.having(of=of)}


def counts(desk: Desk) -> tuple[int, ...]:
    registers = desk.registers
    kept = (registers.visits, registers.issues, registers.words, registers.submissions, registers.households)
    return (*map(len, kept), len(desk.trail))


# -- what is kept


def test_a_visit_with_two_issues_is_numbered_and_kept(desk: Desk, visitor: Account) -> None:
    """Visit, issues, what was typed and the trail are all there; the answer names every number."""
    issues = [
        make_inner_issue(prompt=2),
        make_inner_issue(field="病有良医", on_spot="answered", outcome="讲清了"),
    ]
    body = make_visit_body(issues=issues, answers={"9": {"state": "answered", "text": "多来走走"}})
    receipt = intake.submit_visit(desk, visitor, body)
    assert receipt.created
    assert receipt.answer == {
        "id": body["id"],
        "no": "V2022-000001",
        "received_at": "2022-08-05T18:00:00+08:00",
        "issues": [
            {"id": issues[0]["id"], "no": "2022-000001"},
            {"id": issues[1]["id"], "no": "2022-000002"},
        ],
        "warnings": [],
    }
    visit = desk.registers.visits.get("V2022-000001")
    assert visit is not None
    assert visit.issue_nos == ("2022-000001", "2022-000002")
    assert (visit.visitor, visit.community_code, visit.grid_code) == ("grid_worker", "fuxing", "fuxing-01")
    assert visit.answers == {"9": "answered"}
    assert words_of(desk, visit.no) == {"answer:9": "多来走走"}
    assert words_of(desk, "2022-000002") == {"report": "示例路路灯不亮", "outcome": "讲清了"}
    assert [entry.what for entry in desk.trail][-1] == "visit_submitted"


def test_an_issue_of_a_visit_inherits_place_and_time(desk: Desk, visitor: Account) -> None:
    """Community, household and time of an issue are those of its visit."""
    intake.submit_visit(desk, visitor, make_visit_body(issues=[make_inner_issue(field="住有宜居")]))
    issue = desk.registers.issues.get("2022-000001")
    assert issue is not None
    assert (issue.community_code, issue.household_code, issue.visit_no) == (
        "fuxing",
        "fuxing-0001",
        "V2022-000001",
    )
    assert issue.collected_at == "2022-08-05T10:00:00+08:00"
    assert (issue.field, issue.source) == ("housing", "community")


def test_times_are_kept_in_shanghai(desk: Desk, visitor: Account) -> None:
    """A time without offset is +08:00, one of another zone is turned into it."""
    body = make_visit_body(started_at="2022-08-05T10:00", ended_at="2022-08-05T02:40:00Z")
    intake.submit_visit(desk, visitor, body)
    visit = desk.registers.visits.get("V2022-000001")
    assert visit is not None
    assert (visit.started_at, visit.ended_at) == ("2022-08-05T10:00:00+08:00", "2022-08-05T10:40:00+08:00")


def test_nothing_typed_freely_is_in_visit_issue_or_trail(desk: Desk, visitor: Account) -> None:
    """What people typed, and the names of companions, live in words alone, which can be erased."""
    typed = "请勿外传的一句话"
    body = make_visit_body(
        channel="phone",
        channel_reason=typed,
        short_reason=typed,
        ended_at="2022-08-05T10:10:00",
        companions=[{"role": "other", "name": typed}],
        answers={"1": {"state": "answered", "text": typed}},
        issues=[make_inner_issue(text=typed, on_spot="solved", outcome=typed)],
    )
    intake.submit_visit(desk, visitor, body)
    registers = desk.registers
    assert typed not in str([*registers.visits, *registers.issues, *registers.submissions, *desk.trail])
    assert {each.part for each in registers.words} == {
        "channel_reason", "short_reason", "companions", "answer:1", "report", "outcome",
    }  # fmt: skip
    assert {each.household_code for each in registers.words} == {"fuxing-0001"}


def test_a_household_off_the_roster_waits_to_be_placed(desk: Desk, visitor: Account) -> None:
    """It gets a code that names nobody and no grid, with who lives there kept apart (S101)."""
    new = {"community_code": "fuxing", "address": "示例路9号", "name": "示例甲", "phone": "13800000000"}
    body = make_visit_body(household_code=None, new_household=new, contact_ok=True)
    receipt = intake.submit_visit(desk, visitor, body)
    assert receipt.answer["warnings"] == ["not_on_roster"]
    household = desk.registers.households.get("fuxing-n0001")
    assert household is not None
    assert household.grid_code is None
    resident = desk.registers.residents.get("fuxing-n0001")
    assert resident is not None
    assert (resident.address, resident.name, resident.contact_ok) == ("示例路9号", "示例甲", True)
    assert not intake.submit_visit(desk, visitor, body).created
    assert len(desk.registers.households) == 2


def test_whether_a_callback_was_agreed_to_is_kept_with_the_resident(desk: Desk, visitor: Account) -> None:
    """Consent follows the latest visit that said something about it, and silence changes nothing (S14)."""
    for said, kept in ((True, True), (None, True), (False, False)):
        intake.submit_visit(desk, visitor, make_visit_body(contact_ok=said, purpose="joint"))
        resident = desk.registers.residents.get("fuxing-0001")
        assert resident is not None
        assert resident.contact_ok is kept


def test_nobody_at_home_is_kept_and_covers_nothing(desk: Desk, visitor: Account) -> None:
    """A visit that met nobody needs no end and does not count as covered."""
    intake.submit_visit(desk, visitor, make_visit_body(result="absent", ended_at=None))
    visit = desk.registers.visits.get("V2022-000001")
    assert visit is not None
    assert not visit.covers


@pytest.mark.parametrize(
    ("changes", "source"),
    [
        ({"role": "grid_worker"}, "community"),
        ({"role": "sponsor", "unit_code": "city-1"}, "city"),
        ({"role": "street_officer", "unit_code": "city-office"}, "street"),
        ({"role": "campaign_office"}, "street"),
    ],
)
def test_an_issue_knows_the_level_that_collected_it(desk: Desk, changes: dict[str, str], source: str) -> None:
    """Its source is the collector's level, which decides the way it is reported on (S55 to S58)."""
    intake.submit_issue(desk, make_account(desk, **changes), make_issue_body())
    issue = desk.registers.issues.get("2022-000001")
    assert issue is not None
    assert issue.source == source


def test_a_city_unit_elsewhere_and_alone_is_told_so(desk: Desk) -> None:
    """Both remarks of a city unit come with the answer, and the visit is taken."""
    make_household(desk, code="example-1-0001", community_code="example-1", grid_code="example-1-01")
    sponsor = make_account(desk, role="sponsor", unit_code="city-1")
    receipt = intake.submit_visit(desk, sponsor, make_visit_body(household_code="example-1-0001"))
    assert receipt.answer["warnings"] == ["not_city_community", "no_companion"]


# -- once and no more


def test_sent_again_it_is_answered_the_same(desk: Desk, visitor: Account) -> None:
    """The same id with the same content, in any order of keys, gives the first answer and stores nothing."""
    body = make_visit_body(issues=[make_inner_issue()])
    first = intake.submit_visit(desk, visitor, body)
    before = counts(desk)
    again = intake.submit_visit(desk, visitor, dict(reversed(body.items())))
    assert not again.created
    assert again.answer == first.answer
    assert counts(desk) == before


@pytest.mark.parametrize("changes", [{"result": "refused"}, {"purpose": "first"}, {"contact_ok": None}])
def test_other_content_under_the_same_id_is_refused(
    desk: Desk, visitor: Account, changes: dict[str, Any]
) -> None:
    """Content is compared as parsed, before defaults: even a spelt-out default is other content."""
    body = make_visit_body()
    intake.submit_visit(desk, visitor, body)
    before = counts(desk)
    with pytest.raises(Conflict):
        intake.submit_visit(desk, visitor, body | changes)
    assert counts(desk) == before


def test_an_id_belongs_to_its_sender_and_kind(desk: Desk, visitor: Account) -> None:
    """The same id from another account, or for an issue, is another submission."""
    body = make_visit_body()
    intake.submit_visit(desk, visitor, body)
    other = make_account(desk, username="other")
    assert intake.submit_visit(desk, other, body).created
    assert intake.submit_issue(desk, visitor, make_issue_body(id=body["id"])).created


def test_an_issue_sent_with_a_visit_is_not_taken_again_by_itself(desk: Desk, visitor: Account) -> None:
    """The ids of issues are one set, inside visits and out."""
    inner = make_inner_issue()
    intake.submit_visit(desk, visitor, make_visit_body(issues=[inner]))
    with pytest.raises(Conflict):
        intake.submit_issue(desk, visitor, make_issue_body(id=inner["id"]))
    with pytest.raises(Conflict):
        intake.submit_visit(desk, visitor, make_visit_body(issues=[inner]))
    assert len(desk.registers.issues) == 1


def test_many_at_once_with_one_id_are_stored_once(desk: Desk, visitor: Account) -> None:
    """Sixteen threads with the same submission get one and the same answer, and one of them was first."""
    body = make_visit_body(issues=[make_inner_issue()])
    receipts: list[Receipt] = []
    threads = [
        threading.Thread(target=lambda: receipts.append(intake.submit_visit(desk, visitor, body)))
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [receipt.created for receipt in receipts].count(True) == 1
    assert {receipt.answer["no"] for receipt in receipts} == {"V2022-000001"}
    assert (len(desk.registers.visits), len(desk.registers.issues)) == (1, 1)


def test_numbers_are_never_used_twice(desk: Desk, visitor: Account) -> None:
    """A refused submission in between takes no number from anybody."""
    nos = [intake.submit_issue(desk, visitor, make_issue_body()).answer["no"]]
    with pytest.raises(Refusal):
        intake.submit_issue(desk, visitor, make_issue_body(text=""))
    nos += [intake.submit_issue(desk, visitor, make_issue_body()).answer["no"] for _ in range(2)]
    assert nos == ["2022-000001", "2022-000002", "2022-000003"]


# -- what is refused


@pytest.mark.parametrize("body", [None, 3, "x", [], [{}], True])
def test_what_is_no_object_is_a_bad_request(desk: Desk, visitor: Account, body: object) -> None:
    """Anything but an object is refused before it is looked at."""
    with pytest.raises(BadRequest):
        intake.submit_visit(desk, visitor, body)


def test_what_is_nested_without_sense_is_a_bad_request(desk: Desk, visitor: Account) -> None:
    """Depth is counted without recursion and cut off."""
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(BadRequest):
        intake.submit_visit(desk, visitor, make_visit_body(answers=deep))


def test_a_refusal_names_every_field_and_stores_nothing(desk: Desk, visitor: Account) -> None:
    """All that is wrong comes at once, and nothing at all was kept."""
    before = counts(desk)
    body = make_visit_body(
        household_code="fuxing-9999",
        ended_at="2022-08-05T09:00",
        companions=[{"role": "other", "user": "nobody"}],
    )
    with pytest.raises(Refusal) as refused:
        intake.submit_visit(desk, visitor, body)
    assert set(refused.value.fields) == {"household_code", "ended_at", "companions.0.user"}
    assert counts(desk) == before


def test_a_household_of_another_community_is_unknown_to_an_issue(desk: Desk, visitor: Account) -> None:
    """The household of an issue must be on the roster of its own community."""
    make_household(desk, code="example-1-0001", community_code="example-1")
    for code in ("example-1-0001", "nowhere"):
        with pytest.raises(Refusal) as refused:
            intake.submit_issue(desk, visitor, make_issue_body(household_code=code))
        assert set(refused.value.fields) == {"household_code"}


def test_another_community_is_not_theirs(desk: Desk, visitor: Account) -> None:
    """Households and issues of a community one is not sent to are refused as such, on the roster or off."""
    make_household(desk, code="example-1-0001", community_code="example-1")
    new = {"community_code": "example-1", "address": "示例路9号"}
    for body in (
        make_visit_body(household_code="example-1-0001"),
        make_visit_body(household_code=None, new_household=new),
    ):
        with pytest.raises(NotAllowed):
            intake.submit_visit(desk, visitor, body)
    with pytest.raises(NotAllowed):
        intake.submit_issue(desk, visitor, make_issue_body(community_code="example-1"))


@pytest.mark.parametrize("role", sorted(set(ROLES) - intake.access.VISITING_ROLES))
def test_who_does_not_visit_records_no_visit(desk: Desk, role: str) -> None:
    """Handlers, reviewers, the office, discipline and administrators record no visits."""
    with pytest.raises(NotAllowed):
        intake.submit_visit(desk, make_account(desk, role=role), make_visit_body())


def test_looking_first_stores_nothing(desk: Desk, visitor: Account) -> None:
    """A preview says what would be remarked upon, and keeps nothing, the new household included."""
    before = counts(desk)
    new = {"community_code": "fuxing", "address": "示例路9号"}
    body = make_visit_body(household_code=None, new_household=new, ended_at="2022-08-05T10:05")
    assert intake.preview_visit(desk, visitor, body) == ("short_visit", "not_on_roster")
    with pytest.raises(Refusal):
        intake.preview_visit(desk, visitor, make_visit_body(result="x"))
    assert counts(desk) == before


def test_erased_residents_do_not_stop_a_visit(desk: Desk) -> None:
    """A household whose resident was erased can be visited like any other."""
    make_household(desk, code="fuxing-0002")
    desk.act(lambda: desk.registers.residents.remove(household_code="fuxing-0002"))
    make_resident(desk, household_code="fuxing-0001")
    body = make_visit_body(household_code="fuxing-0002", contact_ok=True)
    assert intake.submit_visit(desk, make_account(desk), body).created


def test_a_draft_delivered_a_day_late_is_taken_and_not_flagged(desk: Desk, visitor: Account) -> None:
    """A phone without a network for a day, or over a weekend, sends what it holds; that is no 补记."""
    body = make_visit_body(
        started_at="2022-08-04T10:00:00+08:00",
        ended_at="2022-08-04T10:40:00+08:00",
        issues=[make_inner_issue()],
    )
    assert intake.submit_visit(desk, visitor, body).created
    [issue] = desk.registers.issues
    assert issue.collected_at[:10] == "2022-08-04"
    reviewer = make_account(desk, role="street_reviewer")
    case = take_step(desk, reviewer, issue.no, "accepted", **STEP_FIELDS["accepted"])
    assert [line.late for line in lines(desk, case)] == [None, None]
