"""Who is visited by whom (走访安排), as the plan asks for it: 湖工发〔2022〕34号 二、(一) and (二)2."""

import datetime
from pathlib import Path

import msgspec
import pytest

from collector.desk import Desk
from collector.desk.homes import roster, snapshots
from collector.desk.visiting import assigning, planning, schedule, targets
from collector.desk.visiting.intake import submit_visit
from collector.errors import Refusal
from collector.rules.people.account import Account
from collector.rules.visiting.quota import share_required
from generator.campaign.places import Arrangement
from tests.clients import DeskClient, make_client
from tests.makers import make_account, make_desk, make_household, make_resident, make_visit_body, make_year

FIRST = {
    "id": "00000000-0000-4000-8000-00000000000a",
    "household_code": "fuxing-0001",
    "result": "met",
    "channel": "doorstep",
    "date": "2022-08-05",
    "start": "15:00",
    "end": "15:40",
}


def homes(desk: Desk, count: int, community: str = "fuxing", **changes: object) -> None:
    for n in range(1, count + 1):
        code = f"{community}-{n:04d}"
        make_household(desk, code=code, community_code=community, grid_code=f"{community}-01", **changes)


def warned(desk: Desk, account: Account, **changes: object) -> list[str]:
    return list(submit_visit(desk, account, make_visit_body(**changes)).answer["warnings"])


def visited_before(desk: Desk) -> DeskClient:
    """A household that a colleague has covered, and somebody else at its door."""
    make_household(desk)
    warned(desk, make_account(desk))
    return make_client(desk, make_account(desk, role="committee_member"))


def test_s31_a_second_first_visit_is_asked_about_before_it_happens(desk: Desk) -> None:
    """The form says who was there and asks what this visit is; who does not say is asked again."""
    client = visited_before(desk)
    page = client.get("/desk/visits/new?household=fuxing-0001").text
    assert "已由示例grid_worker走访过" in page
    for label in ("联合走访", "补正记录", "重点户再访", "回访"):
        assert label in page
    assert 'name="purpose" value="first"' not in page
    asked = client.post("/desk/visits/check", data=FIRST)
    assert asked.status_code == 422
    assert "请选这次是来做什么" in asked.text
    assert 'value="15:40"' in asked.text
    assert len(desk.registers.visits) == 1
    checked = client.post("/desk/visits/check", data=FIRST | {"purpose": "focus"})
    assert checked.status_code == 200
    assert client.post("/desk/visits", data=FIRST | {"purpose": "focus"}).status_code == 303
    assert sorted(visit.purpose for visit in desk.registers.visits) == ["first", "focus"]


def test_s31_a_callback_is_no_second_visit(desk: Desk) -> None:
    """What is asked back about an issue is recorded there, and the form leads to it; no repeat is counted."""
    client = visited_before(desk)
    body = make_visit_body(household_code="fuxing-0002", issues=[])
    make_household(desk, code="fuxing-0002")
    body["issues"] = [
        {"id": "00000000-0000-4000-8000-00000000000b", "field": "housing", "text": "示例路路灯不亮"}
    ]
    submit_visit(desk, make_account(username="grid_worker"), body)
    (issue,) = desk.registers.issues
    assert f"/desk/issues/{issue.no}" in client.get("/desk/visits/new?household=fuxing-0002").text
    for purpose in ("joint", "correction", "focus"):
        assert "repeat_visit" not in warned(desk, make_account(role="secretary"), purpose=purpose)
    assert "repeat_visit" in warned(desk, make_account(role="secretary"))


