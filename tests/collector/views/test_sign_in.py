import threading
from collections import Counter

import pytest

from collector.demo import PASSPHRASE as PASSPHRASE_OF_DEMO
from collector.desk import Desk
from collector.desk.people import signing_in
from collector.views import throttle
from collector.views.sign_in import FOR_ONE_ADDRESS, FOR_ONE_NAME
from tests.clients import DeskClient, make_client
from tests.makers import make_account

PASSPHRASE = "石榴铁桥四路公交"


@pytest.fixture
def client(desk: Desk) -> DeskClient:
    """A browser at a desk where a grid worker has a passphrase."""
    signing_in.set_passphrase(desk, make_account(desk), PASSPHRASE)
    return make_client(desk)


def sign_in(client: DeskClient, **changes: str) -> int:
    form = {"username": "grid_worker", "passphrase": PASSPHRASE} | changes
    return client.post("/desk/sign-in", data=form).status_code


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("", "/desk/"),
        ("/desk/visits/new?household=fuxing-0001", "/desk/visits/new?household=fuxing-0001"),
        ("https://elsewhere.example/desk/", "/desk/"),
        ("//elsewhere.example/desk/", "/desk/"),
        ("/desk//elsewhere.example", "/desk/"),
        ("/desk/\\elsewhere.example", "/desk/"),
        ("/other", "/desk/"),
        ("/desk/\nx", "/desk/"),
    ],
)
def test_signing_in_leads_on_within_the_desk(client: DeskClient, wanted: str, reached: str) -> None:
    """After signing in one is where one wanted to go, never on another site."""
    form = {"username": "grid_worker", "passphrase": PASSPHRASE, "next": wanted}
    answer = client.post("/desk/sign-in", data=form)
    assert (answer.status_code, answer.location) == (303, reached)
    assert client.get("/desk/visits/mine").status_code == 200


def test_a_wrong_passphrase_keeps_the_name_and_says_what_to_do(client: DeskClient) -> None:
    """The page comes back with the name, a sentence, and no passphrase."""
    answer = client.post("/desk/sign-in", data={"username": "grid_worker", "passphrase": "a wrong guess"})
    assert answer.status_code == 401
    assert 'value="grid_worker"' in answer.text
    assert "登录名或口令不对" in answer.text
    assert "a wrong guess" not in answer.text


def test_guessing_is_slowed_down_for_one_name_and_address_only(client: DeskClient) -> None:
    """After eight failures this name waits at this address, with 429; elsewhere it does not."""
    assert [sign_in(client, passphrase="wrong") for _ in range(9)] == [401] * 8 + [429]
    answer = client.post("/desk/sign-in", data={"username": "grid_worker", "passphrase": PASSPHRASE})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    form = {"username": "grid_worker", "passphrase": PASSPHRASE}
    assert client.post("/desk/sign-in", data=form, environ_overrides=elsewhere).status_code == 303


