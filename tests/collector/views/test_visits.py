import html
import re
from typing import Any

import pytest
from msgspec.structs import replace

from collector.desk import Desk
from collector.desk.people import accounts
from collector.desk.visiting import intake
from tests.clients import DeskClient, make_client
from tests.makers import make_account, make_household, make_inner_issue, make_step, make_visit_body

NAME, PHONE = "示例某", "13800000000"


@pytest.fixture
def client(desk: Desk) -> DeskClient:
    """A grid worker's browser; one household is on the roster."""
    make_household(desk)
    return make_client(desk, make_account(desk))


def fields_of(page: str) -> dict[str, str]:
    """What a browser without scripts would send: the filled and ticked fields of the page's last form."""
    form = page[page.index('id="visit"') if 'id="visit"' in page else page.index("<form") :]
    form = re.sub(r"<template.*?</template>", "", form, flags=re.DOTALL)
    form = form[: form.index("</form>")]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        is_on = not re.search(r'type="(radio|checkbox)"', tag) or " checked" in tag
        if name and is_on:
            found[name[1]] = html.unescape(value[1]) if value else "on"
    for name, text in re.findall(
        r'<textarea id="[^"]*" name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL
    ):
        found[name] = html.unescape(text)
    for name, options in re.findall(
        r'<select id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def opened(client: DeskClient, address: str = "/desk/visits/new?household=fuxing-0001") -> dict[str, str]:
    answer = client.get(address)
    assert answer.status_code == 200
    return fields_of(answer.text)


FILLED = {"start": "10:00", "end": "10:40", "rest": "none"}


def test_the_whole_way_without_scripts(desk: Desk, client: DeskClient) -> None:
    """Choose, fill in, check, go back, send, receipt: two issues arrive, and a resend doubles nothing."""
    assert "示例路1号楼2单元301室" in client.get("/desk/visits/new?q=301").text
    fields = opened(client) | FILLED
    fields |= {
        "answers.2.state": "answered", "answers.2.text": "东门路灯不亮", "answers.2.issue": "yes",
        "answers.9.state": "answered", "answers.9.text": "多来走走",
        "issues.0.text": "想办公交卡", "issues.0.field": "elders", "issues.0.on_spot": "answered",
        "issues.0.outcome": "告诉了在哪办",
    }  # fmt: skip
    check = client.post("/desk/visits/check", data=fields)
    assert check.status_code == 200
    for said in ("东门路灯不亮", "住有宜居", "想办公交卡", "老有颐养", "告诉了在哪办", "多来走走", "10:40"):
        assert said in check.text
    assert len(desk.registers.visits) == 0
    assert "<dt>居住</dt>" in check.text
    assert "<dt>第 9 问</dt>" in check.text
    checked = fields_of(check.text)
    changes = re.findall(r'form="typed" formaction="/desk/visits/edit#([^"]+)">改<', check.text)
    back = client.post("/desk/visits/edit", data=checked).text
    assert changes == ["result", "answers-1-state", "issues-0-text"]
    assert all(f' id="{at}"' in back for at in changes)
    again = fields_of(back)
    assert again["issues.1.text"] == "东门路灯不亮"
    sent = client.post("/desk/visits", data=checked)
    assert (sent.status_code, sent.location) == (303, "/desk/visits/V2022-000001")
    assert client.post("/desk/visits", data=checked).location == sent.location
    assert (len(desk.registers.visits), len(desk.registers.issues)) == (1, 2)
    visit = desk.registers.visits.get("V2022-000001")
    assert visit is not None
    assert visit.answers == {"1": "none", "2": "answered", "8": "none", "9": "answered"}


def test_a_form_whose_answer_was_lost_is_known_again_whatever_changed(desk: Desk, client: DeskClient) -> None:
    """A colleague left and the form asks one thing more: the same fields are the same visit."""
    make_account(desk, role="secretary", username="secretary1", name="示例书记")
    fields = opened(client) | FILLED | {"companions.0.role": "secretary", "companions.0.name": "示例书记"}
    sent = client.post("/desk/visits", data=fields)
    assert sent.status_code == 303
    accounts.disable_account(desk, "secretary1")
    prompts = desk.year.form.prompts
    more = replace(desk.year.form, prompts=(*prompts, replace(prompts[-1], no=99)))
    desk.year = replace(desk.year, form=more)
    again = client.post("/desk/visits", data=fields | {"csrf": "of another session"})
    assert (again.status_code, again.location) == (303, sent.location)
    other = client.post("/desk/visits", data=fields | {"end": "10:50"})
    assert other.status_code == 409
    assert len(desk.registers.visits) == 1


def test_a_receipt_says_what_happens_next(desk: Desk, client: DeskClient) -> None:
    """The receipt has the number, the issues' numbers and both limits as days; on the spot has none."""
    issues = [make_inner_issue(), make_inner_issue(on_spot="solved", outcome="换了灯泡")]
    body = make_visit_body(issues=issues, ended_at="2022-08-05T10:10:00")
    intake.submit_visit(desk, make_account(), body)
    page = client.get("/desk/visits/V2022-000001").text
    assert "<h1>走访已送达，编号</h1>" in page
    for said in (
        "V2022-000001",
        "2022-000001",
        "2022-000002",
        "8月12日",
        "8月26日",
        "当场解决的",
        "不到 30 分钟",
    ):
        assert said in page


def test_minutes_are_those_of_the_campaign(desk: Desk, client: DeskClient) -> None:
    """Where twenty minutes are asked for, the form offers twenty first and no receipt speaks of thirty."""
    campaign = desk.year.campaign
    targets = replace(campaign.targets, minimum_minutes=20)
    desk.year = replace(desk.year, campaign=replace(campaign, targets=targets))
    page = client.get("/desk/visits/new?household=fuxing-0001").text
    assert re.findall(r'data-minutes="(\d+)">([^<]+)<', page)[0] == ("20", "20 分钟")
    intake.submit_visit(desk, make_account(desk), make_visit_body(ended_at="2022-08-05T10:19:00"))
    page = client.get("/desk/visits/V2022-000001").text
    assert "不到 20 分钟" in page
    assert "30 分钟" not in page


def test_a_graded_issue_shows_its_stage_instead_of_possible_days(desk: Desk, client: DeskClient) -> None:
    """Once the review has set the grade, the receipt no longer lists what each grade would mean."""
    intake.submit_visit(desk, make_account(), make_visit_body(issues=[make_inner_issue()]))
    assert "以街道定级为准" in client.get("/desk/visits/V2022-000001").text
    desk.act(lambda: desk.registers.steps.add(make_step("accepted", issue_no="2022-000001")))
    page = client.get("/desk/visits/V2022-000001").text
    assert "以街道定级为准" not in page
    assert "待提方案" in page


def test_everything_typed_stays_when_something_is_wrong(client: DeskClient) -> None:
    """A refused form comes back whole, with a summary that leads to each field."""
    typed: dict[str, str] = {
        "end": "09:30", "start": "10:00", "channel": "phone", "channel_reason": "其他",
        "channel_reason_more": "家里装修", "companions.0.role": "secretary", "companions.0.name": "示例书记",
        "answers.2.state": "answered", "answers.2.text": "路灯“不亮”<b>", "contact_ok": "yes",
        "issues.0.text": "公交卡", "issues.0.field": "", "issues.0.on_spot": "solved",
    }  # fmt: skip
    fields = opened(client) | typed
    del fields["answers.2.issue"]
    answer = client.post("/desk/visits/check", data=fields)
    assert answer.status_code == 422
    for anchor in ("#end", "#issues-0-field", "#issues-0-outcome"):
        assert f'href="{anchor}"' in answer.text
        assert f'id="{anchor[1:]}"' in answer.text
    assert "3 处要改" in answer.text
    kept = fields_of(answer.text)
    assert {name: kept.get(name) for name in typed} == typed


def test_a_form_sent_without_being_checked_is_checked(desk: Desk, client: DeskClient) -> None:
    """Sending goes through the same checks, for scripts with the contract's errors."""
    fields = opened(client) | {"end": ""}
    assert client.post("/desk/visits", data=fields).status_code == 422
    answer = client.post("/desk/visits", data=fields, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert set(answer.json["error"]["fields"]) == {"ended_at"}  # type: ignore[index]
    assert len(desk.registers.visits) == 0


def test_a_script_gets_the_receipts_address(client: DeskClient) -> None:
    """Sent by a script, the answer is JSON: created once, then the same."""
    fields = opened(client) | FILLED
    answers = [
        client.post("/desk/visits", data=fields, headers={"Accept": "application/json"}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json == answers[1].json
    assert answers[0].json["address"] == "/desk/visits/V2022-000001"  # type: ignore[index]
    other = client.post(
        "/desk/visits", data=fields | {"end": "10:50"}, headers={"Accept": "application/json"}
    )
    assert other.status_code == 409


def test_nobody_at_home_needs_no_answers(desk: Desk, client: DeskClient) -> None:
    """A door that stays shut is recorded without end or answers, and does not count as visited."""
    sent = client.post("/desk/visits", data=opened(client) | {"result": "absent"}, follow_redirects=True)
    assert "还不算走到" in sent.text
    visit = desk.registers.visits.get("V2022-000001")
    assert visit is not None
    assert (visit.answers, visit.ended_at) == ({}, None)


def test_a_household_off_the_roster(desk: Desk, client: DeskClient) -> None:
    """A household that is not on the roster is met at once and placed afterwards."""
    fields = opened(client, "/desk/visits/new?roster=none") | FILLED | {"new_household.address": "示例路9号"}
    sent = client.post("/desk/visits", data=fields, follow_redirects=True)
    assert "不在名册上" in sent.text
    assert desk.registers.households.get("fuxing-n0001") is not None


def test_a_covered_household_warns_before_the_visit(desk: Desk, client: DeskClient) -> None:
    """Who was there and when stands on top, and the purpose is asked (S31)."""
    assert "这次是来做什么" not in client.get("/desk/visits/new?household=fuxing-0001").text
    intake.submit_visit(desk, make_account(), make_visit_body())
    page = client.get("/desk/visits/new?household=fuxing-0001").text
    assert "8月5日已由示例grid_worker走访过" in page
    assert "这次是来做什么" in page


def test_a_form_names_door_and_grid_and_nobody(client: DeskClient) -> None:
    """No name or phone of the roster is on the form, the list or the receipt; the notice of R5.7 is."""
    form = client.get("/desk/visits/new?household=fuxing-0001").text
    assert "您说的事只给经办的人看。" in form
    client.post("/desk/visits", data=fields_of(form) | FILLED)
    pages = [form] + [
        client.get(f"/desk/visits/{address}").text for address in ("new", "mine", "V2022-000001", "new?q=某")
    ]
    assert not any(NAME in page or PHONE in page for page in pages)


def test_no_form_that_a_phone_keeps_asks_for_an_id_number(client: DeskClient) -> None:
    """Neither that of a visit nor that of an issue has a field or a word for one (R3.9)."""
    for address in ("/desk/visits/new?household=fuxing-0001", "/desk/issues/new"):
        form = client.get(address).text
        assert "<textarea" in form
        assert not re.search(r"身份证|证件|证号", form), address
        assert not re.search(r'name="[^"]*(identity|id_no|id_number|id_card|licen[cs]e)', form), address


def test_more_issues_than_the_page_had_room_for(client: DeskClient) -> None:
    """Without scripts a button gives more room, and what was typed stays."""
    fields = opened(client) | {"issues.0.text": "灯", "issues.1.text": "路", "more": "issues"}
    page = client.post("/desk/visits/edit", data=fields).text
    assert 'name="issues.3.text"' in page
    assert fields_of(page)["issues.1.text"] == "路"


def test_companions_are_offered_and_known_ones_recognised(desk: Desk, client: DeskClient) -> None:
    """Colleagues' names are offered; the one picked is kept as an account, another as words."""
    make_account(desk, username="secretary", role="secretary", name="示例书记")
    fields = opened(client) | FILLED
    assert "示例书记" in client.get("/desk/visits/new?household=fuxing-0001").text
    fields |= {"companions.0.role": "secretary", "companions.0.name": "示例书记"}
    fields |= {"companions.1.role": "other", "companions.1.name": "示例邻居"}
    client.post("/desk/visits", data=fields)
    visit = desk.registers.visits.get("V2022-000001")
    assert visit is not None
    assert [each.user for each in visit.companions] == ["secretary", None]
    assert "示例邻居" not in str(visit)


def test_what_i_sent_is_mine_with_the_state_of_each_issue(desk: Desk, client: DeskClient) -> None:
    """The list shows my visits, newest first, and not those of others."""
    make_household(desk, code="fuxing-0002")
    intake.submit_visit(desk, make_account(), make_visit_body(issues=[make_inner_issue()]))
    intake.submit_visit(
        desk, make_account(desk, username="other"), make_visit_body(household_code="fuxing-0002")
    )
    page = client.get("/desk/visits/mine").text
    assert "V2022-000001" in page
    assert "待审核" in page
    assert "V2022-000002" not in page


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"username": "other"}, 403),
        ({"role": "community_collator"}, 200),
        ({"role": "secretary", "community_code": "example-1"}, 403),
        ({"role": "street_reviewer"}, 200),
        ({"role": "unit_handler"}, 403),
        ({"role": "admin"}, 403),
    ],
)
def test_a_receipt_is_for_those_it_concerns(
    desk: Desk, client: DeskClient, changes: dict[str, Any], status: int
) -> None:
    """Another visitor's receipt is closed; the community's collator and the office may read it."""
    intake.submit_visit(desk, make_account(), make_visit_body())
    reader = make_client(desk, make_account(desk, **changes))
    assert reader.get("/desk/visits/V2022-000001").status_code == status


