"""A corrected block of the search index is, byte for byte, one that was made as a whole."""

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.finding import reindex, search
from generator.finding.search import Document

texts = st.text(st.sampled_from("路灯修好水管漏 ab1<&\"|'"), max_size=9)
shelves = st.dictionaries(st.integers(0, 8191), st.tuples(texts, texts), min_size=60, max_size=70)
edits = st.dictionaries(st.integers(0, 8191), st.tuples(texts, texts) | st.none(), max_size=2)


def marked(shelf):
    return {number: repr(told).encode() for number, told in sorted(shelf.items())}


def noted(shelf):
    return {number: reindex.noted(document(shelf, number)) for number in shelf}


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
    standing, last, now = whole(before), marked(before), marked(after)
    changed = reindex.changed("2022-0", last, now)
    if changed is None:
        return
    files = reindex.files(
        "2022-0",
        now,
        changed,
        noted(before),
        noted(after),
        lambda number: document(after, number),
        standing.__getitem__,
    )
    corrected = standing | dict(files)
    assert {name: corrected[name] for name in reindex.names("2022-0", now)} == whole(after)


def test_where_much_changed_the_block_is_made_as_a_whole():
    shelf = dict.fromkeys(range(40), ("路灯", "好"))
    other = dict.fromkeys(range(40), b"other")
    assert reindex.changed("2022-0", marked(shelf), other) is None
    assert reindex.changed("2022-0", marked(shelf), {}) is None


def test_a_sheet_is_known_by_its_own_documents_alone():
    """A change elsewhere leaves it as it is; one on it, or one that came or went there, does not."""
    shelf = dict.fromkeys(range(reindex.ON_SHEET + 2), ("路灯", "好"))

    def digest(marks, surroundings=b""):
        return reindex.sheet_digest(reindex.Block(b"", surroundings, marks), 0)

    marks = marked(shelf)
    assert reindex.sheets(shelf) == {0, 1}
    sheet = reindex.sheet(reindex.Block(b"", b"", marks), 1, noted(shelf))
    assert [*sheet.documents] == [reindex.ON_SHEET, reindex.ON_SHEET + 1]
    assert digest({**marks, reindex.ON_SHEET: b"other"}) == digest(marks)
    assert digest({**marks, 0: b"other"}) != digest(marks)
    assert digest({number: mark for number, mark in marks.items() if number}) != digest(marks)
    assert digest(marks, b"other names of communities") != digest(marks)


@settings(deadline=None)
@given(st.sets(st.integers(0, 70_000)))
def test_a_list_can_be_read_back(numbers):
    assert list(search.decoded(search.listed(sorted(numbers), ()))) == sorted(numbers)
