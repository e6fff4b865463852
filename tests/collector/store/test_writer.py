"""One writer: acts take turns, share commits, and are on disk when they return, or undone."""

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest

from collector.errors import StoreUnavailable
from collector.store.care import verify
from collector.store.storage import Store, open_store
from collector.store.writer import Turns
from tests.collector.store.conftest import overheard, run_all


def test_turns_come_in_the_order_of_asking() -> None:
    """Who asked first is first."""
    turns, order = Turns(), list[int]()

    def take(number: int) -> None:
        with turns:
            order.append(number)

    threads = [threading.Thread(target=take, args=(number,)) for number in range(20)]
    with turns:
        for thread in threads:
            thread.start()
            time.sleep(0.005)
    for thread in threads:
        thread.join()
    assert order == list(range(20))


def test_who_leaves_the_line_holds_nobody_up() -> None:
    """A wait that is interrupted gives its place away, whether its turn had come or not."""
    for turn_had_come in (False, True):
        turns = Turns()
        turns.__enter__()
        place = threading.Lock()
        place.acquire()
        turns._line.append(place)
        if turn_had_come:
            turns.__exit__(None, None, None)
            turns._leave(place)
        else:
            turns._leave(place)
            turns.__exit__(None, None, None)
        with turns:
            pass


def test_turns_are_one_at_a_time() -> None:
    """However many ask at once, one has the turn."""
    turns, inside, most = Turns(), list[int](), list[int]()

    def take() -> None:
        for _ in range(20):
            with turns:
                inside.append(1)
                time.sleep(0.0005)
                most.append(len(inside))
                inside.pop()

    run_all([take] * 8)
    assert max(most) == 1


def test_acts_that_wait_share_one_commit(store: Store) -> None:
    """While one act is under way 20 more queue up: they need one more commit at most, not 20."""
    store.insert({})
    seen: list[str] = []
    waiting = threading.Event()

    def slow() -> None:
        store.insert({"no": "slow"})
        waiting.wait()

    def act(number: int) -> None:
        store.act(lambda: store.insert({"no": str(number)}))

    slow_one = threading.Thread(target=store.act, args=(slow,))
    others = [threading.Thread(target=act, args=(each,)) for each in range(20)]
    with overheard(lambda words, *_: seen.append(words)):
        slow_one.start()
        for other in others:
            other.start()
        while len(store.storage.writer._turns._line) < 20:
            time.sleep(0.001)
        waiting.set()
        for thread in [slow_one, *others]:
            thread.join()
    assert len(store) == 22
    assert 1 <= seen.count("COMMIT") <= 2


def test_nobody_returns_before_the_commit_that_holds_their_act(store: Store) -> None:
    """16 writers: whatever an insert returned, a fresh reader finds, each single time."""
    missing, insert = [], store.table("t").insert

    def write(name: str) -> None:
        for number in range(30):
            document = {"no": f"{name}-{number}"}
            by_itself = number % 2  # or as a person's act, which is not carried by others
            doc_id = insert(document) if by_itself else store.act(lambda kept=document: insert(kept))
            if store.table("t").get(doc_id=doc_id) is None:
                missing.append((name, number))

    run_all([lambda name=str(each): write(name) for each in range(16)])
    assert missing == []
    assert len(store.table("t")) == 480
    assert verify(store) == []


def test_a_failed_act_takes_nobody_down_with_it(store: Store) -> None:
    """Acts that fail in the middle of others are undone alone; each of the others is whole."""
    failed = []

    def work(number: int) -> None:
        store.table("a").insert({"n": number})
        if number % 3 == 0:
            raise LookupError
        store.table("b").insert({"n": number})

    def attempt(number: int) -> None:
        try:
            store.act(lambda: work(number))
        except LookupError:
            failed.append(number)

    run_all(
        [lambda numbers=range(each, 200, 8): [attempt(number) for number in numbers] for each in range(8)]
    )
    good = [number for number in range(200) if number % 3]
    assert sorted(document["n"] for document in store.table("a")) == good
    assert sorted(document["n"] for document in store.table("b")) == good
    assert sorted(failed) == [number for number in range(200) if number % 3 == 0]
    assert verify(store) == []


