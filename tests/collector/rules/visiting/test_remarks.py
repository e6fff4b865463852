from typing import Any

import pytest

from collector.rules.reading import read
from collector.rules.visiting.remarks import WARNINGS, minutes_of, remarks_on, warning
from collector.rules.visiting.visit import Visit, VisitReport
from tests.makers import make_visit_body


def visit(**changes: Any) -> VisitReport:
    return read(make_visit_body(**changes), VisitReport)[0]


def remarks(report: VisitReport, earlier: tuple[Visit, ...] = (), **changes: Any) -> tuple[str, ...]:
    usual = {"contacts": 0, "is_astray": False, "needs_companion": False}
    return remarks_on(report, earlier=earlier, minimum_minutes=30, **usual | changes)


def earlier_visit(day: str, result: str = "met") -> Visit:
    return Visit(
        no="V2022-000001", id="", household_code="fuxing-0001", community_code="fuxing", visitor="x",
        channel="doorstep", result=result, started_at=f"{day}T10:00:00+08:00", received_at="",
    )  # fmt: skip


def test_minutes_are_those_of_the_visit() -> None:
    """The length is counted in whole minutes, and unknown where no end was given."""
    assert minutes_of(visit()) == 40
    assert minutes_of(visit(ended_at=None)) is None


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, ()),
        ({"ended_at": "2022-08-05T10:30:00"}, ()),
        ({"ended_at": "2022-08-05T10:29:00"}, ("short_visit",)),
        ({"ended_at": "2022-08-05T10:29:00", "channel": "phone", "channel_reason": "x"}, ()),
        ({"ended_at": "2022-08-05T10:01:00", "result": "refused"}, ()),
        ({"started_at": "2022-06-18T19:30:00", "ended_at": "2022-06-18T20:10:00"}, ()),
        ({"started_at": "2022-06-18T22:30:00", "ended_at": "2022-06-18T23:10:00"}, ("late_hour",)),
        ({"started_at": "2022-06-18T06:59:00", "ended_at": "2022-06-18T07:40:00"}, ("late_hour",)),
        ({"started_at": "2022-06-18T07:00:00", "ended_at": "2022-06-18T07:40:00"}, ()),
    ],
)
def test_short_and_late_visits_are_remarked_upon(changes: dict[str, Any], codes: tuple[str, ...]) -> None:
    """Thirty minutes pass, fewer are remarked at the door; a Saturday evening is fine (S10, S50)."""
    assert remarks(visit(**changes)) == codes


def test_a_second_first_visit_is_remarked_upon() -> None:
    """A covered household visited again as if first is remarked; a focus visit is not (S31)."""
    before = (earlier_visit("2022-06-12"),)
    assert remarks(visit(), before) == ("repeat_visit",)
    assert remarks(visit(purpose="focus"), before) == ()
    assert remarks(visit(), (earlier_visit("2022-06-12", "absent"),)) == ()


def test_many_contacts_within_a_week_are_remarked_upon() -> None:
    """A third contact within seven days disturbs (S15)."""
    assert remarks(visit(), contacts=2) == ("often_contacted",)
    assert remarks(visit(), contacts=1) == ()


def test_what_is_told_names_the_campaigns_own_minimum() -> None:
    """Who must stay twenty minutes is not told of thirty; every remark has its words."""
    assert warning("short_visit", 20) == "这次不到 20 分钟，照常登记。"
    assert all("{" not in warning(code, 20) for code in WARNINGS)


def test_units_of_the_city_are_remarked_upon_outside_their_community_or_alone() -> None:
    """A city unit elsewhere, or without secretary or grid worker, is remarked upon (S33, S35)."""
    alone = visit(companions=[{"role": "group_leader", "name": "示例某"}])
    assert remarks(alone, is_astray=True, needs_companion=True) == ("not_city_community", "no_companion")
    guided = visit(companions=[{"role": "grid_worker", "name": "示例某"}])
    assert remarks(guided, needs_companion=True) == ()
