"""On the doorstep (现场断网): what is typed is never lost, never sent twice, never seen by the next user."""

import contextlib
import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect

from collector.desk import Desk
from collector.desk.people import signing_in
from collector.desk.visiting import paper
from collector.rules.homes.household import Resident
from collector.rules.people.account import Account
from tests.bench.doorstep import trials
from tests.clients import Served, served
from tests.collector.views.test_desk_in_browser import (
    HOUSEHOLD,
    RULES,
    SMALL_TARGETS,
    fill_commonest,
    next_screen,
    sideways,
    tap,
    unsent_on,
)
from tests.cutting_proxy import CUTS, CuttingProxy
from tests.makers import make_account, make_household

pytestmark = pytest.mark.browser

HEARD = "东门外路灯不亮"
PASSPHRASE = "石榴铁桥四路公交"
SECRETS = (HEARD, "示例路1号楼")
OFFLINE_READY = """async () => {
  const pack = await wanhu.packed;
  if (!pack) return false;
  await navigator.serviceWorker.ready;
  return navigator.serviceWorker.controller !== null;
}"""

IS_KEPT = """async said =>
  JSON.stringify(await wanhuVault.forms()).includes(said)
"""


@pytest.fixture
def server(desk: Desk) -> Iterator[Served]:
    """A desk behind a port, with three households of one person, one of them visited already."""
    account = make_account(desk)
    for number in (1, 2, 12):
        code = f"fuxing-{number:04d}"
        make_household(desk, code=code, assigned_to=(account.username,))
        resident = desk.registers.residents.get(code)
        assert resident is not None
        address = f"示例小区{number}号楼1单元101室"
        desk.registers.residents.put(Resident(household_code=code, community_code="fuxing", address=address))
    text = "## 想在家门口吃饭？\n\n问网格员。"
    desk.year = msgspec.structs.replace(desk.year, policy_texts=dict.fromkeys(desk.year.policies, text))
    with served(desk) as server:
        yield server


Phone = Callable[..., Page]


@pytest.fixture
def phone(desk: Desk, server: Served, browser: Browser) -> Iterator[Phone]:
    """A phone that somebody is signed in on, at the server or through a network that breaks."""
    opened: list[BrowserContext] = []

    def take(
        who: Account | None = None, *, on: BrowserContext | None = None, at: str = "", **more: Any
    ) -> Page:
        address = at or server.address
        context = on or browser.new_context(viewport={"width": 390, "height": 800}, base_url=address, **more)
        context.set_default_timeout(15_000)
        opened.append(context)
        account = who or desk.registers.accounts.get("grid_worker") or make_account(desk)
        secret = signing_in.open_session(desk, account)
        context.add_cookies([{"name": "wanhu", "value": secret, "url": address}])
        return context.new_page()

    yield take
    for context in set(opened):
        context.close()


def hear(page: Page, said: str = HEARD) -> None:
    """Write down at the second prompt what was said."""
    page.locator('[data-prompt="2"]').get_by_text("有话说").click()
    page.locator("#answers-2-text").fill(said)


def leave_half_way(page: Page, household: str = HOUSEHOLD) -> None:
    """Begin a visit and go no further than the prompts; what is there is kept."""
    page.goto(household)
    next_screen(page, "聊了什么")
    tap(page, "其余都没问题")
    expect(page.locator("#state-words")).to_have_text("已存在本机，未送达")


def go_on_to_the_check(page: Page, *, heard: str = "") -> None:
    """From the first screen to the check, with an issue where something was heard."""
    next_screen(page, "聊了什么")
    if heard:
        hear(page, heard)
    tap(page, "其余都没问题", "30 分钟")
    if heard:
        next_screen(page, "要办的问题")
    next_screen(page, "核对")


def at_the_check(page: Page, heard: str = "", household: str = HOUSEHOLD) -> None:
    """A visit up to the check."""
    page.goto(household)
    go_on_to_the_check(page, heard=heard)


def send_into_the_void(page: Page) -> None:
    """Send without a network, and be told so."""
    page.locator("#next").click()
    expect(page.locator("#sent")).to_contain_text("连不上")


def test_the_line_at_the_top_has_dots_until_the_phone_has_it(phone: Phone) -> None:
    """So nobody who reads 已存在本机 loses a tap with the tab."""
    page = phone()
    leave_half_way(page)
    page.evaluate("""() => {
      const put = wanhuVault.putForm;
      window.write = null;
      wanhuVault.putForm = entry => new Promise(done => { window.write = done; }).then(() => put(entry));
    }""")
    saving = page.locator("html[data-saving]")
    expect(saving).to_have_count(0)
    tap(page, "30 分钟")
    expect(saving).to_have_count(1)
    page.evaluate("() => window.write()")
    expect(saving).to_have_count(0)


