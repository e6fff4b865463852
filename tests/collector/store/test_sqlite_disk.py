"""SQLite on a bad day: a full disk, flipped bits, a lost page; and what was erased is not in the files."""

import contextlib
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from tinydb import where

from collector.errors import StoreUnavailable
from collector.store.care import compact, verify
from collector.store.storage import Store, open_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a store may be made; nothing is there yet."""
    return tmp_path / "store"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with open_store(str(folder)) as opened:
        yield opened


@pytest.fixture
def file(folder: Path) -> Path:
    """The file of a closed store with fifty documents, one changed, one removed."""
    with open_store(str(folder)) as store:
        issues = store.table("issues")
        text = "路灯不亮" * 20
        issues.insert_multiple([{"no": f"2022-{number:06d}", "text": text} for number in range(50)])
        issues.update({"state": "open"}, where("no") == "2022-000003")
        issues.remove(where("no") == "2022-000004")
    return folder / "store.sqlite"


def test_every_commit_waits_for_the_disk(store: Store) -> None:
    """The connections are set up so that a commit returns after the write-ahead log is on disk."""
    with store.storage.engine.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar_one() == 1


def test_what_a_failed_act_would_put_back_is_in_no_file(store: Store) -> None:
    """An act inside another changes many pages: SQLite keeps the old ones in memory."""
    documents = [{"no": str(number), "text": "路灯不亮" * 200} for number in range(400)]
    store.insert_multiple(documents)

    def change() -> None:
        store.update({"text": "换过灯头" * 200})
        opened = [str(each.readlink()) for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
        assert [each for each in opened if "etilqs" in each] == []

    store.act(lambda: store.act(change))
    assert store.all()[-1]["text"].startswith("换过")


@contextlib.contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """A disk on which no file can grow beyond `size`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_stores_nothing_by_half_and_mends_itself(store: Store) -> None:
    """No room: a clear refusal, no part of the act, reading goes on; with room again, writing goes on."""
    store.table("a").insert({"n": "before"})
    refused = []

    def work(number: int) -> None:
        store.table("a").insert({"n": number, "text": "字" * 3000})
        store.table("b").insert({"n": number, "text": "字" * 3000})

    with files_of_at_most(200_000):
        for number in range(40):
            try:
                store.act(lambda number=number: work(number))
            except StoreUnavailable as error:
                refused.append(error.code)
        kept = [document["n"] for document in store.table("b")]
        assert kept
        assert [document["n"] for document in store.table("a")] == ["before", *kept]
    assert len(refused) == 40 - len(kept)
    assert set(refused) <= {"disk_full", "disk_fault"}
    store.table("a").insert({"n": "after"})
    assert [document["n"] for document in store.table("a")] == ["before", *kept, "after"]
    assert verify(store) == []


def test_a_disk_that_turns_read_only_takes_nothing_and_mends_itself(store: Store) -> None:
    """What the disk refuses is refused in words; reading goes on, and so does writing when it may again."""
    store.insert({"no": "1"})

    def work() -> None:
        acting = store.storage.writer.acting
        assert acting is not None
        acting.line.say("PRAGMA query_only = ON")  # SQLite then fails as on a disk that is read-only
        store.insert({"no": "2"})

    with pytest.raises(StoreUnavailable) as caught:
        store.act(work)
    assert caught.value.code == "disk_read_only"
    assert store.all() == [{"no": "1"}]
    assert store.insert({"no": "3"}) == 2
    assert verify(store) == []


def test_an_act_that_hides_a_full_disk_is_refused_all_the_same(store: Store) -> None:
    """Work that swallows the failure of a write is not told that all is well."""

    def work(goes_on: bool) -> None:
        store.insert({"no": "1"})
        with files_of_at_most(4096), contextlib.suppress(StoreUnavailable):
            store.insert_multiple([{"text": "字" * 100_000} for _ in range(100)])
        if goes_on:
            store.insert({"no": "2"})

    for goes_on in (False, True):
        with pytest.raises(StoreUnavailable):
            store.act(lambda goes_on=goes_on: work(goes_on))
        assert store.all() == []
    assert store.insert({"no": "3"}) == 1


@pytest.mark.parametrize("bit", [1, 4, 128])
def test_a_flipped_bit_anywhere_in_a_document_is_found(file: Path, bit: int) -> None:
    """Whichever byte of a document changed on disk, verify names the record; reading refuses or reads on."""
    whole = file.read_bytes()
    text = '{"no":"2022-000030","text":"路灯不亮'.encode()
    start = whole.index(text)
    for place in range(start, start + len(text)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
        with open_store(str(file.parent)) as store:
            problems = verify(store)
            for reading in (store.table("issues"), store.changes(0)):
                with contextlib.suppress(StoreUnavailable):
                    list(reading)
        assert problems, place
        assert problems[0].line == 32


def test_verify_survives_a_torn_page(file: Path) -> None:
    """Where a whole page is lost, verify says from which record on, and does not fall over."""
    whole = bytearray(file.read_bytes())
    page = whole.index(b'"no":"2022-000030"') // 4096
    whole[page * 4096 : page * 4096 + 4096] = bytes(4096)
    file.write_bytes(whole)
    with open_store(str(file.parent)) as store:
        problems = verify(store)
    assert problems[0].code == "store_damaged"
    assert problems[0].line > 0
    assert {problem.code for problem in problems} == {"store_damaged", "store_file"}


def test_a_text_that_is_no_json_any_more_is_named(file: Path) -> None:
    """Reading a document whose text is broken points to verify; others can be read."""
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b'{"no":"2022-000030"', b'{"no"["2022-000030"'))
    with open_store(str(file.parent)) as store:
        issues = store.table("issues")
        assert issues.get(where("no") == "2022-000029") is not None
        filtered_by_sql = (where("no") > "2022-000029") & where("of").one_of(["1", "2"])
        for attempt in (issues.all, lambda: issues.search(filtered_by_sql)):
            with pytest.raises(StoreUnavailable, match="wanhu store verify"):
                attempt()


def test_what_was_replaced_or_removed_is_nowhere_in_the_files(store: Store, folder: Path) -> None:
    """After compacting no file of the store holds the text that was changed or erased; the chain is whole."""
    people = store.table("people")
    people.insert_multiple([{"code": "1", "name": "示例甲某人"}, {"code": "2", "name": "示例乙某人"}])
    assert len(people) == 2  # who has read stays connected, so that SQLite does not clear its log by itself
    people.update({"name": "改过了"}, where("code") == "1")
    people.remove(where("code") == "2")
    compact(store)
    files = b"".join(file.read_bytes() for file in folder.iterdir())
    assert "示例甲".encode() not in files
    assert "示例乙".encode() not in files
    assert "改过了".encode() in files
    assert verify(store) == []
