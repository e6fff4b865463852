"""Backups: taken in use, restored and equal; a damaged one restores nothing."""

import os
import stat
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from collector.errors import Conflict, Refusal, StoreUnavailable
from collector.store.backup import backup, export_tinydb, restore
from collector.store.care import verify
from collector.store.storage import Store, open_store


def everything(store: Store) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in store.storage.history()]


def fill(store: Store) -> None:
    issues = store.table("issues")
    issues.insert_multiple([{"no": str(number), "text": "路灯"} for number in range(20)])
    issues.insert_once({"no": "x"}, author="li", key="k1")
    issues.update({"state": "open"}, where("no") == "3")
    issues.remove(where("no") == "4")
    store.table("empty").truncate()


def test_a_backup_restores_to_an_equal_store(store: Store, tmp_path: Path) -> None:
    """Every version and digest is the same, and after them it knows it was restored; it works on."""
    fill(store)
    head = backup(store, tmp_path / "b.jsonl")
    assert head == store.head()
    assert restore(tmp_path / "b.jsonl", str(tmp_path / "again")) == head
    with open_store(str(tmp_path / "again")) as again:
        assert everything(again)[: head.seq] == everything(store)
        marked = {"restored", "counters", "tickets", "callback_links"}
        assert again.tables() == {"issues", "empty"} | marked
        assert len(again.table("restored")) == 1
        assert verify(again) == []
        assert again.table("issues").insert_once({"no": "x"}, author="li", key="k1") == (21, False)
        assert again.table("issues").insert({"no": "new"}) == 22


def test_a_cut_or_changed_backup_restores_nothing(store: Store, tmp_path: Path) -> None:
    """Cut anywhere, or one byte changed anywhere: refused, and no store is made."""
    fill(store)
    file = tmp_path / "b.jsonl"
    backup(store, file)
    whole = file.read_bytes()
    lines = whole.splitlines(keepends=True)
    broken = [whole[:place] for place in range(0, len(whole) - 1, 97)]
    broken += [
        whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :] for place in range(0, len(whole), 101)
    ]
    broken += [b"".join(lines[:-2] + lines[-1:]), whole + lines[-1], b""]
    for content in broken:
        file.write_bytes(content)
        with pytest.raises(Refusal) as caught:
            restore(file, str(tmp_path / "again"))
        assert caught.value.code == "bad_backup"
    assert not (tmp_path / "again").exists()


def test_a_store_that_holds_something_is_never_overwritten(store: Store, tmp_path: Path) -> None:
    """Restoring over documents is refused, and they stay."""
    fill(store)
    backup(store, tmp_path / "b.jsonl")
    with open_store(str(tmp_path / "other")) as other:
        other.insert({"no": "mine"})
    with pytest.raises(Conflict, match="已经有数据"):
        restore(tmp_path / "b.jsonl", str(tmp_path / "other"))
    with open_store(str(tmp_path / "other")) as other:
        assert other.all() == [{"no": "mine"}]


def test_keep_removes_older_backups_and_nothing_else(store: Store, tmp_path: Path) -> None:
    """Of the backups in the folder the newest are kept; other files are not touched."""
    (tmp_path / "mine.jsonl").write_text("no backup of ours\n")
    for number in range(4):
        backup(store, tmp_path / f"{number}.jsonl", keep=2)
    assert sorted(file.name for file in tmp_path.glob("*.jsonl")) == ["2.jsonl", "3.jsonl", "mine.jsonl"]


def test_a_clock_that_ran_ahead_does_not_push_out_what_is_made_now(store: Store, tmp_path: Path) -> None:
    """Backups from the future go before those of today."""
    for number in range(3):
        backup(store, tmp_path / f"{number}.jsonl")
        os.utime(tmp_path / f"{number}.jsonl", (4e9 + number, 4e9 + number))
    for number in range(3, 6):
        backup(store, tmp_path / f"{number}.jsonl", keep=3)
    assert sorted(file.name for file in tmp_path.glob("*.jsonl")) == ["3.jsonl", "4.jsonl", "5.jsonl"]


