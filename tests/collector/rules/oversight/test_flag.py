from typing import Any

import pytest

from collector.rules.issues.issue import Step
from collector.rules.oversight.flag import Flag, Said, overlapping_visits, same_texts, short_visits, unchanged
from collector.rules.visiting.visit import Companion, Visit
from tests.makers import make_case, make_step, make_visit

TEXT = "家里就老两口，吃饭看病都还方便"


def visit(no: int, start: str, end: str, **changes: Any) -> Visit:
    day = "2022-06-18"
    usual = {"no": f"V2022-{no:06d}", "household_code": f"fuxing-{no:04d}"}
    times = {"started_at": f"{day}T{start}+08:00", "ended_at": f"{day}T{end}+08:00"}
    return make_visit(**usual | times | changes)


def said(no: str, household: str, **changes: Any) -> Said:
    usual = {"who": "grid_worker", "community_code": "fuxing", "on": "2022-06-18", "text": TEXT}
    return Said(no=no, household_code=household, **usual | changes)


@pytest.mark.parametrize(
    ("changes", "minutes"),
    [
        ({"end": "10:29:59"}, [29]),
        ({"end": "10:30:00"}, []),
        ({"end": "10:10:00", "channel": "phone"}, []),
        ({"end": "10:10:00", "result": "refused"}, []),
        ({"end": "10:00:00"}, [0]),
    ],
)
def test_s10_short_visits(changes: dict[str, str], minutes: list[int]) -> None:
    """Thirty minutes are enough, a second less is not; only doorstep visits that met somebody count."""
    made = visit(1, "10:00:00", changes.pop("end"), **changes)
    flags = list(short_visits([made], 30, {"V2022-000001": "家里有急事"}))
    assert [flag.minutes for flag in flags] == minutes
    assert [flag.reason for flag in flags] == ["家里有急事"] * len(minutes)


def pairs(*visits: Visit) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(tuple(no[-1] for no in flag.of), flag.who) for flag in overlapping_visits(visits)]


def test_one_person_in_two_houses_at_one_time() -> None:
    """The later visit is set beside the one that was still going on; from end to beginning is no overlap."""
    first, second = visit(1, "10:00:00", "10:40:00"), visit(2, "10:39:59", "11:20:00")
    assert pairs(second, first) == [(("1", "2"), ("grid_worker",))]
    assert pairs(first, visit(2, "10:40:00", "11:20:00")) == []
    assert pairs(first, visit(2, "10:10:00", "10:50:00", visitor="another")) == []
    assert pairs(first, visit(2, "10:10:00", "10:50:00", household_code="fuxing-0001")) == []
    assert pairs(first, visit(2, "10:10:00", "10:50:00", result="absent")) == []


def test_a_companion_is_there_as_well() -> None:
    """Who came along cannot be elsewhere; one pair of visits is one flag, naming everybody in both."""
    along = (Companion(role="grid_worker", user="grid_worker"),)
    both = visit(2, "10:10:00", "10:50:00", visitor="another", companions=along)
    assert pairs(visit(1, "10:00:00", "10:40:00"), both) == [(("1", "2"), ("grid_worker",))]
    mate = (Companion(role="other", user="another"),)
    assert pairs(visit(1, "10:00:00", "10:40:00", companions=mate), both) == [
        (("1", "2"), ("another", "grid_worker"))
    ]


def test_a_long_visit_overlaps_all_that_lie_within() -> None:
    """The one that ends last stays the measure."""
    long = visit(1, "09:00:00", "12:00:00")
    within = (visit(2, "09:10:00", "09:40:00"), visit(3, "10:00:00", "10:30:00"))
    assert [of for of, _ in pairs(long, *within)] == [("1", "2"), ("1", "3")]


def numbers(*each: Said) -> list[tuple[str, ...]]:
    return [flag.of for flag in same_texts(each)]


def test_the_same_words_of_several_households() -> None:
    """Marks and spaces make no difference; another person, another household, or a short text does."""
    spaced = "家里就老两口 吃饭，看病都还方便。"
    assert numbers(said("V1", "a"), said("V2", "b", text=spaced)) == [("V1", "V2")]
    assert numbers(said("V1", "a"), said("V2", "a")) == []
    assert numbers(said("V1", "a"), said("V2", "b", who="another")) == []
    assert numbers(said("V1", "a", text="都挺好的没有困难"), said("V2", "b", text="都挺好的没有困难")) == []


def test_more_of_the_same_is_a_new_flag() -> None:
    """A dismissed pair comes up again when a third household is told of in the same words."""
    two = [said("V1", "a"), said("V2", "b")]
    codes = [next(same_texts(found)).code for found in (two, [*two, said("V3", "c")])]
    assert codes == ["same_text:V1:V2", "same_text:V1:V3"]


@pytest.mark.parametrize(
    ("steps", "count"),
    [
        (("accepted", "resolved", "replied", "callback"), 0),
        (("accepted", "resolved", "replied", make_step("callback", solved="no")), 1),
        (("accepted", "resolved", "replied", make_step("callback", solved="partly")), 1),
        (("accepted", "resolved", "replied", make_step("callback", reached=False, solved=None)), 0),
        (("accepted", "explained", "replied", make_step("callback", solved="no")), 0),
        (("accepted", make_step("callback", solved="no")), 0),
        (("accepted", "resolved", "replied", "reopened", make_step("callback", solved="no")), 0),
        (("accepted", "resolved", "replied", "reopened", "resolved"), 1),
        (("accepted", "resolved", "reopened", make_step("resolved", text="又换了一回灯头")), 0),
    ],
)
def test_s71_called_solved_but_unchanged(steps: tuple[str | Step, ...], count: int) -> None:
    """A callback that denies what was called solved, or a second 办结 in the first one's words."""
    flags = list(unchanged(make_case(*steps)))
    assert len(flags) == count
    assert all(flag.who == ("unit_handler",) and flag.unit == "civil-affairs" for flag in flags)


def test_settled_on_the_spot_is_looked_at_too() -> None:
    """Who called it solved at the door is named; a community in charge is no unit."""
    denied = make_step("callback", solved="no")
    accepted = make_step("accepted", severity="on_spot", unit="fuxing")
    [flag] = unchanged(make_case(accepted, denied, on_spot="solved"))
    assert isinstance(flag, Flag)
    assert (flag.who, flag.unit, flag.of) == (("grid_worker",), None, ("2022-000123",))
    assert list(unchanged(make_case(accepted, denied, on_spot="answered"))) == []
