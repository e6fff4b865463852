"""A table as offices really fill it in (表格): its header, what its columns mean, what each row says.

R6.4: the header within the first five rows, other names for the same column, dates written in many ways.
"""

import datetime
import re
from collections.abc import Mapping, Sequence

import msgspec

from generator.campaign.problem import Problem

HEADER_WITHIN = 5
EXCEL_DAY_ZERO = datetime.date(1899, 12, 30)

Cells = Sequence[Sequence[object]]


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column that is understood (列): its key, the office's title, and other names for it.

    Where a table has several of its names, the one named first here counts. What stands in a private one is
    shown starred out.
    """

    key: str
    title: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    is_private: bool = False
    is_date: bool = False

    @property
    def names(self) -> list[str]:
        return [_plain(name) for name in (self.title, self.key, *self.synonyms)]


class Row(msgspec.Struct, frozen=True):
    """A filled row (行): its number in the file from 1, and its texts by column key, without empty ones."""

    line: int
    values: dict[str, str]


def read_rows(file: str, cells: Cells, columns: Sequence[Column]) -> tuple[list[Row], list[Problem]]:
    """The rows below the header, and everything that keeps the table from being understood."""
    found = _find_header(cells, columns)
    if found is None:
        titles = "、".join(column.title for column in columns if column.required)
        message = f"前 {HEADER_WITHIN} 行里没有找到表头，至少要有这些列：{titles}。请补上表头再导入。"
        return [], [Problem(file, 1, "no_header", message)]
    index, places = found
    rows = [_row(index + 2 + n, line, places) for n, line in enumerate(cells[index + 1 :])]
    filled = [row for row in rows if row.values]
    if not filled:
        message = "表头下面一行内容也没有，没有什么可导入的。请填好再导入；填在别的工作表里的，请放到第一张。"
        return [], [Problem(file, index + 1, "no_rows", message)]
    missing = [problem for row in filled for problem in _missing(file, row, columns)]
    return filled, missing + _turned_into_dates(file, filled, cells, columns, places)


def _find_header(cells: Cells, columns: Sequence[Column]) -> tuple[int, Mapping[str, int]] | None:
    for index, line in enumerate(cells[:HEADER_WITHIN]):
        names = [_plain(as_text(cell)) for cell in line]
        places = {
            column.key: names.index(name)
            for column in columns
            if (name := next(filter(names.__contains__, column.names), None))
        }
        if all(column.key in places for column in columns if column.required):
            return index, places
    return None


def _row(number: int, line: Sequence[object], places: Mapping[str, int]) -> Row:
    texts = {key: as_text(line[place]) for key, place in places.items() if place < len(line)}
    return Row(number, {key: text for key, text in texts.items() if text})


def _missing(file: str, row: Row, columns: Sequence[Column]) -> list[Problem]:
    return [
        Problem(file, row.line, "cell_missing", f"“{column.title}”没有填，请补上。")
        for column in columns
        if column.required and column.key not in row.values
    ]


def _turned_into_dates(
    file: str, rows: list[Row], cells: Cells, columns: Sequence[Column], places: Mapping[str, int]
) -> list[Problem]:
    """Where Excel made a date of a house number as 3-2: what was written is gone."""
    made = (datetime.date, datetime.time, datetime.timedelta)
    return [
        Problem(
            file,
            row.line,
            "turned_into_date",
            f"“{column.title}”被 Excel 改成了日期 {row.values[column.key]}，请把这一列设成文本再填。",
        )
        for row in rows
        for column in columns
        if column.key in row.values
        and not column.is_date
        and isinstance(cells[row.line - 1][places[column.key]], made)
    ]


def _plain(name: str) -> str:
    """A header without spaces, marks and case, so that “村（社区）” and “村(社区)” are one."""
    return re.sub(r"[\s*:：（）()]", "", name).lower()


def as_text(cell: object) -> str:
    """What a cell says, as text: whole numbers without “.0”, nothing for an empty one."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return str(cell).strip()


def as_date(text: str, year: int) -> datetime.date | None:
    """A date as people write it: 2022-06-10, 2022/6/10, 2022.6.10, 2022年6月10日, 6月10日, or a serial."""
    if re.fullmatch(r"[3-6]\d{4}", text):
        return EXCEL_DAY_ZERO + datetime.timedelta(days=int(text))
    found = re.fullmatch(r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", text)
    if found is None:
        return None
    try:
        return datetime.date(int(found[1] or year), int(found[2]), int(found[3]))
    except ValueError:
        return None


def other_date(text: str, year: int) -> datetime.date | None:
    """The other day that a number may mean (另一天): of 6.10, kept as a number, Excel leaves 6.1."""
    return as_date(f"{text}0", year) if re.fullmatch(r"\d{1,2}\.\d", text) else None


def as_time(text: str) -> datetime.time | None:
    """A time of day as people write it: 15:30, 15:30:00, 15时30分, 下午3点, 上午9:05."""
    found = re.fullmatch(
        r"([上下]午)?\s*(\d{1,2})(?:[:：](\d{2})(?:[:：][0-5]\d(?:\.\d+)?)?|[点时](?:(\d{1,2})分?)?)", text
    )
    if found is None:
        return None
    hour, minute = int(found[2]), int(found[3] or found[4] or 0)
    if found[1] == "下午" and hour < 12:
        hour += 12
    if hour > 23 or minute > 59 or (found[1] == "上午" and hour > 12):
        return None
    return datetime.time(hour, minute)


def as_list(text: str) -> tuple[str, ...]:
    """Several words in one cell, whatever stands between them."""
    return tuple(filter(None, re.split(r"[、,，;；/\s]+", text)))
