"""Reviewing in somebody's place (代办, S97): named, taken up, laid down, and read back afterwards."""

import msgspec

from collector.desk import Desk
from collector.desk.oversight import trail
from collector.desk.people import access, accounts, signing_in
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from collector.rules.issues.deputy import DEPUTIES, Deputy, standing_in, wrong_with_naming
from collector.rules.issues.steps import STEP_LABELS
from collector.rules.people.account import Account

# Who may name a deputy or be one.
READERS = frozenset(DEPUTIES).union(*DEPUTIES.values())
SHOWN = 100


class Done(msgspec.Struct, frozen=True):
    """Something done in a reviewer's name (代办的一件事)."""

    at: str
    by: str
    label: str
    of: str


def choices(desk: Desk, account: Account) -> dict[str, str]:
    """Whom somebody may name, by username (可请的人)."""
    roles = DEPUTIES.get(account.role, frozenset())
    others = (each for each in desk.registers.accounts if each.username != account.username)
    return {each.username: each.name for each in others if each.role in roles and not each.disabled}


def name_deputy(desk: Desk, account: Account, *, deputy: str, first_on: str, last_on: str) -> Deputy:
    """Name a deputy for some days (请人代办); both ends included."""
    access.require(account, *DEPUTIES)
    _refuse_acting(account)

    def work() -> Deputy:
        wrong = wrong_with_naming(
            account,
            desk.registers.accounts.get(deputy),
            first_on,
            last_on,
            today=desk.today(),
            others=desk.registers.deputies.having(reviewer=account.username),
        )
        if wrong:
            raise Refusal("bad_deputy", next(iter(wrong.values())), wrong)
        named = Deputy(
            no=desk.registers.next_no(f"D{desk.year.campaign.year}"),
            reviewer=account.username,
            deputy=deputy,
            first_on=first_on,
            last_on=last_on,
            named_at=desk.now(),
        )
        desk.registers.deputies.add(named)
        desk.note(account, "deputy_named", of=deputy, detail=f"{first_on} {last_on}")
        return named

    return desk.act(work)


def may_take_back(account: Account, named: Deputy) -> bool:
    """Say whether somebody may take it back (收回): who named the deputy, and the office; as themselves."""
    is_theirs = account.username == named.reviewer or account.role == "campaign_office"
    return is_theirs and account.acting_for is None


def take_back(desk: Desk, account: Account, no: str) -> None:
    """Take it back before it is over (收回); the deputy's next click is their own again."""
    _refuse_acting(account)

    def work() -> None:
        named = _named(desk, no)
        if not may_take_back(account, named):
            raise NotAllowed("not_your_deputy", "只有请人代办的人和活动办能收回。")
        if named.is_over(desk.today()):
            raise Conflict("deputy_over", "这次代办已经结束了。")
        today = desk.today().isoformat()
        desk.registers.deputies.replace(msgspec.structs.replace(named, ended_on=today))
        desk.note(account, "deputy_ended", of=named.deputy)

    desk.act(work)


def take_up(desk: Desk, account: Account, secret: str, no: str) -> Account:
    """Begin to act for the reviewer in this session (开始代办)."""
    me = accounts.known_account(desk, account.username)
    named = _named(desk, no)
    acting = standing_in(me, desk.registers.accounts.get(named.reviewer), named, desk.today())
    if acting.acting_for is None:
        raise NotAllowed("not_your_deputy", "没有请您代办，或者不在代办的日子里。")

    def work() -> None:
        signing_in.stand_in(desk, secret, no)
        desk.note(acting, "deputy_began", of=named.reviewer)

    desk.act(work)
    return acting


def lay_down(desk: Desk, account: Account, secret: str) -> None:
    """Be oneself again in this session (回到本人)."""

    def work() -> None:
        signing_in.stand_in(desk, secret, None)
        if account.acting_for is not None:
            desk.note(account, "deputy_stopped", of=account.acting_for)

    desk.act(work)


def of_today(desk: Desk, username: str) -> list[Deputy]:
    """For whom somebody may act today, and who acts for them (今天的代办)."""
    return [
        each for each in desk.registers.deputies if each.holds_on(desk.today()) and username in _both(each)
    ]


def all_named(desk: Desk, account: Account) -> list[Deputy]:
    """What somebody named or was named for, newest first; the office reads all."""
    access.require(account, *READERS)
    mine = (
        each
        for each in desk.registers.deputies
        if account.role == "campaign_office" or account.username in _both(each)
    )
    return list(mine)[::-1]


def done_for(desk: Desk, account: Account) -> list[Done]:
    """What was done in somebody's name (代我办的), newest first."""
    names = {**STEP_LABELS, **trail.LABELS}
    found = desk.trail.having(acting_for=account.username)[::-1]
    return [
        Done(each.at, accounts.name_of(desk, each.by), names.get(each.what, each.what), each.of or "")
        for each in found[:SHOWN]
    ]


def _both(named: Deputy) -> tuple[str, str]:
    return named.reviewer, named.deputy


def _named(desk: Desk, no: str) -> Deputy:
    named = desk.registers.deputies.get(no)
    if named is None:
        raise Missing("no_such_deputy", "没有这次代办，请从页面上点。")
    return named


def _refuse_acting(account: Account) -> None:
    if account.acting_for is not None:
        raise NotAllowed("acting", "代别人办的时候不能再请人代办，也不能收回。先回到本人。")
