from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.rules.suppression import Hidden, Table, hidden, is_small, small_rows

PARTS = ("a", "b", "c")
COUNTS = st.one_of(st.integers(0, 7), st.just(0))
TABLES = st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=1, max_size=3).map(
    lambda rows: {f"r{n}": dict(zip(PARTS, row, strict=True)) for n, row in enumerate(rows)}
)


@pytest.mark.parametrize(
    ("count", "whole", "small"),
    [
        (0, 9, False),
        (1, 9, True),
        (4, 9, True),
        (5, 10, False),
        (6, 10, True),
        (10, 10, False),
        (0, 0, False),
    ],
)
def test_small_counts_and_small_rests(count: int, whole: int, small: bool) -> None:
    """One to four are small, and so is what leaves one to four of its whole; nothing and all are not."""
    assert is_small(count, whole) is small


def test_a_hidden_cell_is_never_alone() -> None:
    """With one small cell, the smallest other row and part are hidden too."""
    table = {
        "x": {"a": 20, "b": 3, "c": 10},
        "y": {"a": 30, "b": 9, "c": 20},
        "z": {"a": 50, "b": 30, "c": 40},
    }
    assert hidden(table).cells == {(row, part) for row in "xy" for part in "bc"}


def test_large_counts_stay() -> None:
    """Where nothing is small nothing is hidden, zeros included."""
    assert hidden({"x": {"a": 20, "b": 0}, "y": {"a": 5, "b": 30}}) == Hidden()


def test_a_small_total_hides_its_column_and_another() -> None:
    """A total that may not be told is hidden in every row, with a second column beside it."""
    found = hidden({"x": {"a": 20, "b": 2, "c": 10}, "y": {"a": 30, "b": 1, "c": 9}})
    assert found.columns == {"b", "c"}
    assert found.has("x", "b")
    assert found.has("y", "c")
    assert not found.has("x", "a")


def test_a_single_row_hides_totals() -> None:
    """Where there is one row only, its cells are the totals: both are hidden."""
    assert hidden({"x": {"a": 20, "b": 10, "c": 2}}).columns == {"b", "c"}


def test_small_rows_hide_another() -> None:
    """A row of two households could be worked out from the street's total, so a second row goes with it."""
    assert small_rows({"x": 2, "y": 50, "z": 9}) == {"x", "z"}
    assert small_rows({"x": 2, "y": 3, "z": 9}) == {"x", "y"}
    assert small_rows({"x": 2, "y": 0}) == {"x", "y"}
    assert small_rows({"x": 5, "y": 0}) == frozenset()


# -- an attacker who knows all totals


def _rows_that_fit(row: str, table: Table, found: Hidden, whole: int) -> Iterator[tuple[int, ...]]:
    """Every row with the known total whose told cells are as told."""
    for a in range(whole + 1):
        for b in range(whole - a + 1):
            guess = (a, b, whole - a - b)
            if all(
                found.has(row, part) or table[row][part] == value
                for part, value in zip(PARTS, guess, strict=True)
            ):
                yield guess


def _what_it_may_be(row: str, part: str, table: Table, found: Hidden) -> set[int]:
    """Every value the attacker has to think possible for a cell, knowing all row and column totals told."""
    target = {name: sum(counts[name] for counts in table.values()) for name in PARTS}
    known = [place for place, name in enumerate(PARTS) if name not in found.columns]
    reached: dict[tuple[int, ...], set[int]] = {(0,) * len(PARTS): {-1}}
    for name, counts in table.items():
        following: dict[tuple[int, ...], set[int]] = {}
        for guess in _rows_that_fit(name, table, found, sum(counts.values())):
            for sums, values in reached.items():
                after = tuple(x + y for x, y in zip(sums, guess, strict=True))
                if any(after[place] > target[PARTS[place]] for place in known):
                    continue
                kept = {guess[PARTS.index(part)]} if name == row else values
                following.setdefault(after, set()).update(kept)
        reached = following
    ends = (values for sums, values in reached.items() if all(sums[p] == target[PARTS[p]] for p in known))
    return set().union(*ends)


@settings(max_examples=120, deadline=None)
@given(TABLES)
def test_nobody_who_knows_all_totals_can_work_out_a_hidden_cell(table: dict[str, dict[str, int]]) -> None:
    """For every small count there is another table that fits all that is told."""
    whole_rows = [row for row, counts in table.items() if 0 < sum(counts.values()) < 5]
    for row in whole_rows:
        del table[row]
    found = hidden(table)
    for row, counts in table.items():
        for part, count in counts.items():
            if is_small(count, sum(counts.values())):
                assert found.has(row, part)
                assert len(_what_it_may_be(row, part, table, found)) > 1
    for part in PARTS:
        total = sum(counts[part] for counts in table.values())
        assert (
            not is_small(total, sum(map(sum, (c.values() for c in table.values())))) or part in found.columns
        )
