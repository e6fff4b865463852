"""From parsed JSON to a record (读入), with everything that is wrong said at once, each at its field.

Paths are joined by dots (`issues.0.field`), as the names of the form's fields are.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar, cast

import msgspec
from msgspec import inspect

Record = TypeVar("Record", bound=msgspec.Struct)

# What cannot be stored: control characters but tab and line feed, and half of a surrogate pair.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")

LONGEST_TEXT = 2000
LONGEST_LIST = 50
MOST_ERRORS = 50

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "id": "登记编号（id）",
        "household_code": "户编号",
        "new_household": "名册外的户",
        "community_code": "社区",
        "grid_code": "网格",
        "address": "住址",
        "name": "姓名",
        "phone": "电话",
        "channel": "走访方式",
        "channel_reason": "没有入户的原因",
        "result": "走访情况",
        "started_at": "开始时间",
        "ended_at": "结束时间",
        "short_reason": "时间短的原因",
        "purpose": "走访目的",
        "companions": "同访人",
        "user": "同访人账号",
        "role": "同访人身份",
        "answers": "问答",
        "state": "答了没有",
        "policies_told": "宣讲政策",
        "contact_ok": "是否同意回访",
        "issues": "问题",
        "field": "归到哪一类",
        "text": "要解决什么",
        "answers.text": "说了什么",
        "collected_at": "反映时间",
        "on_spot": "当场办理",
        "outcome": "当场怎么办的",
        "prompt": "第几问",
    }
)
# What is chosen rather than written.
CHOICES = frozenset({"community_code", "channel", "result", "purpose", "role", "state", "field", "on_spot"})
_KINDS = {str: "文字", bool: "是或否", int: "数", float: "数", list: "列表", dict: "对象", type(None): "空"}


def read(data: object, kind: type[Record]) -> tuple[Record, dict[str, str]]:
    """The record that `data` describes, and what is wrong with it by field.

    Where something is wrong the record holds a blank, so that the other fields can be checked all the same.
    """
    wrong: dict[str, str] = {}
    return cast(Record, _struct(data, _shape(kind), "", wrong)), wrong


@cache
def _shape(kind: type[msgspec.Struct]) -> inspect.StructType:
    return cast(inspect.StructType, inspect.type_info(kind))


def label_of(path: str) -> str:
    """The field of a path as people call it (项目名称)."""
    parent, _, name = path.rpartition(".")
    if parent and name.isdecimal():
        return f"{label_of(parent)}第 {int(name) + 1} 项"
    return LABELS.get(f"{path.partition('.')[0]}.{name}", LABELS.get(name, path))


def lacking(path: str) -> str:
    """What to do about a field that is empty (没有填的): choose from a list, or write."""
    verb = "请选择" if path.rpartition(".")[2] in CHOICES else "请填写"
    return f"{verb}{label_of(path)}。"


def in_order(wrong: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """What is wrong, in the order of the form (依表的顺序); other fields come last."""
    places = {name: place for place, name in enumerate(names)}

    def place_of(path: str) -> list[int]:
        parts = path.split(".")
        return [int(part) if part.isdecimal() else places.get(part, len(places)) for part in parts]

    return dict(sorted(wrong.items(), key=lambda each: place_of(each[0])))


def _struct(data: object, shape: inspect.StructType, path: str, wrong: dict[str, str]) -> Any:
    given = data if isinstance(data, dict) else {}
    if not isinstance(data, dict):
        _mismatch(data, "对象", path, wrong)
    names = [field.name for field in shape.fields]
    for key in given.keys() - set(names):
        _add(wrong, _join(path, str(key)[:40]), _unknown(str(key)[:40], names))
    values = {}
    for field in shape.fields:
        where, value = _join(path, field.name), given.get(field.name)
        if value is not None:
            values[field.name] = _value(value, field.type, where, wrong)
        elif field.required:
            if isinstance(data, dict):
                _add(wrong, where, lacking(where))
            values[field.name] = ""
    return shape.cls(**values)


def _value(data: object, shape: inspect.Type, path: str, wrong: dict[str, str]) -> Any:
    if isinstance(shape, inspect.UnionType):
        only = next(each for each in shape.types if not isinstance(each, inspect.NoneType))
        value = _value(data, only, path, wrong)
        return None if value == "" else value
    match shape:
        case inspect.StructType():
            return _struct(data, shape, path, wrong)
        case inspect.VarTupleType():
            return _tuple(data, shape, path, wrong)
        case inspect.DictType():
            return _dict(data, shape, path, wrong)
        case inspect.BoolType():
            return data if isinstance(data, bool) else _mismatch(data, "true 或 false", path, wrong)
        case inspect.IntType():
            is_int = isinstance(data, int) and not isinstance(data, bool)
            return data if is_int else _mismatch(data, "整数", path, wrong)
    return _text(data, path, wrong)


def _tuple(data: object, shape: inspect.VarTupleType, path: str, wrong: dict[str, str]) -> Any:
    if not isinstance(data, list):
        _mismatch(data, "列表", path, wrong)
        return ()
    if len(data) > LONGEST_LIST:
        _add(wrong, path, f"“{label_of(path)}”有 {len(data)} 项，一次最多 {LONGEST_LIST} 项。")
        return ()
    return tuple(_value(each, shape.item_type, _join(path, str(n)), wrong) for n, each in enumerate(data))


def _dict(data: object, shape: inspect.DictType, path: str, wrong: dict[str, str]) -> Any:
    if not isinstance(data, dict):
        _mismatch(data, "对象", path, wrong)
        return {}
    pairs = list(data.items())[:LONGEST_LIST]
    return {
        str(key)[:40]: _value(each, shape.value_type, _join(path, str(key)[:40]), wrong)
        for key, each in pairs
    }


def _text(data: object, path: str, wrong: dict[str, str]) -> str:
    if not isinstance(data, str):
        _mismatch(data, "文字", path, wrong)
        return ""
    text = data.replace("\r\n", "\n").strip()
    if _UNFIT.search(text):
        _add(wrong, path, f"“{label_of(path)}”里有不能保存的字符，请重新输入。")
        return ""
    if len(text) > LONGEST_TEXT:
        _add(wrong, path, f"“{label_of(path)}”有 {len(text)} 个字，最多 {LONGEST_TEXT} 个字，请缩短。")
    return text[:LONGEST_TEXT]


def _mismatch(data: object, expected: str, path: str, wrong: dict[str, str]) -> None:
    found = _KINDS.get(type(data), "别的")
    _add(wrong, path, f"“{label_of(path)}”应是{expected}，收到的是{found}。")


def _unknown(key: str, names: list[str]) -> str:
    near = get_close_matches(key, names, 1, 0.5)
    return f"没有“{key}”这一项，" + (f"是不是“{near[0]}”？" if near else f"可用的有：{'、'.join(names)}。")


def _add(wrong: dict[str, str], path: str, message: str) -> None:
    if len(wrong) < MOST_ERRORS:
        wrong.setdefault(path, message)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
