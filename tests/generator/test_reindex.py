"""A corrected block of the search index is, byte for byte, one that was made as a whole."""

from hypothesis import given, settings
from hypothesis import strategies as st

from generator import reindex, search
from generator.search import Document

texts = st.text(st.sampled_from("路灯修好水管漏 ab1<&\"|'"), max_size=9)
shelves = st.dictionaries(st.integers(0, 8191), st.tuples(texts, texts), min_size=60, max_size=70)
edits = st.dictionaries(st.integers(0, 8191), st.tuples(texts, texts) | st.none(), max_size=2)


def noted(shelf):
    marks = {number: repr(told).encode() for number, told in sorted(shelf.items())}
    return {number: reindex.noted(mark, document(shelf, number)) for number, mark in marks.items()}


def document(shelf, number):
    return Document("2022-0", number, f"2022/results/{number}/", shelf[number][0], "注", shelf[number][1])


def whole(shelf):
    return dict(search.block_files("2022-0", [document(shelf, number) for number in sorted(shelf)]))


@settings(deadline=None)
@given(shelves, edits, st.data())
def test_a_corrected_block_is_as_if_made_as_a_whole(before, edit, data):
    known = data.draw(st.sampled_from(sorted(before)))
    after = {**before, **edit, known: (before[known][1], before[known][0])}
    after = {number: told for number, told in after.items() if told}
    standing, last, now = whole(before), noted(before), noted(after)
    changed = reindex.changed(
        "2022-0", reindex.Block(b"", last), {number: each.mark for number, each in now.items()}
    )
    if changed is None:
        return
    files = reindex.files(
        "2022-0",
        reindex.Block(b"", last),
        now,
        changed,
        lambda number: document(after, number),
        standing.__getitem__,
    )
    corrected = standing | dict(files)
    assert {name: corrected[name] for name in reindex.names("2022-0", now)} == whole(after)


def test_where_much_changed_the_block_is_made_as_a_whole():
    shelf = dict.fromkeys(range(40), ("路灯", "好"))
    other = dict.fromkeys(range(40), b"other")
    assert reindex.changed("2022-0", reindex.Block(b"", noted(shelf)), other) is None
    assert reindex.changed("2022-0", reindex.Block(b"", noted(shelf)), {}) is None


@settings(deadline=None)
@given(st.sets(st.integers(0, 70_000)))
def test_a_list_can_be_read_back(numbers):
    assert list(search.decoded(search.listed(sorted(numbers), ()))) == sorted(numbers)
