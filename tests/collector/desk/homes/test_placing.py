import pytest

from collector.desk import Desk
from collector.desk.homes import placing, roster
from collector.desk.keeping import erasure
from collector.desk.visiting import intake
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from collector.rules.people.account import Account
from tests.makers import (
    make_account,
    make_household,
    make_inner_issue,
    make_resident,
    make_visit_body,
)

NEW = {"community_code": "fuxing", "address": "示例路1号楼2单元301户", "phone": "13900000000"}


@pytest.fixture
def collator(desk: Desk) -> Account:
    """The collator of a fuxing where somebody was visited who may be fuxing-0001, already on the roster."""
    make_household(desk)
    make_resident(desk, phone=None)
    make_household(desk, code="fuxing-0002")
    make_resident(desk, household_code="fuxing-0002", address="示例路9号楼1单元101室")
    answers = {"1": {"state": "answered", "text": "找活难"}}
    body = make_visit_body(new_household=NEW, answers=answers, issues=[make_inner_issue()], contact_ok=True)
    del body["household_code"]
    answer = intake.submit_visit(desk, make_account(desk), body).answer
    assert answer["warnings"] == ["not_on_roster"]
    return make_account(role="community_collator")


def test_what_waits_is_shown_with_its_visits_and_likely_doors(desk: Desk, collator: Account) -> None:
    """待归户 with visit numbers, and households whose door has the same numbers (S101)."""
    [found] = placing.unplaced(desk, collator, "fuxing")
    assert (found.door.code, found.door.address) == ("fuxing-n0001", NEW["address"])
    assert [visit.no for visit in found.visits] == ["V2022-000001"]
    assert [door.code for door in found.alike] == ["fuxing-0001"]


def test_a_new_household_goes_into_a_grid_with_its_visits(desk: Desk, collator: Account) -> None:
    """归户: household and visit are of the grid from now on, under the same numbers (S101)."""
    with pytest.raises(Refusal):
        placing.place(desk, collator, "fuxing-n0001", "example-1-01")
    placing.place(desk, collator, "fuxing-n0001", "fuxing-01")
    visit = desk.registers.visits.get("V2022-000001")
    assert visit is not None
    assert (visit.grid_code, visit.household_code) == ("fuxing-01", "fuxing-n0001")
    assert placing.unplaced(desk, collator, "fuxing") == []
    with pytest.raises(Conflict):
        placing.place(desk, collator, "fuxing-n0001", "fuxing-01")


def test_a_duplicate_hands_everything_over_and_keeps_numbers(desk: Desk, collator: Account) -> None:
    """并入: visit, issue and what was said are the roster household's under their numbers (S101)."""
    assert placing.merge(desk, collator, "fuxing-n0001", "fuxing-0001") == ("V2022-000001",)
    registers = desk.registers
    assert registers.households.get("fuxing-n0001") is None
    assert registers.residents.get("fuxing-n0001") is None
    visit, issue = registers.visits.get("V2022-000001"), registers.issues.get("2022-000001")
    assert visit is not None
    assert issue is not None
    assert (visit.household_code, visit.grid_code, issue.household_code) == (
        "fuxing-0001",
        "fuxing-01",
        "fuxing-0001",
    )
    resident = registers.residents.get("fuxing-0001")
    assert resident is not None
    assert (resident.phone, resident.contact_ok, resident.name) == ("13900000000", True, "示例某")
    states = {place.code: place.state for place in roster.places_in(desk, "fuxing")}
    assert states == {"fuxing-0001": "covered", "fuxing-0002": "uncovered"}
    [merged] = [entry for entry in desk.trail if entry.what == "household_merged"]
    assert (merged.of, merged.detail) == ("fuxing-n0001", "fuxing-0001 V2022-000001")


def test_an_erasure_after_a_merge_finds_every_word(desk: Desk, collator: Account) -> None:
    """What was said at the other door goes with the household it belongs to (R5.7)."""
    said = erasure.what_erasing_removes(desk, "fuxing-n0001")
    placing.merge(desk, collator, "fuxing-n0001", "fuxing-0001")
    assert erasure.what_erasing_removes(desk, "fuxing-0001").texts == said.texts == 2
    erasure.erase(desk, "office", "fuxing-0001")
    assert not [each for each in desk.registers.words if each.of == "V2022-000001"]


def test_only_a_placed_household_of_the_community_takes_another_in(desk: Desk, collator: Account) -> None:
    """Not itself, not one of elsewhere, not one that is not there (S101)."""
    make_household(desk, code="example-1-0001", community_code="example-1", grid_code="example-1-01")
    with pytest.raises(Refusal):
        placing.merge(desk, collator, "fuxing-n0001", "fuxing-n0001")
    with pytest.raises(NotAllowed):
        placing.merge(desk, collator, "fuxing-n0001", "example-1-0001")
    with pytest.raises(Missing):
        placing.merge(desk, collator, "fuxing-n0001", "fuxing-9999")
    assert desk.registers.households.get("fuxing-n0001") is not None


@pytest.mark.parametrize("role", ["grid_worker", "secretary", "sponsor", "street_reviewer"])
def test_the_collator_places(desk: Desk, collator: Account, role: str) -> None:
    """Households are placed by the community's collator or the office (S101)."""
    for act in (placing.place, placing.merge):
        with pytest.raises(NotAllowed):
            act(desk, make_account(role=role), "fuxing-n0001", "fuxing-01")
