"""Pages on paper (纸张): what Chromium prints of a page, read back as sheets with their words."""

import mimetypes
import unicodedata
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Browser, Page, Route
from pypdf import PdfReader

HOST = "http://wanhu.test/"
# Elements of the printed page that are cut off or stand over the edge of their box.
CUT_OFF = """root => Array.from(document.querySelectorAll(root + ', ' + root + ' *'))
  .filter(each => getComputedStyle(each).display !== 'inline' && each.getClientRects().length
    && !each.matches('.vh, .away, .plot-away')
    && each.clientWidth && (each.scrollWidth > each.clientWidth + 1
      || getComputedStyle(each).overflowY === 'hidden' && each.scrollHeight > each.clientHeight + 1
      || each.matches('.board') && each.scrollHeight > each.clientHeight + 1))
  .map(each => each.className + ' ' + each.textContent.trim().slice(0, 30))"""
# Every picture, also one that waits to be scrolled to, and one that does not come. Asked once, as a promise:
# to ask again and again Playwright has the page work out text, which a page's policy forbids.
SEEN = """Promise.all(Array.from(document.images, each => {
  each.loading = 'eager'; return each.decode().catch(() => 0); }))"""
A4_WIDTH_PX = 794
# Fonts name some characters by the radical they look like; these have no decomposition of their own.
RADICALS = str.maketrans("⺠⻚⻔⻓⻛⻋⻢⻅⻩⻬⻥⻜⻆⻝", "民页门长风车马见黄齐鱼飞角食")


def _plain(text: str) -> str:
    """The text with characters in place of radicals and ligatures, and punctuation left as it is."""
    lookalikes = {*range(0x2F00, 0x2FE0), *range(0xFB00, 0xFB05)}
    return "".join(
        unicodedata.normalize("NFKC", each) if ord(each) in lookalikes else each for each in text
    ).translate(RADICALS)


class Sheets:
    """A printed page: `pages` are the words of each sheet, `cut_off` what did not fit its box."""

    def __init__(self, pdf: bytes, cut_off: list[str], is_wide: bool) -> None:
        read = PdfReader(BytesIO(pdf))
        self.pages = [_plain(each.extract_text()) for each in read.pages]
        self.sizes = {(round(each.mediabox.width), round(each.mediabox.height)) for each in read.pages}
        self.cut_off = cut_off
        self.is_wide = is_wide

    @property
    def text(self) -> str:
        return "".join(self.pages).replace("\u200b", "")


def printed(browser: Browser, folder: Path, address: str, boxes: str = "body") -> Sheets:
    """What a page of a built site prints; `boxes` names what must hold its content."""

    def serve(route: Route) -> None:
        path = folder / route.request.url.removeprefix(HOST).partition("?")[0]
        path = path / "index.html" if path.is_dir() else path
        if path.is_file():
            kind = mimetypes.guess_type(path.name)[0] or "text/plain"
            route.fulfill(body=path.read_bytes(), content_type=kind)
        else:
            route.fulfill(status=404, body="")

    context = browser.new_context(viewport={"width": A4_WIDTH_PX, "height": 1123})
    context.route("**/*", serve)
    page = context.new_page()
    page.goto(HOST + address)
    sheets = printed_page(page, boxes)
    context.close()
    return sheets


def printed_page(page: Page, boxes: str = "body") -> Sheets:
    """What an opened page prints."""
    page.emulate_media(media="print")
    page.evaluate(SEEN)
    cut_off = page.evaluate(CUT_OFF, boxes)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return Sheets(page.pdf(prefer_css_page_size=True, format="A4"), cut_off, wide)
