import pytest

from collector.desk import Desk
from collector.desk.homes import roster
from collector.desk.visiting import intake, planning, schedule
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from collector.rules.people.account import Account
from collector.rules.visiting.outing import Outing
from tests.makers import make_account, make_household, make_outing, make_resident, make_visit_body


@pytest.fixture
def collator(desk: Desk) -> Account:
    """The collator of a fuxing with five households, of which one was visited and two are to be first."""
    for n in range(1, 6):
        make_household(desk, code=f"fuxing-000{n}")
    for n in (4, 5):
        make_resident(desk, household_code=f"fuxing-000{n}", focus=("veteran_party_member",))
    intake.submit_visit(desk, make_account(desk), make_visit_body())
    return make_account(desk, role="community_collator")


def plan(desk: Desk, account: Account, **changes: object) -> Outing:
    usual = {"unit": "civil-affairs", "on": "2022-08-08", "slot": "am", "count": 3}
    return planning.plan(desk, account, "fuxing", **usual | changes)  # type: ignore[arg-type]


def test_a_list_is_picked_exactly_focus_first_never_covered(desk: Desk, collator: Account) -> None:
    """按“需走访户数”确定名单: n households, focus ones among them, nobody visited (S37)."""
    assert plan(desk, collator).households == ("fuxing-0004", "fuxing-0005", "fuxing-0002")
    with pytest.raises(Refusal, match="只有 1 户"):
        plan(desk, collator, on="2022-08-09", count=2)
    assert plan(desk, collator, on="2022-08-09", count=1).households == ("fuxing-0003",)


def test_planned_households_are_scheduled(desk: Desk, collator: Account) -> None:
    """What is on a list ahead is 排上了; called off, it is free again (S11, S31)."""
    outing = plan(desk, collator)
    states = {place.code: place.state for place in roster.places_in(desk, "fuxing")}
    assert [states[f"fuxing-000{n}"] for n in range(1, 6)] == [
        "covered", "scheduled", "uncovered", "scheduled", "scheduled",
    ]  # fmt: skip
    planning.call_off(desk, collator, outing.no)
    assert len(plan(desk, collator, count=4).households) == 4


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit": "nobody"}, "unit"),
        ({"on": "2022-08-04"}, "on"),
        ({"on": "20220808"}, "on"),
        ({"on": "soon"}, "on"),
        ({"slot": "night"}, "slot"),
        ({"grid": "example-1-01"}, "grid"),
        ({"count": -1}, "count"),
        ({"count": 201}, "count"),
        ({"count": 5}, "count"),
    ],
)
def test_a_wrong_plan_says_where(
    desk: Desk, collator: Account, changes: dict[str, object], field: str
) -> None:
    """Unit, day, half-day, grid and number are each checked at their field."""
    with pytest.raises(Refusal) as refused:
        plan(desk, collator, **changes)
    assert list(refused.value.fields) == [field]
    assert len(desk.registers.outings) == 0


@pytest.mark.parametrize("role", ["grid_worker", "sponsor", "liaison", "street_reviewer", "publisher"])
def test_the_community_arranges(desk: Desk, role: str) -> None:
    """各村居统筹安排: others read the calendar and plan nothing (S60)."""
    with pytest.raises(NotAllowed):
        plan(desk, make_account(role=role), count=0)


def test_a_list_is_changed_until_it_is_over(desk: Desk, collator: Account) -> None:
    """Filled up, one added, one taken off, and nothing once the day has passed (S37)."""
    outing = plan(desk, collator, count=1)
    assert planning.pick_more(desk, collator, outing.no, 1).households == ("fuxing-0004", "fuxing-0005")
    assert "fuxing-0001" in planning.add_home(desk, collator, outing.no, "fuxing-0001").households
    assert "fuxing-0004" not in planning.drop_home(desk, collator, outing.no, "fuxing-0004").households
    make_household(desk, code="example-1-0001", community_code="example-1")
    with pytest.raises(Refusal):
        planning.add_home(desk, collator, outing.no, "example-1-0001")
    with pytest.raises(Missing):
        planning.add_home(desk, collator, outing.no, "fuxing-9999")
    desk.act(lambda: desk.registers.outings.add(make_outing(no="P2022-000099", on="2022-08-04")))
    with pytest.raises(Conflict):
        planning.call_off(desk, collator, "P2022-000099")


def test_a_covered_household_on_a_list_is_warned_about(desk: Desk, collator: Account) -> None:
    """避免重复走访: put there by hand, it is kept and pointed out (S31)."""
    outing = plan(desk, collator, count=1)
    planning.add_home(desk, collator, outing.no, "fuxing-0001")
    planning.hand_out(desk, collator, outing.no)
    assert schedule.household_list(desk, collator, outing.no).planned.warnings == ("already_covered",)


def test_an_empty_list_is_not_handed_out(desk: Desk, collator: Account) -> None:
    """社区提前梳理好名单: there must be somebody on it; the first time counts (S34)."""
    outing = plan(desk, collator, count=0)
    with pytest.raises(Refusal):
        planning.hand_out(desk, collator, outing.no)
    planning.pick_more(desk, collator, outing.no, 2)
    assert (planning.hand_out(desk, collator, outing.no).listed_at or "")[:10] == "2022-08-05"


def test_only_people_of_the_community_come_along(desk: Desk, collator: Account) -> None:
    """Secretary and grid workers of the community; the warning goes once one is named (S35)."""
    make_account(desk, role="secretary", username="elsewhere", community_code="example-1")
    outing = plan(desk, collator, unit="city-1", guides=["elsewhere"])
    assert outing.guides == ()
    planning.hand_out(desk, collator, outing.no)
    assert schedule.household_list(desk, collator, outing.no).planned.warnings == ("no_guide",)
    planning.bring(desk, collator, outing.no, ["grid_worker", "elsewhere"])
    assert schedule.household_list(desk, collator, outing.no).planned.warnings == ()
