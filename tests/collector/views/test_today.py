import re

import pytest
from playwright.sync_api import Browser

from collector.desk import Desk
from collector.desk.oversight.today import counts, today_list
from tests.clients import make_client, served, signed_in
from tests.makers import keep_case, make_account, make_case, make_draft, make_household, make_step


def keep_some(desk: Desk) -> None:
    done = ("accepted", "resolved", "replied")
    for number, steps in enumerate(
        [
            (),
            ("returned",),
            ("accepted", "proposal"),
            (make_step("accepted", severity="critical"), "proposal"),
            (*done[:2],),
            done,
            (*done, "callback"),
            (*done, "callback", "closed"),
        ]
    ):
        keep_case(desk, make_case(*steps, no=f"2022-00000{number}"))


def test_without_a_roster_the_office_is_led_to_bring_one(desk: Desk) -> None:
    """The first day has one thing to do, for whoever may; with a household on the roster it is gone."""
    leads = "先导入户册 ›"
    office = make_client(desk, make_account(desk, role="campaign_office"))
    first = office.get("/desk/").text
    assert leads in first
    assert "今天没有要办的" not in first
    assert leads not in make_client(desk, make_account(desk)).get("/desk/").text
    make_household(desk)
    assert leads not in office.get("/desk/").text


def test_an_empty_desk_claims_no_success(desk: Desk) -> None:
    """Neither full marks nor agreeing ledgers where there is nothing yet to be good at."""
    office = make_client(desk, make_account(desk, role="campaign_office"))
    claims = {
        "targets/": "已达到",
        "targets/fuxing": "每一户都落实到了人",
        "office/supervision/": "1000／1000",
        "office/escalation/": "没有漏报",
        "office/escalation/books/": "对得上",
        "office/look-back/": "没解决的都有解释",
    }
    assert [page for page, claim in claims.items() if claim in office.get(f"/desk/{page}").text] == []
    assert office.get("/desk/targets/").text.count("还没有名册") >= len(desk.year.places.communities)
    make_household(desk)
    assert "1000／1000" in office.get("/desk/office/supervision/").text


def test_each_role_has_its_own_list(desk: Desk) -> None:
    """Who reviews, handles, calls, writes or approves sees what waits for them, and nothing else (S84)."""
    keep_some(desk)
    texts = make_draft(issue_no="2022-000007")
    desk.act(lambda: desk.registers.drafts.put(texts))
    tasks = {
        role: {item.task for item in today_list(desk, make_account(role=role))}
        for role in ("street_reviewer", "unit_handler", "grid_worker", "publisher", "discipline", "admin")
    }
    assert tasks == {
        "street_reviewer": {"review", "call", "close", "write"},
        "unit_handler": {"resolve", "reply"},
        "grid_worker": {"correct"},
        "publisher": {"approve"},
        "discipline": set(),
        "admin": set(),
    }


def test_sorted_by_working_days_left(desk: Desk) -> None:
    """What is late comes first, what has no day last."""
    keep_some(desk)
    items = today_list(desk, make_account(role="campaign_office"))
    left = [item.standing.days_left for item in items]
    dated = [days for days in left if days is not None]
    assert dated == sorted(dated)
    assert None not in left[: len(dated)]
    assert counts(items)["overdue"] == 2


def test_a_text_of_ones_own_is_not_offered_for_approval(desk: Desk) -> None:
    """不得自审 holds in the list as well."""
    keep_case(desk, make_case("accepted", "resolved", "replied"))
    desk.act(lambda: desk.registers.drafts.put(make_draft(written_by="publisher")))
    assert today_list(desk, make_account(role="publisher")) == []


def test_the_page_has_tabs_with_counts(desk: Desk) -> None:
    """Every kind of task has its tab, and a tab shows its own only."""
    keep_some(desk)
    client = make_client(desk, make_account(desk, role="campaign_office"))
    page = client.get("/desk/").text
    assert "逾期 2" in page
    assert "待办结 2" in page
    tab = client.get("/desk/?tab=close").text
    assert "2022-000006" in tab
    assert "2022-000002" not in tab


