"""What a transaction adds (版本): rows are only ever appended, and what they replace is emptied."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import bindparam, func, insert, select, update

from collector.clock import Clock
from collector.store.line import Line, Row, Statement
from collector.store.schema import STANDS, TABLES, versions

_CLOCK = Clock()
_ENCODER = json.JSONEncoder(ensure_ascii=False)
_OF_TABLE = versions.c.tab == bindparam("tab")
_HEAD = Statement(select(versions.c.seq, versions.c.chain).order_by(versions.c.seq.desc()).limit(1))
_TOP_ID = Statement(select(func.max(versions.c.doc_id).label("top")).where(_OF_TABLE, STANDS))
_STANDING = Statement(select(versions).where(_OF_TABLE, STANDS).order_by(versions.c.pos))
_APPEND = Statement(insert(versions).inline())
_EMPTY = Statement(update(versions).where(versions.c.seq == bindparam("old")).values(doc=None, salt=None))

CHAINED = ("seq", "tab", "doc_id", "pos", "author", "key", "digest", "at")


class Head(msgspec.Struct, frozen=True):
    """The end of the chain (链头): how many versions there are, and the digest that stands for them all."""

    seq: int
    digest: str

    def __str__(self) -> str:
        return f"链头 {self.seq}:{self.digest[:16]}"


def digest(salt: str, text: str) -> str:
    """The digest of a document's text; without the salt nobody can try texts against it."""
    return hashlib.sha256((salt + text).encode()).hexdigest()


def link(before: str, row: Mapping[str, Any]) -> str:
    """The digest of everything of `row` that lasts, and of all rows before it."""
    lasting = _ENCODER.encode([before, *(row[name] for name in CHAINED)])
    return hashlib.sha256(lasting.encode()).hexdigest()


def read_head(ask: Callable[[Statement], list[Any]]) -> Head:
    """The head as whoever is asked sees it."""
    return head_in(ask(_HEAD))


def head_in(found: Iterable[Any]) -> Head:
    """The head in what was found of the newest version: its number and its digest."""
    return next((Head(*row) for row in found), Head(0, ""))


class Versions:
    """The rows of the open transaction; belongs to whoever has the turn to write."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.head = Head(0, "")
        self._next_ids: dict[str, int] = {}
        self._listed: set[str] = set()

    def refresh(self) -> None:
        """Read the head afresh, after something was undone."""
        self.go_on_from(read_head(self.line.run))

    def go_on_from(self, head: Head) -> None:
        """Append after `head`; it is not the one that was known if others wrote, or something was undone."""
        if head != self.head:
            self.head = head
            self._next_ids.clear()
            self._listed.clear()

    def next_id(self, table: str) -> int:
        """A document id above every other of the table, as in stock TinyDB."""
        if table not in self._next_ids:
            [found] = self.line.run(_TOP_ID, {"tab": table})
            self._next_ids[table] = (found.top or 0) + 1
        self._next_ids[table] += 1
        return self._next_ids[table] - 1

    def skip_ids(self, table: str, given: int) -> None:
        """Keep the next id above one that was given from outside."""
        self._next_ids[table] = max(self.next_id(table), given + 1)

    def forget_ids(self, table: str) -> None:
        """Go on from the highest id there is, as stock TinyDB does after an id from outside."""
        self._next_ids.pop(table, None)

    def list_table(self, table: str) -> None:
        """Have `table` listed among the tables from now on, even when it is empty."""
        if table in self._listed:
            return
        self._listed = set(self.tables())
        if table not in self._listed:
            self._append([self._row(TABLES, self.next_id(TABLES), json.dumps({"table": table}))])
            self._listed.add(table)

    def drop_table(self, table: str) -> None:
        """Remove every document of a table, and the table from the list."""
        self.clear_table(table)
        listed = self.tables().get(table)
        if listed is not None:
            self.remove(TABLES, [listed])
        self._listed.discard(table)

    def clear_table(self, table: str) -> None:
        """Remove every document of a table; ids begin again as in stock TinyDB."""
        self.remove(table, self.line.run(_STANDING, {"tab": table}))
        self.forget_ids(table)

    def tables(self) -> dict[str, Row]:
        """Every table there is, with the row that lists it."""
        listed = self.line.run(_STANDING, {"tab": TABLES})
        return {json.loads(row.doc)["table"]: row for row in listed}

    def add(
        self,
        table: str,
        texts: Iterable[tuple[int, str]],
        *,
        author: str | None = None,
        key: str | None = None,
    ) -> None:
        """Append new documents."""
        self.list_table(table)
        self._append([self._row(table, doc_id, text, author=author, key=key) for doc_id, text in texts])

    def add_new(self, loads: Iterable[tuple[str, Sequence[str]]]) -> list[list[int]]:
        """Append new documents table by table, all in one statement; the ids that each load got."""
        rows, found = list[dict[str, Any]](), list[list[int]]()
        for table, texts in loads:
            self.list_table(table)
            ids = [self.next_id(table) for _ in texts]
            rows += [self._row(table, doc_id, text) for doc_id, text in zip(ids, texts, strict=True)]
            found.append(ids)
        self._append(rows)
        return found

    def replace(self, table: str, changed: Sequence[tuple[Row, str]]) -> None:
        """Append the new text of documents, and empty the old."""
        self._empty([old for old, _ in changed])
        self._append([self._row(table, old.doc_id, text, pos=old.pos) for old, text in changed])

    def remove(self, table: str, gone: Sequence[Row]) -> None:
        """Append a row that says so for each document, and empty it."""
        self._empty(gone)
        self._append([self._row(table, old.doc_id, None, pos=old.pos) for old in gone])

    def copy_in(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Append versions as they were in another store."""
        source = iter(rows)
        while chunk := [dict(row) for row in islice(source, 500)]:
            self._append(chunk)
        self.refresh()

    def _row(
        self,
        table: str,
        doc_id: int,
        text: str | None,
        *,
        pos: int | None = None,
        author: str | None = None,
        key: str | None = None,
    ) -> dict[str, Any]:
        seq = self.head.seq + 1
        salt = None if text is None else secrets.token_hex(16)
        row = {
            "seq": seq,
            "tab": table,
            "doc_id": doc_id,
            "pos": pos or seq,
            "author": author,
            "key": key,
            "doc": text,
            "salt": salt,
            "digest": digest(salt, text) if salt and text else None,
            "at": _CLOCK.now().isoformat(),
        }
        self.head = Head(seq, link(self.head.digest, row))
        row["chain"] = self.head.digest
        return row

    def _append(self, rows: list[dict[str, Any]]) -> None:
        if rows:
            self.line.run_each(_APPEND, rows)

    def _empty(self, rows: Sequence[Row]) -> None:
        if rows:
            self.line.run_each(_EMPTY, [{"old": row.seq} for row in rows])
