"""Opening: what is no store, is damaged or is in use is said so, and never taken for an empty store."""

import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.errors import StoreUnavailable
from collector.store import folder, sqlite
from collector.store.care import verify
from collector.store.storage import open_store


def refusal(address: str, **options: bool) -> StoreUnavailable:
    with pytest.raises(StoreUnavailable) as caught:
        open_store(address, **options)
    return caught.value


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a store with one document in it, closed."""
    with open_store(str(tmp_path / "store")) as store:
        store.insert({"no": "1"})
    return tmp_path / "store" / "store.sqlite"


@pytest.mark.parametrize(
    "content", [b"", b"not a database at all" * 100, b"SQLite format 3\0"], ids=["empty", "text", "cut"]
)
def test_a_file_that_is_no_store_is_refused_and_left_alone(file: Path, content: bytes) -> None:
    """An empty or foreign file where the store should be is named, not filled."""
    file.write_bytes(content)
    assert refusal(str(file.parent)).code == "not_a_store"
    assert file.read_bytes() == content


def test_a_cut_store_is_no_empty_store(file: Path) -> None:
    """Wherever the file was cut off, it is not opened as if nothing had been in it."""
    whole = file.read_bytes()
    for size in range(4096, len(whole), 4096):
        file.write_bytes(whole[:size])
        with contextlib.suppress(StoreUnavailable), open_store(str(file.parent)) as store:
            assert verify(store), size


@pytest.mark.parametrize("mark", ["application_id", "user_version"])
def test_another_programs_database_is_refused(file: Path, mark: str) -> None:
    """A SQLite file of another program or another format is no store, even with a table of the same name."""
    with sqlite3.connect(file) as connection:
        connection.execute(f"PRAGMA {mark} = 7")
    connection.close()
    assert "不是这一版万户的库" in refusal(str(file.parent)).message


def test_a_store_whose_file_is_gone_but_not_its_log_is_not_made_anew(file: Path) -> None:
    """A write-ahead log without its store is what is left of a loss."""
    file.with_name("store.sqlite-wal").write_bytes(b"what was committed")
    file.unlink()
    assert refusal(str(file.parent)).code == "not_a_store"
    assert file.with_name("store.sqlite-wal").exists()


def test_making_a_store_that_was_interrupted_is_begun_again(tmp_path: Path) -> None:
    """Half a new store from a crash is thrown away; the next start makes a whole one."""
    (tmp_path / "store.sqlite.new").write_bytes(b"half")
    with open_store(str(tmp_path)) as store:
        assert store.insert({}) == 1
    assert not (tmp_path / "store.sqlite.new").exists()


def test_a_new_store_is_on_disk_with_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it is in place its folder goes to the disk, or a cut of power could take the name away again."""
    seen = []
    monkeypatch.setattr(
        sqlite, "to_disk", lambda place: seen.append(sorted(each.name for each in place.iterdir()))
    )
    with open_store(str(tmp_path / "store")) as store:
        assert store.insert({}) == 1
    assert len(seen) == 1
    assert "store.sqlite" in seen[0]
    assert "store.sqlite.new" not in seen[0]


HOLD = """
import sys
from collector.store.storage import open_store
store = open_store(sys.argv[1])
store.insert({"no": "1"})
print("open", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_refused_with_the_holder_s_name_but_may_read(tmp_path: Path) -> None:
    """While one process writes, another is told which one; reading is allowed; kill -9 frees it."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        refused = refusal(str(tmp_path))
        with open_store(str(tmp_path), read_only=True) as reader:
            assert reader.all() == [{"no": "1"}]
            assert verify(reader) == []
            with pytest.raises(StoreUnavailable, match="只读"):
                reader.insert({"no": "2"})
        process.kill()
    assert refused.code == "store_in_use"
    assert f"进程号 {process.pid}" in refused.message
    with open_store(str(tmp_path)) as store:
        assert store.insert({"no": "2"}) == 2


def test_reading_makes_no_store(tmp_path: Path) -> None:
    """To read there must be a store already; nothing is made."""
    assert refusal(str(tmp_path / "store"), read_only=True).code == "no_store"
    assert not (tmp_path / "store").exists()


def test_newer_sqlite_lets_two_writers_in_and_they_keep_one_chain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the lock, which SQLite needs only up to 3.51.2, two writers take turns and lose nothing."""
    monkeypatch.setattr(folder, "SHARED_SINCE", (3, 0, 0))
    with open_store(str(tmp_path)) as one, open_store(str(tmp_path)) as two:
        for number in range(10):
            one.table("t").insert({"n": number})
            two.table("t").insert({"n": number})
        two.table("u").insert({})
        one.drop_table("u")
        two.table("u").insert({})
        assert [document.doc_id for document in one.table("t")] == list(range(1, 21))
        assert one.tables() == two.tables() == {"t", "u"}
        assert verify(one) == []


def test_an_unknown_database_is_named(tmp_path: Path) -> None:
    """An address of a database that is not known is refused without showing what may be a password in it."""
    refused = refusal("mysql://user:secret@host/name")
    assert refused.code == "bad_address"
    assert "secret" not in refused.message


def test_folder_and_file_are_for_their_owner_only(tmp_path: Path):
    """The folder is made 0700, and everything in it 0600."""
    folder = tmp_path / "new" / "store"
    with open_store(str(folder)) as store:
        store.insert({"no": "1"})
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path):
    """The message says which folder, and nothing is left behind."""
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreUnavailable, match=r"file/store.*WANHU_STORE") as caught:
        open_store(str(tmp_path / "file" / "store"))
    assert caught.value.code == "store_unwritable"


NOBODY = 65534


@contextlib.contextmanager
def without_rights() -> Iterator[None]:
    """Not as root, who may write anywhere."""
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(mine)


def test_a_read_only_folder_is_named_and_left_as_it_is() -> None:
    """No store is made in it, one that is there is not written to, and neither is taken for an empty one."""
    with tempfile.TemporaryDirectory() as place:
        kept = Path(place, "store")
        with open_store(str(kept)) as store:
            store.insert({"no": "1"})
        before = sorted(kept.iterdir())
        for path in (*before, kept, Path(place)):
            path.chmod(0o555 if path.is_dir() else 0o444)
        with without_rights():
            for address in (kept, Path(place, "new")):
                refused = refusal(str(address))
                assert refused.code == "store_unwritable"
                assert str(address) in refused.message
        assert sorted(kept.iterdir()) == before
        assert list(Path(place).iterdir()) == [kept]
        for path in (Path(place), kept, *before):
            path.chmod(0o700)
        with open_store(str(kept)) as store:
            assert store.all() == [{"no": "1"}]


def test_a_store_that_was_moved_away_takes_nothing(file: Path) -> None:
    """Nothing is acknowledged into a file that has no name any more; put back, writing goes on."""
    with open_store(str(file.parent)) as store:
        file.rename(file.with_suffix(".away"))
        with pytest.raises(StoreUnavailable, match="移走"):
            store.insert({"no": "2"})
        file.with_suffix(".away").rename(file)
        assert store.insert({"no": "3"}) == 2
