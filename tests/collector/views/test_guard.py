from pathlib import Path
from urllib.parse import urlencode

import pytest
from werkzeug.test import encode_multipart

from collector.desk import Desk
from collector.desk.people import signing_in
from collector.views import guard
from tests.clients import make_client
from tests.makers import make_account, make_desk

OPEN = {
    "sign_in.page", "sign_in.enter", "sign_in.link", "sign_in.use_link", "public_site.file",
    "second_factor.page", "second_factor.enter",
    "api.health", "api.metrics", "api.description", "callback.page", "callback.answer",
    "complaint.form", "complaint.send", "complaint.receipt", "wechat.sign",
    "phone.worker",
}  # fmt: skip


def test_every_view_asks_for_a_sign_in_but_those_listed(desk: Desk) -> None:
    """A new view is closed to strangers unless somebody opens it on purpose, and then it stands here."""
    app = make_client(desk, with_site=True).application
    assert {name for name, view in app.view_functions.items() if hasattr(view, "is_open_to_all")} == OPEN


def test_a_view_that_forgets_to_ask_is_closed_too(desk: Desk) -> None:
    """The door asks by itself: what a view does not say is open is for those signed in."""
    client = make_client(desk, make_account(desk))
    client.application.add_url_rule("/desk/forgetful", view_func=lambda: "inside")
    assert client.get("/desk/forgetful").text == "inside"
    client.delete_cookie("wanhu")
    assert client.get("/desk/forgetful").location == "/desk/sign-in?next=/desk/forgetful"
    # A robot that previews a link asks for its head only.
    assert client.head("/desk/forgetful").location == "/desk/sign-in?next=/desk/forgetful"


def test_strangers_are_taken_to_the_sign_in_page_and_back(desk: Desk) -> None:
    """A page asked for without a session leads to signing in, and remembers where one wanted to go."""
    answer = make_client(desk).get("/desk/visits/new?household=fuxing-0001")
    assert answer.status_code == 302
    assert answer.location == "/desk/sign-in?next=/desk/visits/new?household%3Dfuxing-0001"


@pytest.mark.parametrize("address", ["/desk/visits/mine", "/desk/visits/new", "/desk/issues/new"])
def test_a_session_that_is_over_is_none(desk: Desk, address: str) -> None:
    """A made-up or ended session is treated like none."""
    client = make_client(desk)
    client.set_cookie("wanhu", "made up")
    assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://[::1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"X-CSRF": "wrong"},
        {"X-CSRF": ""},
    ],
)
def test_a_form_of_another_site_is_refused(desk: Desk, headers: dict[str, str]) -> None:
    """A request that comes from elsewhere, or without the session's token, changes nothing."""
    client = make_client(desk, make_account(desk))
    assert client.post("/desk/sign-out", headers=headers).status_code == 403
    assert client.get("/desk/visits/mine").status_code == 200


def test_our_own_form_is_accepted(desk: Desk) -> None:
    """With the token, from the same origin, a form is taken; the token may stand in the form."""
    client = make_client(desk, make_account(desk))
    token, client.csrf = client.csrf, ""
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/desk/sign-out", data={"csrf": token}, headers=headers).status_code == 302
    assert client.get("/desk/visits/mine").status_code == 302


def test_a_token_of_another_session_is_refused(desk: Desk) -> None:
    """The token is bound to one session."""
    client = make_client(desk, make_account(desk))
    client.csrf = make_client(desk, make_account(desk, username="other")).csrf
    assert client.post("/desk/sign-out").status_code == 403


@pytest.mark.parametrize("address", ["/desk/sign-in", "/complaint/", "/desk/office/imports/"])
def test_a_form_holds_no_more_than_a_form_may(desk: Desk, address: str) -> None:
    """No more fields and no more text, for strangers and for those signed in, and not what a body may be."""
    person = make_account(desk, role="campaign_office") if "office" in address else None
    client = make_client(desk, person)
    many, much = {f"field{number}": "x" for number in range(1001)}, {"text": "x" * (512 * 1024 + 1)}
    bodies = {"application/x-www-form-urlencoded": urlencode(much).encode()}
    for boundary, body in map(encode_multipart, (many, much)):
        bodies[f"multipart/form-data; boundary={boundary}"] = body
    for content_type, body in bodies.items():
        assert len(body) < 1024 * 1024
        assert client.post(address, data=body, content_type=content_type).status_code == 413
    few = {"text": "x" * (500 * 1024)}
    assert client.post(address, data=few).status_code != 413


def test_every_answer_of_the_desk_has_its_headers(desk: Desk) -> None:
    """No scripts but our own, no framing, no guessing of types, nothing kept by caches on the way."""
    client = make_client(desk, make_account(desk))
    for answer in (client.get("/desk/visits/mine"), client.get("/desk/visits/V2022-999999")):
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("base_url", [None, "https://wanhu.example"])
def test_cookies_are_out_of_reach_and_bound_to_tls_where_there_is_tls(
    tmp_path: Path, base_url: str | None
) -> None:
    """The session's cookie is HttpOnly and Lax; behind TLS it is Secure and for this host alone."""
    desk = make_desk(tmp_path, base_url=base_url)
    signing_in.set_passphrase(desk, make_account(desk), "石榴铁桥四路公交")
    form = {"username": "grid_worker", "passphrase": "石榴铁桥四路公交"}
    answer = make_client(desk).post("/desk/sign-in", data=form)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert ("Secure" in cookie, cookie.startswith("__Host-")) == (bool(base_url), bool(base_url))
    assert ("Strict-Transport-Security" in answer.headers) is bool(base_url)
    desk.store.close()


def test_asking_changes_nothing(desk: Desk) -> None:
    """No GET of the desk writes to the store."""
    account = make_account(desk)
    client = make_client(desk, account)
    link = signing_in.make_link(desk, account.username)
    before = desk.store.head()
    visits = ("/desk/visits/new", "/desk/visits/new?roster=none", "/desk/visits/mine")
    others = ("/desk/issues/new", "/desk/sign-in", f"/desk/link/{link}", "/healthz", "/metrics")
    for address in visits + others:
        assert client.get(address).status_code in (200, 302)
    assert desk.store.head() == before


def test_the_desk_answers_for_its_own_addresses(desk: Desk) -> None:
    """An unknown address below the desk is the desk's own 404, not the public site's."""
    client = make_client(desk, make_account(desk), with_site=True)
    answer = client.get("/desk/nothing/here")
    assert answer.status_code == 404
    assert "走访台" in answer.text


def test_the_door_is_the_only_way_in() -> None:
    """All prefixes that are ours are kept from the public site."""
    assert set(guard.OURS) == {"/desk/", "/api/", "/callback/", "/complaint/", "/wechat/"}
