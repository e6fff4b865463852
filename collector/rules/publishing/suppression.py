"""Which counts may not be told (不单列), so that nobody can work out one from 1 to 4 (少于5, R5.3).

A count from 1 to 4, and one that leaves 1 to 4 of its whole, is hidden. Hiding it alone would be no use where
rows and columns have totals, so more is hidden with it, and what of it follows all the same is never small:

- Where a total is small, its column is hidden in every row, and others with it until at least two have
  something in them and together they hold five. What follows is their sum, row by row, as if they were one
  column; who is in which of them cannot be told from a table in which one household had been in the other.
- Where a row's own total is small, the whole row is hidden and others with it in the same way; what follows
  is their sum, column by column, as if they were one row.
- In what is left, with those sums in it, a *rectangle* is hidden: rows times parts, at least two of each with
  something in them. What follows are its sums, row by row and part by part, and each is nought or at least
  five. Anybody who knows all totals and all other cells still cannot tell the truth from a table in which two
  households of two of its rows had changed their parts with each other, so no cell of it is certain.

All hidden counts are shown alike. Were those that are small called so and those that protect them not, the
reader would know more: of two hidden ones that together are 6, "少于5" and "5 or more" are 1 and 5.
"""

from collections.abc import Iterable, Mapping, Set

import msgspec

SMALLEST = 5
AT_LEAST = 2

# Counts by row and part; every row has the same parts, and they add up to the row's total.
Table = Mapping[str, Mapping[str, int]]

# The one row and the one column that stand for all that are hidden whole; no code is empty or has a blank.
_JOINED = " "


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
    return frozenset(found if _is_enough(found, totals) else totals)


def hidden(table: Table, *, rows: Iterable[str] = (), columns: Iterable[str] = ()) -> Hidden:
    """What of a table may not be told, where all other cells, row totals and column totals are known.

    `rows` are hidden whole because their total is; `columns` because the whole they are parts of is not told.
    """
    whole = frozenset(rows)
    joined = _small_columns(_sums(table, table), frozenset(columns))
    known = _joined_rows(_joined_columns(table, joined), whole)
    small = {
        (row, part)
        for row, counts in known.items()
        for part, count in counts.items()
        if is_small(count, sum(counts.values()))
    }
    inside, parts = _rectangle(known, small)
    cells = {(row, part) for row in _apart(inside, whole) for part in _apart(parts, joined)}
    return Hidden(joined, frozenset(cells | {(row, part) for row in whole for part in table[row]}))


def _small_columns(totals: Mapping[str, int], asked: frozenset[str]) -> frozenset[str]:
    whole = sum(totals.values())
    small = {part for part, count in totals.items() if is_small(count, whole)} | asked
    return frozenset(_filled_up(small, totals)) if small else frozenset()


def _rectangle(table: Table, small: Set[tuple[str, str]]) -> tuple[set[str], set[str]]:
    """Rows and parts around the small cells, no more than it takes.

    As every row and every column of the table holds nothing or at least five, there are always enough.
    """
    inside, parts = {row for row, _ in small}, {part for _, part in small}
    more_rows, more_parts = inside, parts
    while more_rows or more_parts:
        more_rows = _more(inside, [{row: table[row][part] for row in table} for part in sorted(parts)])
        inside |= more_rows
        more_parts = _more(parts, [table[row] for row in sorted(inside)])
        parts |= more_parts
    return inside, parts


def _more(chosen: Set[str], lines: list[Mapping[str, int]]) -> set[str]:
    """One more row or part, where those chosen hold too little of a line across them, or too few hold any."""
    for line in lines:
        if 0 < _held(chosen, line) < SMALLEST:
            return _smallest_other(chosen, line)
    together = _sum_of(lines)
    return set() if _count_filled(chosen, together) >= AT_LEAST else _smallest_other(chosen, together)


def _filled_up(chosen: Set[str], counts: Mapping[str, int]) -> set[str]:
    """The chosen ones and the smallest others with something in them, until they are enough."""
    found, more = set(chosen), set(chosen)
    while more and not _is_enough(found, counts):
        more = _smallest_other(found, counts)
        found |= more
    return found


def _is_enough(names: Set[str], counts: Mapping[str, int]) -> bool:
    """Say whether the sum of some may be known: two have something in them, and together at least five."""
    return _count_filled(names, counts) >= AT_LEAST and _held(names, counts) >= SMALLEST


def _smallest_other(chosen: Set[str], counts: Mapping[str, int]) -> set[str]:
    others = [(count, name) for name, count in counts.items() if count and name not in chosen]
    return {min(others)[1]} if others else set()


def _count_filled(names: Iterable[str], counts: Mapping[str, int]) -> int:
    return sum(1 for name in names if counts.get(name))


def _held(names: Iterable[str], counts: Mapping[str, int]) -> int:
    return sum(counts.get(name, 0) for name in names)


# -- what is hidden whole is taken together


def _joined_columns(table: Table, parts: Set[str]) -> dict[str, dict[str, int]]:
    """The table with one column in place of some."""
    if not parts:
        return {row: dict(counts) for row, counts in table.items()}
    return {
        row: {part: count for part, count in counts.items() if part not in parts}
        | {_JOINED: _held(parts, counts)}
        for row, counts in table.items()
    }


def _joined_rows(table: dict[str, dict[str, int]], rows: Set[str]) -> dict[str, dict[str, int]]:
    """The table with one row in place of some."""
    if not rows:
        return table
    return {row: counts for row, counts in table.items() if row not in rows} | {_JOINED: _sums(table, rows)}


def _apart(names: Set[str], joined: Set[str]) -> set[str]:
    """The names, with those it stands for in place of the joined one."""
    return (set(names) - {_JOINED}) | joined if _JOINED in names else set(names)


def _sums(table: Table, rows: Iterable[str]) -> dict[str, int]:
    return _sum_of(table[row] for row in rows)


def _sum_of(lines: Iterable[Mapping[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in lines:
        for name, count in line.items():
            sums[name] = sums.get(name, 0) + count
    return sums
