"""Check digits and believable parts of numbers that the state and banks hand out (校验规则)."""

import datetime

# GB 11643-1999, weights of ISO 7064 MOD 11-2 and the character for each remainder.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
# GB/T 2260, first two digits: provinces, Hong Kong, Macao, Taiwan.
_PROVINCES = frozenset(map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47),
                                 *range(50, 55), *range(61, 66), 71, 81, 82, 83)))  # fmt: skip
_FIRST_YEAR, _LAST_YEAR = 1900, 2035
_ISSUERS = ("62", "4", "51", "52", "53", "54", "55", "35", "37", "60", "81", "955")


def has_right_check(number: str) -> bool:
    """Whether the last of 18 characters follows from the 17 before it."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return number[17] == _CHECKS[total % 11]


def is_region(number: str) -> bool:
    """Whether a number begins like a region that issues identity numbers."""
    return number[:2] in _PROVINCES and number[2:4] != "00"


def is_birth_date(digits: str) -> bool:
    """Whether YYYYMMDD is a day on which somebody living may be born."""
    try:
        day = datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return _FIRST_YEAR <= day.year <= _LAST_YEAR


def looks_like_a_date(digits: str) -> bool:
    """Whether YYYYMMDD has the shape of a date, on the calendar or not."""
    return digits[:2] in {"18", "19", "20"} and 1 <= int(digits[4:6]) <= 12 and 1 <= int(digits[6:8]) <= 31


def passes_luhn(number: str) -> bool:
    """Whether the check digit of a bank card is right."""
    doubled = (2 * int(digit) for digit in number[-2::-2])
    return (sum(map(int, number[-1::-2])) + sum(each - 9 * (each > 9) for each in doubled)) % 10 == 0


def is_issued_by_a_bank(number: str) -> bool:
    """Whether a number begins like a card (UnionPay, Visa, Mastercard, JCB and the old ICBC cards)."""
    return number.startswith(_ISSUERS) or 2221 <= int(number[:4]) <= 2720
