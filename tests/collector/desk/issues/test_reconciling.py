import pytest

from collector.desk import Desk
from collector.desk.issues import reconciling
from collector.errors import NotAllowed
from collector.rules.keeping.new_year import YearOpened
from tests.makers import keep_case, make_account, make_case

OFFICE = make_account(role="campaign_office")


def test_every_route_is_held_against_what_was_reviewed(desk: Desk) -> None:
    """What was reviewed and has no number over there is left out, whoever should have reported it (S51)."""
    make_account(desk, role="sponsor")
    of_unit = {"source": "district", "reported_by": "sponsor"}
    for n, steps in enumerate((("accepted",), ("accepted", "listed", "uploaded"), ())):
        keep_case(desk, make_case(*steps, no=f"2022-00000{n}", id=f"00000000-0000-4000-8000-00000000000{n}"))
    unit_case = make_case("accepted", no="2022-000009", id="00000000-0000-4000-8000-000000000009", **of_unit)
    keep_case(desk, unit_case)
    found = reconciling.by_route(desk, OFFICE)
    told = {route: (each.reviewed, [case.no for case in each.missing]) for route, each in found.items()}
    assert told == {"street": (2, ["2022-000000"]), "civil-affairs": (1, ["2022-000009"])}


def test_a_number_without_an_issue_is_in_no_ledger(desk: Desk) -> None:
    """Numbers given out are counted apart from the issues, so that a lost one shows."""
    keep_case(desk, make_case(no="2021-000007"))
    at = "2022-01-04T09:00:00+08:00"
    opened = YearOpened(code="2022", at=at, by="wanhu", carried=("2021-000007",))
    desk.act(lambda: desk.registers.years.add(opened))
    desk.act(lambda: desk.registers.next_no("2022"))
    assert reconciling.given_out(desk) == ["2021-000007", "2022-000001"]
    assert reconciling.books(desk, OFFICE).missing == ("2022-000001",)


def test_only_the_streets_office_reads_it(desk: Desk) -> None:
    """Units and communities are refused."""
    for role in ("sponsor", "community_collator", "publisher"):
        with pytest.raises(NotAllowed):
            reconciling.by_route(desk, make_account(role=role))
        with pytest.raises(NotAllowed):
            reconciling.books(desk, make_account(role=role))
