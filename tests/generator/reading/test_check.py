"""A mapping becomes a record, or every reason why not is said at once."""

import datetime

import pytest

from generator.campaign.configuration import Keep, Limits, Site, WorkdayYear
from generator.campaign.places import Units
from generator.reading import read
from generator.reading.check import UNPRINTABLE, Checker, nearest, to_date


@pytest.fixture
def check(tmp_path):
    def check(text, kind=Units, *, many=False):
        path = tmp_path / "sample.yaml"
        path.write_text(text, encoding="utf-8")
        problems = []
        checker = Checker("sample.yaml", problems)
        node = read.read_yaml(path)
        return (checker.records if many else checker.record)(node, kind), problems

    return check


UNITS = "units:\n  - code: a\n    name: 甲\n    level: city\n"


def test_a_right_mapping_becomes_a_record_with_typed_values(check):
    units, problems = check(UNITS + "quotas:\n  - {unit: a, community: b, households: 30}\n")
    assert problems == []
    assert units.quotas[0].households == 30
    assert units.units[0].phone is None


def test_all_problems_are_said_at_once_each_at_its_line(check):
    record, problems = check(
        "units:\n  - code: a\n    nmae: 甲\n    level: city\n"
        "quotas:\n  - {unit: a, community: b, households: 很多}\n"
        "arrangements:\n  - {unit: a, community: b, starts_on: 2022-6-1, ends_on: 2022-06-31}\n"
    )
    assert record is None
    assert [(each.line, each.code) for each in sorted(problems)] == [
        (2, "missing_key"),
        (3, "unknown_key"),
        (6, "wrong_value"),
        (8, "wrong_value"),
        (8, "wrong_value"),
    ]


def test_an_unknown_key_gets_the_nearest_right_one_suggested(check):
    _, problems = check(UNITS.replace("name", "nmae"))
    assert "不认识“nmae”。是不是“name”？" in {each.message for each in problems}


def test_a_wrong_choice_names_the_right_ones():
    assert nearest("ctiy", ["city", "street"]) == "是不是“city”？"
    assert nearest("x", ["city", "street"]) == "可以写的有：city、street。"


@pytest.mark.parametrize("nothing", ["", "null", "~", "None"])
def test_nothing_is_no_value(check, nothing):
    """What is printed never reads None or null (R1.1)."""
    _, problems = check(UNITS.replace("甲", nothing))
    assert [each.code for each in problems] == ["empty"]


def test_nothing_leaves_an_optional_value_out(check):
    units, problems = check(UNITS + "    phone:\n")
    assert (units.units[0].phone, problems) == (None, [])


@pytest.mark.parametrize("text", ["units: 甲\n", "units:\n  a: 甲\n", "- units\n", "units:\n  - 甲\n"])
def test_another_shape_than_expected_is_said(check, text):
    record, problems = check(text)
    assert record is None
    assert problems


def test_a_list_where_one_value_is_wanted_is_said(check):
    _, problems = check(UNITS.replace("甲", "[甲, 乙]"))
    assert [each.code for each in problems] == ["not_a_value"]


def test_a_control_character_is_refused(check):
    _, problems = check(UNITS.replace("甲", '"甲\\u0007"'))
    assert [each.code for each in problems] == ["wrong_value"]


@pytest.mark.parametrize("text", ['" "', '"\u3000"', '"\\n"', '"甲\u202e乙"', '"甲\u2066"'])
def test_words_that_nobody_can_see_are_no_words(check, text):
    """Neither are those whose order somebody turned around: 38 reads 83 then."""
    _, (problem,) = check(UNITS.replace("甲", text))
    assert problem.code == "wrong_value"
    assert not UNPRINTABLE.search(problem.message)


@pytest.mark.parametrize(("number", "said"), [("0", "1 到 999"), ("1000", "1 到 999"), ("-5", "1 到 999")])
def test_a_number_out_of_bounds_is_said_with_the_bounds(check, number, said):
    _, problems = check(f"proposal: 5\ngeneral: {number}\nmajor: 30\ncritical: 60\n", Limits)
    assert [each.code for each in problems] == ["wrong_value"]
    assert said in problems[0].message


def test_what_is_kept_for_no_time_at_all_is_refused_where_that_may_not_be(check):
    _, problems = check("trail_years: 0\n", Keep)
    assert ["不小于 1" in each.message for each in problems] == [True]


def test_an_empty_file_is_told_how_to_say_that_there_is_nothing(check):
    _, problems = check("", many=True)
    assert problems[0].message.startswith("这个文件要写成列表")


def test_yes_is_not_true(check):
    _, problems = check("demo: yes\n", Site)
    assert any("true 或 false" in each.message for each in problems)


def test_lists_of_records_are_read_as_well(check):
    years, problems = check("- year: 2022\n  notice: 号\n  rest: [2022-01-01]\n", WorkdayYear, many=True)
    assert problems == []
    assert years[0].rest == (datetime.date(2022, 1, 1),)


@pytest.mark.parametrize(
    "text", ["2022-6-1", "2022-02-30", "0022-06-01", "20220601", "2022-W01-1", "2022-06-01T00:00"]
)
def test_only_a_day_that_exists_and_is_written_in_full_is_a_date(text):
    assert to_date(text) is None
