"""How far everybody's targets have come (走访任务): in the office's order, never by who is best."""

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Mapping

import msgspec

from collector.desk import Desk
from collector.desk.homes.roster import Row, accounts_of, focus_of, places_in, rows_of
from collector.desk.homes.snapshots import latest
from collector.desk.people.access import CONTACT_OFFICE
from collector.rules.homes.roster import Place, count_states, without_person
from collector.rules.people.account import Account
from collector.rules.visiting.quota import (
    Credit,
    FocusShare,
    Progress,
    Remainder,
    Tally,
    Target,
    expected_by,
    focus_shares,
    remainders,
    tally,
    unasked_targets,
    unit_targets,
)
from generator.campaign.configuration import Phase
from generator.campaign.places import Community

VISITING_PHASE = "visiting"
# 附件3 is of these units; those of the city are in the arrangement (二、(一)1 and 2).
SENT_LEVELS = ("city", "district")
# So many doors of one's own list are shown at once.
SHOWN = 30


class UnitLine(msgspec.Struct, frozen=True, kw_only=True):
    """How far a unit's target in a community has come (单位任务)."""

    target: Target
    unit: str
    community: str
    progress: Progress


class CommunityRow(msgspec.Struct, frozen=True, kw_only=True):
    """How far a community has come (社区任务); `counts` are those of `rules.roster.count_states`."""

    community: Community
    counts: dict[str, int]
    progress: Progress
    secretary: Progress
    unassigned: int
    unplaced: int


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody has on their own list, and whom they have been to (我的任务)."""

    assigned: int
    covered: int
    focus: int
    reached: Tally
    left: tuple[Row, ...]


class Point(msgspec.Struct, frozen=True):
    """A day of the pace (进度线): households covered by its end, None ahead of today, and the even pace."""

    on: datetime.date
    covered: int | None
    expected: int


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """What a person may see of the targets (走访任务): all for the office, else their own."""

    communities: tuple[CommunityRow, ...]
    units: tuple[UnitLine, ...]
    unsent: tuple[str, ...]
    own: Own | None


class Basis(msgspec.Struct, frozen=True):
    """What a community's targets are computed from (口径), worked out once until something changes there."""

    places: list[Place]
    counts: dict[str, int]
    doorstep: int
    unassigned: int
    unplaced: int
    tallies: dict[Credit, Tally]


def overview(desk: Desk, account: Account) -> Overview:
    """The targets this person may see, communities and units in the order the office wrote them."""
    found = bases(desk)
    is_office = account.role in CONTACT_OFFICE
    communities = [
        each
        for each in desk.year.places.communities
        if is_office or (account.is_of_community and each.code == account.community_code)
    ]
    lines = [line for line in unit_lines(desk, found) if is_office or _is_of(line, account)]
    return Overview(
        communities=tuple(community_row(desk, each) for each in communities),
        units=tuple(lines),
        unsent=tuple(_unsent(desk)) if is_office else (),
        own=None if account.is_of_street else _own(desk, account, found),
    )


def _is_of(line: UnitLine, account: Account) -> bool:
    if account.is_of_community:
        return line.target.community_code == account.community_code
    return line.target.unit == account.unit_code


def bases(desk: Desk) -> dict[str, Basis]:
    """The basis of every community, in the office's order."""
    return {each.code: _basis(desk, each.code) for each in desk.year.places.communities}


def _basis(desk: Desk, code: str) -> Basis:
    return desk.cases.once_in(code, "basis", desk.today(), lambda: _work_out(desk, code))


def _work_out(desk: Desk, code: str) -> Basis:
    accounts, places = accounts_of(desk), places_in(desk, code)
    people = {name: each for name, each in accounts.items() if not each.disabled}
    return Basis(
        places=places,
        counts=count_states(places),
        doorstep=_doorstep(places),
        unassigned=len(without_person(places, people)),
        unplaced=sum(place.grid_code is None for place in places),
        tallies=tally(desk.cases.visits_in(code), accounts),
    )


# -- communities


def community_row(desk: Desk, community: Community) -> CommunityRow:
    """A community's own counts; one without visits, or without a roster, is there with nought (S11)."""
    basis = _basis(desk, community.code)
    required = basis.counts["households"]
    reached = Tally(households=basis.counts["covered"], doorstep=basis.doorstep)
    secretary = basis.tallies.get(Credit("secretary", community.code, community.code), Tally())
    return CommunityRow(
        community=community,
        counts=basis.counts,
        progress=_progress(desk, required, reached, phase_of(desk).ends_on),
        secretary=_progress(desk, required, secretary, desk.year.campaign.targets.secretary_by),
        unassigned=basis.unassigned,
        unplaced=basis.unplaced,
    )


def _doorstep(places: Iterable[Place]) -> int:
    """How many were first reached at the door, as the published counts have it."""
    firsts = (next((each for each in place.visits if each.covers), None) for place in places)
    return sum(first is not None and first.channel == "doorstep" for first in firsts)


