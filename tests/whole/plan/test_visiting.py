"""Who visits whom (走访安排), as the plan arranges it: 湖工发〔2022〕34号 二、(一) and (二)2."""

import datetime

import msgspec
import pytest

from collector.desk import Desk, assigning, planning, roster, schedule
from collector.desk.intake import submit_visit
from collector.desk.targets import CommunityRow, UnitLine, officers, overview
from collector.rules.account import Account
from collector.rules.quota import reaches_share, share_required
from collector.rules.roster import ASSIGNMENT_REASONS
from generator.build import load_year
from generator.campaign.configuration import Arrangement
from tests.clients import make_client
from tests.makers import (
    PROJECT,
    make_account,
    make_household,
    make_outing,
    make_resident,
    make_visit_body,
)

YEAR = load_year(PROJECT / "content")
ELSEWHERE = {"community_code": "example-1", "grid_code": "example-1-01"}


@pytest.fixture
def office(desk: Desk) -> Account:
    """The office, over a fuxing with four households."""
    for n in range(1, 5):
        make_household(desk, code=f"fuxing-000{n}")
    return make_account(desk, role="campaign_office")


def visit(desk: Desk, account: Account, household: str = "fuxing-0001", **changes: object) -> list[str]:
    body = make_visit_body(household_code=household, **changes)
    warnings: list[str] = submit_visit(desk, account, body).answer["warnings"]
    return warnings


def row(desk: Desk, account: Account, code: str = "fuxing") -> CommunityRow:
    return next(each for each in overview(desk, account).communities if each.community.code == code)


def line(desk: Desk, account: Account, unit: str) -> UnitLine:
    return next(each for each in overview(desk, account).units if each.target.unit == unit)


def test_s31_a_second_first_visit_is_asked_about_before_it_happens(desk: Desk, office: Account) -> None:
    """The form says who was there and asks which it is; sent as a first one it is remarked upon."""
    grid = make_account(desk)
    visit(desk, grid)
    page = make_client(desk, grid).get("/desk/visits/new?household=fuxing-0001").text
    assert "已由示例grid_worker走访过" in page
    for purpose in ("联合走访", "补正记录", "重点户再访"):
        assert purpose in page
    assert visit(desk, grid) == ["repeat_visit"]
    assert visit(desk, grid, purpose="focus") == ["often_contacted"]
    assert row(desk, office).counts["covered"] == 1


def test_s32_every_household_has_a_person_and_gaps_are_listed(desk: Desk, office: Account) -> None:
    """Who is responsible for what; households without anybody are counted and can be listed."""
    assert row(desk, office).unassigned == 4
    assigning.assign(desk, office, "fuxing", ["fuxing-0001"], make_account(desk).username, "near")
    assert row(desk, office).unassigned == 3
    client = make_client(desk, office)
    assert "fuxing-0002" in client.get("/desk/targets/households/in/fuxing?visitor=none").text
    assert "fuxing-0001" not in client.get("/desk/targets/households/in/fuxing?visitor=none").text


def test_s33_city_units_mainly_help_one_community(desk: Desk, office: Account) -> None:
    """市属 → 福兴社区: elsewhere it is a warning, never an error (主要)."""
    assert YEAR.places.city_units_help == "fuxing"
    make_household(desk, code="example-1-0001", **ELSEWHERE)
    city = make_account(desk, role="sponsor", unit_code="city-1")
    guide = [{"role": "secretary", "name": "示例书记"}]
    assert visit(desk, city, companions=guide) == []
    assert visit(desk, city, "example-1-0001", companions=guide) == ["not_city_community"]
    assert office.role == "campaign_office"


def test_s34_the_list_is_drawn_up_before_the_day(desk: Desk, office: Account) -> None:
    """No list, or one handed out on the day itself, is a warning; handed out before, it is printable."""
    outing = planning.plan(desk, office, "fuxing", unit="city-1", on="2022-08-08", slot="am", count=2)
    [day] = schedule.days(desk, desk.year.places.communities[0])
    assert "no_list" in day.slots["am"][0].warnings
    planning.hand_out(desk, office, outing.no)
    [day] = schedule.days(desk, desk.year.places.communities[0])
    assert not {"no_list", "late_list"} & set(day.slots["am"][0].warnings)
    assert "fuxing-0001" in make_client(desk, office).get(f"/desk/targets/schedule/{outing.no}").text


def test_s35_city_units_come_with_somebody_of_the_community(desk: Desk, office: Account) -> None:
    """Without secretary or grid worker beside them the visit is flagged."""
    city = make_account(desk, role="sponsor", unit_code="city-1")
    assert visit(desk, city) == ["no_companion"]
    other = [{"role": "building_leader", "name": "示例楼长"}]
    assert "no_companion" in visit(desk, city, "fuxing-0002", companions=other)
    grid = [{"role": "grid_worker", "name": "示例网格员"}]
    assert visit(desk, city, "fuxing-0003", companions=grid) == []
    assert office.community_code is None


