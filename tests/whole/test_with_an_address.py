"""A site that knows its address: QR codes, share pictures, structured data, look-up of numbers, paper."""

import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from generator import parts
from generator.build import Options, build
from tests.content_samples import write_content
from tests.makers import PROJECT
from tests.page_samples import BARE_SITE, SITE, full_pages, html_of

BASE = "https://wanhu.test/column-7/"
TEMPLATES = PROJECT / "templates"
LINKED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
ROOM = 14 * 1024


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped content with its demo records, built for an address."""
    out = tmp_path_factory.mktemp("whole") / "site"
    build(Options(content=PROJECT / "content", templates=TEMPLATES, out=out, base_url=BASE))
    return out


def html(site: Path, address: str) -> str:
    return (site / address / "index.html").read_text(encoding="utf-8")


def addresses(site: Path) -> list[str]:
    """Every page but the one for wrong addresses."""
    found = sorted(path.parent.relative_to(site).as_posix() for path in site.rglob("index.html"))
    return ["" if each == "." else f"{each}/" for each in found]


# QR codes and share pictures.


def test_every_page_carries_a_code_that_leads_to_itself(site):
    """Read back by a decoder, with the address as text beside it (S02, R3.5)."""
    for address in addresses(site):
        page = html(site, address)
        names = set(re.findall(r'src="[./]*([^"]*qr-[a-q]+\.png)"', page))
        codes = {
            BASE + name.rpartition("/")[0].removesuffix("/") + "/" * ("/" in name): name for name in names
        }
        assert BASE + address in codes
        assert len(codes) == (3 if address.endswith("/cards/") else 1)
        for leads_to, name in codes.items():
            with Image.open(site / name) as code:
                assert [each.text for each in zxingcpp.read_barcodes(code)] == [leads_to]
        assert f">{BASE}{address}<" in page


def test_codes_and_share_pictures_are_made_once(tmp_path):
    """A page that says something else keeps its code; under another address all codes are new."""
    content, out = tmp_path / "content", tmp_path / "site"
    write_content(content)

    def pictures() -> dict[Path, int]:
        build(Options(content=content, templates=TEMPLATES, out=out, base_url=base_url))
        return {path: path.stat().st_mtime_ns for path in out.rglob("*.png")}

    base_url = BASE
    first = pictures()
    before = (out / "index.html").read_bytes()
    settings = content / "site.yaml"
    settings.write_text(settings.read_text("utf-8").replace("0533-0000000", "0533-0000001"), "utf-8")
    assert pictures() == first
    assert (out / "index.html").read_bytes() != before
    base_url = "https://elsewhere.test/"
    cards = {path for path in first if path.name.startswith("card-")}
    assert cards
    assert first.keys() & pictures().keys() == cards


def test_without_an_address_there_is_no_code_and_nothing_speaks_of_one(tmp_path):
    """Nor any structured data, which needs whole addresses."""
    content, out = tmp_path / "content", tmp_path / "site"
    write_content(content)
    build(Options(content=content, templates=TEMPLATES, out=out))
    assert not list(out.rglob("qr-*.png"))
    for address in addresses(out):
        assert "扫码" not in html(out, address)
        assert not LINKED.search(html(out, address))


def test_the_first_picture_of_a_page_is_its_share_picture(site):
    """A real square of at least 300 points and at most 20 KB; a result uses its field's (R3.1)."""
    for address in addresses(site):
        page = html(site, address)
        first = re.search(r'<body[^>]*>\s*<img class="card-image" src="[./]*([^"]*)"', page)
        assert first
        with Image.open(site / first[1]) as image:
            assert image.width == image.height >= 300
        assert (site / first[1]).stat().st_size <= 20 * 1024
        assert f'<meta property="og:image" content="{BASE}{first[1]}">' in page
        if re.match(r"2022/results/2022-\d{6}/$", address) and 'og:type" content="article' in page:
            field = re.search(r'<dt>类别</dt><dd><a href="[./]*([^"]*)"', page)
            assert field
            assert first[1].startswith(field[1] + "card-")


def test_each_community_and_field_has_a_share_picture_of_its_own(site):
    """Told apart at a glance in a chat."""
    cards = [path.read_bytes() for path in site.rglob("card-*.png")]
    assert len(set(cards)) == len(cards) == 1 + 8 + 9


