"""The navigation: who has many entries finds each of them, and sees where they are."""

import re

import pytest

from collector.desk import Desk
from collector.views.navigation import GROUPS, IN_A_ROW, PLACES
from generator.campaign.vocabulary import ROLES
from tests.clients import make_client
from tests.makers import make_account

ENTRY = re.compile(r'<a href="([^"]+)"( aria-current="page")?>')


def navigation(desk: Desk, role: str, address: str) -> tuple[str, str]:
    """The row and the menu of a page, as HTML."""
    page = make_client(desk, make_account(desk, role=role)).get(address).text
    nav = page.split('<nav class="main"')[1].split("</nav>")[0]
    row, _, menu = nav.partition("<details")
    return row, menu


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_entry_of_a_role_is_there(desk: Desk, role: str) -> None:
    """In the row, or by its group in the menu; what fits a row whole stands in it whole."""
    row, menu = navigation(desk, role, "/desk/")
    mine = [place.address for place in PLACES if role in place.roles]
    shown = [address for address, _ in ENTRY.findall(row)]
    assert shown == mine[:IN_A_ROW]
    assert {address for address, _ in ENTRY.findall(row + menu)} == set(mine)
    assert [address for address, current in ENTRY.findall(row) if current] == ["/desk/"]


def test_the_office_sees_where_it_is(desk: Desk) -> None:
    """An entry that is far down stands second in the row while one is there, and is marked in both places."""
    row, menu = navigation(desk, "campaign_office", "/desk/office/trail/")
    entries = ENTRY.findall(row)
    assert len(entries) == IN_A_ROW
    assert entries[1] == ("/desk/office/trail/", ' aria-current="page"')
    assert [address for address, current in ENTRY.findall(menu) if current] == ["/desk/office/trail/"]


def test_every_entry_but_today_has_its_group() -> None:
    """A menu names no group that is not in order, and leaves no entry out."""
    assert {place.group for place in PLACES[1:]} == set(GROUPS)
