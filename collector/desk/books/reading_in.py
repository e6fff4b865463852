"""A file of the office's own read into cells (读表): what cannot be read is said, never left out."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from python_calamine import CalamineSheet, CalamineWorkbook

from collector.desk.books.sheets import meant
from collector.errors import Refusal
from collector.rules.sheet import Cells

# More than any roster of a sub-district has; a sheet is read with all that lies between its cells.
MOST_BYTES, MOST_CELLS = 128 * 1024 * 1024, 2_000_000
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
# Office programs say of each cell where it stands; one of which that is not said could stand anywhere.
_NOWHERE = re.compile(rb'<(?:\w+:)?c(?:\s+(?!r=)[\w:]+="[^"]*")*\s*/?>')
_PIECE, _TAG = 1 << 20, 256


def read_cells(file: Path) -> Cells:
    """The cells of an xlsx with one sheet, or of a csv in UTF-8 or GB 18030; merged cells are filled."""
    if not file.is_file():
        raise Refusal("no_file", f"没有找到文件 {file.name}，请核对路径。")
    if file.suffix.lower() == ".csv":
        return _csv(file.name, file.read_bytes())
    not_a_table = Refusal("not_a_table", f"{file.name} 打不开，请另存为 xlsx 或 csv 再导入。")
    try:
        _check_size(file)
        return _xlsx(file)
    except (Refusal, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001  on a damaged cell the reader panics, which is no Exception
        raise not_a_table from None


def _check_size(file: Path) -> None:
    """A few bytes may stand for more than the memory holds: one cell in the last corner is enough."""
    with zipfile.ZipFile(file) as packed:
        sheets = [each for each in packed.infolist() if _SHEET.fullmatch(each.filename)]
        if not sheets:
            raise zipfile.BadZipFile
        if sum(each.file_size for each in packed.infolist()) > MOST_BYTES:
            raise Refusal(
                "too_large_a_table", f"{file.name} 太大，读不了。请只留下要导入的行和列，另存再试。"
            )
        for sheet in sheets:
            with packed.open(sheet) as opened:
                row, column = _last_cell(_pieces(opened))
            if row * column > MOST_CELLS:
                found = f"{file.name} 的表一直到第 {row} 行、第 {column} 列，大多是空的，读不了。"
                raise Refusal("too_large_a_table", found + "请把要导入的行和列复制到一张新表里，另存再试。")


def _pieces(opened: IO[bytes]) -> Iterator[bytes]:
    """A sheet piece by piece, each with the end of the one before it, in which a cell may have begun."""
    end = b""
    while piece := opened.read(_PIECE):
        yield end + piece
        end = piece[-_TAG:]


def _last_cell(pieces: Iterator[bytes]) -> tuple[int, int]:
    last_row = last_column = 0
    for piece in pieces:
        if _NOWHERE.search(piece):
            raise zipfile.BadZipFile
        for letters, row in set(_CELL.findall(piece)):
            column = 0
            for letter in letters:
                column = column * 26 + letter - 64
            last_row, last_column = max(last_row, int(row)), max(last_column, column)
    return last_row, last_column


def _xlsx(file: Path) -> Cells:
    book = CalamineWorkbook.from_path(str(file))
    first, *others = (book.get_sheet_by_name(name) for name in book.sheet_names)
    if more := "、".join(f"“{each.name}”" for each in others if _holds_something(each)):
        found = f"{file.name} 里不止一张表有内容：除了“{first.name}”，还有{more}。一次只读一张，别的会漏掉。"
        raise Refusal("more_sheets", found + "请把要导入的合到一张表里，其余的删去或另存成别的文件。")
    cells = [list(line) for line in first.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in first.merged_cell_ranges or []:
        for line in cells[top : bottom + 1]:
            # What is merged beside all that is filled, as for a signature, says nothing.
            for place in range(left, min(right + 1, len(line))):
                line[place] = cells[top][left]
    return cells


def _holds_something(sheet: CalamineSheet) -> bool:
    return any(cell not in ("", None) for line in sheet.to_python() for cell in line)


def _csv(name: str, raw: bytes) -> Cells:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    # Of three ways to end a line, Excel on a Mac takes the third.
    reader = csv.reader(io.StringIO(text, newline=None), strict=True)
    cells: list[list[object]] = []
    began = 1
    try:
        for line in reader:
            cells.append([meant(cell) for cell in line])
            began = reader.line_num + 1
    except csv.Error:
        found = f"{name} 从第 {began} 行起读不下去：英文双引号没有成对，或者一格太长。"
        raise Refusal(
            "not_a_table", found + "请在 Excel 里打开，看看这一行，改好再存成 csv 或 xlsx。"
        ) from None
    return cells
