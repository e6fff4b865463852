"""Phones back on the network at once (同时联网): `python -m tests.bench.phones [--phones N] [--visits N]`.

Each phone sends what it has queued, one after the other as the real queue does, through a session and
token of its own. Every visit must be stored once. Printed are how long an answer took, and how long the same
server takes to say that it is there.
"""

import argparse
import http.client
import json
import statistics
import tempfile
import threading
import time
import urllib.parse
import uuid
from pathlib import Path

from collector.desk import Desk
from collector.desk.people import signing_in
from collector.store.storage import open_store
from generator.build import load_year
from tests.installation import REFUSED, Installation
from tests.makers import make_account, make_household, make_settings

PATIENCE = 60


def prepare(place: Installation, phones: int, visits: int) -> list[str]:
    """The households of all, and a session for each phone."""
    settings = make_settings(place.folder, store=place.store, today=None)
    with open_store(place.store) as opened:
        desk = Desk(opened, load_year(settings.content), settings)
        for n in range(phones * visits):
            make_household(desk, code=f"fuxing-{n:05d}")
        made = []
        for n in range(phones):
            account = make_account(desk, username=f"phone{n}")
            made.append(signing_in.open_session(desk, account))
    return made


class Phone:
    """A phone with a queue of finished forms."""

    def __init__(self, port: int, secret: str, households: list[str]) -> None:
        self._port = port
        self._cookie = f"wanhu={secret}"
        self._csrf = ""
        self._queue = {str(uuid.uuid4()): code for code in households}
        self.took: list[float] = []
        self.numbers: dict[str, str] = {}
        self.sent = 0
        self.refused = ""

    def open_page(self) -> None:
        """As it was before the signal went: a page with the token of its session."""
        _, answer = self._ask("GET", "/desk/phone/key", {})
        self._csrf = json.loads(answer)["csrf"]

    def deliver(self) -> None:
        for given in self._queue:
            while given not in self.numbers:
                self.sent += 1
                began = time.perf_counter()
                try:
                    status, answer = self._ask("POST", "/desk/visits", self._visit(given))
                except REFUSED:
                    continue
                self.took.append(time.perf_counter() - began)
                if status in (200, 201):
                    self.numbers[given] = json.loads(answer)["no"]
                elif status not in (429, 503):
                    self.refused = f"{status} {answer.decode()}"
                    return

    def _visit(self, given: str) -> dict[str, str]:
        return {
            "id": given,
            "household_code": self._queue[given],
            "result": "met",
            "channel": "doorstep",
            "date": time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86_400)),
            "start": "10:00",
            "end": "10:40",
            "answers.2.state": "none",
        }

    def _ask(self, method: str, path: str, form: dict[str, str]) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        headers = {
            "Cookie": self._cookie, "Accept": "application/json", "X-CSRF": self._csrf,
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        try:
            connection.request(method, path, urllib.parse.urlencode(form) if form else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


def back_at_once(phones: list[Phone]) -> float:
    """All of them send from the same moment on; how long the last one took."""
    gate = threading.Barrier(len(phones) + 1)

    def run(phone: Phone) -> None:
        gate.wait()
        phone.deliver()

    threads = [threading.Thread(target=run, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def main(count: int, visits: int) -> int:
    """Print how it went; 1 where a visit was lost or is there twice."""
    with tempfile.TemporaryDirectory() as folder:
        place = Installation(Path(folder))
        secrets = prepare(place, count, visits)
        with place:
            phones = [
                Phone(place.port, secret, [f"fuxing-{n * visits + k:05d}" for k in range(visits)])
                for n, secret in enumerate(secrets)
            ]
            for phone in phones:
                phone.open_page()
            took = back_at_once(phones)
            idle = statistics.median(_empty(place) for _ in range(50))
            with place.reading() as store:
                kept = [document["id"] for document in store.table("visits")]
    if refused := next((phone.refused for phone in phones if phone.refused), ""):
        print(refused)
    answered = [given for phone in phones for given in phone.numbers]
    lost, doubled = len(set(answered) - set(kept)), len(kept) - len(set(kept))
    times = sorted(each for phone in phones for each in phone.took)
    print(
        f"{count} phones, {visits} visits each: "
        f"{len(kept)} stored in {took:.1f} s, {lost} lost, {doubled} doubled"
    )
    print(
        f"answers: p50 {times[len(times) // 2]:.3f} s, "
        f"p99 {times[int(len(times) * 0.99)]:.3f} s, {times[-1]:.3f} s at most"
    )
    print(f"requests sent {sum(phone.sent for phone in phones)}; /healthz when idle {idle * 1000:.1f} ms")
    return 1 if lost or doubled or len(kept) != count * visits else 0


def _empty(place: Installation) -> float:
    began = time.perf_counter()
    place.request("GET", "/healthz")
    return time.perf_counter() - began


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=300)
    parser.add_argument("--visits", type=int, default=5)
    given = parser.parse_args()
    raise SystemExit(main(given.phones, given.visits))
