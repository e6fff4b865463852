"""Planning a unit's visiting day (排走访): the community picks the households and hands out the list."""

from collections.abc import Iterable

import msgspec

from collector.desk import Desk
from collector.desk.homes.roster import ORGANISERS, accounts_of, community_for, focus_of, known_household
from collector.desk.visiting.schedule import known_outing
from collector.errors import Conflict, Refusal
from collector.rules.homes.roster import Place, pick, stand
from collector.rules.instant import read_day, say_day
from collector.rules.people.account import Account
from collector.rules.visiting.outing import SLOTS, Outing
from generator.campaign.places import Community

MOST = 200
GUIDES = ("secretary", "grid_worker")


def guides_of(desk: Desk, community_code: str) -> dict[str, str]:
    """Who of a community may come along with a unit (陪同人): its secretary and grid workers (S35)."""
    found = [
        each
        for each in accounts_of(desk).values()
        if each.role in GUIDES and each.community_code == community_code and not each.disabled
    ]
    return {each.username: each.name for each in sorted(found, key=lambda each: (each.role, each.username))}


def plan(
    desk: Desk,
    account: Account,
    community_code: str,
    *,
    unit: str,
    on: str,
    slot: str,
    grid: str | None = None,
    count: int = 0,
    guides: Iterable[str] = (),
) -> Outing:
    """Put a unit's visiting day into the calendar, with exactly `count` households picked for it (S37)."""
    community = community_for(desk, account, community_code, *ORGANISERS)
    _refuse_wrong(desk, community, unit=unit, on=on, slot=slot, grid=grid, count=count)
    coming = guides_of(desk, community_code)

    def work() -> Outing:
        outing = Outing(
            no=desk.registers.next_no(f"P{desk.year.campaign.year}"),
            community_code=community_code,
            unit=unit,
            on=on,
            slot=slot,
            grid_code=grid,
            households=pick(_free(desk, community_code, grid), focus_of(desk), count),
            guides=tuple(dict.fromkeys(each for each in guides if each in coming)),
            planned_by=account.username,
            planned_at=desk.now(),
        )
        desk.registers.outings.add(outing)
        desk.note(account, "outing_planned", of=outing.no, detail=f"{unit} {on} {slot} {count}")
        return outing

    return desk.act(work)


def pick_more(desk: Desk, account: Account, no: str, count: int) -> Outing:
    """Add exactly `count` further households to a list, focus households first (补足名单)."""

    def work() -> Outing:
        outing = _open(desk, account, no)
        if not 1 <= count <= MOST - len(outing.households):
            raise _wrong("count", f"一份名单最多 {MOST} 户，已有 {len(outing.households)} 户，请改户数。")
        chosen = pick(_free(desk, outing.community_code, outing.grid_code), focus_of(desk), count)
        return _keep(
            desk, account, outing, "outing_filled", str(count), households=outing.households + chosen
        )

    return desk.act(work)


def add_home(desk: Desk, account: Account, no: str, code: str) -> Outing:
    """Put one household on a list by hand (加一户); what speaks against it is a warning, not a refusal."""

    def work() -> Outing:
        outing = _open(desk, account, no)
        household = known_household(desk, code)
        if household.community_code != outing.community_code:
            raise _wrong("code", f"{code} 不是这个社区的户，请核对户编号。")
        homes = tuple(dict.fromkeys((*outing.households, code)))
        return _keep(desk, account, outing, "outing_home_added", code, households=homes)

    return desk.act(work)


def drop_home(desk: Desk, account: Account, no: str, code: str) -> Outing:
    """Take one household off a list (去掉一户)."""

    def work() -> Outing:
        outing = _open(desk, account, no)
        homes = tuple(each for each in outing.households if each != code)
        return _keep(desk, account, outing, "outing_home_dropped", code, households=homes)

    return desk.act(work)


def bring(desk: Desk, account: Account, no: str, guides: Iterable[str]) -> Outing:
    """Settle who of the community comes along (定陪同人, S35); who is not of it is left out."""

    def work() -> Outing:
        outing = _open(desk, account, no)
        coming = guides_of(desk, outing.community_code)
        chosen = tuple(dict.fromkeys(each for each in guides if each in coming))
        return _keep(desk, account, outing, "outing_guided", " ".join(chosen) or None, guides=chosen)

    return desk.act(work)


def hand_out(desk: Desk, account: Account, no: str) -> Outing:
    """Hand the list to the unit (发布名单, S34); from now on its people can open it."""

    def work() -> Outing:
        outing = _open(desk, account, no)
        if not outing.households:
            raise _wrong("list", "名单上还没有户，请先挑几户再发布。")
        listed_at = outing.listed_at or desk.now()
        return _keep(desk, account, outing, "outing_listed", None, listed_at=listed_at)

    return desk.act(work)


def call_off(desk: Desk, account: Account, no: str) -> Outing:
    """Call a visiting day off (取消): its households are free again."""

    def work() -> Outing:
        outing = _open(desk, account, no)
        return _keep(desk, account, outing, "outing_cancelled", None, is_cancelled=True)

    return desk.act(work)


def _open(desk: Desk, account: Account, no: str) -> Outing:
    """A visiting day that may still be changed, by those who arrange it."""
    outing = known_outing(desk, no)
    community_for(desk, account, outing.community_code, *ORGANISERS)
    if not outing.is_ahead(desk.today()):
        raise Conflict("outing_is_over", "这次走访已经过了或取消了，不能再改。要走，请另排一天。")
    return outing


def _keep(
    desk: Desk, account: Account, outing: Outing, what: str, detail: str | None, **changes: object
) -> Outing:
    changed = msgspec.structs.replace(outing, **changes)
    desk.registers.outings.put(changed)
    desk.note(account, what, of=outing.no, detail=detail)
    return changed


def _free(desk: Desk, community_code: str, grid: str | None) -> list[Place]:
    """The places a list can be picked from, as they stand inside this act."""
    homes = desk.registers.households.having(community_code=community_code)
    visits = desk.cases.visits_to(community_code)
    outings = desk.registers.outings.having(community_code=community_code)
    return [each for each in stand(homes, visits, outings, desk.today()) if grid in (None, each.grid_code)]


def _refuse_wrong(
    desk: Desk, community: Community, *, unit: str, on: str, slot: str, grid: str | None, count: int
) -> None:
    wrong = {}
    if desk.year.unit(unit) is None:
        wrong["unit"] = "请选来走访的单位。"
    if (day := read_day(on)) is None:
        wrong["on"] = "请选走访的日子。"
    elif day < desk.today():
        wrong["on"] = f"{say_day(day, desk.today())}已经过去了，请选今天或以后的日子。"
    if slot not in SLOTS:
        wrong["slot"] = f"请选{'、'.join(SLOTS.values())}。"
    if grid is not None and grid not in {each.code for each in community.grids}:
        wrong["grid"] = f"{community.name}没有这个网格，请从名单里选。"
    if not 0 <= count <= MOST:
        wrong["count"] = f"一次最多排 {MOST} 户，请改户数。"
    if wrong:
        raise Refusal("cannot_plan", next(iter(wrong.values())), wrong)


def _wrong(field: str, message: str) -> Refusal:
    return Refusal("cannot_change_list", message, {field: message})
