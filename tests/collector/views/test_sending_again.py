"""Nothing typed is lost by a session that ended or changed (R7.2)."""

import io
import json
import re
from urllib.parse import urlencode

import pyotp
import pytest
from werkzeug.test import TestResponse

from collector.desk import Desk
from collector.desk.people import signing_in
from collector.rules.people.account import Account
from collector.views import sending_again
from tests.clients import DeskClient, make_client
from tests.forms import Found, form_to, read_page
from tests.makers import keep_case, make_account, make_case

PASSPHRASE = "石榴铁桥四路公交"
NO = "2022-000123"
REPLIED = f"/desk/issues/{NO}/replied"
TYPED = "已经当面告诉住户：水管周五换好。\r\n住户说可以。"


@pytest.fixture
def handler(desk: Desk) -> Account:
    """Somebody of the unit that is to answer the resident, with a passphrase."""
    keep_case(desk, make_case("accepted", "proposal", "resolved"))
    return signing_in.set_passphrase(desk, make_account(desk, role="unit_handler"), PASSPHRASE)


def filled(client: DeskClient) -> list[tuple[str, str]]:
    """The form of an answer as it stands on the page, filled in."""
    form = form_to(client.get(f"/desk/issues/{NO}").text, REPLIED)
    return [*fill(form, **{"replied.text": TYPED}), ("replied.channel", "phone")]


def post(client: DeskClient, address: str, fields: list[tuple[str, str]]) -> TestResponse:
    client.csrf = ""
    content_type = "application/x-www-form-urlencoded"
    return client.post(address, data=urlencode(fields), content_type=content_type)


def fill(form: Found, **typed: str) -> list[tuple[str, str]]:
    return [(name, typed.get(name, value)) for name, value in form.fields]


def sign_in(
    client: DeskClient, page: str, username: str = "unit_handler", passphrase: str = PASSPHRASE
) -> TestResponse:
    form = form_to(page, "/desk/sign-in")
    return post(client, "/desk/sign-in", fill(form, username=username, passphrase=passphrase))


def enter_code(client: DeskClient, page: str, code: str) -> TestResponse:
    return post(client, "/desk/code", fill(form_to(page, "/desk/code"), code=code))


def sent_again(page: str) -> Found:
    """The form that sends it again, which shows what was typed to read."""
    assert "<h1>请再点一次提交</h1>" in page
    form = form_to(page, REPLIED)
    assert "replied.text" not in form.hidden
    return form


def is_replied(desk: Desk) -> bool:
    return desk.case(NO).steps[-1].kind == "replied"


def test_a_form_from_before_a_new_sign_in_goes_out_at_a_second_click(desk: Desk, handler: Account) -> None:
    """The same fields in the same order, with a new token, by a click; and nobody reached for anything."""
    fields = filled(make_client(desk, handler))
    client = make_client(desk, handler)
    answer = post(client, REPLIED, fields)
    assert answer.status_code == 403
    assert not is_replied(desk)
    assert "这件事不归您办" not in answer.text
    form = sent_again(answer.text)
    for sent, shown in zip(fields[1:], form.fields[1:], strict=True):
        assert sent == shown
    assert [entry for entry in desk.trail if entry.what == "refused"] == []
    assert post(client, REPLIED, form.fields).status_code == 303
    assert is_replied(desk)
    (text,) = desk.registers.words.having(of=NO, part=f"step:{len(desk.case(NO).steps)}")
    assert text.text == TYPED


def test_a_form_whose_session_is_over_comes_along_through_signing_in(desk: Desk, handler: Account) -> None:
    """It travels in the page, past a wrong passphrase, and is sent when its owner says so."""
    client = make_client(desk, handler)
    fields = filled(client)
    client.delete_cookie("wanhu")
    answer = post(client, REPLIED, fields)
    assert answer.status_code == 401
    assert "请重新登录" in answer.text
    wrong = sign_in(client, answer.text, passphrase="wrong")
    assert wrong.status_code == 401
    answer = sign_in(client, wrong.text)
    assert "Location" not in answer.headers
    assert not is_replied(desk)
    assert post(client, REPLIED, sent_again(answer.text).fields).status_code == 303
    assert is_replied(desk)


