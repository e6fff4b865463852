"""A ledger as a file (表格文件): how the office's sheets look (R6.2), whatever stands in them."""

import csv
import datetime
import io
import re
from collections.abc import Mapping, Sequence

import xlsxwriter

from collector.desk import Desk
from collector.rules.people.account import Account
from generator.campaign.configuration import LedgerColumn

Line = Mapping[str, str]
DAY_ZERO = datetime.datetime(2000, 1, 1)  # noqa: DTZ001  a property without a zone
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_AS_TEXT = re.compile(r'="([^"]*)"')
# So much a cell of xlsx holds, counted as Excel does: in halves of UTF-16.
LONGEST_CELL = 32_767
GOES_ON = "……（全文见 CSV）"


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula (R6.2); `meant` takes it back."""
    return f"'{text}" if _FORMULA.match(text) else text


def meant(cell: str) -> str:
    """What a cell of a csv says (原文): as it was before `neutral`; 0007 where it is kept as ="0007"."""
    if cell.startswith("'") and _FORMULA.match(cell):
        return cell[1:]
    kept = _AS_TEXT.fullmatch(cell)
    return kept[1] if kept else cell


def fitting(text: str) -> str:
    """A text as a cell of xlsx holds it (单元格): whole, or as much as fits, with where the rest stands."""
    if len(text) <= LONGEST_CELL // 2 or len(_halves(text)) <= 2 * LONGEST_CELL:
        return text
    kept = _halves(text)[: 2 * (LONGEST_CELL - len(GOES_ON))]
    # A character of two halves is not cut through.
    return kept.decode("utf-16-le", "ignore") + GOES_ON


def _halves(text: str) -> bytes:
    return text.encode("utf-16-le")


def minute(instant: str) -> str:
    """An instant as a sheet tells it: 2022-08-05 10:30."""
    return instant[:16].replace("T", " ")


def stamp(desk: Desk, account: Account, scope: str, unit: str = "") -> str:
    """What a file says of itself (导出说明): whose it is, when and by whom it was made, what is in it."""
    of = unit or desk.year.site.publisher
    return f"填报单位：{of}　填报时间：{minute(desk.now())}　导出人：{account.name}　范围：{scope}"


def as_csv(columns: Sequence[LedgerColumn], lines: Sequence[Line], told: str = "") -> bytes:
    """A table as csv; what it says of itself is the heading of a last column in which nothing stands.

    So a program counts the lines and finds the columns as they are, an import passes over it, and it stays
    with the table when somebody sorts it.
    """
    out = io.StringIO()
    sheet = csv.writer(out)
    more = bool(told)
    sheet.writerow([column.title for column in columns] + [neutral(told)] * more)
    sheet.writerows([neutral(line.get(column.key, "")) for column in columns] + [""] * more for line in lines)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, told: str, columns: Sequence[LedgerColumn], lines: Sequence[Line]) -> bytes:
    out = io.BytesIO()
    last = len(columns) - 1
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        # The day a file was made is told in it; here it would keep two of the same from being alike.
        book.set_properties({"created": DAY_ZERO})
        font = {"font_name": "仿宋", "font_size": 11}
        boxed = {**font, "border": 1, "valign": "vcenter", "text_wrap": True, "num_format": "@"}
        cell, marked = book.add_format(boxed), book.add_format({**boxed, "quote_prefix": True})
        header = book.add_format({**boxed, "bold": True, "align": "center"})
        sheet = book.add_worksheet(title)
        heading = book.add_format({**font, "font_size": 18, "bold": True, "align": "center"})
        for row, text, look in ((0, title, heading), (1, told, book.add_format(font))):
            if last > 0:
                sheet.merge_range(row, 0, row, last, "")
            sheet.write_string(row, 0, text, look)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(2, place, column.title, header)
            for row, line in enumerate(lines, 3):
                text = fitting(line.get(column.key, ""))
                sheet.write_string(row, place, text, marked if text.startswith(FORMULA_MARKS) else cell)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.freeze_panes(3, 0)
    return out.getvalue()