def test_s31_the_planner_shows_whose_list_a_household_is_on(desk: Desk) -> None:
    """Twice planned, or planned though covered, is warned about on the list before its day."""
    homes(desk, 2)
    warned(desk, make_account(desk))
    collator = make_account(desk, role="community_collator")
    first = planning.plan(desk, collator, "fuxing", unit="city-1", on="2022-08-08", slot="am", count=1)
    assert first.households == ("fuxing-0002",)
    second = planning.plan(
        desk, collator, "fuxing", unit="civil-affairs", on="2022-08-09", slot="pm", count=0
    )
    for code in ("fuxing-0001", "fuxing-0002"):
        planning.add_home(desk, collator, second.no, code)
    warnings = schedule.household_list(desk, collator, second.no).planned.warnings
    assert {"already_covered", "listed_twice"} <= set(warnings)
    page = make_client(desk, collator).get("/desk/targets/households/in/fuxing").text
    assert "市属示例一单位" in page


def test_s32_every_household_has_somebody_and_every_unit_a_target_or_is_named(desk: Desk) -> None:
    """The gaps are listed: households without a person, units that visit without a target."""
    office = make_account(desk, role="campaign_office")
    make_account(desk)
    make_account(desk, role="liaison", unit_code="city-office")
    homes(desk, 3)
    secretary = make_account(desk, role="secretary")
    assigning.assign(desk, secretary, "fuxing", ["fuxing-0001"], "grid_worker", "near")
    found = targets.overview(desk, office)
    assert [row.unassigned for row in found.communities] == [2, 0]
    assert found.unsent == ("街道示例城建环保办",)
    page = make_client(desk, office).get("/desk/targets/").text
    assert "2 户" in page
    assert "没有写走访任务：街道示例城建环保办" in page


def test_s33_city_units_help_fuxing_and_elsewhere_is_a_warning(desk: Desk) -> None:
    """主要协助: warned about, never refused, and nobody else is warned."""
    line = Arrangement(
        unit="city-1",
        community="example-1",
        starts_on=datetime.date(2022, 6, 11),
        ends_on=datetime.date(2022, 8, 30),
    )
    desk.year = msgspec.structs.replace(
        desk.year, units=msgspec.structs.replace(desk.year.units, arrangements=(line,))
    )
    homes(desk, 1)
    homes(desk, 1, "example-1")
    city, district = (
        make_account(desk, role="sponsor", username=unit, unit_code=unit)
        for unit in ("city-1", "civil-affairs")
    )
    guide = [{"role": "grid_worker", "name": "示例陪同"}]
    assert "not_city_community" in warned(desk, city, household_code="example-1-0001", companions=guide)
    assert "not_city_community" not in warned(desk, city, companions=guide)
    assert "not_city_community" not in warned(
        desk, district, household_code="example-1-0001", purpose="joint"
    )


def test_s34_a_list_is_handed_out_before_the_day_or_warned_about(desk: Desk) -> None:
    """No list is a warning, one of the same day another, one of the eve none; the list can be printed."""
    homes(desk, 3)
    make_account(desk)
    collator = make_account(desk, role="community_collator")

    def planned(on: str) -> str:
        return planning.plan(
            desk, collator, "fuxing", unit="city-1", on=on, slot="am", count=1, guides=["grid_worker"]
        ).no

    eve, same_day = planned("2022-08-08"), planned("2022-08-05")

    def warnings(no: str) -> tuple[str, ...]:
        return schedule.household_list(desk, collator, no).planned.warnings

    assert warnings(eve) == ("no_list",)
    for no in (eve, same_day):
        planning.hand_out(desk, collator, no)
    assert warnings(eve) == ()
    assert warnings(same_day) == ("late_list",)
    assert "paper-only" in make_client(desk, collator).get(f"/desk/targets/schedule/{eve}").text


@pytest.mark.parametrize(
    ("companions", "is_flagged"),
    [
        ([], True),
        ([{"role": "villager_representative", "name": "示例代表"}], True),
        ([{"role": "secretary", "name": "示例书记"}], False),
        ([{"role": "grid_worker", "name": "示例网格员"}], False),
    ],
)
def test_s35_a_city_unit_comes_with_the_secretary_or_a_grid_worker(
    desk: Desk, companions: list[dict[str, str]], is_flagged: bool
) -> None:
    """Either role will do; without one the visit is kept and flagged."""
    homes(desk, 1)
    city = make_account(desk, role="sponsor", unit_code="city-1")
    assert ("no_companion" in warned(desk, city, companions=companions)) == is_flagged