# -- the network goes away


@pytest.mark.parametrize("cut", CUTS)
def test_cut_at_any_moment_of_the_post_it_arrives_once(
    desk: Desk, server: Served, phone: Phone, cut: str
) -> None:
    """Before, during and after the request, and in mid-answer: sent again by itself, stored once (R3.9)."""
    cuts = iter([cut])
    proxy = CuttingProxy(int(server.address.rsplit(":", 1)[1]), lambda: next(cuts, None))
    page = phone(at=proxy.address)
    at_the_check(page, HEARD)
    send_into_the_void(page)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_url("**/desk/visits/V2022-000001")
    assert proxy.cuts == [cut]
    assert (len(desk.registers.visits), len(desk.registers.issues)) == (1, 1)
    assert unsent_on(page) == 0
    proxy.close()


@pytest.mark.parametrize("cut", CUTS)
def test_an_issue_cut_at_any_moment_arrives_once(desk: Desk, server: Served, phone: Phone, cut: str) -> None:
    """The form of an issue by itself behaves as that of a visit."""
    cuts = iter([cut])
    proxy = CuttingProxy(int(server.address.rsplit(":", 1)[1]), lambda: next(cuts, None))
    page = phone(at=proxy.address)
    page.goto("/desk/issues/new")
    page.locator("#text").fill("示例路路灯不亮")
    page.locator("#field").select_option("housing")
    page.locator("#next").click()
    expect(page.locator("#state-words")).to_contain_text("未送达")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_url("**/desk/issues/2022-000001/receipt")
    assert proxy.cuts == [cut]
    assert (len(desk.registers.issues), unsent_on(page)) == (1, 0)
    proxy.close()


def sheet_numbers(desk: Desk, count: int) -> list[str]:
    """Blank forms that were printed, by the numbers on them."""
    account = desk.registers.accounts.get("grid_worker") or make_account(desk)
    code = paper.print_forms(desk, account, count)
    return [each.no for each in paper.batch_of(desk, account, code).forms]


def key_in(page: Page, number: str) -> None:
    """Type a sheet in, from its number down to what is to be done."""
    page.goto(f"/desk/paper/key?no={number}")
    page.locator("#household-code").fill("fuxing-0001")
    for said in ("见到了", "入户"):
        page.locator("#key").get_by_text(said, exact=True).click()
    page.locator("#date").fill("2022-08-04")
    page.locator("#start").fill("09:05")
    page.locator("#end").fill("09:50")
    hear(page)
    page.locator('[data-prompt="2"]').get_by_text("要办，登记成问题").click()


@pytest.mark.parametrize("cut", CUTS)
def test_a_sheet_cut_at_any_moment_arrives_once(desk: Desk, server: Served, phone: Phone, cut: str) -> None:
    """What was on paper and is keyed in goes the way of the other forms."""
    cuts = iter([cut])
    proxy = CuttingProxy(int(server.address.rsplit(":", 1)[1]), lambda: next(cuts, None))
    page = phone(at=proxy.address)
    key_in(page, sheet_numbers(desk, 1)[0])
    page.locator("#next").click()
    expect(page.locator("#state-words")).to_contain_text("未送达")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_url("**/desk/visits/V2022-000001")
    assert proxy.cuts == [cut]
    assert (len(desk.registers.visits), len(desk.registers.issues), unsent_on(page)) == (1, 1, 0)
    proxy.close()


def test_a_sheet_half_keyed_is_there_again_without_a_network(
    desk: Desk, phone: Phone, server: Served
) -> None:
    """By its number, ticks and all; another sheet begins empty, and a number keyed in twice is said."""
    first, second = sheet_numbers(desk, 2)
    page = phone()
    page.goto("/desk/phone/day")
    page.wait_for_function(OFFLINE_READY)
    server.down()
    key_in(page, first)
    expect(page.locator("#state-words")).to_have_text("已存在本机，未送达")
    page.goto(f"/desk/paper/key?no={second}")
    expect(page.locator("#no")).to_have_value(second)
    expect(page.locator("#household-code")).to_have_value("")
    expect(page.locator("#unsent")).to_contain_text(f"纸表 {first}")
    page.goto(f"/desk/paper/key?no={first}")
    expect(page.locator("#state-words")).to_have_text("已接着上次没送达的内容")
    expect(page.locator("#answers-2-text")).to_have_value(HEARD)
    expect(page.locator("#start")).to_have_value("09:05")
    expect(page.locator('[name="answers.2.issue"]')).to_be_checked()
    expect(page.locator('[name="contact_ok"]')).not_to_be_checked()
    page.locator("#next").click()
    expect(page.locator("#told")).to_contain_text("连不上")
    server.up()
    tap(page, "再送一次")
    page.wait_for_url("**/desk/visits/V2022-000001")
    key_in(page, first)
    page.locator("#end").fill("10:30")
    page.locator("#next").click()
    expect(page.locator("#told")).to_contain_text("已经录过，走访编号 V2022-000001")
    page.goto(f"/desk/paper/key?no={second}")
    page.locator("#next").click()
    expect(page.locator("#errors")).to_be_visible()
    expect(page.locator("#no")).to_have_value(second)
    assert (len(desk.registers.visits), len(desk.registers.issues)) == (1, 1)


