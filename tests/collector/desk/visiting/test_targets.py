import msgspec
import pytest

from collector.desk import Desk
from collector.desk.homes import snapshots
from collector.desk.visiting import targets
from collector.desk.visiting.intake import submit_visit
from collector.desk.visiting.targets import CommunityRow, UnitLine, overview
from collector.errors import NotAllowed
from collector.rules.people.account import Account
from generator.campaign.places import Arrangement
from tests.makers import make_account, make_desk, make_household, make_resident, make_visit_body, make_year


def communities(desk: Desk, account: Account) -> dict[str, CommunityRow]:
    return {row.community.code: row for row in overview(desk, account).communities}


def units(desk: Desk, account: Account) -> dict[tuple[str, str], UnitLine]:
    lines = overview(desk, account).units
    return {(line.target.unit, line.target.community_code): line for line in lines}


def test_one_visit_credits_unit_secretary_and_persons(desk: Desk) -> None:
    """A unit that comes with the secretary moves both targets by the same household (S36, S43)."""
    office, sponsor = make_account(desk, role="campaign_office"), make_account(desk, role="sponsor")
    make_account(desk, role="secretary", username="secretary-1", community_code="example-1")
    for n in (1, 2):
        make_household(desk, code=f"example-1-000{n}", community_code="example-1", grid_code="example-1-01")
    companions = [{"user": "secretary-1", "role": "secretary"}]
    for channel, reason in (("doorstep", None), ("phone", "在外地打工")):
        body = make_visit_body(
            household_code="example-1-0001", channel=channel, companions=companions, purpose="joint"
        )
        submit_visit(desk, sponsor, body | ({"channel_reason": reason} if reason else {}))
    line = units(desk, office)["civil-affairs", "example-1"].progress
    assert (line.reached.households, line.reached.doorstep, line.required) == (1, 1, 2)
    row = communities(desk, office)["example-1"]
    assert (row.secretary.reached.households, row.secretary.required) == (1, 2)
    assert row.secretary.ends_on.isoformat() == "2022-12-31"
    assert (row.counts["covered"], row.counts["uncovered"]) == (1, 1)


def test_a_community_with_zero_visits_is_there(desk: Desk) -> None:
    """Every community stands in the table in the office's order, with 0 where nothing happened (S05, S11)."""
    found = communities(desk, make_account(desk, role="campaign_office"))
    assert list(found) == ["fuxing", "example-1"]
    assert set(found["fuxing"].counts.values()) == {0}


def test_everybody_sees_their_own_only(desk: Desk) -> None:
    """A community its own row and the units that come to it, a unit its own lines, nobody a ranking (S84)."""
    local = make_account(desk, role="secretary")
    assert list(communities(desk, local)) == ["fuxing"]
    assert list(units(desk, local)) == [("city-1", "fuxing")]
    sponsor = make_account(desk, role="sponsor")
    assert communities(desk, sponsor) == {}
    assert list(units(desk, sponsor)) == [("civil-affairs", "example-1")]


def test_the_share_is_of_the_roster_on_record(tmp_path_factory: pytest.TempPathFactory) -> None:
    """30 % of the last snapshot, empty houses left out; later changes of the roster do not move it (S40)."""
    year = make_year()
    line = Arrangement(
        unit="city-office",
        community="fuxing",
        starts_on=year.campaign.phases[0].starts_on,
        ends_on=year.campaign.phases[0].ends_on,
    )
    year = make_year(units=msgspec.structs.replace(year.units, arrangements=(line,)))
    desk = make_desk(tmp_path_factory.mktemp("share"), year=year)
    office = make_account(desk, role="campaign_office")
    for n in range(7):
        make_household(desk, code=f"fuxing-000{n}")
    make_household(desk, code="fuxing-0009", vacant_reason="房主长期在外，房子空着")
    assert units(desk, office)["city-office", "fuxing"].progress.required == 3
    taken = snapshots.take(desk, office)
    assert (taken.code, taken.households["fuxing"], taken.vacant["fuxing"]) == ("2022-08-05", 7, 1)
    for n in range(10, 20):
        make_household(desk, code=f"fuxing-00{n}")
    assert units(desk, office)["city-office", "fuxing"].progress.required == 3
    snapshots.take(desk, office)
    assert units(desk, office)["city-office", "fuxing"].progress.required == 6
    assert len(desk.registers.snapshots) == 1
    with pytest.raises(NotAllowed):
        snapshots.take(desk, make_account(desk, role="street_reviewer"))
    desk.store.close()


