import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from collector.desk import Desk
from collector.views.complaint import FROM_ONE_ADDRESS
from tests.clients import DeskClient, make_client, served
from tests.makers import make_account

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
SAID = {"community_code": "fuxing", "visited_on": "2022-08-04", "text": "站在楼下填的表"}


def form_of(client: DeskClient) -> dict[str, str]:
    page = client.get("/complaint/").text
    found = re.search(r'name="id" value="([\w-]+)"', page)
    assert found
    return {"id": found[1], **SAID}


def test_from_a_word_to_the_offices_answer(desk: Desk) -> None:
    """A resident writes without a name, gets a number, and the office works on it."""
    resident = make_client(desk)
    answer = resident.post("/complaint/", data=form_of(resident))
    assert answer.status_code == 303
    receipt = resident.get(answer.location).text
    assert "C2022-000001" in receipt
    assert SAID["text"] not in receipt
    office = make_client(desk, make_account(desk, role="campaign_office"))
    assert "C2022-000001" in office.get("/desk/office/complaints/").text
    assert SAID["text"] in office.get("/desk/office/complaints/C2022-000001").text
    noted = office.post("/desk/office/complaints/C2022-000001", data={"state": "looked_into", "text": "已问"})
    assert noted.status_code == 303
    assert "核实中" in office.get("/desk/office/complaints/").text


def test_s61_the_form_asks_for_nobody(desk: Desk) -> None:
    """No field for a name, a phone, an address or a household, and no cookie."""
    answer = make_client(desk).get("/complaint/")
    names = set(re.findall(r' name="(\w+)"', answer.text)) - {"viewport", "robots", "description"}
    assert names == {"id", "community_code", "visited_on", "text"}
    assert "Set-Cookie" not in answer.headers


def test_a_mistake_keeps_what_was_typed(desk: Desk) -> None:
    """The text stays, the fault is told at its field."""
    resident = make_client(desk)
    answer = resident.post("/complaint/", data=form_of(resident) | {"community_code": ""})
    assert answer.status_code == 422
    assert SAID["text"] in answer.text
    assert 'href="#community-code"' in answer.text


def test_too_many_from_one_address(desk: Desk) -> None:
    """A flood is refused with a word when to come back, and nothing typed is lost."""
    resident = make_client(desk)
    for _ in range(FROM_ONE_ADDRESS[0]):
        assert resident.post("/complaint/", data=form_of(resident)).status_code == 303
    refused = resident.post("/complaint/", data=form_of(resident))
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert SAID["text"] in refused.text
    assert len(desk.registers.complaints) == FROM_ONE_ADDRESS[0]


def test_an_unknown_receipt_is_not_found(desk: Desk) -> None:
    """Receipts cannot be counted through."""
    resident = make_client(desk)
    assert resident.get("/complaint/00000000-0000-4000-8000-000000000001/").status_code == 404
    assert resident.get("/complaint/C2022-000001/").status_code == 404


@pytest.mark.parametrize("role", ["grid_worker", "liaison", "sponsor", "street_reviewer", "admin"])
def test_s61_the_visitors_own_unit_sees_nothing(desk: Desk, role: str) -> None:
    """Neither list nor page, and no entry in the navigation."""
    resident = make_client(desk)
    resident.post("/complaint/", data=form_of(resident))
    client = make_client(desk, make_account(desk, role=role))
    for address in ("/desk/office/complaints/", "/desk/office/complaints/C2022-000001"):
        assert client.get(address).status_code == 403
    assert "走访意见" not in client.get("/desk/").text


@pytest.mark.browser
def test_on_a_phone_without_scripts(desk: Desk, browser: Browser) -> None:
    """At 320 px nothing scrolls sideways, axe finds nothing, and a word arrives."""
    with served(desk) as server:
        for scripts in (True, False):
            phone = browser.new_context(
                viewport={"width": 320, "height": 640},
                base_url=server.address,
                java_script_enabled=scripts,
            )
            page = phone.new_page()
            page.goto("/complaint/")
            if scripts:
                assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
                assert Axe().run(page, options=RULES).response["violations"] == []
            page.get_by_label("哪个社区").select_option("fuxing")
            page.get_by_label("发生了什么").fill("没有进门")
            page.get_by_role("button", name="交给活动办").click()
            expect(page.locator("main")).to_contain_text("活动办收到了")
            phone.close()
    assert len(desk.registers.complaints) == 2