def test_every_page_is_still_one_answer(site):
    """With all this, HTML and styles of any page stay under 14 KB compressed (look.md)."""
    for address in addresses(site):
        assert len(gzip.compress(html(site, address).encode(), 6)) <= ROOM, address


# Structured data.


def linked(page: str) -> list[dict[str, Any]]:
    return [json.loads(each) for each in LINKED.findall(page)]


def test_every_page_below_home_says_where_it_stands(site):
    """The breadcrumbs that are seen, as structured data, ending with the page itself."""
    assert linked(html(site, "")) == []
    for address in addresses(site)[1:]:
        page = html(site, address)
        data = linked(page)[0]
        assert data["@type"] == "BreadcrumbList"
        items = data["itemListElement"]
        assert [each["position"] for each in items] == list(range(1, len(items) + 1))
        assert items[0]["item"] == BASE
        assert items[-1]["item"] == BASE + address
        assert items[-1]["name"] in page.partition("</title>")[0]
        for item in items[1:-1]:
            assert item["name"] in page.partition('<ol class="trail plain">')[2]


def test_the_data_page_describes_its_files(site):
    """And says that a demo is one."""
    (data,) = [each for each in linked(html(site, "data/")) if each["@type"] == "Dataset"]
    assert data["description"].startswith("演示数据")
    assert "creator" not in data
    for each in data["distribution"]:
        assert (site / each["contentUrl"].removeprefix(BASE)).is_file()


def test_only_a_real_site_names_the_office_as_an_organization():
    """What is no government site must not claim to be one."""
    home = full_pages()["home"]
    assert linked(html_of(home)) == []
    (data,) = linked(html_of(home, msgspec.structs.replace(SITE, demo=False)))
    assert data["publisher"]["@type"] == "GovernmentOrganization"
    assert data["publisher"]["telephone"] == SITE.phone
    assert linked(html_of(home, BARE_SITE)) == []


def test_structured_data_cannot_be_left():
    """A title with a closing tag in it stays inside."""
    page = full_pages()["result"]
    head = msgspec.structs.replace(page.head, title="</script><b>路灯")
    (data,) = linked(html_of(msgspec.structs.replace(page, head=head)))
    assert data["itemListElement"][-1]["name"] == "</script><b>路灯"


# A browser on the built site.

Opener = Callable[..., Page]


@pytest.fixture
def opened(site: Path, browser: Browser) -> Iterator[Opener]:
    """Opens a page of the site as a plain file server serves it."""
    contexts: list[BrowserContext] = []

    def serve(route: Route) -> None:
        path = site / route.request.url.removeprefix(BASE).partition("?")[0]
        path = path / "index.html" if path.is_dir() else path
        if path.is_file():
            route.fulfill(path=path)
        else:
            route.fulfill(status=404, body="")

    def opener(address: str, *, script: bool = True, width: int = 390) -> Page:
        context = browser.new_context(
            java_script_enabled=script, viewport={"width": width, "height": 844}, ignore_https_errors=True
        )
        contexts.append(context)
        context.route("**/*", serve)
        page = context.new_page()
        page.goto(BASE + address)
        return page

    yield opener
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def number(site: Path) -> str:
    """A number that is published."""
    return next(path.name for path in sorted((site / "2022/results").glob("2022-*")))


@pytest.mark.browser
def test_a_number_leads_to_its_page_however_it_is_written(number, opened):
    """办到哪一步了: with a dash or without, in full-width digits, of this year without the year."""
    for written in (number, f" {number.replace('-', '')} ", number.translate(FULL_WIDTH), number[5:]):
        page = opened("search/")
        page.fill("#words", written)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{BASE}2022/results/{number}/")


FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")


