"""Inserts by themselves are carried together; each is on disk when it returns, or refused."""

import threading
import time
from collections.abc import Callable

import pytest

from collector.errors import StoreUnavailable
from collector.store.care import verify
from collector.store.storage import Store
from tests.collector.store.conftest import behind_a_slow_act, overheard, run_all


def test_inserts_that_wait_are_carried_by_one_act(store: Store) -> None:
    """Twenty of them need one place in the line, and each gets an id of its own."""
    ids: list[int] = []
    writes = [lambda n=each: ids.append(store.insert({"no": str(n)})) for each in range(20)]
    seen = behind_a_slow_act(store, writes)
    assert sum(words.startswith("SAVEPOINT") for words in seen) == 1
    assert seen.count("COMMIT") <= 2
    assert sorted(ids) == list(range(2, 22))
    assert {document["no"] for document in store} == {"before"} | {str(each) for each in range(20)}
    assert verify(store) == []


def test_who_is_carried_is_told_of_a_fault(store: Store) -> None:
    """Everybody in the basket is refused, with an exception of their own, and nothing of it is kept."""
    refused: list[BaseException] = []

    def write() -> None:
        try:
            store.insert({"no": "carried"})
        except StoreUnavailable as error:
            refused.append(error)

    def spoil(words: str, *_values: object) -> None:
        if words.startswith("INSERT"):
            raise StoreUnavailable("disk_fault", "磁盘读写出错")

    store.insert({"no": "first"})
    with overheard(spoil):
        run_all([write] * 12)
    assert [error.code for error in refused if isinstance(error, StoreUnavailable)] == ["disk_fault"] * 12
    assert len({id(error) for error in refused}) == 12
    assert [document["no"] for document in store] == ["first"]
    assert store.insert({"no": "later"}) == 2


def test_a_carrier_that_is_interrupted_leaves_nobody_waiting(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while the first waits for its turn: the others are refused, and writing goes on."""
    basket, codes, me = store.storage._basket, list[str](), threading.get_ident()
    act = store.storage.writer.act

    def write() -> None:
        try:
            store.insert({"no": "carried"})
        except StoreUnavailable as error:
            codes.append(error.code)

    others = [threading.Thread(target=write) for _ in range(3)]

    def interrupted(work: Callable[..., object]) -> object:
        if threading.get_ident() != me:
            return act(work)
        for thread in others:
            thread.start()
        while len(basket._loads) < 4:
            time.sleep(0.001)
        raise KeyboardInterrupt

    monkeypatch.setattr(store.storage.writer, "act", interrupted)
    with pytest.raises(KeyboardInterrupt):
        store.insert({"no": "mine"})
    monkeypatch.undo()
    for thread in others:
        thread.join(timeout=20)
        assert not thread.is_alive()
    assert codes == ["store_lost"] * 3
    assert store.insert({"no": "later"}) == 1


def test_an_insert_that_may_fail_by_itself_is_not_carried(store: Store) -> None:
    """An id from outside that is taken refuses its own insert, and those beside it are kept."""
    refused: list[str] = []
    taken = store.insert({"no": "first"})
    document = store.table("_default").document_class({"no": "again"}, doc_id=taken)

    def again() -> None:
        with pytest.raises(ValueError, match="already exists"):
            store.insert(document)
        refused.append("again")

    behind_a_slow_act(store, [*([lambda: store.insert({"no": "beside"})] * 7), again])
    assert refused == ["again"]
    assert len(store) == 9
