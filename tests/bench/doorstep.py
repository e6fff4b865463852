"""What a bad day does to a form (现场试验): `python -m tests.bench.doorstep [--runs N] [--seed N]`.

Each run fills in one visit in a real browser while the network is cut at any moment of a POST, pages are
reloaded, closed and killed, windows opened beside, the phone's clock set off, and somebody else signs in.
In the end there is a network again: what was finished must be in the store, once, with every word.
"""

import argparse
import contextlib
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from collector.desk import Desk
from collector.desk.people import signing_in
from tests.clients import served
from tests.cutting_proxy import CuttingProxy, some_cut
from tests.makers import make_account, make_desk, make_household

PATIENCE = 20_000
OFTEN = 0.4
# Tries before the network is good again.
TRIES = 6


class Result(msgspec.Struct, frozen=True):
    """What became of the runs (结果): each of the last three must be 0."""

    runs: int
    cuts: dict[str, int]
    troubles: dict[str, int]
    lost: int
    doubled: int
    changed: int


class Day:
    """One phone, two people, a network that breaks, and a desk behind it."""

    def __init__(self, desk: Desk, browser: Browser, seed: int) -> None:
        self._desk = desk
        self._browser = browser
        self._draw = random.Random(seed)  # noqa: S311
        self._owner = make_account(desk, username="owner")
        self._other = make_account(desk, username="other")
        self.troubles: Counter[str] = Counter()

    @contextlib.contextmanager
    def phone(self, proxy: CuttingProxy) -> Iterator[BrowserContext]:
        context = self._browser.new_context(viewport={"width": 360, "height": 700}, base_url=proxy.address)
        context.set_default_timeout(PATIENCE)
        try:
            yield context
        finally:
            context.close()

    def sign_in(self, context: BrowserContext, proxy: CuttingProxy, *, other: bool = False) -> None:
        secret = signing_in.open_session(self._desk, self._other if other else self._owner)
        context.add_cookies([{"name": "wanhu", "value": secret, "url": proxy.address}])

    def run(self, number: int, port: int) -> tuple[str, str, list[str]]:
        """Fill in and send one visit whatever happens; the household, what was typed, and the cuts."""
        code = make_household(self._desk, code=f"fuxing-{number:04d}").code
        said = f"第{number}户说东门外路灯不亮{self._draw.randrange(10**6)}"
        is_good = False
        proxy = CuttingProxy(port, lambda: None if is_good else some_cut(self._draw, OFTEN))
        try:
            with self.phone(proxy) as context:
                self.sign_in(context, proxy)
                page = self._fill(context, proxy, code, said)
                for _ in range(TRIES):
                    if self._count(code):
                        break
                    page = self._suffer(context, proxy, page, code)
                    with contextlib.suppress(Error):
                        page.evaluate("dispatchEvent(new Event('online'))")
                        page.wait_for_timeout(self._draw.randrange(20, 400))
                is_good = True
                self._deliver(context, proxy)
        finally:
            proxy.close()
        return code, said, proxy.cuts

    def _fill(self, context: BrowserContext, proxy: CuttingProxy, code: str, said: str) -> Page:
        """From the first screen to sending, with something going wrong between any two steps."""
        address = f"/desk/visits/new?household={code}"
        page = context.new_page()
        page.goto(address)
        steps: list[Callable[[Page], None]] = [_answer(said), _length, _classify, _send]
        for step in steps:
            if self._draw.random() < OFTEN:
                page.wait_for_function("() => document.querySelector('#state-words').textContent !== ''")
                page = self._suffer(context, proxy, page, code)
            _walk_to(page, step)
        return page

    def _suffer(self, context: BrowserContext, proxy: CuttingProxy, page: Page, code: str) -> Page:
        trouble = self._draw.choice(
            [self._reload, self._close, self._crash, self._second, self._clock, self._pass_on]
        )
        self.troubles[trouble.__name__.strip("_")] += 1
        return trouble(context, proxy, page, f"/desk/visits/new?household={code}")

    def _reload(self, _context: BrowserContext, _proxy: CuttingProxy, page: Page, address: str) -> Page:
        _open(page, address)
        return page

    def _close(self, context: BrowserContext, _proxy: CuttingProxy, page: Page, address: str) -> Page:
        page.close()
        fresh = context.new_page()
        fresh.goto(address)
        return fresh

    def _crash(self, context: BrowserContext, _proxy: CuttingProxy, page: Page, address: str) -> Page:
        with contextlib.suppress(Error), page.expect_event("crash", timeout=5000), contextlib.suppress(Error):
            page.goto("chrome://crash")
        return self._close(context, _proxy, page, address)

    def _second(self, context: BrowserContext, _proxy: CuttingProxy, _page: Page, address: str) -> Page:
        """A window beside takes the form over; the first stays open behind it."""
        fresh = context.new_page()
        fresh.goto(address)
        fresh.wait_for_function(
            "() => !document.querySelector('#next').disabled || document.querySelector('#visit').hidden"
        )
        if fresh.locator("#visit").is_hidden():
            with fresh.expect_navigation():
                fresh.get_by_role("button", name="在这里接着填").click()
        return fresh

    def _clock(self, context: BrowserContext, _proxy: CuttingProxy, page: Page, address: str) -> Page:
        hours = self._draw.choice([-9000, -30, -3, 3, 30, 9000])
        context.add_init_script(f"{{ const real = Date.now; Date.now = () => real() + {hours} * 3600000; }}")
        return self._reload(context, _proxy, page, address)

    def _pass_on(self, context: BrowserContext, proxy: CuttingProxy, page: Page, address: str) -> Page:
        """Somebody else uses the phone for a moment, and gets it back to its owner."""
        page.close()
        self.sign_in(context, proxy, other=True)
        theirs = context.new_page()
        theirs.goto("/desk/visits/mine")
        theirs.evaluate("wanhu.ready")
        if theirs.locator("#unsent").is_visible():
            raise AssertionError("the next user of the phone sees something")
        theirs.close()
        self.sign_in(context, proxy)
        fresh = context.new_page()
        fresh.goto(address)
        return fresh

    def _deliver(self, context: BrowserContext, proxy: CuttingProxy) -> None:
        self.sign_in(context, proxy)
        page = context.new_page()
        page.goto("/desk/visits/mine")
        page.wait_for_function(
            "() => wanhu.ready.then(() => wanhu.unsent().filter(each => each.state === 'ready').length === 0)"
        )

    def _count(self, code: str) -> int:
        return len(self._desk.visits_of(code))


