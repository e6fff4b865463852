from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.rules.publishing import suppression
from collector.rules.publishing.suppression import Hidden, Table, hidden, is_small, small_rows

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


def test_what_follows_of_hidden_columns_is_as_one_column() -> None:
    """Channels hidden on the street leave one household of a community by either: more is hidden there."""
    found = hidden({
        "x": {"a": 70, "b": 9, "c": 10, "d": 2},
        "y": {"a": 77, "b": 5, "c": 1, "d": 0},
        "z": {"a": 51, "b": 8, "c": 5, "d": 1},
    })  # fmt: skip
    assert found.columns == {"c", "d"}
    assert {(row, part) for row, part in found.cells if part == "b"} == {("y", "b"), ("z", "b")}
    assert not found.has("x", "a")


def test_two_that_together_are_fewer_than_five_are_not_hidden_alone() -> None:
    """Their sum follows from all else, so a third goes with them."""
    assert hidden({"x": {"a": 20, "b": 10, "c": 1, "d": 1}}).columns == {"b", "c", "d"}
    assert small_rows({"x": 1, "y": 2, "z": 50}) == {"x", "y", "z"}


# -- small numbers, all of them


def _small_worlds(rows: int, parts: int, most: int) -> Iterator[Table]:
    for numbers in product(range(most + 1), repeat=rows * parts):
        lines = (numbers[start : start + parts] for start in range(0, len(numbers), parts))
        yield {f"r{n}": dict(zip("abcd", line, strict=False)) for n, line in enumerate(lines)}


def _hidden_of(table: Table) -> tuple[frozenset[str], Hidden]:
    """What is hidden of a table and of its rows' totals, as `coverage` asks for it."""
    totals = {row: sum(counts.values()) for row, counts in table.items()}
    is_untold = 0 < sum(totals.values()) < suppression.SMALLEST
    rows = frozenset(table) if is_untold else small_rows(totals)
    return rows, hidden(table, rows=rows, columns=next(iter(table.values())) if is_untold else ())


def _told(table: Table, rows: frozenset[str], found: Hidden) -> tuple[object, ...]:
    """All that a reader is told: cells, totals of rows and of columns, and the total of all."""
    parts = next(iter(table.values()))
    cells = [None if found.has(row, part) else table[row][part] for row in table for part in parts]
    totals = [None if row in rows else sum(table[row].values()) for row in table]
    columns = [None if part in found.columns else sum(table[row][part] for row in table) for part in parts]
    whole = sum(sum(counts.values()) for counts in table.values())
    return (*cells, *totals, *columns, None if 0 < whole < suppression.SMALLEST else whole)


@pytest.mark.parametrize(("rows", "parts", "smallest"), [(2, 3, 3), (3, 2, 3), (1, 4, 3), (2, 2, 4)])
def test_of_all_small_tables_none_gives_away_a_hidden_count(
    rows: int, parts: int, smallest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every count that is small could as well be another: some other table looks the same to a reader."""
    monkeypatch.setattr(suppression, "SMALLEST", smallest)
    most = 4
    worlds = [*_small_worlds(rows, parts, most + 1)]
    by_mask: dict[tuple[frozenset[str], Hidden], list[Table]] = defaultdict(list)
    for table in _small_worlds(rows, parts, most):
        by_mask[_hidden_of(table)].append(table)
    for mask, tables in by_mask.items():
        alike: dict[tuple[object, ...], list[Table]] = defaultdict(list)
        for world in worlds:
            alike[_told(world, *mask)].append(world)
        for table in tables:
            others = alike[_told(table, *mask)]
            for row, counts in table.items():
                for part, count in counts.items():
                    if count and is_small(count, sum(counts.values())):
                        assert any(other[row][part] != count for other in others), (table, mask)


@settings(max_examples=300, deadline=None)
@given(TABLES)
def test_no_sum_that_follows_is_small(table: Table) -> None:
    """What is hidden of a row or a column follows from its total and the rest: nothing, or five or more."""
    rows, found = _hidden_of(table)
    parts = [part for part in PARTS if part not in found.columns]
    lines = [[(row, part) for part in PARTS] for row in table if row not in rows]
    lines += [[(row, part) for row in table] for part in parts]
    lines += [[(row, part) for row in rows for part in PARTS]]
    lines += [[(row, part) for row in table for part in found.columns]]
    if 0 < sum(sum(counts.values()) for counts in table.values()) < 5:
        return
    for line in lines:
        held = sum(table[row][part] for row, part in line if found.has(row, part))
        assert not 0 < held < 5, (line, found)


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
