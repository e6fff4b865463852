"""Households as a visitor looks for them (找户): by address or code, those assigned first."""

import msgspec

from collector.desk import Desk
from collector.desk.homes.roster import places_in
from collector.desk.people import access
from collector.errors import Missing, NotAllowed
from collector.rules.homes.household import Resident
from collector.rules.homes.roster import Place, stand
from collector.rules.people.account import Account

SHOWN = 40


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """A household as it stands in a visitor's list (户): its door, whether it was visited or is planned.

    No names of those who live there.
    """

    code: str
    community_code: str
    address: str
    grid: str
    is_mine: bool
    covered_on: str | None = None
    covered_by: str | None = None
    covered_no: str | None = None
    planned_on: str | None = None
    planned_by: str = ""
    last: str = ""


def find_homes(desk: Desk, account: Account, query: str = "") -> tuple[list[Home], int]:
    """The first homes that fit a query in somebody's communities, and how many fit in all.

    Assigned ones come first, then those not visited yet (S11, S32), in the order of places.yaml and codes.
    """
    words = query.casefold().split()
    living = {each.household_code: each for each in desk.cases.residents()}
    theirs = access.communities_visited_by(desk, account)
    codes = [each.code for each in desk.year.places.communities if each.code in theirs]
    places = [place for code in codes for place in places_in(desk, code)]
    if words:
        places = [each for each in places if _fits(each, living.get(each.code), words)]
    mine = account.username
    places.sort(key=lambda each: (mine not in each.household.assigned_to, each.state == "covered"))
    return [_home(desk, account, each, living.get(each.code)) for each in places[:SHOWN]], len(places)


def home_of(desk: Desk, account: Account, code: str) -> Home:
    """One home that somebody may visit, or a refusal."""
    household = desk.registers.households.get(code)
    if household is None:
        raise Missing("no_such_household", f"名册上没有户编号“{code[:40]}”，请核对。")
    if not access.may_visit(desk, account, household.community_code):
        raise NotAllowed("not_your_community", "这户不在您的走访范围里。走错社区了，或请活动办调整安排。")
    visits = desk.visits_of(code)
    [place] = stand([household], visits, desk.cases.outings(), desk.today())
    return _home(desk, account, place, desk.registers.residents.get(code))


def _fits(place: Place, resident: Resident | None, words: list[str]) -> bool:
    said = f"{resident.address if resident else ''} {place.code}".casefold()
    return all(word in said for word in words)


def _home(desk: Desk, account: Account, place: Place, resident: Resident | None) -> Home:
    household = place.household
    community = desk.year.community(household.community_code)
    grids = {grid.code: grid.name for grid in community.grids} if community else {}
    first = next((visit for visit in place.visits if visit.covers), None)
    return Home(
        code=household.code,
        community_code=household.community_code,
        address=resident.address if resident else household.code,
        grid=grids.get(household.grid_code or "", "待归户"),
        is_mine=account.username in household.assigned_to,
        covered_on=first.started_at[:10] if first else None,
        covered_by=first.visitor if first else None,
        covered_no=first.no if first else None,
        planned_on=place.since if place.state == "scheduled" else None,
        planned_by=desk.unit_name(place.by),
        last=place.last_told(desk.today()),
    )
