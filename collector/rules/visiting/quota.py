"""Who is credited for a visit, against which target (走访任务), and how far each has come.

One visit counts for everybody who was there, each towards a target of their own; a household counts once
towards each. 湖工发〔2022〕34号 二、(一)2 to 4.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from collector.rules.homes.household import Household
from collector.rules.homes.roster import Place, by_grid
from collector.rules.people.account import Account
from collector.rules.visiting.visit import Visit
from generator.campaign.places import Quota, Units
from generator.campaign.workdays import ONE_DAY, Calendar


class Credit(msgspec.Struct, frozen=True):
    """Whose target a visit counts towards (计入谁): `kind` is unit, secretary or person."""

    kind: str
    who: str
    community_code: str


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Different households reached (走到的户), and how many of them at the door (其中入户, S09).

    A household that was reached in several ways counts under the first.
    """

    households: int = 0
    doorstep: int = 0


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit is to reach in a community (走访任务): `kind` is quota or liaison.

    `required` is None where 附件3 has no line, which means 未配置 and not 0.
    """

    kind: str
    unit: str
    community_code: str
    required: int | None


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The size of the roster on a day (名册留底): households by community, without the empty ones.

    `code` is the day; shares are of the latest one, so that a target does not move under the feet of those
    who work towards it.
    """

    code: str
    phase: str
    taken_by: str
    households: dict[str, int]
    vacant: dict[str, int]


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a target has come (进度) against a line that rises evenly until `ends_on` (S38)."""

    required: int | None
    reached: Tally
    expected: int | None
    ends_on: datetime.date

    @property
    def is_met(self) -> bool:
        return self.required is not None and self.reached.households >= self.required

    @property
    def behind(self) -> int:
        """How many households short of where the line stands today (比进度少)."""
        return max(0, (self.expected or 0) - self.reached.households)

    @property
    def left(self) -> int:
        return max(0, (self.required or 0) - self.reached.households)


class Remainder(msgspec.Struct, frozen=True, kw_only=True):
    """What others leave to the grid's worker (网格员兜底, 二、(一)4); no grid is 待归户.

    `total` = `by_others` + `by_worker` + `scheduled` + `unreachable` + `uncovered`.
    """

    grid_code: str | None
    total: int
    by_others: int
    by_worker: int
    scheduled: int
    unreachable: int
    uncovered: int

    @property
    def remainder(self) -> int:
        """What is the worker's to cover, done or not: the roster less what others covered."""
        return self.total - self.by_others


class FocusShare(msgspec.Struct, frozen=True, kw_only=True):
    """How much of somebody's list are focus households (重点户占比); no threshold, so nothing to pass."""

    username: str
    assigned: int
    focus: int


# -- credits


def people_of(visit: Visit, accounts: Mapping[str, Account]) -> Iterator[Account]:
    """Everybody with an account who was there (走访人和同访人), each once."""
    usernames = (visit.visitor, *(each.user for each in visit.companions if each.user))
    return (accounts[each] for each in dict.fromkeys(usernames) if each in accounts)


def credits_of(visit: Visit, accounts: Mapping[str, Account]) -> frozenset[Credit]:
    """Whose targets a visit counts towards; nobody's unless somebody was met.

    The unit of the visitor is the one at the time of the visit.
    """
    if not visit.covers:
        return frozenset()
    place = visit.community_code
    found = {Credit("unit", visit.unit, place)} if visit.unit else set()
    for person in people_of(visit, accounts):
        found.add(Credit("person", person.username, place))
        if person.unit_code and person.username != visit.visitor:
            found.add(Credit("unit", person.unit_code, place))
        if person.role == "secretary" and person.community_code == place:
            found.add(Credit("secretary", place, place))
    return frozenset(found)


def tally(visits: Iterable[Visit], accounts: Mapping[str, Account]) -> dict[Credit, Tally]:
    """How many different households each has reached, over all visits (户数)."""
    channels: dict[Credit, dict[str, str]] = {}
    for visit in sorted((each for each in visits if each.covers), key=lambda each: each.started_at):
        for credit in credits_of(visit, accounts):
            channels.setdefault(credit, {}).setdefault(visit.household_code, visit.channel)
    return {
        credit: Tally(households=len(homes), doorstep=sum(each == "doorstep" for each in homes.values()))
        for credit, homes in channels.items()
    }


# -- targets


