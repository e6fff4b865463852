"""Where somebody is signed in (登录情况): one's own sessions and tokens, each of which one may end."""

import datetime

import msgspec

from collector.desk import Desk
from collector.desk.people import signing_in
from collector.errors import Missing
from collector.rules.instant import SHANGHAI
from collector.rules.people.account import Account, Ticket

KINDS = {"session": "登录", "token": "接口令牌"}


class Session(msgspec.Struct, frozen=True):
    """A sign-in or token of one's own (登录); `until` is None for what does not end by itself."""

    key: str
    kind: str
    since: str
    until: str | None
    is_this: bool


def sessions_of(desk: Desk, account: Account, secret: str) -> list[Session]:
    """Everything that speaks for somebody now, this session first, then the newest."""
    this, now = signing_in.digest_of(secret), desk.clock.now().timestamp()
    mine = [
        each for kind in KINDS for each in desk.registers.tickets.having(username=account.username, kind=kind)
    ]
    alive = [each for each in mine if not each.expires_at or each.expires_at > now]
    alive.sort(key=lambda each: (each.digest != this, -each.made_at))
    return [_session(each, this) for each in alive]


def end(desk: Desk, account: Account, key: str) -> None:
    """End one of one's own sessions or tokens (结束登录)."""

    def work() -> None:
        removed = sum(
            desk.registers.tickets.remove(digest=key, username=account.username, kind=kind) for kind in KINDS
        )
        if not removed:
            raise Missing("no_such_session", "这个登录已经结束了，刷新页面看看。")
        desk.note(account, "session_ended", of=account.username)

    desk.act(work)


def _session(ticket: Ticket, this: str) -> Session:
    return Session(
        key=ticket.digest,
        kind=KINDS[ticket.kind],
        since=_said(ticket.made_at),
        until=_said(ticket.expires_at) if ticket.expires_at else None,
        is_this=ticket.digest == this,
    )


def _said(seconds: int) -> str:
    return datetime.datetime.fromtimestamp(seconds, SHANGHAI).isoformat()
