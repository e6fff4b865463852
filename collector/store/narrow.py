"""Which rows a TinyDB query can possibly want (缩小范围): SQL narrows, Python decides.

A query tells what it compares in its cache key. That key is only a hint: it is turned into SQL that finds at
least every document the query wants, and each of them is then tested with the query itself. A shape that is
not understood narrows nothing, so a change of TinyDB makes a search slower, never wrong.
"""

import itertools
import operator
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select

from collector.store.line import Statement
from collector.store.schema import FOUND, INDEXED, STANDS, Field, versions

Shape = tuple[Any, ...]

COMPARE: dict[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "==": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "one_of": lambda field, values: field.in_(values),
}
_HALF = re.compile("[\ud800-\udfff]")
# More than this in one_of is better scanned than bound.
MANY = 500


def narrow(query: object) -> tuple[Shape, dict[str, Any]] | None:
    """The shape of SQL that finds a superset of what `query` wants, and the values for it; None to scan."""
    values: list[Any] = []
    shape = _shape(getattr(query, "_hash", None), values)
    return None if shape is None else (shape, {f"v{number}": value for number, value in enumerate(values)})


@cache
def narrowed(shape: Shape) -> Statement:
    """The search of one shape, built once; `tab` and the values are bound.

    No ORDER BY: SQLite would walk the whole table in that order and leave the index of the field alone.
    """
    numbers = itertools.count()
    return Statement(select(*FOUND).where(_condition(shape, numbers)))


def _shape(hint: object, values: list[Any]) -> Shape | None:
    match hint:
        case ("and", frozenset() as parts):
            known = [shape for part in parts if (shape := _shape(part, values))]
            return ("and", *known) if known else None
        case ("or", frozenset() as parts):
            mark = len(values)
            shapes = [_shape(part, values) for part in parts]
            if None in shapes:
                del values[mark:]
                return None
            return ("or", *shapes)
        case (str() as compare, (str() as field,), value) if compare in COMPARE and field in INDEXED:
            return _leaf(compare, field, value, values)
    return None


def _leaf(compare: str, field: str, value: object, values: list[Any]) -> Shape | None:
    if compare == "one_of":
        if not isinstance(value, tuple | frozenset) or len(value) > MANY or not all(map(_is_text, value)):
            return None
        # Filled up to a power of two, so that lists of any length make few shapes.
        texts = [str.__str__(each) for each in value]
        size = 1 << max(0, len(texts) - 1).bit_length()
        values += texts + [texts[-1] if texts else ""] * (size - len(texts))
        return (compare, field, size)
    if not _is_text(value):
        return None
    values.append(str.__str__(value))
    return (compare, field, 1)


def _is_text(value: object) -> bool:
    # Numbers and null compare differently in SQL; text with half a surrogate pair cannot be bound, and text
    # with a NUL not everywhere.
    if not isinstance(value, str) or type(value).__eq__ is not str.__eq__ or "\0" in value:
        return False
    return value.isascii() or not _HALF.search(value)


def _condition(shape: Shape, numbers: Any) -> ColumnElement[bool]:
    kind, *parts = shape
    if kind in ("and", "or"):
        join = and_ if kind == "and" else or_
        return join(*[_condition(part, numbers) for part in parts])
    field, size = parts
    bound: list[Any] = [bindparam(f"v{next(numbers)}") for _ in range(size)]
    # Table and mark stand in every leaf, because only then does SQLite use one index for each side of an or.
    return and_(
        versions.c.tab == bindparam("tab"),
        STANDS,
        COMPARE[kind](Field(field), bound if kind == "one_of" else bound[0]),
    )
