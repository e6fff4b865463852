import pytest

from collector.rules.issues.similar import likeness, suggest
from tests.makers import make_case


def case(no: int, text: str, **changes: str) -> object:
    made = make_case(no=f"2022-{no:06d}", **changes)
    made.words["report"] = text
    return made


def numbers(*cases: object, within: int = 30) -> list[tuple[str, ...]]:
    groups = suggest(cases, within)  # type: ignore[arg-type]
    return [tuple(each.no[-1] for each in group.cases) for group in groups]


LAMP, LAMP_TOO = "9号楼东边的路灯不亮，晚上看不清", "东边路灯不亮了，晚上出门看不清路"


def test_alike_reports_of_one_community_are_suggested() -> None:
    """The same thing in other words is found, another thing is not; the earliest would be the main one."""
    later = case(1, LAMP, collected_at="2022-06-12T10:00:00+08:00")
    earlier = case(2, LAMP_TOO, collected_at="2022-06-11T10:00:00+08:00")
    other = case(3, "医保报销要跑两趟，能不能一次办完")
    assert numbers(later, earlier, other) == [("2", "1")]


@pytest.mark.parametrize(
    "changes",
    [{"community_code": "example-1"}, {"collected_at": "2022-07-20T10:00:00+08:00"}],
    ids=["another community", "too long after"],
)
def test_elsewhere_or_long_after_it_is_another_thing(changes: dict[str, str]) -> None:
    """Only within a community and the reporting window (S54)."""
    assert numbers(case(1, LAMP), case(2, LAMP_TOO, **changes)) == []


@pytest.mark.parametrize(("days", "found"), [(9, []), (10, [("1", "2")])])
def test_how_far_apart_is_the_campaigns_to_say(days: int, found: list[tuple[str, ...]]) -> None:
    """`alike_within_days` counts days between the two, both ways."""
    later = case(2, LAMP_TOO, collected_at="2022-06-20T10:00:00+08:00")
    assert numbers(case(1, LAMP), later, within=days) == numbers(later, case(1, LAMP), within=days) == found


def test_what_is_done_is_not_suggested() -> None:
    """Only what is still being handled can be merged."""
    done = make_case("accepted", "resolved", "replied", no="2022-000002")
    assert numbers(case(1, "示例路路灯不亮"), done) == []


def test_what_is_on_its_way_to_the_hotline_comes_first() -> None:
    """It can only be the main one (S54), so that two such are never suggested to be one."""
    reported = [make_case("accepted", "listed", no=f"2022-00000{n}") for n in (2, 3)]
    assert numbers(case(1, "示例路路灯不亮"), *reported) == [("2", "1")]


def test_likeness_is_symmetric_and_full_for_the_same() -> None:
    """Marks, spaces and numbers do not count."""
    assert likeness(LAMP, LAMP_TOO) == likeness(LAMP_TOO, LAMP) < 100
    assert likeness("路灯 不亮！", "路灯不亮") == 100
