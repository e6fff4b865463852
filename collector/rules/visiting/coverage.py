"""How far the campaign has come, in counts (走访覆盖): over everything, told as far as R5.3 allows."""

from collections.abc import Iterable, Mapping

import msgspec

from collector.rules.homes.household import Household
from collector.rules.issues.standing import Standing
from collector.rules.publishing.suppression import SMALLEST, hidden, is_small, small_rows
from collector.rules.visiting.visit import Visit
from generator.campaign.records import ANSWERED, Coverage, CoverageRow, FieldRow
from generator.campaign.vocabulary import CHANNELS

# Counts by community or field, then by name; the names are those of `CoverageRow`.
Counts = Mapping[str, Mapping[str, int]]

Split = tuple[str, tuple[str, ...]]

# Counts of households, and of people who said whether they are satisfied: these are told with care (R5.3).
# Issues are no people; each stands on the site by itself, so their counts are told as they are.
ROOT = "households"
# A whole and the parts of it that are told; what is left over is never told by itself.
SPLITS: tuple[Split, ...] = ((ROOT, ("covered",)), ("covered", tuple(CHANNELS)))
# Households of each channel in which all was asked, by the name of their count; together they are 问全的户.
ASKED = {channel: f"asked_{channel}" for channel in CHANNELS}
# Two counts that make a rate: told of the whole street alone, and always both of one moment.
PAIRS = (("asked_base", "all_asked"), ("rated", "satisfied"))
# The row of the whole street.
STREET = ""
FIELD_COUNTS = ("issues", "resolved", "explained")
REST = ""

ISSUE_COUNTS = ("requests", "issues", "resolved", "explained", "on_spot", "closed", "on_time_base", "on_time")
ANSWER_COUNTS = ("rated", "satisfied")
# Residents read of 事项; how many requests they were merged from is for the desk.
INTERNAL = frozenset({"requests", *ASKED.values()})


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The counts last told of a year (已公布的数), so that the next ones can move in steps; private."""

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
        code: dict.fromkeys(("households", "covered", *CHANNELS, "all_asked", *ASKED.values()), 0)
        for code in communities
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
            is_all_asked = every <= asked[household.code]
            row["all_asked"] += is_all_asked
            row[ASKED[channel]] += is_all_asked
    return counts


def count_issues(keys: Iterable[str], cases: Iterable[tuple[str, Standing]]) -> dict[str, dict[str, int]]:
    """Issues by a key, such as their community (R6.1): each comes with its key and where it stands.

    诉求 N 条 are all that was reported, 事项 M 件 what is left once the same was merged (S54); the rest looks
    at 事项.
    按时 looks at the original date; its base is what is done and replied plus what is open and overdue. What
    was settled at the door has no limit and is left out, and so is what cannot be judged before the holidays
    of a year are known (R4.3). 满意 counts 满意 and 基本满意, and like 作了评价 only what is answered: what
    is answered and not rated is their difference, and what is done again counts once it is rated again.
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
    if found.state in ANSWERED:
        yield found.state
    if found.severity == "on_spot":
        yield "on_spot"
    if found.closed_on:
        yield "closed"
    if found.limit_workdays and (found.is_late or (found.is_done and found.is_late is False)):
        yield "on_time_base"
        if not found.is_late:
            yield "on_time"
    if found.satisfaction and found.state in ANSWERED:
        yield "rated"
        if found.satisfaction in ("satisfied", "mostly"):
            yield "satisfied"


# -- from one build to the next


def in_steps(counts: Counts, before: Counts) -> dict[str, dict[str, int]]:
    """The counts as they may follow those told before, so that one to four households more are not seen.

    A count moves once it has moved by five; until then the earlier one stands. Sums are of what stands. The
    two counts of a rate move together, or both stay: of two moments they would be a rate that never was.
    """
    rows = {row: _step(dict(now), before.get(row, {})) for row, now in counts.items()}
    now, earlier = _total(rows), before.get(STREET, {})
    now["asked_base"], now["all_asked"] = now["covered"], sum(now[name] for name in ASKED.values())
    street: dict[str, int] = {}
    for names in PAIRS:
        of_one_moment = _pair(now, earlier, names)
        street |= {name: of_one_moment[name] for name in names}
    return rows | {STREET: street}


