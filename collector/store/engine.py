"""What a database must offer to hold a store (数据库); each is a module of its own."""

import os
from abc import ABC, abstractmethod

import sqlalchemy
from sqlalchemy import Connection

from collector.errors import StoreUnavailable


class Engine(ABC):
    """A database that is open in this process."""

    kind: str
    _pool: sqlalchemy.Engine

    def __init__(self, address: str) -> None:
        self.address = address
        self._pid = os.getpid()
        self._closed = False

    def reading(self) -> Connection:
        """A connection that sees what is committed."""
        self.check_usable()
        return self._pool.connect()

    def writing(self) -> Connection:
        """The connection of the writer, which begins and commits in its own words."""
        self.check_usable()
        return self._pool.connect().execution_options(isolation_level="AUTOCOMMIT")

    @abstractmethod
    def begin(self, connection: Connection) -> None:
        """Begin to write, as the only one who does, whichever process asks."""

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
        self._pool.dispose()

    def is_ours(self) -> bool:
        """Whether this is the process that opened the store, and no fork of it."""
        return os.getpid() == self._pid

    def check_usable(self) -> None:
        if self._closed:
            raise StoreUnavailable("store_closed", "库已经关闭，这次没有保存。请重新启动程序后再试。")
        if not self.is_ours():
            raise StoreUnavailable("store_forked", "库不能在派生的进程里使用。请在新的进程里重新打开。")
