import re

from collector.desk import Desk
from collector.desk.people import signing_in
from tests.clients import make_client
from tests.makers import make_account


def test_my_sign_ins_are_listed_and_can_be_ended(desk: Desk) -> None:
    """The other browser is shown out; this one stays, and is not offered to be ended here."""
    account = make_account(desk)
    here, there = make_client(desk, account), make_client(desk, account)
    token = signing_in.make_token(desk, account.username)
    page = here.get("/desk/sessions/").text
    ends = re.findall(r'action="(/desk/sessions/\w+/end)"', page)
    assert (page.count("现在用的"), len(ends)) == (1, 2)
    for address in ends:
        assert here.post(address).status_code == 303
    assert there.get("/desk/sessions/").status_code == 302
    assert signing_in.account_of(desk, "token", token) is None
    assert here.get("/desk/sessions/").status_code == 200
    assert here.post(ends[0]).status_code == 404


def test_nobody_ends_the_session_of_another(desk: Desk) -> None:
    """Who knows the key of somebody else's sign-in finds nothing there."""
    mine, other = make_client(desk, make_account(desk)), make_account(desk, username="other")
    secret = signing_in.open_session(desk, other)
    assert mine.post(f"/desk/sessions/{signing_in.digest_of(secret)}/end").status_code == 404
    assert signing_in.account_of(desk, "session", secret) == other
    assert signing_in.digest_of(secret) not in mine.get("/desk/sessions/").text
