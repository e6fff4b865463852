"""A page of the preview knows which site it came from (即时预览)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from collector.commands.live import ADDRESS, Watch, with_reload
from collector.desk import Desk

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@pytest.fixture
def watch(desk: Desk) -> Watch:
    return Watch(desk)


def test_a_page_says_itself_of_which_site_it_is(watch: Watch) -> None:
    """Built anew before it first asks, or while it was read, it is not the newest, and loads again."""
    client = Client(with_reload(_while_built(watch), watch))
    assert 'data-version="0"' in client.get("/about/").text
    assert client.get(ADDRESS).get_json()["version"] == 1
    assert 'data-version="1"' in client.get("/about/").text


def _while_built(watch: Watch) -> "WSGIApplication":
    def app(_environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        watch.version += 1
        return [b"<h1>page</h1>"]

    return app
