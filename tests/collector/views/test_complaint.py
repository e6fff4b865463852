import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from collector.desk import Desk
from collector.desk.visiting import intake
from collector.views.complaint import FROM_ONE_ADDRESS
from tests.clients import DeskClient, make_client, served
from tests.makers import (
    make_account,
    make_desk,
    make_household,
    make_inner_issue,
    make_visit_body,
    make_year,
)
from tests.page_samples import full_pages, html_of

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
    (check,) = (each.check for each in desk.registers.complaints)
    assert f"<p>核对数</p><b>{check}</b>" in receipt
    office = make_client(desk, make_account(desk, role="campaign_office"))
    for address in ("", "C2022-000001"):
        page = office.get(f"/desk/office/complaints/{address}").text
        assert re.search(rf'"number">{check}<', page)
        assert "先请对方报编号和核对数" in page
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


def _leading_there(tmp_path: Path, link: str | None, **changes: Any) -> Desk:
    year = make_year()
    way = msgspec.structs.replace(year.site.ways_to_be_heard[0], link=link)
    site = msgspec.structs.replace(year.site, ways_to_be_heard=(way,))
    return make_desk(tmp_path, year=make_year(site=site), **changes)


@pytest.mark.parametrize(
    ("link", "base_url", "address"),
    [
        ("/complaint/", "https://wanhu.test/", "https://wanhu.test/complaint/"),
        ("/complaint/", "https://wanhu.test/2022/", "https://wanhu.test/complaint/"),
        ("https://desk.test/complaint/", None, "https://desk.test/complaint/"),
        ("/complaint/", None, None),
        (None, "https://wanhu.test/", None),
        ("https://12345.test/", "https://wanhu.test/", None),
    ],
)
def test_the_address_is_printed_where_the_site_leads_there(
    tmp_path: Path, link: str | None, base_url: str | None, address: str | None
) -> None:
    """On the slip with its code, and on the office's page, which also tells what is missing (S61)."""
    desk = _leading_there(tmp_path, link, base_url=base_url)
    make_household(desk)
    worker = make_account(desk)
    body = make_visit_body(issues=[make_inner_issue()])
    no = intake.submit_visit(desk, worker, body).answer["issues"][0]["no"]
    slip = make_client(desk, worker).get(f"/desk/issues/{no}/slip").text
    assert ("写走访意见的二维码" in slip) is (address is not None)
    assert ("还没有设正式网址" in slip) is (base_url is None)
    page = make_client(desk, make_account(desk, role="campaign_office")).get("/desk/office/complaints/").text
    for text in (slip, page) if address else ():
        assert f">{address}<" in text
    assert ("网站上还没有入口" in page) is (link is None or "complaint" not in link)
    assert 'src="data:image/png;base64,' in page
    desk.store.close()


def test_a_residents_page_leads_on_to_the_public_site(tmp_path: Path) -> None:
    """At the end of a word and of a callback; the site is where its address says, or here."""
    for base_url, address in ((None, "/"), ("https://wanhu.test/", "https://wanhu.test/")):
        desk = make_desk(tmp_path / str(base_url is None), base_url=base_url)
        resident = make_client(desk, with_site=True)
        sent = resident.post("/complaint/", data=form_of(resident))
        over = resident.get("/callback/nothing").text
        for page in (resident.get(sent.location).text, over):
            assert f'<a href="{address}">看看大家反映的事' in page
        assert '<a href="/complaint/">写给活动办</a>' in over
        alone = make_client(desk, with_site=False).get("/complaint/").text
        assert ("看看大家反映的事" in alone) is (base_url is not None)
        desk.store.close()


@pytest.mark.browser
def test_large_print_follows_from_the_site_to_the_form_and_back(desk: Desk, browser: Browser) -> None:
    """Switched on at the site it is on here before anything is drawn, and the other way; no cookie (R2.2)."""
    home = desk.settings.site / "index.html"
    home.parent.mkdir(parents=True)
    home.write_text(html_of(full_pages()["home"]), encoding="utf-8")
    text = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    with served(desk, with_site=True) as server:
        phone = browser.new_context(viewport={"width": 390, "height": 800}, base_url=server.address)
        page = phone.new_page()
        page.goto("/")
        page.get_by_text("大字版").first.click()
        sizes: list[str] = []
        page.on("console", lambda said: sizes.append(said.text) if said.type == "info" else None)
        page.add_init_script(
            "new MutationObserver(() => document.body && console.info(document.documentElement.dataset.size))"
            ".observe(document, {childList: true, subtree: true})"
        )
        for address in ("/complaint/", "/callback/nothing"):
            page.goto(address)
            assert page.evaluate(text) >= 22
            assert page.locator("#size").is_checked()
        assert set(sizes) == {"large"}
        page.get_by_text("大字版").click()
        assert page.evaluate(text) < 22
        page.goto("/")
        assert page.evaluate("document.documentElement.dataset.size") == "normal"
        assert phone.cookies() == []
        phone.close()


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
                page.evaluate("document.documentElement.style.fontSize = '250%'")
                assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
                page.evaluate("document.documentElement.style.fontSize = ''")
            page.get_by_label("哪个社区").select_option("fuxing")
            page.get_by_label("发生了什么").fill("没有进门")
            page.get_by_role("button", name="交给活动办").click()
            expect(page.locator("main")).to_contain_text("活动办收到了")
            phone.close()
    assert len(desk.registers.complaints) == 2