def test_every_screen_survives_a_reload_and_a_crash_without_a_network(phone: Phone, server: Served) -> None:
    """Each screen is thrown away; it opens again without a network, with all that was typed (R3.9)."""
    page = phone()
    page.goto("/desk/phone/day")
    page.wait_for_function(OFFLINE_READY)
    server.down()
    page.goto(HOUSEHOLD)
    expect(page.locator("#place-words")).to_contain_text("示例小区1号楼")
    page.locator("#date").fill("2022-08-04")
    page.locator("#start").fill("09:05")
    steps: list[Callable[[Page], None]] = [
        lambda at: next_screen(at, "聊了什么"),
        lambda at: at.locator('[data-prompt="2"]').get_by_text("有话说").click(),
        lambda at: at.locator("#answers-2-text").fill(HEARD),
        lambda at: tap(at, "其余都没问题", "30 分钟"),
    ]
    for done in range(1, len(steps) + 1):
        expect(page.locator("#date")).to_have_value("2022-08-04")
        for step in steps[:1] if done < 3 else [steps[0]]:
            step(page)
        for step in steps[1:done]:
            step(page)
        expect(page.locator("#state-words")).to_have_text("已存在本机，未送达")
        thrown = page
        page = page.context.new_page()
        thrown.close(run_before_unload=False)
        page.goto(HOUSEHOLD)
        expect(page.get_by_text("已接着上次没送达的内容")).to_be_visible()
    expect(page.locator("#answers-2-text")).to_have_value(HEARD)
    expect(page.locator("#start")).to_have_value("09:05")


def test_a_crashed_tab_loses_nothing(phone: Phone) -> None:
    """The renderer is killed right after the last letter."""
    page = phone()
    page.goto(HOUSEHOLD)
    next_screen(page, "聊了什么")
    hear(page)
    page.wait_for_function(IS_KEPT, arg=HEARD)
    expect(page.locator("#state-words")).to_have_text("已存在本机，未送达")
    context = page.context
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash")
    again = context.new_page()
    again.goto(HOUSEHOLD)
    expect(again.locator("#answers-2-text")).to_have_value(HEARD)


def test_a_day_without_a_network(desk: Desk, phone: Phone, server: Served) -> None:
    """List, form, a household off the roster, policies, an issue open offline; all is delivered once."""
    page = phone()
    page.goto("/desk/phone/day")
    expect(page.locator("#kept")).to_contain_text("没网也能打开登记")
    page.wait_for_function(OFFLINE_READY)
    server.down()
    page.goto("/desk/phone/day")
    expect(page.locator(".stop")).to_have_count(3)
    assert page.locator("h2").all_inner_texts() == [f"示例小区{n}号楼" for n in (1, 2, 12)]
    page.goto("/desk/phone/policies")
    page.locator("summary", has_text="老人吃饭").click()
    expect(page.get_by_text("在家门口吃饭").locator("visible=true")).to_be_visible()
    page.goto("/desk/phone/day")
    for _ in range(2):
        page.locator("a.home").first.click()
        go_on_to_the_check(page)
        send_into_the_void(page)
        page.goto("/desk/phone/day")
    expect(page.locator(".stop")).to_have_count(1)
    page.goto("/desk/visits/new?roster=none")
    page.locator("#new-household-address").fill("示例路9号")
    go_on_to_the_check(page)
    send_into_the_void(page)
    page.goto("/desk/issues/new")
    page.locator("#text").fill("示例路路灯不亮")
    page.locator("#field").select_option("housing")
    page.locator("#next").click()
    expect(page.locator("#state-words")).to_contain_text("未送达")
    assert len(desk.registers.visits) == 0
    server.up()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_url("**/desk/issues/2022-000001/receipt")
    expect(page.locator("#unsent")).to_contain_text("3 份已送达")
    assert sorted(visit.household_code for visit in desk.registers.visits) == [
        "fuxing-0001", "fuxing-0002", "fuxing-n0001",
    ]  # fmt: skip
    assert {visit.started_at[:10] for visit in desk.registers.visits} == {"2022-08-05"}
    assert len(desk.registers.issues) == 1


