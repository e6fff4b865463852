from collector.desk import Desk
from collector.desk.visiting import planning
from collector.desk.visiting.brief import brief
from collector.errors import NotAllowed
from collector.rules.people.account import Account
from tests.makers import keep_case, make_account, make_case, make_household, make_resident


def may(desk: Desk, account: Account) -> bool:
    try:
        brief(desk, account, "fuxing-0001")
    except NotAllowed:
        return False
    return True


def test_only_assignee_community_and_office_look(desk: Desk) -> None:
    """A brief is for who is to go there, the community and the office (S47)."""
    make_household(desk, assigned_to=("officer",))
    officer = make_account(role="street_officer", username="officer", unit_code="city-office")
    assert may(desk, officer)
    for role in ("grid_worker", "community_collator", "campaign_office", "street_reviewer"):
        assert may(desk, make_account(role=role))
    for role in ("sponsor", "liaison", "publisher", "discipline", "admin", "unit_handler"):
        assert not may(desk, make_account(role=role))
    assert not may(desk, make_account(community_code="example-1"))


def test_every_look_is_in_the_trail(desk: Desk) -> None:
    """Who looked at which household and when; a refused look is none (S47)."""
    make_household(desk)
    may(desk, make_account(role="secretary"))
    may(desk, make_account())
    may(desk, make_account(role="sponsor"))
    looks = [(entry.by, entry.of) for entry in desk.trail if entry.what == "household_opened"]
    assert looks == [("secretary", "fuxing-0001"), ("grid_worker", "fuxing-0001")]


def test_a_list_handed_out_opens_its_households_to_the_unit(desk: Desk) -> None:
    """From the publication of the list until the day is over, and not before (S34, S47)."""
    make_household(desk)
    collator, guest = make_account(role="community_collator"), make_account(role="sponsor")
    outing = planning.plan(
        desk, collator, "fuxing", unit="civil-affairs", on="2022-08-08", slot="am", count=1
    )
    assert not may(desk, guest)
    planning.hand_out(desk, collator, outing.no)
    assert may(desk, guest)
    planning.call_off(desk, collator, outing.no)
    assert not may(desk, guest)


def test_contacts_are_for_those_who_may_know_them(desk: Desk) -> None:
    """A colleague of the community reads state and history, the assignee the phone as well (S47)."""
    make_household(desk, assigned_to=("grid_worker",), assigned_for={"grid_worker": "kin"})
    make_resident(desk, focus=("lone_elder",))
    make_account(desk)
    keep_case(desk, make_case("accepted"))
    mine = brief(desk, make_account(), "fuxing-0001")
    theirs = brief(desk, make_account(role="committee_member"), "fuxing-0001")
    assert mine.resident is not None
    assert mine.resident.phone == "13800000000"
    assert theirs.resident is None
    assert theirs.focus == ("孤寡老人",)
    assert theirs.reasons == {"示例grid_worker": "家族"}
    assert [case.no for case in theirs.cases] == ["2022-000123"]


def test_policies_that_fit_come_first(desk: Desk) -> None:
    """What a household once raised decides which policy to take along; an expired one stays at home (S48)."""
    make_household(desk)
    assert list(brief(desk, make_account(), "fuxing-0001").policies) == ["elders-meals", "housing-renovation"]
    keep_case(desk, make_case())
    assert list(brief(desk, make_account(), "fuxing-0001").policies) == ["housing-renovation", "elders-meals"]
