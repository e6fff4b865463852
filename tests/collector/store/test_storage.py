import datetime

import pytest
from tinydb import where

from collector.clock import Clock
from collector.store.care import verify
from collector.store.storage import Change, Store, open_store


def test_what_was_stored_is_there_after_reopening(address):
    """Documents, their order, ids and tables survive closing and opening."""
    with open_store(address) as store:
        store.insert({"no": "1"})
        store.table("issues").insert_multiple([{"no": "2"}, {"no": "3"}])
        store.table("issues").update({"state": "open"}, where("no") == "2")
    with open_store(address) as store:
        assert store.all() == [{"no": "1"}]
        assert store.table("issues").all() == [{"no": "2", "state": "open"}, {"no": "3"}]
        assert store.tables() == {"_default", "issues"}


def test_an_act_is_all_or_nothing(store: Store):
    """An exception inside an act undoes everything the act did, in every table, and comes out."""

    def work() -> None:
        store.table("issues").insert({"no": "1"})
        store.table("steps").insert({"issue_no": "1"})
        assert len(store.table("steps")) == 1
        raise KeyError("changed my mind")

    with pytest.raises(KeyError, match="changed my mind"):
        store.act(work)
    assert store.tables() == set()
    assert store.head().seq == 0


def test_an_act_sees_its_own_writes_and_nobody_else_does_before_its_end(store: Store):
    """Reading inside an act sees what it wrote; what `changes` and `head` tell is only what is on disk."""

    def work() -> list[object]:
        store.insert({"no": "1"})
        return [store.all(), list(store.changes(0)), store.head().seq]

    assert store.act(work) == [[{"no": "1"}], [], 0]
    assert [change.document for change in store.changes(0)] == [{"no": "1"}]


def test_an_act_inside_an_act_joins_it(store: Store):
    """What an inner act did is undone when the outer one fails."""

    def outer() -> None:
        store.act(lambda: store.insert({"no": "inner"}))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.act(outer)
    assert store.all() == []


def test_an_inner_act_that_fails_alone_is_undone_alone(store: Store):
    """An act that catches the failure of an inner one keeps its own writes and none of the inner one's."""

    def inner() -> None:
        store.table("b").insert({"no": "inner"})
        raise KeyError

    def outer() -> None:
        store.table("a").insert({"no": "before"})
        with pytest.raises(KeyError):
            store.act(inner)
        assert store.table("b").all() == []
        store.table("a").insert({"no": "after"})

    store.act(outer)
    assert store.table("a").all() == [{"no": "before"}, {"no": "after"}]
    assert store.tables() == {"a"}
    assert verify(store) == []


def test_changes_tell_what_stands_now_and_what_was_removed(store: Store):
    """A read model that folds changes from 0, or from where it stopped, ends with the same documents."""
    issues = store.table("issues")
    issues.insert_multiple([{"no": "1"}, {"no": "2"}, {"no": "3"}])
    store.table("other").insert({"no": "x"})
    seen = max(change.seq for change in store.changes(0, "issues"))
    issues.update({"state": "open"}, where("no") == "1")
    issues.remove(where("no") == "2")

    later = list(store.changes(seen, "issues"))
    assert [(change.doc_id, change.document) for change in later] == [
        (1, {"no": "1", "state": "open"}),
        (2, None),
    ]
    assert [change.doc_id for change in store.changes(0, "issues")] == [3, 1, 2]
    assert Change(later[-1].seq, "issues", 2, None) == later[-1]
    assert store.head().seq == later[-1].seq


def test_nobody_can_try_texts_against_what_is_left_of_an_erased_one(store: Store):
    """Equal texts have digests of their own, and the salt goes with the text."""
    people = store.table("people")
    people.insert_multiple([{"name": "示例"}, {"name": "示例"}])
    one, other = (row for row in store.storage.history() if row["tab"] == "people")
    assert one["doc"] == other["doc"]
    assert one["digest"] != other["digest"]
    people.update({"name": "改过了"}, doc_ids=[1])
    people.remove(doc_ids=[2])
    left = {row["seq"]: row for row in store.storage.history()}
    for gone in (one, other):
        assert (left[gone["seq"]]["doc"], left[gone["seq"]]["salt"]) == (None, None)


def test_the_clock_of_the_machine_decides_nothing(store: Store, monkeypatch: pytest.MonkeyPatch):
    """Set back three years or ahead thirty, order, reading and verifying are the same."""
    for years in (0, -3, 30):
        now = Clock().now() + datetime.timedelta(days=365 * years)
        monkeypatch.setattr(Clock, "now", lambda _self, now=now: now)
        store.insert({"years": years})
        store.update({"seen": years}, where("years") == 0)
    assert [document["years"] for document in store] == [0, -3, 30]
    assert store.all()[0]["seen"] == 30
    assert [change.document["years"] for change in store.changes(0)] == [-3, 30, 0]
    assert verify(store) == []
