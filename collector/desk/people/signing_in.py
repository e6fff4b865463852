"""Who somebody is (登录): passphrases, and the tickets that speak for them: sessions, links, tokens."""

import hashlib
import secrets
from functools import cache

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from collector.desk import Desk
from collector.desk.people.accounts import known_account
from collector.errors import Missing, NotSignedIn, Refusal
from collector.rules.issues.deputy import standing_in
from collector.rules.people.account import COMMAND_LINE, STRANGER, Account, Ticket
from collector.rules.people.passphrase import tidy, weakness
from generator.campaign.vocabulary import STREET_ROLES

HOUR = 3600
LINK_LIVES = 72 * HOUR
WAITING_LIVES = HOUR // 4
CADRE_IDLE = 30 * 24 * HOUR
OFFICE_IDLE = 8 * HOUR

# Memory-hard, yet sixteen at once fit into a small server (RFC 9106 is the ceiling, this the OWASP floor).
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def recognise(desk: Desk, username: str, passphrase: str) -> Account:
    """Who this is by name and passphrase (登录); unknown names take as long as wrong passphrases."""
    account = desk.registers.accounts.get(username)
    is_known = account is not None and not account.disabled and account.passphrase_hash is not None
    expected = account.passphrase_hash if account and is_known else None
    if not _is_right(expected or _nobody(), passphrase) or account is None or not is_known:
        # For nobody too: a line in the trail waits for the disk, and that wait would tell who is known.
        desk.act(lambda: desk.note(account or STRANGER, "sign_in_refused"))
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
