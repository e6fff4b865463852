import re

import pytest

from collector.desk import Desk
from collector.desk.homes import roster
from collector.desk.visiting.intake import submit_visit
from collector.rules.homes.roster import UNREACHABLE_REASONS, VACANT_REASONS
from tests.clients import make_client
from tests.makers import make_account, make_household, make_resident, make_visit_body

HERE = "/desk/targets/households"


@pytest.fixture
def fuxing(desk: Desk) -> Desk:
    """A fuxing with two households on the roster, and one visited that is not."""
    for n in (1, 2):
        make_household(desk, code=f"fuxing-000{n}")
    make_resident(desk, household_code="fuxing-0002", address="示例路9号楼1单元101室")
    body = make_visit_body(new_household={"community_code": "fuxing", "address": "示例路1号楼2单元301户"})
    del body["household_code"]
    submit_visit(desk, make_account(desk), body)
    return desk


def test_a_list_is_narrowed_by_its_address(fuxing: Desk) -> None:
    """State, grid, person and words are in the address; the count is of what fits (S11)."""
    client = make_client(fuxing, make_account(fuxing, role="secretary"))
    page = client.get(f"{HERE}/in/fuxing?state=uncovered&q=9号楼").text
    assert "没走到的户，1 户" in page
    assert "示例路9号楼1单元101室" in page
    assert "fuxing-0001" not in page
    assert "没有符合条件的户" in client.get(f"{HERE}/in/fuxing?grid=fuxing-09").text


def test_the_tabs_add_up_to_the_list(fuxing: Desk) -> None:
    """Each tab leads to as many as it says; empty houses have one, and are not out of reach (S11)."""
    for code, mark in (("fuxing-0001", VACANT_REASONS[0]), ("fuxing-0002", UNREACHABLE_REASONS[0])):
        kind = "vacant" if mark in VACANT_REASONS else "unreachable"
        roster.mark(fuxing, make_account(fuxing), code, kind, mark)
    client = make_client(fuxing, make_account(fuxing, role="secretary"))
    tabs = client.get("/desk/targets/fuxing").text
    said = {state: int(n) for state, n in re.findall(r'fuxing\?state=(\w+)">[^<]+ (\d+)</a>', tabs)}
    assert said == {"covered": 1, "scheduled": 0, "unreachable": 1, "uncovered": 0, "vacant": 1}

    def listed(query: str) -> int:
        found = re.search(r"户，(\d+) 户</h1>", client.get(f"{HERE}/in/fuxing{query}").text)
        return int(found[1]) if found else -1

    assert {state: listed(f"?state={state}") for state in said} == said
    assert listed("") == sum(said.values())
    assert "福兴社区空户，1 户" in client.get(f"{HERE}/in/fuxing?state=vacant").text