def _step(now: dict[str, int], before: Mapping[str, int]) -> dict[str, int]:
    for name in (ROOT, *CHANNELS):
        if name in before and _is_little(now[name] - before[name]):
            # What was asked in these households is of the same moment as they are.
            asked = ASKED.get(name)
            now[name] = before[name]
            if asked:
                now[asked] = before.get(asked, min(now[asked], now[name]))
    now["covered"] = sum(now[channel] for channel in CHANNELS)
    now[ROOT] = max(now[ROOT], now["covered"])
    return now


def _pair(now: Mapping[str, int], before: Mapping[str, int], names: tuple[str, str]) -> Mapping[str, int]:
    """The counts to take both of a rate from: those of now, or all of before.

    What is looked at is how the whole moved, how the part did, and how what is left of the whole did.
    """
    whole, part = names
    if part not in before:
        return now
    more, more_in_part = now[whole] - before[whole], now[part] - before[part]
    return before if any(map(_is_little, (more, more_in_part, more - more_in_part))) else now


def _is_little(moved: int) -> bool:
    """Say whether whoever compares two tellings would see one to four households or people."""
    return 0 < abs(moved) < SMALLEST


# -- telling


def told(as_of: str, counts: Counts, fields: Counts) -> Coverage:
    """The counts as they may be published: what `suppression` hides is None, and stays out of the file."""
    communities = {row: _public(each) for row, each in counts.items() if row != STREET}
    untold = _Untold(communities)
    whole_street = {name: count for name, count in _total(communities).items() if name not in untold.street}
    rows = [{"community_code": row, **untold.told(row)} for row in communities]
    kinds = [{"field": row, **{name: each[name] for name in FIELD_COUNTS}} for row, each in fields.items()]
    return Coverage(
        as_of=as_of,
        street=msgspec.convert(whole_street | _told_pairs(counts[STREET], whole_street), CoverageRow),
        communities=tuple(msgspec.convert(row, CoverageRow) for row in rows),
        fields=tuple(msgspec.convert(row, FieldRow) for row in kinds),
    )


def _told_pairs(street: Mapping[str, int], beside: Mapping[str, int]) -> dict[str, int]:
    """The pairs of rates, each as far as neither a part nor what is left of its whole is small."""
    found: dict[str, int] = {}
    for whole, part in PAIRS:
        if 0 < street[whole] < SMALLEST or (whole == "asked_base" and _hides_base(street[whole], beside)):
            continue
        found[whole] = street[whole]
        if not is_small(street[part], street[whole]):
            found[part] = street[part]
    return found


def _hides_base(base: int, beside: Mapping[str, int]) -> bool:
    """Say whether it would tell the households visited where their count may not be told."""
    return "covered" not in beside or is_small(base, beside[ROOT])


def _public(counts: Mapping[str, int]) -> dict[str, int]:
    """What is told of a community: nothing of the rates that are told of the whole street."""
    hidden_names = INTERNAL.union(*PAIRS)
    return {name: count for name, count in counts.items() if name not in hidden_names}


class _Untold:
    """What of some counts is not told (不单列): `cells` by row and name, and names for the whole street."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self.cells: set[tuple[str, str]] = set()
        self.street: set[str] = set()
        self._hide_root()
        for split in SPLITS:
            self._hide_parts(split)

    def told(self, row: str) -> dict[str, int]:
        return {name: count for name, count in self._counts[row].items() if (row, name) not in self.cells}

    def _hide_root(self) -> None:
        column = {row: counts[ROOT] for row, counts in self._counts.items()}
        rows: Iterable[str] = small_rows(column)
        if 0 < sum(column.values()) < SMALLEST:
            self.street.add(ROOT)
            rows = column
        self.cells |= {(row, ROOT) for row in rows}

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
