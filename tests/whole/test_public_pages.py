"""The public pages in a real browser: access, reach, size, 大字版, search, paper."""

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from generator.build import Options, build
from generator.finding.search import Document, index, result_place
from tests.makers import PROJECT
from tests.page_samples import full_pages, html_of, least_pages

pytestmark = pytest.mark.browser

HOST = "http://wanhu.test/"
PAGES = {name: html_of(page).encode() for name, page in full_pages().items()} | {
    f"{name}-least": html_of(page).encode() for name, page in least_pages().items()
}
FULL = [name for name in PAGES if not name.endswith("-least")]
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
ROOM = 14 * 1024

# Boxes of what a finger aims at; links inside a sentence are exempt (R2.3).
TARGETS = """() => Array.from(document.querySelectorAll('a, button, summary, label, input[type=search]'))
  .filter(each => getComputedStyle(each).display !== 'inline' && each.getClientRects().length
    && !each.closest('.skip'))
  .map(each => { const box = each.getBoundingClientRect();
    return [each.textContent.trim().slice(0, 20), box.left, box.top, box.right, box.bottom]; })"""
# What is read, and what is a note beside it: each with its size and how far lines are apart, as a part of it.
READ = """() => {
  const told = each => { const style = getComputedStyle(each), size = parseFloat(style.fontSize);
    return [each.textContent.trim().slice(0, 20), size, parseFloat(style.lineHeight) / size]; };
  const inside = Array.from(document.querySelectorAll('main p, main .text li, main dd, main td'))
    .filter(each => each.getClientRects().length && each.textContent.trim());
  const isNote = each => each.closest('.small, small, .seal, .plot, .qr, .phases, .key, .lines, .pager, .go');
  return [inside.filter(each => !isNote(each) && !each.closest('td, .paper-entry, .card')).map(told),
    inside.filter(isNote).map(told)]; }"""
# The stop the Tab key came to: its place, how thick its outline is, and whether anything else lies over it.
FOCUS = """() => {
  const all = Array.from(document.querySelectorAll('*')), stop = document.activeElement;
  if (stop === document.body) { return null; }
  const shown = stop.id === 'size' ? document.querySelector('label.size') : stop;
  const box = shown.getBoundingClientRect(), style = getComputedStyle(shown);
  const on = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return { place: all.indexOf(stop), text: shown.textContent.trim().slice(0, 20),
    outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    covered: !on || !(shown.contains(on) || on.contains(shown)) }; }"""
