"""What was solved elsewhere in like words is found, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import similar
from generator.similar import SHOWN, alike, alike_in_field, corrected, others_of, similar_to
from tests.content_samples import make_result


def make(serial, title, community="example-1", **changes):
    usual = {"field": "housing", "state": "resolved", "published_on": "2022-07-01"}
    return make_result(issue_no=f"2022-{serial:06}", title=title, community_code=community, **usual | changes)


def found(*results):
    return [*others_of(alike(results), results[-1])]


NEW = make(9, "巷口路灯坏了半年", "fuxing")


def test_like_words_elsewhere_are_found():
    """A lamp leads to a lamp, not to a drain."""
    lamp, drain = make(1, "小区东门路灯不亮，换了 6 盏"), make(2, "下水管返味，重铺了 40 米")
    assert found(lamp, drain, NEW) == ["2022-000001"]


def test_words_that_say_nothing_are_not_alike():
    """当天, 修好, 没有 and numbers stand in titles about anything."""
    assert found(make(1, "三天就修好了，没有再坏"), make(9, "当天修好了 12 处，没有再漏", "fuxing")) == []


def test_only_the_same_field_elsewhere_solved_and_earlier():
    """One's own community, another field, what is still in hand and what came later do not count."""
    title = "路口路灯坏了"
    assert found(make(1, title, "fuxing"), NEW) == []
    assert found(make(1, title, field="safety"), NEW) == []
    assert found(make(1, title, state="in_hand"), NEW) == []
    assert found(make(1, title, published_on="2022-07-02"), NEW) == []


def test_the_most_alike_come_first_and_the_newest_of_these():
    """At most three."""
    others = [make(serial, "院里路灯坏了") for serial in range(1, 5)]
    nearest = make(5, "巷口路灯坏了")
    assert found(*others, nearest, NEW) == ["2022-000005", "2022-000004", "2022-000003"]
    assert SHOWN == 3


def test_a_new_result_changes_nothing_for_the_old_ones():
    """So only its own page is made anew; nor does the order of the files matter."""
    results = [make(serial, f"{place}路灯坏了", f"example-{serial % 3}") for serial, place in
               enumerate(("东门", "西门", "巷口", "河边", "村口", "广场", "校门"), 1)]  # fmt: skip
    before = alike(results[:-1])["housing"]
    after = alike(reversed(results))["housing"]
    assert {number: after[number] for number in before} == before


THINGS = st.sampled_from(["路灯", "井盖", "东门", "下水", "坏了", "3 处", "的"])


def some(most):
    return st.lists(
        st.builds(
            make,
            st.integers(1, 12),
            st.lists(THINGS, max_size=3).map("".join),
            st.sampled_from(["fuxing", "example-1"]),
            state=st.sampled_from(["resolved", "resolved", "in_hand"]),
            published_on=st.sampled_from(["2022-07", "2022-07-01", "2022-07-02"]),
        ),
        max_size=most,
        unique_by=lambda each: each.issue_no,
    )


@settings(deadline=None, max_examples=300)
@given(some(12), some(2), st.sets(st.integers(1, 12), max_size=1))
def test_what_is_put_right_after_a_change_is_what_would_be_found_anew(results, changed, gone):
    """Whatever came, went, changed; and what one result has is what it has among all."""
    before = {each.issue_no: each for each in results}
    now = before | {each.issue_no: each for each in changed}
    now = {number: each for number, each in now.items() if int(number[5:]) not in gone}
    found = alike_in_field(now.values())
    assert corrected(alike_in_field(before.values()), before, now) == found
    for each in now.values():
        assert similar_to(each, now.values()) == found.get(each.issue_no, ())


@pytest.mark.parametrize("changed", [1, 65])
def test_where_much_changed_all_is_found_anew(changed):
    results = [make(serial, "院里路灯坏了") for serial in range(1, 70)]
    now = [make(serial, "院里井盖坏了") for serial in range(1, changed + 1)] + results[changed:]
    put_right = corrected(
        alike_in_field(results), *({e.issue_no: e for e in each} for each in (results, now))
    )
    assert (put_right is None) == (2 * changed > similar.FEW)
