"""PostgreSQL as the database of a store: for several processes, or where one is looked after already."""

import contextlib
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, event

from collector.errors import StoreUnavailable
from collector.store.engine import Engine, tell_faults
from collector.store.line import Line, lost
from collector.store.schema import make_indexes, metadata, versions
from collector.store.versions import Head, head_in

# Advisory locks of a database share one space of numbers: "WANH", then what the lock is for.
MAKING, WRITING = 0x57414E4801, 0x57414E4802
PREPARED_AFTER = 5
FAILED = 3  # libpq's PQTRANS_INERROR
# Planned once a line; what has no values is otherwise planned each time.
_PREPARE = (
    f"PREPARE take_lock AS SELECT pg_advisory_xact_lock({WRITING}); "  # noqa: S608  a number of ours
    "PREPARE read_head AS SELECT seq, chain FROM versions ORDER BY seq DESC LIMIT 1"
)
# Sent at once, and yet the lock is a statement of its own: the next one sees what was committed while it
# waited, since under "read committed" each statement sees the newest.
_BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED; EXECUTE take_lock; EXECUTE read_head"


class _Line(Line):
    """A line by psycopg (PostgreSQL 连线), which prepares by itself what is said often."""

    def check(self) -> None:
        super().check()
        # After any error PostgreSQL takes a COMMIT for a ROLLBACK, and says so to nobody who does not look.
        if self._driver.info.transaction_status == FAILED:
            raise lost()

    def _cursor(self, values: tuple[Any, ...]) -> Any:
        # Told that something was undone, psycopg has all forgotten that was prepared: it is not told.
        self._driver.prepare_threshold = PREPARED_AFTER if values else None
        # In binary, which spares both sides the spelling out, only one statement can be said at a time.
        return self._driver.cursor(binary=bool(values))


class Postgresql(Engine):
    """A store in a PostgreSQL database (PostgreSQL 库), in the schema that its address leads to."""

    left_elsewhere = (
        "数据库服务器的预写日志（pg_wal）、日志归档和备库里还会留一段时间，"
        "请数据库管理员照指南“收集了什么、为什么、留多久”里写的清掉。"
    )

    def __init__(self, address: str, read_only: bool) -> None:
        url = sqlalchemy.make_url(address).set(drivername="postgresql+psycopg")
        super().__init__(url.render_as_string(hide_password=True))
        self._read_only = read_only
        self._pool = _pool(url)
        try:
            self.kind = self._open()
        except BaseException:
            self._pool.dispose()
            raise

    def _open(self) -> str:
        """Have a table of ours there; answers what kind of server it is."""
        try:
            with self._pool.begin() as connection:
                _check_encoding(connection)
                if not self._read_only:
                    _make(connection)
                connection.execute(sqlalchemy.select(versions).limit(1)).all()
                if not self._read_only:
                    make_indexes(connection)
                return f"PostgreSQL {connection.exec_driver_sql('SHOW server_version').scalar_one()}"
        except sqlalchemy.exc.DatabaseError as error:
            found = f"{self.address} 里没有这一版万户的库。"
            raise StoreUnavailable("not_a_store", found + "请检查 WANHU_STORE。") from error

    @staticmethod
    def fault_of(error: BaseException) -> StoreUnavailable | None:
        return _fault_of(error)

    def line(self) -> Line:
        line = _Line(self.writing(), self.fault_of)
        try:
            line.say(_PREPARE)
        except BaseException:
            line.drop()
            raise
        return line

    def begin(self, line: Line) -> Head:
        if self._read_only:
            raise StoreUnavailable("store_read_only", "库是只读打开的，这次没有保存。")
        return head_in(line.say(_BEGIN))

    def damage(self) -> list[str]:
        """Nothing to add: PostgreSQL checks its pages as they are read, and verifying reads them all."""
        return []

    def compact(self) -> None:
        with self.writing() as connection:
            connection.exec_driver_sql("VACUUM (FULL, ANALYZE) versions")
            # The server's log still tells of it: where our account may do so, the log goes on without.
            for words in ("SELECT pg_switch_wal()", "CHECKPOINT"):
                with contextlib.suppress(sqlalchemy.exc.ProgrammingError):
                    connection.exec_driver_sql(words)

    def size(self) -> int:
        with self.reading() as connection:
            return int(connection.exec_driver_sql("SELECT pg_total_relation_size('versions')").scalar_one())


def _check_encoding(connection: Connection) -> None:
    """In another encoding than UTF-8, which is fixed when a database is made, some names cannot be kept."""
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        found = f"这个数据库的编码是 {encoding}，有的字存不进去。"
        mend = (
            "请让管理员用 CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0 另建一个，再改 WANHU_STORE。"
        )
        raise StoreUnavailable("not_utf8", found + mend)


def _make(connection: Connection) -> None:
    """Make the table if the schema has none, one process at a time."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MAKING})")
    if connection.exec_driver_sql("SELECT to_regclass('versions')").scalar_one() is None:
        metadata.create_all(connection, checkfirst=False)
        # Statistics keep samples of a column: whole documents, those of people erased since among them.
        connection.exec_driver_sql(
            "ALTER TABLE versions ALTER doc SET STATISTICS 0, ALTER salt SET STATISTICS 0"
        )


def _pool(url: sqlalchemy.URL) -> sqlalchemy.Engine:
    try:
        pool = sqlalchemy.create_engine(
            url, max_overflow=-1, pool_pre_ping=True, connect_args={"client_encoding": "utf8"}
        )
    except ModuleNotFoundError as error:
        advice = "请先安装：pip install 'psycopg[binary]'。"
        raise StoreUnavailable("no_driver", f"这里没有装 PostgreSQL 的驱动。{advice}") from error
    event.listen(pool, "connect", _set_up)
    tell_faults(pool, _fault_of)
    return pool


def _set_up(connection: Any, _record: object) -> None:
    # Acknowledged means on disk, whatever the server's own setting is.
    connection.execute("SET synchronous_commit = on")
    connection.commit()


# By the class of the SQLSTATE, PostgreSQL's appendix A.
FAULTS = {
    "08": ("store_gone", "连不上数据库，这次没有保存。请检查数据库后再试。"),
    "25": ("disk_read_only", "数据库现在只能读，这次没有保存。请检查数据库后再试。"),
    "40": ("store_busy", "库正忙，这次没有保存。请稍后再试。"),
    "53": ("disk_full", "数据库的磁盘或内存不够了，这次没有保存。请清理后再试。"),
    "55": ("store_busy", "库正忙，这次没有保存。请稍后再试。"),
    "57": ("store_gone", "数据库正在停止或重启，这次没有保存。请稍后再试。"),
    "58": ("disk_fault", "数据库的磁盘读写出错，这次没有保存。请检查磁盘后再试。"),
    "XX": ("store_damaged", "库有损坏。请运行 wanhu store verify 查看坏在哪里。"),
}


def _fault_of(error: BaseException) -> StoreUnavailable | None:
    """A fault of disk, network or database in words for people; None for what is no fault."""
    state = getattr(error, "sqlstate", None)
    if state is None and "OperationalError" in {kind.__name__ for kind in type(error).__mro__}:
        state = "08006"  # the connection itself broke, or was never made
    known = FAULTS.get(state[:2]) if state and state != "25P02" else None
    return StoreUnavailable(*known) if known else None
