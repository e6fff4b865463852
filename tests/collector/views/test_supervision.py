import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from collector.clock import Clock
from collector.desk import Desk
from collector.desk.people import accounts, signing_in
from collector.rules.issues.issue import Words
from generator.campaign.vocabulary import ROLES
from tests.clients import DeskClient, make_client, served
from tests.makers import TODAY, keep_case, make_account, make_case, make_household, make_visit

HOME = "/desk/office/supervision/"
SHORT = "short:V2022-000001"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(autouse=True)
def known(desk: Desk) -> None:
    """An issue, a household and a visit of five minutes."""
    keep_case(desk, make_case())
    make_household(desk)
    visit = make_visit(ended_at="2022-06-18T10:05:00+08:00")
    desk.act(lambda: desk.registers.visits.add(visit))


def finding(day: int = 1) -> dict[str, str]:
    on = f"2022-07-{day:02d}"
    return {"kind": "not_visited", "of": "2022-000123", "on": on, "unit_code": "", "evidence": "抽查没有来过"}


def confirm(office: DeskClient, discipline: DeskClient, day: int) -> None:
    made = office.post(f"{HOME}findings/new", data=finding(day))
    assert made.status_code == 303
    for kind, by, form in (
        ("noticed", office, {"noticed.text": "电话告知书记", "noticed.until": "2022-08-10"}),
        ("agreed", office, {}),
        ("confirmed", discipline, {"confirmed.text": "属实"}),
    ):
        assert by.post(f"{made.location}/{kind}", data=form).status_code == 303


def test_the_offices_way_from_three_findings_to_a_letter(desk: Desk) -> None:
    """Raised, told, confirmed by another, counted in order, and put into a letter that prints."""
    office = make_client(desk, make_account(desk, role="campaign_office"))
    discipline = make_client(desk, make_account(desk, role="discipline"))
    for day in (1, 2):
        confirm(office, discipline, day)
    page = office.get(HOME).text
    assert "998／1000" in page
    assert "拟提请" not in page.split("<tbody>")[1]
    assert office.get(f"{HOME}talks/fuxing").status_code == 404
    confirm(office, discipline, 3)
    assert "拟提请" in office.get(HOME).text
    letter = discipline.get(f"{HOME}talks/fuxing").text
    assert all(words in letter for words in ("包村居干部", "社区“两委”成员", "抽查没有来过", "F2022-000003"))
    talk = {"held_on": "2022-08-05", "people": "书记", "result": "限期整改"}
    assert office.post(f"{HOME}talks/fuxing", data=talk).status_code == 303
    assert "限期整改" in office.get(f"{HOME}talks/fuxing").text


def test_s86_no_ranking(desk: Desk) -> None:
    """Communities stand in the order of places.yaml, whatever their score."""
    office = make_client(desk, make_account(desk, role="campaign_office"))
    confirm(office, make_client(desk, make_account(desk, role="discipline")), 1)
    rows = re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a></th>', office.get(HOME).text)
    assert rows == ["福兴社区", "示例一社区"]


def test_a_flag_is_dismissed_or_becomes_a_finding(desk: Desk) -> None:
    """Both ways need a reason, and what was typed stays if it is not enough."""
    office = make_client(desk, make_account(desk, role="campaign_office"))
    assert SHORT in office.get(f"{HOME}flags/?kind=short").text.replace("%3A", ":")
    refused = office.post(f"{HOME}flags/{SHORT}/raise", data=finding() | {"of": "V2022-000001", "kind": ""})
    assert refused.status_code == 422
    assert "抽查没有来过" in refused.text
    assert office.post(f"{HOME}flags/{SHORT}/dismiss", data={"because": ""}).status_code == 422
    made = office.post(f"{HOME}flags/{SHORT}/raise", data=finding() | {"of": "V2022-000001"})
    assert made.status_code == 303
    assert "F2022-000001" in office.get(f"{HOME}flags/{SHORT}").text
    assert "没有待核的线索" in office.get(f"{HOME}flags/").text


