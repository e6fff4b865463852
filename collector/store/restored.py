"""What a store keeps of being restored (恢复的记号): it is older than what people did with the one before."""

from typing import Any

from sqlalchemy import select
from tinydb import where

from collector.clock import Clock
from collector.rules.publishing.restored import Restored, numbers_to_skip
from collector.store.line import Statement
from collector.store.registers import Registers
from collector.store.schema import versions
from collector.store.storage import Store

_LAST_AT = Statement(select(versions.c.at).order_by(versions.c.seq.desc()).limit(1))


def _end(link: dict[str, Any]) -> None:
    """A resident's link is over from the day it was made, which still counts as a contact."""
    link["ends_at"] = link["made_at"]


def mark(store: Store) -> None:
    """Note that the store was put back to how it was, and skip what may have been given out since (跳号).

    What lets people in ends (凭证作废): nobody knows what of it was used or ended since.
    """
    registers, now = Registers(store), Clock().now().isoformat()

    def work() -> None:
        until = next((each.at for each in store.storage.find(_LAST_AT, {})), now)
        skipped = registers.skip(numbers_to_skip(until, now))
        code = str(store.storage.act(lambda rows: rows.head.seq))
        registers.tickets.table.truncate()
        registers.callback_links.table.update(_end, ~where("answered_at").exists())
        registers.restored.add(Restored(code=code, until=until, at=now, skipped=skipped))

    store.act(work)
