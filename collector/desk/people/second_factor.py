"""The second factor of those who publish or hand out accounts (两步验证): codes of a phone, RFC 6238."""

import hmac

import msgspec
import pyotp

from collector.desk import Desk
from collector.desk.people import signing_in
from collector.errors import NotSignedIn
from collector.rules.people.account import Account, Factor

ROLES = frozenset({"publisher", "campaign_office", "admin"})
SECONDS = 30
# A phone's clock may be one code early or late.
SLACK = 1
WRONG = "验证码不对，或者已经用过。请等手机上换一个新的再输。"


def ask(desk: Desk, account: Account) -> str:
    """Let somebody as far as the question for a code; who has none yet gets one to set up."""

    def work() -> str:
        if desk.registers.factors.get(account.username) is None:
            desk.registers.factors.add(Factor(username=account.username, secret=pyotp.random_base32()))
        return signing_in.open_waiting(desk, account)

    return desk.act(work)


def setup_of(desk: Desk, account: Account) -> tuple[str, str] | None:
    """The key and its address for a phone to take in, until a first code was right."""
    factor = desk.registers.factors.get(account.username)
    if factor is None or factor.last:
        return None
    issuer = desk.year.site.short_name
    totp = pyotp.TOTP(factor.secret)
    return factor.secret, totp.provisioning_uri(name=account.username, issuer_name=issuer)


def pass_with(desk: Desk, waiting: str, code: str) -> str:
    """Turn the wait for a code into a session; every code is good once, also for two at the same moment."""
    account = waiting_account(desk, waiting)

    def work() -> str | None:
        factor = desk.registers.factors.get(account.username)
        step = _step_of(desk, factor, code) if factor else None
        if factor is None or step is None:
            desk.note(account, "code_refused")
            return None
        if not factor.last:
            desk.note(account, "second_factor_set")
        desk.registers.factors.put(msgspec.structs.replace(factor, last=step))
        signing_in.sign_out(desk, waiting)
        return signing_in.open_session(desk, account)

    secret = desk.act(work)
    if secret is None:
        raise NotSignedIn("wrong_code", WRONG)
    return secret


def waiting_account(desk: Desk, waiting: str) -> Account:
    """Whose code is waited for, or a refusal."""
    account = signing_in.account_of(desk, "waiting", waiting)
    if account is None:
        raise NotSignedIn("not_signed_in", "请先用登录名和口令登录。")
    return account


def _step_of(desk: Desk, factor: Factor, code: str) -> int | None:
    """The step this code belongs to, if it is near and later than the one used last."""
    now = int(desk.clock.now().timestamp()) // SECONDS
    totp, typed = pyotp.TOTP(factor.secret), "".join(code.split()).encode("utf-8", "surrogatepass")
    for step in range(max(now - SLACK, factor.last + 1), now + SLACK + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed):
            return step
    return None
