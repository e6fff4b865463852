"""The roster as a table (户册), in the columns in which it comes in: what went out comes in again unchanged.

Names and phones stand in it: it is for those of the office who may see them, and goes by itself, not into
the archive with the ledgers.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from collector.desk import Desk
from collector.desk.books.imports import HOUSEHOLD_COLUMNS
from collector.desk.books.sheets import Line
from generator.campaign.configuration import LedgerColumn
from generator.campaign.vocabulary import FOCUS_GROUPS

WIDE = {"address": 32, "vacant_reason": 20}
COLUMNS = tuple(
    LedgerColumn(key=each.key, title=each.title, width=WIDE.get(each.key, 14)) for each in HOUSEHOLD_COLUMNS
)


def roster_lines(desk: Desk) -> Iterator[Line]:
    """户册, one household a line, by its number."""
    people = {each.household_code: each for each in desk.registers.residents}
    for home in sorted(desk.registers.households, key=lambda each: each.code):
        resident = people.get(home.code)
        community = desk.year.community(home.community_code)
        grids = {each.code: each.name for each in community.grids} if community else {}
        yield {
            "community_code": home.community_code,
            "code": home.code,
            "community": desk.unit_name(home.community_code),
            "grid": grids.get(home.grid_code or "", ""),
            "address": resident.address if resident else "",
            "name": (resident and resident.name) or "",
            "phone": (resident and resident.phone) or "",
            "focus": "、".join(FOCUS_GROUPS[each] for each in (resident.focus if resident else ())),
            "assigned_to": "、".join(home.assigned_to),
            "vacant_reason": home.vacant_reason or "",
        }


def roster_records(desk: Desk) -> Iterator[dict[str, Any]]:
    """Every household with who lives there."""
    people = {each.household_code: each for each in desk.registers.residents}
    for home in sorted(desk.registers.households, key=lambda each: each.code):
        yield msgspec.to_builtins(home) | {"resident": msgspec.to_builtins(people.get(home.code))}