def test_who_only_reads_a_visit_is_led_to_no_form(desk: Desk) -> None:
    """The office reads what was recorded; the next door and 我走的 are for those who go."""
    make_household(desk)
    intake.submit_visit(desk, make_account(), make_visit_body())
    address = "/desk/visits/V2022-000001"
    office = make_client(desk, make_account(desk, role="campaign_office")).get(address).text
    assert "<h1>走访</h1><b>V2022-000001</b>" in office
    for words in ("已送达", "走下一户", "/desk/visits/new", "/desk/visits/mine"):
        assert words not in office
    own = make_client(desk, make_account(desk)).get(address).text
    assert "走访已送达，编号" in own
    assert "走下一户" in own


def test_forms_are_for_those_who_visit(desk: Desk, client: DeskClient) -> None:
    """Other roles and other communities get no form, and no way to send one."""
    for changes in ({"role": "publisher"}, {"username": "far", "community_code": "example-1"}):
        stranger = make_client(desk, make_account(desk, **changes))
        assert stranger.get("/desk/visits/new?household=fuxing-0001").status_code == 403
        assert stranger.post("/desk/visits/check", data=opened(client) | FILLED).status_code == 403
        assert stranger.post("/desk/visits", data=opened(client) | FILLED).status_code == 403
    assert client.get("/desk/visits/new?household=fuxing-9999").status_code == 404
    assert client.get("/desk/visits/V2022-999999").status_code == 404


def test_enter_presses_no_button_of_the_visits_form_but_the_one_at_its_end(desk: Desk) -> None:
    """The first button is the one that Enter presses: it is not the one that gives more blanks."""
    page = make_client(desk, make_account(desk)).get("/desk/visits/new?roster=none").text
    buttons = re.findall(r"<button(?![^>]*type=\"button\")([^>]*)>", page[page.index('id="visit"') :])
    assert "formaction" not in buttons[0]
    assert any("formaction" in each for each in buttons)


def test_a_door_tried_in_vain_says_so_in_the_list(desk: Desk, client: DeskClient) -> None:
    """家里没人 of a moment ago stands in the list one chooses from; who was met needs no such words."""
    make_household(desk, code="fuxing-0002")
    body = make_visit_body(household_code="fuxing-0002", result="absent")
    del body["ended_at"]
    intake.submit_visit(desk, make_account(), body)
    assert "上次 8月5日 家里没人" in client.get("/desk/visits/new").text
    intake.submit_visit(desk, make_account(), make_visit_body(household_code="fuxing-0002"))
    page = client.get("/desk/visits/new").text
    assert "走过 8月5日" in page
    assert "上次" not in page
