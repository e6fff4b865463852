"""Every public template against its page type: with everything, and with the least it may get."""

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import jinja2
import msgspec
import pytest

from generator.campaign.configuration import COMPLAINTS
from generator.page_frame import Page
from generator.pages import KINDS
from tests.page_samples import (
    BARE_SITE,
    ENVIRONMENT,
    SITE,
    TEMPLATES,
    full_pages,
    html_of,
    least_pages,
    make_result,
)

FULL, LEAST = full_pages(), least_pages()
EVERY = [(f"{name}-full", page, SITE) for name, page in FULL.items()] + [
    (f"{name}-least", page, BARE_SITE) for name, page in LEAST.items()
]
every_page = pytest.mark.parametrize(
    ("page", "site"), [each[1:] for each in EVERY], ids=[e[0] for e in EVERY]
)


class Read(HTMLParser):
    """What a page says, read back: meta tags, links, headings and tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta: list[tuple[str, str]] = []
        self.hrefs: list[str] = []
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.headings: list[tuple[str, str]] = []
        self._inside: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        self.tags[tag] += 1
        if "id" in given:
            self.ids[given["id"]] += 1
        if tag == "meta" and "content" in given and "http-equiv" not in given:
            self.meta.append((given.get("name") or given["property"], given["content"]))
        self.hrefs += [given[key] for key in ("href", "src") if given.get(key)]
        if tag in ("h1", "h2", "h3", "title", "caption"):
            self._inside = tag
            self.headings.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.headings[-1] = (self._inside, self.headings[-1][1] + data)

    def texts(self, tag: str) -> list[str]:
        return [text for name, text in self.headings if name == tag]


def test_there_is_a_sample_of_every_kind():
    """A new kind of page cannot be forgotten here."""
    assert {type(page) for page in FULL.values()} == set(KINDS)
    assert {type(page) for page in LEAST.values()} == set(KINDS)


@every_page
def test_a_page_is_whole(page, site):
    """One h1, one main, ids once, headings with words in them, and nothing that reads None."""
    html = html_of(page, site)
    read = Read(html)
    assert read.tags["h1"] == read.tags["main"] == read.tags["header"] == read.tags["footer"] == 1
    assert all(text.strip() for _, text in read.headings)
    assert set(read.ids.values()) == {1}
    assert not re.search(
        r"\b(None|null|undefined|True|False)\b", re.sub(r"(?s)<script>.*?</script>", "", html)
    )
    assert '<html lang="zh-CN">' in html


@every_page
def test_meta_tags_stand_once_and_say_something(page, site):
    """Each name once, never empty (R1.1); names are compared as HTML does, without regard to case."""
    read = Read(html_of(page, site))
    names = Counter(name.lower() for name, _ in read.meta if name != "viewport")
    assert set(names.values()) == {1}
    assert all(content.strip() for _, content in read.meta)
    assert len(read.texts("title")[0]) <= 32


@every_page
def test_every_page_carries_the_frame(page, site):
    """The 大字版 switch, the skip link, the phone, 12345, where to report a mistake, who publishes (R1.7)."""
    html = html_of(page, site)
    for said in (
        'id="size"',
        'href="#main"',
        f"tel:{site.phone}",
        "tel:12345",
        site.corrections,
        site.publisher,
    ):
        assert said in html
    assert ("演示站点，非政府网站" in html) == site.demo


@every_page
def test_links_are_relative(page, site):
    """The built site can be dropped under any path (R1.5), but for whole addresses and the collector's."""
    read = Read(html_of(page, site, root="../../"))
    outside = ("https://example.org/", "data:,", COMPLAINTS)
    assert [href for href in read.hrefs if not href.startswith(("../../", "#", "tel:", "?", *outside))] == []


@pytest.mark.parametrize("name", [name for name, page in FULL.items() if page.head.article])
def test_an_article_says_what_it_is(name):
    """ArticleTitle is the h1, whole; PubDate is a date with a time; the address is absolute (R1.2, R1.3)."""
    page = FULL[name]
    read = Read(html_of(page))
    meta = dict(read.meta)
    assert [meta["ArticleTitle"]] == read.texts("h1")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", meta["PubDate"])
    assert meta["Url"].startswith("https://")
    assert meta["og:type"] == "article"


def test_nothing_is_invented_where_nothing_is_configured():
    """Without a base address and identifiers there is no canonical address and no number (R1.4)."""
    html = html_of(FULL["result"], BARE_SITE)
    for absent in ("SiteDomain", "SiteIDCode", 'rel="canonical"', "og:url", "备案", 'name="Url"', "标识码"):
        assert absent not in html


