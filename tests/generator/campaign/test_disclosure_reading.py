"""A text is made plain without losing where anything stood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.campaign.disclosure.reading import read


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("１２ＡＢ＃", "12AB#"),
        ("1\u200b2\ufeff3", "123"),
        ("&#49;&#x32;&nbsp;3", "12\xa03"),
        ("\\u0031\\n2", "1\n2"),
        ("%E9%B2%81C%201", "鲁C 1"),
        ("𝟏𝟐", "12"),
        ("1️⃣2️⃣", "12"),
        ("37О3", "37O3"),
        ("⾼⻢⻩", "高马黄"),
        ("\uf90a\U0002f800", "金丽"),
        ("⼀⼆\U000e0100三", "一二三"),
        ("一\u3164二\uffa0三\u2800四\ufffc五\u115f六", "一二三四五六"),
        ("1\u03322\u03053\u20dd4\u20e35", "12345"),
        ("1\u05bf2\u180b3\ufff94\U0001d1735", "12345"),
        ("१२\u0665", "\x1f1\x1f\x1f2\x1f\x1f5\x1f"),
    ],
)
def test_disguises_are_undone(written: str, plain: str) -> None:
    """Escapes, invisible characters, full-width and look-alike characters read as they are seen."""
    reading = read(written)
    assert reading is not None
    assert reading.text == plain


@pytest.mark.parametrize(
    "text",
    [
        "",
        "普通文字 2022-06-10",
        "100%",
        "50%的",
        "a\\d",
        "&lt;b&gt; &amp; &c",
        "增长30%80户",
        "\ud800",
        "ئۇيغۇر ཀ",
        "ㄅㄆㄇ",
    ],
)
def test_a_plain_text_is_left_alone(text: str) -> None:
    """Nothing is copied where nothing is to be undone."""
    assert read(text) is None


@given(st.text(alphabet=st.sampled_from("1一A ２\u200b①&#49;%20\\u0031\\n𝟏"), max_size=30))
def test_every_character_knows_where_it_stood(text: str) -> None:
    """Places rise through the text, stay inside it, and untouched characters map to themselves."""
    reading = read(text)
    if reading is None:
        return
    places = [reading.span(index, index + 1) for index in range(len(reading.text))]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(
        text[start] == char
        for char, (start, end) in zip(reading.text, places, strict=True)
        if end - start == 1 and text[start].isascii() and text[start] not in "&%\\"
    )
