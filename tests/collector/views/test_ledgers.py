import pytest

from collector.desk import Desk
from tests.clients import make_client
from tests.makers import keep_case, make_account, make_case


@pytest.mark.parametrize(("form", "start"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")])
def test_the_office_takes_a_ledger_away(desk: Desk, form: str, start: bytes) -> None:
    """A file comes with a Chinese name, and the trail says who took it."""
    keep_case(desk, make_case("accepted"))
    office = make_client(desk, make_account(desk, role="campaign_office"))
    assert "问题整改台账" in office.get("/desk/office/ledgers/").text
    answer = office.post(f"/desk/office/ledgers/issues.{form}")
    assert answer.data.startswith(start)
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    assert [entry.of for entry in desk.trail if entry.what == "exported"] == ["issues"]


def test_what_is_no_ledger_is_missing(desk: Desk) -> None:
    """Another name or form is 404, and leaves no trace."""
    office = make_client(desk, make_account(desk, role="campaign_office"))
    assert office.post("/desk/office/ledgers/secrets.xlsx").status_code == 404
    assert office.post("/desk/office/ledgers/issues.json").status_code == 404
    assert not [entry for entry in desk.trail if entry.what == "exported"]


@pytest.mark.parametrize("role", ["grid_worker", "unit_handler", "publisher", "admin"])
def test_ledgers_are_not_for_everybody(desk: Desk, role: str) -> None:
    """They hold people's own words: nobody else takes them."""
    client = make_client(desk, make_account(desk, role=role))
    assert client.get("/desk/office/ledgers/").status_code == 403
    assert client.post("/desk/office/ledgers/issues.csv").status_code == 403
