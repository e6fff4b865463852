"""Faults met by the store itself (库的故障试验)."""

import contextlib
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from collector.errors import StoreUnavailable
from collector.store.backup import backup, restore
from collector.store.care import verify
from collector.store.storage import Store, open_store
from tests.bench import faults
from tests.bench.tally import Place, Tally, at_once, some_time
from tests.collector.store.test_contract import STEPS, compare_with_stock


def killed_writers(trials: int, place: Place) -> Tally:
    """8 threads, each submission sent twice at once, killed at any moment; one store throughout."""
    tally, acknowledged = Tally(trials=trials, faults=trials), set[str]()
    with place() as address:
        for trial in range(trials):
            command = [sys.executable, "-m", "tests.bench.writers", address, str(trial)]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
                assert process.stdout is not None
                told = [process.stdout.readline()]
                killer = threading.Timer(some_time(0.05, 0.5), process.kill)
                killer.start()
                told += process.stdout
                killer.join()
            whole = [line.strip() for line in told if line.endswith("\n")]
            tally.requests += len(whole)
            acknowledged.update(whole)
        with open_store(address) as store:
            tally.compare(acknowledged, keys(store))
            tally.wrong += keys(store) != keys(store, "b")
            tally.wrong += len(verify(store))
    return tally


def same_ids(trials: int, place: Place) -> Tally:
    """64 clients with the same 100 ids, each in an order of its own."""
    tally = Tally(trials=trials)
    for _ in range(trials):
        with place() as address, open_store(address) as store:
            created = list[bool]()

            def send(_client: int, store: Store = store, created: list[bool] = created) -> None:
                for number in random.sample(range(100), 100):
                    document = {"key": str(number)}
                    answer = store.table("a").insert_once(document, author="li", key=str(number))
                    created.append(answer[1])

            at_once(64, send)
            tally.requests += len(created)
            tally.compare(map(str, range(100)), keys(store))
            tally.wrong += sum(created) != 100
    return tally


def full_disk(trials: int, kind: Callable[[], contextlib.AbstractContextManager[faults.Disk]]) -> Tally:
    """4 threads until there is no room, room again, and on: whole acts only, reading goes on."""
    tally = Tally(trials=trials)
    for _ in range(trials):
        with kind() as disk, open_store(str(disk.folder / "store")) as store:
            acknowledged, refused = list[str](), list[str]()

            def send(
                thread: int, store: Store = store, kept: list[str] = acknowledged, no: list[str] = refused
            ) -> None:
                for number in range(60):
                    key = f"{thread}-{number}"
                    try:
                        store.act(lambda key=key: write_pair(store, key, 6000))  # type: ignore[misc]
                    except StoreUnavailable:
                        no.append(key)
                        len(store.table("a"))
                    else:
                        kept.append(key)

            at_once(4, send)
            disk.make_room()
            write_pair(store, "after", 10)
            tally.requests += 241
            tally.faults += len(refused)
            tally.compare([*acknowledged, "after"], keys(store))
            tally.wrong += len(set(refused) & set(keys(store)))
            tally.wrong += keys(store) != keys(store, "b")
            tally.wrong += len(verify(store)) + (not refused)
    return tally


def write_pair(store: Store, key: str, size: int) -> None:
    store.table("a").insert({"key": key, "text": "x" * size})
    store.table("b").insert({"key": key})


def backups(trials: int, place: Place) -> Tally:
    """A backup in the middle of 32 writers, restored: every version up to its head, and nothing after."""
    tally = Tally(trials=trials)
    for _ in range(trials):
        with place() as address, open_store(address) as store, tempfile.TemporaryDirectory() as folder:
            stop, file = threading.Event(), Path(folder, "b.jsonl")

            def send(thread: int, store: Store = store, stop: threading.Event = stop) -> None:
                number = 0
                while not stop.is_set():
                    key, number = f"{thread}-{number}", number + 1
                    store.act(lambda key=key: write_pair(store, key, 100))  # type: ignore[misc]

            writers = threading.Thread(target=at_once, args=(32, send))
            writers.start()
            time.sleep(some_time(0.1, 0.4))
            while store.head().seq < 100:
                time.sleep(0.001)
            head = backup(store, file)
            stop.set()
            writers.join()
            tally.wrong += restore(file, f"{folder}/again") != head
            with open_store(f"{folder}/again") as again:
                told = [change.document["key"] for change in store.changes(0, "a") if change.document]
                before = [
                    key
                    for key, change in zip(told, store.changes(0, "a"), strict=True)
                    if change.seq <= head.seq
                ]
                tally.requests += len(told)
                tally.compare(before, keys(again))
                tally.wrong += keys(again) != keys(again, "b")
                # What comes after tells that it was restored.
                links = [(row["seq"], row["chain"]) for row in again.storage.history()]
                tally.wrong += links[head.seq - 1] != (head.seq, head.digest)
                tally.wrong += len(verify(again))
    return tally


def clocks(trials: int, place: Place) -> Tally:
    """The clock back three years and ahead thirty between acts: order, folding and the chain do not care."""
    tally = Tally(trials=trials)
    for _ in range(trials):
        with place() as address, open_store(address) as store:
            acknowledged = list[str]()
            for number, years in enumerate([0, -3, 30, 0, -3, 0] * 20):
                with faults.clock_moved(years):
                    store.table("a").insert_once({"key": str(number)}, author="li", key=str(number))
                    store.table("a").insert_once({"key": str(number)}, author="li", key=str(number))
                acknowledged.append(str(number))
                tally.faults += years != 0
            tally.requests += 2 * len(acknowledged)
            tally.compare(acknowledged, keys(store))
            tally.wrong += keys(store) != acknowledged
            tally.wrong += len(verify(store))
    return tally


def random_operations(trials: int, place: Place) -> Tally:
    """A thousand operations a trial in any order: each answer and all contents as stock TinyDB's."""
    tally = Tally(trials=trials)
    with place() as address, open_store(address) as store:

        @settings(max_examples=trials * 50, deadline=None, database=None, phases=[Phase.generate])
        @given(st.lists(STEPS, min_size=20, max_size=40))
        def compare(steps: list[tuple[Any, ...]]) -> None:
            tally.requests += len(steps)
            compare_with_stock(store, steps)

        try:
            compare()
        except AssertionError as error:
            tally.wrong += 1
            print(error)
        tally.acknowledged = tally.requests
        tally.wrong += len(verify(store))
    return tally


def keys(store: Store, table: str = "a") -> list[str]:
    return [str(document["key"]) for document in store.table(table)]
