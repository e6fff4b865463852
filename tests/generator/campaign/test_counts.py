"""Counts of parts, added up, are the counts of the whole."""

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.campaign import counts
from tests.content_samples import make_result

results = st.lists(
    st.builds(
        make_result,
        community_code=st.sampled_from(["fuxing", "example-1"]),
        field=st.sampled_from(["housing", "safety"]),
        state=st.sampled_from(["resolved", "explained", "in_hand"]),
        satisfaction=st.sampled_from([None, "satisfied", "unsatisfied"]),
        used_workdays=st.none() | st.integers(0, 3),
        received_on=st.sampled_from(["2022-06-13", "2022-06"]),
        closed_on=st.sampled_from([None, "2022-07-01"]),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(st.lists(results, max_size=4))
def test_what_is_counted_part_by_part_is_what_is_counted_at_once(parts):
    whole = [each for part in parts for each in part]
    assert counts.total(map(counts.counted, parts)) == counts.counted(whole)


@settings(deadline=None)
@given(results)
def test_each_way_of_counting_counts_each_result_once(some):
    told = counts.counted(some)
    assert told.of(lambda _facts: True) == told.received.total() == len(some)
    assert told.by("field", "state").total() == len(some)
    assert told.resolved.total() == sum(each.state == "resolved" for each in some)
    assert told.closed == sum(each.closed_on is not None for each in some)
    safety = [each for each in some if each.field == "safety"]
    assert told.of_field("safety").kinds == counts.counted(safety).kinds
