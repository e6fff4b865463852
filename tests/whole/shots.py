"""Pictures of every kind of page, to be looked at: `python -m tests.whole.shots [NAME…]`.

They go to `tests/whole/shots/`, which git ignores: 320, 390 and 1280 px; light, dark, 大字版 and paper.
"""

import sys
from pathlib import Path

import segno
from playwright.sync_api import Browser, sync_playwright

from tests.page_samples import full_pages, html_of, least_pages

CHROMIUM = "/usr/bin/chromium"
SHOTS = Path(__file__).parent / "shots"
# name: width, dark, large
LOOKS = {
    "320": (320, False, False),
    "390": (390, False, False),
    "1280": (1280, False, False),
    "390-dark": (390, True, False),
    "390-large": (390, False, True),
    "320-large": (320, False, True),
}


def main(names: list[str]) -> None:
    site = SHOTS / "pages"
    site.mkdir(parents=True, exist_ok=True)
    segno.make("https://example.org/wanhu/2022/communities/fuxing/", error="m").save(
        site / "qr.png", scale=6, border=4
    )
    written = {f"{name}-least": page for name, page in least_pages().items()} | full_pages()
    segno.make("photo", error="m").save(site / "photo.png", scale=20)
    chosen = [name for name in written if not names or name in names]
    for name in chosen:
        (site / f"{name}.html").write_text(html_of(written[name]), "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name in chosen:
            _take(browser, name, (site / f"{name}.html").as_uri())
        browser.close()


def _take(browser: Browser, name: str, address: str) -> None:
    for look, (width, dark, large) in LOOKS.items():
        page = browser.new_page(
            viewport={"width": width, "height": 844}, color_scheme="dark" if dark else "light"
        )
        page.goto(address)
        page.evaluate("document.querySelectorAll('img').forEach(each => each.loading = 'eager')")
        if large:
            page.check("#size", force=True)
        page.screenshot(path=SHOTS / f"{name}-{look}.png", full_page=True)
        page.close()
    page = browser.new_page()
    page.goto(address)
    page.pdf(path=SHOTS / f"{name}.pdf", format="A4", prefer_css_page_size=True)
    page.close()


if __name__ == "__main__":
    main(sys.argv[1:])
