"""Which of the 五个重点访 a household belongs to (重点类别): what the roster and the hardship ledger say."""

import msgspec

from collector.desk import Desk

HARDSHIP = "hardship"


def groups_of(desk: Desk, household_code: str) -> tuple[str, ...]:
    """The groups of a household (重点类别): while its hardship file is open, hardship is one of them.

    The roster's own tag goes with the people who are erased, and may be missing in any table.
    """
    resident = desk.registers.residents.get(household_code)
    focus = resident.focus if resident else ()
    return focus if HARDSHIP in focus or not in_hardship(desk, household_code) else (*focus, HARDSHIP)


def in_hardship(desk: Desk, household_code: str) -> bool:
    """Say whether a household is in the ledger of special hardship now (在册)."""
    found = desk.registers.hardships.get(household_code)
    return found is not None and found.ended_at is None


def tag_hardship(desk: Desk, household_code: str) -> None:
    """Its own matters are not published singly from now on (R5.3)."""
    resident = desk.registers.residents.get(household_code)
    if resident is not None and HARDSHIP not in resident.focus:
        focused = msgspec.structs.replace(resident, focus=(*resident.focus, HARDSHIP))
        desk.registers.residents.put(focused)
