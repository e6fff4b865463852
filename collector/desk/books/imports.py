"""Tables of the office's own (导入), what all of them share: all rows or none, and twice is once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

import msgspec

from collector.desk import Desk
from collector.rules.people.account import Account
from collector.rules.sheet import Column, Row
from generator.campaign.problem import Problem

Taken = TypeVar("Taken")
EMPTY = "（空）"


class Change(msgspec.Struct, frozen=True):
    """A row that changes what the desk knows (更改): which, and every column with its old and new text."""

    line: int
    told: str


class Preview(msgspec.Struct, frozen=True):
    """What an import would do (预览): counts, and every problem and every change with its row."""

    new: int
    changed: int
    unchanged: int
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...] = ()

    def __str__(self) -> str:
        return f"新增 {self.new}，更改 {self.changed}，不变 {self.unchanged}，有问题 {len(self.problems)}"


class Taking(msgspec.Struct, Generic[Taken], frozen=True):
    """What a row brings (一行): the record as the desk has it, if it has, and as it is to be."""

    line: int
    old: Taken | None
    new: Taken


def settle(
    desk: Desk,
    kind: str,
    takings: Sequence[Taking[Taken]],
    problems: Sequence[Problem],
    put: Callable[[Taken], None],
    *,
    columns: Sequence[Column],
    told: Callable[[Taken], Mapping[str, str]],
    kept: int = 0,
    by: Account | None,
) -> Preview:
    """Save what is new or changed, all in one act with its line in the trail; without `by` only look.

    `told` is a record as a line of the table, by column; `kept` rows were found unchanged before.
    """
    new = [each for each in takings if each.old is None]
    changed = [each for each in takings if each.old is not None and each.old != each.new]
    unchanged = kept + len(takings) - len(new) - len(changed)
    changes = [] if problems else [_change(each, columns, told) for each in changed]
    preview = Preview(len(new), len(changed), unchanged, tuple(sorted(problems)), tuple(changes))

    def save(saver: Account) -> None:
        for each in new + changed:
            put(each.new)
        desk.note(saver, "table_imported", of=kind, detail=str(preview))

    if by is not None and not problems and new + changed:
        desk.act(lambda: save(by))
    return preview


def _change(
    taking: Taking[Taken], columns: Sequence[Column], told: Callable[[Taken], Mapping[str, str]]
) -> Change:
    """A change in words; the first column names the record."""
    old, new = told(taking.old) if taking.old else {}, told(taking.new)
    named = new[columns[0].key]
    moved = [
        f"{each.title} {_shown(each, old.get(each.key))} → {_shown(each, new.get(each.key))}"
        for each in columns
        if old.get(each.key) != new.get(each.key)
    ]
    return Change(taking.line, f"{named}：{'；'.join(moved)}")


def _shown(column: Column, text: str | None) -> str:
    if not text or not column.is_private:
        return text or EMPTY
    return text[0] + "＊" * max(1, len(text) - 2) + text[2:][-1:]


def repeated(file: str, rows: list[Row], key: str, title: str) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for row in rows:
        value = row.values.get(key)
        if value is not None and first.setdefault(value, row.line) != row.line:
            message = f"“{title}”{value} 在第 {first[value]} 行已经有了，请删去一行。"
            problems.append(Problem(file, row.line, "repeated", message))
    return problems


def community_of(desk: Desk, file: str, row: Row, problems: list[Problem]) -> str:
    names = {each.code: each.name for each in desk.year.places.communities}
    code = code_of(row.values.get("community", ""), names)
    if code is None:
        found = row.values.get("community", "")
        message = f"没有“{found}”这个社区，可填：{'、'.join(names.values())}。"
        problems.append(Problem(file, row.line, "unknown_community", message))
    return code or ""


def code_of(text: str, names: Mapping[str, str]) -> str | None:
    """The code that a cell means, by code or by name."""
    return text if text in names else next((code for code, name in names.items() if name == text), None)


def people_called(accounts: Iterable[Account]) -> dict[str, list[str]]:
    """Whom a word in a table may mean (人): an account by its login name, or everybody of that name."""
    named: dict[str, list[str]] = {}
    called: dict[str, list[str]] = {}
    for each in accounts:
        named[each.username] = [each.username]
        called.setdefault(each.name, []).append(each.username)
    return called | named


def person_of(
    word: str, called: Mapping[str, Sequence[str]], file: str, row: Row, problems: list[Problem]
) -> str | None:
    """The login name of the one person a word means; nobody, or several, is a problem of its row."""
    found = called.get(word, ())
    if len(found) == 1:
        return found[0]
    if found:
        message = f"有 {len(found)} 个人叫“{word}”，请改写登录名：{'、'.join(found)}。"
        problems.append(Problem(file, row.line, "ambiguous_person", message))
    else:
        message = f"账号里没有“{word}”这个人，请写在用账号的登录名或姓名。"
        problems.append(Problem(file, row.line, "unknown_person", message))
    return None
