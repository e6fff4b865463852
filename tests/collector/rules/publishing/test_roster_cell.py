"""A cell of the roster is read as people fill it in, and nothing is looked for that is a remark."""

import pytest

from collector.rules.publishing.roster_cell import Sought, phones, short_forms, sought_addresses, sought_names


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("示建国", {"示建国"}),
        ("⾼示例 ", {"高示例"}),
        ("高 示 例", {"高示例"}),
        ("高示\U00020bb7", {"高示\U00020bb7"}),
        ("买买提•示例", {"买买提示例"}),
        ("示建国（户主）", {"示建国"}),
        ("户主：示建国", {"示建国"}),
        ("示建国户主", {"示建国"}),
        ("高示例、李小示", {"高示例", "李小示"}),
        ("高示例/李小示，王示", {"高示例", "李小示", "王示"}),
        ("高示例 李小示", {"高示例李小示", "高示例", "李小示"}),
        ("高示例（妻）李小示", {"高示例李小示", "高示例", "李小示"}),
        ("高示例13800000000", {"高示例"}),
        ("高示例，低保", {"高示例"}),
        ("高示例、常住户", {"高示例"}),
        ("高示例、高龄", {"高示例"}),
        ("买买提·示例、古丽·示例", {"买买提示例", "古丽示例"}),
        ("买买提 示例", {"买买提示例"}),
        ("不在家", set()),
        ("待核实", set()),
        ("无", set()),
        ("Li", set()),
        ("", set()),
    ],
)
def test_the_people_of_a_cell(cell: str, people: set[str]) -> None:
    """Two people in a cell are two; a remark in brackets or behind a comma is nobody."""
    assert {each.text for each in sought_names(cell)} == people


@pytest.mark.parametrize(
    ("name", "gaps", "told"),
    [
        ("李示国", {1: "blank"}, True),
        ("李示国", {1: "mark"}, True),
        ("李示国", {1: "blank", 2: "blank"}, True),
        ("李示国", {2: "line"}, True),
        ("李示国", {2: "blank"}, False),
        ("李示国", {2: "mark"}, False),
        ("李示国", {1: "set off"}, False),
        ("李示国", {1: "apart"}, False),
        ("欧阳示国", {2: "blank"}, True),
        ("欧阳示国", {3: "blank"}, False),
        ("李示", {1: "blank"}, True),
    ],
)
def test_a_name_is_parted_behind_the_surname_or_everywhere(
    name: str, gaps: dict[int, str], told: bool
) -> None:
    """李示 国庆 are two words; only a line breaks where it ends."""
    assert Sought(name, "name").may_be_written(gaps) is told


def test_a_name_is_parted_where_the_roster_parts_it() -> None:
    """买买提 示例 as well as 买买提·示例."""
    (sought,) = sought_names("买买提·示例")
    assert sought.may_be_written({3: "blank"})
    assert not sought.may_be_written({2: "blank"})


@pytest.mark.parametrize(
    ("cell", "forms"),
    [
        ("北村23号", {"北村23号", "北村2十3号"}),
        ("北村二十三号", {"北村23号", "北村2十3号"}),
        ("北村 23 號", {"北村23号", "北村2十3号"}),
        ("北村十号", {"北村10号", "北村十号"}),
        ("北村9号", {"北村9号"}),
        ("北村23号（东户）", {"北村23号东户", "北村2十3号东户", "北村23号", "北村2十3号"}),
        ("北村3号、南村5号", {"北村3号、南村5号", "北村3号", "南村5号"}),
        ("示例小区1号楼（北区）", {"示例小区1号楼北区", "示例小区1栋北区"}),
        ("示例小区1号楼，2单元，301", {"示例小区1号楼，2单元，301", "示例小区1栋，2单元，301"}),
        ("3幢2单元501", {"3栋2单元501", "3号楼2单元501"}),
        ("3排5号", {"3排5号"}),
        ("五巷十二号", {"5巷十2号", "5巷12号"}),
        ("示例小区b 座 301", {"示例小区b座301"}),
        ("5号", set()),
        ("示例小区东门", set()),
        ("", set()),
    ],
)
def test_the_addresses_of_a_cell(cell: str, forms: set[str]) -> None:
    """In digits and in tens, as 号楼 and 栋, with and without remarks; no building is cut out of a flat."""
    assert {each.text for each in sought_addresses(cell)} == forms


def test_the_hyphens_of_a_door_are_part_of_it() -> None:
    """1-12-301 is neither 11-2-301 nor 112301, and 2-3号 is not 23号."""
    (sought,) = sought_addresses("示例小区1-12-301")
    start = len("示例小区")
    assert sought.may_be_written({start + 1: "mark", start + 3: "mark"})
    assert not sought.may_be_written({start + 2: "mark", start + 3: "mark"})
    assert not sought.may_be_written({})
    assert not Sought("北村23号", "address").may_be_written({3: "mark"})
    assert Sought("北村23号", "address").may_be_written({2: "set off", 4: "set off"})


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("13800000000", {"13800000000"}),
        ("+86 138-0000-0000", {"13800000000"}),
        ("0533-6012345", {"05336012345", "6012345"}),
        ("13800000000、6012345", {"13800000000", "6012345"}),
        ("13800000000 6012345", {"13800000000", "6012345"}),
        ("138 0000 0000", {"13800000000"}),
        ("13800000000（二儿子）", {"13800000000"}),
        ("六零一二三四五", {"6012345"}),
        ("6O12345", {"6012345"}),
        ("无", set()),
        ("", set()),
    ],
)
def test_the_phones_of_a_cell(cell: str, numbers: set[str]) -> None:
    """Each with and without what is dialled first; two in a cell are two."""
    assert phones(cell) == numbers


def test_an_address_is_looked_for_from_each_of_its_places_on() -> None:
    """Province and subdistrict are left out by whoever lives there, and the community too."""
    address = "山东省示例市湖田街道福兴社区北村23号"
    assert set(short_forms(address, ["湖田街道", "福兴社区", "示例社区"])) == {
        address,
        "湖田街道福兴社区北村23号",
        "福兴社区北村23号",
        "北村23号",
    }


@pytest.mark.parametrize(
    "place", ["四宝山社区", "世纪花园一期", "三里庄小区", "八一路小学家属院", "五里桥村委会", "和平小区二区"]
)
def test_a_place_with_a_numeral_in_its_name_is_no_door(place: str) -> None:
    """Looked for, it would stop every page that names the place."""
    assert list(sought_addresses(place)) == []
    assert list(sought_addresses(f"{place}二号楼三单元")) != []
