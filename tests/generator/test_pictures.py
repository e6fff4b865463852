"""What the public plots show is what is published: each result once, none where it may not stand."""

from pathlib import Path

import pytest

from generator.campaign.counts import counted
from generator.edition import Edition
from generator.overview import Overview
from generator.plan import pictures
from generator.reading.moment import as_of
from generator.reading.shelf import load
from generator.wording import is_late
from tests.content_samples import make_result, published_lines, write_content
from tests.makers import PROJECT


def overview_of(folder: Path) -> Overview:
    content, _ = load(folder)
    assert content is not None
    return Edition(content, as_of(content), None).current


@pytest.fixture(scope="module")
def shipped() -> Overview:
    """The demo's published records."""
    return overview_of(PROJECT / "content")


def test_every_week_counts_what_was_received_and_resolved_in_it(shipped):
    """The weeks add up to all that has a day; months alone are counted beside the plot."""
    plot = pictures.weekly(shipped)
    dated = [each for each in shipped.year.gists if len(each.received_on) == 10]
    resolved = [each for each in shipped.order.by_state["resolved"] if len(each.gist.resolved_on) == 10]
    assert plot.totals == (len(dated), len(resolved))
    assert len(dated) + pictures.told_by_month(shipped) == len(shipped.lines)
    assert pictures.told_by_month(shipped)


@pytest.mark.parametrize(
    ("used", "limit", "place"),
    [(0, 15, 0), (3, 15, 0), (4, 15, 1), (7, 15, 1), (8, 15, 2), (11, 15, 2), (12, 15, 3), (15, 15, 3),
     (16, 15, 4)],
)  # fmt: skip
def test_days_used_stand_in_the_right_class(used, limit, place):
    """The last day of the limit is on time, the next is late; halves belong to the lower class."""
    results = [make_result(used_workdays=used, limit_workdays=limit)] * 5
    counts = [group.counts[0] for group in pictures.days_used(counted(results)).columns.groups]
    assert counts == [5 if each == place else 0 for each in range(5)]


def test_what_has_no_limit_is_not_drawn():
    """On the spot, still in hand, and too few to see anything."""
    on_spot = [make_result(severity="on_spot", used_workdays=0, limit_workdays=None)] * 9
    in_hand = [make_result(state="in_hand", resolved_on=None, used_workdays=None)] * 9
    assert pictures.days_used(counted([*on_spot, *in_hand, *[make_result()] * 4])) is None


def test_what_has_no_days_told_is_drawn_where_it_was_late_and_counted_beside_it_otherwise():
    """Told by the month: nobody is left out of 超过时限, and the rest are said to be in no class."""
    told = [make_result(used_workdays=10, limit_workdays=15)] * 5
    by_month = [make_result(used_workdays=None, in_time=in_time) for in_time in (False, False, True, None)]
    plot = pictures.days_used(counted([*told, *by_month]))
    assert [group.counts[0] for group in plot.columns.groups] == [0, 0, 5, 0, 2]
    assert plot.untold == 2


def test_the_plot_has_all_that_the_rate_of_what_was_in_time_has(shipped):
    """Every result with a limit that is done is in a class or counted beside them (R6.1)."""
    plot = pictures.days_used(shipped.counts)
    with_limit = [
        each for each in shipped.year.gists if each.state in ("resolved", "explained") and each.limit_workdays
    ]
    assert plot.columns.totals[0] + plot.untold == len(with_limit)
    late = [each for each in with_limit if is_late(each, is_overdue=False)]
    assert plot.columns.groups[-1].counts == (len(late),) != (0,)


def test_fields_and_communities_add_up(shipped):
    """Every field is a row, also with nothing; rows and columns sum to what is published."""
    table = pictures.crossing(shipped)
    assert [row.field.text for row in table.rows] == list(shipped.field_labels.values())
    assert all(sum(cell.count for cell in row.cells) == row.total for row in table.rows)
    assert sum(row.total for row in table.rows) == len(shipped.lines)


def test_a_suppressed_count_draws_nothing(shipped):
    """Bars are coverage.yaml's numbers, in the order of the communities; what is hidden has no length."""
    bars = pictures.coverage_bars(shipped)
    assert [bar.label for bar in bars] == list(shipped.community_names.values())
    for bar, code in zip(bars, shipped.community_names, strict=True):
        row = shipped.coverage_rows[code]
        assert (bar.count, bar.total) == (row.covered, row.households)
        assert bar.count is not None or bar.width == 0


def test_nothing_published_draws_nothing(tmp_path):
    """A campaign that has just begun has no empty plots."""
    write_content(tmp_path, {"2022/published/fuxing.yaml": None})
    overview = overview_of(tmp_path)
    assert pictures.weekly(overview) is None
    assert pictures.crossing(overview) is None
    write_content(tmp_path, {"2022/published/fuxing.yaml": published_lines(make_result())})
    assert pictures.weekly(overview_of(tmp_path)) is None
