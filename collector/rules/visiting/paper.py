"""A blank form on paper (纸质走访表): its number is typed by hand, so the last digit betrays a slip of it."""

import re
import unicodedata

import msgspec

MOST_FORMS = 60
_DIGITS = re.compile(r"\d")
_WHOLE, _SHORT = 11, 7


class BlankForm(msgspec.Struct, frozen=True, kw_only=True):
    """One numbered sheet (空白表); `id` is the submission id that whoever keys it in will send.

    `batch` is the first number of those printed together; `keyed_by` and `visit_no` say who keyed it in as
    which visit.
    """

    no: str
    id: str
    batch: str
    printed_by: str
    printed_at: str
    keyed_by: str | None = None
    visit_no: str | None = None


def form_number(year: int, serial: int) -> str:
    """The number of a form, such as Z2022-000123-4: year, serial and check digit."""
    return f"Z{year}-{serial:06d}-{_check_digit(f'{year}{serial:06d}')}"


def read_number(written: str, year: int) -> str | None:
    """The number meant by what was typed, in any usual way and short without the year; None if a slip."""
    digits = "".join(_DIGITS.findall(unicodedata.normalize("NFKC", written)))
    if len(digits) not in (_WHOLE, *range(2, _SHORT + 1)):
        return None
    if len(digits) < _WHOLE:
        digits = f"{year}{digits:0>{_SHORT}}"
    number = form_number(int(digits[:4]), int(digits[4:10]))
    return number if number.endswith(digits[-1]) else None


def _check_digit(digits: str) -> str:
    """ISO 7064, MOD 11,10: every wrong digit is caught, and nearly every pair that changed places."""
    product = 10
    for digit in digits:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)
