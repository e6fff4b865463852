"""The pages of an issue's life in a real browser: nothing for axe to find, nothing sideways."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from collector.desk import Desk
from collector.desk.people import signing_in
from collector.desk.residents import look_back
from tests.clients import Served, enlarge_letters, served
from tests.makers import keep_case, make_account, make_case, make_draft, make_household, make_step
from tests.whole.paper import printed_page

pytestmark = pytest.mark.browser

NO = "2022-000123"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PAGES = (
    ("campaign_office", "/desk/"),
    ("campaign_office", "/desk/issues/?stage=overdue"),
    ("street_reviewer", "/desk/issues/2022-000124"),
    ("campaign_office", f"/desk/issues/{NO}"),
    ("publisher", f"/desk/publication/{NO}"),
    ("publisher", "/desk/publication/"),
    ("street_reviewer", "/desk/deputies/"),
    ("campaign_office", "/desk/office/"),
    ("campaign_office", "/desk/office/accounts/"),
    ("campaign_office", "/desk/office/figures/"),
    ("campaign_office", "/desk/office/figures/opinions/"),
    ("campaign_office", "/desk/office/look-back/"),
    ("campaign_office", "/desk/office/look-back/K2022-000001"),
)


@pytest.fixture
def server(desk: Desk) -> Iterator[Served]:
    """A desk with a case in hand, one of last year, one to review, and a text with all marked in it."""
    make_household(desk)
    extended = make_step("extended", until="2022-07-15")
    keep_case(desk, make_case("accepted", "proposal", extended, "resolved", "replied"))
    keep_case(desk, make_case(no="2022-000124"))
    keep_case(
        desk, make_case("accepted", "proposal", no="2022-000100", collected_at="2021-06-02T10:00:00+08:00")
    )
    keep_case(desk, make_case("accepted", "proposal", no="2022-000125"))
    texts = make_draft(summary="示例某说灯不亮，打13912345678，张大爷也看见了。", proposal="换灯")
    desk.act(lambda: desk.registers.drafts.put(texts))
    look_back.draw_sample(desk, make_account(role="campaign_office"), size=2, by_aspect="field", seed="7")
    with served(desk) as server:
        yield server


def open_page(
    browser: Browser, server: Served, desk: Desk, role: str, width: int, scheme: str, **more: Any
) -> Page:
    """A browser of somebody of this role."""
    context = browser.new_context(
        **more,
        viewport={"width": width, "height": 800},
        base_url=server.address,
        color_scheme="dark" if scheme == "dark" else "light",
    )
    secret = signing_in.open_session(desk, make_account(desk, role=role))
    context.add_cookies([{"name": "wanhu", "value": secret, "url": server.address}])
    if scheme == "large":
        context.add_cookies([{"name": "wanhu_size", "value": "large", "url": server.address}])
    page = context.new_page()
    if scheme == "letters":
        enlarge_letters(page)
    return page


def test_enter_in_a_title_hands_nothing_in(browser: Browser, server: Served, desk: Desk) -> None:
    """It keeps the draft: handing in is a button of its own."""
    page = open_page(browser, server, desk, "campaign_office", 390, "light")
    page.goto("/desk/publication/2022-000125")
    page.get_by_label("标题").fill("路灯正在修")
    page.get_by_label("标题").press("Enter")
    expect(page.get_by_text("草稿已保存。")).to_be_visible()
    draft = desk.cases.draft("2022-000125")
    assert draft is not None
    assert (draft.title, draft.state) == ("路灯正在修", "draft")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_what_was_typed_outlives_the_session(
    browser: Browser, server: Served, desk: Desk, width: int
) -> None:
    """Signed in again in another tab, or signed out: one more click and it is there; axe finds nothing."""
    page = open_page(browser, server, desk, "campaign_office", width, "light")
    page.goto("/desk/issues/2022-000125")
    page.get_by_text("答复方案", exact=True).first.click()
    form = page.locator("form[action$='/proposal']")
    form.locator("textarea").fill("换掉整条线路\n周五完工")
    form.locator("#proposal-person").fill("示例责任人")
    form.locator("#proposal-planned-on").fill("2022-08-12")
    secret = signing_in.open_session(desk, make_account(desk, role="campaign_office"))
    page.context.add_cookies([{"name": "wanhu", "value": secret, "url": server.address}])
    form.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("请再点一次提交")
    expect(page.get_by_label("内容")).to_have_value("换掉整条线路\n周五完工")
    assert Axe().run(page, options=RULES).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("button", name="再次提交").click()
    expect(page.get_by_text("已记下“答复方案”。")).to_be_visible()


@pytest.mark.parametrize(
    ("width", "scheme"),
    [(320, "light"), (390, "large"), (320, "large"), (320, "letters"), (1280, "dark")],
)
def test_nothing_for_axe_and_nothing_sideways(
    browser: Browser, server: Served, desk: Desk, width: int, scheme: str
) -> None:
    """Every page of the office passes axe and fits its window: light, dark, 大字版, letters doubled."""
    for role, address in PAGES:
        page = open_page(browser, server, desk, role, width, scheme)
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], address
        page.context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_office_finds_every_entry_without_scripts(
    browser: Browser, server: Served, desk: Desk, width: int
) -> None:
    """Behind one word, by groups, each large enough for a thumb; where it is stands in the row, in sight."""
    page = open_page(browser, server, desk, "campaign_office", width, "light", java_script_enabled=False)
    page.goto("/desk/")
    expect(page.get_by_role("link", name="留痕")).to_have_count(0)
    page.get_by_text("全部栏目").click()
    links = page.locator(".groups a")
    for box in (link.bounding_box() for link in links.all()):
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        assert box["x"] + box["width"] <= width
    links.filter(has_text="留痕").click()
    expect(page).to_have_url(f"{server.address}/desk/office/trail/")
    current = page.locator(".often [aria-current]")
    expect(current).to_have_text("留痕")
    box = current.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= width - 7 * 16


def test_a_phone_shows_where_it_is(browser: Browser, server: Served, desk: Desk) -> None:
    """An entry far along the row is brought into sight, in 大字版 too."""
    page = open_page(browser, server, desk, "campaign_office", 320, "large")
    page.goto("/desk/targets/")
    current = page.locator(".often [aria-current]")
    expect(current).to_have_text("走访任务")
    row, place = page.locator(".often").bounding_box(), current.bounding_box()
    assert row is not None
    assert place is not None
    assert place["x"] + place["width"] <= row["x"] + row["width"]


def test_the_pack_prints_as_it_is_read(browser: Browser, server: Served, desk: Desk) -> None:
    """Two A4 sheets for twenty that are stuck; no line is cut and no word of two falls apart (S85)."""
    for number in range(126, 146):
        keep_case(desk, make_case("accepted", "proposal", no=f"2022-{number:06d}", field="housing"))
    page = open_page(browser, server, desk, "campaign_office", 1280, "light")
    page.goto("/desk/office/meetings/pack")
    made = printed_page(page, ".pack")
    assert (len(made.pages), made.cut_off, made.is_wide) == (2, [], False)
    assert made.text.count("已逾期") == 22
    assert "全部栏目" not in made.text


def test_targets_are_large_enough(browser: Browser, server: Served, desk: Desk) -> None:
    """Buttons, fields and links that stand alone are at least 44 px each way (R2.3)."""
    measure = """() => [...document.querySelectorAll(
        'button, .button, select, summary, textarea, .tabs a, a.due, a.card, .todo tr'
    )].map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
      .filter(([, box]) => box.height && (box.height < 44 || box.width < 44)).map(([html]) => html)"""
    for role, address in PAGES:
        page = open_page(browser, server, desk, role, 320, "light")
        page.goto(address)
        assert page.evaluate(measure) == [], address
        page.context.close()


def test_an_error_takes_the_focus_and_keeps_the_form_open(
    browser: Browser, server: Served, desk: Desk
) -> None:
    """After a refused step the summary has the focus, its links lead into the form, the text is there."""
    page = open_page(browser, server, desk, "campaign_office", 390, "light")
    page.goto("/desk/issues/2022-000125")
    page.get_by_text("答复方案", exact=True).first.click()
    form = page.locator("form[action$='/proposal']")
    form.locator("textarea").fill("换掉整条线路")
    form.get_by_role("button").click()
    expect(page.locator("#errors")).to_be_focused()
    page.get_by_role("link", name="请填写责任人").click()
    expect(page.locator("#proposal-person")).to_be_focused()
    expect(form.locator("textarea")).to_have_value("换掉整条线路")
