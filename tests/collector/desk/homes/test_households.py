import pytest

from collector.desk import Desk
from collector.desk.homes import households
from collector.desk.visiting import intake
from collector.errors import Missing, NotAllowed
from tests.makers import make_account, make_household, make_outing, make_resident, make_visit_body


def codes(desk: Desk, query: str = "", **changes: str) -> list[str]:
    return [home.code for home in households.find_homes(desk, make_account(**changes), query)[0]]


def test_assigned_homes_come_first_then_those_not_visited(desk: Desk) -> None:
    """A visitor's own households lead the list, and whoever was visited goes to its end."""
    for n in (1, 2, 3):
        make_household(desk, code=f"fuxing-000{n}", assigned_to=("grid_worker",) if n == 3 else ())
    intake.submit_visit(desk, make_account(desk), make_visit_body(household_code="fuxing-0001"))
    assert codes(desk) == ["fuxing-0003", "fuxing-0002", "fuxing-0001"]
    first = households.find_homes(desk, make_account())[0][-1]
    assert (first.covered_on, first.covered_by) == ("2022-08-05", "grid_worker")


def test_every_word_of_a_query_must_fit_address_or_code(desk: Desk) -> None:
    """Homes are found by parts of the door or the code, in any order."""
    make_household(desk, code="fuxing-0001")
    make_household(desk, code="fuxing-0002")
    make_resident(desk, household_code="fuxing-0002", address="示例路3号楼201室")
    assert codes(desk, "201 3号楼") == ["fuxing-0002"]
    assert codes(desk, "FUXING-0001") == ["fuxing-0001"]
    assert codes(desk, "3号楼 999") == []


def test_a_list_holds_only_homes_one_may_visit(desk: Desk) -> None:
    """Another community's roster stays out of sight, in the list and by its code."""
    make_household(desk, code="example-1-0001", community_code="example-1")
    assert codes(desk) == []
    assert codes(desk, role="sponsor") == ["example-1-0001"]
    make_household(desk)
    assert codes(desk, role="sponsor", unit_code="city-1") == ["fuxing-0001", "example-1-0001"]
    with pytest.raises(NotAllowed):
        households.home_of(desk, make_account(), "example-1-0001")
    with pytest.raises(Missing):
        households.home_of(desk, make_account(), "fuxing-9999")


def test_a_home_says_its_door_and_no_name(desk: Desk) -> None:
    """What a visitor sees before the visit is the door and the grid; a household without one waits for it."""
    make_household(desk, grid_code=None)
    home = households.home_of(desk, make_account(), "fuxing-0001")
    assert (home.address, home.grid) == ("示例路1号楼2单元301室", "待归户")
    assert "示例某" not in str(home)


def test_a_home_says_who_plans_to_come(desk: Desk) -> None:
    """互不重复: whoever is about to go sees that another unit is coming, and when (S31)."""
    make_household(desk)
    outing = make_outing(on="2022-08-08", households=("fuxing-0001",))
    desk.act(lambda: desk.registers.outings.add(outing))
    found = households.home_of(desk, make_account(), "fuxing-0001")
    assert (found.planned_on, found.planned_by) == ("2022-08-08", "区示例民政局")
    assert households.find_homes(desk, make_account())[0] == [found]


def test_a_home_where_nobody_was_in_says_so(desk: Desk) -> None:
    """Who looks for the next door sees that somebody was just there in vain, as on the list for a walk."""
    make_household(desk)
    body = make_visit_body(result="absent")
    del body["ended_at"]
    intake.submit_visit(desk, make_account(desk), body)
    found = households.home_of(desk, make_account(), "fuxing-0001")
    assert (found.covered_on, found.last) == (None, "8月5日 家里没人")


def test_a_long_list_is_cut_and_counted(desk: Desk) -> None:
    """Only so many homes are shown at once, with how many there are in all."""

    def work() -> None:
        for n in range(households.SHOWN + 5):
            desk.registers.households.add(make_household(code=f"fuxing-{n:04d}"))

    desk.act(work)
    shown, found = households.find_homes(desk, make_account())
    assert (len(shown), found) == (households.SHOWN, households.SHOWN + 5)
