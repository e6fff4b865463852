"""The visit form as a phone has it, with scripts (现场)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from collector.desk import Desk
from collector.desk.people import signing_in
from collector.desk.visiting import correcting, intake
from collector.rules.people.account import Account
from tests.clients import Served, served
from tests.makers import make_account, make_household, make_inner_issue, make_visit_body

pytestmark = pytest.mark.browser

HOUSEHOLD = "/desk/visits/new?household=fuxing-0001"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}

SignIn = Callable[..., Page]


@pytest.fixture
def server(desk: Desk) -> Iterator[Served]:
    """A desk behind a port, with one household on the roster."""
    make_household(desk)
    with served(desk) as server:
        yield server


@pytest.fixture
def sign_in(desk: Desk, server: Served, browser: Browser) -> Iterator[SignIn]:
    """Opens a phone of 320 px that somebody is signed in on."""
    opened: list[BrowserContext] = []

    def signed_in(account: Account | None = None, *, on: BrowserContext | None = None, **more: Any) -> Page:
        size: Any = {"width": 320, "height": 640}
        context = on or browser.new_context(viewport=size, base_url=server.address, **more)
        context.set_default_timeout(10_000)
        opened.append(context)
        secret = signing_in.open_session(desk, account or make_account(desk))
        context.add_cookies([{"name": "wanhu", "value": secret, "url": server.address}])
        return context.new_page()

    yield signed_in
    for context in set(opened):
        context.close()


def tap(page: Page, *labels: str) -> None:
    for label in labels:
        page.get_by_text(label, exact=True).locator("visible=true").first.click()


def next_screen(page: Page, heading: str) -> None:
    # Tapped before the scripts have run, the button sends the form as it does without them.
    page.wait_for_load_state()
    page.locator("#next").click()
    expect(page.locator("h1")).to_contain_text(heading)


def fill_commonest(page: Page) -> None:
    """At home, nothing to report: the way of most visits, up to the check."""
    page.goto(HOUSEHOLD)
    next_screen(page, "聊了什么")
    tap(page, "其余都没问题", "30 分钟")
    next_screen(page, "核对")


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def unsent_on(page: Page) -> int:
    """How many forms a phone keeps that are not delivered, as its database has them."""
    return int(page.evaluate(UNSENT))


UNSENT = """() => new Promise((resolve, reject) => {
  const asked = indexedDB.open('wanhu', 1);
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = () => {
    const all = asked.result.transaction('forms').objectStore('forms').getAll();
    all.onsuccess = () => {
      asked.result.close();
      resolve(all.result.filter(each => !['sent', 'expired'].includes(each.state)).length);
    };
  };
})"""


def test_a_visit_with_two_issues_in_three_screens(desk: Desk, sign_in: SignIn) -> None:
    """Two prompts become issues, one settled on the spot; the receipt has a number."""
    page = sign_in()
    page.goto(HOUSEHOLD)
    assert sideways(page) <= 0
    next_screen(page, "聊了什么")
    second, eighth = page.locator('[data-prompt="2"]'), page.locator('[data-prompt="8"]')
    second.get_by_text("有话说").click()
    second.get_by_role("textbox").fill("东门外路灯不亮")
    eighth.get_by_text("有话说").click()
    eighth.get_by_role("textbox").fill("想办公交卡")
    tap(page, "其余都没问题", "45 分钟")
    assert sideways(page) <= 0
    expect(page.locator("#state-words")).to_have_text("已存在本机，未送达")
    next_screen(page, "要办的问题")
    expect(page.locator("#issues-0-text")).to_have_value("东门外路灯不亮")
    expect(page.locator("#issues-0-field")).to_have_value("housing")
    page.locator("#next").click()
    expect(page.locator("#errors")).to_be_focused()
    page.locator("#errors a").first.click()
    expect(page.locator("#issues-1-field")).to_be_focused()
    page.locator("#issues-1-field").select_option("elders")
    page.locator('[data-issue="issues.1"]').get_by_text("当场答复", exact=True).click()
    page.locator("#issues-1-outcome").fill("告诉了在哪办")
    assert sideways(page) <= 0
    next_screen(page, "核对")
    for said in (
        "17:15 到 18:00",
        "东门外路灯不亮",
        "住有宜居 · 转台账",
        "老有颐养 · 当场答复：告诉了在哪办",
    ):
        expect(page.locator("#summary")).to_contain_text(said)
    expect(page.locator("#summary dt", has_text="居住")).to_be_visible()
    for part in ("户与方式", "聊了什么", "要办的问题"):
        page.get_by_role("button", name=f"改 {part}").click()
        expect(page.locator("h1")).to_contain_text(part)
        while page.locator("#summary").is_hidden():
            page.locator("#next").click()
    page.locator("#next").click()
    page.wait_for_url("**/desk/visits/V2022-000001")
    assert sideways(page) <= 0
    visit = desk.registers.visits.get("V2022-000001")
    assert visit is not None
    assert visit.answers == {"1": "none", "2": "answered", "8": "answered", "9": "none"}
    assert [issue.on_spot for issue in desk.registers.issues] == [None, "answered"]
    assert unsent_on(page) == 0


def test_the_commonest_visit_takes_six_taps_and_no_typing(desk: Desk, sign_in: SignIn) -> None:
    """From the list to the receipt: a door, next, all fine, how long, check, send."""
    page = sign_in()
    page.goto("/desk/visits/new")
    page.evaluate("sessionStorage.taps = 0")
    page.add_init_script("addEventListener('pointerdown', () => sessionStorage.taps++, true)")
    page.reload()
    page.locator("a.home").first.click()
    next_screen(page, "聊了什么")
    tap(page, "其余都没问题", "30 分钟")
    next_screen(page, "核对")
    page.locator("#next").click()
    page.wait_for_url("**/desk/visits/V2022-000001")
    assert int(page.evaluate("sessionStorage.taps")) <= 6
    visit = desk.registers.visits.get("V2022-000001")
    assert visit is not None
    assert set(visit.answers.values()) == {"none"}
    assert visit.warnings == ()


def test_without_a_server_the_visit_stays_on_the_phone(desk: Desk, server: Served, sign_in: SignIn) -> None:
    """Nothing between the screens needs the network; what cannot be sent waits and arrives once."""
    page = sign_in()
    page.goto(HOUSEHOLD)
    server.down()
    next_screen(page, "聊了什么")
    tap(page, "其余都没问题", "30 分钟")
    next_screen(page, "核对")
    page.locator("#next").click()
    expect(page.locator("#sent")).to_contain_text("连不上")
    expect(page.locator("#state-words")).to_have_text("已存在本机，未送达")
    tap(page, "再送一次")
    expect(page.locator("#sent")).to_contain_text("连不上")
    assert len(desk.registers.visits) == 0
    server.up()
    tap(page, "再送一次")
    page.wait_for_url("**/desk/visits/V2022-000001")
    assert len(desk.registers.visits) == 1
    assert unsent_on(page) == 0


def test_an_answer_lost_on_the_way_doubles_nothing(desk: Desk, sign_in: SignIn) -> None:
    """The server stored it, the phone never heard: sent again it is the same visit."""
    page = sign_in()
    fill_commonest(page)
    lost: list[Request] = []

    def lose(route: Route) -> None:
        route.fetch()
        lost.append(route.request)
        route.abort()

    page.route("**/desk/visits", lose, times=1)
    page.locator("#next").click()
    expect(page.locator("#sent")).to_contain_text("连不上")
    assert (len(lost), len(desk.registers.visits)) == (1, 1)
    tap(page, "再送一次")
    page.wait_for_url("**/desk/visits/V2022-000001")
    assert len(desk.registers.visits) == 1


def test_what_waits_is_sent_from_any_page(desk: Desk, server: Served, sign_in: SignIn) -> None:
    """A visit left unsent is told on the next page that opens, and delivered from there."""
    page = sign_in()
    fill_commonest(page)
    page.route("**/desk/visits", lambda route: route.abort(), times=1)
    page.locator("#next").click()
    expect(page.locator("#sent")).to_contain_text("连不上")
    page.goto("/desk/visits/mine")
    expect(page.locator("#unsent")).to_contain_text("已送达，编号 V2022-000001")
    assert unsent_on(page) == 0
    assert len(desk.registers.visits) == 1
    tap(page, "知道了")
    expect(page.locator("#unsent")).to_be_hidden()


def test_where_the_systems_colours_stand_in_what_is_chosen_is_seen(sign_in: SignIn) -> None:
    """High contrast takes our fills away: a given answer differs by more than its weight."""
    page = sign_in(forced_colors="active")
    page.goto(HOUSEHOLD)
    next_screen(page, "聊了什么")
    answer = page.locator('[data-prompt="2"] .choice label')
    answer.first.click()
    fills = answer.locator("> span").evaluate_all(
        "all => all.map(each => getComputedStyle(each).backgroundColor)"
    )
    assert fills[0] not in fills[1:]
    expect(page.locator("#state")).to_have_css("border-top-width", "1px")


def test_a_closed_page_loses_nothing(sign_in: SignIn) -> None:
    """What was typed is there again when the form of the same household opens, with its issues."""
    page = sign_in()
    page.goto(HOUSEHOLD)
    next_screen(page, "聊了什么")
    page.locator('[data-prompt="2"]').get_by_text("有话说").click()
    page.locator("#answers-2-text").fill("东门外路灯不亮")
    tap(page, "30 分钟")
    next_screen(page, "要办的问题")
    page.locator("#issues-0-text").fill("东门外路灯从五月底起不亮")
    given = page.locator('[name="id"]').input_value()
    page.close(run_before_unload=True)
    again = page.context.new_page()
    again.goto(HOUSEHOLD)
    expect(again.get_by_text("已接着上次没送达的内容")).to_be_visible()
    assert again.locator('[name="id"]').input_value() == given
    expect(again.locator("#issues-0-text")).to_have_value("东门外路灯从五月底起不亮")
    expect(again.locator("#answers-2-text")).to_have_value("东门外路灯不亮")


def test_the_next_user_of_a_phone_sees_nothing(desk: Desk, sign_in: SignIn) -> None:
    """Signing out with something unsent asks first; another account finds no trace of it."""
    page = sign_in()
    page.goto(HOUSEHOLD)
    next_screen(page, "聊了什么")
    tap(page, "其余都没问题")
    expect(page.locator("#state-words")).to_have_text("已存在本机，未送达")
    page.goto("/desk/visits/mine")
    expect(page.locator("#unsent")).to_contain_text("没写完")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_text("还有 1 份没送达")).to_be_visible()
    page.get_by_role("button", name="仍要退出").click()
    page.wait_for_url("**/desk/sign-in")
    other = sign_in(make_account(desk, username="other"), on=page.context)
    other.goto(HOUSEHOLD)
    expect(other.locator("#unsent")).to_be_hidden()
    assert not other.locator('input[value="none"]:checked').count()
    owner = sign_in(desk.registers.accounts.get("grid_worker"), on=page.context)
    owner.goto(HOUSEHOLD)
    expect(owner.locator('[data-prompt] input[value="none"]:checked')).to_have_count(4)


def test_what_only_the_server_knows_is_told_at_the_field(desk: Desk, sign_in: SignIn) -> None:
    """A refusal leads back to the screen and field it is about, and the form can be sent after mending."""
    page = sign_in()
    page.goto("/desk/visits/new?roster=none")
    page.locator("#new-household-address").fill("示例路9号")
    page.locator("#new-household-phone").fill("问邻居")
    next_screen(page, "聊了什么")
    tap(page, "其余都没问题", "30 分钟")
    next_screen(page, "核对")
    page.locator("#next").click()
    expect(page.locator("h1")).to_contain_text("户与方式")
    expect(page.locator("#new-household-phone-wrong")).to_contain_text("电话只能有数字")
    page.locator("#new-household-phone").fill("0533-0000000")
    next_screen(page, "聊了什么")
    next_screen(page, "核对")
    page.locator("#next").click()
    page.wait_for_url("**/desk/visits/V2022-000001")


def test_nobody_at_home_goes_straight_to_the_check(desk: Desk, sign_in: SignIn) -> None:
    """Where nobody was met there are no questions; on the phone a reason is asked for."""
    page = sign_in()
    page.goto(HOUSEHOLD)
    tap(page, "家里没人", "电话")
    page.locator("#next").click()
    expect(page.locator("#channel-reason-wrong")).to_be_visible()
    page.locator("#channel-reason").select_option("在外地打工")
    next_screen(page, "核对")
    page.locator("#next").click()
    page.wait_for_url("**/desk/visits/V2022-000001")
    expect(page.get_by_text("还不算走到")).to_be_visible()


def test_a_form_nobody_typed_into_is_no_draft(desk: Desk, server: Served, sign_in: SignIn) -> None:
    """Sent empty it says what is missing and leaves nothing behind; emptied again, nothing either."""
    page = sign_in()
    page.goto("/desk/issues/new")
    page.locator("#next").click()
    expect(page.locator("#errors")).to_contain_text("请填写要解决什么。")
    expect(page.locator("#state-words")).to_have_text("还没有填")
    assert page.evaluate(FORMS) == 0
    page.locator("#text").fill("示例路路灯不亮")
    expect(page.locator("#state-words")).to_contain_text("已存在本机")
    assert page.evaluate(FORMS) == 1
    page.locator("#text").fill("")
    expect(page.locator("#state-words")).to_have_text("还没有填")
    page.goto("/desk/")
    expect(page.locator("#unsent")).to_be_hidden()


FORMS = "async () => { await wanhu.ready; return (await wanhuVault.forms()).length; }"


def test_an_issue_by_itself_waits_for_the_network_too(desk: Desk, server: Served, sign_in: SignIn) -> None:
    """The form of a single issue keeps and resends like that of a visit."""
    page = sign_in()
    page.goto("/desk/issues/new")
    page.locator("#text").fill("示例路路灯不亮")
    page.locator("#field").select_option("housing")
    server.down()
    page.locator("#next").click()
    expect(page.locator("#state-words")).to_contain_text("未送达")
    server.up()
    page.locator("#next").click()
    page.wait_for_url("**/desk/issues/2022-000001/receipt")
    assert len(desk.registers.issues) == 1


OTHERS = (
    "/desk/visits/mine",
    "/desk/visits/V2022-000001",
    "/desk/visits/V2022-000001/correct",
    "/desk/visits/V2022-000009",
    "/desk/visits/new?roster=none",
    "/desk/visits/new?household=fuxing-0002",
    "/desk/issues/new",
)


def found_by_axe(page: Page) -> list[str]:
    violations = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url} {each['id']} {each['nodes'][0]['html']}" for each in violations]


@pytest.mark.parametrize(("scheme", "is_large"), [("light", False), ("dark", False), ("light", True)])
def test_every_screen_is_for_everybody(desk: Desk, sign_in: SignIn, scheme: str, is_large: bool) -> None:
    """axe finds nothing, nothing scrolls sideways and no target is small: light, dark and 大字版."""
    make_household(desk, code="fuxing-0002")
    issues = [make_inner_issue(), make_inner_issue(on_spot="solved", outcome="换了灯泡")]
    body = make_visit_body(household_code="fuxing-0002", issues=issues, ended_at="2022-08-05T10:10:00")
    worker = make_account(desk)
    intake.submit_visit(desk, worker, body)
    sent = correcting.sent_visit(desk, worker, "V2022-000001").body
    correcting.correct(desk, worker, "V2022-000001", sent | {"purpose": "focus"}, because="点错了")
    page = sign_in(color_scheme=scheme)
    found: list[str] = []

    def look() -> None:
        found.extend(found_by_axe(page))
        if sideways(page) > 0:
            found.append(f"{page.url} scrolls sideways")
        found.extend(page.evaluate(SMALL_TARGETS, 60 if is_large else 44))

    page.goto("/desk/visits/new")
    if is_large:
        page.get_by_text("大字版").click()
    look()
    for address in OTHERS:
        page.goto(address)
        look()
    page.goto(HOUSEHOLD)
    next_screen(page, "聊了什么")
    page.locator('[data-prompt="8"]').get_by_text("有话说").click()
    page.locator("#answers-8-text").fill("想办公交卡")
    tap(page, "其余都没问题")
    page.locator("#next").click()
    expect(page.locator("#errors")).to_be_visible()
    look()
    tap(page, "30 分钟")
    next_screen(page, "要办的问题")
    look()
    page.locator("#issues-0-field").select_option("elders")
    next_screen(page, "核对")
    look()
    page.context.clear_cookies(name="wanhu")
    page.goto("/desk/sign-in")
    look()
    assert found == []


# Targets in running text are exempt (R2.3); a radio or a tick is as large as the label around it.
SMALL_TARGETS = """least => Array
  .from(document.querySelectorAll('a, button, input, select, textarea, summary'))
  .map(each => [each, (each.closest('label') || each).getBoundingClientRect()])
  .filter(([each, box]) => box.width && !each.closest('p.soft, .skip') && box.right > 0)
  .filter(([each, box]) => box.height < least - 0.5 || box.width < least - 0.5)
  .map(([each, box]) => `${location.pathname}: ${each.outerHTML.slice(0, 80)} ${box.width}×${box.height}`)"""


def test_the_fixed_button_never_covers_what_has_the_focus(sign_in: SignIn) -> None:
    """Going through the longest screen by keyboard, each field is in full view above the button."""
    page = sign_in()
    page.goto(HOUSEHOLD)
    next_screen(page, "聊了什么")
    hidden = page.evaluate(
        """async () => {
          const bar = document.querySelector('.go').getBoundingClientRect().top, covered = [];
          for (const field of document.querySelectorAll('[data-screen=talk] input')) {
            if (!field.offsetParent) continue;
            field.focus();
            await new Promise(requestAnimationFrame);
            const box = field.getBoundingClientRect();
            if (box.bottom > bar + 1) covered.push(field.name || field.textContent);
          }
          return covered;
        }"""
    )
    assert hidden == []


ASK_LESS = "[data-number]:visible"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("低保要办，证号 11010519491231002X", "像是身份证号"),
        ("１１０１０５　１９４９１２３１００２Ｘ", "像是身份证号"),
        ("110105 19491231 002x，打13800138000", "像是身份证号"),
        ("让打 138-0013-8000 回话", "像是手机号"),
        ("2022-06-10 13800138000", "像是手机号"),
    ],
)
def test_a_number_that_need_not_stand_there_is_said_at_the_field(
    said: str, told: str, server: Served, sign_in: SignIn
) -> None:
    """Typed into free text, by the phone alone; it goes with the number, and hinders nothing."""
    page = sign_in()
    page.goto(HOUSEHOLD)
    server.down()
    next_screen(page, "聊了什么")
    prompt = page.locator('[data-prompt="2"]')
    prompt.get_by_text("有话说").click()
    expect(page.locator(ASK_LESS)).to_have_count(0)
    prompt.get_by_role("textbox").fill(said)
    expect(prompt.locator(ASK_LESS)).to_contain_text(told)
    assert sideways(page) <= 0
    tap(page, "其余都没问题", "30 分钟")
    next_screen(page, "要办的问题")
    expect(page.locator(f"#issues {ASK_LESS}")).to_contain_text(told)
    expect(page.locator("#issues-0-text")).to_have_value(said)
    page.locator("#issues-0-text").fill("东门外路灯不亮")
    expect(page.locator(ASK_LESS)).to_have_count(0)


@pytest.mark.parametrize(
    "said",
    [
        "打12345和0533-2801234都没人接",
        "编号 2022-000123，11370303004217354J",
        "花了 13800 元，2022-06-10 到 2022-07-10",
        "订单 202206101380013800012",
    ],
)
def test_other_numbers_are_left_alone(said: str, sign_in: SignIn) -> None:
    """A hotline, a landline, a file number, money, days and an order are what a report is made of."""
    page = sign_in()
    page.goto("/desk/issues/new")
    page.get_by_label("要解决什么").fill(said)
    expect(page.locator(ASK_LESS)).to_have_count(0)
    page.get_by_label("要解决什么").fill("电话 13800138000")
    expect(page.locator(ASK_LESS)).to_contain_text("像是手机号")


def test_the_number_of_a_receipt_stands_on_one_line(desk: Desk, sign_in: SignIn) -> None:
    """A number that is read out is not torn apart, 320 px wide in 大字版."""
    intake.submit_visit(desk, make_account(desk), make_visit_body())
    page = sign_in()
    page.goto("/desk/visits/V2022-000001")
    page.locator("label.large").click()
    number = page.locator(".receipt b")
    assert (
        number.evaluate("""each => {
        const range = document.createRange();
        range.selectNodeContents(each);
        return range.getClientRects().length;
    }""")
        == 1
    )
    assert number.evaluate("each => each.scrollWidth - each.clientWidth") <= 0
    assert sideways(page) <= 0


def test_a_correction_asks_for_a_reason_only_where_nobody_went_in(desk: Desk, sign_in: SignIn) -> None:
    """没有入户的原因 comes and goes with the channel, without a script."""
    intake.submit_visit(desk, make_account(desk), make_visit_body())
    page = sign_in(java_script_enabled=False)
    page.goto("/desk/visits/V2022-000001/correct")
    reason = page.get_by_label("没有入户的原因")
    expect(reason).to_be_hidden()
    page.get_by_text("电话", exact=True).first.click()
    expect(reason).to_be_visible()
    page.get_by_text("入户", exact=True).first.click()
    expect(reason).to_be_hidden()
