"""A number typed from paper is the number on the sheet, or is known to be none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.rules.visiting.paper import form_number, read_number

SERIALS = st.integers(1, 999_999)


@given(SERIALS)
def test_a_number_is_read_as_it_was_printed(serial: int) -> None:
    """With or without its letter, year, noughts and hyphens."""
    number = form_number(2022, serial)
    for written in (number, number.lower(), number[1:], number.replace("-", ""), f" {number[6:]} "):
        assert read_number(written, 2022) == number
    assert read_number(f"{serial}{number[-1]}", 2022) == number


@given(SERIALS, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_caught(serial: int, place: int, more: int) -> None:
    """Whichever of the ten digits it is, and whatever was typed in its place."""
    number = form_number(2022, serial)
    digits = list(number.replace("-", "")[1:])
    digits[place] = str((int(digits[place]) + more) % 10)
    assert read_number("".join(digits), 2022) is None


@pytest.mark.parametrize("written", ["", "Z", "7", "123456789", "2022-0001-1", "二〇二二"])
def test_what_is_no_number_is_none(written: str) -> None:
    """Too short, too long, or without digits."""
    assert read_number(written, 2022) is None


def test_full_width_digits_are_digits() -> None:
    """A Chinese keyboard types them."""
    number = form_number(2022, 123)
    assert read_number("Ｚ２０２２－０００１２３－" + number[-1], 2022) == number
