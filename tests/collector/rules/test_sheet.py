import datetime

import pytest

from collector.rules.sheet import Column, as_date, as_list, as_text, as_time, other_date, read_rows

COLUMNS = (
    Column(key="code", title="户编号", synonyms=("编号",), required=True),
    Column(key="community", title="村(社区)", required=True),
    Column(key="phone", title="电话"),
)


def test_the_header_may_stand_below_a_title() -> None:
    """A merged title and a 填报单位 line above the header do not matter, nor do full-width brackets."""
    cells = [["户册"], ["填报单位：示例"], ["编号", "村（社区）"], [101.0, "福兴社区"]]
    rows, problems = read_rows("户册.xlsx", cells, COLUMNS)
    assert problems == []
    assert [(row.line, row.values) for row in rows] == [(4, {"code": "101", "community": "福兴社区"})]


def test_a_table_without_header_is_refused_whole() -> None:
    """What cannot be understood gives one problem that names the columns to add."""
    rows, problems = read_rows("户册.csv", [["甲", "乙"], ["1", "2"]], COLUMNS)
    assert rows == []
    assert [problem.code for problem in problems] == ["no_header"]
    assert "户编号、村(社区)" in problems[0].message


def test_a_table_without_a_row_is_refused() -> None:
    """Below the header nothing is filled in: likely the wrong sheet, and never a success."""
    rows, problems = read_rows("户册.csv", [["户册"], ["编号", "村（社区）"], ["", ""]], COLUMNS)
    assert rows == []
    assert [(problem.line, problem.code) for problem in problems] == [(2, "no_rows")]


def test_of_two_columns_of_one_meaning_the_office_s_own_title_counts() -> None:
    """Wherever it stands: 编号 before 户编号 may be the number of something else."""
    [row], _ = read_rows("户册.csv", [["编号", "村(社区)", "户编号"], ["1", "福兴社区", "A-7"]], COLUMNS)
    assert row.values["code"] == "A-7"


def test_every_row_with_a_gap_is_named() -> None:
    """Each missing cell is a problem of its own row; empty rows are no rows."""
    cells = [["户编号", "村(社区)"], ["1", ""], ["", ""], ["", "福兴社区"]]
    _, problems = read_rows("户册.csv", cells, COLUMNS)
    assert [(problem.line, problem.code) for problem in problems] == [
        (2, "cell_missing"),
        (4, "cell_missing"),
    ]


@pytest.mark.parametrize("cell", [datetime.date(2026, 3, 2), datetime.time(3, 2), datetime.timedelta(days=2)])
def test_a_house_number_that_became_a_date_is_said(cell: object) -> None:
    """Excel makes a day of 3-2 and a time of 3:2; a column of dates, and one not read, may hold them."""
    columns = (*COLUMNS, Column(key="at", title="时间", is_date=True))
    cells = [["户编号", "村(社区)", "时间", "生日", "电话"], [cell, "福兴社区", cell, cell]]
    _, problems = read_rows("户册.xlsx", cells, columns)
    assert [(problem.line, problem.code) for problem in problems] == [(2, "turned_into_date")]
    assert "“户编号”被 Excel 改成了日期" in problems[0].message


@pytest.mark.parametrize(
    "text",
    ["2022-06-10", "2022/6/10", "2022.6.10", "2022年6月10日", "6月10日", "44722", "2022 年 6 月 10 日"],
)
def test_dates_are_read_as_people_write_them(text: str) -> None:
    """All the ways to write one day mean that day."""
    assert as_date(text, 2022) == datetime.date(2022, 6, 10)


def test_a_number_may_have_lost_its_nought() -> None:
    """6.1 may be 6.10; 6.5, 6.15 and a date with its year or in words are one day."""
    assert other_date("6.1", 2022) == datetime.date(2022, 6, 10)
    for text in ("6.5", "2.3", "6.15", "6.01", "6.10", "2022.6.1", "6月1日", "44722.5", ""):
        assert other_date(text, 2022) is None


@pytest.mark.parametrize("text", ["2022-13-01", "六月十日", "99", ""])
def test_what_is_no_date_is_none(text: str) -> None:
    """A text that is no date is not guessed."""
    assert as_date(text, 2022) is None


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("15:30", (15, 30)), ("9：05", (9, 5)), ("15:30:59", (15, 30)), ("15时30分", (15, 30)),
        ("15时30", (15, 30)), ("下午3点", (15, 0)), ("上午9:05", (9, 5)), ("下午 15:30", (15, 30)),
        ("下午12点", (12, 0)), ("0:00", (0, 0)),
    ],
)  # fmt: skip
def test_times_are_read_as_people_write_them(text: str, time: tuple[int, int]) -> None:
    """With a colon or in words, on a clock of 24 hours or of 12."""
    assert as_time(text) == datetime.time(*time)


@pytest.mark.parametrize(
    "text", ["25:70", "24:00", "9:60", "9:05:99", "上午13点", "下午25点", "9", "下午", "三点", "9:5", ""]
)
def test_what_is_no_time_is_none(text: str) -> None:
    """A text that is no time is not bent into one."""
    assert as_time(text) is None


def test_cells_become_text() -> None:
    """Numbers lose Excel's “.0”, dates their empty time, empty cells are empty texts."""
    assert [as_text(cell) for cell in (12.0, 1.5, None, datetime.datetime(2022, 6, 10), True, " 甲 ")] == [  # noqa: DTZ001  a cell has no zone
        "12",
        "1.5",
        "",
        "2022-06-10",
        "是",
        "甲",
    ]
    assert as_list("老党员、孤寡老人；困难群众") == ("老党员", "孤寡老人", "困难群众")
