"""The pictures of the guide, taken from a demo of its own: `python -m tests.whole.guide_pictures [NAME…]`.

They are written to `content/guide/`, phone-sized, and are to be looked at and committed. What stands on them
follows from the demo, which is the same each time.
"""

import argparse
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from collector.demo import PASSPHRASE

HOUSE = Path(__file__).resolve().parents[2]
GUIDE = HOUSE / "content" / "guide"
WIDTH, HEIGHT = 390, 844
COLOURS = 96
LARGEST = 60_000

# A result that is easy to grasp, with its seal; texts of the demo are written by hand, so it stays.
RESULT = "长者食堂菜咸又硬，添了软烂少盐窗口"
# The day before the demo's, so that no clock shows.
VISITED_ON = "2022-08-04"
HEARD = "楼前的路灯坏了，晚上下楼看不清台阶。"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these, such as result")
    wanted = parser.parse_args().names or list(PICTURES)
    with running_demo() as (address, site), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--lang=zh-CN"]
        )
        desk = Desk(browser, address, site)
        for name in wanted:
            data = small(PICTURES[name](desk).screenshot(animations="disabled"))
            (GUIDE / f"{name}.png").write_bytes(data)
            print(f"{name}.png {len(data)}")
            if len(data) > LARGEST:
                raise SystemExit(f"{name}.png is larger than {LARGEST} bytes")
        browser.close()


@contextmanager
def running_demo() -> Iterator[tuple[str, Path]]:
    """A demo in a temporary folder, served until the block ends: its address, and the site as files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(HOUSE / "content", folder / "content")
        settings = {
            "WANHU_STORE": f"{folder}/store",
            "WANHU_CONTENT": f"{folder}/content",
            "WANHU_SITE": f"{folder}/site",
            "WANHU_TODAY": "2022-08-05",
            "WANHU_LOG": f"{folder}/log",
        }
        environment = {**os.environ, **settings}
        wanhu = [sys.executable, "-m", "collector"]
        for command in ("demo", "build"):
            subprocess.run([*wanhu, command], cwd=HOUSE, env=environment, check=True)
        port = free_port()
        server = subprocess.Popen(
            [*wanhu, "serve", "--port", str(port)],
            cwd=HOUSE, env=environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert server.stdout is not None
            server.stdout.readline()
            yield f"http://127.0.0.1:{port}", folder / "site"
        finally:
            server.terminate()
            server.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def small(data: bytes) -> bytes:
    """The same picture with few colours and nothing else in the file."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    picture = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


class Desk:
    """Phones, each signed in as somebody or as nobody."""

    def __init__(self, browser: Browser, address: str, site: Path) -> None:
        self.browser = browser
        self.address = address
        self.site = site

    def phone(self, path: str, username: str = "") -> Page:
        context = self.browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, base_url=self.address,
            locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce",
        )  # fmt: skip
        page = context.new_page()
        if username:
            page.goto("/desk/sign-in")
            page.get_by_label("登录名").fill(username)
            page.get_by_label("口令").fill(PASSPHRASE)
            page.get_by_role("button", name="登录", exact=True).click()
            page.wait_for_url("**/desk/")
        page.goto(path)
        return page

    def visit(self) -> Page:
        """The first household's form, on its second screen, with something heard."""
        page = self.phone("/desk/visits/new", "grid1")
        page.locator("a.home").first.click()
        page.locator("#date").fill(VISITED_ON)
        page.locator("#start").fill("16:30")
        forward(page)
        answer(page, 1, "没问题")
        answer(page, 2, "有话说")
        page.locator("#answers-2-text").fill(HEARD)
        page.get_by_text("已存在本机，未送达").wait_for()
        return page


def answer(page: Page, number: int, label: str) -> None:
    page.locator(f'[data-prompt="{number}"]').get_by_text(label, exact=True).click()


def forward(page: Page) -> None:
    page.locator("#next").click()


def at(page: Page, selector: str, above: int = 12) -> Page:
    """The page scrolled so that something stands at its top, with nothing being typed into."""
    page.evaluate("document.activeElement.blur()")
    down = "(each, above) => scrollTo(0, each.getBoundingClientRect().top + scrollY - above)"
    page.locator(selector).evaluate(down, above)
    return page


def top(page: Page) -> Page:
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    return page


def result(desk: Desk) -> Page:
    published = msgspec.json.decode((desk.site / "data/results.json").read_bytes())["results"]
    number = next(each["issue_no"] for each in published if each["title"] == RESULT)
    return desk.phone(f"/2022/results/{number}/")


def callback(desk: Desk) -> Page:
    page = desk.phone("/desk/office/callbacks/", "office1")
    page.get_by_role("button", name="做回访链接").first.click()
    return desk.phone(page.locator("#words .one").inner_text())


def visit(desk: Desk) -> Page:
    return at(desk.visit(), "#title")


def issue(desk: Desk) -> Page:
    page = desk.visit()
    page.get_by_text("其余都没问题").click()
    page.get_by_role("button", name="30 分钟").click()
    forward(page)
    return top(page)


def offline(desk: Desk) -> Page:
    page = issue(desk)
    forward(page)
    page.context.set_offline(True)
    forward(page)
    page.get_by_role("button", name="再送一次").wait_for()
    return top(page)


def receipt(desk: Desk) -> Page:
    page = issue(desk)
    forward(page)
    forward(page)
    page.wait_for_url("**/visits/V*")
    return page


def review(desk: Desk) -> Page:
    page = desk.phone("/desk/?tab=review", "reviewer1")
    page.locator(".todo th a").first.click()
    return page


def publication(desk: Desk) -> Page:
    page = desk.phone("/desk/?tab=approve", "publisher1")
    page.locator(".todo th a").first.click()
    return at(page, "#public")


PICTURES: dict[str, Callable[[Desk], Page]] = {
    "home": lambda desk: desk.phone("/"),
    "community": lambda desk: desk.phone("/2022/communities/fuxing/"),
    "result": result,
    "callback": callback,
    "visit": visit,
    "issue": issue,
    "offline": offline,
    "receipt": receipt,
    "today": lambda desk: desk.phone("/desk/", "office1"),
    "review": review,
    "publication": publication,
}


if __name__ == "__main__":
    main()
