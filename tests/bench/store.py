"""The store beside others, in turns: `python -m tests.bench.store [documents] [--postgresql]`.

Beside it: the floor (bytes appended to a file and on disk), bare sqlite3 (a row a document, one index),
on PostgreSQL bare psycopg too, the store's own schema filled by hand, and stock TinyDB. Each line gives
medians in microseconds, their ratio, and what was asked of it. Ratios hold on any machine that is not busy
with something else.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from unittest import mock

from tinydb import where

from collector.store.line import Line
from collector.store.storage import Store, StoreTable, open_store
from tests.bench.other_stores import Bare, BarePostgresql, ByHand, Floor, document, stock
from tests.collector.store.conftest import schema
from tests.collector.store.server import running_server

Deed = Callable[[int], object]

FEW = 1000
FOUND = 50
ROUNDS = 600
THREADS = 32
SLOW_FLUSH = 0.005


class Ours:
    """The same deeds by TinyDB's methods; every fiftieth of `size` is of the same community."""

    def __init__(self, table: StoreTable, size: int) -> None:
        self.table = table
        self.groups = size // FOUND
        for start in range(0, size, 1000):
            table.insert_multiple(document(number, self.groups) for number in range(start, start + 1000))

    def insert(self, number: int) -> object:
        return self.table.insert(document(number, self.groups))

    def get(self, number: int) -> object:
        return self.table.get(doc_id=number + 1)

    def search(self, number: int) -> object:
        return self.table.search(where("community_code") == f"c{number % self.groups}")


def in_turns(deeds: dict[str, Deed], numbers: range) -> dict[str, float]:
    """Median microseconds of each deed; in turns, so that a busy minute of the machine hits all."""
    times: dict[str, list[float]] = {name: [] for name in deeds}
    for number in numbers:
        for name, deed in deeds.items():
            start = time.perf_counter()
            deed(number)
            times[name].append((time.perf_counter() - start) * 1e6)
    return {name: statistics.median(taken) for name, taken in times.items()}


def together(deed: Deed) -> Deed:
    """The same deed by many threads at once."""

    def all_at_once(number: int) -> None:
        work = [threading.Thread(target=lambda: [deed(number) for _ in range(20)]) for _ in range(THREADS)]
        for thread in work:
            thread.start()
        for thread in work:
            thread.join()

    return all_at_once


@contextmanager
def slow_disk() -> Iterator[None]:
    """Every commit of ours takes as much longer as a slow disk's flush."""
    do = Line._do

    def late(line: Line, how: str, words: str, *values: object) -> list[object]:
        if words == "COMMIT":
            time.sleep(SLOW_FLUSH)
        return do(line, how, words, *values)

    with mock.patch.object(Line, "_do", late):
        yield


def report(deed: str, times: dict[str, float], goals: dict[tuple[str, str], str]) -> None:
    print(f"{deed:24}" + "   ".join(f"{name} {taken:,.0f}" for name, taken in times.items()))
    for (one, other), goal in goals.items():
        print(f"{'':24}{one} / {other} = {times[one] / times[other]:.2f}   ({goal})")
    sys.stdout.flush()


def write_and_read(folder: Path, ours: Ours, few: Ours, name: str, server: str | None) -> None:
    """One after the other, at both sizes; beside the bare driver of the same database, and of SQLite."""
    hand, floor = ByHand(folder), Floor(folder)
    raw: dict[str, Bare | BarePostgresql] = {"sqlite3": Bare(folder, ours.groups, FOUND)}
    if server:
        raw["psycopg"] = BarePostgresql(server, ours.groups, FOUND)
    driver = list(raw)[-1]
    inserts = {"floor": floor.insert, **{each: raw[each].insert for each in raw}, "by hand": hand.insert}
    asked = {(name, "floor"): "≤ 2.5", (name, f"at {FEW}"): "≤ 1.3", (name, "by hand"): "for comparison"}
    report("insert", in_turns(inserts | {f"at {FEW}": few.insert, name: ours.insert}, range(ROUNDS)), asked)
    numbers = range(0, ours.groups * FOUND, max(1, ours.groups * FOUND // 2000))
    got = in_turns({**{each: raw[each].get for each in raw}, name: ours.get}, numbers)
    report("get", got, {(name, driver): "below 200 us" if server else "below 100 us"})
    found = in_turns({**{each: raw[each].search for each in raw}, name: ours.search}, range(ROUNDS))
    report(f"search of {FOUND}", found, {(name, driver): "≤ 1.6"})
    flocks = {"by hand": together(hand.insert), name: together(ours.insert)}
    report(f"{THREADS} threads", in_turns(flocks, range(5)), {("by hand", name): "≥ 2"})
    hand.flush_takes = SLOW_FLUSH
    with slow_disk():
        report("  flush 5 ms slower", in_turns(flocks, range(2)), {("by hand", name): "≥ 8"})


def beside_stock(folder: Path, ours: Ours) -> None:
    """Stock TinyDB writes everything anew, so a few rounds must do."""
    theirs = stock(folder, ours.groups, FOUND)
    rows = {"TinyDB": lambda number: theirs.insert(document(number, ours.groups)), "ours": ours.insert}
    report("insert, stock", in_turns(rows, range(3)), {("TinyDB", "ours"): "for comparison"})


def opened(address: str) -> None:
    """In a process of its own: how long opening takes, and what the process needs after some work."""
    program = f"""
import pathlib, re, statistics, time
from collector.store.storage import open_store
from tinydb import where
times = []
for _ in range(5):
    start = time.perf_counter()
    store = open_store({address!r})
    times.append((time.perf_counter() - start) * 1e3)
    store.close()
print(f"open {{statistics.median(times):.1f}} ms (below 50)", end="   ")
store = open_store({address!r})
table = store.table("issues")
for number in range(500):
    table.insert({{"no": str(number)}}), table.get(doc_id=number + 1)
    table.search(where("community_code") == f"c{{number}}")
print(sum(1 for _ in table), "documents read", end="   ")
most = re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())
print(f"memory {{int(most[1]) / 1024:.0f}} MB (below 80)")
store.close()
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def main(documents: int, postgresql: bool) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=".")))
        server = stack.enter_context(running_server("on")) if postgresql else None

        def store(name: str) -> Store:
            place = schema(server) if server else nullcontext(str(folder / name))
            return stack.enter_context(open_store(stack.enter_context(place)))

        kept = store("store")
        print(f"{documents} documents, us  ({kept.storage.engine.kind})")
        ours, few = Ours(kept.table("issues"), documents), Ours(store("few").table("issues"), FEW)
        write_and_read(folder, ours, few, "ours", server)
        beside_stock(folder, ours)
        if not postgresql:
            kept.close()
            opened(str(folder / "store"))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("documents", nargs="?", type=int, default=100_000)
    options.add_argument("--postgresql", action="store_true")
    given = options.parse_args()
    main(given.documents, given.postgresql)
