"""The roster (户册) from a table (导入): what the table does not say stays as the desk knows it."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from collector.desk import Desk
from collector.desk.books.imports import (
    Preview,
    Taking,
    code_of,
    community_of,
    people_called,
    person_of,
    repeated,
    settle,
)
from collector.desk.books.reading_in import read_cells
from collector.desk.books.roster_ledger import HOUSEHOLD_COLUMNS, roster_line
from collector.desk.books.sheets import Line
from collector.desk.homes.focus import HARDSHIP
from collector.rules.homes.household import Household, Resident
from collector.rules.homes.roster import VACANT_REASONS
from collector.rules.people.account import COMMAND_LINE, Account
from collector.rules.sheet import Row, as_list, read_rows
from generator.campaign.problem import Problem
from generator.campaign.vocabulary import FOCUS_GROUPS

Said = TypeVar("Said")

# What empties a cell, and what offices write into one they leave empty.
CLEARED = "清空"
NOTHING = frozenset({"", "-", "—", "－", "/", "无"})
# Of no group; said alone it takes every group away, as CLEARED does.
_ORDINARY = frozenset({"一般户", "普通户"})
_NOT_VACANT = frozenset({CLEARED, "否", "无", "不是", "0"})
# A code stands in addresses and on forms.
_CODE = re.compile(r"[A-Za-z0-9_-]+")
# 1.99E+10 is what Excel makes of a long number: its end is gone.
_SPOILT = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]+")


class Home(msgspec.Struct, frozen=True):
    """A household with who lives there (户); nobody where that was erased or never known."""

    household: Household
    resident: Resident | None


def import_households(desk: Desk, file: Path, *, apply: bool, by: Account = COMMAND_LINE) -> Preview:
    """Take the roster (户册) from a table; nothing is saved unless `apply` and every row is right."""
    rows, problems = read_rows(file.name, read_cells(file), HOUSEHOLD_COLUMNS)
    problems += repeated(file.name, rows, "code", "户编号")
    reader = _Reader(desk, file.name, problems)
    takings = [reader.taking(row) for row in rows if "code" in row.values]
    before = {each.new.household.code: each.old for each in takings if each.old}

    def put(home: Home) -> None:
        household, old = home.household, before.get(home.household.code)
        desk.registers.households.put(household)
        if home.resident is not None:
            desk.registers.residents.put(home.resident)
        if old is not None and old.household.community_code != household.community_code:
            place = {"community_code": household.community_code}
            desk.registers.hardships.amend(place, household_code=household.code)

    def told(home: Home) -> Line:
        return roster_line(desk, home.household, home.resident)

    saver = by if apply else None
    return settle(desk, "households", takings, problems, put, columns=HOUSEHOLD_COLUMNS, told=told, by=saver)


class _Reader:
    """Reads rows beside what the desk knows; what is wrong goes into `problems`."""

    def __init__(self, desk: Desk, file: str, problems: list[Problem]) -> None:
        people = {each.household_code: each for each in desk.registers.residents}
        self._desk, self._file, self._problems = desk, file, problems
        self._known = {each.code: Home(each, people.get(each.code)) for each in desk.registers.households}
        self._called = people_called(each for each in desk.registers.accounts if not each.disabled)
        open_files = (each for each in desk.registers.hardships if each.ended_at is None)
        self._in_hardship = {each.household_code for each in open_files}
        self._erased = {each.of: each.at[:10] for each in desk.trail.having(what="erased")}

    def taking(self, row: Row) -> Taking[Home]:
        """A household as it is to be: an empty cell, or a column that is not there, takes nothing back."""
        code, old = row.values["code"], self._known.get(row.values["code"])
        community = community_of(self._desk, self._file, row, self._problems)
        if old is None:
            self._check_new(row)
        household = old.household if old else Household(code=code, community_code=community)
        resident = old.resident if old else None
        new = Home(self._household(row, household, community), self._resident(row, resident, community))
        return Taking(row.line, old, new)

    def _check_new(self, row: Row) -> None:
        if not _CODE.fullmatch(row.values["code"]):
            message = f"“户编号”写的是“{row.values['code']}”，只能用字母、数字、- 和 _。请改好编号。"
            self._wrong(row, "bad_code", message)
        if row.values.get("address", "") in NOTHING:
            self._wrong(row, "cell_missing", "名册上还没有这一户，“地址”没有填，请补上。")

    def _household(self, row: Row, old: Household, community: str) -> Household:
        assigned = _cell(row, "assigned_to", old.assigned_to, lambda text: self._people(row, text, old), ())
        return msgspec.structs.replace(
            old,
            community_code=community,
            grid_code=_cell(
                row,
                "grid",
                old.grid_code if old.community_code == community else None,
                lambda text: self._grid(row, text, community),
                None,
            ),
            vacant_reason=self._vacant(row, old.vacant_reason),
            assigned_to=assigned,
            assigned_for={name: why for name, why in old.assigned_for.items() if name in assigned},
        )

    def _resident(self, row: Row, old: Resident | None, community: str) -> Resident | None:
        blank = Resident(household_code=row.values["code"], community_code=community, address="")
        known = old or blank
        new: Resident = msgspec.structs.replace(
            known,
            community_code=community,
            address=_cell(row, "address", known.address, lambda text: text, CLEARED),
            name=_cell(row, "name", known.name, lambda text: text, None),
            phone=_cell(row, "phone", known.phone, lambda text: self._phone(row, text), None),
            focus=_cell(row, "focus", known.focus, lambda text: self._focus(row, text, known.focus), ()),
        )
        if new.address == CLEARED:
            self._wrong(row, "cell_missing", "“地址”不能清空，请写地址，或者空着不改。")
        if old is None and new.household_code in self._erased:
            self._check_erased(row, new)
        if new == blank:
            return None
        if new.household_code in self._in_hardship and HARDSHIP not in new.focus:
            return msgspec.structs.replace(new, focus=(*new.focus, HARDSHIP))
        return new

    def _check_erased(self, row: Row, new: Resident) -> None:
        """A table from before brings nobody back who was erased; whoever moved in is met at the door."""
        there = {"户主": new.name, "电话": new.phone, "户类型": new.focus}
        if told := "、".join(name for name, value in there.items() if value):
            message = (
                f"这一户 {self._erased[new.household_code]} 按居民要求删除过个人信息，表里还写着{told}。"
            )
            mend = "请清空这几格；搬来了新住户的，走访时登记成名册外的户，再归到这一户。"
            self._wrong(row, "was_erased", message + mend)

    def _grid(self, row: Row, text: str, community_code: str) -> str | None:
        community = self._desk.year.community(community_code)
        if community is None:
            return None
        names = {grid.code: grid.name for grid in community.grids}
        code = code_of(text, names)
        if code is None:
            message = f"{community.name}没有“{text}”这个网格，可填：{'、'.join(names.values())}。"
            self._wrong(row, "unknown_grid", message)
        return code

    def _vacant(self, row: Row, old: str | None) -> str | None:
        text = row.values.get("vacant_reason", "")
        if text in _NOT_VACANT:
            return None
        if text not in (*NOTHING, *VACANT_REASONS, old):
            choices = "、".join(VACANT_REASONS)
            message = f"“空户原因”写的是“{text}”，请从这些里选：{choices}；不是空户写“否”。"
            self._wrong(row, "unknown_vacant", message)
        return old if text in NOTHING else text

    def _people(self, row: Row, text: str, old: Household) -> tuple[str, ...]:
        """Those named in a cell by login name or name; who stands on the roster already may stay."""
        called = self._called | {name: [name] for name in old.assigned_to}
        found = [person_of(word, called, self._file, row, self._problems) for word in as_list(text)]
        return tuple(dict.fromkeys(filter(None, found)))

    def _phone(self, row: Row, text: str) -> str:
        number = text.lstrip("'")
        if _SPOILT.fullmatch(number):
            said = "是 Excel 改成的科学计数，后几位已经没有了。请把这一列设成文本，重新填号码。"
            self._wrong(row, "spoilt_number", f"“电话”写的是“{text}”，{said}")
        return number

    def _focus(self, row: Row, text: str, old: Sequence[str]) -> tuple[str, ...]:
        found = []
        for word in as_list(text):
            if word in _ORDINARY:
                continue
            code = code_of(word, FOCUS_GROUPS)
            if code is None:
                groups = "、".join(FOCUS_GROUPS.values())
                message = f"没有“{word}”这个户类型，可填：{groups}；都不是的写“一般户”。"
                self._wrong(row, "unknown_focus", message)
            found.append(code or "")
        return tuple(old) if set(found) == set(old) else tuple(dict.fromkeys(found))

    def _wrong(self, row: Row, code: str, message: str) -> None:
        self._problems.append(Problem(self._file, row.line, code, message))


def _cell(row: Row, key: str, known: Said, read: Callable[[str], Said], nothing: Said) -> Said:
    """What a cell says: nothing new where it is empty, `nothing` where it is to be emptied."""
    text = row.values.get(key, "")
    if text in NOTHING:
        return known
    return nothing if text == CLEARED else read(text)
