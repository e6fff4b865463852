"""What a plot is drawn from (图的刻度): numbers as shares of a plane; `templates/plots.html` draws them.

All places and lengths are percent of the plane, from its top left, so that a plot fits any window and its
words keep their own size.
"""

import datetime
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from generator.campaign.progress import Count

# Above the highest column its number has to fit.
HEADROOM = 14.0
# Of the room of a group, its columns together take so much.
FILLED = 0.8
# More words than these do not fit below the columns of a phone.
MOST_LABELS = 6
WEEK = datetime.timedelta(days=7)


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A horizontal bar (横条): `count` of `total`, None where it may not be told."""

    label: str
    count: Count
    total: Count
    href: str | None = None

    @property
    def width(self) -> float:
        return share(self.count, self.total)


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A column on the plane (柱)."""

    x: float
    y: float
    width: float
    height: float


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The columns over one label, one a series (一组柱). `tone` is a class that words must bear out."""

    label: str
    short: str
    counts: tuple[int, ...]
    boxes: tuple[Box, ...]
    middle: float
    tone: str = ""


class Tick(msgspec.Struct, frozen=True):
    """A line across the plane at a round number (刻度线)."""

    value: int
    y: float


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """A plot of columns (柱图): `names` are its series; `short` of a group is empty where it has no room."""

    names: tuple[str, ...]
    groups: tuple[Group, ...]
    ticks: tuple[Tick, ...]

    @property
    def totals(self) -> tuple[int, ...]:
        """The sum of each series, in the order of the names."""
        return tuple(sum(group.counts[place] for group in self.groups) for place in range(len(self.names)))


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What a group is made of: `short` stands below its columns, `label` in the table."""

    label: str
    short: str
    counts: tuple[int, ...]
    tone: str = ""


def share(count: Count, total: Count) -> float:
    """How much of the whole a count is, in percent; nothing is drawn of what may not be told."""
    if not count or not total:
        return 0.0
    return round(min(count / total, 1) * 100, 2)


def columns(names: Sequence[str], rows: Sequence[Row]) -> Columns:
    """Place the columns of some series side by side, on one scale that begins at nought."""
    top = round_top(max((count for row in rows for count in row.counts), default=0))
    room = 100 / max(len(rows), 1)
    return Columns(
        names=tuple(names),
        groups=tuple(
            _group(row, place, room, top, _has_label(place, len(rows))) for place, row in enumerate(rows)
        ),
        ticks=tuple(Tick(value, _y(value, top)) for value in (0, top // 2, top)),
    )


def _group(row: Row, place: int, room: float, top: int, is_labelled: bool) -> Group:
    width = room * FILLED / len(row.counts)
    left = place * room + room * (1 - FILLED) / 2
    return Group(
        label=row.label,
        short=row.short if is_labelled else "",
        counts=row.counts,
        boxes=tuple(_box(left + nth * width, width, count, top) for nth, count in enumerate(row.counts)),
        middle=round((place + 0.5) * room, 2),
        tone=row.tone,
    )


def _box(x: float, width: float, count: int, top: int) -> Box:
    y = _y(count, top)
    return Box(x=round(x, 2), y=y, width=round(width, 2), height=round(100 - y, 2))


def _y(value: int, top: int) -> float:
    return round(100 - value / top * (100 - HEADROOM), 2)


def _has_label(place: int, count: int) -> bool:
    """Say whether a group has room for its word; a few wide ones all have."""
    every = 1 if count <= MOST_LABELS + 2 else -(-count // MOST_LABELS)
    return place % every == 0


def round_top(largest: int) -> int:
    """The round, even number a scale ends at (刻度上限), so that its half is whole as well."""
    step: int = 10 ** (len(str(largest)) - 1)
    return next(end for each in (1, 2, 4, 6, 8, 10) if (end := step * each) >= largest and end % 2 == 0)


def binned(values: Iterable[int], edges: Sequence[int]) -> list[int]:
    """How many values there are up to each edge, itself included, and how many beyond the last (分组)."""
    found = Counter(bisect_left(edges, value) for value in values)
    return [found[place] for place in range(len(edges) + 1)]


def weeks(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """The Mondays of the weeks from one day's to another's (周)."""
    monday = monday_of(first)
    return [monday + WEEK * n for n in range((monday_of(last) - monday).days // 7 + 1)]


def monday_of(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


def by_week(days: Counter[datetime.date], mondays: Iterable[datetime.date]) -> list[int]:
    """How much fell into each week (按周计数), from how much fell on each day."""
    found: Counter[datetime.date] = Counter()
    for day, count in days.items():
        found[monday_of(day)] += count
    return [found[monday] for monday in mondays]


def week_rows(mondays: Sequence[datetime.date], *series: Sequence[int]) -> list[Row]:
    """The rows of a plot by week: a week is called by its Monday, with a year that is not the last one's."""
    years = {monday: "" if monday.year == mondays[-1].year else f"{monday.year}年" for monday in mondays}
    return [
        Row(
            label=f"{years[monday]}{monday.month}月{monday.day}日起",
            short=f"{monday.month}.{monday.day}",
            counts=counts,
        )
        for monday, counts in zip(mondays, zip(*series, strict=True), strict=True)
    ]