FIRST_OF_LINES = """() => {
  const text = document.querySelector('h1').firstChild, range = document.createRange(), first = [];
  let line = 0;
  for (let at = 0; at < text.length; at += 1) {
    range.setStart(text, at); range.setEnd(text, at + 1);
    const top = range.getBoundingClientRect().top;
    if (top > line + 4) { line = top; first.push(text.data[at]); }
  }
  return first; }"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

Opener = Callable[..., Page]


def _answer(route: Route) -> None:
    """Serve the samples and the search index as a plain file server would."""
    name = route.request.url.removeprefix(HOST).partition("?")[0].partition("#")[0]
    if name in SEARCH_FILES:
        route.fulfill(body=SEARCH_FILES[name], content_type="application/json")
    elif name.endswith(".png"):
        route.fulfill(body=PIXEL, content_type="image/png")
    elif (page := name or "home") in PAGES:
        route.fulfill(body=PAGES[page], content_type="text/html; charset=utf-8")
    else:
        route.fulfill(status=404, body="")


def _documents() -> Iterator[Document]:
    yield Document(
        block="pages", number=0, href="policies/lamps/", title="路灯谁来修", note="政策", text="坏了找谁"
    )
    for no, title, text in (
        ("2022-000123", "小区东门路灯不亮", "晚上看不清路"),
        ("2022-000124", "垃圾桶太少", "路灯下面堆着垃圾"),
        ("2022-000200", "健身器材坏了", "请换新的"),
    ):
        block, number = result_place(no)
        yield Document(
            block=block,
            number=number,
            href=f"2022/results/{no}/",
            title=title,
            note="已解决",
            text=f"{text} {no}",
        )


SEARCH_FILES = dict(index(_documents()))


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opener]:
    """Opens a sample page at a width; every page of a test shares what the browser remembers."""
    contexts: list[BrowserContext] = []

    def opener(name: str, width: int = 390, *, large: bool = False, script: bool = True) -> Page:
        if not contexts:
            contexts.append(browser.new_context(java_script_enabled=script))
            contexts[0].route("**/*", _answer)
        page = contexts[0].new_page()
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(HOST + name)
        if large:
            page.locator("label.size").click()
        return page

    yield opener
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", FULL)
def test_axe_finds_nothing(name, opened):
    """WCAG 2.2 AA on every kind of page, light, dark and 大字版 (R2.5)."""
    page = opened(name)
    _open_all(page)
    _hold_against_axe(page)
    page.emulate_media(color_scheme="dark")
    _hold_against_axe(page)
    page.emulate_media(color_scheme="light")
    page.locator("label.size").click()
    _hold_against_axe(page)


def _open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def _hold_against_axe(page: Page) -> None:
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", list(PAGES))
def test_nothing_scrolls_sideways(name, opened):
    """Not at 320 px, not in 大字版, not with the text half as large again (R2.4)."""
    page = opened(name, 320)
    _open_all(page)
    assert page.evaluate(WIDER) == 0
    for scale in ("137.5%", "150%"):
        page.evaluate("scale => document.documentElement.style.fontSize = scale", scale)
        assert page.evaluate(WIDER) == 0, scale
    # The largest letters a phone offers, with 大字版 on top.
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate("document.documentElement.dataset.size = 'large'")
    for scale in ("200%", "275%"):
        page.evaluate("scale => document.documentElement.style.fontSize = scale", scale)
        assert page.evaluate(WIDER) == 0, scale


def _too_small(page: Page, least: float) -> list[str]:
    boxes = page.evaluate(TARGETS)
    assert boxes
    return [
        f"{text}: {right - left:.1f} × {bottom - top:.1f}"
        for text, left, top, right, bottom in boxes
        if right - left < least or bottom - top < least
    ]


def _too_close(page: Page) -> list[str]:
    boxes = page.evaluate(TARGETS)
    close = []
    for at, (text, left, top, right, bottom) in enumerate(boxes):
        for other, left2, top2, right2, bottom2 in boxes[at + 1 :]:
            gap = max(left2 - right, left - right2, top2 - bottom, top - bottom2)
            if gap < 7.9:
                close.append(f"{text} / {other}: {gap:.1f}")
    return close


@pytest.mark.parametrize("name", FULL)
def test_targets_are_large_enough_and_apart(name, opened):
    """44 px each way and 8 px between (R2.3); 60 px in 大字版 (R2.1)."""
    page = opened(name)
    _open_all(page)
    for width in (320, 375, 414):
        page.set_viewport_size({"width": width, "height": 844})
        assert _too_small(page, 44) == [], width
        assert _too_close(page) == [], width
    page.locator("label.size").click()
    assert _too_small(page, 60) == []


@pytest.mark.parametrize("name", ["home", "result", "community"])
def test_the_first_answer_is_the_whole_page(name):
    """HTML with its styles fits one round trip."""
    assert len(gzip.compress(PAGES[name], 6)) <= ROOM


def _sizes(page: Page) -> tuple[float, float]:
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    headings = page.locator("h1, h2, h3").evaluate_all(
        "all => Math.min(...all.map(each => parseFloat(getComputedStyle(each).fontSize)))"
    )
    return page.locator("main p").first.evaluate(size), headings


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_large_print_works_on_the_page_at_hand(script, opened):
    """One touch makes text at least 22 px and headings 30 px, with and without script (R2.2)."""
    page = opened("campaign", script=script)
    before, _ = _sizes(page)
    assert before >= 18
    page.locator("label.size").click()
    text, heading = _sizes(page)
    assert text >= 22
    assert heading >= 30
    assert page.url == HOST + "campaign"
    page.locator("label.size").click()
    assert _sizes(page)[0] == before


def test_large_print_is_remembered_and_follows_every_link(opened):
    """The next page comes in 大字版 too, and its switch says so; switching back is remembered as well."""
    page = opened("result", large=True)
    page.goto(HOST + "community")
    assert _sizes(page)[0] >= 22
    assert page.locator("#size").is_checked()
    page.locator("label.size").click()
    page.goto(HOST + "home")
    assert _sizes(page)[0] == 18


@pytest.mark.parametrize("name", FULL)
def test_the_switch_and_the_phone_are_on_the_first_screen(name, opened):
    """Of the smallest phone, in the same spot of every page (R2.2, R2.8)."""
    page = opened(name, 320)
    for target in ("label.size", "header a[href^='tel:']"):
        box = page.locator(target).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 200


def test_the_way_to_report_is_on_the_first_screen_of_home(opened):
    """Of a small phone, below three figures in one row."""
    page = opened("home", 360)
    page.set_viewport_size({"width": 360, "height": 640})
    button = page.locator("main a.btn").bounding_box()
    assert button is not None
    assert button["y"] + button["height"] < 640
    tops = page.locator(".figures li").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().top)"
    )
    assert len(tops) == 3
    assert len(set(tops)) == 1


@pytest.mark.parametrize("name", FULL)
def test_what_is_read_is_large_and_airy(name, opened):
    """Text of at least 18 px, lines at least 1.6 of it apart; notes are no smaller than 16 (R2.1)."""
    page = opened(name)
    _open_all(page)
    text, notes = page.evaluate(READ)
    assert text or notes or name == "site_map", "which has links alone"
    assert [each for each in text if each[1] < 18 or each[2] < 1.6] == []
    assert [each for each in notes if each[1] < 16] == []


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize(
    "title",
    ["趣味运动会办得急，答应补办一场", "锣鼓队添置鼓和衣裳，今年先借", "好几处路灯都不亮了，换过灯头"],
)
def test_no_line_of_a_title_begins_with_a_mark(title, width, opened, monkeypatch):
    """Whether or not its clauses fit into a line, in both sizes of print."""
    told = msgspec.structs.replace(full_pages()["story"], heading=title)
    monkeypatch.setitem(PAGES, "story", html_of(told).encode())
    page = opened("story", width=width)
    for _ in range(2):
        assert page.evaluate(FIRST_OF_LINES)[0] == title[0]
        assert not set(page.evaluate(FIRST_OF_LINES)) & set("，。、：；？！）”")
        page.locator("label.size").click()


@pytest.mark.parametrize("name", ["home", "result_list", "data", "search"])
def test_the_focus_is_seen_wherever_it_goes(name, opened):
    """Each stop of the Tab key has an outline, nothing lies over it, and stops come as one reads (R2.6)."""
    page = opened(name)
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or stop in stops:
            break
        stops.append(stop)
    assert stops == sorted(stops, key=lambda each: each["place"])
    assert len(stops) > 10
    assert [each["text"] for each in stops if each["outline"] < 2] == []
    assert [each["text"] for each in stops if each["covered"]] == []


@pytest.mark.parametrize("name", [name for name in FULL if b"<table" in PAGES[name]])
def test_a_table_is_named_and_becomes_cards_on_a_phone(name, opened):
    """A caption, heads with their scope, and on a phone a word before each cell, nothing lost (R2.7)."""
    page = opened(name, 320)
    _open_all(page)
    for table in page.locator("main table").all():
        assert table.locator("caption").count() == 1
        assert table.locator("th:not([scope])").count() == 0
    cells = page.locator("table.cards td:not(:empty)")
    assert all(cells.evaluate_all("all => all.map(each => each.dataset.label)"))
    shown = cells.evaluate_all("all => all.map(each => getComputedStyle(each).display)")
    assert set(shown) <= {"grid", "flex", "block"}


def test_the_keyboard_comes_by_the_skip_link_and_the_switch(opened):
    """First the skip link, then the head as it is drawn, 大字版 last, and Space works it (R2.6)."""
    page = opened("home")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    for drawn in (".brand", ".pill", "#size"):
        page.keyboard.press("Tab")
        assert page.evaluate("drawn => document.activeElement.matches(drawn)", drawn)
    page.keyboard.press("Space")
    assert _sizes(page)[0] >= 22
    for _ in range(3):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_no_page_asks_another_host(opened):
    """Nothing is loaded from anywhere else, and nothing fails on the way."""
    page = opened("home")
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("pageerror", lambda error: seen.append(str(error)))
    for name in FULL:
        page.goto(HOST + name)
    assert [address for address in seen if not address.startswith((HOST, "data:"))] == []


def test_reading_needs_no_script(opened):
    """Results, filters and the way to search without script are there."""
    page = opened("result_list", script=False)
    assert page.locator(".case").count() == 5
    page.locator("summary").first.click()
    assert page.get_by_role("link", name="福兴社区 104").is_visible()
    page.goto(HOST + "search")
    assert not page.locator("#find").is_visible()
    assert "没有脚本也能找" in page.locator("noscript").inner_html()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("路灯", ["路灯谁来修", "小区东门路灯不亮", "垃圾桶太少"]),
        ("路 灯", ["路灯谁来修", "小区东门路灯不亮", "垃圾桶太少"]),
        ("垃圾桶 路 灯", ["垃圾桶太少"]),
        ("门路灯", ["小区东门路灯不亮"]),
        ("垃圾 路灯", ["垃圾桶太少"]),
        ("新的", ["健身器材坏了"]),
        ("不存在的词", []),
        ("垃圾桶太少怎么办", ["垃圾桶太少"]),
        ("我家门口的路灯坏了怎么办", ["路灯谁来修", "小区东门路灯不亮", "垃圾桶太少"]),
    ],
)
def test_search_finds_two_characters_in_mid_sentence(asked, found, opened):
    """Title hits first, pages before results, then results before pages; the address keeps what was asked."""
    page = opened("search")
    page.fill("#words", asked)
    page.keyboard.press("Enter")
    for _ in range(2):
        expect(page.locator("#said")).to_contain_text(re.compile("找到|没有"))
        expect(page.locator("#found b")).to_have_text(found)
        page.reload()


def test_a_result_that_tells_of_it_comes_before_a_page_that_mentions_it(opened, monkeypatch):
    """And each that has the words in its text alone says so, since its title does not show why."""
    page_of_all = Document(
        block="pages", number=0, href="guide/", title="居民怎么看", note="说明", text="看不清就选大字版"
    )
    files = dict(index([page_of_all, *list(_documents())[1:]]))
    monkeypatch.setattr(f"{__name__}.SEARCH_FILES", files)
    page = opened("search?q=看不清")
    expect(page.locator("#found b")).to_have_text(["小区东门路灯不亮", "居民怎么看"])
    expect(page.locator("#found small")).to_have_text(["已解决　文中写到“看不清”", "说明　文中写到“看不清”"])
    page = opened("search?q=居民")
    expect(page.locator("#found small")).to_have_text(["说明"])


def test_search_begins_when_a_word_is_touched(opened):
    """What a finger rests on is looked up before it leaves; then nothing more has to be fetched."""
    page = opened("search")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_response(re.compile("docs-")):
        page.get_by_role("link", name="路灯").hover()
        page.mouse.down()
    expect(page.locator("#said")).to_have_text("")
    page.wait_for_load_state("networkidle")
    fetched = len(asked)
    page.mouse.up()
    expect(page.locator("#found b")).to_have_count(3)
    assert len(asked) == fetched


def test_a_word_that_an_input_method_puts_together_is_looked_up_once_it_stands(opened):
    """Not while it is spelled; without a tap and without a pause when it is chosen."""
    page = opened("search")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.focus("#words")
    keys = page.context.new_cdp_session(page)
    for spelled in ("lu", "lu deng", "路灯"):
        keys.send("Input.imeSetComposition", {"text": spelled, "selectionStart": 0, "selectionEnd": 0})
    page.wait_for_timeout(400)
    assert asked == []
    with page.expect_response(re.compile("docs-")):
        keys.send("Input.insertText", {"text": "路灯"})
    expect(page.locator("#said")).to_have_text("")
    assert page.input_value("#words") == "路灯"


def test_search_says_what_it_needs_and_when_the_net_is_gone(opened):
    """One character is too little; a lost connection is said, with a way out."""
    page = opened("search")
    page.fill("#words", "灯")
    page.click("#find button")
    assert page.get_by_role("status").inner_text() == "请至少输入两个字，或者一个编号。"
    page.context.unroute("**/*")
    page.context.route("**/*", lambda route: route.abort())
    page.fill("#words", "路灯")
    page.click("#find button")
    expect(page.locator("#said")).to_contain_text("网络不通")


def test_hits_that_did_not_arrive_are_asked_for_again(opened):
    """The first stand there; the net goes; the button below asks anew, and none is left out."""
    page = opened("search")
    # Titles of the second block's documents do not arrive.
    page.context.route("**/2022-*/docs-*", lambda route: route.abort())
    page.evaluate("() => { document.getElementById('words').value = '路灯'; }")
    page.click("#find button")
    expect(page.locator("#further")).to_be_visible()
    assert 0 < page.locator("#found b").count() < 3
    page.context.unroute("**/2022-*/docs-*")
    page.click("#further")
    expect(page.locator("#found b")).to_have_count(3)


def test_search_shows_a_title_as_text(opened, monkeypatch):
    """A title with tags in it is shown, not obeyed."""
    hostile = Document(
        block="pages", number=0, href="x/", title="<img src=x onerror=alert(1)>路灯", note="<b>", text=""
    )
    files = dict(index([hostile, *list(_documents())[1:]]))
    monkeypatch.setattr(f"{__name__}.SEARCH_FILES", files)
    page = opened("search?q=路灯")
    page.wait_for_selector("#found b")
    assert page.locator("#found img").count() == 0
    assert page.locator("#found b").first.inner_text() == hostile.title
    assert page.locator("#found mark").first.inner_text() == "路灯"


def test_paper_carries_no_navigation(opened):
    """Printed, the page is text, numbers and the QR code (look.md)."""
    page = opened("result")
    page.emulate_media(media="print")
    for hidden in ("nav.main", "label.size", ".btn", "footer ul"):
        assert not page.locator(hidden).first.is_visible()
    for shown in ("h1", ".clock", ".qr img", "footer p"):
        assert page.locator(shown).first.is_visible()


def test_the_qr_code_of_a_page_that_is_not_passed_on_stands_on_paper_alone(opened):
    """Nobody scans what is on the screen already (R3.5)."""
    page = opened("report")
    assert not page.locator(".qr").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".qr").is_visible()


FILLS = """fills => fills.map(([selector, part]) =>
  getComputedStyle(document.querySelector(selector), part).backgroundColor)"""


def test_where_the_systems_colours_stand_in_bars_and_the_button_stay(opened):
    """High contrast takes our fills away: not those of bars, their key and the phases, nor the button."""
    page = opened("home")
    fills = [[".bar i", None], [".bar s", None], [".key .doing", "::before"], [".phases .past", "::after"]]
    before = page.evaluate(FILLS, fills)
    page.emulate_media(forced_colors="active")
    assert page.evaluate(FILLS, fills) == before
    expect(page.locator("main a.btn")).to_have_css("border-top-width", "2px")
    page = opened("result_list")
    page.emulate_media(forced_colors="active")
    chips = page.locator(".chips a").evaluate_all(
        "all => all.map(each => [each.hasAttribute('aria-current'), getComputedStyle(each).backgroundColor])"
    )
    assert {fill for is_chosen, fill in chips if is_chosen}.isdisjoint(
        fill for is_chosen, fill in chips if not is_chosen
    )


def test_the_qr_code_of_a_result_stays_off_a_phone(opened):
    """A phone shows no code of the page it is on; a wide window does (R3.5)."""
    assert not opened("result", 390).locator(".qr").is_visible()
    assert opened("result", 1280).locator(".qr").is_visible()
    assert opened("community", 390).locator(".qr").is_visible()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped content, built without a base address."""
    out = tmp_path_factory.mktemp("site")
    build(Options(content=PROJECT / "content", templates=PROJECT / "templates", out=out))
    return out


def test_the_built_site_works_under_any_path(built, browser):
    """Opened deep below a foreign path, links, search and 大字版 work from the files alone (R1.5)."""
    below = HOST + "gov/column-7/"

    def serve(route: Route) -> None:
        path = built / route.request.url.removeprefix(below).partition("?")[0]
        path = path / "index.html" if path.is_dir() else path
        if path.is_file():
            route.fulfill(path=path)
        else:
            route.fulfill(status=404, body="")

    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.route("**/*", serve)
    page = context.new_page()
    failed: list[str] = []
    page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    page.goto(below)
    page.locator("label.size").click()
    page.get_by_role("link", name="搜索", exact=True).click()
    page.fill("#words", "医保")
    page.keyboard.press("Enter")
    page.locator("#found a").first.click()
    page.wait_for_url(lambda url: url.startswith(below) and "/search/" not in url)
    assert "医保" in page.locator("main").inner_text()
    assert page.locator("#size").is_checked()
    assert failed == []
    context.close()