def test_nothing_of_it_is_kept_on_the_server(desk: Desk, handler: Account) -> None:
    """Between the two clicks the store knows nothing of what was typed, nor does any address."""
    client = make_client(desk, handler)
    fields = filled(client)
    client.delete_cookie("wanhu")
    answer = sign_in(client, post(client, REPLIED, fields).text)
    assert "周五换好" in answer.text
    assert all(
        "周五换好" not in repr(row)
        for table in ("words", "steps", "trail")
        for row in desk.store.table(table)
    )


def test_a_form_of_somebody_else_is_neither_shown_nor_sent(desk: Desk, handler: Account) -> None:
    """Another account that signs in meanwhile gets to read nothing; the owner may sign in and go on."""
    signing_in.set_passphrase(desk, make_account(desk, username="other", role="unit_handler"), PASSPHRASE)
    fields = filled(make_client(desk, handler))
    client = make_client(desk)
    pages = [post(client, REPLIED, fields).text]
    pages.append(sign_in(client, pages[0], "other").text)
    pages.append(post(client, REPLIED, fields).text)
    for page in pages:
        assert "这份表没有提交" in page or page is pages[0]
        shown = [
            value for form in read_page(page).forms for name, value in form.fields if name not in form.hidden
        ]
        assert not any("周五换好" in value for value in shown)
        assert REPLIED not in {form.action for form in read_page(page).forms}
    answer = sign_in(client, pages[-1])
    assert post(client, REPLIED, sent_again(answer.text).fields).status_code == 303


@pytest.mark.parametrize("token", ["", "f" * 64, "f" * 128])
def test_a_form_without_a_token_of_ours_is_shown_to_nobody(desk: Desk, handler: Account, token: str) -> None:
    """What somebody elsewhere made up is not offered to be sent, signed in or not."""
    forged = [("csrf", token), ("replied.text", TYPED), ("replied.channel", "phone")]
    client = make_client(desk, handler)
    for answer in (post(client, REPLIED, forged), sign_in(client, post(client, REPLIED, forged).text)):
        assert "请再点一次提交" not in answer.text
        assert REPLIED not in {form.action for form in read_page(answer.text).forms}


def test_the_code_of_a_phone_is_asked_in_between(desk: Desk) -> None:
    """Who needs a second factor keeps what was typed past the code, and past a wrong one."""
    office = signing_in.set_passphrase(desk, make_account(desk, role="campaign_office"), PASSPHRASE)
    client, address = make_client(desk, office), "/desk/office/meetings/"
    page = client.get(address).text
    fields = [(name, value or "示例议题") for name, value in form_to(page, "").fields]
    client.delete_cookie("wanhu")
    answer = sign_in(client, post(client, address, fields).text, "campaign_office")
    wrong = enter_code(client, answer.text, "000")
    assert wrong.status_code == 401
    factor = desk.registers.factors.get("campaign_office")
    assert factor is not None
    code = pyotp.TOTP(factor.secret).at(int(desk.clock.now().timestamp()))
    answer = enter_code(client, wrong.text, code)
    kept = [pair for pair in form_to(answer.text, address).fields if pair[0] != "csrf"]
    assert kept == [pair for pair in fields if pair[0] != "csrf"]


@pytest.mark.parametrize(
    "to",
    ["https://elsewhere.example/desk/", "//elsewhere.example/", "/desk/../x", "/desk//elsewhere",
     "/desk/sign-in", "/desk/code", "/desk/nothing", "/api/visits", "/callback/x", "/desk/issues/",
     "javascript:alert(1)", ""],
)  # fmt: skip
def test_a_carried_form_leads_only_to_where_the_desk_takes_forms(
    desk: Desk, handler: Account, to: str
) -> None:
    """Whatever stands in the hidden field: signing in then leads on as without it."""
    made_up = json.dumps({"to": to, "fields": [["csrf", ""]], "had_files": False})
    form = {"username": "unit_handler", "passphrase": PASSPHRASE, sending_again.CARRIED: made_up}
    assert make_client(desk).post("/desk/sign-in", data=form).location == "/desk/"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"to": 1}', "[" * 5000, '{"to": "/desk/[", "fields": [[]]}']
)
def test_a_carried_form_nobody_can_read_is_none(desk: Desk, handler: Account, text: str) -> None:
    """Signing in does not stumble over it."""
    form = {"username": "unit_handler", "passphrase": PASSPHRASE, sending_again.CARRIED: text}
    assert make_client(desk).post("/desk/sign-in", data=form).status_code == 303


