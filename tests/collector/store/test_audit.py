"""What an audit sees in versions that no database guards, such as those in a file."""

from typing import Any

from collector.store.audit import Audit
from collector.store.versions import digest, link


def rows(*told: tuple[int, str | None]) -> list[dict[str, Any]]:
    """Well-chained versions of documents; None says that the document was removed."""
    made, before = [], ""
    for seq, (doc_id, text) in enumerate(told, 1):
        row = {"seq": seq, "tab": "t", "doc_id": doc_id, "pos": doc_id, "author": None, "key": None}
        row |= {"doc": text, "salt": "s", "digest": text and digest("s", text), "at": "2022-08-05"}
        before = row["chain"] = link(before, row)
        made.append(row)
    return made


def found(versions: list[dict[str, Any]]) -> list[tuple[int, str]]:
    audit = Audit()
    problems = [problem for row in versions for problem in audit.take(row)]
    return [(problem.line, problem.code) for problem in [*problems, *audit.end()]]


def test_two_standing_versions_of_a_document_are_found() -> None:
    """A version that should have been emptied when the next one came is named."""
    replaced = rows((1, "{}"), (2, "{}"), (1, '{"a":1}'))
    assert found(replaced) == [(3, "store_twice")]
    replaced[0] |= {"doc": None, "salt": None}
    assert found(replaced) == []


def test_a_document_may_be_removed_and_come_again() -> None:
    """Removed and stored again under the same id is no contradiction."""
    again = rows((1, "{}"), (1, None), (1, "{}"))
    again[0] |= {"doc": None, "salt": None}
    assert found(again) == []


def test_a_text_that_vanished_is_found_at_the_end() -> None:
    """Emptied, but neither replaced nor removed: only the end can tell."""
    vanished = rows((1, "{}"), (2, "{}"))
    vanished[0] |= {"doc": None, "salt": None}
    assert found(vanished) == [(1, "store_emptied")]


def test_a_record_stands_for_those_before_it() -> None:
    """An earlier version that was exchanged for another, whole in itself, is noticed at the next one."""
    whole = rows((1, "{}"), (2, "{}"), (3, "{}"))
    forged = rows((1, '{"a":1}'))
    assert found(forged + whole[1:]) == [(2, "store_chain")]


def test_what_was_left_out_or_swapped_is_found() -> None:
    """A missing first, middle or swapped version is named where it should have been."""
    whole = rows((1, "{}"), (2, "{}"), (3, "{}"))
    assert found(whole[1:]) == [(2, "store_gap")]
    assert found([whole[0], whole[2]]) == [(3, "store_gap")]
    assert found([whole[0], whole[2], whole[1]]) == [(3, "store_gap"), (2, "store_gap")]
