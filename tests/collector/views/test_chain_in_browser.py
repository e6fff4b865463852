"""The office's way from a report to its number over there, in a real browser (S51, S54, S55)."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from collector.desk import Desk
from collector.rules.issues.escalation import number_of
from collector.rules.issues.stages import stage_of
from tests.clients import Served, served, signed_in
from tests.makers import keep_case, make_account, make_case, make_household

pytestmark = pytest.mark.browser

FIRST, SECOND, OF_UNIT, WAITING = (f"2022-00000{n}" for n in (1, 2, 3, 4))
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def server(desk: Desk) -> Iterator[Served]:
    """Two reports of one lamp, two issues of a district unit, one of them in a ledger that waits."""
    make_household(desk)
    make_account(desk, role="grid_worker")
    make_account(desk, role="sponsor")
    given_id = "00000000-0000-4000-8000-00000000000"
    of_unit = {"source": "district", "reported_by": "sponsor"}
    keep_case(desk, make_case(no=FIRST, id=given_id + "1"))
    keep_case(desk, make_case(no=SECOND, id=given_id + "2"))
    keep_case(desk, make_case("accepted", no=OF_UNIT, id=given_id + "3", field="health", **of_unit))
    keep_case(desk, make_case("accepted", "forwarded", no=WAITING, id=given_id + "4", **of_unit))
    with served(desk) as server:
        yield server


def sign_in(browser: Browser, server: Served, desk: Desk, role: str, width: int = 390) -> Page:
    """A browser of somebody of this role."""
    return signed_in(browser, server, desk, make_account(desk, role=role), width)


def test_reviewed_merged_put_into_a_batch_and_its_number_typed_back(
    browser: Browser, server: Served, desk: Desk
) -> None:
    """Two reports become one matter, are pasted over as one, and one number comes back."""
    page = sign_in(browser, server, desk, "street_reviewer")
    page.goto(f"/desk/issues/{FIRST}")
    form = page.locator("form[action$='/accepted']")
    form.locator("select[name='accepted.severity']").select_option("general")
    form.locator("select[name='accepted.unit']").select_option("civil-affairs")
    form.get_by_role("button").click()
    expect(page.get_by_text("待提方案").first).to_be_visible()

    page.goto("/desk/issues/")
    page.get_by_role("link", name="看看有没有重复的").click()
    group = page.locator("form.card").filter(has_text=SECOND)
    group.locator(f"input[name=into][value='{FIRST}']").check(force=True)
    for box in group.locator("input[name=members]").all():
        box.set_checked(box.get_attribute("value") == SECOND, force=True)
    group.get_by_role("button", name="并案").click()
    expect(page.get_by_text("诉求 2 条，事项 1 件")).to_be_visible()
    assert stage_of(desk.case(SECOND)) == "merged"

    office = sign_in(browser, server, desk, "campaign_office")
    office.goto("/desk/")
    office.get_by_role("link", name="待提报 1").click()
    office.get_by_role("row").filter(has_text=FIRST).get_by_role("link").first.click()
    office.get_by_role("button", name="编成一批").click()
    office.get_by_role("button", name="复制").click()
    expect(office.get_by_role("button", name="已复制")).to_be_visible()
    assert f"编号：{FIRST}" in office.evaluate("navigator.clipboard.readText()")
    office.get_by_label(FIRST).fill("ZB20220805001")
    office.get_by_role("button", name="保存工单号").click()
    expect(office.get_by_text("已记下 1 个工单号")).to_be_visible()
    assert number_of(desk.case(FIRST)) == "ZB20220805001"


def test_the_chains_pages_pass_axe_and_fit_a_narrow_phone(
    browser: Browser, server: Served, desk: Desk
) -> None:
    """Merging, reporting, a batch, ledgers of units, books: nothing for axe, nothing sideways at 320."""
    pages = (
        ("street_reviewer", "/desk/issues/merging/"),
        ("campaign_office", "/desk/office/escalation/"),
        ("campaign_office", "/desk/office/escalation/books/"),
        ("sponsor", "/desk/office/escalation/"),
        ("sponsor", "/desk/office/unit-ledgers/"),
        ("street_reviewer", "/desk/office/unit-ledgers/L2022-000001"),
    )
    for role, address in pages:
        page = sign_in(browser, server, desk, role, 320)
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], address
        page.context.close()
