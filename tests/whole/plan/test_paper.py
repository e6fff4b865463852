"""What the plan asks to be told on paper and on the public pages (S02, S13, S62, S92, S93)."""

import html
import re
import shutil
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser

from generator.build import Options, build, load_year
from generator.campaign.front_matter import PolicyCard
from generator.campaign.vocabulary import FIELDS
from tests.makers import PROJECT
from tests.whole.paper import Sheets, printed

BASE = "https://wanhu.test/column-7/"
TEMPLATES = PROJECT / "templates"
PLACES = load_year(PROJECT / "content").places.communities
A4 = {(595, 842)}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped content with its demo records, built for an address."""
    out = tmp_path_factory.mktemp("paper") / "site"
    build(Options(content=PROJECT / "content", templates=TEMPLATES, out=out, base_url=BASE))
    return out


def page(site: Path, address: str) -> str:
    return (site / address / "index.html").read_text("utf-8")


def holds(sheets: Sheets, count: int) -> bool:
    """A4 sheets as many as expected, nothing over an edge."""
    assert (sheets.cut_off, sheets.is_wide) == ([], False)
    return len(sheets.pages) == count and sheets.sizes == A4


@pytest.mark.browser
@pytest.mark.parametrize("code", [each.code for each in PLACES])
def test_s62_a_community_page_is_one_sheet_for_the_notice_board(code, site, browser: Browser):
    """Every community, whatever it has to tell: one A4 sheet with its sentence, its phone, its code."""
    sheets = printed(browser, site, f"2022/communities/{code}/", ".board")
    assert holds(sheets, 1)
    community = next(each for each in PLACES if each.code == code)
    words = re.sub(r"\s", "", sheets.text)
    assert f"{community.name}：" in words
    assert community.phone in words
    assert f"{BASE}2022/communities/{code}/" in words


def test_s62_every_community_tells_what_was_solved(site):
    """A page each, even with nothing: how many, as of when; what was done, or that nothing is yet."""
    for community in PLACES:
        text = page(site, f"2022/communities/{community.code}/")
        (h1,) = re.findall(r"<h1[^>]*>(.*?)</h1>", text)
        (title,) = re.findall(r"<title>(.*?)</title>", text)
        assert h1.startswith(f"{community.name}：")
        assert h1.endswith("（截至8月5日）")
        assert h1.startswith(title.removesuffix("（截至8月5日）"))
        assert 'class="case"' in text or 'class="empty"' in text


def test_s62_the_sheet_marks_what_is_new_since_the_last_one(site):
    """What was solved or published in the last two weeks is counted and marked, on paper and screen."""
    told = 0
    for community in PLACES:
        text = page(site, f"2022/communities/{community.code}/")
        counts = re.findall(r"以后(?:</b>)?新办成、新公布 (\d+) 件", text)
        assert len(counts) in (0, 2)
        assert len(set(counts)) <= 1
        assert ("<i>新</i>" in text) == bool(counts)
        told += len(counts)
    assert told


@pytest.mark.browser
@pytest.mark.parametrize("code", ["fuxing", "example-2"])
def test_s13_service_cards_stand_eight_to_a_sheet(code, site, browser: Browser):
    """One A4 sheet, eight whole cards: the community's phone, the street's, 12345, two codes each."""
    sheets = printed(browser, site, f"2022/communities/{code}/cards/", ".card")
    assert holds(sheets, 1)
    community = next(each for each in PLACES if each.code == code)
    for said in (community.phone, "12345", "便民服务卡", "有事要反映", "看办理结果"):
        assert sheets.text.count(said) == 8, said


def test_s13_the_codes_of_a_card_lead_to_telling_and_to_results(site):
    """Decoded, the two codes are the addresses of 我要反映 and of this very community."""
    text = page(site, "2022/communities/fuxing/cards/")
    codes = dict(re.findall(r'<img src="([^"]+)"[^>]*alt="([^"]+)的二维码"', text))
    read = {}
    for name, alt in codes.items():
        with Image.open(site / "2022/communities/fuxing/cards" / name) as picture:
            read[alt] = zxingcpp.read_barcodes(picture)[0].text
    assert read == {
        "我要反映": f"{BASE}report/",
        "福兴社区办理结果": f"{BASE}2022/communities/fuxing/",
    }


@pytest.mark.browser
@pytest.mark.parametrize(
    "address",
    ["", "2022/results/", "2022/fields/housing/", "2022/arrangements/", "policies/elders-free-checkup/",
     "notices/visiting-begins/", "stories/drain/", "data/", "policies/leaflet/", "2022/communities/"],
)  # fmt: skip
def test_s02_a_printed_page_carries_its_code_and_nothing_runs_off_the_paper(address, site, browser: Browser):
    """The page's own address stands beside its code on paper, and no line is cut."""
    sheets = printed(browser, site, address, "main")
    assert (sheets.cut_off, sheets.is_wide, sheets.sizes) == ([], False, A4)
    assert f"{BASE}{address}" in re.sub(r"\s", "", sheets.text)


