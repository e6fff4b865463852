"""Who somebody is and what is theirs (准入): sign-in, tickets, scope by role, community and unit."""

import hashlib
import re
import secrets
from functools import cache

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from collector.desk import Desk
from collector.errors import Conflict, Missing, NotAllowed, NotSignedIn, Refusal
from collector.rules.account import COMMAND_LINE, NOBODYS, Account, Ticket
from collector.rules.deputy import standing_in
from collector.rules.household import Household
from collector.rules.issue import Case
from collector.rules.passphrase import tidy, weakness
from collector.rules.stages import unit_of
from generator.campaign.vocabulary import COMMUNITY_ROLES, ROLES, STREET_ROLES, UNIT_ROLES

HOUR = 3600
LINK_LIVES = 72 * HOUR
WAITING_LIVES = HOUR // 4
CADRE_IDLE = 30 * 24 * HOUR
OFFICE_IDLE = 8 * HOUR

# Memory-hard, yet sixteen at once fit into a small server (RFC 9106 is the ceiling, this the OWASP floor).
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_USERNAME = re.compile(r"[\w.\-]{2,40}")

VISITING_ROLES = COMMUNITY_ROLES | {"liaison", "sponsor", "street_officer"}
REPORTING_ROLES = VISITING_ROLES | {"campaign_office"}
CASE_OFFICE = frozenset({"street_reviewer", "publisher", "campaign_office"})
ACCOUNT_MANAGERS = frozenset({"campaign_office", "admin"})
LEDGER_OFFICE = frozenset({"street_reviewer", "campaign_office"})
CASE_READERS = COMMUNITY_ROLES | UNIT_ROLES | CASE_OFFICE
CONTACT_OFFICE = frozenset({"street_reviewer", "campaign_office"})


# -- signing in


def recognise(desk: Desk, username: str, passphrase: str) -> Account:
    """Who this is by name and passphrase (登录); unknown names take as long as wrong passphrases."""
    account = desk.registers.accounts.get(username)
    is_known = account is not None and not account.disabled and account.passphrase_hash is not None
    expected = account.passphrase_hash if account and is_known else None
    if not _is_right(expected or _nobody(), passphrase) or account is None or not is_known:
        if account is not None:
            known = account
            desk.act(lambda: desk.note(known, "sign_in_refused"))
        raise NotSignedIn("wrong_sign_in", "登录名或口令不对。忘了口令，请找活动办要一个登录链接。")
    return account


def open_session(desk: Desk, account: Account) -> str:
    """Open a session for somebody who has shown who they are; their expired ones go."""
    now = _seconds(desk)

    def work() -> str:
        for ticket in desk.registers.tickets.having(username=account.username, kind="session"):
            if _is_over(ticket, now):
                desk.registers.tickets.remove(digest=ticket.digest)
        desk.note(account, "signed_in")
        return _give(desk, account.username, "session", now + idle_of(account))

    return desk.act(work)


def open_waiting(desk: Desk, account: Account) -> str:
    """Let somebody as far as the question for a code (等验证码), for a few minutes."""
    return desk.act(lambda: _give(desk, account.username, "waiting", _seconds(desk) + WAITING_LIVES))


def sign_out(desk: Desk, secret: str) -> None:
    """End the session of this secret (退出)."""
    desk.act(lambda: desk.registers.tickets.remove(digest=digest_of(secret)))


def account_of(desk: Desk, kind: str, secret: str) -> Account | None:
    """The account that a session or token speaks for, or None; a session in use lives on."""
    ticket = desk.registers.tickets.get(digest_of(secret))
    if ticket is None or ticket.kind != kind or _is_over(ticket, _seconds(desk)):
        return None
    account = desk.registers.accounts.get(ticket.username)
    if account is None or account.disabled:
        return None
    if kind == "session":
        _prolong(desk, ticket, idle_of(account))
        return _standing_in(desk, account, ticket)
    return account


def _standing_in(desk: Desk, account: Account, ticket: Ticket) -> Account:
    """The account as the deputy it acts as in this session (代办), as long as that holds."""
    named = desk.registers.deputies.get(ticket.standing_in) if ticket.standing_in else None
    reviewer = desk.registers.accounts.get(named.reviewer) if named else None
    return standing_in(account, reviewer, named, desk.today())


def stand_in(desk: Desk, secret: str, no: str | None) -> None:
    """Act as a deputy in the session of this secret from now on, or as oneself; only inside an act."""
    ticket = desk.registers.tickets.get(digest_of(secret))
    if ticket is not None:
        desk.registers.tickets.put(msgspec.structs.replace(ticket, standing_in=no))


def idle_of(account: Account) -> int:
    """Seconds after which an unused session ends: an office desk is left open, a phone is carried along."""
    return OFFICE_IDLE if account.role in STREET_ROLES else CADRE_IDLE