def test_a_file_does_not_come_along_and_that_is_said(desk: Desk) -> None:
    """The texts beside it are there to be read; it is sent from its own page only."""
    office = make_account(desk, role="campaign_office")
    address = "/desk/office/imports/"
    form = form_to(make_client(desk, office).get(address).text, "")
    picked = dict(form.fields) | {"file": (io.BytesIO(b"a,b"), "a.csv"), "note": "示例备注"}
    client = make_client(desk, office)
    client.csrf = ""
    page = client.post(address, data=picked, content_type="multipart/form-data").text
    assert "选好的文件带不过来" in page
    assert "示例备注" in page
    assert "再次提交" not in page


def test_it_is_read_as_the_form_said_it_and_without_codes(desk: Desk) -> None:
    """What was picked is sent and not shown; what was typed has the form's own label, and room to be read."""
    worker = make_account(desk, role="campaign_office")
    address, text = "/desk/issues/new", "东门路灯不亮，晚上看不清路"
    form = form_to(make_client(desk, worker).get(address).text, address)
    typed = {"text": text, "household_code": "fuxing-0001", "date": "2022-08-05", "start": "09:30"}
    fields = [*fill(form, **typed), ("community_code", "example-1"), ("field", "housing")]
    page = post(make_client(desk, worker), address, fields).text
    again = form_to(page, address)
    assert [pair for pair in again.fields if pair[0] != "csrf"] == [
        pair for pair in fields if pair[0] != "csrf"
    ]
    assert {"community_code", "field"} <= again.hidden
    labels = re.findall(r'<label class="top" for="again-\d+">(.*?)</label>', page)
    assert labels == ["要解决什么", "哪天听到的", "几点", "户编号"]
    assert 'value="8月5日" readonly' in page
    assert re.search(rf'<textarea [^>]*name="text" rows="2" readonly>\n{text}<', page)
    assert 'name="household_code" value="fuxing-0001" readonly' in page


def test_a_login_name_that_was_typed_is_seen(desk: Desk) -> None:
    """It may look like the code of a list; its name says that a hand typed it."""
    office = make_account(desk, role="campaign_office")
    address = "/desk/office/accounts/"
    form = form_to(make_client(desk, office).get(address).text, address)
    picked = [("role", "grid_worker"), ("community", "example-1")]
    fields = fill(form, username="shili", name="示例") + picked
    again = form_to(post(make_client(desk, office), address, fields).text, address)
    assert "username" not in again.hidden
    assert {"role", "community"} <= again.hidden


def test_a_script_gets_the_answer_it_always_got(desk: Desk, handler: Account) -> None:
    """JSON with 401 and 403, by which a phone knows to wait."""
    client = make_client(desk, handler)
    client.csrf = "stale"
    headers = {"Accept": "application/json"}
    answer = client.post("/desk/issues/new", data={"text": TYPED}, headers=headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "csrf")  # type: ignore[index]
    client.delete_cookie("wanhu")
    answer = client.post("/desk/issues/new", data={"text": TYPED}, headers=headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "not_signed_in")  # type: ignore[index]


def test_who_wanted_to_leave_and_is_out_already_signs_in_to_stay(desk: Desk, handler: Account) -> None:
    """Signing out is not carried along to be done after signing in."""
    client = make_client(desk)
    answer = client.post("/desk/sign-out", data={"csrf": "x"})
    assert answer.status_code == 401
    assert sign_in(client, answer.text).location == "/desk/"
