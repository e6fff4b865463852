"""Addresses of the desk (页面): parse, call, render; here, what every view may ask for."""

from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urljoin

import flask

from collector.desk import Desk
from collector.desk.people.throttle import Throttle, counted_as
from collector.errors import NotSignedIn
from collector.rules.people.account import Account

View = TypeVar("View", bound=Callable[..., object])


def desk() -> Desk:
    """The desk this application works for."""
    return cast(Desk, flask.current_app.extensions["desk"])


def account() -> Account:
    """Who is asking, or a refusal; views not marked `open_to_all` can rely on it."""
    found = cast(Account | None, flask.g.get("account"))
    if found is None:
        raise NotSignedIn("not_signed_in", "请先登录。")
    return found


def open_to_all(view: View) -> View:
    """Mark a view that asks for no sign-in; without the mark every view does."""
    view.is_open_to_all = True  # type: ignore[attr-defined]
    return view


def throttle(name: str, limit: int, seconds: int) -> Throttle:
    """The counter of failures under a name, one for the whole application."""
    kept: dict[str, Throttle] = flask.current_app.extensions.setdefault("throttles", {})
    return kept.setdefault(name, Throttle(limit, seconds))


def asker() -> str:
    """Where a request comes from (来处), as failures are counted."""
    return counted_as(flask.request.remote_addr or "")


def full_address(endpoint: str, **values: Any) -> str:
    """The whole address of a page (完整网址), to be sent or printed: on this machine's own where it has one.

    Only where none is set yet it is taken from the request, whose host is whatever the sender wrote and whose
    scheme is not that of the front server.
    """
    own = desk().settings.base_url
    return urljoin(own or flask.request.url_root, flask.url_for(endpoint, **values))


def wants_json() -> bool:
    """Say whether the answer should be JSON: under /api and /wechat, or where a script asks for it."""
    accepted = flask.request.accept_mimetypes
    return flask.request.path.startswith(("/api/", "/wechat/")) or accepted.best == "application/json"
