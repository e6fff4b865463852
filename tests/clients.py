"""Browsers without scripts, for tests of the desk's pages."""

from typing import Any, cast

import flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from collector import create_app
from collector.desk import Desk, access
from collector.rules.account import Account
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
        secret = access.open_session(desk, account)
        with app.test_request_context():
            flask.g.session_secret = secret
            client.csrf = guard.csrf_token()
            client.set_cookie(guard.cookie_name(), secret)
    return client
