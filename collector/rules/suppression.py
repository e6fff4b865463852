"""Which counts may not be told (少于5), so that nobody can work them out (R5.3).

A count from 1 to 4, and one that leaves 1 to 4 of its whole, is hidden. Hiding it alone would be no use where
rows and columns have totals, so more is hidden with it:

- Inside the table a *rectangle* is hidden, rows times parts, at least two of each with something in them.
  Anybody who knows all totals and all other cells still cannot tell the truth from a table in which two
  households of two hidden rows had changed their parts with each other, so no hidden cell is certain.
- Where a total itself is small, its column is hidden in every row, and a second column with it: then nobody
  can tell it from a table in which one household of some row had been in the other column.
- Where a row's own total is small, the whole row is hidden and a second one with it: then nobody can tell it
  from a table in which one household had been in the other row.

Cells hidden to protect others are shown the same way, so "少于5" reads: fewer than five, or not told because
it would give away a number that is.
"""

from collections.abc import Iterable, Mapping

import msgspec

SMALLEST = 5
AT_LEAST = 2

# Counts by row and part; every row has the same parts, and they add up to the row's total.
Table = Mapping[str, Mapping[str, int]]


class Hidden(msgspec.Struct, frozen=True):
    """What of a table is not told (不单列): whole columns with their totals, and single cells."""

    columns: frozenset[str] = frozenset()
    cells: frozenset[tuple[str, str]] = frozenset()

    def has(self, row: str, part: str) -> bool:
        return part in self.columns or (row, part) in self.cells


def is_small(count: int, whole: int) -> bool:
    """Say whether a count, or what is left of its whole, is between 1 and 4 (少于5)."""
    return 0 < count < SMALLEST or 0 < whole - count < SMALLEST


def small_rows(totals: Mapping[str, int]) -> frozenset[str]:
    """Rows whose own total may not be told; the street's total stays known. All rows where that cannot be."""
    small = {row for row, count in totals.items() if 0 < count < SMALLEST}
    if not small:
        return frozenset()
    found = _filled_up(small, totals)
    return frozenset(found) if _count_filled(found, totals) >= AT_LEAST else frozenset(totals)


def hidden(table: Table, *, rows: Iterable[str] = (), columns: Iterable[str] = ()) -> Hidden:
    """What of a table may not be told, where all other cells, row totals and column totals are known.

    `rows` are hidden whole because their total is; `columns` because the whole they are parts of is not told.
    """
    whole = frozenset(rows)
    by_part = _sums(table, table)
    hidden_columns = _small_columns(by_part, frozenset(columns))
    open_rows = [row for row in table if row not in whole]
    small = {
        (row, part)
        for row in open_rows
        for part, count in table[row].items()
        if part not in hidden_columns and is_small(count, sum(table[row].values()))
    }
    rectangle = _rectangle(table, open_rows, small) if small else frozenset()
    if rectangle is None:
        return hidden(table, rows=whole, columns={*hidden_columns, *_parts_of(small, by_part)})
    of_whole = {(row, part) for row in whole for part in table[row]}
    return Hidden(hidden_columns, rectangle | of_whole)


def _small_columns(totals: Mapping[str, int], asked: frozenset[str]) -> frozenset[str]:
    whole = sum(totals.values())
    small = {part for part, count in totals.items() if is_small(count, whole)} | asked
    return frozenset(_filled_up(small, totals)) if small else frozenset()


def _rectangle(
    table: Table, rows: list[str], small: set[tuple[str, str]]
) -> frozenset[tuple[str, str]] | None:
    """Rows times parts around the small cells, two filled ones of each; None where there are not two."""
    inside = _filled_up({row for row, _ in small}, {row: sum(table[row].values()) for row in rows})
    parts = _parts_of(small, _sums(table, inside))
    while True:
        by_row = {row: sum(table[row][part] for part in parts) for row in rows}
        enough_rows = _count_filled(inside, by_row) >= AT_LEAST
        if enough_rows and _count_filled(parts, _sums(table, inside)) >= AT_LEAST:
            return frozenset((row, part) for row in inside for part in parts)
        more_rows = _filled_up(inside, by_row)
        more_parts = _parts_of(small, _sums(table, more_rows)) | parts
        if (more_rows, more_parts) == (inside, parts):
            return None
        inside, parts = more_rows, more_parts


def _parts_of(small: set[tuple[str, str]], totals: Mapping[str, int]) -> set[str]:
    return _filled_up({part for _, part in small}, totals)


def _filled_up(chosen: set[str], counts: Mapping[str, int]) -> set[str]:
    """The chosen ones and the smallest others with something in them, until two have something."""
    found = set(chosen)
    others = sorted((count, name) for name, count in counts.items() if count and name not in found)
    for _, name in others:
        if _count_filled(found, counts) >= AT_LEAST:
            break
        found.add(name)
    return found


def _count_filled(names: Iterable[str], counts: Mapping[str, int]) -> int:
    return sum(1 for name in names if counts.get(name))


def _sums(table: Table, rows: Iterable[str]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in rows:
        for part, count in table[row].items():
            sums[part] = sums.get(part, 0) + count
    return sums