def test_s36_a_quota_counts_distinct_households_and_a_missing_line_is_not_nought(
    desk: Desk, office: Account
) -> None:
    """附件3: twice to one door is one household; a unit without a line is 未配置."""
    city = make_account(desk, role="sponsor", unit_code="city-1")
    guide = [{"role": "secretary", "name": "示例书记"}]
    visit(desk, city, companions=guide)
    visit(desk, city, companions=guide, purpose="focus")
    found = line(desk, office, "city-1").progress
    assert (found.required, found.reached.households) == (2, 1)
    lines = (Arrangement(unit="civil-affairs", community="fuxing", starts_on=DAY, ends_on=DAY),)
    units = msgspec.structs.replace(desk.year.units, quotas=(), arrangements=lines)
    desk.year = msgspec.structs.replace(desk.year, units=units)
    assert line(desk, office, "civil-affairs").progress.required is None
    assert "未配置" in make_client(desk, office).get("/desk/targets/").text


DAY = datetime.date(2022, 6, 20)


def test_s37_exactly_so_many_are_picked_focus_first(desk: Desk, office: Account) -> None:
    """Never a covered one, the focus households before the others."""
    make_resident(desk, household_code="fuxing-0004", focus=("veteran_party_member",))
    visit(desk, make_account(desk))
    outing = planning.plan(desk, office, "fuxing", unit="city-1", on="2022-08-08", slot="am", count=2)
    assert outing.households == ("fuxing-0004", "fuxing-0002")


def test_s38_progress_stands_beside_an_even_pace(desk: Desk, office: Account) -> None:
    """The line rises evenly to the end of the phase; how far behind it a unit is, is told."""
    found = line(desk, office, "city-1").progress
    assert (found.expected, found.behind) == (2, 2)
    assert found.ends_on == datetime.date(2022, 6, 30)


@pytest.mark.parametrize(("total", "required"), [(7, 3), (101, 31), (1, 1), (10, 3), (0, 0)])
def test_s40_thirty_per_cent_in_whole_households(total: int, required: int) -> None:
    """visited × 100 ≥ 30 × total, without a fraction in between."""
    assert share_required(total, 30) == required
    assert reaches_share(required, total, 30)
    assert required == 0 or not reaches_share(required - 1, total, 30)


def test_s41_how_much_of_an_officers_list_are_focus_households(desk: Desk, office: Account) -> None:
    """A share is reported, nobody passes or fails."""
    officer = make_account(desk, role="street_officer", unit_code="city-office")
    make_resident(desk, household_code="fuxing-0001", focus=("petitioner",))
    for code in ("fuxing-0001", "fuxing-0002"):
        household = desk.registers.households.get(code)
        assert household is not None
        changed = msgspec.structs.replace(household, assigned_to=(officer.username,))
        desk.act(lambda kept=changed: desk.registers.households.put(kept))
    [(person, share)] = officers(desk)
    assert (person, share.focus, share.assigned) == (officer, 1, 2)
    assert office.is_of_street


def test_s43_the_secretary_visits_everybody_by_the_end_of_the_year(desk: Desk, office: Account) -> None:
    """户户到 until 12-31, later than any phase; a joint visit counts for both."""
    secretary = make_account(desk, role="secretary")
    companions = [{"role": "secretary", "user": secretary.username}]
    visit(desk, make_account(desk), companions=companions)
    found = row(desk, office).secretary
    assert (found.required, found.reached.households) == (4, 1)
    assert found.ends_on == datetime.date(2022, 12, 31)


def test_s44_households_are_shared_out_with_a_reason(desk: Desk, office: Account) -> None:
    """就近、家族、邻里或其他."""
    assert list(ASSIGNMENT_REASONS.values()) == ["就近", "家族", "邻里", "其他"]
    assigning.assign(desk, office, "fuxing", ["fuxing-0001"], make_account(desk).username, "kin")
    page = make_client(desk, office).get("/desk/targets/households/fuxing-0001").text
    assert "（家族）" in page


def test_s45_the_grid_worker_has_what_the_others_leave(desk: Desk, office: Account) -> None:
    """The remainder is roster less covered, grid by grid; it adds up to the uncovered list."""
    visit(desk, make_account(desk, role="secretary"))
    places = roster.places_in(desk, "fuxing")
    left = [place.code for place in places if place.state == "uncovered"]
    assert left == ["fuxing-0002", "fuxing-0003", "fuxing-0004"]
    assert row(desk, office).counts["uncovered"] == len(left)


def test_s60_one_calendar_and_a_clash_is_seen(desk: Desk, office: Account) -> None:
    """Two units in one grid on one half day are warned about, on the community's one calendar."""
    for n, unit in enumerate(("city-1", "civil-affairs"), 1):
        outing = make_outing(no=f"P2022-00000{n}", unit=unit, on="2022-08-08")
        desk.act(lambda kept=outing: desk.registers.outings.add(kept))
    [day] = schedule.days(desk, desk.year.places.communities[0])
    assert all("same_half_day" in planned.warnings for planned in day.slots["am"])
    assert "请错开" in make_client(desk, office).get("/desk/targets/schedule/in/fuxing").text


def test_s42_and_s06_what_is_shown_and_what_is_not_invented() -> None:
    """The party branch stands beside its grid; only 满意度 is asked for, no score for the other three."""
    assert all(grid.party_branch for community in YEAR.places.communities for grid in community.grids)
    assert not {"happiness", "gain", "safety_sense"} & set(CommunityRow.__struct_fields__)
