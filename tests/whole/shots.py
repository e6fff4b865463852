"""Pictures of every kind of page, to be looked at: `python -m tests.whole.shots [--site DIR] [NAME…]`.

They go to `tests/whole/shots/`, which git ignores: 320, 390 and 1280 px; light, dark, 大字版 and paper. With
`--site` they show a built site, one of pages that are alike (NAMEs are addresses on it), else sample pages.
"""

import argparse
import mimetypes
import shutil
from collections.abc import Callable
from pathlib import Path

import segno
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from tests.page_samples import full_pages, html_of, least_pages
from tests.whole.kinds import unlike
from tests.whole.paper import SEEN

SHOTS = Path(__file__).parent / "shots"
HOST = "http://wanhu.test/"
# look: width, dark, large
LOOKS = {
    "320": (320, False, False),
    "390": (390, False, False),
    "1280": (1280, False, False),
    "390-dark": (390, True, False),
    "390-large": (390, False, True),
    "320-large": (320, False, True),
}
Answer = Callable[[str], tuple[bytes, str] | None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path)
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    answer, names = _from_site(given.site) if given.site else _from_samples()
    SHOTS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name in given.names or names:
            _take(browser, name, answer)
        browser.close()


def _from_site(folder: Path) -> tuple[Answer, list[str]]:
    def answer(address: str) -> tuple[bytes, str] | None:
        path = folder / address
        path = path / "index.html" if path.is_dir() else path
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return (path.read_bytes(), kind) if path.is_file() else None

    pages = (path.relative_to(folder).as_posix() for path in unlike(folder))
    return answer, [page.removesuffix("index.html") for page in pages]


def _from_samples() -> tuple[Answer, list[str]]:
    made = {f"{name}-least": page for name, page in least_pages().items()} | full_pages()
    code = segno.make("https://example.org/wanhu/2022/communities/fuxing/", error="m")

    def answer(address: str) -> tuple[bytes, str] | None:
        if address in made:
            return html_of(made[address]).encode(), "text/html; charset=utf-8"
        if address.endswith(".png"):
            picture = SHOTS / "code.png"
            code.save(picture, scale=6, border=4)
            return picture.read_bytes(), "image/png"
        return None

    return answer, list(made)


def _take(browser: Browser, name: str, answer: Answer) -> None:
    file = name.strip("/").replace("/", "-") or "index"
    for look, (width, dark, large) in LOOKS.items():
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme="dark" if dark else "light"
        )
        page = _opened(context, name, answer)
        if large:
            page.locator("label.size").click()
        page.screenshot(path=SHOTS / f"{file}-{look}.png", full_page=True)
        if look == "1280":
            page.pdf(path=SHOTS / f"{file}.pdf", format="A4", prefer_css_page_size=True)
        context.close()


def _opened(context: BrowserContext, name: str, answer: Answer) -> Page:
    def serve(route: Route) -> None:
        found = answer(route.request.url.removeprefix(HOST).partition("?")[0])
        if found is None:
            route.fulfill(status=404, body="")
        else:
            route.fulfill(body=found[0], content_type=found[1])

    context.route("**/*", serve)
    page = context.new_page()
    page.goto(HOST + name)
    page.evaluate(SEEN)
    return page


if __name__ == "__main__":
    main()