def _prolong(desk: Desk, ticket: Ticket, idle: int) -> None:
    expires_at = _seconds(desk) + idle
    # Once in a tenth of its life is enough; most requests write nothing.
    if expires_at - ticket.expires_at <= idle // 10:
        return

    def work() -> None:
        # Signing out at the same moment must stay signed out.
        current = desk.registers.tickets.get(ticket.digest)
        if current is not None:
            desk.registers.tickets.put(msgspec.structs.replace(current, expires_at=expires_at))

    desk.act(work)


# -- links and tokens


def make_link(desk: Desk, username: str, *, by: Account = COMMAND_LINE) -> str:
    """Make a one-time sign-in link (登录链接, S95); an earlier one of the same person ends."""
    account = known_account(desk, username)

    def work() -> str:
        desk.registers.tickets.remove(username=username, kind="link")
        desk.note(by, "link_made", of=username)
        return _give(desk, account.username, "link", _seconds(desk) + LINK_LIVES)

    return desk.act(work)


def link_account(desk: Desk, secret: str) -> Account:
    """The account a one-time link is for; looking does not use it up."""
    account = account_of(desk, "link", secret)
    if account is None:
        raise Missing("link_over", "这个登录链接已经用过或过期了。请找活动办再要一个。")
    return account


def use_link(desk: Desk, secret: str, passphrase: str) -> Account:
    """Set the passphrase of a one-time link's account; two who try at once do not both succeed.

    Who lost the phone with the codes gets in this way too: the second factor is set up afresh.
    """

    def work() -> Account:
        changed = set_passphrase(desk, link_account(desk, secret), passphrase)
        desk.registers.factors.remove(username=changed.username)
        return changed

    return desk.act(work)


def set_passphrase(desk: Desk, account: Account, passphrase: str) -> Account:
    """Set a passphrase (设口令); every session and link of the account ends."""
    wrong = weakness(passphrase, account.username)
    if wrong:
        raise Refusal("weak_passphrase", wrong, {"passphrase": wrong})
    passphrase_hash = _HASHER.hash(tidy(passphrase))

    def work() -> Account:
        current = known_account(desk, account.username)
        changed = msgspec.structs.replace(current, passphrase_hash=passphrase_hash)
        desk.registers.accounts.put(changed)
        for kind in ("session", "link", "waiting"):
            desk.registers.tickets.remove(username=account.username, kind=kind)
        desk.note(account, "passphrase_set", of=account.username)
        return changed

    return desk.act(work)


def make_token(desk: Desk, username: str) -> str:
    """Make an API token (接口令牌); it is shown once and kept as a digest only."""
    account = known_account(desk, username)

    def work() -> str:
        desk.note(COMMAND_LINE, "token_made", of=username)
        return _give(desk, account.username, "token", 0)

    return desk.act(work)


# -- accounts


def add_account(
    desk: Desk,
    *,
    username: str,
    name: str,
    role: str,
    community_code: str | None = None,
    unit_code: str | None = None,
    by: Account = COMMAND_LINE,
) -> Account:
    """Add an account (新建账号), bound to a community or a unit as its role demands."""
    account = Account(
        username=username, name=name, role=role, community_code=community_code, unit_code=unit_code
    )
    _check_account(desk, account)

    def work() -> Account:
        if desk.registers.accounts.get(username) is not None:
            raise Conflict("account_exists", f"已经有登录名为 {username} 的账号，请换一个登录名。")
        desk.registers.accounts.add(account)
        desk.note(by, "account_added", of=username, detail=role)
        return account

    return desk.act(work)


def disable_account(desk: Desk, username: str, *, by: Account = COMMAND_LINE) -> None:
    """Close an account (停用账号): its tickets end, its trail stays."""
    account = known_account(desk, username)

    def work() -> None:
        desk.registers.accounts.put(msgspec.structs.replace(account, disabled=True))
        desk.registers.tickets.remove(username=username)
        desk.note(by, "account_disabled", of=username)

    desk.act(work)


def known_account(desk: Desk, username: str) -> Account:
    """The account in use under a name, or a refusal."""
    account = desk.registers.accounts.get(username)
    if account is None or account.disabled:
        raise Missing("no_such_account", f"没有登录名为“{username}”的在用账号，请核对登录名。")
    return account


def name_of(desk: Desk, username: str) -> str:
    """The name of a person of the desk by username, as other people of the desk may read it."""
    account = desk.registers.accounts.get(username) or NOBODYS.get(username)
    return account.name if account else username


def said_by(desk: Desk, username: str, acting_for: str | None) -> str:
    """Who did something, with “代 …” where it was done in somebody's place (S97)."""
    name = name_of(desk, username)
    return f"{name}（代 {name_of(desk, acting_for)}）" if acting_for else name


def people(desk: Desk) -> dict[str, str]:
    """The names of all people of the desk in use, by username."""
    return {each.username: each.name for each in desk.registers.accounts if not each.disabled}


def colleagues_of(desk: Desk, account: Account, community_code: str | None) -> list[Account]:
    """Who may come along (可选的同访人): people of the community, then of one's own unit."""
    others = [each for each in desk.registers.accounts if each != account and not each.disabled]
    local = [each for each in others if community_code and each.community_code == community_code]
    return local + [each for each in others if each.unit_code and each.unit_code == account.unit_code]