def grid_rows(desk: Desk, community: Community) -> list[Remainder]:
    """What others leave to the workers of each grid (兜底, S45), those not placed in a grid last."""
    places = places_in(desk, community.code)
    return remainders(places, [grid.code for grid in community.grids], accounts_of(desk))


def focus_reached(desk: Desk, community: Community) -> tuple[int, int]:
    """How many focus households (重点户) of a community were covered, and how many there are (S12)."""
    focus = focus_of(desk)
    states = [place.state for place in places_in(desk, community.code) if place.code in focus]
    return states.count("covered"), len(states)


def pace(desk: Desk, community: Community) -> list[Point]:
    """The community's way day by day, from the phase's beginning to its end or today (进度线, S38)."""
    phase, today = phase_of(desk), desk.today()
    places = [place for place in places_in(desk, community.code) if not place.is_vacant]
    covered_on = sorted(place.since or "" for place in places if place.state == "covered")
    count = (max(phase.ends_on, today) - phase.starts_on).days + 1
    days = [phase.starts_on + datetime.timedelta(days=n) for n in range(count)]
    return [
        Point(
            on,
            bisect_right(covered_on, on.isoformat()) if on <= today else None,
            expected_by(len(places), phase.starts_on, phase.ends_on, on, desk.calendar),
        )
        for on in days
    ]


# -- units


def unit_lines(desk: Desk, found: Mapping[str, Basis]) -> list[UnitLine]:
    """Every unit's target in every community, with how far it has come (S36, S40)."""
    percent = desk.year.campaign.targets.liaison_percent
    targets = unit_targets(desk.units(), _totals(desk, found), percent)
    went = [credit for basis in found.values() for credit in basis.tallies]
    targets += unasked_targets(targets, went, desk.units(), SENT_LEVELS)
    return [_line(desk, each, found) for each in targets]


def _line(desk: Desk, target: Target, found: Mapping[str, Basis]) -> UnitLine:
    credit = Credit("unit", target.unit, target.community_code)
    basis = found.get(target.community_code)
    reached = basis.tallies.get(credit, Tally()) if basis else Tally()
    return UnitLine(
        target=target,
        unit=desk.unit_name(target.unit),
        community=desk.unit_name(target.community_code),
        progress=_progress(desk, target.required, reached, phase_of(desk).ends_on),
    )


def _totals(desk: Desk, found: Mapping[str, Basis]) -> dict[str, int]:
    """The size of each community's roster: as last put on record, or as it stands where it never was."""
    taken = latest(desk)
    if taken is not None:
        return taken.households
    return {code: basis.counts["households"] for code, basis in found.items()}


def _unsent(desk: Desk) -> list[str]:
    """Units with people who visit but without any target (没有任务的单位, S32)."""
    sent = {target.unit for target in unit_targets(desk.units(), {}, 0)}
    visiting = {
        each.unit_code
        for each in accounts_of(desk).values()
        if each.role in ("sponsor", "liaison") and not each.disabled
    }
    return [unit.name for unit in desk.year.units.units if unit.code in visiting - sent]


# -- people


def officers(desk: Desk) -> list[tuple[Account, FocusShare]]:
    """How much of each street officer's list are focus households (S41), by unit as the office wrote them."""
    order = [unit.code for unit in desk.year.units.units if unit.level == "street"]
    found = [each for each in accounts_of(desk).values() if each.unit_code in order and not each.disabled]
    found.sort(key=lambda each: (order.index(each.unit_code or ""), each.username))
    names = [each.username for each in found]
    shares = focus_shares(desk.cases.households(), focus_of(desk), names)
    return [(person, share) for person, share in zip(found, shares, strict=True) if share.assigned]


def _own(desk: Desk, account: Account, found: Mapping[str, Basis]) -> Own:
    mine = [
        place
        for basis in found.values()
        for place in basis.places
        if account.username in place.household.assigned_to
    ]
    focus = focus_of(desk)
    tallies = [
        reached
        for basis in found.values()
        for credit, reached in basis.tallies.items()
        if credit.kind == "person" and credit.who == account.username
    ]
    left = [place for place in mine if place.state in ("scheduled", "uncovered")]
    left.sort(key=lambda place: (place.code not in focus, place.code))
    return Own(
        assigned=len(mine),
        covered=sum(place.state == "covered" for place in mine),
        focus=sum(place.code in focus for place in mine),
        reached=Tally(
            households=sum(each.households for each in tallies),
            doorstep=sum(each.doorstep for each in tallies),
        ),
        left=tuple(rows_of(desk, left[:SHOWN])),
    )


# -- pace


def phase_of(desk: Desk) -> Phase:
    """The phase in which everybody is to be visited (集中走访); the last one where none is called so."""
    phases = desk.year.campaign.phases
    return next((each for each in phases if each.code == VISITING_PHASE), phases[-1])


def _progress(desk: Desk, required: int | None, reached: Tally, ends_on: datetime.date) -> Progress:
    starts_on = phase_of(desk).starts_on
    expected = (
        None if required is None else expected_by(required, starts_on, ends_on, desk.today(), desk.calendar)
    )
    return Progress(required=required, reached=reached, expected=expected, ends_on=ends_on)
