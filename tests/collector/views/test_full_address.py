"""Whole addresses that leave the desk (完整网址): links, codes on paper, texts for a chat."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from collector.desk import Desk
from tests.clients import DeskClient, make_client
from tests.makers import keep_case, make_account, make_case, make_desk

NO = "2022-000123"


def _sign_in_link(office: DeskClient) -> str:
    return office.post("/desk/office/accounts/grid_worker/link").text


def _callback_link(office: DeskClient) -> str:
    return office.post(f"/desk/office/callbacks/{NO}").text


def _digests(office: DeskClient) -> str:
    return office.get("/desk/digest/").text


def _complaints(office: DeskClient) -> str:
    return office.get("/desk/office/complaints/").text


PAGES = (_sign_in_link, _callback_link, _digests, _complaints)


def office_of(desk: Desk) -> DeskClient:
    make_account(desk)
    keep_case(desk, make_case("accepted", "resolved", "replied"))
    keep_case(desk, make_case("accepted", no="2022-000124", id="00000000-0000-4000-8000-000000000124"))
    return make_client(desk, make_account(desk, role="campaign_office"))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("base_url", ["http://wanhu.example/", "http://wanhu.example/column-7/", None])
def test_addresses_to_hand_on_are_the_sites_own(
    tmp_path: Path, page: Callable[[DeskClient], str], base_url: str | None
) -> None:
    """They lead to this machine where it knows its address; only else to where the request was sent."""
    desk = make_desk(tmp_path, base_url=base_url)
    told = page(office_of(desk))
    desk.store.close()
    hosts = set(re.findall(r"http://([\w.]+)/(?:desk|callback|complaint)/", told))
    assert hosts == {"wanhu.example" if base_url else "localhost"}
