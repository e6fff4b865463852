"""What was solved elsewhere in like words is found, and nothing else."""

from generator.similar import SHOWN, alike
from tests.content_samples import make_result


def make(serial, title, community="example-1", **changes):
    usual = {"field": "housing", "state": "resolved", "published_on": "2022-07-01"}
    return make_result(issue_no=f"2022-{serial:06}", title=title, community_code=community, **usual | changes)


def found(*results):
    return [*alike(results).get(results[-1].issue_no, ())]


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
    before = alike(results[:-1])
    after = alike(reversed(results))
    assert {number: after[number] for number in before} == before
