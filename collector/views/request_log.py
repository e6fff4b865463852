"""A line of JSON for each request (日志): for whoever runs the server, and about nobody's affairs.

No query, no secret of a link, no text anybody typed: of a fault only its type and place, since messages of
exceptions repeat what people sent.
"""

import contextlib
import logging
import os
import re
import time
import traceback
from pathlib import Path
from typing import Any

import flask
import msgspec

from collector.clock import Clock
from collector.errors import Refusal, StoreUnavailable
from generator.errors import reason

LONGEST_PATH = 200
OURS = Path(__file__).resolve().parents[1]

# What follows in these addresses lets its bearer in, or tells who wrote.
_SECRETS = re.compile(r"(/(?:desk/link|callback|complaint)/+)[^/]+", re.IGNORECASE)


def open_log(place: Path | None) -> int:
    """Where lines go: a file for its owner alone (WANHU_LOG), or standard error."""
    if place is None:
        return 2
    try:
        return os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        found = f"WANHU_LOG 写的是 {place}，打不开：{reason(error)}。"
        raise Refusal("no_log", found + "请换一个能写的位置。") from None


def install(app: flask.Flask, handle: int) -> None:
    """Write a line to `handle` after every request of `app`."""
    app.extensions["log"] = handle
    # Flask's own would print a fault with everything that was in it.
    app.logger.disabled = True
    flask.request_started.connect(_start, app)
    flask.got_request_exception.connect(_remember, app)
    flask.request_finished.connect(_write, app)


class ServerLog(logging.Handler):
    """What the web server itself has to say (服务器日志); of a fault, as of ours, only its type and place."""

    def __init__(self, handle: int) -> None:
        super().__init__(logging.WARNING)
        self._handle = handle

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line in place of the message, which would hold the address and what was sent."""
        fault = record.exc_info[1] if record.exc_info else None
        if fault is None:
            say(self._handle, "server", told=record.getMessage())
        else:
            say(self._handle, "server_fault", fault=type(fault).__name__, place=_place_of(fault))


def install_for_server(handle: int) -> None:
    """Let the web server write to `handle`, and nowhere else."""
    logger = logging.getLogger("waitress")
    logger.handlers, logger.propagate = [ServerLog(handle)], False


def say(handle: int, what: str, **counts: object) -> None:
    """Write a line about the server itself (运行日志): what happened, in numbers."""
    _append(handle, {"time": Clock().now().isoformat(), "event": what, **counts})


def masked(path: str) -> str:
    """An address without the secrets in it."""
    return _SECRETS.sub(r"\1***", path)[:LONGEST_PATH]


def _say_head(app: flask.Flask) -> None:
    """Once a day, how far the store has come: a chain does not see by itself that its end was cut off."""
    today = Clock().now().date()
    if app.extensions.get("head_said_on") == today:
        return
    with contextlib.suppress(StoreUnavailable):
        head = app.extensions["desk"].store.head()
        app.extensions["head_said_on"] = today
        say(app.extensions["log"], "store_head", seq=head.seq, digest=head.digest)


def _start(_app: flask.Flask, **_: Any) -> None:
    flask.g.started = time.monotonic()


def _remember(_app: flask.Flask, exception: BaseException, **_: Any) -> None:
    flask.g.fault = exception


def _write(app: flask.Flask, response: flask.Response, **_: Any) -> None:
    _say_head(app)
    person, fault = flask.g.get("account"), flask.g.get("fault")
    line = {
        "time": Clock().now().isoformat(),
        "method": flask.request.method,
        "path": masked(flask.request.path),
        "status": response.status_code,
        "ms": round((time.monotonic() - flask.g.started) * 1000),
        "account": person.username if person else None,
    }
    if fault is not None:
        line |= {"fault": type(fault).__name__, "place": _place_of(fault)}
    _append(app.extensions["log"], line)


def _append(handle: int, line: dict[str, Any]) -> None:
    # A full disk is told by the store; it is no reason to leave a visitor without an answer.
    with contextlib.suppress(OSError):
        os.write(handle, msgspec.json.encode(line) + b"\n")


def _place_of(fault: BaseException) -> str:
    """The line of ours nearest to the fault, else the innermost."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(OURS)]
    found = (ours or frames)[-1]
    return f"{'/'.join(Path(found.filename).parts[-2:])}:{found.lineno}"