KEEP = """states => wanhu.ready.then(() => Promise.all(states.map((state, n) => wanhu.save({
  id: 'form-' + n, kind: 'visit', state: state, title: `示例小区${n + 1}号楼1单元101室`,
  no: `V2022-00000${n + 1}`,
  address: `/desk/visits/V2022-00000${n + 1}`, action: '/desk/visits', page: '/desk/visits/new', fields: [],
  savedAt: wanhu.now(),
}))))"""
LINES = "Array.from(document.querySelectorAll('.unsent-row .number'), each => each.getClientRects().length)"


def test_what_was_delivered_takes_a_line_and_what_was_not_stands_open(phone: Phone) -> None:
    """Eight receipts after a day without a network are one line with one 都知道了; dates are whole."""
    page = phone()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/desk/")
    page.evaluate(KEEP, ["sent"] * 8)
    page.goto("/desk/visits/mine")
    told = page.locator("#unsent")
    expect(told.locator("summary")).to_have_text("8 份已送达")
    expect(told.locator(".unsent-row:visible")).to_have_count(0)
    expect(told.get_by_role("button")).to_have_text(["都知道了"])
    box = told.bounding_box()
    assert box is not None
    assert box["height"] < 100
    told.locator("summary").click()
    expect(told.get_by_role("link", name="看回执")).to_have_count(8)
    assert page.evaluate(LINES) == [1] * 8
    page.evaluate(KEEP, ["sent", "sent", "refused", "ready"])
    page.evaluate("wanhu.render()")
    expect(told.locator("summary")).to_have_text(["1 份已存在本机，未送达", "6 份已送达"])
    expect(told.locator("details.unsent .unsent-row:visible")).to_have_count(2)
    tap(page, "都知道了")
    expect(told.locator("summary")).to_have_text(["1 份已存在本机，未送达"])


def test_where_there_are_no_workers_an_open_form_goes_on(desk: Desk, phone: Phone, server: Served) -> None:
    """As on iOS: a page once loaded works to the end, and says that new ones need the network."""
    page = phone(service_workers="block")
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto("/desk/phone/day")
    expect(page.locator("#kept")).to_contain_text("没网时打不开新页面")
    page.goto(HOUSEHOLD)
    server.down()
    go_on_to_the_check(page)
    send_into_the_void(page)
    server.up()
    tap(page, "再送一次")
    page.wait_for_url("**/desk/visits/V2022-000001")


def test_whatever_happens_in_a_day_each_visit_is_there_once(desk: Desk, browser: Browser) -> None:
    """Random troubles of every kind, in a row; at full size by `python -m tests.bench.doorstep`."""
    result = trials(desk, browser, runs=4, seed=3)
    assert (result.lost, result.doubled, result.changed) == (0, 0, 0)
    assert result.troubles


# -- who uses the phone


def raw(page: Page) -> str:
    """Everything this phone keeps for the site, as somebody would find it who opens its storage."""
    return str(page.evaluate(DUMP))


DUMP = """async () => {
  const db = await new Promise(resolve => {
    const asked = indexedDB.open('wanhu', 1);
    asked.onsuccess = () => resolve(asked.result);
  });
  const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
  for (const name of db.objectStoreNames) {
    const all = await new Promise(resolve => {
      const asked = db.transaction(name).objectStore(name).getAll();
      asked.onsuccess = () => resolve(asked.result);
    });
    for (const line of all) {
      found.push(name + JSON.stringify(line));
      if (line.sealed) found.push(new TextDecoder().decode(line.sealed));
      if (line.key) found.push('extractable ' + line.key.extractable);
    }
  }
  db.close();
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (request.url.includes('/assets/')) continue;
      found.push(name + request.url + await (await cache.match(request)).text());
    }
  }
  return found.join('\\n');
}"""


def test_what_a_phone_keeps_is_sealed_and_its_key_cannot_be_taken_out(phone: Phone) -> None:
    """Neither what residents said nor an address stands readable in any storage of the browser (R3.9)."""
    page = phone()
    page.goto("/desk/phone/day")
    page.wait_for_function(OFFLINE_READY)
    page.route("**/desk/visits", lambda route: route.abort())
    at_the_check(page, HEARD)
    send_into_the_void(page)
    found = raw(page)
    assert "extractable false" in found
    assert "extractable true" not in found
    assert "forms" in found
    assert "packs" in found
    assert [secret for secret in (*SECRETS, "示例小区") if secret in found] == []


