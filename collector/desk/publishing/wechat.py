"""WeChat's ticket (JS-SDK 票据, R3.3): fetched with the AppSecret, kept, renewed before it is over.

The secret and the token leave this module only towards WeChat's own server; no message, log line or
traceback carries them or an address with one of them in it.
"""

import http.client
import json
import secrets
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping

import msgspec

from collector.errors import BadRequest, Missing, StoreUnavailable
from collector.rules.publishing.signature import may_sign, sign
from collector.settings import Settings

RENEWED_EARLY = 300
TIMEOUT = 3
LONGEST_WAIT = 8
# After a failure nobody asks WeChat for a while, so that no thread of the desk waits for it in vain.
PAUSE = 60
LARGEST_ANSWER = 64 * 1024
DEAD_TOKEN = (40001, 42001)


class Unreachable(StoreUnavailable):
    """WeChat gives no ticket now; the page is complete without (R3.4)."""

    def __init__(self) -> None:
        super().__init__("wechat_unavailable", "暂时拿不到微信的签名，页面照常能看。请过一分钟再试。")


class _Kept(msgspec.Struct, frozen=True):
    """A token or ticket, and until when it is used."""

    value: str
    until: float


class _Refused(Exception):  # noqa: N818  an answer of WeChat, not a fault
    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class WeChat:
    """The tickets of one account (公众号), one fetch at a time; `clock` counts seconds, only forwards."""

    def __init__(
        self, appid: str, secret: str, server: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.appid = appid
        self._secret = secret
        self._server = server.rstrip("/")
        self._clock = clock
        self._lock = threading.Lock()
        self._token: _Kept | None = None
        self._ticket: _Kept | None = None
        self._quiet_until = float("-inf")

    def ticket(self) -> str:
        """The ticket that is in force; Unreachable where there is none to be had."""
        kept = self._ticket
        if kept is not None and self._clock() < kept.until:
            return kept.value
        if not self._lock.acquire(timeout=LONGEST_WAIT):
            raise Unreachable
        try:
            return self._in_force().value
        finally:
            self._lock.release()

    def _in_force(self) -> _Kept:
        """What another thread fetched meanwhile, or a new one."""
        if self._ticket is not None and self._clock() < self._ticket.until:
            return self._ticket
        if self._clock() < self._quiet_until:
            raise Unreachable
        try:
            self._ticket = self._fetch_ticket()
        except (OSError, ValueError, http.client.HTTPException, _Refused):
            self._quiet_until = self._clock() + PAUSE
            # What went wrong may hold an address with the token in it.
            raise Unreachable from None
        return self._ticket

    def _fetch_ticket(self) -> _Kept:
        try:
            return self._ask_for_ticket()
        except _Refused as refused:
            if refused.code not in DEAD_TOKEN:
                raise
        self._token = None
        return self._ask_for_ticket()

    def _ask_for_ticket(self) -> _Kept:
        if self._token is None or self._clock() >= self._token.until:
            wanted = {"grant_type": "client_credential", "appid": self.appid, "secret": self._secret}
            self._token = self._ask("/cgi-bin/stable_token", "access_token", body=wanted)
        query = {"type": "jsapi", "access_token": self._token.value}
        return self._ask(f"/cgi-bin/ticket/getticket?{urllib.parse.urlencode(query)}", "ticket")

    def _ask(self, path: str, name: str, body: Mapping[str, str] | None = None) -> _Kept:
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self._server + path, data, headers)  # noqa: S310  as configured
        asked_at = self._clock()
        try:
            with _OPENER.open(request, timeout=TIMEOUT) as answer:
                told = json.loads(answer.read(LARGEST_ANSWER))
        except urllib.error.HTTPError as error:
            error.close()
            raise _Refused(error.code) from None
        if not isinstance(told, dict) or told.get("errcode"):
            raise _Refused(told.get("errcode", 0) if isinstance(told, dict) else 0)
        value, lives = told.get(name), told.get("expires_in")
        if not isinstance(value, str) or not value or not isinstance(lives, int):
            raise _Refused(0)
        return _Kept(value, asked_at + lives - min(RENEWED_EARLY, lives // 2))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The secret goes to the one server that is configured and follows nobody elsewhere."""

    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def wechat_of(settings: Settings) -> WeChat | None:
    """WeChat as this installation is set up, or None."""
    if not settings.wechat_appid or not settings.wechat_secret:
        return None
    return WeChat(settings.wechat_appid, settings.wechat_secret, settings.wechat_server)


def signature(wechat: WeChat | None, settings: Settings, url: str) -> dict[str, str | int]:
    """What `wx.config` needs for one of our pages, and nothing more (R3.2)."""
    if wechat is None:
        raise Missing("wechat_not_configured", "没有接入公众号，页面照常能看，转发用微信自己的方式。")
    if not may_sign(url, hosts_of(settings)):
        raise BadRequest("not_our_page", "只给本站 https 页面签名。请把页面的完整网址写在 url= 后面。")
    nonce, timestamp = secrets.token_hex(8), int(time.time())
    ticket = wechat.ticket()
    return {
        "appId": wechat.appid,
        "timestamp": timestamp,
        "nonceStr": nonce,
        "signature": sign(ticket, nonce, timestamp, url),
    }


def hosts_of(settings: Settings) -> frozenset[str]:
    """The hosts whose pages are ours: that of WANHU_BASE_URL."""
    return frozenset({urllib.parse.urlsplit(settings.base_url or "").netloc.lower()} - {""})
