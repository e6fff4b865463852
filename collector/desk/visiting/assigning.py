"""Who goes where (责任分工): households named to persons, with a reason, until none is left over."""

from collections.abc import Iterable

import msgspec

from collector.desk import Desk
from collector.desk.homes.roster import ORGANISERS, accounts_of, community_for, household_for, places_in
from collector.desk.people.access import CONTACT_OFFICE, VISITING_ROLES, may_visit
from collector.errors import Refusal
from collector.rules.homes.roster import ASSIGNMENT_REASONS, Place
from collector.rules.people.account import Account
from generator.campaign.places import Community
from generator.campaign.vocabulary import ROLES


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """What one person has taken on (分工): households named for them, and how many are left."""

    username: str
    name: str
    role: str
    assigned: int
    covered: int


def shares(desk: Desk, account: Account, community: Community) -> list[Share]:
    """Who has taken on how many households (责任分工, S32): by role and name, never by number.

    Who does not arrange the work sees their own line only.
    """
    places = places_in(desk, community.code)
    people = {name: each for name, each in accounts_of(desk).items() if not each.disabled}
    assigned = {name for place in places for name in place.household.assigned_to}
    local = [
        each for each in people.values() if each.community_code == community.code or each.username in assigned
    ]
    if account.role not in ORGANISERS | CONTACT_OFFICE:
        local = [each for each in local if each.username == account.username]
    order = list(ROLES)
    local.sort(key=lambda each: (order.index(each.role), each.username))
    return [_share(each, places) for each in local]


def _share(person: Account, places: Iterable[Place]) -> Share:
    mine = [each for each in places if person.username in each.household.assigned_to]
    return Share(
        username=person.username,
        name=person.name,
        role=ROLES[person.role],
        assigned=len(mine),
        covered=sum(each.state == "covered" for each in mine),
    )


def candidates(desk: Desk, community_code: str) -> dict[str, str]:
    """Who may be named for households of a community (可选的走访人), its own people first."""
    found = [
        each
        for each in accounts_of(desk).values()
        if not each.disabled and each.role in VISITING_ROLES and may_visit(desk, each, community_code)
    ]
    found.sort(key=lambda each: (each.community_code is None, list(ROLES).index(each.role), each.username))
    return {each.username: f"{each.name}（{ROLES[each.role]}）" for each in found}


def assign(
    desk: Desk, account: Account, community_code: str, codes: Iterable[str], username: str, reason: str
) -> int:
    """Name a person for households, and why this one (合理划分, S44); returns how many are new to them."""
    community_for(desk, account, community_code, *ORGANISERS)
    wrong, chosen = {}, list(dict.fromkeys(codes))
    if not chosen:
        wrong["codes"] = "请先勾选要分的户。"
    if username not in candidates(desk, community_code):
        wrong["person"] = "请选一位能在本社区走访的人。"
    if reason not in ASSIGNMENT_REASONS:
        wrong["reason"] = f"请选为什么分给他：{'、'.join(ASSIGNMENT_REASONS.values())}。"
    if wrong:
        raise Refusal("cannot_assign", next(iter(wrong.values())), wrong)
    return desk.act(lambda: sum(_assign(desk, account, each, username, reason) for each in chosen))


def _assign(desk: Desk, account: Account, code: str, username: str, reason: str) -> bool:
    household = household_for(desk, account, code, *ORGANISERS)
    is_new = username not in household.assigned_to
    if is_new or household.assigned_for.get(username) != reason:
        changed = msgspec.structs.replace(
            household,
            assigned_to=household.assigned_to + ((username,) if is_new else ()),
            assigned_for=household.assigned_for | {username: reason},
        )
        desk.registers.households.put(changed)
        desk.note(account, "household_assigned", of=code, detail=f"{username} {reason}")
    return is_new


def release(desk: Desk, account: Account, code: str, username: str) -> None:
    """Take a person off a household (改派)."""

    def work() -> None:
        household = household_for(desk, account, code, *ORGANISERS)
        changed = msgspec.structs.replace(
            household,
            assigned_to=tuple(each for each in household.assigned_to if each != username),
            assigned_for={name: why for name, why in household.assigned_for.items() if name != username},
        )
        desk.registers.households.put(changed)
        desk.note(account, "household_released", of=code, detail=username)

    desk.act(work)
