import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from collector.desk.books.reading_in import read_cells
from collector.errors import Refusal


def test_merged_cells_are_filled(tmp_path: Path) -> None:
    """A community written once beside many households stands in each of their rows."""
    file = tmp_path / "户册.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["户编号", "村(社区)"])
        sheet.write_column(1, 0, ["1", "2"])
        sheet.merge_range(1, 1, 2, 1, "福兴社区")
    assert [list(line) for line in read_cells(file)] == [
        ["户编号", "村(社区)"],
        ["1", "福兴社区"],
        ["2", "福兴社区"],
    ]


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    """A file that only calls itself xlsx gets one sentence on what to do."""
    file = tmp_path / "户册.xlsx"
    file.write_text("不是表格")
    with pytest.raises(Refusal, match="另存为"):
        read_cells(file)
    with pytest.raises(Refusal, match="没有找到"):
        read_cells(tmp_path / "没有.csv")


def test_what_is_merged_beside_the_table_says_nothing(tmp_path: Path) -> None:
    """Offices merge empty cells for a signature, to the right of all that is filled."""
    file = tmp_path / "户册.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["户编号", "村(社区)"])
        sheet.merge_range(3, 5, 4, 7, "")
    assert next(list(line)[:2] for line in read_cells(file)) == ["户编号", "村(社区)"]


def test_no_sheet_is_left_out(tmp_path: Path) -> None:
    """One sheet a community is how offices keep them; an empty one does not matter."""
    file = tmp_path / "户册.xlsx"
    with xlsxwriter.Workbook(file) as book:
        for name, text in (("福兴", "户编号"), ("空表", ""), ("示例一", "户编号")):
            book.add_worksheet(name).write_string(0, 0, text)
    with pytest.raises(Refusal, match="除了“福兴”，还有“示例一”。"):
        read_cells(file)


@pytest.mark.parametrize("place", [(1_048_575, 16_383), (1_048_575, 8)])
def test_a_cell_in_the_last_corner_is_no_table(tmp_path: Path, place: tuple[int, int]) -> None:
    """Read with all that lies between, it would take more memory than there is, and the server with it."""
    file = tmp_path / "户册.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "户编号")
        sheet.write_string(*place, "x")
    with pytest.raises(Refusal, match="一直到第 1048576 行") as refused:
        read_cells(file)
    assert refused.value.code == "too_large_a_table"


def test_a_table_as_long_as_a_roster_is_read(tmp_path: Path) -> None:
    """The limit is far from what a sub-district has."""
    file = tmp_path / "户册.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for row in range(20_000):
            sheet.write_row(row, 0, [f"fuxing-{row}", "福兴社区"])
    assert len(read_cells(file)) == 20_000


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_csv_is_read_whatever_ends_its_lines(tmp_path: Path, end: str) -> None:
    """Excel on a Mac ends them with a return alone."""
    file = tmp_path / "户册.csv"
    file.write_bytes(end.join(["户编号,社区", '1,"福兴', '社区"', ""]).encode())
    assert [list(line) for line in read_cells(file)] == [["户编号", "社区"], ["1", "福兴\n社区"]]


@pytest.mark.parametrize("broken", ['2,"福兴', "2," + "长" * 200_000])
def test_a_csv_that_ends_in_a_quote_swallows_no_row(tmp_path: Path, broken: str) -> None:
    """The row from which nothing can be read any more is named."""
    file = tmp_path / "户册.csv"
    file.write_text("\n".join(["户编号,社区", "1,福兴", broken, "3,福兴", ""]), "utf-8")
    with pytest.raises(Refusal, match="从第 3 行起读不下去"):
        read_cells(file)


def test_a_cell_that_does_not_say_where_it_stands_is_no_way_around(tmp_path: Path) -> None:
    """Its row may be the last there is; what office programs write names each cell's place."""
    plain, odd = tmp_path / "户册.xlsx", tmp_path / "别处.xlsx"
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet().write_string(0, 0, "户编号")
    with zipfile.ZipFile(plain) as packed, zipfile.ZipFile(odd, "w") as made:
        for name in packed.namelist():
            data = packed.read(name)
            if "worksheets" in name:
                more = b'<row r="1048576"><c/><c t="n"><v>1</v></c></row></sheetData>'
                data = data.replace(b"</sheetData>", more)
            made.writestr(name, data)
    assert [*read_cells(plain)] == [["户编号"]]
    with pytest.raises(Refusal, match="另存为"):
        read_cells(odd)
