import pytest

from collector.desk import Desk
from collector.desk.visiting import assigning, intake
from collector.errors import NotAllowed, Refusal
from tests.makers import make_account, make_household, make_visit_body


def shares(desk: Desk, role: str = "secretary") -> dict[str, tuple[int, int]]:
    found = assigning.shares(desk, make_account(role=role), desk.year.places.communities[0])
    return {each.username: (each.assigned, each.covered) for each in found}


def test_a_person_is_named_for_households_with_a_reason(desk: Desk) -> None:
    """就近、家族、邻里或其他, kept beside the household and in the trail; twice is once (S44)."""
    secretary = make_account(desk, role="secretary")
    make_account(desk, role="committee_member")
    codes = ["fuxing-0001", "fuxing-0002"]
    for code in codes:
        make_household(desk, code=code)
    assert assigning.assign(desk, secretary, "fuxing", codes, "committee_member", "kin") == 2
    assert assigning.assign(desk, secretary, "fuxing", codes, "committee_member", "near") == 0
    household = desk.registers.households.get("fuxing-0001")
    assert household is not None
    assert household.assigned_to == ("committee_member",)
    assert household.assigned_for == {"committee_member": "near"}
    trail = [(entry.of, entry.detail) for entry in desk.trail if entry.what == "household_assigned"]
    assert trail[0] == ("fuxing-0001", "committee_member kin")
    assert len(trail) == 4


def test_a_wrong_choice_names_every_field(desk: Desk) -> None:
    """No person, no reason, no household: each is said, nothing is kept (S44)."""
    make_household(desk)
    with pytest.raises(Refusal) as refused:
        assigning.assign(desk, make_account(role="secretary"), "fuxing", [], "nobody", "liking")
    assert set(refused.value.fields) == {"person", "reason", "codes"}


def test_a_household_of_elsewhere_stops_the_whole_act(desk: Desk) -> None:
    """One foreign household among them, and nobody is named for any."""
    secretary = make_account(desk, role="secretary")
    make_account(desk)
    make_household(desk)
    make_household(desk, code="example-1-0001", community_code="example-1")
    codes = ["fuxing-0001", "example-1-0001"]
    with pytest.raises(NotAllowed):
        assigning.assign(desk, secretary, "fuxing", codes, "grid_worker", "near")
    household = desk.registers.households.get("fuxing-0001")
    assert household is not None
    assert household.assigned_to == ()


@pytest.mark.parametrize("role", ["grid_worker", "sponsor", "street_reviewer", "publisher"])
def test_who_does_not_arrange_names_nobody(desk: Desk, role: str) -> None:
    """The community's organisers and the office hand out households."""
    make_household(desk)
    with pytest.raises(NotAllowed):
        assigning.assign(desk, make_account(role=role), "fuxing", ["fuxing-0001"], "grid_worker", "near")


def test_a_person_is_taken_off(desk: Desk) -> None:
    """改派 takes the name and the reason away (S44)."""
    make_household(desk, assigned_to=("grid_worker", "other"), assigned_for={"grid_worker": "near"})
    assigning.release(desk, make_account(role="secretary"), "fuxing-0001", "grid_worker")
    household = desk.registers.households.get("fuxing-0001")
    assert household is not None
    assert (household.assigned_to, household.assigned_for) == (("other",), {})


def test_who_goes_where_is_never_sorted_by_number(desk: Desk) -> None:
    """By role and name; a grid worker reads their own line only; people of units stand there too (S32)."""
    for role in ("secretary", "grid_worker", "committee_member"):
        make_account(desk, role=role)
    make_account(desk, role="street_officer", unit_code="city-office")
    make_household(desk, code="fuxing-0001", assigned_to=("secretary",))
    make_household(desk, code="fuxing-0002", assigned_to=("street_officer", "secretary"))
    intake.submit_visit(desk, make_account(), make_visit_body())
    assert shares(desk) == {
        "grid_worker": (0, 0),
        "committee_member": (0, 0),
        "secretary": (2, 1),
        "street_officer": (1, 0),
    }
    assert list(shares(desk)) == ["grid_worker", "committee_member", "secretary", "street_officer"]
    assert shares(desk, "grid_worker") == {"grid_worker": (0, 0)}
