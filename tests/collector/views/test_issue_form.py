import pytest

from collector.desk import Desk
from tests.clients import DeskClient, make_client
from tests.forms import read_page
from tests.makers import make_account

FILLED = {
    "id": "00000000-0000-4000-8000-000000000001",
    "community_code": "fuxing",
    "text": "示例路路灯不亮",
    "field": "housing",
    "on_spot": "",
    "date": "2022-08-05",
    "start": "10:00",
}


@pytest.fixture
def client(desk: Desk) -> DeskClient:
    """A grid worker's browser."""
    return make_client(desk, make_account(desk))


def test_an_issue_by_itself_is_sent_once(desk: Desk, client: DeskClient) -> None:
    """The form leads to a receipt with number and limits; sent again it is the same."""
    assert "登记一件问题" in client.get("/desk/issues/new").text
    first = client.post("/desk/issues/new", data=FILLED)
    assert (first.status_code, first.location) == (303, "/desk/issues/2022-000001/receipt")
    assert client.post("/desk/issues/new", data=FILLED).location == first.location
    assert len(desk.registers.issues) == 1
    page = client.get(first.location).text
    assert "<h1>问题已送达，编号</h1>" in page
    assert "2022-000001" in page
    assert "8月12日" in page


def test_what_was_typed_stays_when_something_is_wrong(client: DeskClient) -> None:
    """A refused form keeps its fields and names the error at the day it is about."""
    answer = client.post("/desk/issues/new", data=FILLED | {"date": "2022-09-01", "field": ""})
    assert answer.status_code == 422
    assert 'href="#date"' in answer.text
    assert 'href="#field"' in answer.text
    assert "示例路路灯不亮</textarea>" in answer.text


def test_what_is_missing_is_named_as_on_the_form_and_in_its_order(client: DeskClient) -> None:
    """An empty form: what to solve first, then the class to choose, then the day."""
    page = read_page(client.post("/desk/issues/new", data={"id": FILLED["id"]}).text)
    assert page.errors == [
        ("community-code", "请选择社区。"),
        ("text", "请填写要解决什么。"),
        ("field", "请选择归到哪一类。"),
        ("date", "请填写反映时间。"),
    ]


def test_a_script_gets_json(client: DeskClient) -> None:
    """Errors and receipts for scripts have the contract's shape."""
    accept = {"Accept": "application/json"}
    assert client.post("/desk/issues/new", data=FILLED | {"text": ""}, headers=accept).status_code == 422
    answer = client.post("/desk/issues/new", data=FILLED, headers=accept)
    assert answer.json["address"] == "/desk/issues/2022-000001/receipt"  # type: ignore[index]


def test_a_receipt_is_for_those_it_concerns(desk: Desk, client: DeskClient) -> None:
    """Another community does not read it."""
    client.post("/desk/issues/new", data=FILLED)
    far = make_client(desk, make_account(desk, username="far", community_code="example-1"))
    assert far.get("/desk/issues/2022-000001/receipt").status_code == 403
    assert far.get("/desk/issues/2022-000009/receipt").status_code == 404


def test_who_registers_nothing_gets_no_form(desk: Desk) -> None:
    """Administrators and discipline have no form for issues."""
    for role in ("admin", "discipline", "unit_handler"):
        assert make_client(desk, make_account(desk, role=role)).get("/desk/issues/new").status_code == 403
