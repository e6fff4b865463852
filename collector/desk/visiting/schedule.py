"""One calendar a community (走访日程, S60): which unit comes when, to which households, with whom."""

import datetime
from collections.abc import Iterable

import msgspec

from collector.desk import Desk
from collector.desk.homes.roster import Row, accounts_of, community_for, rows
from collector.desk.people.access import communities_visited_by
from collector.errors import Missing
from collector.rules.homes.roster import stand
from collector.rules.people.account import Account
from collector.rules.visiting.outing import SLOTS, Outing, outing_warnings
from generator.campaign.places import Arrangement, Community
from generator.campaign.vocabulary import UNIT_ROLES


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A visiting day as it stands in the calendar (日程): with what should be looked at before it comes."""

    outing: Outing
    unit: str
    grid: str
    guides: tuple[str, ...]
    covered: int
    warnings: tuple[str, ...]


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A day of a community's calendar: who comes in each part of it, and who is arranged for these days."""

    on: datetime.date
    slots: dict[str, tuple[Planned, ...]]
    arranged: tuple[Arrangement, ...]


class HouseholdList(msgspec.Struct, frozen=True, kw_only=True):
    """The list of a visiting day (入户名单): households in the order of their doors."""

    planned: Planned
    community: Community
    rows: tuple[Row, ...]


def calendar_for(desk: Desk, account: Account, community_code: str) -> Community:
    """A community whose calendar somebody may read: its own people, units sent there, the office."""
    community = desk.year.community(community_code)
    if community and account.role in UNIT_ROLES and community_code in communities_visited_by(desk, account):
        return community
    return community_for(desk, account, community_code)


def days(desk: Desk, community: Community) -> list[Day]:
    """The calendar of a community, only days with something on them, all units side by side (S60)."""
    planned = _planned(desk, [each for each in desk.cases.outings() if each.community_code == community.code])
    arranged = [each for each in desk.year.units.arrangements if each.community == community.code]
    dates = {datetime.date.fromisoformat(each.outing.on) for each in planned}
    for line in arranged:
        count = (line.ends_on - line.starts_on).days + 1
        dates |= {line.starts_on + datetime.timedelta(days=n) for n in range(count)}
    return [_day(on, planned, arranged) for on in sorted(dates)]


def _day(on: datetime.date, planned: Iterable[Planned], arranged: Iterable[Arrangement]) -> Day:
    here = [each for each in planned if each.outing.on == on.isoformat()]
    return Day(
        on=on,
        slots={slot: tuple(each for each in here if each.outing.slot == slot) for slot in SLOTS},
        arranged=tuple(line for line in arranged if line.starts_on <= on <= line.ends_on),
    )


def planned_for(desk: Desk, unit_code: str) -> list[Planned]:
    """The visiting days of a unit whose lists were handed out (本单位的走访日), in the order they come."""
    mine = [each for each in desk.cases.outings() if each.unit == unit_code and each.listed_at]
    return _planned(desk, [each for each in mine if not each.is_cancelled])


def household_list(desk: Desk, account: Account, no: str) -> HouseholdList:
    """The households of a visiting day (入户名单): for community and office, for the unit once handed out."""
    outing = known_outing(desk, no)
    is_theirs = outing.unit == account.unit_code and outing.listed_at is not None
    if is_theirs and not outing.is_cancelled:
        community = calendar_for(desk, account, outing.community_code)
    else:
        community = community_for(desk, account, outing.community_code)
    wanted = set(outing.households)
    homes = [each for each in desk.cases.households() if each.code in wanted]
    visits = [each for each in desk.cases.visits() if each.household_code in wanted]
    people = {name: each.name for name, each in accounts_of(desk).items() if not each.disabled}
    places = stand(homes, visits, desk.cases.outings(), desk.today())
    found = rows(desk, community, places, people)
    found.sort(key=lambda row: (row.place.grid_code or "~", row.place.code))
    return HouseholdList(planned=_planned(desk, [outing])[0], community=community, rows=tuple(found))


def known_outing(desk: Desk, no: str) -> Outing:
    """The visiting day of a number, read afresh, or a refusal."""
    outing = desk.registers.outings.get(no)
    if outing is None:
        raise Missing("no_such_outing", f"没有编号为 {no[:40]} 的走访日，请核对编号。")
    return outing


def _planned(desk: Desk, outings: list[Outing]) -> list[Planned]:
    covered = {visit.household_code for visit in desk.cases.visits() if visit.covers}
    names = {name: each.name for name, each in accounts_of(desk).items()}
    others = desk.cases.outings()
    return [_one(desk, each, others, covered, names) for each in outings]


def _one(
    desk: Desk, outing: Outing, others: list[Outing], covered: set[str], names: dict[str, str]
) -> Planned:
    community = desk.year.community(outing.community_code)
    grids = {grid.code: grid.name for grid in community.grids} if community else {}
    return Planned(
        outing=outing,
        unit=desk.unit_name(outing.unit),
        grid=grids.get(outing.grid_code or "", "全社区"),
        guides=tuple(names.get(each, each) for each in outing.guides),
        covered=sum(code in covered for code in outing.households),
        warnings=outing_warnings(
            outing,
            others,
            unit=desk.year.unit(outing.unit),
            city_units_help=desk.year.places.city_units_help,
            covered=covered,
            today=desk.today(),
        ),
    )