def test_after_signing_out_neither_key_nor_pages_are_left_and_the_owner_finds_all(
    desk: Desk, phone: Phone, server: Served
) -> None:
    """Unsent, signed out: the next user can open nothing; the owner's next sign-in delivers (R3.9)."""
    page = phone()
    page.goto("/desk/phone/day")
    page.wait_for_function(OFFLINE_READY)
    page.route("**/desk/visits", lambda route: route.abort())
    fill_commonest(page)
    send_into_the_void(page)
    page.goto("/desk/phone/unsent")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_text("还有 1 份没送达")).to_be_visible()
    page.get_by_role("button", name="仍要退出").click()
    page.wait_for_url("**/desk/sign-in")
    found = raw(page)
    assert "extractable" not in found
    assert "wanhu:grid_worker" not in found
    other = phone(make_account(desk, username="other"), on=page.context)
    other.goto(HOUSEHOLD)
    expect(other.locator("#next")).to_be_enabled()
    expect(other.locator("#unsent")).to_be_hidden()
    assert len(desk.registers.visits) == 0
    owner = phone(on=page.context)
    owner.goto("/desk/")
    expect(owner.locator("#unsent")).to_contain_text("已送达，编号 V2022-000001")
    assert [visit.visitor for visit in desk.registers.visits] == ["grid_worker"]


def test_what_one_left_unsent_is_not_sent_in_anothers_name(desk: Desk, phone: Phone) -> None:
    """Somebody else signs in in another window: the first window's form waits for its own account."""
    page = phone()
    fill_commonest(page)
    other = phone(make_account(desk, username="other"), on=page.context)
    other.goto("/desk/")
    page.locator("#next").click()
    expect(page.locator("#sent")).to_contain_text("别的账号（other）")
    assert len(desk.registers.visits) == 0
    owner = phone(on=page.context)
    owner.goto("/desk/")
    expect(owner.locator("#unsent")).to_contain_text("已送达")
    assert [visit.visitor for visit in desk.registers.visits] == ["grid_worker"]


def sign_in_again(page: Page, desk: Desk) -> None:
    """Follow the way that is offered, and sign in on the page it leads to."""
    signing_in.set_passphrase(desk, make_account(desk), PASSPHRASE)
    page.get_by_role("link", name="重新登录").click()
    page.wait_for_url("**/desk/sign-in?next=**")
    page.locator("#username").fill("grid_worker")
    page.locator("#passphrase").fill(PASSPHRASE)
    page.locator("form").filter(has=page.locator("#passphrase")).get_by_role("button").click()


def test_a_visit_whose_session_ended_is_delivered_after_signing_in(desk: Desk, phone: Phone) -> None:
    """重新登录 is the one way on, since sending it again cannot help; nothing typed is lost."""
    page = phone()
    at_the_check(page, HEARD)
    page.context.clear_cookies()
    page.locator("#next").click()
    sent = page.locator("#sent")
    expect(sent).to_contain_text("请重新登录")
    expect(sent.locator(".primary")).to_have_text(["重新登录"])
    expect(sent.get_by_role("button")).to_have_count(0)
    sign_in_again(page, desk)
    expect(page.locator("#unsent")).to_contain_text("已送达，编号 V2022-000001")
    assert desk.registers.texts() == {"2022-000001": {"report": HEARD}}


@pytest.mark.parametrize("is_sheet", [False, True])
def test_a_form_of_one_page_says_beside_its_button_why_it_is_not_delivered(
    desk: Desk, phone: Phone, is_sheet: bool
) -> None:
    """At the end of the page, where one pressed it: not in sight of its top (look.md)."""
    page = phone()
    page.set_viewport_size({"width": 360, "height": 640})
    if is_sheet:
        key_in(page, sheet_numbers(desk, 1)[0])
    else:
        page.goto("/desk/issues/new")
        page.locator("#text").fill(HEARD)
        page.locator("#field").select_option("housing")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.context.clear_cookies()
    page.locator("#next").click()
    told, way_on = page.locator("#told"), page.get_by_role("link", name="重新登录")
    expect(told).to_contain_text("请重新登录")
    expect(told).to_be_in_viewport(ratio=1)
    expect(way_on).to_be_in_viewport(ratio=1)
    expect(page.locator("form[data-kind] .primary:visible")).to_have_text(["重新登录"])
    expect(page.locator("#next")).to_be_hidden()
    # What is changed once more is sent once more.
    page.locator("#end" if is_sheet else "#text").fill("09:55" if is_sheet else f"{HEARD}了")
    expect(told).to_be_hidden()
    page.locator("#next").click()
    sign_in_again(page, desk)
    expect(page.locator("#unsent")).to_contain_text("已送达，编号")
    assert len(desk.registers.issues) == 1


def test_what_waits_leads_to_signing_in_where_the_session_ended(desk: Desk, phone: Phone) -> None:
    """On the pages that only tell of it too: 现在送 is of no use before that."""
    page = phone()
    page.route("**/desk/visits", lambda route: route.abort())
    at_the_check(page)
    send_into_the_void(page)
    page.goto("/desk/visits/mine")
    page.context.clear_cookies()
    page.unroute("**/desk/visits")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#unsent .primary")).to_have_text(["重新登录"])
    sign_in_again(page, desk)
    expect(page.locator("#unsent")).to_contain_text("已送达，编号 V2022-000001")