def test_a_later_act_of_a_commit_is_undone_whole(store: Store) -> None:
    """With what its inner acts did, and without what those before and after it did in the same commit."""
    seen: list[str] = []
    begun = threading.Event()
    line = store.storage.writer._turns._line

    def wait_for(others: int) -> None:
        begun.set()
        while len(line) < others:
            time.sleep(0.001)

    def first() -> None:
        store.insert({"no": "first"})
        wait_for(2)

    def failing() -> None:
        store.act(lambda: store.insert({"no": "inner"}))
        store.act(lambda: store.insert({"no": "inner too"}))
        raise LookupError

    def second() -> None:
        begun.wait()
        with pytest.raises(LookupError):
            store.act(failing)

    def third() -> None:
        begun.wait()
        store.insert({"no": "third"})

    with overheard(lambda words, *_: seen.append(words)):
        run_all([lambda: store.act(first), second, third])
    assert seen.count("COMMIT") <= 2
    assert sum(words.startswith("SAVEPOINT") for words in seen) >= 3
    assert sorted(document["no"] for document in store) == ["first", "third"]
    assert verify(store) == []


def test_an_act_on_its_own_says_no_more_than_it_must(store: Store) -> None:
    """Begin, add, commit: on PostgreSQL each of them is a way to the server and back."""
    store.insert({})
    seen: list[str] = []
    with overheard(lambda words, *_: seen.append(words.split()[0])):
        store.insert({"no": "1"})
    assert [words for words in seen if words != "SELECT"] == ["BEGIN", "INSERT", "COMMIT"]
    assert len(seen) == (3 if "postgresql" in store.storage.engine.address else 4)


def test_after_an_act_that_failed_first_writing_goes_on(store: Store) -> None:
    """Undone with its whole transaction; nobody waits for it, and ids and head are as before."""
    store.insert({"no": "1"})
    head = store.head()

    def work() -> None:
        store.insert({"no": "2"})
        store.table("other").insert({})
        raise LookupError

    with pytest.raises(LookupError):
        store.act(work)
    assert store.head() == head
    assert store.insert({"no": "3"}) == 2
    assert store.tables() == {"_default"}
    assert verify(store) == []


def test_inside_an_act_whose_transaction_broke_everything_is_refused(store: Store) -> None:
    """Whoever catches the fault and goes on is refused at once, and waits for no turn of their own."""
    codes = []

    def inner() -> None:
        line = store.storage.writer._versions.line  # type: ignore[union-attr]
        line.is_broken = True
        store.insert({"no": "lost"})

    def attempt(work: Callable[[], object]) -> None:
        try:
            store.act(work)
        except StoreUnavailable as error:
            codes.append(error.code)

    def outer() -> None:
        attempt(inner)
        attempt(lambda: store.insert({"no": "after"}))

    run_all([lambda: attempt(outer)])
    assert codes == ["store_lost"] * 3
    assert store.insert({"no": "1"}) == 1


def test_work_runs_once_in_the_caller_s_own_thread(store: Store) -> None:
    """An act is not repeated and not moved to another thread, so that what it collects is right."""
    ran = []

    def attempt(name: str) -> None:
        for _ in range(20):
            store.act(lambda: ran.append((name, threading.get_ident(), store.insert({"by": name}))))

    run_all([lambda name=str(each): attempt(name) for each in range(8)])
    assert len(ran) == 160
    assert len({(name, thread) for name, thread, _ in ran}) == 8
    assert sorted(doc_id for _, _, doc_id in ran) == list(range(1, 161))


def test_acts_are_one_after_the_other(store: Store) -> None:
    """Reading a number and writing it one higher, from many threads, loses no step."""
    store.insert({"n": 0})

    def step() -> None:
        number = store.all()[0]["n"]
        store.update({"n": number + 1})

    run_all([lambda: [store.act(step) for _ in range(25)] for _ in range(8)])
    assert store.all() == [{"n": 200}]


