"""Counts and rates as they are published (进度), each with what makes it honest: definition, n and N (R6.1).

A count is an int, or None where it may not be told (不单列, R5.3); what is computed from a None is None.
"""

import msgspec

from generator.campaign.counts import Counts, Facts
from generator.campaign.records import ANSWERED, CoverageRow
from generator.campaign.vocabulary import CHANNELS

Count = int | None
SMALLEST_BASE = 20
SMALLEST_COUNT = 5
# Where nobody was heard of yet, every count is a plain nought.
NO_COVERAGE = CoverageRow(
    households=0, covered=0, doorstep=0, phone=0, wechat=0, sms=0, all_asked=0, asked_base=0, issues=0,
    resolved=0, explained=0, on_spot=0, closed=0, on_time=0, on_time_base=0, satisfied=0, rated=0,
)  # fmt: skip


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """A rate (指标): `count` of `total`. `said` completes the count, `unit` counts the total."""

    code: str
    name: str
    said: str
    unit: str
    definition: str
    count: Count
    total: Count
    note: str | None = None

    @property
    def percent(self) -> int | None:
        return percent(self.count, self.total)


def percent(count: Count, total: Count) -> int | None:
    """Whole percent, never rounded up; None where N is under SMALLEST_BASE or something may not be told."""
    if count is None or total is None or total < SMALLEST_BASE:
        return None
    return count * 100 // total


def visiting_rates(row: CoverageRow) -> tuple[Rate, ...]:
    """How far the visiting has come: 覆盖率 and 兜清率 (S03, S09)."""
    asked_base = row.covered if row.asked_base is None else row.asked_base
    return (
        Rate(
            code="coverage",
            name="覆盖率",
            said="户已走访",
            unit="户",
            definition="走访到的户数 ÷ 名册上的总户数。见到人才算；人在外地等，改用电话、微信、短信的也算。",
            count=row.covered,
            total=row.households,
            note="其中入户的户数不单列。" if row.doorstep is None else f"其中入户 {row.doorstep:,} 户。",
        ),
        Rate(
            code="all_asked",
            name="兜清率",
            said="户九问问全",
            unit="户",
            definition="九问都问到的户数 ÷ 走访到的户数。回答“没问题”“不愿说”也算问到。",
            count=row.all_asked,
            total=asked_base,
            note=None if asked_base == row.covered else f"这是走访到 {asked_base:,} 户时的数。",
        ),
    )


def by_channel(row: CoverageRow) -> tuple[tuple[str, Count], ...]:
    """Households by the way in which they were visited (走访方式): those not told in one, with their sum.

    Whoever knows the whole and the others can work the sum out, so it stands there; one that is small was
    hidden with something beside it (R5.3).
    """
    told = {code: getattr(row, code) for code in CHANNELS}
    lines = [(CHANNELS[code], count) for code, count in told.items() if count is not None]
    untold = "、".join(CHANNELS[code] for code, count in told.items() if count is None)
    if not untold:
        return tuple(lines)
    rest = None if row.covered is None else row.covered - sum(count for _, count in lines)
    return (*lines, (untold, None if rest is None or 0 < rest < SMALLEST_COUNT else rest))


def handling_rates(row: CoverageRow) -> tuple[Rate, ...]:
    """How what was heard is handled: 响应率, 解决率, 按时办结率, 满意率 (R6.1)."""
    answered = _sum(row.resolved, row.explained)
    return (
        Rate(
            code="response",
            name="响应率",
            said="件有回音",
            unit="件",
            definition="已解决和已说明的件数 ÷ 登记的全部件数。",
            count=answered,
            total=row.issues,
        ),
        Rate(
            code="resolution",
            name="解决率",
            said="件已解决",
            unit="件",
            definition="已解决的件数 ÷ 登记的全部件数。只作了解释说明的不算解决。",
            count=row.resolved,
            total=row.issues,
        ),
        Rate(
            code="on_time",
            name="按时办结率",
            said="件按时办结",
            unit="件",
            definition=(
                "在原定期限内办好并回复的件数 ÷（办好并回复的件数＋没办完已超期的件数）。"
                "延期不改变原定期限，销号早晚不影响。当场办好的没有期限，期限暂定、还判不了的，都不算在内。"
            ),
            count=row.on_time,
            total=row.on_time_base,
        ),
        Rate(
            code="satisfaction",
            name="满意率",
            said="件评为满意或基本满意",
            unit="件",
            definition=(
                "有回音的事里，回访时评为满意或基本满意的件数 ÷ 作了评价的件数。"
                "没有评价的不算在内；评了不满意又重新办的，办好再评以前也不算。"
            ),
            count=row.satisfied,
            total=row.rated,
            note=_unrated(answered, row.rated),
        ),
    )


def _sum(*counts: Count) -> Count:
    return None if None in counts else sum(each for each in counts if each is not None)


def _unrated(answered: Count, rated: Count) -> str | None:
    """How many gave no rating; a small number is not told, neither by itself nor as a difference."""
    if answered is None or rated is None or answered < rated:
        return None
    unrated = answered - rated
    return f"没有评价的{'少于5' if 0 < unrated < SMALLEST_COUNT else f' {unrated:,} '}件。"


def row(counts: Counts, late: int) -> CoverageRow:
    """The counts of published results alone, for a site without counts of the whole campaign.

    `late` are those that wait beyond their limit.
    """
    return CoverageRow(
        issues=counts.kinds.total(),
        resolved=counts.of(lambda each: each.state == "resolved"),
        explained=counts.of(lambda each: each.state == "explained"),
        on_spot=counts.of(lambda each: each.severity == "on_spot"),
        closed=counts.closed,
        on_time=counts.of(lambda each: _in_time(each) is True),
        on_time_base=counts.of(lambda each: _in_time(each) is not None) + late,
        satisfied=counts.of(
            lambda each: each.state in ANSWERED and each.satisfaction in ("satisfied", "mostly")
        ),
        rated=counts.of(lambda each: each.state in ANSWERED and each.satisfaction is not None),
    )


def _in_time(facts: Facts) -> bool | None:
    """Say whether it was done within its limit; None where it is not done, or neither is told."""
    used, limit = facts.used_workdays, facts.limit_workdays
    if facts.state not in ANSWERED or used is None or limit is None:
        return facts.in_time
    return used <= limit
