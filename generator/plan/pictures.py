"""What the public plots show (图): weeks, days used against the limit, coverage, fields by community.

Everything is counted from published records and coverage.yaml, where what may not be told is already hidden
(R5.3); a result that is told by the month stands in no week.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator

from generator import addresses
from generator.campaign.plot import Bar, Columns, Row, by_week, columns, week_rows, weeks
from generator.campaign.records import PublishedResult
from generator.edition import Overview
from generator.pages import Cell, CrossRow, CrossTable, Link

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
    received = list(_days(each.received_on for each in overview.results))
    resolved = list(_days(each.resolved_on for each in overview.by_state["resolved"]))
    if len(received) < FEWEST:
        return None
    last = max([*received, *resolved])
    mondays = weeks(min(received), last)[-latest if latest else 0 :]
    return columns(
        ("收到", "办好"), week_rows(mondays, by_week(received, mondays), by_week(resolved, mondays))
    )


def told_by_month(overview: Overview) -> int:
    """How many results stand in no week because only their month is told."""
    return sum(len(each.received_on) < DAY for each in overview.results)


def days_used(results: Iterable[PublishedResult]) -> Columns | None:
    """How much of the limit was used (用时与时限), of those that are done or explained and had a limit."""
    shares = [
        -(-each.used_workdays * 100 // each.limit_workdays)
        for each in results
        if each.state in ("resolved", "explained") and each.limit_workdays and each.used_workdays is not None
    ]
    if len(shares) < FEWEST:
        return None
    found = Counter(
        next((place for place, (most, *_) in enumerate(_SHARES) if each <= most), -1) for each in shares
    )
    rows = [
        Row(label=label, short=short, counts=(found[place],))
        for place, (_, label, short) in enumerate(_SHARES)
    ]
    return columns(("件数",), [*rows, Row(label="超过时限", short="超期", counts=(found[-1],), tone="late")])


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
    if not overview.results:
        return None
    counts = Counter((each.field, each.community_code) for each in overview.results)
    largest = max(counts.values())
    return CrossTable(
        names=tuple(overview.community_names.values()),
        rows=tuple(
            CrossRow(
                field=Link(text=standing.name, href=standing.href),
                cells=tuple(_cells(counts, standing.code, overview.community_names, largest)),
                total=len(overview.by_field[standing.code]),
            )
            for standing in overview.field_standings()
        ),
    )


def _cells(
    counts: Counter[tuple[str, str]], field: str, communities: Iterable[str], largest: int
) -> Iterator[Cell]:
    for code in communities:
        count = counts[field, code]
        yield Cell(count=count, width=round(count * 100 / largest))


def _days(written: Iterable[str | None]) -> Iterator[datetime.date]:
    return (datetime.date.fromisoformat(each) for each in written if each and len(each) == DAY)