def test_where_nothing_can_be_kept_one_signs_in_beside_the_form(desk: Desk, phone: Phone) -> None:
    """In a window of its own: the page that has the only copy stays, and sends it then."""
    page = phone()
    page.add_init_script("delete window.indexedDB")
    page.goto("/desk/issues/new")
    page.locator("#text").fill(HEARD)
    page.locator("#field").select_option("housing")
    page.context.clear_cookies()
    page.locator("#next").click()
    expect(page.locator("#told")).to_contain_text("请别关这一页，先重新登录，再回来送")
    with page.context.expect_page():
        page.get_by_role("link", name="重新登录").click()
    phone(on=page.context)
    tap(page, "再送一次")
    page.wait_for_url("**/desk/issues/2022-000001/receipt")


# -- waiting, and giving up


def test_what_waits_goes_by_itself_less_and_less_often_until_the_server_answers(
    desk: Desk, server: Served, phone: Phone
) -> None:
    """Nobody has to tap anything; pauses double, so that a phone in a pocket lives through the day."""
    page = phone()
    page.clock.install()
    fill_commonest(page)
    server.down()
    send_into_the_void(page)
    steps = itertools.count()
    tried: list[int] = []
    page.on("requestfailed", lambda request: request.method == "POST" and tried.append(next(steps)))
    for _ in range(60):
        next(steps)
        page.clock.run_for(5000)
        page.wait_for_timeout(100)
    gaps = [later - earlier for earlier, later in itertools.pairwise(tried)]
    assert 3 <= len(tried) <= 6
    assert gaps[-1] >= 2 * gaps[0]
    expect(page.locator("#state-words")).to_have_text("已存在本机，未送达")
    assert len(desk.registers.visits) == 0
    server.up()
    for _ in range(80):
        if not len(desk.registers.visits):
            page.clock.run_for(5000)
            page.wait_for_timeout(100)
    page.wait_for_url("**/desk/visits/V2022-000001")
    assert len(desk.registers.visits) == 1


def test_nothing_is_dropped_by_one_tap(desk: Desk, server: Served, phone: Phone) -> None:
    page = phone()
    fill_commonest(page)
    server.down()
    send_into_the_void(page)
    server.up()
    page.route("**/desk/visits", lambda route: route.abort() if route.request.method == "POST" else None)
    page.goto("/desk/visits/mine")
    tap(page, "丢弃")
    expect(page.get_by_role("button", name="丢弃后找不回来，确定丢弃")).to_be_visible()
    assert unsent_on(page) == 1
    tap(page, "丢弃后找不回来，确定丢弃")
    expect(page.locator("#unsent")).to_be_hidden()
    assert unsent_on(page) == 0
    assert len(desk.registers.visits) == 0


# -- two windows


def test_a_form_is_filled_in_in_one_window_at_a_time(desk: Desk, phone: Phone) -> None:
    """The second window says where the form is; taking it over ends the first."""
    page = phone()
    leave_half_way(page)
    second = page.context.new_page()
    second.goto(HOUSEHOLD)
    expect(second.get_by_text("正在另一个窗口里填")).to_be_visible()
    expect(second.locator("#visit")).to_be_hidden()
    second.get_by_role("button", name="在这里接着填").click()
    expect(second.get_by_text("已接着上次没送达的内容")).to_be_visible()
    expect(page.get_by_text("已在另一个窗口接着填")).to_be_visible()
    expect(page.locator("#visit")).to_be_hidden()
    next_screen(second, "聊了什么")
    tap(second, "30 分钟")
    next_screen(second, "核对")
    second.locator("#next").click()
    second.wait_for_url("**/desk/visits/V2022-000001")
    assert len(desk.registers.visits) == 1


def test_two_windows_deliver_what_waits_once(desk: Desk, phone: Phone) -> None:
    """Both windows hear that the network is back; one sends, the other learns the number."""
    page = phone()
    page.context.route("**/desk/visits", lambda route: route.abort(), times=1)
    fill_commonest(page)
    send_into_the_void(page)
    second = page.context.new_page()
    posts: list[str] = []
    page.context.on(
        "request", lambda request: posts.append(request.url) if request.method == "POST" else None
    )
    second.goto("/desk/visits/mine")
    expect(second.locator("#unsent")).to_contain_text("已送达，编号 V2022-000001")
    page.wait_for_url("**/desk/visits/V2022-000001")
    assert len(posts) == 1
    assert len(desk.registers.visits) == 1


