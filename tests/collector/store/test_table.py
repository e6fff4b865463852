"""A table of its own kind: copies, whole updates, submissions taken once, what may be stored."""

import math
import threading
from typing import Any

import pytest
from tinydb import operations, where
from tinydb.table import Document

from collector.errors import Conflict, Refusal
from collector.store.storage import Store
from tests.collector.store.conftest import behind_a_slow_act


def test_results_are_copies(store: Store) -> None:
    """Changing what a search returned, however deep, changes nothing stored."""
    store.insert({"no": "1", "tags": ["a"]})
    store.search(where("no") == "1")[0]["tags"].append("b")
    assert store.all() == [{"no": "1", "tags": ["a"]}]


def test_a_failed_update_changes_nothing(store: Store) -> None:
    """Where the third document cannot be updated, the first two stay as they were."""
    store.insert_multiple([{"a": 1, "b": 1}, {"a": 1, "b": 2}, {"b": 3}])
    head = store.head()
    with pytest.raises(KeyError):
        store.update(operations.delete("a"))
    assert store.head() == head
    assert store.all() == [{"a": 1, "b": 1}, {"a": 1, "b": 2}, {"b": 3}]


def test_an_update_without_a_difference_is_no_version(store: Store) -> None:
    """Setting a field to what it is already adds nothing to the store."""
    store.insert({"state": "open"})
    head = store.head()
    assert store.update({"state": "open"}) == [1]
    assert store.head() == head


def test_get_stops_at_the_first_hit(store: Store) -> None:
    """A later document on which the query would fail is not looked at."""
    store.insert_multiple([{"x": 1}, {"x": "text"}])
    assert store.get(where("x") < 5) == {"x": 1}


def test_a_table_written_while_it_is_read_is_read_as_it_was(store: Store) -> None:
    """A loop over a table that changes the table ends, and sees every document once, as it was."""
    store.insert_multiple([{"no": str(number)} for number in range(500)])
    seen = []
    for document in store:
        seen.append(document["no"])
        store.insert({"no": document["no"] + "x"})
        store.remove(doc_ids=[document.doc_id])
    assert seen == [str(number) for number in range(500)]
    assert len(store) == 500


@pytest.mark.parametrize(
    "content",
    [{"x": math.nan}, {"x": math.inf}, {"x": "\ud800"}, {"\ud800": 1}, {"x": "a\0b"}, {"x": "\\\0"}],
    ids=str,
)
def test_what_json_or_a_database_cannot_carry_is_refused(store: Store, content: dict[str, Any]) -> None:
    """Not-a-number, infinity, half a character and NUL are refused before anything is stored."""
    for attempt in (store.insert, lambda each: store.insert_once(each, author="li", key="1"), store.upsert):
        with pytest.raises(Refusal, match="不能保存"):
            attempt(content) if attempt != store.upsert else store.upsert(content, where("no") == "1")
    assert len(store) == 0


def test_what_only_looks_like_a_nul_is_stored(store: Store) -> None:
    """A backslash and u0000 typed by somebody are six characters like others."""
    store.insert({"text": "\\u0000 \\\\u0000 \u2028"})
    assert store.all() == [{"text": "\\u0000 \\\\u0000 \u2028"}]


def test_very_deep_documents_are_refused(store: Store) -> None:
    """Nesting deeper than JSON readers follow is refused, not a crash later."""
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(Refusal):
        store.insert({"x": deep})


def test_the_same_submission_is_stored_once(store: Store) -> None:
    """The order of keys does not matter, the author and the table do; other content is a conflict."""
    visits = store.table("visits")
    assert visits.insert_once({"a": 1, "b": (1, 2)}, author="li", key="k") == (1, True)
    assert visits.insert_once({"b": [1, 2], "a": 1}, author="li", key="k") == (1, False)
    assert visits.insert_once({"a": 1}, author="wang", key="k") == (2, True)
    assert store.table("issues").insert_once({"a": 1}, author="li", key="k") == (1, True)
    with pytest.raises(Conflict) as caught:
        visits.insert_once({"a": True, "b": [1, 2]}, author="li", key="k")
    assert caught.value.code == "same_id_other_content"
    assert len(visits) == 2


def test_a_submission_that_was_erased_does_not_come_back(store: Store) -> None:
    """A phone that sends again what has been erased since is refused; nothing is stored."""
    visits = store.table("visits")
    visits.insert_once({"name": "示例"}, author="li", key="k")
    visits.remove(doc_ids=[1])
    with pytest.raises(Conflict):
        visits.insert_once({"name": "示例"}, author="li", key="k")
    assert len(visits) == 0


def test_many_senders_of_the_same_submissions_store_each_once(store: Store) -> None:
    """64 threads send the same 100 ids at once: each is new exactly once, and all get the same number."""
    visits = store.table("visits")
    answers: list[tuple[str, int, bool]] = []
    start = threading.Barrier(64)

    def send(offset: int) -> None:
        start.wait()
        for number in range(100):
            key = str((number + offset * 7) % 100)
            answers.append((key, *visits.insert_once({"n": key}, author="li", key=key)))

    threads = [threading.Thread(target=send, args=(offset,)) for offset in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(visits) == 100
    assert len(answers) == 6400
    assert sum(new for _, _, new in answers) == 100
    assert len({(key, doc_id) for key, doc_id, _ in answers}) == 100


def test_a_submission_sent_twice_into_one_commit_is_stored_once(store: Store) -> None:
    """What the first of them added is on no disk yet when the others look for it."""
    visits, answers = store.table("visits"), list[tuple[int, bool]]()

    def send() -> None:
        answers.append(visits.insert_once({"n": 1}, author="li", key="k"))

    behind_a_slow_act(store, [send] * 8)
    assert sorted(answers) == [(1, False)] * 7 + [(1, True)]
    assert len(visits) == 1


def test_a_table_written_while_an_act_reads_it_is_read_as_it_was(store: Store) -> None:
    """Inside an act too, a loop that adds to what it loops over comes to an end."""
    store.insert_multiple([{"n": number} for number in range(300)])

    def double() -> int:
        return sum(1 for document in store if store.insert({"n": document["n"]}))

    assert store.act(double) == 300
    assert len(store) == 600


def test_ids_are_whole_numbers_that_a_database_can_hold(store: Store) -> None:
    """An id beyond 63 bits is refused on insert and found nowhere."""
    with pytest.raises(ValueError, match="63 bits"):
        store.insert(Document({}, doc_id=2**63))
    assert store.get(doc_id=2**63) is None
    assert store.get(doc_ids=[2**80]) == []


def test_an_empty_table_stays_listed_and_a_dropped_one_does_not(store: Store) -> None:
    """`tables` lists what was written to, even when nothing is left in it, until it is dropped."""
    store.table("a").insert({})
    store.table("a").truncate()
    store.table("b", persist_empty=True)
    store.table("c").remove(where("x").exists())
    store.table("d")
    assert store.tables() == {"a", "b", "c"}
    store.drop_table("a")
    store.drop_table("nowhere")
    assert store.tables() == {"b", "c"}
    store.drop_tables()
    assert store.tables() == set()
    assert store.table("a").insert({}) == 1