def test_a_burst_gets_no_further_than_one_after_the_other(client: DeskClient) -> None:
    """Forty at the same moment are eight tries, too; who signs in rightly elsewhere is not among them."""
    codes: list[int] = []
    at_once = threading.Barrier(40)

    def guess() -> None:
        phone = client.application.test_client()
        form = {"username": "grid_worker", "passphrase": "wrong"}
        at_once.wait()
        codes.append(phone.post("/desk/sign-in", data=form).status_code)

    crowd = [threading.Thread(target=guess) for _ in range(40)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert Counter(codes) == {401: 8, 429: 32}
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    form = {"username": "grid_worker", "passphrase": PASSPHRASE}
    assert client.post("/desk/sign-in", data=form, environ_overrides=elsewhere).status_code == 303


def test_who_signs_in_rightly_uses_up_nobodys_tries(client: DeskClient) -> None:
    """Seventy right sign-ins from one address leave its sixty failures untouched, and the name's eight."""
    assert {sign_in(client) for _ in range(70)} == {303}
    assert [sign_in(client, passphrase="wrong") for _ in range(9)] == [401] * 8 + [429]


def test_trying_many_names_is_slowed_down_for_the_address(client: DeskClient) -> None:
    """Sixty names tried from one address, each once: the next waits, whoever it is; elsewhere none does."""
    assert {sign_in(client, username=f"name{n}", passphrase="wrong") for n in range(60)} == {401}
    assert sign_in(client, username="name60", passphrase="wrong") == 429
    assert sign_in(client) == 429
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    form = {"username": "grid_worker", "passphrase": PASSPHRASE}
    assert client.post("/desk/sign-in", data=form, environ_overrides=elsewhere).status_code == 303


def test_another_ipv6_address_with_each_try_does_not_avoid_the_limit(client: DeskClient) -> None:
    """All addresses of one subscriber count as one; a neighbour's do not."""
    form = {"username": "grid_worker", "passphrase": "wrong"}

    def status(address: str) -> int:
        from_there = {"REMOTE_ADDR": address}
        return client.post("/desk/sign-in", data=form, environ_overrides=from_there).status_code

    assert [status(f"2001:db8::{n:x}") for n in range(9)] == [401] * 8 + [429]
    assert status("2001:db8:0:1::1") == 401


def test_who_is_refused_for_the_address_is_not_remembered_by_name(client: DeskClient) -> None:
    """A stranger who is told to wait puts no further names into memory, and no long ones on the page."""
    with client.application.app_context():
        by_name = throttle("name", *FOR_ONE_NAME)
    for n in range(FOR_ONE_ADDRESS[0]):
        assert sign_in(client, username=f"name{n}", passphrase="wrong") == 401
    known = len(by_name._tries)
    answer = client.post("/desk/sign-in", data={"username": "x" * 100_000, "passphrase": "wrong"})
    assert answer.status_code == 429
    assert len(by_name._tries) == known
    assert "x" * 1000 not in answer.text


def test_a_link_is_looked_at_and_then_used_once(desk: Desk, client: DeskClient) -> None:
    """Looking at a link changes nothing; setting a passphrase with it signs in and uses it up."""
    link = signing_in.make_link(desk, "grid_worker")
    for _ in range(2):
        assert "请设一个口令" in client.get(f"/desk/link/{link}").text
    answer = client.post(
        f"/desk/link/{link}", data={"passphrase": "三棵树下两只猫", "again": "三棵树下两只猫"}
    )
    assert answer.status_code == 422
    answer = client.post(
        f"/desk/link/{link}", data={"passphrase": "三棵树下有两只猫", "again": "不一样不一样啊"}
    )
    assert "不一样" in answer.text
    new = {"passphrase": "三棵树下有两只猫", "again": "三棵树下有两只猫"}
    assert client.post(f"/desk/link/{link}", data=new).location == "/desk/"
    assert client.get("/desk/visits/mine").status_code == 200
    assert client.get(f"/desk/link/{link}").status_code == 404
    assert sign_in(client) == 401
    assert sign_in(client, passphrase="三棵树下有两只猫") == 303


def test_signing_out_ends_the_session(desk: Desk) -> None:
    """Afterwards the desk asks for a sign-in again."""
    client = make_client(desk, make_account(desk))
    assert client.post("/desk/sign-out").location == "/desk/sign-in"
    assert client.get("/desk/visits/mine").status_code == 302


def test_who_is_signed_in_is_not_asked_again(desk: Desk) -> None:
    """The sign-in page leads on where there is a session already."""
    assert make_client(desk, make_account(desk)).get("/desk/sign-in").location == "/desk/"


def test_only_a_demo_offers_its_accounts(desk: Desk, client: DeskClient) -> None:
    """One tap signs in where the store holds the demo; a real store shows no account and no passphrase."""
    page = client.get("/desk/sign-in").text
    assert "grid_worker" not in page
    assert PASSPHRASE_OF_DEMO not in page
    desk.store.table("about").insert({"code": "demo"})
    page = client.get("/desk/sign-in").text
    assert '<button name="username" value="grid_worker">网格员</button>' in page
    assert PASSPHRASE_OF_DEMO in page
