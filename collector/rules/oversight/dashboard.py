"""What the office sees of the whole campaign at a glance (总览, S83): what waits, how the weeks went."""

import datetime
from collections import Counter
from collections.abc import Iterable

import msgspec

from collector.rules.issues.issue import Case
from collector.rules.issues.stages import awaits_callback
from collector.rules.issues.standing import Standing
from generator.campaign.plot import WEEK, Columns, Row, binned, by_week, columns, monday_of, week_rows, weeks

Stood = tuple[Case, Standing]

# Working days left, up to and with each edge: label, what stands below the column, and its tone.
DAYS_LEFT = (
    (-11, "逾期超过10个工作日", ">10", "late"),
    (-6, "逾期6–10个工作日", "6–10", "late"),
    (-1, "逾期1–5个工作日", "1–5", "late"),
    (0, "今天到期", "今天", "soon"),
    (5, "还有1–5个工作日", "1–5", ""),
    (10, "还有6–10个工作日", "6–10", ""),
    (15, "还有11–15个工作日", "11–15", ""),
    (None, "还有超过15个工作日", ">15", ""),
)
# Weeks that fit a screen and still tell something: half a year.
MOST_WEEKS = 26
SHOWN = 8


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """How much waits in the whole campaign (今天要办的): `undated` is open, but no clock runs on it.

    Or nobody knows yet if that has run out (暂定).
    """

    overdue: int
    due: int
    review: int
    call: int
    open: int
    undated: int


class Dashboard(msgspec.Struct, frozen=True, kw_only=True):
    """The office's screen (总览): counts, the most urgent by days left, and two plots of all issues.

    `earlier` is how many were received, and done, before the first of `weeks`.
    """

    waiting: Waiting
    urgent: tuple[Stood, ...]
    left: Columns
    weeks: Columns
    earlier: tuple[int, int]


def make_dashboard(found: Iterable[Stood], today: datetime.date) -> Dashboard:
    """Look at every issue; what was merged is counted with the one it was merged into, but called back."""
    every = list(found)
    matters = [(case, each) for case, each in every if not each.is_merged]
    in_hand = [(case, each) for case, each in matters if each.is_open]
    days = [each.days_left for _, each in in_hand if each.days_left is not None and not each.is_undecided]
    by_weeks, earlier = _weeks(matters, today)
    return Dashboard(
        waiting=Waiting(
            overdue=sum(left < 0 for left in days),
            due=days.count(0),
            review=sum(each.stage == "registered" for _, each in matters),
            call=sum(awaits_callback(case) for case, _ in every),
            open=len(in_hand),
            undated=len(in_hand) - len(days),
        ),
        urgent=most_urgent(in_hand),
        left=_left(days),
        weeks=by_weeks,
        earlier=earlier,
    )


def most_urgent(in_hand: Iterable[Stood]) -> tuple[Stood, ...]:
    """What has least time left, at most so many as one looks at (最急的)."""
    dated = [(case, each) for case, each in in_hand if each.days_left is not None]
    return tuple(sorted(dated, key=lambda pair: (pair[1].days_left or 0, pair[0].no))[:SHOWN])


def _left(days: Iterable[int]) -> Columns:
    """Open issues by working days left (剩余工作日)."""
    counts = binned(days, [edge for edge, *_ in DAYS_LEFT if edge is not None])
    rows = [
        Row(label=label, short=short, counts=(count,), tone=tone)
        for (_, label, short, tone), count in zip(DAYS_LEFT, counts, strict=True)
    ]
    return columns(("在办件数",), rows)


def _weeks(matters: Iterable[Stood], today: datetime.date) -> tuple[Columns, tuple[int, int]]:
    """Received, by the day it was collected, against done and replied, by week, and before (收办对比)."""
    pairs = [(datetime.date.fromisoformat(case.issue.collected_at[:10]), each) for case, each in matters]
    received = [on for on, _ in pairs]
    resolved = [each.resolved_on for _, each in pairs if each.resolved_on]
    earliest = max(min(received, default=today), monday_of(today) - (MOST_WEEKS - 1) * WEEK)
    mondays = weeks(min(earliest, today), today)
    rows = week_rows(mondays, by_week(Counter(received), mondays), by_week(Counter(resolved), mondays))
    before = (sum(on < mondays[0] for on in received), sum(on < mondays[0] for on in resolved))
    return columns(("收到", "办好并回复"), rows), before
