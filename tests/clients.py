"""Browsers without scripts, and a desk behind a real port for those with scripts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.test import TestResponse

from collector import create_app
from collector.desk import Desk
from collector.desk.people import signing_in
from collector.rules.people.account import Account
from collector.views import guard


class DeskClient(FlaskClient):
    """A browser without scripts that carries the CSRF token of its session along."""

    csrf = ""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if kwargs.get("method") == "POST" and self.csrf:
            kwargs["headers"] = {"X-CSRF": self.csrf} | dict(kwargs.get("headers") or {})
        return super().open(*args, **kwargs)


def make_client(desk: Desk, account: Account | None = None, **options: Any) -> DeskClient:
    """A browser at `desk`, signed in as `account` if one is given; options are those of `create_app`."""
    app = create_app(desk, **options)
    app.testing = True
    app.test_client_class = DeskClient
    client = cast(DeskClient, app.test_client())
    if account is not None:
        secret = signing_in.open_session(desk, account)
        with app.test_request_context():
            flask.g.session_secret = secret
            client.csrf = guard.csrf_token()
            client.set_cookie(guard.cookie_name(), secret)
    return client


class Served:
    """The desk behind a real port that can go away and come back (断网), for browsers with scripts."""

    def __init__(self, desk: Desk, **options: Any) -> None:
        self._app = create_app(desk, **options)
        self._server: BaseWSGIServer | None = None
        self._port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def up(self) -> None:
        self._server = make_server("127.0.0.1", self._port, self._app, threaded=True, request_handler=_Quiet)
        self._port = self._server.port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def down(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


def _whole(file: Any, _size: int = 0) -> list[bytes]:
    with file:
        return [file.read()]


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Say nothing: requests are no news in a test."""

    def make_environ(self) -> Any:
        """Send files as they are read, so that none stays open when a browser hangs up on it."""
        return super().make_environ() | {"wsgi.file_wrapper": _whole}


@contextmanager
def served(desk: Desk, **options: Any) -> Iterator[Served]:
    """A desk that is up until the block ends."""
    server = Served(desk, **options)
    server.up()
    try:
        yield server
    finally:
        server.down()


def signed_in(browser: Browser, server: Served, desk: Desk, account: Account, width: int = 390) -> Page:
    """A page of a browser that somebody is signed in with, by default a phone's width."""
    context = browser.new_context(viewport={"width": width, "height": 800}, base_url=server.address)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    secret = signing_in.open_session(desk, account)
    context.add_cookies([{"name": "wanhu", "value": secret, "url": server.address}])
    return context.new_page()


def enlarge_letters(page: Page) -> None:
    """Set the phone's own letters at twice their size (系统字号), for the pages opened after it."""
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
