"""The store (库): TinyDB's face, a database behind it."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

import msgspec
from sqlalchemy import bindparam, or_, select
from tinydb import TinyDB

from collector.store.documents import from_text
from collector.store.schema import STANDS, TABLES, versions
from collector.store.sql import SqlStorage
from collector.store.table import StoreTable
from collector.store.versions import Head, read_head

__all__ = ["Change", "Head", "Store", "StoreTable", "open_store"]

T = TypeVar("T")

# A replaced version says nothing any more; what stands and what says "removed" do.
_SINCE = (
    select(versions)
    .where(versions.c.seq > bindparam("since"), versions.c.tab != TABLES)
    .where(or_(STANDS, versions.c.digest.is_(None)))
    .order_by(versions.c.seq)
    .execution_options(yield_per=200)
)


class Change(msgspec.Struct, frozen=True):
    """What became of a document (变动): as it stands now, or None when it was removed."""

    seq: int
    table: str
    doc_id: int
    document: dict[str, Any] | None


class Store(TinyDB):
    """A TinyDB that keeps its documents in a database, where what was acknowledged is on disk."""

    table_class = StoreTable
    _storage: SqlStorage

    def __init__(self, address: str, *, read_only: bool = False) -> None:
        super().__init__(address, read_only, storage=SqlStorage)

    @property
    def storage(self) -> SqlStorage:
        return self._storage

    def table(self, name: str, **options: Any) -> StoreTable:
        return cast(StoreTable, super().table(name, **options))

    def act(self, work: Callable[[], T]) -> T:
        """Do `work` as one transaction (一次办理): on disk when this returns, or none of it and an exception.

        Every read and write of a table inside belongs to it. An act inside an act joins it; caught there,
        its failure undoes the inner one alone. `work` runs once, in the caller's thread. Others wait for
        their turn, so it should not wait for the network, and never for another thread that writes.
        """
        return self._storage.writer.act(lambda _: work())

    def head(self) -> Head:
        """How far the store has come, as on disk."""
        return read_head(self.storage.engine.ask)

    def changes(self, since: int, table: str | None = None) -> Iterator[Change]:
        """What changed after `since`, in order, for read models that fold what is new; what is on disk."""
        statement = _SINCE if table is None else _SINCE.where(versions.c.tab == table)
        reading = self.storage.engine.reading
        with reading() as connection, connection.execute(statement, {"since": since}) as found:
            yield from map(_change, found)

    def tables(self) -> set[str]:
        return self._storage.tables()

    def drop_table(self, name: str) -> None:
        self._tables.pop(name, None)
        self._storage.act(lambda rows: rows.drop_table(name))

    def drop_tables(self) -> None:
        self._tables.clear()
        self._storage.write({})


def open_store(address: str, *, read_only: bool = False) -> Store:
    """Open the store of a folder, and make it if there is none.

    With `read_only` it may be in use by another process, and must be there already.

    Raises StoreUnavailable where that is not possible: no right to write, another process that writes, a
    file that is no store or is damaged. A damaged store is never taken for an empty one.
    """
    return Store(address, read_only=read_only)


def _change(row: Any) -> Change:
    document = None if row.doc is None else from_text(row.doc, row.seq)
    return Change(row.seq, row.tab, row.doc_id, document)