# -- taken elsewhere


def test_unsent_forms_are_read_in_on_another_machine(
    desk: Desk, phone: Phone, tmp_path: Path, browser: Browser
) -> None:
    """As a file and as text; sealed for the same account alone, and stored once from both (R3.9)."""
    page = phone()
    page.route("**/desk/visits", lambda route: route.abort())
    at_the_check(page, HEARD)
    send_into_the_void(page)
    page.goto("/desk/phone/unsent")
    expect(page.locator("#count")).to_have_text("这台手机上有 1 份没送达。")
    with page.expect_download() as download:
        page.locator("#file").click()
    file = tmp_path / "unsent.txt"
    download.value.save_as(file)
    text = file.read_text()
    assert text == page.locator("#text").input_value()
    assert text.startswith("WANHU1:grid_worker:")

    other = phone(make_account(desk, username="other"))
    other.goto("/desk/phone/unsent")
    other.locator("#given").fill(text)
    other.get_by_role("button", name="读回并送出").click()
    expect(other.locator("#wrong")).to_contain_text("请用 grid_worker 登录")

    desk_machine = phone()
    desk_machine.goto("/desk/phone/unsent")
    for broken, said in (
        (text[:-9], "打不开"),
        ("你好", "应是以 WANHU1 开头"),
        ("WANHU1:grid_worker:?:?", "看不懂"),
    ):
        desk_machine.locator("#given").fill(broken)
        desk_machine.get_by_role("button", name="读回并送出").click()
        expect(desk_machine.locator("#wrong")).to_contain_text(said)
        expect(desk_machine.locator("#given")).to_have_value(broken)
    desk_machine.locator("#chosen").set_input_files(file)
    desk_machine.get_by_role("button", name="读回并送出").click()
    expect(desk_machine.locator("#unsent")).to_contain_text("已送达，编号 V2022-000001")
    page.unroute("**/desk/visits")
    page.goto("/desk/")
    expect(page.locator("#unsent")).to_contain_text("已送达，编号 V2022-000001")
    assert (len(desk.registers.visits), len(desk.registers.issues)) == (1, 1)


def test_inside_wechat_it_is_copied_as_text(phone: Phone) -> None:
    """Where nothing can be downloaded (R3.10)."""
    page = phone(user_agent="Mozilla/5.0 (Linux; Android 12) MicroMessenger/8.0.49")
    leave_half_way(page)
    page.goto("/desk/phone/unsent")
    expect(page.locator("#file")).to_be_hidden()
    expect(page.locator("#how")).to_contain_text("发给自己")
    expect(page.locator("#copy")).to_be_visible()


# -- clocks and limits


def shift(page: Page, hours: int) -> None:
    """Set the phone's clock off by so many hours from the next page on."""
    page.add_init_script(f"{{ const real = Date.now; Date.now = () => real() + {hours} * 3600000; }}")


@pytest.mark.parametrize("hours", [-24 * 400, -5, 5, 24 * 400])
def test_a_wrong_clock_changes_nothing(desk: Desk, phone: Phone, hours: int) -> None:
    """The server's time is what counts, on the form and for how long drafts live."""
    page = phone()
    leave_half_way(page)
    shift(page, hours)
    page.goto(HOUSEHOLD)
    expect(page.get_by_text("已接着上次没送达的内容")).to_be_visible()
    next_screen(page, "聊了什么")
    tap(page, "30 分钟")
    next_screen(page, "核对")
    page.locator("#next").click()
    page.wait_for_url("**/desk/visits/V2022-000001")
    visit = desk.registers.visits.get("V2022-000001")
    assert visit is not None
    assert visit.started_at.startswith("2022-08-05T17")


