"""Plots: where a number stands on the plane."""

import datetime
import itertools
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from generator.campaign.plot import (
    HEADROOM,
    Bar,
    Row,
    binned,
    by_week,
    columns,
    round_top,
    share,
    week_rows,
    weeks,
)

DAY = datetime.date


def make_rows(*counts: tuple[int, ...]) -> list[Row]:
    return [Row(label=f"第{n}组", short=str(n), counts=each) for n, each in enumerate(counts)]


def test_a_bar_is_as_long_as_its_share():
    assert Bar(label="福兴社区", count=12, total=48).width == 25.0
    assert share(0, 48) == share(0, 0) == 0.0
    assert share(50, 48) == 100.0


def test_nothing_is_drawn_of_what_may_not_be_told():
    """A length would tell what is hidden."""
    assert Bar(label="福兴社区", count=None, total=48).width == 0.0
    assert Bar(label="福兴社区", count=12, total=None).width == 0.0


def test_a_scale_ends_at_a_round_even_number():
    assert [round_top(each) for each in (0, 1, 2, 3, 9, 10, 11, 25, 99, 100, 101, 12345)] == [
        2, 2, 2, 4, 10, 10, 20, 40, 100, 100, 200, 20000,
    ]  # fmt: skip


def test_columns_stand_side_by_side_on_one_scale():
    plot = columns(("收到", "办好"), make_rows((4, 2), (0, 4)))
    first, second = plot.groups
    assert [(box.x, box.y, box.width, box.height) for box in first.boxes] == [
        (5.0, HEADROOM, 20.0, 100 - HEADROOM),
        (25.0, 57.0, 20.0, 43.0),
    ]
    assert second.boxes[0].height == 0
    assert second.boxes[1] == second.boxes[1].__class__(x=75.0, y=HEADROOM, width=20.0, height=100 - HEADROOM)
    assert [(tick.value, tick.y) for tick in plot.ticks] == [(0, 100.0), (2, 57.0), (4, HEADROOM)]
    assert plot.totals == (4, 6)


def test_a_plot_of_nothing_can_be_drawn():
    assert columns(("件",), []).groups == ()
    assert columns(("件",), make_rows((0,))).groups[0].boxes[0].height == 0


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=60))
def test_every_column_is_on_the_plane_and_none_overlap(counts):
    """And a higher count is never drawn lower."""
    boxes = [box for group in columns(("a", "b"), make_rows(*counts)).groups for box in group.boxes]
    assert all(box.x >= 0 and box.x + box.width <= 100.02 and HEADROOM <= box.y <= 100 for box in boxes)
    assert all(left.x + left.width <= right.x + 0.02 for left, right in itertools.pairwise(boxes))
    heights = sorted(
        zip((count for pair in counts for count in pair), boxes, strict=True), key=lambda each: each[0]
    )
    assert [box.height for _, box in heights] == sorted(box.height for box in boxes)


def test_words_below_the_columns_have_room():
    """Eight all have theirs; of thirty every fifth has."""
    assert all(group.short for group in columns(("件",), make_rows(*[(1,)] * 8)).groups)
    shown = [group.short for group in columns(("件",), make_rows(*[(1,)] * 30)).groups if group.short]
    assert shown == ["0", "5", "10", "15", "20", "25"]


@given(st.lists(st.integers(-200, 200)))
def test_every_value_is_in_one_class(values):
    found = binned(values, (-6, -1, 0, 5))
    assert sum(found) == len(values)
    assert found[2] == values.count(0)
    assert found[1] == sum(-5 <= each <= -1 for each in values)
    assert found[4] == sum(each > 5 for each in values)


def test_weeks_begin_on_monday_and_none_is_left_out():
    mondays = weeks(DAY(2022, 6, 10), DAY(2022, 6, 27))
    assert mondays == [DAY(2022, 6, 6), DAY(2022, 6, 13), DAY(2022, 6, 20), DAY(2022, 6, 27)]
    days = [DAY(2022, 6, 12), DAY(2022, 6, 13), DAY(2022, 6, 13), DAY(2022, 6, 27), DAY(2022, 5, 1)]
    assert by_week(Counter(days), mondays) == [1, 2, 0, 1]
    rows = week_rows(mondays, by_week(Counter(days), mondays), [0, 0, 0, 0])
    assert [(row.label, row.short, row.counts) for row in rows][1] == ("6月13日起", "6.13", (2, 0))


def test_a_week_of_last_year_says_so():
    mondays = weeks(DAY(2022, 12, 26), DAY(2023, 1, 2))
    assert [row.label for row in week_rows(mondays, [0, 0])] == ["2022年12月26日起", "1月2日起"]
