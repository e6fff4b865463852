"""What the policy of a public page does in a real browser: its own scripts run, and no others."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from generator.build import Options, build
from tests.makers import PROJECT
from tests.whole.paper import SEEN

pytestmark = pytest.mark.browser

HOST = "http://wanhu.test/"
NOTED = """window.broken = [];
document.addEventListener('securitypolicyviolation',
  each => broken.push(`${each.effectiveDirective} ${each.blockedURI}`));"""
# What somebody might get into a text, each saying so if it runs.
INJECTED = {
    "script": "<script>window.ran = true</script>",
    "handler": "<img src='nothing.png' onerror='window.ran = true'>",
    "link": "<a id='bait' href='javascript:window.ran = true'>x</a>",
    "elsewhere": "<script src='https://elsewhere.test/ran.js'></script>",
    "own file": "<script src='/ran.js'></script>",
    "data": "<script src='data:text/javascript,window.ran = true'></script>",
    "frame": "<iframe srcdoc='<script>parent.ran = true</script>'></iframe>",
}
Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's own content, built."""
    out = tmp_path_factory.mktemp("site")
    build(Options(content=PROJECT / "content", templates=PROJECT / "templates", out=out))
    return out


@pytest.fixture
def opened(browser: Browser, site: Path) -> Iterator[Opener]:
    """Opens a page of the site, with a text in it that nobody checked."""
    contexts: list[BrowserContext] = []

    def opener(address: str, injected: str = "", *, policy: bool = True) -> Page:
        def answer(route: Route) -> None:
            place = route.request.url.partition("?")[0]
            file = site / place.removeprefix(HOST)
            file = file / "index.html" if place.endswith("/") else file
            if place.endswith("ran.js"):
                route.fulfill(body="window.ran = true", content_type="text/javascript")
            elif not file.is_file():
                route.fulfill(status=404, body="")
            elif file.suffix != ".html":
                route.fulfill(path=file)
            else:
                html = file.read_text(encoding="utf-8").replace("</main>", f"{injected}</main>")
                html = html if policy else html.replace("Content-Security-Policy", "nothing")
                route.fulfill(body=html, content_type="text/html; charset=utf-8")

        context = browser.new_context(viewport={"width": 390, "height": 844})
        contexts.append(context)
        context.route("**/*", answer)
        context.add_init_script(NOTED)
        page = context.new_page()
        page.goto(HOST + address)
        return page

    yield opener
    for context in contexts:
        context.close()


def refused(page: Page) -> list[str]:
    """What the page or a frame in it was not let do."""
    return [each for frame in page.frames for each in frame.evaluate("broken")]


def test_no_page_breaks_its_own_policy(opened: Opener, site: Path) -> None:
    """One page of every shape of address, with its pictures and styles, switched to 大字版 and back."""
    pages = sorted(each.relative_to(site).parent.parts for each in site.rglob("index.html"))
    shapes = {
        (tuple(part for part in parts if not part[0].isdigit())[:1], len(parts)): parts for parts in pages
    }
    assert len(shapes) > 20
    page = opened("")
    for parts in shapes.values():
        page.goto(HOST + "".join(f"{part}/" for part in parts))
        page.locator("label.size").click()
        expect(page.locator("html")).to_have_attribute("data-size", "large")
        page.locator("label.size").click()
        page.evaluate(SEEN)
        assert refused(page) == [], parts


def test_search_fetches_what_it_needs(opened: Opener) -> None:
    """Words and an unknown number, with nothing refused."""
    page = opened("search/")
    for words, said in (("路灯", "找到"), ("2022-999999", "还没有公示")):
        page.locator("#words").fill(words)
        page.locator("#find button").click()
        expect(page.locator("#said")).to_contain_text(said)
    assert refused(page) == []


@pytest.mark.parametrize("way", list(INJECTED))
@pytest.mark.parametrize("policy", [True, False], ids=["policy", "none"])
def test_a_script_that_got_into_a_text_does_not_run(opened: Opener, way: str, *, policy: bool) -> None:
    """Whichever way it takes; without the policy each would, or this test would say nothing."""
    page = opened("about/", INJECTED[way], policy=policy)
    if way == "link":
        page.locator("#bait").click()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.ran === true") is not policy
    assert bool(refused(page)) is policy


def test_nothing_is_sent_elsewhere(opened: Opener) -> None:
    """Neither a form, nor a picture that carries words away, nor a new ground for all links."""
    form = "<form action='https://elsewhere.test/' method='get'><button id='bait'>x</button></form>"
    page = opened(
        "about/", f"<base href='https://elsewhere.test/'><img src='https://elsewhere.test/a'>{form}"
    )
    page.evaluate("document.getElementById('bait').click()")
    page.wait_for_timeout(200)
    assert page.url == f"{HOST}about/"
    assert page.evaluate("document.baseURI") == f"{HOST}about/"
    assert {each.split()[0] for each in refused(page)} == {"base-uri", "img-src", "form-action"}
