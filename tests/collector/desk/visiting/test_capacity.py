from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.desk import Desk
from collector.desk.visiting.capacity import impossible
from tests.makers import make_account, make_desk, make_household


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Three households of fuxing in a campaign of fourteen working days, and nobody yet."""
    desk = make_desk(tmp_path)
    for n in (1, 2, 3):
        make_household(desk, code=f"fuxing-000{n}")
    yield desk
    desk.store.close()


def codes(desk: Desk) -> list[str]:
    return [problem.code for problem in impossible(desk)]


def test_households_without_anybody_to_visit_them_are_pointed_out(desk: Desk) -> None:
    """By community and for the street; a warning with the numbers, and gone when there is somebody."""
    found = impossible(desk)
    assert [(each.code, each.level) for each in found] == [("too_few_visitors", "warning")] * 2
    assert "福兴社区名册上有 3 户（不算空户），能去走访的账号 0 个" in found[0].message
    assert "全街道" in found[1].message
    make_account(desk, role="unit_handler")
    make_account(desk, username="gone", disabled=True)
    assert len(codes(desk)) == 2
    make_account(desk)
    assert codes(desk) == []


def test_an_empty_household_needs_nobody(desk: Desk) -> None:
    """Vacant ones are left out, as everywhere."""
    for n in (1, 2, 3):
        make_household(desk, code=f"fuxing-000{n}", vacant_reason="长期空着")
    assert codes(desk) == []


def test_a_quota_above_the_roster_is_pointed_out(desk: Desk) -> None:
    """附件3 asks two of fuxing and two of example-1; a community without a roster says nothing yet."""
    make_account(desk)
    make_account(desk, username="other", community_code="example-1")
    make_household(desk, code="example-1-0001", community_code="example-1", grid_code="example-1-01")
    [problem] = impossible(desk)
    assert problem.code == "quota_above_roster"
    assert "区示例民政局在示例一社区走 2 户，名册上只有 1 户" in problem.message
