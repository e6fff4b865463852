"""What an inspector would look at (政府网站发展指引), on every page of the demo (R1.1 to R1.8)."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser

from generator.build import Options, build
from generator.errors import ContentError
from tests import content_samples as sample
from tests.makers import PROJECT
from tests.page_samples import full_pages, html_of

BASE = "https://wanhu.test/column-7/"
TEMPLATES = PROJECT / "templates"
COLUMN = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE = ("ArticleTitle", "PubDate", "ContentSource")
OTHERS = ("SiteName", "SiteDomain", "SiteIDCode", "Keywords", "Author", "Description", "Image", "Url")
ONCE = {*COLUMN, *ARTICLE, *OTHERS}
SIGNS = "links => links.map(each => getComputedStyle(each, '::after').content)"
IDENTIFIERS = "site_code: '3703030001'\nicp: 鲁ICP备12345678号\npolice: 鲁公网安备37030302000001号\n"

# The scripts of public pages, and what came after ES2018: syntax first, then calls.
FOR_READERS = frozenset({"copy.js", "search.js", "size.js", "wechat.js"})
NEWER = (
    r"\?\.[a-z(\[]", r"\?\?", r"\bcatch\s*\{", r"\d_\d", r"\|\|=", r"&&=", r"\b(import|export|static)\b",
    r"\.at\(", r"\.flat(Map)?\(", r"\.(replace|match)All\(", r"fromEntries", r"allSettled", r"hasOwn\(",
    r"structuredClone", r"globalThis", r"\btrim(Start|End)\(", r"replaceChildren", r"requestIdleCallback",
)  # fmt: skip


class Seen(HTMLParser):
    """A page as a robot reads it: meta tags, title, headings, links with their words, the text of a part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.metas: list[tuple[str, str]] = []
        self.links: list[tuple[str, str]] = []
        self.texts: dict[str, list[str]] = {"title": [], "h1": [], "footer": [], "main": []}
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "meta" and "name" in named:
            self.metas.append((named["name"], named.get("content", "")))
        if tag == "a" and "href" in named:
            self.links.append((named["href"], named.get("rel", "") + named.get("target", "")))
        if tag in self.texts:
            self.open.append(tag)
            if tag in ("h1", "title"):
                self.texts[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            self.open.remove(tag)

    def handle_data(self, data: str) -> None:
        for tag in self.open:
            if tag in ("h1", "title"):
                self.texts[tag][-1] += data
            else:
                self.texts[tag].append(data)

    @property
    def meta(self) -> dict[str, str]:
        return dict(self.metas)

    def text(self, part: str) -> str:
        return re.sub(r"\s+", "", "".join(self.texts[part]))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "site"
    build(Options(content=PROJECT / "content", templates=TEMPLATES, out=out, base_url=BASE))
    return out


@pytest.fixture(scope="module")
def seen(site: Path) -> dict[str, Seen]:
    """Every page but the one for wrong addresses, by address."""
    return {
        "" if path.parent == site else f"{path.parent.relative_to(site).as_posix()}/": Seen(
            path.read_text("utf-8")
        )
        for path in sorted(site.rglob("index.html"))
    }


def test_meta_tags_stand_once_and_say_something(seen: dict[str, Seen]) -> None:
    """R1.1: never twice, never empty, never the word of a missing value."""
    for address, page in seen.items():
        counted = Counter(name for name, _ in page.metas)
        assert {name for name in ONCE if counted[name] > 1} == set(), address
        for name, content in page.metas:
            assert content.strip(), f"{address} {name}"
            assert content not in ("None", "null"), f"{address} {name}"
        assert page.meta["SiteName"]
        assert page.meta["SiteDomain"] == "wanhu.test"
        assert 0 < len(page.meta["Description"]) <= 120


@pytest.mark.parametrize(
    "address",
    [
        "2022/",
        "2022/results/",
        "2022/communities/",
        "policies/",
        "notices/",
        "stories/",
        "2022/arrangements/",
        "data/",
    ],
)
def test_a_column_names_itself(seen: dict[str, Seen], address: str) -> None:
    """R1.1: lists carry the four tags of their column."""
    assert all(seen[address].meta.get(name) for name in COLUMN)


def articles(seen: dict[str, Seen]) -> dict[str, Seen]:
    """Results, policies, notices and stories; not what is printed, nor notices of what was taken down."""
    folders = r"(2022/results/2022-\d{6}|(policies|notices|stories)/[a-z0-9-]+)/"
    return {
        address: page
        for address, page in seen.items()
        if re.fullmatch(folders, address)
        and not re.match("policies/(leaflet|talk-sheet)/", address)
        and not re.search("已经撤下|并到别的编号", page.texts["title"][0])
    }


def test_an_article_says_what_it_is_when_and_by_whom(seen: dict[str, Seen]) -> None:
    """R1.1 to R1.3: its title is the one h1, whole; its time the visible one, never after the data."""
    found = articles(seen)
    assert len(found) > 100
    for address, page in found.items():
        assert all(page.meta.get(name) for name in ARTICLE), address
        (heading,) = page.texts["h1"]
        assert page.meta["ArticleTitle"] == heading.strip()
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d", page.meta["PubDate"])
        assert page.meta["PubDate"] <= "2022-08-05 18:00"
        assert page.meta["Url"] == BASE + address
        assert page.meta["Image"].startswith(BASE)
        shown = page.meta["PubDate"]
        if address.startswith("2022/results/"):
            assert shown.endswith(" 00:00")
            shown = shown[:10]
        text = page.text("main").replace("：", "")
        assert f"发布时间{shown}".replace(" ", "") in text, address


def test_titles_carry_the_message_in_32_characters(seen: dict[str, Seen]) -> None:
    """R1.3: one title and one h1 a page; a result's title is its whole heading."""
    for address, page in seen.items():
        (title,), (heading,) = page.texts["title"], page.texts["h1"]
        assert 0 < len(title) <= 32, address
        if "ArticleTitle" in page.meta and address.startswith("2022/results/"):
            assert title.startswith(heading.strip())


def test_no_two_pages_are_passed_on_under_one_title(seen: dict[str, Seen]) -> None:
    """What WeChat shows tells them apart; only notices in place of results are alike (R1.3)."""
    titles = Counter(
        page.texts["title"][0] for page in seen.values() if "这件事" not in page.texts["title"][0]
    )
    assert [title for title, number in titles.items() if number > 1] == []


def test_a_demo_says_so_on_every_page(seen: dict[str, Seen]) -> None:
    """R1.4: no identifier is invented, and each page says what it is."""
    for address, page in seen.items():
        assert "演示站点，非政府网站" in page.text("footer"), address
        assert "SiteIDCode" not in page.meta
        assert "ICP备" not in page.text("footer")


def test_the_footer_is_whole_on_every_page(seen: dict[str, Seen]) -> None:
    """R1.7: who runs it, phones, the moment of the data, the ways to the site map and the statements."""
    for address, page in seen.items():
        footer = page.text("footer")
        for said in ("主办单位：", "联系电话：", "12345", "站点地图", "隐私说明", "无障碍说明"):
            assert said in footer, f"{address} {said}"
        assert re.search(r"数据截至\d{4}-\d{2}-\d{2}\d{2}:\d{2}", footer), address
        linked = {urljoin(BASE + address, href) for href, _ in page.links}
        assert {BASE + each for each in ("sitemap/", "privacy/", "accessibility/")} <= linked


def test_every_link_inside_is_relative(seen: dict[str, Seen]) -> None:
    """R1.5: the site can be dropped under any path of another."""
    for address, page in seen.items():
        inside = [href for href, _ in page.links if not urlsplit(href).scheme]
        assert [href for href in inside if href.startswith("/")] == [], address


def test_wechat_may_enlarge_the_text_and_the_dark_is_followed(site: Path, seen: dict[str, Seen]) -> None:
    """R3.7: every page says so, and nothing forces the reader's size back."""
    for address, page in seen.items():
        assert page.meta["wechat-enable-text-zoom-em"] == "true", address
        assert page.meta["color-scheme"] == "light dark", address
        assert "scalable" not in page.meta["viewport"], address
        assert "maximum-scale" not in page.meta["viewport"], address
    home = (site / "index.html").read_text("utf-8")
    assert "prefers-color-scheme:dark" in home
    assert "text-size-adjust" not in home


def test_scripts_are_plain_enough_for_old_phones() -> None:
    """R3.8: no syntax and no call that came after ES2018, and no modules."""
    for path in sorted((TEMPLATES / "assets").glob("*.js")):
        if path.name not in FOR_READERS:
            continue
        code = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        for newer in NEWER:
            assert not re.search(newer, code), f"{path.name}: {newer}"


def test_what_is_a_file_can_be_read_as_a_page_too(seen: dict[str, Seen]) -> None:
    """R3.10: files are linked from the page that explains them, beside the way to the same as pages."""
    files = (".json", ".csv", ".xlsx", ".pdf", ".zip")
    with_files = {
        address: {urljoin(BASE + address, href) for href, _ in page.links}
        for address, page in seen.items()
        if any(href.endswith(files) for href, _ in page.links)
    }
    assert set(with_files) == {"data/"}
    assert BASE + "2022/results/" in with_files["data/"]


@pytest.mark.browser
def test_a_link_that_leaves_is_marked(browser: Browser) -> None:
    """R1.8: with a word after its own, and no link inside is."""
    page = browser.new_page()
    page.set_content(html_of(full_pages()["policy"]))
    outside = page.locator("main a[href^=http]")
    assert outside.evaluate_all(SIGNS) == ['"（站外）"'] * outside.count()
    assert outside.count()
    inside = page.locator("main a:not([href^=http])")
    assert set(inside.evaluate_all(SIGNS)) == {"none"}
    page.close()


def test_an_empty_column_is_not_published_and_not_linked(tmp_path: Path) -> None:
    """R1.8: no page and no way to it; communities and fields always are there (S04, S62)."""
    content, out = sample.write_content(tmp_path / "content"), tmp_path / "site"
    build(Options(content=content, templates=TEMPLATES, out=out))
    assert not (out / "notices").exists()
    assert not (out / "stories").exists()
    for path in out.rglob("index.html"):
        for href, _ in Seen(path.read_text("utf-8")).links:
            assert "notices/" not in href
            assert "stories/" not in href
    assert (out / "2022/communities/example-1/index.html").is_file()
    assert (out / "2022/fields/culture/index.html").is_file()


def test_a_document_shows_its_block_and_a_dead_one_says_so(tmp_path: Path) -> None:
    """R1.6: fields that are missing are left out; 失效 stands in title, list and share text."""
    lines = 'official:\n  issuer: 示例街道\n  document_no: "湖工发〔2022〕34号"\n  validity: 失效\n'
    policy = sample.POLICY.replace("summary:", f"{lines}summary:", 1)
    content = sample.write_content(tmp_path / "content", {"policies/plan-2022.md": policy})
    build(Options(content=content, templates=TEMPLATES, out=tmp_path / "site", base_url=BASE))
    html = (tmp_path / "site/policies/plan-2022/index.html").read_text("utf-8")
    page = Seen(html)
    assert "湖工发〔2022〕34号" in page.text("main")
    for missing in ("索引号", "成文日期", "主题分类"):
        assert missing not in page.text("main")
    for text in (*page.texts["title"], *re.findall(r'property="og:title" content="([^"]*)"', html)):
        assert "已失效" in text
    listed = Seen((tmp_path / "site/policies/index.html").read_text("utf-8"))
    assert "已失效" in listed.text("main")


# --strict


def strict(content: Path, tmp_path: Path, base_url: str | None = BASE) -> dict[str, str]:
    """What a strict build complains about, by code with the last message."""
    options = Options(
        content=content, templates=TEMPLATES, out=tmp_path / "site", base_url=base_url, strict=True
    )
    try:
        build(options)
    except ContentError as refused:
        return {each.code: each.message for each in refused.problems}
    return {}


def ready(tmp_path: Path, **files: str) -> Path:
    site = sample.SITE.replace("demo: true", "demo: false") + IDENTIFIERS
    return sample.write_content(tmp_path / "content", {"site.yaml": site, **files})


def test_a_site_that_is_ready_passes(tmp_path: Path) -> None:
    """And is built, with its identifiers on every page."""
    assert strict(ready(tmp_path), tmp_path) == {}
    assert "鲁ICP备12345678号" in (tmp_path / "site/index.html").read_text("utf-8")


def test_strict_lists_what_an_inspector_would(tmp_path: Path) -> None:
    """All at once: identifiers, the demo flag, placeholders, no https, a document without its data."""
    lines = 'official:\n  document_no: "湖工发〔2022〕34号"\n'
    files = {
        "site.yaml": sample.SITE,
        "policies/plan-2022.md": sample.POLICY.replace("summary:", f"{lines}summary:", 1),
        "pages/about.md": "---\ntitle: 待填写\nsummary: 待填写。\n---\n\n待填写。\n",
    }
    content = sample.write_content(tmp_path / "content", files)
    problems = strict(content, tmp_path, base_url="http://wanhu.test/")
    assert problems.keys() == {"missing_identifier", "demo", "unfilled", "no_https", "official_incomplete"}
    for missing in ("issuer", "index_no", "signed_on", "issued_on", "validity"):
        assert missing in problems["official_incomplete"]


@pytest.mark.parametrize("line", ["icp: 鲁ICP备123号", "site_code: '12'", "police: 鲁公网安备1号"])
def test_a_malformed_identifier_is_refused_strict_or_not(tmp_path: Path, line: str) -> None:
    """R1.4: it is not left out quietly."""
    content = sample.write_content(tmp_path / "content", {"site.yaml": f"{sample.SITE}{line}\n"})
    with pytest.raises(ContentError) as refused:
        build(Options(content=content, templates=TEMPLATES, out=tmp_path / "site"))
    assert [each.code for each in refused.value.problems] == ["identifier"]
