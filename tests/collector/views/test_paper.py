"""Paper at the desk: the slip, the blank forms and the keying screen, as pages and as sheets."""

import base64
import io
import re
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser

from collector.desk import Desk
from collector.desk.issues.handling import take_step
from collector.desk.people import accounts, signing_in
from collector.desk.visiting import intake, paper
from generator.build import load_year
from tests.clients import DeskClient, make_client, served, signed_in
from tests.makers import PROJECT, make_account, make_desk, make_household, make_inner_issue, make_visit_body
from tests.whole.paper import Sheets, printed_page

SHEET = {
    "household_code": "fuxing-0001", "result": "met", "channel": "doorstep", "date": "2022-08-05",
    "start": "10:00", "end": "10:40", "answers.1.state": "none", "answers.2.state": "answered",
    "answers.2.text": "东门路灯不亮", "answers.2.issue": "yes", "new_household.community_code": "fuxing",
}  # fmt: skip


@pytest.fixture
def client(desk: Desk) -> DeskClient:
    """A grid worker's browser; one household is on the roster."""
    make_household(desk)
    return make_client(desk, make_account(desk))


def number_of(client: DeskClient, count: int = 1) -> str:
    """The first number of a batch just printed."""
    answer = client.post("/desk/paper/", data={"count": str(count)})
    assert answer.status_code == 303
    return str(answer.location).rpartition("/")[2]


def issue_no(desk: Desk, **changes: Any) -> str:
    """An issue heard on 2022-06-30 from the household of the roster."""
    issue = make_inner_issue(**changes)
    body = make_visit_body(
        issues=[issue], started_at="2022-06-30T10:00:00+08:00", ended_at="2022-06-30T10:40:00+08:00"
    )
    return str(intake.submit_visit(desk, make_account(), body).answer["issues"][0]["no"])


def test_the_whole_way_of_a_sheet_without_scripts(desk: Desk, client: DeskClient) -> None:
    """Print, key in by the short number, receipt; the same again stores nothing; other content is a 409."""
    number = number_of(client)
    short = number[6:].lstrip("0")
    asked = client.get(f"/desk/paper/key?no={short}").text
    assert f'value="{short}"' in asked
    sent = client.post("/desk/paper/key", data=SHEET | {"no": short})
    assert (sent.status_code, sent.location) == (303, "/desk/visits/V2022-000001")
    again = client.post("/desk/paper/key", data=SHEET | {"no": number}, follow_redirects=True)
    assert "早先已经录过，走访编号 V2022-000001" in again.text
    other = client.post("/desk/paper/key", data=SHEET | {"no": number, "end": "11:00"})
    assert other.status_code == 409
    assert "已经录过，走访编号 V2022-000001" in other.text
    assert 'value="11:00"' in other.text
    assert (len(desk.registers.visits), len(desk.registers.issues)) == (1, 1)
    assert "录了 1 张" in client.get("/desk/paper/").text


def test_a_mistake_keeps_everything_typed(desk: Desk, client: DeskClient) -> None:
    """The number and the sheet's words come back with what is wrong, at the fields."""
    number = number_of(client)
    answer = client.post("/desk/paper/key", data=SHEET | {"no": number, "household_code": "fuxing-7"})
    assert answer.status_code == 422
    assert "名册上没有户编号“fuxing-7”" in answer.text
    for kept in (number, "fuxing-7", "东门路灯不亮", "10:40"):
        assert kept in answer.text
    assert len(desk.registers.visits) == 0


def test_a_household_off_the_roster_can_be_keyed_in(desk: Desk, client: DeskClient) -> None:
    """Its address stands on the sheet instead of a code."""
    sheet = SHEET | {"no": number_of(client), "household_code": "", "new_household.address": "示例路3号"}
    assert client.post("/desk/paper/key", data=sheet).status_code == 303
    visit = desk.registers.visits.get("V2022-000001")
    assert visit is not None
    assert visit.household_code == "fuxing-n0001"


def test_the_keying_screen_asks_in_the_order_of_the_sheet(client: DeskClient) -> None:
    """What stands on paper from top to bottom is asked from top to bottom."""
    sheet = client.get(f"/desk/paper/{number_of(client)}").text
    screen = client.get("/desk/paper/key").text
    order = ["户编号", "见到人了吗", "用什么方式", "几点开始", "一起走的人"]
    order += re.findall(r"<legend>(\d\. [^<]+)</legend>", screen)
    order += ["几点结束", "住户同意", "要办的问题"]
    for text in (sheet, screen):
        body = text[text.index("户与方式") :]
        places = [body.index(each) for each in order]
        assert places == sorted(places)


def test_how_many_is_asked_back(client: DeskClient) -> None:
    """A number that is none, too many or nothing is refused at its field."""
    for count in ("61", "0", "ten", ""):
        answer = client.post("/desk/paper/", data={"count": count})
        assert answer.status_code == 422
        assert "一次印 1 到 60 张" in answer.text


