"""The table of working days is held against the one used last, once a start (放假安排有变, R4.3)."""

from collector.desk import Desk
from collector.rules.issues.calendar_change import CODE, CalendarKept, Moved, moved_by
from collector.rules.people.account import COMMAND_LINE


def take_in(desk: Desk) -> Moved | None:
    """Remember the table in force; if it is another than the last time, say once what it moved.

    The first table a store sees moves nothing.
    """

    def work() -> Moved | None:
        kept = desk.registers.calendars.get(CODE)
        if kept is not None and kept.tables == desk.year.workdays:
            return None
        desk.registers.calendars.put(CalendarKept(code=CODE, at=desk.now(), tables=desk.year.workdays))
        if kept is None:
            return None
        moved = moved_by(kept.tables, desk.year.workdays, desk.cases.all(), desk.limits_of)
        desk.note(COMMAND_LINE, "calendar_changed", detail=str(moved))
        return moved

    return desk.act(work)
