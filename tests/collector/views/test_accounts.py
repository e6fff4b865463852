import base64
import io
import re

import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from collector import create_app
from collector.desk import Desk, accounts, signing_in
from tests.makers import make_account


@pytest.fixture
def office(desk: Desk) -> FlaskClient:
    """A browser in which the campaign office is signed in."""
    return _signed_in(desk, make_account(desk, role="campaign_office").username)


def _signed_in(desk: Desk, username: str) -> FlaskClient:
    client = create_app(desk).test_client()
    client.set_cookie("wanhu", signing_in.open_session(desk, accounts.known_account(desk, username)))
    return client


def _post(client: FlaskClient, address: str, **form: str) -> TestResponse:
    page = client.get("/desk/office/accounts/").text
    found = re.search(r'name="csrf" value="(\w+)"', page)
    assert found
    return client.post(address, data={"csrf": found[1], **form})


def test_the_office_makes_an_account_and_its_owner_signs_in(desk: Desk, office: FlaskClient) -> None:
    """From a new account over its link to a passphrase of one's own, nobody else ever knowing it."""
    form = {"username": "grid7", "name": "示例七", "role": "grid_worker", "community": "fuxing"}
    assert _post(office, "/desk/office/accounts/", **form).status_code == 303
    shown = _post(office, "/desk/office/accounts/grid7/link").text
    link = re.search(r"/desk/link/[\w-]+", shown)
    assert link
    (drawn,) = re.findall(r'<img src="data:image/png;base64,([^"]+)"', shown)
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(base64.b64decode(drawn))))
    assert code.text == f"http://localhost{link[0]}"
    stranger = create_app(desk).test_client()
    words = {"passphrase": "three quiet herons", "again": "three quiet herons"}
    assert stranger.post(link[0], data=words).status_code == 303
    assert stranger.get("/desk/visits/mine").status_code == 200
    assert create_app(desk).test_client().get(link[0]).status_code == 404


def test_a_mistake_keeps_what_was_typed(office: FlaskClient) -> None:
    """A grid worker without a community is refused in one sentence, and the form stays filled."""
    answer = _post(office, "/desk/office/accounts/", username="grid7", name="示例七", role="grid_worker")
    assert answer.status_code == 422
    assert "社区" in answer.text
    assert 'value="示例七"' in answer.text


def test_a_disabled_account_is_out_at_once(desk: Desk, office: FlaskClient) -> None:
    """Its sessions end, the account of the person who does it cannot be meant."""
    make_account(desk, username="grid7")
    leaver = _signed_in(desk, "grid7")
    assert leaver.get("/desk/visits/mine").status_code == 200
    assert _post(office, "/desk/office/accounts/grid7/disable").status_code == 303
    assert (
        leaver.get("/desk/visits/mine").status_code == 302
        or leaver.get("/desk/visits/mine").status_code == 401
    )
    assert _post(office, "/desk/office/accounts/campaign_office/disable").status_code == 422


@pytest.mark.parametrize("role", ["grid_worker", "street_reviewer", "publisher", "discipline"])
def test_nobody_else_sees_accounts(desk: Desk, role: str) -> None:
    """Accounts are the office's and the administrator's alone."""
    client = _signed_in(desk, make_account(desk, role=role).username)
    assert client.get("/desk/office/accounts/").status_code == 403
