import gzip
from pathlib import Path

import pytest

from collector.desk import Desk
from tests.clients import DeskClient, make_client


@pytest.fixture
def visitor(desk: Desk) -> DeskClient:
    """Somebody who reads a small built site."""
    site: Path = desk.settings.site
    (site / "2022").mkdir(parents=True)
    (site / "index.html").write_text("<h1>首页</h1>" + "字" * 2000, encoding="utf-8")
    (site / "2022" / "index.html").write_text("<h1>活动</h1>", encoding="utf-8")
    (site / "404.html").write_text("<h1>没有这一页</h1>", encoding="utf-8")
    (site / "search.0123456789ab.js").write_text("'use strict'", encoding="utf-8")
    (site / ".gitkeep").touch()
    return make_client(desk, with_site=True)


def test_pages_are_compressed_and_checked_again(visitor: DeskClient) -> None:
    """A page comes packed with a tag; asking with the tag gets 304 until the file changes."""
    answer = visitor.get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "首页" in gzip.decompress(answer.data).decode()
    assert answer.headers["Cache-Control"] == "no-cache"
    again = visitor.get("/", headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_only_our_own_pages_may_frame_a_page(visitor: DeskClient) -> None:
    """The rest of its policy stands in the page itself, wherever it is served from."""
    for address in ("/", "/2022/", "/nothing/"):
        assert visitor.get(address).headers["Content-Security-Policy"] == "frame-ancestors 'self'"


def test_a_changed_page_is_seen_at_once(desk: Desk, visitor: DeskClient) -> None:
    """What was published a moment ago is what the next reader gets (R5.6)."""
    assert "首页" in visitor.get("/").text
    (desk.settings.site / "index.html").write_text("<h1>换过了</h1>", encoding="utf-8")
    assert "换过了" in visitor.get("/").text


def test_who_cannot_unpack_gets_it_plain(visitor: DeskClient) -> None:
    """Without Accept-Encoding the bytes of the file are the answer."""
    answer = visitor.get("/", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    assert "首页" in answer.text


def test_only_hashed_assets_are_kept_for_good(visitor: DeskClient) -> None:
    """A name with a hash in it may be kept for a year; nothing else may."""
    assert "immutable" in visitor.get("/search.0123456789ab.js").headers["Cache-Control"]
    assert visitor.get("/2022/").headers["Cache-Control"] == "no-cache"


def test_folders_lead_to_their_page(visitor: DeskClient) -> None:
    """An address without its final slash is sent on, so that relative links hold."""
    assert visitor.get("/2022").headers["Location"].endswith("/2022/")
    assert "活动" in visitor.get("/2022/").text


@pytest.mark.parametrize(
    "address",
    [
        "/nothing/", "/.gitkeep", "/../store/store.sqlite", "/%2e%2e/secret_key", f"/{'a' * 300}", "/a%00b",
        "/2022/results//",
    ],
)  # fmt: skip
def test_what_is_not_there_is_the_sites_own_404(visitor: DeskClient, address: str) -> None:
    """Missing, hidden and outside are all the same answer."""
    answer = visitor.get(address)
    assert answer.status_code == 404
    assert "没有这一页" in answer.text
