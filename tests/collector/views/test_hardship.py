import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from collector.desk import Desk
from collector.desk.homes.hardship import ledger
from collector.desk.people import accounts, signing_in
from tests.clients import DeskClient, make_client, served
from tests.makers import make_account, make_household

HOME = "/desk/hardship/"
PLACE = f"{HOME}fuxing-0001"
MARK = {"household_code": "fuxing-0001", "causes": "illness", "policies": "低保", "gap": "还差药费"}
PLAN = {
    "plan.text": "联系慈善医院",
    "plan.owner": "区示例卫健局",
    "plan.due_on": "2022-08-20",
    "plan.review_on": "2022-09-05",
}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def collator(desk: Desk) -> DeskClient:
    """The collator of fuxing, with one household on the roster."""
    make_household(desk)
    return make_client(desk, make_account(desk, role="community_collator"))


def test_from_mark_to_end(desk: Desk, collator: DeskClient) -> None:
    """Marked, a gap, planned, a measure carried out, looked at again, and off the ledger."""
    assert collator.post(f"{HOME}new", data=MARK).location == PLACE
    assert "1 户还没有一户一策" in collator.get(HOME).text
    for address, form, shown in (
        ("/plan", PLAN, "联系慈善医院"),
        ("/measures/1", {"done-1.text": "已经住院"}, "已经住院"),
        ("/review", {"review.text": "好些了", "review.review_on": "2022-10-05"}, "好些了"),
        ("/lift", {"lift.text": "能上班了"}, "能上班了"),
    ):
        assert collator.post(PLACE + address, data=form).status_code == 303
        assert shown in collator.get(PLACE).text
    assert "还没有特殊困难户" in collator.get(HOME).text


@pytest.mark.parametrize(
    ("address", "form", "wrong"),
    [
        ("/plan", PLAN | {"plan.owner": ""}, "plan-owner"),
        ("/plan", PLAN | {"plan.review_on": "2022-08-05"}, "plan-review-on"),
        ("/lift", {"lift.text": ""}, "lift-text"),
    ],
)
def test_a_mistake_keeps_what_was_typed(
    collator: DeskClient, address: str, form: dict[str, str], wrong: str
) -> None:
    """The fault is told at its field, the rest stays."""
    collator.post(f"{HOME}new", data=MARK)
    answer = collator.post(PLACE + address, data=form)
    assert answer.status_code == 422
    assert f'href="#{wrong}"' in answer.text
    assert all(typed in answer.text for typed in form.values())


def test_s17_no_policy_no_mark(desk: Desk, collator: DeskClient) -> None:
    """The form comes back with what was typed and ticked."""
    answer = collator.post(f"{HOME}new", data=MARK | {"policies": ""})
    assert answer.status_code == 422
    assert 'value="illness" checked' in answer.text
    assert "还差药费" in answer.text
    assert ledger(desk, make_account(role="campaign_office")) == []


@pytest.mark.parametrize("role", ["grid_worker", "unit_handler", "publisher", "discipline", "admin"])
def test_never_for_others(desk: Desk, role: str) -> None:
    """Not in the navigation, not by its address."""
    client = make_client(desk, make_account(desk, role=role))
    for address in (HOME, f"{HOME}new", PLACE):
        assert client.get(address).status_code == 403
    assert HOME not in client.get("/desk/").text


@pytest.mark.browser
@pytest.mark.parametrize("look", ["light", "dark", "large"])
def test_the_pages_at_320_px(desk: Desk, collator: DeskClient, browser: Browser, look: str) -> None:
    """Nothing scrolls sideways and axe finds nothing, in any scheme."""
    collator.post(f"{HOME}new", data=MARK)
    pages = [HOME, f"{HOME}new", PLACE]
    with served(desk) as server:
        context = browser.new_context(
            viewport={"width": 320, "height": 640},
            base_url=server.address,
            color_scheme="dark" if look == "dark" else "light",
        )
        secret = signing_in.open_session(desk, accounts.known_account(desk, "community_collator"))
        cookies = {"wanhu": secret} | ({"wanhu_size": "large"} if look == "large" else {})
        context.add_cookies(
            [{"name": name, "value": value, "url": server.address} for name, value in cookies.items()]
        )
        page = context.new_page()
        for _ in range(2):
            for address in pages:
                page.goto(address)
                assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
                assert Axe().run(page, options=RULES).response["violations"] == [], address
            collator.post(f"{PLACE}/plan", data=PLAN)
        context.close()
