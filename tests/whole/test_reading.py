"""All of the demo site can be read without a script, is light and stands still (R2.8, R3.4, R3.8)."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Route

from generator.build import Options, build
from tests.makers import PROJECT
from tests.whole.kinds import unlike

pytestmark = pytest.mark.browser

BASE = "https://wanhu.test/column-7/"
GONE = re.compile(r"<h1>这件事(已经撤下|并到别的编号)")
FIRST_VIEW = 100 * 1024
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
PARTS = 4
KINDS = (
    "", "2022/", "2022/results/", "2022/communities/", "2022/communities/fuxing/", "2022/fields/housing/",
    "2022/arrangements/", "policies/", "policies/plan-2022/", "notices/", "stories/", "search/", "data/",
    "report/", "guide/", "guide/residents/", "about/", "privacy/", "accessibility/", "sitemap/",
)  # fmt: skip
SHIFTS = """() => new Promise(done => { let sum = 0;
  new PerformanceObserver(list => { for (const each of list.getEntries()) { sum += each.value; } })
    .observe({ type: 'layout-shift', buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(sum), 50))); })"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "site"
    build(Options(content=PROJECT / "content", templates=PROJECT / "templates", out=out, base_url=BASE))
    return out


class Reader:
    """A browser that gets the site's files from the disk and notes what it asked for."""

    def __init__(self, browser: Browser, site: Path, *, script: bool) -> None:
        self.site = site
        self.asked: list[str] = []
        self.context: BrowserContext = browser.new_context(
            java_script_enabled=script, viewport={"width": 390, "height": 844}, ignore_https_errors=True
        )
        self.context.route("**/*", self._serve)
        self.page = self.context.new_page()

    def _serve(self, route: Route) -> None:
        self.asked.append(route.request.url)
        path = self.file(route.request.url)
        if path.is_file():
            route.fulfill(path=path)
        else:
            route.fulfill(status=404, body="")

    def file(self, url: str) -> Path:
        path = self.site / urldefrag(url)[0].removeprefix(BASE)
        return path / "index.html" if path.is_dir() else path


@pytest.fixture
def without_script(browser: Browser, site: Path) -> Iterator[Reader]:
    reader = Reader(browser, site, script=False)
    yield reader
    reader.context.close()


@pytest.fixture
def with_script(browser: Browser, site: Path) -> Iterator[Reader]:
    reader = Reader(browser, site, script=True)
    yield reader
    reader.context.close()


def test_every_page_is_reached_and_read_without_script(site: Path, without_script: Reader) -> None:
    """By links from the home page; each has heading and text; nothing is asked of another host."""
    waiting, seen = [BASE], {BASE}
    while waiting:
        page = without_script.page
        page.goto(waiting.pop(), wait_until="domcontentloaded")
        assert page.locator("h1").is_visible(), page.url
        assert len(page.locator("main").inner_text()) > 30, page.url
        links = page.locator("a[href]").evaluate_all("all => all.map(each => each.getAttribute('href'))")
        for address in {urldefrag(urljoin(page.url, href))[0] for href in links} - seen:
            if address.startswith(BASE) and without_script.file(address).suffix == ".html":
                seen.add(address)
                waiting.append(address)
    # What stays of a result that stands here no longer is reached by its number alone.
    paths = (path for path in site.rglob("index.html") if not GONE.search(path.read_text("utf-8")))
    pages = {f"{BASE}{path.parent.relative_to(site).as_posix()}/".replace("/./", "/") for path in paths}
    assert pages - seen == set()
    assert [each for each in without_script.asked if not each.startswith((BASE, "data:"))] == []


@pytest.mark.parametrize("address", KINDS)
def test_the_first_view_is_light_and_stands_still(address: str, with_script: Reader) -> None:
    """At most 100 KB as a server sends it, and nothing moves once it is seen."""
    with_script.page.goto(BASE + address, wait_until="load")
    assert with_script.page.evaluate(SHIFTS) == 0
    sizes = [len(gzip.compress(with_script.file(url).read_bytes(), 6)) for url in set(with_script.asked)]
    assert sum(sizes) <= FIRST_VIEW
    assert [each for each in with_script.asked if not each.startswith(BASE)] == []


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_has_nothing_against_any_page(part: int, site: Path, with_script: Reader) -> None:
    """WCAG 2.2 AA over the demo site, of pages made of the same parts one (R2.5); every look of every kind is
    in `test_public_pages`.
    """
    page, found = with_script.page, {}
    for path in unlike(site)[part::PARTS]:
        page.goto(BASE + path.relative_to(site).as_posix())
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        wrong = Axe().run(page, options=AXE).response["violations"]
        found |= {page.url: [each["id"] for each in wrong]} if wrong else {}
    assert found == {}
