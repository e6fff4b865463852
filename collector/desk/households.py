"""Households as a visitor looks for them (找户): by address or code, those assigned first."""

import msgspec

from collector.desk import Desk, access
from collector.errors import Missing, NotAllowed
from collector.rules.account import Account
from collector.rules.household import Household, Resident
from collector.rules.visit import Visit

SHOWN = 40


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """A household as it stands in a visitor's list (户): its door, and whether it was visited; no names."""

    code: str
    community_code: str
    address: str
    grid: str
    is_mine: bool
    covered_on: str | None = None
    covered_by: str | None = None


def find_homes(desk: Desk, account: Account, query: str = "") -> tuple[list[Home], int]:
    """The first homes that fit a query in somebody's communities, and how many fit in all.

    Assigned ones come first, then those not visited yet (S11, S32), in the order of places.yaml and codes.
    """
    words = query.casefold().split()
    theirs = access.communities_visited_by(desk, account)
    places = [each.code for each in desk.year.places.communities if each.code in theirs]
    homes = [home for code in places for home in _homes(desk, account, code)]
    fitting = [
        home for home in homes if all(word in f"{home.address} {home.code}".casefold() for word in words)
    ]
    fitting.sort(
        key=lambda home: (
            not home.is_mine,
            home.covered_on is not None,
            places.index(home.community_code),
            home.code,
        )
    )
    return fitting[:SHOWN], len(fitting)


def home_of(desk: Desk, account: Account, code: str) -> Home:
    """One home that somebody may visit, or a refusal."""
    household = desk.registers.households.get(code)
    if household is None:
        raise Missing("no_such_household", f"名册上没有户编号“{code[:40]}”，请核对。")
    if not access.may_visit(desk, account, household.community_code):
        raise NotAllowed("not_your_community", "这户不在您的走访范围里。走错社区了，或请活动办调整安排。")
    visits = desk.registers.visits.having(household_code=code)
    resident = desk.registers.residents.get(code)
    return _home(desk, account, household, resident, next((each for each in visits if each.covers), None))


def _homes(desk: Desk, account: Account, community_code: str) -> list[Home]:
    households = desk.registers.households.having(community_code=community_code)
    residents = desk.registers.residents.having(community_code=community_code)
    living = {each.household_code: each for each in residents}
    visits = desk.registers.visits.having(community_code=community_code)
    covering = {visit.household_code: visit for visit in reversed(visits) if visit.covers}
    return [_home(desk, account, each, living.get(each.code), covering.get(each.code)) for each in households]


def _home(
    desk: Desk, account: Account, household: Household, resident: Resident | None, first: Visit | None
) -> Home:
    community = desk.year.community(household.community_code)
    grids = {grid.code: grid.name for grid in community.grids} if community else {}
    return Home(
        code=household.code,
        community_code=household.community_code,
        address=resident.address if resident else household.code,
        grid=grids.get(household.grid_code or "", "待归户"),
        is_mine=account.username in household.assigned_to,
        covered_on=first.started_at[:10] if first else None,
        covered_by=first.visitor if first else None,
    )
