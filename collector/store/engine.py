"""What a database must offer to hold a store (数据库); each is a module of its own."""

import os
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, ExceptionContext, event

from collector.errors import StoreUnavailable
from collector.store.line import FaultOf, Line, Statement
from collector.store.versions import Head


class Engine(ABC):
    """A database that is open in this process."""

    kind: str
    # Where, beside files of its own, what was erased may still be, as a sentence for people.
    left_elsewhere = ""
    _pool: sqlalchemy.Engine

    def __init__(self, address: str) -> None:
        self.address = address
        self._pid = os.getpid()
        self._closed = False
        self._idle: list[Line] = []

    def reading(self) -> Connection:
        """A connection that sees what is committed."""
        self.check_usable()
        return self._pool.connect()

    def writing(self) -> Connection:
        """A connection on which each statement is committed by itself, unless it is told where to begin."""
        self.check_usable()
        return self._pool.connect().execution_options(isolation_level="AUTOCOMMIT")

    def line(self) -> Line:
        """A line of its own to the database, for the writer or for a reader."""
        return Line(self.writing(), self.fault_of)

    def ask(self, statement: Statement, values: Mapping[str, Any] | None = None) -> list[Any]:
        """All rows of one search in what is committed."""
        self.check_usable()
        while True:
            try:
                line, is_new = self._idle.pop(), False
            except IndexError:
                line, is_new = self.line(), True
            try:
                found = line.run(statement, values)
            except BaseException as error:
                line.drop()
                # One that was put by may have died since; a new one tells.
                if is_new or not isinstance(error, StoreUnavailable):
                    raise
            else:
                self._put_by(line)
                return found

    def _put_by(self, line: Line) -> None:
        self._idle.append(line)
        if self._closed:
            self._drop_idle()

    def _drop_idle(self) -> None:
        while self._idle:
            self._idle.pop().drop()

    @staticmethod
    @abstractmethod
    def fault_of(error: BaseException) -> StoreUnavailable | None:
        """What an error of the driver means in words for people; None where it is no fault."""

    @abstractmethod
    def begin(self, line: Line) -> Head:
        """Begin to write, as the only one who does, whichever process asks; returns where to go on."""

    @abstractmethod
    def damage(self) -> list[str]:
        """What the database itself finds wrong with its files, in its words."""

    @abstractmethod
    def compact(self) -> None:
        """Give back the room of what was emptied; nothing of it stays behind."""

    @abstractmethod
    def size(self) -> int:
        """Bytes on disk."""

    def close(self) -> None:
        self._closed = True
        self._drop_idle()
        self._pool.dispose()

    def is_ours(self) -> bool:
        """Whether this is the process that opened the store, and no fork of it."""
        return os.getpid() == self._pid

    def check_usable(self) -> None:
        if self._closed:
            raise StoreUnavailable("store_closed", "库已经关闭，这次没有保存。请重新启动程序后再试。")
        if not self.is_ours():
            raise StoreUnavailable("store_forked", "库不能在派生的进程里使用。请在新的进程里重新打开。")


def tell_faults(pool: sqlalchemy.Engine, fault_of: FaultOf) -> None:
    """Have faults on connections of `pool` told in words for people; such a connection is not used again."""

    def tell(context: ExceptionContext) -> None:
        fault = fault_of(context.original_exception)
        if fault is not None:
            context.is_disconnect = True
            context.invalidate_pool_on_disconnect = False
            raise fault from context.original_exception

    event.listen(pool, "handle_error", tell)
