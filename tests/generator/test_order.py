"""An order made from the last one is the one made from nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import order
from generator.order import Beside, Order, in_their_order, part_of
from generator.reading.published import PublishedFile
from tests.content_samples import make_result

results = st.lists(
    st.builds(
        make_result,
        issue_no=st.integers(1, 9).map("2022-{:06}".format),
        title=st.sampled_from("甲乙"),
        field=st.sampled_from(["housing", "safety"]),
        state=st.sampled_from(["resolved", "parked"]),
        published_on=st.sampled_from(["2022-07", "2022-07-04", "2022-07-05"]),
    ),
    max_size=9,
    unique_by=lambda each: each.issue_no,
)


def parts_of(mine, others, late=()):
    """What two communities have published; those of the other have numbers of their own."""
    told = {
        "fuxing": mine,
        "example-1": [
            make_result(
                issue_no=each.issue_no.replace("-0", "-1"),
                title=each.title,
                state=each.state,
                community_code="example-1",
                published_on=each.published_on,
            )
            for each in others
        ],
    }
    files = {
        code: PublishedFile.of(code, code, inside, range(1, len(inside) + 1)) for code, inside in told.items()
    }
    return {code: part_of(file, frozenset(late) & file.places.keys()) for code, file in files.items()}


def said(made):
    groups = made.by_field, made.by_state, made.by_community
    return (
        made.lines,
        [{key: each for key, each in group.items() if each} for group in groups],
        made.by_number,
    )


@settings(deadline=None)
@given(st.lists(st.tuples(results, results, st.sets(st.integers(1, 9))), min_size=2, max_size=5))
def test_the_order_of_the_last_build_put_right_is_the_order(versions):
    """Whatever came, went, changed or got late; what was told of the lines that stayed is still true."""
    made = None
    for mine, others, late in versions:
        parts = parts_of(mine, others, map("2022-{:06}".format, late))
        made = made.with_changes(parts) if made else Order(parts)
        plain = Order(parts)
        assert said(made) == said(plain)
        assert made.told("all", made.lines[2:5]) == plain.told("all", plain.lines[2:5])


def test_lines_that_stay_are_the_same_objects():
    """So that they are known without being compared."""
    first = Order(parts_of([make_result(), make_result(issue_no="2022-000002")], []))
    after = first.with_changes(parts_of([make_result(), make_result(issue_no="2022-000002", title="新")], []))
    assert after.by_number["2022-000001"] is first.by_number["2022-000001"]
    assert after.by_number["2022-000002"].gist.title == "新"


def test_what_changed_is_pending_until_it_is_noted():
    """Several builds may pass in which nobody asks."""
    first = Order(parts_of([make_result()], []))
    first.note_beside(Beside({}, {}))
    second = first.with_changes(parts_of([make_result(title="二")], []))
    third = second.with_changes(parts_of([make_result(title="三")], []))
    _, pending = third.noted
    assert [line.gist.title for line in pending] == ["楼后的路灯修好了", "二", "二", "三"]
    third.note_beside(Beside({}, {}))
    assert third.noted == (Beside({}, {}), ())


def test_where_much_is_pending_what_was_noted_is_forgotten(monkeypatch):
    """As after a day of previews."""
    monkeypatch.setattr(order, "FEW", 3)
    first = Order(parts_of([make_result()], []))
    first.note_beside(Beside({}, {}))
    second = first.with_changes(parts_of([make_result(title="二")], []))
    assert second.noted[0] is not None
    assert second.with_changes(parts_of([make_result(title="三")], [])).noted == (None, ())


@pytest.mark.parametrize("few", [0, 256])
def test_where_much_changed_all_are_put_in_order_anew(monkeypatch, few):
    monkeypatch.setattr(order, "FEW", few)
    before = in_their_order("a", parts_of([make_result()], []))
    after = in_their_order("a", parts_of([make_result(title="新")], []))
    assert [line.gist.title for line in after.lines] == ["新"]
    assert after.lines[0].order == before.lines[0].order


def test_a_number_that_stands_twice_is_in_no_order_that_is_kept():
    """As in a preview of broken content; the next order is made from the last good one."""
    for _ in range(2):
        twice = parts_of([make_result()], [])
        twice["again"] = parts_of([make_result()], [])["fuxing"]
        assert len(in_their_order("b", twice).lines) == 2
        in_their_order("b", parts_of([make_result(title="二")], []))
    assert len(in_their_order("b", parts_of([make_result()], [])).lines) == 1
