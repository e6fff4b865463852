"""The TinyDB storage (存储) on a SQL database: who reads reads what is on disk, who acts reads their own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from tinydb.storages import Storage

from collector.errors import StoreUnavailable
from collector.store.basket import Basket
from collector.store.documents import from_text, text_of, to_text
from collector.store.engine import Engine
from collector.store.line import Statement
from collector.store.postgresql import Postgresql
from collector.store.schema import STANDS, TABLES, Raw, versions
from collector.store.sqlite import Sqlite
from collector.store.versions import Versions
from collector.store.writer import Writer

T = TypeVar("T")

_TABLES = Statement(select(versions).where(versions.c.tab == TABLES, STANDS))
_HISTORY = Statement(
    select(*(Raw().label("doc") if column is versions.c.doc else column for column in versions.c))
    .order_by(versions.c.seq)
    .execution_options(yield_per=200)
)
_ALL = Statement(
    select(versions).where(STANDS).order_by(versions.c.tab, versions.c.pos).execution_options(yield_per=200)
)


class SqlStorage(Storage):
    """Where a store's tables read and write."""

    def __init__(self, address: str, read_only: bool) -> None:
        self.engine = _open(address, read_only)
        self.writer = Writer(self.engine)
        self._basket = Basket(self.writer)

    def act(self, work: Callable[[Versions], T]) -> T:
        """Do `work` as one transaction, or as part of the one this thread is in."""
        acting = self.writer.acting
        return self.writer.act(work) if acting is None else work(acting)

    def add(self, table: str, texts: Sequence[str]) -> list[int]:
        """Add documents as one act, maybe together with others': their ids, once they are on disk."""
        acting = self.writer.acting
        if acting is not None:
            return acting.add_new([(table, texts)])[0]
        self.engine.check_usable()
        return self._basket.put(table, texts)

    def find(self, statement: Statement, values: Mapping[str, Any]) -> list[Any]:
        """The few rows that a search by index finds: inside an act as it sees them, else what is on disk."""
        acting = self.writer.acting
        return self.engine.ask(statement, values) if acting is None else acting.line.run(statement, values)

    def scan(self, statement: Statement, values: Mapping[str, Any]) -> Iterator[Any]:
        """The rows of a search through everything, streamed from what is on disk."""
        if self.writer.acting is not None:
            # Whole at once: a cursor that is still open does not live through the end of the act.
            yield from self.find(statement, values)
        else:
            with (
                self.engine.reading() as connection,
                connection.execute(statement.clause, values) as found,
            ):
                yield from found

    def history(self) -> Iterator[dict[str, Any]]:
        """Every version in order, for those who check or copy them; what is damaged is told apart later."""
        for row in self.scan(_HISTORY, {}):
            yield {**row._asdict(), "doc": None if row.doc is None else text_of(row.doc)}

    def tables(self) -> set[str]:
        """The names of all tables, empty ones too."""
        return {from_text(row.doc, row.seq)["table"] for row in self.find(_TABLES, {})}

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Everything at once, as TinyDB's storages hand it out; for exports, not for work."""
        data: dict[str, dict[str, Any]] = {}
        for table, rows in groupby(self.scan(_ALL, {}), key=lambda row: row.tab):
            documents = {str(row.doc_id): from_text(row.doc, row.seq) for row in rows}
            if table == TABLES:
                data |= {document["table"]: {} for document in documents.values()}
            else:
                data[table] = documents
        return data or None

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Put `data` in place of everything, in one act."""

        def work(rows: Versions) -> None:
            for table in rows.tables():
                rows.drop_table(table)
            for table, documents in data.items():
                rows.add(table, [(int(doc_id), to_text(each)) for doc_id, each in documents.items()])

        self.act(work)

    def close(self) -> None:
        """Let those finish who have begun, and refuse everybody after; a forked child closes nothing."""
        if self.engine.is_ours():
            self.writer.alone(self.engine.close)


def _open(address: str, read_only: bool) -> Engine:
    kind, separator, _ = address.partition("://")
    if not separator:
        return Sqlite(Path(address), read_only)
    if not kind.startswith("postgresql"):
        found = f"WANHU_STORE 写的是 {kind}:// 开头的地址，这种数据库还不认识。"
        raise StoreUnavailable("bad_address", found + "请写一个文件夹，或 postgresql:// 开头的地址。")
    return Postgresql(address, read_only)
