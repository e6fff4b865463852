"""Settings moved on into the next year (日期顺延)."""

import pytest

from collector.rules.keeping.new_year import moved, renumbered


@pytest.mark.parametrize(
    ("text", "moved_on"),
    [
        ('on: "2024-02-29"', 'on: "2025-02-28"'),
        ("on: '2022-06-10'", "on: '2023-06-10'"),
        ("on: 2022-06-10  # 2022-06-10 起", "on: 2023-06-10  # 2022-06-10 起"),
        ("rest: [2022-06-03, '2022-06-04']", "rest: [2023-06-03, '2023-06-04']"),
        ("  - 2022-06-03\n  - 2022-06-04\n", "  - 2023-06-03\n  - 2023-06-04\n"),
        ("- {on: 2022-06-03, to: 2022-06-04}", "- {on: 2023-06-03, to: 2023-06-04}"),
        ("note: 自 2022-06-10 起", "note: 自 2022-06-10 起"),
        ('note: "2022-06-10 起"', 'note: "2022-06-10 起"'),
        ("policy: plan-2022-06-10", "policy: plan-2022-06-10"),
        ("on: 2022-13-40", "on: 2022-13-40"),
    ],
)
def test_whole_days_move_on(text: str, moved_on: str) -> None:
    """A day that is a value is a year later, as it was written; one within a text or a remark stays."""
    assert moved(text, 1) == moved_on


def test_the_year_under_a_key_is_another() -> None:
    """Only there, and whatever stands behind it."""
    text = "year: 2022  # 2022 年\nyears: 2022\n"
    assert renumbered(text, "year", 2022, 2023) == "year: 2023  # 2022 年\nyears: 2022\n"
