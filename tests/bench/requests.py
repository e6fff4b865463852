"""Hostile requests on a real server: `python -m tests.bench.requests [--count N] [--seed N] [--only N]`.

Serves a small demo with `wanhu serve` and sends it N requests nobody should send, on every route it has, each
on a connection of its own. Counts answers by status. A failure is: a 5xx; insides of the program in an answer
or in the log; an answer 4xx from /api that has not the one shape of the contract; no answer to what was HTTP.
Each is listed with the number that makes it again (but for the secrets and ids of that run).
"""

import argparse
import collections
import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from collector.store.care import verify
from collector.store.storage import open_store
from tests.bench import grounds
from tests.bench.hostile import Maker, Sent
from tests.installation import free_port
from tests.makers import PROJECT

SENDERS = 8
PATIENCE = 60
SHOWN = 60
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")
INSIDES = re.compile(rb"Traceback|File \"[^\"]+\.py\"|werkzeug\.|sqlalchemy\.|sqlite3\.|jinja2\.")


class Report(msgspec.Struct):
    """What came back (结果): answers by status, requests by kind, views aimed at, and what should not be."""

    statuses: collections.Counter[str] = msgspec.field(default_factory=collections.Counter)
    kinds: collections.Counter[str] = msgspec.field(default_factory=collections.Counter)
    views: set[str] = msgspec.field(default_factory=set)
    failures: list[str] = msgspec.field(default_factory=list)

    def lines(self) -> Iterator[str]:
        yield f"{self.statuses.total()} requests, {len(self.views)} views aimed at by name"
        yield "  ".join(f"{name}: {count}" for name, count in sorted(self.kinds.items()))
        yield "  ".join(f"{name}: {count}" for name, count in sorted(self.statuses.items()))
        yield f"{len(self.failures)} failures"
        yield from self.failures[:SHOWN]


def run(count: int, seed: int, *, pages: int, first: int = 0) -> Report:
    """Send `count` requests of `seed` from number `first` on to a server of its own."""
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        made = grounds.prepare(Path(folder), pages=pages)
        log = Path(folder, "serve.log")
        with _serving(Path(folder), log) as port:
            _send_all(Maker(made, seed), range(first, first + count), port, report)
            if (
                _answer(
                    port, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", is_whole=True
                )[0]
                != 200
            ):
                report.failures.append("the server no longer answers")
        report.failures += [f"log: {line[:300]}" for line in _faults(log)]
        with open_store(str(Path(folder, "store")), read_only=True) as store:
            report.failures += [f"store: {damage}" for damage in verify(store)]
    return report


def judged(sent: Sent, status: int | None, body: bytes) -> str | None:
    """What is wrong with an answer, or None."""
    if status is None:
        return "no answer" if sent.is_whole else None
    if status >= 500:
        return str(status)
    if INSIDES.search(body):
        return f"{status} shows insides"
    if (
        sent.path.startswith("/api/")
        and 400 <= status < 500
        and sent.method != "HEAD"
        and not _is_refusal(body)
    ):
        return f"{status} in another shape: {body[:80]!r}"
    return None


def _is_refusal(body: bytes) -> bool:
    try:
        error = json.loads(body)["error"]
        fields = error["fields"]
    except (ValueError, KeyError, TypeError):
        return False
    texts = [error["code"], error["message"], *fields, *fields.values()]
    return set(error) == {"code", "message", "fields"} and all(isinstance(each, str) for each in texts)


def _send_all(maker: Maker, numbers: range, port: int, report: Report) -> None:
    waiting, lock = iter(numbers), threading.Lock()

    def work() -> None:
        while True:
            with lock:
                number = next(waiting, None)
            if number is None:
                return
            sent = maker.make(number)
            status, body = _answer(port, sent.raw, is_whole=sent.is_whole)
            wrong = judged(sent, status, body)
            with lock:
                report.statuses[str(status or "cut off")] += 1
                report.kinds[sent.kind] += 1
                if sent.endpoint:
                    report.views.add(sent.endpoint)
                if wrong:
                    report.failures.append(f"--only {number}: {wrong}: {sent.kind} {sent.raw[:160]!r}")
                if report.statuses.total() % 5000 == 0:
                    print(f"{report.statuses.total()} sent, {len(report.failures)} failures", flush=True)

    threads = [threading.Thread(target=work) for _ in range(min(SENDERS, len(numbers)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _answer(port: int, raw: bytes, *, is_whole: bool) -> tuple[int | None, bytes]:
    """Send bytes and read to the end; what is no whole request may be left without an answer."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as phone:
        # Who is refused early is still to hear why.
        with contextlib.suppress(OSError):
            phone.sendall(raw)
        phone.settimeout(PATIENCE if is_whole else 0.3)
        received = bytearray()
        with contextlib.suppress(OSError):
            while part := phone.recv(65536):
                received += part
    head, _, body = bytes(received).partition(b"\r\n\r\n")
    while head.startswith((b"HTTP/1.1 100", b"HTTP/1.0 100")):
        head, _, body = body.partition(b"\r\n\r\n")
    found = _STATUS.match(head)
    return (int(found[1]) if found else None), body


@contextlib.contextmanager
def _serving(folder: Path, log: Path) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "collector", "serve", "--port", str(port)]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("WANHU_")}
    places = {"WANHU_STORE": "store", "WANHU_CONTENT": "content", "WANHU_SITE": "site"}
    places |= {"WANHU_TODAY": str(grounds.TODAY), "PYTHONPATH": str(PROJECT)}
    with log.open("wb") as lines:
        process = subprocess.Popen(command, cwd=folder, env=inherited | places, stdout=lines, stderr=lines)
    try:
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            if process.poll() is not None:
                raise RuntimeError(log.read_text(encoding="utf-8"))
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(60)


def _faults(log: Path) -> Iterator[str]:
    """Lines of the log that tell of a fault, or that are no line of the log at all."""
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if '"fault":' in line or "Traceback" in line or "Error" in line:
            yield line


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=2022)
    parser.add_argument("--pages", type=int, default=60, help="pages each role looks at beforehand")
    parser.add_argument("--only", type=int, help="send the request of this number alone")
    given = parser.parse_args()
    if given.only is not None:
        report = run(1, given.seed, pages=given.pages, first=given.only)
    else:
        report = run(given.count, given.seed, pages=given.pages)
    print("\n".join(report.lines()))
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
