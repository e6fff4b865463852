from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from collector.settings import Settings, read_settings
from tests.clients import DeskClient, make_client
from tests.makers import make_desk
from tests.wechat_server import APPID, SECRET, FakeWeChat, fake_wechat

BASE = "https://wanhu.test/"


@contextmanager
def at_desk(folder: Path, server: FakeWeChat, base_url: str = BASE) -> Iterator[DeskClient]:
    wechat = {"wechat_appid": APPID, "wechat_secret": SECRET, "wechat_server": server.address}
    desk = make_desk(folder, base_url=base_url, **wechat)
    yield make_client(desk, with_site=True)
    desk.store.close()


def test_a_page_of_ours_is_signed(tmp_path: Path) -> None:
    """Four values, never kept by a browser; the second page costs WeChat nothing."""
    with fake_wechat() as server, at_desk(tmp_path, server) as visitor:
        for _ in range(2):
            answer = visitor.get("/wechat/signature", query_string={"url": BASE + "2022/?a=1#b"})
            assert answer.status_code == 200
            assert answer.get_json().keys() == {"appId", "timestamp", "nonceStr", "signature"}
            assert answer.headers["Cache-Control"] == "no-store"
        assert len(server.asked) == 2


@pytest.mark.parametrize("url", [None, "", "http://wanhu.test/", "https://evil.test/", "/2022/"])
def test_other_pages_are_not(tmp_path: Path, url: str | None) -> None:
    """400, in the shape of all errors."""
    with fake_wechat() as server, at_desk(tmp_path, server) as visitor:
        answer = visitor.get("/wechat/signature", query_string={"url": url} if url is not None else {})
        assert answer.status_code == 400
        assert answer.get_json()["error"]["code"] == "not_our_page"


def test_trouble_at_wechat_is_503_and_says_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With Retry-After; neither the answer nor anything printed has the secret or a token."""
    with fake_wechat() as server, at_desk(tmp_path, server) as visitor:
        server.dead, server.dead_code = {"token-1"}, 48001
        answer = visitor.get("/wechat/signature", query_string={"url": BASE})
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        told = answer.text + "".join(capfd.readouterr())
        assert SECRET not in told
        assert "token-" not in told


def test_the_secret_comes_from_the_environment_and_is_not_shown(tmp_path: Path) -> None:
    """Settings in a traceback or a log line do not give it away."""
    settings = read_settings(tmp_path, {"WANHU_WECHAT_APPID": APPID, "WANHU_WECHAT_SECRET": SECRET})
    assert (settings.wechat_appid, settings.wechat_secret) == (APPID, SECRET)
    assert settings.wechat_server == Settings.__struct_defaults__[-1] == "https://api.weixin.qq.com"
    assert SECRET not in f"{settings} {settings!r}"