def test_an_unfinished_form_ends_after_72_hours_and_says_so(phone: Phone) -> None:
    """Told while it is kept, and told when it is gone; a finished one stays (R3.9)."""
    page = phone(service_workers="block")
    leave_half_way(page)
    page.route("**/desk/visits", lambda route: route.abort())
    at_the_check(page, household=HOUSEHOLD.replace("0001", "0002"))
    send_into_the_void(page)
    page.goto("/desk/visits/mine")
    expect(page.locator("#unsent")).to_contain_text("8月8日 18:0")

    def four_days_on(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(
            response=answer, body=answer.text().replace('data-now="2022-08-05', 'data-now="2022-08-09')
        )

    page.route("**/desk/visits/mine", four_days_on)
    page.goto("/desk/visits/mine")
    expect(page.locator("#unsent")).to_contain_text("超过 72 小时没有写完")
    expect(page.locator("#unsent")).to_contain_text("1 份已存在本机，未送达")
    assert unsent_on(page) == 1


def test_where_nothing_can_be_kept_the_form_works_and_says_so(desk: Desk, phone: Phone) -> None:
    """Without WebCrypto, and without a database."""
    for number, missing in enumerate(("Object.defineProperty(crypto, 'subtle', {value: undefined})",
                                      "delete window.indexedDB"), start=1):  # fmt: skip
        page = phone()
        page.add_init_script(missing)
        page.goto(HOUSEHOLD.replace("0001", ("0001", "0002")[number - 1]))
        expect(page.locator("#state-words")).to_have_text("这台手机存不了草稿，请一次填完再提交")
        go_on_to_the_check(page)
        page.locator("#next").click()
        page.wait_for_url(f"**/desk/visits/V2022-00000{number}")
    assert len(desk.registers.visits) == 2


# -- people


def test_two_colleagues_at_one_door_are_shown_to_each_other(desk: Desk, phone: Phone) -> None:
    """Who opens a form second sees who is there; who sends second sees it before sending."""
    first = phone()
    fill_commonest(first)
    second = phone(make_account(desk, username="other", name="示例同事"))
    second.goto(HOUSEHOLD)
    expect(second.locator("#visit")).to_contain_text("打开了走访表，可能正在走")
    first.get_by_role("button", name="上一步").click()
    next_screen(first, "核对")
    expect(first.locator("#company")).to_contain_text("示例同事")
    first.locator("#next").click()
    first.wait_for_url("**/desk/visits/V2022-000001")
    go_on_to_the_check(second)
    expect(second.locator("#company")).to_contain_text("见到")
    second.locator("#next").click()
    second.wait_for_url("**/desk/visits/V2022-000002")
    expect(second.locator("main")).to_contain_text("同一天也登记了这户的")


def test_what_neighbours_said_is_hinted_at_while_typing(phone: Phone) -> None:
    """From what is on the phone: a public title that shares three pairs of characters."""
    page = phone()
    page.goto(HOUSEHOLD)
    pack = {
        "neighbours": [{"community_code": "fuxing", "title": "东门外路灯坏了", "told": "正在办"}],
        "stops": [],
    }
    page.evaluate("pack => { wanhu.packed = Promise.resolve(pack) }", pack)
    page.route("**/desk/phone/pack", lambda route: route.fulfill(json=json.loads(json.dumps({
        "account": "grid_worker", "taken_at": "", "states": {}, **pack}))))  # fmt: skip
    page.evaluate("indexedDB.deleteDatabase('wanhu')")
    page.goto(HOUSEHOLD)
    page.wait_for_function("wanhu.packed.then(pack => pack && pack.neighbours.length === 1)")
    page.reload()
    next_screen(page, "聊了什么")
    hear(page, "东门外的路灯不亮")
    tap(page, "其余都没问题", "30 分钟")
    next_screen(page, "要办的问题")
    expect(page.locator("[data-alike]")).to_contain_text("邻居已反映“东门外路灯坏了”，正在办。")
    page.locator("#issues-0-text").fill("想办公交卡")
    expect(page.locator("[data-alike]")).to_be_empty()


FIELDS = {"place": 6, "talk": 15, "issues": 4}


def test_the_form_does_not_grow(desk: Desk, phone: Phone) -> None:
    """How many fields each screen shows at first; more needs a reason that is worth every visitor's time."""
    page = phone()
    page.goto(HOUSEHOLD)
    next_screen(page, "聊了什么")
    hear(page)
    tap(page, "30 分钟")
    next_screen(page, "要办的问题")
    counted = page.evaluate(
        """() => Object.fromEntries(Array.from(document.querySelectorAll('[data-screen]')).map(screen => [
          screen.dataset.screen,
          new Set(Array.from(screen.querySelectorAll('input:not([type=hidden]), select, textarea'))
            .filter(field => !field.closest('details:not([open])')).map(field => field.name)).size,
        ]))"""
    )
    assert {name: counted[name] for name in FIELDS} == FIELDS


# -- pages


@pytest.mark.parametrize(("width", "scheme"), list(itertools.product((320, 1280), ("light", "dark"))))
def test_the_phones_pages_are_for_everybody(phone: Phone, width: int, scheme: str) -> None:
    """axe finds nothing, nothing scrolls sideways, no target is small."""
    page = phone(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    found: list[str] = []
    for address in (
        "/desk/phone/day",
        "/desk/phone/policies",
        "/desk/phone/unsent",
        "/desk/phone/day?shell=1",
    ):
        page.goto(address)
        page.evaluate("wanhu.packed")
        found += [
            each["id"] + each["nodes"][0]["html"]
            for each in Axe().run(page, options=RULES).response["violations"]
        ]
        found += [f"{address} scrolls sideways"] if sideways(page) > 0 else []
        found += page.evaluate(SMALL_TARGETS, 44)
    assert found == []
