import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from collector.clock import Clock
from collector.desk import Desk
from collector.desk.residents.callback import make_link
from collector.rules.issues.stages import stage_of
from tests.clients import make_client, served
from tests.makers import TODAY, keep_case, make_account, make_case

NO = "2022-000123"
DONE = ("accepted", "resolved", "replied")
YES = {"solved": "yes", "satisfaction": "satisfied"}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def address(desk: Desk) -> str:
    """Where a resident may say whether it was solved."""
    keep_case(desk, make_case(*DONE))
    return f"/callback/{make_link(desk, make_account(role='campaign_office'), NO)}"


def test_the_office_makes_a_link_and_a_resident_answers(desk: Desk) -> None:
    """From the list over the link shown once to the answer, the resident without signing in."""
    keep_case(desk, make_case(*DONE))
    office = make_client(desk, make_account(desk, role="campaign_office"))
    assert NO in office.get("/desk/office/callbacks/").text
    assert f'action="/desk/office/callbacks/{NO}"' in office.get(f"/desk/issues/{NO}").text
    made = office.post(f"/desk/office/callbacks/{NO}")
    found = re.search(r"http://localhost(/callback/[\w-]{20,})", made.text)
    assert made.status_code == 200
    assert found
    assert "data:image/png;base64," in made.text
    assert "反映的“福兴社区一件‘住有宜居’方面的事”，已经办了" in made.text
    resident = make_client(desk)
    page = resident.get(found[1])
    assert page.status_code == 200
    assert "路灯不亮" not in page.text
    assert all(f'name="{name}"' in page.text for name in ("solved", "satisfaction", "text", "may_publish"))
    answer = resident.post(found[1], data=YES | {"text": "亮了", "may_publish": "yes"})
    assert answer.status_code == 303
    assert "谢谢" in resident.get(answer.location).text
    assert stage_of(desk.case(NO)) == "called_back"
    assert NO not in office.get("/desk/office/callbacks/").text


def test_answered_twice_is_thanked_twice(desk: Desk, address: str) -> None:
    """Sending again is no fault of anybody's: the same friendly page, and one callback."""
    resident = make_client(desk)
    for solved in ("no", "yes"):
        answer = resident.post(address, data={"solved": solved, "satisfaction": "unsatisfied"})
        assert answer.status_code == 303
        page = resident.get(address).text
        assert "已经重新办理" in page
        assert "收到了，谢谢</h1>" in page
        assert "<form" not in page
    assert [step.kind for step in desk.case(NO).steps].count("callback") == 1


def test_what_was_typed_survives_a_mistake(desk: Desk, address: str) -> None:
    """An answer that lacks something comes back with everything in place and a link to the field."""
    answer = make_client(desk).post(address, data={"solved": "partly", "text": "还差一盏"})
    assert answer.status_code == 422
    assert 'href="#satisfaction"' in answer.text
    assert "还差一盏" in answer.text
    assert re.search(r'value="partly" checked', answer.text)


def test_after_fourteen_days_there_is_a_phone(desk: Desk, address: str) -> None:
    """410, the same to look and to send, with the number to call; a wrong link says so too."""
    desk.clock = Clock(TODAY.replace(day=19))
    resident = make_client(desk)
    for answer in (resident.get(address), resident.post(address, data=YES)):
        assert answer.status_code == 410
        assert 'href="tel:0533-0000000"' in answer.text
    wrong = resident.get("/callback/nothing-of-that-kind")
    assert wrong.status_code == 404
    assert 'href="tel:0533-0000000"' in wrong.text
    assert stage_of(desk.case(NO)) == "replied"


def test_the_link_stays_on_this_site(desk: Desk, address: str) -> None:
    """Other sites neither learn the address nor send an answer for somebody."""
    resident = make_client(desk)
    assert resident.get(address).headers["Referrer-Policy"] == "strict-origin"
    foreign = resident.post(address, data=YES, headers={"Origin": "https://elsewhere.example"})
    assert foreign.status_code == 403
    assert stage_of(desk.case(NO)) == "replied"


@pytest.mark.parametrize("role", ["grid_worker", "unit_handler", "publisher", "discipline", "admin"])
def test_links_are_made_by_callers_only(desk: Desk, role: str) -> None:
    """Nobody else sees the list or makes a link."""
    keep_case(desk, make_case(*DONE))
    client = make_client(desk, make_account(desk, role=role))
    assert client.get("/desk/office/callbacks/").status_code == 403
    assert client.post(f"/desk/office/callbacks/{NO}").status_code == 403
    assert list(desk.registers.callback_links) == []


@pytest.mark.browser
@pytest.mark.parametrize("look", ["light", "dark", "large"])
def test_a_phone_without_scripts(desk: Desk, address: str, browser: Browser, look: str) -> None:
    """At 320 px nothing scrolls sideways, axe finds nothing, targets are large, and an answer arrives."""
    with served(desk) as server:
        scheme = "dark" if look == "dark" else "light"
        phone = browser.new_context(
            viewport={"width": 320, "height": 640}, base_url=server.address, color_scheme=scheme
        )
        page = phone.new_page()
        page.goto(address)
        if look == "large":
            page.get_by_text("大字版").click()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert Axe().run(page, options=RULES).response["violations"] == []
        smallest = page.locator(".choice label, button, label.large").evaluate_all(
            "all => Math.min(...all.map(each => each.getBoundingClientRect().height))"
        )
        assert smallest >= (60 if look == "large" else 44)
        phone.close()
        plain = browser.new_context(
            viewport={"width": 320, "height": 640}, base_url=server.address, java_script_enabled=False
        )
        page = plain.new_page()
        page.goto(address)
        page.get_by_text("没办好", exact=True).click()
        page.get_by_text("不满意", exact=True).click()
        page.get_by_role("button", name="提交").click()
        # The answer is another page; between the two there is an empty one.
        expect(page.locator("main")).to_contain_text("已经重新办理")
        plain.close()
    assert stage_of(desk.case(NO)) == "reopened"