def test_identifiers_are_shown_once_they_are_there():
    """Site code, ICP and police numbers stand in the footer, the code in the head as well."""
    site = msgspec.structs.replace(
        SITE, site_code="3703030001", icp="鲁ICP备12345678号", police="鲁公网安备 37030302000001号"
    )
    html = html_of(FULL["home"], site)
    assert '<meta name="SiteIDCode" content="3703030001">' in html
    assert "鲁ICP备12345678号" in html
    assert "鲁公网安备 37030302000001号" in html


def test_hostile_text_stays_text():
    """Whatever a record says, it is shown and not obeyed."""
    hostile = '"><script>alert(1)</script>&'
    page = msgspec.structs.replace(
        FULL["result"], result=make_result(title=hostile, summary=hostile, outcome=hostile)
    )
    html = html_of(page)
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;&amp;") >= 3


def test_a_household_matter_is_told_by_the_month():
    """Months only, no steps, and a sentence that says why."""
    html = html_of(LEAST["result"], BARE_SITE)
    assert "只公布到月份" in html
    assert "2022年7月收到" in html
    assert "一步一步" not in html


def test_a_withdrawn_page_shows_nothing_of_what_it_was():
    """Only the number and the day are left (R5.6)."""
    kept = {field for field in FULL["withdrawn"].__struct_fields__ if field != "head"}
    assert kept == {"issue_no", "withdrawn_on"}


def test_a_suppressed_count_reads_so():
    """A hidden number is said to be hidden, with no percentage beside it (R5.3, R6.1)."""
    html = html_of(FULL["data"])
    assert "少于5或不单列/12 件" in html
    assert "不算百分比" in html


@pytest.mark.parametrize("name", ["site.css", "size.js", "search.js"])
def test_assets_can_stand_inline(name):
    """Nothing in them is read as a template or ends the element they stand in."""
    text = (TEMPLATES / "assets" / name).read_text("utf-8")
    assert not re.search(r"\{[{%#]|</(script|style)", text)


def test_every_size_grows_with_the_root():
    """Type and targets are in rem (R2.1); pixels are for hairlines, outlines and the QR code."""
    css = (TEMPLATES / "assets/site.css").read_text("utf-8").partition("@media print")[0]
    sizes = re.findall(r"(?:font-size|min-height|min-width|font):[^;}]*\dpx", css)
    assert sizes == []


def test_a_template_cannot_use_what_its_type_does_not_have():
    """A misspelled name or field is refused, so these tests would notice one."""
    for wrong in ("{{ absent }}", "{{ page.absent }}", "{{ page.absent.again }}"):
        with pytest.raises((AttributeError, jinja2.UndefinedError)):
            ENVIRONMENT.from_string(wrong).render(page=FULL["home"])


def test_types_are_frozen():
    """A template or a plan cannot change a page."""
    assert all(kind.__struct_config__.frozen for kind in KINDS)
    assert all(issubclass(kind, Page) for kind in KINDS)


def test_the_sheet_for_the_notice_board_breaks_between_clauses():
    """A title has where to break after its commas; a month stands among days without its year."""
    board = html_of(FULL["community"]).partition('<div class="board">')[2]
    assert "不亮，\u200b已更换" in board
    assert "<td>7月</td>" in board


@pytest.mark.parametrize("name", ["data", "community", "field"])
def test_what_is_in_no_class_of_days_used_is_said_beside_the_plot(name):
    assert "超期的算在“超过时限”里，另外 3 件没有画进去。" in html_of(FULL[name])


def test_an_extension_within_the_month_is_told_as_one_among_the_facts():
    """Where only months are told, 延期到 would name the month that the limit names."""
    result = make_result(due_on="2022-07", extended_to="2022-07")
    html = html_of(msgspec.structs.replace(FULL["result"], result=result))
    assert "（经批准延期，仍在这个月）" in html
    assert "延期到" not in html


@pytest.mark.parametrize("name", ["result", "policy"])
def test_the_days_of_one_list_of_facts_are_written_alike(name):
    """The moment of publication has the form of its meta tag (R1.2) and stands below the list."""
    html = html_of(FULL[name])
    facts = "".join(re.findall(r'<dl class="facts">.*?</dl>', html, re.DOTALL))
    assert re.search(r"年.{0,30}月\d+日", facts)
    assert not re.search(r"\d{4}-\d{2}-\d{2}", facts)
    assert re.search(r"发布时间：<time>\d{4}-\d{2}-\d{2}", html)
