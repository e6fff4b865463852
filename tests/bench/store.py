"""The store beside the same work on bare sqlite3, in turns: `python -m tests.bench.store [documents]`.

Prints medians in microseconds and their ratio. The bare side keeps one row a document with one index, and
waits for the disk at every commit as the store does; it has no chain, no salts, no TinyDB.
"""

import json
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tinydb import where

from collector.store.storage import StoreTable, open_store

Deed = Callable[[int], object]


def document(number: int) -> dict[str, str]:
    """About 1 KB, a fiftieth of them in the same community."""
    text = "某小区门口路灯不亮，晚上看不清路，老人出行不便。" * 12
    return {"no": f"2022-{number:06d}", "community_code": f"c{number % 50}", "text": text}


class Bare:
    """What a person would write by hand for the same three deeds."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "bare.sqlite"
        connection = self.connect()
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE documents (id INTEGER PRIMARY KEY, doc TEXT)")
        field = "json_extract(doc, '$.community_code')"
        connection.execute(f"CREATE INDEX community ON documents ({field})")
        self.search_sql = f"SELECT doc FROM documents WHERE {field} = ?"  # noqa: S608  no value in it
        self.mine = threading.local()

    def connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.file, isolation_level=None, timeout=60)
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    @property
    def connection(self) -> sqlite3.Connection:
        if not hasattr(self.mine, "connection"):
            self.mine.connection = self.connect()
        connection: sqlite3.Connection = self.mine.connection
        return connection

    def insert(self, number: int) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        text = json.dumps(document(number), ensure_ascii=False)
        self.connection.execute("INSERT INTO documents (doc) VALUES (?)", (text,))
        self.connection.execute("COMMIT")

    def get(self, number: int) -> object:
        [(text,)] = self.connection.execute("SELECT doc FROM documents WHERE id = ?", (number + 1,))
        return json.loads(text)

    def search(self, number: int) -> object:
        found = self.connection.execute(self.search_sql, (f"c{number % 50}",))
        return [json.loads(text) for (text,) in found]


class Ours:
    """The same three deeds by TinyDB's methods."""

    def __init__(self, table: StoreTable) -> None:
        self.table = table

    def insert(self, number: int) -> object:
        return self.table.insert(document(number))

    def get(self, number: int) -> object:
        return self.table.get(doc_id=number + 1)

    def search(self, number: int) -> object:
        return self.table.search(where("community_code") == f"c{number % 50}")


def beside(deed: str, bare: Deed, ours: Deed, numbers: range) -> None:
    """Both in turns, so that a busy minute of the machine hits both."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in numbers:
        for side, work in zip(times, (bare, ours), strict=True):
            start = time.perf_counter()
            work(number)
            side.append((time.perf_counter() - start) * 1e6)
    report(deed, statistics.median(times[0]), statistics.median(times[1]))


def together(work: Deed, threads: int, each: int) -> float:
    """Microseconds per deed when many threads do it at once."""
    start = time.perf_counter()
    line = [threading.Thread(target=lambda: [work(number) for number in range(each)]) for _ in range(threads)]
    for thread in line:
        thread.start()
    for thread in line:
        thread.join()
    return (time.perf_counter() - start) / (threads * each) * 1e6


def report(deed: str, bare: float, ours: float) -> None:
    print(f"{deed:24}{bare:10.1f}{ours:10.1f}{ours / bare:8.2f}")


def main(documents: int) -> None:
    with tempfile.TemporaryDirectory(dir=".") as folder, open_store(f"{folder}/store") as store:
        bare, ours = Bare(Path(folder)), Ours(store.table("issues"))
        print(f"{f'{documents} documents, us':24}{'sqlite3':>10}{'store':>10}{'ratio':>8}")
        beside("insert", bare.insert, ours.insert, range(documents))
        beside("get", bare.get, ours.get, range(0, documents, max(1, documents // 2000)))
        beside(f"search {documents // 50}", bare.search, ours.search, range(200))
        report("insert, 16 threads", together(bare.insert, 16, 60), together(ours.insert, 16, 60))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2500)
