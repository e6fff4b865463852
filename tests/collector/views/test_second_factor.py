import re
from typing import Any

import pyotp
import pytest
from werkzeug.test import TestResponse

from collector.desk import Desk
from collector.desk.people import second_factor, signing_in
from collector.rules.people.account import Account
from generator.campaign.vocabulary import ROLES
from tests.clients import DeskClient, make_client
from tests.makers import make_account

PASSPHRASE = "石榴铁桥四路公交"


@pytest.fixture
def office(desk: Desk) -> Account:
    """The office's account, with a passphrase and no phone yet."""
    return signing_in.set_passphrase(desk, make_account(desk, role="campaign_office"), PASSPHRASE)


def sign_in(client: DeskClient, **changes: str) -> TestResponse:
    form = {"username": "campaign_office", "passphrase": PASSPHRASE} | changes
    return client.post("/desk/sign-in", data=form)


def code(desk: Desk, late: int = 0, username: str = "campaign_office") -> str:
    """What the phone shows now, or so many codes later."""
    factor: Any = desk.registers.factors.get(username)
    return pyotp.TOTP(factor.secret).at(int(desk.clock.now().timestamp()) + 30 * late)


def test_the_first_time_the_phone_is_set_up(desk: Desk, office: Account) -> None:
    """The passphrase leads to a picture and a key; a right code leads on, and no key is shown again."""
    client = make_client(desk)
    answer = sign_in(client, next="/desk/office/")
    assert answer.location == "/desk/code?next=/desk/office/"
    page = client.get(answer.location).text
    assert "data:image/png;base64," in page
    assert re.search(r"[A-Z2-7]{32}", page)
    assert client.get("/desk/office/").status_code == 302
    form = {"code": code(desk), "next": "/desk/office/"}
    assert client.post("/desk/code", data=form).location == "/desk/office/"
    assert client.get("/desk/office/").status_code == 200
    other = make_client(desk)
    assert "data:image" not in other.get(sign_in(other).location).text
    assert [entry.what for entry in desk.trail if entry.by == office.username][-2:] == [
        "second_factor_set",
        "signed_in",
    ]


def test_a_code_is_good_once(desk: Desk, office: Account) -> None:
    """The same code lets nobody in a second time, nor does an earlier one; the next does."""
    client, other = make_client(desk), make_client(desk)
    sign_in(client)
    assert client.post("/desk/code", data={"code": code(desk)}).status_code == 303
    sign_in(other)
    for used in (code(desk), code(desk, -1)):
        answer = other.post("/desk/code", data={"code": used})
        assert answer.status_code == 401
        assert "验证码不对" in answer.text
    late = code(desk, 1)
    assert other.post("/desk/code", data={"code": f"{late[:3]} {late[3:]}"}).status_code == 303


@pytest.mark.parametrize("typed", ["", "000", "abcdef", "１２３４５６", "0" * 5000])
def test_what_is_no_code_is_refused(desk: Desk, office: Account, typed: str) -> None:
    """Whatever is typed; and the wait opens nothing but this page."""
    client = make_client(desk)
    sign_in(client)
    assert client.post("/desk/code", data={"code": typed}).status_code == 401
    assert client.get("/desk/").status_code == 302
    assert client.post("/desk/sign-out").status_code == 401


def test_guessing_codes_is_slowed_down(desk: Desk, office: Account) -> None:
    """After eight wrong codes even the right one waits, from wherever it is tried."""
    client = make_client(desk)
    sign_in(client)
    wrong = "000000" if code(desk) != "000000" else "111111"
    answers = [client.post("/desk/code", data={"code": wrong}) for _ in range(9)]
    assert [answer.status_code for answer in answers] == [401] * 8 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    right = client.post("/desk/code", data={"code": code(desk)}, environ_overrides=elsewhere)
    assert right.status_code == 429


def test_a_lost_phone_is_recovered_by_a_link(desk: Desk, office: Account) -> None:
    """A one-time link sets passphrase and phone afresh; the old phone's codes are over."""
    client = make_client(desk)
    sign_in(client)
    client.post("/desk/code", data={"code": code(desk)})
    before: Any = desk.registers.factors.get(office.username)
    link = signing_in.make_link(desk, office.username)
    new = {"passphrase": "三棵树下有两只猫", "again": "三棵树下有两只猫"}
    answer = client.post(f"/desk/link/{link}", data=new)
    assert answer.location.startswith("/desk/code")
    assert "data:image/png" in client.get("/desk/code").text
    assert client.get("/desk/").status_code == 302
    after: Any = desk.registers.factors.get(office.username)
    assert after.secret != before.secret
    assert client.post("/desk/code", data={"code": code(desk)}).location == "/desk/"


@pytest.mark.parametrize("role", ROLES)
def test_only_who_publishes_or_hands_out_accounts_is_asked(desk: Desk, role: str) -> None:
    """A cadre at the door is not; and in a demo nobody is."""
    signing_in.set_passphrase(desk, make_account(desk, role=role), PASSPHRASE)
    is_asked = role in ("publisher", "campaign_office", "admin")
    assert (role in second_factor.ROLES) is is_asked
    where = "/desk/code?next=/desk/" if is_asked else "/desk/"
    assert sign_in(make_client(desk), username=role).location == where
    desk.store.table("about").insert({"code": "demo"})
    assert sign_in(make_client(desk), username=role).location == "/desk/"


def test_nobody_comes_to_the_code_without_a_passphrase(desk: Desk, office: Account) -> None:
    """Neither a stranger nor a session's own secret."""
    assert make_client(desk).get("/desk/code").status_code == 302
    assert make_client(desk, office).post("/desk/code", data={"code": "123456"}).status_code == 401
