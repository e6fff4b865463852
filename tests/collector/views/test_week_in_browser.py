"""The rest of the office's week in a real browser: callback, meeting, phase close (S63 to S71, S85)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from collector.desk import Desk
from collector.rules.issues.stages import stage_of
from tests.clients import Served, served, signed_in
from tests.makers import keep_case, make_account, make_case, make_household

pytestmark = pytest.mark.browser

REPLIED, STUCK = "2022-000101", "2022-000102"
PEOPLE = {"reviewer": "street_reviewer", "office": "campaign_office", "handler": "unit_handler"}


@pytest.fixture
def server(desk: Desk) -> Iterator[Served]:
    """An issue that waits for its callback, another that waits for a proposal, and the office."""
    make_household(desk)
    make_account(desk, role="grid_worker")
    for name, role in PEOPLE.items():
        make_account(desk, username=name, role=role, name=f"示例{name}")
    given_id = "00000000-0000-4000-8000-00000000000"
    keep_case(desk, make_case("accepted", "proposal", "resolved", "replied", no=REPLIED, id=given_id + "1"))
    keep_case(desk, make_case("accepted", no=STUCK, id=given_id + "2"))
    with served(desk) as server:
        yield server


def sign_in(browser: Browser, server: Served, desk: Desk, username: str) -> Page:
    """A browser of one of these people."""
    account = desk.registers.accounts.get(username)
    assert account is not None
    return signed_in(browser, server, desk, account)


def test_a_callback_that_finds_nothing_solved_reopens_and_takes_up_what_is_new(
    browser: Browser, server: Served, desk: Desk
) -> None:
    """From today's list to the call: 没解决 reopens under the same number, new demand has one of its own."""
    page = sign_in(browser, server, desk, "reviewer")
    page.goto("/desk/")
    page.get_by_role("link", name="待回访 1").click()
    page.get_by_role("row").filter(has_text=REPLIED).get_by_role("link").click()
    form = page.locator("form[action$='/callback']")
    form.get_by_text("电话", exact=True).click()
    form.get_by_text("联系上了", exact=True).click()
    form.get_by_role("group", name="居民认为解决没有").get_by_text("没解决", exact=True).click()
    form.get_by_text("居民又说了新的难处").click()
    form.locator("[name='callback.new_text']").fill("想装扶手")
    form.locator("[name='callback.new_field']").select_option("elders")
    form.locator("button.primary").click()
    expect(page.locator("#errors")).to_be_focused()
    expect(form.locator("[name='callback.new_text']")).to_have_value("想装扶手")
    form.locator("[name='callback.text']").fill("灯还是不亮")
    form.locator("button.primary").click()
    expect(page.locator(".told")).to_be_visible()
    case = desk.case(REPLIED)
    assert [step.kind for step in case.steps[-2:]] == ["callback", "reopened"]
    assert stage_of(case) == "reopened"
    [new] = [each for each in desk.registers.issues if each.no not in (REPLIED, STUCK)]
    assert (new.field, new.household_code) == ("elders", case.issue.household_code)
    page.goto(f"/desk/issues/{new.no}")
    expect(page.get_by_role("heading", name="想装扶手")).to_be_visible()


def test_a_meeting_hands_out_work_that_comes_back_done(browser: Browser, server: Served, desk: Desk) -> None:
    """The pack, the meeting, a decision: on its owner's list until it is done, then in the minutes."""
    office = sign_in(browser, server, desk, "office")
    office.goto("/desk/office/meetings/")
    office.get_by_role("link", name="看研判材料").click()
    expect(office.get_by_role("heading", name="研判材料")).to_be_visible()
    office.get_by_role("link", name="记这次会定了什么").click()
    office.locator("[name=attendees]").fill("示例街道、示例社区")
    office.get_by_role("button", name="记下这次会").click()
    expect(office.get_by_text("接着记定了什么事")).to_be_visible()
    office.get_by_role("button", name="交办").click()
    expect(office.locator("#errors")).to_be_focused()
    office.locator("[name=text]").fill("周五前去现场看一次")
    office.locator("[name=owner]").select_option("handler")
    office.locator("[name=due_on]").fill("2022-08-12")
    office.locator("[name=issue_no]").fill(STUCK)
    office.get_by_role("button", name="交办").click()
    expect(office.get_by_role("heading", name="交办，1 件")).to_be_visible()
    minutes = office.url

    handler = sign_in(browser, server, desk, "handler")
    handler.goto("/desk/")
    handler.locator("summary", has_text="周五前去现场看一次").click()
    handler.get_by_label("办得怎么样").fill("看过了，下周换灯")
    handler.get_by_role("button", name="办好了").click()
    expect(handler.get_by_text("已记下办好了")).to_be_visible()
    expect(handler.locator("summary", has_text="周五前去现场看一次")).to_have_count(0)
    office.goto(minutes)
    expect(office.get_by_text("看过了，下周换灯")).to_be_visible()


def test_a_phase_is_closed_with_what_stands_in_the_way_on_record(
    browser: Browser, server: Served, desk: Desk
) -> None:
    """What is missing is listed; without a reason the phase stays open, with one it closes and says both."""
    page = sign_in(browser, server, desk, "office")
    page.goto("/desk/office/phases/")
    page.locator("main a[href*='/phases/']").first.click()
    page.get_by_role("button", name="做完了，打钩").first.click()
    expect(page.locator(".tag.done").first).to_have_text("已做")
    expect(page.get_by_role("heading", name="还差什么")).to_be_visible()
    missing = page.locator("main .card b").first.inner_text()
    page.get_by_role("button", name="这个阶段收尾").click()
    expect(page.locator("#errors")).to_be_focused()
    page.locator("[name=reason]").fill("其余的下周补")
    page.get_by_role("button", name="这个阶段收尾").click()
    expect(page.locator(".told")).to_contain_text("这个阶段已收尾")
    expect(page.locator("main .note")).to_contain_text("其余的下周补")
    expect(page.locator("main .note")).to_contain_text(missing)
    expect(page.get_by_role("button", name="这个阶段收尾")).to_have_count(0)