def _open(page: Page, address: str) -> None:
    """Go there, even while the page is on its way to the receipt by itself, once or again when loaded."""
    for _ in range(TRIES):
        with contextlib.suppress(Error):
            page.goto(address)
            return
        page.wait_for_load_state()
    page.goto(address)


def _walk_to(page: Page, step: Callable[[Page], None]) -> None:
    """Do a step from whatever screen the form opened on."""
    page.wait_for_function(
        "() => document.querySelector('#next') && !document.querySelector('#next').disabled"
    )
    step(page)


def _to(page: Page, screen: str) -> None:
    for _ in range(5):
        if page.locator(f"[data-screen={screen}]").is_visible():
            return
        before = page.locator("h1").inner_text()
        page.locator("#next").click()
        expect(page.locator("h1")).not_to_have_text(before, timeout=PATIENCE)


def _answer(said: str) -> Callable[[Page], None]:
    def step(page: Page) -> None:
        _to(page, "talk")
        page.locator('[data-prompt="2"]').get_by_text("有话说").click()
        page.locator("#answers-2-text").fill(said)
        _until_kept(page)

    return step


def _length(page: Page) -> None:
    _to(page, "talk")
    page.get_by_text("30 分钟", exact=True).click()
    _until_kept(page)


def _classify(page: Page) -> None:
    _to(page, "issues")
    page.locator("#issues-0-field").select_option("housing")
    _until_kept(page)


def _send(page: Page) -> None:
    """Send, and wait until the page says that it is on its way: from then on it is the phone's to deliver."""
    _to(page, "check")
    page.locator("#next").click()
    page.wait_for_function(
        "() => !/^$|正在存/.test((document.querySelector('#sent') || {textContent: '回执'}).textContent)"
    )


def _until_kept(page: Page) -> None:
    """As a person would who reads the line at the top; what was typed since then may be lost with the tab."""
    page.wait_for_function(
        "() => document.querySelector('#state-words').textContent === '已存在本机，未送达'"
        " && !document.documentElement.hasAttribute('data-saving')"
    )


def trials(desk: Desk, browser: Browser, runs: int, seed: int) -> Result:
    """So many runs, and what the store has afterwards."""
    day = Day(desk, browser, seed)
    cuts: Counter[str] = Counter()
    lost = doubled = changed = 0
    with served(desk) as server:
        port = int(server.address.rsplit(":", 1)[1])
        for number in range(1, runs + 1):
            code, said, happened = day.run(number, port)
            cuts.update(happened)
            visits = desk.visits_of(code)
            lost += not visits
            doubled += len(visits) > 1
            words = [
                case.words.get("report") for case in desk.cases.all() if case.issue.household_code == code
            ]
            changed += bool(visits) and words != [said]
    return Result(runs, dict(cuts), dict(day.troubles), lost, doubled, changed)


def main(runs: int, seed: int) -> int:
    """Print what happened and what is wrong; 1 if anything is."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        desk = make_desk(Path(folder))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        result = trials(desk, browser, runs, seed)
        browser.close()
        desk.store.close()
    print(f"seed {seed}, {result.runs} runs; cut {result.cuts}; troubles {result.troubles}")
    print(f"lost {result.lost}, doubled {result.doubled}, changed {result.changed}")
    return 1 if result.lost or result.doubled or result.changed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    raise SystemExit(main(given.runs, given.seed))
