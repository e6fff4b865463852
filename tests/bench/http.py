"""What a submission costs the server (提交的代价): `python -m tests.bench.http [requests]`.

`wanhu serve` as it is used, 16 phones that keep their connection. In turns: an empty POST, which the server
reads, refuses and logs and does nothing else, and an issue that is on disk when it is answered.
"""

import http.client
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.tally import at_once
from tests.installation import Installation
from tests.makers import make_issue_body

PHONES = 16
ROUNDS = 7
SHARE = 0.4

Ask = Callable[[http.client.HTTPConnection], int]


def empty_post(connection: http.client.HTTPConnection) -> int:
    return answer(connection, "/healthz", "", {})


def submission(token: str) -> Ask:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return lambda connection: answer(connection, "/api/issues", json.dumps(make_issue_body()), headers)


def answer(connection: http.client.HTTPConnection, path: str, body: str, headers: dict[str, str]) -> int:
    connection.request("POST", path, body, headers)
    response = connection.getresponse()
    response.read()
    return response.status


def a_second(ask: Ask, expected: int, port: int, requests: int) -> float:
    """How many requests are answered a second."""
    ready = threading.Barrier(PHONES + 1)

    def phone(_number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.connect()
        ready.wait()
        for _ in range(requests // PHONES):
            assert ask(connection) == expected
        connection.close()

    phones = threading.Thread(target=at_once, args=(PHONES, phone))
    phones.start()
    ready.wait()
    start = time.perf_counter()
    phones.join()
    return requests // PHONES * PHONES / (time.perf_counter() - start)


def main(requests: int) -> None:
    with tempfile.TemporaryDirectory(dir=".") as folder, Installation(Path(folder).absolute()) as served:
        empty, stored = list[float](), list[float]()
        for _ in range(ROUNDS):
            empty.append(a_second(empty_post, 405, served.port, requests))
            stored.append(a_second(submission(served.token), 201, served.port, requests))
        shares = [one / other for one, other in zip(stored, empty, strict=True)]
        print(f"empty POST {statistics.median(empty):,.0f}/s   durable {statistics.median(stored):,.0f}/s")
        print(f"durable / empty = {statistics.median(shares):.2f}   (≥ {SHARE})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 800)