@pytest.mark.browser
@pytest.mark.parametrize("number", ["2022-000026", "2022-000028", "2022-000053", "2022-000061"])
def test_s02_a_result_that_was_taken_up_again_is_one_sheet(number, site, browser: Browser):
    """However many steps it took, who is asked and who publishes stand on the same paper."""
    address = f"2022/results/{number}/"
    assert "重新办理" in page(site, address)
    assert holds(printed(browser, site, address), 1)


@pytest.mark.browser
def test_s92_one_source_makes_the_leaflet_and_the_talk_sheet(site, browser: Browser):
    """Each policy card that holds is on both, with its source and date; the talk sheet asks the prompts."""
    leaflet, talk = page(site, "policies/leaflet/"), page(site, "policies/talk-sheet/")
    cards = [each for each in policies() if each.fields]
    for card in cards:
        for text in (leaflet, talk):
            assert html.escape(card.title) in text
            assert html.escape(card.source) in text
            assert html.escape(card.summary) in text
    prompts = load_year(PROJECT / "content").form.prompts
    asked = [each.title for each in prompts if each.fields]
    assert [title for title in asked if title not in talk] == []
    assert [title for title in asked if title in leaflet] == []
    # Either is one sheet of paper, printed on both sides.
    for name in ("leaflet", "talk-sheet"):
        assert holds(printed(browser, site, f"policies/{name}/", ".groups"), 2)


def test_s92_what_no_longer_holds_is_not_handed_out(tmp_path):
    """A policy past its day leaves the leaflet and is marked on the talk sheet."""
    content = tmp_path / "content"
    copy_content(content)
    card = content / "policies/housing-ebikes.md"
    said = card.read_text("utf-8")
    (title,) = re.findall(r"(?m)^title: (.*)$", said)
    card.write_text(said.replace("published_on:", 'valid_until: "2022-07-01"\npublished_on:', 1), "utf-8")
    build(Options(content=content, templates=TEMPLATES, out=tmp_path / "site"))
    assert title not in page(tmp_path / "site", "policies/leaflet/")
    assert f"{title}（已过期）" in page(tmp_path / "site", "policies/talk-sheet/")


def test_s93_policies_stand_by_the_nine_fields_with_source_and_date(site):
    """The nine in the plan's order; each card under each of its fields, with where it comes from and when."""
    text = page(site, "policies/")
    headings = re.findall(r"<h2>(.*?)</h2>", text)
    assert headings[:9] == list(FIELDS.values())
    for field, part in zip(FIELDS, text.split('<div class="head2" id="field-')[1:], strict=True):
        cards = [each for each in policies() if field in each.fields]
        assert cards
        for card in cards:
            assert f"<b>{html.escape(card.title)}</b>" in part
            assert html.escape(card.source) in part
            date = card.source_date
            assert f"{date.year}年{date.month}月{date.day}日" in part


def policies() -> list[PolicyCard]:
    return list(load_year(PROJECT / "content").policies.values())


def copy_content(folder: Path) -> None:
    shutil.copytree(PROJECT / "content", folder)