def test_keep_leaves_other_stores_and_other_names_alone(store: Store, tmp_path: Path) -> None:
    """Only one's own series is cut: same store, and a name that differs in nothing but date or number."""
    folder = tmp_path / "bk"
    folder.mkdir()
    fill(store)
    with open_store(str(tmp_path / "other")) as other:
        other.insert({"no": "theirs"})
        backup(other, folder / "wanhu-2022-08-01.bak")
    for name in ("before-upgrade.bak", "wanhu-2022-08-02 (1).bak", "wanhu-2022-08-03.bak"):
        backup(store, folder / name)
    (folder / "wanhu-2022-08-02.bak").write_bytes((folder / "wanhu-2022-08-03.bak").read_bytes()[:40])
    store.insert({"no": "since"})
    backup(store, folder / "wanhu-2022-08-04.bak", keep=1)
    assert sorted(file.name for file in folder.iterdir()) == [
        "before-upgrade.bak",
        "wanhu-2022-08-01.bak",
        "wanhu-2022-08-02 (1).bak",
        "wanhu-2022-08-02.bak",
        "wanhu-2022-08-04.bak",
    ]


def test_a_backup_is_for_its_owner_only_and_leaves_nothing_half_written(store: Store, tmp_path: Path) -> None:
    """0600, and where it cannot be written the message says so."""
    backup(store, tmp_path / "b.jsonl")
    assert (tmp_path / "b.jsonl").stat().st_mode & 0o777 == 0o600
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "nowhere/b.jsonl", tmp_path / "b.jsonl/c", tmp_path, tmp_path / "pipe"):
        with pytest.raises(StoreUnavailable, match=f"不能写入 {place}（[^A-Za-z]+）"):
            backup(store, place)
    assert (tmp_path / "pipe").is_fifo()
    assert not [file for file in tmp_path.rglob("*.part") if file.is_file()]


def test_a_link_to_a_backup_stays_a_link(store: Store, tmp_path: Path) -> None:
    """What it leads to is written."""
    (tmp_path / "link").symlink_to(tmp_path / "b.jsonl")
    backup(store, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "b.jsonl").is_file()


def test_a_backup_is_on_disk_before_it_has_its_name(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First what is in it, then its name, then the folder: a cut of power leaves one of the two."""
    fill(store)
    file, seen, flush = tmp_path / "b.jsonl", list[tuple[str, bool]](), os.fsync

    def noted(handle: int) -> None:
        seen.append(("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file", file.exists()))
        flush(handle)

    monkeypatch.setattr(os, "fsync", noted)
    backup(store, file)
    assert seen == [("file", False), ("folder", True)]


def test_a_backup_that_reads_back_otherwise_is_said_to_be_none(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that gives back something else, even a whole backup of an earlier day, is not trusted."""
    file = tmp_path / "b.jsonl"
    backup(store, file)
    earlier = file.read_bytes()
    fill(store)
    monkeypatch.setattr("collector.store.whole_file.to_disk", lambda _: file.write_bytes(earlier))
    with pytest.raises(Refusal, match="读回来不一样"):
        backup(store, file)


def test_a_damaged_store_leaves_the_last_good_backup_alone(store: Store, tmp_path: Path) -> None:
    """No good backup makes room for a bad one, neither under its name nor by being one too many."""
    fill(store)
    for name in ("a", "b"):
        backup(store, tmp_path / f"{name}.jsonl")
    before = {file.name: file.read_bytes() for file in tmp_path.glob("*.jsonl")}
    with store.storage.engine.writing() as connection:
        connection.exec_driver_sql("UPDATE versions SET doc = '{}' WHERE seq = 7")
    for name in ("b", "c"):
        with pytest.raises(StoreUnavailable) as caught:
            backup(store, tmp_path / f"{name}.jsonl", keep=1)
        assert caught.value.code == "store_damaged"
    assert {file.name: file.read_bytes() for file in tmp_path.glob("*.jsonl*")} == before


def test_the_export_opens_in_stock_tinydb(store: Store, tmp_path: Path) -> None:
    """TinyDB(path) finds the same tables, documents and ids, empty tables too."""
    fill(store)
    export_tinydb(store, tmp_path / "db.json")
    with TinyDB(tmp_path / "db.json") as stock:
        assert stock.tables() == store.tables()
        assert stock.table("issues").all() == store.table("issues").all()
        assert [each.doc_id for each in stock.table("issues")] == [
            each.doc_id for each in store.table("issues")
        ]