def test_s36_a_quota_is_met_by_different_households_and_a_missing_line_is_not_nought(desk: Desk) -> None:
    """附件3: twice to one door is one household; without a line it reads 未配置."""
    homes(desk, 2, "example-1")
    homes(desk, 1)
    office, district = make_account(desk, role="campaign_office"), make_account(desk, role="sponsor")

    def line(unit: str, community: str) -> targets.UnitLine:
        found = targets.overview(desk, office).units
        return next(
            each for each in found if (each.target.unit, each.target.community_code) == (unit, community)
        )

    for purpose in ("first", "joint"):
        warned(desk, district, household_code="example-1-0001", purpose=purpose)
    assert (
        line("civil-affairs", "example-1").progress.reached.households,
        line("civil-affairs", "example-1").progress.is_met,
    ) == (1, False)
    warned(desk, district, household_code="example-1-0002")
    assert line("civil-affairs", "example-1").progress.is_met
    astray = make_account(desk, role="sponsor", username="grid-lent", unit_code="civil-affairs")
    companions = [{"role": "other", "user": astray.username}]
    warned(desk, make_account(desk), companions=companions)
    assert line("civil-affairs", "fuxing").target.required is None
    assert "未配置" in make_client(desk, office).get("/desk/targets/").text


def test_s37_exactly_n_are_picked_focus_first_and_nobody_covered(desk: Desk) -> None:
    """And where there are not n, it says how many there are in place of fewer."""
    homes(desk, 4)
    make_resident(desk, household_code="fuxing-0004", focus=("lone_elder",))
    warned(desk, make_account(desk))
    collator = make_account(desk, role="community_collator")
    picked = planning.plan(desk, collator, "fuxing", unit="city-1", on="2022-08-08", slot="am", count=2)
    assert picked.households == ("fuxing-0004", "fuxing-0002")
    with pytest.raises(Refusal, match="只有 1 户"):
        planning.plan(desk, collator, "fuxing", unit="city-1", on="2022-08-09", slot="am", count=2)


def test_s40_thirty_per_cent_in_integers_of_the_roster_on_record(tmp_path: Path) -> None:
    """7 → 3, 101 → 31, 1 → 1, never a float; later changes of the roster do not move it."""
    assert [share_required(total, 30) for total in (7, 101, 1, 0, 10)] == [3, 31, 1, 0, 3]
    for total in range(1, 400):
        fewest = share_required(total, 30)
        assert fewest * 100 >= 30 * total > (fewest - 1) * 100
    year = make_year()
    line = Arrangement(
        unit="city-office",
        community="fuxing",
        starts_on=datetime.date(2022, 6, 11),
        ends_on=datetime.date(2022, 6, 30),
    )
    desk = make_desk(
        tmp_path / "share", year=make_year(units=msgspec.structs.replace(year.units, arrangements=(line,)))
    )
    office = make_account(desk, role="campaign_office")
    homes(desk, 7)
    snapshots.take(desk, office)
    homes(desk, 20)
    required = {each.target.unit: each.target.required for each in targets.overview(desk, office).units}
    assert required["city-office"] == 3
    desk.store.close()


def test_s41_an_officers_share_of_focus_households_is_told_without_a_verdict(desk: Desk) -> None:
    """So many of so many, and no threshold to pass."""
    make_account(desk, role="street_officer", username="officer", unit_code="city-office")
    homes(desk, 3, assigned_to=("officer",))
    make_resident(desk, household_code="fuxing-0002", focus=("hardship",))
    page = make_client(desk, make_account(desk, role="campaign_office")).get("/desk/targets/").text
    assert "1／3 户" in page
    assert "不作评判" in page