def share_required(total: int, percent: int) -> int:
    """The fewest households that are at least `percent` of `total`, in integers: of 7, 30 % is 3 (S40)."""
    return -(-percent * total // 100)


class QuotaLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of 附件3 that was imported (需走访户数): it takes the place of the one in units.yaml.

    `code` is the unit and the community, such as education/fuxing.
    """

    code: str
    unit: str
    community: str
    households: int


def with_quotas(units: Units, lines: Iterable[QuotaLine]) -> Units:
    """The units with 附件3 as imported on top of what is written (S36)."""
    quotas = {(each.unit, each.community): each for each in units.quotas}
    for line in lines:
        place = (line.unit, line.community)
        quotas[place] = Quota(unit=line.unit, community=line.community, households=line.households)
    return msgspec.structs.replace(units, quotas=tuple(quotas.values()))


def unit_targets(units: Units, totals: Mapping[str, int], percent: int) -> list[Target]:
    """Every unit's target in every community it is sent to, in the order of 附件3 and the arrangement.

    A unit of the street that is sent without a line in 附件3 is a liaison team (包村居组): its target is a
    share of the community's roster (二、(一)3). Any other without a line is 未配置.
    """
    quotas = {(line.unit, line.community): line.households for line in units.quotas}
    levels = {unit.code: unit.level for unit in units.units}
    pairs = dict.fromkeys([*quotas, *((line.unit, line.community) for line in units.arrangements)])
    targets = []
    for unit, place in pairs:
        is_liaison = (unit, place) not in quotas and levels.get(unit) == "street"
        required = share_required(totals.get(place, 0), percent) if is_liaison else quotas.get((unit, place))
        kind = "liaison" if is_liaison else "quota"
        targets.append(Target(kind=kind, unit=unit, community_code=place, required=required))
    return targets


def unasked_targets(
    targets: Iterable[Target], tallies: Iterable[Credit], units: Units, kinds: Iterable[str]
) -> list[Target]:
    """Where units of these levels went without being sent (没有任务的走访): shown as 未配置, never as 0."""
    known = {(target.unit, target.community_code) for target in targets}
    levels = {unit.code: unit.level for unit in units.units}
    visited = sorted({(each.who, each.community_code) for each in tallies if each.kind == "unit"} - known)
    return [
        Target(kind="quota", unit=unit, community_code=place, required=None)
        for unit, place in visited
        if levels.get(unit) in set(kinds)
    ]


def expected_by(
    required: int, starts_on: datetime.date, ends_on: datetime.date, today: datetime.date, calendar: Calendar
) -> int:
    """Where an even pace by working days stands at the end of `today` (应到户数), all at the end (S38)."""
    if today >= ends_on:
        return required
    eve = starts_on - ONE_DAY
    total = calendar.between(eve, ends_on).workdays
    return required * max(0, calendar.between(eve, today).workdays) // total if total else 0


# -- what is left


def remainders(
    places: Iterable[Place], grids: Iterable[str], accounts: Mapping[str, Account]
) -> list[Remainder]:
    """The remainder of every grid (兜底户数, S45), those without a grid last; sums to the uncovered list."""
    return [_remainder(grid, found, accounts) for grid, found in by_grid(places, grids).items()]


def _remainder(grid: str | None, places: list[Place], accounts: Mapping[str, Account]) -> Remainder:
    counted = [place for place in places if not place.is_vacant]
    covered = [place for place in counted if place.state == "covered"]
    by_others = sum(_has_other(place, accounts) for place in covered)
    states = [place.state for place in counted]
    return Remainder(
        grid_code=grid,
        total=len(counted),
        by_others=by_others,
        by_worker=len(covered) - by_others,
        scheduled=states.count("scheduled"),
        unreachable=states.count("unreachable"),
        uncovered=states.count("uncovered"),
    )


def _has_other(place: Place, accounts: Mapping[str, Account]) -> bool:
    """Say whether somebody other than grid workers helped to cover it; who is unknown by now is another."""
    covering = [visit for visit in place.visits if visit.covers]
    people = [person for visit in covering for person in people_of(visit, accounts)]
    return not people or any(person.role != "grid_worker" for person in people)


def focus_shares(
    households: Iterable[Household], focus: Mapping[str, object], usernames: Iterable[str]
) -> list[FocusShare]:
    """The share of focus households in each person's list (二、(一)3, S41), in the order given."""
    assigned: dict[str, list[str]] = {username: [] for username in usernames}
    for household in households:
        for username in household.assigned_to:
            if username in assigned:
                assigned[username].append(household.code)
    return [
        FocusShare(username=each, assigned=len(codes), focus=sum(bool(focus.get(code)) for code in codes))
        for each, codes in assigned.items()
    ]