def test_nothing_to_do(desk: Desk) -> None:
    """An empty list says so and offers what the role can start."""
    page = make_client(desk, make_account(desk)).get("/desk/").text
    assert "今天没有要办的" in page
    assert "/desk/visits/new" in page


def test_the_overview_prints_n_of_n(desk: Desk) -> None:
    """Numbers of the office come with what they are a part of, for the office alone."""
    keep_some(desk)
    page = make_client(desk, make_account(desk, role="campaign_office")).get("/desk/office/").text
    assert "3／8" in page
    assert make_client(desk, make_account(desk)).get("/desk/office/").status_code == 403


def test_the_next_thing_of_a_kind_is_one_tap_away(desk: Desk) -> None:
    """After a step the page leads to what waits for the same step, most urgent first, and says how many."""
    for number in (3, 4, 5):
        keep_case(desk, make_case(no=f"2022-00000{number}"))
    client = make_client(desk, make_account(desk, role="street_reviewer"))
    graded = {"seen": "0", "accepted.severity": "general", "accepted.unit": "civil-affairs"}
    for number, left in (("3", "2022-000004"), ("4", "2022-000005")):
        answer = client.post(f"/desk/issues/2022-00000{number}/accepted", data=graded)
        told = client.get(answer.location).text
        assert f'<a href="/desk/issues/{left}">下一件待审</a>（还有 {5 - int(number)} 件）' in told
    answer = client.post("/desk/issues/2022-000005/accepted", data=graded)
    assert "下一件" not in client.get(answer.location).text


def test_the_next_text_to_approve_is_one_tap_away(desk: Desk) -> None:
    """Who sends a text back is led to the next one that waits for them."""
    for number in (3, 4):
        keep_case(desk, make_case("accepted", "resolved", "replied", no=f"2022-00000{number}"))
        draft = make_draft(issue_no=f"2022-00000{number}")
        desk.act(lambda draft=draft: desk.registers.drafts.put(draft))  # type: ignore[misc]
    client = make_client(desk, make_account(desk, role="publisher"))
    answer = client.post("/desk/publication/2022-000003/back", data={"because": "说得不清楚"})
    told = '<a href="/desk/publication/2022-000004">下一件待批准</a>（还有 1 件）'
    assert told in client.get(answer.location).text


def test_the_list_is_a_table(desk: Desk) -> None:
    """A row a thing, days left first, the title leading to where it is done."""
    keep_some(desk)
    page = make_client(desk, make_account(desk, role="campaign_office")).get("/desk/?tab=close").text
    (row,) = re.findall(r"<tr>\n(.*?)</tr>", page.partition("<tbody>")[2], re.DOTALL)
    assert '<td class="days">' in row
    assert '<th scope="row"><a href="/desk/issues/2022-000006">' in row
    assert '<td class="nowrap">待销号</td>' in row


@pytest.mark.browser
@pytest.mark.parametrize("is_large", [False, True])
def test_lists_fit_every_screen(desk: Desk, browser: Browser, is_large: bool) -> None:
    """Nothing goes sideways, and no short cell of a list is torn, also where 大字版 meets a tablet."""
    keep_some(desk)
    office = make_account(desk, role="campaign_office", username="office")
    with served(desk) as server:
        page = signed_in(browser, server, desk, office, 320)
        if is_large:
            page.context.add_cookies([{"name": "wanhu_size", "value": "large", "url": server.address}])
        for width in (320, 768, 965, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            for address in ("/desk/", "/desk/issues/"):
                page.goto(address)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
                assert page.locator(".dense .nowrap").evaluate_all(TORN) == [], (address, width)


TORN = """all => all.filter(each => {
  const range = document.createRange();
  range.selectNodeContents(each);
  return new Set([...range.getClientRects()].map(box => Math.round(box.bottom))).size > 1;
}).map(each => each.textContent)"""
