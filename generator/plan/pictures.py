"""What the public plots show (图): weeks, days used against the limit, coverage, fields by community.

Everything is counted from published records and coverage.yaml, where what may not be told is already hidden
(R5.3); a result that is told by the month stands in no week.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator

from generator import addresses
from generator.campaign.counts import Counts, Facts
from generator.campaign.plot import Bar, Columns, Row, by_week, columns, week_rows, weeks
from generator.campaign.records import ANSWERED
from generator.figures import Cell, CrossRow, CrossTable, DaysUsed
from generator.overview import Overview
from generator.page_frame import Link

# A picture of fewer says less than the list does.
FEWEST = 5
DAY = len("2022-06-13")
# Shares of the limit, up to which a result counts into a class; beyond the last it was late.
_SHARES = (
    (25, "不到四分之一", "¼ 内"),
    (50, "四分之一到一半", "½ 内"),
    (75, "一半到四分之三", "¾ 内"),
    (100, "四分之三到期满", "期内"),
)


def weekly(overview: Overview, latest: int | None = None) -> Columns | None:
    """Received and resolved week by week (每周收到、办好); None where there is too little to see.

    With `latest`, only so many weeks up to the last in which something happened.
    """
    received, resolved = _days(overview.counts.received), _days(overview.counts.resolved)
    if received.total() < FEWEST:
        return None
    last = max([*received, *resolved])
    mondays = weeks(min(received), last)[-latest if latest else 0 :]
    return columns(
        ("收到", "办好"), week_rows(mondays, by_week(received, mondays), by_week(resolved, mondays))
    )


def told_by_month(overview: Overview) -> int:
    """How many results stand in no week because only their month is told."""
    return sum(number for day, number in overview.counts.received.items() if len(day) < DAY)


def days_used(counts: Counts) -> DaysUsed | None:
    """How much of the limit was used (用时与时限), of those that are done or explained and had a limit."""
    found: Counter[int | None] = Counter()
    for facts, number in counts.kinds.items():
        if facts.state in ANSWERED and facts.limit_workdays:
            found[_class_of(facts, facts.limit_workdays)] += number
    untold = found.pop(None, 0)
    if found.total() < FEWEST:
        return None
    rows = [
        Row(label=label, short=short, counts=(found[place],))
        for place, (_, label, short) in enumerate(_SHARES)
    ]
    late = Row(label="超过时限", short="超期", counts=(found[-1],), tone="late")
    return DaysUsed(columns=columns(("件数",), [*rows, late]), untold=untold)


def _class_of(facts: Facts, limit: int) -> int | None:
    """The place of its class, -1 of what was late; None where the days are not told, and it was not late."""
    if facts.used_workdays is None:
        return -1 if facts.in_time is False else None
    share = -(-facts.used_workdays * 100 // limit)
    return next((place for place, (most, *_) in enumerate(_SHARES) if share <= most), -1)


def coverage_bars(overview: Overview) -> tuple[Bar, ...]:
    """Households visited in each community (走访覆盖), in the order of the communities, not of rates."""
    if not overview.has_coverage:
        return ()
    rows = overview.coverage_rows
    return tuple(
        Bar(
            label=name,
            count=rows[code].covered,
            total=rows[code].households,
            href=addresses.community(overview.number, code),
        )
        for code, name in overview.community_names.items()
    )


def crossing(overview: Overview) -> CrossTable | None:
    """Published results by field and community (领域与社区)."""
    if not overview.lines:
        return None
    counts = overview.counts.by("field", "community_code")
    largest = max(counts.values())
    return CrossTable(
        names=tuple(overview.community_names.values()),
        rows=tuple(
            CrossRow(
                field=Link(text=standing.name, href=standing.href),
                cells=tuple(_cells(counts, standing.code, overview.community_names, largest)),
                total=len(overview.order.by_field[standing.code]),
            )
            for standing in overview.field_standings()
        ),
    )


def _cells(
    counts: Counter[tuple[str, ...]], field: str, communities: Iterable[str], largest: int
) -> Iterator[Cell]:
    for code in communities:
        count = counts[field, code]
        yield Cell(count=count, width=round(count * 100 / largest))


def _days(told: Counter[str]) -> Counter[datetime.date]:
    """How often each day is told; what is told by the month has none."""
    return Counter(
        {datetime.date.fromisoformat(day): number for day, number in told.items() if len(day) == DAY}
    )