def test_units_that_visit_without_any_target_are_named(desk: Desk) -> None:
    """Every unit has at least one target, or the office reads which has none (S32)."""
    office = make_account(desk, role="campaign_office")
    make_account(desk, role="liaison", unit_code="city-office")
    make_account(desk, role="sponsor")
    assert overview(desk, office).unsent == ("街道示例城建环保办",)


def test_street_officers_have_a_share_and_no_verdict(desk: Desk) -> None:
    """Of an officer's list so many are focus households (S41)."""
    make_account(desk, role="street_officer", username="officer", unit_code="city-office")
    make_account(desk, role="street_officer", username="idle", unit_code="city-office")
    for n in (1, 2):
        make_household(desk, code=f"fuxing-000{n}", assigned_to=("officer",))
    make_resident(desk, household_code="fuxing-0002", focus=("hardship",))
    assert [(person.username, share.focus, share.assigned) for person, share in targets.officers(desk)] == [
        ("officer", 1, 2)
    ]


def test_focus_households_are_counted_apart(desk: Desk) -> None:
    """五个重点访 of a community: so many reached of so many, for its own eyes (S12)."""
    for n in (1, 2):
        make_household(desk, code=f"fuxing-000{n}")
        make_resident(desk, household_code=f"fuxing-000{n}", focus=("lone_elder",))
    make_household(desk, code="fuxing-0003")
    submit_visit(desk, make_account(desk), make_visit_body())
    assert targets.focus_reached(desk, desk.year.places.communities[0]) == (1, 2)


def test_my_own_list_is_told_to_me(desk: Desk) -> None:
    """How many are named for me, how many of them were reached, and whom I went to with others (S11)."""
    grid, other = make_account(desk), make_account(desk, role="committee_member")
    for n in (1, 2):
        make_household(desk, code=f"fuxing-000{n}", assigned_to=("grid_worker",))
    companions = [{"user": "grid_worker", "role": "grid_worker"}]
    submit_visit(desk, other, make_visit_body(companions=companions))
    own = overview(desk, grid).own
    assert own is not None
    assert (own.assigned, own.covered, own.focus, own.reached.households) == (2, 1, 0, 1)
    assert [row.place.code for row in own.left] == ["fuxing-0002"]


def test_the_pace_goes_from_the_phase_to_today(desk: Desk) -> None:
    """Day by day what was covered beside an even pace that ends with the phase (S38, S66)."""
    for n in (1, 2):
        make_household(desk, code=f"fuxing-000{n}")
    submit_visit(desk, make_account(desk), make_visit_body())
    points = targets.pace(desk, desk.year.places.communities[0])
    assert (points[0].on.isoformat(), points[-1].on.isoformat()) == ("2022-06-11", "2022-08-05")
    assert (points[-2].covered, points[-1].covered, points[-1].expected) == (0, 1, 2)


def test_the_remainder_of_a_grid_follows_every_visit(desk: Desk) -> None:
    """What others cover leaves the worker's remainder as soon as it is sent (S45)."""
    make_account(desk)
    community = desk.year.places.communities[0]
    for n in (1, 2):
        make_household(desk, code=f"fuxing-000{n}")
    assert [each.remainder for each in targets.grid_rows(desk, community)] == [2, 0]
    submit_visit(desk, make_account(desk, role="committee_member"), make_visit_body())
    first = targets.grid_rows(desk, community)[0]
    assert (first.remainder, first.uncovered) == (1, 1)
