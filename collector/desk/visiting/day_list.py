"""What a visitor takes along (走访单, S37, S47, S48): households in walking order, and what to know at each.

No names and no telephone numbers: those are looked up one household at a time, each look on record.
"""

import hashlib
import hmac
from collections.abc import Mapping

import msgspec

from collector.desk import Desk
from collector.desk.homes.roster import accounts_of, places_in
from collector.desk.issues.handling import standing_of
from collector.desk.people import access
from collector.desk.visiting.brief import policies_to_tell
from collector.rules.homes.household import Resident
from collector.rules.homes.roster import Place
from collector.rules.issues.issue import Case
from collector.rules.issues.stages import STAGES, field_of, stage_of
from collector.rules.people.account import Account
from collector.rules.visiting.walking import building_of, walk_key

DONE = frozenset({"closed", "merged", "merged_heard"})


class OpenIssue(msgspec.Struct, frozen=True):
    """An issue of a household that is still in hand (没办完的问题): no words of it."""

    no: str
    field: str
    stage: str


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """A household on the way (走访单的一户).

    `policies` are the slugs of the cards that fit what was raised here (S48); `last` is the latest visit.
    """

    code: str
    community_code: str
    address: str
    building: str
    grid: str
    state: str
    covered_on: str = ""
    covered_by: str = ""
    focus: tuple[str, ...] = ()
    last: str = ""
    issues: tuple[OpenIssue, ...] = ()
    policies: tuple[str, ...] = ()

    @property
    def is_covered(self) -> bool:
        return self.state == "covered"


class Neighbour(msgspec.Struct, frozen=True):
    """A result already public in a community (邻居反映过的), to be recognised while an issue is typed."""

    community_code: str
    title: str
    told: str


def key_for(secret: str, username: str) -> bytes:
    """The key that seals what an account's phones keep (本机钥匙): the same again after a new sign-in."""
    return hmac.new(secret.encode(), b"phone:" + username.encode(), hashlib.sha256).digest()


def day_list(desk: Desk, account: Account) -> list[Stop]:
    """The households somebody is to go to, as one walks: assigned to them, or on their unit's next list."""
    access.require(account, *access.VISITING_ROLES)
    listed = _listed_for(desk, account)
    theirs = access.communities_visited_by(desk, account)
    places = [
        place
        for code in sorted(theirs)
        for place in places_in(desk, code)
        if account.username in place.household.assigned_to or place.code in listed
    ]
    cases = _open_cases(desk, {place.code for place in places})
    people = {name: each.name for name, each in accounts_of(desk).items()}
    stops = [_stop(desk, place, cases.get(place.code, []), people) for place in places]
    return sorted(stops, key=lambda stop: (stop.community_code, walk_key(stop.address), stop.code))


def look(desk: Desk, account: Account, stops: list[Stop], *, is_taken: bool) -> None:
    """Put on record that somebody read their list, or took it along on a phone (每看一次都有记录)."""
    what = "day_list_taken" if is_taken else "day_list_opened"
    desk.act(lambda: desk.note(account, what, of=f"{len(stops)} 户"))


def neighbours(desk: Desk, account: Account) -> list[Neighbour]:
    """Titles that are public already in somebody's communities, with how far each has come."""
    theirs = access.communities_visited_by(desk, account)
    cases = {case.no: case for case in desk.cases.all()}
    return [
        Neighbour(each.community_code, each.title, _told(desk, cases[each.issue_no]))
        for each in desk.cases.publications()
        if each.state == "published" and each.community_code in theirs and each.issue_no in cases
    ]


def _told(desk: Desk, case: Case) -> str:
    return "办好了" if standing_of(desk, case).is_done else "正在办"


def _listed_for(desk: Desk, account: Account) -> set[str]:
    today = desk.today()
    return {
        code
        for outing in desk.cases.outings()
        if account.unit_code and outing.unit == account.unit_code and outing.listed_at
        if outing.is_ahead(today)
        for code in outing.households
    }


def _open_cases(desk: Desk, codes: set[str]) -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    for case in desk.cases.all():
        if case.issue.household_code in codes and stage_of(case) not in DONE:
            found.setdefault(case.issue.household_code or "", []).append(case)
    return found


def _stop(desk: Desk, place: Place, cases: list[Case], people: Mapping[str, str]) -> Stop:
    resident = desk.cases.resident(place.code)
    community = desk.year.community(place.household.community_code)
    grids = {grid.code: grid.name for grid in community.grids} if community else {}
    first = next((visit for visit in place.visits if visit.covers), None)
    address = resident.address if resident else place.code
    return Stop(
        code=place.code,
        community_code=place.household.community_code,
        address=address,
        building=building_of(address),
        grid=grids.get(place.grid_code or "", "待归户"),
        state=place.state,
        covered_on=first.started_at[:10] if first else "",
        covered_by=people.get(first.visitor, "") if first else "",
        focus=_focus(desk, resident),
        last=place.last_told(desk.today()),
        issues=tuple(
            OpenIssue(
                case.no, desk.year.campaign.field_labels().get(field_of(case), ""), STAGES[stage_of(case)]
            )
            for case in cases
        ),
        policies=tuple(policies_to_tell(desk, [field_of(case) for case in cases]))[:3] if cases else (),
    )


def _focus(desk: Desk, resident: Resident | None) -> tuple[str, ...]:
    labels = {group.code: group.label for group in desk.year.campaign.focus_groups}
    return tuple(labels.get(each, each) for each in resident.focus) if resident else ()
