"""The folder of a SQLite store (库文件夹): for its owner only, and written by one process at a time."""

import os
import sqlite3
import sys
from pathlib import Path

from collector.errors import StoreUnavailable
from generator.errors import reason

FILE = "store.sqlite"
LOCK = "writer.lock"
HOLDER = "writer.txt"
# Before it, two processes that write or checkpoint at one moment can damage the file (the WAL-reset bug).
SHARED_SINCE = (3, 51, 3)


def make_folder(folder: Path) -> None:
    """Make the folder for its owner only; one that is there already keeps its rights."""
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True, mode=0o700)
            folder.chmod(0o700)
    except OSError as error:
        raise unwritable(folder, error) from error


class Hold:
    """The right to write to a folder (占用), until it is let go or the process ends.

    It is a lock of SQLite's own on a file beside the store: it works on every system, ends with its process
    however that ends, and is not handed to a child by fork.
    """

    def __init__(self, folder: Path) -> None:
        self._lock: sqlite3.Connection | None = None
        make_folder(folder)
        if sqlite3.sqlite_version_info >= SHARED_SINCE:
            return
        try:
            private(folder / LOCK)
            self._lock = sqlite3.connect(
                folder / LOCK, isolation_level=None, timeout=0, check_same_thread=False
            )
            self._lock.execute("BEGIN EXCLUSIVE")
            private(folder / HOLDER)
            (folder / HOLDER).write_text(f"{os.getpid()} {Path(sys.argv[0]).name}", encoding="utf-8")
        except (OSError, sqlite3.Error) as error:
            self.let_go()
            if getattr(error, "sqlite_errorname", "") == "SQLITE_BUSY":
                raise _held(folder) from error
            raise unwritable(folder, error) from error

    def let_go(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def private(file: Path) -> None:
    """Have the file there, for its owner only, before anybody writes to it."""
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def to_disk(folder: Path) -> None:
    """Have the names in a folder on disk too, not only what is in the files."""
    if os.name != "posix":  # Windows has no handle for a folder, and needs none
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _held(folder: Path) -> StoreUnavailable:
    try:
        holder = (folder / HOLDER).read_text(encoding="utf-8").split(maxsplit=1)
    except OSError:
        holder = []
    who = f"（进程号 {holder[0]}，{holder[1]}）" if len(holder) == 2 else ""
    found = f"{folder} 里的库正被另一个程序使用{who}，同一时间只能有一个程序写入。"
    return StoreUnavailable("store_in_use", found + "请等它结束或先停掉它，再试一次。")


def unwritable(folder: Path, error: Exception) -> StoreUnavailable:
    found = f"不能在 {folder} 里保存数据（{reason(error)}）。"
    return StoreUnavailable("store_unwritable", found + "请检查 WANHU_STORE 指向的文件夹是否存在、可写。")
