"""Who did what (操作留痕): appended beside every act, never changed, gone when old; no personal data."""

import msgspec
from tinydb import where

from collector.store.registers import Register
from collector.store.storage import Store


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the trail (留痕): `what` is a stable code, `of` the number or code it was done to.

    `acting_for` is in whose place it was done (代谁).
    """

    at: str
    by: str
    what: str
    of: str | None = None
    detail: str | None = None
    acting_for: str | None = None


class Trail(Register[Entry]):
    """The trail (操作记录)."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, "trail", Entry, "of")

    def count_before(self, day: str) -> int:
        """How many lines are older than a day (YYYY-MM-DD)."""
        return self.table.count(where("at") < day)

    def forget_before(self, day: str) -> int:
        """Remove the lines older than a day, whose period is over; returns how many."""
        return len(self.table.remove(where("at") < day))
