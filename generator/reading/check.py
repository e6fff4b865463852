"""Mappings to records (核对): unknown keys, missing keys and wrong values, all of them at once."""

import datetime
import difflib
import re
from collections.abc import Hashable, Iterable
from functools import cache
from typing import Any, TypeVar, cast

from msgspec import inspect

from generator.campaign.problem import Problem
from generator.reading.read import Mapping, Node, Sequence, Text

Record = TypeVar("Record")


class _Wrong:
    """Stands for a value that could not be made; its problem is noted."""


_WRONG = _Wrong()
# What is written where there is nothing, and how what is no text is written.
NOTHING_WRITTEN = frozenset({"null", "Null", "NULL", "None", "none", "~"})
INTEGER = re.compile(r"0|[1-9][0-9]{0,8}")
TRUTH = {"true": True, "false": False}
# Controls, also those that turn the order of what follows around.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


class Checker:
    """Turns the tree of one file into records; every complaint goes to `problems`."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems

    def record(self, node: Node, kind: type[Record]) -> Record | None:
        """The record that a mapping holds, or None where something in it is wrong."""
        value = self._value(node, _form_of(cast(Hashable, kind)), kind.__name__)
        return None if value is _WRONG else value

    def records(self, node: Node, kind: type[Record]) -> tuple[Record, ...] | None:
        """The records of a list of mappings."""
        value = self._list(node, _form_of(cast(Hashable, kind)), "")
        return None if value is _WRONG else value

    def complain(self, line: int, code: str, message: str) -> _Wrong:
        self.problems.append(Problem(self.file, line, code, message))
        return _WRONG

    def _value(self, node: Node, expected: inspect.Type, name: str) -> Any:
        match expected:
            case inspect.StructType():
                return self._struct(node, expected, name)
            case inspect.VarTupleType():
                return self._list(node, expected.item_type, name)
            case inspect.UnionType():
                return self._value(node, _without_none(expected), name)
            case _:
                return self._scalar(node, expected, name)

    def _struct(self, node: Node, expected: inspect.StructType, name: str) -> Any:
        if not isinstance(node, Mapping):
            return self.complain(node.line, "not_a_mapping", f"“{name}”要写成“名称: 内容”，一行一项。")
        known = {field.encode_name: field for field in expected.fields}
        right = self._keys_are_known(node, known)
        values = {}
        for key, field in known.items():
            if key in node.entries and not (_is_nothing(node.entries[key]) and not field.required):
                values[field.name] = self._value(node.entries[key], field.type, key)
            elif field.required:
                values[field.name] = self.complain(node.line, "missing_key", f"少了“{key}”。请补上这一项。")
        if not right or any(value is _WRONG for value in values.values()):
            return _WRONG
        return expected.cls(**values)

    def _keys_are_known(self, node: Mapping, known: Iterable[str]) -> bool:
        unknown = [key for key in node.entries if key not in known]
        for key in unknown:
            message = f"不认识“{key}”。{nearest(key, known)}"
            self.complain(node.key_lines[key], "unknown_key", message)
        return not unknown

    def _list(self, node: Node, item: inspect.Type, name: str) -> Any:
        if isinstance(node, Text) and _is_nothing(node):
            return ()
        if not isinstance(node, Sequence):
            what = f"“{name}”" if name else "这个文件"
            message = f"{what}要写成列表：一行一项，以“- ”开头；还没有内容就写 []。"
            return self.complain(node.line, "not_a_list", message)
        values = tuple([self._value(each, item, name) for each in node.items])
        return _WRONG if any(value is _WRONG for value in values) else values

    def _scalar(self, node: Node, expected: inspect.Type, name: str) -> Any:
        if not isinstance(node, Text):
            return self.complain(node.line, "not_a_value", f"“{name}”只能写一个值，这里写成了几项。")
        if _is_nothing(node):
            return self.complain(node.line, "empty", f"“{name}”没有填。请填上。")
        value = _converted(node.value, expected)
        if value is _WRONG:
            found = node.value if len(node.value) <= 30 else node.value[:30] + "…"
            message = (
                f"“{name}”写的是“{UNPRINTABLE.sub('□', found)}”，要写成{_wanted(expected, node.value)}。"
            )
            return self.complain(node.line, "wrong_value", message)
        return value


@cache
def _form_of(kind: Hashable) -> inspect.Type:
    """What a record must look like."""
    return inspect.type_info(kind)


def nearest(found: str, known: Iterable[str]) -> str:
    """What was probably meant, or all that can be written."""
    names = list(known)
    close = difflib.get_close_matches(found, names, n=1, cutoff=0.6)
    return f"是不是“{close[0]}”？" if close else f"可以写的有：{'、'.join(names) or '（还没有）'}。"


def _is_nothing(node: Node) -> bool:
    written = node.value.strip() if isinstance(node, Text) and node.plain else None
    return written == "" or written in NOTHING_WRITTEN


def _without_none(union: inspect.UnionType) -> inspect.Type:
    return next(each for each in union.types if not isinstance(each, inspect.NoneType))


def _converted(text: str, expected: inspect.Type) -> Any:
    match expected:
        case inspect.StrType():
            return text if text.strip() and not UNPRINTABLE.search(text) else _WRONG
        case inspect.IntType():
            return int(text) if INTEGER.fullmatch(text) and _is_within(int(text), expected) else _WRONG
        case inspect.BoolType():
            return TRUTH.get(text, _WRONG)
        case inspect.DateType():
            return to_date(text) or _WRONG
        case inspect.LiteralType():
            return text if text in expected.values else _WRONG
        case _:
            raise TypeError(expected)


def _is_within(number: int, expected: inspect.IntType) -> bool:
    least, most = expected.ge, expected.le
    return (least is None or number >= least) and (most is None or number <= most)


def to_date(text: str) -> datetime.date | None:
    """A day written as YYYY-MM-DD, or None; another century is a slip of the pen."""
    if re.fullmatch(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}", text) is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _wanted(expected: inspect.Type, found: str) -> str:
    match expected:
        case inspect.IntType():
            if expected.le is not None:
                return f" {expected.ge or 0} 到 {expected.le} 的整数"
            return f"不小于 {expected.ge} 的整数" if expected.ge else "整数，例如 15"
        case inspect.BoolType():
            return " true 或 false"
        case inspect.DateType():
            return "真有的日期，例如 2022-06-10"
        case inspect.LiteralType():
            names = [str(value) for value in expected.values]
            return f"{'、'.join(names)} 之一（{nearest(found, names)}）"
        case _:
            return "看得见的文字，不带隐藏的控制字符（□ 就是），删掉重打一遍就好"
