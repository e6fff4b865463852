"""The default database (SQLite): one file in a folder, one process that writes."""

import sqlite3
from pathlib import Path

import sqlalchemy
from sqlalchemy import event

from collector.errors import StoreUnavailable
from collector.store.engine import Engine, tell_faults
from collector.store.folder import FILE, Hold, private, to_disk, unwritable
from collector.store.line import Line
from collector.store.schema import make_indexes, metadata, versions
from collector.store.versions import Head, read_head

APPLICATION = 0x57414E48  # "WANH", in the head of the file: this is a store of ours
FORMAT = 1


class Sqlite(Engine):
    """A SQLite store in a folder (默认的库)."""

    kind = f"SQLite {sqlite3.sqlite_version}"

    @staticmethod
    def fault_of(error: BaseException) -> StoreUnavailable | None:
        return _fault_of(error)

    def __init__(self, folder: Path, read_only: bool) -> None:
        super().__init__(str(folder))
        self.file = folder / FILE
        self._hold = None if read_only else Hold(folder)
        try:
            if not (read_only or self.file.exists()):
                _create(self.file)
            if not self.file.exists():
                raise StoreUnavailable("no_store", f"{folder} 里没有库。请检查 WANHU_STORE。")
            self._pool = _pool(self.file, "ro" if read_only else "rw")
            self._check_is_store()
            if not read_only:
                with self.reading() as connection:
                    make_indexes(connection)
            self._inode = self.file.stat().st_ino
        except BaseException:
            self._let_go()
            raise

    def begin(self, line: Line) -> Head:
        """Begin to write. At once: a transaction that reads first and writes later can fail in between."""
        if self._hold is None:
            raise StoreUnavailable("store_read_only", "库是只读打开的，这次没有保存。")
        if not self._is_there():
            found = f"库文件 {self.file} 被移走或换掉了，这次没有保存。"
            raise StoreUnavailable("store_gone", found + "请停下程序，把文件放回原处再启动。")
        line.say("BEGIN IMMEDIATE")
        return read_head(line.run)

    def damage(self) -> list[str]:
        """What SQLite itself finds wrong with the file, in its words."""
        with self.reading() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
        return [] if found == ["ok"] else list(found)

    def compact(self) -> None:
        """Give back the room of what was emptied; nothing of it stays in the file or its log."""
        with self.reading() as connection:
            connection.exec_driver_sql("VACUUM")
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        if busy:
            raise StoreUnavailable("store_busy", "有人正在读取，没能整理完。请稍后再试一次。")

    def size(self) -> int:
        return sum(file.stat().st_size for file in self.file.parent.glob(FILE + "*"))

    def close(self) -> None:
        super().close()
        self._let_go()

    def _let_go(self) -> None:
        if self._hold is not None:
            self._hold.let_go()

    def _is_there(self) -> bool:
        try:
            return self.file.stat().st_ino == self._inode
        except OSError:
            return False

    def _check_is_store(self) -> None:
        """Refuse what is no store of ours; a damaged one is never taken for an empty one."""
        try:
            with self.reading() as connection:
                application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
                form = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
                connection.execute(sqlalchemy.select(versions).limit(1)).all()
        except sqlalchemy.exc.DatabaseError as error:
            raise self._no_store() from error
        except StoreUnavailable as error:
            if error.code != "store_damaged":
                raise
            raise self._no_store() from error
        if (application, form) != (APPLICATION, FORMAT):
            raise self._no_store()

    def _no_store(self) -> StoreUnavailable:
        found = f"{self.file} 不是这一版万户的库，或者已经损坏。"
        advice = "请检查 WANHU_STORE，或用 wanhu store restore 把备份恢复到新文件夹。"
        return StoreUnavailable("not_a_store", found + advice)


def _create(file: Path) -> None:
    """Make an empty store to one side, then put it in place whole."""
    if file.with_name(FILE + "-wal").exists():
        found = f"{file.parent} 里有 {FILE}-wal 却没有 {FILE}，库文件不完整。"
        raise StoreUnavailable("not_a_store", found + "请把库文件放回原处，或从备份恢复到新文件夹。")
    new = file.with_name(FILE + ".new")
    try:
        new.unlink(missing_ok=True)
        private(new)
        pool = _pool(new, "rw")
        with pool.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
            connection.exec_driver_sql(f"PRAGMA user_version = {FORMAT}")
            connection.exec_driver_sql("BEGIN")
            metadata.create_all(connection, checkfirst=False)
            connection.exec_driver_sql("COMMIT")
        pool.dispose()
        new.rename(file)
        to_disk(file.parent)
    except OSError as error:
        raise unwritable(file.parent, error) from error


def _pool(file: Path, mode: str) -> sqlalchemy.Engine:
    uri = f"{file.absolute().as_uri()}?mode={mode}"
    pool = sqlalchemy.create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(uri, uri=True, timeout=10, check_same_thread=False),
        poolclass=sqlalchemy.QueuePool,
        pool_reset_on_return=None,  # no connection goes back with a transaction open
        max_overflow=-1,
        isolation_level="AUTOCOMMIT",
        paramstyle="named",
    )
    event.listen(pool, "connect", _set_up)
    tell_faults(pool, _fault_of)
    return pool


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    # What a savepoint would put back stays in memory: on disk it cost most of a submission's writes, and
    # documents would lie where no erase reaches them.
    connection.execute("PRAGMA temp_store = MEMORY")


FAULTS = {
    "SQLITE_FULL": ("disk_full", "磁盘已满，这次没有保存。请清理出空间后再试。"),
    "SQLITE_READONLY": ("disk_read_only", "磁盘现在只能读，这次没有保存。请检查磁盘后再试。"),
    "SQLITE_IOERR": ("disk_fault", "磁盘读写出错，这次没有保存。请检查磁盘和剩余空间后再试。"),
    "SQLITE_CANTOPEN": ("store_gone", "打不开库文件，这次没有保存。请检查文件夹后再试。"),
    "SQLITE_BUSY": ("store_busy", "库正忙，这次没有保存。请稍后再试。"),
    "SQLITE_LOCKED": ("store_busy", "库正忙，这次没有保存。请稍后再试。"),
    "SQLITE_CORRUPT": ("store_damaged", "库有损坏。请运行 wanhu store verify 查看坏在哪里。"),
    "Could not decode to": ("store_damaged", "库有损坏。请运行 wanhu store verify 查看坏在哪里。"),
    "malformed JSON": ("store_damaged", "库有损坏。请运行 wanhu store verify 查看坏在哪里。"),
    "SQLITE_NOTADB": ("store_damaged", "库有损坏。请运行 wanhu store verify 查看坏在哪里。"),
}


def _fault_of(error: BaseException) -> StoreUnavailable | None:
    """A fault of disk or database in words for people; None for what is no fault."""
    name = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
    known = FAULTS.get(name) or FAULTS.get(" ".join(str(error).split()[:4]))
    return StoreUnavailable(*known) if known else None
