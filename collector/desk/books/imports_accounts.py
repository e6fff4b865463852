"""Accounts (账号) from the office's own table (导入)."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from collector.desk import Desk
from collector.desk.books.imports import Preview, Taking, code_of, community_of, repeated, settle
from collector.desk.books.reading_in import read_cells
from collector.desk.people.accounts import bad_username, put_account
from collector.rules.people.account import COMMAND_LINE, Account
from collector.rules.sheet import Column, Row, read_rows
from generator.campaign.problem import Problem
from generator.campaign.vocabulary import COMMUNITY_ROLES, ROLES, UNIT_ROLES

USER_COLUMNS = (
    Column(key="username", title="登录名", synonyms=("账号", "用户名"), required=True),
    Column(key="name", title="姓名", required=True),
    Column(key="role", title="角色", synonyms=("岗位", "身份"), required=True),
    Column(key="community", title="村(社区)", synonyms=("社区", "村居", "所属社区")),
    Column(key="unit", title="单位", synonyms=("所在单位", "单位名称")),
)


def import_users(desk: Desk, file: Path, *, apply: bool, by: Account = COMMAND_LINE) -> Preview:
    """Take accounts (账号) from a table; passphrases are set by each person with a link of their own."""
    rows, problems = read_rows(file.name, read_cells(file), USER_COLUMNS)
    problems += repeated(file.name, rows, "username", "登录名")
    known = {each.username: each for each in desk.registers.accounts}
    takings = []
    for row in rows:
        if "role" in row.values:
            account = _account(desk, file.name, row, problems)
            old = known.get(account.username)
            takings.append(Taking(row.line, old, _keep_passphrase(account, old)))

    def put(account: Account) -> None:
        put_account(desk, account, by=by)

    def told(account: Account) -> Mapping[str, str]:
        return {
            "username": account.username,
            "name": account.name,
            "role": ROLES[account.role],
            "community": desk.unit_name(account.community_code),
            "unit": desk.unit_name(account.unit_code),
        }

    saver = by if apply else None
    return settle(desk, "users", takings, problems, put, columns=USER_COLUMNS, told=told, by=saver)


def _account(desk: Desk, file: str, row: Row, problems: list[Problem]) -> Account:
    role = code_of(row.values["role"], dict(ROLES))
    if role is None:
        choices = "、".join(ROLES.values())
        problems.append(
            Problem(file, row.line, "unknown_role", f"没有“{row.values['role']}”这个角色，可填：{choices}。")
        )
    unit_code = None
    if role in UNIT_ROLES:
        units = {unit.code: unit.name for unit in desk.year.units.units}
        unit_code = code_of(row.values.get("unit", ""), units)
        if unit_code is None:
            problems.append(
                Problem(file, row.line, "unknown_unit", "这个角色要填单位，单位名称须和 units.yaml 一致。")
            )
    community_code = community_of(desk, file, row, problems) if role in COMMUNITY_ROLES else None
    username = row.values.get("username", "")
    wrong = bad_username(username) if username else None  # an empty cell is said already
    if wrong:
        problems.append(Problem(file, row.line, "bad_username", wrong))
    return Account(
        username=username,
        name=row.values.get("name", ""),
        role=role or "",
        community_code=community_code,
        unit_code=unit_code,
    )


def _keep_passphrase(new: Account, old: Account | None) -> Account:
    if old is None:
        return new
    return msgspec.structs.replace(new, passphrase_hash=old.passphrase_hash, disabled=old.disabled)
