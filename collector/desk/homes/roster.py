"""The roster at the desk (户册): who is still to be visited, by whom, and what to know before knocking."""

from collections.abc import Iterable, Mapping

import msgspec

from collector.desk import Desk
from collector.desk.people.access import CONTACT_OFFICE, VISITING_ROLES
from collector.errors import Missing, NotAllowed, Refusal
from collector.rules.homes.household import Household, Resident
from collector.rules.homes.roster import (
    UNREACHABLE_REASONS,
    VACANT_REASONS,
    Place,
    stand,
    without_person,
)
from collector.rules.people.account import Account
from generator.campaign.places import Community
from generator.campaign.vocabulary import COMMUNITY_ROLES

# Who draws up lists and hands out households: the community's own people, and the office.
ORGANISERS = frozenset(
    {"community_collator", "secretary", "committee_member", "community_worker", "campaign_office"}
)
# Who knows whether a house is empty.
MARKERS = COMMUNITY_ROLES | {"campaign_office"}
NOBODY = "none"
# What can be said of a household that is not visited, each with its reasons; `none` takes it back.
MARKS: Mapping[str, tuple[str, ...]] = {
    "unreachable": UNREACHABLE_REASONS,
    "vacant": VACANT_REASONS,
    "none": (),
}


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of households is narrowed to (筛选); an empty text means everything."""

    state: str = ""
    grid: str = ""
    visitor: str = ""
    q: str = ""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A household in a list (户册的一行): its door and how it stands; no names of those who live there."""

    place: Place
    address: str
    grid: str
    people: tuple[str, ...]
    is_focus: bool
    last: str = ""

    @property
    def said(self) -> str:
        """What a search looks in: door and code."""
        return f"{self.address} {self.place.code}".casefold()


# -- who may


def community_for(desk: Desk, account: Account, code: str, *roles: str) -> Community:
    """A community whose households somebody may go through: their own, or any for the office."""
    community = desk.year.community(code)
    if community is None:
        raise Missing("no_such_community", f"没有代码为“{code[:40]}”的社区，请核对网址。")
    is_theirs = account.role in CONTACT_OFFICE or account.community_code == code
    if not is_theirs or account.role not in (roles or COMMUNITY_ROLES | CONTACT_OFFICE):
        raise NotAllowed("not_your_community", f"{community.name}的户册不归您管。要看或要改，请找活动办。")
    return community


def household_for(desk: Desk, account: Account, code: str, *roles: str) -> Household:
    """A household on the roster of a community that is theirs, or a refusal."""
    household = known_household(desk, code)
    community_for(desk, account, household.community_code, *roles)
    return household


def known_household(desk: Desk, code: str) -> Household:
    household = desk.registers.households.get(code)
    if household is None:
        raise Missing("no_such_household", f"名册上没有户编号“{code[:40]}”，请核对。")
    return household


def may_open(desk: Desk, account: Account, household: Household) -> bool:
    """Say whether somebody may read a household's brief: its visitors, community, the office (S47)."""
    if account.role in CONTACT_OFFICE or account.username in household.assigned_to:
        return True
    if account.role in COMMUNITY_ROLES:
        return account.community_code == household.community_code
    today = desk.today()
    return account.role in VISITING_ROLES and any(
        outing.unit == account.unit_code
        and outing.listed_at is not None
        and outing.is_ahead(today)
        and household.code in outing.households
        for outing in desk.cases.outings()
    )


# -- lists


def places_in(desk: Desk, community_code: str) -> list[Place]:
    """Every household of a community as it stands today."""
    return desk.cases.once_in(community_code, "places", desk.today(), lambda: _stand(desk, community_code))


def _stand(desk: Desk, community_code: str) -> list[Place]:
    households, visits = desk.cases.households_in(community_code), desk.cases.visits_to(community_code)
    return stand(households, visits, desk.cases.outings(), desk.today())


def focus_of(desk: Desk) -> dict[str, tuple[str, ...]]:
    """The 五个重点访 by household, for those that have any."""
    return {each.household_code: each.focus for each in desk.cases.residents() if each.focus}


def accounts_of(desk: Desk) -> dict[str, Account]:
    """Every account by username, those of people who left too: what they did still counts."""
    return {each.username: each for each in desk.registers.accounts}


def filtered(desk: Desk, community: Community, filters: Filters) -> list[Row]:
    """The households of a community that fit (户册), grid by grid."""
    places = places_in(desk, community.code)
    people = {name: each.name for name, each in accounts_of(desk).items() if not each.disabled}
    if filters.visitor == NOBODY:
        places = without_person(places, people)
    elif filters.visitor:
        places = [each for each in places if filters.visitor in each.household.assigned_to]
    places = [each for each in places if filters.state in ("", each.state) and _is_in(each, filters.grid)]
    found = rows(desk, community, places, people)
    words = filters.q.casefold().split()
    found = [
        row for row in found if all(each in f"{row.address} {row.place.code}".casefold() for each in words)
    ]
    return sorted(found, key=lambda row: (row.place.grid_code or "~", row.place.code))


def _is_in(place: Place, grid: str) -> bool:
    return not grid or (place.grid_code or NOBODY) == grid


def rows(desk: Desk, community: Community, places: Iterable[Place], people: Mapping[str, str]) -> list[Row]:
    """Places with their doors, and the names of who is to go there."""
    grids = {grid.code: grid.name for grid in community.grids}
    living = {each.household_code: each for each in desk.cases.residents()}
    return [_row(desk, each, living.get(each.code), grids, people) for each in places]


def rows_of(desk: Desk, places: Iterable[Place]) -> list[Row]:
    """Places of any community with their doors, in their order."""
    grids = {grid.code: grid.name for each in desk.year.places.communities for grid in each.grids}
    return [_row(desk, each, desk.cases.resident(each.code), grids, {}) for each in places]


def _row(
    desk: Desk,
    place: Place,
    resident: Resident | None,
    grids: Mapping[str, str],
    people: Mapping[str, str],
) -> Row:
    return Row(
        place=place,
        address=resident.address if resident else place.code,
        grid=grids.get(place.grid_code or "", "待归户"),
        people=tuple(people[each] for each in place.household.assigned_to if each in people),
        is_focus=bool(resident and resident.focus),
        last=place.last_told(desk.today()),
    )


# -- what is known of a house


def mark(desk: Desk, account: Account, code: str, kind: str, reason: str) -> Household:
    """Say that a household cannot be reached, that a house is empty, or neither any more (标注, S11).

    `kind` is one of MARKS; the reason is one of its list, so that no words about people are kept.
    """
    household_for(desk, account, code, *MARKERS)
    if kind not in MARKS:
        raise Refusal("unknown_mark", "请选走不到还是空户。", {"kind": "请选走不到还是空户。"})
    if kind != "none" and reason not in MARKS[kind]:
        message = f"请选一个原因：{'、'.join(MARKS[kind])}。"
        raise Refusal("no_reason", message, {"reason": message})

    def work() -> Household:
        household = household_for(desk, account, code, *MARKERS)
        if kind != "none" and any(visit.covers for visit in desk.cases.visits_of(code)):
            raise Refusal(
                "covered_already", "这户已经走到了，不用标。", {"reason": "这户已经走到了，不用标。"}
            )
        changed = msgspec.structs.replace(
            household,
            unreachable_reason=reason if kind == "unreachable" else None,
            vacant_reason=reason if kind == "vacant" else None,
        )
        desk.registers.households.put(changed)
        desk.note(account, "household_marked", of=code, detail=kind)
        return changed

    return desk.act(work)