def _check_account(desk: Desk, account: Account) -> None:
    role, community, unit = account.role, account.community_code, account.unit_code
    if not _USERNAME.fullmatch(account.username):
        found = f"登录名“{account.username}”不合适，"
        raise Refusal("bad_username", found + "应是 2 至 40 个字母、数字、汉字、点、短横线或下划线。")
    if account.username in NOBODYS:
        raise Refusal("bad_username", f"登录名“{account.username}”是系统留用的，请换一个。")
    if role not in ROLES:
        raise Refusal("unknown_role", f"没有“{role}”这个角色，可用：{'、'.join(ROLES)}。")
    if role in COMMUNITY_ROLES and desk.year.community(community or "") is None:
        known = "、".join(each.code for each in desk.year.places.communities)
        raise Refusal("unknown_community", f"{ROLES[role]}要写明社区代码（--community），可用：{known}。")
    if role in UNIT_ROLES and desk.year.unit(unit or "") is None:
        known = "、".join(each.code for each in desk.year.units.units)
        raise Refusal("unknown_unit", f"{ROLES[role]}要写明单位代码（--unit），可用：{known}。")
    if (community and role not in COMMUNITY_ROLES) or (unit and role not in UNIT_ROLES):
        raise Refusal("bound_wrongly", f"{ROLES[role]}不能归到这个社区或单位，请去掉 --community 或 --unit。")


# -- what is theirs


def require(account: Account, *roles: str) -> None:
    """Refuse everybody who has none of these roles."""
    if account.role not in roles:
        raise NotAllowed("not_your_role", f"{ROLES[account.role]}不能做这件事。要办，请找活动办。")


def communities_visited_by(desk: Desk, account: Account) -> frozenset[str]:
    """The communities somebody may visit (走访范围): their own, or those their unit is sent to (附件3).

    Units of the city mainly help one community and may visit any (S33); officers of a street unit that is
    sent nowhere in particular may visit the whole street (二、(一)3).
    """
    if account.role in COMMUNITY_ROLES:
        return frozenset({account.community_code or ""})
    everywhere = frozenset(each.code for each in desk.year.places.communities)
    unit = desk.year.unit(account.unit_code or "")
    if unit is None or account.role not in VISITING_ROLES:
        return everywhere if account.role in REPORTING_ROLES else frozenset()
    plan = desk.units()
    lines = [(line.unit, line.community) for line in plan.quotas]
    lines += [(line.unit, line.community) for line in plan.arrangements]
    sent = frozenset(community for sent_unit, community in lines if sent_unit == unit.code)
    is_free = unit.level == "city" or (account.role == "street_officer" and not sent)
    return everywhere if is_free else sent


def may_visit(desk: Desk, account: Account, community_code: str) -> bool:
    """Say whether somebody may record a visit in a community (走访权限)."""
    return account.role in VISITING_ROLES and community_code in communities_visited_by(desk, account)


def may_report(desk: Desk, account: Account, community_code: str) -> bool:
    """Say whether somebody may register an issue of a community (登记权限)."""
    return account.role in REPORTING_ROLES and community_code in communities_visited_by(desk, account)


def may_see_case(account: Account, case: Case) -> bool:
    """Say whether somebody may open a case: their community's, their unit's; any for the office."""
    if account.role in CASE_OFFICE:
        return True
    if account.role in COMMUNITY_ROLES:
        return case.issue.community_code == account.community_code
    if account.role in UNIT_ROLES:
        return unit_of(case) == account.unit_code or case.issue.reported_by == account.username
    return False


def may_see_contacts(desk: Desk, account: Account, household: Household) -> bool:
    """Say whether somebody may see who lives in a household and how to reach them (联系方式)."""
    if account.role in CONTACT_OFFICE:
        return True
    if account.role in ("community_collator", "secretary"):
        return household.community_code == account.community_code
    if account.role not in VISITING_ROLES:
        return False
    if account.is_of_community and household.community_code != account.community_code:
        return False
    visits = desk.registers.visits.having(household_code=household.code, visitor=account.username)
    return account.username in household.assigned_to or bool(visits)


# -- secrets


def digest_of(secret: str) -> str:
    """What is kept of a secret: enough to recognise it, not enough to use it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _give(desk: Desk, username: str, kind: str, expires_at: int) -> str:
    secret = secrets.token_urlsafe(32)
    made_at = _seconds(desk)
    desk.registers.tickets.add(
        Ticket(digest=digest_of(secret), kind=kind, username=username, made_at=made_at, expires_at=expires_at)
    )
    return secret


def _is_over(ticket: Ticket, now: int) -> bool:
    return bool(ticket.expires_at) and ticket.expires_at <= now


def _seconds(desk: Desk) -> int:
    return int(desk.clock.now().timestamp())


def _is_right(expected: str, passphrase: str) -> bool:
    try:
        return _HASHER.verify(expected, tidy(passphrase))
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


@cache
def _nobody() -> str:
    """A hash that no passphrase fits, to spend the same time on."""
    return _HASHER.hash(secrets.token_urlsafe(32))