def test_s42_the_party_branch_stands_beside_its_grid(tmp_path: Path) -> None:
    """一网三联: shown where the grid is."""
    year = make_year()
    fuxing, other = year.places.communities
    grid = msgspec.structs.replace(fuxing.grids[0], party_branch="示例第一党支部")
    places = msgspec.structs.replace(
        year.places, communities=(msgspec.structs.replace(fuxing, grids=(grid,)), other)
    )
    desk = make_desk(tmp_path / "branch", year=make_year(places=places))
    homes(desk, 1)
    page = make_client(desk, make_account(desk, role="campaign_office")).get("/desk/targets/fuxing").text
    assert "示例第一党支部" in page
    desk.store.close()


def test_s43_a_secretary_goes_to_every_door_by_the_end_of_the_year(desk: Desk) -> None:
    """户户到 until 12-31, later than the phase; a visit made together counts for the secretary too."""
    homes(desk, 2)
    make_account(desk, role="secretary")
    grid, office = make_account(desk), make_account(desk, role="campaign_office")
    companions = [{"role": "secretary", "user": "secretary"}]
    warned(desk, grid, companions=companions)
    warned(desk, grid, household_code="fuxing-0002")
    row = targets.overview(desk, office).communities[0]
    assert (row.secretary.reached.households, row.secretary.required) == (1, 2)
    assert row.secretary.ends_on == datetime.date(2022, 12, 31) > row.progress.ends_on


def test_s44_a_household_is_assigned_for_one_of_the_plans_reasons(desk: Desk) -> None:
    """就近、家族、邻里 or 其他: kept with the household; another reason is refused."""
    homes(desk, 4)
    make_account(desk, role="committee_member")
    secretary = make_account(desk, role="secretary")
    for n, reason in enumerate(("near", "kin", "neighbour", "other"), 1):
        assigning.assign(desk, secretary, "fuxing", [f"fuxing-000{n}"], "committee_member", reason)
    kept = [desk.registers.households.get(f"fuxing-000{n}") for n in range(1, 5)]
    assert [each.assigned_for["committee_member"] for each in kept if each] == [
        "near",
        "kin",
        "neighbour",
        "other",
    ]
    with pytest.raises(Refusal):
        assigning.assign(desk, secretary, "fuxing", ["fuxing-0001"], "committee_member", "liking")


def test_s45_the_grid_workers_remainder_is_what_others_leave(desk: Desk) -> None:
    """Roster less what others covered, after every visit; what is left sums to the uncovered list."""
    homes(desk, 3)
    grid, member = make_account(desk), make_account(desk, role="committee_member")
    community = desk.year.places.communities[0]

    def first() -> tuple[int, int]:
        rows = targets.grid_rows(desk, community)
        uncovered = [each for each in roster.places_in(desk, "fuxing") if each.state == "uncovered"]
        assert sum(each.uncovered for each in rows) == len(uncovered)
        return rows[0].remainder, rows[0].uncovered

    assert first() == (3, 3)
    warned(desk, member)
    assert first() == (2, 2)
    warned(desk, grid, household_code="fuxing-0002")
    assert first() == (2, 1)


def test_s60_two_units_in_one_grid_on_one_half_day_are_warned_about(desk: Desk) -> None:
    """One calendar of all units; another grid, half-day or community is no clash."""
    collator = make_account(desk, role="community_collator")

    def plan(unit: str, **changes: object) -> str:
        usual = {"on": "2022-08-08", "slot": "am", "grid": "fuxing-01", "count": 0}
        return planning.plan(desk, collator, "fuxing", unit=unit, **usual | changes).no  # type: ignore[arg-type]

    one, other = plan("city-1"), plan("civil-affairs", slot="pm")

    def clashing() -> set[str]:
        found = schedule.days(desk, desk.year.places.communities[0])
        every = [planned for day in found for slot in day.slots.values() for planned in slot]
        return {each.outing.no for each in every if "same_half_day" in each.warnings}

    assert clashing() == set()
    third = plan("city-office")
    assert clashing() == {one, third}
    page = make_client(desk, collator).get("/desk/targets/schedule/in/fuxing").text
    assert page.count("同一个半天还有别的单位要来") == 2
    planning.call_off(desk, collator, third)
    assert clashing() == set()
    assert other