@pytest.mark.browser
def test_a_number_asked_for_on_the_list_leads_to_its_page_and_back(number, opened):
    """Through the search page, where going back does not land."""
    page = opened("2022/results/")
    page.fill("form.find input", number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{BASE}2022/results/{number}/")
    page.go_back()
    assert page.url == f"{BASE}2022/results/"


@pytest.mark.browser
def test_a_number_without_a_page_is_told_with_the_phone(opened):
    """It may not be published yet; whoever answers the phone can say."""
    page = opened("search/?q=2022-999999")
    page.get_by_text("编号 2022-999999 还没有公示").wait_for()
    assert page.locator("#said a").get_attribute("href") == "tel:" + (page.locator("#said a").inner_text())
    assert page.url.endswith("?q=2022-999999")
    page.fill("#words", "路灯")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("找到")


@pytest.mark.browser
def test_without_script_a_number_is_asked_for_and_the_address_is_told(number, opened):
    """The form works; the search page says at which address the number stands."""
    page = opened("2022/results/", script=False)
    page.fill("form.find input", number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{BASE}search/?q={number}")
    assert f"{BASE}2022/results/编号/" in page.locator("noscript").inner_html()


# Paper.

PAGE = re.compile(rb"/Type\s*/Page\b")
A4_WIDTH = 688  # 182 mm between the margins, in CSS pixels


def printed(page: Page) -> int:
    """How many sheets a page takes."""
    return len(PAGE.findall(page.pdf(format="A4", prefer_css_page_size=True)))


@pytest.mark.browser
def test_each_community_page_is_one_sheet_with_its_code(site, opened):
    """For the notice board (S62): the sentence, what was solved last, the code; no navigation."""
    for path in sorted((site / "2022/communities").iterdir()):
        if path.is_dir():
            page = opened(f"2022/communities/{path.name}/")
            heading = page.locator("h1").inner_text()
            page.emulate_media(media="print")
            assert page.locator(".board-head").inner_text().replace("\u200b", "") == heading
            assert page.locator(".board img").evaluate("each => each.complete && each.naturalWidth > 200")
            for hidden in ("header", "nav.main", "h1", "footer"):
                assert not page.locator(hidden).first.is_visible()
            assert printed(page) == 1


def fullest_sheet(title: str, timing: str, rows: int) -> bytes:
    """A community whose names and numbers are as long as they may be, with all the rows it may have."""
    row = parts.BoardRow(
        title=title,
        field="住有宜居",
        timing=timing,
        resolved_on="2022-12-28",
        is_new=True,
    )
    tally = parts.Tally(issues=12345, resolved=11111, explained=1111)
    name = "示例十二字名称的社区居民委会"
    page = msgspec.structs.replace(
        full_pages()["community"],
        name=name,
        heading=f"{name}：已解决11111件，已说明1111件，还在办123件",
        tally=tally,
        board=parts.Board(rows=(row,) * rows, since="2022-07-22", new_count=123),
        office="示例街道示例社区党群服务中心一楼便民服务大厅东侧第二个窗口（示例地址）",
        total=12345,
    )
    return html_of(page).encode()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("title", "timing", "rows"),
    [
        ("一个三十二字的标题" * 3 + "，换了 6 盏", "用了 118 个工作日，超过时限", 6),
        ("一个正好写满一行的十七个字标题啊", "用了 15 个工作日", 10),
    ],
)
def test_the_fullest_sheet_is_still_one(title, timing, rows, browser):
    """Nothing runs over an edge, nothing covers anything."""
    context = browser.new_context(viewport={"width": A4_WIDTH, "height": 998})
    fullest, picture = fullest_sheet(title, timing, rows), io.BytesIO()
    Image.new("1", (300, 300)).save(picture, "png")
    context.route("**/*", lambda route: route.fulfill(body=picture.getvalue(), content_type="image/png"))
    context.route(BASE, lambda route: route.fulfill(body=fullest, content_type="text/html"))
    page = context.new_page()
    page.goto(BASE)
    page.emulate_media(media="print")
    board = page.locator(".board")
    assert board.evaluate("each => each.scrollHeight <= each.clientHeight")
    assert board.evaluate("each => each.scrollWidth <= each.clientWidth")
    assert printed(page) == 1
    context.close()


@pytest.mark.browser
def test_a_printed_result_has_its_code_and_fits_one_sheet(number, opened):
    """On a phone the code is neither seen nor loaded, on paper it is (R3.5)."""
    page = opened(f"2022/results/{number}/")
    loaded: list[str] = []
    page.on("requestfinished", lambda request: loaded.append(request.url))
    assert not page.locator(".qr").is_visible()
    assert not [each for each in loaded if "/qr-" in each]
    # Whoever prints by hand waits for a preview, in which it comes into view; printing by command does not.
    page.emulate_media(media="print")
    page.wait_for_function("() => document.querySelector('.qr img').naturalWidth > 200")
    assert printed(page) == 1
    assert [each for each in loaded if "/qr-" in each]
