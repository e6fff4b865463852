"""A TinyDB table whose documents lie in SQL (表): what each method returns is what stock TinyDB returns."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any, overload

from sqlalchemy import bindparam, func, select
from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from collector.errors import Conflict
from collector.store.documents import from_text, same, text_of, to_text
from collector.store.line import Row, Statement
from collector.store.narrow import narrow, narrowed
from collector.store.schema import FOUND, STANDS, versions
from collector.store.sql import SqlStorage
from collector.store.versions import Versions

_position = attrgetter("pos")
_OF_TABLE = versions.c.tab == bindparam("tab")
_IN_ORDER = Statement(
    select(*FOUND).where(_OF_TABLE, STANDS).order_by(versions.c.pos).execution_options(yield_per=200)
)
_BY_ID = Statement(select(*FOUND).where(_OF_TABLE, STANDS, versions.c.doc_id == bindparam("doc_id")))
_COUNT = Statement(select(func.count(versions.c.doc_id).label("documents")).where(_OF_TABLE, STANDS))
_BY_KEY = Statement(
    select(*FOUND).where(
        _OF_TABLE, versions.c.author == bindparam("author"), versions.c.key == bindparam("key")
    )
)

Fields = Mapping[str, Any] | Callable[[dict[str, Any]], None]


class StoreTable(Table):
    """One table of the store."""

    _storage: SqlStorage

    def __init__(
        self,
        storage: Storage,
        name: str,
        cache_size: int = 0,  # noqa: ARG002  asked for or not: stock's cache can answer as of before a write
        persist_empty: bool = False,
    ) -> None:
        super().__init__(storage, name, cache_size=0)
        if not name:
            raise ValueError("A table needs a name")
        if persist_empty:
            self._storage.act(lambda rows: rows.list_table(name))

    def insert(self, document: Mapping[str, Any]) -> int:
        return self.insert_multiple([document])[0]

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        # Everything that may fail or take its time comes before the turn to write.
        ready = [(self._given_id(document), to_text(document)) for document in documents]
        if all(given is None for given, _ in ready):
            return self._storage.add(self.name, [text for _, text in ready])

        def work(rows: Versions) -> list[int]:
            texts: dict[int, str] = {}
            for given, text in ready:
                texts[self._new_id(rows, given, texts)] = text
            rows.add(self.name, texts.items())
            rows.forget_ids(self.name)
            return list(texts)

        return self._storage.act(work)

    def insert_once(self, document: Mapping[str, Any], *, author: str, key: str) -> tuple[int, bool]:
        """Insert under the sender's own id; sent again, it is stored once (重复提交只存一次).

        Returns the document's id and whether it is new. Other content under the same author and key is
        refused, and so is a key whose document was changed or removed since.
        """
        text = to_text(document)

        def work(rows: Versions) -> tuple[int, bool]:
            values = {"tab": self.name, "author": author, "key": key}
            first = next(iter(rows.line.run(_BY_KEY, values)), None)
            if first is None:
                doc_id = rows.next_id(self.name)
                rows.add(self.name, [(doc_id, text)], author=author, key=key)
                return doc_id, True
            if first.doc is None or not same(first.doc, text):
                found = f"编号 {key} 已经提交过，内容不一样。"
                raise Conflict("same_id_other_content", found + "请换新的编号再提交。")
            return first.doc_id, False

        return self._storage.act(work)

    def all(self) -> list[Document]:
        return list(self)

    def search(self, cond: QueryLike) -> list[Document]:
        return [document for _, document in self._matching(cond)]

    @overload  # type: ignore[override]
    def get(self, cond: QueryLike) -> Document | None: ...
    @overload
    def get(self, cond: QueryLike | None = None, *, doc_id: int) -> Document | None: ...
    @overload
    def get(self, cond: QueryLike | None = None, *, doc_ids: Iterable[int]) -> list[Document]: ...
    def get(
        self,
        cond: QueryLike | None = None,
        doc_id: int | None = None,
        doc_ids: Iterable[int] | None = None,
    ) -> Document | list[Document] | None:
        if doc_id is not None:
            found = self._rows_by_id([doc_id])
            return self._document(found[0]) if found else None
        if doc_ids is not None:
            return [self._document(row) for row in sorted(self._rows_by_id(doc_ids), key=_position)]
        if cond is not None:
            return next((document for _, document in self._matching(cond)), None)
        raise RuntimeError("You have to pass either cond or doc_id or doc_ids")

    def update(
        self, fields: Fields, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None
    ) -> list[int]:
        def work(rows: Versions) -> list[int]:
            found = self._wanted(cond, doc_ids)
            for _, document in found:
                _apply(fields, document)
            self._rewrite(rows, found)
            return [document.doc_id for _, document in found]

        return self._storage.act(work)

    def update_multiple(self, updates: Iterable[tuple[Fields, QueryLike]]) -> list[int]:
        changes = list(updates)

        def work(rows: Versions) -> list[int]:
            updated: list[int] = []
            touched = []
            for row, document in self._wanted(None, None):
                before = len(updated)
                for fields, cond in changes:
                    if cond(document):
                        _apply(fields, document)
                        updated.append(document.doc_id)
                if len(updated) > before:
                    touched.append((row, document))
            self._rewrite(rows, touched)
            return updated

        return self._storage.act(work)

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[int]:
        return self._storage.act(lambda _: super(StoreTable, self).upsert(document, cond))

    def remove(self, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None) -> list[int]:
        if cond is None and doc_ids is None:
            raise RuntimeError("Use truncate() to remove all documents")

        def work(rows: Versions) -> list[int]:
            found = self._wanted(cond, doc_ids)
            rows.list_table(self.name)
            rows.remove(self.name, [row for row, _ in found])
            return [document.doc_id for _, document in found]

        return self._storage.act(work)

    def truncate(self) -> None:
        def work(rows: Versions) -> None:
            rows.list_table(self.name)
            rows.clear_table(self.name)

        self._storage.act(work)

    def __len__(self) -> int:
        [found] = self._storage.find(_COUNT, {"tab": self.name})
        return int(found.documents)

    def __iter__(self) -> Iterator[Document]:
        return map(self._document, self._storage.scan(_IN_ORDER, {"tab": self.name}))

    def _matching(self, cond: QueryLike) -> Iterator[tuple[Row, Document]]:
        """What the query wants, in the order of insertion, read no further than asked for."""
        hint = narrow(cond)
        if hint is None:
            rows = self._storage.scan(_IN_ORDER, {"tab": self.name})
        else:
            shape, values = hint
            hits = self._storage.find(narrowed(shape), {"tab": self.name, **values})
            rows = iter(sorted(hits, key=_position))
        make = self.document_class
        for row in rows:
            document = make(from_text(row.doc, row.seq), row.doc_id)
            if cond(document):
                yield row, document

    def _wanted(self, cond: QueryLike | None, doc_ids: Iterable[int] | None) -> list[tuple[Row, Document]]:
        if doc_ids is not None:
            return [(row, self._document(row)) for row in self._rows_by_id(doc_ids)]
        if cond is not None:
            return list(self._matching(cond))
        return [(row, self._document(row)) for row in self._storage.scan(_IN_ORDER, {"tab": self.name})]

    def _rows_by_id(self, doc_ids: Iterable[int]) -> list[Row]:
        values = ({"tab": self.name, "doc_id": doc_id} for doc_id in dict.fromkeys(doc_ids) if _is_id(doc_id))
        return [row for each in values for row in self._storage.find(_BY_ID, each)]

    def _document(self, row: Row) -> Document:
        return self.document_class(from_text(row.doc, row.seq), row.doc_id)

    def _rewrite(self, rows: Versions, found: list[tuple[Row, Document]]) -> None:
        texts = [(row, to_text(document)) for row, document in found]
        rows.list_table(self.name)
        rows.replace(self.name, [(row, text) for row, text in texts if text != text_of(row.doc)])

    def _given_id(self, document: Mapping[str, Any]) -> int | None:
        given = document.doc_id if isinstance(document, self.document_class) else None
        if given is not None and not _is_id(given):
            raise ValueError(f"Document ID {given} is no whole number of 63 bits")
        return given

    def _new_id(self, rows: Versions, given: int | None, taken: Container[int]) -> int:
        if given is None:
            return rows.next_id(self.name)
        if given in taken or self._rows_by_id([given]):
            raise ValueError(f"Document with ID {given} already exists")
        rows.skip_ids(self.name, given)
        return given


def _apply(fields: Fields, document: Document) -> None:
    if callable(fields):
        fields(document)
    else:
        document.update(fields)


def _is_id(doc_id: object) -> bool:
    return isinstance(doc_id, int) and abs(doc_id) < 2**63
