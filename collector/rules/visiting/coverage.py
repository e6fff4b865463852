"""How far the campaign has come, in counts (走访覆盖): over everything, told as far as R5.3 allows."""

from collections.abc import Iterable, Mapping

import msgspec

from collector.rules.homes.household import Household
from collector.rules.issues.standing import Standing
from collector.rules.publishing.suppression import SMALLEST, hidden, small_rows
from collector.rules.visiting.visit import Visit
from generator.campaign.records import Coverage, CoverageRow, FieldRow
from generator.campaign.vocabulary import CHANNELS

# Counts by community or field, then by name; the names are those of `CoverageRow`.
Counts = Mapping[str, Mapping[str, int]]

Split = tuple[str, tuple[str, ...]]

# Counts of households, and of people who said whether they are satisfied: these are told with care (R5.3).
# Issues are no people; each stands on the site by itself, so their counts are told as they are.
ROOTS = ("households", "rated")
# A whole and the parts of it that are told; what is left over is never told by itself.
SPLITS: tuple[Split, ...] = (
    ("households", ("covered",)),
    ("covered", tuple(CHANNELS)),
    ("covered", ("all_asked",)),
    ("rated", ("satisfied",)),
)
# Between one build and the next these move in steps; sums follow.
STEPPED = ("households", *CHANNELS, "all_asked", "rated", "satisfied")
FIELD_COUNTS = ("issues", "resolved", "explained")
REST = ""

