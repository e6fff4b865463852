"""The day's list (走访单): whose households, in which order, what is known, and every look on record."""

import pytest

from collector.desk import Desk
from collector.desk.oversight import trail
from collector.desk.visiting import company, day_list, intake
from collector.errors import NotAllowed
from collector.rules.homes.household import Resident
from collector.rules.people.account import Account
from tests.clients import make_client
from tests.makers import make_account, make_household, make_inner_issue, make_visit_body


def make_home(desk: Desk, account: Account, number: int, **who: object) -> str:
    code = f"fuxing-{number:04d}"
    make_household(desk, code=code, assigned_to=(account.username,))
    address = f"示例小区{number}号楼1单元101室"
    desk.registers.residents.put(
        Resident(household_code=code, community_code="fuxing", address=address, **who)  # type: ignore[arg-type]
    )
    return code


def test_it_has_their_own_households_in_walking_order(desk: Desk) -> None:
    """Building 2 before building 12, nobody else's, and no name or telephone number in it (S47)."""
    mine = make_account(desk)
    for number in (12, 2):
        make_home(desk, mine, number, name="示例户主", phone="0533-1234567", focus=("hardship",))
    make_household(desk, code="fuxing-0099")
    stops = day_list.day_list(desk, mine)
    assert [stop.code for stop in stops] == ["fuxing-0002", "fuxing-0012"]
    assert stops[0].building == "示例小区2号楼"
    assert len(stops[0].focus) == 1
    client = make_client(desk, mine)
    for address in ("/desk/phone/pack", "/desk/phone/day"):
        found = client.get(address).get_data(as_text=True)
        assert "示例小区2号楼" in found
        assert "示例户主" not in found
        assert "0533-1234567" not in found


def test_it_tells_what_is_open_there_and_who_came(desk: Desk) -> None:
    """The last visit, the issues still in hand, and the policies that fit them (S48)."""
    mine = make_account(desk)
    code = make_home(desk, mine, 1)
    body = make_visit_body(household_code=code, issues=[make_inner_issue(field="elders")])
    intake.submit_visit(desk, mine, body)
    [stop] = day_list.day_list(desk, mine)
    assert stop.is_covered
    assert (stop.covered_on, stop.last) == ("2022-08-05", "8月5日 见到了")
    assert [issue.stage for issue in stop.issues] == ["待审核"]
    assert stop.policies
    page = make_client(desk, mine).get("/desk/phone/day?all=1").get_data(as_text=True)
    assert stop.issues[0].field in page


def test_every_look_and_every_copy_is_in_the_trail(desk: Desk) -> None:
    """Reading the list and taking it along are two different lines (每看一次都有记录)."""
    mine, office = make_account(desk), make_account(desk, username="office", role="campaign_office")
    make_home(desk, mine, 1)
    client = make_client(desk, mine)
    client.get("/desk/phone/day")
    client.get("/desk/phone/pack")
    client.get("/desk/phone/day?shell=1")
    lines = [trail.line(desk, each) for each in trail.entries(desk, office)]
    found = [(each.label, each.of) for each in lines if "走访单" in each.label]
    assert found == [("把走访单存到手机", "1 户"), ("看走访单", "1 户")]


def test_a_page_to_be_kept_has_nothing_of_any_household(desk: Desk) -> None:
    """What lies unsealed on a phone names no address."""
    mine = make_account(desk)
    make_home(desk, mine, 1)
    client = make_client(desk, mine)
    for page in (
        "phone/day",
        "visits/new",
        "visits/new?roster=none",
        "issues/new",
        "paper/key",
        "phone/policies",
        "phone/unsent",
    ):
        address = f"/desk/{page}{'&' if '?' in page else '?'}shell=1"
        assert "示例小区" not in client.get(address).get_data(as_text=True)


def test_an_accounts_key_is_its_own_and_the_same_again(desk: Desk) -> None:
    """A new sign-in opens what an earlier one sealed; another account's key differs."""
    mine, other = make_account(desk), make_account(desk, username="other")
    first, again = (make_client(desk, mine).get("/desk/phone/key").get_json() for _ in range(2))
    assert first["key"] == again["key"]
    assert first["key"] != make_client(desk, other).get("/desk/phone/key").get_json()["key"]
    assert first["account"] == mine.username


def test_the_office_has_no_list(desk: Desk) -> None:
    """Who visits nobody gets none."""
    with pytest.raises(NotAllowed):
        day_list.day_list(desk, make_account(desk, username="office", role="campaign_office"))


def test_who_is_at_the_same_door_is_forgotten_after_two_hours(desk: Desk) -> None:
    """A form that was opened is known while it may be being filled in, and no longer."""
    mine, other = make_account(desk), make_account(desk, username="other", name="示例同事")
    code = make_home(desk, mine, 1)
    forms, now = company.OpenForms(), desk.clock.now()
    forms.open(code, other.username, now)
    assert [each.name for each in company.colleagues_at(desk, forms, mine, code)] == ["示例同事"]
    assert company.colleagues_at(desk, forms, other, code) == []
    assert forms.at(code, now + company.OPEN_FOR) == {}
    forms.close(code, other.username)
    assert company.colleagues_at(desk, forms, mine, code) == []
