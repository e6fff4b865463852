"""Who there is (账号): made, closed and named; what people of the desk may know of each other."""

import re
from collections.abc import Iterator

import msgspec

from collector.desk import Desk
from collector.errors import Conflict, Missing, Refusal
from collector.rules.people.account import COMMAND_LINE, NOBODYS, Account
from generator.campaign.vocabulary import COMMUNITY_ROLES, ROLES, UNIT_ROLES

LONGEST_USERNAME = 40
_USERNAME = re.compile(rf"[\w.\-]{{2,{LONGEST_USERNAME}}}")


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

    def work() -> Account:
        _check_account(desk, account)
        put_account(desk, account, by=by)
        return account

    return desk.act(work)


def put_account(desk: Desk, account: Account, *, by: Account) -> None:
    """Add an account or change one (更改账号), only inside an act.

    Who gets another role or place signs in again: sessions and tokens were given to what they were before.
    """
    before = desk.registers.accounts.get(account.username)
    desk.registers.accounts.put(account)
    if before is None:
        desk.note(by, "account_added", of=account.username, detail=account.role)
    elif _standing(before) != _standing(account):
        for kind in ("session", "waiting", "token"):
            desk.registers.tickets.remove(username=account.username, kind=kind)
        detail = f"{before.role} → {account.role}"
        desk.note(by, "account_changed", of=account.username, detail=detail)


def _standing(account: Account) -> tuple[str | None, ...]:
    return (account.role, account.community_code, account.unit_code)


def disable_account(desk: Desk, username: str, *, by: Account = COMMAND_LINE) -> None:
    """Close an account (停用账号): its tickets end, its trail stays."""
    account = known_account(desk, username)

    def work() -> None:
        desk.registers.accounts.put(msgspec.structs.replace(account, disabled=True))
        desk.registers.tickets.remove(username=username)
        desk.note(by, "account_disabled", of=username)

    desk.act(work)


def enable_account(desk: Desk, username: str, *, by: Account = COMMAND_LINE) -> None:
    """Open a closed account again (重新启用): with the passphrase it had, and what is named to it still."""

    def work() -> None:
        account = any_account(desk, username)
        if account.disabled:
            desk.registers.accounts.put(msgspec.structs.replace(account, disabled=False))
            desk.note(by, "account_enabled", of=username)

    desk.act(work)


def any_account(desk: Desk, username: str) -> Account:
    """The account under a name, in use or closed, or a refusal."""
    account = desk.registers.accounts.get(username)
    if account is None:
        raise Missing("no_such_account", f"没有登录名为“{username}”的账号，请核对登录名。")
    return account


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


def found(desk: Desk, wanted: str) -> list[Account]:
    """The accounts in whose name, username, role, place or state these words stand (查账号).

    Whose username was typed in full comes first; then by role, by place in the order of the campaign's own
    lists, and by username as people count: grid2 before grid10.
    """
    typed, roles = wanted.strip().casefold(), list(ROLES)
    codes = [each.code for each in desk.year.places.communities]
    codes += [each.code for each in desk.year.units.units]
    places = {code: place for place, code in enumerate(codes)}

    def order(each: Account) -> tuple[bool, int, int, list[tuple[int, str]], str]:
        place = places.get(each.community_code or each.unit_code or "", len(places))
        is_other = each.username.casefold() != typed
        return (is_other, roles.index(each.role), place, _counted(each.username), each.username)

    words = typed.split()
    people = (each for each in desk.registers.accounts if all(word in _told(desk, each) for word in words))
    return sorted(people, key=order)


def _counted(username: str) -> list[tuple[int, str]]:
    """A username in pieces that sort as people count: its numbers by their size."""
    pieces = re.findall(r"[0-9]+|[^0-9]+", username.casefold())
    return [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in pieces]


def place_of(desk: Desk, account: Account) -> str:
    """The community or unit somebody works for (社区或单位); the street itself where there is none."""
    return desk.unit_name(account.community_code or account.unit_code) or "街道"


def _told(desk: Desk, account: Account) -> str:
    state = "已停用" if account.disabled else "在用"
    parts = (account.name, account.username, ROLES[account.role], place_of(desk, account), state)
    return " ".join(parts).casefold()


def colleagues_of(desk: Desk, account: Account, community_code: str | None) -> list[Account]:
    """Who may come along (可选的同访人): people of the community, then of one's own unit."""
    others = [each for each in desk.registers.accounts if each != account and not each.disabled]
    local = [each for each in others if community_code and each.community_code == community_code]
    return local + [each for each in others if each.unit_code and each.unit_code == account.unit_code]


def bad_username(username: str) -> str | None:
    """Say why nobody can have this username (登录名), or None."""
    if not _USERNAME.fullmatch(username):
        return f"登录名“{username}”不合适，应是 2 至 40 个字母、数字、汉字、点、短横线或下划线。"
    return f"登录名“{username}”是系统留用的，请换一个。" if username in NOBODYS else None


def _check_account(desk: Desk, account: Account) -> None:
    """Refuse an account that cannot be, with all that is wrong at once; only inside an act."""
    wrong = dict(_wrong_fields(desk, account))
    is_taken = desk.registers.accounts.get(account.username) is not None
    if is_taken:
        taken = f"已经有登录名为 {account.username} 的账号，请换一个登录名"
        wrong = {"username": taken} | wrong
    if wrong:
        said = "；".join(wrong.values())
        raise Conflict("account_exists", said, wrong) if is_taken else Refusal("bad_account", said, wrong)


def _wrong_fields(desk: Desk, account: Account) -> Iterator[tuple[str, str]]:
    role, community, unit = account.role, account.community_code, account.unit_code
    bad = bad_username(account.username)
    if bad:
        yield "username", bad.rstrip("。")
    if role not in ROLES:
        yield "role", "请选择角色"
        return
    if role not in COMMUNITY_ROLES and community:
        yield "community", f"{ROLES[role]}不归到哪个社区，社区请不要选"
    elif role in COMMUNITY_ROLES and desk.year.community(community or "") is None:
        yield "community", f"{ROLES[role]}要归到一个社区，请选择社区"
    if role not in UNIT_ROLES and unit:
        yield "unit", f"{ROLES[role]}不归到哪个单位，单位请不要选"
    elif role in UNIT_ROLES and desk.year.unit(unit or "") is None:
        yield "unit", f"{ROLES[role]}要归到一个单位，请选择单位"
