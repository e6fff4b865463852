"""Households met outside the roster (待归户, S101): placed into a grid, or found to be there already."""

import re
from collections.abc import Iterable

import msgspec

from collector.desk import Desk
from collector.desk.homes.roster import community_for, household_for
from collector.errors import Conflict, Refusal
from collector.rules.homes.household import Household, Resident
from collector.rules.people.account import Account
from collector.rules.visiting.visit import Visit
from generator.campaign.places import Community

PLACERS = ("community_collator", "campaign_office")
SHOWN = 5

_NUMBER = re.compile(r"\d+")


class Door(msgspec.Struct, frozen=True):
    """A household by its door (门牌)."""

    code: str
    address: str


class Unplaced(msgspec.Struct, frozen=True, kw_only=True):
    """A household that waits to be placed (待归户), with those on the roster that have the same numbers."""

    door: Door
    added_at: str
    visits: tuple[Visit, ...]
    alike: tuple[Door, ...]


def unplaced(desk: Desk, account: Account, community_code: str) -> list[Unplaced]:
    """Everything of a community that waits to be placed, the longest first."""
    community_for(desk, account, community_code, *PLACERS)
    homes = desk.cases.households_in(community_code)
    waiting = sorted((each for each in homes if each.grid_code is None), key=lambda each: each.code)
    placed = {each.code for each in homes if each.grid_code is not None}
    doors = [Door(each.household_code, each.address) for each in desk.cases.residents()]
    known = [door for door in doors if door.code in placed]
    addresses = {door.code: door.address for door in doors}
    return [_unplaced(desk, each, addresses.get(each.code, each.code), known) for each in waiting]


def _unplaced(desk: Desk, household: Household, address: str, known: Iterable[Door]) -> Unplaced:
    numbers = _NUMBER.findall(address)
    alike = [door for door in known if numbers and _NUMBER.findall(door.address) == numbers]
    return Unplaced(
        door=Door(household.code, address),
        added_at=household.added_at,
        visits=tuple(desk.cases.visits_of(household.code)),
        alike=tuple(sorted(alike, key=lambda door: door.code)[:SHOWN]),
    )


def place(desk: Desk, account: Account, code: str, grid: str) -> Household:
    """Put a household on the roster, into a grid (归户); its visits go along."""

    def work() -> Household:
        household, community = _waiting(desk, account, code)
        if grid not in {each.code for each in community.grids}:
            message = f"{community.name}没有这个网格，请从名单里选。"
            raise Refusal("unknown_grid", message, {"grid": message})
        placed = msgspec.structs.replace(household, grid_code=grid)
        desk.registers.households.put(placed)
        desk.registers.visits.amend({"grid_code": grid}, household_code=code)
        desk.note(account, "household_placed", of=code, detail=grid)
        return placed

    return desk.act(work)


def merge(desk: Desk, account: Account, code: str, into: str) -> tuple[str, ...]:
    """Take a household for one that is on the roster (并入); returns the numbers of its visits, which stay.

    Visits, issues and what was said there are that household's from now on, so that nothing counts twice and
    an erasure finds everything.
    """

    def work() -> tuple[str, ...]:
        extra, _ = _waiting(desk, account, code)
        kept = household_for(desk, account, into, *PLACERS)
        if kept.community_code != extra.community_code or kept.grid_code is None:
            message = f"{into} 不是本社区已归户的户，请核对户编号。"
            raise Refusal("not_the_same", message, {"into": message})
        visits = desk.registers.visits.having(household_code=code)
        _merge_residents(desk, code, into)
        for register in desk.registers.naming_households():
            register.amend({"household_code": into}, household_code=code)
        desk.registers.visits.amend({"grid_code": kept.grid_code}, household_code=into)
        _merge_lists(desk, extra, kept)
        numbers = tuple(visit.no for visit in visits)
        desk.note(account, "household_merged", of=code, detail=" ".join((into, *numbers)))
        return numbers

    return desk.act(work)


def merged_into(desk: Desk, code: str) -> list[str]:
    """The codes of households that were merged into one (并入过来的), which stood on their own before."""
    merged = desk.trail.having(what="household_merged")
    return [each.of or "" for each in merged if (each.detail or "").partition(" V")[0] == code]


def _waiting(desk: Desk, account: Account, code: str) -> tuple[Household, Community]:
    household = household_for(desk, account, code, *PLACERS)
    if household.grid_code is not None:
        raise Conflict("placed_already", f"{code} 已经归户了，刷新页面看看。")
    return household, community_for(desk, account, household.community_code, *PLACERS)


def _merge_residents(desk: Desk, code: str, into: str) -> None:
    """What was learnt at the door fills what the roster does not know; the rest of it is not kept twice."""
    extra, known = desk.registers.residents.get(code), desk.registers.residents.get(into)
    desk.registers.residents.remove(household_code=code)
    if extra is None:
        return
    if known is None:
        filled: Resident = msgspec.structs.replace(extra, household_code=into)
    else:
        filled = msgspec.structs.replace(
            known,
            name=known.name or extra.name,
            phone=known.phone or extra.phone,
            contact_ok=known.contact_ok or extra.contact_ok,
        )
    desk.registers.residents.put(filled)


def _merge_lists(desk: Desk, extra: Household, kept: Household) -> None:
    """Who was named for it and the days it was planned for go along; the line on the roster ends."""
    people = tuple(dict.fromkeys((*kept.assigned_to, *extra.assigned_to)))
    reasons = extra.assigned_for | kept.assigned_for
    desk.registers.households.put(msgspec.structs.replace(kept, assigned_to=people, assigned_for=reasons))
    desk.registers.households.remove(code=extra.code)
    for outing in desk.registers.outings.having(community_code=extra.community_code):
        if extra.code in outing.households:
            homes = dict.fromkeys(kept.code if each == extra.code else each for each in outing.households)
            desk.registers.outings.put(msgspec.structs.replace(outing, households=tuple(homes)))