def test_households_are_handed_out_from_the_list(fuxing: Desk) -> None:
    """Those ticked, or all that the list shows; what is missing is said and the ticks stay (S32, S44)."""
    client = make_client(fuxing, make_account(fuxing, role="secretary"))
    make_account(fuxing, role="committee_member")
    refused = client.post(f"{HERE}/in/fuxing", data={"code": "fuxing-0001", "person": "committee_member"})
    assert refused.status_code == 422
    assert 'value="fuxing-0001" checked' in refused.text
    assert "请选为什么分给他" in refused.text
    form = {"scope": "all", "person": "committee_member", "reason": "neighbour"}
    answer = client.post(f"{HERE}/in/fuxing?state=uncovered", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{HERE}/in/fuxing?state=uncovered")
    named = {each.code for each in fuxing.registers.households if "committee_member" in each.assigned_to}
    assert named == {"fuxing-0001", "fuxing-0002"}


def test_a_brief_is_marked_and_reassigned(fuxing: Desk) -> None:
    """The brief says who is responsible, takes a mark with a reason, and lets a person go (S11, S47)."""
    make_account(fuxing, role="committee_member")
    client = make_client(fuxing, make_account(fuxing, role="community_collator"))
    address = f"{HERE}/fuxing-0001"
    assert "每看一次都有记录" in client.get(address).text
    assert client.post(f"{address}/mark", data={"mark": "vacant:他家欠债"}).status_code == 422
    marked = client.post(f"{address}/mark", data={"mark": f"unreachable:{UNREACHABLE_REASONS[0]}"})
    assert marked.status_code == 303
    assert UNREACHABLE_REASONS[0] in client.get(address).text
    form = {"code": "fuxing-0001", "person": "committee_member", "reason": "kin"}
    client.post(f"{HERE}/in/fuxing", data=form)
    assert "示例committee_member（家族）" in client.get(address).text
    client.post(f"{address}/release", data={"person": "committee_member"})
    assert "没落实到人" in client.get(address).text


def test_strangers_open_no_brief(fuxing: Desk) -> None:
    """Another community and units that were not sent there are refused, unknown codes are missing (S47)."""
    neighbour = make_account(fuxing, username="neighbour", community_code="example-1")
    for account in (make_account(fuxing, role="sponsor"), neighbour):
        client = make_client(fuxing, account)
        assert client.get(f"{HERE}/fuxing-0001").status_code == 403
        assert client.get(f"{HERE}/in/fuxing").status_code == 403
    assert client.get(f"{HERE}/fuxing-9999").status_code == 404


def test_the_collator_places_what_waits(fuxing: Desk) -> None:
    """A likely door is offered; the answer says which visits moved, under their numbers (S101)."""
    client = make_client(fuxing, make_account(fuxing, role="community_collator"))
    page = client.get(f"{HERE}/waiting/fuxing").text
    assert "待归户 1 户" in page
    assert 'value="fuxing-0001"' in page
    refused = client.post(f"{HERE}/fuxing-n0001/place", data={"grid": ""})
    assert refused.status_code == 422
    assert "没有这个网格" in refused.text
    refused = client.post(f"{HERE}/fuxing-n0001/merge", data={"other": "fuxing-9999"})
    assert refused.status_code == 404
    assert "fuxing-9999" in refused.text
    answer = client.post(f"{HERE}/fuxing-n0001/merge", data={"into": "fuxing-0001"}, follow_redirects=True)
    assert "走访 V2022-000001 编号不变，现在记在 fuxing-0001 名下" in answer.text
    assert "没有待归户的户" in answer.text


def test_a_new_household_is_placed(fuxing: Desk) -> None:
    """One press, and it is on the roster of its grid (S101)."""
    client = make_client(fuxing, make_account(fuxing, role="community_collator"))
    assert client.post(f"{HERE}/fuxing-n0001/place", data={"grid": "fuxing-01"}).status_code == 303
    assert client.get(f"{HERE}/in/fuxing?state=covered&grid=fuxing-01").text.count("fuxing-n0001") > 0


@pytest.mark.parametrize("role", ["community_collator", "secretary", "street_reviewer", "campaign_office"])
def test_whoever_may_open_a_receipt_is_led_to_it(fuxing: Desk, role: str) -> None:
    """Of a visit in their community: its number leads there, and the receipt opens."""
    submit_visit(fuxing, make_account(fuxing), make_visit_body())
    client = make_client(fuxing, make_account(fuxing, role=role))
    number = next(iter(fuxing.registers.visits.having(household_code="fuxing-0001"))).no
    assert f'href="/desk/visits/{number}"' in client.get(f"{HERE}/fuxing-0001").text
    assert client.get(f"/desk/visits/{number}").status_code == 200


def test_a_colleagues_receipt_is_no_dead_link(fuxing: Desk) -> None:
    """Who visits the same community but did not go sees the number alone."""
    submit_visit(fuxing, make_account(fuxing), make_visit_body())
    number = next(iter(fuxing.registers.visits.having(household_code="fuxing-0001"))).no
    other = make_account(fuxing, role="committee_member")
    page = make_client(fuxing, other).get(f"{HERE}/fuxing-0001")
    assert f'href="/desk/visits/{number}"' not in page.text
