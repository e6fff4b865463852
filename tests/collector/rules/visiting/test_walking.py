"""The way through a neighbourhood (走访顺序)."""

from hypothesis import given
from hypothesis import strategies as st

from collector.rules.visiting.walking import building_of, walk_key

WALK = [
    "示例小区2号楼1单元101室",
    "示例小区2号楼1单元102室",
    "示例小区2号楼1单元１００１室",
    "示例小区2号楼2单元101室",
    "示例小区10号楼1单元101室",
    "示例路3号",
    "示例路12号",
]


def test_addresses_stand_as_one_walks_them() -> None:
    """By building, unit and door as numbers, full-width digits too; not by the first digit."""
    shuffled = [*WALK[3:], *WALK[:3]]
    assert sorted(shuffled, key=walk_key) == WALK


def test_an_address_knows_its_building() -> None:
    """A building by its word; else the street before the door; else the whole address."""
    found = {
        each: building_of(each)
        for each in ("示例小区3号楼1单元101室", "示例苑B座12层", "示例路9号", "示例村")
    }
    assert list(found.values()) == ["示例小区3号楼", "示例苑B座", "示例路", "示例村"]


@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_two_addresses_can_be_compared(addresses: list[str]) -> None:
    """Whatever is typed as an address, the list can be sorted."""
    assert len(sorted(addresses, key=walk_key)) == len(addresses)
