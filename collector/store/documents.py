"""A document as text (文档): what may be stored, and how it is compared."""

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from collector.errors import Refusal, StoreUnavailable

# A NUL written as JSON does; one with a backslash before it is six ordinary characters.
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def to_text(document: Mapping[Any, Any]) -> str:
    """JSON as it is stored; what JSON or a database cannot carry is refused, not changed."""
    if not isinstance(document, Mapping):
        raise ValueError("Document is not a Mapping")
    try:
        text = _ENCODER.encode(dict(document))
        text.encode()
    except (ValueError, RecursionError) as error:
        raise _unstorable() from error
    if "\\u0000" in text and _NUL.search(text):
        raise _unstorable()
    return text


def from_text(text: str | bytes, seq: int) -> dict[str, Any]:
    """The document of a stored text; `seq` names the row if it turns out to be damaged."""
    try:
        document: dict[str, Any] = msgspec.json.decode(text if isinstance(text, bytes) else text.encode())
    except (ValueError, RecursionError) as error:
        found = f"库里第 {seq} 条记录读不出来，可能已经损坏。"
        raise StoreUnavailable("store_damaged", found + "请运行 wanhu store verify 核对。") from error
    return document


def text_of(stored: str | bytes) -> str:
    """What is stored as text; bytes that are no text any more are replaced, so that it is not what it was."""
    return stored if isinstance(stored, str) else stored.decode("utf-8", "replace")


def same(text: str | bytes, other: str) -> bool:
    """Whether two texts are the same JSON, whatever the order of their keys."""
    return text_of(text) == other or _ordered(text) == _ordered(other)


def _ordered(text: str | bytes) -> str:
    return json.dumps(json.loads(text), sort_keys=True)


def _unstorable() -> Refusal:
    found = "内容里有不能保存的字符或数（残缺的文字、空字符、无穷大），或嵌套太深。"
    return Refusal("unstorable", found + "请改掉后再提交。")