def test_the_community_is_heard_before(desk: Desk) -> None:
    """Confirming too early, or one's own finding, is refused in words; the day after it may be done."""
    office = make_client(desk, make_account(desk, role="campaign_office"))
    discipline = make_client(desk, make_account(desk, role="discipline"))
    place = office.post(f"{HOME}findings/new", data=finding()).location
    notice = {"noticed.text": "电话告知书记", "noticed.until": "2022-08-10"}
    assert office.post(f"{place}/noticed", data=notice).status_code == 303
    confirmed = {"confirmed.text": "属实"}
    early = discipline.post(f"{place}/confirmed", data=confirmed)
    assert early.status_code == 422
    assert "2022-08-10" in early.text
    desk.clock = Clock(TODAY.replace(day=11))
    office = make_client(desk, accounts.known_account(desk, "campaign_office"))
    discipline = make_client(desk, accounts.known_account(desk, "discipline"))
    assert office.post(f"{place}/confirmed", data=confirmed).status_code == 403
    assert discipline.post(f"{place}/confirmed", data=confirmed).status_code == 303


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"campaign_office", "discipline"}))
def test_s90_never_for_others(desk: Desk, role: str) -> None:
    """No page of it opens for any other role, and the navigation does not name it."""
    client = make_client(desk, make_account(desk, role=role))
    for place in ("", "flags/", f"flags/{SHORT}", "findings/", "findings/new", "talks/fuxing"):
        assert client.get(HOME + place).status_code == 403
    assert client.post(f"{HOME}findings/new", data=finding()).status_code == 403
    assert HOME not in client.get("/desk/").text


@pytest.mark.browser
def test_a_flag_stays_inside_its_card(desk: Desk, browser: Browser) -> None:
    """The longest line of a flag breaks before its last words in 大字版 on a narrow phone."""
    reason = Words(of="V2022-000001", part="short_reason", household_code=None, text="家里有急事")
    desk.act(lambda: desk.registers.words.add(reason))
    secret = signing_in.open_session(desk, make_account(desk, role="campaign_office"))
    with served(desk) as server:
        context = browser.new_context(viewport={"width": 320, "height": 640}, base_url=server.address)
        for name, value in (("wanhu", secret), ("wanhu_size", "large")):
            context.add_cookies([{"name": name, "value": value, "url": server.address}])
        page = context.new_page()
        page.goto(f"{HOME}flags/?kind=short")
        over = """line => {
            const words = document.createRange()
            words.selectNodeContents(line)
            return words.getBoundingClientRect().right - line.closest('a').getBoundingClientRect().right
        }"""
        assert page.get_by_text("已写原因").evaluate(over) <= 0
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize("look", ["light", "dark", "large"])
def test_the_pages_at_320_px(desk: Desk, browser: Browser, look: str) -> None:
    """Nothing scrolls sideways and axe finds nothing on any page, in any scheme."""
    office = make_account(desk, role="campaign_office")
    client, discipline = make_client(desk, office), make_client(desk, make_account(desk, role="discipline"))
    for day in (1, 2, 3):
        confirm(client, discipline, day)
    client.post(f"{HOME}findings/new", data=finding(4))
    places = (
        "",
        "flags/",
        f"flags/{SHORT}",
        "findings/",
        "findings/new",
        "findings/F2022-000004",
        "talks/fuxing",
    )
    with served(desk) as server:
        context = browser.new_context(
            viewport={"width": 320, "height": 640},
            base_url=server.address,
            color_scheme="dark" if look == "dark" else "light",
        )
        secret = signing_in.open_session(desk, office)
        context.add_cookies([{"name": "wanhu", "value": secret, "url": server.address}])
        if look == "large":
            context.add_cookies([{"name": "wanhu_size", "value": "large", "url": server.address}])
        page = context.new_page()
        for place in places:
            page.goto(HOME + place)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, place
            assert Axe().run(page, options=RULES).response["violations"] == [], place
        page.emulate_media(media="print")
        assert page.locator(".screen").first.is_hidden()
        assert page.locator("article.letter").is_visible()
        context.close()
