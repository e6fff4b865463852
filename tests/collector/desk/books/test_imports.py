from pathlib import Path

import pytest
import xlsxwriter

from collector.desk.books.imports import read_cells
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
