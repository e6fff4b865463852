"""A WeChat of our own (假微信): a real HTTP server that gives tokens and tickets, or refuses them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

APPID, SECRET = "wx0123456789abcdef", "an-app-secret-for-tests"


class FakeWeChat(ThreadingHTTPServer):
    """Counts what it is asked; `dead` names tokens it no longer takes, `broken` is an answer to all."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.tokens = self.tickets = 0
        self.dead: set[str] = set()
        self.dead_code = 40001
        self.broken: tuple[int, bytes] | None = None
        self.lives = 7200

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def token(self, body: dict[str, Any]) -> dict[str, Any]:
        if body != {"grant_type": "client_credential", "appid": APPID, "secret": SECRET}:
            return {"errcode": 40125, "errmsg": f"invalid appsecret {body}"}
        self.tokens += 1
        return {"access_token": f"token-{self.tokens}", "expires_in": self.lives}

    def ticket(self, query: dict[str, list[str]]) -> dict[str, Any]:
        (token,) = query["access_token"]
        if query["type"] != ["jsapi"] or token in self.dead:
            return {"errcode": self.dead_code, "errmsg": f"invalid credential {token}"}
        self.tickets += 1
        return {"errcode": 0, "errmsg": "ok", "ticket": f"ticket-{self.tickets}", "expires_in": self.lives}


class _Handler(BaseHTTPRequestHandler):
    server: FakeWeChat

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer({"/cgi-bin/stable_token": lambda: self.server.token(body)})

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        self._answer({"/cgi-bin/ticket/getticket": lambda: self.server.ticket(query)})

    def _answer(self, known: dict[str, Any]) -> None:
        path = urlsplit(self.path).path
        self.server.asked.append(f"{self.command} {path}")
        status, data = self.server.broken or (200, json.dumps(known[path]()).encode())
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Requests are no news in a test."""


@contextmanager
def fake_wechat() -> Iterator[FakeWeChat]:
    """A server that is there until the block ends."""
    server = FakeWeChat()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
