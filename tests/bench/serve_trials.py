"""Faults met by the server and its phones (服务的故障试验)."""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from collector.store.care import verify
from tests.bench import faults
from tests.bench.tally import Place, Tally, at_once, some_time
from tests.installation import Installation, new_ids


@contextmanager
def serving(place: Place) -> Iterator[Installation]:
    """An installation of its own that is being served."""
    with (
        place() as address,
        tempfile.TemporaryDirectory() as folder,
        Installation(Path(folder), address) as served,
    ):
        yield served


def killed_server(trials: int, place: Place) -> Tally:
    """`wanhu serve` killed under 32 phones that retry."""
    tally, acknowledged, stop = Tally(trials=trials, faults=trials), dict[str, str](), threading.Event()
    sent = list[int]()
    with serving(place) as served:

        def phone(_number: int) -> None:
            for given_id in new_ids():
                acknowledged[given_id], times = served.submit_until_taken(given_id)
                sent.append(times)
                if stop.is_set():
                    return

        phones = threading.Thread(target=at_once, args=(32, phone))
        phones.start()
        for _ in range(trials):
            time.sleep(some_time(0.3, 1.5))
            served.kill()
            served.start()
        stop.set()
        phones.join()
        _count_answers(tally, acknowledged, served.kept())
        tally.requests = sum(sent)
        with served.reading() as store:
            tally.wrong += len(verify(store))
    return tally


def ended_server(trials: int, place: Place) -> Tally:
    """SIGTERM under 32 phones that give up: it ends with 0, and whatever was stored was answered."""
    tally = Tally(trials=trials, faults=trials)
    for _ in range(trials):
        acknowledged, stopped, sent = dict[str, str](), threading.Event(), list[str]()
        with serving(place) as served:

            def phone(
                _number: int,
                served: Installation = served,
                told: dict[str, str] = acknowledged,
                stopped: threading.Event = stopped,
                sent: list[str] = sent,
            ) -> None:
                for given_id in new_ids():
                    sent.append(given_id)
                    number = served.submit(given_id)
                    if number is not None:
                        told[given_id] = number
                    elif stopped.is_set():
                        return

            phones = threading.Thread(target=at_once, args=(32, phone))
            phones.start()
            time.sleep(some_time(0.3, 1.5))
            stopped.set()
            tally.wrong += served.terminate() != 0
            phones.join()
            kept = served.kept()
        tally.requests += len(sent)
        _count_answers(tally, acknowledged, kept)
        tally.wrong += len(kept.keys() - acknowledged.keys())
    return tally


def _count_answers(tally: Tally, told: dict[str, str], kept: dict[str, list[str]]) -> None:
    tally.compare(told, (given_id for given_id, numbers in kept.items() for _ in numbers))
    tally.wrong += sum(kept.get(given_id, [number]) != [number] for given_id, number in told.items())


def slow_phones(trials: int, place: Place) -> Tally:
    """48 connections that send a byte a second: 40 of 40 ordinary requests are answered under a second."""
    tally = Tally(trials=trials, faults=48 * trials)
    with serving(place) as served:
        for _ in range(trials):
            with faults.slow_connections(48, served.port):
                for given_id in [next(new_ids()) for _ in range(40)]:
                    start = time.monotonic()
                    answered = served.submit(given_id) is not None
                    tally.requests += 1
                    tally.acknowledged += answered
                    tally.wrong += not answered or time.monotonic() - start > 1
        tally.lost = tally.acknowledged - len(served.kept())
    return tally
