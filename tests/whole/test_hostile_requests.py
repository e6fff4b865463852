"""Requests nobody should send, on every route of a real server (恶意请求); at full size in `bench`."""

import json

import pytest

from tests.bench.hostile import Sent
from tests.bench.requests import judged, run

REFUSAL = json.dumps({"error": {"code": "not_json", "message": "不是 JSON。", "fields": {}}}).encode()


def test_nothing_brings_the_server_down() -> None:
    """Nine hundred of them: all that is HTTP gets an answer, none a 5xx, none insides of the program."""
    report = run(900, seed=1, pages=10)
    assert report.failures == []
    assert report.statuses.total() == 900
    assert report.statuses.keys() >= {"200", "400", "401", "403", "404", "405", "413", "415", "422"}
    assert len(report.views) > 100


@pytest.mark.parametrize(
    ("status", "body", "path"),
    [
        (500, b"", "/desk/"),
        (503, REFUSAL, "/api/visits"),
        (None, b"", "/"),
        (200, b"Traceback (most recent call last)", "/"),
        (400, b"Bad Request", "/api/visits"),
        (422, b'{"error": {"code": "x", "message": "y"}}', "/api/visits"),
        (422, b'{"error": {"code": "x", "message": "y", "fields": {"a": 1}}}', "/api/visits"),
        (404, b"[]", "/api/nothing"),
    ],
)
def test_what_should_not_be_is_seen(status: int | None, body: bytes, path: str) -> None:
    """The judge of answers calls each of these wrong."""
    assert judged(Sent(b"", "schema", path, "POST"), status, body)


def test_what_should_be_is_let_pass() -> None:
    """A refusal in the contract's shape, a page that says no, and silence to what was no request."""
    assert judged(Sent(b"", "schema", "/api/visits", "POST"), 400, REFUSAL) is None
    assert judged(Sent(b"", "path", "/desk/x", "GET"), 404, b"<!doctype html>") is None
    assert judged(Sent(b"", "framing", "", "POST", is_whole=False), None, b"") is None
