from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from collector.desk import Desk
from collector.desk.homes import hardship
from collector.desk.people import accounts, signing_in
from collector.errors import NotSignedIn
from tests.clients import DeskClient, make_client, served
from tests.makers import keep_case, make_account, make_case, make_household

HOME = "/desk/office/trail/"
HARDSHIP: Any = {"causes": ("illness",), "policies": "低保", "gap": "药费"}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def office(desk: Desk) -> DeskClient:
    """The office, after a household was looked at and a ledger taken, and somebody was refused."""
    make_household(desk)
    office = make_client(desk, make_account(desk, role="campaign_office"))
    office.get("/desk/targets/households/fuxing-0001")
    keep_case(desk, make_case("accepted"))
    office.get("/desk/issues/2022-000123")
    hardship.mark(desk, make_account(role="campaign_office"), "fuxing-0001", **HARDSHIP)
    office.get("/desk/hardship/")
    office.get("/desk/hardship/fuxing-0001")
    office.post("/desk/office/ledgers/visits.csv")
    make_client(desk, make_account(desk)).get(HOME)
    signing_in.set_passphrase(desk, make_account(desk, username="li"), "石榴铁桥四路公交")
    with pytest.raises(NotSignedIn):
        signing_in.recognise(desk, "li", "13800000000")
    return office


def test_what_happened_at_the_door_is_listed(office: DeskClient) -> None:
    """Sign-ins, refusals, looks and exports with who and what, and nothing about residents."""
    page = office.get(HOME).text
    for said in (
        "示例campaign_office：查看一户<",
        "：查看一件事的联系方式",
        "：查看特殊困难户台账",
        "：查看一户特殊困难",
        "：导出台账",
        "示例grid_worker：没有权限",
        "：口令不对",
    ):
        assert said in page
    assert "fuxing-0001" in page
    assert "2022-000123" in page
    assert not any(word in page for word in ("药费", "示例某", "13800000000", "示例路1号楼", "石榴"))


def test_who_may_not_see_contacts_leaves_no_look(desk: Desk) -> None:
    """The unit that handles a case reads it without the contacts, and no look is noted."""
    make_household(desk)
    keep_case(desk, make_case("accepted"))
    page = make_client(desk, make_account(desk, role="unit_handler")).get("/desk/issues/2022-000123")
    assert page.status_code == 200
    assert "示例某" not in page.text
    assert [entry.what for entry in desk.trail] == ["signed_in"]


def test_the_list_is_narrowed_by_day_and_person(office: DeskClient) -> None:
    """Another day has nothing; a person has only their own, exports included."""
    assert "没有这样的记录" in office.get(f"{HOME}?day=2022-08-04").text
    assert "查看一户" in office.get(f"{HOME}?day=2022-08-05&by=campaign_office").text
    assert "导出台账" in office.get(f"{HOME}?by=campaign_office").text
    mine = office.get(f"{HOME}?by=grid_worker").text
    assert "没有权限" in mine
    assert "查看一户" not in mine


@pytest.mark.parametrize("day", ["8月5日", "2022-08", "20220805", "2022-02-30"])
def test_a_day_that_is_none_is_said_so(office: DeskClient, day: str) -> None:
    """422 with the message at the field, and what was typed stays."""
    answer = office.get(HOME, query_string={"day": day})
    assert answer.status_code == 422
    assert "日期应写成" in answer.text


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_the_door_can_be_used_by_all(
    desk: Desk, office: DeskClient, browser: Browser, scheme: str
) -> None:
    """No serious finding of axe and nothing wider than a phone, light and dark."""
    account = accounts.known_account(desk, "campaign_office")
    with served(desk) as server:
        context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        signing_in.set_passphrase(desk, account, "石榴铁桥四路公交")
        page.goto(f"{server.address}/desk/sign-in")
        page.fill("#username", account.username)
        page.fill("#passphrase", "石榴铁桥四路公交")
        page.click("main button.primary")
        assert page.is_visible("main img")
        pages = ["/desk/code"]
        for address in [*pages, HOME, "/desk/sessions/"]:
            if address == HOME:
                secret = signing_in.open_session(desk, account)
                context.add_cookies([{"name": "wanhu", "value": secret, "url": server.address}])
            page.goto(server.address + address)
            found = Axe().run(page, options=RULES)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
        context.close()
