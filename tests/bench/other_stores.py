"""What a store could be instead (对照): the floor, sqlite3 by hand, stock TinyDB; each waits for the disk."""

import hashlib
import json
import os
import secrets
import sqlite3
import threading
import time
from pathlib import Path
from typing import LiteralString

import psycopg
from tinydb import TinyDB
from tinydb.table import Table

from collector.store.storage import open_store

TEXT = "某小区门口路灯不亮，晚上看不清路，老人出行不便。" * 12


def document(number: int, groups: int) -> dict[str, str]:
    """About 1 KB; the community says which of the groups it is in."""
    return {"no": f"2022-{number:06d}", "community_code": f"c{number % groups}", "text": TEXT}


def text_of(number: int, groups: int = 50) -> str:
    return json.dumps(document(number, groups), ensure_ascii=False)


class Floor:
    """The least that a durable insert can take: its bytes at the end of a file, and on disk."""

    def __init__(self, folder: Path) -> None:
        self.file = os.open(folder / "floor", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def insert(self, number: int) -> None:
        os.write(self.file, text_of(number).encode())
        os.fdatasync(self.file)


class Bare:
    """A row a document and one index: no chain, no salts, no versions."""

    def __init__(self, folder: Path, groups: int, found: int) -> None:
        self.groups = groups
        self.connection = connect(folder / "bare.sqlite")
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("CREATE TABLE documents (id INTEGER PRIMARY KEY, doc TEXT)")
        field = "json_extract(doc, '$.community_code')"
        self.connection.execute(f"CREATE INDEX community ON documents ({field})")
        self.search_sql = f"SELECT doc FROM documents WHERE {field} = ?"  # noqa: S608  no value in it
        self.connection.execute("BEGIN")
        texts = ((text_of(number, groups),) for number in range(groups * found))
        self.connection.executemany("INSERT INTO documents (doc) VALUES (?)", texts)
        self.connection.execute("COMMIT")

    def insert(self, number: int) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        text = text_of(number, self.groups)
        self.connection.execute("INSERT INTO documents (doc) VALUES (?)", (text,))
        self.connection.execute("COMMIT")

    def get(self, number: int) -> object:
        [(text,)] = self.connection.execute("SELECT doc FROM documents WHERE id = ?", (number + 1,))
        return json.loads(text)

    def search(self, number: int) -> object:
        found = self.connection.execute(self.search_sql, (f"c{number % self.groups}",))
        return [json.loads(text) for (text,) in found]


class BarePostgresql:
    """The same on a PostgreSQL server, by its own driver: what goes there and back cannot take less."""

    def __init__(self, server: str, groups: int, found: int) -> None:
        self.groups = groups
        self.connection = psycopg.connect(server.replace("+psycopg", ""), autocommit=True)
        self._do("CREATE TABLE bare (id BIGSERIAL PRIMARY KEY, doc TEXT)")
        self._do("CREATE INDEX bare_community ON bare ((doc::json ->> 'community_code'))")
        texts = [(text_of(number, groups),) for number in range(groups * found)]
        with self.connection.cursor() as cursor, self.connection.transaction():
            cursor.executemany("INSERT INTO bare (doc) VALUES (%s)", texts)

    def insert(self, number: int) -> None:
        self._do("INSERT INTO bare (doc) VALUES (%s)", text_of(number, self.groups))

    def get(self, number: int) -> object:
        [(text,)] = self._do("SELECT doc FROM bare WHERE id = %s", number + 1)
        return json.loads(text)

    def search(self, number: int) -> object:
        asked = "SELECT doc FROM bare WHERE doc::json ->> 'community_code' = %s"
        return [json.loads(text) for (text,) in self._do(asked, f"c{number % self.groups}")]

    def _do(self, words: LiteralString, *values: object) -> list[tuple[str]]:
        cursor = self.connection.execute(words, values)
        return cursor.fetchall() if cursor.description else []


class ByHand:
    """The store's own table with its indexes, salts and chain, filled by hand with a commit each."""

    def __init__(self, folder: Path) -> None:
        open_store(str(folder / "hand")).close()
        self.connection = connect(folder / "hand" / "store.sqlite")
        self.connection.execute("PRAGMA secure_delete = ON")
        self.turn = threading.Lock()
        self.seq, self.chain = 0, ""
        self.flush_takes = 0.0

    def insert(self, number: int) -> None:
        text, salt = text_of(number), secrets.token_hex(16)
        digest = hashlib.sha256((salt + text).encode()).hexdigest()
        with self.turn:
            self.seq += 1
            lasting = [self.chain, self.seq, "issues", self.seq, self.seq, None, None, digest, "now"]
            self.chain = hashlib.sha256(json.dumps(lasting).encode()).hexdigest()
            row = (self.seq, "issues", self.seq, self.seq, text, salt, digest, self.chain, "now")
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.execute(
                "INSERT INTO versions (seq, tab, doc_id, pos, doc, salt, digest, chain, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            time.sleep(self.flush_takes) if self.flush_takes else None
            self.connection.execute("COMMIT")


def connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, timeout=60, check_same_thread=False)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def stock(folder: Path, groups: int, found: int) -> Table:
    """Stock TinyDB in a file that holds as many documents."""
    documents = {str(number + 1): document(number, groups) for number in range(groups * found)}
    file = folder / "stock.json"
    file.write_text(json.dumps({"issues": documents}), encoding="utf-8")
    return TinyDB(file).table("issues")