ISSUE_COUNTS = ("requests", "issues", "resolved", "explained", "on_spot", "closed", "on_time_base", "on_time")
ANSWER_COUNTS = ("rated", "satisfied")
# Residents read of 事项; how many requests they were merged from is for the desk.
INTERNAL = frozenset({"requests"})


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The counts last told (已公布的数), so that the next ones can move in steps; private."""

    code: str
    counts: dict[str, dict[str, int]]


# -- counting


def count_households(
    communities: Iterable[str],
    households: Iterable[Household],
    visits: Iterable[Visit],
    prompts: Iterable[int],
) -> dict[str, dict[str, int]]:
    """Households by community, each once: by the channel that covered it first, and whether all was asked.

    A house that stands empty, with a reason, is not counted unless somebody was met there after all.
    """
    counts = {
        code: dict.fromkeys(("households", "covered", *CHANNELS, "all_asked"), 0) for code in communities
    }
    first: dict[str, str] = {}
    asked: dict[str, set[str]] = {}
    for visit in sorted((each for each in visits if each.covers), key=lambda visit: visit.started_at):
        first.setdefault(visit.household_code, visit.channel)
        asked.setdefault(visit.household_code, set()).update(visit.answers)
    every = {str(number) for number in prompts}
    for household in households:
        row = counts.get(household.community_code)
        channel = first.get(household.code)
        if row is None or (household.vacant_reason and channel is None):
            continue
        row["households"] += 1
        if channel is not None:
            row["covered"] += 1
            row[channel] += 1
            row["all_asked"] += every <= asked[household.code]
    return counts


def count_issues(keys: Iterable[str], cases: Iterable[tuple[str, Standing]]) -> dict[str, dict[str, int]]:
    """Issues by a key, such as their community (R6.1): each comes with its key and where it stands.

    诉求 N 条 are all that was reported, 事项 M 件 what is left once the same was merged (S54); the rest looks
    at 事项.
    按时 looks at the original date; its base is what is done and replied plus what is open and overdue. What
    was settled at the door has no limit and is left out, and so is what cannot be judged before the holidays
    of a year are known (R4.3). 满意 counts 满意 and 基本满意.
    """
    counts = {key: dict.fromkeys((*ISSUE_COUNTS, *ANSWER_COUNTS), 0) for key in keys}
    for key, found in cases:
        for name in _counted_as(found):
            counts[key][name] += 1
    return counts


def _counted_as(found: Standing) -> Iterable[str]:
    yield "requests"
    if found.is_merged:
        return
    yield "issues"
    if found.state in ("resolved", "explained"):
        yield found.state
    if found.severity == "on_spot":
        yield "on_spot"
    if found.closed_on:
        yield "closed"
    if found.limit_workdays and (found.is_late or (found.is_done and found.is_late is False)):
        yield "on_time_base"
        if not found.is_late:
            yield "on_time"
    if found.satisfaction:
        yield "rated"
        if found.satisfaction in ("satisfied", "mostly"):
            yield "satisfied"


# -- from one build to the next


def in_steps(counts: Counts, before: Counts) -> dict[str, dict[str, int]]:
    """The counts as they may follow those told before, so that one to four households more are not seen.

    A count moves once it has moved by five; until then the earlier one stands. Sums are of what stands.
    """
    return {row: _step(dict(now), before.get(row, {})) for row, now in counts.items()}


def _step(now: dict[str, int], before: Mapping[str, int]) -> dict[str, int]:
    for name in STEPPED:
        if name in now and 0 < abs(now[name] - before.get(name, now[name])) < SMALLEST:
            now[name] = before[name]
    if "covered" in now:
        now["covered"] = sum(now[channel] for channel in CHANNELS)
        now["households"] = max(now["households"], now["covered"])
    for whole, parts in SPLITS:
        for part in parts:
            if part in now:
                now[part] = min(now[part], now[whole])
    return now


# -- telling


def told(as_of: str, communities: Counts, fields: Counts) -> Coverage:
    """The counts as they may be published: what `suppression` hides is None, and stays out of the file."""
    communities = {row: _public(counts) for row, counts in communities.items()}
    untold = _Untold(communities)
    whole_street = {name: count for name, count in _total(communities).items() if name not in untold.street}
    rows = [{"community_code": row, **untold.told(row)} for row in communities]
    kinds = [
        {"field": row, **{name: counts[name] for name in FIELD_COUNTS}} for row, counts in fields.items()
    ]
    return Coverage(
        as_of=as_of,
        street=msgspec.convert(whole_street, CoverageRow),
        communities=tuple(msgspec.convert(row, CoverageRow) for row in rows),
        fields=tuple(msgspec.convert(row, FieldRow) for row in kinds),
    )


def _public(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if name not in INTERNAL}


class _Untold:
    """What of some counts is not told (不单列): `cells` by row and name, and names for the whole street."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self.cells: set[tuple[str, str]] = set()
        self.street: set[str] = set()
        for root in ROOTS:
            self._hide_root(root)
        for split in SPLITS:
            self._hide_parts(split)

    def told(self, row: str) -> dict[str, int]:
        return {name: count for name, count in self._counts[row].items() if (row, name) not in self.cells}

    def _hide_root(self, root: str) -> None:
        column = {row: counts[root] for row, counts in self._counts.items()}
        rows: Iterable[str] = small_rows(column)
        if 0 < sum(column.values()) < SMALLEST:
            self.street.add(root)
            rows = column
        self.cells |= {(row, root) for row in rows}

    def _hide_parts(self, split: Split) -> None:
        whole, parts = split
        table = {row: _parted(counts, split) for row, counts in self._counts.items()}
        columns = {*parts, REST} if whole in self.street else set()
        rows = [row for row in table if (row, whole) in self.cells]
        found = hidden(table, rows=rows, columns=columns)
        self.cells |= {(row, part) for row in table for part in parts if found.has(row, part)}
        self.street |= found.columns & set(parts)


def _parted(counts: Mapping[str, int], split: Split) -> dict[str, int]:
    whole, parts = split
    return {part: counts[part] for part in parts} | {
        REST: counts[whole] - sum(counts[part] for part in parts)
    }


def _total(counts: Counts) -> dict[str, int]:
    total: dict[str, int] = {}
    for row in counts.values():
        for name, count in row.items():
            total[name] = total.get(name, 0) + count
    return total
