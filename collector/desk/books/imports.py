"""Rosters and accounts from the office's own tables (导入): all rows or none, and twice is once.

What every import shares stands here too; quotas and issues have rooms of their own.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
from python_calamine import CalamineError, CalamineWorkbook

from collector.desk import Desk
from collector.desk.books.sheets import meant
from collector.desk.people.accounts import bad_username, put_account
from collector.errors import Refusal
from collector.rules.homes.household import Household, Resident
from collector.rules.people.account import COMMAND_LINE, Account
from collector.rules.sheet import Cells, Column, Row, as_list, read_rows
from generator.campaign.problem import Problem
from generator.campaign.vocabulary import COMMUNITY_ROLES, FOCUS_GROUPS, ROLES, UNIT_ROLES

Taken = TypeVar("Taken")

HOUSEHOLD_COLUMNS = (
    Column(key="code", title="户编号", synonyms=("编号", "户号", "住户编号"), required=True),
    Column(
        key="community", title="村(社区)", synonyms=("社区", "村居", "村居社区", "所属社区"), required=True
    ),
    Column(key="grid", title="网格", synonyms=("网格编号", "网格名称", "所属网格")),
    Column(key="address", title="地址", synonyms=("住址", "家庭住址", "详细地址", "门牌号"), required=True),
    Column(key="name", title="户主", synonyms=("姓名", "户主姓名", "联系人")),
    Column(key="phone", title="电话", synonyms=("联系电话", "手机", "手机号", "联系方式")),
    Column(key="focus", title="户类型", synonyms=("重点类别", "五个重点访", "类别")),
    Column(key="assigned_to", title="走访人", synonyms=("包户人", "走访责任人", "登录名")),
    Column(key="vacant_reason", title="空户原因", synonyms=("空户", "空户说明")),
)
USER_COLUMNS = (
    Column(key="username", title="登录名", synonyms=("账号", "用户名"), required=True),
    Column(key="name", title="姓名", required=True),
    Column(key="role", title="角色", synonyms=("岗位", "身份"), required=True),
    Column(key="community", title="村(社区)", synonyms=("社区", "村居", "所属社区")),
    Column(key="unit", title="单位", synonyms=("所在单位", "单位名称")),
)


class Preview(msgspec.Struct, frozen=True):
    """What an import would do (预览): counts, and every problem with its row."""

    new: int
    changed: int
    unchanged: int
    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        return f"新增 {self.new}，更改 {self.changed}，不变 {self.unchanged}，有问题 {len(self.problems)}"


def import_households(desk: Desk, file: Path, *, apply: bool, by: Account = COMMAND_LINE) -> Preview:
    """Take the roster (户册) from a table; nothing is saved unless `apply` and every row is right."""
    rows, problems = read_rows(file.name, read_cells(file), HOUSEHOLD_COLUMNS)
    problems += repeated(file.name, rows, "code", "户编号")
    people = {each.household_code: each for each in desk.registers.residents}
    known = {each.code: (each, people.get(each.code)) for each in desk.registers.households}
    pairs = []
    for row in rows:
        if "code" not in row.values:
            continue
        home, person = _household(desk, file.name, row, problems)
        old = known.get(home.code)
        if old is not None:
            home = _keep_known(home, old[0])
            person = msgspec.structs.replace(person, contact_ok=bool(old[1] and old[1].contact_ok))
        pairs.append((old, (home, person)))

    def put(household: tuple[Household, Resident]) -> None:
        desk.registers.households.put(household[0])
        desk.registers.residents.put(household[1])

    return settle(desk, "households", pairs, problems, put, by=by if apply else None)


def import_users(desk: Desk, file: Path, *, apply: bool, by: Account = COMMAND_LINE) -> Preview:
    """Take accounts (账号) from a table; passphrases are set by each person with a link of their own."""
    rows, problems = read_rows(file.name, read_cells(file), USER_COLUMNS)
    problems += repeated(file.name, rows, "username", "登录名")
    known = {each.username: each for each in desk.registers.accounts}
    accounts = [_account(desk, file.name, row, problems) for row in rows if "role" in row.values]
    pairs = [
        (known.get(each.username), _keep_passphrase(each, known.get(each.username))) for each in accounts
    ]
    return settle(
        desk, "users", pairs, problems, lambda each: put_account(desk, each, by=by), by=by if apply else None
    )


def settle(
    desk: Desk,
    kind: str,
    pairs: Sequence[tuple[object, Taken]],
    problems: Sequence[Problem],
    put: Callable[[Taken], None],
    *,
    by: Account | None,
) -> Preview:
    """Save what is new or changed, all in one act with its line in the trail; without `by` only look."""
    new = [taken for old, taken in pairs if old is None]
    changed = [taken for old, taken in pairs if old is not None and old != taken]
    unchanged = len(pairs) - len(new) - len(changed)
    preview = Preview(len(new), len(changed), unchanged, tuple(sorted(problems)))

    def save(saver: Account) -> None:
        for taken in new + changed:
            put(taken)
        desk.note(saver, "table_imported", of=kind, detail=str(preview))

    if by is not None and not problems and new + changed:
        desk.act(lambda: save(by))
    return preview


def read_cells(file: Path) -> Cells:
    """The cells of the first sheet of an xlsx, or of a csv in UTF-8 or GB 18030; merged cells are filled."""
    if not file.is_file():
        raise Refusal("no_file", f"没有找到文件 {file.name}，请核对路径。")
    if file.suffix.lower() == ".csv":
        return _csv(file.read_bytes())
    try:
        sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0)
    except (CalamineError, OSError):
        raise Refusal("not_a_table", f"{file.name} 打不开，请另存为 xlsx 或 csv 再导入。") from None
    cells = [list(line) for line in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for line in cells[top : bottom + 1]:
            line[left : right + 1] = [cells[top][left]] * (right + 1 - left)
    return cells


def _csv(raw: bytes) -> Cells:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    return [[meant(cell) for cell in line] for line in csv.reader(io.StringIO(text))]


def repeated(file: str, rows: list[Row], key: str, title: str) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for row in rows:
        value = row.values.get(key)
        if value is not None and first.setdefault(value, row.line) != row.line:
            message = f"“{title}”{value} 在第 {first[value]} 行已经有了，请删去一行。"
            problems.append(Problem(file, row.line, "repeated", message))
    return problems


def _household(desk: Desk, file: str, row: Row, problems: list[Problem]) -> tuple[Household, Resident]:
    values = row.values
    community_code = community_of(desk, file, row, problems)
    home = Household(
        code=values["code"],
        community_code=community_code,
        grid_code=_grid_code(desk, community_code, file, row, problems),
        vacant_reason=values.get("vacant_reason"),
        assigned_to=as_list(values.get("assigned_to", "")),
    )
    resident = Resident(
        household_code=home.code,
        community_code=community_code,
        address=values.get("address", ""),
        name=values.get("name"),
        phone=values.get("phone"),
        focus=tuple(_focus_code(word, file, row, problems) for word in as_list(values.get("focus", ""))),
    )
    return home, resident


def _keep_known(home: Household, old: Household) -> Household:
    """A line of the table beside what the desk knows: an empty cell takes nothing back."""
    return msgspec.structs.replace(
        home,
        grid_code=home.grid_code or old.grid_code,
        vacant_reason=home.vacant_reason or old.vacant_reason,
        unreachable_reason=old.unreachable_reason,
        assigned_to=home.assigned_to or old.assigned_to,
        assigned_for=old.assigned_for,
        added_at=old.added_at,
    )


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


def community_of(desk: Desk, file: str, row: Row, problems: list[Problem]) -> str:
    names = {each.code: each.name for each in desk.year.places.communities}
    code = code_of(row.values.get("community", ""), names)
    if code is None:
        found = row.values.get("community", "")
        message = f"没有“{found}”这个社区，可填：{'、'.join(names.values())}。"
        problems.append(Problem(file, row.line, "unknown_community", message))
    return code or ""


def _grid_code(desk: Desk, community_code: str, file: str, row: Row, problems: list[Problem]) -> str | None:
    community = desk.year.community(community_code)
    if community is None or "grid" not in row.values:
        return None
    names = {grid.code: grid.name for grid in community.grids}
    code = code_of(row.values["grid"], names)
    if code is None:
        message = f"{community.name}没有“{row.values['grid']}”这个网格，可填：{'、'.join(names.values())}。"
        problems.append(Problem(file, row.line, "unknown_grid", message))
    return code


def _focus_code(word: str, file: str, row: Row, problems: list[Problem]) -> str:
    code = code_of(word, dict(FOCUS_GROUPS))
    if code is None:
        message = f"没有“{word}”这个户类型，可填：{'、'.join(FOCUS_GROUPS.values())}。"
        problems.append(Problem(file, row.line, "unknown_focus", message))
    return code or ""


def code_of(text: str, names: Mapping[str, str]) -> str | None:
    """The code that a cell means, by code or by name."""
    return text if text in names else next((code for code, name in names.items() if name == text), None)


def _keep_passphrase(new: Account, old: Account | None) -> Account:
    if old is None:
        return new
    return msgspec.structs.replace(new, passphrase_hash=old.passphrase_hash, disabled=old.disabled)
