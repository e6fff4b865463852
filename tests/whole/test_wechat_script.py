"""Inside WeChat our script asks for a signature, and the page is complete whatever happens (R3.4)."""

from collections.abc import Callable, Iterator

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.page_samples import SITE, full_pages, html_of

pytestmark = pytest.mark.browser

HOST = "https://wanhu.test/"
WECHAT = "Mozilla/5.0 (Linux; Android 12) Chrome/107 Mobile Safari/537.36 MicroMessenger/8.0.40"
CONFIGURED = msgspec.structs.replace(SITE, wechat_signature="/wechat/signature")
# What WeChat's script offers, noting down what it is told.
SCRIPT = """window.told = []; window.wx = {
  config: each => told.push(["config", each]), ready: call => call(),
  updateAppMessageShareData: each => told.push(["friend", each]),
  updateTimelineShareData: each => told.push(["timeline", each]) };"""
FRAME = """address => {
  const frame = document.createElement('iframe'); frame.src = address; document.body.append(frame); }"""
SIGNED = {"appId": "wx1", "timestamp": 1, "nonceStr": "n", "signature": "s"}
Opened = tuple[Page, list[str]]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Opened]]:
    """Opens a result as WeChat, or another browser, and lists what was asked for."""
    contexts: list[BrowserContext] = []

    def open_(*, agent: str = WECHAT, configured: bool = True, status: int = 200) -> Opened:
        context = browser.new_context(user_agent=agent, ignore_https_errors=True)
        contexts.append(context)
        asked: list[str] = []
        page_html = html_of(full_pages()["result"], CONFIGURED if configured else SITE)

        def serve(route: Route) -> None:
            url = route.request.url
            asked.append(url)
            if "signature" in url:
                route.fulfill(status=status, json=SIGNED)
            elif url.startswith("https://res.wx.qq.com/"):
                route.fulfill(body=SCRIPT, content_type="text/javascript")
            elif url.startswith(HOST + "2022"):
                route.fulfill(body=page_html, content_type="text/html; charset=utf-8")
            else:
                route.fulfill(status=404, body="")

        context.route("**/*", serve)
        context.add_init_script(
            "window.broken = [];"
            "document.addEventListener('securitypolicyviolation', each => broken.push(each.blockedURI))"
        )
        page = context.new_page()
        page.goto(HOST + "2022/?from=timeline#main")
        page.wait_for_load_state("networkidle")
        return page, asked

    yield open_
    for context in contexts:
        context.close()


def test_inside_wechat_the_card_is_set(opened) -> None:
    """With a signature for exactly this address without its fragment, then title, words, address, picture."""
    page, asked = opened()
    (signature,) = [each for each in asked if "signature" in each]
    assert signature == HOST + "wechat/signature?url=https%3A%2F%2Fwanhu.test%2F2022%2F%3Ffrom%3Dtimeline"
    (_, config), (_, friend), (_, timeline) = page.evaluate("told")
    assert config == SIGNED | {"jsApiList": ["updateAppMessageShareData", "updateTimelineShareData"]}
    assert friend == timeline
    assert friend["title"] == page.title()
    assert friend["link"] == SITE.base_url + "2022/"
    assert friend["desc"]
    assert page.evaluate("broken") == []


def test_the_way_older_wechat_is_spoken_to_is_open(opened) -> None:
    """Its bridge asks by a frame whose address only WeChat knows; any other frame is refused."""
    page, _ = opened()
    for address in ("weixin://dispatch_message/", "https://elsewhere.test/"):
        page.evaluate(FRAME, address)
    page.wait_for_timeout(200)
    assert page.evaluate("broken") == ["https://elsewhere.test"]


@pytest.mark.parametrize("case", [{"agent": "Mozilla/5.0 Chrome/120"}, {"configured": False}])
def test_elsewhere_nothing_is_asked_for(opened, case) -> None:
    """Neither in another browser nor where no account is configured."""
    _, asked = opened(**case)
    assert not [each for each in asked if "wechat" in each or "wx.qq" in each]


def test_a_refused_signature_leaves_the_page_whole(opened) -> None:
    """WeChat's script is not even loaded, no error is thrown, everything can be read."""
    page, asked = opened(status=503)
    assert not [each for each in asked if "wx.qq" in each]
    assert page.locator("h1").is_visible()
    assert page.evaluate("typeof told") == "undefined"
