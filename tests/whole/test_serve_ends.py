"""How the server ends (停机): killed it loses nothing, asked to it finishes what it has begun."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from collector.store.care import verify
from tests.bench import faults
from tests.installation import Installation, new_ids


def at_once(clients: int, work: Callable[[int], object]) -> list[threading.Thread]:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    return threads


def test_a_killed_server_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Eight phones that retry, two kill -9: every acknowledged number is there, every id once."""
    taken: dict[str, str] = {}
    with Installation(tmp_path) as served:
        stop = threading.Event()

        def phone(_number: int) -> None:
            for given_id in new_ids():
                taken[given_id] = served.submit_until_taken(given_id)[0]
                if stop.is_set():
                    return

        phones = at_once(8, phone)
        for trial in range(2):
            so_far = len(taken)
            while len(taken) < so_far + 20 + 7 * trial:
                time.sleep(0.002)
            served.kill()
            served.start()
        stop.set()
        for each in phones:
            each.join()
        assert served.kept() == {given_id: [number] for given_id, number in taken.items()}
        with served.reading() as store:
            assert verify(store) == []


def test_asked_to_end_it_finishes_what_it_has_begun(tmp_path: Path) -> None:
    """SIGTERM under load: it ends by itself, and whatever was stored was answered."""
    taken: dict[str, str] = {}
    with Installation(tmp_path) as served:
        stopped = threading.Event()

        def phone(_number: int) -> None:
            for given_id in new_ids():
                number = served.submit(given_id)
                if number is None and stopped.is_set():
                    return
                if number is not None:
                    taken[given_id] = number

        phones = at_once(24, phone)
        while len(taken) < 50:
            time.sleep(0.002)
        stopped.set()
        assert served.terminate() == 0
        for each in phones:
            each.join()
        assert served.kept() == {given_id: [number] for given_id, number in taken.items()}


def test_slow_phones_hold_nobody_up(tmp_path: Path) -> None:
    """48 connections that send a byte a second and never come to an end: 40 of 40 others are answered."""
    ids = [next(new_ids()) for _ in range(40)]
    with Installation(tmp_path) as served, faults.slow_connections(48, served.port):
        taken = {given_id: served.submit(given_id) for given_id in ids}
        assert served.kept() == {given_id: [number] for given_id, number in taken.items()}
