"""Targets, lists and calendars as a phone has them (走访任务)."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from collector.desk import Desk
from collector.desk.people import signing_in
from collector.desk.visiting import planning
from collector.desk.visiting.intake import submit_visit
from tests.clients import enlarge_letters, served, signed_in
from tests.makers import make_account, make_household, make_resident, make_visit_body

pytestmark = pytest.mark.browser

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HERE = "/desk/targets"
ADDRESSES = (
    f"{HERE}/",
    f"{HERE}/fuxing",
    f"{HERE}/households/in/fuxing",
    f"{HERE}/households/fuxing-0002",
    f"{HERE}/households/waiting/fuxing",
    f"{HERE}/schedule/in/fuxing",
    f"{HERE}/schedule/P2022-000001",
)


def fill(desk: Desk) -> None:
    """A community with a visit, a list with warnings, and a household that waits to be placed."""
    grid, collator = make_account(desk), make_account(desk, role="community_collator")
    for n in range(1, 4):
        make_household(desk, code=f"fuxing-000{n}", assigned_to=("grid_worker",))
    make_resident(desk, household_code="fuxing-0003", focus=("lone_elder",))
    submit_visit(desk, grid, make_visit_body())
    new = make_visit_body(new_household={"community_code": "fuxing", "address": "示例路1号楼2单元301户"})
    del new["household_code"]
    submit_visit(desk, grid, new)
    for unit in ("city-1", "civil-affairs"):
        planning.plan(desk, collator, "fuxing", unit=unit, on="2022-08-08", slot="am", count=1)


def test_nothing_is_sideways_where_the_phones_letters_are_twice_as_large(
    desk: Desk, browser: Browser
) -> None:
    """Lists, a brief, a day's list and the form fit 320 px; what has no room goes below (WCAG 1.4.10)."""
    fill(desk)
    with served(desk) as server:
        page = signed_in(browser, server, desk, make_account(), width=320)
        enlarge_letters(page)
        found = {}
        for address in (*ADDRESSES[:4], "/desk/", "/desk/phone/day", "/desk/visits/new", "/desk/issues/new"):
            page.goto(address)
            page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")
            found[address] = page.evaluate(SIDEWAYS)
        page.context.close()
    assert [address for address, pixels in found.items() if pixels > 0] == []


@pytest.mark.parametrize(("scheme", "is_large"), [("light", False), ("dark", False), ("light", True)])
def test_every_page_is_for_everybody(desk: Desk, browser: Browser, scheme: Any, is_large: bool) -> None:
    """axe finds nothing and nothing scrolls sideways at 320 px: light, dark and 大字版 (S11, S37, S60)."""
    fill(desk)
    found = []
    with served(desk) as server:
        context = browser.new_context(
            viewport={"width": 320, "height": 640}, base_url=server.address, color_scheme=scheme
        )
        secret = signing_in.open_session(desk, make_account(role="community_collator"))
        kept = {"wanhu": secret, "wanhu_size": "large" if is_large else "normal"}
        for name, value in kept.items():
            context.add_cookies([{"name": name, "value": value, "url": server.address}])
        page = context.new_page()
        for address in ADDRESSES:
            page.goto(address)
            page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")
            found += [(address, each["id"]) for each in Axe().run(page, options=RULES).response["violations"]]
            if page.evaluate(SIDEWAYS) > 0:
                found.append((address, "sideways"))
        context.close()
    assert found == []
