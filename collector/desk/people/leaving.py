"""Somebody leaves (离岗交接, S96): households and decisions go to somebody else in one act, the account ends.

The issues of a unit or community stay with it; what somebody did keeps their name, in the trail for good.
"""

from collections import defaultdict

import msgspec

from collector.desk import Desk
from collector.desk.people.access import ACCOUNT_MANAGERS, may_visit, require
from collector.desk.people.accounts import any_account, disable_account, people
from collector.errors import Refusal
from collector.rules.homes.household import Household
from collector.rules.people.account import Account


class HandedOver(msgspec.Struct, frozen=True):
    """What went to somebody else (交接结果): households and open decisions."""

    households: int
    decisions: int


class Held(msgspec.Struct):
    """What stays with somebody who no longer works (名下): `alone` are the households nobody else has."""

    households: int = 0
    alone: int = 0
    decisions: int = 0

    def __str__(self) -> str:
        alone = "都只有他" if self.alone == self.households else f"{self.alone} 户只有他"
        homes = f"{self.households} 户" + (f"（{alone}）" if self.alone else "")
        parts = (homes if self.households else "", f"会上交办 {self.decisions} 件" if self.decisions else "")
        return "、".join(filter(None, parts))


def held(desk: Desk) -> dict[str, Held]:
    """What is named to each person (名下还有什么), by username."""
    found: dict[str, Held] = defaultdict(Held)
    in_use = people(desk)
    for home in desk.registers.households:
        for username in home.assigned_to:
            found[username].households += 1
            found[username].alone += not any(each in in_use for each in home.assigned_to if each != username)
    for decision in desk.registers.decisions:
        if decision.done_on is None:
            found[decision.owner].decisions += 1
    return found


def hand_over(desk: Desk, by: Account, leaver: str, successor: str) -> HandedOver:
    """Hand everything of one person to another and close the account (交接并停用), if it is not yet."""
    require(by, *ACCOUNT_MANAGERS)
    if leaver in (successor, by.username):
        message = "不能交给自己，也不能给自己办离岗"
        raise Refusal("same_person", message, {"successor": message})

    def work() -> HandedOver:
        is_closed = any_account(desk, leaver).disabled
        person = desk.registers.accounts.get(successor)
        if person is None or person.disabled:
            message = f"没有登录名为“{successor[:40]}”的在用账号，请填接手人的登录名"
            raise Refusal("no_successor", message, {"successor": message})
        homes = [each for each in desk.registers.households if leaver in each.assigned_to]
        _refuse_foreign(desk, person, homes)
        for home in homes:
            desk.registers.households.put(_given_to(home, leaver, successor))
        decisions = [each for each in desk.registers.decisions.having(owner=leaver) if each.done_on is None]
        for each in decisions:
            desk.registers.decisions.put(msgspec.structs.replace(each, owner=successor))
        counts = f"{len(homes)} 户，交办 {len(decisions)} 件"
        desk.note(by, "handed_over_account", of=leaver, detail=f"{successor}：{counts}")
        if not is_closed:
            disable_account(desk, leaver, by=by)
        return HandedOver(len(homes), len(decisions))

    return desk.act(work)


def _given_to(home: Household, leaver: str, successor: str) -> Household:
    people = tuple(dict.fromkeys(successor if each == leaver else each for each in home.assigned_to))
    reasons = {name: why for name, why in home.assigned_for.items() if name != leaver}
    if leaver in home.assigned_for:
        reasons.setdefault(successor, home.assigned_for[leaver])
    return msgspec.structs.replace(home, assigned_to=people, assigned_for=reasons)


def _refuse_foreign(desk: Desk, person: Account, homes: list[Household]) -> None:
    """Whoever takes households over must be one who may visit them."""
    foreign = {each.community_code for each in homes if not may_visit(desk, person, each.community_code)}
    if foreign:
        places = "、".join(sorted(desk.unit_name(code) for code in foreign))
        message = f"{person.name}不能走访{places}，请选那里的人"
        raise Refusal("not_their_community", message, {"successor": message})
