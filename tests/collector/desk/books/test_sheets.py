import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from collector.desk.books.sheets import GOES_ON, LONGEST_CELL, as_csv, as_xlsx, fitting, meant, neutral
from generator.campaign.configuration import LedgerColumn

COLUMNS = [LedgerColumn(key="text", title="反映问题")]


def halves(text: str) -> int:
    """How long Excel takes a text to be."""
    return len(text.encode("utf-16-le")) // 2


@settings(deadline=None)
@given(st.text("=+-@\t'\"0路"))
def test_what_was_kept_from_being_a_formula_is_taken_back(text: str) -> None:
    """Exactly, also a text that begins with an apostrophe; nothing goes out that begins with a mark."""
    assert meant(neutral(text)) == text
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t"))


def test_a_number_kept_as_text_is_the_number() -> None:
    """="0007002" is how a csv keeps noughts; the same as a code of ours comes back as it was."""
    assert meant('="0007002"') == "0007002"
    assert meant(neutral('="0007002"')) == '="0007002"'


@pytest.mark.parametrize("text", ["", "路" * LONGEST_CELL, "𠮷" * (LONGEST_CELL // 2), "a" * LONGEST_CELL])
def test_what_fits_stays_whole(text: str) -> None:
    """Up to the last character Excel takes."""
    assert fitting(text) == text


@pytest.mark.parametrize(
    "text", ["路" * (LONGEST_CELL + 1), "𠮷" * LONGEST_CELL, "a" + "𠮷" * LONGEST_CELL, "路𠮷" * LONGEST_CELL]
)
def test_what_is_too_long_says_where_the_rest_is(text: str) -> None:
    """As much as fits, no character cut through, and where to read on."""
    told = fitting(text)
    assert told.endswith("……（全文见 CSV）")
    assert text.startswith(told.removesuffix(GOES_ON))
    assert LONGEST_CELL - 1 <= halves(told) <= LONGEST_CELL


@pytest.mark.parametrize("text", ["路" * 39_849, "𠮷" * 20_000])
def test_a_long_cell_of_a_file_is_told_in_both_forms(text: str) -> None:
    """The csv has all of it; the xlsx opens, and says so where it has not."""
    lines = [{"text": text}, {"text": "路灯不亮"}]
    plain = list(csv.reader(io.StringIO(as_csv(COLUMNS, lines).decode("utf-8-sig"))))
    assert plain == [["反映问题"], [text], ["路灯不亮"]]
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx("台账", "说明", COLUMNS, lines)))
    assert book.get_sheet_by_index(0).to_python()[3:] == [[fitting(text)], ["路灯不亮"]]
    assert fitting(text) != text
