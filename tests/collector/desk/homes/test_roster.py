import pytest

from collector.desk import Desk
from collector.desk.homes import roster, snapshots
from collector.desk.homes.roster import NOBODY, Filters
from collector.desk.visiting import coverage, intake, planning
from collector.errors import Missing, NotAllowed, Refusal
from collector.rules.homes.roster import UNREACHABLE_REASONS, VACANT_REASONS
from tests.makers import make_account, make_household, make_resident, make_visit, make_visit_body


def listed(desk: Desk, **filters: str) -> list[str]:
    community = desk.year.places.communities[0]
    return [row.place.code for row in roster.filtered(desk, community, Filters(**filters))]


def test_the_uncovered_list_by_grid_and_person(desk: Desk) -> None:
    """Who was not reached, by state, grid, person, and words of the door (S11, S32)."""
    make_account(desk)
    make_household(desk, code="fuxing-0001")
    make_household(desk, code="fuxing-0002", assigned_to=("grid_worker",))
    make_household(desk, code="fuxing-0003", grid_code=None)
    make_resident(desk, household_code="fuxing-0003", address="示例路临街商铺")
    make_household(desk, code="example-1-0001", community_code="example-1")
    intake.submit_visit(desk, make_account(), make_visit_body())
    assert listed(desk, state="uncovered") == ["fuxing-0002", "fuxing-0003"]
    assert listed(desk, state="covered") == ["fuxing-0001"]
    assert listed(desk, visitor="grid_worker") == ["fuxing-0002"]
    assert listed(desk, visitor=NOBODY) == ["fuxing-0001", "fuxing-0003"]
    assert listed(desk, grid=NOBODY) == ["fuxing-0003"]
    assert listed(desk, q="商铺") == ["fuxing-0003"]


def test_a_list_names_nobody_who_lives_there(desk: Desk) -> None:
    """A row is a door, a code and who is to go there."""
    make_household(desk)
    rows = roster.filtered(desk, desk.year.places.communities[0], Filters())
    assert "示例某" not in str(rows)
    assert "13800000000" not in str(rows)


@pytest.mark.parametrize(
    ("role", "community", "may"),
    [
        ("grid_worker", "fuxing", True),
        ("secretary", "fuxing", True),
        ("campaign_office", "fuxing", True),
        ("street_reviewer", "fuxing", True),
        ("grid_worker", "example-1", False),
        ("sponsor", "fuxing", False),
        ("publisher", "fuxing", False),
        ("discipline", "fuxing", False),
        ("admin", "fuxing", False),
    ],
)
def test_a_roster_is_its_communitys_and_the_offices(desk: Desk, role: str, community: str, may: bool) -> None:
    """Nobody else goes through doors (S84)."""
    changes = {"community_code": community} if role in ("grid_worker", "secretary") else {}
    account = make_account(role=role, **changes)
    if may:
        assert roster.community_for(desk, account, "fuxing").code == "fuxing"
        return
    with pytest.raises(NotAllowed):
        roster.community_for(desk, account, "fuxing")


def test_unknown_communities_and_households_are_missing(desk: Desk) -> None:
    """What does not exist is said not to."""
    office = make_account(role="campaign_office")
    with pytest.raises(Missing):
        roster.community_for(desk, office, "nowhere")
    with pytest.raises(Missing):
        roster.household_for(desk, office, "fuxing-9999")


def test_a_mark_has_a_reason_of_the_list(desk: Desk) -> None:
    """走不到 and 空户 each with a reason, taken back again; the trail holds the kind (S11)."""
    make_household(desk)
    grid = make_account()
    for kind, reason in (
        ("unreachable", ""),
        ("unreachable", "他家欠债"),
        ("vacant", UNREACHABLE_REASONS[0]),
    ):
        with pytest.raises(Refusal):
            roster.mark(desk, grid, "fuxing-0001", kind, reason)
    with pytest.raises(Refusal):
        roster.mark(desk, grid, "fuxing-0001", "gone", "")
    assert roster.mark(desk, grid, "fuxing-0001", "unreachable", UNREACHABLE_REASONS[0]).unreachable_reason
    marked = roster.mark(desk, grid, "fuxing-0001", "vacant", VACANT_REASONS[0])
    assert (marked.unreachable_reason, marked.vacant_reason) == (None, VACANT_REASONS[0])
    cleared = roster.mark(desk, grid, "fuxing-0001", "none", "")
    assert (cleared.unreachable_reason, cleared.vacant_reason) == (None, None)
    marks = [entry.detail for entry in desk.trail if entry.what == "household_marked"]
    assert marks == ["unreachable", "vacant", "none"]


def test_who_was_met_is_not_out_of_reach(desk: Desk) -> None:
    """A covered household takes no mark, and units place none (S11)."""
    make_household(desk)
    with pytest.raises(NotAllowed):
        roster.mark(desk, make_account(role="sponsor"), "fuxing-0001", "vacant", VACANT_REASONS[0])
    intake.submit_visit(desk, make_account(desk), make_visit_body())
    with pytest.raises(Refusal, match="已经走到"):
        roster.mark(desk, make_account(), "fuxing-0001", "vacant", VACANT_REASONS[0])


def test_a_household_that_moved_keeps_its_visits(desk: Desk) -> None:
    """Who was reached counts in the community that has them now: list, totals, plans; also once corrected."""
    make_account(desk)
    office = make_account(role="campaign_office")
    made = make_visit()
    make_household(desk)
    desk.act(lambda: desk.registers.visits.add(made))
    codes = ("fuxing", "example-1")

    def covered() -> list[int]:
        return [coverage.count(desk).communities[code]["covered"] for code in codes]

    assert covered() == [1, 0]
    make_household(
        desk, community_code="example-1", grid_code="example-1-01", vacant_reason=VACANT_REASONS[0]
    )
    assert covered() == [0, 1]
    assert [[each.state for each in roster.places_in(desk, code)] for code in codes] == [[], ["covered"]]
    assert snapshots.take(desk, office).households == {"fuxing": 0, "example-1": 1}
    with pytest.raises(Refusal, match="只有 0 户"):
        planning.plan(desk, office, "example-1", unit="civil-affairs", on="2022-08-10", slot="am", count=1)
    desk.act(lambda: desk.registers.visits.replace(make_visit(result="absent")))
    assert covered() == [0, 0]
