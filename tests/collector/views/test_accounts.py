import base64
import io
import re

import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from collector import create_app
from collector.desk import Desk
from collector.desk.people import accounts, signing_in
from tests.makers import make_account, make_household


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
    assert 'id="community-wrong">网格员要归到一个社区，请选择社区。</p>' in answer.text
    assert '<a href="#community">' in answer.text
    assert "--community" not in answer.text
    assert 'value="示例七"' in answer.text


@pytest.mark.parametrize(
    ("form", "field", "message"),
    [
        ({"role": ""}, "role", "请选择角色"),
        ({"role": "unit_handler"}, "unit", "请选择单位"),
        ({"role": "publisher", "community": "fuxing"}, "community", "社区请不要选"),
        ({"role": "publisher", "unit": "civil-affairs"}, "unit", "单位请不要选"),
        ({"role": "publisher", "username": "a b"}, "username", "不合适"),
        ({"role": "publisher", "username": "campaign_office"}, "username", "换一个登录名"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    office: FlaskClient, form: dict[str, str], field: str, message: str
) -> None:
    """Every mistake is said beside what is to be changed, in words of the page."""
    answer = _post(office, "/desk/office/accounts/", **{"username": "new7", "name": "示例"} | form)
    (said,) = re.findall(r'<p class="wrong" id="(\w+)-wrong">([^<]*)</p>', answer.text)
    assert said[0] == field
    assert message in said[1]


def test_a_taken_name_and_a_missing_role_are_told_in_one_answer(office: FlaskClient) -> None:
    """Nobody mends one mistake only to be told of the next."""
    answer = _post(office, "/desk/office/accounts/", username="campaign_office", name="示例", role="")
    assert answer.status_code == 409
    said = dict(re.findall(r'<p class="wrong" id="(\w+)-wrong">([^<]*)</p>', answer.text))
    assert list(said) == ["username", "role"]
    assert "已经有登录名为 campaign_office 的账号" in said["username"]
    assert "请选择角色" in said["role"]


def test_accounts_stand_in_the_order_of_the_street_and_as_people_count(desk: Desk) -> None:
    """Role, then the campaign's own order of communities, then grid2 before grid10; who was typed first."""
    codes = [each.code for each in desk.year.places.communities]
    assert len(codes) > 1
    for username, code in (("grid10", codes[0]), ("a1", codes[1]), ("grid2", codes[0]), ("grid1", codes[1])):
        make_account(desk, username=username, community_code=code)
    make_account(desk, username="grid", role="publisher")
    assert [each.username for each in accounts.found(desk, "")] == ["grid2", "grid10", "a1", "grid1", "grid"]
    assert [each.username for each in accounts.found(desk, " Grid ")][:2] == ["grid", "grid2"]


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


def test_closing_asks_first_and_says_what_is_left(desk: Desk, office: FlaskClient) -> None:
    """The button that closes stands behind a question that counts what nobody will look after."""
    make_account(desk, username="grid7")
    make_household(desk, assigned_to=("grid7",))
    make_household(desk, code="fuxing-0002", assigned_to=("grid7", "campaign_office"))
    row = _row(office, "grid7")
    asked = row[row.index("<details>") : row.index("</details>")]
    assert "2 户（1 户只有他）" in asked
    assert asked.index("交接并停用") < asked.index("不交接，只停用示例grid_worker")
    assert "/disable" not in row.replace(asked, "")


def test_a_closed_account_is_opened_again(desk: Desk, office: FlaskClient) -> None:
    """Closed and opened on its own line, both in the trail; sessions of before stay ended."""
    make_account(desk, username="grid7")
    make_household(desk, assigned_to=("grid7",))
    before = _signed_in(desk, "grid7")
    answer = _post(office, "/desk/office/accounts/grid7/disable?q=grid&page=1")
    assert answer.location == "/desk/office/accounts/?q=grid&page=1#u-grid7"
    assert "他名下还有 1 户（都只有他），没有人管" in office.get(answer.location).text
    assert "重新启用示例grid_worker" in _row(office, "grid7")
    assert _post(office, "/desk/office/accounts/grid7/enable").location.endswith("#u-grid7")
    assert before.get("/desk/visits/mine").status_code in (302, 401)
    assert _signed_in(desk, "grid7").get("/desk/visits/mine").status_code == 200
    _post(office, "/desk/office/accounts/grid7/enable")
    told = [entry.what for entry in desk.trail if entry.of == "grid7"]
    assert told == ["account_disabled", "account_enabled"]
    assert "重新启用账号" in office.get("/desk/office/trail/").text
    assert _post(office, "/desk/office/accounts/nobody/enable").status_code == 404


def test_who_is_closed_hands_over_all_the_same(desk: Desk, office: FlaskClient) -> None:
    """What stayed with somebody closed in haste goes to somebody else from the same line."""
    make_account(desk, username="grid7")
    make_account(desk, username="grid8")
    make_household(desk, assigned_to=("grid7",))
    _post(office, "/desk/office/accounts/grid7/disable")
    refused = _post(office, "/desk/office/accounts/grid7/leave?q=grid", successor="grid9")
    assert refused.status_code == 422
    assert 'id="successor-wrong"' in refused.text
    assert 'value="grid9"' in refused.text
    assert _post(office, "/desk/office/accounts/grid7/leave", successor="grid8").status_code == 303
    assert [each.assigned_to for each in desk.registers.households] == [("grid8",)]
    assert [entry.what for entry in desk.trail if entry.of == "grid7"] == [
        "account_disabled",
        "handed_over_account",
    ]


def test_a_hundred_accounts_are_searched_and_paged(desk: Desk, office: FlaskClient) -> None:
    """Fifty lines a page; by name, community, role or state; forms carry the place one is at."""
    for n in range(100):
        code = "example-1" if n % 10 == 0 else "fuxing"
        make_account(desk, username=f"grid{n:02}", name=f"示例{n:02}", community_code=code)
    first = office.get("/desk/office/accounts/").text
    assert first.count('<tr id="u-') == 50
    assert "第 1 / 3 页，共 101 个" in first
    second = office.get("/desk/office/accounts/?page=2").text
    assert 'action="/desk/office/accounts/grid77/link?page=2"' in second
    for wanted, count in (("grid4", 10), ("示例07", 1), ("示例一 网格员", 10), ("已停用", 0), ("活动办", 1)):
        assert office.get(f"/desk/office/accounts/?q={wanted}").text.count('<tr id="u-') == count, wanted
    refused = _post(office, "/desk/office/accounts/grid01/leave?page=2", successor="x").text
    assert 'href="/desk/office/accounts/?page=3" rel="next"' in refused


def _row(client: FlaskClient, username: str) -> str:
    page = client.get("/desk/office/accounts/").text
    return page[page.index(f'<tr id="u-{username}">') :].split("</tr>")[0]


@pytest.mark.parametrize("role", ["grid_worker", "street_reviewer", "publisher", "discipline"])
def test_nobody_else_sees_accounts(desk: Desk, role: str) -> None:
    """Accounts are the office's and the administrator's alone."""
    client = _signed_in(desk, make_account(desk, role=role).username)
    assert client.get("/desk/office/accounts/").status_code == 403
