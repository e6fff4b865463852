"""A text closed up reads through what stands inside a word, and knows where each character was written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.rules.publishing.closed_up import close, plain


@pytest.mark.parametrize(
    ("written", "closed"),
    [
        ("北村 23 号", "北村23号"),
        ("北村**23**号", "北村**23**号"),
        ("北村<strong>23</strong>號楼", "北村23号楼"),
        ("北村（23）号", "北村23号"),
        ("北村\n      23号", "北村23号"),
        ("示\xa0建·国－庆", "示建国庆"),
        ("六零一.贰三四五", "6012345"),
        ("示<!-- 一 -->建", "示建<!-- 1 --"),
        ("李示、国庆。五一，七一", "李示、国庆。51，71"),
        ("<td>李示</td><td>国庆</td>", "<td>李示</td><td>国庆</td>"),
        ("<p>李示</p>\n<p>国庆</p>", "<p>李示</p>\n<p>国庆</p>"),
        ("", ""),
    ],
)
def test_only_what_may_stand_inside_a_word_is_left_out(written: str, closed: str) -> None:
    """Blanks, line breaks, inline tags, dots, hyphens, brackets; no end of a clause, no block of a page."""
    assert close(written).text == closed


@pytest.mark.parametrize(
    ("between", "seen"),
    [
        ("</b><b>", None),
        ("<wbr>", None),
        (" ", "blank"),
        ("\u3000\u3000", "blank"),
        ("<b> </b>", "blank"),
        ("     ", "apart"),
        ("\n", "line"),
        (" \r\n\t\t ", "line"),
        ("<br />\n", "line"),
        ("\n\n", "apart"),
        ("\n- ", "apart"),
        ("·", "mark"),
        ("－", "mark"),
        (" - ", "set off"),
        ("（", "set off"),
        ("——", "apart"),
        ("）（", "apart"),
    ],
)
def test_a_gap_tells_what_a_reader_sees(between: str, seen: str | None) -> None:
    """Nothing of a tag; a blank is no line break, and neither is a paragraph."""
    text = f"在示{between}建国家"
    closed = close(text)
    start = closed.text.index("示建国")
    assert closed.gaps(start, start + 3) == ({1: seen} if seen else {})
    assert closed.characters(start, start + 3) == "示建国"
    first, end = closed.span(start, start + 3)
    assert text[first:end] == f"示{between}建国"


def test_what_stands_inside_of_a_tag_is_read_too() -> None:
    """A tag between two words is left out, and what its attributes say is read by itself, where it stands."""
    text = "问<a title='示 建国' href='#'>这里</a>的人"
    closed = close(text)
    assert closed.text.startswith("问这里的人<a ")
    start = closed.text.index("示建国")
    assert text[slice(*closed.span(start, start + 3))] == "示 建国"
    assert closed.gaps(start, start + 3) == {1: "blank"}


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "示",
                "建",
                "國",
                "三",
                "7",
                "号",
                "A",
                " ",
                "\n",
                "·",
                "-",
                "（",
                "、",
                "<b>",
                "</b>",
                "<a t='示 7'>",
            ]
        )
    )
)
def test_every_character_knows_where_it_was_written(pieces: list[str]) -> None:
    """Whatever is left out, the rest maps back one by one."""
    text = "".join(pieces)
    closed = close(text)
    for index, char in enumerate(closed.text):
        start, end = closed.span(index, index + 1)
        assert plain(text[start:end]) == char
        assert closed.gaps(index, index + 1) == {}
