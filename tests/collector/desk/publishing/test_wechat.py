import threading
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.desk.publishing.wechat import (
    PAUSE,
    RENEWED_EARLY,
    Unreachable,
    WeChat,
    hosts_of,
    signature,
    wechat_of,
)
from collector.errors import BadRequest, Missing
from collector.rules.publishing.signature import sign
from tests.makers import make_settings
from tests.wechat_server import APPID, SECRET, FakeWeChat, fake_wechat


class Hands:
    """A clock whose hands a test moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[FakeWeChat]:
    with fake_wechat() as server:
        yield server


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def wechat(server: FakeWeChat, hands: Hands) -> WeChat:
    return WeChat(APPID, SECRET, server.address, hands)


def test_a_ticket_is_fetched_once_and_kept(wechat, server, hands) -> None:
    """One POST for the token and one GET for the ticket, then nothing until 300 s before the end (R3.3)."""
    assert wechat.ticket() == "ticket-1"
    hands.now += 7200 - RENEWED_EARLY - 1
    assert wechat.ticket() == "ticket-1"
    assert server.asked == ["POST /cgi-bin/stable_token", "GET /cgi-bin/ticket/getticket"]
    hands.now += 1
    assert wechat.ticket() == "ticket-2"
    assert server.tokens == 2


def test_many_at_once_cause_one_fetch(wechat, server) -> None:
    """Behind one lock."""
    got: list[str] = []
    crowd = [threading.Thread(target=lambda: got.append(wechat.ticket())) for _ in range(12)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert got == ["ticket-1"] * 12
    assert len(server.asked) == 2


@pytest.mark.parametrize("code", [40001, 42001])
def test_a_token_that_died_is_replaced_once(wechat, server, code) -> None:
    """Somebody else had a new one made; the ticket is asked for again with ours."""
    server.dead, server.dead_code = {"token-1"}, code
    assert wechat.ticket() == "ticket-1"
    assert server.tokens == 2


def test_a_second_dead_token_is_the_end(wechat, server, hands) -> None:
    """No loop, and for a while nobody is asked again."""
    server.dead = {"token-1", "token-2", "token-3"}
    for _ in range(3):
        with pytest.raises(Unreachable):
            wechat.ticket()
    assert server.tokens == 2
    server.dead = set()
    hands.now += PAUSE
    assert wechat.ticket() == "ticket-1"


def test_another_refusal_is_not_asked_again(wechat, server) -> None:
    """Only 40001 and 42001 are."""
    server.dead, server.dead_code = {"token-1"}, 45009
    with pytest.raises(Unreachable):
        wechat.ticket()
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "broken",
    [
        (500, b"no"),
        (200, b"not json"),
        (200, b"[]"),
        (200, b'{"errcode": "x"}'),
        (200, b"{}"),
        (302, b""),
        (200, b'{"access_token": "", "expires_in": 1}'),
        (200, b'{"access_token": "a", "expires_in": "soon"}'),
    ],
)
def test_nonsense_is_a_refusal_without_any_secret(wechat, server, broken) -> None:
    """Whatever the other side says, the traceback holds neither secret nor token."""
    server.broken = broken
    with pytest.raises(Unreachable) as refused:
        wechat.ticket()
    told = "".join(traceback.format_exception(refused.value))
    assert refused.value.status == 503
    assert SECRET not in told
    assert "token-" not in told


def test_nobody_there_is_a_refusal(hands) -> None:
    """A server that does not answer."""
    with fake_wechat() as gone:
        address = gone.address
    with pytest.raises(Unreachable):
        WeChat(APPID, SECRET, address, hands).ticket()


def test_a_short_life_is_used_half(wechat, server, hands) -> None:
    """Under ten minutes left is not asked for with every page."""
    server.lives = 100
    assert [wechat.ticket(), wechat.ticket()] == ["ticket-1"] * 2
    hands.now += 50
    assert wechat.ticket() == "ticket-2"


def test_a_signature_has_four_values(tmp_path: Path, wechat) -> None:
    """And they fit together (R3.2)."""
    settings = make_settings(tmp_path, base_url="https://wanhu.test/column/")
    url = "https://wanhu.test/column/2022/?from=timeline"
    given = signature(wechat, settings, url + "#top")
    assert given.keys() == {"appId", "timestamp", "nonceStr", "signature"}
    assert given["appId"] == APPID
    assert given["signature"] == sign("ticket-1", str(given["nonceStr"]), int(given["timestamp"]), url)
    assert signature(wechat, settings, url)["nonceStr"] != given["nonceStr"]


def test_strange_pages_cost_no_fetch(tmp_path: Path, wechat, server) -> None:
    """They are refused before anybody is asked; without a base address every page is strange."""
    with pytest.raises(BadRequest):
        signature(wechat, make_settings(tmp_path, base_url="https://wanhu.test/"), "https://evil.test/")
    assert hosts_of(make_settings(tmp_path)) == frozenset()
    with pytest.raises(BadRequest):
        signature(wechat, make_settings(tmp_path), "https:///")
    assert server.asked == []


def test_without_an_account_there_is_no_signature(tmp_path: Path) -> None:
    """Both the AppID and the secret are needed."""
    for missing in ({"wechat_appid": APPID}, {"wechat_secret": SECRET}, {}):
        assert wechat_of(make_settings(tmp_path, **missing)) is None
    with pytest.raises(Missing):
        signature(None, make_settings(tmp_path), "https://wanhu.test/")
