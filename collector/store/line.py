"""A line to the database (连线): statements are put into words once by SQLAlchemy and run by the driver.

SQLAlchemy takes several times as long to run a statement as SQLite takes to answer it; what it is good at is
writing one statement for two databases. Only scans, which stream, still run through it.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, Dialect, Executable

from collector.errors import StoreUnavailable

FaultOf = Callable[[BaseException], StoreUnavailable | None]


class Row(Protocol):
    """One version as a search finds it (一行)."""

    seq: int
    doc_id: int
    pos: int
    doc: str | bytes


class Statement:
    """A statement in the words of whichever database it is run on (语句)."""

    def __init__(self, clause: Any) -> None:
        self.clause: Executable = clause
        names = clause.selected_columns.keys() if clause.is_select else ()
        row: Any = namedtuple("Row", names)  # type: ignore[misc]
        self.row = row._make
        self._words: dict[str, tuple[str, dict[str, Any]]] = {}

    def words(self, dialect: Dialect) -> tuple[str, dict[str, Any]]:
        """The statement as text, and the values that are always the same."""
        if dialect.name not in self._words:
            compiled = self.clause.compile(dialect=dialect)  # type: ignore[attr-defined]
            self._words[dialect.name] = str(compiled), dict(compiled.params)
        return self._words[dialect.name]


class Line:
    """One connection, for one thread at a time; after a fault it refuses whatever follows."""

    def __init__(self, connection: Connection, fault_of: FaultOf) -> None:
        self.connection = connection
        self.is_broken = False
        self._dialect = connection.dialect
        self._driver: Any = connection.connection.driver_connection
        self._fault_of = fault_of

    def run(self, statement: Statement, values: Mapping[str, Any] | None = None) -> list[Any]:
        """All rows that a statement finds, or none where it is a change."""
        words, always = statement.words(self._dialect)
        return [statement.row(row) for row in self._do("execute", words, {**always, **(values or {})})]

    def run_each(self, statement: Statement, rows: Sequence[Mapping[str, Any]]) -> None:
        """One change for each of `rows`."""
        words, always = statement.words(self._dialect)
        values = [{**always, **row} for row in rows]
        if len(values) == 1:
            self._do("execute", words, values[0])
        else:
            self._do("executemany", words, values)

    def say(self, words: str) -> list[Any]:
        """What has no values: where a transaction begins and ends; of several statements the last answers."""
        return self._do("execute", words)

    def check(self) -> None:
        """Refuse where something failed that nobody can go on from, also if its caller has hidden it."""
        if self.is_broken:
            raise lost()

    def drop(self) -> None:
        """Give the connection up, and with it what is not committed."""
        self.is_broken = True
        self.connection.invalidate()
        self.connection.close()

    def _cursor(self, _values: tuple[Any, ...]) -> Any:
        return self._driver.cursor()

    def _do(self, how: str, words: str, *values: Any) -> list[Any]:
        if self.is_broken:
            raise lost()
        try:
            cursor = self._cursor(values)
            try:
                getattr(cursor, how)(words, *values)
                # SQLite takes one statement at a time.
                while getattr(cursor, "nextset", bool)():
                    pass
                return cursor.fetchall() if cursor.description else []
            finally:
                # Left open it would keep SQLite's lock, as long as somebody holds the traceback.
                cursor.close()
        except self._dialect.dbapi.Error as error:  # type: ignore[union-attr]
            fault = self._fault_of(error)
            if fault is None:
                raise
            self.is_broken = True
            raise fault from error


def told_again(error: BaseException | None) -> StoreUnavailable:
    """What everybody else is told who shared what failed: each an exception of their own."""
    return StoreUnavailable(error.code, error.message) if isinstance(error, StoreUnavailable) else lost()


def lost() -> StoreUnavailable:
    return StoreUnavailable("store_lost", "保存到一半中断了，这次没有保存。请再试一次。")