def test_everybody_in_a_commit_that_fails_is_told(store: Store) -> None:
    """When the commit itself fails, all who shared it are refused, nothing is there, and writing resumes."""
    store.insert({})
    outcomes = []

    def spoil(words: str, *_values: object) -> None:
        if words == "COMMIT":
            raise StoreUnavailable("disk_fault", "磁盘读写出错")

    def attempt(number: int) -> None:
        try:
            outcomes.append(store.act(lambda: store.insert({"n": number})))
        except StoreUnavailable as error:
            outcomes.append(error.code)

    with overheard(spoil):
        run_all([lambda n=each: attempt(n) for each in range(12)])
    assert outcomes == ["disk_fault"] * 12
    assert len(store) == 1
    assert store.insert({}) == 2
    assert verify(store) == []


def test_a_fault_in_one_act_refuses_all_who_share_its_transaction(store: Store) -> None:
    """What was open is gone with the connection: neither who led nor who broke it is told all is well."""
    line, begun, codes = store.storage.writer._turns._line, threading.Event(), list[str]()

    def leading() -> None:
        store.insert({"no": "led"})
        begun.set()
        while not line:
            time.sleep(0.001)

    def breaking() -> None:
        acting = store.storage.writer.acting
        assert acting is not None
        acting.line.is_broken = True
        store.insert({"no": "broken"})

    def attempt(work: Callable[[], object]) -> None:
        with pytest.raises(StoreUnavailable) as caught:
            store.act(work)
        codes.append(caught.value.code)

    run_all([lambda: attempt(leading), lambda: begun.wait() and attempt(breaking)])
    assert codes == ["store_lost"] * 2
    assert store.all() == []
    assert store.insert({"no": "after"}) == 1


def test_after_close_everybody_is_refused_and_nobody_hangs(store: Store) -> None:
    """Acts that have begun are finished and on disk; later ones are refused at once."""
    started, kept, refused = threading.Event(), [], []

    def write() -> None:
        try:
            while True:
                kept.append(store.insert({}))
                started.set()
        except StoreUnavailable as error:
            refused.append(error.code)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    started.wait()
    address = store.storage.engine.address
    store.close()
    for thread in threads:
        thread.join(timeout=30)
        assert not thread.is_alive()
    assert refused == ["store_closed"] * 8
    with pytest.raises(StoreUnavailable, match="已经关闭"):
        store.all()
    with open_store(address) as again:
        assert sorted(document.doc_id for document in again) == sorted(kept)


def ended(child: int) -> int:
    """The status a child process ends with; one that hangs is killed."""
    for _ in range(2000):
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return status
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def test_a_store_is_not_used_by_a_forked_child(store: Store) -> None:
    """A child process is refused reading and writing, closes nothing, and waits for no lock of its parent."""
    store.insert({"no": "1"})
    with store.storage.writer._turns:
        child = os.fork()
        if child == 0:
            codes = []
            for attempt in (lambda: store.insert({}), store.all):
                try:
                    attempt()
                except StoreUnavailable as error:
                    codes.append(error.code)
            store.close()
            os._exit(0 if codes == ["store_forked"] * 2 else 1)
        status = ended(child)
    assert status == 0
    assert store.insert({"no": "2"}) == 2


def test_an_interrupted_leader_leaves_nobody_waiting(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while the first of a group waits to commit: the others are told, and writing resumes."""
    turns = store.storage.writer._turns
    entered = threading.Event()
    joined = threading.Event()
    outcome = []

    def follow() -> None:
        entered.wait()
        try:
            outcome.append(store.insert({"no": "follower"}))
        except StoreUnavailable as error:
            outcome.append(error.code)

    take = Turns.__enter__
    me = threading.get_ident()
    count = []

    def interrupted(self: Turns) -> None:
        if threading.get_ident() == me:
            count.append(1)
            if len(count) == 2:  # the leader comes back to commit
                joined.wait(10)
                raise KeyboardInterrupt
        take(self)

    monkeypatch.setattr(Turns, "__enter__", interrupted)
    follower = threading.Thread(target=follow)
    follower.start()

    def lead() -> None:
        store.insert({"no": "leader"})
        entered.set()
        while not turns._line:
            time.sleep(0.001)
        threading.Timer(0.2, joined.set).start()

    with pytest.raises(KeyboardInterrupt):
        store.act(lead)
    monkeypatch.undo()
    follower.join(timeout=20)
    assert not follower.is_alive()
    assert outcome == ["store_lost"]
    assert store.insert({"no": "later"}) == 1
    assert [document["no"] for document in store] == ["later"]