def test_the_slip_counts_from_the_day_it_was_heard(desk: Desk, client: DeskClient) -> None:
    """Day zero, 5 working days, all three limits until it is graded; skipped days; no household on it."""
    no = issue_no(desk, text="东门路灯不亮")
    slip = client.get(f"/desk/issues/{no}/slip").text
    for said in (
        no, "6月30日（周四）", "第 0 天", "7月7日（周四）", "7月21日（周四）", "8月11日（周四）",
        "跳过 7月2日、3日", "由街道审核后定", "12345", "0533-", "2022年8月5日</span>",
    ):  # fmt: skip
        assert said in slip
    for hidden in ("示例路", "fuxing-0001", "东门路灯"):
        assert hidden not in slip
    office = make_account(desk, role="street_reviewer")
    take_step(desk, office, no, "accepted", severity="major", unit="civil-affairs")
    graded = client.get(f"/desk/issues/{no}/slip").text
    assert "8月11日（周四）" in graded
    assert "7月21日" not in graded
    assert "由街道审核后定" not in graded


def test_what_was_settled_on_the_spot_has_no_dates(desk: Desk, client: DeskClient) -> None:
    """It says so in place of a table."""
    no = issue_no(desk, on_spot="answered", outcome="告诉了在哪办")
    slip = client.get(f"/desk/issues/{no}/slip").text
    assert "没有期限" in slip
    assert "<table" not in slip


def sheets(desk: Desk, browser: Browser, address: str, boxes: str) -> tuple[Sheets, list[str]]:
    """What a page of the desk prints for the grid worker, and what its codes say on the screen."""
    with served(desk) as server:
        context = browser.new_context(viewport={"width": 320, "height": 800})
        secret = signing_in.open_session(desk, accounts.known_account(desk, make_account().username))
        context.add_cookies([{"name": "wanhu", "value": secret, "url": server.address}])
        page = context.new_page()
        page.goto(server.address + address)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0
        images = page.locator("main img").evaluate_all("all => all.map(each => each.src)")
        page.set_viewport_size({"width": 794, "height": 1123})
        made = printed_page(page, boxes)
        context.close()
    return made, [_decoded(each) for each in images]


def _decoded(data_uri: str) -> str:
    with Image.open(io.BytesIO(base64.b64decode(data_uri.partition(",")[2]))) as picture:
        (code,) = zxingcpp.read_barcodes(picture)
    return str(code.text)


@pytest.mark.browser
def test_blank_forms_print_a_page_each(tmp_path: Path, browser: Browser) -> None:
    """Twelve of the shipped form on twelve A4 sheets, none cut off, each with its own number and id."""
    desk = make_desk(tmp_path, year=load_year(PROJECT / "content"))
    number = paper.print_forms(desk, make_account(desk), 12)
    made, codes = sheets(desk, browser, f"/desk/paper/{number}", ".sheet")
    batch = paper.batch_of(desk, make_account(), number)
    asks = [each.title for each in desk.year.form.prompts]
    desk.store.close()
    assert (len(made.pages), made.sizes, made.cut_off) == (12, {(595, 842)}, [])
    for form, text, code in zip(batch.forms, made.pages, codes, strict=True):
        assert form.no in text
        assert [each for each in asks if each not in text] == []
        assert code.endswith(f"/desk/paper/key?no={form.no}#{form.id}")


@pytest.mark.browser
def test_a_day_of_the_slip_stands_on_one_line(desk: Desk, client: DeskClient, browser: Browser) -> None:
    """On a screen wide enough for a table no date is broken, and nothing goes sideways on the smallest."""
    del client
    no = issue_no(desk)
    with served(desk) as server:
        for width in (320, 768, 1280):
            page = signed_in(browser, server, desk, make_account(), width)
            page.goto(f"/desk/issues/{no}/slip")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            lines = page.locator(".slip td:nth-child(2)").evaluate_all("""cells => cells.map(cell => {
                const range = document.createRange();
                range.selectNodeContents(cell);
                return new Set([...range.getClientRects()].map(box => Math.round(box.bottom))).size;
            })""")
            assert width == 320 or set(lines) == {1}, (width, lines)
            # The day a line of 怎么算的 begins or ends with is whole.
            assert page.locator(".slip td:nth-child(3)").evaluate_all(TORN_DAYS) == [], width


TORN_DAYS = """cells => cells.flatMap(cell => [
  ...cell.firstChild.data.matchAll(/\\d+月\\d+日|\\d+日/g)
].filter(day => {
  const range = document.createRange();
  range.setStart(cell.firstChild, day.index);
  range.setEnd(cell.firstChild, day.index + day[0].length);
  return range.getClientRects().length > 1;
}).map(day => day[0]))"""


@pytest.mark.browser
def test_the_slip_takes_the_same_paper_from_large_text(
    desk: Desk, client: DeskClient, browser: Browser
) -> None:
    """大字版 is for the screen; on paper it would drive a long slip to a second sheet."""
    del client
    no = issue_no(desk)
    heights = set()
    with served(desk) as server:
        for size in ("usual", "large"):
            page = signed_in(browser, server, desk, make_account(), 794)
            page.context.add_cookies([{"name": "wanhu_size", "value": size, "url": server.address}])
            page.goto(f"/desk/issues/{no}/slip")
            page.emulate_media(media="print")
            heights.add(page.locator(".slip").evaluate("slip => slip.offsetHeight"))
    assert len(heights) == 1


@pytest.mark.browser
def test_the_slip_prints_on_one_page(desk: Desk, client: DeskClient, browser: Browser) -> None:
    """One A4 sheet without navigation; its code asks the public search for the number."""
    del client
    no = issue_no(desk)
    made, codes = sheets(desk, browser, f"/desk/issues/{no}/slip", ".slip")
    assert (len(made.pages), made.sizes, made.cut_off) == (1, {(595, 842)}, [])
    assert no in made.text
    assert "退出" not in made.text
    assert codes == []
