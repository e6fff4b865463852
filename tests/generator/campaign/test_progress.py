"""Published rates say n and N, and no percentage where it would mislead (R6.1)."""

import pytest

from generator.campaign import progress
from generator.campaign.counts import counted
from generator.campaign.records import CoverageRow
from tests.content_samples import make_result


def rates(**counts):
    row = CoverageRow(**counts)
    return {each.code: each for each in (*progress.visiting_rates(row), *progress.handling_rates(row))}


@pytest.mark.parametrize(
    ("count", "total", "percent"),
    [
        (10, 20, 50),
        (19, 19, None),
        (0, 20, 0),
        (199, 200, 99),
        (200, 200, 100),
        (None, 200, None),
        (5, None, None),
    ],
)
def test_a_percentage_needs_twenty_and_is_never_rounded_up(count, total, percent):
    assert progress.percent(count, total) == percent


def test_explained_counts_as_answered_and_never_as_solved():
    found = rates(issues=40, resolved=20, explained=10)
    assert (found["response"].count, found["response"].percent) == (30, 75)
    assert (found["resolution"].count, found["resolution"].percent) == (20, 50)


def test_what_may_not_be_told_stays_untold_in_what_is_computed_from_it():
    found = rates(issues=40, resolved=20, explained=None)
    assert found["response"].count is None
    assert found["resolution"].count == 20


@pytest.mark.parametrize(
    ("rated", "note"),
    [(30, "没有评价的 0 件。"), (20, "没有评价的 10 件。"), (27, "没有评价的少于5件。"), (None, None)],
)
def test_who_gave_no_rating_is_shown_beside_the_rate_and_not_in_it(rated, note):
    found = rates(issues=40, resolved=20, explained=10, satisfied=rated, rated=rated)
    assert found["satisfaction"].note == note
    assert found["satisfaction"].total == rated


def test_doorstep_visits_are_told_apart():
    assert rates(households=100, covered=80, doorstep=60)["coverage"].note == "其中入户 60 户。"
    many = rates(households=128971, covered=102778, doorstep=90703)
    assert many["coverage"].note == "其中入户 90,703 户。"
    assert rates(households=100, covered=80)["coverage"].note == "其中入户的户数不单列。"


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"doorstep": 703, "phone": 51}, (("入户", 703), ("电话", 51), ("微信、短信", 24))),
        ({"doorstep": 703, "phone": 75, "wechat": 0, "sms": 0},
         (("入户", 703), ("电话", 75), ("微信", 0), ("短信", 0))),
        ({"doorstep": 703, "phone": 75}, (("入户", 703), ("电话", 75), ("微信、短信", 0))),
        ({"doorstep": 774}, (("入户", 774), ("电话、微信、短信", None))),
        ({}, (("入户、电话、微信、短信", 778),)),
    ],
)  # fmt: skip
def test_ways_that_may_not_be_told_apart_stand_together_with_their_sum(counts, told):
    """What anybody can work out is said, and all lines add up; a small sum is never said (R5.3)."""
    assert progress.by_channel(CoverageRow(covered=778, **counts)) == told


def test_where_the_whole_is_hidden_there_is_no_sum():
    assert progress.by_channel(CoverageRow()) == (("入户、电话、微信、短信", None),)


def test_every_rate_has_a_definition():
    assert all("÷" in each.definition for each in rates(issues=1).values())


def test_published_results_are_counted_where_nothing_else_is_known():
    results = [
        make_result(satisfaction="satisfied"),
        make_result(issue_no="2022-000002", used_workdays=16, satisfaction="unsatisfied"),
        make_result(issue_no="2022-000003", state="explained"),
        make_result(issue_no="2022-000004", state="in_hand", resolved_on=None, used_workdays=None),
        make_result(issue_no="2022-000005", severity="on_spot", limit_workdays=None, used_workdays=0),
    ]
    row = progress.row(counted(results), late=1)
    assert (row.issues, row.resolved, row.explained, row.on_spot) == (5, 3, 1, 1)
    assert (row.satisfied, row.rated) == (1, 2)


def test_a_personal_matter_says_by_itself_whether_it_was_in_time():
    """It tells no days used, and counts all the same."""
    told = {"received_on": "2022-06", "used_workdays": None}
    results = [make_result(**told, in_time=in_time) for in_time in (True, False, None)]
    row = progress.row(counted(results), late=0)
    assert (row.on_time, row.on_time_base) == (1, 2)


def test_on_time_looks_at_the_original_limit_and_counts_open_overdue_issues_below():
    """R6.1: done and replied in time ÷ (all done and replied + open overdue)."""
    results = [
        make_result(),
        make_result(issue_no="2022-000002", used_workdays=16, extended_to="2022-08-01"),
        make_result(issue_no="2022-000003", state="in_hand", resolved_on=None, used_workdays=None),
    ]
    row = progress.row(counted(results), late=1)
    assert (row.on_time, row.on_time_base) == (1, 3)


def test_a_community_without_results_has_noughts():
    assert progress.NO_COVERAGE.issues == 0
    assert progress.row(counted([]), late=0).issues == 0
