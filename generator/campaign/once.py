"""What is read off a record is read once (只读一次): a record never changes, and lists of all ask again."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

Record = TypeVar("Record")
Fact = TypeVar("Fact")


def read_once(rule: Callable[[Record], Fact]) -> Callable[[Record], Fact]:
    """A rule whose answer is kept beside the fields of the record, which is a Struct with `dict=True`."""
    name = f"{rule.__module__}.{rule.__qualname__}"

    @wraps(rule)
    def reading(record: Record) -> Fact:
        kept = record.__dict__
        if name not in kept:
            kept[name] = rule(record)
        return cast(Fact, kept[name])

    return reading
